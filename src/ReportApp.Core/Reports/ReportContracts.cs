using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;

namespace ReportApp.Core.Reports;

/// <summary>A caption in both languages.</summary>
public sealed record Caption(string Ru, string En);

/// <summary>A line of the catalogue.</summary>
public sealed record ReportSummary(string Id, Caption Title, Caption Question, string Group);

/// <summary>What to compute. Everything may be absent: then the definition's defaults hold.</summary>
/// <param name="From">First month, <c>yyyy-MM</c>; a report without months also takes a day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last month or day, included.</param>
/// <param name="Filters">Values of dimensions by their name (<c>manager</c>, <c>department</c>, <c>object</c>, <c>source</c>, <c>pipeline</c>); several values are "or", several dimensions "and".</param>
/// <param name="Basis">Null: <see cref="ReportBasis.Cohort"/> where the report has a choice.</param>
/// <param name="Step">Null: <see cref="ReportStep.None"/>.</param>
/// <param name="Rows">Null: as the report has them by itself.</param>
public sealed record ReportRequest(
    string? From = null, string? To = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, ReportBasis? Basis = null, ReportStep? Step = null,
    ReportRows? Rows = null);

/// <summary>What stands down the side, where a report has the choice.</summary>
[JsonConverter(typeof(NamedEnumConverter<ReportRows>))]
public enum ReportRows
{
    /// <summary>Complex → building.</summary>
    [JsonStringEnumMemberName("objects")] Objects,
}

/// <summary>Whom a conversion follows (C17).</summary>
[JsonConverter(typeof(NamedEnumConverter<ReportBasis>))]
public enum ReportBasis
{
    /// <summary>Records that came in the period, up to today.</summary>
    [JsonStringEnumMemberName("cohort")] Cohort,

    /// <summary>What happened in the period, whenever the records came.</summary>
    [JsonStringEnumMemberName("period")] Period,
}

/// <summary>What is a column beside the whole period, where a report has the choice.</summary>
[JsonConverter(typeof(NamedEnumConverter<ReportStep>))]
public enum ReportStep
{
    [JsonStringEnumMemberName("none")] None,

    /// <summary>ISO weeks, from Monday on.</summary>
    [JsonStringEnumMemberName("week")] Week,
}

/// <summary>A computed report. Rows come in display order, parents before their children.</summary>
/// <param name="Currency">ISO 4217; all money here is in units of it.</param>
/// <param name="Zone">Offset of the report zone, such as <c>+03:00</c>.</param>
/// <param name="IsByMonth">The period is in months; else in days.</param>
/// <param name="Basis">Null: the report has no choice.</param>
/// <param name="Step">Null: the report has no choice.</param>
/// <param name="Filters">What it is narrowed by: what was asked, and what the definition narrows it by unless something else is asked.</param>
/// <param name="Previous">What the columns <c>previous</c>, <c>delta</c> and <c>growth</c> compare with; null without them.</param>
/// <param name="Today">The as-of day in the report zone.</param>
/// <param name="Totals">Has no cells where the rows are no parts of a whole (steps of a sale).</param>
/// <param name="Chart">What is drawn beside the table; null: nothing.</param>
/// <param name="Plans">Which plan the total is, in months that have one; empty where the report has no plan.</param>
public sealed record ReportAnswer(
    string ReportId, Caption Title, Caption Question, ReportPeriod Period, bool IsByMonth, ReportBasis? Basis, ReportStep? Step, IReadOnlyDictionary<string, IReadOnlyList<string>> Filters, ReportPeriod? Previous, DateOnly Today, string Zone, string Currency,
    IReadOnlyList<ReportMeasure> Measures, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows, ReportRow Totals,
    Freshness Freshness, IReadOnlyList<ReportNotice> Notices, ReportChart? Chart, IReadOnlyList<ShownPlan> Plans);

/// <summary>The rows of the top level, or of the bottom one for <see cref="ChartKind.Bars"/>, by one measure over the whole period.</summary>
/// <param name="Conversion">Of a funnel, what stands between the steps.</param>
public sealed record ReportChart(ChartKind Kind, string Measure, string? Conversion = null);

[JsonConverter(typeof(NamedEnumConverter<ChartKind>))]
public enum ChartKind
{
    [JsonStringEnumMemberName("funnel")] Funnel,

    /// <summary>Ranked, the largest first.</summary>
    [JsonStringEnumMemberName("bars")] Bars,
}

/// <param name="From">First month, <c>yyyy-MM</c>, or first day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last month or day, included.</param>
public sealed record ReportPeriod(string From, string To);

/// <param name="Name">Token of the catalogue, <c>snake_case</c>.</param>
/// <param name="Basis">Which date puts a record into a period.</param>
/// <param name="About">One sentence: what it counts.</param>
/// <param name="Parts">Measures that a ratio divides, the numerator first; empty for others.</param>
public sealed record ReportMeasure(string Name, Caption Title, Caption Basis, Caption About, MeasureUnit Unit, IReadOnlyList<string> Parts);

/// <param name="Key">A month <c>yyyy-MM</c>, a week by its Monday <c>yyyy-MM-dd</c>, <c>total</c> for the whole period, <c>previous</c> for the one before, <c>delta</c> for the difference, <c>growth</c> for its percentage.</param>
/// <param name="Measures">The measures that have a meaning in this column (the future has no fact).</param>
/// <param name="Unit">Of its cells where it is not the measure's own.</param>
/// <param name="Parts">Lists that each number of this column opens; empty: as its measure says.</param>
public sealed record ReportColumn(string Key, IReadOnlyList<string> Measures, MeasureUnit? Unit, IReadOnlyList<DrillPart> Parts);

/// <param name="Key">Stable: <c>complex:12</c>, <c>building:7</c>, <c>complex:12/none</c> (building not chosen), <c>team:5</c>, <c>manager:11</c>,
/// <c>inactive</c> (people who have left), <c>step:reservation</c>, <c>source:CALL</c>, <c>none</c> (no object, nobody, no source), <c>total</c>.</param>
/// <param name="Parent">Key of the row above in the tree; null at the top.</param>
/// <param name="Title">Null for rows that the client names itself: <c>none</c>, <c>…/none</c>, <c>total</c>.</param>
public sealed record ReportRow(string Key, string? Parent, int Level, string? Title, IReadOnlyList<ReportCell> Cells);

/// <summary>One number. A measure without a cell in its column is undefined («—»): nothing is known, as opposed to zero.</summary>
/// <param name="Value">In the unit of the measure, or of the column.</param>
/// <param name="Count">How many rows the drill list has; of a ratio the list of the numerator.</param>
/// <param name="Of">How many records a ratio or a median is made of; null for what adds up.</param>
/// <param name="IsSmall">These are so few that the number proves little (C8).</param>
public sealed record ReportCell(string Column, string Measure, decimal Value, int Count, int? Of = null, bool IsSmall = false);

/// <summary>Which of the two lists of a number: a ratio has a numerator and a denominator, a difference its two periods.</summary>
[JsonConverter(typeof(NamedEnumConverter<DrillPart>))]
public enum DrillPart
{
    [JsonStringEnumMemberName("numerator")] Numerator,
    [JsonStringEnumMemberName("denominator")] Denominator,
    [JsonStringEnumMemberName("current")] Current,
    [JsonStringEnumMemberName("previous")] Previous,
}

[JsonConverter(typeof(NamedEnumConverter<FreshnessState>))]
public enum FreshnessState
{
    [JsonStringEnumMemberName("fresh")] Fresh,
    [JsonStringEnumMemberName("late")] Late,
    [JsonStringEnumMemberName("stopped")] Stopped,
    [JsonStringEnumMemberName("preparing")] Preparing,
}

/// <param name="AsOf">The moment up to which every source is complete; null while the first sync runs.</param>
/// <param name="Reason">A stable code of why it is late or stopped.</param>
public sealed record Freshness(FreshnessState State, DateTimeOffset? AsOf, string? Reason);

/// <summary>Something the reader must know about these numbers.</summary>
/// <param name="Code">Stable; worded by the client. See the definition's list.</param>
/// <param name="Count">How many records.</param>
/// <param name="Amount">Their money, where it has one.</param>
/// <param name="Drill">Opens those records; null where there is no list.</param>
/// <param name="Shares">Of facts that may come from several sources: how many from which, the counted records being the estimates among them; else empty.</param>
public sealed record ReportNotice(string Code, int Count, decimal? Amount, DrillRequest? Drill, IReadOnlyList<SourceShare> Shares);

/// <summary>The records behind one cell, under the same period and filters.</summary>
/// <param name="Part">For a number with two lists; null: the first of them.</param>
public sealed record DrillRequest(
    string Row, string Column, string Measure, string? From = null, string? To = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters = null, DrillPart? Part = null, ReportBasis? Basis = null, ReportStep? Step = null,
    ReportRows? Rows = null)
{
    /// <summary>The report whose cell it is.</summary>
    internal ReportRequest Report => new(From, To, Filters, Basis, Step, Rows);
}

/// <param name="Listed">The measure whose records these are, with its unit: that of the cell, or a part of it.</param>
/// <param name="Parts">Lists that the number has; empty: this one.</param>
/// <param name="Count">Rows in all.</param>
/// <param name="Sum">What the rows' values come to in all: their sum, or their median where the measure is one; equals the cell's, of a
/// ratio or a difference that of the part.</param>
/// <param name="Truncated">Only the first rows are here; count and sum are of all.</param>
public sealed record DrillAnswer(
    string ReportId, string Row, string? RowTitle, string Column, string Measure, DrillPart? Part, IReadOnlyList<DrillList> Parts, ReportMeasure Listed,
    string Currency, int Count, decimal Sum, bool Truncated, IReadOnlyList<DrillRow> Rows);

/// <summary>One of the lists of a number.</summary>
/// <param name="Row">Key of the row whose records it holds; of a conversion the denominator stands in another row.</param>
/// <param name="Measure">Name of the listed measure.</param>
public sealed record DrillList(DrillPart Part, string Row, string Measure);

/// <summary>One deal (or lead, or plan target) behind a number, with the lines that make its value.</summary>
/// <param name="Kind"><c>deal</c>, <c>lead</c>, <c>target</c>, or <c>unassigned</c> (payments that name no deal).</param>
/// <param name="HostId">The host's id of the deal or lead; ours of the target.</param>
/// <param name="HostUrl">Its page in the host; null for what the host does not have.</param>
/// <param name="Value">In the unit of the listed measure; 1 where records are counted.</param>
/// <param name="Source">Where a lead came from.</param>
/// <param name="Probability">0 to 1; only where the value is weighted.</param>
/// <param name="Plan">The live plan of the deal, if it has one.</param>
/// <param name="Sources">Whence the facts of a deal came; null of what is no deal.</param>
/// <param name="IsLost">A deal that is lost, or its contract ended: nothing can be planned.</param>
public sealed record DrillRow(
    string Kind, string HostId, string? Title, Uri? HostUrl, decimal Value, string? ManagerId, string? ManagerName, string? Stage, string? Object,
    string? Source, decimal? DealAmount, decimal? Probability, string? ProbabilitySource, DateOnly? ExpectedClose, DateOnly? CreatedOn,
    DateOnly? ClosedOn, PlanValues? Plan, IReadOnlyList<DrillLine> Lines, DealSources? Sources, bool IsLost);

/// <summary>Which source of a role's chain gave a fact of a deal: names of <see cref="FactSource"/>.</summary>
/// <param name="ContractDate">Null without a contract.</param>
/// <param name="ContractAmount">The same.</param>
public sealed record DealSources(string? ContractDate, string? Seller, string? ContractAmount, string? Complex, string? Building);

/// <summary>A payment or schedule line of the deal.</summary>
public sealed record DrillLine(string HostId, DateOnly? Day, decimal Value, string? Kind);

/// <summary>A value a filter can take.</summary>
/// <param name="Parent">Value above it in the tree: a person's department, a building's complex.</param>
/// <param name="IsGroup">Choosing it means all below it.</param>
public sealed record FilterValue(string Value, string Title, string? Parent, bool IsGroup, bool IsActive);

/// <summary>What a report can be narrowed by, as this viewer may see it.</summary>
public sealed record FilterList(string Dimension, Caption Title, IReadOnlyList<FilterValue> Values);
