using System.Net;
using Sandbox.Bitrix.Model;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class WireTests
{
    [Theory]
    [InlineData("UF_CRM_3_DIGIT", "ufCrm3Digit")]
    [InlineData("UF_CRM_3_1747309727", "ufCrm3_1747309727")]
    [InlineData("UF_CRM_1747309879", "ufCrm_1747309879")]
    [InlineData("UF_CRM_3_DIGIT10", "ufCrm_3_DIGIT10")]
    [InlineData("UF_CRM_PLAN_DATE", "ufCrmPlanDate")]
    [InlineData("UF_CRM_PLAN2_DATE", "ufCrm_PLAN2_DATE")]
    [InlineData("STAGE_SEMANTIC_ID", "stageSemanticId")]
    [InlineData("PARENT_ID_1040", "parentId1040")]
    public void Field_names_become_camel_case_by_the_hosts_own_rule(string upper, string camel) => Assert.Equal(camel, Field.CamelOf(upper));

    [Fact]
    public async Task An_unknown_method_is_refused_before_anybody_asks_who_calls()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (status, body) = await portal.PostAsync("/rest/crm.deal.destroy");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("ERROR_METHOD_NOT_FOUND", (string?)body["error"]);
        Assert.Null(body["time"]);
    }

    [Fact]
    public async Task Without_a_token_or_with_a_wrong_one_nothing_is_told()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (none, noToken) = await portal.PostAsync("/rest/crm.item.list", new { entityTypeId = 2 });
        var (wrong, badToken) = await portal.PostAsync("/rest/crm.item.list", new { entityTypeId = 2, auth = "made-up" });
        var (hook, badHook) = await portal.PostAsync("/rest/1/guess/crm.item.list", new { entityTypeId = 2 });
        Assert.Equal((HttpStatusCode.Unauthorized, "NO_AUTH_FOUND"), (none, (string?)noToken["error"]));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (wrong, (string?)badToken["error"]));
        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_CREDENTIALS"), (hook, (string?)badHook["error"]));
    }

    [Fact]
    public async Task A_browser_is_told_beforehand_that_a_page_of_another_site_may_send_json()
    {
        await using var portal = await PortalFixture.StartAsync();
        using var http = new HttpClient();
        using var question = new HttpRequestMessage(HttpMethod.Options, new Uri(portal.Portal, "/rest/crm.item.list"))
        {
            Headers = { { "Origin", "https://app.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        };
        using var answer = await http.SendAsync(question, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("content-type", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await portal.GetAsync("/__sandbox/stats"))["requestsTotal"]!);
    }

    [Fact]
    public async Task A_token_dies_after_an_hour_of_the_portals_clock()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);
        Assert.Equal(HttpStatusCode.OK, (await portal.PostAsync("/rest/profile", new { auth = token })).Status);
        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 3600 });
        var (status, body) = await portal.PostAsync("/rest/profile", new { auth = token });
        Assert.Equal((HttpStatusCode.Unauthorized, "expired_token"), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task Json_is_escaped_as_PHP_does_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        var raw = await portal.RawAsync("/rest/1/sandbox/crm.item.get?entityTypeId=2&id=1");
        Assert.Contains("""
            "title":"\u041a\u0432\u0430\u0440\u0442\u0438\u0440\u0430 \"\u0432\u0438\u0434\/\u0434\u0432\u043e\u0440\" \ud83c\udfe0 & \u0441\u0430\u0434"
            """.Trim(), raw, StringComparison.Ordinal);
        Assert.Contains("\"observers\":[]", raw, StringComparison.Ordinal);
        Assert.Contains("\"opportunity\":8000000,", raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rest/1/sandbox/server.time")]
    [InlineData("/rest//1/sandbox/server.time")]
    [InlineData("/rest/1/sandbox/server.time/")]
    [InlineData("/rest/1/sandbox/server.time.json")]
    [InlineData("/rest/1/sandbox/Server.Time")]
    public async Task Addresses_are_taken_in_all_their_spellings(string path)
    {
        await using var portal = await PortalFixture.StartAsync();
        Assert.Equal("2026-11-24T12:00:00+03:00", (string?)(await portal.GetAsync(path))["result"]);
    }

    [Fact]
    public async Task Form_and_query_and_json_are_one_set_of_parameters()
    {
        await using var portal = await PortalFixture.StartAsync();
        var byQuery = await portal.GetAsync("/rest/1/sandbox/crm.item.list?entityTypeId=2&filter[%40id][0]=2&filter[%40id][1]=3&order[id]=desc&select[]=title");
        var (_, byForm) = await portal.FormAsync(
            new Uri(portal.Portal, "/rest/1/sandbox/crm.item.list?entityTypeId=2"), ("filter[@id][]", "2"), ("filter[@id][]", "3"), ("order[id]", "desc"));
        var (_, byJson) = await portal.CallAsync(
            "crm.item.list", new Dictionary<string, object> { ["entityTypeId"] = 2, ["filter"] = new Dictionary<string, object> { ["@id"] = new[] { 2, 3 } }, ["order"] = new { id = "desc" } });
        foreach (var answer in new[] { byQuery, byForm, byJson })
            Assert.Equal([3, 2], PortalFixture.Ids(answer["result"]!["items"]!));
    }

    [Fact]
    public async Task Broken_json_means_no_parameters()
    {
        await using var portal = await PortalFixture.StartAsync();
        using var http = new HttpClient();
        using var content = new StringContent("{ entityTypeId", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(portal.Portal, "/rest/1/sandbox/crm.item.list"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"error\":\"100\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_methods_answer_texts_and_universal_ones_numbers()
    {
        await using var portal = await PortalFixture.StartAsync();
        var old = await portal.ResultAsync("crm.deal.get", new { id = 3 });
        var item = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 3 }))["item"]!;
        Assert.Equal("\"7450000.50\"", old["OPPORTUNITY"]!.ToJsonString());
        Assert.Equal("7450000.5", item["opportunity"]!.ToJsonString());
        Assert.Equal("\"3\"", old["ASSIGNED_BY_ID"]!.ToJsonString());
        Assert.Equal("3", item["assignedById"]!.ToJsonString());
        Assert.Equal("0", item["companyId"]!.ToJsonString());
        Assert.Null(old["CONTACT_IDS"]);
    }

    [Fact]
    public async Task A_day_is_printed_as_shifted_midnight()
    {
        await using var portal = await PortalFixture.StartAsync();
        var item = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 1 }))["item"]!;
        Assert.Equal("2026-11-25T03:00:00+03:00", (string?)item["closedate"]);
        Assert.Equal("2026-10-25T03:00:00+03:00", (string?)item["ufCrmContractDate"]);
        Assert.Equal("", (string?)item["ufCrmEndedOn"]);
    }
}
