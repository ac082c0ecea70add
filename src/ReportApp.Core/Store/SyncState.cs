using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>Where a feed stands.</summary>
/// <param name="CaughtUp">The cursor stands at the beginning of a walk.</param>
/// <param name="CompleteUpTo">Host time before which no change is missing; null until it caught up for the first time.</param>
/// <param name="SweptAt">When its ids were last compared with the host's; the first walk counts as such.</param>
/// <param name="Reason">What stopped it in the last pass; null when nothing did.</param>
/// <param name="Held">What a person has to look at, a code of <see cref="HoldReason"/>; null when nothing.</param>
public sealed record FeedState(
    RecordKind Kind, string? Cursor, bool CaughtUp, DateTimeOffset? CompleteUpTo, long Records, long Quarantined, DateTimeOffset? LastRunAt,
    DateTimeOffset? SweptAt, string? Reason, string? Held);

/// <summary>Stable codes of what is not decided without a person.</summary>
public static class HoldReason
{
    /// <summary>Much disappeared from the host at once: nothing is buried. A comparison that finds little absent ends it, too.</summary>
    public const string ManyAbsent = "many_records_absent";

    /// <summary>Many records cannot be read: the feed is not read on.</summary>
    public const string TooManyUnreadable = "too_many_unreadable";
}

/// <summary>Where the sync of a tenant stands, over all feeds its mapping needs or over some of them.</summary>
/// <param name="CompleteUpTo">The least complete feed's; null while one was never read to its end.</param>
/// <param name="StoppedBy">Stable code of what stopped the last pass, as far as it concerns these feeds.</param>
/// <param name="Held">The first feed's that waits for a person.</param>
public sealed record SyncStanding(bool Running, DateTimeOffset? CompleteUpTo, string? StoppedBy, string? Held)
{
    public string? Reason => Held ?? StoppedBy;

    /// <summary>A pass that runs may heal what stopped the last one, but not what waits for a person.</summary>
    public bool IsStopped => Held is not null || (StoppedBy is not null && !Running);
}

/// <summary>
/// What sync keeps: cursors, pages, tombstones, and the lease that makes one sync of a tenant at a time. Every write carries the lease's
/// owner; when the lease went to somebody else the write changes nothing and throws <see cref="SyncLeaseLostException"/>.
/// </summary>
public sealed class SyncState
{
    /// <summary>How long a sync owns its tenant without saying that it still lives.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(120);

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal SyncState(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>An owner to pass on, or null while another sync of this tenant runs.</summary>
    public async Task<string?> TryBeginAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var owner = Ids.New(now);
        await using var store = await _factory.OpenAsync(cancellationToken);
        var taken = await store.Tenants
            .Where(row => row.Id == tenant.Value && (row.SyncLeaseOwner == null || row.SyncLeaseUntil < now.ToUnixTimeMilliseconds()))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.SyncLeaseOwner, owner).SetProperty(row => row.SyncLeaseUntil, (now + Lease).ToUnixTimeMilliseconds()),
                cancellationToken);
        return taken == 1 ? owner : null;
    }

    /// <summary>Keeps the tenant for another while.</summary>
    /// <returns>False when it went to another sync, or was removed.</returns>
    public async Task<bool> RenewAsync(TenantId tenant, string owner, CancellationToken cancellationToken)
    {
        var until = (_clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Tenants.Where(row => row.Id == tenant.Value && row.SyncLeaseOwner == owner && row.IsActive)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SyncLeaseUntil, until), cancellationToken) == 1;
    }

    /// <param name="reason">Stable code of what stopped it; null when nothing did.</param>
    public async Task EndAsync(TenantId tenant, string owner, string? reason)
    {
        await using var store = await _factory.OpenAsync(CancellationToken.None);
        await store.Tenants.Where(row => row.Id == tenant.Value && row.SyncLeaseOwner == owner).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SyncLeaseOwner, (string?)null).SetProperty(row => row.SyncReason, reason), CancellationToken.None);
    }

    public async Task<IReadOnlyList<FeedState>> ListFeedsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return [.. (await FeedsOf(store, tenant).OrderBy(row => row.Kind).ToListAsync(cancellationToken)).Select(ToState)];
    }

    /// <summary>Over all feeds that the mapping needs.</summary>
    public Task<SyncStanding> ReadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        ReadAsync(tenant, mapping => mapping?.NeededKinds() ?? [], cancellationToken);

    /// <summary>Over these feeds alone: another one that the host refuses does not stop them.</summary>
    public Task<SyncStanding> ReadAsync(TenantId tenant, IReadOnlyList<RecordKind> kinds, CancellationToken cancellationToken) =>
        ReadAsync(tenant, _ => kinds, cancellationToken);

    private async Task<SyncStanding> ReadAsync(
        TenantId tenant, Func<TenantMapping?, IReadOnlyList<RecordKind>> kindsOf, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = await store.Tenants.AsNoTracking().SingleAsync(found => found.Id == tenant.Value, cancellationToken);
        var mapping = TenantDirectory.MappingOf(row);
        var kinds = kindsOf(mapping);
        var all = await FeedsOf(store, tenant).ToDictionaryAsync(feed => feed.Kind, cancellationToken);
        FeedRow?[] feeds = [.. kinds.Select(kind => all.GetValueOrDefault(kind.Name))];
        var others = (mapping?.NeededKinds() ?? []).Except(kinds).Select(kind => all.GetValueOrDefault(kind.Name)).OfType<FeedRow>();
        var isOfOthers = others.Any(feed => row.SyncReason is not null && (feed.Held ?? feed.Reason) == row.SyncReason);
        return new SyncStanding(
            row.SyncLeaseOwner is not null && row.SyncLeaseUntil >= now,
            feeds.Length > 0 && feeds.All(feed => feed?.CompleteUpTo is not null) ? Instant(feeds.Min(feed => feed!.CompleteUpTo)) : null,
            isOfOthers ? feeds.Select(feed => feed?.Reason).FirstOrDefault(reason => reason is not null) : row.SyncReason,
            feeds.Select(feed => feed?.Held).FirstOrDefault(held => held is not null));
    }

    /// <summary>Up to when each feed is complete; one that was never read to its end is not among them.</summary>
    public async Task<IReadOnlyDictionary<RecordKind, DateTimeOffset>> ListCompleteAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await FeedsOf(store, tenant).Where(feed => feed.CompleteUpTo != null)
            .ToDictionaryAsync(feed => RecordKind.Parse(feed.Kind), feed => Instant(feed.CompleteUpTo)!.Value, cancellationToken);
    }

    /// <summary>Since when it is known what records of a kind were before they changed; null: not yet.</summary>
    public async Task<DateTimeOffset?> KeptSinceAsync(TenantId tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return Instant(await FeedsOf(store, tenant).Where(feed => feed.Kind == kind.Name).Select(feed => feed.KeptSince).SingleOrDefaultAsync(cancellationToken));
    }

    /// <summary>How many records of a tenant could not be read.</summary>
    public async Task<int> CountQuarantinedAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return checked((int)await FeedsOf(store, tenant).SumAsync(row => row.Quarantined, cancellationToken));
    }

    /// <summary>Rows, quarantine, cursor and counters of one page in one transaction. Landing a page again changes nothing.</summary>
    /// <returns>The feed behind the page. Unreadable records that are new and too many hold it, and it did not catch up then.</returns>
    public async Task<FeedState> LandAsync(TenantId tenant, string owner, FeedPage page, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await FenceAsync(store, tenant, owner, cancellationToken);
        var feed = await FeedAsync(store, tenant, page.Kind, cancellationToken);

        var readable = page.Records.Select(record => record.Id).ToList();
        var live = store.Landed.Where(one => one.TenantId == tenant.Value && one.Kind == page.Kind.Name && !one.Deleted && readable.Contains(one.HostId));
        feed.Records -= await live.LongCountAsync(cancellationToken);
        await using (var log = ChangeLog.Of(store, feed, TenantDirectory.MappingOf(row), _clock.GetUtcNow()))
            row.RecordVersion = await UpsertAsync(store, tenant, page.Records, row.RecordVersion, log, cancellationToken);
        feed.Records += await live.LongCountAsync(cancellationToken);

        feed.Quarantined -= await store.Quarantine.Where(bad => bad.TenantId == tenant.Value && bad.Kind == page.Kind.Name && readable.Contains(bad.HostId))
            .ExecuteDeleteAsync(cancellationToken);
        var newlyBad = 0;
        foreach (var bad in page.Quarantined)
            if (await QuarantineAsync(store, tenant, page.Kind, bad, cancellationToken)) newlyBad++;
        feed.Quarantined += newlyBad;

        var isTooBad = newlyBad > 0 && IsTooBad(feed);
        if (isTooBad) feed.Held = HoldReason.TooManyUnreadable;
        feed.Cursor = page.NextCursor;
        feed.CaughtUp = page.CaughtUp && !isTooBad;
        if (feed.CaughtUp)
        {
            feed.CompleteUpTo = page.CompleteUpTo?.ToUnixTimeMilliseconds();
            feed.SweptAt ??= _clock.GetUtcNow().ToUnixTimeMilliseconds(); // the first walk has met all there is
            feed.KeptSince ??= feed.CompleteUpTo ?? _clock.GetUtcNow().ToUnixTimeMilliseconds();
        }
        feed.Reason = null;
        feed.LastRunAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ToState(feed);
    }

    /// <summary>Writes down that the host refused a feed. Where it stood and what it had stays.</summary>
    public async Task RefuseAsync(TenantId tenant, string owner, RecordKind kind, string reason, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        await FenceAsync(store, tenant, owner, cancellationToken);
        var feed = await FeedAsync(store, tenant, kind, cancellationToken);
        feed.Reason = reason;
        feed.LastRunAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>An administrator has looked: held feeds go on, and what had disappeared is compared again at once.</summary>
    public async Task ReleaseAsync(Viewer administrator, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var released = await store.Feeds.Where(row => row.TenantId == administrator.Tenant.Value && row.Held != null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Held, (string?)null).SetProperty(row => row.SweptAt, 0L), cancellationToken);
        if (released == 0) return;
        store.Audit.Add(new AuditRow
        {
            TenantId = administrator.Tenant.Value, At = _clock.GetUtcNow().ToUnixTimeMilliseconds(), UserId = administrator.UserId, Act = "sync-released",
            Subject = $"{released} feeds",
        });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Live ids of a kind, to compare with the host's.</summary>
    public async Task<IReadOnlyList<string>> ListIdsAsync(TenantId tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Landed.Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted).Select(row => row.HostId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Of these ids those that are alive here.</summary>
    public async Task<string[]> OfLiveAsync(TenantId tenant, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Landed.Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted && ids.Contains(row.HostId))
            .Select(row => row.HostId).ToArrayAsync(cancellationToken);
    }

    /// <summary>Turns records whose absence is confirmed into tombstones.</summary>
    public async Task BuryAsync(TenantId tenant, string owner, RecordKind kind, IReadOnlyCollection<string> gone, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await FenceAsync(store, tenant, owner, cancellationToken);
        await BuryAsync(store, row, await FeedAsync(store, tenant, kind, cancellationToken), gone, cancellationToken);
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends a sweep: the confirmed absences become tombstones.</summary>
    /// <param name="held">Why nothing was buried although much was absent; null when all is well.</param>
    public async Task EndSweepAsync(
        TenantId tenant, string owner, RecordKind kind, IReadOnlyCollection<string> gone, string? held, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await FenceAsync(store, tenant, owner, cancellationToken);
        var feed = await FeedAsync(store, tenant, kind, cancellationToken);
        await BuryAsync(store, row, feed, gone, cancellationToken);
        feed.SweptAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        feed.Held = held;
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task BuryAsync(
        StoreContext store, TenantRow row, FeedRow feed, IReadOnlyCollection<string> gone, CancellationToken cancellationToken)
    {
        await using var log = ChangeLog.Of(store, feed, TenantDirectory.MappingOf(row), _clock.GetUtcNow());
        foreach (var id in gone)
        {
            var version = row.RecordVersion + 1;
            var live = store.Landed.Where(landed => landed.TenantId == row.Id && landed.Kind == feed.Kind && landed.HostId == id && !landed.Deleted);
            if (log is not null && await live.Select(landed => landed.Body).SingleOrDefaultAsync(cancellationToken) is { } body)
                log.Buried(LandedRecords.Parse(body), version);
            var buried = await live
                .ExecuteUpdateAsync(set => set.SetProperty(landed => landed.Deleted, true).SetProperty(landed => landed.Version, version), cancellationToken);
            row.RecordVersion += buried;
            feed.Records -= buried;
            feed.Quarantined -= await store.Quarantine.Where(bad => bad.TenantId == row.Id && bad.Kind == feed.Kind && bad.HostId == id)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>More than 50, or more than one of a hundred (reliability.md §4.9).</summary>
    private static bool IsTooBad(FeedRow feed)
    {
        var all = feed.Records + feed.Quarantined;
        return feed.Quarantined > 50 || (all >= 100 && feed.Quarantined * 100 > all);
    }

    private async Task<TenantRow> FenceAsync(StoreContext store, TenantId tenant, string owner, CancellationToken cancellationToken)
    {
        var row = await store.Tenants.SingleAsync(found => found.Id == tenant.Value, cancellationToken);
        if (row.SyncLeaseOwner != owner || !row.IsActive) throw new SyncLeaseLostException();
        row.SyncLeaseUntil = (_clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds();
        return row;
    }

    /// <summary>
    /// By hand, because it is the one bulk write: an older or equal version of a row changes nothing and takes no version number.
    /// </summary>
    private static async Task<long> UpsertAsync(
        StoreContext store, TenantId tenant, IReadOnlyList<HostRecord> records, long version, ChangeLog? log, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return version;
        await using var command = store.Database.GetDbConnection().CreateCommand();
        command.Transaction = store.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = """
            INSERT INTO landed_records ("TenantId", "Kind", "HostId", "Version", "ModifiedAt", "Deleted", "OwnerId", "Body")
            VALUES (@tenant, @kind, @id, @version, @modified, 0, @owner, @body)
            ON CONFLICT ("TenantId", "Kind", "HostId") DO UPDATE SET
                "Version" = excluded."Version", "ModifiedAt" = excluded."ModifiedAt", "Deleted" = 0, "OwnerId" = excluded."OwnerId",
                "Body" = excluded."Body"
            WHERE (landed_records."Deleted" OR landed_records."Body" <> excluded."Body")
              AND (landed_records."ModifiedAt" IS NULL OR excluded."ModifiedAt" IS NULL OR excluded."ModifiedAt" >= landed_records."ModifiedAt")
            """;
        DbParameter Parameter(string name, DbType type)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (name, type);
            command.Parameters.Add(parameter);
            return parameter;
        }
        Parameter("@tenant", DbType.Int64).Value = tenant.Value;
        var (kind, id, next) = (Parameter("@kind", DbType.String), Parameter("@id", DbType.String), Parameter("@version", DbType.Int64));
        var (modified, owner, body) = (Parameter("@modified", DbType.Int64), Parameter("@owner", DbType.String), Parameter("@body", DbType.String));
        await command.PrepareAsync(cancellationToken);
        foreach (var record in records)
        {
            kind.Value = record.Kind.Name;
            id.Value = record.Id;
            next.Value = version + 1;
            modified.Value = (object?)record.ModifiedAt?.ToUnixTimeMilliseconds() ?? DBNull.Value;
            owner.Value = (object?)(record as OwnedRecord)?.OwnerId ?? DBNull.Value;
            var text = LandedRecords.Format(record);
            body.Value = text;
            var former = log is null ? null : await log.FormerAsync(record.Id, text, cancellationToken);
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0) continue;
            version++;
            log?.Landed(former, record, version);
        }
        return version;
    }

    /// <returns>Whether it is new there.</returns>
    private async Task<bool> QuarantineAsync(StoreContext store, TenantId tenant, RecordKind kind, UnreadableRecord bad, CancellationToken cancellationToken)
    {
        var row = await store.Quarantine.FindAsync([tenant.Value, kind.Name, bad.Id], cancellationToken);
        var isNew = row is null;
        if (row is null)
        {
            row = new QuarantineRow { TenantId = tenant.Value, Kind = kind.Name, HostId = bad.Id, Reason = bad.Reason, Raw = bad.Raw };
            store.Quarantine.Add(row);
        }
        (row.Reason, row.Raw, row.SeenAt) = (bad.Reason, bad.Raw, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        return isNew;
    }

    private static IQueryable<FeedRow> FeedsOf(StoreContext store, TenantId tenant) => store.Feeds.AsNoTracking().Where(row => row.TenantId == tenant.Value);

    private static FeedState ToState(FeedRow row) => new(
        RecordKind.Parse(row.Kind), row.Cursor, row.CaughtUp, Instant(row.CompleteUpTo), row.Records, row.Quarantined, Instant(row.LastRunAt),
        Instant(row.SweptAt), row.Reason, row.Held);

    private static async Task<FeedRow> FeedAsync(StoreContext store, TenantId tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        var row = await store.Feeds.FindAsync([tenant.Value, kind.Name], cancellationToken);
        if (row is not null) return row;
        row = new FeedRow { TenantId = tenant.Value, Kind = kind.Name };
        store.Feeds.Add(row);
        return row;
    }

    private static DateTimeOffset? Instant(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}

/// <summary>Another sync took over, or the tenant was removed; this one must stop without a trace.</summary>
public sealed class SyncLeaseLostException() : Exception("This sync no longer owns its tenant.");
