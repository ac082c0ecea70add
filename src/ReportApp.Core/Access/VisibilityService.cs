using System.Collections.Concurrent;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Access;

/// <summary>What a viewer may see in the host, asked there with his own consent and kept for 15 minutes.</summary>
public sealed class VisibilityService(HostConnectors connectors, TenantDirectory tenants, LandedRecords records, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId, RecordKind Kind), VisibleRows> _kept = new();

    /// <exception cref="HostException">The host could not tell; nothing is shown then.</exception>
    public async Task<VisibleRows> ForAsync(Viewer viewer, RecordKind kind, CancellationToken cancellationToken)
    {
        var key = (viewer.Tenant, viewer.UserId, kind);
        if (_kept.TryGetValue(key, out var kept) && clock.GetUtcNow() - kept.ReadAt < KeptFor)
            return kept;

        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");
        var owners = await records.CountByOwnerAsync(viewer.Tenant, kind, cancellationToken);
        if (owners.Count == 0)
            return VisibleRows.None(clock.GetUtcNow());
        var rows = await connectors.Of(tenant.Key).ReadVisibleAsync(tenant.ConnectionFor(viewer.UserId), kind, owners, cancellationToken);
        _kept[key] = rows;
        return rows;
    }

    /// <summary>Forgets what was kept of a tenant: rights or departments changed there.</summary>
    public void Forget(TenantId tenant)
    {
        foreach (var key in _kept.Keys.Where(key => key.Tenant == tenant))
            _kept.TryRemove(key, out _);
    }
}
