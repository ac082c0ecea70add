using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A write and where it stands. Read <see cref="WriteState"/> for what each state means.</summary>
/// <param name="Sequence">Order of acceptance within the tenant; a deal's writes run in it.</param>
/// <param name="Fence">Grows with every lease; a change that names an older one changes nothing.</param>
/// <param name="Reason">Stable code of what stands in the way.</param>
/// <param name="Theirs">At a conflict: what the CRM holds.</param>
public sealed record StoredWrite(
    TenantId Tenant, string EntryId, string AuthorId, long Sequence, WriteState State, PlanWrite Write, int Attempt, long Fence, DateTimeOffset NextAt,
    DateTimeOffset? SentAt, DateTimeOffset ChangedAt, DateTimeOffset AcceptedAt, string? Reason, string? HostMessage, PlanValues? Theirs, string? TheirsBy);

/// <summary>What a write becomes.</summary>
/// <param name="NextAt">When to look at it again; null where nothing happens by itself.</param>
/// <param name="HostHasIt">Queued only to finish: the host holds the wanted value already, so it can no longer be withdrawn.</param>
public sealed record WriteChange(
    WriteState State, DateTimeOffset? NextAt = null, string? Reason = null, string? HostMessage = null, PlanValues? Theirs = null, string? TheirsBy = null,
    TimeSpan? Window = null, bool HostHasIt = false);

/// <summary>
/// The outbox table and its transitions (reliability.md §3.1). Every transition is one update guarded by state and fence, so that of two
/// workers one changes the row and the other learns that it did not. Plans put writes in, the dispatcher carries them out; they know
/// nothing else of each other.
/// </summary>
public sealed class OutboxWrites
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal OutboxWrites(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>
    /// Adds a write to the caller's transaction. Writes of the same deal that were never sent give way: waiting ones are superseded,
    /// those that wait for a person are cancelled, since he just decided anew.
    /// </summary>
    internal async Task EnqueueAsync(
        StoreContext store, TenantId tenant, string entryId, string authorId, PlanWrite write, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sameDeal = store.Outbox.Where(row => row.TenantId == tenant.Value && row.DealId == write.DealId);
        await sameDeal.Where(row => row.SentAt == null && (row.State == Text(WriteState.Queued) || row.State == Text(WriteState.Blocked))).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Superseded)).SetProperty(row => row.ChangedAt, now), cancellationToken);
        await sameDeal
            .Where(row => row.State == Text(WriteState.Conflict) || row.State == Text(WriteState.Rejected) || row.State == Text(WriteState.Dead))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, Text(WriteState.Cancelled)).SetProperty(row => row.ChangedAt, now), cancellationToken);
        var last = await store.Outbox.Where(row => row.TenantId == tenant.Value).MaxAsync(row => (long?)row.Sequence, cancellationToken) ?? 0;
        store.Outbox.Add(new OutboxRow
        {
            Id = write.OperationId, TenantId = tenant.Value, EntryId = entryId, DealId = write.DealId, AuthorId = authorId, Sequence = last + 1,
            State = Text(WriteState.Queued), Write = JsonSerializer.Serialize(write), NextAt = now, ChangedAt = now, AcceptedAt = now,
        });
    }

    /// <summary>The newest write of each entry.</summary>
    public async Task<IReadOnlyDictionary<string, StoredWrite>> ListByEntryAsync(
        TenantId tenant, IReadOnlyCollection<string> entryIds, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.Outbox.AsNoTracking().Where(row => row.TenantId == tenant.Value && entryIds.Contains(row.EntryId))
            .OrderBy(row => row.Sequence).ToListAsync(cancellationToken);
        var newest = new Dictionary<string, StoredWrite>();
        foreach (var row in rows) newest[row.EntryId] = Read(row);
        return newest;
    }

    /// <summary>Puts back what a dead worker held: leased goes to the queue, sent is in doubt, for the host may still be at it.</summary>
    public async Task RecoverAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var quietMilliseconds = (long)quiet.TotalMilliseconds;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Outbox.Where(row => row.State == Text(WriteState.Leased) && row.LeaseUntil < now).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Queued)).SetProperty(row => row.LeaseOwner, (string?)null)
                .SetProperty(row => row.ChangedAt, now),
            cancellationToken);
        await store.Outbox.Where(row => row.State == Text(WriteState.Sent) && row.LeaseUntil < now).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.InDoubt)).SetProperty(row => row.LeaseOwner, (string?)null)
                .SetProperty(row => row.NextAt, row => row.SentAt + quietMilliseconds).SetProperty(row => row.ChangedAt, now),
            cancellationToken);
        // A stopped tenant is probed once an hour.
        await store.Outbox.Where(row => row.State == Text(WriteState.Blocked) && row.Reason == "tenant_blocked" && row.NextAt <= now).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Queued)).SetProperty(row => row.ChangedAt, now), cancellationToken);
    }

    /// <summary>
    /// Takes writes that are due, of different deals: the oldest of each deal, and none of a deal that has one under way or in doubt.
    /// A write in doubt keeps its state and gets a lease to be looked at.
    /// </summary>
    public async Task<IReadOnlyList<StoredWrite>> LeaseAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var until = now + (long)lease.TotalMilliseconds;
        await using var store = await _factory.OpenAsync(cancellationToken);
        var due = await (
            from row in store.Outbox.AsNoTracking()
            join tenant in store.Tenants.Where(tenant => tenant.RemovalAnnouncedAt == null) on row.TenantId equals tenant.Id
            where tenant.IsActive && row.NextAt <= now
            where (row.State == Text(WriteState.InDoubt) && row.LeaseUntil < now)
                || (row.State == Text(WriteState.Queued) && !store.Outbox.Any(other =>
                    other.TenantId == row.TenantId && other.DealId == row.DealId && other.Id != row.Id
                    && (other.State == Text(WriteState.Leased) || other.State == Text(WriteState.Sent) || other.State == Text(WriteState.InDoubt)
                        || (other.State == Text(WriteState.Queued) && other.Sequence < row.Sequence))))
            orderby row.NextAt
            select row).Take(most).ToListAsync(cancellationToken);
        List<StoredWrite> taken = [];
        foreach (var row in due)
        {
            var state = row.State == Text(WriteState.Queued) ? Text(WriteState.Leased) : row.State;
            var attempt = row.Attempt + 1;
            var fence = row.Fence + 1;
            var got = await store.Outbox
                .Where(found => found.TenantId == row.TenantId && found.Id == row.Id && found.State == row.State && found.Fence == row.Fence)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(found => found.State, state).SetProperty(found => found.LeaseOwner, owner)
                        .SetProperty(found => found.LeaseUntil, until).SetProperty(found => found.Fence, fence)
                        .SetProperty(found => found.Attempt, attempt).SetProperty(found => found.ChangedAt, now),
                    cancellationToken);
            if (got == 1)
            {
                (row.State, row.Fence, row.Attempt) = (state, fence, attempt);
                taken.Add(Read(row));
            }
        }
        return taken;
    }

    /// <summary>The durable mark before the first byte leaves. False: the lease is gone, nothing may be sent.</summary>
    public async Task<bool> MarkSentAsync(StoredWrite write, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await Held(store, write, WriteState.Leased).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Sent)).SetProperty(row => row.SentAt, now).SetProperty(row => row.ChangedAt, now)
                .SetProperty(row => row.LeaseUntil, now + (long)lease.TotalMilliseconds),
            cancellationToken) == 1;
    }

    /// <summary>Keeps the lease while the host takes its time. False: somebody else owns it now.</summary>
    public async Task<bool> RenewAsync(StoredWrite write, TimeSpan lease, CancellationToken cancellationToken)
    {
        var until = (_clock.GetUtcNow() + lease).ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Outbox.Where(row => row.TenantId == write.Tenant.Value && row.Id == write.Write.OperationId && row.Fence == write.Fence)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), cancellationToken) == 1;
    }

    /// <summary>
    /// What came of it. After a confirmation the same author's later writes that saw the state before it count from the new one:
    /// one's own change is no conflict. False: the row belongs to another worker, nothing was changed.
    /// </summary>
    public async Task<bool> SettleAsync(StoredWrite write, WriteState from, WriteChange change, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var nextAt = change.NextAt?.ToUnixTimeMilliseconds() ?? now;
        var theirs = change.Theirs is null ? null : JsonSerializer.Serialize(change.Theirs);
        var window = (long?)change.Window?.TotalMilliseconds;
        // The mark stays as long as the host may hold the write; without it nothing left, or nothing was applied.
        var keepsMark = change.HostHasIt || change.State is WriteState.InDoubt or WriteState.Confirmed;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var settled = await Held(store, write, from).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(change.State)).SetProperty(row => row.NextAt, nextAt).SetProperty(row => row.Reason, change.Reason)
                .SetProperty(row => row.HostMessage, change.HostMessage).SetProperty(row => row.Theirs, theirs).SetProperty(row => row.TheirsBy, change.TheirsBy)
                .SetProperty(row => row.WindowMilliseconds, window).SetProperty(row => row.SentAt, row => keepsMark ? row.SentAt : null)
                .SetProperty(row => row.LeaseOwner, (string?)null).SetProperty(row => row.LeaseUntil, 0L)
                .SetProperty(row => row.ChangedAt, now),
            cancellationToken) == 1;
        if (settled && change.State == WriteState.Confirmed) await RebaseAsync(store, write, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return settled;
    }

    /// <summary>A person decides about a write that waits for him. False: it is in none of the states this is allowed from.</summary>
    public async Task<bool> DecideAsync(Viewer person, string operationId, WriteDecision decision, CancellationToken cancellationToken)
    {
        var tenant = person.Tenant;
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await store.Outbox.SingleOrDefaultAsync(found => found.TenantId == tenant.Value && found.Id == operationId, cancellationToken);
        if (row is null || !Allowed(decision).Contains(Parse(row.State))) return false;
        if (decision == WriteDecision.Cancel && row.SentAt is not null) return false; // the host holds it already
        if (decision is WriteDecision.KeepMine or WriteDecision.TakeTheirs)
        {
            // What the CRM holds is from now on what stood there before; undo would restore it.
            await store.PlanEntries.Where(entry => entry.TenantId == tenant.Value && entry.Id == row.EntryId)
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Previous, row.Theirs), cancellationToken);
        }
        if (decision == WriteDecision.KeepMine)
        {
            var write = JsonSerializer.Deserialize<PlanWrite>(row.Write)!;
            row.Write = JsonSerializer.Serialize(write with { Base = row.Theirs is null ? null : JsonSerializer.Deserialize<PlanValues>(row.Theirs) });
        }
        row.State = Text(decision is WriteDecision.Retry or WriteDecision.KeepMine ? WriteState.Queued : WriteState.Cancelled);
        if (decision == WriteDecision.Retry) row.AcceptedAt = now; // a person's word opens a new budget of time
        (row.NextAt, row.ChangedAt, row.Reason, row.HostMessage, row.Theirs, row.TheirsBy) = (now, now, null, null, null, null);
        row.Fence++;
        store.Audit.Add(new AuditRow { TenantId = tenant.Value, At = now, UserId = person.UserId, Act = $"write-{decision}", Subject = $"entry {row.EntryId}" });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The author has signed in again: what waited for that goes on, and what is in doubt is looked at now.</summary>
    internal static async Task ReleaseConsentAsync(StoreContext store, long tenant, string authorId, long now, CancellationToken cancellationToken)
    {
        var waiting = store.Outbox.Where(row => row.TenantId == tenant && row.AuthorId == authorId && row.Reason == "consent_needed");
        await waiting.Where(row => row.State == Text(WriteState.InDoubt))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAt, now), cancellationToken);
        await waiting.Where(row => row.State == Text(WriteState.Blocked)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Queued)).SetProperty(row => row.NextAt, now).SetProperty(row => row.ChangedAt, now)
                .SetProperty(row => row.Reason, (string?)null),
            cancellationToken);
    }

    private static WriteState[] Allowed(WriteDecision decision) => decision switch
    {
        WriteDecision.Retry => [WriteState.Blocked, WriteState.Dead, WriteState.Rejected],
        WriteDecision.Cancel => [WriteState.Queued, WriteState.Blocked, WriteState.Rejected, WriteState.Dead, WriteState.Conflict],
        WriteDecision.KeepMine or WriteDecision.TakeTheirs => [WriteState.Conflict],
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    /// <summary>Only the same author's: another person's decision over this one is a conflict that he must see (I3).</summary>
    private static async Task RebaseAsync(StoreContext store, StoredWrite confirmed, CancellationToken cancellationToken)
    {
        var later = await store.Outbox.Where(row =>
            row.TenantId == confirmed.Tenant.Value && row.DealId == confirmed.Write.DealId && row.AuthorId == confirmed.AuthorId && row.Sequence > confirmed.Sequence
            && row.State == Text(WriteState.Queued)).ToListAsync(cancellationToken);
        foreach (var row in later)
        {
            var write = JsonSerializer.Deserialize<PlanWrite>(row.Write)!;
            if (write.Base == confirmed.Write.Base) row.Write = JsonSerializer.Serialize(write with { Base = confirmed.Write.Wanted });
        }
        await store.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<OutboxRow> Held(StoreContext store, StoredWrite write, WriteState state) => store.Outbox.Where(row =>
        row.TenantId == write.Tenant.Value && row.Id == write.Write.OperationId && row.State == Text(state) && row.Fence == write.Fence);

    private static StoredWrite Read(OutboxRow row) => new(
        new TenantId(row.TenantId), row.EntryId, row.AuthorId, row.Sequence, Parse(row.State), JsonSerializer.Deserialize<PlanWrite>(row.Write)!, row.Attempt,
        row.Fence, DateTimeOffset.FromUnixTimeMilliseconds(row.NextAt), row.SentAt is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.AcceptedAt), row.Reason, row.HostMessage,
        row.Theirs is null ? null : JsonSerializer.Deserialize<PlanValues>(row.Theirs), row.TheirsBy);

    private static string Text(WriteState state) => state.ToString();

    private static WriteState Parse(string text) => Enum.Parse<WriteState>(text);
}

/// <summary>What a person may decide about a write that is not done.</summary>
public enum WriteDecision { Retry, Cancel, KeepMine, TakeTheirs }
