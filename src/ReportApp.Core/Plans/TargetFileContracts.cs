using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>How a file of plans is to be read. What is null is proposed.</summary>
/// <param name="FileName">Its ending must agree with its content.</param>
/// <param name="Sheet">Of a workbook; null: every sheet that is understood without a question, else the first.</param>
/// <param name="Header">Line of the titles.</param>
/// <param name="Roles">What columns are, counted from 0: <c>scope</c>, <c>kind</c>, <c>period</c>, <c>metric</c>, <c>value</c>, <c>plan</c>. Columns not named are nothing of ours; null: as proposed.</param>
/// <param name="Kind">Of all rows, where no column tells it.</param>
/// <param name="Metric">Of all rows, where no column tells it.</param>
/// <param name="Year">Of months that name none.</param>
public sealed record TargetFileRequest(
    string? FileName = null, string? Sheet = null, int? Header = null, IReadOnlyDictionary<int, string>? Roles = null, string? Kind = null, string? Metric = null, int? Year = null);

/// <summary>What a file of plans would do.</summary>
/// <param name="Fingerprint">Of the file and all that it would change: sent along, it makes sure that this and nothing else happens.</param>
/// <param name="Sheets">The visible sheets of a workbook.</param>
/// <param name="ReadSheets">Those that are read.</param>
/// <param name="HeaderLine">Where the titles stand.</param>
/// <param name="Columns">Of the first sheet that is read.</param>
/// <param name="Kind">Of all rows where no column tells it.</param>
/// <param name="Metric">Of all rows where no column tells it.</param>
/// <param name="Missing">What must be told before a row can be read: a role of a column, <c>metric</c>, <c>year</c>.</param>
/// <param name="IsRemembered">The columns are as a person said of an earlier file with these titles.</param>
/// <param name="Targets">How many the file holds without a fault: added, changed and repeated ones together.</param>
/// <param name="EmptyRows">Rows of a wide table that hold no number.</param>
/// <param name="Changes">The first of those that would change, overwritten ones before new ones.</param>
/// <param name="RejectedRows">How many rows have a fault.</param>
/// <param name="Rejected">The first thousand faults, in the file's order.</param>
public sealed record TargetFilePreview(
    string Fingerprint, IReadOnlyList<string> Sheets, IReadOnlyList<string> ReadSheets, int HeaderLine, IReadOnlyList<TargetFileColumn> Columns, string Kind, string? Metric, int? Year,
    IReadOnlyList<string> Missing, bool IsRemembered, string Currency, int Targets, int Added, int Changed, int Repeated, int EmptyRows, IReadOnlyList<TargetFileChange> Changes, int RejectedRows,
    IReadOnlyList<TargetFileFault> Rejected);

/// <param name="Role">As in <see cref="TargetFileRequest"/>; null: nothing of ours.</param>
/// <param name="Values">The first that stand below the title.</param>
/// <param name="Month">That the title names, when the column holds plans of a month.</param>
public sealed record TargetFileColumn(string Title, string? Role, IReadOnlyList<string> Values, YearMonth? Month);

/// <param name="Sheet">Null: the file has none.</param>
/// <param name="Title">As the file calls whom the target is for.</param>
/// <param name="Was">Null: there is no target.</param>
/// <param name="WasCurrency">When it is not the tenant's.</param>
public sealed record TargetFileChange(
    string? Sheet, int Line, string Title, string Kind, string Metric, YearMonth Month, decimal? Was, string? WasCurrency, decimal Becomes);

/// <param name="Field"><c>scope</c>, <c>kind</c>, <c>period</c>, <c>metric</c>, <c>value</c>, or <c>file</c> for the whole row.</param>
/// <param name="Column">Title of the column; null: of no one column.</param>
/// <param name="Reason">Stable code.</param>
public sealed record TargetFileFault(string? Sheet, int Line, string Field, string? Column, string Reason);

/// <summary>What came of looking at a file.</summary>
public abstract record TargetFileRead
{
    private TargetFileRead() { }

    public sealed record Seen(TargetFilePreview Preview) : TargetFileRead;

    /// <summary>The file as a whole cannot be read as asked.</summary>
    public sealed record Refused(TargetFileFault Fault) : TargetFileRead;

    /// <summary>Only an administrator or the head of a department sets targets.</summary>
    public sealed record NotAllowed : TargetFileRead;
}

/// <summary>What came of taking a file that a person has looked at.</summary>
public abstract record TargetFileTaken
{
    private TargetFileTaken() { }

    /// <param name="Changed">How many targets got a new version.</param>
    /// <param name="RejectedRows">How many rows were left out, as the preview showed.</param>
    public sealed record Done(int Changed, int RejectedRows) : TargetFileTaken;

    /// <inheritdoc cref="TargetFileRead.Refused"/>
    public sealed record Refused(TargetFileFault Fault) : TargetFileTaken;

    /// <summary>It would do something else by now than the preview showed; nothing was stored.</summary>
    public sealed record Outdated : TargetFileTaken;

    /// <inheritdoc cref="TargetFileRead.NotAllowed"/>
    public sealed record NotAllowed : TargetFileTaken;
}
