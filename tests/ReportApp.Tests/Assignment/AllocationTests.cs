using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

/// <summary>What must hold of every allocation (forecast.md §12, 11 to 13).</summary>
public sealed class AllocationTests
{
    private const int Cases = 10_000;
    private const decimal Least = 0.0000000000000000000000000001m;

    [Fact]
    public void Parts_are_those_of_the_slow_exact_reference() => ForAll((total, parties, allotment) =>
        Assert.Equal(ExactAllocation.Allocate(total, parties).OrderBy(part => part.Key), allotment.Parts.OrderBy(part => part.Key)));

    [Fact]
    public void Parts_keep_their_bounds_and_add_up_to_the_unit() => ForAll((total, parties, allotment) =>
    {
        var (parts, deficit, unallocated) = allotment;
        Assert.Equal((BigInteger)total, ExactAllocation.Sum(parts.Values) + unallocated - deficit);
        Assert.All(parties, party => Assert.InRange(parts[party.Key], party.Floor, party.Ceiling));
        Assert.Equal(BigInteger.Max(0, ExactAllocation.Sum(parties.Select(party => party.Floor)) - total), deficit);
        Assert.Equal(BigInteger.Max(0, total - ExactAllocation.Sum(parties.Select(party => party.Ceiling))), unallocated);
    });

    [Fact]
    public void No_unit_could_go_from_a_high_party_to_a_low_one() => ForAll((_, parties, allotment) =>
        Assert.Empty(
            from high in parties
            where high.Weight > 0 && allotment.Parts[high.Key] > high.Floor
            let taken = Rational.Of(allotment.Parts[high.Key] - 1) / Rational.OfDecimal(high.Weight)
            from low in parties
            where low.Weight > 0 && allotment.Parts[low.Key] < low.Ceiling
            where taken >= Rational.Of((BigInteger)allotment.Parts[low.Key] + 1) / Rational.OfDecimal(low.Weight)
            select $"{high} stands too high above {low}."));

    [Fact]
    public void A_party_with_nothing_smaller_gets_at_most_one_unit_less() => ForAll((_, parties, allotment) =>
        Assert.Empty(
            from great in parties
            from small in parties
            where great.Weight >= small.Weight && great.Floor >= small.Floor && great.Ceiling >= small.Ceiling
            where allotment.Parts[great.Key] < allotment.Parts[small.Key] - 1
            select $"{great} got less than {small}."));

    [Fact]
    public void The_order_of_the_parties_changes_nothing() => ForAll((total, parties, allotment) =>
        Assert.Equal(
            allotment.Parts.OrderBy(part => part.Key),
            Allocation.Allocate(total, parties.OrderBy(party => party.Ceiling).ThenByDescending(party => party.Key, StringComparer.Ordinal)).Parts
                .OrderBy(part => part.Key)));

    [Fact]
    public void Weights_in_another_unit_change_nothing()
    {
        var scaled = 0;
        ForAll((total, parties, allotment) =>
        {
            if (parties.Any(party => party.Weight is > 1_000_000 or > 0 and < 0.000001m)) return;
            scaled++;
            foreach (var factor in (decimal[])[0.001m, 7m, 123_456_789m])
            {
                Assert.Equal(
                    allotment.Parts.OrderBy(part => part.Key),
                    Allocation.Allocate(total, parties.Select(party => party with { Weight = party.Weight * factor })).Parts.OrderBy(part => part.Key));
            }
        });
        Assert.InRange(scaled, Cases / 4, Cases);
    }

    [Fact]
    public void Without_bounds_a_part_is_within_a_unit_of_its_exact_share() => ForAll((total, bounded, _) =>
    {
        List<Party> parties = [.. bounded.Select(party => new Party(party.Key, party.Weight))];
        var weights = parties.Select(party => Rational.OfDecimal(party.Weight)).Aggregate(Rational.Zero, (sum, weight) => sum + weight);
        if (total < 0 || weights == Rational.Zero) return;
        var parts = Allocation.Allocate(total, parties).Parts;
        Assert.Empty(
            from party in parties
            let exact = Rational.Of(total) * Rational.OfDecimal(party.Weight) / weights
            where exact <= Rational.Of(parts[party.Key] - 1) || exact >= Rational.Of((BigInteger)parts[party.Key] + 1)
            select $"{party} of {total}");
    });

    [Theory]
    [InlineData("equal parties, the first key gets the unit", 100, "c*5 a*5 b*5", "33 34 33")]
    [InlineData("equal fractions, the larger weight gets the unit", 2, "a*1 b*3", "0 2")]
    [InlineData("the larger fraction gets the unit", 10, "a*0.1 b*0.25", "3 7")]
    [InlineData("a floor lifts one and lowers the others", 100, "a*1>=60 b*1 c*3", "60 10 30")]
    [InlineData("a ceiling lowers one and lifts the others", 100, "a*3<=20 b*1 c*3", "20 20 60")]
    [InlineData("what a ceiling keeps out goes on", 5, "a*1<=2 b*1", "2 3")]
    [InlineData("floors above the total", 10, "a*1>=8 b*1>=7", "8 7", 5)]
    [InlineData("ceilings below the total", 10, "a*1<=3 b*0<=4", "3 4", 0, 3)]
    [InlineData("nobody weighs anything", 7, "a*0 b*0>=4 c*0", "2 4 1")]
    [InlineData("who weighs nothing waits for the others to be full", 10, "a*1<=6 b*0 c*0", "6 2 2")]
    [InlineData("a fixed part is taken off first", 100, "a*9>=40<=40 b*1 c*2", "40 20 40")]
    [InlineData("nobody is there", 10, "", "", 0, 10)]
    [InlineData("nothing to share", 0, "a*1 b*2", "0 0")]
    [InlineData("all the money of the world", long.MaxValue, "a*1 b*1", "4611686018427387904 4611686018427387903")]
    [InlineData("the least and the greatest weight", 10, "a*0.0000000000000000000000000001 b*79228162514264337593543950335", "0 10")]
    public void Parts_are_what_a_person_adds_up(string situation, long total, string parties, string parts, long deficit = 0, long unallocated = 0)
    {
        var (read, allotment) = (Read(parties), Allocation.Allocate(total, Read(parties)));

        Assert.Equal($"{situation}: {parts}", $"{situation}: {string.Join(' ', read.Select(party => allotment.Parts[party.Key]))}");
        Assert.Equal((deficit, unallocated), (allotment.Deficit, allotment.Unallocated));
    }

    [Theory]
    [InlineData("a*-0.01", "The weight of 'a' is negative.")]
    [InlineData("a*1>=-1", "The floor of 'a' is negative.")]
    [InlineData("a*1 b*1>=2<=1", "The ceiling of 'b' is below its floor.")]
    [InlineData("a*1 b*1 a*2", "'a' comes twice.")]
    public void A_party_that_cannot_be_is_refused(string parties, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<ArgumentException>(() => Allocation.Allocate(10, Read(parties))).Message, StringComparison.Ordinal);

    /// <summary>Parties written key*weight>=floor&lt;=ceiling, without the bounds that are not there.</summary>
    private static List<Party> Read(string parties) =>
    [
        .. from party in parties.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let words = Regex.Match(party, "^(.+?)\\*([^<>]+)(?:>=([^<]+))?(?:<=(.+))?$").Groups
           select new Party(
               words[1].Value, decimal.Parse(words[2].Value, CultureInfo.InvariantCulture), Bound(words[3], 0), Bound(words[4], long.MaxValue)),
    ];

    private static long Bound(Group word, long absent) => word.Success ? long.Parse(word.Value, CultureInfo.InvariantCulture) : absent;

    private static void ForAll(Action<long, IReadOnlyList<Party>, Allotment> check)
    {
        var random = new Random(11);
        for (var one = 0; one < Cases; one++)
        {
            var parties = PartiesOf(random);
            var total = TotalOf(random, parties);
            check(total, parties, Allocation.Allocate(total, parties));
        }
    }

    private static List<Party> PartiesOf(Random random)
    {
        var (weights, bounds) = (random.Next(6), random.Next(5));
        // Keys whose ordinal order is not that of any language, in no order.
        var keys = Enumerable.Range(0, random.Next(13)).Select(number => $"{"aBя"[number % 3]}{number}").OrderBy(_ => random.Next());
        return [.. keys.Select(key =>
        {
            var weight = weights switch
            {
                0 => 0m,
                1 => 7.25m,
                2 => random.Next(4),
                3 => random.Next(1_000_000) / 1000m,
                4 => random.Next(3) switch { 0 => 0, 1 => decimal.MaxValue / random.Next(1, 9), _ => random.Next(1, 5) * Least },
                _ => random.Next(1, 9),
            };
            var most = random.Next(4) == 0 ? long.MaxValue / 16 : 30;
            var (floor, room) = (random.NextInt64(most), random.NextInt64(most));
            return bounds switch
            {
                0 => new Party(key, weight),
                1 => new Party(key, weight, Ceiling: room),
                2 => new Party(key, weight, floor),
                3 => new Party(key, weight, floor, floor + random.Next(3)),
                _ => random.Next(3) switch { 0 => Party.Fixed(key, floor), 1 => new Party(key, weight, Ceiling: room), _ => new Party(key, weight, floor) },
            };
        })];
    }

    /// <summary>Small, huge, or about where the floors or the ceilings are.</summary>
    private static long TotalOf(Random random, List<Party> parties)
    {
        var (floors, ceilings) = (parties.Sum(party => party.Floor), ExactAllocation.Sum(parties.Select(party => party.Ceiling)));
        return random.Next(5) switch
        {
            0 => random.Next(200),
            1 => random.NextInt64(long.MaxValue),
            2 => floors + random.Next(-2, 40),
            _ when ceilings > 30 && ceilings < long.MaxValue - 3 => (long)ceilings + random.Next(-30, 3),
            _ => floors + random.NextInt64(1_000_000),
        };
    }
}
