using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sandbox;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.Pages;

/// <summary>The portal's pages over HTTP, as a browser meets them.</summary>
public sealed class HostPagesTests : IAsyncLifetime
{
    private static readonly SandboxOptions Options = new()
    {
        Deals = 200, Today = new DateOnly(2026, 11, 24), PortalUrl = new("http://127.0.0.1:0"), AuthorisationUrl = new("http://127.0.0.1:0"),
    };

    private readonly List<HttpClient> _browsers = [];
    private SandboxServers _servers = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await SandboxHost.StartAsync(Options, WorldGenerator.Generate, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(browser => browser.Dispose());
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_is_asked_to_sign_in_and_sees_no_page_and_no_person()
    {
        var browser = Browser();
        foreach (var page in (string[])["/stream/", "/crm/deal/", "/crm/deal/details/1/", "/company/", "/marketplace/", "/marketplace/app/x/"])
        {
            var answer = await browser.GetAsync(page, Cancelled);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/", answer.Headers.Location!.ToString());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/bitrix/pages/people", Cancelled)).StatusCode);
        Assert.Contains("host-signin", await browser.GetStringAsync("/", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_opens_for_all_only_after_an_administrator_finished_its_installation()
    {
        var page = await RegisterAsync();
        var (administrator, manager) = (await SignInAsync(1), await SignInAsync(5));

        Assert.Contains("host-notice", await manager.GetStringAsync(page, Cancelled), StringComparison.Ordinal);
        Assert.Contains("http://app.example/install?DOMAIN=", await administrator.GetStringAsync(page, Cancelled), StringComparison.Ordinal);

        var finish = page.Replace("/marketplace/app/", "/bitrix/pages/app/", StringComparison.Ordinal) + "install-finish";
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(manager, finish, isOurPage: true));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(administrator, finish, isOurPage: false));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(administrator, finish, isOurPage: true));

        var opened = await manager.GetStringAsync(page, Cancelled);
        Assert.Contains("http://app.example/open?DOMAIN=", opened, StringComparison.Ordinal);
        Assert.Contains($"name=\"{_servers.PortalAddress.Authority}|0|", opened, StringComparison.Ordinal);
        Assert.Contains("name=\"AUTH_ID\"", opened, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tab_of_an_application_gets_the_deals_id()
    {
        var page = await RegisterAsync();
        var administrator = await SignInAsync(1);
        await PostAsync(administrator, page.Replace("/marketplace/app/", "/bitrix/pages/app/", StringComparison.Ordinal) + "install-finish", isOurPage: true);
        Assert.DoesNotContain("host-deal-tab-app", await administrator.GetStringAsync("/crm/deal/details/7/", Cancelled), StringComparison.Ordinal);

        var token = await administrator.GetFromJsonAsync<JsonElement>("/__sandbox/token?as=1", Cancelled);
        var bind = await administrator.PostAsJsonAsync(
            $"/rest/placement.bind?auth={token.GetProperty("access_token")}",
            new { PLACEMENT = "CRM_DEAL_DETAIL_TAB", HANDLER = "http://app.example/tab", TITLE = "План" }, Cancelled);
        bind.EnsureSuccessStatusCode();

        Assert.Contains("host-deal-tab-app", await administrator.GetStringAsync("/crm/deal/details/7/", Cancelled), StringComparison.Ordinal);
        var frame = await administrator.GetStringAsync($"{page}?part=frame&placement=CRM_DEAL_DETAIL_TAB&ID=7", Cancelled);
        Assert.StartsWith("<div", frame, StringComparison.Ordinal);
        Assert.Contains("http://app.example/tab?DOMAIN=", frame, StringComparison.Ordinal);
        Assert.Contains("&quot;ID&quot;:&quot;7&quot;", frame, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_into_an_application_opens_it_at_what_the_link_says()
    {
        var page = await RegisterAsync();
        var administrator = await SignInAsync(1);
        await PostAsync(administrator, page.Replace("/marketplace/app/", "/bitrix/pages/app/", StringComparison.Ordinal) + "install-finish", isOurPage: true);
        var token = await administrator.GetFromJsonAsync<JsonElement>("/__sandbox/token?as=1", Cancelled);
        var bind = await administrator.PostAsJsonAsync(
            $"/rest/placement.bind?auth={token.GetProperty("access_token")}", new { PLACEMENT = "REST_APP_URI", HANDLER = "http://app.example/link", TITLE = "Отчёты" }, Cancelled);
        bind.EnsureSuccessStatusCode();

        var opened = await administrator.GetStringAsync(page.Replace("/app/", "/view/", StringComparison.Ordinal) + "?params%5Bview%5D=%2Fday", Cancelled);

        Assert.Contains("http://app.example/link?DOMAIN=", opened, StringComparison.Ordinal);
        Assert.Contains("&quot;view&quot;:&quot;\\/day&quot;", opened, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_reads_his_own_notices_with_their_links()
    {
        var seller = await SignInAsync(3);
        foreach (var to in (int[])[3, 1])
        {
            var told = await seller.PostAsJsonAsync(
                "/rest/1/sandbox/im.notify.system.add", new { USER_ID = to, MESSAGE = $"Для {to} <b>\n[URL=http://app.example/?a=1]Открыть[/URL]" }, Cancelled);
            told.EnsureSuccessStatusCode();
        }

        var page = await seller.GetStringAsync("/notices/", Cancelled);

        Assert.Contains("Для 3 &lt;b&gt;<br><a href=\"http://app.example/?a=1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Для 1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_deal_and_a_missing_one_look_alike()
    {
        var rent = await SignInAsync(22);
        var hidden = await rent.GetAsync("/crm/deal/details/1/", Cancelled);
        var missing = await rent.GetAsync("/crm/deal/details/999999/", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(await hidden.Content.ReadAsStringAsync(Cancelled), await missing.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task A_chosen_language_stays()
    {
        var browser = await SignInAsync(3);
        Assert.Contains("lang=\"ru\"", await browser.GetStringAsync("/crm/deal/", Cancelled), StringComparison.Ordinal);
        Assert.Contains("lang=\"en\"", await browser.GetStringAsync("/crm/deal/?lang=en", Cancelled), StringComparison.Ordinal);
        Assert.Contains("lang=\"en\"", await browser.GetStringAsync("/company/", Cancelled), StringComparison.Ordinal);
    }

    private HttpClient Browser()
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _servers.PortalAddress };
        _browsers.Add(browser);
        return browser;
    }

    private async Task<HttpClient> SignInAsync(int person)
    {
        var browser = Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync($"/__sandbox/signin?as={person}", Cancelled)).StatusCode);
        return browser;
    }

    private async Task<string> RegisterAsync()
    {
        var answer = await Browser().PostAsJsonAsync(
            "/__sandbox/apps",
            new { name = "Reports", handler = "http://app.example/open", installHandler = "http://app.example/install", scopes = (string[])["crm", "placement"] }, Cancelled);
        var client = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("clientId").GetString();
        return $"/marketplace/app/{client}/";
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient browser, string address, bool isOurPage)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { }) };
        if (isOurPage)
            request.Headers.Add("X-Portal-Page", "Y");
        return (await browser.SendAsync(request, Cancelled)).StatusCode;
    }
}
