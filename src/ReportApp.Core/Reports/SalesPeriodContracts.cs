using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <param name="Row">Key of a row of <see cref="ReceiptsForecast"/>, or <c>total</c>.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record SalesPeriodsRequest(string Row, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null);

/// <summary>What sales the coming periods will have brought when they are over, and how sure that is.</summary>
/// <param name="Periods">The current month, the current quarter, and this one with the next.</param>
/// <param name="Overdue">Amount of open deals whose expected close lies before this month: in no number of the CRM, but in the forecast, which does not go by it.</param>
public sealed record SalesPeriods(string Row, string Currency, IReadOnlyList<SalesPeriod> Periods, decimal Overdue);

/// <summary>Money in units of the tenant's currency.</summary>
/// <param name="Plan">Null: some month of it has none.</param>
/// <param name="Fact">Signed up to now, less what ended.</param>
/// <param name="Mean">Fact and what is expected of the rest: the sum of its months in <see cref="ReceiptsForecast"/>.</param>
/// <param name="Range">Of the whole period; null without a range.</param>
/// <param name="Missing">Plan less fact, and not below 0; null without a plan.</param>
/// <param name="Gap">Plan less P50, which has the fact in it; less the mean where there is no range. Null without a plan.</param>
/// <param name="Pipeline">Full amount of open deals whose expected close lies in its rest: what the CRM says.</param>
/// <param name="Coverage"><paramref name="Pipeline"/> by <paramref name="Missing"/>; null where nothing is missing.</param>
/// <param name="Largest">The three deals, at most, of which most is expected.</param>
/// <param name="MeanWithout">Mean without them: less their money.</param>
/// <param name="P50Without">Middle without them, by the same draws; null without a range.</param>
public sealed record SalesPeriod(
    YearMonth From, YearMonth To, decimal? Plan, decimal Fact, decimal Mean, ForecastRange? Range, decimal? Missing, decimal? Gap, decimal Pipeline, decimal? Coverage,
    IReadOnlyList<LargestDeal> Largest, decimal MeanWithout, decimal? P50Without);

/// <param name="Money">What is expected of it in the period.</param>
public sealed record LargestDeal(string DealId, string Title, Uri HostUrl, decimal Money);
