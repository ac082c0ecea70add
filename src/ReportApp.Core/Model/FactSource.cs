namespace ReportApp.Core.Model;

/// <summary>
/// Names of the sources that a role's chain can end in (reports.md §2.10): the first that is not empty wins, for each record by itself. What a
/// field said, or the catalogue, is a fact; of everything else the reports say that it is an estimate.
/// </summary>
public static class FactSource
{
    /// <summary>First entry into the contract step, as the stage history tells it.</summary>
    public const string Stage = "stage";

    /// <summary>The last change of stage, as the deal itself tells it: the history has no entry.</summary>
    public const string Moved = "moved";

    /// <summary>Who is responsible for the deal now.</summary>
    public const string Owner = "owner";

    /// <summary>The deal's amount, where a field for that of the contract is mapped and empty.</summary>
    public const string Deal = "deal";

    /// <summary>The section of the catalogue in which lies what the deal sells.</summary>
    public const string Section = "section";

    /// <summary>What the deal sells lies in several sections, which name several objects, and so none.</summary>
    public const string Several = "several";

    /// <summary>No source has it.</summary>
    public const string None = "none";

    public const string FieldPrefix = "field:";

    /// <summary>The deal's own amount by our name, where no other field is mapped: then it is the one that people fill.</summary>
    public const string OwnAmount = "amount";

    /// <summary>A field of the deal, by the host's name.</summary>
    public static string Field(string name) => FieldPrefix + name;
}

/// <param name="Source">One of <see cref="FactSource"/>.</param>
/// <param name="Count">Records whose fact came from it.</param>
public sealed record SourceShare(string Source, int Count);
