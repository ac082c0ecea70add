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

    /// <summary>Where buyers come from, over the quarter.</summary>
    [JsonStringEnumMemberName("territories")] Territories,
}

/// <param name="Rows">What stands down the side.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record SalesOutlookRequest(OutlookRows Rows, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null);

/// <summary>Sales of the current month as they are expected, and of the three before it as they were (reports 45 and 46), or of the quarter by territory (report 48). Only deals that are there: of new ones nobody knows whose they are.</summary>
/// <param name="Today">The as-of day in the report zone.</param>
/// <param name="From">The first month of what came and comes in rows that are no months.</param>
/// <param name="To">The last one.</param>
/// <param name="Rows">Those of months in order; others by what is expected of them, the most first, and what has no manager, source or territory last.</param>
/// <param name="Overdue">Amount of open deals whose expected close lies before this month.</param>
/// <param name="HasForecast">False: there is nothing to learn from yet.</param>
/// <param name="IsMapped">False: the mapping names no field for these rows.</param>
public sealed record SalesOutlook(
    DateOnly Today, string Currency, YearMonth From, YearMonth To, IReadOnlyList<SalesOutlookRow> Rows, SalesOutlookRow Total, decimal Overdue, bool HasForecast,
    bool IsMapped, Freshness Freshness);

/// <summary>Money in units of the tenant's currency. A row of a month is of that month; others have what came and comes in the current one, and the three before it together; a territory has the quarter and nothing of before.</summary>
/// <param name="Key"><c>yyyy-MM</c>, <c>manager:id</c>, <c>source:id</c>, <c>territory:word</c>, <c>none</c> or <c>total</c>.</param>
/// <param name="Title">Null: the client names it.</param>
/// <param name="Plan">In contract value; null: there is none.</param>
/// <param name="Won">Signed, less what ended; null of the total of months.</param>
/// <param name="Expected">Of open deals in what is left of the month or quarter; null of months that are over.</param>
/// <param name="Outlook">Both together.</param>
/// <param name="Before">What was expected on the first day of the month, of the deals open then.</param>
/// <param name="Actual">What came of it; null while the month is not over.</param>
/// <param name="Error">(<paramref name="Before"/> − <paramref name="Actual"/>) ÷ <paramref name="Actual"/>; null where nothing came.</param>
/// <param name="Counts">Of a territory, and of the total beside territories.</param>
public sealed record SalesOutlookRow(
    string Key, string? Title, decimal? Plan, decimal? Won, decimal? Expected, decimal? Outlook, decimal? Before, decimal? Actual, decimal? Error,
    TerritoryCounts? Counts = null);

/// <summary>What can be counted of the deals of a territory: those that are open now, and those that were closed since the quarter began.</summary>
/// <param name="Customers">Buyers who stand on the cards of open deals and of contracts of the quarter. Who stands in several territories counts in the one of most of his deals.</param>
/// <param name="OpenAmount">Of open deals, in full.</param>
/// <param name="Contracts">Signed, less those that ended.</param>
/// <param name="Won">Deals that reached the contract.</param>
/// <param name="Closed">These and the lost ones.</param>
/// <param name="WinRate"><paramref name="Won"/> ÷ <paramref name="Closed"/>; null where nothing was closed.</param>
public sealed record TerritoryCounts(int Customers, int Open, decimal OpenAmount, int Contracts, int Won, int Closed, decimal? WinRate);

/// <summary>A number of a row that has a list of deals.</summary>
[JsonConverter(typeof(NamedEnumConverter<OutlookNumber>))]
public enum OutlookNumber
{
    [JsonStringEnumMemberName("won")] Won,
    [JsonStringEnumMemberName("expected")] Expected,
    [JsonStringEnumMemberName("outlook")] Outlook,
    [JsonStringEnumMemberName("before")] Before,
    [JsonStringEnumMemberName("actual")] Actual,

    // Those of territories alone.
    [JsonStringEnumMemberName("customers")] Customers,
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("openAmount")] OpenAmount,
    [JsonStringEnumMemberName("contracts")] Contracts,
    [JsonStringEnumMemberName("winRate")] WinRate,
}

/// <param name="Rows">As in <see cref="SalesOutlookRequest"/>.</param>
/// <param name="Row">Key of one of them, or <c>total</c>.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record OutlookDealsRequest(OutlookRows Rows, string Row, OutlookNumber Number, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null);

/// <summary>The deals behind a number.</summary>
/// <param name="Sum">Of all deals: the number itself; of a win rate how many of them were won.</param>
/// <param name="Count">Of all deals; the list may be cut after the largest.</param>
/// <param name="Rest">What the deals that were cut off have.</param>
public sealed record OutlookDeals(string Row, OutlookNumber Number, string Currency, decimal Sum, int Count, decimal Rest, IReadOnlyList<OutlookDeal> Deals);

/// <param name="Month">Whose number it is in.</param>
/// <param name="Value">Money, or how much of a count it is: of the deals of one buyer only one counts him.</param>
public sealed record OutlookDeal(
    string DealId, string Title, Uri HostUrl, string? ManagerName, string? Stage, string? Object, YearMonth Month, OutlookDealState State, decimal Value);

[JsonConverter(typeof(NamedEnumConverter<OutlookDealState>))]
public enum OutlookDealState
{
    /// <summary>Its contract came.</summary>
    [JsonStringEnumMemberName("signed")] Signed,

    /// <summary>Its contract is taken back.</summary>
    [JsonStringEnumMemberName("ended")] Ended,

    /// <summary>It is, or was, open.</summary>
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("lost")] Lost,
}
