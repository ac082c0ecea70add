using ReportApp.Core.Assignment;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Assignment;

/// <summary>What becomes of an entry of 100 for November 2026, said on 20 October.</summary>
public sealed class EntryFatesTests
{
    private static readonly PlanWord Entry = Word("2026-11", "2026-10-20");

    /// <summary>Situation, what came in November, whether the deal is lost, and what has become of the entry on 24 November and on 1 December.</summary>
    [Theory]
    [InlineData("nothing came", 0, false, PlanEntryFate.Open, PlanEntryFate.Failed)]
    [InlineData("a part came", 99, false, PlanEntryFate.Partly, PlanEntryFate.Partly)]
    [InlineData("all came", 100, false, PlanEntryFate.Fulfilled, PlanEntryFate.Fulfilled)]
    [InlineData("more came", 170, false, PlanEntryFate.Fulfilled, PlanEntryFate.Fulfilled)]
    [InlineData("what came was given back", -5, false, PlanEntryFate.Open, PlanEntryFate.Failed)]
    [InlineData("the deal is lost", 0, true, PlanEntryFate.Failed, PlanEntryFate.Failed)]
    [InlineData("the deal is lost after it paid a part", 60, true, PlanEntryFate.Failed, PlanEntryFate.Failed)]
    [InlineData("the deal is lost after it paid all", 100, true, PlanEntryFate.Fulfilled, PlanEntryFate.Fulfilled)]
    [InlineData("it is in a currency that nobody counts", null, false, PlanEntryFate.Open, PlanEntryFate.Open)]
    [InlineData("it is in such a currency, and the deal is lost", null, true, PlanEntryFate.Failed, PlanEntryFate.Failed)]
    public void A_month_decides(string situation, int? received, bool isLost, PlanEntryFate running, PlanEntryFate over)
    {
        Assert.Equal((situation, running), (situation, EntryFates.Of(Entry, null, false, received, isLost, Day("2026-11-24"))));
        Assert.Equal((situation, running), (situation, EntryFates.Of(Entry, null, false, received, isLost, Day("2026-11-30"))));
        Assert.Equal((situation, over), (situation, EntryFates.Of(Entry, null, false, received, isLost, Day("2026-12-01"))));
    }

    /// <summary>Situation, month of the next word (none: no plan) and its day, whether it took the entry back, and what came.</summary>
    [Theory]
    [InlineData("it was put off", "2026-12", "2026-11-20", false, 0, PlanEntryFate.Moved)]
    [InlineData("it was put off before its month", "2026-12", "2026-10-25", false, 0, PlanEntryFate.Moved)]
    [InlineData("the rest was put off", "2027-02", "2026-11-30", false, 60, PlanEntryFate.Moved)]
    [InlineData("it was paid, and the next part is planned", "2026-12", "2026-11-20", false, 100, PlanEntryFate.Fulfilled)]
    [InlineData("it was said anew for the same month", "2026-11", "2026-11-20", false, 100, PlanEntryFate.Cancelled)]
    [InlineData("it was brought forward", "2026-10", "2026-10-25", false, 0, PlanEntryFate.Cancelled)]
    [InlineData("it was taken out of the plan", null, "2026-11-20", false, 0, PlanEntryFate.Cancelled)]
    [InlineData("it was taken back, which restored a later month", "2026-12", "2026-11-20", true, 0, PlanEntryFate.Cancelled)]
    [InlineData("after a month without money the deal is planned anew", "2026-12", "2026-12-01", false, 0, PlanEntryFate.Failed)]
    [InlineData("after a month with a part the rest is planned", "2026-12", "2026-12-01", false, 60, PlanEntryFate.Partly)]
    [InlineData("it was put off and, after its month, that was taken back", "2026-11", "2026-12-03", false, 0, PlanEntryFate.Cancelled)]
    [InlineData("after its month it was taken back", null, "2026-12-01", true, 0, PlanEntryFate.Failed)]
    public void A_newer_word_counts_until_the_month_is_over(string situation, string? month, string saidOn, bool isUndone, int received, PlanEntryFate fate) =>
        Assert.Equal((situation, fate), (situation, EntryFates.Of(Entry, Word(month, saidOn), isUndone, received, isLost: false, Day("2026-12-05"))));

    [Theory]
    [InlineData(WriteState.Queued, PlanEntryFate.Partly)]
    [InlineData(WriteState.Leased, PlanEntryFate.Partly)]
    [InlineData(WriteState.Sent, PlanEntryFate.Partly)]
    [InlineData(WriteState.InDoubt, PlanEntryFate.Partly)]
    [InlineData(WriteState.Confirmed, PlanEntryFate.Partly)]
    [InlineData(WriteState.Conflict, PlanEntryFate.Open)]
    [InlineData(WriteState.Blocked, PlanEntryFate.Open)]
    [InlineData(WriteState.Rejected, PlanEntryFate.Open)]
    [InlineData(WriteState.Dead, PlanEntryFate.Open)]
    [InlineData(WriteState.Superseded, PlanEntryFate.Cancelled)]
    [InlineData(WriteState.Cancelled, PlanEntryFate.Cancelled)]
    public void What_waits_for_a_person_is_no_promise_and_what_was_withdrawn_is_none_any_more(WriteState state, PlanEntryFate fate) =>
        Assert.Equal(fate, EntryFates.Of(Entry with { Write = state }, null, false, 60, isLost: false, Day("2026-12-05")));

    [Fact]
    public void Every_state_of_a_write_has_a_row() => Assert.Equal(11, Enum.GetValues<WriteState>().Length);

    private static PlanWord Word(string? month, string saidOn) => new(
        YearMonth.TryParse(month, out var found) ? new PlanValues("e", new Money(100m, "RUB"), found, "11", PlanMetric.Receipts, PlanEntryStatus.Committed) : null,
        WriteState.Confirmed, Day(saidOn));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
