using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

public sealed class LeadSourcesTests
{
    private const string Sources = "lead-sources";
    private static readonly string[] Measures = ["lead_cnt", "lead_share", "lead_repeat", "lead_qual", "qual_rate", "lead_won", "lead_to_won"];
    private static readonly ReportRequest November = new("2026-11-01", "2026-11-30");

    [Fact]
    public async Task Cells_are_what_a_person_adds_up()
    {
        await using var house = await LeadWorld.StartAsync();

        var answer = await house.RunAsync("1", November, Sources);

        Assert.Equal(
            [
                // 1, 2, 4; qualified 1, 2; contracts from both.
                "source:WEB Сайт: 3 42.857143 0 2 66.666667 2 66.666667",
                // 3, 8 and the repeat 5; qualified 3, without a contract. 9 is of October.
                "source:CALL Звонок: 2 28.571429 1 1 50 0 0",
                // The host no longer lists this source; the lead still names it.
                "source:GONE GONE: 1 14.285714 0 0 0 0 0",
                "none : 1 14.285714 0 0 0 0 0",
                "total : 7 100 1 3 42.857143 2 28.571429",
            ],
            answer.Rows.Append(answer.Totals).Select(row => $"{row.Key} {row.Title}: {string.Join(' ', Measures.Select(measure => Value(row, measure)))}"));
        Assert.Equal((FreshnessState.Fresh, ChartKind.Bars), (answer.Freshness.State, answer.Chart!.Kind));
    }

    [Fact]
    public async Task Leads_are_those_the_CRM_shows_and_a_contract_counts_where_its_deal_is_shown_too()
    {
        await using var house = await LeadWorld.StartAsync();

        var answer = await house.RunAsync("11", November, Sources);

        // Leads 1, 2 and the repeat 5. The deal of 1 is in the hands of 13.
        Assert.Equal(
            ["source:WEB 2 100 0 2 100 1 50", "source:CALL 0 0 1 0 - 0 -", "total 2 100 1 2 100 1 50"],
            answer.Rows.Append(answer.Totals).Select(row => $"{row.Key} {string.Join(' ', Measures.Select(measure => Value(row, measure)))}"));
        Assert.Equal(["2"], (await house.DrillAsync("11", Behind("total", "lead_won"), Sources)).Rows.Select(row => row.HostId));
    }

    [Fact]
    public async Task A_list_shows_leads_with_their_source_stage_and_owner_and_never_how_to_reach_them()
    {
        await using var house = await LeadWorld.StartAsync();

        var list = await house.DrillAsync("1", Behind("source:CALL", "lead_repeat"), Sources);

        var row = Assert.Single(list.Rows);
        Assert.Equal(
            ("lead", "5", "Заявка 5", "https://host.example/lead/5/", 1m, "Человек 11", "Качественный", "Звонок", new DateOnly(2026, 11, 5)),
            (row.Kind, row.HostId, row.Title, row.HostUrl!.ToString(), row.Value, row.ManagerName, row.Stage, row.Source, row.CreatedOn));
        Assert.DoesNotContain("916", System.Text.Json.JsonSerializer.Serialize(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_and_owners_of_visible_leads_narrow_it()
    {
        await using var house = await LeadWorld.StartAsync();

        var filters = await house.Store.Get<ReportRunner>().FiltersAsync(house.Viewer("12"), Sources, TestContext.Current.CancellationToken);
        var narrowed = await house.RunAsync("1", November with { Filters = new Dictionary<string, IReadOnlyList<string>> { ["source"] = ["CALL"], ["manager"] = ["12"] } }, Sources);

        Assert.Equal(["source", "manager", "department"], filters.Select(list => list.Dimension));
        Assert.Equal(["CALL", "WEB", "EXPO", "GONE"], filters[0].Values.Select(value => value.Value));
        Assert.Equal(["12"], filters[1].Values.Select(value => value.Value));
        Assert.Equal(["source:CALL 2", "total 2"], narrowed.Rows.Append(narrowed.Totals).Select(row => $"{row.Key} {Value(row, "lead_cnt")}"));
    }

    [Fact]
    public async Task A_refused_feed_of_leads_holds_the_reports_of_leads_and_no_other()
    {
        await using var house = await LeadWorld.StartAsync();
        var token = TestContext.Current.CancellationToken;
        var sync = house.Store.Get<SyncState>();
        var owner = (await sync.TryBeginAsync(house.Tenant, token))!;
        await sync.RefuseAsync(house.Tenant, owner, RecordKind.Lead, "no_host_right", token);
        await sync.EndAsync(house.Tenant, owner, "no_host_right");

        Assert.Equal(FreshnessState.Fresh, (await house.RunAsync("1")).Freshness.State);
        var leads = (await house.RunAsync("1", November, Sources)).Freshness;
        Assert.Equal((FreshnessState.Stopped, "no_host_right"), (leads.State, leads.Reason));
    }

    [Fact]
    public async Task Payments_are_shown_while_leads_were_never_read_to_their_end()
    {
        await using var house = await ReceiptsHouse.StartEmptyAsync();
        await house.LandAsync(ReceiptsWorld.Mapping.FeedsOf(RecordKind.Deal), [.. ReceiptsWorld.Records()]);

        Assert.Equal(FreshnessState.Fresh, (await house.RunAsync("1")).Freshness.State);
        Assert.Equal(FreshnessState.Preparing, (await house.RunAsync("1", November, Sources)).Freshness.State);
    }

    [Fact]
    public async Task Weeks_begin_on_Monday_and_the_last_day_counts_to_its_end()
    {
        await using var house = await LeadWorld.StartAsync();
        LeadFact[] atTheEdges =
        [
            new(20, "11-08 23:59", "NEW", "11", "WEB"), new(21, "11-09 00:00", "NEW", "11", "CALL"),
            new(22, "11-09 23:59", "NEW", "11", "CALL"), new(23, "11-10 00:00", "NEW", "11", "CALL"),
        ];
        await house.LandAsync([.. atTheEdges.Select(LeadWorld.ToRecord)]);
        // 1 November is a Sunday.
        var request = new ReportRequest("2026-11-01", "2026-11-09", Step: ReportStep.Week);

        var answer = await house.RunAsync("1", request, Sources);

        Assert.Equal(["total", "2026-10-26", "2026-11-02", "2026-11-09"], answer.Columns.Select(column => column.Key));
        Assert.Equal(
            [
                // 8 on Sunday, 3, then 21 and 22.
                "source:CALL: 4 40 | 1 100 | 1 14.285714 | 2 100",
                // 1, 2, 4 and 20.
                "source:WEB: 4 40 | 0 0 | 4 57.142857 | 0 0",
                "source:GONE: 1 10 | 0 0 | 1 14.285714 | 0 0",
                "none: 1 10 | 0 0 | 1 14.285714 | 0 0",
                "total: 10 100 | 1 100 | 7 100 | 2 100",
            ],
            answer.Rows.Append(answer.Totals).Select(row => $"{row.Key}: {string.Join(" | ", answer.Columns.Select(column =>
                string.Join(' ', column.Measures.Select(measure => FormattableString.Invariant($"{row.Cells.Single(cell => (cell.Column, cell.Measure) == (column.Key, measure)).Value:0.######}")))))}"));
        Assert.Equal((ReportStep.Week, false), (answer.Step, answer.IsByMonth));
        Assert.Equal(ReportStep.None, (await house.RunAsync("1", November, Sources)).Step);

        foreach (var (row, cell) in answer.Rows.Append(answer.Totals).SelectMany(row => row.Cells.Select(cell => (row.Key, cell))))
        {
            var list = await house.DrillAsync("1", new DrillRequest(row, cell.Column, cell.Measure, request.From, request.To, Step: request.Step), Sources);
            Assert.Equal((row, cell.Column, cell.Count), (row, cell.Column, list.Count));
            Assert.All(list.Rows, one => Assert.True(cell.Column == "total" || WeekOf(one.CreatedOn!.Value) == cell.Column));
        }

        static string WeekOf(DateOnly day) => System.Globalization.ISOWeek.ToDateOnly(
            System.Globalization.ISOWeek.GetYear(day), System.Globalization.ISOWeek.GetWeekOfYear(day), DayOfWeek.Monday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task More_weeks_than_a_table_can_show_are_refused()
    {
        await using var house = await LeadWorld.StartAsync();

        var refusal = await Assert.ThrowsAsync<ReportRefusedException>(() => house.RunAsync("1", new ReportRequest("2024-01-01", "2026-11-30", Step: ReportStep.Week), Sources));

        Assert.Equal(("to", "too_long"), (refusal.Field, refusal.Reason));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    /// <summary>Loops over the facts; what counts, where it stands, and which list it opens.</summary>
    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_cell_and_its_lists_equal_an_independent_count(string userId)
    {
        await using var house = await LeadWorld.StartAsync();
        var owners = ReceiptsHouse.Viewers[userId];
        bool Sees(string? owner) => owners is null || (owner is not null && owners.Contains(owner));
        var won = SalesWorld.Deals.Where(deal => deal.Path.Contains("SIGN", StringComparison.Ordinal) && Sees(deal.Owner) && LeadWorld.LeadOfDeal.ContainsKey(deal.Id))
            .Select(deal => LeadWorld.LeadOfDeal[deal.Id]).ToHashSet();
        var seen = LeadWorld.Leads.Where(lead => Sees(lead.Owner) && lead.Created.StartsWith("11-", StringComparison.Ordinal)).ToList();

        foreach (var row in seen.Select(RowOf).Distinct().Append("total"))
        {
            var all = seen.Where(lead => row == "total" || RowOf(lead) == row).ToList();
            var first = all.Where(lead => lead.Id != 5).ToList();
            await AssertAsync(row, "lead_cnt", first);
            await AssertAsync(row, "lead_repeat", all.Except(first));
            await AssertAsync(row, "lead_qual", first.Where(lead => lead.Stage == "CONVERTED"));
            await AssertAsync(row, "lead_won", first.Where(lead => won.Contains(lead.Id)));
            await AssertRatioAsync(row, "lead_to_won", first.Where(lead => won.Contains(lead.Id)), first);
            await AssertRatioAsync(row, "lead_share", first, seen.Where(lead => lead.Id != 5));
        }

        async Task AssertAsync(string row, string measure, IEnumerable<LeadFact> leads)
        {
            var answer = await house.RunAsync(userId, November, Sources);
            Assert.Equal((row, measure, $"{leads.Count()}"), (row, measure, Value(answer.Rows.Append(answer.Totals).Single(one => one.Key == row), measure)));
            await AssertListAsync(Behind(row, measure), leads);
        }

        async Task AssertRatioAsync(string row, string measure, IEnumerable<LeadFact> leads, IEnumerable<LeadFact> of)
        {
            var answer = await house.RunAsync(userId, November, Sources);
            var expected = of.Any() ? FormattableString.Invariant($"{Math.Round(100m * leads.Count() / of.Count(), 6):0.######}") : "-";
            Assert.Equal((row, measure, expected), (row, measure, Value(answer.Rows.Append(answer.Totals).Single(one => one.Key == row), measure)));
            await AssertListAsync(Behind(row, measure), leads);
            await AssertListAsync(Behind(row, measure) with { Part = DrillPart.Denominator }, of);
        }

        async Task AssertListAsync(DrillRequest request, IEnumerable<LeadFact> leads)
        {
            var list = await house.DrillAsync(userId, request, Sources);
            Assert.Equal(leads.Select(lead => $"{lead.Id}").Order(), list.Rows.Select(one => one.HostId).Order());
            Assert.Equal(leads.Count(), list.Sum);
        }

        static string RowOf(LeadFact lead) => lead.Source is null ? "none" : $"source:{lead.Source}";
    }

    private static DrillRequest Behind(string row, string measure) => new(row, "total", measure, November.From, November.To);

    private static string Value(ReportRow row, string measure) =>
        row.Cells.SingleOrDefault(cell => cell.Measure == measure) is { } cell ? FormattableString.Invariant($"{cell.Value:0.######}") : "-";
}
