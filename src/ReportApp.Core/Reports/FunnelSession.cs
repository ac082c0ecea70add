using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>One viewer, one month, one moment of the projection: what the targets of each person take of each step.</summary>
internal sealed class FunnelSession
{
    private readonly PersonCells _cells;
    private readonly FunnelNorms _norms;
    private readonly PeopleTree _tree;
    private readonly IReadOnlyDictionary<string, FunnelRow> _people;

    private FunnelSession(PersonCells cells, FunnelNorms norms, PeopleTree tree, IReadOnlyDictionary<string, FunnelRow> people) =>
        (_cells, _norms, _tree, _people) = (cells, norms, tree, people);

    public DayRange History => _norms.Period;

    /// <param name="steps">What can be counted.</param>
    /// <param name="calendars">Of the people who work otherwise than the company.</param>
    /// <param name="settable">Of steps.</param>
    public static async Task<FunnelSession> OpenAsync(
        ProjectionReader reader, SemanticModel model, Tenant tenant, YearMonth month, YearMonth current, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible,
        FunnelMonthRequest request, IReadOnlyList<DayMetric> steps, IReadOnlyDictionary<string, PersonCalendar> calendars, SettableTargets settable, CancellationToken cancellationToken)
    {
        var viewed = await ViewedPeople.ReadAsync(reader, viewer, visible, request.Managers, request.Departments, cancellationToken);
        var cells = new PersonCells(reader, model, viewed.Access, current);
        var targets = (await DaySession.TargetsAsync(reader, model, viewed.Access, steps, month, current, cancellationToken))
            .ToDictionary(step => step.Key, step => step.Value.ToDictionary(target => PeopleTree.KeyOf(target.Key), target => target.Value));
        var norms = await FunnelNorms.ReadAsync(cells, month, current, steps, viewed.People, cancellationToken);
        var keys = targets.Values.SelectMany(target => target.Keys).Concat(norms.Sellers).Distinct().Where(key => key != PeopleTree.Nobody && viewed.Shows(key)).ToList();
        return new FunnelSession(cells, norms, viewed.TreeOf(keys), keys.ToDictionary(key => key, Of));

        FunnelRow Of(string key)
        {
            var (id, sales) = (PeopleTree.IdOf(key)!, TargetOf(DayMetric.Contracts));
            var days = WorkMonth.Of(month, tenant.Calendar ?? WorkCalendar.Usual, calendars.GetValueOrDefault(id)).Days.Count;
            IReadOnlyList<FunnelNeed> needs =
            [
                .. steps.Select(step =>
                {
                    var norm = norms.Of(step, sales ?? 0, key);
                    var known = sales is null ? null : norm;
                    var metric = DaySession.OwnTargets.GetValueOrDefault(step);
                    var (need, source) = DayPlan.Need(metric is null ? null : TargetOf(step), known);
                    var cell = metric is null ? null : settable.Cells.GetValueOrDefault((metric, id));
                    var target = metric is null || !settable.Managers.Contains(id) ? null : new FunnelTarget(new PlanScope(ManagerId: id).ToString(), metric, cell?.Value, cell?.Version ?? 0);
                    return new FunnelNeed(step, need, days > 0 ? PerDay(need, days) : null, norm?.PerSale, norm?.Source, source, DayPlan.Need(null, known).Need, target);
                }),
            ];
            return new FunnelRow(key, null, 0, null, sales, needs.All(need => need.Need is null) ? null : days, needs);

            decimal? TargetOf(DayMetric of) => targets[of].TryGetValue(key, out var target) ? target : null;
        }
    }

    /// <summary>In display order, without the total; rows without a person are not there.</summary>
    public IEnumerable<FunnelRow> Rows() => _tree.Nodes.Where(node => PeopleOf(node).Count > 0).Select(Row);

    public FunnelRow Row(RowNode node)
    {
        var people = PeopleOf(node);
        var own = people is [var only] && only.Key == node.Key ? only : Sum(people);
        return own with { Key = node.Key, Parent = node.Parent, Level = node.Level, Title = node.Title };
    }

    /// <summary>The subjects behind a manager's ratio, with their count and whose history it is.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, or its ratio is of no history.</exception>
    public async Task<(IReadOnlyList<Subject> Subjects, int Count, NormSource Source)> SubjectsAsync(string row, DayMetric step, DrillPart part, CancellationToken cancellationToken)
    {
        if (part is not (DrillPart.Numerator or DrillPart.Denominator))
            throw new ReportRefusedException("part", "unknown");
        var own = _people.GetValueOrDefault(row) ?? throw new ReportRefusedException("row", "unknown");
        if (own.Steps.FirstOrDefault(need => need.Step == step)?.Source is not { } source || source is NormSource.Target or NormSource.Default)
            throw new ReportRefusedException("step", "undefined");
        var (subjects, count, _) = await _cells.SubjectsAsync(
            DaySession.Facts[part == DrillPart.Numerator ? step : DayMetric.Contracts], History, _norms.PeopleOf(source, row)?.Select(PeopleTree.IdOf).ToList(), cancellationToken);
        return (subjects, count, source);
    }

    private static decimal? PerDay(decimal? need, int days) => need is { } known ? Math.Round(known / days, 2, MidpointRounding.AwayFromZero) : null;

    private static FunnelRow Sum(IReadOnlyList<FunnelRow> people)
    {
        var steps = people.SelectMany(person => person.Steps).GroupBy(need => need.Step)
            .Select(step => new FunnelNeed(step.Key, Whole(step.Select(need => need.Need)), Whole(step.Select(need => need.PerDay)), null, null, null, Whole(step.Select(need => need.ByNorm)), null));
        return new FunnelRow("", null, 0, null, Whole(people.Select(person => person.Sales)), null, [.. steps]);
    }

    /// <summary>Of what is known; null: nothing is.</summary>
    private static decimal? Whole(IEnumerable<decimal?> parts) => parts.OfType<decimal>().ToList() is { Count: > 0 } known ? known.Sum() : null;

    private List<FunnelRow> PeopleOf(RowNode node) =>
        [.. (node == RowTree.Total ? _tree.Nodes : _tree.Under(node).Append(node)).Select(each => _people.GetValueOrDefault(each.Key)).OfType<FunnelRow>()];
}
