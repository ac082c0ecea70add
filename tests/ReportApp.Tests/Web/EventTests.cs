using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;

namespace ReportApp.Tests.Web;

/// <summary>What happens in a portal is seen here long before the next look by the clock, and believed only when the portal confirms it.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private PortalsAndApp _world = null!;
    private Tenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LandedRecords Records => _world.App.App.Services.GetRequiredService<LandedRecords>();

    public async ValueTask InitializeAsync()
    {
        var address = PortalsAndApp.FreeAddress();
        _world = await PortalsAndApp.StartAsync(null, "--urls", address, "--App:Address", address, "--App:SyncSeconds", "3600", "--App:EventSeconds", "1");
        _tenant = await _world.InstallAsync();
        var services = _world.App.App.Services;
        await services.GetRequiredService<IHostConnector>().PrepareAsync(_tenant.BackgroundConnection, new Uri(address), Token);
        await services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(
            new Viewer(_tenant.Id, _tenant.BackgroundConnection.UserId, true),
            new TenantMapping { SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead } }, Token);
        Assert.Equal(SyncOutcome.Complete, await services.GetRequiredService<SyncService>().RunAsync(_tenant.Id, Token));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_changed_deal_is_read_again_soon()
    {
        await _world.EditAsync(new { entity = "deal", id = 2, fields = new { title = "Передумали" } });

        await UntilAsync(async () => await DealAsync(2) is { Body: Deal { Title: "Передумали" } });
    }

    [Fact]
    public async Task A_deleted_deal_is_buried_soon_when_the_portal_does_not_know_it_any_more()
    {
        await _world.EditAsync(new { entity = "deal", id = 3, delete = true });

        await UntilAsync(async () => await DealAsync(3) is { Deleted: true });
    }

    [Fact]
    public async Task A_deletion_that_did_not_happen_buries_nothing()
    {
        using var answer = await SendAsync("ONCRMDEALDELETE", 2);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _world.EditAsync(new { entity = "deal", id = 5, fields = new { title = "После неё" } });

        await UntilAsync(async () => await DealAsync(5) is { Body: Deal { Title: "После неё" } });
        Assert.False((await DealAsync(2))!.Deleted);
    }

    [Fact]
    public async Task Who_does_not_know_the_token_of_events_starts_nothing()
    {
        using var stranger = await SendAsync("ONCRMDEALDELETE", 2, "another");
        using var elsewhere = await _world.App.Client.PostAsync("/nobody/events", null, Token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (stranger.StatusCode, elsewhere.StatusCode));
        Assert.Contains("event-refused not_allowed", await _world.App.AuditAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string name, int id, string? token = null)
    {
        var (_, fields) = await _world.FormAsync(0);
        using var form = new FormUrlEncodedContent(
        [
            new("event", name), new("data[FIELDS][ID]", id.ToString(CultureInfo.InvariantCulture)), new("auth[member_id]", _tenant.Key.HostId),
            new("auth[application_token]", token ?? fields["APPLICATION_TOKEN"]),
        ]);
        return await _world.App.Client.PostAsync("/bitrix/events", form, Token);
    }

    private Task<LandedRecord?> DealAsync(int id) =>
        Records.FindAsync(_tenant.Id, RecordKind.Deal, id.ToString(CultureInfo.InvariantCulture), Token);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await holds()) return;
            await Task.Delay(50, Token);
        }
        Assert.Fail("It did not come to pass in 20 s.");
    }
}
