using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Bitrix;
using ReportApp.Core.Hosts;
using ReportApp.Tests.Conventions;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ReportApp.Tests.Bitrix;

/// <summary>Answers as a hostile or broken host gives them: too large, too slow, from elsewhere, cut off (reliability.md §6, rows 55–64).</summary>
public sealed class AnswerTests
{
    private const int Limit = 4096;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(BadInputMatrix.Row, "56")]
    [InlineData(Limit, false, true)]
    [InlineData(Limit + 1, false, false)]
    [InlineData(Limit, true, true)]
    [InlineData(Limit + 1, true, false)]
    [InlineData(Limit * 1000, true, false)]
    [Trait("MUST", "6.56")]
    public async Task A_body_is_counted_after_unpacking_and_ended_at_the_limit(int size, bool isZipped, bool isRead)
    {
        await using var host = await WireHost.StartAsync(null, ("Bitrix:AnswerLimit", "4096"));
        var frame = Encoding.UTF8.GetString(Answer.Result("""{"pad":""}""").Body);
        var answer = Answer.Result($$"""{"pad":"{{new string('x', size - frame.Length)}}"}""");
        Assert.Equal(size, answer.Body.Length);
        host.On("profile", isZipped ? answer.Zipped() : answer);

        if (isRead) Assert.Equal(size - frame.Length, (await host.ReadAsync("profile")).Result.Text("pad")!.Length);
        else Assert.Equal(HostFault.OutcomeUnknown, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"))).Fault);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "56")]
    [Trait("MUST", "6.56")]
    public async Task A_body_that_never_ends_is_given_up_when_its_time_is_over()
    {
        await using var host = await WireHost.StartAsync();
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        host.Server.Given(Request.Create().WithPath("/rest/profile")).RespondWith(Response.Create().WithSseBody(async (_, body) =>
        {
            body.Write("""{"result":""");
            begun.SetResult();
            await ended.Task;
            body.Close();
        }));

        var reading = host.ReadAsync("profile");
        await begun.Task.WaitAsync(Token);
        host.Store.Clock.Advance(TimeSpan.FromSeconds(65));

        var fault = await Assert.ThrowsAsync<HostException>(() => reading);
        ended.SetResult();
        Assert.Equal(HostFault.OutcomeUnknown, fault.Fault);
        Assert.IsType<TimeoutException>(fault.InnerException);
    }

    [Theory]
    [InlineData(FaultType.EMPTY_RESPONSE)]
    [InlineData(FaultType.MALFORMED_RESPONSE_CHUNK)]
    public async Task A_connection_that_breaks_after_the_request_left_leaves_the_outcome_open(FaultType broken)
    {
        await using var host = await WireHost.StartAsync();
        host.Server.Given(Request.Create().WithPath("/rest/crm.item.update"))
            .RespondWith(Response.Create().WithBody("""{"result":{"item":{"id":1}}}""").WithFault(broken));

        var fault = await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("crm.item.update"));

        Assert.Equal(HostFault.OutcomeUnknown, fault.Fault);
        Assert.Single(host.Server.LogEntries);
    }

    [Fact]
    public async Task A_connection_that_was_never_made_had_no_effect()
    {
        await using var host = await WireHost.StartAsync();
        var port = host.Server.Port;
        host.Server.Stop();
        // Held, so that no server of another test comes to live there; nobody listens.
        using var held = new Socket(SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.IPv6Any, port));

        Assert.Equal(HostFault.NoEffect, (await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("crm.item.update"))).Fault);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "63")]
    [Trait("MUST", "6.63")]
    public async Task A_redirect_is_never_followed_to_where_it_points()
    {
        using var bait = WireMockServer.Start();
        await using var host = await WireHost.StartAsync();
        host.On("profile", Answer.Text(302, "", ("Location", bait.Url + "/rest/profile")));

        var fault = await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"));

        Assert.Equal(HostFault.Moved, fault.Fault);
        Assert.Empty(bait.LogEntries);
        Assert.Equal(["profile", "app.info"], host.AllAsked.Select(asked => asked.Method));
    }

    [Theory]
    [InlineData("another portal", """{"client_id":"app.1","user_id":"1","install":{"member_id":"ffffffffffffffffffffffffffffffff","client_endpoint":"{new}"}}""")]
    [InlineData("another app", """{"client_id":"app.2","user_id":"1","install":{"member_id":"{member}","client_endpoint":"{new}"}}""")]
    [InlineData("another user", """{"client_id":"app.1","user_id":"2","install":{"member_id":"{member}","client_endpoint":"{new}"}}""")]
    [InlineData("a private address", """{"client_id":"app.1","user_id":"1","install":{"member_id":"{member}","client_endpoint":"https://10.0.0.1/rest/"}}""")]
    [InlineData("an unlisted port", """{"client_id":"app.1","user_id":"1","install":{"member_id":"{member}","client_endpoint":"http://localhost:1/rest/"}}""")]
    [InlineData("nothing", """{"client_id":"app.1","user_id":"1","install":[]}""")]
    [Trait("MUST", "6.60")]
    public async Task A_new_address_that_the_pinned_server_gives_to_somebody_else_is_not_called(string situation, string info)
    {
        using var other = WireMockServer.Start();
        await using var host = await WireHost.StartAsync(null, ("Egress:LocalAddresses:1", new Uri(other.Url!).GetLeftPart(UriPartial.Authority)));
        host.On("profile", Answer.Text(302, "", ("Location", other.Url + "/rest/profile")));
        host.On("app.info", Answer.Result(info.Replace("{member}", WireHost.Member, StringComparison.Ordinal).Replace("{new}", other.Url + "/rest/", StringComparison.Ordinal)));

        var fault = await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"));

        Assert.True(fault.Fault is HostFault.Moved or HostFault.NoEffect, $"{situation}: {fault.Fault}");
        Assert.Empty(other.LogEntries);
    }

    [Fact]
    [Trait("MUST", "6.63")]
    public async Task A_portal_that_moved_is_called_where_the_pinned_server_proves_it_lives_now()
    {
        using var moved = WireMockServer.Start();
        await using var host = await WireHost.StartAsync(null, ("Egress:LocalAddresses:1", new Uri(moved.Url!).GetLeftPart(UriPartial.Authority)));
        host.On("profile", Answer.Text(302, "", ("Location", "http://bait.example/")));
        host.On("app.info", Answer.Result(host.AppInfo(new Uri(moved.Url!))));
        moved.Given(Request.Create().WithPath("/rest/profile").UsingPost())
            .RespondWith(Response.Create().WithBody(Encoding.UTF8.GetString(Answer.Result("""{"ID":"1"}""").Body)));

        Assert.Equal("1", (await host.ReadAsync("profile")).Result.Text("ID"));
        Assert.Equal("1", (await host.ReadAsync("profile")).Result.Text("ID"));

        Assert.Equal(["profile", "app.info"], host.AllAsked.Select(asked => asked.Method));
        Assert.All(moved.LogEntries, entry => Assert.Contains("access-1", entry.RequestMessage!.Body!, StringComparison.Ordinal));
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "62")]
    [Trait("MUST", "6.62")]
    public async Task The_hosts_words_come_without_markup_and_control_signs_and_short()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Answer.Error("ERROR_CORE", "<b>Field</b>\r\n[ERROR] \u001b[31m<script>alert(1)</script> " + new string('x', 1 << 20)));

        var message = (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"))).Message;

        Assert.StartsWith("Bitrix24 answered ERROR_CORE: Field [ERROR] [31m alert(1) xxx", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 340);
        Assert.DoesNotContain(message, sign => char.IsControl(sign) || sign is '<' or '>');
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "64")]
    [InlineData("0", 1)]
    [InlineData("-5", 1)]
    [InlineData("0.2", 1)]
    [InlineData("17", 17)]
    [InlineData("3600", 3600)]
    [InlineData("3601", 3600)]
    [InlineData("1000000000", 3600)]
    [InlineData("1e999", 3600)]
    [InlineData("NaN", null)]
    [InlineData("abc", null)]
    [InlineData("Tue, 24 Nov 2026 08:00:00 GMT", 1)]
    [InlineData("Tue, 24 Nov 2026 09:01:30 GMT", 90)]
    [InlineData("Tue, 24 Nov 2099 09:00:00 GMT", 3600)]
    [Trait("MUST", "6.64")]
    public async Task Every_form_of_Retry_After_is_clamped(string header, int? seconds)
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Answer.Text(429, """{"error":"NEW"}""", ("Retry-After", header)));

        var fault = await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("profile"));

        Assert.Equal((HostFault.NoEffect, seconds), (fault.Fault, (int?)fault.RetryAfter?.TotalSeconds));
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "55")]
    [Trait("MUST", "6.55")]
    public async Task A_read_is_repeated_after_a_page_that_is_no_answer_and_a_write_is_not()
    {
        await using var host = await WireHost.StartAsync(TimeProvider.System, ("Bitrix:ReadAttempts", "2"));
        host.On("crm.item.get", Answer.Text(200, "<html>Welcome</html>"), Answer.Result("""{"id":1}"""));
        host.On("crm.item.update", Answer.Text(502, "<html>Bad gateway</html>"), Answer.Result("""{"id":1}"""));

        Assert.Equal("1", (await host.ReadAsync("crm.item.get")).Result.Text("id"));
        Assert.Equal(HostFault.OutcomeUnknown, (await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("crm.item.update"))).Fault);

        Assert.Equal((2, 1), (host.AskedFor("crm.item.get").Count, host.AskedFor("crm.item.update").Count));
    }

    [Fact]
    public async Task The_token_travels_in_the_body_and_in_no_address()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Answer.Result("[]"));

        await host.ReadAsync("profile");

        var request = Assert.Single(host.Server.LogEntries).RequestMessage!;
        Assert.Equal(("/rest/profile", "POST", "access-1"), (request.Path, request.Method, host.AllAsked[0].Token));
        Assert.DoesNotContain("access-1", request.Url + string.Join(' ', request.Headers!.SelectMany(header => header.Value)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "8")]
    [Trait("MUST", "6.8")]
    public async Task A_name_that_leads_to_a_private_address_is_not_connected_to()
    {
        using var bait = new TcpListener(IPAddress.Loopback, 0);
        bait.Start();
        await using var host = await WireHost.StartAsync();
        var inward = host.Connection with { Endpoint = new Uri($"https://localhost:{((IPEndPoint)bait.LocalEndpoint).Port}/rest/") };

        var fault = await Assert.ThrowsAsync<HostException>(() => host.Store.Get<BitrixClient>().CallAsync<string>(
            inward, new("profile", []), Effect.Read, Priority.Interactive, Token));

        Assert.Equal(HostFault.NoEffect, fault.Fault);
        Assert.False(bait.Pending());
    }
}
