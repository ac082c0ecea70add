using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class RightsTests
{
    /// <summary>Counted by hand from the owners of <see cref="TinyWorld"/>.</summary>
    [Theory]
    [InlineData(TinyWorld.Administrator, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(TinyWorld.HeadOfSales, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(TinyWorld.HeadOfNorth, new long[] { 1, 3, 4, 5, 7, 8 })]
    [InlineData(TinyWorld.Anna, new long[] { 1, 2, 5 })]
    [InlineData(TinyWorld.Boris, new long[] { 2, 6 })]
    public async Task A_list_leaves_out_what_the_person_may_not_see(int person, long[] visible)
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(person);
        var (_, items) = await portal.PostAsync("/rest/crm.item.list", new { auth = token, entityTypeId = 2 });
        var (_, old) = await portal.PostAsync("/rest/crm.deal.list", new { auth = token });
        var (_, history) = await portal.PostAsync("/rest/crm.stagehistory.list", new { auth = token, entityTypeId = 2 });
        var truth = await portal.ItemsAsync($"/__sandbox/truth/deal?as={person}");
        Assert.Equal(visible, PortalFixture.Ids(items["result"]!["items"]!));
        Assert.Equal((visible.Length, visible.Length), ((int)items["total"]!, (int)old["total"]!));
        Assert.Equal(visible, PortalFixture.Ids(truth));
        Assert.Equal(visible, history["result"]!["items"]!.AsArray().Select(row => (long)row!["OWNER_ID"]!).Distinct().Order());
    }

    [Fact]
    public async Task A_hidden_record_is_denied_and_a_missing_one_not_found()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Boris);
        var (hiddenStatus, hidden) = await portal.PostAsync("/rest/crm.item.get", new { auth = token, entityTypeId = 2, id = 1 });
        var (_, missing) = await portal.PostAsync("/rest/crm.item.get", new { auth = token, entityTypeId = 2, id = 99 });
        var (_, old) = await portal.PostAsync("/rest/crm.deal.get", new { auth = token, id = 1 });
        Assert.Equal((HttpStatusCode.BadRequest, "ACCESS_DENIED"), (hiddenStatus, (string?)hidden["error"]));
        Assert.Equal("NOT_FOUND", (string?)missing["error"]);
        Assert.Equal(("", "Access denied."), ((string?)old["error"], (string?)old["error_description"]));
    }

    [Fact]
    public async Task An_observer_reads_but_does_not_write()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);
        var (read, _) = await portal.PostAsync("/rest/crm.item.get", new { auth = token, entityTypeId = 2, id = 2 });
        var (_, write) = await portal.PostAsync("/rest/crm.item.update", new { auth = token, entityTypeId = 2, id = 2, fields = new { title = "Моя" } });
        Assert.Equal((HttpStatusCode.OK, "ACCESS_DENIED"), (read, (string?)write["error"]));
        Assert.Empty(await portal.ItemsAsync("/__sandbox/ledger"));
    }

    [Theory]
    [InlineData(TinyWorld.Anna, 1, 2)]
    [InlineData(TinyWorld.Boris, 0, 0)]
    public async Task Payments_and_schedule_follow_their_deal_and_estate_is_open(int person, int payments, int lines)
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(person);
        async Task<int> Count(int type) => (int)(await portal.PostAsync("/rest/crm.item.list", new { auth = token, entityTypeId = type })).Body["total"]!;
        Assert.Equal((payments, lines, 1, 2), (await Count(1056), await Count(1052), await Count(1044), await Count(1048)));
    }

    [Theory]
    [InlineData("crm.type.list")]
    [InlineData("crm.deal.userfield.add")]
    [InlineData("placement.bind")]
    public async Task What_belongs_to_administrators_is_denied_to_others(string method)
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.HeadOfSales);
        var fields = new { FIELD_NAME = "X", USER_TYPE_ID = "string" };
        var (_, body) = await portal.PostAsync("/rest/" + method, new { auth = token, fields, PLACEMENT = "LEFT_MENU", HANDLER = "http://127.0.0.1:9/" });
        Assert.Contains("ccess denied", (string?)body["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dismissed_person_cannot_call()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (status, body) = await portal.PostAsync("/rest/profile", new { auth = await portal.TokenAsync(TinyWorld.Left) });
        Assert.Equal((HttpStatusCode.Unauthorized, "authorization_error"), (status, (string?)body["error"]));
    }

    /// <summary>Deals 3, 7 are the head's of the north, 1, 5 Anna's, 4, 8 of who left, 2, 6 Boris's; Anna observes 2.</summary>
    [Theory]
    [InlineData("""{"id":4,"deals":"none"}""", TinyWorld.Anna, new long[] { 2 })]
    [InlineData("""{"id":4,"deals":"department"}""", TinyWorld.Anna, new long[] { 1, 2, 3, 4, 5, 7, 8 })]
    [InlineData("""{"id":2,"deals":"department"}""", TinyWorld.HeadOfSales, new long[] { 2, 6 })]
    [InlineData("""{"id":5,"departments":[2,3]}""", TinyWorld.HeadOfNorth, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData("""{"id":4,"deals":"all"}""", TinyWorld.Anna, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData("""{"id":5,"isAdministrator":true}""", TinyWorld.Boris, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    public async Task Lists_follow_a_change_of_rights_at_once_and_after_a_restart(string change, int person, long[] visible)
    {
        var data = Directory.CreateTempSubdirectory("portal-");
        await using (var portal = await PortalFixture.StartAsync(data: data.FullName))
        {
            await portal.PostAsync("/__sandbox/people", System.Text.Json.Nodes.JsonNode.Parse(change));
            var (_, items) = await portal.PostAsync("/rest/crm.item.list", new { auth = await portal.TokenAsync(person), entityTypeId = 2 });
            Assert.Equal(visible, PortalFixture.Ids(items["result"]!["items"]!));
        }
        await using (var portal = await PortalFixture.StartAsync(data: data.FullName))
            Assert.Equal(visible, PortalFixture.Ids(await portal.ItemsAsync($"/__sandbox/truth/deal?as={person}")));
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_department_that_moves_takes_its_people_out_of_reach()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.PostAsync("/__sandbox/departments", new { id = 3, parent = 1, head = TinyWorld.Anna });
        var (circle, _) = await portal.PostAsync("/__sandbox/departments", new { id = 2, parent = 2 });
        Assert.Equal(HttpStatusCode.Conflict, circle);
        var left = PortalFixture.Ids(await portal.ItemsAsync($"/__sandbox/truth/deal?as={TinyWorld.HeadOfSales}"));
        Assert.Equal([2, 6], left);
    }

    [Fact]
    public async Task A_method_outside_of_the_applications_scopes_is_refused()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Administrator);
        var (status, body) = await portal.PostAsync("/rest/userfieldconfig.list", new { auth = token, moduleId = "crm", filter = new { entityId = "CRM_5" } });
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task Users_are_told_as_far_as_the_scope_goes()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);
        var (_, brief) = await portal.PostAsync("/rest/user.get", new { auth = token, FILTER = new Dictionary<string, object> { [">ID"] = 4 }, sort = "ID", order = "ASC" });
        var full = await portal.ResultAsync("user.get", new { FILTER = new { ACTIVE = false } });
        var (_, departments) = await portal.CallAsync("department.get", new { sort = "ID", order = "ASC" });
        Assert.Equal(["5", "6"], brief["result"]!.AsArray().Select(user => (string)user!["ID"]!));
        Assert.Null(brief["result"]![0]!["EMAIL"]);
        Assert.Equal(("6", false, "user6@example.org", "{}"), ((string)full[0]!["ID"]!, (bool)full[0]!["ACTIVE"]!, (string)full[0]!["EMAIL"]!, full[0]!["TIMESTAMP_X"]!.ToJsonString()));
        Assert.Equal("""[{"ID":"1","NAME":"Компания","SORT":500},{"ID":"2","NAME":"Продажи","SORT":500,"PARENT":"1","UF_HEAD":"2"},{"ID":"3","NAME":"Север","SORT":500,"PARENT":"2","UF_HEAD":"3"}]""",
            System.Text.RegularExpressions.Regex.Unescape(departments["result"]!.ToJsonString()));
    }
}
