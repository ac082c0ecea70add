using ReportApp.Core.Access;

namespace ReportApp.Core.Semantics.Passes;

/// <summary>Only what the viewer may see (C13). History, schedule and payments follow their deal; plan targets follow the department tree.</summary>
internal static class RowAccess
{
    private static readonly ColumnName DealId = new("deal", "id");
    private static readonly ColumnName DealOwner = new("deal", "owner_id");

    public static QueryPlan Apply(QueryPlan plan, RowScope scope) => plan.With(Allowed(plan.Measure.Entity, scope)) with { IsGuarded = true };

    private static Condition Allowed(Entity entity, RowScope scope) => entity.Access switch
    {
        AccessRule.Deal => Deals(scope),
        AccessRule.DealOrUnassigned when scope.SeesAllDeals => new Condition.AnyOf([Deals(scope), new Condition.Empty(entity.OwnDeal!.Value)]),
        AccessRule.DealOrUnassigned => Deals(scope),
        AccessRule.Target => Targets(entity, scope),
        _ => new Condition.AnyOf([]),
    };

    /// <summary>A row whose deal is no sales deal, or gone, belongs to nobody.</summary>
    private static Condition Deals(RowScope scope) => scope.Deals.SeesAll
        ? new Condition.Filled(DealId)
        : new Condition.AnyOf([new Condition.In(DealOwner, [.. scope.Deals.Owners]), new Condition.In(DealId, [.. scope.Deals.ExtraIds])]);

    private static Condition Targets(Entity entity, RowScope scope)
    {
        if (scope.SeesAllTargets)
            return new Condition.AllOf([]);
        var (manager, department) = (entity.Dimensions["manager"], entity.Dimensions["department"]);
        var ofPeople = new Condition.AnyOf(
        [
            new Condition.In(manager, [.. scope.Managers]),
            new Condition.AllOf([new Condition.Empty(manager), new Condition.In(department, [.. scope.Departments])]),
        ]);
        return scope.SeesAllDeals
            ? new Condition.AnyOf([ofPeople, new Condition.AllOf([new Condition.Empty(manager), new Condition.Empty(department)])])
            : ofPeople;
    }
}
