using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>A question bound to the model, on its way to SQL. Each pass returns a fuller one.</summary>
/// <param name="Conditions">All must hold.</param>
/// <param name="Sets">Which groupings are computed; each names the indexes of <paramref name="Groups"/> in it and whether parts of the period are told apart.</param>
/// <param name="Limit">Rows at most.</param>
/// <param name="IsGuarded">The row access pass has been here; nothing is written without it.</param>
internal sealed record QueryPlan(
    ReportQuery Query, BasicMeasure Measure, IReadOnlyList<ColumnName> Groups, IReadOnlyList<Condition> Conditions, IReadOnlyList<GroupingSet> Sets,
    int Limit, bool IsGuarded)
{
    /// <summary>The days among which a row that lasts stands in each; null: rows stand in that of their day.</summary>
    public DayRange? Within { get; init; }

    public QueryPlan With(Condition condition) => this with { Conditions = [.. Conditions, condition] };
}

/// <param name="Depth">How many of the groups, from the outermost.</param>
internal sealed record GroupingSet(int Depth, bool InParts);
