using System.Collections.Concurrent;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Access;

/// <summary>What a viewer may see in the host, asked there with his own consent and kept for 15 minutes.</summary>
public sealed class VisibilityService(
    HostConnectors connectors, TenantDirectory tenants, LandedRecords records, SyncState sync, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    /// <summary>So few records that a viewer does not see may be gone from the host rather than hidden from him; it is worth asking.</summary>
    private const int MostGone = 50;

    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId, RecordKind Kind), VisibleRows> _kept = new();

    /// <exception cref="HostException">The host could not tell; nothing is shown then.</exception>
    public async Task<VisibleRows> ForAsync(Viewer viewer, RecordKind kind, CancellationToken cancellationToken)
    {
        var key = (viewer.Tenant, viewer.UserId, kind);
        if (_kept.TryGetValue(key, out var kept) && clock.GetUtcNow() - kept.ReadAt < KeptFor)
            return kept;

        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");
        // Read before the counts, so that it never promises more than they hold.
        var completeUpTo = (await sync.ListFeedsAsync(viewer.Tenant, cancellationToken)).FirstOrDefault(feed => feed.Kind == kind)?.CompleteUpTo;
        var owners = await records.CountByOwnerAsync(viewer.Tenant, kind, cancellationToken);
        if (owners.Count == 0)
            return VisibleRows.None(clock.GetUtcNow());
        var connector = connectors.Of(tenant.Key);
        var rows = await connector.ReadVisibleAsync(tenant.ConnectionFor(viewer.UserId), kind, owners, completeUpTo, cancellationToken);
        if (!rows.SeesAll)
            rows = rows with { Gone = await GoneAsync(connector, tenant, kind, rows, cancellationToken) };
        _kept[key] = rows;
        return rows;
    }

    /// <summary>
    /// Of our records that these rows do not cover, those that the host no longer has. Nothing is hidden by a record that is gone, and it
    /// must not change what a viewer who sees everything else is shown until the sweep buries it.
    /// </summary>
    private async Task<IReadOnlySet<string>> GoneAsync(
        IHostConnector connector, Tenant tenant, RecordKind kind, VisibleRows rows, CancellationToken cancellationToken)
    {
        var uncovered = await records.ListUncoveredAsync(tenant.Id, kind, rows, MostGone + 1, cancellationToken);
        if (uncovered.Count is 0 or > MostGone)
            return new HashSet<string>();
        var readings = await connector.ReadRecordsAsync(tenant.BackgroundConnection, kind, uncovered, cancellationToken);
        return readings.OfType<RecordReading.Missing>().Select(reading => reading.Id).ToHashSet();
    }
}
