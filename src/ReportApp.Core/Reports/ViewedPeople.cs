using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>The people of a tenant for a screen of people, and what of them the viewer sees and asks for.</summary>
internal sealed record ViewedPeople(IReadOnlyList<DepartmentRow> Departments, IReadOnlyList<PersonRow> People, PeopleScope Scope, RowScope Access)
{
    /// <exception cref="ReportRefusedException">Tells the list and why.</exception>
    public static async Task<ViewedPeople> ReadAsync(
        ProjectionReader reader, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible, IReadOnlyList<string>? managers, IReadOnlyList<string>? departments,
        CancellationToken cancellationToken)
    {
        var rows = await reader.DepartmentsAsync(cancellationToken);
        var people = await reader.PeopleAsync(cancellationToken);
        IReadOnlyList<OrganisationUnit> units = [.. rows.Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        var scope = PeopleScope.Read(managers, departments, units);
        var access = RowScope.For(
            viewer, visible, await reader.CoversAllDealsAsync(visible[RecordKind.Deal], cancellationToken), units, [.. people.Select(person => new Member(person.Id, person.DepartmentIds))]);
        return new ViewedPeople(rows, people, scope, access);
    }

    /// <summary>Whether a person, by the key of his row, is asked for.</summary>
    public bool Shows(string key) => Scope.Shows(PeopleTree.IdOf(key), People);

    /// <param name="keys">Of the people in it.</param>
    public PeopleTree TreeOf(IEnumerable<string> keys) => PeopleTree.Build(Departments, People, keys.Select(PeopleTree.IdOf).OfType<string>().ToHashSet());
}
