namespace ReportApp.Core.Semantics.Passes;

/// <summary>Names become columns, filters become conditions, and the measure brings its own.</summary>
internal static class Bind
{
    public static QueryPlan Apply(ReportQuery query, SemanticModel model)
    {
        var measure = (BasicMeasure)model[query.Measure];
        var dimensions = measure.Entity.Dimensions;
        var plan = new QueryPlan(
            query, measure, [.. query.GroupBy.Select(name => dimensions[name])],
            [.. measure.Where, .. query.Filters.Select(filter => new Condition.AnyOf([.. filter.Choices.Select(choice => Choose(choice, dimensions))]))],
            [], Limit: 0, IsGuarded: false);
        return query.Subjects.Count == 0 ? plan : plan.With(new Condition.In(measure.Entity.Subject, query.Subjects));
    }

    private static Condition Choose(DimensionChoice choice, IReadOnlyDictionary<string, ColumnName> dimensions) =>
        choice.Values is { } values ? new Condition.In(dimensions[choice.Dimension], values) : new Condition.Empty(dimensions[choice.Dimension]);
}
