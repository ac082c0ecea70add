using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Imports;

/// <summary>How a file is to be read.</summary>
/// <param name="Source">Whose file it is, in the tenant's words: facts of two sources are never one fact, and only one source counts.</param>
/// <param name="FileName">Its ending must agree with its content.</param>
/// <param name="Columns">Our field to the file's title; null: as the source's last file, else by what such columns are called.</param>
public sealed record ImportRequest(ImportKind Kind, string Source, string? FileName, IReadOnlyDictionary<string, string>? Columns);

/// <summary>What an import would do, and what the file says.</summary>
/// <param name="Fingerprint">Of the file, its columns and all that was imported before: sent along with the import, it makes sure that this and nothing else happens.</param>
/// <param name="Encoding">Of a text file, as found.</param>
/// <param name="Delimiter">Of CSV, as found.</param>
/// <param name="Headers">The file's titles.</param>
/// <param name="Columns">Our field to the file's title.</param>
/// <param name="MissingColumns">Fields that must be named before the file can be taken.</param>
/// <param name="Fields">All fields this kind of file may have.</param>
/// <param name="Doubles">Rows that only say again what another row of the file says.</param>
/// <param name="Skipped">Lines of a bank statement that are no payments to us.</param>
/// <param name="Unmatched">Good rows for which no one deal is found: they count in totals and are found again when the contract appears.</param>
/// <param name="Vanished">Of the days of the file, known before, and not in it: proposed for withdrawal.</param>
/// <param name="Proposals">Deals that a person may confirm for payments that name none; the first of them.</param>
/// <param name="Sample">The first rows as understood.</param>
/// <param name="Counts">The tenant's reports take this source, on some days at least.</param>
public sealed record ImportPreview(
    string Fingerprint, string Format, string? Encoding, string? Delimiter, IReadOnlyList<string> Headers, IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> MissingColumns, IReadOnlyList<string> Fields, int Added, int Changed, int Repeated, int Doubles, int Skipped, int Unmatched,
    decimal Amount, string Currency, DateOnly? From, DateOnly? To, int RejectedRows, IReadOnlyList<RejectedRow> Rejected, ImportSum Vanished,
    IReadOnlyList<ProposedMatch> Proposals, IReadOnlyList<ImportedRow> Sample, bool Counts);

/// <summary>The one deal whose client is the payer and that expects this amount.</summary>
/// <param name="Line">Of the file.</param>
/// <param name="Client">As the CRM calls the payer.</param>
public sealed record ProposedMatch(int Line, DateOnly Day, decimal Amount, string Payer, string DealId, string Title, string Client);

/// <param name="Rows">The first of them.</param>
public sealed record ImportSum(int Count, decimal Amount, IReadOnlyList<ImportedRow> Rows);

/// <param name="DealId">The deal found; null: none, or several have that contract.</param>
public sealed record ImportedRow(string? Contract, DateOnly Day, decimal Amount, string? Kind, string? Payer, string? Document, string? DealId);

/// <summary>What an import did.</summary>
/// <param name="Vanished">Facts of the file's days that are not in it and were left as they are.</param>
public sealed record ImportResult(
    ImportView Import, int Added, int Changed, int Repeated, int Withdrawn, int Unmatched, int Vanished, int RejectedRows, IReadOnlyList<RejectedRow> Rejected);

/// <summary>What came of it.</summary>
public abstract record ImportOutcome
{
    private ImportOutcome() { }

    public sealed record Done(ImportResult Result) : ImportOutcome;

    /// <summary>Nothing was taken: the file as a whole cannot be read, or it has no good row.</summary>
    public sealed record Refused(IReadOnlyList<RejectedRow> Errors) : ImportOutcome;

    /// <summary>Something changed since the preview; nothing was taken.</summary>
    public sealed record Outdated : ImportOutcome;
}
