using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>A metric of sales that is planned and counted (report 3, <c>sales-plan-summary</c>).</summary>
[JsonConverter(typeof(NamedEnumConverter<SalesMetric>))]
public enum SalesMetric
{
    /// <summary>Units sold, less ended contracts.</summary>
    [JsonStringEnumMemberName("units")] Units,

    /// <summary>Their area, in m².</summary>
    [JsonStringEnumMemberName("m2")] Area,

    /// <summary>Money of the contracts.</summary>
    [JsonStringEnumMemberName("value")] Value,

    /// <summary>Money received.</summary>
    [JsonStringEnumMemberName("receipts")] Receipts,

    /// <summary>Value over area.</summary>
    [JsonStringEnumMemberName("price")] Price,
}

/// <summary>Plan and fact of every metric over a period.</summary>
/// <param name="Facts">The report of the facts: its cells and those of its column <c>previous</c> open their records.</param>
/// <param name="WorkingDays">Of the company in the period.</param>
/// <param name="DaysElapsed">Of these, up to today, itself included.</param>
/// <param name="IsCalendarKnown">False: the host tells no working days, and Monday to Friday count.</param>
/// <param name="Unknown">What cannot be counted, for its source is not mapped.</param>
/// <param name="Rows">As those of the facts, with their lines by metric.</param>
/// <param name="Plans">Which plan the total is, of metrics that have one of the same kind in all planned months.</param>
public sealed record SalesSummary(
    ReportAnswer Facts, int WorkingDays, int DaysElapsed, bool IsCalendarKnown, IReadOnlyList<SalesMetric> Unknown, IReadOnlyList<SummaryRow> Rows, SummaryRow Total,
    IReadOnlyList<SummaryPlan> Plans);

/// <inheritdoc cref="ShownPlan"/>
public sealed record SummaryPlan(SalesMetric Metric, PlanOf Of, decimal Amount, IReadOnlyList<OtherPlan> Others);

/// <param name="Key">As in <see cref="ReportRow"/>.</param>
/// <param name="Effects">Null: value and area are not both planned and counted.</param>
public sealed record SummaryRow(string Key, IReadOnlyList<SummaryLine> Lines, ValueEffects? Effects);

/// <summary>Why the contract value is not as planned, in money: the four add up to its deviation exactly. A plan is one of contracts with an area.</summary>
/// <param name="Area">More or less m² than planned, at the planned price.</param>
/// <param name="Price">The m² sold, at more or less than the planned price.</param>
/// <param name="WithoutArea">Contracts that have no area; measure <c>no_area_val</c>.</param>
/// <param name="Ended">Contracts that ended, at most 0; measure <c>ended_val</c>.</param>
public sealed record ValueEffects(decimal Area, decimal Price, decimal WithoutArea, decimal Ended);

/// <summary>One metric of one row, in its own unit. A price adds up over nothing: it has neither pace nor a part of a plan.</summary>
/// <param name="Measure">Name of the fact's measure.</param>
/// <param name="Plan">Of the period; of months that are in it in part, the part of their working days. Null: there is no target.</param>
/// <param name="Fact">Null: nothing is known.</param>
/// <param name="Attained">Fact by plan, in hundredths; null without a plan.</param>
/// <param name="Deviation">Fact less plan.</param>
/// <param name="PlanToDate">The part of the plan by the working days that have elapsed.</param>
/// <param name="Pace">Fact by that part: 1 is as planned.</param>
/// <param name="RunRate">What the period comes to if it goes on so; null when it is over or has not begun, and for receipts, which are forecast.</param>
/// <param name="Previous">The fact of <see cref="ReportAnswer.Previous"/>.</param>
/// <param name="PreviousMeasure">Name of the measure whose cell of that column opens it.</param>
public sealed record SummaryLine(
    SalesMetric Metric, string Measure, decimal? Plan, decimal? Fact, decimal? Attained, decimal? Deviation, decimal? PlanToDate, decimal? Pace, decimal? RunRate, decimal? Previous,
    string PreviousMeasure);

/// <summary>What the receipts of a period will have come to when it is over, where it is not.</summary>
/// <param name="Rows">By key; a row of which nothing can be expected is not there.</param>
public sealed record ReceiptsOutlook(IReadOnlyDictionary<string, ExpectedEnd> Rows);

/// <param name="Amount">What came and what is still expected.</param>
/// <param name="Basis">What is expected in the rest.</param>
public sealed record ExpectedEnd(decimal Amount, ExpectedBy Basis);

[JsonConverter(typeof(NamedEnumConverter<ExpectedBy>))]
public enum ExpectedBy
{
    /// <summary>As likely more as less: the forecast's P50.</summary>
    [JsonStringEnumMemberName("median")] Median,

    /// <summary>The forecast's mean: months to come have no common middle, a short history has none at all.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>The mean of what the person's own deals bring; new deals are nobody's yet.</summary>
    [JsonStringEnumMemberName("deals")] Deals,
}
