using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

public sealed class RoundPartsTests
{
    [Fact]
    public void Whole_steps_go_to_who_lost_most_and_the_rest_to_the_greatest()
    {
        // 1,000.50 by 3, 3, 1: 428.79, 428.79, 142.92 → 428, 428, 142 and 2.50 loose: two whole ones, and 50 kopecks.
        PlanLine[] lines = [new(new Party("a", 3)), new(new Party("b", 3)), new(new Party("c", 1))];

        var rounded = RoundParts.Round(PlanProposal.For(100_050, lines), lines, 100);

        Assert.Equal([42_950, 42_800, 14_300], rounded.Lines.Select(line => line.WillBe));
        Assert.Equal(100_050, rounded.Lines.Sum(line => line.ToCome));
    }

    [Fact]
    public void What_is_over_locked_or_held_by_a_bound_stays()
    {
        PlanLine[] lines =
        [
            new(new Party("closed", 1), new Standing(33, State: LineState.Closed)), new(new Party("locked", 1), new Standing(0, 77, LineState.Locked)),
            new(new Party("floor", 0, 555, 555)), new(new Party("a", 1)), new(new Party("b", 2)),
        ];

        // 10,000 − 33 − 77 − 555 = 9,335 by 1 and 2: 3,112 and 6,223.
        var rounded = RoundParts.Round(PlanProposal.For(10_000, lines), lines, 100);

        Assert.Equal([33, 77, 555, 3_100, 6_235], rounded.Lines.Select(line => line.WillBe));
    }

    [Fact]
    public void A_rounded_plan_is_proposed_as_it_stands()
    {
        PlanLine[] lines = [new(new Party("a", 3)), new(new Party("b", 3)), new(new Party("c", 1))];
        var first = RoundParts.Round(PlanProposal.For(100_050, lines), lines, 100);
        PlanLine[] standing = [.. lines.Zip(first.Lines, (line, found) => line with { Standing = new Standing(0, found.WillBe) })];

        Assert.All(RoundParts.Round(PlanProposal.For(100_050, standing), standing, 100).Lines, line => Assert.Equal((line.Was, ProposalReason.Kept), (line.WillBe, line.Why)));
    }

    [Fact]
    public void Any_plan_keeps_its_sum_and_its_floors()
    {
        var dice = new Random(7);
        for (var game = 0; game < 1_000; game++)
        {
            PlanLine[] lines =
            [
                .. Enumerable.Range(0, dice.Next(1, 8)).Select(index => new PlanLine(
                    new Party($"{index}", dice.Next(0, 9), dice.Next(0, 3) == 0 ? dice.Next(0, 5_000) : 0), new Standing(dice.Next(0, 2) == 0 ? dice.Next(-900, 900) : 0, dice.Next(0, 2) == 0 ? dice.Next(0, 9_000) : null))),
            ];
            var plain = PlanProposal.For(dice.Next(0, 100_000), lines);
            var rounded = RoundParts.Round(plain, lines, 100);
            Assert.Equal(plain.Lines.Sum(line => line.ToCome), rounded.Lines.Sum(line => line.ToCome));
            Assert.All(rounded.Lines.Zip(lines), pair => Assert.True(pair.First.ToCome >= Math.Min(pair.Second.ToCome.Floor, plain.Lines.Single(line => line.Key == pair.First.Key).ToCome)));
            Assert.All(rounded.Lines.Zip(plain.Lines), pair => Assert.InRange(pair.First.ToCome - pair.Second.ToCome, -99, 200));
        }
    }

    [Theory]
    [InlineData(12_000_000_00, 12, 1_000_00)]
    [InlineData(11_999_999_99, 12, 100)]
    [InlineData(5, 0, 100)]
    public void Millions_are_rounded_to_thousands(long total, int parts, long step) => Assert.Equal(step, RoundParts.StepOf(total, parts, 100));
}
