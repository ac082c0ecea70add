using ReportApp.Core.Model;
using ReportApp.Core.Plans;

namespace ReportApp.Tests.Plans;

public sealed class PlanRulesTests
{
    private static readonly PlannedDeal Deal = new("100", IsLost: false, "RUB");

    private static readonly PlanCommand Good = new("100", null, 3_000_000m, "2026-12", "11", PlanMetric.Receipts, null);

    private static readonly Planner Seller = new(Commits: false, new HashSet<string> { "11" }, id => id is "11" or "12");

    public static TheoryData<string, string, string, PlanCommand> Refusals => new()
    {
        { "nothing is planned", "amount", "not_positive", Good with { Amount = 0 } },
        { "a negative plan", "amount", "not_positive", Good with { Amount = -1 } },
        { "a fraction of a kopeck", "amount", "too_precise", Good with { Amount = 1.005m } },
        { "more than anybody sells", "amount", "too_large", Good with { Amount = 100_000_000_000.01m } },
        { "a month that is over", "month", "month_closed", Good with { Month = "2026-10" } },
        { "no month", "month", "bad_month", Good with { Month = "2026-13" } },
        { "a month in another spelling", "month", "bad_month", Good with { Month = "12.2026" } },
        { "the year 9999", "month", "bad_month", Good with { Month = "9999-12" } },
        { "an unknown manager", "managerId", "unknown_manager", Good with { ManagerId = "99" } },
        { "somebody else's plan", "managerId", "not_allowed", Good with { ManagerId = "12" } },
        { "an endless comment", "comment", "too_long", Good with { Comment = new string('я', 1_001) } },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void A_bad_plan_is_refused_with_field_and_reason(string situation, string field, string reason, PlanCommand command) =>
        Assert.True(Assert.IsType<PlanDecision.Refused>(Decide(command)).Problems is [var only] && only == new PlanProblem(field, reason), situation);

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(
            [new("dealId", "deal_lost"), new("amount", "not_positive"), new PlanProblem("month", "month_closed")],
            Assert.IsType<PlanDecision.Refused>(
                PlanRules.Decide("e1", Deal with { IsLost = true }, Good with { Amount = 0, Month = "2020-01" }, Seller, new YearMonth(2026, 11))).Problems);

    [Theory]
    [InlineData("2026-11")]
    [InlineData("2027-01")]
    public void The_current_month_and_later_ones_are_open(string month) => Assert.IsType<PlanDecision.Accepted>(Decide(Good with { Month = month }));

    /// <summary>October, which is over, and December are locked.</summary>
    [Theory]
    [InlineData(null, "2026-12", false)]
    [InlineData("2026-12", "2027-01", false)]
    [InlineData("2026-10", "2026-12", false)]
    [InlineData("2026-10", "2027-01", true)]
    [InlineData(null, "2027-01", true)]
    public void Nothing_goes_into_a_locked_month_or_out_of_it_before_it_is_over(string? from, string to, bool isAccepted)
    {
        var stood = YearMonth.TryParse(from, out var month) ? new PlanValues("e0", new Money(1m, "RUB"), month, "11", PlanMetric.Receipts, PlanEntryStatus.Committed) : null;

        var decision = PlanRules.Decide(
            "e1", Deal, Good with { Month = to, Base = stood }, Seller, new YearMonth(2026, 11), new HashSet<YearMonth> { new(2026, 10), new(2026, 12) });

        Assert.Equal(isAccepted, decision is PlanDecision.Accepted);
        if (decision is PlanDecision.Refused refused) Assert.Equal([new PlanProblem("month", "month_locked")], refused.Problems);
    }

    [Fact]
    public void A_seller_drafts_and_a_head_commits_in_the_deals_currency()
    {
        var draft = Assert.IsType<PlanDecision.Accepted>(Decide(Good)).Values!;
        var committed = Assert.IsType<PlanDecision.Accepted>(
            PlanRules.Decide("e1", Deal with { Currency = "USD" }, Good, Seller with { Commits = true }, new YearMonth(2026, 11))).Values;

        Assert.Equal(new PlanValues("e1", new Money(3_000_000m, "RUB"), new YearMonth(2026, 12), "11", PlanMetric.Receipts, PlanEntryStatus.Draft), draft);
        Assert.Equal(draft with { Amount = new Money(3_000_000m, "USD"), Status = PlanEntryStatus.Committed }, committed);
    }

    [Fact]
    public void Zero_takes_a_plan_out_of_a_deal_that_has_one()
    {
        var stood = new PlanValues("e0", new Money(1m, "RUB"), new YearMonth(2026, 12), "11", PlanMetric.Receipts, PlanEntryStatus.Committed);

        Assert.Null(Assert.IsType<PlanDecision.Accepted>(Decide(Good with { Amount = 0, Base = stood })).Values);
        Assert.Equal(
            [new PlanProblem("managerId", "not_allowed")],
            Assert.IsType<PlanDecision.Refused>(Decide(Good with { Amount = 0, Base = stood, ManagerId = "12" })).Problems);
    }

    private static PlanDecision Decide(PlanCommand command) => PlanRules.Decide("e1", Deal, command, Seller, new YearMonth(2026, 11));
}
