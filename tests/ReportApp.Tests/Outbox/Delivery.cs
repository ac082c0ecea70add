using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Outbox;

internal static class Delivery
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Carries out all that is due now; a fault of ours fails the test.</summary>
    /// <returns>How many writes were touched.</returns>
    public static async Task<int> RunOnceAsync(this OutboxDispatcher outbox, CancellationToken token)
    {
        for (var touched = 0; ;)
        {
            var started = await outbox.StartDueAsync(new OutboxOptions().Parallel, token, token);
            if (started.Count == 0) return touched;
            await Task.WhenAll(started);
            touched += started.Count;
        }
    }

    /// <summary>A write as an accepted entry leaves it; operation and entry have one id.</summary>
    public static async Task AcceptAsync(IServiceProvider services, TenantId tenant, string author, PlanWrite write)
    {
        await using var store = await services.GetRequiredService<StoreFactory>().OpenAsync(Token);
        await using var transaction = await store.Database.BeginTransactionAsync(Token);
        await services.GetRequiredService<OutboxWrites>().EnqueueAsync(store, tenant, write.OperationId, author, write, Token);
        await store.SaveChangesAsync(Token);
        await transaction.CommitAsync(Token);
    }

    public static async Task<StoredWrite> FindAsync(IServiceProvider services, TenantId tenant, string operation) =>
        (await services.GetRequiredService<OutboxWrites>().ListByEntryAsync(tenant, [operation], Token))[operation];
}
