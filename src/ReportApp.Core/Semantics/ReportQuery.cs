using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>A question, as plain data: one measure, how to group it, over which days, narrowed by what.</summary>
/// <param name="GroupBy">Dimensions from the outermost inwards; a total is made at each level.</param>
/// <param name="Grain">What is told apart beside the whole period.</param>
/// <param name="Filters">All must hold.</param>
/// <param name="Subjects">Only these; empty: all.</param>
internal sealed record ReportQuery(
    string Measure, IReadOnlyList<string> GroupBy, DayRange Period, TimeGrain Grain, IReadOnlyList<DimensionFilter> Filters,
    IReadOnlyCollection<string> Subjects, QueryShape Shape);

/// <summary>How finely time is told apart; a week begins on Monday (ISO).</summary>
internal enum TimeGrain { Whole, Month, Week, Day }

/// <param name="Choices">One must hold.</param>
internal sealed record DimensionFilter(IReadOnlyList<DimensionChoice> Choices);

/// <param name="Values">Null: the dimension is empty.</param>
internal sealed record DimensionChoice(string Dimension, IReadOnlyCollection<string>? Values);

internal enum QueryShape
{
    /// <summary>Values and counts of subjects by group and part of the period, with all totals.</summary>
    Cells,

    /// <summary>Value by subject, largest first, with count, sum and value of all.</summary>
    Subjects,

    /// <summary>The rows themselves.</summary>
    Lines,
}
