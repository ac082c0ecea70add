using ReportApp.Core.Mapping;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Mapping;

public sealed class MappingCheckTests
{
    private static readonly TenantMapping Good = MappingProposal.Propose(Portals.Developer).Mapping;

    public static TheoryData<string, string, string, TenantMapping> Faults => new()
    {
        { "no pipeline is chosen", RoleNames.SalesPipelines, "missing", Good with { SalesPipelines = [] } },
        { "a pipeline was removed", RoleNames.SalesPipelines, "unknown_pipeline", Good with { SalesPipelines = ["0", "77"] } },
        { "a stage has no step", RoleNames.Step("0:Бронь"), "missing", Good with { Steps = Good.Steps.Where(step => step.Key != "0:Бронь").ToDictionary() } },
        { "the seller is no person", RoleNames.Seller, "wrong_type", Good with { SellerField = "title" } },
        { "the day of the contract is no day", RoleNames.ContractDate, "wrong_type", Good with { ContractDateFields = ["title"] } },
        { "the money of the contract is no money", RoleNames.ContractAmount, "wrong_type", Good with { ContractAmountFields = ["title"] } },
        { "the day a contract ended is no day", RoleNames.ContractEnd, "wrong_type", Good with { ContractEndFields = ["title"] } },
        { "where buyers come from is a person", RoleNames.Territory, "wrong_type", Good with { TerritoryField = "ufCrmSeller" } },
        { "a later source of a chain was removed", RoleNames.ContractDate, "unknown_field", Good with { ContractDateFields = ["x"] } },
        { "a table was removed", RoleNames.ScheduleTable, "unknown_table", Good with { Schedule = Good.Schedule! with { Table = "9" } } },
        { "a field was renamed", RoleNames.PaymentsPaidOnField, "unknown_field", Good with { Payments = Good.Payments! with { PaidOnField = "x" } } },
        { "a link points elsewhere", RoleNames.DealComplex, "wrong_type", Good with { Objects = Good.Objects! with { DealComplexFields = ["parentId1044"] } } },
        { "a unit leads to no building", RoleNames.UnitBuildingField, "missing", Good with { Objects = Good.Objects! with { UnitTable = "1044", DealUnitField = "parentId1044" } } },
        { "nothing tells the complex", RoleNames.DealComplex, "missing", Good with { Objects = Good.Objects! with { DealComplexFields = [], DealBuildingFields = [] } } },
        { "a catalogue was removed", RoleNames.Catalogue, "unknown_catalogue", Good with { Objects = Good.Objects! with { Catalogue = "23" } } },
        { "words stand where no table of buildings is", RoleNames.DealBuilding, "wrong_type", Good with { Objects = Good.Objects! with { BuildingTable = null, BuildingComplexField = null } } },
        { "two sources of payments count since ever", RoleNames.PaymentsTable, "not_in_order", Good with { PaymentSources = [new("1С", null), new("Банк", null)] } },
        { "a source of payments stands after a later one", RoleNames.PaymentsTable, "not_in_order", Good with { PaymentSources = [new("1С", new(2026, 5, 1)), new(null, new(2026, 3, 1))] } },
        { "an option was removed", RoleNames.PaymentsNotReceiptKinds, "unknown_option", Good with { Payments = Good.Payments! with { NotReceiptKinds = ["99"] } } },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_is_named_with_its_role(string situation, string role, string reason, TenantMapping mapping) =>
        Assert.True(MappingCheck.Check(mapping, Portals.Developer).Contains(new MappingProblem(role, reason)), situation);
}
