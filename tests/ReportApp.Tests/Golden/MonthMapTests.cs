using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>The month of <see cref="DayWorld"/>, one line at a time.</summary>
public sealed class MonthMapTests
{
    private static readonly YearMonth Month = new(2026, 11);

    [Fact]
    public async Task A_month_is_what_a_person_adds_up()
    {
        await using var house = await DayWorld.StartAsync();

        var map = await RunAsync(house, "1", DayMetric.Reservations);

        Assert.Equal((DayMetric.Reservations, Month, DayWorld.Today, true), (map.Metric, map.Month, map.Today, map.IsCalendarKnown));
        Assert.Equal(["team:5", "manager:11", "manager:12", "none"], map.Rows.Select(row => row.Key));
        // 24 reservations for 20 days: 2 on the first four, then 1. A ~ is a day off: the 4th is a holiday. He had one on the 5th and one on the 24th.
        Assert.Equal(
            "~0/0 0/2 0/2 ~0/0 1/2 0/2 ~0/0 ~0/0 0/1 0/1 0/1 0/1 0/1 ~0/0 ~0/0 0/1 0/1 0/1 0/1 0/1 ~0/0 ~0/0 0/1 1/1 0/1 0/1 0/1 ~0/0 ~0/0 0/1 = 2/24", Of(map, "manager:11"));
        // 6 for 18 days from Tuesday to Saturday; away on the 26th.
        Assert.Equal(
            "~0/0 ~0/0 0/1 ~0/0 0/1 0/1 0/1 ~0/0 ~0/0 0/1 0/1 1/0 0/0 0/0 ~0/0 ~0/0 0/0 0/0 0/0 0/0 0/0 ~0/0 ~0/0 0/0 0/0 ~0/0 0/0 0/0 ~0/0 ~0/0 = 1/6", Of(map, "manager:12"));
        // The office works when one of them does.
        Assert.Equal(
            "~0/0 0/2 0/3 ~0/0 1/3 0/3 0/1 ~0/0 0/1 0/2 0/2 1/1 0/1 0/0 ~0/0 0/1 0/1 0/1 0/1 0/1 0/0 ~0/0 0/1 1/1 0/1 0/1 0/1 0/0 ~0/0 0/1 = 3/30", Of(map, "team:5"));
    }

    [Fact]
    public async Task Money_and_inquiries_that_wait_are_what_a_person_adds_up()
    {
        await using var house = await DayWorld.StartAsync();

        // 6,000 for 20 days; 1,000 on the 20th, 250.50 given back on Saturday, 1,000 on the 24th.
        Assert.Equal(
            "~0/0 0/300 0/300 ~0/0 0/300 0/300 ~0/0 ~0/0 0/300 0/300 0/300 0/300 0/300 ~0/0 ~0/0 0/300 0/300 0/300 0/300 1000/300 ~-250.5/0 ~0/0 0/300 1000/300 0/300 0/300 0/300 ~0/0 ~0/0 0/300 = 1749.5/6000",
            Of(await RunAsync(house, "1", DayMetric.Receipts), "manager:11"));
        // One waits since October, one came on the 2nd and was taken up on the 3rd, one from the 20th to the 24th, one since the 24th. What waits for days has no sum.
        Assert.Equal(
            "~0/1 0/2 1/2 ~0/1 0/1 0/1 ~0/1 ~0/1 0/1 0/1 0/1 0/1 0/1 ~0/1 ~0/1 0/1 0/1 0/1 0/1 0/2 ~0/2 ~0/2 0/2 1/3 0/2 0/2 0/2 ~0/2 ~0/2 0/2 = 2/-",
            Of(await RunAsync(house, "1", DayMetric.Processed), "manager:11"));
    }

    [Fact]
    public async Task Every_cell_is_that_of_the_day_and_equals_its_list()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);
        var days = new Dictionary<DateOnly, DayAnswer>();
        foreach (var date in Month.Days)
            days[date] = await DayWorld.RunAsync(house, "1", new DayRequest(date));

        foreach (var metric in Enum.GetValues<DayMetric>())
        {
            var map = await RunAsync(house, "1", metric);
            Assert.True(days.Values.SelectMany(day => day.Rows).Select(row => row.Key).ToHashSet().IsSubsetOf(map.Rows.Select(row => row.Key)));
            foreach (var row in map.Rows.Append(map.Total))
            {
                Assert.Equal(Month.Days, row.Days.Select(cell => cell.Date));
                foreach (var cell in row.Days)
                {
                    var own = row.Key == "total" ? days[cell.Date].Total : days[cell.Date].Rows.SingleOrDefault(other => other.Key == row.Key);
                    var line = own?.Lines.Single(other => other.Metric == metric);
                    // Who has nothing on a day is not in it.
                    Assert.Equal((line?.Fact ?? 0, line is null ? cell.Plan : metric == DayMetric.Processed ? line.Plan : line.Base, own?.IsDayOff ?? cell.IsDayOff), (cell.Fact, cell.Plan, cell.IsDayOff));
                    if (line is null)
                        Assert.Equal(0, cell.Plan ?? 0);
                    if (cell.Fact != 0)
                        Assert.Equal(cell.Fact, (await DayWorld.ListAsync(house, "1", new DayRecordsRequest(row.Key, metric, DayNumber.Fact, cell.Date))).Value);
                }
                Assert.Equal(row.Fact, (await DayWorld.ListAsync(house, "1", new DayRecordsRequest(row.Key, metric, DayNumber.ToDate, Month.End.AddDays(-1)))).Value);
            }
        }
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Each_viewer_gets_his_own_facts_and_they_add_up_both_ways(string userId)
    {
        await using var house = await DayWorld.StartAsync();
        var counted = DayRecount.Count(userId);

        foreach (var metric in Enum.GetValues<DayMetric>())
        {
            var map = await RunAsync(house, userId, metric);

            // Nothing counts after the 24th.
            Assert.Equal(counted.GetValueOrDefault(metric).ToDate, map.Total.Fact);
            var people = map.Rows.Where(row => !row.Key.StartsWith("team:", StringComparison.Ordinal)).ToList();
            for (var index = 0; index < map.Total.Days.Count; index++)
            {
                Assert.Equal(map.Total.Days[index].Fact, people.Sum(row => row.Days[index].Fact));
                Assert.Equal(map.Total.Days[index].Plan ?? 0, people.Sum(row => row.Days[index].Plan ?? 0));
            }
            Assert.All(map.Rows.Append(map.Total), row => Assert.Equal(row.Fact, row.Days.Sum(cell => cell.Fact)));
            Assert.All(map.Rows.Append(map.Total).Where(row => row.Plan is not null), row => Assert.Equal(row.Plan, row.Days.Sum(cell => cell.Plan)));
        }
    }

    [Fact]
    public async Task When_a_colleague_is_away_his_head_sees_and_nobody_else()
    {
        await using var house = await DayWorld.StartAsync();
        house.Host.Sees["11"] = ["11", "12"];

        // 12 works from Tuesday to Saturday and is away on the 26th; the company works from Monday to Friday, and not on the 4th.
        Assert.Equal([1, 2, 4, 8, 9, 15, 16, 22, 23, 26, 29, 30], await DaysOffAsync("10"));
        Assert.Equal([1, 4, 7, 8, 14, 15, 21, 22, 28, 29], await DaysOffAsync("11"));
        Assert.Equal([1, 2, 4, 8, 9, 15, 16, 22, 23, 26, 29, 30], await DaysOffAsync("12"));

        async Task<IEnumerable<int>> DaysOffAsync(string userId) =>
            (await RunAsync(house, userId, DayMetric.Reservations)).Rows.Single(row => row.Key == "manager:12").Days.Where(cell => cell.IsDayOff).Select(cell => cell.Date.Day);
    }

    [Fact]
    public async Task Another_month_and_other_people_are_those_asked_for()
    {
        await using var house = await DayWorld.StartAsync();

        var october = await RunAsync(house, "1", DayMetric.Reservations, "2026-10");
        var one = await RunAsync(house, "1", DayMetric.Reservations, managers: ["12"]);

        Assert.Equal(31, october.Total.Days.Count);
        // One booking on Sunday the 25th, and nobody had a plan.
        Assert.Equal(["2026-10-25"], october.Total.Days.Where(cell => cell.Fact == 1).Select(cell => $"{cell.Date:yyyy-MM-dd}"));
        Assert.All(october.Total.Days, cell => Assert.Null(cell.Plan));
        Assert.Equal(["team:5", "manager:12"], one.Rows.Select(row => row.Key));
        Assert.Equal((1m, 6m), (one.Total.Fact, one.Total.Plan));
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("november")]
    [InlineData("1816-04")]
    public async Task What_is_no_month_is_refused(string month)
    {
        await using var house = await DayWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => RunAsync(house, "1", DayMetric.Contracts, month));

        Assert.Equal(("month", "not_a_month"), (refused.Field, refused.Reason));
    }

    private static Task<MonthMap> RunAsync(ReceiptsHouse house, string userId, DayMetric metric, string? month = null, IReadOnlyList<string>? managers = null) =>
        house.Store.Get<DayPlans>().RunMapAsync(house.Viewer(userId), new MonthMapRequest(metric, month, managers), TestContext.Current.CancellationToken);

    private static string Of(MonthMap map, string key)
    {
        var row = map.Rows.Single(row => row.Key == key);
        return $"{string.Join(' ', row.Days.Select(cell => $"{(cell.IsDayOff ? "~" : "")}{N(cell.Fact)}/{N(cell.Plan)}"))} = {N(row.Fact)}/{N(row.Plan)}";
    }

    private static string N(decimal? value) => value is { } known ? FormattableString.Invariant($"{known:0.##}") : "-";
}
