using Microsoft.Extensions.Logging;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Sync;

/// <summary>How a run ended.</summary>
public enum SyncOutcome { Complete, Stopped, Busy, NotReady }

/// <summary>
/// Brings the store up to the host: all feeds together, page by page, each page committed with its cursor, so that a run killed
/// anywhere goes on where it was. Deletions are found by comparing ids once a day (reliability.md §4).
/// </summary>
public sealed partial class SyncService(
    TenantDirectory tenants, SyncState state, HostConnectors connectors, TimeProvider clock, ILogger<SyncService> logger)
{
    private static readonly RecordKind[] Canonical =
        [RecordKind.User, RecordKind.Department, RecordKind.Pipeline, RecordKind.Stage, RecordKind.Deal, RecordKind.StageVisit];

    private static readonly TimeSpan SweepEvery = TimeSpan.FromDays(1);

    /// <summary>The feeds a mapping needs.</summary>
    public static IReadOnlyList<RecordKind> KindsOf(TenantMapping mapping) =>
    [
        .. Canonical,
        .. new[] { mapping.Objects?.ComplexTable, mapping.Objects?.BuildingTable, mapping.Schedule?.Table, mapping.Payments?.Table }
            .OfType<string>().Distinct().Select(RecordKind.Item),
    ];

    /// <summary>One complete pass. Faults of the host end it with a reason that the status shows; the next pass goes on.</summary>
    public async Task<SyncOutcome> RunAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true, RemovalAnnouncedAt: null, Mapping: { } mapping } tenant) return SyncOutcome.NotReady;
        if (await state.TryBeginAsync(id, cancellationToken) is not { } owner) return SyncOutcome.Busy;
        DateTimeOffset? complete = null;
        string? reason = "interrupted";
        try
        {
            var connector = connectors.Of(tenant.Key);
            var metadata = await connector.DescribeAsync(tenant.BackgroundConnection, cancellationToken);
            await tenants.SaveHostSettingsAsync(id, metadata.UtcOffset, metadata.BaseCurrency, cancellationToken);
            var kinds = KindsOf(mapping);
            var (asOf, stopped) = await PullAsync(connector, tenant, owner, kinds, cancellationToken);
            await SweepAsync(connector, tenant, owner, kinds, cancellationToken);
            complete = stopped ? null : asOf;
            reason = stopped ? "too_many_unreadable" : null;
            return stopped ? SyncOutcome.Stopped : SyncOutcome.Complete;
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
        finally
        {
            await state.EndAsync(id, owner, complete, reason);
        }
    }

    private async Task<(DateTimeOffset AsOf, bool Stopped)> PullAsync(
        IHostConnector connector, Tenant tenant, string owner, IReadOnlyList<RecordKind> kinds, CancellationToken cancellationToken)
    {
        var known = (await state.ListFeedsAsync(tenant.Id, cancellationToken)).ToDictionary(feed => feed.Kind);
        var open = kinds.ToDictionary(kind => kind, kind => known.GetValueOrDefault(kind)?.Cursor);
        var tally = kinds.ToDictionary(kind => kind, kind => (known.GetValueOrDefault(kind)?.Records ?? 0, known.GetValueOrDefault(kind)?.Quarantined ?? 0));
        DateTimeOffset? asOf = null;
        var stopped = false;
        while (open.Count > 0)
        {
            FeedRequest[] requests = [.. open.Select(feed => new FeedRequest(feed.Key, feed.Value))];
            var batch = await connector.ReadPagesAsync(tenant.BackgroundConnection, requests, cancellationToken);
            asOf ??= batch.HostNow;
            if (batch.Pages.Count == 0) throw new InvalidOperationException("The connector answered a request for pages with none.");
            foreach (var page in batch.Pages)
            {
                var (records, bad) = tally[page.Kind];
                tally[page.Kind] = (records += page.Records.Count, bad += page.Quarantined.Count);
                var tooMany = page.Quarantined.Count > 0 && (bad > 50 || (records + bad >= 100 && bad * 100 > records + bad));
                await state.LandAsync(tenant.Id, owner, page, tooMany ? "too_many_unreadable" : null, cancellationToken);
                stopped |= tooMany;
                if (page.CaughtUp || tooMany) open.Remove(page.Kind);
                else open[page.Kind] = page.NextCursor;
            }
        }
        return (asOf ?? clock.GetUtcNow(), stopped);
    }

    /// <summary>Absent among the host's ids and not found when asked for by itself: then it is gone. Hidden is not gone.</summary>
    private async Task SweepAsync(
        IHostConnector connector, Tenant tenant, string owner, IReadOnlyList<RecordKind> kinds, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var feeds = (await state.ListFeedsAsync(tenant.Id, cancellationToken)).ToDictionary(feed => feed.Kind);
        foreach (var kind in kinds.Where(kind => kind == RecordKind.Deal || kind.ItemHostName is not null))
        {
            if (feeds.GetValueOrDefault(kind) is not { CaughtUp: true } feed || now - feed.SweptAt < SweepEvery) continue;
            var ours = await state.ListIdsAsync(tenant.Id, kind, cancellationToken);
            var theirs = await ReadIdsAsync(connector, tenant, kind, cancellationToken);
            var absent = ours.Where(id => !theirs.Contains(id)).ToArray();
            if (absent.Length > Math.Max(10, Math.Min(1_000, ours.Count / 20)))
            {
                Log.MassDisappearance(logger, tenant.Id.Value, kind.Name, absent.Length);
                await state.EndSweepAsync(tenant.Id, owner, kind, [], "many_records_absent", cancellationToken);
                continue;
            }
            var readings = absent.Length == 0 ? [] : await connector.ReadRecordsAsync(tenant.BackgroundConnection, kind, absent, cancellationToken);
            string[] gone = [.. readings.OfType<RecordReading.Missing>().Select(reading => reading.Id)];
            await state.EndSweepAsync(tenant.Id, owner, kind, gone, null, cancellationToken);
        }
    }

    private static async Task<HashSet<string>> ReadIdsAsync(IHostConnector connector, Tenant tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        HashSet<string> ids = [];
        string? cursor = null;
        while (true)
        {
            var batch = await connector.ReadPagesAsync(tenant.BackgroundConnection, [new FeedRequest(kind, cursor, IdsOnly: true)], cancellationToken);
            foreach (var page in batch.Pages)
            {
                ids.UnionWith(page.Ids);
                cursor = page.NextCursor;
                if (page.CaughtUp) return ids;
            }
        }
    }

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
    }
}
