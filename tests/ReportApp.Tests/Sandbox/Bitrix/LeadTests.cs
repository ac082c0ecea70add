using System.Net;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Leads as the universal methods show them (bitrix24.md §5.2, §5.4, §5.5).</summary>
public sealed class LeadTests
{
    private const int Leads = 1;

    [Fact]
    public async Task A_lead_tells_its_stage_source_and_dates_and_its_deal_names_it()
    {
        await using var portal = await PortalFixture.StartAsync();

        var lead = (await portal.ResultAsync("crm.item.get", new { entityTypeId = Leads, id = 1 }))["item"]!;
        var deal = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 1 }))["item"]!;

        Assert.Equal(("CONVERTED", "S", TinyWorld.Anna), ((string)lead["stageId"]!, (string)lead["stageSemanticId"]!, (int)lead["assignedById"]!));
        Assert.Equal((string)deal["createdTime"]!, (string)lead["dateClosed"]!);
        Assert.Equal(1, (int)deal["leadId"]!);
        Assert.Null((await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 2 }))["item"]!["leadId"]);
        var sources = (await portal.ResultAsync("crm.status.list", new { filter = new { ENTITY_ID = "SOURCE" } })).AsArray();
        Assert.Equal("Сайт", (string)sources.Single(source => (string)source!["STATUS_ID"]! == (string)lead["sourceId"]!)!["NAME"]!);
    }

    [Fact]
    public async Task Phones_and_mails_come_with_everything_or_not_at_all()
    {
        await using var portal = await PortalFixture.StartAsync();

        var whole = await FirstAsync("*");
        var named = await FirstAsync("id", "fm", "hasPhone");

        Assert.Equal(
            [("PHONE", "MOBILE", "+7 (900) 111-22-33"), ("EMAIL", "HOME", "First@mail.example")],
            whole["fm"]!.AsArray().Select(point => ((string)point!["typeId"]!, (string)point["valueType"]!, (string)point["value"]!)));
        Assert.Equal(["id", "hasPhone"], named.AsObject().Select(field => field.Key));
        Assert.Equal("Y", (string)named["hasPhone"]!);

        async Task<JsonNode> FirstAsync(params string[] select) =>
            (await portal.ResultAsync("crm.item.list", new { entityTypeId = Leads, select, filter = new { id = 1 } }))["items"]![0]!;
    }

    [Fact]
    public async Task A_filter_by_phone_is_refused_rather_than_guessed()
    {
        await using var portal = await PortalFixture.StartAsync();

        var (status, _) = await portal.CallAsync("crm.item.list", new { entityTypeId = Leads, filter = new { fm = "+79000000002" } });

        Assert.NotEqual(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Moving_a_lead_is_written_in_its_own_history_and_leaves_with_it()
    {
        await using var portal = await PortalFixture.StartAsync();

        await portal.ResultAsync("crm.item.update", new { entityTypeId = Leads, id = 2, fields = new { stageId = "JUNK" } });
        var moves = await HistoryAsync();
        await portal.ResultAsync("crm.item.delete", new { entityTypeId = Leads, id = 2 });

        Assert.Equal([("NEW", "P", 1), ("JUNK", "F", 3)], moves);
        Assert.Empty(await HistoryAsync());
        Assert.NotEmpty((await portal.ResultAsync("crm.stagehistory.list", new { entityTypeId = 2, filter = new { OWNER_ID = 2 } }))["items"]!.AsArray());

        async Task<(string, string, int)[]> HistoryAsync() =>
        [
            .. (await portal.ResultAsync("crm.stagehistory.list", new { entityTypeId = Leads, filter = new { OWNER_ID = 2 }, order = new { ID = "ASC" } }))["items"]!
                .AsArray().Select(row => ((string)row!["STATUS_ID"]!, (string)row["STATUS_SEMANTIC_ID"]!, (int)row["TYPE_ID"]!)),
        ];
    }

    [Fact]
    public async Task A_new_lead_stands_on_the_first_stage_with_its_phones_numbered()
    {
        await using var portal = await PortalFixture.StartAsync();

        var fields = new { title = "Звонок", fm = new[] { new { typeId = "PHONE", valueType = "WORK", value = "+7 900 5" } } };
        var lead = (await portal.ResultAsync("crm.item.add", new { entityTypeId = Leads, fields }))["item"]!;

        Assert.Equal(("NEW", "Y", "N"), ((string)lead["stageId"]!, (string)lead["hasPhone"]!, (string)lead["hasEmail"]!));
        Assert.True((long)lead["fm"]![0]!["id"]! > 0);
        Assert.Equal("+7 900 5", (string)lead["fm"]![0]!["value"]!);
    }

    [Fact]
    public async Task A_lead_survives_the_portal_with_its_phones()
    {
        var folder = Directory.CreateTempSubdirectory("portal");
        JsonNode lead;
        await using (var portal = await PortalFixture.StartAsync(data: folder.FullName))
        {
            var fields = new { title = "Звонок", fm = new[] { new { typeId = "PHONE", valueType = "WORK", value = "+7 900 5" } } };
            lead = (await portal.ResultAsync("crm.item.add", new { entityTypeId = Leads, fields }))["item"]!;
        }

        await using (var again = await PortalFixture.StartAsync(data: folder.FullName))
        {
            var same = (await again.ResultAsync("crm.item.get", new { entityTypeId = Leads, id = (long)lead["id"]! }))["item"]!;
            Assert.Equal(lead.ToJsonString(), same.ToJsonString());
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Who_sees_which_leads_follows_from_his_role()
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal(Enumerable.Range(1, TinyWorld.Leads), await SeenByAsync(TinyWorld.Administrator));
        int[] annas = [1, 5, 9];
        Assert.Equal(annas, await SeenByAsync(TinyWorld.Anna));
        Assert.Equal(Enumerable.Range(1, TinyWorld.Leads).Where(id => id % 4 != 2), await SeenByAsync(TinyWorld.HeadOfNorth));

        async Task<int[]> SeenByAsync(int person) =>
            [.. (await portal.ItemsAsync($"/__sandbox/truth/lead?as={person}")).Select(lead => (int)lead!["id"]!)];
    }
}
