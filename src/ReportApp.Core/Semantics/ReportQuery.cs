using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>A question, as plain data: one measure, how to group it, over which months, narrowed by what.</summary>
/// <param name="GroupBy">Dimensions from the outermost inwards; a total is made at each level.</param>
/// <param name="From">First month.</param>
/// <param name="To">Last month, included.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="Subjects">Only these; empty: all.</param>
internal sealed record ReportQuery(
    string Measure, IReadOnlyList<string> GroupBy, YearMonth From, YearMonth To, IReadOnlyList<DimensionFilter> Filters,
    IReadOnlyCollection<string> Subjects, QueryShape Shape);

/// <param name="Choices">One must hold.</param>
internal sealed record DimensionFilter(IReadOnlyList<DimensionChoice> Choices);

/// <param name="Values">Null: the dimension is empty.</param>
internal sealed record DimensionChoice(string Dimension, IReadOnlyCollection<string>? Values);

internal enum QueryShape
{
    /// <summary>Sums and counts of subjects by group and month, with all totals.</summary>
    Cells,

    /// <summary>Sum by subject, largest first, with count and sum of all.</summary>
    Subjects,

    /// <summary>The rows themselves.</summary>
    Lines,
}
