using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Sync;

[JsonConverter(typeof(NamedEnumConverter<SyncPhase>))]
public enum SyncPhase
{
    /// <summary>Of what reports count from something was never read to its end yet.</summary>
    [JsonStringEnumMemberName("preparing")] Preparing,
    [JsonStringEnumMemberName("running")] Running,
    [JsonStringEnumMemberName("idle")] Idle,

    /// <summary>The last pass was stopped; the reason says by what.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
}

/// <param name="AsOf">Host time up to which every feed that reports count from is complete; null while preparing.</param>
/// <param name="Percent">Share of these feeds that caught up, while preparing; else null.</param>
/// <param name="Reason">Stable code: consent_needed, tenant_blocked, no_host_right, host_unreachable, host_refused, too_many_unreadable, many_records_absent, interrupted.</param>
public sealed record SyncReport(SyncPhase State, DateTimeOffset? AsOf, int? Percent, string? Reason, IReadOnlyList<FeedReport> Feeds);

/// <param name="Kind">See <see cref="RecordKind"/>; one that waits for its turn is among them.</param>
public sealed record FeedReport(string Kind, long Records, long Quarantined, DateTimeOffset? LastRunAt, bool CaughtUp, string? Reason);

/// <summary>What people are told about the age and completeness of the data.</summary>
public sealed class SyncStatus(SyncState state, TenantDirectory tenants)
{
    public async Task<SyncReport> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var sync = await state.ReadAsync(tenant, cancellationToken);
        var feeds = await state.ListFeedsAsync(tenant, cancellationToken);
        var mapping = (await tenants.FindAsync(tenant, cancellationToken))?.Mapping;
        var waiting = (mapping?.NeededKinds() ?? []).Except(feeds.Select(feed => feed.Kind)).Select(kind => new FeedReport(kind.Name, 0, 0, null, CaughtUp: false, null));
        var reported = await state.ReadAsync(tenant, mapping?.ReportedKinds() ?? [], cancellationToken);
        var phase = sync.IsStopped ? SyncPhase.Stopped
            : reported.CompleteUpTo is null ? SyncPhase.Preparing
            : sync.Running ? SyncPhase.Running
            : SyncPhase.Idle;
        return new SyncReport(
            phase, reported.CompleteUpTo, reported.CompleteUpTo is null ? PercentOf(mapping, feeds) : null, sync.Reason,
            [
                .. feeds.Select(feed => new FeedReport(feed.Kind.Name, feed.Records, feed.Quarantined, feed.LastRunAt, feed.CaughtUp, feed.Held ?? feed.Reason)),
                .. waiting,
            ]);
    }

    private static int? PercentOf(TenantMapping? mapping, IReadOnlyList<FeedState> feeds)
    {
        if (mapping is null) return null;
        var reported = mapping.ReportedKinds();
        return feeds.Count(feed => feed.CompleteUpTo is not null && reported.Contains(feed.Kind)) * 100 / reported.Count;
    }
}
