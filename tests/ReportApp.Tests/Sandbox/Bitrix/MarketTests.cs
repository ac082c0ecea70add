using System.Net;
using System.Text.Json.Nodes;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>An application of the marketplace on a portal, from the button to its removal (bitrix24.md §1.2, §1.4).</summary>
public sealed class MarketTests : IAsyncLifetime
{
    private readonly WireMockServer _application = WireMockServer.Start();
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
    private PortalFixture _portal = null!;
    private string _client = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _application.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(200));
        _portal = await PortalFixture.StartAsync();
        await RegisterAsync(version: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        _browser.Dispose();
        _application.Dispose();
    }

    [Fact]
    public async Task An_offer_is_on_no_portal_until_an_administrator_installs_it()
    {
        Assert.Empty(await AppsAsync());
        await SignInAsync(TinyWorld.Anna);
        var card = await PageAsync("/marketplace/detail/reports/");
        Assert.Contains("host-market-ask", card, StringComparison.Ordinal);
        Assert.DoesNotContain("host-market-install", card, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await PressAsync("install"));

        await SignInAsync(TinyWorld.Administrator);
        card = await PageAsync("/marketplace/detail/reports/?lang=en");
        Assert.Contains("host-market-install", card, StringComparison.Ordinal);
        Assert.Contains("<p>What it is.</p>", card, StringComparison.Ordinal);
        Assert.Contains("data-scope=\"placement\"", card, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await PressAsync("install"));

        Assert.False((bool)Assert.Single(await AppsAsync())!["isInstalled"]!);
        Assert.Contains(_application.Url + "/install?DOMAIN=", await PageAsync($"/marketplace/app/{_client}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_installation_is_told_once_with_a_refresh_token()
    {
        await InstallAsync("ONAPPINSTALL");
        await _portal.PostAsync("/__sandbox/install-finish");

        var told = Assert.Single(await ReceivedAsync(1));
        Assert.Equal(("ONAPPINSTALL", "1", "Y"), (told["event"], told["data[VERSION]"], told["data[INSTALLED]"]));
        var (status, _) = await RefreshAsync(told["auth[refresh_token]"]);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_new_version_comes_when_the_portal_takes_it_and_drops_what_was_bound()
    {
        await InstallAsync("ONAPPUPDATE");
        await RegisterAsync(version: 2, "/two");
        Assert.Equal((1, _application.Url), await HandlerAsync());

        await SignInAsync(TinyWorld.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, await PressAsync("update"));

        Assert.Equal((2, _application.Url + "/two"), await HandlerAsync());
        var token = await TokenAsync();
        Assert.Empty((await _portal.PostAsync($"/rest/event.get?auth={token}")).Body["result"]!.AsArray());
        var info = (await _portal.PostAsync($"/rest/app.info?auth={token}")).Body["result"]!;
        Assert.Equal((2, false, "reports"), ((int)info["VERSION"]!, (bool)info["INSTALLED"]!, (string?)info["CODE"]));
        Assert.Empty(_application.LogEntries);
    }

    [Theory]
    [InlineData("Y", "1")]
    [InlineData("", "0")]
    public async Task A_removal_is_told_without_tokens_and_those_that_were_given_are_of_no_installation(string clean, string told)
    {
        await InstallAsync("ONAPPUNINSTALL");
        var pair = await _portal.GetAsync($"/__sandbox/token?as={TinyWorld.Anna}");
        await SignInAsync(TinyWorld.Administrator);
        Assert.Equal(HttpStatusCode.Redirect, await PressAsync("uninstall", clean));

        var form = Assert.Single(await ReceivedAsync(1));
        Assert.Equal(("ONAPPUNINSTALL", told), (form["event"], form["data[CLEAN]"]));
        Assert.Equal(
            ["auth[application_token]", "auth[client_endpoint]", "auth[domain]", "auth[member_id]", "auth[server_endpoint]"],
            form.Keys.Where(key => key.StartsWith("auth", StringComparison.Ordinal)).Order());
        Assert.Empty(await AppsAsync());
        var refused = (HttpStatusCode.Unauthorized, "NOT_INSTALLED");
        Assert.Equal(refused, Told(await RefreshAsync((string)pair["refresh_token"]!)));
        Assert.Equal(refused, Told(await _portal.FormAsync(new Uri(_portal.Servers.AuthorisationAddress, "/rest/app.info"), ("auth", (string)pair["access_token"]!))));
        Assert.Equal((HttpStatusCode.Unauthorized, "NO_AUTH_FOUND"), Told(await _portal.PostAsync($"/rest/profile?auth={pair["access_token"]}")));

        await _portal.PostAsync("/__sandbox/install");
        Assert.Equal("invalid_token", (string?)(await _portal.PostAsync($"/rest/profile?auth={pair["access_token"]}")).Body["error"]);
        Assert.Equal("invalid_grant", (string?)(await RefreshAsync((string)pair["refresh_token"]!)).Body["error"]);
        Assert.NotEqual(form["auth[application_token]"], (string?)(await LaunchAsync())["APPLICATION_TOKEN"]);

        static (HttpStatusCode, string?) Told((HttpStatusCode Status, JsonNode Body) answer) => (answer.Status, (string?)answer.Body["error"]);
    }

    [Fact]
    public async Task Who_has_not_paid_gets_no_page_no_answer_and_no_tokens_and_keeps_what_he_has()
    {
        await InstallAsync("ONCRMDEALUPDATE");
        var pair = await _portal.GetAsync($"/__sandbox/token?as={TinyWorld.Administrator}");
        await _portal.PostAsync("/__sandbox/payment", new { status = "T", isExpired = true });
        await SignInAsync(TinyWorld.Administrator);

        Assert.Contains("host-notice", await PageAsync($"/marketplace/app/{_client}/"), StringComparison.Ordinal);
        Assert.Equal("PAYMENT_REQUIRED", (string?)(await _portal.PostAsync($"/rest/profile?auth={pair["access_token"]}")).Body["error"]);
        Assert.Equal("PAYMENT_REQUIRED", (string?)(await RefreshAsync((string)pair["refresh_token"]!)).Body["error"]);
        await _portal.PostAsync("/__sandbox/edit", new { entity = "deal", id = 2, fields = new { title = "Молча" } });

        await _portal.PostAsync("/__sandbox/payment", new { status = "P", isExpired = false });
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync((string)pair["refresh_token"]!)).Status);
        await _portal.PostAsync("/__sandbox/edit", new { entity = "deal", id = 3, fields = new { title = "Вслух" } });
        Assert.Equal("3", Assert.Single(await ReceivedAsync(1))["data[FIELDS][ID]"]);
    }

    [Fact]
    public async Task A_tariff_without_rest_installs_nothing_and_answers_nobody()
    {
        await _portal.PostAsync("/__sandbox/tariff", new { rest = false });
        await SignInAsync(TinyWorld.Administrator);

        Assert.Contains("role=\"alert\"", await PageAsync("/marketplace/detail/reports/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await PressAsync("install"));
        var (status, body) = await _portal.CallAsync("profile");
        Assert.Equal((HttpStatusCode.Forbidden, "ACCESS_DENIED"), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task A_tariff_without_smart_processes_makes_none()
    {
        await _portal.PostAsync("/__sandbox/tariff", new { smartProcesses = false });

        var (status, body) = await _portal.CallAsync("crm.type.add", new { fields = new { title = "План" } });

        Assert.Equal((HttpStatusCode.BadRequest, "CREATE_DYNAMIC_TYPE_RESTRICTED"), (status, (string?)body["error"]));
    }

    private (string Id, string Secret) Keys { get; set; }

    private async Task RegisterAsync(int version, string path = "")
    {
        var (_, keys) = await _portal.PostAsync("/__sandbox/apps", new
        {
            name = "reports", handler = _application.Url + path, installHandler = _application.Url + "/install", scopes = new[] { "crm", "placement" }, version,
            listing = new { ru = "# Отчёты\n\nЧто это.", en = "# Reports\n\nWhat it is." },
        });
        Keys = ((string)keys["clientId"]!, (string)keys["clientSecret"]!);
        _client = Keys.Id;
    }

    /// <summary>Installed and finished, but for ONAPPINSTALL, which is bound before it is finished.</summary>
    private async Task InstallAsync(string listens)
    {
        await _portal.PostAsync("/__sandbox/install");
        var (_, bound) = await _portal.PostAsync($"/rest/event.bind?auth={(await LaunchAsync())["AUTH_ID"]}", new { @event = listens, handler = _application.Url + "/event" });
        Assert.True((bool)bound["result"]!, bound.ToJsonString());
        if (listens != "ONAPPINSTALL") await _portal.PostAsync("/__sandbox/install-finish");
    }

    private async Task<JsonNode> LaunchAsync() => (await _portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Administrator}"))["fields"]!;

    private async Task<string> TokenAsync() => (string)(await LaunchAsync())["AUTH_ID"]!;

    private Task<JsonArray> AppsAsync() => _portal.ItemsAsync("/__sandbox/apps");

    private async Task<(int Version, string Handler)> HandlerAsync()
    {
        var app = Assert.Single(await AppsAsync())!;
        return ((int)app["version"]!, (string)app["handler"]!);
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> RefreshAsync(string token) => _portal.FormAsync(
        new Uri(_portal.Servers.AuthorisationAddress, "/oauth/token/"), ("grant_type", "refresh_token"), ("client_id", Keys.Id), ("client_secret", Keys.Secret),
        ("refresh_token", token));

    private async Task SignInAsync(int person)
    {
        using var answer = await _browser.GetAsync(new Uri(_portal.Portal, $"/__sandbox/signin?as={person}"), Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private Task<string> PageAsync(string path) => _browser.GetStringAsync(new Uri(_portal.Portal, path), Cancelled);

    private async Task<HttpStatusCode> PressAsync(string act, string clean = "")
    {
        using var form = new FormUrlEncodedContent([new("clean", clean)]);
        using var answer = await _browser.PostAsync(new Uri(_portal.Portal, $"/bitrix/pages/market/{_client}/{act}"), form, Cancelled);
        return answer.StatusCode;
    }

    /// <summary>Waits for so many, and shows all there are.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ReceivedAsync(int count)
    {
        for (var i = 0; i < 200 && _application.LogEntries.Count < count; i++) await Task.Delay(50, Cancelled);
        return
        [
            .. _application.LogEntries.Select(entry => entry.RequestMessage!.Body!.Split('&').Select(pair => pair.Split('=', 2))
                .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')))),
        ];
    }
}
