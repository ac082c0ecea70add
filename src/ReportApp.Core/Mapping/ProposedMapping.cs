using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>What we believe of a portal from its tables' and fields' names, for an administrator to confirm or correct.</summary>
/// <param name="Roles">Every role of <see cref="RoleNames"/> that the portal could fill, in the wizard's order.</param>
public sealed record ProposedMapping(TenantMapping Mapping, IReadOnlyList<ProposedRole> Roles);

/// <param name="Role">One of <see cref="RoleNames"/>, or <c>step:{stage id}</c>.</param>
/// <param name="Source">The host's table, field, catalogue, pipeline or our step; null: nothing fits, or more than one does, and it stays unset.</param>
/// <param name="Title">What the host's people call the source; of a step, the stage.</param>
/// <param name="IsSure">False asks the administrator to look.</param>
public sealed record ProposedRole(string Role, string? Source, string? Title, bool IsSure);

/// <param name="Role">One of <see cref="RoleNames"/>.</param>
/// <param name="Reason">Stable code: <c>missing</c>, <c>unknown_table</c>, <c>unknown_field</c>, <c>wrong_type</c>, <c>unknown_pipeline</c>, <c>unknown_stage</c>, <c>unknown_option</c>, <c>unknown_catalogue</c>.</param>
public sealed record MappingProblem(string Role, string Reason);

/// <summary>The roles of <see cref="TenantMapping"/>, named as in its JSON.</summary>
public static class RoleNames
{
    public const string SalesPipelines = "salesPipelines";
    public const string Steps = "steps";
    public const string Seller = "sellerField";
    public const string ContractNumber = "contractNumberField";
    public const string ContractDate = "contractDateFields";
    public const string ContractEnd = "contractEndFields";
    public const string ContractAmount = "contractAmountFields";
    public const string ContractArea = "contractAreaFields";
    public const string Territory = "territoryField";
    public const string ComplexTable = "objects.complexTable";
    public const string BuildingTable = "objects.buildingTable";
    public const string BuildingComplexField = "objects.buildingComplexField";
    public const string UnitTable = "objects.unitTable";
    public const string UnitBuildingField = "objects.unitBuildingField";
    public const string DealUnitField = "objects.dealUnitField";
    public const string DealComplex = "objects.dealComplexFields";
    public const string DealBuilding = "objects.dealBuildingFields";
    public const string Catalogue = "objects.catalogue";
    public const string ScheduleTable = "schedule.table";
    public const string ScheduleDealField = "schedule.dealField";
    public const string ScheduleAmountField = "schedule.amountField";
    public const string ScheduleDueField = "schedule.dueField";
    public const string ScheduleKindField = "schedule.kindField";
    public const string ScheduleCancelledField = "schedule.cancelledField";
    public const string PaymentsTable = "payments.table";
    public const string PaymentsDealField = "payments.dealField";
    public const string PaymentsAmountField = "payments.amountField";
    public const string PaymentsPaidOnField = "payments.paidOnField";
    public const string PaymentsLineField = "payments.lineField";
    public const string PaymentsKindField = "payments.kindField";
    public const string PaymentsNotReceiptKinds = "payments.notReceiptKinds";

    public static string Step(string stageId) => "step:" + stageId;
}
