using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

/// <summary>What must hold of every plan and of every rebalancing (forecast.md §12, 14).</summary>
public sealed class PlanProposalTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Facts_and_what_is_to_come_are_the_greater_of_target_and_facts() => ForAll((target, lines, _, proposal) =>
    {
        var facts = lines.Sum(line => line.Standing.Fact);

        Assert.Equal(Math.Max(target, facts), facts + proposal.Lines.Sum(line => line.ToCome) + proposal.Unallocated - proposal.Deficit);
        Assert.True(proposal.Deficit >= 0 && proposal.Unallocated >= 0 && (proposal.Deficit == 0 || proposal.Unallocated == 0));
    });

    [Fact]
    public void Locked_and_closed_lines_never_change() => ForAll((_, lines, _, proposal) =>
        Assert.All(lines.Zip(proposal.Lines).Where(pair => pair.First.Standing is { State: not LineState.Open, Was: not null }), pair =>
            Assert.Equal(pair.First.Standing.Was, pair.Second.WillBe)));

    [Fact]
    public void No_open_line_is_planned_below_zero_or_out_of_its_bounds() => ForAll((_, lines, carryOver, proposal) =>
        Assert.All(lines.Zip(proposal.Lines).Where(pair => pair.First.Standing.State == LineState.Open), pair =>
        {
            var ((party, standing), line) = pair;
            Assert.True(line.WillBe >= 0 && line.ToCome >= 0, $"{line}");
            if (carryOver == CarryOver.None) return;
            Assert.True(line.ToCome >= party.Floor && line.ToCome <= Math.Max(party.Ceiling, -standing.Fact), $"{line} of {party}");
        }));

    [Fact]
    public void What_is_written_is_proposed_again_as_it_stands() => ForAll((target, lines, carryOver, proposal) =>
    {
        var again = PlanProposal.For(target, Written(lines, proposal), carryOver);

        Assert.Empty(again.Changes);
        Assert.Equal((proposal.Deficit, proposal.Unallocated), (again.Deficit, again.Unallocated));
    });

    [Fact]
    public void A_change_tells_what_is_at_work() => ForAll((target, lines, carryOver, proposal) =>
    {
        var behind = Math.Max(0, target - lines.Sum(line => line.Standing.Fact))
            - lines.Where(line => line.Standing.State != LineState.Closed).Sum(line => Math.Max(0, (line.Standing.Was ?? 0) - line.Standing.Fact));
        Assert.All(proposal.Changes.Where(line => line.Was is not null), line => Assert.True(
            line.Why switch
            {
                ProposalReason.Behind => behind > 0 && line.WillBe > line.Was,
                ProposalReason.Ahead => behind < 0 && line.WillBe < line.Was,
                ProposalReason.Weight => behind == 0 || (behind > 0) == (line.WillBe < line.Was),
                _ => line.Why is ProposalReason.Floor or ProposalReason.Ceiling,
            }, $"{line} of {carryOver}"));
    });

    /// <summary>Three months of 100; the first is over.</summary>
    [Theory]
    [InlineData("70 came, and what was missed stays missed", 70, nameof(CarryOver.None), "100 100 100", 0, 30)]
    [InlineData("70 came, and the next month takes the rest", 70, nameof(CarryOver.NextMonth), "100 130 100")]
    [InlineData("70 came, and all months that are left take the rest", 70, nameof(CarryOver.RestOfPeriod), "100 115 115")]
    [InlineData("250 came, and nothing moves", 250, nameof(CarryOver.None), "100 100 100", 150)]
    [InlineData("250 came; the next month is relieved, then the one after", 250, nameof(CarryOver.NextMonth), "100 0 50")]
    [InlineData("250 came, and all months that are left are relieved", 250, nameof(CarryOver.RestOfPeriod), "100 25 25")]
    [InlineData("more than the target came", 500, nameof(CarryOver.RestOfPeriod), "100 0 0")]
    [InlineData("money was given back", -20, nameof(CarryOver.RestOfPeriod), "100 160 160")]
    public void A_month_that_is_over_moves_those_that_are_left(
        string situation, long fact, string carryOver, string plan, long deficit = 0, long unallocated = 0)
    {
        var proposal = PlanProposal.For(300, [Line("01", 100, LineState.Closed, fact), Line("02", 100), Line("03", 100)], Enum.Parse<CarryOver>(carryOver));

        Assert.Equal($"{situation}: {plan}", $"{situation}: {string.Join(' ', WillBe(proposal))}");
        Assert.Equal((deficit, unallocated), (proposal.Deficit, proposal.Unallocated));
    }

    [Fact]
    public void Who_has_outdone_his_plan_keeps_it_and_relieves_the_others() =>
        Assert.Equal([(100, 0), (75, 75)], PlanProposal.For(250, [Line("a", 100, fact: 175) with { ToCome = Party.Fixed("a", 0) }, Line("b", 100)]).Lines
            .Select(line => ((int)line.WillBe, (int)line.ToCome)));

    [Fact]
    public void What_came_during_a_month_counts_in_the_plan_of_who_brought_it() =>
        Assert.Equal([125, 75], WillBe(PlanProposal.For(200, [Line("a", 100, fact: 50), Line("b", 100)])));

    [Fact]
    public void What_a_ceiling_keeps_out_goes_to_the_month_after_the_next() =>
        Assert.Equal([100, 110, 120], WillBe(PlanProposal.For(
            300, [Line("01", 100, LineState.Closed, 70), Line("02", 100) with { ToCome = new Party("02", 1, Ceiling: 110) }, Line("03", 100)],
            CarryOver.NextMonth)));

    [Fact]
    public void A_line_can_only_be_locked_where_something_stands() =>
        Assert.StartsWith(
            "Nothing stands at 'a' that could be locked.",
            Assert.Throws<ArgumentException>(() => PlanProposal.For(100, [Line("a", null, LineState.Locked)])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_locked_line_leaves_the_others_the_rest() =>
        Assert.Equal(
            [100, 150, 50],
            WillBe(PlanProposal.For(300, [Line("a", 100, LineState.Locked), Line("b", 100) with { ToCome = new Party("b", 3) }, Line("c", 100)])));

    private static PlanLine Line(string key, long? was, LineState state = LineState.Open, long fact = 0) =>
        new(new Party(key, 1), new Standing(fact, was, state));

    private static IEnumerable<long> WillBe(PlanProposal proposal) => proposal.Lines.Select(line => line.WillBe);

    private static List<PlanLine> Written(IReadOnlyList<PlanLine> lines, PlanProposal proposal) =>
        [.. lines.Zip(proposal.Lines, (line, proposed) => line with { Standing = line.Standing with { Was = proposed.WillBe } })];

    private static void ForAll(Action<long, IReadOnlyList<PlanLine>, CarryOver, PlanProposal> check)
    {
        var random = new Random(14);
        for (var one = 0; one < Cases; one++)
        {
            List<PlanLine> lines = [.. Enumerable.Range(0, random.Next(9)).Select(number => LineOf(random, $"{number}"))];
            var (target, carryOver) = (random.NextInt64(random.Next(2) == 0 ? 500 : 1_000_000_000_000), (CarryOver)random.Next(3));
            check(target, lines, carryOver, PlanProposal.For(target, lines, carryOver));
        }
    }

    private static PlanLine LineOf(Random random, string key)
    {
        var party = new Party(key, random.Next(4), random.Next(3) == 0 ? random.Next(60) : 0);
        if (random.Next(3) == 0) party = party with { Ceiling = party.Floor + random.Next(60) };
        var state = (LineState)random.Next(3);
        return new PlanLine(party, new Standing(
            random.Next(4) == 0 ? random.Next(-30, 120) : 0, state == LineState.Locked || random.Next(3) > 0 ? random.Next(120) : null, state));
    }
}
