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
            new Forecaster(SalesFacts.Of(plain, Contracts(_ => 100m)), 3).Forecast(Now, [1, 2, 3]), new Forecaster(SalesFacts.Of(paid, Contracts(_ => 100m)), 3).Forecast(Now, [1, 2, 3]));
    }

    [Fact]
    public void A_contract_that_ended_is_taken_back_once_and_expected_of_no_more()
    {
        // The first twelve contracts ended a month after they were signed.
        var raw = Raw(_ => 100m);
        var ended = Enumerable.Range(1, 12).Select(index => (Deal: $"{index}a", At: BegunIn(index).AddMonths(2))).ToList();
        raw = raw with { Stages = [.. raw.Stages, .. ended.Select(each => new StageChange(each.Deal, each.At, ForecastStages.Cancelled, 100m))] };
        Receipt[] contracts = [.. Contracts(_ => 100m), .. ended.Select(each => new Receipt(each.Deal, null, each.At, -100m))];
        var forecaster = new Forecaster(SalesFacts.Of(raw, contracts), 3);

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

    private static ForecastFacts Facts(Func<int, decimal> value, int pairs = 1) => SalesFacts.Of(Raw(value, pairs), Contracts(value, pairs));

    private static Receipt[] Contracts(Func<int, decimal> value, int pairs = 1) =>
    [
        .. from index in Enumerable.Range(1, MonthsKnown - 1)
           from pair in Enumerable.Range(1, pairs)
           select new Receipt(IdOf(index, "a", pair), null, SignedOn(index), value(index)),
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
