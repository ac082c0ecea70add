using ReportApp.Core.Model;

namespace ReportApp.Core.Access;

/// <summary>All that decides which rows of a report a viewer sees.</summary>
/// <param name="Visible">What the host shows him, by kind of record.</param>
/// <param name="SeesAllDeals">No live sales deal is hidden from him: then also payments without a deal, and targets of objects and of the whole company.</param>
/// <param name="SeesAllTargets">He manages the installation.</param>
/// <param name="Managers">Whose targets he sees: himself and the people below him.</param>
/// <param name="Departments">Departments he heads, with everything below them.</param>
internal sealed record RowScope(
    IReadOnlyDictionary<RecordKind, VisibleRows> Visible, bool SeesAllDeals, bool SeesAllTargets, IReadOnlySet<string> Managers, IReadOnlySet<string> Departments)
{
    /// <summary>Of a kind for which the host was not asked he sees nothing.</summary>
    public VisibleRows Of(RecordKind kind) => Visible.TryGetValue(kind, out var rows) ? rows : VisibleRows.None(DateTimeOffset.UnixEpoch);

    /// <summary>
    /// Plan targets follow the department tree: everybody sees his own, a head those of his departments and their people. Targets that name
    /// no person and no department (objects, the company) would tell others' results, so they are for administrators and for
    /// viewers from whom no sales deal is hidden.
    /// </summary>
    public static RowScope For(
        Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible, bool seesAllDeals, IReadOnlyCollection<OrganisationUnit> units,
        IReadOnlyCollection<Member> people)
    {
        var departments = Organisation.Below(units, units.Where(unit => unit.HeadId == viewer.UserId).Select(unit => unit.Id));
        var managers = people.Where(person => person.Departments.Any(departments.Contains)).Select(person => person.Id).Append(viewer.UserId);
        return new RowScope(visible, seesAllDeals, viewer.IsAdministrator, managers.ToHashSet(), departments);
    }
}

/// <summary>A department, as far as rights go.</summary>
internal sealed record OrganisationUnit(string Id, string? ParentId, string? HeadId);

/// <summary>A person, as far as rights go.</summary>
/// <param name="Departments">The first is where his row stands; he answers to the heads of all of them.</param>
internal sealed record Member(string Id, IReadOnlyList<string> Departments);

internal static class Organisation
{
    /// <summary>These departments and all below them; a circle in the tree does no harm.</summary>
    public static IReadOnlySet<string> Below(IReadOnlyCollection<OrganisationUnit> units, IEnumerable<string> roots)
    {
        var children = units.ToLookup(unit => unit.ParentId, unit => unit.Id);
        var found = new HashSet<string>();
        var open = new Stack<string>(roots);
        while (open.TryPop(out var id))
        {
            if (!found.Add(id))
                continue;
            foreach (var child in children[id])
                open.Push(child);
        }
        return found;
    }
}
