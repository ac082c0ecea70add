using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Reconciliation;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>Facts that a portal keeps in several places: the first that is filled wins, deal by deal, and what is estimated says so.</summary>
public sealed class RoleChainTests
{
    private const string ByOwner = "sales-by-owner";
    private static readonly ReportRequest November = new("2026-11-01", "2026-11-30");
    private static readonly TenantMapping Mapping = ReceiptsWorld.Mapping with { ContractDateFields = ["UF_SIGNED", "UF_ACT"] };

    private static readonly IReadOnlyList<SaleFact> Deals =
    [
        // Signed on the 3rd, moved to the stage two days later.
        new(1, "11-01 10:00", "NEW 11-01 10:00, SIGN 11-05 10:00", "13", 1_000_000m, Seller: "11", Signed: "2026-11-03", Act: "2026-10-01"),
        // Signed in October, moved in November.
        new(2, "10-01 10:00", "NEW 10-01 10:00, SIGN 11-02 10:00", "11", 2_000_000m, Signed: "2026-10-30"),
        // The first field cannot be read, the second can: signed on the 10th, although moved in October.
        new(3, "10-01 10:00", "NEW 10-01 10:00, SIGN 10-20 10:00", "12", 4_000_000m, Signed: "скоро", Act: "2026-11-10"),
        // No field: moved on the 12th.
        new(4, "11-01 10:00", "NEW 11-01 10:00, SIGN 11-12 10:00", "12", 8_000_000m),
        // A year that cannot be.
        new(5, "11-01 10:00", "NEW 11-01 10:00, SIGN 11-13 10:00", "12", 16_000_000m, Signed: "2206-11-13"),
        // Not won yet, whatever the field says; and lost, on the day of its stage.
        new(6, "11-01 10:00", "NEW 11-01 10:00", "11", 32_000_000m, Signed: "2026-11-01"),
        new(7, "11-01 10:00", "NEW 11-01 10:00, LOSE 11-04 10:00", "11", 64_000_000m, Signed: "2026-10-01"),
        // Without a history: the day the deal itself tells.
        new(12, "10-03 10:00", "SIGN 11-18 10:00", null, 128_000_000m),
    ];

    /// <summary>Of this one nothing tells the day.</summary>
    private static readonly Deal Undated = new()
    {
        Id = "21", Title = "Сделка 21", PipelineId = "0", StageId = "SIGN", OwnerId = "12", Amount = 256_000_000m, Currency = "RUB", CreatedAt = SalesWorld.At("10-05 10:00"),
    };

    [Fact]
    public async Task A_contract_is_of_the_month_that_its_field_says_else_of_that_of_its_stage()
    {
        await using var house = await StartAsync();

        var november = await house.RunAsync("1", November, ByOwner);
        var october = await house.RunAsync("1", new ReportRequest("2026-10-01", "2026-10-31"), ByOwner);

        // 1, 3, 4, 5 and 12; 2 is October's; 7 was lost in November.
        Assert.Equal((5m, 157_000_000m, 1m), (Total(november, "won_cnt"), Total(november, "won_val"), Total(november, "lost_cnt")));
        Assert.Equal((1m, 2_000_000m), (Total(october, "won_cnt"), Total(october, "won_val")));
    }

    [Fact]
    public async Task What_is_estimated_is_counted_beside_what_is_not_and_can_be_listed()
    {
        await using var house = await StartAsync();

        var answer = await house.RunAsync("1", November, ByOwner);

        Assert.Equal(
            [
                "won_undated 1: ", "won_date_estimated 3: stage 2, field:UF_ACT 1, field:UF_SIGNED 1, moved 1",
                "won_seller_estimated 3: owner 3, field:UF_SELLER 1, none 1", "unreadable_values 2: ",
            ],
            answer.Notices.Select(notice => $"{notice.Code} {notice.Count}: {string.Join(", ", notice.Shares.Select(share => $"{share.Source} {share.Count}"))}"));
        var dates = (await house.DrillAsync("1", answer.Notices.Single(notice => notice.Code == "won_date_estimated").Drill!, ByOwner)).Rows;
        Assert.Equal(["12 moved", "4 stage", "5 stage"], dates.Select(row => $"{row.HostId} {row.Sources!.ContractDate}").Order(StringComparer.Ordinal));
        var all = (await house.DrillAsync("1", new DrillRequest("total", "total", "won_cnt", November.From, November.To), ByOwner)).Rows;
        Assert.Equal(
            ["1 field:UF_SIGNED field:UF_SELLER", "12 moved none", "3 field:UF_ACT owner", "4 stage owner", "5 stage owner"],
            all.Select(row => $"{row.HostId} {row.Sources!.ContractDate} {row.Sources.Seller}").Order(StringComparer.Ordinal));
        var undated = (await house.DrillAsync("1", answer.Notices.Single(notice => notice.Code == "won_undated").Drill!, ByOwner)).Rows;
        Assert.Equal(["21 none"], undated.Select(row => $"{row.HostId} {row.Sources!.ContractDate}"));
    }

    /// <summary>What stands in the two fields, the deal's own amount, and what the contract is counted with.</summary>
    [Theory]
    [InlineData("900000 RUB", "800000 RUB", "1000000", "900000", "field:UF_PRICE")]
    [InlineData(null, "800000", "1000000", "800000", "field:UF_ACT_PRICE")]
    [InlineData("0 RUB", null, "1000000", "1000000", "deal")]
    [InlineData("дорого", "800000 RUB", "1000000", "800000", "field:UF_ACT_PRICE")]
    [InlineData(null, null, null, null, "none")]
    // Dollars are counted and add nothing, whatever the deal says.
    [InlineData("5000 USD", null, "1000000", null, "field:UF_PRICE")]
    public async Task The_money_of_a_contract_is_that_of_its_field_else_of_the_deal(string? price, string? act, string? own, string? counted, string source)
    {
        await using var house = await SalesWorld.StartAsync([], Mapping with { ContractAmountFields = ["UF_PRICE", "UF_ACT_PRICE"] });
        await house.LandAsync(new Deal
        {
            Id = "1", Title = "Сделка 1", PipelineId = "0", StageId = "SIGN", OwnerId = "12", Currency = "RUB", CreatedAt = SalesWorld.At("11-01 10:00"),
            Amount = own is null ? null : decimal.Parse(own, CultureInfo.InvariantCulture),
            Fields = new Dictionary<string, FieldValue>
            {
                ["UF_SIGNED"] = FieldValue.Of("2026-11-03"), ["UF_SELLER"] = FieldValue.Of("12"), ["UF_PRICE"] = FieldValue.Of(price), ["UF_ACT_PRICE"] = FieldValue.Of(act),
            },
        });

        var answer = await house.RunAsync("1", November, ByOwner);

        Assert.Equal((1m, counted is null ? 0 : decimal.Parse(counted, CultureInfo.InvariantCulture)), (Total(answer, "won_cnt"), Total(answer, "won_val")));
        var row = Assert.Single((await house.DrillAsync("1", new DrillRequest("total", "total", "won_cnt", November.From, November.To), ByOwner)).Rows);
        Assert.Equal(source, row.Sources!.ContractAmount);
        Assert.Equal(counted, row.DealAmount?.ToString("0", CultureInfo.InvariantCulture));
        Assert.Equal(source == "deal" ? ["deal 1"] : [], answer.Notices.Where(notice => notice.Code == "won_amount_estimated").SelectMany(notice => notice.Shares).Select(share => $"{share.Source} {share.Count}"));
        Assert.Equal(source == "none", answer.Notices.Any(notice => notice.Code == "won_no_amount"));
    }

    [Fact]
    public async Task Nothing_is_said_where_every_fact_is_what_a_field_says()
    {
        await using var house = await SalesWorld.StartAsync([Deals[0]], Mapping);

        Assert.Empty((await house.RunAsync("1", November, ByOwner)).Notices);
    }

    [Fact]
    public async Task Another_mapping_counts_anew_what_is_already_there()
    {
        await using var house = await StartAsync();

        await house.AcceptAsync(Mapping with { ContractDateFields = [] });
        await house.RefreshAsync();

        // By stages alone 2 is November's, and 3 October's.
        var answer = await house.RunAsync("1", November, ByOwner);
        Assert.Equal((5m, 155_000_000m), (Total(answer, "won_cnt"), Total(answer, "won_val")));
    }

    [Fact]
    public async Task Reconciliation_counts_by_the_same_day_and_says_whence_it_is()
    {
        await using var house = await StartAsync();

        var service = house.Store.Get<ReconciliationService>();
        using var entry = (await service.EnterAsync(house.Viewer("1"), TestContext.Current.CancellationToken))!;
        var view = (await service.ReadAsync(entry, TestContext.Current.CancellationToken))!;

        Assert.Equal(
            ["2026-10 Contracts 1", "2026-10 ContractsValue 2000000"],
            view.Figures.Where(figure => figure is { Row: "total", Metric: not KnownMetric.Receipts } && figure.Month == new YearMonth(2026, 10))
                .Select(figure => FormattableString.Invariant($"{figure.Month} {figure.Metric} {figure.Ours:0.##}")));
        Assert.Equal(["field:UF_SIGNED 1", "none 1"], view.ContractDays.Select(share => $"{share.Source} {share.Count}"));
    }

    private static async Task<ReceiptsHouse> StartAsync()
    {
        var house = await SalesWorld.StartAsync(Deals, Mapping);
        await house.LandAsync(Undated);
        return house;
    }

    private static decimal Total(ReportAnswer answer, string measure) => answer.Totals.Cells.Single(cell => cell.Column == "total" && cell.Measure == measure).Value;
}
