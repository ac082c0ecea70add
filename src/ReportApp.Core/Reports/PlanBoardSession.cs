using System.Numerics;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// One viewer, one month, one moment of the projection and of the plan entries. Facts, schedule, pipeline and targets are the measures of the
/// semantic model under the viewer's row access, so they agree with every report; entries come from the store, where they are written, and follow
/// their deal.
/// </summary>
internal sealed class PlanBoardSession
{
    private readonly IReadOnlyList<PersonRow> _people;
    private readonly Dictionary<string, decimal> _plans;
    private readonly Func<DayRange, CancellationToken, Task<IReadOnlyDictionary<string, decimal>>> _receivedIn;
    private readonly YearMonth _current;

    private PlanBoardSession(
        RowTree tree, IReadOnlyList<BoardDeal> deals, IReadOnlyList<PersonRow> people, Dictionary<string, decimal> plans, YearMonth current,
        Func<DayRange, CancellationToken, Task<IReadOnlyDictionary<string, decimal>>> receivedIn)
    {
        (Tree, Deals, _people, _plans, _current, _receivedIn) = (tree, deals, people, plans, current, receivedIn);
    }

    public RowTree Tree { get; }

    public IReadOnlyList<BoardDeal> Deals { get; }

    /// <summary>Which plan the total is; null: none.</summary>
    public required ShownPlan? Plan { get; init; }

    /// <summary>Of deals that the viewer sees and people who are shown.</summary>
    public required IReadOnlyList<(PlanEntry Entry, BoardDealCard Deal)> Promises { get; init; }

    /// <summary>What each deal has paid in the month, whoever got it.</summary>
    public required IReadOnlyDictionary<string, decimal> Paid { get; init; }

    /// <param name="addressOf">A deal's page in the host.</param>
    public static async Task<PlanBoardSession> OpenAsync(
        ProjectionReader reader, SemanticModel model, Tenant tenant, DateOnly today, Viewer viewer, VisibleRows visible, BoardRequest request,
        IReadOnlyList<PlanEntry> entries, IReadOnlyList<PlanEntry> judged, Func<string, Uri> addressOf, CancellationToken cancellationToken)
    {
        var departments = await reader.DepartmentsAsync(cancellationToken);
        var people = await reader.PeopleAsync(cancellationToken);
        IReadOnlyList<OrganisationUnit> units = [.. departments.Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        IReadOnlyList<Member> members = [.. people.Select(person => new Member(person.Id, person.DepartmentIds))];
        var month = ReadMonth(request, today);
        var scope = PeopleScope.Read(request.Managers, request.Departments, units);
        var access = RowScope.For(
            viewer, new Dictionary<RecordKind, VisibleRows> { [RecordKind.Deal] = visible }, await reader.CoversAllDealsAsync(visible, cancellationToken), units, members);

        var receipts = await LinesAsync("receipts", "manager");
        var schedule = await LinesAsync("schedule", "manager");
        var pipeline = await LinesAsync("weighted_val", "manager");
        var targets = await ManagerTargets.ReadAllAsync(reader, model, access, "plan", month, YearMonth.Of(today), cancellationToken);
        var plans = ManagerTargets.OfEach(targets).Where(plan => Shows(plan.Key)).ToDictionary();
        var words = BoardWords.Of(entries, month);
        var promised = PlanBoard.Promises(judged, month, YearMonth.Of(today), tenant.DayOf).ToList();
        var cards = await reader.BoardDealsAsync(
            receipts.Concat(schedule).Concat(pipeline).Select(line => line.Subject).Concat(words.Keys).Concat(promised.Select(entry => entry.DealId)).ToHashSet(), visible, cancellationToken);

        var all = PlanBoard.Lines(
            receipts.Select(ToFact), schedule.Select(ToFact), pipeline.Select(ToFact), words, cards, tenant, today,
            reader.State.CompleteUpTo(tenant.Mapping!.FeedsOf(RecordKind.Deal)), addressOf).ToList();
        var lines = all.Where(line => Shows(line.ManagerId)).ToList();
        var promises = promised.Where(entry => cards.ContainsKey(entry.DealId) && Shows(entry.Values!.ManagerId)).Select(entry => (entry, cards[entry.DealId])).ToList();
        var named = lines.Select(line => line.ManagerId).OfType<string>().Concat(plans.Keys).Concat(promises.Select(promise => promise.entry.Values!.ManagerId)).ToHashSet();
        return new PlanBoardSession(PeopleTree.Build(departments, people, named), lines, people, plans, YearMonth.Of(today), ReceivedAsync)
        {
            Plan = await ShownAsync(),
            Promises = promises,
            Paid = all.Where(line => line.DealId is not null).GroupBy(line => line.DealId!).ToDictionary(deal => deal.Key, deal => deal.Sum(line => line.Fact)),
        };

        // Beside the plan of some people no other is told: it is of other people, too.
        async Task<ShownPlan?> ShownAsync()
        {
            var seesPeople = access.SeesAllTargets || await ReportSession.LeadsAllPlannedAsync(reader, access, DayRange.Of(month, month), cancellationToken);
            var isWhole = scope is { Managers: null, Departments: null } && (seesPeople || plans.Count == 0);
            var amounts = !isWhole ? [] : PlanGrid.AllPlans(
                targets, month, ObjectTree.Build(await reader.ComplexesAsync(cancellationToken), await reader.BuildingsAsync(cancellationToken), hasBuildings: true, selection: null),
                seesPeople, units, members);
            if (plans.Count > 0) amounts[PlanOf.Managers] = plans.Values.Sum();
            var of = plans.Count > 0 ? PlanOf.Managers : PlanOf.Company;
            return amounts.ContainsKey(of) ? new PlansOfMonth(month, of, amounts).Shown : null;
        }

        bool Shows(string? manager) => scope.Shows(manager, people);

        async Task<IReadOnlyList<Line>> LinesAsync(string measure, params string[] groups)
        {
            var sql = QueryPasses.Compile(
                new ReportQuery(measure, groups, DayRange.Of(month, month), TimeGrain.Whole, [], [], QueryShape.Lines), model, access,
                YearMonth.Of(today), reader.Catalog);
            var found = await reader.QueryAsync(
                sql.Text, sql.Parameters,
                row => new Line(row.GetString(0), row.GetString(1), Money.FromStored(row.GetInt64(3)), [.. Enumerable.Range(5, groups.Length).Select(row.Text)]),
                cancellationToken);
            return found.Count <= Limits.Lines ? found : throw new ReportRefusedException("month", "too_large");
        }

        async Task<IReadOnlyDictionary<string, decimal>> ReceivedAsync(DayRange period, CancellationToken stop)
        {
            var sql = QueryPasses.Compile(
                new ReportQuery("receipts", ["manager"], period, TimeGrain.Whole, [], [], QueryShape.Cells), model, access, YearMonth.Of(today), reader.Catalog);
            var found = await reader.QueryAsync(
                sql.Text, sql.Parameters, row => (Manager: row.Text(0), IsTotal: Convert.ToInt32(row.GetValue(2), null) != 0, Value: (decimal)row.GetFieldValue<BigInteger>(4) / Money.StoredScale), stop);
            return found.Where(row => !row.IsTotal && row.Manager is not null).ToDictionary(row => row.Manager!, row => row.Value);
        }

        static BoardFact ToFact(Line line) => new(line.Subject, line.Groups[0], line.Value);
    }

    /// <summary>A row with its numbers, or the total.</summary>
    public BoardRow Row(RowNode node)
    {
        var lines = LinesOf(node);
        return new BoardRow(
            node.Key, node.Parent, node.Level, node.Title, PlanBoard.Sum(lines, PlannedIn(node)), lines.Count, lines.Count(line => line.Entry is { Fate: not PlanEntryFate.Failed }),
            PlanBoard.Count([.. PromisesOf(node).Select(promise => promise.Entry)]));
    }

    public IReadOnlyList<(PlanEntry Entry, BoardDealCard Deal)> PromisesOf(RowNode node)
    {
        var keys = Below(node);
        return [.. Promises.Where(promise => node == RowTree.Total || keys.Contains(KeyOf(promise.Entry.Values!.ManagerId)))];
    }

    public IReadOnlyList<BoardDeal> LinesOf(RowNode node)
    {
        var keys = Below(node);
        return node == RowTree.Total ? Deals : [.. Deals.Where(deal => keys.Contains(KeyOf(deal.ManagerId)))];
    }

    public decimal? PlannedIn(RowNode node)
    {
        if (node == RowTree.Total) return Plan?.Amount;
        var found = PlansOf(node);
        return found.Count == 0 ? null : found.Values.Sum();
    }

    /// <summary>Targets of the managers in a row; who has none is not there.</summary>
    public IReadOnlyDictionary<string, decimal> PlansOf(RowNode node)
    {
        var keys = Below(node);
        return _plans.Where(plan => node == RowTree.Total || keys.Contains(KeyOf(plan.Key))).ToDictionary();
    }

    /// <summary>Who still works here, of the people in a row.</summary>
    public IReadOnlyList<string> SellersOf(RowNode node)
    {
        var keys = Below(node);
        return [.. _people.Where(person => person.IsActive && Tree.Find(KeyOf(person.Id)) is not null && (node == RowTree.Total || keys.Contains(KeyOf(person.Id)))).Select(person => person.Id)];
    }

    public string? NameOf(string manager) => _people.FirstOrDefault(person => person.Id == manager)?.Name;

    /// <summary>Received by manager in the months before the current one.</summary>
    public Task<IReadOnlyDictionary<string, decimal>> ReceivedAsync(int months, CancellationToken cancellationToken) =>
        _receivedIn(DayRange.Of(_current.Plus(-months), _current.Plus(-1)), cancellationToken);

    private HashSet<string> Below(RowNode node) => [node.Key, .. Tree.Under(node).Select(child => child.Key)];

    private static string KeyOf(string? manager) => manager is null ? "none" : $"manager:{manager}";

    private static YearMonth ReadMonth(BoardRequest request, DateOnly today)
    {
        var month = YearMonth.Of(today);
        return request.Month is { } text && (!YearMonth.TryParse(text, out month) || month.FirstDay.Year is < 1990 or > 2200)
            ? throw new ReportRefusedException("month", "not_a_month")
            : month;
    }

    private sealed record Line(string Subject, string Id, decimal Value, IReadOnlyList<string?> Groups);
}
