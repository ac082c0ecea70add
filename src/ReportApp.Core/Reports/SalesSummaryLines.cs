using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>From plans and facts to the lines of the summary: functions of values.</summary>
internal static class SalesSummaryLines
{
    private const int RatioDigits = 6;

    /// <param name="plan">Of the period.</param>
    /// <param name="isForecast">Something better than the run rate tells how it ends.</param>
    public static SummaryLine Line(SalesMetric metric, string measure, decimal? plan, decimal? fact, decimal? previous, SummaryPeriod period, bool isForecast)
    {
        var (all, elapsed) = (period.WorkingDays, period.Elapsed);
        decimal? toDate = plan is { } whole && all > 0 ? Round(whole * elapsed / all) : null;
        return Compared(metric, measure, plan, fact, previous, measure) with
        {
            PlanToDate = toDate,
            Pace = Ratio(fact, toDate),
            RunRate = !isForecast && !period.IsOver && elapsed > 0 && fact is { } known ? Round(known / elapsed * all) : null,
        };
    }

    /// <param name="previousMeasure">Its numerator, which alone has records of the period before.</param>
    public static SummaryLine Price(string measure, string previousMeasure, (decimal? Value, decimal? Area) plan, decimal? fact, decimal? previousValue, decimal? previousArea) =>
        Compared(SalesMetric.Price, measure, Ratio(plan.Value, plan.Area, MoneyDigits), fact, Ratio(previousValue, previousArea, MoneyDigits), previousMeasure);

    /// <summary>Null: nothing to compare with.</summary>
    /// <param name="value">The whole plan of the period.</param>
    /// <param name="price">Of the months in which a price is planned: effects are told only where these are all.</param>
    public static ValueEffects? Effects(decimal? value, (decimal? Value, decimal? Area) price, decimal priceValue, decimal priceArea, decimal withoutArea, decimal ended)
    {
        if (value is not { } plan || price.Area is not > 0 || price.Value != plan) return null;
        var byArea = Round((priceArea - price.Area.Value) * plan / price.Area.Value);
        return new ValueEffects(byArea, priceValue - plan - byArea, withoutArea, ended);
    }

    /// <summary>The part of a month's targets that falls on the period.</summary>
    public static decimal? Plan(IEnumerable<(YearMonth Month, IReadOnlyList<Target> Targets)> months, SummaryPeriod period)
    {
        var known = months.Where(month => month.Targets.Count > 0).ToList();
        return known.Count == 0 ? null : Plan(known.Select(month => (month.Month, PlanGrid.Sum(month.Targets))), period);
    }

    /// <inheritdoc cref="Plan(IEnumerable{ValueTuple{YearMonth, IReadOnlyList{Target}}}, SummaryPeriod)"/>
    private static decimal Plan(IEnumerable<(YearMonth Month, decimal Amount)> months, SummaryPeriod period) => Round(months.Sum(month => month.Amount * period.PartOf(month.Month)));

    /// <summary>Which plan of the whole period a total is. Null: nothing is planned, or its months have plans of different kinds.</summary>
    public static SummaryPlan? Whole(SalesMetric metric, IReadOnlyList<PlansOfMonth> months, SummaryPeriod period)
    {
        if (months.Select(month => month.Of).Distinct().ToList() is not [var of]) return null;
        var amounts = months[0].Amounts.Keys.Where(each => months.All(month => month.Amounts.ContainsKey(each)))
            .ToDictionary(each => each, each => Plan(months.Select(month => (month.Month, month.Amounts[each])), period));
        return new SummaryPlan(metric, of, amounts[of], PlansOfMonth.OthersIn(of, amounts));
    }

    private const int MoneyDigits = 2;

    private static SummaryLine Compared(SalesMetric metric, string measure, decimal? plan, decimal? fact, decimal? previous, string previousMeasure) => new(
        metric, measure, plan, fact, Ratio(100 * fact, plan), fact - plan, null, null, null, previous, previousMeasure);

    /// <summary>Null where there is nothing to divide by (C7).</summary>
    private static decimal? Ratio(decimal? of, decimal? to, int digits = RatioDigits) => to is null or 0 ? null : of is { } known ? Math.Round(known / to.Value, digits, MidpointRounding.AwayFromZero) : null;

    private static decimal Round(decimal value) => Math.Round(value, MoneyDigits, MidpointRounding.AwayFromZero);
}
