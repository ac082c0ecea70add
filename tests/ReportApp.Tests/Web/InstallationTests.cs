using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Bitrix;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Web;

/// <summary>The life of an installation between a real portal and the whole app: installed, updated, unpaid, removed, installed again.</summary>
public sealed partial class InstallationTests : IAsyncLifetime
{
    private static readonly string[] Granted = ["crm", "user_brief", "department", "placement"];

    private PortalsAndApp _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _world.App.App.Services;

    private Uri Portal => _world.Servers.Portals[0];

    public async ValueTask InitializeAsync()
    {
        var address = PortalsAndApp.FreeAddress();
        _world = await PortalsAndApp.StartAsync(null, "--urls", address, "--App:Address", address, "--App:SyncSeconds", "3600", "--App:EventSeconds", "1",
            "--Bitrix:RequestsPerSecond", "1000", "--Bitrix:Burst", "10000");
        await _world.ControlAsync("limits", new { perSecond = 10_000, burst = 10_000 });
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_new_version_binds_again_what_the_portal_dropped_when_an_administrator_opens_it()
    {
        await InstallAsync();
        Assert.Equal(("ready", "ready"), (await SetupOfAsync(TinyWorld.Administrator), await SetupOfAsync(TinyWorld.Anna)));

        await _world.RegisterAsync(Portal, 2, Granted);
        Assert.Equal(1, await VersionAsync());
        await _world.ControlAsync("update", new { });
        Assert.Equal((2, 0, 0), (await VersionAsync(), Events().Length, Places().Length));

        var administrator = await OpenAsync(TinyWorld.Administrator);
        Assert.Equal("finishing", administrator.Setup);
        await PrepareAsync(administrator);
        await PrepareAsync(administrator);
        await _world.ControlAsync("install-finish", new { });

        Assert.Equal(PortalEvents.Bound.Order(), Events());
        Assert.Equal(["CRM_DEAL_DETAIL_TAB", "REST_APP_URI"], Places());
        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Administrator));
        await _world.EditAsync(new { entity = "deal", id = 2, fields = new { title = "После обновления" } });
        await UntilAsync(async () => await TitleAsync(2) == "После обновления");
    }

    [Fact]
    public async Task An_app_that_moved_takes_its_places_along()
    {
        await InstallAsync();
        var tenant = Assert.Single(await _world.TenantsAsync());

        await Services.GetRequiredService<IHostConnector>().PrepareAsync(tenant.BackgroundConnection, new Uri("https://moved.example"), Token);

        Assert.Equal(["CRM_DEAL_DETAIL_TAB", "REST_APP_URI"], Places());
        Assert.All(_world.Servers.PortalModels[0].Placements, place => Assert.Equal("https://moved.example/bitrix/launch", place.Handler));
    }

    [Fact]
    public async Task Other_rights_are_a_reason_to_bind_again_and_nobody_but_an_administrator_is_asked()
    {
        await InstallAsync();
        await _world.RegisterAsync(Portal, [.. Granted, "im"]);

        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Anna));
        var administrator = await OpenAsync(TinyWorld.Administrator);
        Assert.Equal("finishing", administrator.Setup);
        using var forbidden = await SendAsync((await OpenAsync(TinyWorld.Anna)).Bearer, "/api/setup/prepare");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        await PrepareAsync(administrator);

        await _world.RegisterAsync(Portal, [.. Granted.Reverse(), "im"]);
        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Administrator));
    }

    [Fact]
    public async Task An_administrator_who_left_before_the_installation_was_finished_finds_it_unfinished()
    {
        await AcceptAsync((await OpenAsync(TinyWorld.Administrator)).Bearer);

        Assert.Equal("finishing", await SetupOfAsync(TinyWorld.Administrator));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_removal_ends_access_at_once_and_what_was_read_stays_unless_it_is_to_be_deleted(bool clean)
    {
        var tenant = await InstallAsync();
        var open = await OpenAsync(TinyWorld.Anna);
        Assert.NotNull(await Services.GetRequiredService<ProjectionService>().StateAsync(tenant, Token));

        await _world.ControlAsync("uninstall", new { clean });
        await _world.App.WaitForAuditAsync("removed");

        using var refused = await SendAsync(open.Bearer, "/api/reports", HttpMethod.Get);
        Assert.Equal((HttpStatusCode.Unauthorized, "app_removed"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Null(await _world.TokensAsync((await Services.GetRequiredService<TenantDirectory>().FindAsync(tenant, Token))!, TinyWorld.Administrator));
        if (clean) await UntilAsync(async () => (await _world.App.AuditAsync()).Any(act => act.StartsWith("purged", StringComparison.Ordinal)));
        Assert.Equal(clean, await RowsAsync(tenant) == 0);
        Assert.Equal(clean, await Services.GetRequiredService<ProjectionService>().StateAsync(tenant, Token) is null);
        Assert.Equal(clean, (await Services.GetRequiredService<TenantDirectory>().FindAsync(tenant, Token))!.Mapping is null);
    }

    [Fact]
    public async Task Who_installs_again_goes_on_where_he_was_and_old_keys_open_nothing()
    {
        var tenant = await InstallAsync();
        var old = (await _world.FormAsync(0)).Fields["APPLICATION_TOKEN"];
        await _world.ControlAsync("uninstall", new { clean = false });
        await _world.App.WaitForAuditAsync("removed");
        await _world.RegisterAsync(Portal, Granted);

        var administrator = await OpenAsync(TinyWorld.Administrator);
        Assert.Equal("finishing", administrator.Setup);
        await PrepareAsync(administrator);
        await _world.ControlAsync("install-finish", new { });

        Assert.Equal(tenant, Assert.Single(await _world.TenantsAsync()).Id);
        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Anna));
        Assert.NotEqual(old, (await _world.FormAsync(0)).Fields["APPLICATION_TOKEN"]);
        await _world.EditAsync(new { entity = "deal", id = 2, fields = new { title = "Снова здесь" } });
        await UntilAsync(async () => await TitleAsync(2) == "Снова здесь");
    }

    [Fact]
    public async Task What_is_kept_goes_when_its_time_is_over()
    {
        var tenant = await InstallAsync();
        await _world.ControlAsync("uninstall", new { clean = false });
        await _world.App.WaitForAuditAsync("removed");
        await using (var store = await Services.GetRequiredService<StoreFactory>().OpenAsync(Token))
        {
            var kept = TimeSpan.FromMilliseconds((await store.Tenants.SingleAsync(row => row.Id == tenant.Value, Token)).PurgeAt!.Value) - (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch);
            Assert.InRange(kept.TotalDays, 29.9, 30);
            await store.Tenants.ExecuteUpdateAsync(set => set.SetProperty(row => row.PurgeAt, 1), Token);
        }
        Assert.NotEqual(0, await RowsAsync(tenant));

        await UntilAsync(async () => await RowsAsync(tenant) == 0);
    }

    [Theory]
    [InlineData("payment", """{"isExpired":true}""", """{"isExpired":false}""")]
    [InlineData("tariff", """{"rest":false}""", """{"rest":true}""")]
    public async Task An_unpaid_app_is_told_so_keeps_its_data_and_goes_on_when_somebody_has_paid(string what, string stop, string go)
    {
        var tenant = await InstallAsync();
        var (query, fields) = await _world.FormAsync(0, TinyWorld.Anna);
        await _world.ControlAsync(what, JsonDocument.Parse(stop).RootElement);

        using var refused = await _world.PostAsync(query, fields);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("<code>tenant_blocked</code>", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains($"frame-ancestors {PortalsAndApp.Origin(Portal)}", refused.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(SyncOutcome.Stopped, await Services.GetRequiredService<SyncService>().RunAsync(tenant, Token));
        Assert.Equal("tenant_blocked", (await Services.GetRequiredService<SyncStatus>().ReadAsync(tenant, Token)).Reason);

        await _world.ControlAsync(what, JsonDocument.Parse(go).RootElement);
        Assert.Equal(SyncOutcome.Complete, await Services.GetRequiredService<SyncService>().RunAsync(tenant, Token));
        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Anna));
    }

    private sealed record Opened(string Bearer, string Setup);

    /// <summary>Opened, mapped, read, finished.</summary>
    private async Task<TenantId> InstallAsync()
    {
        var administrator = await OpenAsync(TinyWorld.Administrator);
        Assert.Equal("mapping", administrator.Setup);
        await AcceptAsync(administrator.Bearer);
        await _world.ControlAsync("install-finish", new { });
        var tenant = Assert.Single(await _world.TenantsAsync()).Id;
        await UntilAsync(async () => await Services.GetRequiredService<ProjectionService>().StateAsync(tenant, Token) is not null);
        Assert.Equal("ready", await SetupOfAsync(TinyWorld.Anna));
        return tenant;
    }

    private async Task AcceptAsync(string bearer)
    {
        var proposal = """{"salesPipelines":["0"],"steps":{"NEW":"lead","EXECUTING":"meeting","WON":"contract","LOSE":"lost","APOLOGY":"lost"}}""";
        using var accepted = await SendAsync(bearer, "/api/setup/mapping", HttpMethod.Put, proposal);
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync(Token));
    }

    private async Task<Opened> OpenAsync(int person)
    {
        using var page = await _world.LaunchAsync(person);
        var ticket = Ticket().Match(await page.Content.ReadAsStringAsync(Token)).Groups[1].Value;
        using var answer = await _world.App.Client.PostAsJsonAsync("/api/session", new { ticket }, Token);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return new Opened(session.GetProperty("token").GetString()!, session.GetProperty("setup").GetString()!);
    }

    private async Task<string> SetupOfAsync(int person) => (await OpenAsync(person)).Setup;

    private async Task PrepareAsync(Opened administrator)
    {
        using var answer = await SendAsync(administrator.Bearer, "/api/setup/prepare");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string bearer, string address, HttpMethod? method = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, address);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await _world.App.Client.SendAsync(request, Token);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString();

    private string[] Events() => [.. _world.Servers.PortalModels[0].Events.Select(bound => bound.Event).Order()];

    private string[] Places() => [.. _world.Servers.PortalModels[0].Placements.Select(bound => bound.Placement)];

    private async Task<int> VersionAsync()
    {
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<JsonElement>(new Uri(Portal, "/__sandbox/apps"), Token)).GetProperty("items")[0].GetProperty("version").GetInt32();
    }

    private async Task<string?> TitleAsync(int deal) =>
        (await Services.GetRequiredService<LandedRecords>().FindAsync(
            (await _world.TenantsAsync())[0].Id, RecordKind.Deal, deal.ToString(System.Globalization.CultureInfo.InvariantCulture), Token))?.Body is Deal { Title: var title } ? title : null;

    /// <summary>What was read of the tenant: records, and where their feeds stand.</summary>
    private async Task<int> RowsAsync(TenantId tenant)
    {
        await using var store = await Services.GetRequiredService<StoreFactory>().OpenAsync(Token);
        return await store.Landed.CountAsync(row => row.TenantId == tenant.Value, Token) + await store.Feeds.CountAsync(row => row.TenantId == tenant.Value, Token);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await holds()) return;
            await Task.Delay(50, Token);
        }
        Assert.Fail("It did not come to pass in 20 s.");
    }

    [GeneratedRegex("data-ticket=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
