using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Store;

/// <summary>
/// Deletes what we hold of tenants that removed us, when its time has come; and again until a round finds nothing, because a request that
/// was let in before may still have written. What stays is the trail of what was done.
/// </summary>
public sealed class Purge
{
    /// <summary>Longer than any request lives.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly StoreFactory _factory;
    private readonly ProjectionService _projections;
    private readonly TimeProvider _clock;

    internal Purge(StoreFactory factory, ProjectionService projections, TimeProvider clock) => (_factory, _projections, _clock) = (factory, projections, clock);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var again = now + (long)Again.TotalMilliseconds;
        await using var store = await _factory.OpenAsync(cancellationToken);
        foreach (var id in await Due(store, now).Select(row => row.Id).ToListAsync(cancellationToken))
        {
            // Of a tenant that is not active nothing is projected anew. What breaks off from here on is found due again, with its rows.
            await _projections.RemoveAsync(new TenantId(id), cancellationToken);
            await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
            // The write comes first: a tenant that is just coming back waits for us, or we find that it is back.
            var gone = await Due(store, now).Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.PurgeAt, again).SetProperty(row => row.Mapping, (string?)null)
                    .SetProperty(row => row.MappingVersion, row => row.MappingVersion + 1).SetProperty(row => row.SyncReason, (string?)null)
                    .SetProperty(row => row.BlockedUntil, (long?)null),
                cancellationToken);
            if (gone == 0) continue;
            var rows = 0;
            foreach (var table in store.Model.GetEntityTypes().Where(table => table.ClrType != typeof(TenantRow) && table.ClrType != typeof(AuditRow)))
            {
                var delete = $"DELETE FROM {table.GetTableName()} WHERE TenantId = {{0}}";
                rows += await store.Database.ExecuteSqlRawAsync(delete, [id], cancellationToken);
            }
            if (rows == 0) await store.Tenants.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.PurgeAt, (long?)null), cancellationToken);
            else store.Audit.Add(new AuditRow { TenantId = id, At = now, UserId = "", Act = "purged", Subject = $"{rows} rows" });
            await store.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private static IQueryable<TenantRow> Due(StoreContext store, long now) => store.Tenants.Where(row => !row.IsActive && row.PurgeAt <= now);
}
