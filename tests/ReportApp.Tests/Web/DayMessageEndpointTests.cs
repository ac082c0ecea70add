using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

public sealed class DayMessageEndpointTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Tenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var host = new FakeHost(TimeProvider.System);
        _app = await TestApp.StartAsync(host);
        _tenant = (await _app.App.Services.GetRequiredService<TenantDirectory>().RegisterAsync(host.AProof(), Token))!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Each_person_says_for_himself_which_messages_come_and_when()
    {
        Assert.Equal("plan False 09:00:00, fact False 19:00:00", Words(await BodyAsync("1", HttpMethod.Get, "")));

        Assert.Equal(
            "plan True 08:30:00, fact False 19:00:00",
            Words(await BodyAsync("1", HttpMethod.Put, "", """{"kind":"plan","isOn":true,"hour":"08:30","language":"en"}""")));

        Assert.Equal("plan False 09:00:00, fact False 19:00:00", Words(await BodyAsync("2", HttpMethod.Get, "")));
        Assert.Equal("plan True 08:30:00, fact False 19:00:00", Words(await BodyAsync("1", HttpMethod.Get, "")));
        Assert.Equal(
            "plan False 09:00:00, fact False 19:00:00",
            Words(await BodyAsync("1", HttpMethod.Put, "", """{"kind":"plan","isOn":false,"hour":"08:30","language":"en"}""")));
    }

    [Theory]
    [InlineData("", """{"kind":"plan","isOn":true,"hour":"09:15","language":"ru"}""", 422, "message_refused", "hour not_half_hour")]
    [InlineData("", """{"kind":"plan","isOn":true,"hour":"09:00:30","language":"de"}""", 422, "message_refused", "hour not_half_hour, language unknown")]
    [InlineData("/send", """{"kind":"plan","language":"de"}""", 422, "message_refused", "language unknown")]
    [InlineData("", """{"kind":"noon","isOn":true,"hour":"09:00","language":"ru"}""", 400, "bad_json", "kind bad_json")]
    [InlineData("", """{"kind":0,"isOn":true,"hour":"09:00","language":"ru"}""", 400, "bad_json", "kind bad_json")]
    [InlineData("", """{"kind":"plan","isOn":true,"hour":"25:00","language":"ru"}""", 400, "bad_json", "hour bad_json")]
    [InlineData("", """{"kind":"plan","isOn":true,"hour":"09:00","language":"ru","userId":"2"}""", 400, "unknown_field", "userId unknown_field")]
    [InlineData("/send", """{"kind":"plan","language":"ru","userId":"2"}""", 400, "unknown_field", "userId unknown_field")]
    public async Task What_is_no_command_is_refused_by_its_field(string path, string command, int status, string code, string errors)
    {
        using var answer = await AskAsync("1", path.Length == 0 ? HttpMethod.Put : HttpMethod.Post, path, command);

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal((status, code), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal(errors, string.Join(", ", problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}")));
        Assert.DoesNotContain("True", Words(await BodyAsync("1", HttpMethod.Get, "")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_there_are_numbers_none_is_sent()
    {
        var outcome = await BodyAsync("1", HttpMethod.Post, "/send", """{"kind":"fact","language":"ru"}""");

        Assert.Equal(("failed", "preparing"), (outcome.GetProperty("state").GetString(), outcome.GetProperty("reason").GetString()));
    }

    private static string Words(JsonElement view) => string.Join(", ", view.GetProperty("messages").EnumerateArray()
        .Select(message => $"{message.GetProperty("kind").GetString()} {message.GetProperty("isOn").GetBoolean()} {message.GetProperty("hour").GetString()}"));

    private async Task<JsonElement> BodyAsync(string user, HttpMethod verb, string path, string? command = null)
    {
        using var answer = await AskAsync(user, verb, path, command);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task<HttpResponseMessage> AskAsync(string user, HttpMethod verb, string path, string? command)
    {
        var connection = new HostConnection(_tenant.Id, _tenant.Key, _tenant.Endpoint, user);
        var bearer = _app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
            new Viewer(_tenant.Id, user, false), "Ann", connection, _tenant.FrameOrigin, "en", "DEFAULT", null, TimeProvider.System.GetUtcNow())).Token;
        using var request = new HttpRequestMessage(verb, "/api/day/messages" + path)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
            Content = command is null ? null : new StringContent(command, Encoding.UTF8, "application/json"),
        };
        return await _app.Client.SendAsync(request, Token);
    }
}
