using System.Net;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sandbox.Bitrix;

public sealed class ControlTests
{
    [Fact]
    public async Task The_bucket_overflows_and_leaks()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.PostAsync("/__sandbox/limits", new { perSecond = 2, burst = 3 });
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("server.time")).Status);
        var (status, body) = await portal.CallAsync("server.time");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "QUERY_LIMIT_EXCEEDED"), (status, (string?)body["error"]));
        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 1 });
        Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("server.time")).Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("server.time")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await portal.CallAsync("server.time")).Status);
        Assert.Equal(2, (int)(await portal.GetAsync("/__sandbox/stats"))["limitErrors"]!);
    }

    [Fact]
    public async Task A_method_that_cost_too_much_is_blocked_for_itself_until_ten_minutes_are_over()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.PostAsync("/__sandbox/limits", new { operatingSeconds = 10, cost = new { profile = 6 } });
        Assert.InRange((decimal)(await portal.CallAsync("profile")).Body["time"]!["operating"]!, 6m, 7m);
        Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("profile")).Status);
        var (status, body) = await portal.CallAsync("profile");
        var batch = await portal.ResultAsync("batch", new { cmd = new { a = "profile", b = "server.time" } });
        Assert.Equal((HttpStatusCode.TooManyRequests, "OPERATION_TIME_LIMIT"), (status, (string?)body["error"]));
        Assert.Equal("OPERATION_TIME_LIMIT", (string?)batch["result_error"]!["a"]!["error"]);
        Assert.Single(batch["result"]!.AsObject());
        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 600 });
        Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("profile")).Status);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    public async Task A_connection_may_break_before_or_after_the_change_stands(string reset, int applied)
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.PostAsync("/__sandbox/faults", new[] { new { method = "crm.item.update", times = 1, reset } });
        var update = new { entityTypeId = 2, id = 1, fields = new { title = "Новое имя" } };
        await Assert.ThrowsAsync<HttpRequestException>(() => portal.CallAsync("crm.item.update", update));
        Assert.Equal(applied, (await portal.ItemsAsync("/__sandbox/ledger")).Count);
        Assert.Equal(HttpStatusCode.OK, (await portal.CallAsync("crm.item.update", update)).Status);
        Assert.Single(await portal.ItemsAsync("/__sandbox/ledger"));
    }

    [Fact]
    public async Task A_fault_may_be_an_error_a_page_of_a_proxy_or_one_command_of_a_batch()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.PostAsync("/__sandbox/faults", new object[] { new { method = "profile", times = 1, status = 503, error = "OVERLOAD_LIMIT" }, new { method = "server.time", times = 1, error = "ERROR_CORE" } });
        var (status, body) = await portal.CallAsync("profile");
        var batch = await portal.ResultAsync("batch", new { cmd = new { a = "server.time", b = "server.time" } });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "OVERLOAD_LIMIT"), (status, (string?)body["error"]));
        Assert.Equal(("ERROR_CORE", 1), ((string?)batch["result_error"]!["a"]!["error"], batch["result"]!.AsObject().Count));

        await portal.PostAsync("/__sandbox/faults", new object[] { new { times = 1, status = 502 } });
        using var http = new HttpClient();
        using var page = await http.GetAsync(new Uri(portal.Portal, "/rest/1/sandbox/profile"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.BadGateway, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_lost_answer_of_the_token_address_has_turned_the_pair_over()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (id, secret) = await portal.InstallAsync();
        var pair = await portal.GetAsync("/__sandbox/token?as=4");
        await portal.PostAsync("/__sandbox/faults", new[] { new { method = "oauth/token", times = 1, reset = "after" } });
        var address = new Uri(portal.Servers.AuthorisationAddress, "/oauth/token/");
        Task<(HttpStatusCode Status, JsonNode Body)> Refresh() => portal.FormAsync(
            address, ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret), ("refresh_token", (string)pair["refresh_token"]!));
        await Assert.ThrowsAsync<HttpRequestException>(Refresh);
        Assert.Equal("invalid_grant", (string?)(await Refresh()).Body["error"]);
    }

    [Fact]
    public async Task A_person_edits_with_his_own_rights()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (_, done) = await portal.PostAsync("/__sandbox/edit", new { @as = 4, entity = "deal", id = 1, fields = new { opportunity = 1 } });
        var (_, denied) = await portal.PostAsync("/__sandbox/edit", new { @as = 4, entity = "deal", id = 3, fields = new { opportunity = 1 } });
        var (status, slip) = await portal.PostAsync("/__sandbox/edit", new { entity = "deal", id = 3, fields = new { oportunity = 1 } });
        var (_, added) = await portal.PostAsync("/__sandbox/edit", new { entity = "dynamic_1056", fields = new { title = "Доплата", parentId2 = 1, opportunity = 5 } });
        await portal.PostAsync("/__sandbox/edit", new { entity = "dynamic_1056", id = 1, delete = true });
        Assert.Equal((1, "ACCESS_DENIED", HttpStatusCode.BadRequest), ((int)done["item"]!["opportunity"]!, (string?)denied["error"], status));
        Assert.Contains("oportunity", (string?)slip["error"], StringComparison.Ordinal);
        Assert.Equal(2, (int)added["item"]!["id"]!);
        Assert.Equal(
            [("deal", "1", 4, true), ("dynamic_1056", "2", 1, true), ("dynamic_1056", "1", 1, false)],
            (await portal.ItemsAsync("/__sandbox/ledger")).Select(change => ((string)change!["entity"]!, (string)change["id"]!, (int)change["who"]!, change["after"] is not null)));
    }

    [Fact]
    public async Task Requests_and_commands_are_counted_until_the_reset()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.CallAsync("batch", new { cmd = new { a = "profile", b = "server.time", c = "profile" } });
        await portal.CallAsync("profile");
        var stats = await portal.GetAsync("/__sandbox/stats");
        Assert.Equal((1, 1, 2), ((int)stats["requests"]!["batch"]!, (int)stats["requests"]!["profile"]!, (int)stats["commands"]!["profile"]!));
        await portal.RawAsync("/__sandbox/stats");
        using var http = new HttpClient();
        using var reset = await http.PostAsync(new Uri(portal.Portal, "/__sandbox/stats/reset"), null, TestContext.Current.CancellationToken);
        Assert.True(reset.IsSuccessStatusCode);
        Assert.Equal((0, "{}"), ((int)(await portal.GetAsync("/__sandbox/stats"))["requestsTotal"]!, (await portal.GetAsync("/__sandbox/stats"))["requests"]!.ToJsonString()));
    }

    [Fact]
    public async Task People_and_targets_are_told_as_agreed()
    {
        await using var portal = await PortalFixture.StartAsync();
        var users = await portal.ItemsAsync("/__sandbox/users");
        Assert.Equal(["admin", "head", "head", "manager", "manager", "manager"], users.Select(user => (string)user!["role"]!));
        Assert.Equal("kind;scope;period;metric;value\r\nsales;building:Маяк / Корпус 1;2026-11;receipts;5000000\r\n", await portal.RawAsync("/__sandbox/plan-targets.csv"));
    }

    [Fact]
    public async Task Payments_are_exported_as_accounting_does()
    {
        await using var portal = await PortalFixture.StartAsync();
        using var http = new HttpClient();
        var bytes = await http.GetByteArrayAsync(new Uri(portal.Portal, "/__sandbox/payments.csv"), TestContext.Current.CancellationToken);
        var lines = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetString(bytes).Split("\r\n");
        Assert.Equal("Номер договора;Дата оплаты;Сумма;Вид операции;Расчетный счет;Плательщик;Номер документа", lines[0]);
        Assert.Equal("д-1;15.11.2026;2\u00A0500\u00A0000,50;Поступление на эскроу;40702;Клиент 1;ПП-1", lines[1]);
    }
}
