using ReportApp.Core.Forecast;

namespace ReportApp.Core.Reports;

/// <summary>
/// The forecast of sales is that of receipts with something else in place of money: a contract brings its value, itself or its area on the day it is
/// signed and takes it back on the day it ends, so that the facts of a month are <c>sales_val</c>, <c>units_sold</c> or <c>m2_sold</c>. What was paid
/// and what is due say nothing of it.
/// </summary>
internal static class SalesFacts
{
    /// <param name="metric">One of sales.</param>
    /// <param name="sold">The value of a contract as it is now.</param>
    public static ForecastFacts Of(ForecastFacts facts, ForecastMetric metric, IReadOnlyList<Sold> sold)
    {
        var sales = facts with
        {
            Schedule = [], IsAtOnce = true,
            Receipts = [.. from each in sold let brought = OfMetric(each, metric) where brought is not (null or 0) select new Receipt(each.DealId, null, each.At, brought.Value)],
        };
        // A deal is one unit. Its area is told by its contract, so that before it is one such deals usually have.
        return metric == ForecastMetric.Sales ? sales : sales with
        {
            Stages = [.. facts.Stages.Select(change => change with { Amount = metric == ForecastMetric.Units ? 1 : null })], AmountChanges = [],
        };
    }

    private static decimal? OfMetric(Sold sold, ForecastMetric metric) => metric switch
    {
        ForecastMetric.Units => sold.Units,
        ForecastMetric.Area => sold.Area,
        _ => sold.Value,
    };
}

/// <summary>A contract on its day; on the day it ended the same below zero.</summary>
/// <param name="Value">In the tenant's currency; null: unknown.</param>
/// <param name="Area">In m²; null: unknown.</param>
internal sealed record Sold(string DealId, DateTime At, decimal Units, decimal? Value, decimal? Area);
