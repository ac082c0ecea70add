using System.Net;
using System.Net.Sockets;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Web;

/// <summary>
/// Rows 1 to 8 of the bad input matrix over the real wire: two portals, one authorisation server, and a listener nobody may ever call.
/// </summary>
public sealed class HostileEntryTests : IAsyncLifetime
{
    private readonly TcpListener _bait = new(IPAddress.Loopback, 0);
    private PortalsAndApp _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string BaitPort => ((IPEndPoint)_bait.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        _bait.Start();
        _world = await PortalsAndApp.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
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
    [Trait(BadInputMatrix.Row, "1")]
    [Trait(BadInputMatrix.Row, "2")]
    [Trait(BadInputMatrix.Row, "3")]
    [Trait(BadInputMatrix.Row, "4")]
    [Trait(BadInputMatrix.Row, "5")]
    [Trait(BadInputMatrix.Row, "6")]
    [Trait(BadInputMatrix.Row, "7")]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_entry_is_refused_stores_nothing_and_calls_no_stranger(string situation, string field, string? value, int status, string code)
    {
        var (query, fields) = await _world.FormAsync(portal: 0);
        var (otherQuery, otherFields) = await _world.FormAsync(portal: 1);
        var other = field == "DOMAIN" ? otherQuery["DOMAIN"] : otherFields.GetValueOrDefault(field, "");
        var forged = value?.Replace("{other}", other, StringComparison.Ordinal).Replace("{bait}", BaitPort, StringComparison.Ordinal)
            .Replace("{long}", new string('a', 300), StringComparison.Ordinal);
        var target = field == "DOMAIN" ? query : fields;
        target.Remove(field);
        if (forged is not null) target[field] = forged;

        using var answer = await _world.PostAsync(query, fields);

        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.True((int)answer.StatusCode == status && page.Contains($"<code>{code}</code>", StringComparison.Ordinal), $"{situation}: {answer.StatusCode} {page}");
        if (forged is { Length: > 3 }) Assert.DoesNotContain(forged, page, StringComparison.Ordinal);
        Assert.Empty(await _world.TenantsAsync());
        Assert.False(_bait.Pending(), $"{situation}: the bait was called.");
    }

    [Fact]
    public async Task A_good_entry_opens_once_and_its_replay_is_refused()
    {
        var (query, fields) = await _world.FormAsync(portal: 0);

        using (var answer = await _world.PostAsync(query, fields)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var replay = await _world.PostAsync(query, fields);

        Assert.Equal(HttpStatusCode.Forbidden, replay.StatusCode);
        Assert.Single(await _world.TenantsAsync());
    }

    [Fact]
    public async Task Two_portals_become_two_tenants_each_framed_by_its_own()
    {
        for (var portal = 0; portal < 2; portal++)
        {
            var (query, fields) = await _world.FormAsync(portal);
            using var answer = await _world.PostAsync(query, fields);
            Assert.EndsWith(
                $"frame-ancestors {PortalsAndApp.Origin(_world.Servers.Portals[portal])}", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await _world.TenantsAsync()).Select(tenant => tenant.Key).Distinct().Count());
    }
}
