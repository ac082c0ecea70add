using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Forecast;

/// <summary>Why a deal stands in a number with what it does.</summary>
public sealed class WhyTests
{
    private static readonly DateTime Moment = Day(2022, 10, 1);

    /// <summary>
    /// Two contracts of a million paid 400,000 in their month and 600,000 in the next. The deal of two million is won in November for certain: 800,000
    /// come in November and 1,200,000 in December.
    /// </summary>
    [Fact]
    public void Chance_share_and_amount_can_be_multiplied_by_hand()
    {
        var facts = new ForecastFacts(
            [new ForecastObject("o")], [Deal("a", 4), Deal("b", 5), Deal("c", 8)],
            [
                new("a", Day(2022, 4, 2), "TALK", 1_000_000m), new("a", Day(2022, 5, 3), ForecastStages.Won, 1_000_000m),
                new("b", Day(2022, 5, 3), "TALK", 1_000_000m), new("b", Day(2022, 6, 3), ForecastStages.Won, 1_000_000m), new("c", Day(2022, 9, 11), "TALK", 2_000_000m),
            ],
            [],
            [
                new("a", null, Day(2022, 5, 10), 400_000m), new("a", null, Day(2022, 6, 10), 600_000m),
                new("b", null, Day(2022, 6, 10), 400_000m), new("b", null, Day(2022, 7, 10), 600_000m),
            ]);
        var forecaster = new Forecaster(facts, months: 3, draws: 50, groups: [new ForecastGroup("all", ["o"])])
            .Overruled([new OverruledDeal("c", Day(2022, 9, 20), OverrideMode.Include, DemoFacts.Month("2022-11"))]);

        var why = forecaster.WhyOf(Moment, "all", "c")!;

        Assert.Equal((ForecastPart.Open, 20, 2_000_000.0), (why.Part, why.DaysInStage, why.Known));
        Assert.Equal([0.0, 1, 0], why.Contracts[0].Chances);
        Assert.Equal(2_000_000, why.Contracts[0].Amount, 1e-6);
        Assert.Empty(why.TermsOf(0));
        var (november, december) = (Assert.Single(why.TermsOf(1)), Assert.Single(why.TermsOf(2)));
        Assert.Equal((1, 1.0), (november.WonIn, november.Chance));
        Assert.Equal((1, 1.0), (december.WonIn, december.Chance));
        Assert.Equal(0.4, november.Share!.Value, 1e-9);
        Assert.Equal(0.6, december.Share!.Value, 1e-9);
        Assert.Equal(why.Scales[1] * 800_000, november.Money, 1e-3);
        Assert.Equal(why.Scales[2] * 1_200_000, december.Money, 1e-3);
        // All of the other two stood in that stage at one month's start, for less than a month.
        Assert.Equal(new Evidence(2, 2, 2), why.Evidence);
    }

    [Fact]
    public void The_terms_of_every_deal_come_to_what_it_stands_with_in_the_list()
    {
        var facts = DemoFacts.Read();
        var forecaster = new Forecaster(facts, months: 6, draws: 50, groups: [new ForecastGroup("all", [.. facts.Objects.Select(found => found.Id)])]);
        var moment = new DateTime(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);
        foreach (var ahead in new[] { 1, 3 })
        {
            var deals = forecaster.DealsOf(moment, "all", ahead);
            Assert.Contains(deals, deal => deal.Part == ForecastPart.Signed);
            Assert.Contains(deals, deal => deal.Part == ForecastPart.Open);
            foreach (var deal in deals.Where((_, index) => index % 7 == 0))
            {
                var why = forecaster.WhyOf(moment, "all", deal.DealId)!;
                Assert.Equal(deal.Part, why.Part);
                Assert.Equal(deal.Money, why.TermsOf(ahead - 1).Sum(term => term.Money), 1e-6 * deal.Money + 1e-6);
            }
        }
        Assert.Null(forecaster.WhyOf(moment, "all", "nobody"));
    }

    private static ForecastDeal Deal(string id, int month) => new(id, "o", Day(2022, month, 1));

    private static DateTime Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
}
