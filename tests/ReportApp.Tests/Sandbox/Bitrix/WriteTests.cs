using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class WriteTests
{
    [Fact]
    public async Task A_change_stands_in_the_ledger_once_with_its_author()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);
        var before = (await portal.ItemsAsync("/__sandbox/ledger")).Count;
        var fields = new { opportunity = 9_000_000.25m, ufCrmGone = "x", id = 99 };
        var (_, first) = await portal.PostAsync("/rest/crm.item.update", new { auth = token, entityTypeId = 2, id = 1, fields });
        await portal.PostAsync("/rest/crm.item.update", new { auth = token, entityTypeId = 2, id = 1, fields });

        Assert.Equal(9_000_000.25m, (decimal)first["result"]!["item"]!["opportunity"]!);
        var change = Assert.Single((await portal.ItemsAsync("/__sandbox/ledger")).Skip(before))!;
        Assert.Equal(("deal", "1", TinyWorld.Anna), ((string)change["entity"]!, (string)change["id"]!, (int)change["who"]!));
        Assert.Equal((8_000_000m, 9_000_000.25m), ((decimal)change["before"]!["opportunity"]!, (decimal)change["after"]!["opportunity"]!));
        Assert.Equal("2026-11-24T12:00:00+03:00", (string?)change["after"]!["updatedTime"]);
        Assert.Equal(TinyWorld.Anna, (int)change["after"]!["updatedBy"]!);
    }

    [Fact]
    public async Task Moving_a_card_to_a_final_stage_closes_it_today_and_writes_history()
    {
        await using var portal = await PortalFixture.StartAsync();
        var item = (await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 2, fields = new { stageId = "LOSE" } }))["item"]!;
        Assert.Equal(("F", "Y", "2026-11-24T03:00:00+03:00"), ((string?)item["stageSemanticId"], (string?)item["closed"], (string?)item["closedate"]));
        var history = (await portal.ResultAsync("crm.stagehistory.list", new { entityTypeId = 2, filter = new { OWNER_ID = 2 }, order = new { ID = "ASC" } }))["items"]!;
        Assert.Equal([(1, "NEW"), (3, "LOSE")], history.AsArray().Select(row => ((int)row!["TYPE_ID"]!, (string)row["STAGE_ID"]!)));
    }

    [Fact]
    public async Task Only_the_universal_update_changes_the_pipeline()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.ResultAsync("crm.deal.update", new { id = 2, fields = new { CATEGORY_ID = 9, TITLE = "Тот же" } });
        Assert.Equal("0", (string?)(await portal.ResultAsync("crm.deal.get", new { id = 2 }))["CATEGORY_ID"]);
        var item = (await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 2, fields = new { categoryId = 9 } }))["item"]!;
        Assert.Equal((9, "C9:NEW"), ((int)item["categoryId"]!, (string?)item["stageId"]));
        var (status, body) = await portal.CallAsync("crm.item.update", new { entityTypeId = 2, id = 3, fields = new { stageId = "C9:WON" } });
        Assert.Equal((HttpStatusCode.BadRequest, "CRM_FIELD_ERROR_VALUE_NOT_VALID"), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task A_new_deal_gets_the_hosts_defaults_and_a_deleted_one_is_gone()
    {
        await using var portal = await PortalFixture.StartAsync();
        var id = (int)await portal.ResultAsync("crm.deal.add", new { fields = new { TITLE = "Новая", UF_CRM_SELLER = "4" } });
        var deal = await portal.ResultAsync("crm.deal.get", new { id });
        Assert.Equal(("9", "NEW", "RUB", "Y"), (deal["ID"]!.ToString(), deal["STAGE_ID"]!.ToString(), deal["CURRENCY_ID"]!.ToString(), deal["OPENED"]!.ToString()));
        Assert.Equal(("2026-11-24T03:00:00+03:00", "2026-12-01T03:00:00+03:00"), (deal["BEGINDATE"]!.ToString(), deal["CLOSEDATE"]!.ToString()));
        Assert.Equal("4", deal["UF_CRM_SELLER"]!.ToString());

        Assert.True((bool)await portal.ResultAsync("crm.deal.delete", new { id }));
        var (status, body) = await portal.CallAsync("crm.deal.get", new { id });
        Assert.Equal((HttpStatusCode.BadRequest, "", "Not found"), (status, (string?)body["error"], (string?)body["error_description"]));
    }

    [Fact]
    public async Task An_unreadable_value_leaves_the_field_as_it_was()
    {
        await using var portal = await PortalFixture.StartAsync();
        var item = (await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 2, fields = new { closedate = "someday", probability = 70 } }))["item"]!;
        Assert.Equal(("2026-11-26T03:00:00+03:00", 70), ((string?)item["closedate"], (int)item["probability"]!));
        var (_, refused) = await portal.CallAsync("crm.item.update", new { entityTypeId = 2, id = 2, fields = new { observers = 4 } });
        Assert.Equal(("100", "Expected iterable value for multiple field, but got `integer` instead"), ((string?)refused["error"], (string?)refused["error_description"]));
    }

    [Theory]
    [InlineData("money", "1500000|RUB", "\"1500000|RUB\"")]
    [InlineData("date", "2026-12-31", "\"2026-12-31T03:00:00+03:00\"")]
    [InlineData("employee", 4, "4")]
    [InlineData("string", "https://a/б", "\"https://a/б\"")]
    [InlineData("boolean", "Y", "\"Y\"")]
    [InlineData("boolean", 1, "\"N\"")]
    [InlineData("double", 0, "0")]
    [InlineData("datetime", "2026-12-31T10:20:30+00:00", "\"2026-12-31T13:20:30+03:00\"")]
    public async Task User_fields_of_each_type(string type, object written, string read)
    {
        await using var portal = await PortalFixture.StartAsync();
        var id = (int)await portal.ResultAsync("crm.deal.userfield.add", new
        {
            fields = new { FIELD_NAME = "ur_plan", USER_TYPE_ID = type, EDIT_FORM_LABEL = new { ru = "План", en = "Plan" } },
        });
        var field = (await portal.ResultAsync("crm.item.fields", new { entityTypeId = 2 }))["fields"]!["ufCrmUrPlan"]!;
        Assert.Equal(("UF_CRM_UR_PLAN", "План", true), ((string?)field["upperName"], (string?)field["title"], (bool)field["isDynamic"]!));
        Assert.Equal("UF_CRM_UR_PLAN", (string?)(await portal.ResultAsync("crm.deal.userfield.get", new { id }))["FIELD_NAME"]);

        var item = (await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 2, fields = new { ufCrmUrPlan = written } }))["item"]!;
        Assert.Equal(read, System.Text.RegularExpressions.Regex.Unescape(item["ufCrmUrPlan"]!.ToJsonString()));
        var byUpper = await portal.ResultAsync("crm.item.list", new { entityTypeId = 2, filter = new { id = 2 }, select = new[] { "UF_CRM_UR_PLAN" }, useOriginalUfNames = "Y" });
        Assert.NotNull(byUpper["items"]![0]!["UF_CRM_UR_PLAN"]);
    }

    [Fact]
    public async Task A_twin_or_overlong_user_field_is_refused()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (_, twin) = await portal.CallAsync("crm.deal.userfield.add", new { fields = new { FIELD_NAME = "SELLER", USER_TYPE_ID = "string" } });
        var (_, lengthy) = await portal.CallAsync("crm.deal.userfield.add", new { fields = new { FIELD_NAME = new string('A', 44), USER_TYPE_ID = "string" } });
        var (_, type) = await portal.CallAsync("crm.deal.userfield.add", new { fields = new { FIELD_NAME = "B", USER_TYPE_ID = "colour" } });
        Assert.All([twin, lengthy, type], refusal => Assert.Equal("ERROR_CORE", (string?)refusal["error"]));
    }

    [Fact]
    public async Task A_comment_is_by_its_caller_and_only_on_what_he_sees()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);
        Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode Body)> Comment(int deal, string text) =>
            portal.PostAsync("/rest/crm.timeline.comment.add", new { auth = token, fields = new { ENTITY_ID = deal, ENTITY_TYPE = "deal", COMMENT = text } });

        var (_, added) = await Comment(1, "План: 1 500 000 ₽");
        var list = await portal.ResultAsync("crm.timeline.comment.list", new { filter = new { ENTITY_ID = 1, ENTITY_TYPE = "deal" }, order = new { ID = "DESC" } });
        Assert.Equal((added["result"]!.ToString(), "4", "План: 1 500 000 ₽"), (list[0]!["ID"]!.ToString(), list[0]!["AUTHOR_ID"]!.ToString(), list[0]!["COMMENT"]!.ToString()));
        Assert.Equal("ACCESS_DENIED", (string?)(await Comment(3, "Чужая")).Body["error"]);
        Assert.Equal("OWNER_NOT_FOUND", (string?)(await Comment(99, "Нет такой")).Body["error"]);
        Assert.Equal("INVALID_ARG_VALUE", (string?)(await Comment(1, " ")).Body["error"]);
    }

    [Fact]
    public async Task An_application_makes_its_own_smart_process()
    {
        await using var portal = await PortalFixture.StartAsync();
        var type = (await portal.ResultAsync("crm.type.add", new
        {
            fields = new { title = "План", isLinkWithProductsEnabled = "Y", isBeginCloseDatesEnabled = "Y", relations = new { parent = new[] { new { entityTypeId = 2, isChildrenListEnabled = "true" } } } },
        }))["type"]!;
        var id = (int)type["entityTypeId"]!;
        await portal.ResultAsync("userfieldconfig.add", new
        {
            moduleId = "crm", field = new { entityId = $"CRM_{type["id"]}", fieldName = $"UF_CRM_{type["id"]}_MONTH", userTypeId = "date", editFormLabel = new { ru = "Месяц" } },
        });
        var item = (await portal.ResultAsync("crm.item.add", new
        {
            entityTypeId = id, fields = new Dictionary<string, object> { ["parentId2"] = 1, ["opportunity"] = 10.5m, ["closedate"] = "2026-12-31", [$"ufCrm{type["id"]}Month"] = "2026-12-01", ["xmlId"] = "op-1" },
        }))["item"]!;
        Assert.Equal((1, 10.5m, "op-1"), ((int)item["parentId2"]!, (decimal)item["opportunity"]!, (string?)item["xmlId"]));
        var found = await portal.ResultAsync("crm.item.list", new { entityTypeId = id, filter = new { xmlId = "op-1" } });
        Assert.Equal("2026-12-01T03:00:00+03:00", (string?)found["items"]![0]![$"ufCrm{type["id"]}Month"]);
        Assert.Empty((await portal.ResultAsync("crm.item.list", new { entityTypeId = id, filter = new { companyId = 1 } }))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_same_folder_goes_on_where_it_ended()
    {
        var folder = Directory.CreateTempSubdirectory("portal");
        try
        {
            string truth;
            string token;
            await using (var portal = await PortalFixture.StartAsync(data: folder.FullName))
            {
                await portal.ResultAsync("crm.deal.userfield.add", new { fields = new { FIELD_NAME = "UR_PLAN", USER_TYPE_ID = "money" } });
                await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 1, fields = new { ufCrmUrPlan = "15|RUB", stageId = "WON", observers = new[] { 5 } } });
                await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 5 });
                await portal.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 1, ENTITY_TYPE = "deal", COMMENT = "План/факт" } });
                token = await portal.TokenAsync(TinyWorld.Anna);
                await portal.PostAsync("/rest/placement.bind", new { auth = await portal.TokenAsync(TinyWorld.Administrator), PLACEMENT = "CRM_DEAL_DETAIL_TAB", HANDLER = "http://127.0.0.1:9/tab", TITLE = "План" });
                truth = await Truth(portal);
            }
            await using (var again = await PortalFixture.StartAsync(deals: 99, data: folder.FullName))
            {
                Assert.Equal(truth, await Truth(again));
                var (status, body) = await again.PostAsync("/rest/user.current", new { auth = token });
                Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<string> Truth(PortalFixture portal)
        {
            var parts = new List<string>();
            foreach (var path in (string[])["truth/deal", "truth/stagehistory", "truth/timeline_comment", "truth/dynamic_1056", "ledger", "apps"])
                parts.Add(await portal.RawAsync("/__sandbox/" + path));
            return string.Join('\n', parts);
        }
    }
}
