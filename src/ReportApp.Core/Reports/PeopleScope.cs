using ReportApp.Core.Access;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>Whom a screen of people is narrowed to; null: everybody.</summary>
/// <param name="Departments">With all below them.</param>
internal sealed record PeopleScope(IReadOnlySet<string>? Managers, IReadOnlySet<string>? Departments)
{
    private const int MostValues = 500;

    /// <exception cref="ReportRefusedException">Tells the list and why.</exception>
    public static PeopleScope Read(IReadOnlyList<string>? managers, IReadOnlyList<string>? departments, IReadOnlyCollection<OrganisationUnit> units)
    {
        foreach (var (field, values) in (IEnumerable<(string, IReadOnlyList<string>?)>)[("managers", managers), ("departments", departments)])
        {
            if (values?.Count > MostValues)
                throw new ReportRefusedException(field, "too_many");
            if (values?.Any(string.IsNullOrEmpty) == true)
                throw new ReportRefusedException(field, "unknown");
        }
        return new PeopleScope(
            managers is { Count: > 0 } ? managers.ToHashSet() : null, departments is { Count: > 0 } ? Organisation.Below(units, departments) : null);
    }

    public bool Shows(string? manager, IEnumerable<PersonRow> people) =>
        (Managers is null || (manager is not null && Managers.Contains(manager)))
        && (Departments is null || (manager is not null && people.FirstOrDefault(person => person.Id == manager)?.DepartmentId is { } own && Departments.Contains(own)));
}
