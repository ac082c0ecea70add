using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Store;
using ReportApp.Tests.Sandbox.Bitrix;
using Sandbox;

namespace ReportApp.Tests.Web;

/// <summary>
/// Rows 1 to 8 of the bad input matrix over the real wire: two portals, one authorisation server, and a listener nobody may ever call.
/// </summary>
public sealed class HostileEntryTests : IAsyncLifetime
{
    private readonly TcpListener _bait = new(IPAddress.Loopback, 0);
    private readonly HttpClient _http = new();
    private SandboxServers _servers = null!;
    private TestApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string BaitPort => ((IPEndPoint)_bait.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        _bait.Start();
        _servers = await SandboxHost.StartAsync(
            new SandboxOptions { Deals = 8, Portals = 2, PortalUrl = new("http://127.0.0.1:0"), AuthorisationUrl = new("http://127.0.0.1:0") },
            TinyWorld.Generate, TimeProvider.System);
        JsonNode keys = null!;
        foreach (var portal in _servers.Portals)
        {
            using var answer = await _http.PostAsJsonAsync(new Uri(portal, "/__sandbox/apps"), PortalFixture.Application, Token);
            keys = (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!;
        }
        _app = await TestApp.StartAsync(
            adjust: null,
            "--Bitrix:ClientId", (string)keys["clientId"]!, "--Bitrix:ClientSecret", (string)keys["clientSecret"]!,
            "--Bitrix:AuthorisationServer", _servers.AuthorisationAddress.AbsoluteUri,
            "--Egress:LocalAddresses:0", Origin(_servers.AuthorisationAddress), "--Egress:LocalAddresses:1", Origin(_servers.Portals[0]),
            "--Egress:LocalAddresses:2", Origin(_servers.Portals[1]));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _servers.DisposeAsync();
        _http.Dispose();
        _bait.Dispose();
    }

    public static TheoryData<string, string, string?, int, string> Forgeries { get; } = new()
    {
        // situation, field, value (null: left out; {other}: the other portal's; {bait}: the listener's port), status, code
        { "no access token", "AUTH_ID", null, 401, "proof_missing" },
        { "an empty access token", "AUTH_ID", "", 401, "proof_missing" },
        { "an access token nobody knows", "AUTH_ID", "0123456789abcdef0123456789abcdef", 403, "proof_mismatch" },
        { "an access token of another portal", "AUTH_ID", "{other}", 403, "proof_mismatch" },
        { "no refresh token at the first entry", "REFRESH_ID", null, 401, "proof_missing" },
        { "a refresh token of another portal", "REFRESH_ID", "{other}", 403, "proof_mismatch" },
        { "another portal's member_id", "member_id", "{other}", 403, "proof_mismatch" },
        { "a member_id that is none", "member_id", "../../etc", 400, "bad_request" },
        { "another portal's address", "DOMAIN", "{other}", 403, "proof_mismatch" },
        { "loopback", "DOMAIN", "127.0.0.1:{bait}", 403, "address_refused" },
        { "loopback without a port", "DOMAIN", "127.0.0.1", 403, "address_refused" },
        { "loopback by name", "DOMAIN", "localhost:{bait}", 403, "address_refused" },
        { "loopback, IPv6", "DOMAIN", "[::1]:{bait}", 403, "address_refused" },
        { "loopback as one number", "DOMAIN", "2130706433:{bait}", 403, "address_refused" },
        { "loopback in hexadecimal", "DOMAIN", "0x7f000001:{bait}", 403, "address_refused" },
        { "loopback in octal", "DOMAIN", "0177.0.0.1:{bait}", 403, "address_refused" },
        { "loopback, short", "DOMAIN", "127.1:{bait}", 403, "address_refused" },
        { "a private address mapped into IPv6", "DOMAIN", "[::ffff:10.0.0.1]", 403, "address_refused" },
        { "NAT64", "DOMAIN", "[64:ff9b::7f00:1]", 403, "address_refused" },
        { "the address of cloud metadata", "DOMAIN", "169.254.169.254", 403, "address_refused" },
        { "the name of cloud metadata", "DOMAIN", "metadata.google.internal", 403, "address_refused" },
        { "a name with a user before it", "DOMAIN", "good.example@127.0.0.1:{bait}", 400, "bad_request" },
        { "a path", "DOMAIN", "portal.example/rest", 400, "bad_request" },
        { "a foreign port", "DOMAIN", "portal.example:22", 400, "bad_request" },
        { "line breaks", "DOMAIN", "portal.example\r\nHost: evil", 400, "bad_request" },
        { "a trailing dot", "DOMAIN", "portal.example.", 400, "bad_request" },
        { "300 characters", "DOMAIN", "{long}.example", 400, "bad_request" },
        { "a homograph, over plain http as this portal speaks", "DOMAIN", "pоrtal.example", 403, "address_refused" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_entry_is_refused_stores_nothing_and_calls_no_stranger(string situation, string field, string? value, int status, string code)
    {
        var (address, fields) = await FormAsync(portal: 0);
        var (otherAddress, otherFields) = await FormAsync(portal: 1);
        var query = Query(address);
        var other = field == "DOMAIN" ? Query(otherAddress)["DOMAIN"] : otherFields.GetValueOrDefault(field, "");
        var forged = value?.Replace("{other}", other, StringComparison.Ordinal).Replace("{bait}", BaitPort, StringComparison.Ordinal)
            .Replace("{long}", new string('a', 300), StringComparison.Ordinal);
        var target = field == "DOMAIN" ? query : fields;
        target.Remove(field);
        if (forged is not null) target[field] = forged;

        using var answer = await PostAsync(query, fields);

        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.True((int)answer.StatusCode == status && page.Contains($"<code>{code}</code>", StringComparison.Ordinal), $"{situation}: {answer.StatusCode} {page}");
        if (forged is { Length: > 3 }) Assert.DoesNotContain(forged, page, StringComparison.Ordinal);
        Assert.Empty(await TenantsAsync());
        Assert.False(_bait.Pending(), $"{situation}: the bait was called.");
    }

    [Fact]
    public async Task A_good_entry_opens_once_and_its_replay_is_refused()
    {
        var (address, fields) = await FormAsync(portal: 0);

        using (var answer = await PostAsync(Query(address), fields)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var replay = await PostAsync(Query(address), fields);

        Assert.Equal(HttpStatusCode.Forbidden, replay.StatusCode);
        Assert.Single(await TenantsAsync());
    }

    [Fact]
    public async Task Two_portals_become_two_tenants_each_framed_by_its_own()
    {
        for (var portal = 0; portal < 2; portal++)
        {
            var (address, fields) = await FormAsync(portal);
            using var answer = await PostAsync(Query(address), fields);
            Assert.EndsWith(
                $"frame-ancestors {Origin(_servers.Portals[portal])}", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await TenantsAsync()).Select(tenant => tenant.Key).Distinct().Count());
    }

    private Task<IReadOnlyList<Tenant>> TenantsAsync() => _app.App.Services.GetRequiredService<TenantDirectory>().ListActiveAsync(Token);

    /// <summary>What the portal's page would post for its administrator.</summary>
    private async Task<(Uri Address, Dictionary<string, string> Fields)> FormAsync(int portal)
    {
        var launch = (await _http.GetFromJsonAsync<JsonNode>(new Uri(_servers.Portals[portal], $"/__sandbox/launch?as={TinyWorld.Administrator}"), Token))!;
        return (new Uri((string)launch["address"]!), launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
    }

    private async Task<HttpResponseMessage> PostAsync(Dictionary<string, string> query, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        var text = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return await _app.Client.PostAsync($"/bitrix/launch?{text}", form, Token);
    }

    private static Dictionary<string, string> Query(Uri address) => address.Query[1..].Split('&')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
