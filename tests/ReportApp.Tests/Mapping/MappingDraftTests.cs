using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Mapping;

public sealed class MappingDraftTests
{
    private static readonly HostMetadata Portal = Portals.Developer;
    private static readonly TenantMapping Proposal = MappingProposal.Propose(Portal).Mapping;

    private static readonly IReadOnlyList<RecordSample> Samples =
    [
        new(RecordKind.Deal,
        [
            Deal(3, "0:Бронь", ("ufCrmSeller", "11")), Deal(2, "0:Бронь"), Deal(1, "9:Заявка", ("ufCrmSeller", "12"), ("parentId1040", "item:1044/5")),
        ], 0),
        new(RecordKind.Item("1048"),
        [
            Item("1048", 2, ("opportunity", "восемь"), ("parentId2", "deal/3"), ("ufCrm5Kind", FieldOptionText.Of("54", "Раскрытие эскроу"))),
            Item("1048", 1, ("opportunity", "10.5 RUB"), ("parentId2", "deal/77"), ("ufCrm5Kind", "51"), ("ufCrm5PaidOn", "2026-10-01")),
        ], 1),
    ];

    [Fact]
    public void Every_role_of_a_mapping_is_a_line_with_what_fits_it()
    {
        var draft = Draft();

        Assert.Equal(MappingRoles.All.Select(role => role.Name), draft.Roles.Select(line => line.Role));
        Assert.Equal(Proposal.SalesPipelines, draft.Mapping!.SalesPipelines);
        Assert.Equal(["0", "9"], Line(draft, RoleNames.SalesPipelines).Choices.Select(choice => choice.Source));
        Assert.Equal(["1040", "1042", "1044", "1046", "1048"], Line(draft, RoleNames.PaymentsTable).Choices.Select(choice => choice.Source));
        Assert.Equal(["begindate", "closedate", "ufCrm4CancelledOn"], Line(draft, RoleNames.ScheduleDueField).Choices.Select(choice => choice.Source));
        Assert.Equal(["title", "parentId1040"], Line(draft, RoleNames.DealComplex).Choices.Select(choice => choice.Source));
        Assert.Equal(["51", "52", "53", "54", "55", "56"], Line(draft, RoleNames.PaymentsNotReceiptKinds).Choices.Select(choice => choice.Source));
        Assert.Equal(("График платежей", "Сделки"), (Line(draft, RoleNames.ScheduleDueField).Table, Line(draft, RoleNames.Seller).Table));
    }

    [Fact]
    public void What_a_source_gives_is_counted_on_the_records_themselves()
    {
        var draft = Draft();

        Assert.Equal("3: 2 filled, 0 unparsed, 0 unmapped", Count(draft, RoleNames.Seller));
        Assert.Equal("3: 0 filled, 0 unparsed, 1 unmapped", Count(draft, RoleNames.DealComplex));
        // One record could not be read as a whole, one has words for a sum.
        Assert.Equal("3: 1 filled, 2 unparsed, 0 unmapped", Count(draft, RoleNames.PaymentsAmountField));
        Assert.Equal("3: 2 filled, 1 unparsed, 0 unmapped", Count(draft, RoleNames.PaymentsDealField));
        Assert.Equal("3: 2 filled, 0 unparsed, 1 unmapped", Count(draft, RoleNames.SalesPipelines));
        Assert.Equal(
            ["Item 2 Filled Сделка 3", "Item 1 Filled #77"],
            Line(draft, RoleNames.PaymentsDealField).Sample!.Values.Select(value => $"{value.Record} {value.State} {value.Value}"));
        Assert.Equal(2, draft.Stages.Single(stage => stage.Title == "Бронь").Records);
        // One option came with its title, one without: both are options of the field, and one is no receipt.
        Assert.Equal("3: 2 filled, 1 unparsed, 0 unmapped", Count(draft, RoleNames.PaymentsKindField));
        Assert.Equal("3: 1 filled, 1 unparsed, 1 unmapped", Count(draft, RoleNames.PaymentsNotReceiptKinds));
        Assert.Equal(["Раскрытие эскроу", "Зачисление на эскроу"], Line(draft, RoleNames.PaymentsKindField).Sample!.Values.Select(value => value.Value));
    }

    [Fact]
    public void Another_table_asks_for_its_own_fields_and_nothing_is_accepted_before_they_are_chosen()
    {
        var draft = Draft((RoleNames.PaymentsTable, ["1046"]), (RoleNames.PaymentsPaidOnField, []), (RoleNames.PaymentsKindField, []), (RoleNames.PaymentsNotReceiptKinds, []), (RoleNames.PaymentsLineField, []));

        Assert.Null(draft.Mapping);
        Assert.Equal("missing", Line(draft, RoleNames.PaymentsPaidOnField).Problem);
        Assert.Equal(["begindate", "closedate", "ufCrm4CancelledOn"], Line(draft, RoleNames.PaymentsPaidOnField).Choices.Select(choice => choice.Source));

        var done = Draft(
            (RoleNames.PaymentsTable, ["1046"]), (RoleNames.PaymentsPaidOnField, ["closedate"]), (RoleNames.PaymentsKindField, []), (RoleNames.PaymentsNotReceiptKinds, []), (RoleNames.PaymentsLineField, []));
        Assert.Equal(new Core.Model.PaymentMapping("1046", "parentId2", "opportunity", "closedate", null, null, []) with { NotReceiptKinds = done.Mapping!.Payments!.NotReceiptKinds }, done.Mapping.Payments);
        Assert.Empty(done.Problems);
    }

    [Fact]
    public void A_section_without_any_source_is_not_mapped()
    {
        var none = MappingRoles.All.Where(role => role.Section == "payments").Select(role => (role.Name, (IReadOnlyList<string>)[])).ToArray();

        var draft = Draft(none);

        Assert.Null(draft.Mapping!.Payments);
        Assert.Empty(draft.Problems);
    }

    [Fact]
    public void A_new_pipeline_brings_its_stages_with_the_steps_their_names_say()
    {
        var draft = Draft((RoleNames.SalesPipelines, ["0", "9"]));

        Assert.Equal(FunnelStep.Contract, draft.Mapping!.Steps["9:Договор подписан"]);
        Assert.Equal(["Заявка Lead", "Договор подписан Contract"], draft.Stages.Where(stage => stage.Pipeline == "Аренда").Select(stage => $"{stage.Title} {stage.Step}"));
        Assert.Equal(FunnelStep.Meeting, Draft((RoleNames.Step("0:Бронь"), ["meeting"])).Mapping!.Steps["0:Бронь"]);
    }

    [Fact]
    public void What_the_screen_does_not_show_stays_as_it_was()
    {
        var accepted = Proposal with { PaymentSources = [new PaymentSource("1C", null)], ScheduleFile = "Excel", ContractNumberField = "title" };

        var draft = MappingDrafting.Draft(accepted, isAccepted: true, Changes((RoleNames.Seller, [])), Portal, []);

        Assert.Equal(("1C", "Excel", "title", null), (draft.Mapping!.PaymentFileOn(new DateOnly(2026, 11, 24)), draft.Mapping.ScheduleFile, draft.Mapping.ContractNumberField, draft.Mapping.SellerField));
    }

    [Fact]
    public void A_profile_finds_its_sources_on_the_next_portal_by_code_then_by_title_and_type()
    {
        var profile = MappingProfiles.Export(Proposal, Portal);
        Assert.DoesNotContain("Сделка 1", System.Text.Json.JsonSerializer.Serialize(profile), StringComparison.Ordinal);
        // The next portal numbers its tables otherwise, calls the day of payment by another code, and has no seller.
        var next = Portal with
        {
            Tables =
            [
                Portals.Deals with { Fields = [.. Portals.Deals.Fields.Where(field => field.Name != "ufCrmSeller")] },
                .. Portal.Tables.Where(table => table.Kind != RecordKind.Deal && table.Kind != RecordKind.Item("1048")),
                Portals.Payments with
                {
                    Kind = RecordKind.Item("2000"),
                    Fields = [.. Portals.Payments.Fields.Select(field => field.Name == "ufCrm5PaidOn" ? field with { Name = "ufCrm9Date" } : field)],
                },
            ],
        };

        var match = MappingProfiles.Match(profile, next);

        Assert.Equal(["2000"], match.Changes[RoleNames.PaymentsTable]);
        Assert.Equal(["ufCrm9Date"], match.Changes[RoleNames.PaymentsPaidOnField]);
        Assert.Equal([$"{RoleNames.Seller} Продавец"], match.Unmatched.Select(source => $"{source.Role} {source.Title}"));
        var draft = MappingDrafting.Draft(MappingProposal.Propose(next).Mapping, isAccepted: false, match.Changes, next, []);
        Assert.Empty(draft.Problems);
        Assert.Equal(Proposal.Payments!.NotReceiptKinds, draft.Mapping!.Payments!.NotReceiptKinds);
        Assert.Equal(Proposal.Steps, draft.Mapping.Steps);
    }

    [Fact]
    public void A_chain_shows_in_order_what_each_source_gives_to_the_contracts()
    {
        var portal = Portal with { Tables = [Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("signed", FieldType.Date, "Дата ДДУ"), Portals.Field("act", FieldType.Date, "Акт")] }] };
        IReadOnlyList<RecordSample> samples =
        [
            new(RecordKind.Deal,
            [
                Deal(1, "0:Договор подписан", ("signed", "2026-11-01"), ("act", "2026-12-01")), Deal(2, "0:Регистрация", ("act", "2026-11-02")), Deal(3, "0:Оплачено"),
                // No contract (yet, or any more), and no sale: nothing is expected of these.
                Deal(4, "0:Бронь", ("signed", "2026-11-03")), Deal(5, "0:Расторжение"), Deal(6, "9:Договор подписан"),
            ], 0),
        ];
        var basis = MappingProposal.Propose(portal).Mapping;

        Assert.Equal("field:signed 1, stage 2", Shares(RoleNames.ContractDate));
        Assert.Equal("field:act 1, field:signed 1, stage 1", Shares(RoleNames.ContractDate, ["signed", "act"]));
        Assert.Equal("field:act 2, stage 1", Shares(RoleNames.ContractDate, ["act", "signed"]));
        Assert.Equal("stage 3", Shares(RoleNames.ContractDate, []));
        Assert.Equal("", Shares(RoleNames.ContractNumber));
        Assert.Equal("none 3", Shares(RoleNames.ContractAmount));

        var line = Line(Draft(["signed", "act"]), RoleNames.ContractDate);
        Assert.Equal((true, true), (line.IsMany, line.IsChain));
        Assert.Equal(["signed", "act"], line.Choices.Select(choice => choice.Source));
        Assert.Equal((6, 3), (line.Sample!.Records, line.Sample.Filled));

        MappingDraft Draft(string[]? sources) => MappingDrafting.Draft(
            basis, isAccepted: false, sources is null ? Changes() : Changes((RoleNames.ContractDate, sources)), portal, samples);

        string Shares(string role, string[]? sources = null) =>
            string.Join(", ", Line(Draft(sources), role).Shares.OrderBy(share => share.Source).Select(share => $"{share.Source} {share.Count}"));
    }

    [Fact]
    public void The_object_of_a_sale_is_looked_for_in_order_and_what_has_none_is_counted()
    {
        var portal = Portal with { Tables = [Portals.Deals with { Fields = [.. Portals.Deals.Fields, Portals.Field("word", FieldType.Text, "ЖК"), Portals.Field("house", FieldType.Text, "Корпус")] }, .. Portal.Tables.Skip(1)] };
        IReadOnlyList<RecordSample> samples =
        [
            new(RecordKind.Deal,
            [
                Deal(1, "0:Бронь", ("parentId1042", "item:1042/1"), ("parentId1040", "item:1040/1")), Deal(2, "0:Бронь", ("parentId1040", "item:1040/1"), ("word", "Юг")),
                Deal(3, "0:Бронь", ("word", "Юг"), ("house", "2")), Deal(4, "0:Бронь"), Deal(5, "0:Показ"),
            ], 0),
        ];

        var proposal = MappingProposal.Propose(portal).Mapping;
        var draft = MappingDrafting.Draft(proposal, isAccepted: false, Changes(), portal, samples);

        Assert.Equal(["parentId1040", "word"], proposal.Objects!.DealComplexFields);
        Assert.Equal(["parentId1042", "house"], proposal.Objects.DealBuildingFields);
        Assert.Equal("field:parentId1040 1, field:parentId1042 1, field:word 1, none 1", Shares(RoleNames.DealComplex));
        Assert.Equal("field:house 1, field:parentId1042 1, none 2", Shares(RoleNames.DealBuilding));

        string Shares(string role) => string.Join(", ", Line(draft, role).Shares.OrderBy(share => share.Source).Select(share => $"{share.Source} {share.Count}"));
    }

    [Fact]
    public void A_catalogue_is_a_line_that_shows_the_sections_of_what_deals_sell()
    {
        var portal = Portal with
        {
            Tables = [Portals.Deals with { Fields = [Portals.Field("word", FieldType.Text, "ЖК")] }],
            Catalogues = [new CatalogueMetadata("23", "Товарный каталог", true), new CatalogueMetadata("30", "Мебель", false)],
        };
        IReadOnlyList<RecordSample> samples =
        [
            new(RecordKind.Deal, [Deal(4, "0:Бронь", ("word", "Юг")), Deal(3, "0:Бронь"), Deal(2, "0:Бронь"), Deal(1, "0:Показ")], 0),
            new(RecordKind.DealLines, [Lines(4, "101"), Lines(3, "101"), Lines(2, null)], 0),
            new(RecordKind.Product("23"), [new Product { Id = "101", Catalogue = "23", Name = "кв. 1", SectionId = "2" }], 0),
            new(RecordKind.Section("23"), [new Section { Id = "2", Catalogue = "23", Name = "Корпус 1", ParentId = "1" }], 0),
        ];
        var proposal = MappingProposal.Propose(portal).Mapping;

        var draft = MappingDrafting.Draft(proposal, isAccepted: false, Changes(), portal, samples);

        var line = Line(draft, RoleNames.Catalogue);
        Assert.Equal((false, false, null, true, "23"), (line.IsTable, line.IsMany, line.Table, line.IsSure, Assert.Single(line.Sources)));
        Assert.Equal(["23 Товарный каталог", "30 Мебель"], line.Choices.Select(choice => $"{choice.Source} {choice.Title}"));
        Assert.Equal("4: 2 filled, 0 unparsed, 0 unmapped", Count(draft, RoleNames.Catalogue));
        Assert.Equal("Сделка 4 Filled Корпус 1", line.Sample!.Values.Select(value => $"{value.Record} {value.State} {value.Value}").First());
        Assert.Equal("field:word 1, none 1, section 1", Shares(RoleNames.DealComplex));
        Assert.Equal("none 1, section 2", Shares(RoleNames.DealBuilding));
        Assert.Equal(proposal.Objects, draft.Mapping!.Objects! with { DealComplexFields = proposal.Objects!.DealComplexFields, DealBuildingFields = proposal.Objects.DealBuildingFields });

        // On the next portal it is found by its name, and where there is none of that name it is left to a person.
        var profile = MappingProfiles.Export(proposal, portal);
        var renumbered = portal with { Catalogues = [new CatalogueMetadata("17", "Товарный каталог", false)] };
        Assert.Equal(["17"], MappingProfiles.Match(profile, renumbered).Changes[RoleNames.Catalogue]);
        var without = MappingProfiles.Match(profile, portal with { Catalogues = [] });
        Assert.Equal((0, $"{RoleNames.Catalogue} Товарный каталог"), (without.Changes[RoleNames.Catalogue].Count, Assert.Single(without.Unmatched, source => source.Role == RoleNames.Catalogue) is var one ? $"{one.Role} {one.Title}" : ""));

        string Shares(string role) => string.Join(", ", Line(draft, role).Shares.OrderBy(share => share.Source, StringComparer.Ordinal).Select(share => $"{share.Source} {share.Count}"));

        static DealLines Lines(int deal, string? product) => new() { Id = $"{deal}", Lines = [new DealLine(product, "кв. 1", 1, 1, 0)] };
    }

    private static MappingDraft Draft(params (string Role, IReadOnlyList<string> Sources)[] changes) =>
        MappingDrafting.Draft(Proposal, isAccepted: false, Changes(changes), Portal, Samples);

    private static Dictionary<string, IReadOnlyList<string>> Changes(params (string Role, IReadOnlyList<string> Sources)[] changes) =>
        changes.ToDictionary(change => change.Role, change => change.Sources);

    private static RoleLine Line(MappingDraft draft, string role) => draft.Roles.Single(line => line.Role == role);

    private static string Count(MappingDraft draft, string role) =>
        Line(draft, role).Sample is { } sample ? $"{sample.Records}: {sample.Filled} filled, {sample.Unparsed} unparsed, {sample.Unmapped} unmapped" : "none";

    private static Deal Deal(int id, string stage, params (string Name, string Value)[] fields) => new()
    {
        Id = $"{id}", Title = $"Сделка {id}", PipelineId = stage[..1], StageId = stage, CreatedAt = default,
        Fields = fields.ToDictionary(field => field.Name, field => FieldValue.Of(field.Value)),
    };

    private static Item Item(string table, int id, params (string Name, string Value)[] fields) => new()
    {
        Id = $"{id}", Table = table, CreatedAt = default, Fields = fields.Append(("title", $"Item {id}")).ToDictionary(field => field.Item1, field => FieldValue.Of(field.Item2)),
    };
}
