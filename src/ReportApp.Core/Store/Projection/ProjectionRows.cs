namespace ReportApp.Core.Store.Projection;

// The rows of the columnar projection as they come out of landed records. Money is a count of 1/10,000 of the tenant's currency;
// what follows from several records at once (outcome, unpaid, weighted …) is added by ProjectionDerivation.

/// <param name="CreatedOn">Day in the report zone.</param>
/// <param name="ComplexRef">Of the record that the deal links to, else the deal's own word as <see cref="ObjectDerivation.KeyOf"/> gives it.</param>
/// <param name="BuildingRef">The same of the building.</param>
/// <param name="ComplexName">What the deal itself calls its complex; null where that is a record of its own.</param>
/// <param name="BuildingName">The same of the building.</param>
/// <param name="ComplexField">The field that named it.</param>
/// <param name="UnitRef">The unit that the deal links to.</param>
/// <param name="SellerField">The field that named the seller.</param>
/// <param name="ContractOn">As a field of the deal says.</param>
/// <param name="ContractOnField">That field.</param>
/// <param name="ContractEndOn">As a field of the deal says.</param>
/// <param name="ContractValue">Money of the contract, as a field of the deal says.</param>
/// <param name="ContractValueField">That field.</param>
/// <param name="ContractArea">In 1/10,000 m².</param>
/// <param name="Client">Who buys, as <c>kind/id</c>: the main contact, else the company.</param>
/// <param name="Territory">Where the buyer comes from, as <see cref="ObjectDerivation.KeyOf"/> gives it; of a choice its id.</param>
/// <param name="TerritoryName">What the deal calls it.</param>
/// <param name="MovedOn">Day of the last change of stage in the report zone, as the deal itself tells it.</param>
internal sealed record DealRow(
    string Id, string Title, string PipelineId, string StageId, int? MappedStep, string? OwnerId, string? SellerId, string? ComplexRef,
    string? BuildingRef, long? Amount, string? Currency, bool InCurrency, int? OwnProbability, DateOnly? ExpectedClose, DateOnly CreatedOn,
    DateOnly? MovedOn, string? Plan, string? LeadId, string? SourceId, string? ContractKey, string? ComplexName = null, string? BuildingName = null,
    string? SellerField = null, DateOnly? ContractOn = null, string? ContractOnField = null,
    DateOnly? ContractEndOn = null, long? ContractValue = null, bool ContractValueInCurrency = true, string? ContractValueField = null,
    string? ComplexField = null, string? BuildingField = null, string? UnitRef = null, string? UnitField = null,
    long? ContractArea = null, string? Client = null, string? Territory = null, string? TerritoryName = null);

internal sealed record PipelineRow(string Id, string Name, int Position);

internal sealed record StageRow(string Id, string PipelineId, string Name, int Position, int Step);

internal sealed record StageVisitRow(string Id, string DealId, string StageId, int? MappedStep, long EnteredAt, DateOnly EnteredOn);

/// <param name="InCurrency">The amount is in the tenant's currency.</param>
/// <param name="DealId">Of a row of a file it is found by its contract: see <see cref="ProjectionMatching"/>.</param>
/// <param name="File">The source of the file it was imported from; null: the host's own.</param>
/// <param name="Counts">It comes from the one source that the tenant named.</param>
/// <param name="ContractKey">As <see cref="Model.ContractNumber.Normalise"/> gives it; of a file's row.</param>
/// <param name="NamedDeal">The deal's id as the file says; of a file's row.</param>
internal sealed record ScheduleLineRow(
    string Id, string? DealId, DateOnly Due, long Amount, bool InCurrency, string? LineKind, bool Cancelled, string? File, bool Counts, string? ContractKey = null,
    string? NamedDeal = null);

/// <summary>The amounts of a deal as they were, and when it was expected to close.</summary>
/// <param name="Id">Of the change that ended it.</param>
/// <param name="Position">Orders what was of one record.</param>
/// <param name="Until">In UTC milliseconds.</param>
internal sealed record FormerDealRow(
    string Id, string DealId, long Position, long Until, long? Amount, bool InCurrency, long? ContractValue, bool ContractValueInCurrency, DateOnly? ExpectedClose);

/// <summary>A line of a schedule as it was. Without a due day: it was none.</summary>
/// <param name="LineId">As <see cref="ScheduleLineRow.Id"/>, also where there is no such line any more.</param>
/// <inheritdoc cref="FormerDealRow"/>
internal sealed record FormerLineRow(
    string Id, string LineId, long Position, long Until, string? DealId, DateOnly? Due, long? Amount, bool InCurrency, bool Cancelled, string? File, bool Counts,
    string? ContractKey = null, string? NamedDeal = null);

/// <param name="SubjectId">What the drill list shows for it: the deal, or the payment itself where it names none.</param>
/// <param name="IsReceipt">Its kind counts as money received (DR-5, DR-7).</param>
/// <inheritdoc cref="ScheduleLineRow"/>
internal sealed record PaymentRow(
    string Id, string SubjectId, string? DealId, string? LineId, DateOnly PaidOn, long Amount, bool InCurrency, string? LineKind, bool IsReceipt,
    string? File, bool Counts, string? ContractKey = null, string? NamedDeal = null);

/// <summary>A meeting that was held. It belongs to a deal or to a lead: to the record whose visibility it follows.</summary>
/// <param name="HeldOn">Day of its end in the report zone.</param>
internal sealed record MeetingRow(string Id, string Subject, string? OwnerId, string? DealId, string? LeadId, DateOnly HeldOn, long HeldAt);

internal sealed record ComplexRow(string Id, string Name);

internal sealed record BuildingRow(string Id, string Name, string? ComplexId);

internal sealed record UnitRow(string Id, string? BuildingRef);

/// <param name="ParentId">The section it lies in; null at the top.</param>
internal sealed record SectionRow(string Id, string Name, string? ParentId);

internal sealed record ProductRow(string Id, string SectionId);

/// <param name="Id">Of the deal.</param>
/// <param name="Products">Ids, blanks between them.</param>
internal sealed record DealProductsRow(string Id, string Products);

/// <param name="DepartmentIds">In the host's order.</param>
internal sealed record PersonRow(string Id, string Name, bool IsActive, IReadOnlyList<string> DepartmentIds)
{
    /// <summary>The first one: his row stands there, so that nobody is counted twice.</summary>
    public string? DepartmentId => DepartmentIds.Count > 0 ? DepartmentIds[0] : null;
}

internal sealed record DepartmentRow(string Id, string Name, string? ParentId, string? HeadId, int Position);

/// <param name="CreatedOn">Day in the report zone.</param>
/// <param name="Reach">Comparable phones and e-mails, blanks between them; null when there is none.</param>
/// <param name="MovedOn">Day of the last change of stage in the report zone, as the lead itself tells it.</param>
/// <param name="Client">Who asks, as <c>kind/id</c>: the main contact, else the company.</param>
internal sealed record LeadRow(
    string Id, string Title, string StageId, string? OwnerId, string? SourceId, DateOnly CreatedOn, long CreatedAt, long? Amount, bool InCurrency,
    string? Campaign, string? Reach, DateOnly? MovedOn = null, string? Client = null);

/// <param name="Meaning">inWork, qualified, disqualified.</param>
internal sealed record LeadStageRow(string Id, string Name, int Position, string Meaning);

internal sealed record LeadVisitRow(string Id, string LeadId, string StageId, DateOnly EnteredOn, long EnteredAt);

internal sealed record SourceRow(string Id, string Name, int Position);

/// <summary>A value of a record that could not be used; the record is left out or the value is empty.</summary>
/// <param name="Id">Kind and id of the record.</param>
internal sealed record FaultRow(string Id, string Field, string Reason);

/// <param name="TargetKind">Sales, business …</param>
internal sealed record PlanTargetRow(
    string Id, string TargetKind, string Metric, DateOnly Month, long Amount, string? ComplexId, string? BuildingId, string? ManagerId,
    string? DepartmentId);
