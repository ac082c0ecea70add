using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

public sealed class ScenarioEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scenario_is_seen_by_all_and_changed_by_its_author_and_by_administrators()
    {
        var host = new FakeHost(TimeProvider.System);
        await using var app = await TestApp.StartAsync(host);
        var tenant = (await app.App.Services.GetRequiredService<TenantDirectory>().RegisterAsync(host.AProof(), Token))!;
        var (author, other, administrator) = (ClientOf("1", false), ClientOf("2", false), ClientOf("3", true));

        var (created, body) = await SendAsync(author, HttpMethod.Post, "/scenarios", Draft("Кризис", arrivals: 0.5m));
        Assert.Equal(HttpStatusCode.OK, created);
        var id = body.GetProperty("id").GetInt64();

        var seen = Assert.Single((await SendAsync(other, HttpMethod.Get, "/scenarios")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("Кризис", 0.5m, false), (seen.GetProperty("name").GetString(), seen.GetProperty("levers").GetProperty("arrivals").GetDecimal(), seen.GetProperty("mayChange").GetBoolean()));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(other, HttpMethod.Put, $"/scenarios/{id}", Draft("Моё"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(other, HttpMethod.Delete, $"/scenarios/{id}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(other, HttpMethod.Post, "/scenarios", Draft("Кризис"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(author, HttpMethod.Put, $"/scenarios/{id + 1}", Draft("Другой"))).Status);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(author, HttpMethod.Put, $"/scenarios/{id}", Draft("Кризис", arrivals: 0.7m))).Status);
        Assert.Equal(0.7m, (await SendAsync(author, HttpMethod.Get, "/scenarios")).Body.GetProperty("items")[0].GetProperty("levers").GetProperty("arrivals").GetDecimal());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(administrator, HttpMethod.Delete, $"/scenarios/{id}")).Status);
        Assert.Empty((await SendAsync(author, HttpMethod.Get, "/scenarios")).Body.GetProperty("items").EnumerateArray());

        HttpClient ClientOf(string user, bool isAdministrator)
        {
            var connection = new HostConnection(tenant.Id, tenant.Key, tenant.Endpoint, user);
            var bearer = app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
                new Viewer(tenant.Id, user, isAdministrator), "Ann", connection, tenant.FrameOrigin, "en", "DEFAULT", null, TimeProvider.System.GetUtcNow())).Token;
            return new HttpClient { BaseAddress = app.Client.BaseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };
        }
    }

    [Theory]
    [InlineData("""{"name":" ","levers":{}}""", "name", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"arrivals":-1}}""", "levers.arrivals", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"winOdds":11}}""", "levers.winOdds", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"price":6}}""", "levers.price", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"delayDays":181}}""", "levers.delayDays", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"deals":[{"dealId":"1","wonIn":"2026-13"}]}}""", "levers.deals", "not_a_month")]
    [InlineData("""{"name":"x","levers":{"deals":[{"dealId":"1","wonIn":null},{"dealId":"1","wonIn":null}]}}""", "levers.deals", "repeated")]
    [InlineData("""{"name":"x","levers":{"launches":[{"row":"building:1","like":"building:2","month":"2026-13"}]}}""", "levers.launches", "not_a_month")]
    [InlineData("""{"name":"x","levers":{"launches":[{"row":"building:1","like":"building:1","month":"2026-12"}]}}""", "levers.launches", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"launches":[{"row":"building:1","like":"building:2","month":"2026-12","share":1.1}]}}""", "levers.launches", "out_of_range")]
    [InlineData("""{"name":"x","levers":{"launches":[{"row":"1","like":"2","month":"2026-12"},{"row":"1","like":"3","month":"2026-12"}]}}""", "levers.launches", "repeated")]
    [InlineData("""{"name":"x","levers":{"launches":[null]}}""", "levers.launches", "out_of_range")]
    public Task A_lever_beyond_its_range_is_named(string draft, string field, string reason) => IsNamedAsync(HttpMethod.Post, "/scenarios", draft, field, reason);

    [Theory]
    [InlineData("""{"mode":"include","month":"2026-13","reason":"x","seen":null}""", "month", "not_a_month")]
    [InlineData("""{"mode":"include","month":null,"reason":"x","seen":null}""", "month", "not_a_month")]
    [InlineData("""{"mode":"exclude","month":"2026-12","reason":"x","seen":null}""", "month", "not_expected")]
    [InlineData("""{"mode":"exclude","month":null,"reason":"  ","seen":null}""", "reason", "out_of_range")]
    public Task What_is_wrong_with_an_override_is_named(string command, string field, string reason) => IsNamedAsync(HttpMethod.Put, "/overrides/1", command, field, reason);

    private static async Task IsNamedAsync(HttpMethod verb, string path, string sent, string field, string reason)
    {
        var host = new FakeHost(TimeProvider.System);
        await using var app = await TestApp.StartAsync(host);
        var tenant = (await app.App.Services.GetRequiredService<TenantDirectory>().RegisterAsync(host.AProof(), Token))!;
        var bearer = app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
            new Viewer(tenant.Id, "1", false), "Ann", new HostConnection(tenant.Id, tenant.Key, tenant.Endpoint, "1"), tenant.FrameOrigin, "en", "DEFAULT", null,
            TimeProvider.System.GetUtcNow())).Token;
        using var client = new HttpClient { BaseAddress = app.Client.BaseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };

        var (status, body) = await SendAsync(client, verb, path, new StringContent(sent, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var error = Assert.Single(body.GetProperty("errors").EnumerateArray());
        Assert.Equal((field, reason), (error.GetProperty("field").GetString(), error.GetProperty("reason").GetString()));
    }

    private static JsonContent Draft(string name, decimal arrivals = 1) => JsonContent.Create(new { name, levers = new { arrivals } });

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod verb, string rest, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(verb, "/api/forecast" + rest) { Content = content };
        using var answer = await client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
