using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A plan entry with the newest write that carries it to the host.</summary>
/// <param name="Values">What it says; null empties the deal's plan.</param>
/// <param name="Previous">What stood in the deal before; what undo restores.</param>
/// <param name="Stands">The host confirmed it, and no other entry of the deal since.</param>
/// <param name="UndoneBy">The entry that took it back.</param>
/// <param name="Life">As it was last looked at.</param>
public sealed record PlanEntry(
    string Id, string DealId, PlanValues? Values, PlanValues? Previous, bool Stands, string? UndoneBy, string AuthorId, string? Comment,
    DateTimeOffset CreatedAt, StoredWrite Write, EntryLife Life);

/// <summary>What has become of an entry.</summary>
/// <param name="ChangedAt">When that was found, or said by the entry that took its place; null: it is open and always was.</param>
/// <param name="ReplacedBy">The next entry of the deal that reached the host.</param>
public sealed record EntryLife(PlanEntryFate Fate, DateTimeOffset? ChangedAt, string? ReplacedBy);

/// <summary>What shall be kept of an entry, if it is still as it was read.</summary>
/// <param name="At">When it became so; null: now.</param>
internal sealed record EntryChange(string Id, EntryLife Was, PlanEntryFate Fate, string? ReplacedBy, DateTimeOffset? At = null);

/// <summary>An entry to be accepted, with all that is committed together with it.</summary>
/// <param name="Previous">What the author saw in the deal.</param>
/// <param name="BodyHash">Of the canonical request: the same key with another body is refused.</param>
/// <param name="Undoes">The entry this one takes back.</param>
internal sealed record NewPlanEntry(
    string Id, string OperationId, string DealId, PlanValues? Values, PlanValues? Previous, string? Comment, string Note, string Key, string BodyHash, string? Undoes);

internal enum PlanEntryAcceptance { Accepted, Replayed, KeyReused, WrongState }

/// <summary>What people decided to plan, deal by deal.</summary>
public sealed class PlanEntries
{
    /// <summary>States of writes that nobody waits for any more.</summary>
    private static readonly string[] Done = [nameof(WriteState.Confirmed), nameof(WriteState.Superseded), nameof(WriteState.Cancelled)];

    /// <summary>States of writes that may change the deal at any moment.</summary>
    private static readonly string[] UnderWay = [nameof(WriteState.Queued), nameof(WriteState.Leased), nameof(WriteState.Sent), nameof(WriteState.InDoubt)];

    /// <summary>Fates of an entry that the deal holds.</summary>
    private static readonly string[] Tellable = [nameof(PlanEntryFate.Partly), nameof(PlanEntryFate.Fulfilled), nameof(PlanEntryFate.Failed)];

    private const int KeptAtOnce = 200;

    // As System.Text.Json writes the values.
    private const string MonthMark = "\"Month\":\"";
    private const string CommittedMark = "\"Status\":\"committed\"";

    private readonly StoreFactory _factory;
    private readonly OutboxWrites _writes;
    private readonly TimeProvider _clock;

    internal PlanEntries(StoreFactory factory, OutboxWrites writes, TimeProvider clock) => (_factory, _writes, _clock) = (factory, writes, clock);

    public async Task<PlanEntry?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, rows => rows.Where(row => row.Id == id), cancellationToken)).SingleOrDefault();

    /// <summary>The newest entry of a deal.</summary>
    internal async Task<PlanEntry?> FindNewestAsync(TenantId tenant, string dealId, CancellationToken cancellationToken) =>
        (await ListForDealAsync(tenant, dealId, 1, cancellationToken)).SingleOrDefault();

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<PlanEntry>> ListForDealAsync(TenantId tenant, string dealId, int most, CancellationToken cancellationToken) =>
        ReadAsync(tenant, rows => rows.Where(row => row.DealId == dealId).OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(most), cancellationToken);

    /// <summary>The author's entries whose write is neither done nor given up, newest first.</summary>
    public Task<IReadOnlyList<PlanEntry>> ListPendingAsync(Viewer author, CancellationToken cancellationToken)
    {
        return ReadAsync(
            author.Tenant,
            (rows, writes) => rows.Where(row => row.AuthorId == author.UserId)
                .Where(row => writes.Any(write => write.TenantId == row.TenantId && write.EntryId == row.Id && !Done.Contains(write.State)))
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id),
            cancellationToken);
    }

    /// <summary>
    /// All that a board of this month needs: entries that stand in it, and those of any month whose write is neither done nor given up, because
    /// such a one may take a deal out of the month or bring it in.
    /// </summary>
    internal Task<IReadOnlyList<PlanEntry>> ListOfMonthAsync(TenantId tenant, YearMonth month, CancellationToken cancellationToken)
    {
        var text = month.ToString();
        return ReadAsync(
            tenant,
            (rows, writes) => rows.Where(row => (row.IsLive && row.Values != null && row.Values.Contains(text))
                || writes.Any(write => write.TenantId == row.TenantId && write.EntryId == row.Id && !Done.Contains(write.State))),
            cancellationToken);
    }

    /// <summary>Entries of any month that stand, and those whose write is neither done nor given up.</summary>
    internal Task<IReadOnlyList<PlanEntry>> ListStandingAsync(TenantId tenant, CancellationToken cancellationToken) => ReadAsync(
        tenant,
        (rows, writes) => rows.Where(row => row.IsLive || writes.Any(write => write.TenantId == row.TenantId && write.EntryId == row.Id && !Done.Contains(write.State))),
        cancellationToken);

    /// <summary>
    /// Those whose fate may change, oldest first: entries that stand, and all entries of deals that have one of this month or later or one that is still
    /// open, because an entry is judged by those after it.
    /// </summary>
    internal Task<IReadOnlyList<PlanEntry>> ListToJudgeAsync(TenantId tenant, YearMonth from, CancellationToken cancellationToken)
    {
        var (first, length) = (from.ToString(), from.ToString().Length);
#pragma warning disable CA1309 // the database compares, byte by byte
        return ReadAsync(
            tenant,
            rows => rows.Where(row => row.IsLive || rows.Any(other => other.DealId == row.DealId
                    && (other.Fate == null || string.Compare(other.Values!.Substring(other.Values.IndexOf(MonthMark) + MonthMark.Length, length), first) >= 0)))
                .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
            cancellationToken);
#pragma warning restore CA1309
    }

    /// <summary>Committed entries that stand, whose deal in the host says another fate than ours and has no write under way; those never tried first.</summary>
    internal async Task<IReadOnlyList<string>> ListToTellAsync(TenantId tenant, int most, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(tenant, (rows, writes) => ToTell(rows, writes).OrderBy(row => row.TellFateAfter).ThenBy(row => row.FateAt).ThenBy(row => row.Id).Take(most), cancellationToken)).Select(entry => entry.Id)];

    /// <summary>Takes an entry to tell for itself until this moment: nobody else tells it meanwhile.</summary>
    /// <returns>Null when there is nothing to tell, or somebody else is about it.</returns>
    internal async Task<ClaimedFate?> ClaimToTellAsync(TenantId tenant, string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(tenant, (rows, writes) => ToTell(rows, writes).Where(row => row.Id == id), cancellationToken)).SingleOrDefault() is not { } entry) return null;
        var (fate, now, after) = (FateText(entry.Life.Fate), _clock.GetUtcNow().ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        await using var store = await _factory.OpenAsync(cancellationToken);
        var untold = store.PlanEntries.Where(row => row.TenantId == tenant.Value && row.Id == id && row.Fate == fate);
        async Task<bool> TakesAsync(IQueryable<PlanEntryRow> free) => await free.ExecuteUpdateAsync(set => set.SetProperty(row => row.TellFateAfter, after), cancellationToken) == 1;
        return await TakesAsync(untold.Where(row => row.TellFateAfter == null)) ? new ClaimedFate(entry, IsFirst: true)
            : await TakesAsync(untold.Where(row => row.TellFateAfter <= now)) ? new ClaimedFate(entry, IsFirst: false)
            : null;
    }

    /// <summary>A deal says a fate of an entry after which another one was planned: it is told of that one's again.</summary>
    internal async Task SetOvertakenAsync(TenantId tenant, PlanEntry entry, CancellationToken cancellationToken)
    {
        var (fate, since) = (FateText(entry.Life.Fate), entry.CreatedAt.ToUnixTimeMilliseconds());
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.PlanEntries.Where(row => row.TenantId == tenant.Value && row.DealId == entry.DealId && row.Id != entry.Id && row.CreatedAt >= since)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.FateTold, fate).SetProperty(row => row.TellFateAfter, (long?)null), cancellationToken);
    }

    /// <summary>The deal in the host says the fate that the entry had when it was read.</summary>
    internal async Task SetToldAsync(TenantId tenant, PlanEntry entry, CancellationToken cancellationToken)
    {
        var fate = FateText(entry.Life.Fate);
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.PlanEntries.Where(row => row.TenantId == tenant.Value && row.Id == entry.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.FateTold, fate).SetProperty(row => row.TellFateAfter, (long?)null), cancellationToken);
    }

    /// <summary>Nothing is told any more, unless the fate changes.</summary>
    internal Task GiveUpTellingAsync(TenantId tenant, PlanEntry entry, CancellationToken cancellationToken) => SetTellAfterAsync(tenant, entry, long.MaxValue, cancellationToken);

    /// <summary>It was not tried after all.</summary>
    internal Task ReleaseAsync(TenantId tenant, ClaimedFate claimed, CancellationToken cancellationToken) =>
        SetTellAfterAsync(tenant, claimed.Entry, claimed.IsFirst ? null : _clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);

    private async Task SetTellAfterAsync(TenantId tenant, PlanEntry entry, long? after, CancellationToken cancellationToken)
    {
        var fate = FateText(entry.Life.Fate);
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.PlanEntries.Where(row => row.TenantId == tenant.Value && row.Id == entry.Id && row.Fate == fate)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.TellFateAfter, after), cancellationToken);
    }

    private IQueryable<PlanEntryRow> ToTell(IQueryable<PlanEntryRow> rows, IQueryable<OutboxRow> writes)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return rows.Where(row => row.IsLive && row.Values!.Contains(CommittedMark) && row.Fate != row.FateTold && (row.Fate == null || Tellable.Contains(row.Fate))
            && (row.TellFateAfter == null || row.TellFateAfter <= now)
            && !writes.Any(write => write.TenantId == row.TenantId && write.DealId == row.DealId && UnderWay.Contains(write.State)));
    }

    /// <summary>Entries of which these months have brought something to light, perhaps with some of others.</summary>
    internal Task<IReadOnlyList<PlanEntry>> ListJudgedAsync(TenantId tenant, IEnumerable<YearMonth> months, CancellationToken cancellationToken)
    {
        string[] texts = [.. months.Select(month => month.ToString())];
        string[] judged = [nameof(PlanEntryFate.Fulfilled), nameof(PlanEntryFate.Partly), nameof(PlanEntryFate.Moved), nameof(PlanEntryFate.Failed)];
        return ReadAsync(tenant, rows => rows.Where(row => judged.Contains(row.Fate) && texts.Any(text => row.Values!.Contains(text))), cancellationToken);
    }

    /// <summary>Each is changed only if nobody changed it meanwhile; a change of the fate alone has a moment.</summary>
    /// <returns>How many were changed.</returns>
    internal async Task<int> KeepAsync(TenantId tenant, IReadOnlyCollection<EntryChange> changes, CancellationToken cancellationToken)
    {
        var kept = 0;
        // Others want to write meanwhile, and nothing is lost between two of them: it is looked again.
        foreach (var some in changes.Chunk(KeptAtOnce)) kept += await KeepSomeAsync(tenant, some, cancellationToken);
        return kept;
    }

    private async Task<int> KeepSomeAsync(TenantId tenant, IReadOnlyCollection<EntryChange> changes, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var kept = 0;
        foreach (var (id, was, fate, replacedBy, became) in changes)
        {
            var (former, text) = (FateText(was.Fate), FateText(fate));
            var at = fate == was.Fate ? was.ChangedAt?.ToUnixTimeMilliseconds() : became?.ToUnixTimeMilliseconds() ?? now;
            kept += await store.PlanEntries.Where(row => row.TenantId == tenant.Value && row.Id == id && row.Fate == former && row.ReplacedBy == was.ReplacedBy)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Fate, text).SetProperty(row => row.FateAt, at).SetProperty(row => row.ReplacedBy, replacedBy)
                        .SetProperty(row => row.TellFateAfter, row => text == former ? row.TellFateAfter : null),
                    cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return kept;
    }

    /// <summary>The entry that a key stands for, if it was used.</summary>
    internal async Task<(string EntryId, string BodyHash)?> FindKeyAsync(Viewer author, string key, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await KeyAsync(store, author, key, cancellationToken) is { } row ? (row.EntryId, row.BodyHash) : null;
    }

    /// <summary>From now on this key, too, stands for the entry, unless the same request that came at the same moment has used it.</summary>
    /// <returns>What it stands for.</returns>
    internal async Task<(string EntryId, string BodyHash)> AddKeyAsync(Viewer author, string key, string bodyHash, string entryId, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await KeyAsync(store, author, key, cancellationToken) is { } used) return (used.EntryId, used.BodyHash);
        store.IdempotencyKeys.Add(KeyOf(author, key, bodyHash, entryId));
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (entryId, bodyHash);
    }

    /// <summary>Entry, write, audit and key commit together or not at all.</summary>
    /// <returns>What happened, and the id of the entry that the key stands for.</returns>
    internal async Task<(PlanEntryAcceptance Result, string EntryId)> AcceptAsync(Viewer author, NewPlanEntry entry, CancellationToken cancellationToken)
    {
        var tenant = author.Tenant.Value;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await KeyAsync(store, author, entry.Key, cancellationToken) is { } used)
            return (used.BodyHash == entry.BodyHash ? PlanEntryAcceptance.Replayed : PlanEntryAcceptance.KeyReused, used.EntryId);
        if (entry.Undoes is { } undone)
        {
            var taken = await store.PlanEntries.Where(row => row.TenantId == tenant && row.Id == undone && row.IsLive && row.UndoneBy == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.UndoneBy, entry.Id), cancellationToken);
            if (taken == 0) return (PlanEntryAcceptance.WrongState, undone);
        }

        var previous = await StandsInHostAsync(store, tenant, entry.Previous, cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        store.PlanEntries.Add(new PlanEntryRow
        {
            Id = entry.Id, TenantId = tenant, DealId = entry.DealId, Values = Text(entry.Values), Previous = Text(previous),
            AuthorId = author.UserId, Comment = entry.Comment, CreatedAt = now,
        });
        store.IdempotencyKeys.Add(KeyOf(author, entry.Key, entry.BodyHash, entry.Id));
        store.Audit.Add(new AuditRow
        {
            TenantId = tenant, At = now, UserId = author.UserId, Act = entry.Undoes is null ? "plan-saved" : "plan-undone",
            Subject = $"deal {entry.DealId}, entry {entry.Id}",
        });
        await _writes.EnqueueAsync(
            store, author.Tenant, entry.Id, author.UserId, new PlanWrite(entry.OperationId, entry.DealId, previous, entry.Values, entry.Note), cancellationToken);
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (PlanEntryAcceptance.Accepted, entry.Id);
    }

    /// <summary>
    /// The author may have seen our own entry that has not reached the host yet. If it never will, because the new one replaces it, the
    /// host still holds what stood there before that entry.
    /// </summary>
    private static async Task<PlanValues?> StandsInHostAsync(StoreContext store, long tenant, PlanValues? seen, CancellationToken cancellationToken)
    {
        string[] unsent =
        [
            nameof(WriteState.Queued), nameof(WriteState.Blocked), nameof(WriteState.Superseded), nameof(WriteState.Cancelled), nameof(WriteState.Rejected),
            nameof(WriteState.Dead),
        ];
        // Each step goes to an older entry; the set ends even a chain that somebody tampered with.
        for (var met = new HashSet<string>(); seen is not null && met.Add(seen.EntryId);)
        {
            var row = await store.PlanEntries.AsNoTracking().SingleOrDefaultAsync(found => found.TenantId == tenant && found.Id == seen.EntryId, cancellationToken);
            if (row is null || Values(row.Values) != seen) break;
            var write = await store.Outbox.Where(write => write.TenantId == tenant && write.EntryId == row.Id).OrderByDescending(write => write.Sequence)
                .Select(write => new { write.State, write.SentAt }).FirstAsync(cancellationToken);
            if (write.SentAt is not null || !unsent.Contains(write.State)) break;
            seen = Values(row.Previous);
        }
        return seen;
    }

    private Task<IReadOnlyList<PlanEntry>> ReadAsync(
        TenantId tenant, Func<IQueryable<PlanEntryRow>, IQueryable<PlanEntryRow>> narrow, CancellationToken cancellationToken) =>
        ReadAsync(tenant, (rows, _) => narrow(rows), cancellationToken);

    private async Task<IReadOnlyList<PlanEntry>> ReadAsync(
        TenantId tenant, Func<IQueryable<PlanEntryRow>, IQueryable<OutboxRow>, IQueryable<PlanEntryRow>> narrow, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await narrow(store.PlanEntries.AsNoTracking().Where(row => row.TenantId == tenant.Value), store.Outbox.AsNoTracking())
            .ToListAsync(cancellationToken);
        var writes = await _writes.ListByEntryAsync(tenant, [.. rows.Select(row => row.Id)], cancellationToken);
        return
        [
            .. rows.Select(row => new PlanEntry(
                row.Id, row.DealId, Values(row.Values), Values(row.Previous), row.IsLive, row.UndoneBy, row.AuthorId, row.Comment,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), writes[row.Id],
                new EntryLife(
                    row.Fate is null ? PlanEntryFate.Open : Enum.Parse<PlanEntryFate>(row.Fate),
                    row.FateAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, row.ReplacedBy))),
        ];
    }

    private IdempotencyRow KeyOf(Viewer author, string key, string bodyHash, string entryId) => new()
    {
        TenantId = author.Tenant.Value, UserId = author.UserId, Key = key, BodyHash = bodyHash, EntryId = entryId,
        CreatedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static Task<IdempotencyRow?> KeyAsync(StoreContext store, Viewer author, string key, CancellationToken cancellationToken) =>
        store.IdempotencyKeys.AsNoTracking()
            .SingleOrDefaultAsync(row => row.TenantId == author.Tenant.Value && row.UserId == author.UserId && row.Key == key, cancellationToken);

    private static string? FateText(PlanEntryFate fate) => fate == PlanEntryFate.Open ? null : fate.ToString();

    private static string? Text(PlanValues? values) => values is null ? null : JsonSerializer.Serialize(values);

    private static PlanValues? Values(string? text) => text is null ? null : JsonSerializer.Deserialize<PlanValues>(text);
}

/// <summary>An entry that one look is telling the host of.</summary>
/// <param name="IsFirst">It has not been tried before.</param>
internal sealed record ClaimedFate(PlanEntry Entry, bool IsFirst);
