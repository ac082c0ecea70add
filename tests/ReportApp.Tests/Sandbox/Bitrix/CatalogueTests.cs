using System.Net;
using System.Text.Json.Nodes;
using Sandbox;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>What deals sell, and the catalogue it is chosen from (bitrix24.md §5.9).</summary>
public sealed class CatalogueTests
{
    [Fact]
    public async Task Rows_of_several_deals_are_listed_at_once_with_price_and_discount()
    {
        await using var portal = await PortalFixture.StartAsync();

        var (_, answer) = await portal.CallAsync("crm.item.productrow.list", Of(1, 2, 3));

        var rows = answer["result"]!["productRows"]!.AsArray();
        Assert.Equal(3, (int)answer["total"]!);
        Assert.Equal([1, 1, 2], rows.Select(row => (int)row!["ownerId"]!));
        var flat = rows[0]!;
        Assert.Equal(("D", 1, 7_500_000m, 8_333_333.33m, 10m, 833_333.33m, 1m), (
            (string)flat["ownerType"]!, (int)flat["productId"]!, (decimal)flat["price"]!, (decimal)flat["priceBrutto"]!, (decimal)flat["discountRate"]!,
            (decimal)flat["discountSum"]!, (decimal)flat["quantity"]!));
        Assert.Equal((0, "кв. 2", (int?)null), ((int)rows[2]!["productId"]!, (string)rows[2]!["productName"]!, (int?)rows[2]!["taxRate"]));
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, "100")]
    [InlineData("""{"filter":{"=ownerType":"D"}}""", HttpStatusCode.BadRequest, "INVALID_ARG_VALUE")]
    [InlineData("""{"filter":{"ownerType":"D","ownerId":1}}""", HttpStatusCode.BadRequest, "INVALID_ARG_VALUE")]
    [InlineData("""{"filter":{"=ownerType":"D","=ownerId":1,"colour":1}}""", HttpStatusCode.BadRequest, "INVALID_ARG_VALUE")]
    [InlineData("""{"filter":{"=ownerType":"SI","=ownerId":1}}""", HttpStatusCode.NotImplemented, "SANDBOX_NOT_EMULATED")]
    public async Task A_list_without_its_owners_is_refused(string parameters, HttpStatusCode status, string error)
    {
        await using var portal = await PortalFixture.StartAsync();

        var (answered, answer) = await portal.CallAsync("crm.item.productrow.list", JsonNode.Parse(parameters));

        Assert.Equal((status, error), (answered, (string)answer["error"]!));
    }

    [Fact]
    public async Task Rows_are_seen_by_who_sees_their_deal()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Boris);

        var own = await portal.PostAsync("/rest/crm.item.productrow.list", new { auth = token, filter = Filter(2) });
        var withAnna = await portal.PostAsync("/rest/crm.item.productrow.list", new { auth = token, filter = Filter(2, 1) });

        Assert.Single(own.Body["result"]!["productRows"]!.AsArray());
        Assert.Equal("ACCESS_DENIED", (string)withAnna.Body["error"]!);
    }

    [Fact]
    public async Task Setting_rows_replaces_all_and_moves_a_computed_sum_only()
    {
        await using var portal = await PortalFixture.StartAsync();
        object[] rows = [new { productId = 2, price = 9_000_000, quantity = 1, discountRate = 10 }, new { productName = "Отделка", price = 100_000.5m, quantity = 2 }];

        await portal.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 1, productRows = rows });
        Assert.Equal(8_000_000m, await AmountAsync());
        await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 1, fields = new { isManualOpportunity = "N" } });
        Assert.Equal(9_200_001m, await AmountAsync());
        await portal.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 1, productRows = rows[1..] });
        Assert.Equal(200_001m, await AmountAsync());

        var left = (await portal.ResultAsync("crm.item.productrow.list", Of(1)))["productRows"]!.AsArray();
        Assert.Equal((6, "Отделка", 0), ((int)Assert.Single(left)!["id"]!, (string)left[0]!["productName"]!, (int)left[0]!["productId"]!));

        async Task<decimal> AmountAsync() => (decimal)(await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 1 }))["item"]!["opportunity"]!;
    }

    [Fact]
    public async Task Rows_go_with_their_deal()
    {
        await using var portal = await PortalFixture.StartAsync();

        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 1 });

        var left = (await portal.ResultAsync("crm.item.productrow.list", Of(1, 2)))["productRows"]!.AsArray();
        Assert.Equal(2, (int)Assert.Single(left)!["ownerId"]!);
    }

    [Fact]
    public async Task The_catalogue_lists_goods_and_their_prices()
    {
        await using var portal = await PortalFixture.StartAsync();

        var products = (await portal.ResultAsync("catalog.product.list", new
        {
            select = new[] { "id", "iblockId", "name" }, filter = new Dictionary<string, object> { ["iblockId"] = 23, [">id"] = 1 },
        }))["products"]!.AsArray();
        var prices = (await portal.ResultAsync("catalog.price.list", new { filter = new { productId = 3 } }))["prices"]!.AsArray();
        var (status, _) = await portal.CallAsync("catalog.product.list", new { select = new[] { "id" }, filter = new { iblockId = 23 } });

        Assert.Equal([2, 3], products.Select(product => (int)product!["id"]!));
        Assert.Equal("Машино-место", (string)products[1]!["name"]!);
        Assert.Equal((500_000m, "RUB"), ((decimal)Assert.Single(prices)!["price"]!, (string)prices[0]!["currency"]!));
        Assert.Equal(HttpStatusCode.NotImplemented, status);
    }

    [Fact]
    public async Task Goods_lie_in_sections_and_sections_in_others()
    {
        await using var portal = await PortalFixture.StartAsync(layout: SandboxOptions.Catalogue);

        var catalogues = (await portal.ResultAsync("catalog.catalog.list"))["catalogs"]!.AsArray();
        var sections = (await portal.ResultAsync("catalog.section.list", new { select = Named, filter = new { iblockId = 23 } }))["sections"]!.AsArray();
        var below = (await portal.ResultAsync("catalog.section.list", new
        {
            filter = new Dictionary<string, object> { ["iblockId"] = 23, [">id"] = 41 }, order = new { id = "ASC" }, start = -1,
        }))["sections"]!.AsArray();
        var products = (await portal.ResultAsync("catalog.product.list", new { select = Named, filter = new { iblockId = 23 } }))["products"]!.AsArray();

        Assert.Equal([(23, null), (24, 23)], catalogues.Select(one => ((int)one!["iblockId"]!, (int?)one["productIblockId"])));
        Assert.Equal([(41, null, "Маяк"), (61, 41, "Корпус 1")], sections.Select(Told));
        Assert.Equal("Корпус 1", (string)Assert.Single(below)!["name"]!);
        // Behind the goods stand the interests in a complex and in a building, for deals that have no flat yet.
        Assert.Equal([61, 61, 61, 41, 61], products.Select(product => Told(product).Section));
        Assert.Equal([1, 3, 5, 5], (await portal.ResultAsync("crm.item.productrow.list", Of(1, 2, 3)))["productRows"]!.AsArray().Select(row => (int)row!["productId"]!));

        static (int Id, int? Section, string Name) Told(JsonNode? row) => ((int)row!["id"]!, (int?)row["iblockSectionId"], (string)row["name"]!);
    }

    [Fact]
    public async Task Sections_are_for_administrators_and_want_to_be_told_whose()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.InstallAsync(true, "catalog");
        var anna = (string)(await portal.GetAsync($"/__sandbox/token?as={TinyWorld.Anna}"))["access_token"]!;

        var (listStatus, list) = await portal.PostAsync($"/rest/catalog.catalog.list?auth={anna}");
        var (status, sections) = await portal.PostAsync("/rest/catalog.section.list", new { auth = anna, filter = new { iblockId = 23 } });
        var (bareStatus, bare) = await portal.CallAsync("catalog.section.list");
        var (oddStatus, _) = await portal.CallAsync("catalog.catalog.list", new { filter = new { id = 23 } });

        Assert.Equal((HttpStatusCode.BadRequest, 200040300010), (listStatus, (long)list["error"]!));
        Assert.Equal((HttpStatusCode.BadRequest, 200040300030), (status, (long)sections["error"]!));
        Assert.Equal((HttpStatusCode.BadRequest, 0), (bareStatus, (long)bare["error"]!));
        Assert.Equal(HttpStatusCode.NotImplemented, oddStatus);
    }

    [Fact]
    public async Task An_application_without_the_scope_has_no_catalogue()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Administrator);

        var (status, answer) = await portal.PostAsync("/rest/catalog.price.list", new { auth = token, filter = new { productId = 3 } });

        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (status, (string)answer["error"]!));
    }

    private static readonly string[] Named = ["id", "iblockId", "iblockSectionId", "name"];

    private static object Of(params int[] deals) => new { filter = Filter(deals) };

    private static Dictionary<string, object> Filter(params int[] deals) => new() { ["=ownerType"] = "D", ["=ownerId"] = deals };
}
