using ReportApp.Core.Plans;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>Targets of November and December turned into entries, in the portal of <see cref="PlanBoardWorld"/>.</summary>
public sealed class PlanProposalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_proposed_closes_the_gap_by_its_sum_once_it_is_saved_and_is_not_proposed_again()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await PlanBoardWorld.SaveAsync(house, new EntryFact(5, "11", 700m));
        await PlanBoardWorld.DeliverAsync(house);
        var before = (await PlanBoardWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Numbers;

        var proposal = await ProposeAsync(house, "manager:11");

        var seller = Assert.Single(proposal.Sellers);
        // 6,000 to reach, 1,200 came, 700 are planned: 4,100 are left for contracts, open deals, and new ones.
        Assert.Equal((6_000m, 1_200m, 700m, 0m), (seller.Target, seller.Fact, seller.Planned, seller.Deficit));
        Assert.Equal(4_100m, seller.Proposed + seller.Needed.Amount);
        Assert.Equal(["1", "3"], proposal.Deals.Select(deal => deal.DealId).Order());
        Assert.Equal(2, proposal.Count);
        // An entry holds what its deal has paid in the month: 1,200 of the contract.
        Assert.Equal(seller.Proposed + 1_200m, proposal.Deals.Sum(deal => deal.Amount));
        var contract = proposal.Deals.Single(deal => deal.Part == ProposedPart.Signed);
        Assert.Equal((contract.Expected + 1_200m, 1_200m), (contract.Amount, contract.Paid));
        Assert.All(proposal.Deals.Where(deal => deal != contract), deal => Assert.Equal(0, deal.Paid));

        await SaveAsync(house, proposal);
        var after = (await PlanBoardWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Numbers;
        Assert.Equal(before.Gap - seller.Proposed, after.Gap);

        var again = await ProposeAsync(house, "manager:11");
        Assert.Empty(again.Deals);
        Assert.Equal((0m, seller.Planned + seller.Proposed, seller.Needed.Amount), (again.Sellers[0].Proposed, again.Sellers[0].Planned, again.Sellers[0].Needed.Amount));
        var entries = (await PlanBoardWorld.DealsAsync(house, "1", "manager:11")).Deals.Select(deal => deal.Entry?.Id).ToList();
        await SaveAsync(house, proposal);
        Assert.Equal(entries, (await PlanBoardWorld.DealsAsync(house, "1", "manager:11")).Deals.Select(deal => deal.Entry?.Id));
    }

    [Fact]
    public async Task What_is_too_little_for_an_entry_stays_missing()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var contract = (await ProposeAsync(house, "manager:11")).Deals.Single(deal => deal.Part == ProposedPart.Signed);

        // 1,200 came, the contract brings what it brings, and one rouble is left for the open deals: less than a thousandth of the target.
        var proposal = await ProposeAsync(house, "manager:11", target: 1_200m + contract.Expected + 1m);

        Assert.Equal(["1"], proposal.Deals.Select(deal => deal.DealId));
        var seller = Assert.Single(proposal.Sellers);
        Assert.Equal((contract.Expected, 1m, 0m), (seller.Proposed, seller.Needed.Amount, seller.Deficit));
    }

    [Fact]
    public async Task A_target_of_many_is_shared_out_to_the_last_kopeck()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();

        var proposal = await ProposeAsync(house, "team:5", target: 20_000.01m);

        Assert.Equal(["11", "12"], proposal.Sellers.Select(seller => seller.ManagerId).Order());
        Assert.Equal(20_000.01m, proposal.Sellers.Sum(seller => seller.Target));
        Assert.All(proposal.Sellers, seller => Assert.Equal(
            Math.Max(seller.Target, seller.Fact), seller.Fact + seller.Planned + seller.Proposed + seller.Needed.Amount - seller.Deficit));
    }

    [Fact]
    public async Task A_target_below_what_is_signed_is_shared_as_it_is_and_what_came_to_others_counts()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();

        // 6,555 came, 355 of it to who left and to nobody.
        var below = await ProposeAsync(house, "total", target: 6_600m);
        Assert.Equal(6_600m - 355m, below.Sellers.Sum(seller => seller.Target));
        Assert.True(below.Sellers.Sum(seller => seller.Deficit) > 0);
        var above = await ProposeAsync(house, "total", target: 20_000m);
        Assert.Equal(20_000m - 355m, above.Sellers.Sum(seller => seller.Target));
    }

    [Fact]
    public async Task Money_to_come_of_who_left_is_proposed_to_his_successor()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await house.LandAsync(ReceiptsWorld.ToRecord(new LineFact(9, 6, "2026-11-28", 600m)));

        var proposal = await ProposeAsync(house, "total", target: 30_000m);

        Assert.Equal("13", Assert.Single(proposal.Deals, deal => deal.DealId == "6").ManagerId);
        Assert.DoesNotContain(proposal.Sellers, seller => seller.ManagerId == "14");
    }

    [Fact]
    public async Task A_deal_that_is_planned_for_a_later_month_is_left_there()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m), "2026-12");

        Assert.Equal(["1"], (await ProposeAsync(house, "manager:11")).Deals.Select(deal => deal.DealId).Order());
    }

    [Theory]
    [InlineData("manager:99", "2026-11", null, "row unknown")]
    [InlineData("manager:14", "2026-11", null, "target required")]
    [InlineData("manager:14", "2026-11", 5, "row undefined")]
    [InlineData("manager:11", "2026-10", null, "month undefined")]
    [InlineData("manager:11", "soon", null, "month not_a_month")]
    [InlineData("manager:11", "2026-11", -1, "target out_of_range")]
    public async Task What_cannot_be_proposed_says_why(string row, string month, int? target, string reason)
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => ProposeAsync(house, row, month, target));

        Assert.Equal(reason, $"{refused.Field} {refused.Reason}");
    }

    private static Task<PlanProposalAnswer> ProposeAsync(ReceiptsHouse house, string row, string month = "2026-11", decimal? target = null) =>
        house.Store.Get<PlanProposals>().ProposeAsync(house.Viewer("1"), new PlanProposalRequest(row, month, Target: target), Token);

    private static async Task SaveAsync(ReceiptsHouse house, PlanProposalAnswer proposal)
    {
        var saved = await house.Store.Get<PlanService>().SaveAllAsync(
            house.Viewer("1"),
            [
                .. proposal.Deals.Select(deal => new KeyedPlanCommand(
                    Guid.NewGuid().ToString(),
                    new PlanCommand(deal.DealId, null, deal.Amount, proposal.Month.ToString(), deal.ManagerId, Core.Model.PlanMetric.Receipts, null))),
            ],
            Token);
        Assert.All(saved, one => Assert.IsType<PlanSaved.Saved>(one));
        await PlanBoardWorld.DeliverAsync(house);
    }
}
