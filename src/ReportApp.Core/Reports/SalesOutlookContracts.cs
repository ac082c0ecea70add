using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What stands down the side of <see cref="SalesOutlook"/>.</summary>
[JsonConverter(typeof(NamedEnumConverter<OutlookRows>))]
public enum OutlookRows
{
    /// <summary>The month and the three before it.</summary>
    [JsonStringEnumMemberName("months")] Months,
    [JsonStringEnumMemberName("managers")] Managers,
    [JsonStringEnumMemberName("sources")] Sources,
}

/// <param name="Rows">What stands down the side.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record SalesOutlookRequest(OutlookRows Rows, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null);

/// <summary>Sales of the current month as they are expected, and of the three before it as they were (reports 45 and 46). Only deals that are there: of new ones nobody knows whose they are.</summary>
/// <param name="Today">The as-of day in the report zone.</param>
/// <param name="Rows">Those of months in order; others by what is expected of them, the most first, and what has no manager or source last.</param>
/// <param name="Overdue">Amount of open deals whose expected close lies before this month.</param>
/// <param name="HasForecast">False: there is nothing to learn from yet.</param>
public sealed record SalesOutlook(
    DateOnly Today, string Currency, IReadOnlyList<SalesOutlookRow> Rows, SalesOutlookRow Total, decimal Overdue, bool HasForecast, Freshness Freshness);

/// <summary>Money in units of the tenant's currency. A row of a month is of that month; others have what came and comes in the current one, and the three before it together.</summary>
/// <param name="Key"><c>yyyy-MM</c>, <c>manager:id</c>, <c>source:id</c>, <c>none</c> or <c>total</c>.</param>
/// <param name="Title">Null: the client names it.</param>
/// <param name="Plan">In contract value; null: there is none.</param>
/// <param name="Won">Signed, less what ended; null of the total of months.</param>
/// <param name="Expected">Of open deals in what is left of the month; null of months that are over.</param>
/// <param name="Outlook">Both together.</param>
/// <param name="Before">What was expected on the first day of the month, of the deals open then.</param>
/// <param name="Actual">What came of it; null while the month is not over.</param>
/// <param name="Error">(<paramref name="Before"/> − <paramref name="Actual"/>) ÷ <paramref name="Actual"/>; null where nothing came.</param>
public sealed record SalesOutlookRow(
    string Key, string? Title, decimal? Plan, decimal? Won, decimal? Expected, decimal? Outlook, decimal? Before, decimal? Actual, decimal? Error);

/// <summary>A number of a row that has a list of deals.</summary>
[JsonConverter(typeof(NamedEnumConverter<OutlookNumber>))]
public enum OutlookNumber
{
    [JsonStringEnumMemberName("won")] Won,
    [JsonStringEnumMemberName("expected")] Expected,
    [JsonStringEnumMemberName("outlook")] Outlook,
    [JsonStringEnumMemberName("before")] Before,
    [JsonStringEnumMemberName("actual")] Actual,
}

/// <param name="Rows">As in <see cref="SalesOutlookRequest"/>.</param>
/// <param name="Row">Key of one of them, or <c>total</c>.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record OutlookDealsRequest(OutlookRows Rows, string Row, OutlookNumber Number, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null);

/// <summary>The deals behind a number.</summary>
/// <param name="Sum">Of all deals: the number itself.</param>
/// <param name="Count">Of all deals; the list may be cut after the largest.</param>
/// <param name="Rest">What the deals that were cut off have.</param>
public sealed record OutlookDeals(string Row, OutlookNumber Number, string Currency, decimal Sum, int Count, decimal Rest, IReadOnlyList<OutlookDeal> Deals);

/// <param name="Month">Whose number it is in.</param>
/// <param name="Won">It came; false: it is, or was, expected.</param>
public sealed record OutlookDeal(string DealId, string Title, Uri HostUrl, string? ManagerName, string? Stage, string? Object, YearMonth Month, bool Won, decimal Money);
