using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>Report 48 over the sales of <see cref="SalesWorld"/>. Today is 24 November, the quarter began in October.</summary>
public sealed class TerritoryOutlookTests
{
    private static readonly TenantMapping Mapping = ReceiptsWorld.Mapping with { TerritoryField = "UF_TOWN" };

    /// <summary>Where the buyer of each deal comes from, as it is typed there, and who he is.</summary>
    private static readonly Dictionary<int, (string? Town, string? Buyer)> Buyers = new()
    {
        [1] = ("Москва", "Анна"), [2] = ("москва", "Борис"), [3] = ("Казань", "Вера"), [4] = ("Казань", null), [5] = (" москва ", "Анна"), [6] = (null, "Глеб"),
        [7] = ("москва", "Дина"), [8] = ("", "Анна"), [9] = ("Казань", "Егор"), [10] = ("Москва", "Зоя"), [11] = ("Казань", "Зоя"), [12] = (null, null),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Territories_are_what_a_person_adds_up()
    {
        await using var house = await StartAsync();

        var outlook = await RunAsync(house, "1");

        Assert.Equal(("2026-10", "2026-12", true), ($"{outlook.From}", $"{outlook.To}", outlook.IsMapped));
        Assert.Equal([("territory:казань", "Казань"), ("territory:москва", "Москва"), ("none", null)], outlook.Rows.Select(row => (row.Key, row.Title)));
        // Егор and Зоя, who bought in both towns and counts in the first; nobody is open. 9 is in dollars: a contract, no money. 3 and 4 were lost.
        Assert.Equal("customers 2 open 0 0 contracts 2 4000000 won 2 of 4 0.5", Line(outlook.Rows[0]));
        // Анна, with an open deal and a contract, and Борис, whose contract ended: it takes off what it brought, and was won. 7 was lost.
        Assert.Equal("customers 2 open 1 900000 contracts 2 3000000 won 3 of 4 0.75", Line(outlook.Rows[1]));
        // Глеб alone: Анна counts where she is known to come from, and of 12 nobody knows the buyer. 8 has no amount.
        Assert.Equal("customers 1 open 1 100000 contracts 2 250000 won 2 of 2 1", Line(outlook.Rows[2]));
        Assert.Equal("customers 5 open 2 1000000 contracts 6 7250000 won 7 of 10 0.7", Line(outlook.Total));
        Assert.All(outlook.Rows.Append(outlook.Total), row =>
        {
            Assert.Equal(row.Won + row.Expected, row.Outlook);
            Assert.InRange(row.Expected!.Value, 0, row.Counts!.OpenAmount);
            Assert.Equal((null, null, null, null), (row.Plan, row.Before, row.Actual, row.Error));
        });
        Assert.Equal(outlook.Total.Expected, outlook.Rows.Sum(row => row.Expected));
    }

    [Fact]
    public async Task Every_number_opens_its_deals()
    {
        await using var house = await StartAsync();

        // Of the deals of one buyer one counts him: of Анна the open one. Зоя counts in the other town.
        Assert.Equal("2: 2 1, 5 1, 1 0, 10 0", await ListAsync(house, "1", "territory:москва", OutlookNumber.Customers));
        Assert.Equal("5: 11 1, 2 1, 5 1, 6 1, 9 1, 1 0, 10 0, 12 0, 8 0", await ListAsync(house, "1", "total", OutlookNumber.Customers));
        Assert.Equal("1: 5 1", await ListAsync(house, "1", "territory:москва", OutlookNumber.Open));
        Assert.Equal("100000: 6 100000", await ListAsync(house, "1", "none", OutlookNumber.OpenAmount));
        Assert.Equal("2: 1 1, 10 1, 2 1, 2 -1", await ListAsync(house, "1", "territory:москва", OutlookNumber.Contracts));
        Assert.Equal("2: 11 1, 9 1, 3 0, 4 0", await ListAsync(house, "1", "territory:казань", OutlookNumber.WinRate));
        Assert.Equal("3000000: 10 2000000, 1 1000000, 2 0", await ListAsync(house, "1", "territory:москва", OutlookNumber.Won));
        foreach (var row in (await RunAsync(house, "1")).Rows)
        {
            foreach (var (number, value) in ((OutlookNumber, decimal?)[])[(OutlookNumber.Expected, row.Expected), (OutlookNumber.Outlook, row.Outlook)])
                Assert.Equal(value, (await DealsAsync(house, "1", row.Key, number)).Sum);
        }
    }

    [Fact]
    public async Task A_viewer_learns_nothing_of_deals_he_does_not_see()
    {
        await using var house = await StartAsync();

        // 11 sees 2, 5 and 7, and the town as it is spelled there.
        var own = await RunAsync(house, "11");
        Assert.Equal([("territory:москва", "москва")], own.Rows.Select(row => (row.Key, row.Title)));
        Assert.Equal("customers 2 open 1 900000 contracts 0 0 won 1 of 2 0.5", Line(own.Total));
        // A town of hidden deals is as unknown as one of nobody's.
        foreach (var town in (string[])["казань", "нигде"])
            Assert.Equal("unknown", (await Assert.ThrowsAsync<ReportRefusedException>(() => ListAsync(house, "11", $"territory:{town}", OutlookNumber.WinRate))).Reason);
        Assert.Empty((await RunAsync(house, "99")).Rows);
    }

    [Fact]
    public async Task Without_a_field_for_it_nothing_is_told()
    {
        await using var house = await StartAsync(ReceiptsWorld.Mapping);

        var outlook = await RunAsync(house, "1");

        Assert.Equal((false, 0, null), (outlook.IsMapped, outlook.Rows.Count, outlook.Total.Counts));
        await RefusesAsync(house, OutlookRows.Territories, "none", OutlookNumber.Won, "rows", "undefined");
    }

    [Theory]
    [InlineData(OutlookRows.Territories, "total", OutlookNumber.Before, "number", "undefined")]
    [InlineData(OutlookRows.Territories, "source:WEB", OutlookNumber.Won, "row", "unknown")]
    [InlineData(OutlookRows.Sources, "total", OutlookNumber.Open, "number", "undefined")]
    public async Task What_has_no_list_is_refused(OutlookRows rows, string row, OutlookNumber number, string field, string reason)
    {
        await using var house = await StartAsync();

        await RefusesAsync(house, rows, row, number, field, reason);
    }

    private static async Task<ReceiptsHouse> StartAsync(TenantMapping? mapping = null)
    {
        var house = await SalesWorld.StartAsync(mapping: mapping ?? Mapping);
        await house.LandAsync([RecordKind.Deal], [.. SalesWorld.Deals.Select(ToRecord)]);
        return house;
    }

    private static Deal ToRecord(SaleFact sale)
    {
        var (deal, (town, buyer)) = (SalesWorld.ToRecord(sale), Buyers[sale.Id]);
        return deal with
        {
            ContactIds = buyer is null ? [] : [buyer], Fields = new Dictionary<string, FieldValue>(deal.Fields) { ["UF_TOWN"] = FieldValue.Of(town) },
        };
    }

    private static async Task RefusesAsync(ReceiptsHouse house, OutlookRows rows, string row, OutlookNumber number, string field, string reason)
    {
        var refused = await Assert.ThrowsAsync<ReportRefusedException>(
            () => house.Store.Get<ReceiptsForecasts>().OutlookDealsAsync(house.Viewer("1"), new OutlookDealsRequest(rows, row, number), Token));
        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    private static Task<SalesOutlook> RunAsync(ReceiptsHouse house, string user) =>
        house.Store.Get<ReceiptsForecasts>().SalesOutlookAsync(house.Viewer(user), new SalesOutlookRequest(OutlookRows.Territories), Token);

    private static Task<OutlookDeals> DealsAsync(ReceiptsHouse house, string user, string row, OutlookNumber number) =>
        house.Store.Get<ReceiptsForecasts>().OutlookDealsAsync(house.Viewer(user), new OutlookDealsRequest(OutlookRows.Territories, row, number), Token);

    private static async Task<string> ListAsync(ReceiptsHouse house, string user, string row, OutlookNumber number)
    {
        var list = await DealsAsync(house, user, row, number);
        return $"{N(list.Sum)}: {string.Join(", ", list.Deals.Select(deal => $"{deal.DealId} {N(deal.Value)}"))}";
    }

    private static string Line(SalesOutlookRow row) =>
        $"customers {row.Counts!.Customers} open {row.Counts.Open} {N(row.Counts.OpenAmount)} contracts {row.Counts.Contracts} {N(row.Won!.Value)} "
        + $"won {row.Counts.Won} of {row.Counts.Closed} {N(row.Counts.WinRate!.Value)}";

    private static string N(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
