using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>Where a feed stands.</summary>
/// <param name="SweptAt">When its ids were last compared with the host's.</param>
/// <param name="Reason">Why it stopped; null when it runs.</param>
public sealed record FeedState(
    RecordKind Kind, string? Cursor, bool CaughtUp, long Records, long Quarantined, DateTimeOffset? LastRunAt, DateTimeOffset? SweptAt, string? Reason);

/// <summary>
/// What sync keeps: cursors, pages, tombstones, and the lease that makes one sync of a tenant at a time. Every write carries the lease's
/// owner; when the lease went to somebody else the write changes nothing and throws <see cref="SyncLeaseLostException"/>.
/// </summary>
public sealed class SyncState
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(120);

    /// <summary>How a field links to a deal, see <see cref="FieldValue"/>.</summary>
    private const string DealLink = "deal/";

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

    /// <param name="completeUpTo">Host time up to which every feed is complete; null when this run did not finish.</param>
    /// <param name="reason">Stable code of what stopped it; null when nothing did.</param>
    public async Task EndAsync(TenantId tenant, string owner, DateTimeOffset? completeUpTo, string? reason)
    {
        await using var store = await _factory.OpenAsync(CancellationToken.None);
        var complete = completeUpTo?.ToUnixTimeMilliseconds();
        await store.Tenants.Where(row => row.Id == tenant.Value && row.SyncLeaseOwner == owner).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.SyncLeaseOwner, (string?)null).SetProperty(row => row.CompleteUpTo, row => complete ?? row.CompleteUpTo)
                .SetProperty(row => row.SyncReason, reason),
            CancellationToken.None);
    }

    public async Task<IReadOnlyList<FeedState>> ListFeedsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var feeds = await store.Feeds.AsNoTracking().Where(row => row.TenantId == tenant.Value).OrderBy(row => row.Kind).ToListAsync(cancellationToken);
        var landed = await store.Landed.Where(row => row.TenantId == tenant.Value && !row.Deleted).GroupBy(row => row.Kind)
            .Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var quarantined = await store.Quarantine.Where(row => row.TenantId == tenant.Value).GroupBy(row => row.Kind)
            .Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return
        [
            .. feeds.Select(row => new FeedState(
                RecordKind.Parse(row.Kind), row.Cursor, row.CaughtUp, landed.GetValueOrDefault(row.Kind), quarantined.GetValueOrDefault(row.Kind),
                Instant(row.LastRunAt), Instant(row.SweptAt), row.Reason)),
        ];
    }

    /// <summary>Whether a sync runs now, up to when the data are complete, and what stopped the last run.</summary>
    public async Task<(bool Running, DateTimeOffset? CompleteUpTo, string? Reason)> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = await store.Tenants.AsNoTracking().SingleAsync(found => found.Id == tenant.Value, cancellationToken);
        return (row.SyncLeaseOwner is not null && row.SyncLeaseUntil >= now, Instant(row.CompleteUpTo), row.SyncReason);
    }

    /// <summary>How many records of a tenant could not be read.</summary>
    public async Task<int> CountQuarantinedAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Quarantine.CountAsync(row => row.TenantId == tenant.Value, cancellationToken);
    }

    /// <summary>Rows, quarantine, cursor and counter of one page in one transaction. Landing a page again changes nothing.</summary>
    /// <param name="reason">Set to stop the feed here until a person has looked.</param>
    public async Task LandAsync(TenantId tenant, string owner, FeedPage page, string? reason, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await FenceAsync(store, tenant, owner, cancellationToken);
        row.RecordVersion = await UpsertAsync(store, tenant, page.Records, row.RecordVersion, cancellationToken);

        var readable = page.Records.Select(record => record.Id).ToList();
        await store.Quarantine.Where(bad => bad.TenantId == tenant.Value && bad.Kind == page.Kind.Name && readable.Contains(bad.HostId))
            .ExecuteDeleteAsync(cancellationToken);
        foreach (var bad in page.Quarantined) await QuarantineAsync(store, tenant, page.Kind, bad, cancellationToken);

        var feed = await FeedAsync(store, tenant, page.Kind, cancellationToken);
        feed.Cursor = page.NextCursor;
        feed.CaughtUp = page.CaughtUp;
        feed.Reason = reason;
        feed.LastRunAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
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

    /// <summary>Ends a sweep: the confirmed absences become tombstones.</summary>
    /// <param name="reason">Why nothing was buried although much was absent; null when all is well.</param>
    public async Task EndSweepAsync(
        TenantId tenant, string owner, RecordKind kind, IReadOnlyCollection<string> gone, string? reason, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await FenceAsync(store, tenant, owner, cancellationToken);
        foreach (var id in gone)
        {
            var version = row.RecordVersion + 1;
            row.RecordVersion += await store.Landed
                .Where(landed => landed.TenantId == tenant.Value && landed.Kind == kind.Name && landed.HostId == id && !landed.Deleted)
                .ExecuteUpdateAsync(set => set.SetProperty(landed => landed.Deleted, true).SetProperty(landed => landed.Version, version), cancellationToken);
        }
        var feed = await FeedAsync(store, tenant, kind, cancellationToken);
        feed.SweptAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        feed.Reason = reason;
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
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
        StoreContext store, TenantId tenant, IReadOnlyList<HostRecord> records, long version, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return version;
        await using var command = store.Database.GetDbConnection().CreateCommand();
        command.Transaction = store.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = """
            INSERT INTO landed_records ("TenantId", "Kind", "HostId", "Version", "ModifiedAt", "Deleted", "OwnerId", "DealId", "Body")
            VALUES (@tenant, @kind, @id, @version, @modified, 0, @owner, @deal, @body)
            ON CONFLICT ("TenantId", "Kind", "HostId") DO UPDATE SET
                "Version" = excluded."Version", "ModifiedAt" = excluded."ModifiedAt", "Deleted" = 0, "OwnerId" = excluded."OwnerId",
                "DealId" = excluded."DealId", "Body" = excluded."Body"
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
        var deal = Parameter("@deal", DbType.String);
        await command.PrepareAsync(cancellationToken);
        foreach (var record in records)
        {
            kind.Value = record.Kind.Name;
            id.Value = record.Id;
            next.Value = version + 1;
            modified.Value = (object?)record.ModifiedAt?.ToUnixTimeMilliseconds() ?? DBNull.Value;
            owner.Value = (object?)(record as Deal)?.OwnerId ?? DBNull.Value;
            deal.Value = (object?)DealOf(record) ?? DBNull.Value;
            body.Value = LandedRecords.Format(record);
            version += await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return version;
    }

    private static string? DealOf(HostRecord record) => record switch
    {
        StageVisit visit => visit.DealId,
        Item item => item.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => field.Value.Items)
            .FirstOrDefault(text => text.StartsWith(DealLink, StringComparison.Ordinal))?[DealLink.Length..],
        _ => null,
    };

    private async Task QuarantineAsync(StoreContext store, TenantId tenant, RecordKind kind, UnreadableRecord bad, CancellationToken cancellationToken)
    {
        var row = await store.Quarantine.FindAsync([tenant.Value, kind.Name, bad.Id], cancellationToken);
        if (row is null)
        {
            row = new QuarantineRow { TenantId = tenant.Value, Kind = kind.Name, HostId = bad.Id, Reason = bad.Reason, Raw = bad.Raw };
            store.Quarantine.Add(row);
        }
        (row.Reason, row.Raw, row.SeenAt) = (bad.Reason, bad.Raw, _clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

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
