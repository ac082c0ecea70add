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

public sealed class FavouriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_person_keeps_his_own_reports_in_the_order_he_took_them()
    {
        var host = new FakeHost(TimeProvider.System);
        await using var app = await TestApp.StartAsync(host);
        var tenant = (await app.App.Services.GetRequiredService<TenantDirectory>().RegisterAsync(host.AProof(), Token))!;

        Assert.Equal("", await ListAsync("1"));
        foreach (var report in (string[])["sales-funnel", "plan-filling", "receipts-forecast", "lead-sources", "sales-funnel"])
            Assert.Equal(HttpStatusCode.NoContent, await SendAsync("1", HttpMethod.Put, report));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("2", HttpMethod.Put, "lead-sources"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("1", HttpMethod.Put, "no-such-report"));

        Assert.Equal(("sales-funnel plan-filling receipts-forecast lead-sources", "lead-sources"), (await ListAsync("1"), await ListAsync("2")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("1", HttpMethod.Delete, "plan-filling"));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("1", HttpMethod.Delete, "plan-filling"));
        Assert.Equal("sales-funnel receipts-forecast lead-sources", await ListAsync("1"));

        async Task<string> ListAsync(string user)
        {
            using var answer = await AskAsync(user, HttpMethod.Get, "");
            var items = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("items").EnumerateArray();
            return string.Join(' ', items.Select(item => item.GetString()));
        }

        async Task<HttpStatusCode> SendAsync(string user, HttpMethod verb, string report)
        {
            using var answer = await AskAsync(user, verb, "/" + report);
            return answer.StatusCode;
        }

        async Task<HttpResponseMessage> AskAsync(string user, HttpMethod verb, string rest)
        {
            var connection = new HostConnection(tenant.Id, tenant.Key, tenant.Endpoint, user);
            var bearer = app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
                new Viewer(tenant.Id, user, false), "Ann", connection, tenant.FrameOrigin, "en", "DEFAULT", null, TimeProvider.System.GetUtcNow())).Token;
            using var request = new HttpRequestMessage(verb, "/api/favourites" + rest) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };
            return await app.Client.SendAsync(request, Token);
        }
    }
}
