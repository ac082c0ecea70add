using ReportApp.Core.Forecast;

namespace ReportApp.Tests.Forecast;

/// <summary>What must hold of a forecast under changed inputs (forecast.md §10, §12).</summary>
public sealed class ScenarioTests
{
    private const int Months = 6;

    private static readonly int[] Horizons = [1, 2, 3, 6];
    private static readonly DateTime Moment = new(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);

    private readonly Forecaster _forecaster;
    private readonly IReadOnlyList<string> _objects;

    public ScenarioTests()
    {
        var facts = DemoFacts.Read();
        _objects = [.. facts.Objects.Select(found => found.Id)];
        _forecaster = new Forecaster(facts, Months, draws: 200, groups: [new ForecastGroup("all", _objects)]);
    }

    [Fact]
    public void One_that_changes_nothing_is_the_forecast_itself() =>
        Assert.Equal(_forecaster.Forecast(Moment, Horizons), _forecaster.Forecast(Moment, Horizons, new Scenario { Arrivals = 1, WinOdds = 1, Price = 1, DelayMonths = 0 }));

    [Fact]
    public void It_leaves_the_forecast_as_it_was()
    {
        var before = _forecaster.Forecast(Moment, Horizons);

        Assert.NotEqual(before, _forecaster.Forecast(Moment, Horizons, new Scenario { WinOdds = 2, Arrivals = 0.5, Price = 1.1, DelayMonths = 0.5 }));

        Assert.Equal(before, _forecaster.Forecast(Moment, Horizons));
    }

    [Fact]
    public void Each_change_moves_its_own_part_only()
    {
        var (@base, fewer, likelier, dearer) = (Of(Scenario.Neutral), Of(new() { Arrivals = 0.5 }), Of(new() { WinOdds = 2 }), Of(new() { Price = 1.1 }));

        Assert.All(Horizons, h =>
        {
            Near((@base[h].Signed, @base[h].Open, 0.5 * @base[h].New), fewer[h]);
            Near((@base[h].Signed, 1.1 * @base[h].Open, 1.1 * @base[h].New), dearer[h]);
            Assert.Equal((@base[h].Signed, @base[h].New), (likelier[h].Signed, likelier[h].New));
        });
        Assert.True(Horizons.Sum(h => likelier[h].Open) > Horizons.Sum(h => @base[h].Open));

        static void Near((double Signed, double Open, double New) expected, ForecastCell cell)
        {
            Assert.Equal(expected.Signed, cell.Signed, 1e-9 * cell.Mean + 1e-6);
            Assert.Equal(expected.Open, cell.Open, 1e-9 * cell.Mean + 1e-6);
            Assert.Equal(expected.New, cell.New, 1e-9 * cell.Mean + 1e-6);
        }
    }

    [Fact]
    public void A_month_late_the_contracts_pay_what_they_would_have_paid_the_month_before()
    {
        // Of one month ahead each, where the blend takes nothing from it.
        var (@base, late) = (Signed(Scenario.Neutral), Signed(new() { DelayMonths = 1 }));
        var half = Signed(new() { DelayMonths = 0.5 });

        Assert.Equal(0, late[0]);
        for (var h = 1; h < Months; h++)
        {
            Assert.Equal(@base[h - 1], late[h], 1e-6);
            Assert.Equal((@base[h] + @base[h - 1]) / 2, half[h], 1e-6);
        }

        double[] Signed(Scenario scenario)
        {
            var model = new StructuralForecast(new Landmarks(new History(DemoFacts.Read())), CutOff.Of(Moment), Months).Under(scenario);
            return model.OutlookOf(0, 1).Signed;
        }
    }

    [Fact]
    public void Quantiles_stay_in_order_whatever_is_changed()
    {
        foreach (var scenario in new Scenario[] { new() { Arrivals = 0, WinOdds = 0 }, new() { Arrivals = 5, WinOdds = 10 }, new() { Price = 0 }, new() { DelayMonths = 12 } })
        {
            Assert.All(_forecaster.Forecast(Moment, [1], scenario), cell => Assert.Equal(cell.Band, cell.SoFar));
            Assert.All(_forecaster.Forecast(Moment, Horizons, scenario), cell => Assert.All([cell.Band, cell.SoFar], band => Assert.True(
                band.P10 >= 0 && band.P10 <= band.P50 && band.P50 <= band.P90 && double.IsFinite(band.P90), $"{scenario}: {cell}")));
        }
    }

    [Fact]
    public void A_deal_that_is_lost_for_certain_takes_exactly_its_own_money_along()
    {
        var deal = _forecaster.DealsOf(Moment, "all", 2).First(deal => deal.Part == ForecastPart.Open);

        var without = Of(new() { Deals = new Dictionary<string, int?> { [deal.DealId] = null } });

        Assert.Equal(Of(Scenario.Neutral)[2].Mean - deal.Money, without[2].Mean, 1e-6);
    }

    [Fact]
    public void A_deal_that_is_won_for_certain_brings_all_of_its_first_month_in_that_month()
    {
        var deal = _forecaster.DealsOf(Moment, "all", 2).First(deal => deal.Part == ForecastPart.Open);
        var scenario = new Scenario { Deals = new Dictionary<string, int?> { [deal.DealId] = 3 } };

        var third = _forecaster.DealsOf(Moment, "all", 3, scenario).Single(found => found.DealId == deal.DealId);

        Assert.Equal(1, third.Chance);
        Assert.DoesNotContain(_forecaster.DealsOf(Moment, "all", 2, scenario), found => found.DealId == deal.DealId);
        Assert.True(third.Money > _forecaster.DealsOf(Moment, "all", 3).Where(found => found.DealId == deal.DealId).Sum(found => found.Money));
    }

    [Fact]
    public void In_an_object_that_is_stopped_no_new_deal_brings_money_and_the_others_stay()
    {
        var cells = _forecaster.Forecast(Moment, Horizons, new Scenario { Stopped = new HashSet<string> { _objects[0] } });

        var before = _forecaster.Forecast(Moment, Horizons);
        foreach (var (was, now) in before.Zip(cells).Where(pair => pair.First.Target != "all"))
            Assert.Equal(was.Target == _objects[0] ? 0 : was.New, now.New);
    }

    [Fact]
    public void An_object_that_nobody_has_asked_for_changes_nothing_of_the_others()
    {
        var facts = DemoFacts.Read();
        var more = new Forecaster(facts with { Objects = [.. facts.Objects, new ForecastObject("next")] }, Months, draws: 200, groups: [new ForecastGroup("all", [.. _objects, "next"])]);

        var cells = more.Forecast(Moment, Horizons);

        Assert.Equal(_forecaster.Forecast(Moment, Horizons), cells.Where(cell => cell.Target != "next"));
        Assert.All(cells.Where(cell => cell.Target == "next"), cell => Assert.Equal(0, cell.Mean));
    }

    [Fact]
    public void A_launch_brings_what_its_like_brings_of_new_deals_from_its_month_on()
    {
        var like = Next(_objects[0]);

        var atOnce = Next("next", new("next", _objects[0], 1, 0, []));
        Assert.Equal(like, atOnce);
        // Two months later: what new deals of that month bring in it, and nothing before.
        var later = Next("next", new("next", _objects[0], 3, 0, []));
        Assert.Equal((0, 0), (later[0], later[1]));
        Assert.True(later[5] > 0 && later[5] < like[5]);
        // Half as many, everywhere.
        Assert.All(Next("next", new("next", _objects[0], 1, 0, []), arrivals: 0.5).Zip(like), pair => Assert.Equal(pair.Second / 2, pair.First, 1e-6));
    }

    [Fact]
    public void A_launch_takes_its_share_from_its_neighbours_alone()
    {
        Launched launch = new("next", _objects[0], 1, 0.3, [_objects[1]]);

        Assert.All(Next(_objects[1], launch).Zip(Next(_objects[1])), pair => Assert.Equal(0.7 * pair.Second, pair.First, 1e-6));
        Assert.Equal(Next(_objects[2]), Next(_objects[2], launch));
        // From its month on: who came before pays as he would have.
        var third = Next(_objects[1], launch with { Ahead = 3 });
        Assert.Equal(Next(_objects[1])[..2], third[..2]);
        Assert.True(third[5] < Next(_objects[1])[5]);
        // Of sales that are stopped nobody loses anything.
        Assert.Equal(Next(_objects[1]), Next(_objects[1], launch, stopped: "next"));
    }

    private sealed record Launched(string Object, string Like, int Ahead, double Share, HashSet<string> Neighbours);

    /// <summary>Money of new deals of an object by month, with an object that is not sold yet beside the others.</summary>
    private static double[] Next(string of, Launched? launch = null, double arrivals = 1, string stopped = "")
    {
        var facts = DemoFacts.Read();
        var history = new History(facts with { Objects = [.. facts.Objects, new ForecastObject("next")] });
        var scenario = new Scenario
        {
            Arrivals = arrivals,
            Stopped = new HashSet<string> { stopped },
            Launches = launch is null ? new Dictionary<string, Launch>() : new Dictionary<string, Launch> { [launch.Object] = new(launch.Like, launch.Ahead, launch.Share, launch.Neighbours) },
        };
        return new StructuralForecast(new Landmarks(history), CutOff.Of(Moment), Months).Under(scenario).OutlookOf(history.IndexOf(of), 1).New;
    }

    [Fact]
    public void The_deals_and_what_is_new_add_up_to_the_mean()
    {
        var scenario = new Scenario { WinOdds = 1.5, Arrivals = 0.7, Price = 1.05, DelayMonths = 0.5 };
        var cells = Of(scenario);

        Assert.All(Horizons, h => Assert.Equal(
            cells[h].Mean, _forecaster.DealsOf(Moment, "all", h, scenario).Sum(deal => deal.Money) + cells[h].New, 1e-9 * cells[h].Mean));
    }

    private Dictionary<int, ForecastCell> Of(Scenario scenario) =>
        _forecaster.Forecast(Moment, Horizons, scenario).Where(cell => cell.Target == "all").ToDictionary(cell => cell.Horizon);
}
