using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics.Passes;

/// <summary>
/// The asked days, as far as the measure means something in them. All bases of this model are civil dates, which are never shifted: the
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
        var clipped = Clip(plan.Query.Period, plan.Measure.Span, current);
        if (clipped.IsEmpty)
            return plan.With(new Condition.AnyOf([]));
        return plan.Measure.Until is { } until
            ? (plan with { Within = clipped }).With(new Condition.Between(column, null, clipped.End))
                .With(new Condition.AnyOf([new Condition.Empty(until), new Condition.Between(until, clipped.From, null)]))
            : plan.With(new Condition.Between(column, clipped.From, clipped.End));
    }

    /// <summary>The days of a period in which a measure means something; may be empty.</summary>
    public static DayRange Clip(DayRange period, MonthSpan span, YearMonth current)
    {
        var from = span == MonthSpan.FromCurrent && current.FirstDay > period.From ? current.FirstDay : period.From;
        var end = span == MonthSpan.UntilCurrent && current.End < period.End ? current.End : period.End;
        return new DayRange(from, end);
    }
}
