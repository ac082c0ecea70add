using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Forecast;

/// <summary>What people say of deals in place of the method.</summary>
public sealed class OverruledTests
{
    private static readonly int[] Horizons = [1, 2, 3, 6];
    private static readonly DateTime Before = new(2022, 9, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Between = new(2022, 9, 20, 11, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Moment = new(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);
    private static readonly YearMonth InThird = DemoFacts.Month("2022-12");

    private readonly Forecaster _method;
    private readonly IReadOnlyList<DealForecast> _open;

    public OverruledTests()
    {
        var facts = DemoFacts.Read();
        _method = new Forecaster(facts, months: 6, draws: 200, groups: [new ForecastGroup("all", [.. facts.Objects.Select(found => found.Id)])]);
        _open = [.. _method.DealsOf(Moment, "all", 3).Where(deal => deal.Part == ForecastPart.Open)];
    }

    private string First => _open[0].DealId;

    private string Second => _open[1].DealId;

    [Fact]
    public void An_override_is_the_scenario_that_takes_the_same_for_certain()
    {
        var scenario = new Scenario { Deals = new Dictionary<string, int?> { [First] = 3, [Second] = null } };

        var overruled = _method.Overruled([Include(First, Between), Exclude(Second, Between)]);

        Assert.Equal(_method.Forecast(Moment, Horizons, scenario), overruled.Forecast(Moment, Horizons));
        Assert.All(Horizons, ahead => Assert.Equal(_method.DealsOf(Moment, "all", ahead, scenario), overruled.DealsOf(Moment, "all", ahead)));
        Assert.NotEqual(_method.Forecast(Moment, Horizons), overruled.Forecast(Moment, Horizons));
    }

    [Fact]
    public void A_scenario_changes_what_is_overruled_and_has_the_last_word_on_a_deal()
    {
        var overruled = _method.Overruled([Include(First, Between), Exclude(Second, Between)]);

        Assert.Equal(
            _method.Forecast(Moment, Horizons, new Scenario { WinOdds = 2, Deals = new Dictionary<string, int?> { [First] = 1, [Second] = null } }),
            overruled.Forecast(Moment, Horizons, new Scenario { WinOdds = 2, Deals = new Dictionary<string, int?> { [First] = 1 } }));
        Assert.Equal(overruled.Forecast(Moment, Horizons), overruled.Forecast(Moment, Horizons, new Scenario()));
    }

    [Fact]
    public void A_former_forecast_goes_by_what_had_been_said_then_and_the_latest_word_counts()
    {
        var said = new[] { Exclude(First, Between), Include(First, Between), Exclude(First, Moment) };

        var overruled = _method.Overruled(said);

        Assert.Equal(_method.Forecast(Before, Horizons), overruled.Forecast(Before, Horizons));
        Assert.Equal(_method.Overruled([Include(First, Between)]).Forecast(Moment, Horizons), overruled.Forecast(Moment, Horizons));
        Assert.Equal(_method.Overruled([Exclude(First, Between)]).Forecast(Moment.AddDays(1), Horizons), overruled.Forecast(Moment.AddDays(1), Horizons));
        var takenBack = _method.Overruled([.. said[..2], new OverruledDeal(First, Between.AddDays(1), OverrideMode.Model, null)]);
        Assert.Equal(_method.Forecast(Moment, Horizons), takenBack.Forecast(Moment, Horizons));
        Assert.Empty(takenBack.StandingAt(Moment));
        Assert.Equal(First, Assert.Single(overruled.StandingAt(Moment)).Deal.DealId);
    }

    [Fact]
    public void Of_a_deal_that_was_won_or_lost_since_and_after_its_month_nothing_that_was_said_counts()
    {
        var closed = DemoFacts.Read().Stages.Where(change => change.At > Before && change.At < Moment.AddDays(-1)).ToList();
        var known = _method.DealsOf(Before, "all", 3).Where(deal => deal.Part == ForecastPart.Open).Select(deal => deal.DealId).ToHashSet();
        var (won, lost) = (ThatIs(ForecastStages.Won), ThatIs(ForecastStages.Lost));
        var early = Before.AddDays(-1);
        var overruled = _method.Overruled([Exclude(won, early), Include(lost, early), new OverruledDeal(First, early, OverrideMode.Include, DemoFacts.Month("2022-09"))]);

        Assert.Equal([won, lost], overruled.StandingAt(Before).Select(each => each.Deal.DealId).Where(id => id != First).OrderBy(id => id == won ? 0 : 1));
        Assert.Empty(overruled.StandingAt(Moment));
        Assert.Equal(_method.Forecast(Moment, Horizons), overruled.Forecast(Moment, Horizons));

        string ThatIs(string stage) => closed.First(change => change.Stage == stage && known.Contains(change.DealId)).DealId;
    }

    [Fact]
    public void What_changed_because_somebody_said_so_is_told_and_adds_up_with_the_rest()
    {
        var (from, to) = (DemoFacts.Month("2022-10"), DemoFacts.Month("2022-12"));
        var deal = _open.First(deal => _method.DealsOf(Before, "all", 3).Any(was => was.DealId == deal.DealId)).DealId;
        var overruled = _method.Overruled([Exclude(deal, Between)]);

        var changes = ForecastChanges.Between(overruled, Before, Moment, "all", from, to);

        var change = Assert.Single(changes, change => change.Reason == ForecastReason.Overridden);
        Assert.Equal((deal, 0), (change.DealId, change.After));
        var without = ForecastChanges.Between(_method, Before, Moment, "all", from, to);
        Assert.DoesNotContain(without, each => each.Reason == ForecastReason.Overridden);
        var difference = MeanOf(overruled) - MeanOf(_method);
        Assert.Equal(difference, changes.Sum(each => each.After - each.Before) - without.Sum(each => each.After - each.Before), 1e-3);

        double MeanOf(Forecaster forecaster) => forecaster.Forecast(Moment, [1, 2, 3]).Where(cell => cell.Target == "all").Sum(cell => cell.Mean);
    }

    private static OverruledDeal Include(string deal, DateTime at) => new(deal, at, OverrideMode.Include, InThird);

    private static OverruledDeal Exclude(string deal, DateTime at) => new(deal, at, OverrideMode.Exclude, null);
}
