using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Mapping;

public sealed class MappingProposalTests
{
    [Fact]
    public void A_developers_portal_is_recognised_by_its_titles()
    {
        var mapping = MappingProposal.Propose(Portals.Developer).Mapping;

        Assert.Equal(["0"], mapping.SalesPipelines);
        Assert.Equal("ufCrmSeller", mapping.SellerField);
        Assert.Equal(("1040", "1042", "parentId1040", null), (mapping.Objects!.ComplexTable, mapping.Objects.BuildingTable, mapping.Objects.BuildingComplexField, mapping.Objects.UnitTable));
        Assert.Equal(["parentId1040"], mapping.Objects.DealComplexFields);
        Assert.Equal(["parentId1042"], mapping.Objects.DealBuildingFields);
        Assert.Equal(new ScheduleMapping("1046", "parentId2", "opportunity", "closedate", "ufCrm4Kind", "ufCrm4CancelledOn"), mapping.Schedule);
        Assert.NotNull(mapping.Payments);
        Assert.Equal(
            new PaymentMapping("1048", "parentId2", "opportunity", "ufCrm5PaidOn", "parentId1046", "ufCrm5Kind", mapping.Payments.NotReceiptKinds), mapping.Payments);
        Assert.Equal(["54", "55", "56"], mapping.Payments.NotReceiptKinds);
    }

    [Fact]
    public void A_unit_is_asked_where_no_link_leads_to_the_building()
    {
        var deals = Portals.Deals with { Fields = [.. Portals.Deals.Fields.Where(field => field.Name != "parentId1042")] };

        var objects = MappingProposal.Propose(Portals.Developer with { Tables = [deals, .. Portals.Developer.Tables.Skip(1)] }).Mapping.Objects!;

        Assert.Equal(("1044", "parentId1042", "parentId1044"), (objects.UnitTable, objects.UnitBuildingField, objects.DealUnitField));
        Assert.Equal(["parentId1040"], objects.DealComplexFields);
        Assert.Empty(objects.DealBuildingFields);
    }

    /// <summary>Which text fields the deal has, of which of two catalogues deals sell what lies in sections, and which one is proposed.</summary>
    [Theory]
    [InlineData("nothing else names an object", "", "23", "23", true)]
    [InlineData("the deal names the complex alone", "ЖК", "23", "23", true)]
    [InlineData("the deal names both", "ЖК, Корпус", "23", null, true)]
    [InlineData("nothing that is sold lies in sections", "", "", null, true)]
    [InlineData("both are sold from", "", "23 30", null, false)]
    public void A_catalogue_is_asked_where_nothing_of_the_deal_leads_to_the_building(string situation, string fields, string sold, string? catalogue, bool isSure)
    {
        var titles = fields.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var portal = Portals.Developer with
        {
            Tables = [Portals.Deals with { Fields = [.. titles.Select(title => Portals.Field("uf" + title, FieldType.Text, title))] }],
            Catalogues = [new CatalogueMetadata("23", "Товарный каталог", sold.Contains("23", StringComparison.Ordinal)), new CatalogueMetadata("30", "Мебель", sold.Contains("30", StringComparison.Ordinal))],
        };

        var proposal = MappingProposal.Propose(portal);

        Assert.Equal((situation, catalogue), (situation, proposal.Mapping.Objects?.Catalogue));
        Assert.Contains(new ProposedRole(RoleNames.Catalogue, catalogue, catalogue is null ? null : "Товарный каталог", isSure), proposal.Roles);
        Assert.Equal(titles.Select(title => "uf" + title), [.. proposal.Mapping.Objects?.DealComplexFields ?? [], .. proposal.Mapping.Objects?.DealBuildingFields ?? []]);
        Assert.Empty(MappingCheck.Check(proposal.Mapping, portal));
    }

    [Theory]
    [InlineData("Новая заявка", FunnelStep.Lead, true)]
    [InlineData("Квалификация", FunnelStep.Qualified, true)]
    [InlineData("Показ", FunnelStep.Meeting, true)]
    [InlineData("Бронь", FunnelStep.Reservation, true)]
    [InlineData("Ипотека", FunnelStep.Reservation, false)]
    [InlineData("Подписание", FunnelStep.Reservation, false)]
    [InlineData("Договор подписан", FunnelStep.Contract, true)]
    [InlineData("Регистрация", FunnelStep.Registered, true)]
    [InlineData("Оплата по графику", FunnelStep.Registered, false)]
    [InlineData("Оплачено", FunnelStep.Paid, true)]
    [InlineData("Расторжение", FunnelStep.Lost, true)]
    public void Each_stage_gets_its_step_and_says_whether_that_is_sure(string stage, FunnelStep step, bool isSure)
    {
        var proposal = MappingProposal.Propose(Portals.Developer);

        Assert.Equal(step, proposal.Mapping.Steps["0:" + stage]);
        Assert.Equal(isSure, proposal.Roles.Single(role => role.Role == RoleNames.Step("0:" + stage)).IsSure);
    }

    [Theory]
    [InlineData("Бронь оплачена", FunnelStep.Reservation)]
    [InlineData("ДДУ подписан", FunnelStep.Contract)]
    [InlineData("Заключён договор", FunnelStep.Contract)]
    [InlineData("Contract signed", FunnelStep.Contract)]
    [InlineData("Registered", FunnelStep.Registered)]
    [InlineData("Подписание договора", null)]
    [InlineData("Договор не подписан", null)]
    [InlineData("Подготовка к регистрации", null)]
    [InlineData("🔥🔥🔥", null)]
    public void A_stage_name_tells_its_step_or_nothing(string name, FunnelStep? step) => Assert.Equal(step, Words.StepOf(name));

    [Fact]
    public void Two_tables_that_fit_leave_the_role_unset()
    {
        var twice = Portals.Developer with { Tables = [.. Portals.Developer.Tables, Portals.Payments with { Kind = RecordKind.Item("2000"), Title = "Оплаты" }] };

        var proposal = MappingProposal.Propose(twice);

        Assert.Null(proposal.Mapping.Payments);
        Assert.Contains(new ProposedRole(RoleNames.PaymentsTable, null, null, IsSure: false), proposal.Roles);
    }

    [Fact]
    public void A_portal_of_which_nothing_is_known_gets_no_guess()
    {
        var mapping = MappingProposal.Propose(new HostMetadata(TimeSpan.Zero, "RUB", [new Pipeline { Id = "1", Name = "Общая" }], [], [])).Mapping;

        Assert.Empty(mapping.SalesPipelines);
        Assert.Null(mapping.Objects);
        Assert.Null(mapping.Schedule);
        Assert.Null(mapping.Payments);
        Assert.Null(mapping.SellerField);
    }

    /// <summary>A bare town may be that of the object.</summary>
    [Theory]
    [InlineData("Территория", true)]
    [InlineData("Регион покупателя", true)]
    [InlineData("Город клиента", true)]
    [InlineData("Sales territory", true)]
    [InlineData("Город", false)]
    [InlineData("Район застройки", false)]
    public void Where_buyers_come_from_is_known_by_its_title(string title, bool isIt)
    {
        var deals = Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("x", FieldType.Choice, title), Portals.Field("y", FieldType.User, "Территория")] };

        var proposal = MappingProposal.Propose(Portals.Developer with { Tables = [deals] });

        Assert.Equal(isIt ? "x" : null, proposal.Mapping.TerritoryField);
        // Nobody is asked for what most portals do not keep.
        Assert.True(proposal.Roles.Single(role => role.Role == RoleNames.Territory).IsSure);
    }

    [Theory]
    [InlineData("Дата расторжения", true)]
    [InlineData("Дата расторжения ДДУ", true)]
    [InlineData("Termination date", true)]
    [InlineData("Дата договора", false)]
    [InlineData("Дата отказа", false)]
    public void The_day_a_contract_ended_is_known_by_its_title(string title, bool isIt)
    {
        var deals = Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("x", FieldType.Date, title), Portals.Field("y", FieldType.Text, "Дата расторжения")] };

        var proposal = MappingProposal.Propose(Portals.Developer with { Tables = [deals] });

        Assert.Equal(isIt ? ["x"] : [], proposal.Mapping.ContractEndFields);
        Assert.True(proposal.Roles.Single(role => role.Role == RoleNames.ContractEnd).IsSure);
    }

    [Fact]
    public void Two_fields_for_where_buyers_come_from_are_a_question()
    {
        var deals = Portals.Deals with { Fields = [Portals.Field("x", FieldType.Text, "Регион"), Portals.Field("y", FieldType.Choice, "Территория")] };

        Assert.Contains(new ProposedRole(RoleNames.Territory, null, null, IsSure: false), MappingProposal.Propose(Portals.Developer with { Tables = [deals] }).Roles);
    }

    [Theory]
    [InlineData("Дата договора", true)]
    [InlineData("Дата подписания ДДУ", true)]
    [InlineData("Contract date", true)]
    [InlineData("Дата регистрации договора", false)]
    [InlineData("Дата расторжения договора", false)]
    [InlineData("Дата оплаты по договору", false)]
    public void The_day_of_the_contract_is_known_by_its_title(string title, bool isIt)
    {
        var deals = Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("x", FieldType.Date, title), Portals.Field("y", FieldType.Text, "Дата договора")] };

        var mapping = MappingProposal.Propose(Portals.Developer with { Tables = [deals] }).Mapping;

        Assert.Equal(isIt ? ["x"] : [], mapping.ContractDateFields);
    }

    [Theory]
    [InlineData("Сумма договора", true)]
    [InlineData("Стоимость по договору", true)]
    [InlineData("Contract amount", true)]
    [InlineData("Сумма оплаты по договору", false)]
    [InlineData("Сумма", false)]
    public void The_money_of_the_contract_is_known_by_its_title(string title, bool isIt)
    {
        var deals = Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("x", FieldType.Money, title), Portals.Field("y", FieldType.Text, "Сумма договора")] };

        Assert.Equal(isIt ? ["x"] : [], MappingProposal.Propose(Portals.Developer with { Tables = [deals] }).Mapping.ContractAmountFields);
    }

    [Fact]
    public void The_proposal_passes_the_check() =>
        Assert.Empty(MappingCheck.Check(MappingProposal.Propose(Portals.Developer).Mapping, Portals.Developer));
}
