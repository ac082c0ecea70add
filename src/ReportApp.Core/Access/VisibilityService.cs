using System.Collections.Concurrent;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Access;

/// <summary>
/// What a viewer may see in the host, asked there with his own consent and kept for 15 minutes. Users all of whose records he saw stand for
/// their records of that moment only: about what lands afterwards the host is asked by itself, so that nobody is shown a colleague's new
/// deal because he saw all the former ones.
/// </summary>
public sealed class VisibilityService(
    HostConnectors connectors, TenantDirectory tenants, LandedRecords records, SyncState sync, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    /// <summary>So few records that a viewer does not see may be gone from the host rather than hidden from him; it is worth asking.</summary>
    private const int MostGone = 50;

    /// <summary>About so many records the host is asked by their ids; of more all is counted anew.</summary>
    private const int MostLanded = 50;

    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId, RecordKind Kind), Kept> _kept = new();

    /// <param name="Version">Of the store: what landed up to it is covered.</param>
    private sealed record Kept(VisibleRows Rows, long Version);

    /// <exception cref="HostException">The host could not tell; nothing is shown then.</exception>
    public async Task<VisibleRows> ForAsync(Viewer viewer, RecordKind kind, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");
        var key = (viewer.Tenant, viewer.UserId, kind);
        // Both are read before the counts, so that they never promise more than these hold.
        var version = await records.VersionAsync(viewer.Tenant, cancellationToken);
        var completeUpTo = (await sync.ListFeedsAsync(viewer.Tenant, cancellationToken)).FirstOrDefault(feed => feed.Kind == kind)?.CompleteUpTo;
        if (_kept.TryGetValue(key, out var kept) && clock.GetUtcNow() - kept.Rows.ReadAt < KeptFor
            && (kept.Version == version ? kept.Rows : await FollowAsync(tenant, viewer, kind, kept, cancellationToken)) is { } known)
        {
            _kept[key] = new Kept(known, version);
            return known;
        }

        var owners = await records.CountByOwnerAsync(viewer.Tenant, kind, cancellationToken);
        if (owners.Count == 0)
            return VisibleRows.None(clock.GetUtcNow());
        var connector = connectors.Of(tenant.Key);
        var rows = await connector.ReadVisibleAsync(
            tenant.ConnectionFor(viewer.UserId), tenant.BackgroundConnection, kind, owners, completeUpTo, cancellationToken);
        if (!rows.SeesAll)
            rows = rows with { Gone = await GoneAsync(connector, tenant, kind, rows, cancellationToken) };
        _kept[key] = new Kept(rows, version);
        return rows;
    }

    /// <summary>The rows with what has landed since as the host shows it to him; null where one of them is hidden that its owner or "all" stood for.</summary>
    private async Task<VisibleRows?> FollowAsync(Tenant tenant, Viewer viewer, RecordKind kind, Kept kept, CancellationToken cancellationToken)
    {
        var landed = await records.ListLandedAsync(tenant.Id, kind, kept.Version, MostLanded + 1, cancellationToken);
        if (landed.Count == 0) return kept.Rows;
        if (landed.Count > MostLanded) return null;
        var readings = await connectors.Of(tenant.Key)
            .ReadRecordsAsync(tenant.ConnectionFor(viewer.UserId), kind, [.. landed.Select(record => record.Id)], cancellationToken);
        var hidden = readings.OfType<RecordReading.Hidden>().Select(reading => reading.Id).ToHashSet();
        var gone = readings.OfType<RecordReading.Missing>().Select(reading => reading.Id).ToHashSet();
        var rows = kept.Rows with
        {
            ExtraIds = kept.Rows.ExtraIds.Union(landed.Select(record => record.Id)).Except(hidden).Except(gone).ToHashSet(),
            Gone = kept.Rows.Gone.Union(gone).ToHashSet(),
        };
        return landed.Any(record => hidden.Contains(record.Id) && rows.Covers(record.Id, record.OwnerId)) ? null : rows;
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
