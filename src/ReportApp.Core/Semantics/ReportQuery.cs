using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>A question, as plain data: one measure, how to group it, over which days, narrowed by what.</summary>
/// <param name="GroupBy">Dimensions from the outermost inwards; a total is made at each level.</param>
/// <param name="ByMonth">Months are told apart, beside the whole period.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="Subjects">Only these; empty: all.</param>
internal sealed record ReportQuery(
    string Measure, IReadOnlyList<string> GroupBy, DayRange Period, bool ByMonth, IReadOnlyList<DimensionFilter> Filters,
    IReadOnlyCollection<string> Subjects, QueryShape Shape);

/// <param name="Choices">One must hold.</param>
internal sealed record DimensionFilter(IReadOnlyList<DimensionChoice> Choices);

/// <param name="Values">Null: the dimension is empty.</param>
internal sealed record DimensionChoice(string Dimension, IReadOnlyCollection<string>? Values);

internal enum QueryShape
{
    /// <summary>Values and counts of subjects by group and month, with all totals.</summary>
    Cells,

    /// <summary>Value by subject, largest first, with count, sum and value of all.</summary>
    Subjects,

    /// <summary>The rows themselves.</summary>
    Lines,
}
