using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>Reports 45 and 46 over the contracts of <see cref="SummaryWorld"/>. Today is 24 November.</summary>
public sealed class SalesOutlookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Months_are_what_a_person_adds_up()
    {
        await using var house = await SummaryWorld.StartAsync();

        var outlook = await RunAsync(house, "1", OutlookRows.Months);

        Assert.Equal(["2026-08", "2026-09", "2026-10", "2026-11"], outlook.Rows.Select(row => row.Key));
        // Nobody is open any more, so that nothing is expected: 6 + 8 million signed in November, less 5 that ended; 2 was signed and ended.
        Assert.Equal("plan 20000000 won 9000000 expected 0 outlook 9000000 actual - error -", Line(outlook.Rows[3]));
        // 5 + 4 million came in October. On its first day five deals were open and none had ever been signed: nothing was expected, all of it was missed.
        Assert.Equal("plan - won 9000000 expected - outlook - actual 9000000 error -1", Line(outlook.Rows[2]));
        Assert.Equal(0, outlook.Rows[2].Before);
        // Nothing came, and an error of nothing is none.
        Assert.Equal("plan - won 0 expected - outlook - actual 0 error -", Line(outlook.Rows[1]));
        Assert.Equal((0m, 9_000_000m, -1m), (outlook.Total.Before!.Value, outlook.Total.Actual!.Value, outlook.Total.Error!.Value));
        // 1, 2 and 4 were open on the first of November, after two of five had been signed in October: less is expected of them than all they are for.
        var before = await ListAsync(house, "1", OutlookRows.Months, "2026-11", OutlookNumber.Before);
        Assert.Equal(["1", "2", "4"], before.Deals.Select(deal => deal.DealId).Order());
        Assert.InRange(before.Sum, 1, 17_000_000 - 1);
        Assert.Equal(outlook.Rows[3].Before, before.Sum);
    }

    [Fact]
    public async Task Managers_and_sources_are_the_same_money()
    {
        await using var house = await SummaryWorld.StartAsync();
        var first = SummaryWorld.Contracts[0];
        await house.LandAsync([RecordKind.Source, RecordKind.Deal], [new Source { Id = "WEB", Name = "Сайт", Order = 1 }, SummaryWorld.ToRecord(first) with { SourceId = "WEB" }]);

        var managers = await RunAsync(house, "1", OutlookRows.Managers);
        var sources = await RunAsync(house, "1", OutlookRows.Sources);

        Assert.Equal(["manager:11", "manager:12"], managers.Rows.Select(row => row.Key));
        // 12 has lost 5 of 8 million; in October 11 signed 4, and 12 the 5 that ended later.
        Assert.Equal(["plan - won 6000000 expected 0 outlook 6000000 actual 4000000 error -1", "plan - won 3000000 expected 0 outlook 3000000 actual 5000000 error -1"], managers.Rows.Select(Line));
        Assert.Equal("plan 20000000 won 9000000 expected 0 outlook 9000000 actual 9000000 error -1", Line(managers.Total));
        Assert.Equal([("source:WEB", "Сайт", 6_000_000m), ("none", null, 3_000_000m)], sources.Rows.Select(row => (row.Key, row.Title, row.Won!.Value)));
        Assert.Equal(managers.Total, sources.Total);
        // Ended contracts stand in the list with their money below nothing.
        var list = await ListAsync(house, "1", OutlookRows.Managers, "manager:12", OutlookNumber.Won);
        Assert.Equal([("4", 8_000_000m), ("3", -5_000_000m)], list.Deals.Select(deal => (deal.DealId, deal.Value)));
        Assert.Equal(["1"], (await ListAsync(house, "1", OutlookRows.Sources, "source:WEB", OutlookNumber.Outlook)).Deals.Select(deal => deal.DealId));
    }

    /// <summary>Deal 8 was sold by 14, who left; what there is to sell of it would be 13's.</summary>
    [Fact]
    public async Task What_was_expected_stands_beside_what_came_in_the_row_of_who_sold()
    {
        await using var house = await SummaryWorld.StartAsync();
        await LandAsync(house, new ContractFact(8, "11-15", "14", "13", "1", 1_000_000m, 10m));
        house.Store.Clock.Advance(TimeSpan.FromDays(10));

        var rows = (await RunAsync(house, "1", OutlookRows.Managers)).Rows;

        var sold = rows.Single(row => row.Key == "manager:14");
        Assert.Equal(1_000_000m, sold.Actual);
        Assert.InRange(sold.Before!.Value, 1, 1_000_000m);
        Assert.DoesNotContain(rows, row => row.Key == "manager:13");
        var before = await ListAsync(house, "1", OutlookRows.Managers, sold.Key, OutlookNumber.Before);
        Assert.Equal(["8"], before.Deals.Select(deal => deal.DealId));
        Assert.Equal(sold.Before, before.Sum);
        Assert.Equal(0, (await ListAsync(house, "1", OutlookRows.Managers, "manager:13", OutlookNumber.Before)).Count);
    }

    [Fact]
    public async Task Of_more_contracts_than_are_listed_the_largest_are_shown_and_all_are_added_up()
    {
        await using var house = await SummaryWorld.StartAsync();
        await LandAsync(house, [.. Enumerable.Range(1, 1_003).Select(number => new ContractFact(100 + number, "10-07", "11", "11", "1", number, 10m))]);

        var list = await ListAsync(house, "1", OutlookRows.Months, "2026-10", OutlookNumber.Actual);

        // 1 + 2 + … + 1,003 beside the 5 and 4 million of October; of the 200 shown these two and the 198 from 806 on.
        Assert.Equal((1_005, 9_503_506m), (list.Count, list.Sum));
        Assert.Equal(["3", "5", "1103", "1102"], list.Deals.Take(4).Select(deal => deal.DealId));
        Assert.Equal((200, 806m, 503_506m - (198 * (806 + 1_003) / 2)), (list.Deals.Count, list.Deals[^1].Value, list.Rest));
    }

    [Fact]
    public async Task A_viewer_learns_nothing_of_deals_he_does_not_see()
    {
        await using var house = await SummaryWorld.StartAsync();

        // 11 sees what he owns: 2 and 5. Contract 1 is the desk's by now.
        var own = await RunAsync(house, "11", OutlookRows.Managers);
        Assert.Equal([("manager:11", 0m, 4_000_000m)], own.Rows.Select(row => (row.Key, row.Won!.Value, row.Actual!.Value)));
        Assert.Null(own.Total.Plan);
        Assert.Equal(["5"], (await ListAsync(house, "11", OutlookRows.Months, "2026-10", OutlookNumber.Actual)).Deals.Select(deal => deal.DealId));
        var foreign = await ListAsync(house, "11", OutlookRows.Managers, "manager:12", OutlookNumber.Actual);
        Assert.Equal((0, 0m), (foreign.Count, foreign.Sum));
        var nothing = await RunAsync(house, "99", OutlookRows.Sources);
        Assert.Empty(nothing.Rows);
        Assert.Equal(0, nothing.Total.Won);
    }

    [Fact]
    public async Task Sales_are_forecast_without_payments_too()
    {
        await using var house = await SummaryWorld.StartAsync(SummaryWorld.Mapping with { Payments = null });
        var forecasts = house.Store.Get<ReceiptsForecasts>();

        var receipts = await forecasts.RunAsync(house.Viewer("1"), new ReceiptsForecastRequest(), Token);
        var sales = await forecasts.RunAsync(house.Viewer("1"), new ReceiptsForecastRequest(Metric: ForecastMetric.Sales), Token);

        Assert.Null(receipts.Basis);
        Assert.All(receipts.Total.Months, month => Assert.Null(month.Fact));
        Assert.NotNull(sales.Basis);
        Assert.Equal([9_000_000m, 9_000_000m], sales.Total.Months.Skip(5).Take(2).Select(month => month.Fact!.Value));
    }

    [Theory]
    [InlineData(OutlookRows.Months, "total", OutlookNumber.Won, "number", "undefined")]
    [InlineData(OutlookRows.Months, "2026-07", OutlookNumber.Won, "row", "unknown")]
    [InlineData(OutlookRows.Months, "2026-10", OutlookNumber.Expected, "number", "undefined")]
    [InlineData(OutlookRows.Months, "2026-11", OutlookNumber.Actual, "number", "undefined")]
    [InlineData(OutlookRows.Managers, "manager:9999", OutlookNumber.Won, "row", "unknown")]
    [InlineData(OutlookRows.Sources, "source:NOWHERE", OutlookNumber.Outlook, "row", "unknown")]
    [InlineData(OutlookRows.Managers, "source:WEB", OutlookNumber.Won, "row", "unknown")]
    public async Task What_has_no_list_is_refused(OutlookRows rows, string row, OutlookNumber number, string field, string reason)
    {
        await using var house = await SummaryWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => ListAsync(house, "1", rows, row, number));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    private static Task LandAsync(ReceiptsHouse house, params IReadOnlyList<ContractFact> contracts) => house.LandAsync(
    [
        .. contracts.Select(SummaryWorld.ToRecord),
        .. contracts.SelectMany(contract => contract.Sale.Visits.Select((step, index) =>
            new StageVisit { Id = $"{(contract.Id * 10) + index}", DealId = $"{contract.Id}", PipelineId = "0", StageId = step.Stage, EnteredAt = step.At })),
    ]);

    private static Task<SalesOutlook> RunAsync(ReceiptsHouse house, string user, OutlookRows rows) =>
        house.Store.Get<ReceiptsForecasts>().SalesOutlookAsync(house.Viewer(user), new SalesOutlookRequest(rows), Token);

    private static Task<OutlookDeals> ListAsync(ReceiptsHouse house, string user, OutlookRows rows, string row, OutlookNumber number) =>
        house.Store.Get<ReceiptsForecasts>().OutlookDealsAsync(house.Viewer(user), new OutlookDealsRequest(rows, row, number), Token);

    private static string Line(SalesOutlookRow row) =>
        $"plan {N(row.Plan)} won {N(row.Won)} expected {N(row.Expected)} outlook {N(row.Outlook)} actual {N(row.Actual)} error {N(row.Error)}";

    private static string N(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";
}
