namespace ReportApp.Core.Assignment;

/// <summary>How months of the year differ, from facts of full months.</summary>
internal static class Seasons
{
    private const int Year = 12;

    /// <summary>So many average years are added to what is known, so that one odd month makes no season.</summary>
    private const int Prior = 2;

    /// <param name="facts">Of consecutive months up to the last full one; the first is the month <paramref name="first"/> of a year.</param>
    /// <param name="first">1 to 12.</param>
    /// <returns>By month of the year, January first; 1 is an average month, and what all are without a whole year beside the one that it is held against.</returns>
    public static IReadOnlyList<decimal> Of(IReadOnlyList<decimal> facts, int first)
    {
        // Nothing is known of the time before the business began.
        var began = facts.TakeWhile(fact => fact <= 0).Count();
        var ratios = new List<decimal>[Year];
        for (var month = 0; month < Year; month++) ratios[month] = [];
        // Whole years alone: of a part of one, growth would look like a season.
        var years = (facts.Count - began - Year + 1) / Year;
        for (var month = facts.Count - years * Year; month < facts.Count; month++)
        {
            var mean = facts.Skip(month - Year + 1).Take(Year).Sum() / Year;
            if (mean > 0) ratios[(first - 1 + month) % Year].Add(Math.Max(0, facts[month]) / mean);
        }
        var indices = ratios.Select(own => (own.Sum() + Prior) / (own.Count + Prior)).ToList();
        return [.. indices.Select(index => index / indices.Average())];
    }
}
