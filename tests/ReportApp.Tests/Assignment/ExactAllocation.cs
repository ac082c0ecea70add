using System.Globalization;
using System.Numerics;
using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

/// <summary>
/// The definition of an allocation, word by word and slowly: every place where the sum of the shares can turn is tried, every sum is added
/// up anew, and the missing units are handed out one by one.
/// </summary>
internal static class ExactAllocation
{
    public static Dictionary<string, long> Allocate(long total, IReadOnlyList<Party> parties)
    {
        var shares = SharesOf(total, parties);
        var parts = parties.ToDictionary(party => party.Key, party => (long)shares[party.Key].Floor);
        var waiting = parties.ToList();
        var mayGet = BigInteger.Min(total, Sum(parties.Select(party => party.Ceiling)));
        while (Sum(parts.Values) < mayGet)
        {
            var next = waiting.Where(party => parts[party.Key] < party.Ceiling).Aggregate((best, party) => IsBefore(party, best) ? party : best);
            parts[next.Key]++;
            waiting.Remove(next);
        }
        return parts;

        bool IsBefore(Party one, Party other) =>
            shares[one.Key].Fraction != shares[other.Key].Fraction ? shares[one.Key].Fraction > shares[other.Key].Fraction
            : one.Weight != other.Weight ? one.Weight > other.Weight
            : string.CompareOrdinal(one.Key, other.Key) < 0;
    }

    /// <summary>Before rounding.</summary>
    private static Dictionary<string, Rational> SharesOf(long total, IReadOnlyList<Party> parties)
    {
        // A zero weight is less than every other: its turn comes when the others are full.
        var (last, first) = (parties.Where(party => party.Weight == 0).ToList(), parties.Where(party => party.Weight > 0).ToList());
        var rest = total - Sum(first.Select(party => party.Ceiling));
        return last.Count > 0 && rest > Sum(last.Select(party => party.Floor))
            ? first.ToDictionary(party => party.Key, party => Rational.Of(party.Ceiling)).Concat(Leveled(rest, last, _ => Rational.Of(1))).ToDictionary()
            : Leveled(total, parties, party => Rational.OfDecimal(party.Weight));
    }

    public static BigInteger Sum(IEnumerable<long> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    private static Dictionary<string, Rational> Leveled(BigInteger total, IReadOnlyList<Party> parties, Func<Party, Rational> weightOf)
    {
        var best = Rational.Zero;
        foreach (var turn in parties.Where(party => weightOf(party) > Rational.Zero)
            .SelectMany(party => (Rational[])[Rational.Of(party.Floor) / weightOf(party), Rational.Of(party.Ceiling) / weightOf(party)]))
        {
            if (turn > best && SumAt(turn) <= Rational.Of(total)) best = turn;
        }
        var slope = parties.Where(party => At(best, party) is var share && share < Rational.Of(party.Ceiling) && share == best * weightOf(party))
            .Aggregate(Rational.Zero, (sum, party) => sum + weightOf(party));
        var level = slope > Rational.Zero && SumAt(best) < Rational.Of(total) ? best + (Rational.Of(total) - SumAt(best)) / slope : best;
        return parties.ToDictionary(party => party.Key, party => At(level, party));

        Rational At(Rational level, Party party) =>
            level * weightOf(party) is var share && share < Rational.Of(party.Floor) ? Rational.Of(party.Floor)
            : share > Rational.Of(party.Ceiling) ? Rational.Of(party.Ceiling)
            : share;

        Rational SumAt(Rational level) => parties.Aggregate(Rational.Zero, (sum, party) => sum + At(level, party));
    }
}

/// <summary>A fraction of integers of any length.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    public static readonly Rational Zero = Of(0);

    private Rational(BigInteger over, BigInteger under)
    {
        var common = BigInteger.GreatestCommonDivisor(over, under) * (under < 0 ? -1 : 1);
        (Over, Under) = (over / common, under / common);
    }

    private BigInteger Over { get; }

    private BigInteger Under { get; }

    /// <summary>Of what is not negative.</summary>
    public BigInteger Floor => Over / Under;

    public Rational Fraction => this - Of(Floor);

    public static Rational Of(BigInteger whole) => new(whole, 1);

    public static Rational OfDecimal(decimal number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? Of(BigInteger.Parse(digits, CultureInfo.InvariantCulture))
            : new Rational(
                BigInteger.Parse(digits.Remove(point, 1), CultureInfo.InvariantCulture), BigInteger.Pow(10, digits.Length - point - 1));
    }

    public int CompareTo(Rational other) => (Over * other.Under).CompareTo(other.Over * Under);

    public static Rational operator +(Rational left, Rational right) => new(left.Over * right.Under + right.Over * left.Under, left.Under * right.Under);

    public static Rational operator -(Rational left, Rational right) => new(left.Over * right.Under - right.Over * left.Under, left.Under * right.Under);

    public static Rational operator *(Rational left, Rational right) => new(left.Over * right.Over, left.Under * right.Under);

    public static Rational operator /(Rational left, Rational right) => new(left.Over * right.Under, left.Under * right.Over);

    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;
}
