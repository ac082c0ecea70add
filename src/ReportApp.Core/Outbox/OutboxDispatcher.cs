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
    OutboxWrites writes, TenantDirectory tenants, HostConnectors connectors, IOptions<OutboxOptions> options, TimeProvider clock,
    ILogger<OutboxDispatcher> logger)
{
    private readonly OutboxOptions _options = options.Value;
    private readonly string _owner = Ids.New(clock.GetUtcNow());

    /// <summary>Carries out all that is due now.</summary>
    /// <returns>How many writes were touched.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await writes.RecoverAsync(_options.QuietPeriod, cancellationToken);
        var touched = 0;
        while (true)
        {
            var due = await writes.LeaseAsync(_owner, _options.Lease, _options.Parallel, cancellationToken);
            if (due.Count == 0) return touched;
            await Task.WhenAll(due.Select(write => write.State == WriteState.InDoubt ? ReconcileAsync(write, cancellationToken) : SendAsync(write, cancellationToken)));
            touched += due.Count;
        }
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
    }
}
