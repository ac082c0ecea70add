using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

public sealed class SalesSummaryTests
{
    private const string Report = "sales-plan-summary";

    [Fact]
    public async Task Plan_and_fact_are_what_a_person_adds_up()
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, "1");

        Assert.Equal(("2026-11-01", "2026-11-30", 20, 16, true), (summary.Facts.Period.From, summary.Facts.Period.To, summary.WorkingDays, summary.DaysElapsed, summary.IsCalendarKnown));
        Assert.Equal(("2026-10-01", "2026-10-24"), (summary.Facts.Previous!.From, summary.Facts.Previous.To));
        Assert.Empty(summary.Unknown);
        Assert.Equal(
            [
                // metric plan fact % deviation plan-to-date pace run-rate previous
                // Units are planned by people alone: 3 + 2. Sold 1, 4 and 6, less 3: 2; in 16 days of 20 that is 2.5.
                "units 5 2 40 -3 4 0.5 2.5 2",
                // 40 + 10 − 50.
                "m2 125 0 0 -125 100 0 0 90",
                "value 20000000 9000000 45 -11000000 16000000 0.5625 11250000 9000000",
                "receipts 4000000 2200000 55 -1800000 3200000 0.6875 - 1000000",
                // 20,000,000 / 125 against 9,000,000 / 60; nothing is taken off for the one that ended.
                "price 160000 150000 93.75 -10000 - - - 100000",
            ],
            summary.Total.Lines.Select(Line));
    }

    [Theory]
    // Units are planned by managers alone, money by buildings and for the office, area for the company.
    [InlineData("1", "2026-11", "2026-11", "Units People 5 |", "Area Company 125 |", "Value Objects 20000000 | People 15000000", "Receipts People 4000000 |")]
    // 5 of 20 days.
    [InlineData("1", "2026-11-16", "2026-11-22", "Units People 1.25 |", "Area Company 31.25 |", "Value Objects 5000000 | People 3750000", "Receipts People 1000000 |")]
    [InlineData("1", "2026-12", "2026-12")]
    public async Task The_whole_says_which_plan_it_is(string userId, string from, string to, params string[] expected)
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, userId, new ReportRequest(from, to));

        Assert.Equal(expected, summary.Plans.Select(plan => FormattableString.Invariant(
            $"{plan.Metric} {plan.Of} {plan.Amount:0.##} | {string.Join(' ', plan.Others.Select(other => FormattableString.Invariant($"{other.Of} {other.Amount:0.##}")))}").TrimEnd()));
        Assert.All(summary.Plans, plan => Assert.Equal(summary.Total.Lines.Single(line => line.Metric == plan.Metric).Plan, plan.Amount));
    }

    [Fact]
    public async Task People_have_their_own_plans_and_a_department_its_own_before_theirs()
    {
        await using var house = await SummaryWorld.StartAsync();

        var rows = (await SummaryWorld.RunAsync(house, "1")).Rows;

        Assert.Equal(["team:5", "manager:11", "manager:12"], rows.Select(row => row.Key));
        Assert.Equal(["units 5 2 40 -3 4 0.5 2.5 2", "value 15000000 9000000 60 -6000000 12000000 0.75 11250000 9000000"], Lines(rows, "team:5", SalesMetric.Units, SalesMetric.Value));
        Assert.Equal(
            [
                "units 3 1 33.333333 -2 2.4 0.416667 1.25 1", "m2 - 40 - - - - 50 40", "value - 6000000 - - - - 7500000 4000000",
                "receipts 4000000 2000000 50 -2000000 3200000 0.625 - 1000000", "price - 150000 - - - - - 100000",
            ],
            Lines(rows, "manager:11"));
        Assert.Equal(
            [
                "units 2 1 50 -1 1.6 0.625 1.25 1", "m2 - -40 - - - - -50 50", "value - 3000000 - - - - 3750000 5000000", "receipts - 200000 - - - - - 0",
                "price - - - - - - - 100000",
            ],
            Lines(rows, "manager:12"));
    }

    [Fact]
    public async Task Objects_have_theirs_and_the_whole_is_the_same()
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, "1", new ReportRequest(Rows: ReportRows.Objects));

        Assert.Equal((await SummaryWorld.RunAsync(house, "1")).Total.Lines, summary.Total.Lines);
        // 1, 2 and 6.
        Assert.Equal(["units - 2 - - - - 2.5 0", "value 12000000 6000000 50 -6000000 9600000 0.625 7500000 0"], Lines(summary.Rows, "building:1", SalesMetric.Units, SalesMetric.Value));
        Assert.Equal(["value 20000000 9000000 45 -11000000 16000000 0.5625 11250000 9000000"], Lines(summary.Rows, "complex:1", SalesMetric.Value));
    }

    [Theory]
    // A week that is over: 5 of 20 days; nothing was signed, contract 2 ended.
    [InlineData("2026-11-16", "2026-11-22", 5, 5, "value 5000000 -3000000 -60 -8000000 5000000 -0.6 - 6000000")]
    // The second half: 11 days, of which 7 have elapsed.
    [InlineData("2026-11-16", "2026-11-30", 11, 7, "value 11000000 -3000000 -27.272727 -14000000 7000000 -0.428571 -4714285.71 6000000")]
    // A quarter has the plans of its months.
    [InlineData("2026-10", "2026-12", 65, 38, "value 20000000 18000000 90 -2000000 11692307.69 1.539474 30789473.68 0")]
    // Next month has neither plan nor fact yet.
    [InlineData("2026-12", "2026-12", 23, 0, "value - 0 - - - - - 9000000")]
    public async Task A_part_of_a_month_has_a_part_of_its_plan(string from, string to, int days, int elapsed, string expected)
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, "1", new ReportRequest(from, to));

        Assert.Equal((days, elapsed), (summary.WorkingDays, summary.DaysElapsed));
        Assert.Equal(expected, Line(summary.Total.Lines.Single(line => line.Metric == SalesMetric.Value)));
    }

    [Fact]
    public async Task A_filter_narrows_facts_and_plans_alike()
    {
        await using var house = await SummaryWorld.StartAsync();

        var one = await SummaryWorld.RunAsync(house, "1", new ReportRequest(Filters: new Dictionary<string, IReadOnlyList<string>> { ["manager"] = ["12"] }));
        var building = await SummaryWorld.RunAsync(house, "1", new ReportRequest(Filters: new Dictionary<string, IReadOnlyList<string>> { ["object"] = ["building:2"] }));

        Assert.Equal(["team:5", "manager:12"], one.Rows.Select(row => row.Key));
        // Not the department's target: it is of all its people.
        Assert.Equal(["units 2 1 50 -1 1.6 0.625 1.25 1", "value - 3000000 - - - - 3750000 5000000"], Lines(one.Rows, "team:5", SalesMetric.Units, SalesMetric.Value));
        Assert.Equal("units 2 1 50 -1 1.6 0.625 1.25 1", Line(one.Total.Lines[0]));
        // 4, less 3.
        Assert.Equal("value 8000000 3000000 37.5 -5000000 6400000 0.46875 3750000 9000000", Line(building.Total.Lines.Single(line => line.Metric == SalesMetric.Value)));
    }

    [Fact]
    public async Task A_deviation_of_value_is_told_by_its_reasons()
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, "1");

        // 20,000,000 for 125 m² is 160,000 for one. Sold 1 and 2, of 60 m² for 9,000,000: (60 − 125) × 160,000, and 9,000,000 − 60 × 160,000. 4 has no area;
        // 2 and 3 ended.
        Assert.Equal(new ValueEffects(-10_400_000, -600_000, 8_000_000, -8_000_000), summary.Total.Effects);
        Assert.Equal(-11_000_000, summary.Total.Lines.Single(line => line.Metric == SalesMetric.Value).Deviation);
        // The office has a plan of value but none of area.
        Assert.All(summary.Rows, row => Assert.Null(row.Effects));
        // Value is planned in October and November, area in November alone: the price of October is nobody's plan.
        await house.SetTargetsAsync([new("sales", new PlanScope(BuildingId: "1"), new YearMonth(2026, 10), "value", 1)]);
        Assert.Null((await SummaryWorld.RunAsync(house, "1", new ReportRequest("2026-10", "2026-11"))).Total.Effects);
    }

    [Theory]
    [InlineData(100, 3, 40, 1)]
    [InlineData(0.01, 7, 0, 0)]
    [InlineData(1_000_000.01, 33.33, 999_999.99, 12.34)]
    public void Reasons_add_up_to_the_kopeck(decimal plan, decimal planArea, decimal value, decimal area)
    {
        var effects = SalesSummaryLines.Effects(plan, (plan, planArea), value, area, 5.55m, -1.11m)!;

        Assert.Equal(value + 5.55m - 1.11m - plan, effects.Area + effects.Price + effects.WithoutArea + effects.Ended);
        Assert.All([effects.Area, effects.Price], effect => Assert.Equal(Math.Round(effect, 2), effect));
        Assert.Null(SalesSummaryLines.Effects(plan, (plan, 0), value, area, 0, 0));
        Assert.Null(SalesSummaryLines.Effects(null, (null, null), value, area, 0, 0));
    }

    [Fact]
    public async Task What_is_not_mapped_is_unknown_and_not_zero()
    {
        await using var house = await SummaryWorld.StartAsync(ReceiptsWorld.Mapping with { Payments = null });

        var summary = await SummaryWorld.RunAsync(house, "1");

        Assert.Equal([SalesMetric.Area, SalesMetric.Price, SalesMetric.Receipts], summary.Unknown);
        Assert.Equal([SalesMetric.Units, SalesMetric.Value], summary.Total.Lines.Select(line => line.Metric));
        Assert.DoesNotContain(summary.Facts.Notices, notice => notice.Code == "sold_no_area");
    }

    [Fact]
    public async Task Contracts_that_metres_and_money_lack_are_named()
    {
        await using var house = await SummaryWorld.StartAsync();

        var summary = await SummaryWorld.RunAsync(house, "1");

        Assert.Equal(["sold_no_area 1", "won_other_currency 1"], summary.Facts.Notices.Select(notice => $"{notice.Code} {notice.Count}"));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_fact_equals_its_list_and_an_independent_count(string userId)
    {
        await using var house = await SummaryWorld.StartAsync();
        foreach (var rows in (ReportRows?[])[null, ReportRows.Objects])
        {
            var request = new ReportRequest("2026-11-01", "2026-11-30", Rows: rows);
            var summary = await SummaryWorld.RunAsync(house, userId, request);

            Assert.Equal(Recount(userId), summary.Total.Lines.Where(line => line.Metric != SalesMetric.Price).Select(line => (line.Metric, line.Fact ?? 0)));
            foreach (var row in summary.Facts.Rows.Append(summary.Facts.Totals))
            {
                foreach (var cell in row.Cells.Where(cell => cell.Column is "total" or "previous"))
                {
                    var list = await house.DrillAsync(userId, new DrillRequest(row.Key, cell.Column, cell.Measure, request.From, request.To, Rows: rows), Report);
                    if (cell.Measure != "price_m2")
                    {
                        Assert.Equal((cell.Value, cell.Count), (list.Sum, list.Count));
                        Assert.Equal(list.Sum, list.Rows.Sum(found => found.Value));
                        continue;
                    }
                    var area = await house.DrillAsync(userId, new DrillRequest(row.Key, cell.Column, cell.Measure, request.From, request.To, Part: DrillPart.Denominator, Rows: rows), Report);
                    Assert.Equal(cell.Value, Math.Round(list.Sum / area.Sum, 6));
                }
            }
        }

        // From the contracts alone.
        static IEnumerable<(SalesMetric, decimal)> Recount(string viewer)
        {
            var owners = ReceiptsHouse.Viewers[viewer];
            var (units, area, value, received) = (0m, 0m, 0m, 0m);
            foreach (var contract in SummaryWorld.Contracts.Where(contract => owners is null || owners.Contains(contract.Owner)))
            {
                foreach (var (day, sign) in (IEnumerable<(DateOnly?, int)>)[(contract.SignedOn, 1), (contract.EndedOn, -1)])
                {
                    if (day is not { Month: 11 }) continue;
                    units += sign;
                    area += sign * (contract.Area ?? 0);
                    value += contract.Currency == "RUB" ? sign * (contract.Amount ?? 0) : 0;
                }
                received += SummaryWorld.Payments.Where(payment => payment.Deal == contract.Id && payment.PaidOn.StartsWith("2026-11", StringComparison.Ordinal)).Sum(payment => payment.Amount);
            }
            return [(SalesMetric.Units, units), (SalesMetric.Area, area), (SalesMetric.Value, value), (SalesMetric.Receipts, received)];
        }
    }

    /// <summary>Of contract 3, which was signed on 6 October and left its stage on 12 November.</summary>
    [Theory]
    [InlineData(null, null, 2, 2)]
    [InlineData("2026-10-30", null, 1, 3)]
    [InlineData(null, "2026-10-30", 1, 3)]
    [InlineData("2026-11-30", "2026-10-30", 2, 2)]
    // What cannot be read, and what was before the contract.
    [InlineData("осенью", null, 2, 2)]
    [InlineData("2026-10-05", null, 2, 2)]
    public async Task A_contract_ends_on_the_day_that_its_field_says_else_on_that_of_its_stage(string? ended, string? broken, decimal october, decimal november)
    {
        await using var house = await SummaryWorld.StartAsync(SummaryWorld.Mapping with { ContractEndFields = ["UF_ENDED", "UF_BROKEN"] });
        var deal = SummaryWorld.ToRecord(SummaryWorld.Contracts[2]);
        await house.LandAsync(deal with { Fields = new Dictionary<string, FieldValue>(deal.Fields) { ["UF_ENDED"] = FieldValue.Of(ended), ["UF_BROKEN"] = FieldValue.Of(broken) } });

        Assert.Equal((october, november), (await SoldAsync("2026-10-01", "2026-10-31"), await SoldAsync("2026-11-01", "2026-11-30")));

        async Task<decimal> SoldAsync(string from, string to) =>
            (await SummaryWorld.RunAsync(house, "1", new ReportRequest(from, to))).Facts.Totals.Cells.Single(cell => cell is { Column: "total", Measure: "units_sold" }).Value;
    }

    [Fact]
    public async Task Plans_are_shown_to_those_whose_they_are()
    {
        await using var house = await SummaryWorld.StartAsync();

        Assert.Equal("5 - 15000000 4000000", await PlansAsync("10"));
        Assert.Equal("3 - - 4000000", await PlansAsync("11"));
        Assert.Equal("2 - - -", await PlansAsync("12"));
        Assert.Equal("- - - -", await PlansAsync("99"));

        async Task<string> PlansAsync(string userId) => string.Join(
            ' ', (await SummaryWorld.RunAsync(house, userId)).Total.Lines.Where(line => line.Metric != SalesMetric.Price).Select(line => N(line.Plan)));
    }

    [Fact]
    public async Task Beside_the_facts_of_all_a_head_sees_no_plan_of_some()
    {
        await using var house = await SummaryWorld.StartAsync();
        house.Host.Sees.Remove("10");

        // All that is planned is his people's: their plans stand for the company's.
        Assert.Equal(5, await UnitsAsync());
        // A plan of the desk, which he does not see: 5 would look like the plan of all.
        await house.SetTargetsAsync([new("sales", new PlanScope(ManagerId: "13"), new YearMonth(2026, 11), "units", 9)]);
        Assert.Null(await UnitsAsync());

        async Task<decimal?> UnitsAsync() =>
            (await SummaryWorld.RunAsync(house, "10", new ReportRequest("2026-11-01", "2026-11-30"))).Total.Lines.Single(line => line.Metric == SalesMetric.Units).Plan;
    }

    [Fact]
    public async Task Receipts_end_where_the_forecast_says()
    {
        await using var house = await SummaryWorld.StartAsync();
        var forecast = await house.Store.Get<ReceiptsForecasts>().RunAsync(house.Viewer("1"), new ReceiptsForecastRequest(), TestContext.Current.CancellationToken);
        var month = forecast.Total.Months.Single(month => month.Month == new YearMonth(2026, 11));

        var people = await SummaryWorld.OutlookAsync(house, "1");
        var objects = await SummaryWorld.OutlookAsync(house, "1", new ReportRequest(Rows: ReportRows.Objects));
        var over = await SummaryWorld.OutlookAsync(house, "1", new ReportRequest("2026-10", "2026-10"));

        Assert.Equal(new ExpectedEnd(month.Expected!.Mean, ExpectedBy.Mean), people.Rows["total"]);
        Assert.Equal(people.Rows["total"], objects.Rows["total"]);
        var building = forecast.Rows.Single(row => row.Key == "building:1").Months.Single(each => each.Month == month.Month);
        Assert.Equal(building.Expected!.Mean, objects.Rows["building:1"].Amount);
        // All deals are the office's; new ones are nobody's yet. Each deal is rounded by itself.
        var deals = await house.Store.Get<ReceiptsForecasts>().DealsAsync(house.Viewer("1"), new ForecastDealsRequest("total", "2026-11"), TestContext.Current.CancellationToken);
        Assert.Equal(ExpectedBy.Deals, people.Rows["team:5"].Basis);
        Assert.InRange(people.Rows["team:5"].Amount - (deals.Mean - deals.New), -0.05m, 0.05m);
        Assert.Equal(people.Rows["team:5"].Amount, people.Rows["manager:11"].Amount + people.Rows["manager:12"].Amount);
        Assert.Empty(over.Rows);
    }

    [Theory]
    // Expected 10 with 4 paid: 6 to come in the 4 days after today.
    [InlineData("2026-11-01", "2026-11-30", "6 Median")]
    // Three of these days.
    [InlineData("2026-11-23", "2026-11-27", "4.5 Median")]
    // With December in full: the middle of both together is 25.
    [InlineData("2026-10-01", "2026-12-31", "21 Median")]
    // And with the first 5 of its 23 days: (11 − 4) + 12.2 × 5 / 23.
    [InlineData("2026-11-24", "2026-12-07", "9.65 Mean")]
    [InlineData("2026-12-01", "2026-12-31", "16 Median")]
    // Beyond what is forecast.
    [InlineData("2027-01-01", "2027-01-31", "")]
    public void The_rest_of_a_period_is_a_part_of_what_months_are_expected_to_bring(string from, string to, string expected)
    {
        var period = new SummaryPeriod(new DayRange(Day(from), Day(to).AddDays(1)), DayWorld.Today, DayWorld.Calendar);
        var row = new ForecastRow("total", null, 0, null,
        [
            new ForecastMonth(new YearMonth(2026, 11), null, 4m, new ExpectedReceipts(11m, 7m, 0m, 0m, new ForecastRange(8m, 10m, 12m), new ForecastRange(8m, 10m, 12m))),
            new ForecastMonth(new YearMonth(2026, 12), null, null, new ExpectedReceipts(12.2m, 12.2m, 0m, 0m, new ForecastRange(10m, 16m, 20m), new ForecastRange(18m, 25m, 30m))),
        ], null);

        Assert.Equal(expected, ReceiptsToCome.OfRow(row, period) is { } end ? FormattableString.Invariant($"{end.Amount:0.##} {end.Basis}") : "");

        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Rows_that_a_report_does_not_have_are_refused()
    {
        await using var house = await SummaryWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => house.RunAsync("1", new ReportRequest(Rows: ReportRows.Objects), "sales-by-owner"));

        Assert.Equal(("rows", "unknown"), (refused.Field, refused.Reason));
    }

    private static IEnumerable<string> Lines(IEnumerable<SummaryRow> rows, string key, params SalesMetric[] metrics) =>
        rows.Single(row => row.Key == key).Lines.Where(line => metrics.Length == 0 || metrics.Contains(line.Metric)).Select(Line);

    private static string Line(SummaryLine line) =>
        $"{Word(line.Metric)} {N(line.Plan)} {N(line.Fact)} {N(line.Attained)} {N(line.Deviation)} {N(line.PlanToDate)} {N(line.Pace)} {N(line.RunRate)} {N(line.Previous)}";

    private static string Word(SalesMetric metric) => metric switch
    {
        SalesMetric.Units => "units",
        SalesMetric.Area => "m2",
        SalesMetric.Value => "value",
        SalesMetric.Receipts => "receipts",
        _ => "price",
    };

    private static string N(decimal? value) => value is { } known ? FormattableString.Invariant($"{known:0.######}") : "-";
}
