using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class SignInTests
{
    private static Uri TokenAddress(PortalFixture portal) => new(portal.Servers.AuthorisationAddress, "/oauth/token/");

    [Fact]
    public async Task A_launch_carries_tokens_that_the_authorisation_server_proves()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (id, _) = await portal.InstallAsync(isFinished: false);
        var launch = await portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Administrator}");
        var address = new Uri((string)launch["address"]!);
        var fields = launch["fields"]!;
        Assert.StartsWith($"http://127.0.0.1:9/install?DOMAIN={Uri.EscapeDataString(portal.Portal.Authority)}&PROTOCOL=0&LANG=ru&APP_SID=", address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(("DEFAULT", "3600"), ((string?)fields["PLACEMENT"], (string?)fields["AUTH_EXPIRES"]));

        var (status, body) = await portal.FormAsync(new Uri(portal.Servers.AuthorisationAddress, "/rest/app.info"), ("auth", (string)fields["AUTH_ID"]!));
        var info = body["result"]!;
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((id, 1, "crm,user_brief,department,placement"), ((string?)info["client_id"], (int)info["user_id"]!, (string?)info["scope"]));
        Assert.Equal((new Uri(portal.Portal, "/rest/").AbsoluteUri, (string?)fields["member_id"]), ((string?)info["install"]!["client_endpoint"], (string?)info["install"]!["member_id"]));
        Assert.False((bool)info["install"]!["installed"]!);
        Assert.NotNull(body["time"]);
    }

    [Fact]
    public async Task Until_the_installation_is_finished_only_an_administrator_gets_the_page()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.InstallAsync(isFinished: false);
        using var http = new HttpClient();
        async Task<HttpStatusCode> Status(string path)
        {
            using var answer = await http.GetAsync(new Uri(portal.Portal, path), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (await Status("/__sandbox/launch?as=4"), await Status("/__sandbox/token?as=1")));
        await portal.PostAsync("/__sandbox/install-finish");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Status("/__sandbox/launch?as=4"), await Status("/__sandbox/token?as=1")));
    }

    [Fact]
    public async Task A_refresh_turns_the_pair_over_and_the_old_one_is_dead()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (id, secret) = await portal.InstallAsync();
        var first = await portal.GetAsync($"/__sandbox/token?as={TinyWorld.Anna}");
        Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode Body)> Refresh(string token) => portal.FormAsync(
            TokenAddress(portal), ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret), ("refresh_token", token));

        var (status, second) = await Refresh((string)first["refresh_token"]!);
        var (again, refused) = await Refresh((string)first["refresh_token"]!);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (again, (string?)refused["error"]));
        Assert.NotEqual((string?)first["access_token"], (string?)second["access_token"]);
        Assert.Equal((3600, 4, new Uri(portal.Portal, "/rest/").AbsoluteUri), ((int)second["expires_in"]!, (int)second["user_id"]!, (string?)second["client_endpoint"]));
        Assert.Equal(new Uri(portal.Servers.AuthorisationAddress, "/rest/").AbsoluteUri, (string?)second["server_endpoint"]);
        // 2026-11-24T10:00:00Z: an hour after the fixed clock.
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), (long)second["expires"]!);
        var query = $"?grant_type=refresh_token&client_id={id}&client_secret={secret}&refresh_token={second["refresh_token"]}";
        using var http = new HttpClient();
        using var byQuery = await http.GetAsync(new Uri(TokenAddress(portal), query), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, byQuery.StatusCode);
    }

    [Theory]
    [InlineData("password", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("refresh_token", HttpStatusCode.Unauthorized, "invalid_client")]
    public async Task Wrong_keys_and_grants_are_refused(string grant, HttpStatusCode status, string code)
    {
        await using var portal = await PortalFixture.StartAsync();
        var (id, _) = await portal.InstallAsync();
        var (answered, body) = await portal.FormAsync(TokenAddress(portal), ("grant_type", grant), ("client_id", id), ("client_secret", "guess"), ("refresh_token", "x"));
        Assert.Equal((status, code), (answered, (string?)body["error"]));
    }

    [Fact]
    public async Task Two_portals_share_the_keys_of_an_application_and_nothing_else()
    {
        await using var portal = await PortalFixture.StartAsync(portals: 2);
        var second = portal.Servers.Portals[1];
        var (id, _) = await portal.InstallAsync();
        using var http = new HttpClient();
        async Task<System.Text.Json.Nodes.JsonNode> Post(string path, object body)
        {
            using var content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(second, path), content, TestContext.Current.CancellationToken);
            return System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        }
        Assert.Equal(id, (string?)(await Post("/__sandbox/apps", PortalFixture.Application))["clientId"]);
        await Post("/__sandbox/install-finish", new { });

        var token = await portal.TokenAsync(TinyWorld.Anna);
        Assert.Equal("invalid_token", (string?)(await Post("/rest/profile", new { auth = token }))["error"]);
        Assert.NotEqual(portal.Servers.PortalModels[0].MemberId, portal.Servers.PortalModels[1].MemberId);
    }

    [Fact]
    public async Task A_person_signs_in_with_the_cookie_of_this_port()
    {
        await using var portal = await PortalFixture.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri(portal.Portal, "/__sandbox/signin?as=4"), TestContext.Current.CancellationToken);
        using var dismissed = await http.GetAsync(new Uri(portal.Portal, $"/__sandbox/signin?as={TinyWorld.Left}"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.NotFound), (answer.StatusCode, dismissed.StatusCode));
        Assert.StartsWith($"sandbox_portal_{portal.Portal.Port}=", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placements_are_bound_once_by_an_administrator_and_open_their_handler()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Administrator);
        var binding = new { auth = token, PLACEMENT = "CRM_DEAL_DETAIL_TAB", HANDLER = "http://127.0.0.1:9/tab?x=1", LANG_ALL = new { ru = new { TITLE = "План" } } };
        Assert.True((bool)(await portal.PostAsync("/rest/placement.bind", binding)).Body["result"]!);
        Assert.Equal("ERROR_CORE", (string?)(await portal.PostAsync("/rest/placement.bind", binding)).Body["error"]);
        var (_, unknown) = await portal.PostAsync("/rest/placement.bind", new { auth = token, PLACEMENT = "NOWHERE", HANDLER = "http://127.0.0.1:9/" });
        Assert.Equal("ERROR_PLACEMENT_NOT_FOUND", (string?)unknown["error"]);
        Assert.Equal("WRONG_AUTH_TYPE", (string?)(await portal.CallAsync("placement.get")).Body["error"]);
        Assert.Equal("План", (string?)(await portal.PostAsync("/rest/placement.get", new { auth = token })).Body["result"]![0]!["title"]);

        var launch = await portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Anna}&placement=CRM_DEAL_DETAIL_TAB&id=1");
        Assert.StartsWith("http://127.0.0.1:9/tab?x=1&DOMAIN=", (string?)launch["address"], StringComparison.Ordinal);
        Assert.Equal("""{"ID":"1","URI":"\/crm\/deal\/details\/1\/"}""", (string?)launch["fields"]!["PLACEMENT_OPTIONS"]);
        Assert.Equal(1, (int)(await portal.PostAsync("/rest/placement.unbind", new { auth = token, PLACEMENT = "CRM_DEAL_DETAIL_TAB" })).Body["result"]!["count"]!);
    }
}
