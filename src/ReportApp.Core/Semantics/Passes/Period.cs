using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics.Passes;

/// <summary>
/// The asked months, as far as the measure means something in them. All bases of this model are civil dates, which are never shifted: the
/// zone decides only which month is the current one.
/// </summary>
internal static class Period
{
    public static QueryPlan Apply(QueryPlan plan, YearMonth current)
    {
        if (plan.Measure.By is not { } column)
            return plan;
        if (plan.Measure.Span == MonthSpan.BeforeCurrent)
            return plan.With(new Condition.Between(column, null, current.FirstDay));
        return Clip(plan.Query.From, plan.Query.To, plan.Measure.Span, current) is var (from, to)
            ? plan.With(new Condition.Between(column, from.FirstDay, to.End))
            : plan.With(new Condition.AnyOf([]));
    }

    /// <summary>The months of a period in which a measure means something; null when there are none.</summary>
    public static (YearMonth From, YearMonth To)? Clip(YearMonth from, YearMonth to, MonthSpan span, YearMonth current)
    {
        var first = span == MonthSpan.FromCurrent && current > from ? current : from;
        var last = span == MonthSpan.UntilCurrent && current < to ? current : to;
        return first <= last ? (first, last) : null;
    }
}
