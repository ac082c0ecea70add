using System.Globalization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Assignment;

/// <summary>A month of the period that is planned.</summary>
/// <param name="Forecast">Money still expected in it.</param>
/// <param name="Season">Of its month of the year; 1 is an average month.</param>
/// <param name="WorkingDays">Still to come.</param>
internal sealed record MonthOutlook(YearMonth Month, decimal Forecast, decimal Season, decimal WorkingDays, Standing Standing = default);

/// <summary>Who may get a plan for an object and month.</summary>
/// <param name="Expected">Money still expected in the month from his signed and open deals.</param>
/// <param name="WorkingDays">Of his, still to come.</param>
/// <param name="Productivity">Money per working day, shrunk towards that of all.</param>
/// <param name="Ramp">1 for a person at full strength, less for a new one.</param>
/// <param name="Signed">Schedule of his signed contracts, unpaid and due in the month, in minor units.</param>
/// <param name="Ceiling">The most that may still be asked of him, in minor units.</param>
/// <param name="IsDesk">The mortgage or contract desk, which sells nothing (reports.md DR-16).</param>
internal sealed record SellerOutlook(
    string SellerId, decimal Expected, decimal WorkingDays, decimal Productivity, decimal Ramp = 1, long Signed = 0, long Ceiling = long.MaxValue,
    bool IsDesk = false, Standing Standing = default)
{
    public decimal Capacity => WorkingDays * Productivity * Ramp;
}

/// <summary>A deal whose contract is signed.</summary>
/// <param name="Expected">Still, of its items, in the month, in minor units.</param>
internal sealed record SignedDealOutlook(string DealId, long Expected, Standing Standing = default);

/// <summary>A deal that may be won.</summary>
/// <param name="Expected">Still, in the month: chance to be won × amount × the payment form's profile, summed over the months of winning.</param>
/// <param name="Ceiling">The most that it can pay in the month, in minor units.</param>
internal sealed record OpenDealOutlook(string DealId, decimal Expected, long Ceiling, Standing Standing = default);

/// <param name="Work">By the calendar: 1 a working day, 0 a free one, between them a short one.</param>
/// <param name="Profile">Of its day of the week.</param>
internal sealed record DayOutlook(DateOnly Day, decimal Work, decimal Profile, Standing Standing = default);

/// <summary>
/// The lines of each step of forecast.md §11, for <see cref="PlanProposal.For"/>. Expected money and the like are weights: any unit will do
/// that all of a list share, and what is expected to be given back weighs nothing.
/// </summary>
internal static class PlanLines
{
    public const decimal ForecastShare = 0.5m;
    public const decimal MoneyShare = 0.6m;

    /// <summary>Period to months: the forecast, blended with season × working days.</summary>
    /// <param name="forecastShare">0 to 1; the rest is season and working days.</param>
    public static IReadOnlyList<PlanLine> OfMonths(IReadOnlyList<MonthOutlook> months, decimal forecastShare = ForecastShare)
    {
        var weights = Blend(forecastShare, months, month => month.Standing, month => month.Forecast, month => month.Season * month.WorkingDays);
        return [.. months.Zip(weights, (month, weight) => new PlanLine(new Party(month.Month.ToString(), weight), month.Standing))];
    }

    /// <summary>Month to sellers: expected money, blended with capacity. What is signed is the least, also above a ceiling. Desks get no line.</summary>
    /// <param name="moneyShare">0 to 1; the rest is capacity.</param>
    public static IReadOnlyList<PlanLine> OfSellers(IReadOnlyList<SellerOutlook> sellers, decimal moneyShare = MoneyShare)
    {
        List<SellerOutlook> selling = [.. sellers.Where(seller => !seller.IsDesk)];
        var weights = Blend(moneyShare, selling, seller => seller.Standing, seller => seller.Expected, seller => seller.Capacity);
        return
        [
            .. selling.Zip(weights, (seller, weight) => new PlanLine(
                new Party(seller.SellerId, weight, seller.Signed, Math.Max(seller.Signed, seller.Ceiling)), seller.Standing)),
        ];
    }

    /// <summary>
    /// Seller to deals: signed ones at what they are expected to pay, open ones by theirs. An open deal of which nothing is expected gets
    /// nothing. What stays unallocated is <see cref="NewDealsNeeded"/>.
    /// </summary>
    public static IReadOnlyList<PlanLine> OfDeals(IEnumerable<SignedDealOutlook> signed, IEnumerable<OpenDealOutlook> open) =>
    [
        .. signed.Select(deal => new PlanLine(Party.Fixed(deal.DealId, Math.Max(0, deal.Expected)), deal.Standing)),
        .. open.Select(deal => new PlanLine(new Party(deal.DealId, Math.Max(0, deal.Expected), Ceiling: deal.Expected > 0 ? deal.Ceiling : 0), deal.Standing)),
    ];

    /// <summary>Month to days: the working-day calendar × the profile of the week.</summary>
    public static IReadOnlyList<PlanLine> OfDays(IEnumerable<DayOutlook> days) =>
    [
        .. days.Select(day => new PlanLine(
            new Party(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Work * day.Profile), day.Standing)),
    ];

    /// <summary>Two weights of different units, each as a share of its sum over the open lines. A side whose sum is zero says nothing.</summary>
    private static IReadOnlyList<decimal> Blend<T>(
        decimal share, IReadOnlyList<T> lines, Func<T, Standing> standingOf, Func<T, decimal> first, Func<T, decimal> second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var (firsts, seconds) = (SharesOf(first), SharesOf(second));
        return [.. firsts.Zip(seconds, (one, other) => share * one + (1 - share) * other)];

        List<decimal> SharesOf(Func<T, decimal> weightOf)
        {
            var weights = lines.Select(line => standingOf(line).State == LineState.Open ? Math.Max(0, weightOf(line)) : 0).ToList();
            var sum = weights.Sum();
            return [.. weights.Select(weight => sum > 0 ? weight / sum : 0)];
        }
    }
}
