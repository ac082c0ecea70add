using System.Numerics;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// One viewer, one day, one moment of the projection. Facts and targets are the measures of the semantic model under the viewer's row access, so
/// they agree with every report; a manager's lines are computed from these alone, and all others are their sums.
/// </summary>
internal sealed class DaySession
{
    private const int MonthsOfHistory = 6;

    /// <summary>What counts the facts of each line.</summary>
    private static readonly Dictionary<DayMetric, string> Facts = new()
    {
        [DayMetric.Received] = "lead_cnt", [DayMetric.Processed] = "lead_processed", [DayMetric.Meetings] = "first_meeting_cnt",
        [DayMetric.Reservations] = "reserve_cnt", [DayMetric.Contracts] = "won_cnt", [DayMetric.Value] = "won_val", [DayMetric.Receipts] = "receipts",
    };

    /// <summary>Lines whose need is a target of their own; the others' follows from the number of contracts.</summary>
    private static readonly Dictionary<DayMetric, string> Targets = new()
    {
        [DayMetric.Contracts] = "plan_units", [DayMetric.Value] = "plan_value", [DayMetric.Receipts] = "plan",
    };

    private readonly ProjectionReader _reader;
    private readonly SemanticModel _model;
    private readonly RowScope _access;
    private readonly DayMoment _moment;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<PersonLine>> _lines;
    private readonly RowTree _tree;

    private DaySession(
        ProjectionReader reader, SemanticModel model, RowScope access, DayMoment moment, RowTree tree, IReadOnlyDictionary<string, IReadOnlyList<PersonLine>> lines) =>
        (_reader, _model, _access, _moment, _tree, _lines) = (reader, model, access, moment, tree, lines);

    /// <summary>What is counted, in the order of every row's lines.</summary>
    public required IReadOnlyList<DayMetric> Known { get; init; }

    /// <summary>Key of a manager's row to his working days.</summary>
    public required IReadOnlyDictionary<string, WorkMonth> Months { get; init; }

    /// <summary>The same to how he works otherwise, of those whom the viewer heads.</summary>
    public required IReadOnlyDictionary<string, PersonCalendar> Calendars { get; init; }

    /// <summary>Key of the viewer's own row.</summary>
    public required string Self { get; init; }

    private YearMonth Month => YearMonth.Of(_moment.Date);

    /// <param name="known">What can be counted.</param>
    /// <param name="calendars">Of the people who work otherwise than the company.</param>
    public static async Task<DaySession> OpenAsync(
        ProjectionReader reader, SemanticModel model, Tenant tenant, DayMoment moment, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible,
        DayRequest request, IReadOnlyList<DayMetric> known, IReadOnlyDictionary<string, PersonCalendar> calendars, CancellationToken cancellationToken)
    {
        var departments = await reader.DepartmentsAsync(cancellationToken);
        var people = await reader.PeopleAsync(cancellationToken);
        IReadOnlyList<OrganisationUnit> units = [.. departments.Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        var scope = PeopleScope.Read(request.Managers, request.Departments, units);
        var access = RowScope.For(
            viewer, visible, await reader.CoversAllDealsAsync(visible[RecordKind.Deal], cancellationToken), units, [.. people.Select(person => new Member(person.Id, person.DepartmentIds))]);
        var (month, current) = (YearMonth.Of(moment.Date), YearMonth.Of(moment.Today));

        var targets = new Dictionary<DayMetric, IReadOnlyDictionary<string, decimal>>();
        foreach (var (metric, measure) in Targets)
            targets[metric] = await ManagerTargets.ReadAsync(reader, model, access, measure, month, current, cancellationToken);
        var facts = new Dictionary<DayMetric, ILookup<string, (DateOnly? Day, decimal Value)>>();
        var history = new Dictionary<DayMetric, ILookup<string, (DateOnly? Day, decimal Value)>>();
        foreach (var metric in known)
        {
            facts[metric] = await CellsAsync(Facts[metric], DayRange.Of(month, month), TimeGrain.Day);
            if (!Targets.ContainsKey(metric) || metric == DayMetric.Contracts)
                history[metric] = await CellsAsync(Facts[metric], DayRange.Of(month.Plus(-MonthsOfHistory), month.Plus(-1)), TimeGrain.Whole);
        }
        var due = known.Contains(DayMetric.Processed) ? await CellsAsync("lead_due", new DayRange(moment.Date, moment.Date.AddDays(1)), TimeGrain.Whole) : null;

        var keys = facts.Values.Append(due).OfType<ILookup<string, (DateOnly?, decimal)>>().SelectMany(cells => cells.Select(cell => cell.Key))
            .Concat(targets.Values.SelectMany(target => target.Keys).Select(KeyOf)).Distinct()
            .Where(key => scope.Shows(IdOf(key), people)).ToList();
        var months = keys.ToDictionary(
            key => key, key => WorkMonth.Of(month, tenant.Calendar ?? WorkCalendar.Usual, IdOf(key) is { } id ? calendars.GetValueOrDefault(id) : null));
        var lines = keys.ToDictionary(key => key, IReadOnlyList<PersonLine> (key) => [.. known.Select(metric => Line(metric, key))]);
        return new DaySession(reader, model, access, moment, PeopleTree.Build(departments, people, keys.Select(IdOf).OfType<string>().ToHashSet()), lines)
        {
            Known = known,
            Months = months,
            Self = KeyOf(viewer.UserId),
            Calendars = people.Where(person => viewer.IsAdministrator || person.DepartmentIds.Any(access.Departments.Contains))
                .ToDictionary(person => KeyOf(person.Id), person => calendars.GetValueOrDefault(person.Id) ?? new PersonCalendar(null, [])),
        };

        PersonLine Line(DayMetric metric, string key)
        {
            var byDay = facts[metric][key].ToDictionary(cell => cell.Day!.Value, cell => cell.Value);
            if (metric == DayMetric.Processed)
                return DayPlan.Processed(due![key].Sum(cell => cell.Value), byDay, months[key], moment);
            var id = IdOf(key);
            if (metric is DayMetric.Value or DayMetric.Receipts)
                return DayPlan.Line(metric, TargetOf(metric), null, byDay, months[key], moment);
            var norm = TargetOf(DayMetric.Contracts) is { } sales ? DayPlan.Norm(metric, sales, HistoryOf(metric), HistoryOf(DayMetric.Contracts)) : null;
            return DayPlan.Line(metric, norm is null ? null : Assignment.DayQuota.Need(norm.Sales, norm.PerSale), norm, byDay, months[key], moment);

            decimal? TargetOf(DayMetric of) => id is not null && targets[of].TryGetValue(id, out var target) ? target : null;

            decimal HistoryOf(DayMetric of) => history[of][key].Sum(cell => cell.Value);
        }

        async Task<ILookup<string, (DateOnly? Day, decimal Value)>> CellsAsync(string measure, DayRange period, TimeGrain grain)
        {
            var isCount = ((BasicMeasure)model[measure]).Value is null;
            var sql = QueryPasses.Compile(new ReportQuery(measure, ["manager"], period, grain, [], [], QueryShape.Cells), model, access, current, reader.Catalog);
            var found = await reader.QueryAsync(
                sql.Text, sql.Parameters,
                row => (
                    Manager: row.Text(0), Day: row.Day(1), IsTotal: Convert.ToInt32(row.GetValue(2), null) != 0, IsWhole: Convert.ToInt32(row.GetValue(3), null) != 0,
                    Value: isCount ? row.GetInt64(5) : (decimal)row.GetFieldValue<BigInteger>(4) / Money.StoredScale),
                cancellationToken);
            if (found.Count > Limits.Cells)
                throw new ReportRefusedException("date", "too_large");
            return found.Where(row => !row.IsTotal && row.IsWhole == (grain == TimeGrain.Whole)).ToLookup(row => KeyOf(row.Manager), row => (row.Day, row.Value));
        }
    }

    /// <summary>In display order, without the total; rows without a person are not there.</summary>
    public IEnumerable<DayRow> Rows() => _tree.Nodes.Select(Row).OfType<DayRow>();

    /// <summary>Null for a row that is about nobody.</summary>
    public DayRow? Row(RowNode node)
    {
        var keys = PeopleOf(node);
        if (keys.Count == 0)
            return null;
        // When a colleague is away is his head's business and his own.
        var own = Calendars.ContainsKey(node.Key) || node.Key == Self || node.Key == PeopleTree.Nobody ? Months.GetValueOrDefault(node.Key) : null;
        return new DayRow(
            node.Key, node.Parent, node.Level, node.Title, !keys.Any(key => Months[key].Has(_moment.Date)), own?.Days.Count, own?.From(_moment.Date),
            Calendars.GetValueOrDefault(node.Key), [.. Known.Select((_, index) => DayPlan.Sum([.. keys.Select(key => _lines[key][index])], _moment))]);
    }

    public RowNode? Find(string key) => _tree.Find(key);

    /// <summary>The subjects behind a number, the largest first, with their count and what all of them come to.</summary>
    /// <exception cref="ReportRefusedException">A plan is no record, or the line is not known.</exception>
    public async Task<(IReadOnlyList<Subject> Subjects, int Count, decimal Value)> SubjectsAsync(RowNode node, DayMetric metric, DayNumber number, CancellationToken cancellationToken)
    {
        if (!Known.Contains(metric))
            throw new ReportRefusedException("metric", "undefined");
        if (number == DayNumber.Plan && metric != DayMetric.Processed)
            throw new ReportRefusedException("number", "undefined");
        var day = new DayRange(_moment.Date, _moment.Date.AddDays(1));
        var people = PeopleOf(node).Select(IdOf).ToList();
        var filter = new DimensionFilter(
            [new DimensionChoice("manager", [.. people.OfType<string>()]), .. people.Contains(null) ? [new DimensionChoice("manager", null)] : (DimensionChoice[])[]]);
        var measure = (BasicMeasure)_model[number == DayNumber.Plan ? "lead_due" : Facts[metric]];
        var sql = QueryPasses.Compile(
            new ReportQuery(measure.Name, [], number == DayNumber.ToDate ? new DayRange(Month.FirstDay, day.End) : day, TimeGrain.Whole, [filter], [], QueryShape.Subjects),
            _model, _access, YearMonth.Of(_moment.Today), _reader.Catalog);
        var found = await _reader.QueryAsync(
            sql.Text, sql.Parameters,
            row => (Subject: new Subject(row.GetString(0), measure.Value is null ? 1 : Units(row.GetFieldValue<BigInteger>(1))), Count: checked((int)row.GetInt64(2)), All: Units(row.GetFieldValue<BigInteger>(3))),
            cancellationToken);
        return found.Count == 0 ? ([], 0, 0) : ([.. found.Select(row => row.Subject)], found[0].Count, measure.Value is null ? found[0].Count : found[0].All);
    }

    private static decimal Units(BigInteger stored) => (decimal)stored / Money.StoredScale;

    private List<string> PeopleOf(RowNode node) =>
        node == RowTree.Total ? [.. _lines.Keys] : [.. _tree.Under(node).Append(node).Select(each => each.Key).Where(_lines.ContainsKey)];

    private static string KeyOf(string? manager) => manager is null ? PeopleTree.Nobody : $"{PeopleTree.ManagerPrefix}{manager}";

    private static string? IdOf(string key) => key == PeopleTree.Nobody ? null : key[PeopleTree.ManagerPrefix.Length..];
}
