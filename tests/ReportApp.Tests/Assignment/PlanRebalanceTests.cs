using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

/// <summary>What must hold of every rebalancing of a seller's deals (forecast.md §12, 14 and 15).</summary>
public sealed class PlanRebalanceTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Facts_and_what_is_to_come_are_the_greater_of_target_and_facts() => ForAll((target, lines, proposal) =>
    {
        var facts = lines.Sum(line => line.Standing.Fact);

        Assert.Equal(Math.Max(target, facts), facts + proposal.Lines.Sum(line => line.ToCome) + proposal.Unallocated - proposal.Deficit);
    });

    [Fact]
    public void A_plan_that_comes_to_its_target_stays_whoever_made_it() => ForAll((_, lines, _) =>
    {
        var comesTo = lines.Sum(line => line.Standing.Fact) + lines.Where(line => line.Standing.State != LineState.Closed).Sum(line => line.Standing.ToCome);
        if (comesTo < 0) return;

        Assert.Equal(ToCome(lines), PlanRebalance.For(comesTo, lines).Lines.Select(line => line.ToCome));
    });

    [Fact]
    public void What_is_written_is_proposed_again_as_it_stands() => ForAll((target, lines, proposal) =>
    {
        List<PlanLine> written = [.. lines.Zip(proposal.Lines, Written)];

        var again = PlanRebalance.For(target, written);

        Assert.Equal(ToCome(written), again.Lines.Select(line => line.ToCome));
        Assert.Equal((proposal.Deficit, proposal.Unallocated), (again.Deficit, again.Unallocated));

        // A plan of nothing is no plan, but the deal may be planned again.
        static PlanLine Written(PlanLine line, ProposedLine proposed) => line.Standing.State != LineState.Open ? line : line with
        {
            Standing = line.Standing with { Was = proposed.ToCome > 0 ? line.Standing.Fact + proposed.ToCome : null },
        };
    });

    [Fact]
    public void Locked_and_closed_lines_never_change_and_no_plan_is_negative() => ForAll((_, lines, proposal) =>
        Assert.All(lines.Zip(proposal.Lines), pair =>
        {
            Assert.True(pair.Second.ToCome >= 0, $"{pair.Second}");
            if (pair.First.Standing.State == LineState.Locked) Assert.Equal(pair.First.Standing.ToCome, pair.Second.ToCome);
            if (pair.First.Standing.State == LineState.Closed) Assert.Equal(0, pair.Second.ToCome);
        }));

    [Fact]
    public void The_plan_moves_one_way_and_within_its_bounds() => ForAll((_, lines, proposal) =>
    {
        var open = lines.Zip(proposal.Lines).Where(pair => pair.First.Standing.State == LineState.Open).ToList();

        Assert.False(open.Any(pair => pair.Second.ToCome > pair.First.Standing.ToCome) && open.Any(pair => pair.Second.ToCome < pair.First.Standing.ToCome));
        Assert.All(open, pair =>
        {
            var ((party, standing), line) = pair;
            Assert.True(line.ToCome <= Math.Max(party.Ceiling, standing.ToCome) && line.ToCome >= Math.Min(party.Floor, standing.ToCome), $"{line} of {party}");
        });
    });

    [Fact]
    public void Money_that_nobody_planned_takes_exactly_its_sum_off_the_open_deals() => ForAll((_, lines, _) =>
    {
        var stands = lines.Where(line => line.Standing.State != LineState.Closed).Sum(line => line.Standing.ToCome);
        var gives = lines.Where(line => line.Standing.State == LineState.Open).Sum(line => line.Standing.ToCome - Math.Min(line.ToCome.Floor, line.Standing.ToCome));
        var target = lines.Sum(line => line.Standing.Fact) + stands;
        if (gives == 0 || target < 0) return;
        var extra = 1 + gives / 2;

        var proposal = PlanRebalance.For(target, [.. lines, new PlanLine(Party.Fixed("extra", 0), new Standing(extra, State: LineState.Closed))]);

        Assert.Equal(stands - extra, proposal.Lines.Sum(line => line.ToCome));
        Assert.Equal((0, 0), (proposal.Deficit, proposal.Unallocated));
    });

    [Fact]
    public void Sellers_and_their_deals_come_to_the_same_target()
    {
        var random = new Random(15);
        for (var one = 0; one < 1_000; one++)
        {
            var sellers = Enumerable.Range(0, 4).Select(number => new PlanLine(new Party($"s{number}", random.Next(1, 9)))).ToList();
            var target = random.NextInt64(1_000_000);

            var shares = PlanProposal.For(target, sellers).Lines;
            var sums = shares.Select(share =>
            {
                List<PlanLine> lines = [.. Enumerable.Range(0, random.Next(6)).Select(number => LineOf(random, $"{number}"))];
                var deals = PlanRebalance.For(share.WillBe, lines);
                var facts = lines.Sum(line => line.Standing.Fact);
                // Beyond the target there may be facts; those are reported as what they are.
                return facts + deals.Lines.Sum(line => line.ToCome) + deals.Unallocated - deals.Deficit - Math.Max(0, facts - share.WillBe);
            });

            Assert.Equal(target, sums.Sum());
        }
    }

    /// <summary>Two open deals of 300 and 100 and a contract of 200, of which 150 are expected; the target is 600.</summary>
    [Theory]
    [InlineData("nothing came", 0, "300 100 200 0", 0, 0)]
    [InlineData("90 came: the contract gives what it will not bring, the others the rest, 3 to 1", 90, "270 90 150 0", 0, 0)]
    [InlineData("500 came: the contract stays at what it will bring", 500, "0 0 150 0", 50, 0)]
    [InlineData("more than the target came", 700, "0 0 150 0", 150, 0)]
    [InlineData("60 were given back: who is not planned comes first", -60, "300 100 200 50", 0, 10)]
    public void What_came_moves_the_deals_by_hand(string situation, long came, string plan, long deficit, long unallocated)
    {
        var proposal = PlanRebalance.For(
            600,
            [
                new PlanLine(new Party("a", 300, Ceiling: 300), new Standing(0, 300)), new PlanLine(new Party("b", 100, Ceiling: 100), new Standing(0, 100)),
                new PlanLine(new Party("contract", 150, 150, 150), new Standing(0, 200)), new PlanLine(new Party("new", 50, Ceiling: 50)),
                new PlanLine(Party.Fixed("", 0), new Standing(came, State: LineState.Closed)),
            ]);

        Assert.Equal($"{situation}: {plan}", $"{situation}: {string.Join(' ', proposal.Lines.SkipLast(1).Select(line => line.ToCome))}");
        Assert.Equal((deficit, unallocated), (proposal.Deficit, proposal.Unallocated));
    }

    private static IEnumerable<long> ToCome(IEnumerable<PlanLine> lines) => lines.Select(line => line.Standing.State == LineState.Closed ? 0 : line.Standing.ToCome);

    private static void ForAll(Action<long, IReadOnlyList<PlanLine>, PlanProposal> check)
    {
        var random = new Random(14);
        for (var one = 0; one < Cases; one++)
        {
            List<PlanLine> lines = [.. Enumerable.Range(0, random.Next(9)).Select(number => LineOf(random, $"{number}"))];
            var target = random.NextInt64(random.Next(2) == 0 ? 500 : 1_000_000_000);
            check(target, lines, PlanRebalance.For(target, lines));
        }
    }

    private static PlanLine LineOf(Random random, string key)
    {
        var isSigned = random.Next(3) == 0;
        var money = random.Next(80);
        var party = new Party(key, random.Next(4), isSigned ? money : 0, isSigned ? money : random.Next(120));
        var state = (LineState)random.Next(3);
        var fact = random.Next(4) == 0 ? random.Next(state == LineState.Closed ? -60 : 0, 120) : 0;
        // What has a plan waits for something, or has had it.
        long? was = state == LineState.Locked || (state == LineState.Open && random.Next(3) > 0) ? fact + random.Next(120) : null;
        return new PlanLine(party, new Standing(fact, was, state));
    }
}
