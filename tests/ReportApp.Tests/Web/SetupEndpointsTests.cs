using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

/// <summary>The wizard and the comparison of known figures, over the wire.</summary>
public sealed class SetupEndpointsTests : IAsyncLifetime
{
    private FakeHost _host = null!;
    private TestApp _app = null!;
    private Tenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = new FakeHost(TimeProvider.System)
        {
            Newest = [new Deal { Id = "7", Title = "Сделка 7", PipelineId = "0", StageId = "NEW", CreatedAt = default, Fields = new Dictionary<string, FieldValue> { ["uf"] = FieldValue.Of("11") } }],
        };
        _host.Metadata = _host.Metadata with { Tables = [new TableMetadata(RecordKind.Deal, "Сделка", [new FieldMetadata("uf", FieldType.User, "Кто ведёт", true, false, null, [])])] };
        _app = await TestApp.StartAsync(_host);
        var directory = _app.App.Services.GetRequiredService<TenantDirectory>();
        _tenant = (await directory.RegisterAsync(_host.AProof(), Token))!;
        await directory.RegisterAsync(_host.AProof(user: "2", isAdministrator: false), Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_role_is_corrected_looked_at_accepted_and_carried_away_as_a_profile()
    {
        var draft = await JsonAsync(await SendAsync("POST", "/api/setup/draft", """{"roles":{"sellerField":["uf"]}}"""));
        var seller = draft.GetProperty("roles").EnumerateArray().Single(line => line.GetProperty("role").GetString() == "sellerField");
        Assert.Equal(
            (1, 1, "Сделка 7", "filled"),
            (seller.GetProperty("sample").GetProperty("records").GetInt32(), seller.GetProperty("sample").GetProperty("filled").GetInt32(),
                seller.GetProperty("sample").GetProperty("values")[0].GetProperty("record").GetString(), seller.GetProperty("sample").GetProperty("values")[0].GetProperty("state").GetString()));
        Assert.Equal(1, _host.Looks);

        using var accepted = await SendAsync("PUT", "/api/setup/mapping", draft.GetProperty("mapping").GetRawText());
        Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);

        var profile = await JsonAsync(await SendAsync("GET", "/api/setup/profile"));
        var match = await JsonAsync(await SendAsync("POST", "/api/setup/profile", profile.GetRawText()));
        Assert.Equal("uf", match.GetProperty("changes").GetProperty("sellerField")[0].GetString());
        Assert.Equal(0, match.GetProperty("unmatched").GetArrayLength());
        Assert.DoesNotContain("Сделка 7", profile.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reports_open_while_activities_are_still_being_read()
    {
        var (deals, activities) = (new TaskCompletionSource(), new TaskCompletionSource());
        _host.BeforePages = feeds => feeds.Any(feed => feed.Kind == RecordKind.Activity) ? activities.Task : deals.Task;
        using var accepted = await SendAsync("PUT", "/api/setup/mapping", """{"salesPipelines":["0"],"steps":{"NEW":"lead","WON":"contract","LOSE":"lost"}}""");
        Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
        Assert.Equal(("syncing", "preparing", ""), (await StateAsync(), await PhaseAsync(), await CaughtUpAsync()));

        deals.SetResult();
        for (var wait = 0; await StateAsync() != "ready" && wait < 200; wait++) await Task.Delay(50, Token);
        Assert.Equal(("ready", "running"), (await StateAsync(), await PhaseAsync()));
        Assert.DoesNotContain("activity", await CaughtUpAsync(), StringComparison.Ordinal);

        activities.SetResult();
        for (var wait = 0; await PhaseAsync() != "idle" && wait < 200; wait++) await Task.Delay(50, Token);
        Assert.Contains("activity", await CaughtUpAsync(), StringComparison.Ordinal);

        async Task<string?> StateAsync() => (await JsonAsync(await SendAsync("GET", "/api/setup"))).GetProperty("state").GetString();

        async Task<string?> PhaseAsync() => (await JsonAsync(await SendAsync("GET", "/api/sync"))).GetProperty("state").GetString();

        async Task<string> CaughtUpAsync() => string.Join(' ', (await JsonAsync(await SendAsync("GET", "/api/sync"))).GetProperty("feeds").EnumerateArray()
            .Where(feed => feed.GetProperty("caughtUp").GetBoolean()).Select(feed => feed.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_profile_of_another_kind_and_one_before_any_mapping_are_refused()
    {
        using var none = await SendAsync("GET", "/api/setup/profile");
        using var other = await SendAsync("POST", "/api/setup/profile", """{"format":"x","roles":[],"stages":[]}""");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity), (none.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("POST", "/api/setup/draft", """{"roles":{}}""")]
    [InlineData("POST", "/api/setup/effect", """{"salesPipelines":["0"],"steps":{}}""")]
    [InlineData("GET", "/api/setup/profile", null)]
    [InlineData("POST", "/api/setup/profile", """{"format":"unique-reports-mapping/1","roles":[],"stages":[]}""")]
    [InlineData("GET", "/api/reconciliation", null)]
    [InlineData("PUT", "/api/reconciliation/figures", """{"figures":[]}""")]
    [InlineData("GET", "/api/reconciliation/records?month=2026-10&row=total&metric=receipts&reason=noDate", null)]
    [InlineData("POST", "/api/reconciliation/sign", null)]
    public async Task Setting_up_and_comparing_are_not_everybodys(string verb, string address, string? body)
    {
        using var answer = await SendAsync(verb, address, body, user: "2", isAdministrator: false);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Before_the_first_report_there_is_nothing_to_compare_and_everybody_may_know_it()
    {
        using var view = await SendAsync("GET", "/api/reconciliation");
        using var sign = await SendAsync("POST", "/api/reconciliation/sign");
        var mark = await JsonAsync(await SendAsync("GET", "/api/reconciliation/mark", null, user: "2", isAdministrator: false));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (view.StatusCode, sign.StatusCode));
        Assert.Equal((JsonValueKind.Null, false), (mark.GetProperty("mark").ValueKind, mark.GetProperty("mayReconcile").GetBoolean()));
    }

    [Fact]
    public async Task A_figure_that_cannot_be_kept_is_named_by_its_place()
    {
        using var answer = await SendAsync("PUT", "/api/reconciliation/figures", """{"figures":[{"month":"2001-01","row":"total","metric":"receipts","value":1}]}""");
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors")[0];

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("figures[0].month not_closed", $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}");
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, string address, string? json = null, string user = "1", bool isAdministrator = true)
    {
        var connection = new HostConnection(_tenant.Id, _tenant.Key, _tenant.Endpoint, user);
        var bearer = _app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
            new Viewer(_tenant.Id, user, isAdministrator), "Ann", connection, _tenant.FrameOrigin, "en", "DEFAULT", null, TimeProvider.System.GetUtcNow())).Token;
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(new HttpMethod(verb), address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await _app.Client.SendAsync(request, Token);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync(Token)));
            return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        }
    }
}
