using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

public sealed class SalesFunnelTests
{
    private const string Funnel = "sales-funnel";
    private static readonly ReportRequest November = new("2026-11-01", "2026-11-30");

    [Fact]
    public async Task Cells_are_what_a_person_adds_up()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("1", November, Funnel);

        Assert.Equal(
            [
                // Deals 1–7. 1,000,000 + 3,000,000 + 500,000 + 700,000 + 900,000 + 100,000; deal 7 has no amount. Lost from NEW: 3 and 7.
                // Days new: 1 (deal 1), 0.5 (2), 1 + 2 (3), 1 (4), 2 (5), 1/24 (7): of 0.0417 0.5 1 1 2 3 the middle is 1.
                "step:lead reach 7", "step:lead total_conv 100", "step:lead reach_val 6200000", "step:lead lost_here 2", "step:lead step_days 1",
                // Deals 1 and 2 skipped it, 3 too; 4 and 5 were there. Two days in MEET: deal 4; 5 is still in it.
                "step:meeting reach 5", "step:meeting step_conv 71.428571", "step:meeting total_conv 71.428571", "step:meeting reach_val 6100000",
                "step:meeting lost_here 1", "step:meeting step_days 2",
                // 1, 2, 3; two days (1) and three (3).
                "step:reservation reach 3", "step:reservation step_conv 60", "step:reservation total_conv 42.857143", "step:reservation reach_val 4500000",
                "step:reservation lost_here 0", "step:reservation step_days 2.5",
                // Deal 2 was signed for 14 days until it ended.
                "step:contract reach 2", "step:contract step_conv 66.666667", "step:contract total_conv 28.571429", "step:contract reach_val 4000000",
                "step:contract lost_here 0", "step:contract step_days 14",
                "step:paid reach 0", "step:paid step_conv 0", "step:paid total_conv 0", "step:paid reach_val 0", "step:paid lost_here 0",
            ],
            from row in answer.Rows from cell in row.Cells select FormattableString.Invariant($"{row.Key} {cell.Measure} {cell.Value:0.######}"));
        Assert.Empty(answer.Totals.Cells);
        Assert.Equal(["cohort_open 2"], answer.Notices.Select(notice => $"{notice.Code} {notice.Count}"));
        var open = (await house.DrillAsync("1", answer.Notices[0].Drill!, Funnel)).Rows;
        Assert.Equal([("5", null), ("6", null)], open.Select(row => (row.HostId, row.ClosedOn)).Order());
    }

    [Fact]
    public async Task Conversion_is_from_step_to_step_of_one_cohort()
    {
        (string Stage, int Count)[] ends = [("NEW", 85 - 68), ("MEET", 68 - 52), ("BOOK", 52 - 28), ("SIGN", 28)];
        SaleFact[] deals =
        [
            .. ends.SelectMany(end => Enumerable.Repeat(end.Stage, end.Count))
                .Select((stage, index) => new SaleFact(index + 1, "11-02 10:00", $"{stage} 11-02 10:00", "11", 1m)),
        ];
        await using var house = await SalesWorld.StartAsync(deals);

        var answer = await house.RunAsync("1", November, Funnel);

        Assert.Equal([85m, 68m, 52m, 28m, 0m], Of("reach"));
        Assert.Equal([80m, 76.470588m, 53.846154m, 0m], Of("step_conv"));
        Assert.Equal([100m, 80m, 61.176471m, 32.941176m, 0m], Of("total_conv"));

        decimal[] Of(string measure) => [.. answer.Rows.SelectMany(row => row.Cells).Where(cell => cell.Measure == measure).Select(cell => cell.Value)];
    }

    [Fact]
    public async Task Over_a_period_cells_are_what_a_person_adds_up()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("1", November with { Basis = ReportBasis.Period }, Funnel);

        Assert.Equal(
            [
                // Created in November, 1–7. Lost in November from NEW: 3 and 7. Left it for good in November, in days: 1/24 (7), 0.5 (2), 1 (1), 1 (4),
                // 2 (5), 3 (3), 20 (8), 21 (9): the middle is between 1 and 2.
                "step:lead reach_moved 7", "step:lead total_conv_moved 100", "step:lead reach_val_moved 6200000", "step:lead lost_here_moved 2",
                "step:lead step_days_moved 1.5",
                // First there or further in November: 1–5, and of October's deals 8, 9 and 12. 10 and 11 were signed in October.
                "step:meeting reach_moved 8", "step:meeting step_conv_moved 114.285714", "step:meeting total_conv_moved 114.285714",
                "step:meeting reach_val_moved 6350000", "step:meeting lost_here_moved 1", "step:meeting step_days_moved 2",
                // 1, 2, 3, 8, 9, 12.
                "step:reservation reach_moved 6", "step:reservation step_conv_moved 75", "step:reservation total_conv_moved 85.714286",
                "step:reservation reach_val_moved 4750000", "step:reservation lost_here_moved 0", "step:reservation step_days_moved 2.5",
                // 1, 2, 8, 9, 12.
                "step:contract reach_moved 5", "step:contract step_conv_moved 83.333333", "step:contract total_conv_moved 71.428571",
                "step:contract reach_val_moved 4250000", "step:contract lost_here_moved 0", "step:contract step_days_moved 14",
                "step:paid reach_moved 0", "step:paid step_conv_moved 0", "step:paid total_conv_moved 0", "step:paid reach_val_moved 0", "step:paid lost_here_moved 0",
            ],
            from row in answer.Rows from cell in row.Cells select FormattableString.Invariant($"{row.Key} {cell.Measure} {cell.Value:0.######}"));
        Assert.Equal((ReportBasis.Period, "step_conv_moved"), (answer.Basis, answer.Chart!.Conversion));
        Assert.Equal(ReportBasis.Cohort, (await house.RunAsync("1", November, Funnel)).Basis);
    }

    [Fact]
    public async Task Conversion_over_a_period_divides_what_happened_in_it_whoever_it_happened_to()
    {
        (string Created, string Path, int Count)[] groups =
        [
            ("11-02 10:00", "NEW 11-02 10:00", 85),
            ("10-02 10:00", "NEW 10-02 10:00, MEET 11-03 10:00", 68),
            ("10-02 10:00", "NEW 10-02 10:00, MEET 10-03 10:00, BOOK 11-04 10:00", 52),
            ("10-02 10:00", "NEW 10-02 10:00, MEET 10-03 10:00, BOOK 10-04 10:00, SIGN 11-05 10:00", 28),
        ];
        SaleFact[] deals =
            [.. groups.SelectMany(group => Enumerable.Repeat(group, group.Count)).Select((group, index) => new SaleFact(index + 1, group.Created, group.Path, "11", 1m))];
        await using var house = await SalesWorld.StartAsync(deals);

        Assert.Equal(["85", "68 80", "52 76.470588", "28 53.846154", "0 0"], await RowsAsync(ReportBasis.Period, "reach_moved", "step_conv_moved"));
        Assert.Equal(["85", "0 0", "0", "0", "0"], await RowsAsync(ReportBasis.Cohort, "reach", "step_conv"));

        async Task<IEnumerable<string>> RowsAsync(ReportBasis basis, params string[] measures) =>
            from row in (await house.RunAsync("1", November with { Basis = basis }, Funnel)).Rows
            select string.Join(' ', row.Cells.Where(cell => measures.Contains(cell.Measure)).Select(cell => FormattableString.Invariant($"{cell.Value:0.######}")));
    }

    [Fact]
    public async Task A_report_without_another_basis_refuses_it()
    {
        await using var house = await SalesWorld.StartAsync();

        var refusal = await Assert.ThrowsAsync<ReportRefusedException>(() => house.RunAsync("1", November with { Basis = ReportBasis.Period }, "sales-by-owner"));

        Assert.Equal(("basis", "unknown"), (refusal.Field, refusal.Reason));
        Assert.Null((await house.RunAsync("1", November, "sales-by-owner")).Basis);
    }

    [Fact]
    public async Task Nothing_is_divided_by_nothing()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("1", new ReportRequest("2026-01-01", "2026-01-31"), Funnel);

        Assert.All(answer.Rows, row => Assert.DoesNotContain(row.Cells, cell => cell.Measure is "step_conv" or "total_conv" or "step_days"));
        Assert.All(answer.Rows, row => Assert.Equal(0, row.Cells.Single(cell => cell.Measure == "reach").Value));
    }

    [Fact]
    public async Task A_number_of_few_deals_says_so()
    {
        await using var house = await SalesWorld.StartAsync();

        var answer = await house.RunAsync("1", November, Funnel);

        var found = answer.Rows.SelectMany(row => row.Cells.Where(cell => cell.Measure == "step_conv").Select(cell => (row.Key, cell.Of, cell.IsSmall)));
        Assert.Equal(
            [("step:meeting", 7, false), ("step:reservation", 5, false), ("step:contract", 3, true), ("step:paid", 2, true)],
            found.Select(one => (one.Key, one.Of ?? 0, one.IsSmall)));
    }

    [Fact]
    public async Task The_funnel_is_of_the_first_pipeline_unless_others_are_chosen_and_several_meet_in_the_steps()
    {
        // The second pipeline comes first in the host, and knows no meeting.
        var mapping = ReceiptsWorld.Mapping with
        {
            SalesPipelines = ["0", "9"],
            Steps = new Dictionary<string, FunnelStep>(ReceiptsWorld.Steps) { ["C9:NEW"] = FunnelStep.Lead, ["C9:DEAL"] = FunnelStep.Contract },
        };
        SaleFact[] deals =
        [
            .. SalesWorld.Deals,
            new(20, "11-03 10:00", "C9:NEW 11-03 10:00, C9:DEAL 11-04 10:00", "11", 10m, Pipeline: "9"),
            new(21, "11-03 10:00", "C9:NEW 11-03 10:00", "11", 20m, Pipeline: "9"),
        ];
        await using var house = await SalesWorld.StartAsync(deals, mapping);
        await house.LandAsync(
            new Pipeline { Id = "0", Name = "Продажи", Order = 20 }, new Pipeline { Id = "9", Name = "Партнёры", Order = 10 },
            new Stage { Id = "C9:NEW", PipelineId = "9", Name = "Новая", Order = 10 }, new Stage { Id = "C9:DEAL", PipelineId = "9", Name = "Договор", Order = 20 });

        Assert.Equal(("9", "step:lead 2, step:contract 1"), await ReachAsync(null));
        Assert.Equal(("0", "step:lead 7, step:meeting 5, step:reservation 3, step:contract 2, step:paid 0"), await ReachAsync(["0"]));
        Assert.Equal(("0 9", "step:lead 9, step:meeting 6, step:reservation 4, step:contract 3, step:paid 0"), await ReachAsync(["0", "9"]));
        var filters = await house.Store.Get<ReportRunner>().FiltersAsync(house.Viewer("1"), Funnel, TestContext.Current.CancellationToken);
        Assert.Equal(["9 Партнёры", "0 Продажи"], filters.Single(list => list.Dimension == "pipeline").Values.Select(value => $"{value.Value} {value.Title}"));
        var list = await house.DrillAsync("1", new DrillRequest("step:contract", "total", "reach", November.From, November.To), Funnel);
        Assert.Equal(["20"], list.Rows.Select(row => row.HostId));

        async Task<(string Pipelines, string Reach)> ReachAsync(string[]? pipelines)
        {
            var answer = await house.RunAsync(
                "1", November with { Filters = pipelines is null ? null : new Dictionary<string, IReadOnlyList<string>> { ["pipeline"] = pipelines } }, Funnel);
            return (
                string.Join(' ', answer.Filters["pipeline"]),
                string.Join(", ", answer.Rows.Select(row => FormattableString.Invariant($"{row.Key} {row.Cells.Single(cell => cell.Measure == "reach").Value}"))));
        }
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_cell_and_its_lists_equal_an_independent_count(string userId)
    {
        await using var house = await SalesWorld.StartAsync();
        var owners = ReceiptsHouse.Viewers[userId];
        await SalesRecount.AssertEqualsAsync(house, userId, Funnel, November, SalesRecount.Funnel(owners, "2026-11-01", "2026-11-30"));
        await SalesRecount.AssertEqualsAsync(
            house, userId, Funnel, November with { Basis = ReportBasis.Period }, SalesRecount.FunnelOfEvents(owners, "2026-11-01", "2026-11-30"));
    }

    [Fact]
    public async Task A_stage_that_counts_as_another_step_now_changes_the_funnel_without_a_sync()
    {
        await using var house = await SalesWorld.StartAsync();

        await house.AcceptAsync(ReceiptsWorld.Mapping with { Steps = new Dictionary<string, FunnelStep>(ReceiptsWorld.Steps) { ["BOOK"] = FunnelStep.Meeting } });
        await house.RefreshAsync();

        var answer = await house.RunAsync("1", November, Funnel);
        Assert.Equal(["step:lead 7", "step:meeting 5", "step:contract 2", "step:paid 0"],
            answer.Rows.Select(row => FormattableString.Invariant($"{row.Key} {row.Cells.Single(cell => cell.Measure == "reach").Value}")));
    }
}
