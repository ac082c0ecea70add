using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Outbox;

/// <summary>
/// Delivers accepted writes. May be killed at any instruction: what it leaves behind is leased (nothing left the house) or sent (in
/// doubt after the lease), and the next one goes on from there.
/// </summary>
public sealed partial class OutboxDispatcher(
    OutboxWrites writes, OutboxSignal bell, TenantDirectory tenants, HostConnectors connectors, IOptions<OutboxOptions> options, TimeProvider clock,
    ILogger<OutboxDispatcher> logger)
{
    private readonly OutboxOptions _options = options.Value;
    private readonly string _owner = Ids.New(clock.GetUtcNow());

    /// <summary>
    /// Delivers until it is told to stop: looks for work when the bell rings, when a place is free again, and each round. Then it takes
    /// nothing new and lets the calls under way end; what does not end in time is left sent, which becomes in doubt.
    /// </summary>
    public async Task RunAsync(TimeSpan round, CancellationToken stopping)
    {
        using var calls = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var farewell = stopping.Register(() => calls.CancelAfter(_options.Farewell));
        List<Task> underWay = [];
        try
        {
            while (true)
            {
                underWay.RemoveAll(delivery => delivery.IsCompleted);
                underWay.AddRange(await LookAsync(_options.Parallel - underWay.Count, stopping, calls.Token));
                await bell.WaitAsync(round, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing new is taken from here on.
        }
        await Task.WhenAll(underWay);
    }

    /// <summary>Takes what is due, as much as there are places, and begins to deliver it.</summary>
    internal async Task<IReadOnlyList<Task>> StartDueAsync(int places, CancellationToken stopping, CancellationToken calls)
    {
        await writes.RecoverAsync(_options.QuietPeriod, stopping);
        // Not broken off half-way: what is taken here is delivered or given back.
        var due = await writes.LeaseAsync(_owner, _options.Lease, places, _options.Share, CancellationToken.None);
        return [.. due.Select(write => DeliverAsync(write, stopping, calls))];
    }

    /// <summary>The store may be busy or a write may meet a bug of ours: neither ends the delivery of the others.</summary>
    private async Task<IReadOnlyList<Task>> LookAsync(int places, CancellationToken stopping, CancellationToken calls)
    {
        try
        {
            return [.. (await StartDueAsync(places, stopping, calls)).Select(WatchAsync)];
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(logger, fault);
            return [];
        }

        async Task WatchAsync(Task delivery)
        {
            try
            {
                await delivery;
            }
            catch (Exception fault)
            {
                Log.Failed(logger, fault);
            }
            bell.Wake(); // a place is free
        }
    }

    private async Task DeliverAsync(StoredWrite write, CancellationToken stopping, CancellationToken calls)
    {
        if (stopping.IsCancellationRequested) await writes.GiveBackAsync(write, CancellationToken.None);
        else if (write.State == WriteState.InDoubt) await ReconcileAsync(write, calls);
        else await SendAsync(write, calls);
    }

    private async Task SendAsync(StoredWrite write, CancellationToken cancellationToken)
    {
        var hostHasIt = write.SentAt is not null;
        if (!await writes.MarkSentAsync(write, _options.Lease, cancellationToken)) return;
        write = write with { State = WriteState.Sent, SentAt = clock.GetUtcNow() };
        var change = await UnderLeaseAsync(write, AskAsync, cancellationToken);
        // That this attempt had no effect does not take back what an earlier one left in the host.
        if (hostHasIt && change is { State: WriteState.Queued or WriteState.Blocked or WriteState.Dead }) change = change with { HostHasIt = true };
        await SettleAsync(write, change);

        async Task<WriteChange> AskAsync(IHostConnector connector, HostConnection author, CancellationToken token) =>
            OutboxRules.After(await connector.ApplyAsync(author, write.Write, token));
    }

    private async Task ReconcileAsync(StoredWrite write, CancellationToken cancellationToken)
    {
        await SettleAsync(write, await UnderLeaseAsync(write, AskAsync, cancellationToken));

        async Task<WriteChange> AskAsync(IHostConnector connector, HostConnection author, CancellationToken token)
        {
            var readings = await connector.ReadRecordsAsync(author, RecordKind.Deal, [write.Write.DealId], token);
            return OutboxRules.Reconcile(readings.Single(), write, _options, clock.GetUtcNow());
        }
    }

    private async Task SettleAsync(StoredWrite write, WriteChange? change)
    {
        if (change is not null && await writes.SettleAsync(write, write.State, change, CancellationToken.None))
            Log.Settled(logger, write.Tenant.Value, write.Write.OperationId, change.State, change.Reason, change.Window?.TotalMilliseconds);
        else
            Log.Left(logger, write.Tenant.Value, write.Write.OperationId, write.State);
    }

    /// <summary>Asks the host as the author while the lease is kept alive.</summary>
    /// <returns>Null when the call was ended half-way, because the lease was lost or this node stops: nothing is known, nothing is settled.</returns>
    private async Task<WriteChange?> UnderLeaseAsync(
        StoredWrite write, Func<IHostConnector, HostConnection, CancellationToken, Task<WriteChange>> ask, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(write.Tenant, cancellationToken) ?? throw new InvalidOperationException("A write without a tenant.");
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = KeepLeaseAsync(write, work);
        try
        {
            var change = await ask(connectors.Of(tenant.Key), tenant.ConnectionFor(write.AuthorId), work.Token);
            return change with { HostAnswered = true };
        }
        catch (HostException fault)
        {
            var change = OutboxRules.After(fault, write, _options, clock.GetUtcNow(), Jitter());
            return write.State == WriteState.InDoubt ? OutboxRules.Unproven(change, clock.GetUtcNow()) : change;
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await work.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Renews until the work ends. A lease that is lost or cannot be renewed ends the work: another worker may be at the same deal.</summary>
    private async Task KeepLeaseAsync(StoredWrite write, CancellationTokenSource work)
    {
        try
        {
            do await Task.Delay(_options.Lease / 3, clock, work.Token);
            while (await writes.RenewAsync(write, _owner, _options.Lease, work.Token));
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // The call has ended; so does its renewal.
        }
        finally
        {
            await work.CancelAsync();
        }
    }

    private static double Jitter() => RandomNumberGenerator.GetInt32(0, 1_000_001) / 1_000_000d;

    private static partial class Log
    {
        /// <param name="window">Milliseconds from reading the deal to changing it: a change by somebody else in between would have been overwritten.</param>
        [LoggerMessage(3001, LogLevel.Information, "Tenant {Tenant}: write {Operation} is {State} ({Reason}), window {Window} ms")]
        public static partial void Settled(ILogger logger, long tenant, string operation, WriteState state, string? reason, double? window);

        [LoggerMessage(3002, LogLevel.Warning, "Tenant {Tenant}: write {Operation} was left while {State}; whoever leases it next goes on")]
        public static partial void Left(ILogger logger, long tenant, string operation, WriteState state);

        [LoggerMessage(3003, LogLevel.Error, "The delivery of writes met a fault of ours; what was taken is tried again when its lease is over")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
