using ReportApp.Core.Assignment;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>Targets divided in the portals of <see cref="SummaryWorld"/> and <see cref="PlanBoardWorld"/>, on 24 November 2026.</summary>
public sealed class TargetProposalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_period_is_divided_by_the_working_days_that_are_left_and_what_came_counts()
    {
        await using var house = await SummaryWorld.StartAsync();

        // 9,000,000 came in November; 49,000,000 are left for 5 days of November, 23 of December and 21 of January.
        var proposal = await ProposeAsync(house, new("sales", "value", "all", TargetDivision.Months, "2026-11", "2027-01", 58_000_000m));

        Assert.Equal(["2026-11 14000000", "2026-12 23000000", "2027-01 21000000"], proposal.Targets.Select(target => $"{target.Month} {target.Becomes:0.##}"));
        Assert.Equal((9_000_000m, null), (proposal.Targets[0].Fact, proposal.Targets[0].Was));
        Assert.Equal(new ProposedSum(null, 58_000_000m, 0, 0), Assert.Single(proposal.Sums));
        Assert.True(proposal is { IsFactKnown: true, IsForecast: false });
    }

    [Theory]
    // October is over and came short by 1,000,000 (9,000,000 of 10,000,000), November came to 9,000,000 of its 9,000,000 so far.
    [InlineData(CarryOver.None, 1_000_000, "10000000 9000000 20000000")]
    [InlineData(CarryOver.NextMonth, 0, "10000000 10000000 20000000")]
    // 21,000,000 are left, for 5 and 23 days.
    [InlineData(CarryOver.RestOfPeriod, 0, "10000000 12750000 17250000")]
    public async Task What_was_missed_goes_where_one_says(CarryOver carryOver, int unallocated, string becomes)
    {
        await using var house = await SummaryWorld.StartAsync();
        await SetAsync(house, "value", ("all", "2026-10", 10_000_000m), ("all", "2026-11", 9_000_000m), ("all", "2026-12", 20_000_000m));

        var proposal = await ProposeAsync(house, new("sales", "value", "all", TargetDivision.Months, "2026-10", "2026-12", 39_000_000m, carryOver));

        Assert.Equal(39_000_000m, proposal.Sums[0].Target);
        Assert.Equal(unallocated, proposal.Sums[0].Unallocated);
        Assert.Equal(becomes, string.Join(' ', proposal.Targets.Select(target => $"{target.Becomes:0.##}")));
        Assert.Equal(ProposalReason.Closed, proposal.Targets[0].Why);
    }

    [Fact]
    public async Task A_locked_month_keeps_its_target_and_the_others_take_the_rest()
    {
        await using var house = await SummaryWorld.StartAsync();
        await SetAsync(house, "value", ("all", "2026-12", 10_000_000m));
        await house.Store.Get<TargetSheets>().LockAsync(house.Viewer("1"), new YearMonth(2026, 12), true, Token);

        var proposal = await ProposeAsync(house, new("sales", "value", "all", TargetDivision.Months, "2026-11", "2027-01", 45_000_000m));

        // 45 − 9 − 10 = 26 millions for 5 and 21 days.
        Assert.Equal([14_000_000m, 10_000_000m, 21_000_000m], proposal.Targets.Select(target => target.Becomes));
        Assert.Equal(ProposalReason.Locked, proposal.Targets[1].Why);
    }

    [Fact]
    public async Task Between_people_it_goes_by_what_they_sold_and_by_their_days_and_units_stay_whole()
    {
        await using var house = await SummaryWorld.StartAsync();
        var request = new TargetProposalRequest("sales", "units", "department:5", TargetDivision.Managers, "2026-11", "2026-11", 7m);

        // Each sold one unit in the half-year before and one in November. Five are left: one has to take the odd one. The head sells nothing.
        Assert.Equal(["manager:11 3 4", "manager:12 2 3"], (await ProposeAsync(house, request)).Targets.Select(target => $"{target.Scope} {target.Was} {target.Becomes}"));

        // 12 works on two of the five days that are left: seven are left for 5 and 2 days.
        await house.Store.Get<PersonCalendars>().SetAsync(
            house.Viewer("1"), "12", new PersonCalendar(null, []), new PersonCalendar(null, [new(2026, 11, 25), new(2026, 11, 26), new(2026, 11, 27)]), Token);
        Assert.Equal([6m, 3m], (await ProposeAsync(house, request with { Total = 9 })).Targets.Select(target => target.Becomes));
        // Who is asked for gets a part, whatever he sold.
        var asked = await ProposeAsync(house, request with { Among = ["manager:10", "manager:11"] });
        Assert.Equal(["manager:10", "manager:11"], asked.Targets.Select(target => target.Scope).Order());
        Assert.Equal("manager:12", Assert.Single(asked.Others).Scope);
        // His 2 stay, and are a part of the 7.
        Assert.Equal(5, asked.Targets.Sum(target => target.Becomes));
    }

    [Fact]
    public async Task Between_buildings_it_goes_by_what_they_brought()
    {
        await using var house = await SummaryWorld.StartAsync();

        // Before November building 2 brought 9,000,000 and building 1 nothing; two average months of 750,000 are added to both, so 1 to 7. In November 6 and 3
        // millions came, and 16 of 25 are left.
        var proposal = await ProposeAsync(house, new("sales", "value", "complex:1", TargetDivision.Objects, "2026-11", "2026-11", 25_000_000m));

        Assert.Equal(["building:1 8000000 0.125", "building:2 17000000 0.875"], proposal.Targets.Select(target => $"{target.Scope} {target.Becomes:0} {target.Weight:0.###}"));
    }

    [Fact]
    public async Task Receipts_go_by_the_forecast_and_contracts_are_the_least_of_a_seller()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var request = new TargetProposalRequest("sales", "receipts", "all", TargetDivision.Managers, "2026-12", "2026-12", 30_000m, Among: ["manager:11", "manager:12"]);
        var signed = (await house.Store.Get<ReceiptsForecasts>().OutlookOfPeopleAsync(house.Viewer("1"), null, [new YearMonth(2026, 12)], Token))![new YearMonth(2026, 12)];

        var proposal = await ProposeAsync(house, request);

        Assert.True(proposal.IsForecast);
        Assert.Equal(30_000m, proposal.Targets.Sum(target => target.Becomes));
        Assert.True(signed["11"].Signed > 0);
        Assert.All(proposal.Targets, target => Assert.True(target.Becomes >= (signed.GetValueOrDefault(target.Scope["manager:".Length..])?.Signed ?? 0)));
        // Only 11 has plans; with nobody named the month is his.
        Assert.Equal("manager:11", Assert.Single((await ProposeAsync(house, request with { Among = null })).Targets).Scope);
        // Less than is signed is divided as it is.
        var less = await ProposeAsync(house, request with { Total = 100.01m });
        Assert.Equal((100.01m, 0m), (less.Targets.Sum(target => target.Becomes), less.Sums[0].Deficit));
    }

    [Fact]
    public async Task What_was_agreed_to_is_not_proposed_again()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var request = new TargetProposalRequest("sales", "receipts", "all", TargetDivision.Months, "2026-11", "2027-10", 600_000.07m);

        var proposal = await ProposeAsync(house, request);
        Assert.Equal(600_000.07m, proposal.Targets.Sum(target => target.Becomes));
        await SetAsync(house, "receipts", [.. proposal.Targets.Select(target => (target.Scope, target.Month.ToString(), target.Becomes))]);

        Assert.All((await ProposeAsync(house, request with { Total = null })).Targets, target => Assert.Equal((target.Was, ProposalReason.Kept), (target.Becomes, target.Why)));
    }

    [Fact]
    public async Task Who_may_not_set_a_target_gets_no_proposal_for_it()
    {
        await using var house = await SummaryWorld.StartAsync();
        house.Host.Sees["11"] = ["11"];
        house.Host.Sees["10"] = ["10", "11", "12"];

        Assert.Equal("scope not_allowed", await RefusedAsync(house, new("sales", "value", "manager:11", TargetDivision.Months, "2026-12", "2026-12", 5m), "11"));
        Assert.Equal("scope unknown", await RefusedAsync(house, new("sales", "value", "manager:12", TargetDivision.Months, "2026-12", "2026-12", 5m), "11"));
        Assert.Equal("scope unknown", await RefusedAsync(house, new("sales", "value", "all", TargetDivision.Months, "2026-12", "2026-12", 5m), "10"));
        Assert.Equal(5m, (await ProposeAsync(house, new("sales", "value", "department:5", TargetDivision.Managers, "2026-12", "2026-12", 5m), "10")).Targets.Sum(target => target.Becomes));
    }

    [Theory]
    [InlineData("all", TargetDivision.Months, "soon", "2026-12", 5, "from bad_month")]
    [InlineData("all", TargetDivision.Months, "2026-12", "soon", 5, "to bad_month")]
    [InlineData("all", TargetDivision.Months, "2026-12", "2026-11", 5, "to ends_before_it_begins")]
    [InlineData("all", TargetDivision.Months, "2026-09", "2026-10", 5, "to month_over")]
    [InlineData("all", TargetDivision.Managers, "2026-10", "2026-12", null, "from month_over")]
    [InlineData("all", TargetDivision.Months, "2026-11", "2027-11", 5, "to too_long")]
    [InlineData("all", TargetDivision.Months, "2027-01", "2027-02", null, "total required")]
    [InlineData("all", TargetDivision.Months, "2026-10", "2026-12", null, "total required_for_past")]
    [InlineData("all", TargetDivision.Managers, "2026-12", "2026-12", null, "total required")]
    [InlineData("all", TargetDivision.Managers, "2026-11", "2026-12", 5, "total one_month")]
    [InlineData("all", TargetDivision.Months, "2026-11", "2026-12", -5, "total out_of_range")]
    [InlineData("building:1", TargetDivision.Objects, "2026-12", "2026-12", 5, "into nothing_below")]
    [InlineData("complex:9", TargetDivision.Objects, "2026-12", "2026-12", 5, "scope unknown")]
    public async Task What_cannot_be_divided_says_why(string scope, TargetDivision into, string from, string to, int? total, string reason)
    {
        await using var house = await SummaryWorld.StartAsync();

        Assert.Equal(reason, await RefusedAsync(house, new("sales", "value", scope, into, from, to, total)));
    }

    [Fact]
    public async Task Among_whom_is_asked_for_has_to_be_below_the_row()
    {
        await using var house = await SummaryWorld.StartAsync();

        Assert.Equal("among unknown", await RefusedAsync(house, new("sales", "units", "department:5", TargetDivision.Managers, "2026-12", "2026-12", 5m, Among: ["manager:13"])));
        Assert.Equal("among unknown", await RefusedAsync(house, new("sales", "units", "department:5", TargetDivision.Managers, "2026-12", "2026-12", 5m, Among: [null!, "manager:11"])));
        Assert.Equal("among required", await RefusedAsync(house, new("sales", "units", "department:5", TargetDivision.Managers, "2026-12", "2026-12", 5m, Among: [])));
    }

    private static Task<TargetProposal> ProposeAsync(ReceiptsHouse house, TargetProposalRequest request, string userId = "1") =>
        house.Store.Get<TargetProposals>().ProposeAsync(house.Viewer(userId), request, Token);

    private static async Task<string> RefusedAsync(ReceiptsHouse house, TargetProposalRequest request, string userId = "1")
    {
        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => ProposeAsync(house, request, userId));
        return $"{refused.Field} {refused.Reason}";
    }

    /// <summary>As a person would who has just seen the sheet.</summary>
    private static async Task SetAsync(ReceiptsHouse house, string metric, params (string Scope, string Month, decimal Value)[] targets)
    {
        var sheets = house.Store.Get<TargetSheets>();
        var changes = new List<TargetChange>();
        foreach (var (scope, month, value) in targets)
        {
            var seen = await sheets.ReadAsync(house.Viewer("1"), "sales", metric, YearMonth.TryParse(month, out var first) ? first : null, 1, Token);
            changes.Add(new TargetChange(scope, month, value, seen.Rows.Single(row => row.Scope == scope).Cells[0].Version));
        }
        Assert.IsType<TargetsChanged.Done>(await sheets.ChangeAsync(house.Viewer("1"), new TargetChanges("sales", metric, changes), Token));
    }
}
