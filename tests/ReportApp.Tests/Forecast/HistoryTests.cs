using ReportApp.Core.Forecast;

namespace ReportApp.Tests.Forecast;

/// <summary>What is owed and what a deal is worth as of a moment, when schedules and amounts change.</summary>
public sealed class HistoryTests
{
    private static readonly DateTime Agreed = Day(1);
    private static readonly DateTime Paid = Day(5);
    private static readonly DateTime Changed = Day(10);

    /// <summary>Lines of 100 and 50, 40 paid by name on the 5th; on the 10th the first line changes. What of each is unpaid on the 9th and on the 11th.</summary>
    [Theory]
    [InlineData("moved", "a 60, b 50", "a 60, b 50")]
    [InlineData("made larger", "a 60, b 50", "a 110, b 50")]
    // Of the 40 paid the new 30 need 30, so 10 are left for the other line.
    [InlineData("made smaller", "a 60, b 50", "b 40")]
    // What was paid for it pays the other one.
    [InlineData("gone", "a 60, b 50", "b 10")]
    [InlineData("gone and another came", "a 60, b 50", "b 10, c 60")]
    [InlineData("unchanged", "a 60, b 50", "a 60, b 50")]
    public void Money_follows_what_took_the_place_of_a_line(string what, string before, string after)
    {
        ScheduleLine Old(DateTime? until) => new("a", "x", new DateOnly(2026, 2, 1), 100, Agreed, until);
        ScheduleLine New(decimal amount) => new("a", "x", new DateOnly(2026, 4, 1), amount, Changed, null);
        ScheduleLine[] lines = what switch
        {
            "moved" => [Old(Changed), New(100)],
            "made larger" => [Old(Changed), New(150)],
            "made smaller" => [Old(Changed), New(30)],
            "gone" => [Old(Changed)],
            "gone and another came" => [Old(Changed), new("c", "x", new DateOnly(2026, 5, 1), 60, Changed, null)],
            _ => [Old(null)],
        };
        var deal = HistoryOf(Facts([.. lines, new("b", "x", new DateOnly(2026, 3, 1), 50, Agreed, null)], [new Receipt("x", "a", Paid, 40)]));

        Assert.Equal(before, Unpaid(deal, Day(9)));
        Assert.Equal(after, Unpaid(deal, Day(11)));
    }

    [Fact]
    public void A_payment_of_a_line_that_has_changed_pays_the_line_as_it_is()
    {
        var deal = HistoryOf(Facts(
            [
                new("a", "x", new DateOnly(2026, 2, 1), 100, Agreed, Changed), new("a", "x", new DateOnly(2026, 4, 1), 100, Changed, null),
                new("b", "x", new DateOnly(2026, 3, 1), 50, Agreed, null),
            ],
            [new Receipt("x", "a", Day(12), 70)]));

        Assert.Equal("a 100, b 50", Unpaid(deal, Day(9)));
        Assert.Equal("a 30, b 50", Unpaid(deal, Day(13)));
    }

    [Fact]
    public void An_amount_is_what_was_entered_last_with_a_stage_or_without()
    {
        var facts = Facts([], []) with
        {
            Stages =
            [
                new StageChange("x", Day(1), "NEW", 100), new StageChange("x", Day(3), "BOOKED", null), new StageChange("x", Day(8), "BOOKED", 300),
            ],
            AmountChanges = [new AmountChange("x", Day(5), 200), new AmountChange("x", Day(10), null)],
        };
        var deal = HistoryOf(facts);

        Assert.Equal([null, 100, 100, 200, 300, null], new[] { 1, 2, 4, 6, 9, 11 }.Select(day => deal.AmountAt(Day(day))));
        var known = facts with { AmountChanges = [new AmountChange("x", Day(5), 200), new AmountChange("x", new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Unspecified), 900)] };
        Assert.Equal([200m], known.Before(new Core.Model.YearMonth(2026, 2)).AmountChanges.Select(change => change.Amount));
    }

    private static ForecastFacts Facts(IReadOnlyList<ScheduleLine> lines, IReadOnlyList<Receipt> receipts) => new(
        [new ForecastObject("o")], [new ForecastDeal("x", "o", Day(1))], [new StageChange("x", Day(1), ForecastStages.Won, 150)], lines, receipts);

    private static DealHistory HistoryOf(ForecastFacts facts) => Assert.Single(new History(facts).Deals);

    private static string Unpaid(DealHistory deal, DateTime moment) => string.Join(
        ", ", deal.Lines.Where(line => LineModel.IsDue(line, moment)).OrderBy(line => line.Id, StringComparer.Ordinal)
            .Select(line => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{line.Id} {line.UnpaidAt(moment)}")));

    private static DateTime Day(int day) => new(2026, 1, day, 0, 0, 0, DateTimeKind.Unspecified);
}
