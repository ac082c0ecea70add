using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Forecast;

/// <summary>What must hold of every forecast (forecast.md §12).</summary>
public sealed class ForecasterTests
{
    private const int Draws = 200;

    private static readonly int[] Horizons = [1, 2, 3, 6];
    private static readonly YearMonth AsOf = DemoFacts.Month("2022-10");

    private readonly ForecastFacts _facts = DemoFacts.Read();

    [Fact]
    public void Facts_from_the_cut_off_on_change_nothing()
    {
        var known = _facts.Before(AsOf);
        Assert.True(known.Receipts.Count < _facts.Receipts.Count);
        Assert.True(known.Deals.Count < _facts.Deals.Count);
        Assert.True(known.Stages.Count < _facts.Stages.Count);

        Assert.Equal(Forecast(known), Forecast(_facts));
    }

    [Fact]
    public void A_fact_before_the_cut_off_does_change_it() =>
        Assert.NotEqual(Forecast(_facts.Before(AsOf.Plus(-1))), Forecast(_facts));

    [Fact]
    public void The_order_of_the_facts_changes_nothing()
    {
        var random = new Random(7);
        var shuffled = new ForecastFacts(
            _facts.Objects, Shuffled(_facts.Deals), [.. _facts.Stages.GroupBy(change => change.DealId).OrderBy(_ => random.Next()).SelectMany(own => own)],
            Shuffled(_facts.Schedule), Shuffled(_facts.Receipts));

        Assert.Equal(Forecast(_facts), Forecast(shuffled));

        IReadOnlyList<T> Shuffled<T>(IReadOnlyList<T> facts) => [.. facts.OrderBy(_ => random.Next())];
    }

    [Fact]
    public void Parts_add_up_and_quantiles_are_in_order()
    {
        var cells = Forecast(_facts);

        Assert.Equal(_facts.Objects.Count * Horizons.Length, cells.Count);
        Assert.All(cells, cell =>
        {
            Assert.Equal(cell.Mean, cell.Signed + cell.Open + cell.New, cell.Mean * 1e-9 + 1e-6);
            Assert.True(cell.P10 >= 0 && cell.P10 <= cell.P50 && cell.P50 <= cell.P90, $"{cell}");
            Assert.True(double.IsFinite(cell.P90));
        });
    }

    [Fact]
    public void Money_scales_and_nothing_else_does()
    {
        const int Factor = 8;
        var scaled = new ForecastFacts(
            _facts.Objects, _facts.Deals, [.. _facts.Stages.Select(change => change with { Amount = change.Amount * Factor })],
            [.. _facts.Schedule.Select(line => line with { Amount = line.Amount * Factor })],
            [.. _facts.Receipts.Select(receipt => receipt with { Amount = receipt.Amount * Factor })]);

        Assert.All(Forecast(_facts).Zip(Forecast(scaled)), pair =>
        {
            Assert.Equal(pair.First.Mean * Factor, pair.Second.Mean, pair.Second.Mean * 1e-6);
            Assert.Equal(pair.First.P90 * Factor, pair.Second.P90, pair.Second.P90 * 1e-6);
        });
    }

    [Fact]
    public void One_more_open_deal_never_lowers_its_object()
    {
        var before = StructuralMeans(_facts);
        var more = _facts with
        {
            Deals = [.. _facts.Deals, new ForecastDeal("new", "B02", new DateTime(2022, 9, 20, 0, 0, 0, DateTimeKind.Unspecified), "mortgage")],
            Stages = [.. _facts.Stages, new StageChange("new", new DateTime(2022, 9, 20, 0, 0, 0, DateTimeKind.Unspecified), "BOOKING", 12_000_000m)],
        };

        Assert.All(before.Zip(StructuralMeans(more)), pair => Assert.True(pair.Second.Open >= pair.First.Open, $"{pair}"));
        Assert.Contains(before.Zip(StructuralMeans(more)), pair => pair.Second.Open > pair.First.Open);
    }

    [Theory]
    [InlineData("LOST")]
    [InlineData("CANCELLED")]
    public void A_deal_that_ended_brings_nothing(string stage)
    {
        var ended = One([new StageChange("1", At("2022-03-05"), stage, null)], []);

        Assert.All(new Forecaster(ended, 6, Draws).Forecast(DemoFacts.Month("2022-04"), Horizons), cell => Assert.Equal((0, 0), (cell.Signed, cell.Open)));
    }

    [Fact]
    public void A_line_that_was_paid_is_no_longer_expected()
    {
        var line = new ScheduleLine("1", "1", new DateOnly(2022, 4, 10), 1_000m, At("2022-03-01"), null);
        var owed = One([new StageChange("1", At("2022-03-01"), "WON", 1_000m)], [line]);
        var paid = owed with { Receipts = [new Receipt("1", "1", At("2022-03-20"), 1_000m)] };

        Assert.True(Signed(owed) > 0);
        Assert.Equal(0, Signed(paid));

        static double Signed(ForecastFacts facts) => new Forecaster(facts, 6, Draws).Forecast(DemoFacts.Month("2022-04"), Horizons).Sum(cell => cell.Signed);
    }

    [Fact]
    public void Nothing_known_is_a_row_of_zeros()
    {
        var empty = new ForecastFacts([new ForecastObject("A"), new ForecastObject("B")], [], [], [], []);

        var cells = new Forecaster(empty, 6, Draws).Forecast(AsOf, Horizons);

        Assert.Equal(8, cells.Count);
        Assert.All(cells, cell => Assert.Equal((0, 0, 0, 0), (cell.Mean, cell.P10, cell.P50, cell.P90)));
    }

    private static IReadOnlyList<ForecastCell> Forecast(ForecastFacts facts) => new Forecaster(facts, Horizons.Max(), Draws).Forecast(AsOf, Horizons);

    private static IReadOnlyList<(double Open, int Month)> StructuralMeans(ForecastFacts facts) =>
        [.. StructuralForecast.Compute(new Landmarks(new History(facts)), Months.Of(AsOf), 6, 1).SelectMany(outlook => outlook.Open.Select((open, month) => (open, month)))];

    private static ForecastFacts One(IReadOnlyList<StageChange> stages, IReadOnlyList<ScheduleLine> schedule) =>
        new([new ForecastObject("A")], [new ForecastDeal("1", "A", At("2022-02-10"))], [new StageChange("1", At("2022-02-10"), "NEW", 1_000m), .. stages], schedule, []);

    private static DateTime At(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue);
}
