using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>The reports that each person keeps at hand.</summary>
public sealed class Favourites
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal Favourites(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>Ids of reports, the first one added first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await Own(store, viewer).OrderBy(row => row.AddedAt).ThenBy(row => row.ReportId).Select(row => row.ReportId).ToListAsync(cancellationToken);
    }

    /// <summary>Added twice it stays where it was.</summary>
    public async Task AddAsync(Viewer viewer, string reportId, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO favourites (TenantId, UserId, ReportId, AddedAt)
            VALUES ({viewer.Tenant.Value}, {viewer.UserId}, {reportId}, {_clock.GetUtcNow().ToUnixTimeMilliseconds()})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
    }

    public async Task RemoveAsync(Viewer viewer, string reportId, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await Own(store, viewer).Where(row => row.ReportId == reportId).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<FavouriteRow> Own(StoreContext store, Viewer viewer) =>
        store.Favourites.Where(row => row.TenantId == viewer.Tenant.Value && row.UserId == viewer.UserId);
}
