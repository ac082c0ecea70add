using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Forecast;

public sealed class ForecastChangesTests
{
    private static readonly YearMonth From = DemoFacts.Month("2022-09");
    private static readonly YearMonth To = DemoFacts.Month("2022-12");
    private static readonly DateTime Since = new(2022, 9, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Moment = new(2022, 10, 12, 9, 0, 0, DateTimeKind.Unspecified);

    private readonly ForecastFacts _facts = DemoFacts.Read();

    [Fact]
    public void They_add_up_to_the_difference_of_the_two_forecasts()
    {
        var forecaster = Forecaster(_facts);

        var changes = ForecastChanges.Between(forecaster, Since, Moment, "all", From, To);

        Assert.Equal(ExpectedAt(forecaster, Since), changes.Sum(change => change.Before) + Unmoved(forecaster, changes), 1.0);
        Assert.Equal(ExpectedAt(forecaster, Moment) - ExpectedAt(forecaster, Since), changes.Sum(change => change.After - change.Before), 1.0);
        Assert.Contains(changes, change => change.Reason == ForecastReason.Begun);
        Assert.Contains(changes, change => change.Reason == ForecastReason.Lost);
        Assert.Contains(changes, change => change.Reason == ForecastReason.Won);
        Assert.Single(changes, change => change.DealId is null);
    }

    [Fact]
    public void Between_a_moment_and_itself_nothing_changed() =>
        Assert.All(ForecastChanges.Between(Forecaster(_facts), Moment, Moment, "all", From.Plus(1), To), change => Assert.Equal(change.Before, change.After));

    /// <summary>One deal of one line: what happened to it is what is told of it.</summary>
    [Theory]
    [InlineData("lost", ForecastReason.Lost)]
    [InlineData("won", ForecastReason.Won)]
    [InlineData("ended", ForecastReason.Ended)]
    [InlineData("rescheduled", ForecastReason.Rescheduled)]
    [InlineData("repriced", ForecastReason.Repriced)]
    [InlineData("paid", ForecastReason.PaidMore)]
    [InlineData("unpaid", ForecastReason.PaidLess)]
    [InlineData("waits", ForecastReason.Chances)]
    public void Each_deal_has_the_reason_of_what_happened_to_it(string what, ForecastReason expected)
    {
        var day = new DateTime(2022, 9, 20, 0, 0, 0, DateTimeKind.Unspecified);
        var isContract = what is "ended" or "rescheduled" or "paid" or "unpaid";
        StageChange[] then = what switch
        {
            "lost" => [new("x", day, ForecastStages.Lost, 900_000m)],
            "won" => [new("x", day, ForecastStages.Won, 900_000m)],
            "ended" => [new("x", day, ForecastStages.Cancelled, 900_000m)],
            "repriced" => [new("x", day, "BOOKED", 1_900_000m)],
            _ => [],
        };
        var agreed = new DateTime(2022, 8, 5, 0, 0, 0, DateTimeKind.Unspecified);
        ScheduleLine[] lines = !isContract ? [] :
        [
            new("l1", "x", what == "paid" ? new DateOnly(2023, 5, 10) : new DateOnly(2022, 9, 10), 900_000m, agreed, what == "rescheduled" ? day : null),
            .. what == "rescheduled" ? [new ScheduleLine("l2", "x", new DateOnly(2023, 9, 10), 900_000m, day, null)] : (ScheduleLine[])[],
        ];
        // An unpaid line would be paid after the last month of interest by and by; a short look shows what it lost.
        var facts = new ForecastFacts(
            _facts.Objects, [.. _facts.Deals, new ForecastDeal("x", _facts.Objects[0].Id, new DateTime(2022, 7, 1, 0, 0, 0, DateTimeKind.Unspecified))],
            [
                .. _facts.Stages, new("x", new DateTime(2022, 7, 1, 0, 0, 0, DateTimeKind.Unspecified), "BOOKED", 900_000m),
                .. isContract ? [new StageChange("x", agreed, ForecastStages.Won, 900_000m)] : (StageChange[])[], .. then,
            ],
            [.. _facts.Schedule, .. lines], [.. _facts.Receipts, .. what == "paid" ? [new Receipt("x", null, day, 900_000m)] : (Receipt[])[]]);

        var change = ForecastChanges.Between(Forecaster(facts), Since, Moment, "all", From, From.Plus(1)).Single(change => change.DealId == "x");

        Assert.Equal(expected, change.Reason);
    }

    private double ExpectedAt(Forecaster forecaster, DateTime moment)
    {
        var received = _facts.Receipts.Where(receipt => receipt.At < moment && YearMonth.Of(DateOnly.FromDateTime(receipt.At)) is var month && month.CompareTo(From) >= 0 && month.CompareTo(To) <= 0)
            .Sum(receipt => (double)receipt.Amount);
        return received + forecaster.Forecast(moment, [.. Enumerable.Range(1, 6)])
            .Where(cell => cell.Target == "all" && cell.Month.CompareTo(From) >= 0 && cell.Month.CompareTo(To) <= 0).Sum(cell => cell.Mean);
    }

    /// <summary>Deals that bring after as before are no change.</summary>
    private static double Unmoved(Forecaster forecaster, IReadOnlyList<ForecastChange> changes)
    {
        var moved = changes.Select(change => change.DealId).ToHashSet();
        return forecaster.MoneyOf(Since, "all", From, To, Scenario.Neutral).ByDeal.Where(deal => !moved.Contains(deal.Key.Id)).Sum(deal => deal.Value);
    }

    private static Forecaster Forecaster(ForecastFacts facts) =>
        new(facts, months: 6, draws: 100, groups: [new ForecastGroup("all", [.. facts.Objects.Select(found => found.Id)])]);
}
