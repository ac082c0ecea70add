using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record ScenarioRequest(
    ScenarioLevers Levers, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ForecastMetric Metric = ForecastMetric.Receipts);

/// <summary>The forecast under a scenario: the same draws as the forecast itself, so that the difference is what the scenario does.</summary>
/// <param name="Rows">All rows of the forecast, then <c>total</c>.</param>
/// <param name="Movers">The deals that it moves most, over all months, at most ten.</param>
public sealed record ScenarioOutcome(string Unit, IReadOnlyList<ScenarioOutcomeRow> Rows, IReadOnlyList<MovedDeal> Movers);

/// <param name="Key">As in <see cref="ForecastRow"/>.</param>
/// <param name="Months">The current month and those ahead, in order.</param>
public sealed record ScenarioOutcomeRow(string Key, IReadOnlyList<ScenarioOutcomeMonth> Months);

public sealed record ScenarioOutcomeMonth(YearMonth Month, ExpectedReceipts Expected);

/// <summary>Money of a deal before and after, with what it paid within the same months; in units of the tenant's currency.</summary>
public sealed record MovedDeal(string DealId, string Title, Uri HostUrl, string? ManagerName, string? Stage, string? Object, decimal Before, decimal After);

/// <param name="Since">The day at whose beginning the former forecast is made: at most 180 days ago.</param>
/// <param name="Row">Key of a row of <see cref="ReceiptsForecast"/>, or <c>total</c>.</param>
/// <param name="From"><c>yyyy-MM</c>: from the month of <paramref name="Since"/> on.</param>
/// <param name="To"><c>yyyy-MM</c>: not farther than the forecast of <paramref name="Since"/> reached, twelve months.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record ForecastChangesRequest(
    DateOnly Since, string Row, string From, string To, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ForecastMetric Metric = ForecastMetric.Receipts);

/// <summary>
/// Why some months are expected to bring other money than they were. The former forecast is made anew from what was known then; a host keeps no former
/// amounts and schedules, so that those which stood there when the app was installed stand for the time before it.
/// </summary>
/// <param name="Before">Received and expected, as of the former day. Money that names no deal stands on both sides.</param>
/// <param name="After">The same as of now: the sum of these months in <see cref="ReceiptsForecast"/>.</param>
/// <param name="Reasons">Add up to the difference exactly; in the order of <see cref="ForecastReason"/>, without those of nothing.</param>
public sealed record ForecastMovement(string Row, string Unit, decimal Before, decimal After, IReadOnlyList<ForecastMove> Reasons);

/// <param name="Amount">By how much it moved the sum.</param>
/// <param name="Count">Of deals.</param>
/// <param name="Deals">The largest of them, at most 50.</param>
public sealed record ForecastMove(ForecastReason Reason, decimal Amount, int Count, IReadOnlyList<MovedDeal> Deals);
