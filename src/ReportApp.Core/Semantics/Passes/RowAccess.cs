using ReportApp.Core.Access;
using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics.Passes;

/// <summary>Only what the viewer may see (C13). History, schedule and payments follow their deal; plan targets follow the department tree.</summary>
internal static class RowAccess
{
    public static QueryPlan Apply(QueryPlan plan, RowScope scope) => plan.With(Allowed(plan.Measure.Entity, scope)) with { IsGuarded = true };

    private static Condition Allowed(Entity entity, RowScope scope) => entity.Access switch
    {
        AccessRule.Deal => Visible(scope, RecordKind.Deal),
        AccessRule.DealOrUnassigned when scope.SeesAllDeals =>
            new Condition.AnyOf([Visible(scope, RecordKind.Deal), new Condition.Empty(entity.OwnDeal!.Value)]),
        AccessRule.DealOrUnassigned => Visible(scope, RecordKind.Deal),
        AccessRule.Lead => Visible(scope, RecordKind.Lead),
        AccessRule.LeadAndDeal => new Condition.AllOf([Visible(scope, RecordKind.Lead), Visible(scope, RecordKind.Deal)]),
        AccessRule.LeadOrDeal => new Condition.AnyOf([Visible(scope, RecordKind.Lead), Visible(scope, RecordKind.Deal)]),
        AccessRule.Target => Targets(entity, scope),
        _ => new Condition.AnyOf([]),
    };

    /// <summary>A row whose record is not in the table (a deal that is no sale, or is gone) belongs to nobody.</summary>
    private static Condition Visible(RowScope scope, RecordKind kind)
    {
        var rows = scope.Of(kind);
        var (id, owner) = (new ColumnName(kind.Name, "id"), new ColumnName(kind.Name, "owner_id"));
        return rows.SeesAll
            ? new Condition.Filled(id)
            : new Condition.AnyOf([new Condition.In(owner, [.. rows.Owners]), new Condition.In(id, [.. rows.ExtraIds])]);
    }

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
