using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Forecast;

/// <summary>
/// A business that can be added up in the head. On the 15th of every month two deals of 100 begin; on the 10th of the next one is signed and the other lost.
/// At the start of each month two deals are open, one in two is won in that month, and none later.
/// </summary>
public sealed class SalesFactsTests
{
    private const int MonthsKnown = 24;

    private static readonly YearMonth Now = new(2026, 11);

    [Fact]
    public void An_open_deal_brings_its_amount_by_its_chance_in_the_month_of_the_contract_and_nothing_after_it()
    {
        // Two hundred such pairs, so that one in two is learnt of them and not of what is usual.
        var forecaster = new Forecaster(Facts(_ => 100m, pairs: 200), 3);

        var cells = forecaster.Forecast(Now, [1, 2, 3]);

        // 400 deals × 100 × 1/2 come in November; then as much of those that begin in November, which nobody knows yet.
        Assert.All(cells, cell => Assert.Equal(0, cell.Signed));
        Assert.Equal([(200, 0), (0, 200), (0, 200)], cells.Select(cell => (Math.Round(cell.Open / 100), Math.Round(cell.New / 100))).Select(Near));
        foreach (var deal in forecaster.DealsOf(Start, "A", 1))
        {
            var why = forecaster.WhyOf(Start, "A", deal.DealId)!;
            var term = Assert.Single(why.TermsOf(0));
            Assert.Equal((0, 100, 1), (term.WonIn, Math.Round(term.Amount, 6), term.Share));
            Assert.Equal(deal.Money, term.Chance * 100 * why.Scales[0], 6);
        }

        // Within four contracts.
        static (double, double) Near((double Open, double New) of) => (50 * Math.Round(of.Open / 50), 50 * Math.Round(of.New / 50));
    }

    [Fact]
    public void Contracts_that_are_signed_for_more_than_was_entered_raise_the_amount()
    {
        // All 23 were signed for 120 while 100 was entered; three contracts without a difference are added: (23 × 1.2 + 3) / 26.
        var facts = Facts(_ => 120m);
        var forecaster = new Forecaster(facts, 3);
        var why = forecaster.WhyOf(Start, "A", forecaster.DealsOf(Start, "A", 1)[0].DealId)!;

        Assert.Equal((100, 117.6923), (why.Known!.Value, Math.Round(why.Contracts[0].Amount, 4)));
        Assert.Equal([1, 0, 0], why.Contracts[0].Profile!);
    }

    /// <summary>400 deals × 1/2: as many contracts, and 40 m² for each. What they cost changes nothing.</summary>
    [Theory]
    [InlineData(ForecastMetric.Units, 1)]
    [InlineData(ForecastMetric.Area, 40)]
    public void Contracts_and_their_area_are_forecast_as_their_value_is(ForecastMetric metric, double each)
    {
        var forecaster = new Forecaster(Facts(index => 100m + index, pairs: 200, metric), 3);

        var cells = forecaster.Forecast(Now, [1, 2]);

        Assert.InRange(cells[0].Open / each, 180, 220);
        Assert.InRange(cells[1].New / each, 180, 220);
        // A deal has one unit before its contract tells so, and the area that is usual.
        var term = Assert.Single(forecaster.WhyOf(Start, "A", forecaster.DealsOf(Start, "A", 1)[0].DealId)!.TermsOf(0));
        Assert.Equal(each, term.Amount, 9);
        Assert.Equal(cells, new Forecaster(Facts(_ => 7m, pairs: 200, metric), 3).Forecast(Now, [1, 2]));
    }

    [Fact]
    public void An_area_that_is_not_known_brings_none()
    {
        Sold[] sold = [new("1a", Start.AddMonths(-1), 1, 100m, null), new("2a", Start.AddMonths(-1), 1, null, 40m)];

        Assert.Equal([("2a", 40m)], SalesFacts.Of(Raw(_ => 100m), ForecastMetric.Area, sold).Receipts.Select(receipt => (receipt.DealId, receipt.Amount)));
        Assert.Equal([("1a", 100m)], SalesFacts.Of(Raw(_ => 100m), ForecastMetric.Sales, sold).Receipts.Select(receipt => (receipt.DealId, receipt.Amount)));
    }

    [Fact]
    public void What_was_paid_and_what_is_due_change_nothing()
    {
        var plain = Raw(_ => 100m);
        var paid = plain with
        {
            Schedule = [new ScheduleLine("1", "20a", new DateOnly(2026, 12, 1), 70m, Start.AddMonths(-3), null)],
            Receipts = [new Receipt("20a", null, Start.AddMonths(-2), 30m)],
        };

        Assert.Equal(
            Of(plain).Forecast(Now, [1, 2, 3]), Of(paid).Forecast(Now, [1, 2, 3]));

        static Forecaster Of(ForecastFacts facts) => new(SalesFacts.Of(facts, ForecastMetric.Sales, Contracts(_ => 100m)), 3);
    }

    [Fact]
    public void A_contract_that_ended_is_taken_back_once_and_expected_of_no_more()
    {
        // The first twelve contracts ended a month after they were signed.
        var raw = Raw(_ => 100m);
        var ended = Enumerable.Range(1, 12).Select(index => (Deal: $"{index}a", At: BegunIn(index).AddMonths(2))).ToList();
        raw = raw with { Stages = [.. raw.Stages, .. ended.Select(each => new StageChange(each.Deal, each.At, ForecastStages.Cancelled, 100m))] };
        Sold[] contracts = [.. Contracts(_ => 100m), .. ended.Select(each => new Sold(each.Deal, each.At, -1, -100m, -40m))];
        var forecaster = new Forecaster(SalesFacts.Of(raw, ForecastMetric.Sales, contracts), 3);

        var cells = forecaster.Forecast(Now, [1, 2, 3]);

        // What may end is all that is expected of contracts, and no deal that has ended is among them.
        Assert.All(cells, cell => Assert.True(cell.Signed < 0));
        Assert.Equal(cells.Select(cell => Math.Round(cell.Signed, 6)), Enumerable.Range(1, 3).Select(ahead => Math.Round(forecaster.RefundsOf(Start, "A", ahead), 6)));
        var money = forecaster.MoneyOf(Start, "A", Now, Now.Plus(2), Scenario.Neutral).ByDeal;
        Assert.All(ended, each => Assert.DoesNotContain(money.Keys, deal => deal.Id == each.Deal));
    }

    private static DateTime Start => Now.FirstDay.ToDateTime(TimeOnly.MinValue);

    private static (double, double, double) Rounded(ForecastCell cell) => (Math.Round(cell.Signed, 6), Math.Round(cell.Open, 6), Math.Round(cell.New, 6));

    private static DateTime BegunIn(int index) => Start.AddMonths(index - MonthsKnown).AddDays(-17);

    private static ForecastFacts Facts(Func<int, decimal> value, int pairs = 1, ForecastMetric metric = ForecastMetric.Sales) =>
        SalesFacts.Of(Raw(value, pairs), metric, Contracts(value, pairs));

    /// <summary>Of 40 m² each.</summary>
    private static Sold[] Contracts(Func<int, decimal> value, int pairs = 1) =>
    [
        .. from index in Enumerable.Range(1, MonthsKnown - 1)
           from pair in Enumerable.Range(1, pairs)
           select new Sold(IdOf(index, "a", pair), SignedOn(index), 1, value(index), 40m),
    ];

    private static string IdOf(int index, string which, int pair) => pair == 1 ? $"{index}{which}" : $"{index}{which}{pair}";

    private static DateTime SignedOn(int index) => new DateTime(BegunIn(index).Year, BegunIn(index).Month, 10, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(1);

    private static ForecastFacts Raw(Func<int, decimal> value, int pairs = 1)
    {
        var (deals, stages) = (new List<ForecastDeal>(), new List<StageChange>());
        for (var index = 1; index <= MonthsKnown; index++)
        {
            var begun = new DateTime(BegunIn(index).Year, BegunIn(index).Month, 15, 0, 0, 0, DateTimeKind.Unspecified);
            foreach (var (won, lost) in Enumerable.Range(1, pairs).Select(pair => (IdOf(index, "a", pair), IdOf(index, "b", pair))))
            {
                deals.AddRange([new ForecastDeal(won, "A", begun), new ForecastDeal(lost, "A", begun)]);
                stages.AddRange([new StageChange(won, begun, "NEW", 100m), new StageChange(lost, begun, "NEW", 100m)]);
                if (index < MonthsKnown)
                    stages.AddRange([new StageChange(won, SignedOn(index), ForecastStages.Won, value(index)), new StageChange(lost, SignedOn(index), ForecastStages.Lost, null)]);
            }
        }
        return new ForecastFacts([new ForecastObject("A")], deals, stages, [], []);
    }
}
