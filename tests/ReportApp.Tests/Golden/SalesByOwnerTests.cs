using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

public sealed class SalesByOwnerTests
{
    private const string ByOwner = "sales-by-owner";
    private static readonly ReportRequest November = new("2026-11-01", "2026-11-30");

    [Fact]
    public async Task Cells_are_what_a_person_adds_up()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("1", November, ByOwner);

        Assert.Equal(("2026-10-01", "2026-10-24"), (answer.Previous!.From, answer.Previous.To));
        Assert.Equal(
            [
                // The office: won 1 (1,000,000), 2 (3,000,000), 9 (dollars); lost 3, 4, 7. October until the 24th: deal 10, 2,000,000.
                "team:5 1 3 4000000 94.117647 2000000 50 3 | 2000000 2000000 100",
                "manager:11 1 2 4000000 94.117647 2000000 66.666667 1 | 0 4000000 -",
                "manager:12 - 1 0 0 - 33.333333 2 | 2000000 -2000000 -100",
                // Deal 8 has no amount.
                "inactive - 1 0 0 - 100 0 | 0 0 -",
                "manager:14 - 1 0 0 - 100 0 | 0 0 -",
                "none - 1 250000 5.882353 250000 100 0 | 0 250000 -",
                "total - 5 4250000 100 1416666.666667 62.5 3 | 2000000 2250000 112.5",
            ],
            answer.Rows.Append(answer.Totals).Select(Line));
        Assert.Equal(
            // Of the five won, 1 and 8 name their seller, 12 is nobody's; no field tells the day of any contract.
            ["won_no_amount 1", "won_other_currency 1", "won_date_estimated 5", "won_seller_estimated 2"],
            answer.Notices.Select(notice => $"{notice.Code} {notice.Count}"));
    }

    [Fact]
    public async Task People_who_left_stand_in_one_group_behind_the_departments_and_nobodys_deals_last()
    {
        await using var house = await SalesWorld.StartAsync();

        var rows = (await house.RunAsync("1", November, ByOwner)).Rows;

        Assert.Equal(["team:5", "inactive", "none"], rows.Where(row => row.Parent is null).Select(row => row.Key));
        Assert.Equal("inactive", rows.Single(row => row.Key == "manager:14").Parent);
        Assert.Equal(["Офис", "Человек 11", "Человек 12", null, "Человек 14", null], rows.Select(row => row.Title));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-24")]
    [InlineData("2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30")]
    [InlineData("2026-10", "2026-12", "2026-07-01", "2026-08-24")]
    [InlineData("2026-11-10", "2026-11-16", "2026-11-03", "2026-11-09")]
    [InlineData("2026-11-23", "2026-11-29", "2026-11-16", "2026-11-17")]
    [InlineData("2027-01-01", "2027-01-31", "2026-12-01", "2026-12-31")]
    public async Task A_period_is_compared_with_as_much_of_the_one_before(string from, string to, string previousFrom, string previousTo)
    {
        await using var house = await SalesWorld.StartAsync();

        var previous = (await house.RunAsync("1", new ReportRequest(from, to), ByOwner)).Previous!;

        Assert.Equal((previousFrom, previousTo), (previous.From, previous.To));
    }

    [Theory]
    [InlineData("2026-13", "from", "not_a_day")]
    [InlineData("2026-02-30", "from", "not_a_day")]
    [InlineData("2026-12-01", "to", "ends_before_it_begins")]
    [InlineData("2001-01-01", "to", "too_long")]
    public async Task A_period_that_is_none_is_refused(string from, string field, string reason)
    {
        await using var house = await SalesWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => house.RunAsync("1", new ReportRequest(from, "2026-11-30"), ByOwner));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Theory]
    [InlineData("total", "delta", "won_cnt", null, "column")]
    [InlineData("total", "total", "won_cnt", DrillPart.Denominator, "part")]
    [InlineData("manager:99", "total", "won_cnt", null, "row")]
    [InlineData("total", "2026-11", "won_cnt", null, "column")]
    public async Task A_list_that_no_number_has_is_refused(string row, string column, string measure, DrillPart? part, string field)
    {
        await using var house = await SalesWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(
            () => house.DrillAsync("1", new DrillRequest(row, column, measure, "2026-11-01", "2026-11-30", null, part), ByOwner));

        Assert.Equal(field, refused.Field);
    }

    [Fact]
    public async Task A_manager_sees_himself_and_no_other_name()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("12", November, ByOwner);

        Assert.Equal(["team:5", "manager:12"], answer.Rows.Select(row => row.Key));
        await Assert.ThrowsAsync<ReportRefusedException>(
            () => house.DrillAsync("12", new DrillRequest("manager:11", "total", "won_cnt", "2026-11-01", "2026-11-30"), ByOwner));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_cell_and_its_lists_equal_an_independent_count(string userId)
    {
        await using var house = await SalesWorld.StartAsync();
        await SalesRecount.AssertEqualsAsync(
            house, userId, ByOwner, November, SalesRecount.ByOwner(ReceiptsHouse.Viewers[userId], "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-24")));
    }

    private static string Line(ReportRow row)
    {
        return $"{row.Key} {string.Join(' ', new[] { "won_rank", "won_cnt", "won_val", "won_share", "avg_deal", "win_rate", "lost_cnt" }.Select(name => In("total", name)))}"
            + $" | {In("previous", "won_val")} {In("delta", "won_val")} {In("growth", "won_val")}";

        string In(string column, string measure) =>
            row.Cells.SingleOrDefault(cell => cell.Column == column && cell.Measure == measure) is { } cell ? FormattableString.Invariant($"{cell.Value:0.######}") : "-";
    }
}
