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
/// <param name="Reason">Stable code: consent_needed, tenant_blocked, no_host_right, host_unreachable, host_refused, too_many_unreadable, interrupted.</param>
public sealed record SyncReport(SyncPhase State, DateTimeOffset? AsOf, int? Percent, string? Reason, IReadOnlyList<FeedReport> Feeds);

/// <param name="Kind">See <see cref="RecordKind"/>.</param>
public sealed record FeedReport(string Kind, long Records, long Quarantined, DateTimeOffset? LastRunAt, bool CaughtUp, string? Reason);

/// <summary>What people are told about the age and completeness of the data.</summary>
public sealed class SyncStatus(SyncState state, TenantDirectory tenants)
{
    public async Task<SyncReport> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var (running, completeUpTo, reason) = await state.ReadAsync(tenant, cancellationToken);
        var feeds = await state.ListFeedsAsync(tenant, cancellationToken);
        var mapping = (await tenants.FindAsync(tenant, cancellationToken))?.Mapping;
        var needed = mapping is null ? 0 : SyncService.KindsOf(mapping).Count;
        var phase = reason is not null && !running ? SyncPhase.Stopped
            : completeUpTo is null ? SyncPhase.Preparing
            : running ? SyncPhase.Running
            : SyncPhase.Idle;
        int? percent = completeUpTo is null && needed > 0 ? Math.Min(100, feeds.Count(feed => feed.CaughtUp) * 100 / needed) : null;
        return new SyncReport(
            phase, completeUpTo, percent, reason,
            [.. feeds.Select(feed => new FeedReport(feed.Kind.Name, feed.Records, feed.Quarantined, feed.LastRunAt, feed.CaughtUp, feed.Reason))]);
    }
}
