namespace ReportApp.Core.Reports;

/// <summary>What counts each metric of sales, and the plan that it is held against: measures of the semantic model.</summary>
internal static class SalesMeasures
{
    public static IReadOnlyList<(SalesMetric Metric, string Fact, string Plan)> All { get; } =
    [
        (SalesMetric.Units, "units_sold", "plan_units"), (SalesMetric.Area, "m2_sold", "plan_m2"), (SalesMetric.Value, "sales_val", "plan_value"),
        (SalesMetric.Receipts, "receipts", "plan"),
    ];

    public static (string Fact, string Plan) Of(SalesMetric metric)
    {
        var (_, fact, plan) = All.Single(each => each.Metric == metric);
        return (fact, plan);
    }
}
