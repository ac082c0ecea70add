using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Sync;

[JsonConverter(typeof(JsonStringEnumConverter<SyncPhase>))]
public enum SyncPhase
{
    /// <summary>The first pass has not ended yet.</summary>
    [JsonStringEnumMemberName("preparing")] Preparing,
    [JsonStringEnumMemberName("running")] Running,
    [JsonStringEnumMemberName("idle")] Idle,

    /// <summary>The last pass was stopped; the reason says by what.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
}

/// <param name="AsOf">Host time up to which every feed is complete; null before the first pass ended.</param>
/// <param name="Percent">Share of the feeds that caught up, while preparing; else null.</param>
/// <param name="Reason">Stable code: consent_needed, tenant_blocked, no_host_right, host_unreachable, host_refused, too_many_unreadable, many_records_absent, interrupted.</param>
public sealed record SyncReport(SyncPhase State, DateTimeOffset? AsOf, int? Percent, string? Reason, IReadOnlyList<FeedReport> Feeds);

/// <param name="Kind">See <see cref="RecordKind"/>.</param>
public sealed record FeedReport(string Kind, long Records, long Quarantined, DateTimeOffset? LastRunAt, bool CaughtUp, string? Reason);

/// <summary>What people are told about the age and completeness of the data.</summary>
public sealed class SyncStatus(SyncState state, TenantDirectory tenants)
{
    public async Task<SyncReport> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var sync = await state.ReadAsync(tenant, cancellationToken);
        var feeds = await state.ListFeedsAsync(tenant, cancellationToken);
        var mapping = (await tenants.FindAsync(tenant, cancellationToken))?.Mapping;
        var phase = sync.IsStopped ? SyncPhase.Stopped
            : sync.CompleteUpTo is null ? SyncPhase.Preparing
            : sync.Running ? SyncPhase.Running
            : SyncPhase.Idle;
        return new SyncReport(
            phase, sync.CompleteUpTo, sync.CompleteUpTo is null ? PercentOf(mapping, feeds) : null, sync.Reason,
            [.. feeds.Select(feed => new FeedReport(feed.Kind.Name, feed.Records, feed.Quarantined, feed.LastRunAt, feed.CaughtUp, feed.Held ?? feed.Reason))]);
    }

    private static int? PercentOf(TenantMapping? mapping, IReadOnlyList<FeedState> feeds)
    {
        if (mapping is null) return null;
        var needed = mapping.NeededKinds();
        return feeds.Count(feed => feed.CompleteUpTo is not null && needed.Contains(feed.Kind)) * 100 / needed.Count;
    }
}
