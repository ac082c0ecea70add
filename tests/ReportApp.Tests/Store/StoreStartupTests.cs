using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Store;

public sealed class StoreStartupTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Who_died_while_migrating_does_not_keep_the_next_from_starting()
    {
        await using var fixture = await StoreFixture.StartAsync();
        await using (var store = await fixture.Get<StoreFactory>().OpenAsync(TestContext.Current.CancellationToken))
        {
            await store.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-11-24 09:00:00')""", TestContext.Current.CancellationToken);
        }

        await fixture.RestartAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Starts_at_once_come_one_after_the_other()
    {
        await using var fixture = await StoreFixture.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.Get<StoreStartup>().PrepareAsync(TestContext.Current.CancellationToken)))
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
