using ReportApp.Core.Access;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>A plan target the viewer may see.</summary>
/// <param name="Amount">Count of 1/10,000 of the currency unit.</param>
internal sealed record Target(
    string Id, YearMonth Month, long Amount, string? Complex, string? Building, string? Manager, string? Department)
{
    public bool IsOfPeople => Manager is not null || Department is not null;

    public bool IsOfObject => Complex is not null || Building is not null;
}

/// <summary>
/// Whose plan is asked for: chosen managers, chosen departments (with all below them), or both at once. Null in the grid: the plan of objects.
/// </summary>
/// <param name="OfAnyDepartment">
/// Also people of whom another than the first department is among these: of a head who sees their deals. A filter goes by the first, as rows do.
/// </param>
internal sealed record PeopleSelection(IReadOnlySet<string>? Managers, IReadOnlySet<string>? Departments, bool OfAnyDepartment = false);

/// <summary>
/// Which targets make which cell. A target stands in one place of a tree only, so sums never count it twice: what is set for the whole
/// wins over the sum of the parts.
/// <list type="bullet">
/// <item>Objects: a building has its own target; a complex its own, else those of its buildings; the total all objects, else the
/// company's. Only targets that name no person and no department.</item>
/// <item>People: a department has its own target, else those of its managers and of the departments below; a manager his own, else what he
/// has by objects. They stand in the total; rows have only what names both the object and the people.</item>
/// </list>
/// </summary>
internal sealed class PlanGrid(
    IReadOnlyList<Target> targets, ObjectTree objects, PeopleSelection? people, IReadOnlyCollection<OrganisationUnit> units,
    IReadOnlyCollection<Member> members)
{
    private readonly ILookup<YearMonth, Target> _byMonth = targets.ToLookup(target => target.Month);
    /// <summary>The one of the asked departments in which a person counts, and counts once.</summary>
    private readonly Dictionary<string, string?> _departmentOf = members.ToDictionary(
        member => member.Id,
        member => (people is { OfAnyDepartment: true } ? member.Departments : member.Departments.Take(1)).FirstOrDefault(id => people?.Departments?.Contains(id) == true));

    /// <summary>Visible targets that name people.</summary>
    public int CountOfPeople => targets.Count(target => target.IsOfPeople);

    /// <summary>Which plan of a month the total is, and the others of the whole. Null: nothing is planned.</summary>
    /// <param name="seesPeople">No plan of people is hidden from the viewer.</param>
    public PlansOfMonth? Whole(YearMonth month, bool seesPeople)
    {
        var total = In(RowTree.Total, month);
        if (total.Count == 0) return null;
        var of = people is not null ? PlanOf.People : total[0].IsOfObject ? PlanOf.Objects : PlanOf.Company;
        return new PlansOfMonth(
            month, of, people is null && !objects.IsNarrowed ? AllPlans(targets, month, objects, seesPeople, units, members) : new Dictionary<PlanOf, decimal> { [of] = Sum(total) });
    }

    /// <summary>The plans of the whole in one month, as far as the viewer sees them.</summary>
    /// <param name="objects">Not narrowed.</param>
    public static Dictionary<PlanOf, decimal> AllPlans(
        IReadOnlyList<Target> targets, YearMonth month, ObjectTree objects, bool seesPeople, IReadOnlyCollection<OrganisationUnit> units, IReadOnlyCollection<Member> members)
    {
        var found = new Dictionary<PlanOf, decimal>();
        var ofMonth = targets.Where(target => target.Month == month).ToList();
        Add(PlanOf.Objects, OfTop(objects, [.. ofMonth.Where(target => !target.IsOfPeople)]));
        Add(PlanOf.Company, [.. ofMonth.Where(target => target is { IsOfPeople: false, IsOfObject: false })]);
        if (!seesPeople) return found;
        Add(PlanOf.Managers, [.. ofMonth.Select(target => target.Manager).OfType<string>().Distinct().SelectMany(manager => OfManager(manager, ofMonth))]);
        if (ofMonth.Any(target => target is { Department: not null, Manager: null }))
            Add(PlanOf.People, new PlanGrid(ofMonth, objects, new PeopleSelection(null, units.Select(unit => unit.Id).ToHashSet()), units, members).In(RowTree.Total, month));
        return found;

        void Add(PlanOf of, IReadOnlyCollection<Target> plan)
        {
            if (plan.Count > 0) found.Add(of, Sum(plan));
        }
    }

    public static decimal Sum(IEnumerable<Target> plan) => plan.Sum(target => Money.FromStored(target.Amount));

    public IReadOnlyList<Target> In(RowNode row, YearMonth month)
    {
        var candidates = _byMonth[month].Where(IsOfAsked).ToList();
        return candidates.Count == 0 ? [] : row is ObjectNode ofObject ? OfObject(objects, ofObject, candidates)
            : people is null ? OfCompany(candidates)
            : objects.IsNarrowed ? OfTop(objects, candidates)
            : OfPeople(people, candidates);
    }

    private bool IsOfAsked(Target target)
    {
        if (people is null)
            return !target.IsOfPeople;
        if (target.Manager is { } manager)
        {
            return people.Managers?.Contains(manager) != false
                && (people.Departments is null || _departmentOf.GetValueOrDefault(manager) is not null);
        }
        return people.Managers is null && target.Department is { } department && people.Departments!.Contains(department);
    }

    private static Target[] OfObject(ObjectTree objects, ObjectNode row, List<Target> candidates)
    {
        if (row.Kind == ObjectNodeKind.Building)
            return [.. candidates.Where(target => target.Building == row.Building)];
        if (row.Kind != ObjectNodeKind.Complex)
            return [];
        Target[] whole = objects.IsWhole(row) ? [.. candidates.Where(target => target.Complex == row.Complex && target.Building is null)] : [];
        return whole.Length > 0 ? whole : [.. objects.Under(row).OfType<ObjectNode>().SelectMany(below => OfObject(objects, below, candidates))];
    }

    private static List<Target> OfTop(ObjectTree objects, List<Target> candidates) =>
        [.. objects.Under(null).OfType<ObjectNode>().SelectMany(row => OfObject(objects, row, candidates))];

    private List<Target> OfCompany(List<Target> candidates)
    {
        var ofObjects = OfTop(objects, candidates);
        return ofObjects.Count > 0 || objects.IsNarrowed ? ofObjects : [.. candidates.Where(target => !target.IsOfObject)];
    }

    private List<Target> OfPeople(PeopleSelection asked, List<Target> candidates)
    {
        if (asked.Departments is not { } departments)
            return [.. asked.Managers!.SelectMany(manager => OfManager(manager, candidates))];
        var parents = units.ToDictionary(unit => unit.Id, unit => unit.ParentId);
        var roots = departments.Where(id => parents.GetValueOrDefault(id) is not { } parent || !departments.Contains(parent));
        return [.. roots.SelectMany(root => OfDepartment(root, candidates, []))];
    }

    private IEnumerable<Target> OfDepartment(string id, List<Target> candidates, HashSet<string> seen)
    {
        if (!seen.Add(id))
            return [];
        Target[] whole = [.. candidates.Where(target => target.Department == id && target.Manager is null && !target.IsOfObject)];
        return whole.Length > 0
            ? whole
            : members.Where(member => _departmentOf[member.Id] == id).SelectMany(member => OfManager(member.Id, candidates))
                .Concat(units.Where(unit => unit.ParentId == id).SelectMany(unit => OfDepartment(unit.Id, candidates, seen)));
    }

    /// <summary>A manager has his own target, else what he has by objects.</summary>
    public static Target[] OfManager(string id, IReadOnlyList<Target> candidates)
    {
        Target[] own = [.. candidates.Where(target => target.Manager == id && !target.IsOfObject)];
        return own.Length > 0 ? own : [.. candidates.Where(target => target.Manager == id)];
    }
}
