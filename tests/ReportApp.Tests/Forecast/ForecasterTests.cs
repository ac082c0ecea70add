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
    public void Of_many_former_moments_it_keeps_a_few_and_tells_the_same_of_each()
    {
        var forecaster = new Forecaster(DemoFacts.Read(), months: 3, draws: 50);
        var moment = new DateTime(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);
        var cells = forecaster.Forecast(moment, [1, 2, 3]);
        var once = forecaster.Forecast(moment.AddDays(-1), [1]);

        foreach (var back in Enumerable.Range(2, 6)) forecaster.Forecast(moment.AddDays(-back), [1]);

        Assert.Equal(4, forecaster.KeptMoments);
        Assert.Equal(once, forecaster.Forecast(moment.AddDays(-1), [1]));
        Assert.Equal(cells, forecaster.Forecast(moment, [1, 2, 3]));
    }

    [Fact]
    public void Who_no_longer_waits_for_it_stops_it_and_the_next_one_gets_all()
    {
        var forecaster = new Forecaster(DemoFacts.Read(), months: 3, draws: 50);
        var moment = new DateTime(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);

        Assert.ThrowsAny<OperationCanceledException>(() => forecaster.Prepare(moment, withBands: true, new CancellationToken(true)));
        forecaster.Prepare(moment, withBands: true, TestContext.Current.CancellationToken);

        Assert.Equal(new Forecaster(DemoFacts.Read(), months: 3, draws: 50).Forecast(moment, [3]), forecaster.Forecast(moment, [3]));
    }

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
            Assert.True(cell.Band.P10 >= 0 && cell.Band.P10 <= cell.Band.P50 && cell.Band.P50 <= cell.Band.P90, $"{cell}");
            Assert.True(double.IsFinite(cell.Band.P90));
        });
    }

    [Fact]
    public void Up_to_the_first_month_it_is_that_month()
    {
        var first = Forecast(_facts).Where(cell => cell.Horizon == 1).ToList();

        Assert.NotEmpty(first);
        Assert.All(first, cell => Assert.Equal(cell.Band, cell.SoFar));
        Assert.Contains(first, cell => cell.Band.P50 > 0);
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
            Assert.Equal(pair.First.Band.P90 * Factor, pair.Second.Band.P90, pair.Second.Band.P90 * 1e-6);
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
    public void A_group_has_the_mean_of_its_objects_and_a_narrower_band_than_their_sum()
    {
        var all = new ForecastGroup("all", [.. _facts.Objects.Select(found => found.Id)]);
        var cells = new Forecaster(_facts, 6, Draws, [all]).Forecast(AsOf, Horizons).ToLookup(cell => cell.Target == all.Id);

        foreach (var group in cells[true])
        {
            var objects = cells[false].Where(cell => cell.Horizon == group.Horizon).ToList();
            Assert.Equal(objects.Sum(cell => cell.Mean), group.Mean, group.Mean * 1e-9);
            Assert.Equal(objects.Sum(cell => cell.Signed), group.Signed, group.Mean * 1e-9);
            Assert.True(group.Band.P90 - group.Band.P10 < objects.Sum(cell => cell.Band.P90 - cell.Band.P10), $"{group}");
        }
        // What a group adds changes nothing of its objects.
        Assert.Equal(Forecast(_facts), cells[false]);
    }

    [Fact]
    public void What_the_deals_bring_and_what_is_new_add_up_to_the_mean()
    {
        var all = new ForecastGroup("all", ["B01", "B02"]);
        var forecaster = new Forecaster(_facts, 6, Draws, [all]);
        var moment = new DateTime(2022, 10, 12, 15, 0, 0, DateTimeKind.Unspecified);

        foreach (var cell in forecaster.Forecast(moment, Horizons).Where(cell => cell.Target is "all" or "B03"))
        {
            var deals = forecaster.DealsOf(moment, cell.Target, cell.Horizon);
            Assert.Equal(cell.Mean, deals.Sum(deal => deal.Money) + cell.New, cell.Mean * 1e-9);
            Assert.Equal(cell.Open, deals.Where(deal => deal.Part == ForecastPart.Open).Sum(deal => deal.Money), cell.Mean * 1e-9);
            Assert.All(deals, deal => Assert.InRange(deal.Chance, double.Epsilon, 1));
            Assert.All(deals.Where(deal => deal.Part == ForecastPart.Signed), deal => Assert.Equal(1, deal.Chance));
        }
    }

    [Fact]
    public void No_deal_is_expected_to_bring_more_than_it_owes()
    {
        var forecaster = new Forecaster(_facts, 6, Draws);
        var moment = AsOf.FirstDay.ToDateTime(TimeOnly.MinValue);
        var byObject = _facts.Objects.SelectMany(found => Enumerable.Range(1, 6).SelectMany(ahead => forecaster.DealsOf(moment, found.Id, ahead))).ToList();

        Assert.NotEmpty(byObject);
        Assert.All(byObject.GroupBy(deal => deal.DealId), deal => Assert.True(deal.Sum(each => each.Money) <= deal.First().Amount * (1 + 1e-9), $"{deal.Key}"));
    }

    [Fact]
    public void Money_that_came_before_its_line_or_beyond_it_is_not_expected_again()
    {
        var late = Lines(new ScheduleLine("1", "D", new DateOnly(2022, 9, 20), 600, Day(9, 10), null), new ScheduleLine("2", "D", new DateOnly(2022, 12, 1), 400, Day(9, 10), null));

        Assert.Equal(0, Expected(late, new Receipt("D", null, Day(9, 5), 1_000)));
        Assert.Equal(0, Expected(late, new Receipt("D", "1", Day(9, 15), 1_000)));
        Assert.True(Expected(late, new Receipt("D", "1", Day(9, 15), 600)) > 0);

        static DateTime Day(int month, int day) => new(2022, month, day, 0, 0, 0, DateTimeKind.Unspecified);

        ForecastFacts Lines(params ScheduleLine[] lines) => new(
            [new ForecastObject("A")], [new ForecastDeal("D", "A", Day(8, 1))], [new StageChange("D", Day(9, 1), ForecastStages.Won, 1_000)], lines, []);

        static double Expected(ForecastFacts facts, Receipt receipt) =>
            new Forecaster(facts with { Receipts = [receipt] }, 6, Draws).Forecast(AsOf, [1, 2, 3, 4, 5, 6]).Sum(cell => cell.Signed);
    }

    [Fact]
    public void The_first_day_of_a_month_is_a_moment_like_any_other()
    {
        var forecaster = new Forecaster(_facts, 6, Draws);

        Assert.Equal(forecaster.Forecast(AsOf, Horizons), forecaster.Forecast(AsOf.FirstDay.ToDateTime(TimeOnly.MinValue), Horizons));
    }

    [Fact]
    public void In_the_middle_of_a_month_only_its_rest_is_expected_and_what_is_known_since_counts()
    {
        var forecaster = new Forecaster(_facts, 6, Draws);
        var start = forecaster.Forecast(AsOf, [1, 2]);

        var late = forecaster.Forecast(new DateTime(2022, 10, 31, 23, 0, 0, DateTimeKind.Unspecified), [1, 2]);

        Assert.Equal(start.Select(cell => cell.Month), late.Select(cell => cell.Month));
        Assert.All(late.Zip(start).Where(pair => pair.First.Horizon == 1), pair => Assert.True(pair.First.Mean < pair.Second.Mean * 0.1, $"{pair}"));
        // The next month as seen an hour before it begins is nearly what it is as seen from its first moment.
        Assert.All(
            late.Where(cell => cell.Horizon == 2).Zip(forecaster.Forecast(AsOf.Plus(1), [1])),
            pair => Assert.InRange(pair.First.Mean / pair.Second.Mean, 0.6, 1.6));
    }

    [Fact]
    public async Task One_thread_or_many_give_the_same_numbers()
    {
        using var alone = new SingleThread();
        var token = TestContext.Current.CancellationToken;

        var one = await Task.Factory.StartNew(() => Forecast(_facts), token, TaskCreationOptions.None, alone);

        Assert.Equal(Forecast(_facts), one);
    }

    [Fact]
    public void Money_given_back_lately_is_no_forecast_of_giving_back_more()
    {
        var facts = One([new StageChange("1", At("2022-02-20"), "WON", 1_000m)], []) with
        {
            Receipts = [new Receipt("1", null, At("2022-02-20"), 1_000m), new Receipt("1", null, At("2022-09-10"), -900m)],
        };

        Assert.All(new Forecaster(facts, 6, Draws).Forecast(AsOf, Horizons), cell => Assert.True(cell is { Mean: >= 0, Signed: >= 0, Open: >= 0, New: >= 0 }, $"{cell}"));
    }

    /// <summary>A hundred contracts paid 1,000 each in August. Ten of them ended in September: a tenth of what is left goes back in each month.</summary>
    [Fact]
    public void What_contracts_have_paid_goes_back_as_often_as_it_did()
    {
        var ids = Enumerable.Range(1, 100).Select(id => $"{id}").ToList();
        var facts = new ForecastFacts(
            [new ForecastObject("A")], [.. ids.Select(id => new ForecastDeal(id, "A", At("2022-08-01")))],
            [
                .. ids.Select(id => new StageChange(id, At("2022-08-05"), "WON", 1_000)),
                .. ids.Take(10).Select(id => new StageChange(id, At("2022-09-10"), "CANCELLED", 1_000)),
            ],
            [],
            [.. ids.Select(id => new Receipt(id, null, At("2022-08-10"), 1_000)), .. ids.Take(10).Select(id => new Receipt(id, null, At("2022-09-15"), -1_000))]);

        Assert.Equal([-9_000, -8_100, -7_290], Refunds(facts), (one, other) => Math.Abs(one - other) < 1e-6);
        // Nine are too few to say anything.
        Assert.Equal([0, 0, 0], Refunds(facts with { Receipts = [.. facts.Receipts.SkipLast(1)] }));

        // Nothing is to come but what goes back, whatever is said of new deals.
        var (forecaster, moment) = (new Forecaster(facts, 3, Draws), AsOf.FirstDay.ToDateTime(TimeOnly.MinValue));
        foreach (var scenario in new[] { Scenario.Neutral, new Scenario { Arrivals = 0 }, new Scenario { Stopped = new HashSet<string> { "A" } } })
        {
            foreach (var cell in forecaster.Forecast(moment, [1, 2, 3], scenario).Where(cell => cell.New == 0))
            {
                Assert.True(cell.Mean < 0 && cell.Signed == cell.Mean, $"{cell}");
                Assert.True(cell.Band.P10 < cell.Mean && cell.Mean < cell.Band.P90, $"{cell}");
                Assert.True(cell.SoFar.P10 < cell.Band.P10 + 1e-9 || cell.Horizon == 1, $"{cell}");
            }
        }
        Assert.All(forecaster.Forecast(moment, [1, 2, 3], new Scenario { Arrivals = 0 }), cell => Assert.Equal(0, cell.New));

        static double[] Refunds(ForecastFacts facts)
        {
            var model = new StructuralForecast(new Landmarks(new History(facts)), CutOff.Of(Months.Of(AsOf)), 3);
            var means = new double[3];
            foreach (var back in model.KnownDeals(0).SelectMany(model.RefundsOf)) back.AddMeans(means);
            return means;
        }
    }

    /// <summary>All contracts but one have a schedule, 300 in the month they are signed and 700 in the next, and were paid by it.</summary>
    [Fact]
    public void A_contract_without_a_schedule_is_paid_as_contracts_are()
    {
        var won = Enumerable.Range(0, 10).SelectMany(month => Enumerable.Range(1, 4).Select(own => (Id: $"{month}-{own}", At: At("2021-11-05").AddMonths(month)))).ToList();
        var late = At("2022-09-10");
        var facts = new ForecastFacts(
            [new ForecastObject("A")], [.. won.Append((Id: "X", At: late)).Select(deal => new ForecastDeal(deal.Id, "A", deal.At.AddDays(-3)))],
            [.. won.Append((Id: "X", At: late)).Select(deal => new StageChange(deal.Id, deal.At, "WON", 1_000))],
            [.. won.SelectMany(deal => new[] { Line(deal, 1, 0, 300), Line(deal, 2, 1, 700) })],
            [.. won.SelectMany(deal => new[] { new Receipt(deal.Id, null, deal.At.AddDays(1), 300), new Receipt(deal.Id, null, deal.At.AddMonths(1), 700) }), new Receipt("X", null, late, 300)]);

        var cells = new Forecaster(facts, 3, Draws).Forecast(AsOf.FirstDay.ToDateTime(TimeOnly.MinValue), [1, 2, 3]);

        // 700 of 1,000 is left, and all that others had left came in the month after they signed.
        Assert.Equal([700, 0, 0], Means(new StructuralForecast(new Landmarks(new History(facts)), CutOff.Of(Months.Of(AsOf)), 3)), (one, other) => Math.Abs(one - other) < 1);
        Assert.Contains(cells, cell => cell is { Target: "A", Horizon: 1, Signed: > 0 });

        static ScheduleLine Line((string Id, DateTime At) deal, int number, int after, decimal amount) =>
            new($"{deal.Id}/{number}", deal.Id, DateOnly.FromDateTime(deal.At.AddMonths(after)), amount, deal.At, null);

        static double[] Means(StructuralForecast model)
        {
            var means = new double[3];
            foreach (var part in model.KnownDeals(0).Where(deal => deal.Id == "X").SelectMany(model.PaymentsOf)) part.AddMeans(means);
            return means;
        }
    }

    [Fact]
    public void With_refunds_the_deals_still_add_up_to_the_mean()
    {
        var ended = _facts.Receipts.Where(receipt => receipt.At < At("2022-09-01")).GroupBy(receipt => receipt.DealId).Take(30).ToList();
        var facts = _facts with
        {
            Stages = [.. _facts.Stages, .. ended.Select(own => new StageChange(own.Key, At("2022-09-10"), "CANCELLED", null))],
            Receipts = [.. _facts.Receipts, .. ended.Select(own => new Receipt(own.Key, null, At("2022-09-20"), -own.Sum(receipt => receipt.Amount)))],
        };
        var forecaster = new Forecaster(facts, 6, Draws);
        var moment = AsOf.FirstDay.ToDateTime(TimeOnly.MinValue);

        foreach (var cell in forecaster.Forecast(moment, Horizons))
        {
            var refunds = forecaster.RefundsOf(moment, cell.Target, cell.Horizon);
            Assert.True(refunds < 0, $"{cell}");
            Assert.Equal(cell.Mean, forecaster.DealsOf(moment, cell.Target, cell.Horizon).Sum(deal => deal.Money) + refunds + cell.New, cell.Mean * 1e-9);
        }
        Assert.Equal(Forecast(facts.Before(AsOf)), Forecast(facts));
    }

    /// <summary>Units go to contracts, then to open deals, then to new ones.</summary>
    [Fact]
    public void No_more_is_sold_than_there_is()
    {
        var known = new History(_facts.Before(AsOf));
        var won = known.Deals.Count(deal => known.Objects[deal.Object].Id == "B03" && deal.At(At("2022-10-01")) == DealStatus.Won);
        var (free, plenty) = (Of(null), Of(100_000));
        var (open, gone, few) = (free.Open, Of(won), Of(won + 3));

        Assert.Equal(free, plenty);
        Assert.Equal((0, 0), (gone.Open, gone.New));
        Assert.All(
            new Forecaster(Sold(won), 6, Draws).Forecast(AsOf, Horizons).Where(cell => cell.Target == "B03"), cell => Assert.Equal((0, 0), (cell.Open, cell.New)));
        Assert.Equal(free.Signed, gone.Signed);
        Assert.InRange(few.Open, double.Epsilon, open * (1 - 1e-9));
        Assert.Equal(0, few.New);
        Assert.Equal(3, few.Wins, 1e-9);

        ForecastFacts Sold(int? units) => _facts with { Objects = [.. _facts.Objects.Select(found => found.Id == "B03" ? found with { Units = units } : found)] };

        (double Signed, double Open, double New, double Wins) Of(int? units)
        {
            var history = new History(Sold(units));
            var o = history.Objects.ToList().FindIndex(found => found.Id == "B03");
            var model = new StructuralForecast(new Landmarks(history), CutOff.Of(Months.Of(AsOf)), 6);
            var outlook = model.OutlookOf(o, 1);
            return (
                outlook.Signed.Sum(), outlook.Open.Sum(), outlook.New.Sum(),
                model.KnownDeals(o).Where(deal => deal.At(At("2022-10-01")) == DealStatus.Open).Sum(model.ChanceOf));
        }
    }

    [Fact]
    public void Nothing_known_is_a_row_of_zeros()
    {
        var empty = new ForecastFacts([new ForecastObject("A"), new ForecastObject("B")], [], [], [], []);

        var cells = new Forecaster(empty, 6, Draws).Forecast(AsOf, Horizons);

        Assert.Equal(8, cells.Count);
        Assert.All(cells, cell => Assert.Equal((0, 0, 0, 0), (cell.Mean, cell.Band.P10, cell.Band.P50, cell.Band.P90)));
    }

    private static IReadOnlyList<ForecastCell> Forecast(ForecastFacts facts) => new Forecaster(facts, Horizons.Max(), Draws).Forecast(AsOf, Horizons);

    private static IReadOnlyList<(double Open, int Month)> StructuralMeans(ForecastFacts facts)
    {
        var model = new StructuralForecast(new Landmarks(new History(facts)), CutOff.Of(Months.Of(AsOf)), 6);
        return [.. facts.Objects.SelectMany((_, o) => model.OutlookOf(o, 1).Open.Select((open, month) => (open, month)))];
    }

    private static ForecastFacts One(IReadOnlyList<StageChange> stages, IReadOnlyList<ScheduleLine> schedule) =>
        new([new ForecastObject("A")], [new ForecastDeal("1", "A", At("2022-02-10"))], [new StageChange("1", At("2022-02-10"), "NEW", 1_000m), .. stages], schedule, []);

    private static DateTime At(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue);

    /// <summary>Runs everything on one thread of its own, what it starts in turn too.</summary>
    private sealed class SingleThread : TaskScheduler, IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Task> _tasks = [];
        private readonly Thread _thread;

        public SingleThread()
        {
            _thread = new Thread(() =>
            {
                foreach (var task in _tasks.GetConsumingEnumerable()) TryExecuteTask(task);
            });
            _thread.Start();
        }

        public override int MaximumConcurrencyLevel => 1;

        public void Dispose()
        {
            _tasks.CompleteAdding();
            _thread.Join();
            _tasks.Dispose();
        }

        protected override void QueueTask(Task task) => _tasks.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Thread.CurrentThread == _thread && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;
    }
}
