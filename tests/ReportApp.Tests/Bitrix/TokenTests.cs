using ReportApp.Core.Hosts;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Bitrix;

/// <summary>One refresh per expiry, and no consent lost to a race or a lost answer (reliability.md §4.10, I12).</summary>
[Trait("MUST", "4.10")]
public sealed class TokenTests
{
    private const int Callers = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Answer Expired = Answer.Error("expired_token", "The access token provided has expired.", 401);

    [Fact]
    public async Task Many_callers_at_one_expiry_make_one_refresh_and_one_repeat_each()
    {
        await using var host = await WireHost.StartAsync(TimeProvider.System);
        var arrived = 0;
        var allArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.On("profile", async asked =>
        {
            if (asked.Token == "access-2") return Answer.Result("""{"ID":"1"}""");
            if (Interlocked.Increment(ref arrived) == Callers) allArrived.SetResult();
            await allArrived.Task; // nobody hears of the expiry before everybody has asked
            return Expired;
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => host.WriteAsync("profile")));

        Assert.All(answers, answer => Assert.Equal("1", answer.Result.Text("ID")));
        Assert.Equal("refresh-1", Assert.Single(host.AskedFor("oauth/token"))["refresh_token"]);
        Assert.Equal(Callers, host.AskedFor("profile").Count(asked => asked.Token == "access-1"));
        Assert.Equal(Callers, host.AskedFor("profile").Count(asked => asked.Token == "access-2"));
    }

    [Fact]
    public async Task A_token_that_stays_expired_is_refreshed_once_and_no_more()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Expired);

        var fault = await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"));

        Assert.Equal((HostFault.SignInAgain, "expired_token"), (fault.Fault, fault.HostCode));
        Assert.Equal((2, 1), (host.AskedFor("profile").Count, host.AskedFor("oauth/token").Count));
    }

    [Theory]
    [InlineData(121, 0)]
    [InlineData(120, 1)]
    [InlineData(-1, 1)]
    public async Task It_is_refreshed_only_when_its_end_is_near(int secondsToLive, int refreshes)
    {
        await using var host = await WireHost.StartAsync();
        await host.OpenAsync("access-1", "refresh-1", TimeSpan.FromSeconds(secondsToLive));
        host.On("profile", Answer.Result("[]"));

        await host.ReadAsync("profile");

        Assert.Equal(refreshes, host.AskedFor("oauth/token").Count);
        Assert.Equal(refreshes == 0 ? "access-1" : "access-2", Assert.Single(host.AskedFor("profile")).Token);
    }

    [Fact]
    public async Task A_refresh_refused_because_the_person_opened_the_app_meanwhile_uses_what_he_brought()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", asked => asked.Token == "access-opened" ? Answer.Result("[]") : Expired);
        host.On("oauth/token", async _ =>
        {
            await host.OpenAsync("access-opened", "refresh-opened");
            return Answer.Error("invalid_grant");
        });

        await host.ReadAsync("profile");

        Assert.Equal(["access-1", "access-opened"], host.AskedFor("profile").Select(asked => asked.Token));
        Assert.Single(host.AskedFor("oauth/token"));
    }

    [Fact]
    public async Task A_refresh_refused_for_good_ends_the_consent_until_somebody_opens_the_app()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Expired);
        host.On("oauth/token", Answer.Error("invalid_grant"));

        Assert.Equal(HostFault.SignInAgain, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"))).Fault);
        Assert.Equal(HostFault.SignInAgain, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"))).Fault);
        Assert.Single(host.AskedFor("profile"));
        Assert.Null(await host.Store.Get<IHostTokens>().FindAsync(host.Connection.Tenant, WireHost.User, Token));

        await host.OpenAsync("access-3", "refresh-3");
        host.On("profile", Answer.Result("[]"));
        await host.ReadAsync("profile");
    }

    [Fact]
    public async Task The_spare_refresh_token_is_tried_once_when_the_current_one_is_refused()
    {
        await using var host = await WireHost.StartAsync();
        await host.OpenAsync("access-2", "refresh-2"); // nobody proved it: it stands by, and refresh-1 stays
        host.On("profile", asked => asked.Token == "access-3" ? Answer.Result("[]") : Expired);
        host.On("oauth/token", asked => asked["refresh_token"] == "refresh-2" ? WireHost.Pair("access-3", "refresh-3") : Answer.Error("invalid_grant"));

        await host.ReadAsync("profile");

        Assert.Equal(["refresh-1", "refresh-2"], host.AskedFor("oauth/token").Select(asked => asked["refresh_token"]));
    }

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(500, """{"error":"INTERNAL_SERVER_ERROR"}""")]
    [InlineData(200, """{"access_token":"acc""")]
    [InlineData(200, """{"access_token":"access-2"}""")]
    [InlineData(200, "[]")]
    public async Task A_refresh_without_a_readable_answer_keeps_the_pair_and_the_call_had_no_effect(int status, string body)
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", asked => asked.Token == "access-2" ? Answer.Result("[]") : Expired);
        host.On("oauth/token", Answer.Text(status, body), WireHost.Pair("access-2", "refresh-2"));

        Assert.Equal(HostFault.NoEffect, (await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("profile"))).Fault);
        await host.WriteAsync("profile");

        Assert.Equal(["refresh-1", "refresh-1"], host.AskedFor("oauth/token").Select(asked => asked["refresh_token"]));
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "60")]
    [InlineData("ffffffffffffffffffffffffffffffff", "1")]
    [InlineData(WireHost.Member, "2")]
    [Trait("MUST", "6.60")]
    public async Task A_pair_of_another_portal_or_user_is_not_stored(string member, string user)
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Expired);
        host.On("oauth/token", WireHost.Pair("access-foreign", "refresh-foreign", member, user));

        Assert.Equal(HostFault.NotAllowed, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("profile"))).Fault);

        Assert.Equal("access-1", (await host.Store.Get<IHostTokens>().FindAsync(host.Connection.Tenant, WireHost.User, Token))!.Tokens.AccessToken);
    }

    [Fact]
    public async Task The_clients_secret_goes_to_the_authorisation_server_only_and_in_the_body()
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Expired, Answer.Result("[]"));

        await host.ReadAsync("profile");

        var holders = host.Server.LogEntries.Select(entry => entry.RequestMessage!).Where(request => request.Body!.Contains("secret-1", StringComparison.Ordinal));
        Assert.Equal("/oauth/token/", Assert.Single(holders).Path);
        Assert.All(host.Server.LogEntries, entry => Assert.DoesNotContain("secret-1", entry.RequestMessage!.Url, StringComparison.Ordinal));
    }
}
