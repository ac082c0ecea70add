using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>Targets of one kind and metric by month.</summary>
/// <param name="Kind"><c>sales</c>, <c>business</c> or <c>bank</c>.</param>
/// <param name="Metric"><c>receipts</c>, <c>value</c>, <c>units</c> or <c>m2</c>, or a step: <c>received</c>, <c>meetings</c>, <c>reservations</c>.</param>
/// <param name="Metrics">Those to choose from: all but steps, this one, and steps for which somebody has a target that the viewer sees.</param>
/// <param name="Currency">Of money; targets in another currency stand in their row with theirs and are left out of every report.</param>
/// <param name="Current">The month of today in the report zone.</param>
/// <param name="MayLock">The viewer may lock and open months.</param>
/// <param name="Rows">The company, then departments and managers, then complexes and buildings; parents before their children. A sum of children is no target of the parent.</param>
public sealed record TargetSheet(
    string Kind, string Metric, IReadOnlyList<string> Metrics, string Currency, YearMonth Current, IReadOnlyList<TargetMonth> Months, bool MayLock, IReadOnlyList<TargetSheetRow> Rows);

/// <param name="LockedBy">Name of who locked the month; null: it is open.</param>
public sealed record TargetMonth(YearMonth Month, string? LockedBy, DateTimeOffset? LockedAt);

/// <param name="Scope">As in <see cref="TargetChange"/>; null: the row only groups those below it.</param>
/// <param name="Title">Null for the company and for what belongs to no department.</param>
/// <param name="Cells">One a month.</param>
public sealed record TargetSheetRow(string Key, string? Parent, int Level, string Group, string? Title, string? Scope, bool MayEdit, IReadOnlyList<TargetCell> Cells);

/// <param name="Value">Null: there is no target.</param>
/// <param name="Version">0: there never was one.</param>
/// <param name="Currency">When it is not that of the sheet.</param>
public sealed record TargetCell(decimal? Value, int Version, string? Currency);

/// <param name="Scope">The row's: <c>all</c>, or one of <c>department:</c>, <c>manager:</c>, <c>complex:</c>, <c>building:</c> with the host's id.</param>
/// <param name="Month"><c>yyyy-MM</c>.</param>
/// <param name="Value">Null: no target any more.</param>
/// <param name="Version">What its author saw; when it is another by now nothing is stored.</param>
/// <param name="Metric">Where it is not that of all changes.</param>
public sealed record TargetChange(string Scope, string Month, decimal? Value, int Version, string? Metric = null);

/// <param name="Changes">At most 5,000, all or none.</param>
public sealed record TargetChanges(string Kind, string Metric, IReadOnlyList<TargetChange> Changes);

/// <summary>What a target was from a moment on.</summary>
/// <param name="Author">Name.</param>
/// <param name="Value">Null: it was taken away.</param>
public sealed record TargetVersionView(int Version, decimal? Value, string Currency, string Author, DateTimeOffset At);

/// <summary>The targets of single people that a viewer may set in a month.</summary>
/// <param name="LockedBy">Name of who locked the month; null: it is open.</param>
/// <param name="Managers">Whose; empty for who sets none.</param>
/// <param name="Cells">What stands there, by metric and manager; where nothing ever did there is none.</param>
internal sealed record SettableTargets(string? LockedBy, IReadOnlySet<string> Managers, IReadOnlyDictionary<(string Metric, string Manager), TargetCell> Cells);

/// <summary>What came of changes.</summary>
public abstract record TargetsChanged
{
    private TargetsChanged() { }

    /// <param name="Changed">How many got a new version.</param>
    public sealed record Done(int Changed) : TargetsChanged;

    /// <summary>Nothing was stored. <see cref="PlanProblem.Field"/>: <c>changes[3].value</c>. Reasons: <c>unknown</c>, <c>unknown_metric</c>, <c>repeated</c>, <c>bad_month</c>,
    /// <c>out_of_range</c>, <c>too_precise</c>, <c>month_locked</c>, <c>outdated</c>, <c>not_allowed</c>.</summary>
    public sealed record Refused(IReadOnlyList<PlanProblem> Problems) : TargetsChanged;
}
