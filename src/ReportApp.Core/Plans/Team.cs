using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Plans;

/// <summary>Who may plan for whom: everybody for himself, a head for the people of his departments and all below them, an administrator for all.</summary>
internal sealed class Team(IReadOnlyList<User> users, IReadOnlyList<Department> departments)
{
    public static async Task<Team> ReadAsync(LandedRecords landed, TenantId tenant, CancellationToken cancellationToken) => new(
        await landed.ListAsync<User>(tenant, RecordKind.User, cancellationToken),
        await landed.ListAsync<Department>(tenant, RecordKind.Department, cancellationToken));

    public IReadOnlyList<Department> Departments => departments;

    public User? Find(string userId) => users.FirstOrDefault(user => user.Id == userId);

    /// <summary>The name, or the id of a person whom the host does not list.</summary>
    public string NameOf(string userId) => Find(userId)?.Name ?? $"#{userId}";

    public bool Leads(Viewer viewer) => viewer.IsAdministrator || departments.Any(department => department.HeadId == viewer.UserId);

    /// <summary>Whether this is one of the viewer's own people: of a department he heads, or of one below.</summary>
    public bool Leads(Viewer viewer, string userId) =>
        Find(userId) is { } user && (viewer.IsAdministrator || user.DepartmentIds.Any(Below(viewer).Contains));

    /// <summary>Whether a target's person and department are this viewer's to plan; a target that names neither is no matter of the team.</summary>
    public bool Covers(Viewer viewer, PlanScope scope)
    {
        if (viewer.IsAdministrator) return true;
        var below = Below(viewer);
        return (scope.DepartmentId is not { } department || below.Contains(department))
            && (scope.ManagerId is not { } manager || manager == viewer.UserId || Find(manager) is { } user && user.DepartmentIds.Any(below.Contains));
    }

    /// <summary>Whom this viewer may plan for, dismissed people left out, by name.</summary>
    public IReadOnlyList<User> PlannedBy(Viewer viewer)
    {
        var below = Below(viewer);
        return
        [
            .. users.Where(user => user.IsActive && (viewer.IsAdministrator || user.Id == viewer.UserId || user.DepartmentIds.Any(below.Contains)))
                .OrderBy(user => user.Name, StringComparer.InvariantCultureIgnoreCase),
        ];
    }

    private IReadOnlySet<string> Below(Viewer viewer) => Organisation.Below(
        [.. departments.Select(department => new OrganisationUnit(department.Id, department.ParentId, department.HeadId))],
        departments.Where(department => department.HeadId == viewer.UserId).Select(department => department.Id));
}
