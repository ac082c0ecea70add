using ReportApp.Core.Access;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Whose plan is asked for, among whom.</summary>
/// <param name="Asked">Null: that of objects and of the company.</param>
/// <param name="SeesPeople">No plan of people is hidden from the viewer, so that these may stand for the company's.</param>
internal sealed record PlannedPeople(PeopleSelection? Asked, bool SeesPeople, IReadOnlyCollection<OrganisationUnit> Units, IReadOnlyCollection<Member> Members);

/// <summary>
/// The plan of objects, of people and of the whole by month, of one metric. People and objects are planned independently of each other
/// (reports.md §5.4): the whole is the company's plan by <see cref="PlanGrid"/> whatever stands down the side, and that of its people only where the company has
/// none. A department has its own target, else those of the people in its row.
/// </summary>
internal sealed class RowPlans(IReadOnlyList<Target> targets, ObjectTree objects, PlannedPeople planned, ReportScope scope)
{
    private readonly Dictionary<string, PlanGrid> _grids = [];

    /// <param name="rows">The tree of the row.</param>
    public IReadOnlyList<Target> In(RowTree rows, RowNode row, YearMonth month)
    {
        if (row is ObjectNode)
            return Of("objects", planned.Asked, row, month);
        if (row == RowTree.Total)
            return OfWhole(month);
        if (PeopleTree.ManagerOf(row) is { } manager)
            return IsAsked(manager) ? Of(row.Key, new PeopleSelection(new HashSet<string> { manager }, null), RowTree.Total, month) : [];
        var own = PeopleTree.TeamOf(row) is { } team && scope.Managers is null && scope.Departments?.Contains(team) != false
            ? Of(row.Key, new PeopleSelection(null, new HashSet<string> { team }), RowTree.Total, month)
            : [];
        return own.Any(target => target.Manager is null) ? own : [.. rows.Under(row).SelectMany(person => In(rows, person, month))];
    }

    /// <summary>Which plan of a month the total is, and the others of the whole. Null: nothing is planned.</summary>
    public PlansOfMonth? Whole(YearMonth month) =>
        Grid("objects", planned.Asked).Whole(month, planned.SeesPeople)
        ?? (OfWhole(month) is { Count: > 0 } people ? new PlansOfMonth(month, PlanOf.People, new Dictionary<PlanOf, decimal> { [PlanOf.People] = PlanGrid.Sum(people) }) : null);

    private IReadOnlyList<Target> OfWhole(YearMonth month)
    {
        var whole = Of("objects", planned.Asked, RowTree.Total, month);
        return whole.Count > 0 || planned.Asked is not null || !planned.SeesPeople
            ? whole
            : Of("people", new PeopleSelection(null, planned.Units.Select(unit => unit.Id).ToHashSet()), RowTree.Total, month);
    }

    /// <param name="of">Whose plan it is: the same for all months.</param>
    private IReadOnlyList<Target> Of(string of, PeopleSelection? people, RowNode row, YearMonth month) => Grid(of, people).In(row, month);

    private PlanGrid Grid(string of, PeopleSelection? people)
    {
        if (!_grids.TryGetValue(of, out var grid)) _grids.Add(of, grid = new PlanGrid(targets, objects, people, planned.Units, planned.Members));
        return grid;
    }

    private bool IsAsked(string manager) =>
        scope.Managers?.Contains(manager) != false
        && (scope.Departments is null || planned.Members.FirstOrDefault(member => member.Id == manager)?.Departments is [var own, ..] && scope.Departments.Contains(own));
}
