using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Outbox;

namespace ReportApp.Tests.Web;

public sealed class OutboxWorkerTests
{
    [Fact]
    [Trait("MUST", "10")]
    public async Task The_app_delivers_what_was_accepted_and_lets_a_call_end_when_it_is_stopped()
    {
        var token = TestContext.Current.CancellationToken;
        TaskCompletionSource read = new(), answer = new();
        var host = new TestHost
        {
            BeforeUpdate = (_, _, call) =>
            {
                read.SetResult();
                return answer.Task.WaitAsync(call);
            },
        };
        host.Put(new Deal { Id = "7", Title = "Квартира", PipelineId = "0", StageId = "NEW", OwnerId = "1", CreatedAt = host.Now });
        await using var app = await TestApp.StartAsync(host);
        var services = app.App.Services;
        var proof = new EntryProof.Proven(
            new HostTenantKey("test", "m1"), new Uri("https://m1.example/rest/"), new Uri("https://m1.example"), "1", "Имя", IsAdministrator: true, "ru",
            new TokenSet("access-1", "refresh-1", host.Now.AddYears(1)), "application", "DEFAULT", null, "1 crm", IsInstalled: true);
        var tenant = (await services.GetRequiredService<TenantDirectory>().RegisterAsync(proof, token))!;
        var plan = new PlanValues("e1", new Money(3_000_000m, "RUB"), new YearMonth(2026, 12), "1", PlanMetric.Receipts, PlanEntryStatus.Committed);
        await Delivery.AcceptAsync(services, tenant.Id, "1", new PlanWrite("op1", "7", null, plan, "План"));
        services.GetRequiredService<OutboxSignal>().Wake();
        await read.Task.WaitAsync(TimeSpan.FromSeconds(60), token); // passes only in a run that is broken

        await using var _ = app.App.Lifetime.ApplicationStopping.Register(answer.SetResult);
        await app.App.StopAsync(token);

        Assert.Equal(WriteState.Confirmed, (await Delivery.FindAsync(services, tenant.Id, "op1")).State);
    }
}
