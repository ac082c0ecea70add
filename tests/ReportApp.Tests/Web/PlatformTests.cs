using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Web;

/// <summary>What holds for every address.</summary>
public sealed class PlatformTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/no/such/address")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_carries_the_security_headers(string address)
    {
        using var answer = await _app.Client.GetAsync(address, Token);

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task An_unknown_address_of_the_api_is_a_problem_with_a_code()
    {
        using var answer = await _app.Client.GetAsync("/api/no-such", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [Theory]
    [InlineData("DELETE", "/bitrix/launch")]
    [InlineData("TRACE", "/health/live")]
    [InlineData("POST", "/")]
    public async Task A_wrong_verb_is_405(string verb, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), address);
        request.Headers.Add("X-HTTP-Method-Override", "GET");
        using var answer = await _app.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "66")]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    public async Task A_foreign_page_changes_nothing(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session") { Content = JsonContent.Create(new { ticket = "x" }) };
        request.Headers.Add("Origin", origin);
        using var answer = await _app.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task It_is_alive_and_ready()
    {
        Assert.Equal("Healthy", await _app.Client.GetStringAsync("/health/live", Token));
        Assert.Equal("Healthy", await _app.Client.GetStringAsync("/health/ready", Token));
    }
}
