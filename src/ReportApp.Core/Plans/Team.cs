using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Plans;

/// <summary>Who may plan for whom: everybody for himself, a head for the people of his departments and all below them, an administrator for all.</summary>
internal sealed class Team(IReadOnlyList<User> users, IReadOnlyList<Department> departments)
{
    public IReadOnlyList<User> Users => users;

    public static async Task<Team> ReadAsync(LandedRecords landed, TenantId tenant, CancellationToken cancellationToken) => new(
        await landed.ListAsync<User>(tenant, RecordKind.User, cancellationToken),
        await landed.ListAsync<Department>(tenant, RecordKind.Department, cancellationToken));

    public string? NameOf(string userId) => users.FirstOrDefault(user => user.Id == userId)?.Name;

    public bool Leads(Viewer viewer) => viewer.IsAdministrator || departments.Any(department => department.HeadId == viewer.UserId);

    public bool MayPlanFor(Viewer viewer, string managerId) =>
        viewer.IsAdministrator || managerId == viewer.UserId || PeopleOf(viewer.UserId).Contains(managerId);

    /// <summary>The people of the departments this person heads, and of those below them.</summary>
    private HashSet<string> PeopleOf(string headId)
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(departments.Where(department => department.HeadId == headId).Select(department => department.Id));
        while (open.TryPop(out var id))
        {
            // Adding tells whether we were here: a circle in the tree ends.
            if (!below.Add(id)) continue;
            foreach (var child in departments.Where(department => department.ParentId == id)) open.Push(child.Id);
        }
        return [.. users.Where(user => user.DepartmentIds.Any(below.Contains)).Select(user => user.Id)];
    }
}
