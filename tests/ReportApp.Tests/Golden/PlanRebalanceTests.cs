using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>
/// November of manager 11 in the portal of <see cref="PlanBoardWorld"/>: 6,000 to reach, 1,200 came of deal 1. Planned are 2,400 of it, 2,500 of deal 3 and
/// 1,100 of deal 5, which is 6,000.
/// </summary>
public sealed class PlanRebalanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_that_comes_to_its_target_stays_as_it_is()
    {
        await using var house = await StartAsync();

        var answer = await RebalanceAsync(house);

        Assert.Empty(answer.Deals);
        var seller = Assert.Single(answer.Sellers);
        Assert.Equal((6_000m, 1_200m, 0m, 4_800m, 4_800m), (seller.Target, seller.Fact, seller.Fixed, seller.Was, seller.Becomes));
        Assert.Equal((0m, 0m), (seller.Deficit, seller.Needed.Amount));
    }

    [Fact]
    public async Task What_a_deal_pays_beyond_its_entry_is_taken_off_the_others_once()
    {
        await using var house = await StartAsync();
        await PayAsync(house, 5, 1_500m);

        var answer = await RebalanceAsync(house);

        // 400 more than planned came.
        Assert.Equal(-400m, answer.Deals.Sum(deal => deal.Change));
        Assert.DoesNotContain(answer.Deals, deal => deal.DealId == "5");
        Assert.All(answer.Deals, deal => Assert.Equal(deal.Becomes - deal.Was, deal.Change));
        Assert.All(answer.Deals, deal => Assert.True(deal.Why is RebalanceReason.Ahead or RebalanceReason.Contract));
        var seller = Assert.Single(answer.Sellers);
        // Of the entry of 5 nothing is left to wait for.
        Assert.Equal((2_700m, 3_700m, 3_300m), (seller.Fact, seller.Was, seller.Becomes));

        await SaveAsync(house, answer);
        Assert.Empty((await RebalanceAsync(house)).Deals);
        var entries = await EntriesAsync(house);
        Assert.Equal(0m, (await PlanBoardWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Numbers.Gap);
        await SaveAsync(house, answer);
        Assert.Equal(entries, await EntriesAsync(house));
    }

    [Fact]
    public async Task More_than_the_target_takes_open_deals_out_and_makes_no_negative_plan()
    {
        await using var house = await StartAsync();
        await PayAsync(house, 5, 9_000m);

        var answer = await RebalanceAsync(house);

        var open = Assert.Single(answer.Deals, deal => deal.DealId == "3");
        Assert.Equal((2_500m, 0m, -2_500m, RebalanceReason.Ahead), (open.Was!.Value, open.Becomes, open.Change, open.Why));
        // Deal 1 has paid 1,200 of its entry, which stay in it.
        Assert.All(answer.Deals, deal => Assert.True(deal.Becomes >= (deal.DealId == "1" ? 1_200m : 0m)));
        var seller = Assert.Single(answer.Sellers);
        Assert.Equal(Math.Max(seller.Target, seller.Fact), seller.Fact + seller.Fixed + seller.Becomes + seller.Needed.Amount - seller.Deficit);

        await SaveAsync(house, answer);
        Assert.Null(((Deal)house.Host.Find(RecordKind.Deal, "3")!).Plan);
        Assert.Empty((await RebalanceAsync(house)).Deals);
        await SaveAsync(house, answer); // there is nothing left to take out
        Assert.Null(((Deal)house.Host.Find(RecordKind.Deal, "3")!).Plan);
    }

    [Fact]
    public async Task A_lost_deal_reopens_its_part_for_those_that_can_bring_it_and_for_new_ones()
    {
        await using var house = await StartAsync();
        await house.LandAsync(
            ReceiptsWorld.ToRecord(PlanBoardWorld.Deals.Single(deal => deal.Id == 5) with { Path = "LOSE" }),
            new StageVisit { Id = "900", DealId = "5", PipelineId = "0", StageId = "LOSE", EnteredAt = house.Store.Clock.GetUtcNow() });

        var answer = await RebalanceAsync(house);

        var seller = Assert.Single(answer.Sellers);
        Assert.Equal((1_200m, 3_700m), (seller.Fact, seller.Was));
        Assert.Equal(1_100m, seller.Becomes - seller.Was + seller.Needed.Amount);
        Assert.All(answer.Deals, deal => Assert.True(deal.Change > 0));
    }

    [Fact]
    public async Task Drafts_and_what_is_on_its_way_or_disputed_stay_as_they_are()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await PlanBoardWorld.SaveAsync(house, new EntryFact(5, "11", 1_100m, Draft: true));
        await PlanBoardWorld.SaveAsync(house, new EntryFact(1, "11", 2_400m));
        await PlanBoardWorld.DeliverAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromMinutes(5));
        var deal = (Deal)house.Host.Find(RecordKind.Deal, "1")!;
        // Somebody changes deal 1 in the CRM itself; the entry of 3 is not there yet.
        await house.LandAsync(deal with { Plan = deal.Plan! with { Amount = new Money(1m, "RUB") } });
        await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        await PayAsync(house, null, 4_000m, seller: 11);

        var answer = await RebalanceAsync(house);

        Assert.Empty(answer.Deals);
        Assert.Equal((4_800m, 0m, 0m), (answer.Sellers[0].Fixed, answer.Sellers[0].Was, answer.Sellers[0].Becomes));
    }

    [Theory]
    [InlineData("manager:99", "2026-11", "row unknown")]
    [InlineData("manager:14", "2026-11", "target required")]
    [InlineData("manager:11", "2026-10", "month undefined")]
    [InlineData("manager:11", "soon", "month not_a_month")]
    public async Task What_cannot_be_rebalanced_says_why(string row, string month, string reason)
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() =>
            house.Store.Get<PlanProposals>().RebalanceAsync(house.Viewer("1"), new PlanRebalanceRequest(row, month), Token));

        Assert.Equal(reason, $"{refused.Field} {refused.Reason}");
    }

    private static async Task<ReceiptsHouse> StartAsync()
    {
        var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        foreach (var entry in (EntryFact[])[new(1, "11", 2_400m), new(3, "11", 2_500m), new(5, "11", 1_100m)]) await PlanBoardWorld.SaveAsync(house, entry);
        await PlanBoardWorld.DeliverAsync(house);
        return house;
    }

    private static Task PayAsync(ReceiptsHouse house, int? deal, decimal amount, int? seller = null) => house.LandAsync(
        seller is null
            ? [ReceiptsWorld.ToRecord(new PaymentFact(90, deal, "2026-11-23", amount))]
            : [ReceiptsWorld.ToRecord(new DealFact(90, "SIGN", $"{seller}", amount)), ReceiptsWorld.ToRecord(new PaymentFact(90, 90, "2026-11-23", amount))]);

    private static Task<PlanRebalanceAnswer> RebalanceAsync(ReceiptsHouse house) =>
        house.Store.Get<PlanProposals>().RebalanceAsync(house.Viewer("1"), new PlanRebalanceRequest("manager:11", "2026-11"), Token);

    private static async Task SaveAsync(ReceiptsHouse house, PlanRebalanceAnswer answer)
    {
        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        var saved = await house.Store.Get<PlanService>().SaveAllAsync(
            house.Viewer("1"),
            [
                .. answer.Deals.Select(deal => new KeyedPlanCommand(
                    Guid.NewGuid().ToString(),
                    new PlanCommand(
                        deal.DealId, ((Deal)house.Host.Find(RecordKind.Deal, deal.DealId)!).Plan, deal.Becomes, answer.Month.ToString(), deal.ManagerId, PlanMetric.Receipts, null))),
            ],
            Token);
        Assert.All(saved.Zip(answer.Deals), one => Assert.True(one.First is PlanSaved.Saved || (one.First is PlanSaved.Invalid && one.Second.Becomes == 0)));
        await PlanBoardWorld.DeliverAsync(house);
    }

    private static async Task<IEnumerable<string?>> EntriesAsync(ReceiptsHouse house) =>
        (await PlanBoardWorld.DealsAsync(house, "1", "manager:11")).Deals.Select(deal => deal.Entry?.Id);
}
