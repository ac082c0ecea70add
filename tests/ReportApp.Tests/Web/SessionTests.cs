using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Conventions;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

public sealed partial class SessionTests : IAsyncLifetime
{
    private readonly FakeHost _host = new(TimeProvider.System);
    private TestApp _app = null!;
    private int _frames;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(_host);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_ticket_becomes_a_session_once()
    {
        var ticket = await TicketAsync();

        var session = await ReadAsync(await PostAsync("/api/session", new { ticket }), HttpStatusCode.OK);
        Assert.Equal("Ann Admin", session.GetProperty("viewer").GetProperty("name").GetString());
        Assert.Equal("https://m1.example", session.GetProperty("hostOrigin").GetString());
        Assert.Equal("mapping", session.GetProperty("setup").GetString());

        await RefusedAsync(await PostAsync("/api/session", new { ticket }), HttpStatusCode.Unauthorized, "session_ended");
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "19")]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer unknown")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    public async Task Every_bad_bearer_gets_the_same_answer(string? authorization)
    {
        await RefusedAsync(await SendAsync(HttpMethod.Get, "/api/sync", authorization), HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task A_ticket_is_no_bearer() =>
        await RefusedAsync(await SendAsync(HttpMethod.Get, "/api/sync", "Bearer " + await TicketAsync()), HttpStatusCode.Unauthorized, "session_ended");

    [Fact]
    public async Task A_session_is_renewed_while_the_host_vouches_for_its_user_and_dies_when_not()
    {
        var bearer = await BearerAsync();
        var renewed = await ReadAsync(await SendAsync(HttpMethod.Post, "/api/session/renew", bearer), HttpStatusCode.OK);
        Assert.NotEqual(bearer, "Bearer " + renewed.GetProperty("token").GetString());

        _host.Consent = _ => ConsentState.Gone;
        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/session/renew", bearer), HttpStatusCode.Unauthorized, "session_ended");
        await RefusedAsync(await SendAsync(HttpMethod.Get, "/api/sync", bearer), HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task A_script_that_only_renews_does_not_use_up_what_the_host_allows_everybody()
    {
        var bearer = await BearerAsync();
        var asked = 0;
        _host.Consent = _ =>
        {
            asked++;
            return ConsentState.Alive;
        };
        for (var i = 0; i < 20; i++) await ReadAsync(await SendAsync(HttpMethod.Post, "/api/session/renew", bearer), HttpStatusCode.OK);

        for (var i = 0; i < 20; i++)
            if (await SendAsync(HttpMethod.Post, "/api/session/renew", bearer) is { StatusCode: HttpStatusCode.TooManyRequests }) break;

        Assert.InRange(asked, 20, 35);
        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/session/renew", bearer), HttpStatusCode.TooManyRequests, "too_many_requests");
    }

    [Fact]
    public async Task A_removal_while_the_host_is_asked_leaves_no_session()
    {
        var bearer = await BearerAsync();
        var tenant = Assert.Single(await _app.App.Services.GetRequiredService<TenantDirectory>().ListActiveAsync(Token)).Id;
        _host.User = id =>
        {
            _app.App.Services.GetRequiredService<SessionStore>().EndAll(tenant);
            return new HostUser(id, IsAdministrator: true);
        };

        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/session/renew", bearer), HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task Only_an_administrator_sets_up()
    {
        (await TicketAsync()).ToString();
        _host.Prove = (_, _) => _host.AProof(user: "2", isAdministrator: false);
        var bearer = await BearerAsync();

        await RefusedAsync(await SendAsync(HttpMethod.Get, "/api/setup", bearer), HttpStatusCode.Forbidden, "not_allowed");
    }

    [Fact]
    public async Task An_accepted_mapping_prepares_the_host_and_starts_the_first_pass()
    {
        var bearer = await BearerAsync();
        var setup = await ReadAsync(await SendAsync(HttpMethod.Get, "/api/setup", bearer), HttpStatusCode.OK);

        using var answer = await SendAsync(HttpMethod.Put, "/api/setup/mapping", bearer, setup.GetProperty("proposal").GetRawText());

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([new Uri("http://localhost:5080")], _host.Prepared);
        for (var i = 0; i < 100; i++)
        {
            var sync = await ReadAsync(await SendAsync(HttpMethod.Get, "/api/sync", bearer), HttpStatusCode.OK);
            if (sync.GetProperty("asOf").ValueKind != JsonValueKind.Null) return;
            await Task.Delay(50, Token);
        }
        Assert.Fail("The first pass did not end.");
    }

    [Fact]
    public async Task What_waits_for_a_person_goes_on_when_an_administrator_asks_and_for_nobody_else()
    {
        var administrator = await BearerAsync();
        _host.Prove = (_, _) => _host.AProof(user: "2", isAdministrator: false);
        var viewer = await BearerAsync();
        var tenant = Assert.Single(await _app.App.Services.GetRequiredService<TenantDirectory>().ListActiveAsync(Token)).Id;
        var state = _app.App.Services.GetRequiredService<SyncState>();
        var owner = (await state.TryBeginAsync(tenant, Token))!;
        await state.EndSweepAsync(tenant, owner, RecordKind.Deal, [], HoldReason.ManyAbsent, Token);
        await state.EndAsync(tenant, owner, null);

        (await SendAsync(HttpMethod.Post, "/api/sync/run", viewer)).Dispose();
        Assert.Equal("many_records_absent", (await FeedsAsync(administrator))[0].GetProperty("reason").GetString());
        (await SendAsync(HttpMethod.Post, "/api/sync/run", administrator)).Dispose();
        Assert.Null((await FeedsAsync(administrator))[0].GetProperty("reason").GetString());
        // How many records the company has is nobody else's business.
        Assert.Equal(0, (await FeedsAsync(viewer)).GetArrayLength());

        async Task<JsonElement> FeedsAsync(string bearer) =>
            (await ReadAsync(await SendAsync(HttpMethod.Get, "/api/sync", bearer), HttpStatusCode.OK)).GetProperty("feeds");
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_is_refused_with_its_roles()
    {
        var bearer = await BearerAsync();

        var problem = await RefusedAsync(
            await SendAsync(HttpMethod.Put, "/api/setup/mapping", bearer, """{"salesPipelines":["77"],"steps":{}}"""),
            HttpStatusCode.UnprocessableEntity, "mapping_does_not_fit");

        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("field").GetString() == "salesPipelines");
        Assert.Empty(_host.Prepared);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "26")]
    [InlineData("""{"ticket":"a","tenantId":1}""", "unknown_field")]
    [InlineData("""{"ticket":"a","ticket":"b"}""", "bad_json")]
    [InlineData("""{"ticket":"a",}""", "bad_json")]
    [InlineData("""{"ticket":"a"/**/}""", "bad_json")]
    [InlineData("{'ticket':'a'}", "bad_json")]
    [InlineData("""{"ticket":1}""", "bad_json")]
    [InlineData("""{"ticket":null}""", "bad_json")]
    [InlineData("{}", "bad_json")]
    public async Task Loose_JSON_is_refused(string json, string code) =>
        await RefusedAsync(await SendAsync(HttpMethod.Post, "/api/session", null, json), HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("roubles", "base")]
    [InlineData("", "base")]
    public async Task Money_without_a_currency_is_refused_where_it_stands(string currency, string field)
    {
        var json = $$"""{"dealId":"1","base":{"entryId":"e","amount":{"amount":1,"currency":"{{currency}}"},"month":"2026-11","managerId":"1","metric":"receipts","status":"draft"},"amount":1,"month":"2026-11","managerId":"1","metric":"receipts","comment":null}""";

        using var answer = await SendAsync(HttpMethod.Post, "/api/plan-entries", await BearerAsync(), json);

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var problem = await RefusedAsync(answer, HttpStatusCode.BadRequest, "bad_json");
        Assert.StartsWith(field, problem.GetProperty("errors")[0].GetProperty("field").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused() =>
        await RefusedAsync(
            await SendAsync(HttpMethod.Post, "/api/session", null, $$"""{"ticket":"{{new string('x', 1024 * 1024)}}"}"""),
            HttpStatusCode.RequestEntityTooLarge, "too_large");

    private async Task<string> TicketAsync()
    {
        if (_host.Prove(new EntryRequest(new Dictionary<string, string>(), new Dictionary<string, string>()), null) is EntryProof.Refused)
            _host.Prove = (_, _) => _host.AProof();
        using var form = new FormUrlEncodedContent([new("member_id", "m1")]);
        using var answer = await _app.Client.PostAsync($"/bitrix/launch?APP_SID=s{_frames++}", form, Token);
        return Ticket().Match(await answer.Content.ReadAsStringAsync(Token)).Groups[1].Value;
    }

    private async Task<string> BearerAsync() =>
        "Bearer " + (await ReadAsync(await PostAsync("/api/session", new { ticket = await TicketAsync() }), HttpStatusCode.OK)).GetProperty("token").GetString();

    private Task<HttpResponseMessage> PostAsync(string address, object body) => _app.Client.PostAsJsonAsync(address, body, Token);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? authorization, string? json = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await _app.Client.SendAsync(request, Token);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }

    private static async Task<JsonElement> RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await ReadAsync(answer, status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    [GeneratedRegex("data-ticket=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
