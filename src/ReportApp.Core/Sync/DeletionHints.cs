using ReportApp.Core.Model;

namespace ReportApp.Core.Sync;

/// <summary>
/// Records that a host says it deleted, until the next pass asks for each by itself. In memory: what is lost here is found by the daily
/// comparison of ids.
/// </summary>
public sealed class DeletionHints
{
    /// <summary>Whoever knows the token of events may send as many as he likes.</summary>
    internal const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, HashSet<(RecordKind Kind, string Id)>> _byTenant = [];

    public void Note(TenantId tenant, RecordKind kind, string id)
    {
        lock (_gate)
        {
            if (!_byTenant.TryGetValue(tenant, out var hints)) _byTenant[tenant] = hints = [];
            if (hints.Count < Most) hints.Add((kind, id));
        }
    }

    /// <summary>All of a tenant's, which are no longer kept from here on.</summary>
    internal ILookup<RecordKind, string> Take(TenantId tenant)
    {
        lock (_gate)
            return (_byTenant.Remove(tenant, out var hints) ? hints : []).ToLookup(hint => hint.Kind, hint => hint.Id);
    }
}
