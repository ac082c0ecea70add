using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

public sealed class DayPlanTests
{
    [Fact]
    public async Task A_day_is_what_a_person_adds_up()
    {
        await using var house = await DayWorld.StartAsync();

        var day = await DayWorld.RunAsync(house, "1");

        Assert.Equal((DayWorld.Today, DayWorld.Today, true), (day.Date, day.Today, day.IsCalendarKnown));
        Assert.Empty(day.Unknown);
        Assert.Equal(
            [
                // metric need base plan fact toDate left status
                // 8 sales × 5 = 40 inquiries: 2 a day; 2 came before, 38 for 5 days are 8.
                "manager:11 20/5 received 40 2 8 1 3 37 behind",
                // 2, 3 and 6 waited; 2 was taken up.
                "manager:11 20/5 processed - - 3 1 2 2 onTheWay",
                "manager:11 20/5 meetings - - - 1 1 - -",
                // 8 × 3 = 24: 2 on four days, then 1; one before, 23 for 5 days are 5.
                "manager:11 20/5 reservations 24 1 5 1 2 22 behind",
                "manager:11 20/5 contracts 8 0 2 1 2 6 onTheWay",
                "manager:11 20/5 value - - - 4000 7000 - -",
                // 1,000 − 250.50 before: 5,250.50 for 5 days.
                "manager:11 20/5 receipts 6000 300 1050.1 1000 1749.5 4250.5 onTheWay",
                "manager:12 18/4 received 10 0 3 1 2 8 onTheWay",
                "manager:12 18/4 processed - - 2 1 2 1 onTheWay",
                "manager:12 18/4 meetings - - - 0 1 - -",
                "manager:12 18/4 reservations 6 0 2 0 1 5 behind",
                "manager:12 18/4 contracts 2 0 1 0 0 2 behind",
                "manager:12 18/4 value 9000 500 2250 0 0 9000 behind",
                "manager:12 18/4 receipts - - - 0 0 - -",
            ],
            day.Rows.Where(row => row.Key.StartsWith("manager:", StringComparison.Ordinal)).SelectMany(Lines));
        Assert.Equal(
            [
                "none 20/5 received - - - 0 1 - -", "none 20/5 processed - - 1 0 0 1 behind", "none 20/5 meetings - - - 0 0 - -", "none 20/5 reservations - - - 0 0 - -",
                "none 20/5 contracts - - - 0 0 - -", "none 20/5 value - - - 0 0 - -", "none 20/5 receipts - - - 55 55 - -",
            ],
            Lines(day.Rows.Single(row => row.Key == "none")));
        Assert.Equal(
            [
                "total received 50 2 11 2 6 45 behind", "total processed - - 6 2 4 4 onTheWay", "total meetings - - - 1 2 - -", "total reservations 30 1 7 1 3 27 behind",
                "total contracts 10 0 3 1 2 8 onTheWay", "total value 9000 500 2250 4000 7000 9000 behind", "total receipts 6000 300 1050.1 1055 1804.5 4250.5 onTheWay",
            ],
            Lines(day.Total));
        Assert.Equal(["team:5", "manager:11", "manager:12", "none"], day.Rows.Select(row => row.Key));
        Assert.Equal(day.Rows[0].Lines.Single(line => line.Metric == DayMetric.Contracts), day.Total.Lines.Single(line => line.Metric == DayMetric.Contracts));
    }

    [Fact]
    public async Task The_need_says_what_it_follows_from()
    {
        await using var house = await DayWorld.StartAsync();

        var lines = (await DayWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Lines;

        Assert.Equal(new DayNorm(8, 5, NormSource.Default), lines.Single(line => line.Metric == DayMetric.Received).Norm);
        Assert.Equal(new DayNorm(8, 3, NormSource.Default), lines.Single(line => line.Metric == DayMetric.Reservations).Norm);
        Assert.Equal(new DayNorm(8, 1, NormSource.Target), lines.Single(line => line.Metric == DayMetric.Contracts).Norm);
        Assert.Null(lines.Single(line => line.Metric == DayMetric.Meetings).Norm);
    }

    [Theory]
    // Steps and sales of his own, of his department and of the company. Ten sales took 12 meetings, or 25 reservations.
    [InlineData(DayMetric.Meetings, "12/10 90/20 800/40", "1.2 History")]
    [InlineData(DayMetric.Reservations, "25/10 90/20 800/40", "2.5 History")]
    // Nine sales are no history, and what was never counted is none either: then it is that of ever more people.
    [InlineData(DayMetric.Reservations, "25/9 90/20 800/40", "4.5 Department")]
    [InlineData(DayMetric.Received, "0/20 0/20 800/40", "20 Company")]
    [InlineData(DayMetric.Reservations, "25/9 25/9 25/9", "3 Default")]
    [InlineData(DayMetric.Received, "0/20 0/20 0/20", "5 Default")]
    [InlineData(DayMetric.Meetings, "12/9 12/9 12/9", "")]
    [InlineData(DayMetric.Contracts, "10/10 10/10 10/10", "1 Target")]
    public void His_own_history_replaces_what_is_usual(DayMetric metric, string histories, string expected)
    {
        NormSource[] sources = [NormSource.History, NormSource.Department, NormSource.Company];
        var known = histories.Split(' ').Select(history => history.Split('/').Select(decimal.Parse).ToArray()).Zip(sources, (parts, source) => new NormHistory(source, parts[0], parts[1]));

        Assert.Equal(expected, DayPlan.Norm(metric, 8, [.. known]) is { } norm ? FormattableString.Invariant($"{norm.PerSale:0.##} {norm.Source}") : "");
    }

    [Fact]
    public async Task Ten_contracts_in_half_a_year_are_a_history()
    {
        await using var house = await DayWorld.StartAsync();
        await DayWorld.SellTenAsync(house);

        var lines = (await DayWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:12").Lines.ToDictionary(line => line.Metric);

        Assert.Equal((1, new DayNorm(2, 0.5m, NormSource.History)), (lines[DayMetric.Meetings].Need, lines[DayMetric.Meetings].Norm));
        Assert.Equal((2, new DayNorm(2, 1, NormSource.History)), (lines[DayMetric.Reservations].Need, lines[DayMetric.Reservations].Norm));
        // He had no inquiry of his own in that time, his office one for its ten contracts.
        Assert.Equal((1, new DayNorm(2, 0.1m, NormSource.Department)), (lines[DayMetric.Received].Need, lines[DayMetric.Received].Norm));
    }

    [Fact]
    public async Task On_a_day_off_nothing_is_planned_and_facts_count()
    {
        await using var house = await DayWorld.StartAsync();

        // A Saturday: 12 works, 11 does not.
        var saturday = await DayWorld.RunAsync(house, "1", new DayRequest(new DateOnly(2026, 11, 21)));

        Assert.Equal(["contracts 8 0 0 0 1 7 dayOff", "receipts 6000 0 0 -250.5 749.5 5250.5 dayOff"], Short(saturday, "manager:11", DayMetric.Contracts, DayMetric.Receipts));
        Assert.Equal(["contracts 2 0 1 0 0 2 behind"], Short(saturday, "manager:12", DayMetric.Contracts));
        Assert.Equal((true, false, false), (RowOf(saturday, "manager:11").IsDayOff, RowOf(saturday, "manager:12").IsDayOff, RowOf(saturday, "team:5").IsDayOff));
        // His day of leave.
        Assert.Equal(["contracts 2 0 0 0 0 2 upcoming"], Short(await DayWorld.RunAsync(house, "1", new DayRequest(new DateOnly(2026, 11, 26))), "manager:12", DayMetric.Contracts));
    }

    [Fact]
    public async Task A_day_to_come_gets_its_part_as_if_the_days_before_it_kept_their_plan()
    {
        await using var house = await DayWorld.StartAsync();

        // 7 contracts for 5 days: 2 2 1 1 1; the third of them is the 26th.
        var thursday = await DayWorld.RunAsync(house, "1", new DayRequest(new DateOnly(2026, 11, 26)));

        Assert.Equal(["contracts 8 0 1 0 2 6 upcoming"], Short(thursday, "manager:11", DayMetric.Contracts));
    }

    [Fact]
    public async Task After_the_last_working_day_the_rest_is_a_shortfall()
    {
        await using var house = await DayWorld.StartAsync();
        house.Store.Clock.Advance(TimeSpan.FromDays(10));

        var last = await DayWorld.RunAsync(house, "1", new DayRequest(new DateOnly(2026, 11, 30)));

        Assert.Equal(["contracts 8 0 6 0 2 6 shortfall"], Short(last, "manager:11", DayMetric.Contracts));
    }

    [Fact]
    public async Task Without_a_calendar_of_the_host_Monday_to_Friday_count()
    {
        await using var house = await DayWorld.StartAsync(hasCalendar: false);

        var day = await DayWorld.RunAsync(house, "1");

        Assert.False(day.IsCalendarKnown);
        Assert.Equal((21, 5), (RowOf(day, "manager:11").WorkingDays, RowOf(day, "manager:11").DaysLeft));
    }

    [Fact]
    public async Task Filters_leave_the_people_asked_for()
    {
        await using var house = await DayWorld.StartAsync();

        var one = await DayWorld.RunAsync(house, "1", new DayRequest(Managers: ["12"]));

        Assert.Equal(["team:5", "manager:12"], one.Rows.Select(row => row.Key));
        Assert.Equal(Lines(RowOf(one, "manager:12")).Select(line => line[line.IndexOf("received", StringComparison.Ordinal)..]).First(), Short(one, "total", DayMetric.Received).Single());
        Assert.Equal(["team:5", "manager:11", "manager:12"], (await DayWorld.RunAsync(house, "1", new DayRequest(Departments: ["5"]))).Rows.Select(row => row.Key));
    }

    [Theory]
    [InlineData("manager:99", DayMetric.Contracts, DayNumber.Fact, "row", "unknown")]
    [InlineData("manager:11", DayMetric.Contracts, DayNumber.Plan, "number", "undefined")]
    public async Task A_number_without_records_is_refused(string row, DayMetric metric, DayNumber number, string field, string reason)
    {
        await using var house = await DayWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => DayWorld.ListAsync(house, "1", new DayRecordsRequest(row, metric, number)));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_number_equals_its_list_and_an_independent_count(string userId)
    {
        await using var house = await DayWorld.StartAsync();

        var day = await DayWorld.RunAsync(house, userId);

        Assert.Equal(
            DayRecount.Count(userId),
            day.Total.Lines.ToDictionary(line => line.Metric, line => (line.Fact, line.ToDate)).Where(line => line.Value != (0, 0)).OrderBy(line => line.Key).ToDictionary());
        foreach (var row in day.Rows.Append(day.Total).Where(row => row.Lines.Count > 0))
        {
            foreach (var line in row.Lines)
            {
                Assert.Equal(line.Fact, await ListedAsync(row.Key, line.Metric, DayNumber.Fact));
                Assert.Equal(line.ToDate, await ListedAsync(row.Key, line.Metric, DayNumber.ToDate));
                if (line.Metric == DayMetric.Processed)
                    Assert.Equal(line.Plan, await ListedAsync(row.Key, line.Metric, DayNumber.Plan));
            }
        }

        async Task<decimal> ListedAsync(string row, DayMetric metric, DayNumber number)
        {
            var list = await DayWorld.ListAsync(house, userId, new DayRecordsRequest(row, metric, number));
            Assert.Equal((list.Count, list.Value), (list.Records.Count, list.Records.Sum(record => record.Value)));
            return list.Value;
        }
    }

    [Fact]
    public async Task Plans_of_others_are_not_shown()
    {
        await using var house = await DayWorld.StartAsync();

        Assert.Equal(["40", "10"], (await PlansAsync("10")).Where(need => need != "-"));
        Assert.Equal(["40"], (await PlansAsync("11")).Where(need => need != "-"));
        Assert.Equal(["10"], (await PlansAsync("12")).Where(need => need != "-"));
        Assert.Empty((await DayWorld.RunAsync(house, "99")).Rows);

        async Task<IEnumerable<string>> PlansAsync(string userId) => (await DayWorld.RunAsync(house, userId)).Rows
            .Where(row => row.Key.StartsWith("manager:", StringComparison.Ordinal)).Select(row => N(row.Lines.Single(line => line.Metric == DayMetric.Received).Need));
    }

    [Fact]
    public async Task Only_who_heads_a_person_says_when_he_works()
    {
        await using var house = await DayWorld.StartAsync();
        var leave = new PersonCalendarCommand(null, [new DateOnly(2026, 11, 25)], DayWorld.AsCompany);

        Assert.IsType<CalendarSaved.NotFound>(await DayWorld.SetCalendarAsync(house, "11", "11", leave));
        Assert.IsType<CalendarSaved.NotFound>(await DayWorld.SetCalendarAsync(house, "10", "13", leave));
        Assert.IsType<CalendarSaved.NotFound>(await DayWorld.SetCalendarAsync(house, "10", "404", leave));
        Assert.IsType<CalendarSaved.Saved>(await DayWorld.SetCalendarAsync(house, "10", "11", leave));

        var day = await DayWorld.RunAsync(house, "10");
        Assert.Equal((19, 4), (RowOf(day, "manager:11").WorkingDays, RowOf(day, "manager:11").DaysLeft));
        Assert.Equal([new DateOnly(2026, 11, 25)], RowOf(day, "manager:11").Calendar!.DaysOff);
        Assert.Null(RowOf(await DayWorld.RunAsync(house, "11"), "manager:11").Calendar);

        // Nothing otherwise than the company: he is as if nobody had said anything.
        Assert.IsType<CalendarSaved.Saved>(await DayWorld.SetCalendarAsync(house, "1", "11", new PersonCalendarCommand(null, [], RowOf(day, "manager:11").Calendar!)));
        Assert.Equal(20, RowOf(await DayWorld.RunAsync(house, "10"), "manager:11").WorkingDays);
        Assert.Equal(["12"], (await house.Store.Get<PersonCalendars>().ListAsync(house.Tenant, TestContext.Current.CancellationToken)).Keys);
    }

    [Fact]
    public async Task Who_has_not_seen_what_another_head_said_of_a_person_does_not_undo_it()
    {
        await using var house = await DayWorld.StartAsync();
        var (leave, trip) = (new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 26));

        Assert.IsType<CalendarSaved.Saved>(await DayWorld.SetCalendarAsync(house, "1", "11", new PersonCalendarCommand([5, 1, 2, 3], [leave], DayWorld.AsCompany)));
        var conflict = Assert.IsType<CalendarSaved.Conflict>(await DayWorld.SetCalendarAsync(house, "10", "11", new PersonCalendarCommand(null, [trip], DayWorld.AsCompany)));

        Assert.Equal([1, 2, 3, 5], conflict.Current.Week);
        Assert.Equal([leave], conflict.Current.DaysOff);
        Assert.IsType<CalendarSaved.Saved>(await DayWorld.SetCalendarAsync(house, "10", "11", new PersonCalendarCommand(conflict.Current.Week, [leave, trip], conflict.Current)));
        Assert.Equal([leave, trip], (await house.Store.Get<PersonCalendars>().ListAsync(house.Tenant, TestContext.Current.CancellationToken))["11"].DaysOff);
    }

    [Fact]
    public async Task A_week_or_a_day_that_is_none_is_refused()
    {
        await using var house = await DayWorld.StartAsync();

        var refused = Assert.IsType<CalendarSaved.Invalid>(await DayWorld.SetCalendarAsync(house, "10", "11", new PersonCalendarCommand([0, 1], [new DateOnly(1, 1, 1)], DayWorld.AsCompany)));

        Assert.Equal(["week bad_week", "daysOff out_of_range"], refused.Problems.Select(problem => $"{problem.Field} {problem.Reason}"));
    }

    private static DayRow RowOf(DayAnswer day, string key) => key == "total" ? day.Total : day.Rows.Single(row => row.Key == key);

    private static IEnumerable<string> Lines(DayRow row) =>
        row.Lines.Select(line => $"{row.Key}{(row.WorkingDays is { } days ? $" {days}/{row.DaysLeft}" : "")} {Of(line)}");

    private static IEnumerable<string> Short(DayAnswer day, string key, params DayMetric[] metrics) =>
        RowOf(day, key).Lines.Where(line => metrics.Contains(line.Metric)).Select(Of);

    private static string Of(DayLine line) =>
        $"{Word(line.Metric)} {N(line.Need)} {N(line.Base)} {N(line.Plan)} {N(line.Fact)} {N(line.ToDate)} {N(line.Left)} {(line.Status is { } status ? Word(status) : "-")}";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString() is { } name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static string N(decimal? value) => value is { } known ? FormattableString.Invariant($"{known:0.######}") : "-";
}

/// <summary>Facts of the day and of the month up to it once more, from the facts alone and with loops.</summary>
internal static class DayRecount
{
    public static Dictionary<DayMetric, (decimal Fact, decimal ToDate)> Count(string viewer)
    {
        var owners = ReceiptsHouse.Viewers[viewer];
        bool Sees(string? owner) => owners is null || (owner is not null && owners.Contains(owner));
        var found = new SortedDictionary<DayMetric, (decimal Fact, decimal ToDate)>();
        void Add(DayMetric metric, string? day, decimal value)
        {
            if (day is null || !day.StartsWith("11-", StringComparison.Ordinal) || string.CompareOrdinal(day[..5], "11-24") > 0)
                return;
            var (fact, toDate) = found.GetValueOrDefault(metric);
            found[metric] = (fact + (day.StartsWith("11-24", StringComparison.Ordinal) ? value : 0), toDate + value);
        }

        foreach (var lead in DayWorld.Inquiries.Where(lead => Sees(lead.Owner)))
        {
            if (lead.Id != 5)
                Add(DayMetric.Received, lead.Created, 1);
            Add(DayMetric.Processed, lead.Taken, 1);
        }
        foreach (var deal in DayWorld.Deals.Where(deal => Sees(deal.Owner)))
        {
            var steps = deal.Path.Split(", ").Select(step => step.Split(' ', 2)).ToDictionary(step => step[0], step => step[1]);
            Add(DayMetric.Reservations, steps.GetValueOrDefault("BOOK"), 1);
            Add(DayMetric.Contracts, steps.GetValueOrDefault("SIGN"), 1);
            Add(DayMetric.Value, steps.GetValueOrDefault("SIGN"), deal.Amount!.Value);
        }
        foreach (var meeting in DayWorld.Meetings.Where(meeting => meeting.Id is 1 or 3 or 5))
        {
            var owner = meeting.Of == "lead/2" ? "11" : DayWorld.Deals.Single(deal => $"deal/{deal.Id}" == meeting.Of).Owner;
            if (Sees(owner))
                Add(DayMetric.Meetings, meeting.At, 1);
        }
        foreach (var payment in DayWorld.Payments)
        {
            if (payment.Deal is { } deal ? Sees(DayWorld.Deals.Single(known => known.Id == deal).Owner) : owners is null)
                Add(DayMetric.Receipts, payment.PaidOn["2026-".Length..], payment.Amount);
        }
        return found.Where(line => line.Value != (0, 0)).ToDictionary();
    }
}
