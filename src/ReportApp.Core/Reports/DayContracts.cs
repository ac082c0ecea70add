using System.Text.Json.Serialization;
using ReportApp.Core.Assignment;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What of a day is planned and counted (report 1, <c>activity-day-plan-fact</c>).</summary>
[JsonConverter(typeof(NamedEnumConverter<DayMetric>))]
public enum DayMetric
{
    /// <summary>New inquiries, against what the sales plan needs: too few are the marketing's.</summary>
    [JsonStringEnumMemberName("received")] Received,

    /// <summary>Inquiries taken up, against those that wait: too few are the manager's.</summary>
    [JsonStringEnumMemberName("processed")] Processed,

    /// <summary>First meetings with clients.</summary>
    [JsonStringEnumMemberName("meetings")] Meetings,
    [JsonStringEnumMemberName("reservations")] Reservations,
    [JsonStringEnumMemberName("contracts")] Contracts,

    /// <summary>Money of these contracts.</summary>
    [JsonStringEnumMemberName("value")] Value,

    /// <summary>Money received.</summary>
    [JsonStringEnumMemberName("receipts")] Receipts,
}

/// <summary>Whence the need of a month is known.</summary>
[JsonConverter(typeof(NamedEnumConverter<NeedSource>))]
public enum NeedSource
{
    /// <summary>Somebody set a target for it.</summary>
    [JsonStringEnumMemberName("target")] Target,

    /// <summary>What the target of contracts takes of the step.</summary>
    [JsonStringEnumMemberName("norm")] Norm,
}

/// <summary>Whence the number of a step for one sale is known.</summary>
[JsonConverter(typeof(NamedEnumConverter<NormSource>))]
public enum NormSource
{
    /// <summary>What is usual, until he has sold enough.</summary>
    [JsonStringEnumMemberName("default")] Default,

    /// <summary>His own last six full months.</summary>
    [JsonStringEnumMemberName("history")] History,

    /// <summary>The same of his department, where he has sold too little.</summary>
    [JsonStringEnumMemberName("department")] Department,

    /// <summary>The same of everybody whom the viewer sees, where his department has sold too little.</summary>
    [JsonStringEnumMemberName("company")] Company,

    /// <summary>The target itself: one contract is one sale.</summary>
    [JsonStringEnumMemberName("target")] Target,
}

/// <param name="Date">Null: today.</param>
/// <param name="Managers">The host's ids; null or empty: all.</param>
/// <param name="Departments">With all below them; null or empty: all.</param>
public sealed record DayRequest(DateOnly? Date = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>What each manager had to do in a day, and what he did.</summary>
/// <param name="Today">In the report zone.</param>
/// <param name="IsCalendarKnown">False: the host tells no working days, and Monday to Friday count.</param>
/// <param name="Unknown">What cannot be counted, for its source is not read or not mapped; it is in no row.</param>
/// <param name="Rows">Department → manager, parents before their children.</param>
public sealed record DayAnswer(
    DateOnly Date, DateOnly Today, string Currency, bool IsCalendarKnown, IReadOnlyList<DayMetric> Unknown, IReadOnlyList<DayRow> Rows, DayRow Total, Freshness Freshness);

/// <param name="Key">As in <see cref="ReportRow"/>.</param>
/// <param name="Title">Null for rows that the client names itself.</param>
/// <param name="IsDayOff">Nobody of the row works on that day.</param>
/// <param name="WorkingDays">Of a manager's month; null for rows of several people.</param>
/// <param name="DaysLeft">Of these, from that day on.</param>
/// <param name="Calendar">How he works otherwise than the company, where the viewer may change it.</param>
public sealed record DayRow(
    string Key, string? Parent, int Level, string? Title, bool IsDayOff, int? WorkingDays, int? DaysLeft, PersonCalendar? Calendar, IReadOnlyList<DayLine> Lines);

/// <summary>One thing that is counted, of one row; money in units of the tenant's currency. Of several people all numbers are sums of theirs.</summary>
/// <param name="Need">Of the whole month; null: there is no target or no norm.</param>
/// <param name="Base">The day's part when no fact counts.</param>
/// <param name="Plan">The day's part of what was left when it began; of inquiries to process, those that wait.</param>
/// <param name="Missing">Of the day's plan after its fact.</param>
/// <param name="ToDate">From the first of the month through that day.</param>
/// <param name="LeftBefore">Of the need, or of the inquiries that wait, when the day began.</param>
/// <param name="Left">The same after it.</param>
/// <param name="NeedSource">Null where there is no need, and for several people.</param>
/// <param name="Norm">How the need follows from sales; null for money, for a target of the step's own, and for several people.</param>
public sealed record DayLine(
    DayMetric Metric, decimal? Need, decimal? Base, decimal? Plan, decimal Fact, decimal? Missing, decimal ToDate, decimal? LeftBefore, decimal? Left,
    DayStatus? Status, NeedSource? NeedSource, DayNorm? Norm);

/// <param name="Sales">The month's target, number of contracts.</param>
/// <param name="PerSale">How many of the step one sale takes.</param>
public sealed record DayNorm(decimal Sales, decimal PerSale, NormSource Source);

/// <summary>Which number of a line.</summary>
[JsonConverter(typeof(NamedEnumConverter<DayNumber>))]
public enum DayNumber
{
    [JsonStringEnumMemberName("fact")] Fact,
    [JsonStringEnumMemberName("toDate")] ToDate,

    /// <summary>The inquiries that wait; of other lines a plan is no record.</summary>
    [JsonStringEnumMemberName("plan")] Plan,
}

/// <param name="Row">Key of a row of <see cref="DayAnswer"/>, or <c>total</c>.</param>
/// <inheritdoc cref="DayRequest"/>
public sealed record DayRecordsRequest(
    string Row, DayMetric Metric, DayNumber Number, DateOnly? Date = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>The records behind a number, the largest first.</summary>
/// <param name="Value">What all of them come to: equals the number.</param>
/// <param name="Truncated">Only the first records are here; count and value are of all.</param>
public sealed record DayRecords(string Row, DayMetric Metric, DayNumber Number, int Count, decimal Value, bool Truncated, IReadOnlyList<DayRecord> Records);

/// <param name="HostId">Of the deal or lead; null for a payment that names no deal.</param>
/// <param name="HostUrl">Its page in the host.</param>
/// <param name="Manager">The name of who the record counts for, if the host lists him.</param>
/// <param name="About">Of a meeting what it was about.</param>
/// <param name="Value">1, or money.</param>
public sealed record DayRecord(string? HostId, Uri? HostUrl, string? Title, string? Manager, string? Stage, string? About, decimal Value);

/// <param name="Metric">Which line of the day.</param>
/// <inheritdoc cref="FunnelMonthRequest"/>
public sealed record MonthMapRequest(DayMetric Metric, string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>One line of the day over a month, people by days: every cell is that of <see cref="DayAnswer"/> on its day.</summary>
/// <param name="Unknown">Lines that cannot be counted; of these there are no rows.</param>
/// <inheritdoc cref="DayAnswer"/>
public sealed record MonthMap(
    DayMetric Metric, YearMonth Month, DateOnly Today, string Currency, bool IsCalendarKnown, IReadOnlyList<DayMetric> Unknown, IReadOnlyList<MonthMapRow> Rows, MonthMapRow Total,
    Freshness Freshness);

/// <param name="Fact">Of all its days: the month to date of the last one.</param>
/// <param name="Plan">The same; null where no day has one, and of inquiries to process, which wait for more than a day.</param>
/// <param name="Days">All of the month, in order.</param>
/// <inheritdoc cref="DayRow"/>
public sealed record MonthMapRow(string Key, string? Parent, int Level, string? Title, decimal Fact, decimal? Plan, IReadOnlyList<MonthMapCell> Days);

/// <param name="Plan">The base plan of the day; of inquiries to process, those that wait.</param>
/// <param name="IsDayOff">Nobody of the row works on that day.</param>
public sealed record MonthMapCell(DateOnly Date, decimal Fact, decimal? Plan, bool IsDayOff);
