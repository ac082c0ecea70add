using System.Numerics;

namespace ReportApp.Core.Assignment;

/// <summary>Who gets a part. Amounts are whole minor units.</summary>
/// <param name="Key">Unique among the parties; compared ordinally.</param>
/// <param name="Weight">Not negative, in any unit that all parties share. A decimal, because products of money, shares and calendars end as
/// decimals without losing a digit, and a person can write one down.</param>
/// <param name="Floor">Not negative.</param>
/// <param name="Ceiling">Not below the floor; by default there is none.</param>
internal sealed record Party(string Key, decimal Weight, long Floor = 0, long Ceiling = long.MaxValue)
{
    /// <summary>Gets this amount whatever the others weigh.</summary>
    public static Party Fixed(string key, long amount) => new(key, 0, amount, amount);
}

/// <summary>Parts + unallocated − deficit = total, exactly.</summary>
/// <param name="Parts">By key.</param>
/// <param name="Deficit">By how much the floors stand above the total.</param>
/// <param name="Unallocated">What the ceilings did not let in.</param>
internal sealed record Allotment(IReadOnlyDictionary<string, long> Parts, long Deficit, long Unallocated);

/// <summary>
/// Dividing a total by weights between floors and ceilings (forecast.md §11). A party's exact share is x × weight, held between its bounds,
/// at the one level x where all shares together are the total. Shares are rounded down, and the units that are missing go to the largest
/// fractions, of equal ones to the larger weight, then to the lesser key. Exact: all numbers are integers of any length.
/// </summary>
/// <remarks>
/// A zero weight counts as less than every other: such a party gets more than its floor only when all others are at their ceilings, or
/// when there are no others, and it shares equally with its like.
/// </remarks>
internal static class Allocation
{
    private const int MostDecimals = 28;

    /// <exception cref="ArgumentException">A weight or floor is negative, a ceiling is below its floor, or a key comes twice.</exception>
    /// <exception cref="OverflowException">The deficit does not fit.</exception>
    public static Allotment Allocate(long total, IEnumerable<Party> parties)
    {
        List<Party> all = [.. parties];
        Check(all);
        var (floors, ceilings) = (Sum(all, party => party.Floor), Sum(all, party => party.Ceiling));
        if (total <= floors) return new Allotment(all.ToDictionary(party => party.Key, party => party.Floor), (long)(floors - total), 0);
        if (total >= ceilings) return new Allotment(all.ToDictionary(party => party.Key, party => party.Ceiling), 0, (long)(total - ceilings));

        var (weighted, weightless) = (all.Where(party => party.Weight > 0).ToList(), all.Where(party => party.Weight == 0).ToList());
        var (full, least) = (Sum(weighted, party => party.Ceiling), Sum(weightless, party => party.Floor));
        var parts = total - least > full
            ? weighted.Select(party => (party.Key, party.Ceiling)).Concat(Level(total - full, weightless, _ => 1))
            : weightless.Select(party => (party.Key, party.Floor)).Concat(Level(total - least, weighted, party => Integer(party.Weight)));
        return new Allotment(parts.ToDictionary(), 0, 0);
    }

    /// <summary>The total lies between the floors and the ceilings, and not all parties are fixed.</summary>
    private static IEnumerable<(string Key, long Amount)> Level(BigInteger total, IReadOnlyList<Party> parties, Func<Party, BigInteger> weightOf)
    {
        var shares = parties.Select(party => new Share(party, weightOf(party))).ToList();
        var (height, slope) = LevelOf(total, shares);
        foreach (var share in shares) share.Settle(height, slope);

        var missing = (int)(total - Sum(shares, share => share.Amount));
        foreach (var share in shares
            .OrderByDescending(share => share.Fraction).ThenByDescending(share => share.Weight).ThenBy(share => share.Party.Key, StringComparer.Ordinal)
            .Take(missing))
        {
            share.Amount++;
        }
        return shares.Select(share => (share.Party.Key, share.Amount));
    }

    /// <summary>
    /// The level as a quotient, height over slope. It rises past the turns of all shares: at floor / weight a share begins to grow with it, at
    /// ceiling / weight it ends. Between two turns the sum of the shares is flat + slope × level.
    /// </summary>
    private static (BigInteger Height, BigInteger Slope) LevelOf(BigInteger total, List<Share> shares)
    {
        var (flat, slope) = (Sum(shares, share => share.Party.Floor), BigInteger.Zero);
        foreach (var turn in shares
            .SelectMany(share => (Turn[])[new Turn(share.Party.Floor, share.Weight, Begins: true), new Turn(share.Party.Ceiling, share.Weight, Begins: false)])
            .Order())
        {
            if (slope > 0 && flat * turn.Weight + slope * turn.Bound >= total * turn.Weight) break;
            flat += turn.Begins ? -turn.Bound : turn.Bound;
            slope += turn.Begins ? turn.Weight : -turn.Weight;
        }
        return (total - flat, slope);
    }

    private static void Check(List<Party> parties)
    {
        foreach (var party in parties)
        {
            if (party.Weight < 0) throw new ArgumentException($"The weight of '{party.Key}' is negative.", nameof(parties));
            if (party.Floor < 0) throw new ArgumentException($"The floor of '{party.Key}' is negative.", nameof(parties));
            if (party.Ceiling < party.Floor) throw new ArgumentException($"The ceiling of '{party.Key}' is below its floor.", nameof(parties));
        }
        if (parties.CountBy(party => party.Key).FirstOrDefault(found => found.Value > 1) is { Key: { } twice })
            throw new ArgumentException($"'{twice}' comes twice.", nameof(parties));
    }

    private static BigInteger Sum<T>(IEnumerable<T> all, Func<T, long> amountOf) =>
        all.Aggregate(BigInteger.Zero, (sum, one) => sum + amountOf(one));

    /// <summary>The weight × 10²⁸, which is an integer for every decimal.</summary>
    private static BigInteger Integer(decimal weight)
    {
        var bits = decimal.GetBits(weight);
        var digits = ((((BigInteger)(uint)bits[2] << 32) + (uint)bits[1]) << 32) + (uint)bits[0];
        return digits * BigInteger.Pow(10, MostDecimals - weight.Scale);
    }

    private sealed class Share(Party party, BigInteger weight)
    {
        public Party Party => party;

        public BigInteger Weight => weight;

        public long Amount { get; set; }

        /// <summary>In parts of the slope, which is the same for all shares.</summary>
        public BigInteger Fraction { get; private set; }

        /// <summary>Rounded down; a whole bound has no fraction, so that a missing unit never breaks one.</summary>
        public void Settle(BigInteger height, BigInteger slope)
        {
            var whole = BigInteger.DivRem(height * weight, slope, out var fraction);
            (Amount, Fraction) =
                whole < party.Floor ? (party.Floor, 0)
                : whole >= party.Ceiling ? (party.Ceiling, 0)
                : ((long)whole, fraction);
        }
    }

    private readonly record struct Turn(BigInteger Bound, BigInteger Weight, bool Begins) : IComparable<Turn>
    {
        /// <summary>By bound / weight. The order at one place does not matter: the sum of the shares has no jumps.</summary>
        public int CompareTo(Turn other) => (Bound * other.Weight).CompareTo(other.Bound * Weight);
    }
}
