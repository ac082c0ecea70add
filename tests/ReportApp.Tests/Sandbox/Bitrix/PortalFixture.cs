using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sandbox;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>A portal of <see cref="TinyWorld"/> listening on free ports, and a client that knows no more than HTTP.</summary>
internal sealed class PortalFixture : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private PortalFixture(SandboxServers servers) => Servers = servers;

    public SandboxServers Servers { get; }

    public Uri Portal => Servers.PortalAddress;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PortalFixture> StartAsync(int deals = 8, int portals = 1, string? data = null, string layout = SandboxOptions.Smart)
    {
        var options = new SandboxOptions
        {
            Deals = deals, Portals = portals, Data = data, Layout = layout, Today = TinyWorld.Today, PortalUrl = new("http://127.0.0.1:0"),
            AuthorisationUrl = new("http://127.0.0.1:0"),
        };
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        return new PortalFixture(await SandboxHost.StartAsync(options, TinyWorld.Generate, time));
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, object? body = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body ?? new { }), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Portal, path), content, Cancellation);
        return (response.StatusCode, Parse(await response.Content.ReadAsStringAsync(Cancellation)));
    }

    public async Task<JsonNode> GetAsync(string path) => Parse(await _http.GetStringAsync(new Uri(Portal, path), Cancellation));

    public async Task<string> RawAsync(string path) => await _http.GetStringAsync(new Uri(Portal, path), Cancellation);

    public async Task<(HttpStatusCode Status, JsonNode Body)> FormAsync(Uri address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _http.PostAsync(address, content, Cancellation);
        return (response.StatusCode, Parse(await response.Content.ReadAsStringAsync(Cancellation)));
    }

    /// <summary>Calls with the full rights of the webhook.</summary>
    public Task<(HttpStatusCode Status, JsonNode Body)> CallAsync(string method, object? parameters = null) =>
        PostAsync("/rest/1/sandbox/" + method, parameters);

    /// <summary>Calls and expects success: the answer's result.</summary>
    public async Task<JsonNode> ResultAsync(string method, object? parameters = null)
    {
        var (status, body) = await CallAsync(method, parameters);
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        return body["result"]!;
    }

    /// <summary>Registers an application, finishes its installation, gives a token of that person.</summary>
    public async Task<string> TokenAsync(int person)
    {
        await InstallAsync();
        return (string)(await GetAsync($"/__sandbox/token?as={person}"))["access_token"]!;
    }

    /// <param name="more">Scopes beside the usual ones.</param>
    public async Task<(string Id, string Secret)> InstallAsync(bool isFinished = true, params string[] more)
    {
        var (_, app) = await PostAsync("/__sandbox/apps", ApplicationWith(more));
        if (isFinished)
            await PostAsync("/__sandbox/install-finish");
        return ((string)app["clientId"]!, (string)app["clientSecret"]!);
    }

    public static readonly object Application = ApplicationWith([]);

    private static object ApplicationWith(string[] more) => new
    {
        name = "Reports", handler = "http://127.0.0.1:9/app", installHandler = "http://127.0.0.1:9/install",
        scopes = (string[])["crm", "user_brief", "department", "placement", .. more], menuText = new { ru = "Отчёты", en = "Reports" },
    };

    public async Task<JsonArray> ItemsAsync(string path) => (await GetAsync(path))["items"]!.AsArray();

    public static long[] Ids(JsonNode items) => [.. items.AsArray().Select(item => (long)item!["id"]!)];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Servers.DisposeAsync();
    }

    private static JsonNode Parse(string text) => JsonNode.Parse(text)!;
}
