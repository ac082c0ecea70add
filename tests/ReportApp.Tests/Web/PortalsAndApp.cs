using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Store;
using ReportApp.Tests.Sandbox.Bitrix;
using Sandbox;

namespace ReportApp.Tests.Web;

/// <summary>The app between two portals of one authorisation server, over the real wire; in neither is it installed yet.</summary>
internal sealed class PortalsAndApp : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly SandboxServers _servers;

    private PortalsAndApp(SandboxServers servers) => _servers = servers;

    public TestApp App { get; private set; } = null!;

    public SandboxServers Servers => _servers;

    /// <summary>Id and secret of the app at its maker's.</summary>
    public (string Id, string Secret) Keys { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="adjust">Replaces services of the app.</param>
    /// <param name="settings">Further ones.</param>
    public static async Task<PortalsAndApp> StartAsync(Action<IServiceCollection>? adjust = null, params string[] settings)
    {
        var servers = await SandboxHost.StartAsync(
            new SandboxOptions { Deals = 8, Portals = 2, PortalUrl = new("http://127.0.0.1:0"), AuthorisationUrl = new("http://127.0.0.1:0") },
            TinyWorld.Generate, TimeProvider.System);
        var world = new PortalsAndApp(servers);
        foreach (var portal in servers.Portals) await world.RegisterAsync(portal, "crm", "user_brief", "department", "placement");
        world.App = await TestApp.StartAsync(
            adjust,
            [.. settings,
            "--App:UninstallSeconds", "1",
            "--Bitrix:ClientId", world.Keys.Id, "--Bitrix:ClientSecret", world.Keys.Secret,
            "--Bitrix:AuthorisationServer", servers.AuthorisationAddress.AbsoluteUri,
            "--Egress:LocalAddresses:0", Origin(servers.AuthorisationAddress), "--Egress:LocalAddresses:1", Origin(servers.Portals[0]),
            "--Egress:LocalAddresses:2", Origin(servers.Portals[1]), "--Egress:LocalAddresses:3", Origin(Renamed(servers.Portals[0]))]);
        return world;
    }

    /// <summary>Registers the app at a portal; again it only takes other scopes.</summary>
    public Task RegisterAsync(Uri portal, params string[] scopes) => RegisterAsync(portal, 1, scopes);

    /// <summary>A higher version is offered, and there once the portal updates.</summary>
    public async Task RegisterAsync(Uri portal, int version, string[] scopes)
    {
        var application = new
        {
            name = "Reports", handler = "http://127.0.0.1:9/app", installHandler = "http://127.0.0.1:9/install", scopes, version,
            menuText = new { ru = "Отчёты", en = "Reports" },
        };
        using var answer = await _http.PostAsJsonAsync(new Uri(portal, "/__sandbox/apps"), application, Token);
        var keys = (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!;
        Keys = ((string)keys["clientId"]!, (string)keys["clientSecret"]!);
    }

    /// <summary>The administrator of the first portal opens the app and finishes its installation.</summary>
    public async Task<Tenant> InstallAsync()
    {
        using var answer = await LaunchAsync(TinyWorld.Administrator);
        answer.EnsureSuccessStatusCode();
        using var finished = await _http.PostAsJsonAsync(new Uri(_servers.Portals[0], "/__sandbox/install-finish"), new { }, Token);
        finished.EnsureSuccessStatusCode();
        return Assert.Single(await TenantsAsync());
    }

    /// <summary>A change as a person makes it in the first portal.</summary>
    public Task EditAsync(object change) => ControlAsync("edit", change);

    /// <summary>Something happens in the first portal.</summary>
    public async Task ControlAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_servers.Portals[0], "/__sandbox/" + path), body, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    /// <summary>From here on the first portal goes by another name; it still listens where it did.</summary>
    public void RenamePortal() => _servers.PortalModels[0].Address = Renamed(_servers.PortalModels[0].Address);

    /// <summary>What goes wrong next at the authorisation server and the portals; nothing: all is well again.</summary>
    public async Task FaultAsync(params object[] faults)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_servers.Portals[0], "/__sandbox/faults"), faults, Token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many more times the faults will strike.</summary>
    public async Task<int> FaultsLeftAsync()
    {
        var faults = (await _http.GetFromJsonAsync<JsonNode>(new Uri(_servers.Portals[0], "/__sandbox/faults"), Token))!;
        return faults["items"]!.AsArray().Sum(fault => (int)fault!["times"]!);
    }

    /// <summary>What the portal's page would post for a person.</summary>
    public async Task<(Dictionary<string, string> Query, Dictionary<string, string> Fields)> FormAsync(int portal, int person = TinyWorld.Administrator)
    {
        var launch = (await _http.GetFromJsonAsync<JsonNode>(new Uri(_servers.Portals[portal], $"/__sandbox/launch?as={person}"), Token))!;
        var query = new Uri((string)launch["address"]!).Query[1..].Split('&').Select(pair => pair.Split('=', 2));
        return (
            query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
    }

    public async Task<HttpResponseMessage> PostAsync(Dictionary<string, string> query, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        var text = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return await App.Client.PostAsync($"/bitrix/launch?{text}", form, Token);
    }

    /// <summary>A person of the first portal opens the app.</summary>
    /// <param name="change">Forges the form.</param>
    public async Task<HttpResponseMessage> LaunchAsync(int person, Action<Dictionary<string, string>>? change = null)
    {
        var (query, fields) = await FormAsync(0, person);
        change?.Invoke(fields);
        return await PostAsync(query, fields);
    }

    public Task<IReadOnlyList<Tenant>> TenantsAsync() => App.App.Services.GetRequiredService<TenantDirectory>().ListActiveAsync(Token);

    public Task<StoredTokens?> TokensAsync(Tenant tenant, int person) =>
        App.App.Services.GetRequiredService<IHostTokens>().FindAsync(tenant.Id, person.ToString(System.Globalization.CultureInfo.InvariantCulture), Token);

    /// <summary>The portal has to know where we listen before we do.</summary>
    public static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
    }

    public static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    public async ValueTask DisposeAsync()
    {
        if (App is not null) await App.DisposeAsync();
        await _servers.DisposeAsync();
        _http.Dispose();
    }

    private static Uri Renamed(Uri portal) => new UriBuilder(portal) { Host = "localhost" }.Uri;
}
