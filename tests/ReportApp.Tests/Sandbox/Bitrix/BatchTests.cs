using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class BatchTests
{
    [Fact]
    public async Task A_chain_walks_pages_by_what_the_command_before_answered()
    {
        await using var portal = await PortalFixture.StartAsync(deals: 120);
        static string Page(string after) => $"crm.item.list?entityTypeId=2&select[]=id&order[id]=ASC&filter[>id]={after}&start=-1";
        var groups = await portal.ResultAsync("batch", new
        {
            halt = 1,
            cmd = new { p0 = Page("0"), p1 = Page("$result[p0][items][49][id]"), p2 = Page("$result[p1][items][49][id]"), p3 = Page("$result[p2][items][49][id]") },
        });
        Assert.Equal([50, 50, 20], groups["result"]!.AsObject().Select(page => page.Value!["items"]!.AsArray().Count));
        Assert.Equal(51, (int)groups["result"]!["p1"]!["items"]![0]!["id"]!);
        // The short page gives the next command its whole list, which the universal method refuses.
        Assert.Equal("INVALID_ARG_VALUE", (string?)groups["result_error"]!["p3"]!["error"]);
    }

    [Fact]
    public async Task The_old_list_answers_junk_after_a_short_page()
    {
        await using var portal = await PortalFixture.StartAsync();
        var groups = await portal.ResultAsync("batch", new
        {
            cmd = new { a = "crm.deal.list?select[]=ID&order[ID]=ASC&start=-1", b = "crm.deal.list?select[]=ID&order[ID]=ASC&start=-1&filter[>ID]=$result[a][49][ID]" },
        });
        Assert.Equal((8, 7), (groups["result"]!["a"]!.AsArray().Count, groups["result"]!["b"]!.AsArray().Count));
    }

    [Fact]
    public async Task Each_command_fails_for_itself_and_empty_groups_are_lists()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (status, body) = await portal.CallAsync("batch", new
        {
            cmd = new { a = "crm.item.list?entityTypeId=2&start=0", b = "crm.item.get?entityTypeId=2&id=99", c = "no.such", d = "batch?cmd[x]=profile", e = "crm.item.get?entityTypeId=2&id=1" },
        });
        var groups = body["result"]!;
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["a", "e"], groups["result"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["a", "e"], groups["result_time"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["NOT_FOUND", "ERROR_METHOD_NOT_FOUND", "ERROR_BATCH_METHOD_NOT_ALLOWED"], groups["result_error"]!.AsObject().Select(pair => (string?)pair.Value!["error"]));
        Assert.Equal(8, (int)groups["result_total"]!["a"]!);
        Assert.Equal("[]", groups["result_next"]!.ToJsonString());
    }

    [Fact]
    public async Task Halt_stops_after_the_first_refusal()
    {
        await using var portal = await PortalFixture.StartAsync();
        var groups = await portal.ResultAsync("batch", new { halt = true, cmd = new { a = "profile", b = "no.such", c = "profile" } });
        Assert.Single(groups["result"]!.AsObject());
        Assert.Single(groups["result_error"]!.AsObject());
    }

    [Fact]
    public async Task Number_keys_make_a_list_only_without_a_gap()
    {
        await using var portal = await PortalFixture.StartAsync();
        var whole = await portal.ResultAsync("batch", new { cmd = new[] { "profile", "server.time" } });
        var broken = await portal.ResultAsync("batch", new { cmd = new[] { "profile", "no.such", "server.time" } });
        Assert.Equal(2, whole["result"]!.AsArray().Count);
        Assert.Equal(["0", "2"], broken["result"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public async Task The_51st_command_is_refused()
    {
        await using var portal = await PortalFixture.StartAsync();
        var groups = await portal.ResultAsync("batch", new { cmd = Enumerable.Range(0, 52).ToDictionary(i => $"c{i}", _ => "server.time") });
        Assert.Equal(50, groups["result"]!.AsObject().Count);
        Assert.Equal(["c50", "c51"], groups["result_error"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public async Task A_reference_inside_a_text_becomes_text_also_where_a_person_wrote_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        var update = $"crm.item.update?entityTypeId=2&id=2&fields[title]={Uri.EscapeDataString("Сделка $result[a][item][id] и $result[a][item]")}";
        var groups = await portal.ResultAsync("batch", new { cmd = new { a = "crm.item.get?entityTypeId=2&id=1", b = update } });
        Assert.Equal("Сделка 1 и Array", (string?)groups["result"]!["b"]!["item"]!["title"]);
    }
}
