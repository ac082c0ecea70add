using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// Department → manager. People who have left, and those the host does not know any more, stand in one group behind the departments (C9);
/// last of all what is nobody's (C5). Only people of deals that the viewer sees are named.
/// </summary>
internal sealed class PeopleTree : RowTree
{
    private const string Inactive = "inactive";
    private const string TeamPrefix = "team:";
    public const string Nobody = "none";
    public const string ManagerPrefix = "manager:";

    private PeopleTree(IReadOnlyList<RowNode> nodes)
        : base(nodes)
    {
    }

    public override IReadOnlyList<string> Dimensions => ["team", "manager"];

    /// <param name="visible">Ids of the people who may be named.</param>
    public static PeopleTree Build(IReadOnlyList<DepartmentRow> departments, IReadOnlyList<PersonRow> people, IReadOnlySet<string> visible)
    {
        var nodes = new List<RowNode>();
        var known = people.Select(person => person.Id).ToHashSet();
        var active = people.Where(person => person.IsActive && visible.Contains(person.Id)).ToLookup(person => person.DepartmentId ?? ProjectionDerivation.NoTeam);
        foreach (var (id, name) in departments.Select(unit => (unit.Id, (string?)unit.Name)).Append((ProjectionDerivation.NoTeam, null)).Where(unit => active.Contains(unit.Id)))
        {
            AddGroup(TeamPrefix + id, name, id, RowPlace.Ordered);
            foreach (var person in active[id])
                AddPerson(person.Id, person.Name, TeamPrefix + id, RowPlace.Ordered);
        }
        // Someone's department may be one that the host does not list.
        foreach (var person in active.Where(team => team.Key != ProjectionDerivation.NoTeam && departments.All(unit => unit.Id != team.Key)).SelectMany(team => team))
            AddPerson(person.Id, person.Name, null, RowPlace.Ordered);
        AddGroup(Inactive, null, ProjectionDerivation.InactiveTeam, RowPlace.Behind);
        foreach (var person in people.Where(person => !person.IsActive && visible.Contains(person.Id)))
            AddPerson(person.Id, person.Name, Inactive, RowPlace.Behind);
        foreach (var id in visible.Where(id => !known.Contains(id)).Order(StringComparer.Ordinal))
            AddPerson(id, $"№ {id}", Inactive, RowPlace.Behind);
        nodes.Add(new RowNode(Nobody, null, 0, null, [Only("team", null)], IsShownEmpty: false, RowPlace.Last));
        return new PeopleTree(nodes);

        void AddGroup(string key, string? title, string team, RowPlace place) =>
            nodes.Add(new RowNode(key, null, 0, title, [Only("team", team)], IsShownEmpty: false, place));

        void AddPerson(string id, string name, string? parent, RowPlace place) =>
            nodes.Add(new RowNode(ManagerPrefix + id, parent, parent is null ? 0 : 1, name, [Only("manager", id)], IsShownEmpty: false, place));
    }

    /// <param name="manager">Null: nobody.</param>
    public static string KeyOf(string? manager) => manager is null ? Nobody : ManagerPrefix + manager;

    /// <summary>Whose row it is that has such a key; null: nobody's. Only of rows of single people.</summary>
    public static string? IdOf(string key) => key == Nobody ? null : key[ManagerPrefix.Length..];

    /// <summary>Whose row it is; null: several people's.</summary>
    public static string? ManagerOf(RowNode row) => row.Key.StartsWith(ManagerPrefix, StringComparison.Ordinal) ? row.Key[ManagerPrefix.Length..] : null;

    /// <summary>Of which department a row is; null: of none.</summary>
    public static string? TeamOf(RowNode row) => row.Key.StartsWith(TeamPrefix, StringComparison.Ordinal) ? row.Key[TeamPrefix.Length..] : null;

    protected override string KeyOfRow(IReadOnlyList<string?> values, int rolledUp) =>
        rolledUp == 0 ? values[1] is { } manager ? ManagerPrefix + manager : string.Empty
        : values[0] switch
        {
            null => Nobody,
            ProjectionDerivation.InactiveTeam => Inactive,
            var team => TeamPrefix + team,
        };
}
