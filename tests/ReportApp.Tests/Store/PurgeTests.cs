using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Golden;

namespace ReportApp.Tests.Store;

public sealed class PurgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_purge_that_breaks_off_is_found_due_again_and_leaves_no_file()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var tenants = house.Store.Get<TenantDirectory>();
        var projections = house.Store.Get<ProjectionService>();
        var tenant = (await tenants.FindAsync(house.Tenant, Token))!;
        Assert.NotEmpty(Files());
        await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: true, Token);
        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(tenant.Id, Token))!, isHostsWord: true, Token));

        // Somebody still tries out a mapping, for which the files have to wait; meanwhile the process is told to end.
        await projections.TryAsync(tenant, tenant.Mapping!, async _ =>
        {
            using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Store.Get<Purge>().RunAsync(ending.Token));
            return true;
        }, Token);
        await using (var store = await house.Store.Get<StoreFactory>().OpenAsync(Token))
            Assert.NotNull((await store.Tenants.SingleAsync(Token)).PurgeAt);

        await house.Store.Get<Purge>().RunAsync(Token);

        Assert.Empty(Files());
        await using (var store = await house.Store.Get<StoreFactory>().OpenAsync(Token))
        {
            Assert.Equal(0, await store.Landed.CountAsync(Token));
            // What a request that was under way still wrote.
            store.Add(new ImportTokenRow { TenantId = tenant.Id.Value, Kind = "payments", Source = "late", Hash = [1], AuthorId = "1" });
            await store.SaveChangesAsync(Token);
        }
        house.Store.Clock.Advance(TimeSpan.FromHours(1));
        await house.Store.Get<Purge>().RunAsync(Token);
        house.Store.Clock.Advance(TimeSpan.FromHours(1));
        await house.Store.Get<Purge>().RunAsync(Token);

        await using var purged = await house.Store.Get<StoreFactory>().OpenAsync(Token);
        Assert.Equal((null, 0), ((await purged.Tenants.SingleAsync(Token)).PurgeAt, await purged.Set<ImportTokenRow>().CountAsync(Token)));

        string[] Files() => Directory.GetFiles(Path.Combine(house.Store.Folder, "projection"), "*.duckdb");
    }
}
