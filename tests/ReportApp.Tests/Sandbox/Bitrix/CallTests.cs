using System.Net;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Calls as telephony counts them (bitrix24.md §5.11).</summary>
public sealed class CallTests
{
    private const string Statistics = "voximplant.statistic.get";

    [Fact]
    public async Task Calls_agree_with_the_activities_they_name()
    {
        await using var portal = await PortalFixture.StartAsync();

        var calls = (await portal.ResultAsync(Statistics)).AsArray();
        var activities = await portal.ItemsAsync("/__sandbox/truth/activity");

        Assert.Equal([("1", "0", "486"), ("2", "300", "200")], calls.Select(call => (Text(call, "CRM_ACTIVITY_ID"), Text(call, "CALL_DURATION"), Text(call, "CALL_FAILED_CODE"))));
        foreach (var call in calls)
        {
            var activity = activities.Single(row => Text(row, "ID") == Text(call, "CRM_ACTIVITY_ID"));
            Assert.Equal(
                (Text(activity, "PROVIDER_ID"), Text(activity, "RESPONSIBLE_ID"), Text(activity, "START_TIME")), ("VOXIMPLANT_CALL", Text(call, "PORTAL_USER_ID"), Text(call, "CALL_START_DATE")));
            Assert.Equal(Text(activity, "DIRECTION") == "1" ? "2" : "1", Text(call, "CALL_TYPE"));
        }
        Assert.Equal(("CONTACT", "1", "+79000000001", "external"), (Text(calls[1], "CRM_ENTITY_TYPE"), Text(calls[1], "CRM_ENTITY_ID"), Text(calls[1], "PHONE_NUMBER"), Text(calls[1], "CALL_CATEGORY")));
    }

    [Fact]
    public async Task A_list_is_filtered_sorted_and_paged()
    {
        await using var portal = await PortalFixture.StartAsync();

        var newest = await portal.CallAsync(Statistics, new { SORT = "CALL_START_DATE", ORDER = "DESC" });
        var later = await portal.CallAsync(Statistics, new { FILTER = new Dictionary<string, object> { [">ID"] = 1, [">=CALL_START_DATE"] = "2026-10-16T10:00:00+03:00" }, SORT = "ID", ORDER = "ASC", start = -1 });
        var failed = await portal.CallAsync(Statistics, new { FILTER = new Dictionary<string, object> { ["!CALL_FAILED_CODE"] = "200" } });
        var unknown = await portal.CallAsync(Statistics, new { FILTER = new { COMMENT = "x" } });

        Assert.Equal(["2", "1"], Ids(newest.Body));
        Assert.Equal(["2"], Ids(later.Body));
        Assert.Equal((2, 0), ((int)newest.Body["total"]!, (int)later.Body["total"]!));
        Assert.Equal(["1"], Ids(failed.Body));
        Assert.Equal("SANDBOX_NOT_EMULATED", (string?)unknown.Body["error"]);
    }

    [Fact]
    public async Task It_needs_the_scope_and_the_right_to_statistics()
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), Told(await AskAsync(await portal.TokenAsync(TinyWorld.Administrator))));

        await portal.InstallAsync(true, "telephony");
        Assert.Equal((HttpStatusCode.Forbidden, "ACCESS_DENIED"), Told(await AskAsync(await TokenAsync(TinyWorld.Anna))));
        Assert.Equal((HttpStatusCode.OK, null), Told(await AskAsync(await TokenAsync(TinyWorld.Administrator))));

        Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(string token) => portal.PostAsync($"/rest/{Statistics}?auth={token}");
        async Task<string> TokenAsync(int person) => (string)(await portal.GetAsync($"/__sandbox/token?as={person}"))["access_token"]!;
        static (HttpStatusCode, string?) Told((HttpStatusCode Status, JsonNode Body) answer) => (answer.Status, (string?)answer.Body["error"]);
    }

    private static string[] Ids(JsonNode body) => [.. body["result"]!.AsArray().Select(call => Text(call, "ID"))];

    private static string Text(JsonNode? row, string name) => row![name]!.ToString();
}
