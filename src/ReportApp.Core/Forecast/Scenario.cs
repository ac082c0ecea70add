namespace ReportApp.Core.Forecast;

/// <summary>An object whose sales begin: as many deals as another one gets, which go as that one's do (forecast.md §5).</summary>
/// <param name="Like">The object that it is like.</param>
/// <param name="Ahead">The first month of sales, from the cut-off (from 1).</param>
/// <param name="Share">By which fewer deals begin at each neighbour: 0 to 1.</param>
/// <param name="Neighbours">Objects of the same complex.</param>
public sealed record Launch(string Like, int Ahead, double Share, IReadOnlySet<string> Neighbours);

/// <summary>
/// "What if": changes to the inputs of a forecast, computed with the same draws, so that the difference is their effect and no noise
/// (forecast.md §10). As it stands it changes nothing.
/// </summary>
public sealed record Scenario
{
    public static readonly Scenario Neutral = new();

    /// <summary>How many deals will begin, as a multiple of what is expected.</summary>
    public double Arrivals { get; init; } = 1;

    /// <summary>The odds of winning an open deal in each month, as a multiple.</summary>
    public double WinOdds { get; init; } = 1;

    /// <summary>Money of what is not signed yet, as a multiple.</summary>
    public double Price { get; init; } = 1;

    /// <summary>By how many months all money to come is late.</summary>
    public double DelayMonths { get; init; }

    /// <summary>Objects in which no deal begins any more.</summary>
    public IReadOnlySet<string> Stopped { get; init; } = new HashSet<string>();

    /// <summary>By object: that begins to be sold.</summary>
    public IReadOnlyDictionary<string, Launch> Launches { get; init; } = new Dictionary<string, Launch>();

    /// <summary>By deal: the month from the cut-off (from 1) in which it is won for certain; null: it brings nothing any more.</summary>
    public IReadOnlyDictionary<string, int?> Deals { get; init; } = new Dictionary<string, int?>();

    /// <summary>The same chance, its odds multiplied.</summary>
    internal double Raised(double chance) => WinOdds is 1 ? chance : WinOdds * chance / (1 - chance + WinOdds * chance);

    /// <summary>By month: what comes later than it would; what comes after the last of them is out of sight.</summary>
    internal double[] Delayed(double[] months)
    {
        if (DelayMonths is 0) return months;
        var whole = (int)DelayMonths;
        var rest = DelayMonths - whole;
        return [.. Enumerable.Range(0, months.Length).Select(month => (1 - rest) * At(month - whole) + rest * At(month - whole - 1))];

        double At(int month) => month < 0 ? 0 : months[month];
    }
}
