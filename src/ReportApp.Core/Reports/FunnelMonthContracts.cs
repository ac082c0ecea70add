using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <param name="Month"><c>yyyy-MM</c>; null: the current one.</param>
/// <param name="Managers">The host's ids; null or empty: all.</param>
/// <param name="Departments">With all below them; null or empty: all.</param>
public sealed record FunnelMonthRequest(string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>What the sales plan of a month takes of each step (report 2, <c>funnel-month-plan</c>). Needs and norms are those of <see cref="DayAnswer"/>.</summary>
/// <param name="IsCalendarKnown">False: the host tells no working days, and Monday to Friday count.</param>
/// <param name="Unknown">Steps that cannot be counted, for their source is not read; they are in no row.</param>
/// <param name="From">First day of the full months by which ratios of history go.</param>
/// <param name="To">The last of these days.</param>
/// <param name="LockedBy">Who locked the month for targets; null: it is open, or the viewer sets none.</param>
/// <param name="Rows">Department → manager, parents before their children: who has a target, or has sold in those months.</param>
public sealed record FunnelMonth(
    YearMonth Month, DateOnly Today, bool IsCalendarKnown, IReadOnlyList<DayMetric> Unknown, DateOnly From, DateOnly To, string? LockedBy, IReadOnlyList<FunnelRow> Rows, FunnelRow Total, Freshness Freshness);

/// <param name="Key">As in <see cref="ReportRow"/>.</param>
/// <param name="Title">Null for rows that the client names itself.</param>
/// <param name="Sales">The month's target, number of contracts; null: there is none.</param>
/// <param name="WorkingDays">Of a manager with a need in the month; null for others.</param>
public sealed record FunnelRow(string Key, string? Parent, int Level, string? Title, decimal? Sales, int? WorkingDays, IReadOnlyList<FunnelNeed> Steps);

/// <summary>One step of one row; of several people needs are sums.</summary>
/// <param name="Need">Of the month: the step's own target, else what sales take; null: there is neither.</param>
/// <param name="PerDay">Need by working days.</param>
/// <param name="PerSale">How many of the step one sale takes; null for several people, and where nobody knows.</param>
/// <param name="Source">Whence that is known.</param>
/// <param name="NeedSource">Null where there is no need, and for several people.</param>
/// <param name="ByNorm">What sales take of the step, whatever its target is.</param>
/// <param name="Target">What stands as the step's own target; null where the viewer sets none, and for contracts, whose target all follows from.</param>
public sealed record FunnelNeed(
    DayMetric Step, decimal? Need, decimal? PerDay, decimal? PerSale, NormSource? Source, NeedSource? NeedSource, decimal? ByNorm, FunnelTarget? Target);

/// <param name="Scope">As in a change of targets, as all here.</param>
/// <param name="Value">Null: there is none.</param>
/// <param name="Version">0: there never was one.</param>
public sealed record FunnelTarget(string Scope, string Metric, decimal? Value, int Version);

/// <param name="Row">Key of a manager's row of <see cref="FunnelMonth"/>.</param>
/// <param name="Part">Steps are the numerator of his ratio, sales its denominator.</param>
/// <inheritdoc cref="FunnelMonthRequest"/>
public sealed record FunnelRecordsRequest(
    string Row, DayMetric Step, DrillPart Part, string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>The records behind a ratio of history, as far as the viewer sees them.</summary>
/// <param name="Truncated">Only the first records are here; the count is of all.</param>
public sealed record FunnelRecords(string Row, DayMetric Step, DrillPart Part, NormSource Source, int Count, bool Truncated, IReadOnlyList<DayRecord> Records);
