using Microsoft.Extensions.Logging;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Sync;

/// <summary>How a run ended.</summary>
public enum SyncOutcome { Complete, Stopped, Busy, NotReady }

/// <summary>
/// Brings the store up to the host: all feeds together, page by page, each page committed with its cursor, so that a run killed
/// anywhere goes on where it was. Until the feeds that reports count from were read to their end once, the others wait. Deletions are found where a walk meets all, elsewhere by comparing ids once a day (reliability.md §4).
/// </summary>
public sealed partial class SyncService(
    TenantDirectory tenants, SyncState state, HostConnectors connectors, DeletionHints hints, TimeProvider clock, ILogger<SyncService> logger)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromDays(1);

    /// <summary>One complete pass. Faults of the host end it, or one feed of it, with a reason that the status shows; the next pass goes on.</summary>
    public Task<SyncOutcome> RunAsync(TenantId id, CancellationToken cancellationToken) => RunAsync(id, _ => Task.CompletedTask, cancellationToken);

    /// <inheritdoc cref="RunAsync(TenantId, CancellationToken)"/>
    /// <param name="onReported">Called once when what reports count from is in and the pass goes on with the rest.</param>
    public async Task<SyncOutcome> RunAsync(TenantId id, Func<CancellationToken, Task> onReported, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true, RemovalAnnouncedAt: null, Mapping: { } mapping } tenant) return SyncOutcome.NotReady;
        if (await state.TryBeginAsync(id, cancellationToken) is not { } owner) return SyncOutcome.Busy;
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(id, owner, work);
        string? reason = "interrupted";
        try
        {
            var connector = connectors.Of(tenant.Key);
            var settings = await connector.ReadSettingsAsync(tenant.BackgroundConnection, work.Token);
            await tenants.SaveHostSettingsAsync(id, settings, work.Token);
            var stoppedBy = await PullAsync(connector, tenant, owner, mapping, onReported, work.Token);
            await FollowHintsAsync(connector, tenant, owner, mapping.NeededKinds(), work.Token);
            await SweepAsync(connector, tenant, owner, mapping.NeededKinds(), work.Token);
            reason = stoppedBy;
            return stoppedBy is null ? SyncOutcome.Complete : SyncOutcome.Stopped;
        }
        catch (HostException fault)
        {
            reason = ReasonOf(fault.Fault);
            Log.HostFault(logger, id.Value, fault.Fault, fault.HostCode, fault);
            return SyncOutcome.Stopped;
        }
        catch (SyncLeaseLostException)
        {
            Log.LeaseLost(logger, id.Value);
            return SyncOutcome.Busy;
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.LeaseLost(logger, id.Value);
            return SyncOutcome.Busy;
        }
        finally
        {
            await work.CancelAsync();
            await renewal;
            await state.EndAsync(id, owner, reason);
        }
    }

    /// <summary>Keeps the lease while the host is slow. Whatever ends the renewal ends the work: without the lease it would be in vain.</summary>
    private async Task RenewAsync(TenantId tenant, string owner, CancellationTokenSource work)
    {
        try
        {
            do await Task.Delay(SyncState.Lease / 3, clock, work.Token);
            while (await state.RenewAsync(tenant, owner, work.Token));
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // The pass has ended; so does its renewal.
        }
        finally
        {
            await work.CancelAsync();
        }
    }

    /// <summary>A feed on its way through one pass.</summary>
    private sealed class Walk(FeedState? known)
    {
        private readonly HashSet<string> _met = [];

        public string? Cursor { get; set; } = known?.Cursor;

        public int Pages { get; set; }

        /// <summary>What it met of a feed that meets all; null when it went on in the middle, so that others met what came before.</summary>
        public HashSet<string>? Met => known is null or { Cursor: null } or { CaughtUp: true } ? _met : null;
    }

    /// <returns>What stopped the first feed that did not catch up; null when all did but those that may be kept from us.</returns>
    private async Task<string?> PullAsync(
        IHostConnector connector, Tenant tenant, string owner, TenantMapping mapping, Func<CancellationToken, Task> onReported, CancellationToken cancellationToken)
    {
        var (kinds, reported) = (mapping.NeededKinds(), mapping.ReportedKinds());
        var isTold = false;
        var known = (await state.ListFeedsAsync(tenant.Id, cancellationToken)).ToDictionary(feed => feed.Kind);
        var open = kinds.ToDictionary(kind => kind, kind => new Walk(known.GetValueOrDefault(kind)));
        string? stoppedBy = null;
        foreach (var kind in kinds.Where(kind => known.GetValueOrDefault(kind)?.Held == HoldReason.TooManyUnreadable)) Close(kind, HoldReason.TooManyUnreadable);
        while (open.Count > 0)
        {
            var othersWait = reported.Any(kind => open.ContainsKey(kind) && known.GetValueOrDefault(kind)?.CompleteUpTo is null);
            FeedRequest[] requests = [.. open.Where(feed => !othersWait || reported.Contains(feed.Key)).Select(feed => new FeedRequest(feed.Key, feed.Value.Cursor))];
            var batch = await connector.ReadPagesAsync(tenant.BackgroundConnection, requests, cancellationToken);
            if (batch.Pages.Count == 0) throw new InvalidOperationException("The connector answered a request for pages with none.");
            foreach (var page in batch.Pages)
            {
                if (page.Fault is { } fault)
                {
                    var why = await RefuseAsync(tenant, owner, page.Kind, fault, cancellationToken);
                    Close(page.Kind, page.Kind.IsOptional && fault.Fault == HostFault.NotAllowed ? null : why);
                    continue;
                }
                var feed = await state.LandAsync(tenant.Id, owner, page, cancellationToken);
                var walk = open[page.Kind];
                walk.Cursor = page.NextCursor;
                if (page.MeetsAll) walk.Met?.UnionWith(page.Ids);
                if (feed.CaughtUp)
                {
                    Close(page.Kind, null);
                    if (page.MeetsAll && walk.Met is { } met) await BuryUnmetAsync(connector, tenant, owner, page.Kind, met, cancellationToken);
                }
                else if (feed.Held == HoldReason.TooManyUnreadable)
                {
                    Log.TooManyUnreadable(logger, tenant.Id.Value, page.Kind.Name, feed.Quarantined);
                    Close(page.Kind, feed.Held);
                }
                else if (IsEndless(++walk.Pages, feed.Records + feed.Quarantined))
                {
                    Close(page.Kind, await RefuseAsync(tenant, owner, page.Kind, Endless(page.Kind), cancellationToken));
                }
            }
            if (isTold || open.Count == 0 || reported.Any(open.ContainsKey)) continue;
            isTold = true;
            await onReported(cancellationToken);
        }
        return stoppedBy;

        void Close(RecordKind kind, string? reason)
        {
            open.Remove(kind);
            stoppedBy ??= reason;
        }
    }

    private async Task<string> RefuseAsync(Tenant tenant, string owner, RecordKind kind, HostException fault, CancellationToken cancellationToken)
    {
        Log.FeedRefused(logger, tenant.Id.Value, kind.Name, fault.Fault, fault.HostCode, fault);
        await state.RefuseAsync(tenant.Id, owner, kind, ReasonOf(fault.Fault), cancellationToken);
        return ReasonOf(fault.Fault);
    }

    /// <summary>Asks for what the host says it deleted. Of what we do not hold there is nothing to bury; what is left unasked is swept one day.</summary>
    private async Task FollowHintsAsync(
        IHostConnector connector, Tenant tenant, string owner, IReadOnlyList<RecordKind> kinds, CancellationToken cancellationToken)
    {
        foreach (var said in hints.Take(tenant.Id).Where(said => kinds.Contains(said.Key)))
        {
            var deleted = await state.OfLiveAsync(tenant.Id, said.Key, [.. said], cancellationToken);
            if (deleted.Length > 0)
                await state.BuryAsync(tenant.Id, owner, said.Key, await MissingAsync(connector, tenant, said.Key, deleted, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Feeds that walk only changes are compared with the host's ids from time to time.</summary>
    private async Task SweepAsync(
        IHostConnector connector, Tenant tenant, string owner, IReadOnlyList<RecordKind> kinds, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var feeds = (await state.ListFeedsAsync(tenant.Id, cancellationToken)).ToDictionary(feed => feed.Kind);
        foreach (var kind in kinds.Where(kind => kind.HasCards))
        {
            if (feeds.GetValueOrDefault(kind) is not { CaughtUp: true, Reason: null } feed || now - feed.SweptAt < SweepEvery) continue;
            var ours = await state.ListIdsAsync(tenant.Id, kind, cancellationToken);
            var theirs = await ReadIdsAsync(connector, tenant, kind, cancellationToken);
            string[] absent = [.. ours.Where(id => !theirs.Contains(id))];
            if (absent.Length > Math.Max(10, Math.Min(1_000, ours.Count / 20)))
            {
                Log.MassDisappearance(logger, tenant.Id.Value, kind.Name, absent.Length);
                await state.EndSweepAsync(tenant.Id, owner, kind, [], HoldReason.ManyAbsent, cancellationToken);
                continue;
            }
            await BuryAsync(connector, tenant, owner, kind, absent, cancellationToken);
        }
    }

    /// <summary>The next walk meets all again, so a record that comes back rises by itself: however many are absent, nothing has to wait for a person.</summary>
    private async Task BuryUnmetAsync(
        IHostConnector connector, Tenant tenant, string owner, RecordKind kind, HashSet<string> met, CancellationToken cancellationToken)
    {
        string[] absent = [.. (await state.ListIdsAsync(tenant.Id, kind, cancellationToken)).Where(id => !met.Contains(id))];
        if (absent.Length > 0) await BuryAsync(connector, tenant, owner, kind, absent, cancellationToken);
    }

    private async Task BuryAsync(
        IHostConnector connector, Tenant tenant, string owner, RecordKind kind, string[] absent, CancellationToken cancellationToken)
    {
        var gone = absent.Length == 0 ? [] : await MissingAsync(connector, tenant, kind, absent, cancellationToken);
        await state.EndSweepAsync(tenant.Id, owner, kind, gone, null, cancellationToken);
    }

    /// <summary>Not found when asked for by itself: then it is gone. Hidden is not gone.</summary>
    private static async Task<string[]> MissingAsync(
        IHostConnector connector, Tenant tenant, RecordKind kind, string[] ids, CancellationToken cancellationToken) =>
    [
        .. (await connector.ReadRecordsAsync(tenant.BackgroundConnection, kind, ids, cancellationToken)).OfType<RecordReading.Missing>()
            .Select(reading => reading.Id),
    ];

    /// <exception cref="HostException">The host refused, so what was read is not all.</exception>
    private static async Task<HashSet<string>> ReadIdsAsync(IHostConnector connector, Tenant tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        HashSet<string> ids = [];
        string? cursor = null;
        for (var pages = 1; !IsEndless(pages, ids.Count); pages++)
        {
            var batch = await connector.ReadPagesAsync(tenant.BackgroundConnection, [new FeedRequest(kind, cursor, IdsOnly: true)], cancellationToken);
            var page = batch.Pages.Single();
            if (page.Fault is { } fault) throw fault;
            ids.UnionWith(page.Ids);
            if (page.CaughtUp) return ids;
            cursor = page.NextCursor;
        }
        throw Endless(kind);
    }

    /// <summary>A page brings records; a host that answers page after page and nothing new would be read for ever (reliability.md §4.4).</summary>
    private static bool IsEndless(int pages, long records) => pages > (records * 2) + 100;

    private static HostException Endless(RecordKind kind) => new(HostFault.Refused, $"The host's pages of {kind} do not end, so the walk was stopped.");

    private static string ReasonOf(HostFault fault) => fault switch
    {
        HostFault.SignInAgain => "consent_needed",
        HostFault.TenantBlocked => "tenant_blocked",
        HostFault.NotAllowed => "no_host_right",
        HostFault.NoEffect or HostFault.OutcomeUnknown or HostFault.Moved => "host_unreachable",
        _ => "host_refused",
    };

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Sync of tenant {Tenant} stopped: {Fault} ({HostCode})")]
        public static partial void HostFault(ILogger logger, long tenant, HostFault fault, string? hostCode, Exception exception);

        [LoggerMessage(2002, LogLevel.Information, "Sync of tenant {Tenant} gave way to another one")]
        public static partial void LeaseLost(ILogger logger, long tenant);

        [LoggerMessage(2003, LogLevel.Error, "Tenant {Tenant}: {Count} records of {Kind} are absent in the host; nothing was removed, look at it")]
        public static partial void MassDisappearance(ILogger logger, long tenant, string kind, int count);

        [LoggerMessage(2004, LogLevel.Error, "Tenant {Tenant}: {Count} records of {Kind} cannot be read; they are not read on until an administrator asks for it")]
        public static partial void TooManyUnreadable(ILogger logger, long tenant, string kind, long count);

        [LoggerMessage(2005, LogLevel.Warning, "Tenant {Tenant}: {Kind} was not read to its end: {Fault} ({HostCode})")]
        public static partial void FeedRefused(ILogger logger, long tenant, string kind, HostFault fault, string? hostCode, Exception exception);
    }
}
