using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A write and where it stands. Read <see cref="WriteState"/> for what each state means.</summary>
/// <param name="Sequence">Order of acceptance within the tenant; a deal's writes run in it.</param>
/// <param name="Fence">Grows with every lease; a change that names an older one changes nothing.</param>
/// <param name="BudgetFrom">Since when it is tried without a break that is not its own.</param>
/// <param name="Reason">Stable code of what stands in the way.</param>
/// <param name="Theirs">At a conflict: what the CRM holds.</param>
/// <param name="TheirsBy">The host's id of who last changed the deal, if it tells.</param>
/// <param name="TheirsAt">When that was, by the host's clock.</param>
public sealed record StoredWrite(
    TenantId Tenant, string EntryId, string AuthorId, long Sequence, WriteState State, PlanWrite Write, int Attempt, long Fence, DateTimeOffset NextAt,
    DateTimeOffset? SentAt, DateTimeOffset ChangedAt, DateTimeOffset BudgetFrom, string? Reason, string? HostMessage, PlanValues? Theirs, string? TheirsBy,
    DateTimeOffset? TheirsAt);

/// <summary>What a write becomes.</summary>
/// <param name="NextAt">When to look at it again; null where nothing happens by itself.</param>
/// <param name="HostAnswered">The host spoke of the deal, so the tenant is not stopped.</param>
/// <param name="HostHasIt">Queued only to finish: the host holds the wanted value already, so it can no longer be withdrawn.</param>
public sealed record WriteChange(
    WriteState State, DateTimeOffset? NextAt = null, string? Reason = null, string? HostMessage = null, PlanValues? Theirs = null, string? TheirsBy = null,
    DateTimeOffset? TheirsAt = null, TimeSpan? Window = null, bool HostAnswered = false, bool HostHasIt = false);

/// <summary>
/// The outbox table and its transitions (reliability.md §3.1). Every transition is one update guarded by state and fence, so that of two
/// workers one changes the row and the other learns that it did not. Plans put writes in, the dispatcher carries them out; they know
/// nothing else of each other.
/// </summary>
public sealed class OutboxWrites
{
    /// <summary>The reason of a write that waits for its whole tenant.</summary>
    internal const string TenantBlocked = "tenant_blocked";

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal OutboxWrites(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>
    /// Adds a write to the caller's transaction. The same author's writes of the deal that were never sent give way: waiting ones are
    /// superseded, those that wait for him are cancelled, since he just decided anew. One that the host holds already was not cancelled: if
    /// it waits for its note alone, the newer one replaces it. Other people's writes go first, and the newer one meets what they left.
    /// </summary>
    internal async Task EnqueueAsync(
        StoreContext store, TenantId tenant, string entryId, string authorId, PlanWrite write, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sameDeal = store.Outbox.Where(row => row.TenantId == tenant.Value && row.DealId == write.DealId && row.AuthorId == authorId);
        await sameDeal
            .Where(row => (row.State == Text(WriteState.Queued) && row.SentAt == null) || row.State == Text(WriteState.Blocked)
                || (row.State == Text(WriteState.Dead) && row.SentAt != null))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, Text(WriteState.Superseded)).SetProperty(row => row.ChangedAt, now), cancellationToken);
        await sameDeal
            .Where(row => row.State == Text(WriteState.Conflict) || row.State == Text(WriteState.Rejected) || row.State == Text(WriteState.Dead))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, Text(WriteState.Cancelled)).SetProperty(row => row.ChangedAt, now), cancellationToken);
        var isStopped = await store.Tenants.AnyAsync(row => row.Id == tenant.Value && row.BlockedUntil != null, cancellationToken);
        var last = await store.Outbox.Where(row => row.TenantId == tenant.Value).MaxAsync(row => (long?)row.Sequence, cancellationToken) ?? 0;
        store.Outbox.Add(new OutboxRow
        {
            Id = write.OperationId, TenantId = tenant.Value, EntryId = entryId, DealId = write.DealId, AuthorId = authorId, Sequence = last + 1,
            State = Text(isStopped ? WriteState.Blocked : WriteState.Queued), Reason = isStopped ? TenantBlocked : null,
            Write = JsonSerializer.Serialize(write), NextAt = now, ChangedAt = now, AcceptedAt = now, BudgetFrom = now,
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
        // A stopped tenant whose time has come is probed by one write, its oldest.
        var probed = await store.Tenants.Where(tenant => tenant.IsActive && tenant.BlockedUntil <= now).Select(tenant => tenant.Id).ToListAsync(cancellationToken);
        foreach (var tenant in probed)
        {
            var waiting = WaitingForTenant(store, tenant);
            if (await store.Outbox.AnyAsync(
                row => row.TenantId == tenant && (row.State == Text(WriteState.Queued) || row.State == Text(WriteState.Leased) || row.State == Text(WriteState.Sent)),
                cancellationToken)) continue;
            var oldest = await waiting.MinAsync(row => (long?)row.Sequence, cancellationToken);
            await ReleaseAsync(waiting.Where(row => row.Sequence == oldest), now, cancellationToken);
        }
    }

    /// <summary>
    /// Takes writes that are due, of different deals: the oldest of each deal, and none of a deal that has one under way or in doubt.
    /// A write in doubt keeps its state and gets a lease to be looked at. The tenant that waits longest comes first, and each has its
    /// share: however much one has waiting and however slow its host is, the others get their turn.
    /// </summary>
    /// <param name="share">Writes of one tenant under way at once; of a stopped one that may be probed it is one.</param>
    public async Task<IReadOnlyList<StoredWrite>> LeaseAsync(
        string owner, TimeSpan lease, int most, int share, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        var due = Due(store, now);
        var tenants = await due.GroupBy(row => row.TenantId).OrderBy(rows => rows.Min(row => row.NextAt)).Select(rows => rows.Key)
            .ToListAsync(cancellationToken);
        List<StoredWrite> taken = [];
        foreach (var tenant in tenants)
        {
            if (taken.Count >= most) break;
            var isStopped = await store.Tenants.AnyAsync(row => row.Id == tenant && row.BlockedUntil != null, cancellationToken);
            var underWay = await store.Outbox.CountAsync(
                row => row.TenantId == tenant && row.LeaseUntil >= now
                    && (row.State == Text(WriteState.Leased) || row.State == Text(WriteState.Sent) || row.State == Text(WriteState.InDoubt)),
                cancellationToken);
            var room = Math.Min(most - taken.Count, (isStopped ? 1 : share) - underWay);
            if (room <= 0) continue;
            foreach (var row in await due.Where(row => row.TenantId == tenant).OrderBy(row => row.NextAt).Take(room).ToListAsync(cancellationToken))
                if (await TakeAsync(store, row, owner, lease, now, cancellationToken)) taken.Add(Read(row));
        }
        return taken;
    }

    private static IQueryable<OutboxRow> Due(StoreContext store, long now) =>
        from row in store.Outbox.AsNoTracking()
        join tenant in store.Tenants on row.TenantId equals tenant.Id
        where tenant.IsActive && tenant.RemovalAnnouncedAt == null && (tenant.BlockedUntil == null || tenant.BlockedUntil <= now) && row.NextAt <= now
        where (row.State == Text(WriteState.InDoubt) && row.LeaseUntil < now)
            || (row.State == Text(WriteState.Queued) && !store.Outbox.Any(other =>
                other.TenantId == row.TenantId && other.DealId == row.DealId && other.Id != row.Id
                && (other.State == Text(WriteState.Leased) || other.State == Text(WriteState.Sent) || other.State == Text(WriteState.InDoubt)
                    || (other.State == Text(WriteState.Queued) && other.Sequence < row.Sequence))))
        select row;

    private static async Task<bool> TakeAsync(StoreContext store, OutboxRow row, string owner, TimeSpan lease, long now, CancellationToken cancellationToken)
    {
        var state = row.State == Text(WriteState.Queued) ? Text(WriteState.Leased) : row.State;
        var attempt = row.Attempt + 1;
        var fence = row.Fence + 1;
        var taken = await store.Outbox
            .Where(found => found.TenantId == row.TenantId && found.Id == row.Id && found.State == row.State && found.Fence == row.Fence)
            .ExecuteUpdateAsync(
                set => set.SetProperty(found => found.State, state).SetProperty(found => found.LeaseOwner, owner)
                    .SetProperty(found => found.LeaseUntil, now + (long)lease.TotalMilliseconds).SetProperty(found => found.Fence, fence)
                    .SetProperty(found => found.Attempt, attempt).SetProperty(found => found.ChangedAt, now),
                cancellationToken);
        (row.State, row.Fence, row.Attempt) = (state, fence, attempt);
        return taken == 1;
    }

    /// <summary>Puts back a lease that was not used: nothing was sent, and whoever comes next need not wait for its end.</summary>
    public async Task GiveBackAsync(StoredWrite write, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var state = write.State == WriteState.Leased ? WriteState.Queued : write.State;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await Held(store, write, write.State).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(state)).SetProperty(row => row.LeaseOwner, (string?)null).SetProperty(row => row.LeaseUntil, 0L)
                .SetProperty(row => row.Attempt, write.Attempt - 1).SetProperty(row => row.ChangedAt, now),
            cancellationToken);
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

    /// <summary>Keeps the lease while the host takes its time. False: it was taken away, and the call must end.</summary>
    public async Task<bool> RenewAsync(StoredWrite write, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var until = (_clock.GetUtcNow() + lease).ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await Held(store, write, write.State).Where(row => row.LeaseOwner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), cancellationToken) == 1;
    }

    /// <summary>
    /// What came of it. After a confirmation the same author's later writes that saw the state before it count from the new one:
    /// one's own change is no conflict. That the host stopped the tenant stops all its writes; the host's word on a deal lets them go on.
    /// False: the row belongs to another worker, nothing was changed.
    /// </summary>
    public async Task<bool> SettleAsync(StoredWrite write, WriteState from, WriteChange change, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var nextAt = change.NextAt?.ToUnixTimeMilliseconds() ?? now;
        var theirs = change.Theirs is null ? null : JsonSerializer.Serialize(change.Theirs);
        var theirsAt = change.TheirsAt?.ToUnixTimeMilliseconds();
        var window = (long?)change.Window?.TotalMilliseconds;
        // The mark stays as long as the host may hold the write; without it nothing left, or nothing was applied.
        var keepsMark = change.HostHasIt || change.State is WriteState.InDoubt or WriteState.Confirmed;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var settled = await Held(store, write, from).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(change.State)).SetProperty(row => row.NextAt, nextAt).SetProperty(row => row.Reason, change.Reason)
                .SetProperty(row => row.HostMessage, change.HostMessage).SetProperty(row => row.Theirs, theirs).SetProperty(row => row.TheirsBy, change.TheirsBy)
                .SetProperty(row => row.TheirsAt, theirsAt).SetProperty(row => row.WindowMilliseconds, window)
                .SetProperty(row => row.SentAt, row => keepsMark ? row.SentAt : null)
                .SetProperty(row => row.LeaseOwner, (string?)null).SetProperty(row => row.LeaseUntil, 0L)
                .SetProperty(row => row.ChangedAt, now),
            cancellationToken) == 1;
        if (settled && change.State == WriteState.Confirmed)
        {
            await StandAsync(store, write, cancellationToken);
            await RebaseAsync(store, write, cancellationToken);
        }
        if (settled && change.Reason == TenantBlocked) await StopTenantAsync(store, write.Tenant.Value, nextAt, now, cancellationToken);
        if (settled && change.HostAnswered) await ResumeTenantAsync(store, write.Tenant.Value, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return settled;
    }

    /// <summary>A person decides about a write that waits for him. False: it is in none of the states this is allowed from.</summary>
    public async Task<bool> DecideAsync(Viewer person, string operationId, WriteDecision decision, CancellationToken cancellationToken)
    {
        var tenant = person.Tenant;
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Outbox.AsNoTracking().SingleOrDefaultAsync(found => found.TenantId == tenant.Value && found.Id == operationId, cancellationToken);
        if (row is null || !Allowed(decision).Contains(Parse(row.State))) return false;
        if (decision == WriteDecision.Cancel && row.SentAt is not null) return false; // the host holds it already
        var goesOn = decision is WriteDecision.Retry or WriteDecision.KeepMine;
        var write = JsonSerializer.Deserialize<PlanWrite>(row.Write)!;
        if (decision == WriteDecision.KeepMine) write = write with { Base = row.Theirs is null ? null : JsonSerializer.Deserialize<PlanValues>(row.Theirs) };
        var text = JsonSerializer.Serialize(write);

        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var decided = await store.Outbox
            .Where(found => found.TenantId == row.TenantId && found.Id == row.Id && found.State == row.State && found.Fence == row.Fence)
            .ExecuteUpdateAsync(
                set => set.SetProperty(found => found.State, Text(goesOn ? WriteState.Queued : WriteState.Cancelled))
                    .SetProperty(found => found.Fence, row.Fence + 1).SetProperty(found => found.Write, text).SetProperty(found => found.BudgetFrom, now)
                    .SetProperty(found => found.NextAt, now).SetProperty(found => found.ChangedAt, now).SetProperty(found => found.Reason, (string?)null)
                    .SetProperty(found => found.HostMessage, (string?)null).SetProperty(found => found.Theirs, (string?)null)
                    .SetProperty(found => found.TheirsBy, (string?)null).SetProperty(found => found.TheirsAt, (long?)null),
                cancellationToken);
        if (decided == 0) return false; // a worker came first
        if (goesOn && row.Reason == TenantBlocked)
        {
            // Somebody has seen to the tenant: this write probes it now.
            await store.Tenants.Where(found => found.Id == row.TenantId && found.BlockedUntil > now)
                .ExecuteUpdateAsync(set => set.SetProperty(found => found.BlockedUntil, now), cancellationToken);
        }
        if (decision is WriteDecision.KeepMine or WriteDecision.TakeTheirs)
        {
            // What the CRM holds is from now on what stood there before; undo would restore it.
            await store.PlanEntries.Where(entry => entry.TenantId == tenant.Value && entry.Id == row.EntryId)
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Previous, row.Theirs), cancellationToken);
        }
        store.Audit.Add(new AuditRow { TenantId = tenant.Value, At = now, UserId = person.UserId, Act = $"write-{decision}", Subject = $"entry {row.EntryId}" });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The author has signed in again: what waited for that goes on with a new budget of time, and what is in doubt is looked at now.</summary>
    internal static async Task ReleaseConsentAsync(StoreContext store, long tenant, string authorId, long now, CancellationToken cancellationToken)
    {
        var waiting = store.Outbox.Where(row => row.TenantId == tenant && row.AuthorId == authorId && row.Reason == "consent_needed");
        await waiting.Where(row => row.State == Text(WriteState.InDoubt))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAt, now).SetProperty(row => row.BudgetFrom, now), cancellationToken);
        await ReleaseAsync(waiting.Where(row => row.State == Text(WriteState.Blocked)), now, cancellationToken);
    }

    private static async Task StopTenantAsync(StoreContext store, long tenant, long until, long now, CancellationToken cancellationToken)
    {
        await store.Tenants.Where(row => row.Id == tenant).ExecuteUpdateAsync(set => set.SetProperty(row => row.BlockedUntil, until), cancellationToken);
        await store.Outbox.Where(row => row.TenantId == tenant && row.State == Text(WriteState.Queued)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, Text(WriteState.Blocked)).SetProperty(row => row.Reason, TenantBlocked).SetProperty(row => row.ChangedAt, now),
            cancellationToken);
    }

    private static async Task ResumeTenantAsync(StoreContext store, long tenant, long now, CancellationToken cancellationToken)
    {
        var wasStopped = await store.Tenants.Where(row => row.Id == tenant && row.BlockedUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.BlockedUntil, (long?)null), cancellationToken);
        if (wasStopped == 1) await ReleaseAsync(WaitingForTenant(store, tenant), now, cancellationToken);
    }

    private static IQueryable<OutboxRow> WaitingForTenant(StoreContext store, long tenant) =>
        store.Outbox.Where(row => row.TenantId == tenant && row.State == Text(WriteState.Blocked) && row.Reason == TenantBlocked);

    /// <summary>What waited for somebody else goes on; the wait was not its own and is not counted.</summary>
    private static Task<int> ReleaseAsync(IQueryable<OutboxRow> waiting, long now, CancellationToken cancellationToken) => waiting.ExecuteUpdateAsync(
        set => set.SetProperty(row => row.State, Text(WriteState.Queued)).SetProperty(row => row.Reason, (string?)null)
            .SetProperty(row => row.HostMessage, (string?)null).SetProperty(row => row.NextAt, now).SetProperty(row => row.BudgetFrom, now)
            .SetProperty(row => row.ChangedAt, now),
        cancellationToken);

    private static WriteState[] Allowed(WriteDecision decision) => decision switch
    {
        WriteDecision.Retry => [WriteState.Blocked, WriteState.Dead, WriteState.Rejected],
        WriteDecision.Cancel => [WriteState.Queued, WriteState.Blocked, WriteState.Rejected, WriteState.Dead, WriteState.Conflict],
        WriteDecision.KeepMine or WriteDecision.TakeTheirs => [WriteState.Conflict],
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    /// <summary>From now on this entry is what the deal holds, and no other.</summary>
    private static async Task StandAsync(StoreContext store, StoredWrite confirmed, CancellationToken cancellationToken)
    {
        var ofDeal = store.PlanEntries.Where(row => row.TenantId == confirmed.Tenant.Value && row.DealId == confirmed.Write.DealId);
        await ofDeal.Where(row => row.IsLive && row.Id != confirmed.EntryId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsLive, false), cancellationToken);
        await ofDeal.Where(row => row.Id == confirmed.EntryId).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsLive, true), cancellationToken);
    }

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
        DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.BudgetFrom), row.Reason, row.HostMessage,
        row.Theirs is null ? null : JsonSerializer.Deserialize<PlanValues>(row.Theirs), row.TheirsBy,
        row.TheirsAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);

    private static string Text(WriteState state) => state.ToString();

    private static WriteState Parse(string text) => Enum.Parse<WriteState>(text);
}

/// <summary>What a person may decide about a write that is not done.</summary>
public enum WriteDecision { Retry, Cancel, KeepMine, TakeTheirs }
