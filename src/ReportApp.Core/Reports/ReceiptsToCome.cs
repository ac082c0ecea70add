using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What is still expected in the rest of a period: functions of values.</summary>
internal static class ReceiptsToCome
{
    /// <summary>Months of the period that are not over.</summary>
    public static IReadOnlyList<YearMonth> MonthsLeft(SummaryPeriod period) => [.. period.EachMonth().Where(month => month >= YearMonth.Of(period.Today))];

    /// <param name="row">Of the forecast; null: there is none.</param>
    /// <returns>Null: nothing can be expected.</returns>
    public static ExpectedEnd? OfRow(ForecastRow? row, SummaryPeriod period)
    {
        var current = YearMonth.Of(period.Today);
        var left = MonthsLeft(period);
        var months = left.Select(month => row?.Months.FirstOrDefault(found => found.Month == month)).ToList();
        if (months.Any(month => month?.Expected is null)) return null;
        var paid = row!.Months.First(month => month.Month == current).Fact ?? 0;
        // From the current month to the end of a later one the forecast knows the middle of the sum; middles do not add up.
        if (left[0] == current && left.All(month => period.PartOfRest(month) == 1) && months[^1]!.Expected!.SoFar is { } together)
            return new ExpectedEnd(together.P50 - paid, ExpectedBy.Median);
        var isMedian = left.Count == 1 && months[0]!.Expected!.Range is not null;
        var rest = months.Sum(month =>
        {
            var whole = isMedian ? month!.Expected!.Range!.P50 : month!.Expected!.Mean;
            return (whole - (month.Month == current ? paid : 0)) * period.PartOfRest(month.Month);
        });
        return new ExpectedEnd(Math.Round(rest, 2, MidpointRounding.AwayFromZero), isMedian ? ExpectedBy.Median : ExpectedBy.Mean);
    }

    /// <param name="members">Whose row it is.</param>
    /// <param name="expected">By month and person what their deals bring; null: nothing can be expected.</param>
    public static ExpectedEnd? OfPeople(IReadOnlyList<string> members, IReadOnlyDictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>? expected, SummaryPeriod period) =>
        expected is null ? null : new ExpectedEnd(
            Math.Round(expected.Sum(month => members.Sum(person => month.Value.GetValueOrDefault(person)?.Expected ?? 0) * period.PartOfRest(month.Key)), 2, MidpointRounding.AwayFromZero),
            ExpectedBy.Deals);
}
