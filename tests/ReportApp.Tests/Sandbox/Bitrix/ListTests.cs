using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class ListTests
{
    [Fact]
    public async Task Pages_hold_50_and_only_a_page_with_followers_says_next()
    {
        await using var portal = await PortalFixture.StartAsync(deals: 103);
        var (_, first) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, select = new[] { "id" } });
        var (_, last) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, select = new[] { "id" }, start = 100 });
        Assert.Equal((50, 103, 50), (first["result"]!["items"]!.AsArray().Count, (int)first["total"]!, (int)first["next"]!));
        Assert.Equal((3, 103), (last["result"]!["items"]!.AsArray().Count, (int)last["total"]!));
        Assert.Null(last["next"]);
    }

    [Fact]
    public async Task Start_minus_one_counts_nothing_and_keyset_walks_all()
    {
        await using var portal = await PortalFixture.StartAsync(deals: 103);
        var seen = new List<long>();
        while (true)
        {
            var (_, page) = await portal.CallAsync("crm.deal.list", new Dictionary<string, object>
            {
                ["select"] = new[] { "ID" }, ["order"] = new { ID = "ASC" }, ["start"] = -1,
                ["filter"] = new Dictionary<string, object> { [">ID"] = seen.LastOrDefault() },
            });
            Assert.Equal(0, (int)page["total"]!);
            Assert.Null(page["next"]);
            var rows = page["result"]!.AsArray();
            seen.AddRange(rows.Select(row => long.Parse((string)row!["ID"]!, System.Globalization.CultureInfo.InvariantCulture)));
            if (rows.Count < 50)
                break;
        }
        Assert.Equal(Enumerable.Range(1, 103).Select(id => (long)id), seen);
    }

    [Fact]
    public async Task An_unknown_filter_key_is_ignored_by_the_old_list_and_refused_by_the_universal_one()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (_, old) = await portal.CallAsync("crm.deal.list", new { filter = new { UF_CRM_GONE = "7" } });
        var (status, universal) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, filter = new { ufCrmGone = "7" } });
        Assert.Equal(8, (int)old["total"]!);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("INVALID_ARG_VALUE", (string?)universal["error"]);
        Assert.Equal("Invalid filter: field 'ufCrmGone' is not allowed in filter", (string?)universal["error_description"]);
    }

    [Fact]
    public async Task An_unknown_select_is_ignored()
    {
        await using var portal = await PortalFixture.StartAsync();
        var items = (await portal.ResultAsync("crm.item.list", new { entityTypeId = 2, select = new[] { "title", "ufCrmGone" }, filter = new { id = 2 } }))["items"]!;
        Assert.Equal("""{"id":2,"title":"Сделка 2"}""", System.Text.Json.JsonSerializer.Serialize(items[0], Plain));
    }

    [Theory]
    [InlineData(">=opportunity", 8_000_000, new long[] { 1, 2, 4 })]
    [InlineData("<opportunity", 8_000_000, new long[] { 3 })]
    [InlineData("!assignedById", 4, new long[] { 2, 3, 4 })]
    [InlineData("%title", "делка", new long[] { 2, 3, 4 })]
    [InlineData("!%title", "ДЕЛКА", new long[] { 1 })]
    [InlineData("=%title", "%3", new long[] { 3 })]
    [InlineData("title", "сделка 2", new long[] { 2 })]
    [InlineData("title", "Сделка%", new long[] { 2, 3, 4 })]
    [InlineData(">=closedate", "2026-11-27", new long[] { 3, 4 })]
    [InlineData(">=createdTime", "2026-10-15T10:03:00+03:00", new long[] { 3, 4 })]
    [InlineData(">=createdTime", "2026-10-15 10:04:00", new long[] { 4 })]
    [InlineData("observers", 4, new long[] { 2 })]
    [InlineData("=probability", "", new long[] { 1, 3, 4 })]
    [InlineData("!probability", "", new long[] { 2 })]
    [InlineData("ID", 3, new long[] { 3 })]
    public async Task Filters_of_the_universal_list(string key, object value, long[] expected)
    {
        await using var portal = await PortalFixture.StartAsync(deals: 4);
        var items = (await portal.ResultAsync("crm.item.list", new { entityTypeId = 2, filter = new Dictionary<string, object> { [key] = value } }))["items"]!;
        Assert.Equal(expected, PortalFixture.Ids(items));
    }

    [Fact]
    public async Task Groups_join_by_or()
    {
        await using var portal = await PortalFixture.StartAsync();
        var filter = new Dictionary<string, object>
        {
            ["0"] = new Dictionary<string, object> { ["logic"] = "OR", ["0"] = new { id = 2 }, ["1"] = new { assignedById = TinyWorld.HeadOfNorth } },
            ["<id"] = 7,
        };
        var items = (await portal.ResultAsync("crm.item.list", new { entityTypeId = 2, filter }))["items"]!;
        Assert.Equal([2, 3], PortalFixture.Ids(items));
    }

    [Fact]
    public async Task An_array_behind_a_comparison_is_refused_by_the_universal_list_and_is_junk_to_the_old_one()
    {
        await using var portal = await PortalFixture.StartAsync();
        var filter = new Dictionary<string, object> { [">ID"] = new[] { 5, 6 } };
        var (status, body) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, filter });
        var old = await portal.ResultAsync("crm.deal.list", new { filter });
        Assert.Equal((HttpStatusCode.BadRequest, "Invalid filter: field 'ID' has invalid value"), (status, (string?)body["error_description"]));
        Assert.Equal(7, old.AsArray().Count);
    }

    [Theory]
    [InlineData("0", "ENTITY_TYPE_NOT_SUPPORTED")]
    [InlineData("many", "100")]
    [InlineData("1999", "NOT_FOUND")]
    public async Task A_bad_entity_type_has_three_answers(string given, string code)
    {
        await using var portal = await PortalFixture.StartAsync();
        var (status, body) = await portal.CallAsync("crm.item.list", new { entityTypeId = given });
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task Orders_are_checked()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (_, field) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, order = new { gone = "ASC" } });
        var (_, direction) = await portal.CallAsync("crm.item.list", new { entityTypeId = 2, order = new { id = "UP" } });
        Assert.Equal("Invalid order: field 'gone' is not allowed in order", (string?)field["error_description"]);
        Assert.Equal("Invalid order: allowed sort directions are ASC, DESC. But got 'UP' for field 'id'", (string?)direction["error_description"]);
    }

    [Fact]
    public async Task Payments_and_lines_hang_on_their_deal_and_estate_on_itself()
    {
        await using var portal = await PortalFixture.StartAsync();
        var payments = (await portal.ResultAsync("crm.item.list", new { entityTypeId = 1056, filter = new { parentId2 = 1 } }))["items"]!;
        var lines = (await portal.ResultAsync("crm.item.list", new { entityTypeId = 1052, filter = new { parentId2 = 1 } }))["items"]!;
        var building = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 1044, id = 1 }))["item"]!;
        Assert.Equal(2_500_000.5m, (decimal)payments[0]!["opportunity"]!);
        Assert.Equal(1, (int)payments[0]!["parentId1052"]!);
        Assert.Equal("2026-11-15T03:00:00+03:00", (string?)payments[0]!["ufCrm5PaidOn"]);
        Assert.Equal(["2026-11-14T03:00:00+03:00", "2026-12-14T03:00:00+03:00"], lines.AsArray().Select(line => (string?)line!["closedate"]));
        Assert.Equal(1, (int)building["parentId1040"]!);
    }

    [Fact]
    public async Task Stage_history_is_read_by_id()
    {
        await using var portal = await PortalFixture.StartAsync(deals: 2);
        var items = (await portal.ResultAsync("crm.stagehistory.list", new { entityTypeId = 2, order = new { ID = "ASC" }, start = -1 }))["items"]!.AsArray();
        Assert.Equal([(1, 1, "NEW"), (1, 2, "NEW"), (2, 1, "EXECUTING")], items.Select(row => ((int)row!["TYPE_ID"]!, (int)row["OWNER_ID"]!, (string)row["STAGE_ID"]!)));
    }

    [Fact]
    public async Task Stages_carry_their_pipelines_prefix()
    {
        await using var portal = await PortalFixture.StartAsync();
        var rows = (await portal.ResultAsync("crm.status.list", new { filter = new { ENTITY_ID = "DEAL_STAGE_9" }, order = new { SORT = "ASC" } })).AsArray();
        Assert.Equal(["C9:NEW", "C9:WON", "C9:LOSE"], rows.Select(row => (string)row!["STATUS_ID"]!));
        Assert.Equal([null, "S", "F"], rows.Select(row => (string?)row!["SEMANTICS"]));
        var categories = (await portal.ResultAsync("crm.category.list", new { entityTypeId = 2 }))["categories"]!.AsArray();
        Assert.Equal([0, 9], categories.Select(row => (int)row!["id"]!));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
