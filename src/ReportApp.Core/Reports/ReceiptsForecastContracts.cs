using System.Text.Json.Serialization;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What is forecast.</summary>
[JsonConverter(typeof(NamedEnumConverter<ForecastMetric>))]
public enum ForecastMetric
{
    /// <summary>Money received.</summary>
    [JsonStringEnumMemberName("receipts")] Receipts,

    /// <summary>Value of contracts signed, less those that ended.</summary>
    [JsonStringEnumMemberName("sales")] Sales,

    /// <summary>The number of these contracts.</summary>
    [JsonStringEnumMemberName("units")] Units,

    /// <summary>Their area, in m².</summary>
    [JsonStringEnumMemberName("m2")] Area,
}

/// <summary>What of whose deals in which objects is to be forecast.</summary>
/// <param name="Filters">As in <see cref="ReportRequest"/>: <c>object</c>, <c>manager</c>, <c>department</c>.</param>
public sealed record ReceiptsForecastRequest(IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ForecastMetric Metric = ForecastMetric.Receipts);

/// <param name="Row">Key of a row of <see cref="ReceiptsForecast"/>, or <c>total</c>.</param>
/// <param name="Month"><c>yyyy-MM</c>, the current month or a later one.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record ForecastDealsRequest(
    string Row, string Month, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ForecastMetric Metric = ForecastMetric.Receipts);

/// <summary>Receipts or sales by object and month: what came, what was planned, and what is expected (report 9, docs/forecast.md).</summary>
/// <param name="Today">The as-of day in the report zone.</param>
/// <param name="Unit">What all numbers are in: the tenant's currency, <c>pieces</c>, or <c>area</c> for m².</param>
/// <param name="Rows">Complex → building, parents before their children.</param>
/// <param name="Plans">Which plan the total is, in months that have one.</param>
/// <param name="Basis">Null: nothing can be expected yet, because the data are being prepared, or what counts the metric is not mapped: payments, or the area of contracts.</param>
public sealed record ReceiptsForecast(
    DateOnly Today, string Unit, IReadOnlyList<ForecastRow> Rows, ForecastRow Total, IReadOnlyList<ShownPlan> Plans, ForecastBasis? Basis, Freshness Freshness);

/// <summary>What the forecast has learnt from.</summary>
/// <param name="Months">Of history.</param>
/// <param name="Won">Deals that were won in it, of those that the viewer sees.</param>
/// <param name="Lost">The same of deals that were lost or whose contract ended.</param>
/// <param name="SeesAll">False: it is of the deals that this viewer sees or asked for, and of what such deals bring anew.</param>
public sealed record ForecastBasis(ForecastMode Mode, int Months, int Won, int Lost, bool SeesAll);

/// <summary>How far the history goes (forecast.md §8).</summary>
[JsonConverter(typeof(NamedEnumConverter<ForecastMode>))]
public enum ForecastMode
{
    /// <summary>Half a year, 50 deals won and 150 lost or more.</summary>
    [JsonStringEnumMemberName("full")] Full,

    /// <summary>Less: the ranges are preliminary.</summary>
    [JsonStringEnumMemberName("preliminary")] Preliminary,

    /// <summary>Less than three months: no ranges.</summary>
    [JsonStringEnumMemberName("uncalibrated")] Uncalibrated,
}

/// <param name="Key">As in <see cref="ReportRow"/>.</param>
/// <param name="Months">Six past months, the current one and those ahead, in order.</param>
/// <param name="Overruled">Null: of no deal of the row somebody's word counts in place of the method.</param>
public sealed record ForecastRow(string Key, string? Parent, int Level, string? Title, IReadOnlyList<ForecastMonth> Months, OverruledDeals? Overruled);

/// <param name="Count">Of deals.</param>
/// <param name="Moved">By how much this moves what is expected over all months.</param>
public sealed record OverruledDeals(int Count, decimal Moved);

/// <summary>Money of one row and month, in units of the tenant's currency.</summary>
/// <param name="Plan">Null: there is no target.</param>
/// <param name="Fact">Received; of the current month up to now. Null in the future.</param>
/// <param name="Expected">Null in the past, and where nothing can be expected.</param>
public sealed record ForecastMonth(YearMonth Month, decimal? Plan, decimal? Fact, ExpectedReceipts? Expected);

/// <summary>What a month will have brought when it is over.</summary>
/// <param name="Mean">Paid already + <paramref name="Signed"/> + <paramref name="Open"/> + <paramref name="New"/>, exactly.</param>
/// <param name="Signed">Of contracts.</param>
/// <param name="Open">Of deals in work.</param>
/// <param name="New">Of deals that nobody knows yet.</param>
/// <param name="Range">Of the month; null without a range.</param>
/// <param name="SoFar">Of the current month and all others up to this one together; null without a range.</param>
public sealed record ExpectedReceipts(decimal Mean, decimal Signed, decimal Open, decimal New, ForecastRange? Range, ForecastRange? SoFar);

/// <summary>In eight of ten cases the money lies between <paramref name="P10"/> and <paramref name="P90"/>, as often above <paramref name="P50"/> as below.</summary>
public sealed record ForecastRange(decimal P10, decimal P50, decimal P90);

/// <summary>The deals behind one number of the forecast.</summary>
/// <param name="Paid">Of the current month: received already.</param>
/// <param name="New">Of deals that nobody knows yet.</param>
/// <param name="Refunds">What contracts of all deals may take back when they end; 0 or less.</param>
/// <param name="Mean">Equals <paramref name="Paid"/> + <paramref name="New"/> + <paramref name="Refunds"/> + the deals' money.</param>
/// <param name="Count">Of all deals; the list may be cut after the largest.</param>
/// <param name="Rest">What the deals that were cut off bring.</param>
/// <param name="Excluded">Deals of the row that are said to bring nothing any more, in any month; they are not counted.</param>
/// <param name="MayOverrule">The viewer may say what counts of open deals.</param>
public sealed record ForecastDeals(
    string Row, YearMonth Month, string Unit, decimal Mean, decimal Paid, decimal New, decimal Refunds, int Count, decimal Rest, IReadOnlyList<ForecastDealRow> Deals,
    IReadOnlyList<ForecastDealRow> Excluded, bool MayOverrule);

/// <param name="Part"><c>signed</c> or <c>open</c>.</param>
/// <param name="Chance">0 to 1: of being won within the months ahead; of a contract 1.</param>
/// <param name="Left">What it may still bring within them.</param>
/// <param name="Money">What it has in this month.</param>
/// <param name="Entry">Its plan as it stands in the host.</param>
/// <param name="Override">The latest word of a head; null: there is none, or it was taken back.</param>
public sealed record ForecastDealRow(
    string DealId, string Title, Uri HostUrl, string? ManagerName, string? Stage, string? Object, string Part, decimal Chance, decimal Left, decimal Money,
    PlanValues? Entry, OverrideView? Override);

/// <param name="Row">As in <see cref="ForecastDealsRequest"/>.</param>
/// <param name="Month">As in <see cref="ForecastDealsRequest"/>.</param>
/// <param name="DealId">One of its deals.</param>
/// <inheritdoc cref="ReceiptsForecastRequest"/>
public sealed record ForecastWhyRequest(
    string Row, string Month, string DealId, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ForecastMetric Metric = ForecastMetric.Receipts);

/// <summary>What the money of a deal in a month is made of. Money in units of the tenant's currency, chances and shares 0 to 1.</summary>
/// <param name="Part"><c>signed</c> or <c>open</c>.</param>
/// <param name="Stage">Of an open deal.</param>
/// <param name="Days">In this stage.</param>
/// <param name="Known">The amount entered for the deal.</param>
/// <param name="Expected">The amount expected of its contract; null where it goes by a schedule or by what is owed.</param>
/// <param name="Ratio">Of the two, as such deals ended.</param>
/// <param name="Scale">What simpler methods leave of the money of known deals in this month; 1: all of it.</param>
/// <param name="Money">As in <see cref="ForecastDealRow"/>.</param>
/// <param name="Terms">Add up to <paramref name="Money"/>.</param>
/// <param name="Months">The current one and those ahead.</param>
/// <param name="Evidence">From how many deals this was learnt.</param>
public sealed record ForecastWhy(
    string DealId, YearMonth Month, string Unit, string Part, string? Stage, int? Days, decimal? Known, decimal? Expected, decimal? Ratio, decimal Scale, decimal Money,
    IReadOnlyList<WhyTerm> Terms, IReadOnlyList<WhyMonth> Months, Evidence Evidence);

/// <summary>One product: amount × chance × share × scale.</summary>
/// <param name="WonIn">When the contract comes that brings it; null: it waits for none.</param>
/// <param name="Due">Of a line of the schedule.</param>
/// <param name="Chance">Of the contract in that month, or of the payment in the month asked for.</param>
/// <param name="Share">Of the contract, received this long after it.</param>
public sealed record WhyTerm(YearMonth? WonIn, DateOnly? Due, decimal Amount, decimal Chance, decimal? Share, decimal Money);

/// <param name="Chance">Of the contract in this month.</param>
/// <param name="Share">Of the contract, received as many months after it as this month is ahead.</param>
/// <param name="Money">Of the deal in this month.</param>
public sealed record WhyMonth(YearMonth Month, decimal? Chance, decimal? Share, decimal Money);

/// <summary>
/// What the forecast was worth over the last twelve months, had it been asked each month with what was known then. A host keeps no former amounts and
/// schedules: those of the installation stand for the time before it. Payments that name no deal are left out.
/// </summary>
/// <param name="Rows">By months ahead; none where there was too little of a past.</param>
/// <param name="Months">Of all objects together, in order, by months ahead.</param>
public sealed record ForecastAccuracy(string Unit, IReadOnlyList<AccuracyRow> Rows, IReadOnlyList<AccuracyMonth> Months, Freshness Freshness);

/// <summary>Shares: 0.2 is a fifth of what was received. Null: nothing was received, or it is beyond measure.</summary>
/// <param name="Horizon">1: a forecast made on the first day of the month; 3: two months before.</param>
/// <param name="Months">How many were tested.</param>
/// <param name="Error">Of all objects together: misses of the mean by the sum received.</param>
/// <param name="ErrorByObject">Of every object by itself, where misses cannot make up for each other: misses of the middle (P50) by the sum received.</param>
/// <param name="Bias">What was expected by what came, less 1.</param>
/// <param name="WithinRange">Of objects and months; 0.8 is promised.</param>
/// <param name="Others">What simpler ways would have missed by, by object.</param>
public sealed record AccuracyRow(
    int Horizon, int Months, decimal? Error, decimal? ErrorByObject, decimal? Bias, decimal? WithinRange, IReadOnlyList<OtherMethod> Others);

/// <param name="Method"><c>mean-3</c>, <c>naive</c> (last month), <c>seasonal-naive</c> (a year before), <c>ets</c> (exponential smoothing); a year and a half after the installation
/// also <c>stage-percent</c> (open deals by the percent of their stage in the month of their expected close) and <c>stage-percent-less-20</c>.</param>
public sealed record OtherMethod(string Method, decimal? ErrorByObject);

public sealed record AccuracyMonth(YearMonth Month, int Horizon, decimal Expected, decimal Received);
