using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>What the targets of <see cref="DayWorld"/> take of each step: 8 contracts of manager 11, 2 of 12.</summary>
public sealed class FunnelMonthTests
{
    [Fact]
    public async Task A_month_is_what_a_person_works_out()
    {
        await using var house = await DayWorld.StartAsync();

        var month = await RunAsync(house, "1");

        Assert.Equal((new DateOnly(2026, 5, 1), new DateOnly(2026, 10, 31), true), (month.From, month.To, month.IsCalendarKnown));
        Assert.Equal(["team:5", "manager:11", "manager:12"], month.Rows.Select(row => row.Key));
        // step need per-day ratio source. 11 works 20 days, 12 works 18.
        Assert.Equal(["received 40 2 5 default", "meetings - - - -", "reservations 24 1.2 3 default", "contracts 8 0.4 1 target"], Lines(month, "manager:11"));
        Assert.Equal(["received 10 0.56 5 default", "meetings - - - -", "reservations 6 0.33 3 default", "contracts 2 0.11 1 target"], Lines(month, "manager:12"));
        Assert.Equal(["received 50 2.56 - -", "meetings - - - -", "reservations 30 1.53 - -", "contracts 10 0.51 - -"], Lines(month, "total"));
        Assert.Equal(Lines(month, "total"), Lines(month, "team:5"));
        Assert.Equal((8, 20, 10), (RowOf(month, "manager:11").Sales, RowOf(month, "manager:11").WorkingDays, month.Total.Sales));
    }

    [Fact]
    public async Task The_needs_are_those_of_the_day()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);

        var (month, day) = (await RunAsync(house, "1"), await DayWorld.RunAsync(house, "1"));

        foreach (var row in month.Rows.Append(month.Total))
        {
            var lines = (row.Key == "total" ? day.Total : day.Rows.Single(other => other.Key == row.Key)).Lines.ToDictionary(line => line.Metric);
            foreach (var need in row.Steps)
                Assert.Equal((lines[need.Step].Need, lines[need.Step].Norm?.PerSale, lines[need.Step].Norm?.Source), (need.Need, need.PerSale, need.Source));
        }
    }

    [Fact]
    public async Task Who_has_sold_too_little_goes_by_his_department()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);

        var month = await RunAsync(house, "1");

        // 12 had 10 contracts, 10 reservations and 5 first meetings; 11 one reservation, one meeting and one inquiry, and no contract.
        Assert.Equal(["received 1 0.06 0.1 department", "meetings 1 0.06 0.5 history", "reservations 2 0.11 1 history", "contracts 2 0.11 1 target"], Lines(month, "manager:12"));
        Assert.Equal(["received 1 0.05 0.1 department", "meetings 5 0.25 0.6 department", "reservations 9 0.45 1.1 department", "contracts 8 0.4 1 target"], Lines(month, "manager:11"));
        Assert.Equal((5, 10), (await CountAsync("manager:12", DayMetric.Meetings, DrillPart.Numerator), await CountAsync("manager:12", DayMetric.Meetings, DrillPart.Denominator)));
        Assert.Equal((11, 10), (await CountAsync("manager:11", DayMetric.Reservations, DrillPart.Numerator), await CountAsync("manager:11", DayMetric.Reservations, DrillPart.Denominator)));

        async Task<int> CountAsync(string row, DayMetric step, DrillPart part)
        {
            var list = await ListAsync(house, "1", new FunnelRecordsRequest(row, step, part));
            Assert.Equal(list.Count, list.Records.Count);
            return list.Count;
        }
    }

    [Fact]
    public async Task Nothing_is_learnt_from_deals_that_the_viewer_does_not_see()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);

        var month = await RunAsync(house, "11");

        Assert.Equal(["team:5", "manager:11"], month.Rows.Select(row => row.Key));
        Assert.Equal(["received 40 2 5 default", "meetings - - - -", "reservations 24 1.2 3 default", "contracts 8 0.4 1 target"], Lines(month, "manager:11"));
        Assert.Empty((await RunAsync(house, "99")).Rows);
    }

    [Fact]
    public async Task Another_month_has_its_own_targets_and_the_same_history()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);

        var next = await RunAsync(house, "1", new FunnelMonthRequest("2026-12"));
        var one = await RunAsync(house, "1", new FunnelMonthRequest(Managers: ["11"]));

        Assert.Equal((new DateOnly(2026, 5, 1), new DateOnly(2026, 10, 31)), (next.From, next.To));
        // Nobody has a target for December; who has sold shows what his sales take.
        Assert.Equal(["received - - 0.1 department", "meetings - - 0.5 history", "reservations - - 1 history", "contracts - - 1 target"], Lines(next, "manager:12"));
        Assert.Equal(["team:5", "manager:11"], one.Rows.Select(row => row.Key));
    }

    [Fact]
    public async Task What_is_kept_as_a_target_stays_when_the_norm_changes_and_the_day_goes_by_it()
    {
        await using var house = await DayWorld.StartAsync();
        var before = await RunAsync(house, "10");
        Assert.Equal(
            ["received 40 norm 40 -/0", "meetings - - - -/0", "reservations 24 norm 24 -/0", "contracts 8 target 8 none"], Sources(before, "manager:11"));

        await KeepAsync(house, "10", before);
        await DayWorld.SellTenAsync(house);
        var (month, day) = (await RunAsync(house, "10"), await DayWorld.RunAsync(house, "10"));

        // By his office's ten sales it would be 8 × 0.1, 8 × 0.6 and 8 × 1.1 now; nobody has kept meetings.
        Assert.Equal(
            ["received 40 target 1 40/1", "meetings 5 norm 5 -/0", "reservations 24 target 9 24/1", "contracts 8 target 8 none"], Sources(month, "manager:11"));
        Assert.Equal(["received 50 - 2 none", "meetings 6 - 6 none", "reservations 30 - 11 none", "contracts 10 - 10 none"], Sources(month, "total"));
        var lines = day.Rows.Single(row => row.Key == "manager:11").Lines.ToDictionary(line => line.Metric);
        Assert.Equal((24, 1, NeedSource.Target, null), (lines[DayMetric.Reservations].Need, lines[DayMetric.Reservations].Base, lines[DayMetric.Reservations].NeedSource, lines[DayMetric.Reservations].Norm));
        Assert.Equal((5, NeedSource.Norm, new DayNorm(8, 0.6m, NormSource.Department)), (lines[DayMetric.Meetings].Need, lines[DayMetric.Meetings].NeedSource, lines[DayMetric.Meetings].Norm));
        Assert.Equal((8, NeedSource.Target), (lines[DayMetric.Contracts].Need, lines[DayMetric.Contracts].NeedSource));
    }

    [Fact]
    public async Task Who_has_no_plan_of_contracts_may_have_one_of_a_step()
    {
        await using var house = await DayWorld.StartAsync();
        await house.SetTargetsAsync([new("sales", new PlanScope(ManagerId: "12"), new YearMonth(2026, 11), "units", null), new("sales", new PlanScope(ManagerId: "12"), new YearMonth(2026, 11), "reservations", 18)]);

        var row = RowOf(await RunAsync(house, "1"), "manager:12");

        Assert.Equal((null, 18), (row.Sales, row.WorkingDays));
        // 18 for 18 days.
        Assert.Equal(["received - - - -/0", "meetings - - - -/0", "reservations 18 target - 18/1", "contracts - - - none"], Sources(await RunAsync(house, "1"), "manager:12"));
        Assert.Equal(1, row.Steps.Single(need => need.Step == DayMetric.Reservations).PerDay);
    }

    [Fact]
    public async Task Only_who_sets_targets_is_told_what_stands_there_and_whether_the_month_is_locked()
    {
        await using var house = await DayWorld.StartAsync();
        await house.Store.Get<TargetSheets>().LockAsync(house.Viewer("1"), new YearMonth(2026, 11), true, TestContext.Current.CancellationToken);

        var (head, seller) = (await RunAsync(house, "10"), await RunAsync(house, "11"));

        Assert.NotNull(head.LockedBy);
        Assert.Null(seller.LockedBy);
        Assert.All(seller.Rows.SelectMany(row => row.Steps), need => Assert.Null(need.Target));
        var refused = Assert.IsType<TargetsChanged.Refused>(await ChangeAsync(house, "10", head));
        Assert.All(refused.Problems, problem => Assert.Equal("month_locked", problem.Reason));
        Assert.Null((await RunAsync(house, "10", new FunnelMonthRequest("2026-12"))).LockedBy);
    }

    [Theory]
    [InlineData("manager:99", DayMetric.Reservations, DrillPart.Numerator, null, "row", "unknown")]
    [InlineData("team:5", DayMetric.Reservations, DrillPart.Numerator, null, "row", "unknown")]
    // What is usual has no records.
    [InlineData("manager:11", DayMetric.Reservations, DrillPart.Numerator, null, "step", "undefined")]
    [InlineData("manager:11", DayMetric.Receipts, DrillPart.Numerator, null, "step", "undefined")]
    [InlineData("manager:11", DayMetric.Reservations, DrillPart.Current, null, "part", "unknown")]
    [InlineData("manager:11", DayMetric.Reservations, DrillPart.Numerator, "2026-13", "month", "not_a_month")]
    public async Task A_ratio_without_records_is_refused(string row, DayMetric step, DrillPart part, string? month, string field, string reason)
    {
        await using var house = await DayWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => ListAsync(house, "1", new FunnelRecordsRequest(row, step, part, month)));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    private static Task<FunnelMonth> RunAsync(ReceiptsHouse house, string userId, FunnelMonthRequest? request = null) =>
        house.Store.Get<DayPlans>().RunMonthAsync(house.Viewer(userId), request ?? new FunnelMonthRequest(), TestContext.Current.CancellationToken);

    private static Task<FunnelRecords> ListAsync(ReceiptsHouse house, string userId, FunnelRecordsRequest request) =>
        house.Store.Get<DayPlans>().ListMonthAsync(house.Viewer(userId), request, TestContext.Current.CancellationToken);

    /// <summary>Every need by the norm becomes the step's target, as the screen sends it.</summary>
    private static Task<TargetsChanged> ChangeAsync(ReceiptsHouse house, string userId, FunnelMonth month) => house.Store.Get<TargetSheets>().ChangeAsync(
        house.Viewer(userId),
        new TargetChanges(
            "sales", "reservations",
            [
                .. month.Rows.SelectMany(row => row.Steps).Where(need => need is { Target: not null, ByNorm: not null })
                    .Select(need => new TargetChange(need.Target!.Scope, month.Month.ToString(), need.ByNorm, need.Target.Version, need.Target.Metric)),
            ]),
        TestContext.Current.CancellationToken);

    private static async Task KeepAsync(ReceiptsHouse house, string userId, FunnelMonth month)
    {
        // Inquiries and reservations of two people; nobody knows how many meetings.
        Assert.Equal(4, Assert.IsType<TargetsChanged.Done>(await ChangeAsync(house, userId, month)).Changed);
        await house.RefreshAsync();
    }

    /// <summary>Step, need, whence it is, what the norm makes it, and what stands as target with its version.</summary>
    private static IEnumerable<string> Sources(FunnelMonth month, string key) => RowOf(month, key).Steps.Select(
        need => $"{Word(need.Step)} {N(need.Need)} {(need.NeedSource is { } source ? Word(source) : "-")} {N(need.ByNorm)} {(need.Target is { } target ? $"{N(target.Value)}/{target.Version}" : "none")}");

    private static FunnelRow RowOf(FunnelMonth month, string key) => key == "total" ? month.Total : month.Rows.Single(row => row.Key == key);

    private static IEnumerable<string> Lines(FunnelMonth month, string key) => RowOf(month, key).Steps.Select(
        need => $"{Word(need.Step)} {N(need.Need)} {N(need.PerDay)} {N(need.PerSale)} {(need.Source is { } source ? Word(source) : "-")}");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString() is { } name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static string N(decimal? value) => value is { } known ? FormattableString.Invariant($"{known:0.######}") : "-";
}
