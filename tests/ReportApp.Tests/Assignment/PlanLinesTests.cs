using ReportApp.Core.Assignment;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Assignment;

/// <summary>The steps from a target to days and deals: one plan to be added up by hand, and what holds of all (forecast.md §12, 15).</summary>
public sealed class PlanLinesTests
{
    private const int Cases = 300;

    private static readonly YearMonth October = new(2026, 10);

    /// <summary>
    /// 1000 for the quarter, 200 of which came in October: 800 are left. Forecast 300 : 100 and season × days 20 : 30 make, half and half,
    /// (0.75 + 0.4) / 2 = 0.575 for November and 0.425 for December.
    /// </summary>
    [Fact]
    public void A_quarter_goes_to_its_months() =>
        Assert.Equal(
            ["2026-10 200 Closed", "2026-11 460 Weight", "2026-12 340 Weight"],
            Told(PlanProposal.For(1000, PlanLines.OfMonths(
            [
                new MonthOutlook(October, 900, 1, 22, new Standing(Fact: 200, State: LineState.Closed)),
                new MonthOutlook(October.Plus(1), 300, 1, 20),
                new MonthOutlook(October.Plus(2), 100, 1.5m, 20),
            ]))));

    /// <summary>
    /// Money 300 : 100 and capacity 20 : 5 (the new man works as many days at half the productivity and half his strength) make
    /// 0.6 × 0.75 + 0.4 × 0.8 = 0.77 and 0.23, that is 354.2 and 105.8 of November's 460.
    /// </summary>
    [Fact]
    public void A_month_goes_to_its_sellers_and_none_to_a_desk() =>
        Assert.Equal(["anna 354 Weight", "boris 106 Weight"], Told(PlanProposal.For(460, PlanLines.OfSellers(Sellers(signedOfBoris: 0)))));

    [Fact]
    public void What_is_signed_is_the_least_of_a_seller_also_above_his_ceiling() =>
        Assert.Equal(["anna 340 Weight", "boris 120 Floor"], Told(PlanProposal.For(460, PlanLines.OfSellers(Sellers(signedOfBoris: 120)))));

    /// <summary>
    /// 100 of Anna's 340 are signed. The open deals weigh 0.5 × 400 × 0.5 = 100 and 0.25 × 400 × 0.5 = 50, but 160 and 80 are more than the
    /// first can pay: it gets 120, the other 100, and 20 are still to be found: 2.5 deals of 8, or 25 leads of which one in ten buys.
    /// </summary>
    [Fact]
    public void A_sellers_plan_goes_to_his_deals_and_the_rest_is_new_deals()
    {
        var proposal = PlanProposal.For(340, PlanLines.OfDeals(
            [new SignedDealOutlook("1", 100), new SignedDealOutlook("2", -5)],
            [
                new OpenDealOutlook("3", 0.5m * 400 * 0.5m, Ceiling: 120),
                new OpenDealOutlook("4", 0.25m * 400 * 0.5m, Ceiling: 100),
                new OpenDealOutlook("5", 0, Ceiling: 200),
            ]));

        Assert.Equal(["1 100 Floor", "2 0 Ceiling", "3 120 Ceiling", "4 100 Ceiling", "5 0 Ceiling"], Told(proposal));
        Assert.Equal(new NewDealsNeeded(20, 2.5m, 25), NewDealsNeeded.Of(proposal.Unallocated, averageTicket: 8, conversion: 0.1m));
    }

    [Theory]
    [InlineData("no ticket is known", 0, 0.1, null, null)]
    [InlineData("no conversion is known", 8, 0, 2.5, null)]
    [InlineData("nothing is known", 0, 0, null, null)]
    public void Needed_deals_and_leads_are_undefined_where_nobody_knows(string situation, double ticket, double conversion, double? deals, double? leads) =>
        Assert.True(new NewDealsNeeded(20, (decimal?)deals, (decimal?)leads) == NewDealsNeeded.Of(20, (decimal)ticket, (decimal)conversion), situation);

    /// <summary>
    /// 300 are left: 75 for a whole day, half of it for the short Thursday, half as much again for Friday. 37.5 and 112.5 end in the same
    /// fraction, so the unit goes to the larger weight.
    /// </summary>
    [Fact]
    public void A_month_goes_to_its_working_days() =>
        Assert.Equal(
            ["2026-11-23 40 Closed", "2026-11-24 75 Weight", "2026-11-25 75 Weight", "2026-11-26 37 Weight", "2026-11-27 113 Weight", "2026-11-28 0 Weight"],
            Told(PlanProposal.For(340, PlanLines.OfDays(Days(new Standing(Fact: 40, State: LineState.Closed), default, default, default, default, default)))));

    /// <summary>Tuesday brought 15 of its 75, so 285 are left for weights 1 : 0.5 : 1.5. Only what moves is told, Tuesday is history.</summary>
    [Fact]
    public void A_day_that_brought_less_moves_the_days_after_it()
    {
        var proposal = PlanProposal.For(340, PlanLines.OfDays(Days(
            new Standing(40, 40, LineState.Closed), new Standing(15, 75, LineState.Closed), new Standing(0, 75), new Standing(0, 37),
            new Standing(0, 113), new Standing(0, 0))));

        Assert.Equal(
            [
                new ProposedLine("2026-11-25", 0, 75, 95, 95, ProposalReason.Behind),
                new ProposedLine("2026-11-26", 0, 37, 47, 47, ProposalReason.Behind),
                new ProposedLine("2026-11-27", 0, 113, 143, 143, ProposalReason.Behind),
            ],
            proposal.Changes);
    }

    [Fact]
    public void Where_no_money_is_expected_capacity_decides_and_without_any_all_are_equal()
    {
        SellerOutlook[] sellers = [new("a", 0, 30, 1), new("b", -10, 10, 1)];
        var absent = sellers.Select(seller => seller with { WorkingDays = 0 }).ToList();

        Assert.Equal(["a 75 Weight", "b 25 Weight"], Told(PlanProposal.For(100, PlanLines.OfSellers(sellers))));
        Assert.Equal(["a 50 Weight", "b 50 Weight"], Told(PlanProposal.For(100, PlanLines.OfSellers(absent))));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_share_is_between_nothing_and_all(double share)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PlanLines.OfMonths([], (decimal)share));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlanLines.OfSellers([], (decimal)share));
    }

    [Fact]
    public void Months_sellers_deals_and_days_add_up_to_the_same_target()
    {
        var random = new Random(15);
        for (var one = 0; one < Cases; one++)
        {
            var target = random.NextInt64(10_000_000);
            foreach (var month in AddingUp(target, PlanLines.OfMonths([.. Some(random.Next(1, 13), MonthOf)])))
            {
                AddingUp(month, PlanLines.OfDays(Some(30, DayOf)));
                foreach (var seller in AddingUp(month, PlanLines.OfSellers([.. Some(random.Next(6), SellerOf)])))
                    AddingUp(seller, PlanLines.OfDeals(Some(random.Next(4), SignedDealOf), Some(random.Next(6), OpenDealOf)));
            }
        }

        static IEnumerable<T> Some<T>(int count, Func<int, T> make) => Enumerable.Range(0, count).Select(make);

        MonthOutlook MonthOf(int ahead) => new(October.Plus(ahead), random.Next(1000), random.Next(1, 20) / 10m, random.Next(23));

        DayOutlook DayOf(int day) => new(October.FirstDay.AddDays(day), random.Next(2), random.Next(1, 15) / 10m);

        SellerOutlook SellerOf(int number) => new(
            $"{number}", random.Next(1000), random.Next(23), random.Next(100) / 7m, Signed: random.Next(3) == 0 ? random.Next(900_000) : 0,
            IsDesk: random.Next(5) == 0);

        SignedDealOutlook SignedDealOf(int number) => new($"signed {number}", random.Next(-5, 300_000));

        OpenDealOutlook OpenDealOf(int number) => new($"open {number}", random.Next(101) * random.Next(90_000), random.Next(900_000));
    }

    /// <returns>What each line will be.</returns>
    private static IEnumerable<long> AddingUp(long target, IReadOnlyList<PlanLine> lines)
    {
        var proposal = PlanProposal.For(target, lines);
        Assert.Equal(target, proposal.Lines.Sum(line => line.WillBe) + proposal.Unallocated - proposal.Deficit);
        return proposal.Lines.Select(line => line.WillBe);
    }

    private static IEnumerable<string> Told(PlanProposal proposal) => proposal.Lines.Select(line => $"{line.Key} {line.WillBe} {line.Why}");

    private static SellerOutlook[] Sellers(long signedOfBoris) =>
    [
        new("anna", 300, 20, 1),
        new("boris", 100, 20, 0.5m, Ramp: 0.5m, Signed: signedOfBoris, Ceiling: 110),
        new("mortgage desk", 500, 20, 1, IsDesk: true),
    ];

    /// <summary>Monday to Saturday of a week: Thursday is short, Friday sells best, Saturday is free.</summary>
    private static IEnumerable<DayOutlook> Days(params Standing[] standings) =>
        standings.Zip([(1m, 1m), (1m, 1m), (1m, 1m), (0.5m, 1m), (1m, 1.5m), (0m, 1m)], (standing, weights) => (standing, weights))
            .Select((day, number) => new DayOutlook(new DateOnly(2026, 11, 23).AddDays(number), day.weights.Item1, day.weights.Item2, day.standing));
}
