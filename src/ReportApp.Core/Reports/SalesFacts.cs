using ReportApp.Core.Forecast;

namespace ReportApp.Core.Reports;

/// <summary>
/// The forecast of sales is that of receipts with other money: a contract brings its value on the day it is signed and takes it back on the day it
/// ends, so that the facts of a month are <c>sales_val</c>. What was paid and what is due say nothing of it.
/// </summary>
internal static class SalesFacts
{
    /// <param name="contracts">Their value, as it is now.</param>
    public static ForecastFacts Of(ForecastFacts facts, IReadOnlyList<Receipt> contracts) => facts with { Schedule = [], Receipts = contracts, IsAtOnce = true };
}
