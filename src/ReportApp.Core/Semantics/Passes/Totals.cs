namespace ReportApp.Core.Semantics.Passes;

/// <summary>
/// Every level of the groups, each by part of the period and over the whole period. Totals are computed, not added up from cells, so that a deal
/// that stands in two of them counts once.
/// </summary>
internal static class Totals
{
    public static QueryPlan Apply(QueryPlan plan) => plan.Query.Shape != QueryShape.Cells ? plan : plan with
    {
        Sets = [.. from depth in Enumerable.Range(0, plan.Groups.Count + 1)
                   from inParts in plan.Query.Grain == TimeGrain.Whole || plan.Measure.By is null ? [false] : (bool[])[false, true]
                   select new GroupingSet(depth, inParts)],
    };
}
