using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Web;

public sealed class LaunchTests : IAsyncLifetime
{
    private readonly FakeHost _host = new(TimeProvider.System);
    private TestApp _app = null!;
    private int _frames;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(_host);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_administrators_first_launch_installs_and_answers_the_page_for_his_host_only()
    {
        _host.Prove = (_, known) => known is null ? _host.AProof() : throw new InvalidOperationException("Nothing is known yet.");

        using var answer = await LaunchAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith("frame-ancestors https://m1.example", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Matches("<div id=\"root\" data-ticket=\"[A-Za-z0-9_-]{43}\" data-language=\"en\" data-host=\"bitrix\" data-place=\"DEFAULT\">", page);
        Assert.DoesNotContain("access", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_are_asked_to_call_the_administrator_and_nothing_is_stored()
    {
        _host.Prove = (_, _) => _host.AProof(isAdministrator: false);

        using var answer = await LaunchAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("not_installed", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(await TenantsAsync());
    }

    [Fact]
    public async Task The_connector_is_told_what_we_know_of_the_claimed_tenant()
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync()).Dispose();
        KnownTenant? told = null;
        _host.Prove = (_, known) =>
        {
            told = known;
            return _host.AProof();
        };

        (await LaunchAsync()).Dispose();

        Assert.Equal(new KnownTenant((await TenantsAsync()).Single().Id, new("bitrix", "m1"), new Uri("https://m1.example/rest/")), told);
    }

    [Theory]
    [InlineData(EntryRefusal.Malformed, 400, "bad_request")]
    [InlineData(EntryRefusal.ProofMissing, 401, "proof_missing")]
    [InlineData(EntryRefusal.ProofMismatch, 403, "proof_mismatch")]
    [InlineData(EntryRefusal.AddressRefused, 403, "address_refused")]
    [InlineData(EntryRefusal.HostUnreachable, 502, "host_unreachable")]
    public async Task A_refusal_is_a_static_page_without_script_and_echo(EntryRefusal refusal, int status, string code)
    {
        _host.Prove = (_, _) => new EntryProof.Refused(refusal);

        using var answer = await LaunchAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains($"<code>{code}</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("m1", page, StringComparison.Ordinal);
        Assert.Empty(await TenantsAsync());
    }

    [Fact]
    public async Task A_form_opens_the_app_once()
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync("frame")).Dispose();

        using var answer = await LaunchAsync("frame");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("data-ticket", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_fails_while_proving_is_a_refusal_too()
    {
        _host.Prove = (_, _) => throw new HostException(HostFault.NoEffect, "No connection.");

        using var answer = await LaunchAsync();

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_without_a_proof_may_be_framed_only_by_the_host_of_the_tenant_it_names()
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync()).Dispose();

        Assert.EndsWith("frame-ancestors https://m1.example", await PolicyAsync("/?tenant=bitrix:m1"), StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", await PolicyAsync("/?tenant=bitrix:m2"), StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", await PolicyAsync("/reports/object-receipts-forecast"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application-token", HttpStatusCode.OK)]
    [InlineData("another", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    public async Task An_event_counts_only_with_the_token_of_the_installation(string token, HttpStatusCode status)
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync()).Dispose();

        using var answer = await SendEventAsync("m1", token);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task An_event_of_an_unknown_tenant_makes_none()
    {
        using var answer = await SendEventAsync("m9", "application-token");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(await TenantsAsync());
    }

    [Fact]
    public async Task A_refusal_of_a_known_tenant_stands_in_the_audit_trail_once_a_minute()
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync()).Dispose();
        _host.Prove = (_, _) => new EntryProof.Refused(EntryRefusal.ProofMismatch);

        (await LaunchAsync()).Dispose();
        (await LaunchAsync()).Dispose();
        (await SendEventAsync("m1", "another")).Dispose();
        (await SendEventAsync("m1", "")).Dispose();
        (await SendEventAsync("m9", "another")).Dispose();

        Assert.Equal(["entry DEFAULT", "entry-refused proof_mismatch", "event-refused not_allowed"], await _app.AuditAsync());
    }

    [Fact]
    public async Task A_host_that_grants_too_little_is_told_what_is_missing_in_its_own_frame()
    {
        _host.Prove = (_, _) => new EntryProof.NotGranted(new Uri("https://m1.example"), ["calendar", "<b>"]);

        using var answer = await LaunchAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.EndsWith("frame-ancestors https://m1.example", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("needs: calendar, &lt;b&gt;.", page, StringComparison.Ordinal);
        Assert.Contains("<code>scopes_missing</code>", page, StringComparison.Ordinal);
        Assert.Empty(await TenantsAsync());
    }

    public static TheoryData<string, ConsentState[], string> Announcements { get; } = new()
    {
        // situation, what the host's server says of each user's consent, what the audit trail then says
        { "forged", [ConsentState.Alive, ConsentState.Alive], "removal-refuted" },
        { "the host lives elsewhere now", [ConsentState.Moved, ConsentState.Alive], "removal-refuted" },
        { "the installer was dismissed, others go on", [ConsentState.Gone, ConsentState.Alive], "removal-refuted" },
        { "nobody can say of the installer, another lives", [ConsentState.Unknown, ConsentState.Alive], "removal-refuted" },
        { "the server says so", [ConsentState.NotInstalled, ConsentState.Alive], "removed" },
        { "every consent was ended", [ConsentState.Gone, ConsentState.Gone], "removed" },
    };

    [Theory]
    [Trait(BadInputMatrix.Row, "17")]
    [MemberData(nameof(Announcements))]
    public async Task An_announced_uninstall_is_settled_by_the_hosts_server(string situation, ConsentState[] consents, string outcome)
    {
        await InstallForTwoAsync();
        _host.Consent = user => consents[user == "1" ? 0 : 1];

        (await SendEventAsync("m1", "application-token")).Dispose();

        await _app.WaitForAuditAsync(outcome);
        Assert.True((await TenantsAsync()).Count == (outcome == "removed" ? 0 : 1), situation);
        Assert.Single(await _app.AuditAsync(), act => act.StartsWith("remov", StringComparison.Ordinal) && act != "removal-announced");
    }

    [Fact]
    public async Task An_event_that_comes_in_while_the_server_is_asked_is_settled_at_once_too()
    {
        await InstallForTwoAsync();
        var asked = 0;
        _host.Consent = _ =>
        {
            if (Interlocked.Increment(ref asked) <= 2) SendEventAsync("m1", "application-token").GetAwaiter().GetResult().Dispose();
            return ConsentState.Alive;
        };

        (await SendEventAsync("m1", "application-token")).Dispose();

        await _app.WaitForAuditAsync("removal-refuted");
        Assert.Equal(3, asked);
        Assert.Null(Assert.Single(await TenantsAsync()).RemovalAnnouncedAt);
    }

    public static TheoryData<string, Func<string, ConsentState>> OpenQuestions { get; } = new()
    {
        { "unpaid", _ => ConsentState.Blocked },
        { "one ended, of the other nothing is said", user => user == "1" ? ConsentState.Gone : ConsentState.Unknown },
        { "the server cannot be reached", _ => throw new HostException(HostFault.NoEffect, "No connection.") },
    };

    [Theory]
    [MemberData(nameof(OpenQuestions))]
    public async Task An_uninstall_that_cannot_be_settled_rests_the_tenant_and_is_asked_again(string situation, Func<string, ConsentState> consent)
    {
        await _app.DisposeAsync();
        _app = await TestApp.StartAsync(_host, "--App:UninstallSeconds", "1");
        await InstallForTwoAsync();
        var asked = 0;
        _host.Consent = user =>
        {
            Interlocked.Increment(ref asked);
            return consent(user);
        };

        (await SendEventAsync("m1", "application-token")).Dispose();

        // Two questions for each user and one more: the job has come at least twice.
        for (var i = 0; i < 600 && asked < 5; i++) await Task.Delay(50, Token);
        Assert.True(asked >= 5, situation);
        var resting = Assert.Single(await TenantsAsync());
        Assert.NotNull(resting.RemovalAnnouncedAt);
        Assert.Equal(SyncOutcome.NotReady, await _app.App.Services.GetRequiredService<SyncService>().RunAsync(resting.Id, Token));
        _host.Consent = _ => ConsentState.Alive;
        await _app.WaitForAuditAsync("removal-refuted");
        Assert.Null(Assert.Single(await TenantsAsync()).RemovalAnnouncedAt);
        Assert.NotEqual(SyncOutcome.NotReady, await _app.App.Services.GetRequiredService<SyncService>().RunAsync(resting.Id, Token));
    }

    private Task<IReadOnlyList<Tenant>> TenantsAsync() => _app.App.Services.GetRequiredService<TenantDirectory>().ListActiveAsync(Token);

    /// <summary>An administrator, user 1, who also accepted a mapping, and user 2.</summary>
    private async Task InstallForTwoAsync()
    {
        _host.Prove = (_, _) => _host.AProof();
        (await LaunchAsync()).Dispose();
        _host.Prove = (_, _) => _host.AProof(user: "2", isAdministrator: false);
        (await LaunchAsync()).Dispose();
        await _app.App.Services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(
            new Viewer((await TenantsAsync()).Single().Id, "1", true), new TenantMapping { SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep>() }, Token);
    }

    private async Task<HttpResponseMessage> LaunchAsync(string? frame = null)
    {
        using var form = new FormUrlEncodedContent([new("member_id", "m1"), new("AUTH_ID", "token")]);
        return await _app.Client.PostAsync($"/bitrix/launch?DOMAIN=m1.example&PROTOCOL=1&LANG=en&APP_SID={frame ?? $"s{_frames++}"}", form, Token);
    }

    private async Task<HttpResponseMessage> SendEventAsync(string tenant, string token)
    {
        using var form = new FormUrlEncodedContent([new("event", "ONAPPUNINSTALL"), new("auth[member_id]", tenant), new("auth[application_token]", token)]);
        return await _app.Client.PostAsync("/bitrix/events", form, Token);
    }

    private async Task<string> PolicyAsync(string address)
    {
        using var answer = await _app.Client.GetAsync(address, Token);
        return answer.Headers.GetValues("Content-Security-Policy").Single();
    }
}
