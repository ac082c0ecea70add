using System.Net;
using Connector.Bitrix;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Web;

/// <summary>Consents from their first proof to their end, between a real store and the real wire (reliability.md §2.1, §2.4, §4.10).</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private PausedTokens _tokens = null!;
    private PortalsAndApp _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _world.App.App.Services;

    public async ValueTask InitializeAsync() => _world = await PortalsAndApp.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IHostTokens>(
        provider => _tokens = new PausedTokens(provider.GetRequiredService<HostTokens>()))));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_a_person_without_a_consent_brings_is_redeemed_before_it_is_stored()
    {
        var tenant = await _world.InstallAsync();
        var (_, other) = await _world.FormAsync(portal: 1);

        await RefusedAsync(TinyWorld.Anna, form => form.Remove("REFRESH_ID"), HttpStatusCode.Unauthorized, "proof_missing");
        await RefusedAsync(TinyWorld.Anna, form => form["REFRESH_ID"] = "nobodyknows", HttpStatusCode.Forbidden, "proof_mismatch");
        await RefusedAsync(TinyWorld.Anna, form => form["REFRESH_ID"] = other["REFRESH_ID"], HttpStatusCode.Forbidden, "proof_mismatch");
        Assert.Null(await _world.TokensAsync(tenant, TinyWorld.Anna));

        var posted = "";
        await OpensAsync(TinyWorld.Anna, form => posted = form["REFRESH_ID"]);
        var stored = (await _world.TokensAsync(tenant, TinyWorld.Anna))!;
        Assert.NotEqual(posted, stored.Tokens.RefreshToken);
        Assert.Equal("invalid_grant", await RedeemAsync(posted));

        await OpensAsync(TinyWorld.Anna, form => form["REFRESH_ID"] = "nobodyknows");
        await OpensAsync(TinyWorld.Anna, form => form.Remove("REFRESH_ID"));
        Assert.Equal(stored.Tokens.RefreshToken, (await _world.TokensAsync(tenant, TinyWorld.Anna))!.Tokens.RefreshToken);
    }

    [Fact]
    public async Task A_refresh_token_that_died_is_replaced_by_the_one_of_a_later_opening()
    {
        var tenant = await _world.InstallAsync();
        await OpensAsync(TinyWorld.Anna);
        Assert.Null(await RedeemAsync((await _world.TokensAsync(tenant, TinyWorld.Anna))!.Tokens.RefreshToken!));
        await OpensAsync(TinyWorld.Anna);
        var seen = (await _world.TokensAsync(tenant, TinyWorld.Anna))!;

        var renewed = await Services.GetRequiredService<BitrixAuth>().RenewAsync(ConnectionOf(tenant, TinyWorld.Anna), seen, Token);

        Assert.NotEqual(seen.Tokens.AccessToken, renewed.Tokens.AccessToken);
        Assert.Equal(renewed, await _world.TokensAsync(tenant, TinyWorld.Anna));
    }

    [Fact]
    public async Task A_person_who_opens_the_app_while_his_old_consent_is_refused_keeps_the_new_one()
    {
        var tenant = await _world.InstallAsync();
        await OpensAsync(TinyWorld.Anna);
        var seen = (await _world.TokensAsync(tenant, TinyWorld.Anna))!;
        Assert.Null(await RedeemAsync(seen.Tokens.RefreshToken!));
        var posted = "";
        _tokens.BeforeRevoking = () => OpensAsync(TinyWorld.Anna, form => posted = form["AUTH_ID"]);

        var renewed = await Services.GetRequiredService<BitrixAuth>().RenewAsync(ConnectionOf(tenant, TinyWorld.Anna), seen, Token);

        Assert.Equal(posted, renewed.Tokens.AccessToken);
        Assert.Equal(renewed, await _world.TokensAsync(tenant, TinyWorld.Anna));
    }

    [Fact]
    public async Task A_renamed_portal_is_brought_by_an_administrator_and_by_nobody_else()
    {
        var tenant = await _world.InstallAsync();
        await OpensAsync(TinyWorld.Anna);
        _world.RenamePortal();

        await RefusedAsync(TinyWorld.Anna, null, HttpStatusCode.Forbidden, "proof_mismatch");
        Assert.Equal(tenant, Assert.Single(await _world.TenantsAsync()));
        Assert.Equal(ConsentState.Moved, await ConsentAsync(tenant, TinyWorld.Anna));

        using var answer = await _world.LaunchAsync(TinyWorld.Administrator);
        Assert.EndsWith("frame-ancestors http://localhost:" + tenant.Endpoint.Port, answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var moved = Assert.Single(await _world.TenantsAsync());
        Assert.Equal((tenant.Id, new Uri($"http://localhost:{tenant.Endpoint.Port}/rest/")), (moved.Id, moved.Endpoint));
        await OpensAsync(TinyWorld.Anna);
        Assert.Equal(ConsentState.Alive, await ConsentAsync(moved, TinyWorld.Anna));
        Assert.Contains("address-changed", await _world.App.AuditAsync());
    }

    [Fact]
    public async Task A_portal_that_granted_too_little_is_told_what_is_missing()
    {
        var portal = _world.Servers.Portals[0];
        await _world.RegisterAsync(portal, "crm", "placement", "user");
        await RefusedAsync(TinyWorld.Administrator, null, HttpStatusCode.Forbidden, "scopes_missing", "department");
        await _world.RegisterAsync(portal, "crm", "placement");
        await RefusedAsync(TinyWorld.Administrator, null, HttpStatusCode.Forbidden, "scopes_missing", "department, user_brief");
        Assert.Empty(await _world.TenantsAsync());

        await _world.RegisterAsync(portal, "crm", "placement", "user", "department");
        await _world.InstallAsync();
        await OpensAsync(TinyWorld.Anna);
        await _world.RegisterAsync(portal, "crm", "placement", "user");

        await RefusedAsync(TinyWorld.Administrator, null, HttpStatusCode.Forbidden, "scopes_missing", "department");
        await OpensAsync(TinyWorld.Anna);
    }

    public static TheoryData<string, string, string, ConsentState> Answers { get; } = new()
    {
        // what was asked, the server's code there, its code when the token is then refreshed ("": it refreshes), what that means
        { "oauth/app.info", "NOT_INSTALLED", "", ConsentState.NotInstalled },
        { "oauth/app.info", "PAYMENT_REQUIRED", "", ConsentState.Blocked },
        { "oauth/app.info", "insufficient_scope", "", ConsentState.Unknown },
        { "oauth/app.info", "NO_AUTH_FOUND", "", ConsentState.Unknown },
        { "oauth/app.info", "expired_token", "invalid_grant", ConsentState.Gone },
        { "oauth/app.info", "expired_token", "NOT_INSTALLED", ConsentState.NotInstalled },
        { "oauth/app.info", "expired_token", "invalid_client", ConsentState.Blocked },
        { "oauth/app.info", "expired_token", "PAYMENT_REQUIRED", ConsentState.Blocked },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Only_a_plain_word_of_the_server_ends_a_consent(string asked, string code, string refreshCode, ConsentState state)
    {
        var tenant = await _world.InstallAsync();
        var fault = new { method = asked, status = 401, error = code };
        await _world.FaultAsync(refreshCode.Length == 0 ? [fault] : [fault, new { method = "oauth/token", status = 400, error = refreshCode }]);

        Assert.Equal(state, await ConsentAsync(tenant, TinyWorld.Administrator));

        await _world.FaultAsync();
        Assert.Equal(state == ConsentState.Gone ? ConsentState.Gone : ConsentState.Alive, await ConsentAsync(tenant, TinyWorld.Administrator));
    }

    [Fact]
    public async Task An_authorisation_server_that_does_not_answer_says_nothing_of_a_consent()
    {
        var tenant = await _world.InstallAsync();
        await _world.FaultAsync(new { method = "oauth/app.info", status = 502 });

        var fault = await Assert.ThrowsAsync<HostException>(() => ConsentAsync(tenant, TinyWorld.Administrator));

        Assert.Equal(HostFault.OutcomeUnknown, fault.Fault);
    }

    [Fact]
    public async Task An_uninstall_that_was_announced_by_the_portals_server_waits_for_the_authorisation_servers_word()
    {
        var applicationToken = "";
        using (var opened = await _world.LaunchAsync(TinyWorld.Administrator, form => applicationToken = form["APPLICATION_TOKEN"])) opened.EnsureSuccessStatusCode();
        var tenant = Assert.Single(await _world.TenantsAsync());
        using var form = new FormUrlEncodedContent(
        [
            new("event", "ONAPPUNINSTALL"), new("data[LANGUAGE_ID]", "ru"), new("data[CLEAN]", "0"), new("ts", "1696527000"),
            new("auth[member_id]", tenant.Key.HostId), new("auth[application_token]", applicationToken),
        ]);
        await _world.FaultAsync(
            new { method = "oauth/app.info", status = 401, error = "PAYMENT_REQUIRED", times = 1 },
            new { method = "oauth/app.info", status = 502, times = 1 },
            new { method = "oauth/app.info", status = 401, error = "NOT_INSTALLED", times = 1 });

        using var answer = await _world.App.Client.PostAsync("/bitrix/events", form, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _world.App.WaitForAuditAsync("removed");
        Assert.Equal(0, await _world.FaultsLeftAsync());
        Assert.Equal(["entry DEFAULT", "removal-announced", "removed"], await _world.App.AuditAsync());
        Assert.Empty(await _world.TenantsAsync());
    }

    private Task<ConsentState> ConsentAsync(Tenant tenant, int person) =>
        Services.GetRequiredService<HostConnectors>().Of(tenant.Key).AskConsentAsync(ConnectionOf(tenant, person), Token);

    private static HostConnection ConnectionOf(Tenant tenant, int person) =>
        tenant.ConnectionFor(person.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private async Task OpensAsync(int person, Action<Dictionary<string, string>>? change = null)
    {
        using var answer = await _world.LaunchAsync(person, change);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task RefusedAsync(int person, Action<Dictionary<string, string>>? change, HttpStatusCode status, string code, string word = "")
    {
        using var answer = await _world.LaunchAsync(person, change);
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == status && page.Contains($"<code>{code}</code>", StringComparison.Ordinal), $"{answer.StatusCode} {page}");
        Assert.Contains(word, page, StringComparison.Ordinal);
    }

    /// <summary>Spends a refresh token behind the app's back; the error's code, or null.</summary>
    private async Task<string?> RedeemAsync(string refreshToken)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("client_id", _world.Keys.Id), new("client_secret", _world.Keys.Secret), new("refresh_token", refreshToken),
        ]);
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(_world.Servers.AuthorisationAddress, "/oauth/token/"), form, Token);
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["error"];
    }

    /// <summary>The real store, with a moment in which something else may happen.</summary>
    private sealed class PausedTokens(IHostTokens store) : IHostTokens
    {
        public Func<Task> BeforeRevoking { get; set; } = () => Task.CompletedTask;

        public Task<StoredTokens?> FindAsync(TenantId tenant, string userId, CancellationToken cancellationToken) =>
            store.FindAsync(tenant, userId, cancellationToken);

        public Task<StoredTokens> RefreshAsync(
            TenantId tenant, string userId, long seen, Func<StoredTokens, CancellationToken, Task<TokenSet>> refresh, CancellationToken cancellationToken) =>
            store.RefreshAsync(tenant, userId, seen, refresh, cancellationToken);

        public async Task<bool> RevokeAsync(TenantId tenant, string userId, long version, CancellationToken cancellationToken)
        {
            await BeforeRevoking();
            return await store.RevokeAsync(tenant, userId, version, cancellationToken);
        }
    }
}
