using System.Text.RegularExpressions;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>
/// Guesses where a portal keeps the facts (reports.md §2.10). A role is filled only by the one candidate whose title and type fit; two
/// candidates or none leave it unset, because a wrong guess is worse than a question.
/// </summary>
public static class MappingProposal
{
    public static ProposedMapping Propose(HostMetadata metadata)
    {
        var roles = new List<ProposedRole>();
        var (pipelines, steps) = ProposeSteps(metadata, roles);
        var deals = metadata.Tables.FirstOrDefault(table => table.Kind == RecordKind.Deal);
        var seller = Take(roles, RoleNames.Seller, deals?.Fields.Where(field => field.Type == FieldType.User && Words.Seller().IsMatch(Words.Plain(field.Title))));
        var contract = Take(
            roles, RoleNames.ContractNumber,
            deals?.Fields.Where(field => field.Type is FieldType.Text or FieldType.Number && Words.ContractNumber().IsMatch(Words.Plain(field.Title))));
        var signed = Take(roles, RoleNames.ContractDate, deals is null ? null : Dates(deals).Where(field => Words.ContractDate().IsMatch(Words.Plain(field.Title))));
        var ended = TakeIfKept(
            roles, RoleNames.ContractEnd, deals is null ? [] : [.. Dates(deals).Where(field => Words.ContractEnd().IsMatch(Words.Plain(field.Title)))]);
        var price = Take(
            roles, RoleNames.ContractAmount,
            deals?.Fields.Where(field => field.Type is FieldType.Money or FieldType.Number && Words.ContractAmount().IsMatch(Words.Plain(field.Title))));
        var area = Take(
            roles, RoleNames.ContractArea, deals?.Fields.Where(field => field.Type == FieldType.Number && Words.ContractArea().IsMatch(Words.Plain(field.Title))));
        var territory = TakeIfKept(roles, RoleNames.Territory, [.. WordsOf(deals, Words.Territory())]);
        return new ProposedMapping(
            new TenantMapping
            {
                SalesPipelines = pipelines,
                Steps = steps,
                SellerField = seller?.Name,
                ContractNumberField = contract?.Name,
                ContractDateFields = Chain(signed),
                ContractEndFields = Chain(ended),
                ContractAmountFields = Chain(price),
                ContractAreaFields = Chain(area),
                TerritoryField = territory?.Name,
                Objects = ProposeObjects(metadata, deals, roles),
                Schedule = ProposeSchedule(metadata, roles),
                Payments = ProposePayments(metadata, roles),
            },
            roles);
    }

    private static (IReadOnlyList<string> Pipelines, IReadOnlyDictionary<string, FunnelStep> Steps) ProposeSteps(
        HostMetadata metadata, List<ProposedRole> roles)
    {
        // A sale has a booking or a contract among its stages; rent has contracts too, so names that say otherwise win.
        var sales = metadata.Pipelines
            .Where(pipeline => !Words.ForeignPipeline().IsMatch(Words.Plain(pipeline.Name)))
            .Where(pipeline => StagesOf(pipeline).Any(stage => Words.StepOf(stage.Name) is FunnelStep.Reservation or FunnelStep.Contract))
            .OrderBy(pipeline => pipeline.Order).ThenBy(pipeline => pipeline.Id, StringComparer.Ordinal).ToList();
        if (sales.Count == 0) roles.Add(new ProposedRole(RoleNames.SalesPipelines, null, null, IsSure: false));
        roles.AddRange(sales.Select(pipeline => new ProposedRole(RoleNames.SalesPipelines, pipeline.Id, pipeline.Name, IsSure: true)));

        var steps = new Dictionary<string, FunnelStep>(StringComparer.Ordinal);
        foreach (var pipeline in sales)
        {
            FunnelStep? reached = null;
            foreach (var stage in StagesOf(pipeline))
            {
                var (step, isSure) = StepOf(stage, reached);
                roles.Add(new ProposedRole(RoleNames.Step(stage.Id), step?.ToString(), stage.Name, isSure));
                if (step is not { } found) continue;
                steps[stage.Id] = found;
                if (stage.Meaning == StageMeaning.InProgress) reached = found;
            }
        }
        return ([.. sales.Select(pipeline => pipeline.Id)], steps);

        IEnumerable<Stage> StagesOf(Pipeline pipeline) =>
            metadata.Stages.Where(stage => stage.PipelineId == pipeline.Id).OrderBy(stage => stage.Order).ThenBy(stage => stage.Id, StringComparer.Ordinal);
    }

    /// <summary>The host's own meaning goes first; a nameless stage in between stays on the step already reached, marked as unsure.</summary>
    internal static (FunnelStep? Step, bool IsSure) StepOf(Stage stage, FunnelStep? reached) => stage.Meaning switch
    {
        StageMeaning.Failure => (FunnelStep.Lost, true),
        StageMeaning.Success => (Words.StepOf(stage.Name) is FunnelStep.Contract or FunnelStep.Registered ? Words.StepOf(stage.Name) : FunnelStep.Paid, true),
        _ when Words.StepOf(stage.Name) is { } named && (reached is null || named >= reached) => (named, true),
        _ => (reached ?? FunnelStep.Lead, false),
    };

    private static ObjectMapping? ProposeObjects(HostMetadata metadata, TableMetadata? deals, List<ProposedRole> roles)
    {
        var objects = ProposeNamed(metadata, deals, roles);
        // What deals sell is a second walk over all of them, so it is read only where nothing of the deal's own leads to a building.
        List<CatalogueMetadata> sold = objects is { DealBuildingFields.Count: > 0 } or { UnitTable: not null } ? [] : [.. metadata.Catalogues.Where(catalogue => catalogue.IsSoldBySection)];
        if (sold is not [var only])
        {
            if (metadata.Catalogues.Count > 0) roles.Add(new ProposedRole(RoleNames.Catalogue, null, null, IsSure: sold.Count == 0));
            return objects;
        }
        roles.RemoveAll(role => role is { Source: null, Role: RoleNames.ComplexTable or RoleNames.BuildingTable or RoleNames.DealComplex or RoleNames.DealBuilding });
        roles.Add(new ProposedRole(RoleNames.Catalogue, only.Id, only.Title, IsSure: true));
        return (objects ?? new ObjectMapping(null, null, null)) with { Catalogue = only.Id };
    }

    /// <summary>What the deal's own fields name.</summary>
    private static ObjectMapping? ProposeNamed(HostMetadata metadata, TableMetadata? deals, List<ProposedRole> roles)
    {
        var complexes = TakeTable(roles, RoleNames.ComplexTable, metadata, title => Words.Complex().IsMatch(title));
        var buildings = TakeTable(roles, RoleNames.BuildingTable, metadata, title => Words.Building().IsMatch(title));
        if (complexes is null) return buildings is null ? ProposeWords(deals, roles) : null;
        var ofBuilding = buildings is null ? null : Take(roles, RoleNames.BuildingComplexField, LinksTo(buildings, complexes.Kind));
        var complex = TakeChain(roles, RoleNames.DealComplex, LinksTo(deals, complexes.Kind), WordsOf(deals, Words.Complex()));
        var building = buildings is null ? [] : TakeChain(roles, RoleNames.DealBuilding, LinksTo(deals, buildings.Kind), WordsOf(deals, Words.Building()));
        var objects = new ObjectMapping(complexes.Kind.ItemHostName!, buildings?.Kind.ItemHostName, ofBuilding?.Name)
        {
            DealComplexFields = complex, DealBuildingFields = building,
        };
        // Units are thousands, so they are read only where no shorter way leads to a building.
        if (buildings is not null && !LinksTo(deals, buildings.Kind).Any()) objects = ProposeUnits(objects, metadata, deals, buildings, roles);
        return complex.Count == 0 && (ofBuilding is null || (building.Count == 0 && objects.UnitTable is null)) ? null : objects;
    }

    private static ObjectMapping ProposeUnits(ObjectMapping objects, HostMetadata metadata, TableMetadata? deals, TableMetadata buildings, List<ProposedRole> roles)
    {
        var units = TakeTable(roles, RoleNames.UnitTable, metadata, title => Words.Unit().IsMatch(title));
        if (units is null) return objects;
        var building = Take(roles, RoleNames.UnitBuildingField, LinksTo(units, buildings.Kind));
        var unit = Take(roles, RoleNames.DealUnitField, LinksTo(deals, units.Kind));
        return building is null || unit is null
            ? objects
            : objects with { UnitTable = units.Kind.ItemHostName, UnitBuildingField = building.Name, DealUnitField = unit.Name };
    }

    /// <summary>Without tables of objects, the deal's own list or text field is where people write them.</summary>
    private static ObjectMapping? ProposeWords(TableMetadata? deals, List<ProposedRole> roles)
    {
        var complex = TakeChain(roles, RoleNames.DealComplex, WordsOf(deals, Words.Complex()));
        var building = TakeChain(roles, RoleNames.DealBuilding, WordsOf(deals, Words.Building()));
        if (complex.Count == 0) return null;
        roles.RemoveAll(role => role.Role is RoleNames.ComplexTable or RoleNames.BuildingTable);
        return new ObjectMapping(null, null, null) { DealComplexFields = complex, DealBuildingFields = building };
    }

    private static IEnumerable<FieldMetadata> WordsOf(TableMetadata? table, Regex words) =>
        table?.Fields.Where(field => field.Type is FieldType.Choice or FieldType.Text && words.IsMatch(Words.Plain(field.Title))) ?? [];

    /// <summary>
    /// Invoices stand for a table of their own where people gave them a kind of payment; bare ones, which every portal has, may be anything.
    /// </summary>
    private static IEnumerable<TableMetadata> Invoices(HostMetadata metadata) =>
        metadata.Tables.Where(table => Words.Invoices().IsMatch(Words.Plain(table.Title)) && Kinds(table).Any(field => field.IsCustom));

    private static ScheduleMapping? ProposeSchedule(HostMetadata metadata, List<ProposedRole> roles)
    {
        var table = TakeTable(roles, RoleNames.ScheduleTable, metadata, title => Words.Schedule().IsMatch(title), Invoices(metadata));
        if (table is null) return null;
        var deal = Take(roles, RoleNames.ScheduleDealField, LinksTo(table, RecordKind.Deal));
        var amount = Take(roles, RoleNames.ScheduleAmountField, Amounts(table));
        var due = Take(roles, RoleNames.ScheduleDueField, DueDays(table));
        var kind = Take(roles, RoleNames.ScheduleKindField, Kinds(table));
        var cancelled = Take(
            roles, RoleNames.ScheduleCancelledField,
            table.Fields.Where(field => field.Type is FieldType.Date or FieldType.Boolean && Words.Cancelled().IsMatch(Words.Plain(field.Title))));
        return deal is null || amount is null || due is null
            ? null
            : new ScheduleMapping(table.Kind.ItemHostName!, deal.Name, amount.Name, due.Name, kind?.Name, cancelled?.Name);
    }

    private static PaymentMapping? ProposePayments(HostMetadata metadata, List<ProposedRole> roles)
    {
        var table = TakeTable(
            roles, RoleNames.PaymentsTable, metadata, title => Words.Payments().IsMatch(title) && !Words.Schedule().IsMatch(title),
            Invoices(metadata).Where(invoices => PaidDays(invoices).Any()));
        if (table is null) return null;
        var deal = Take(roles, RoleNames.PaymentsDealField, LinksTo(table, RecordKind.Deal));
        var amount = Take(roles, RoleNames.PaymentsAmountField, Amounts(table));
        var paidOn = Take(roles, RoleNames.PaymentsPaidOnField, PaidDays(table));
        var schedule = Single(metadata.Tables.Where(other => other.Kind.ItemHostName is not null && Words.Schedule().IsMatch(Words.Plain(other.Title))))
            ?? Single(Invoices(metadata));
        var line = schedule is null ? null : Take(roles, RoleNames.PaymentsLineField, LinksTo(table, schedule.Kind));
        var kind = Take(roles, RoleNames.PaymentsKindField, Kinds(table));
        var notReceipts = kind?.Options.Where(option => Words.NotReceipt().IsMatch(Words.Plain(option.Title))).ToList() ?? [];
        roles.AddRange(notReceipts.Select(option => new ProposedRole(RoleNames.PaymentsNotReceiptKinds, option.Id, option.Title, IsSure: true)));
        return deal is null || amount is null || paidOn is null
            ? null
            : new PaymentMapping(
                table.Kind.ItemHostName!, deal.Name, amount.Name, paidOn.Name, line?.Name, kind?.Name, [.. notReceipts.Select(option => option.Id)]);
    }

    private static IEnumerable<FieldMetadata> LinksTo(TableMetadata? table, RecordKind kind) =>
        table?.Fields.Where(field => field.Type == FieldType.Link && field.LinkTo == kind) ?? [];

    /// <summary>Bitrix24 calls the sum of an item a number, other hosts money.</summary>
    private static IEnumerable<FieldMetadata> Amounts(TableMetadata table) =>
        table.Fields.Where(field => field.Type is FieldType.Money or FieldType.Number && Words.Amount().IsMatch(Words.Plain(field.Title)));

    /// <summary>What is called a due day, else the end of the row, and only then what elsewhere would be the day of payment.</summary>
    private static List<FieldMetadata> DueDays(TableMetadata table)
    {
        List<FieldMetadata> due = [.. Dates(table).Where(field => Words.Due().IsMatch(Words.Plain(field.Title)))];
        List<FieldMetadata> end = [.. Dates(table).Where(field => Words.End().IsMatch(Words.Plain(field.Title)))];
        return due.Count > 0 ? due : end.Except(PaidDays(table)).ToList() is { Count: > 0 } unpaid ? unpaid : end;
    }

    private static IEnumerable<FieldMetadata> PaidDays(TableMetadata table) => Dates(table).Where(field => Words.PaidOn().IsMatch(Words.Plain(field.Title)));

    private static IEnumerable<FieldMetadata> Dates(TableMetadata table) => table.Fields.Where(field => field.Type == FieldType.Date);

    private static IEnumerable<FieldMetadata> Kinds(TableMetadata table) =>
        table.Fields.Where(field => field.Type is FieldType.Choice or FieldType.Text && Words.Kind().IsMatch(Words.Plain(field.Title)));

    private static TableMetadata? TakeTable(List<ProposedRole> roles, string role, HostMetadata metadata, Func<string, bool> fits, IEnumerable<TableMetadata>? otherwise = null)
    {
        var named = metadata.Tables.Where(table => table.Kind.ItemHostName is not null && fits(Words.Plain(table.Title))).ToList();
        var found = Single(named.Count > 0 ? named : otherwise ?? []);
        roles.Add(new ProposedRole(role, found?.Kind.ItemHostName, found?.Title, found is not null));
        return found;
    }

    private static FieldMetadata? Take(List<ProposedRole> roles, string role, IEnumerable<FieldMetadata>? candidates)
    {
        var found = candidates is null ? null : Single(candidates);
        roles.Add(new ProposedRole(role, found?.Name, found?.Title, found is not null));
        return found;
    }

    /// <summary>The same of what most portals do not keep: that there is none is no question.</summary>
    private static FieldMetadata? TakeIfKept(List<ProposedRole> roles, string role, FieldMetadata[] candidates)
    {
        var found = Take(roles, role, candidates);
        if (candidates.Length == 0) roles[^1] = roles[^1] with { IsSure = true };
        return found;
    }

    /// <summary>Of each kind of source the only candidate, in order.</summary>
    private static IReadOnlyList<string> TakeChain(List<ProposedRole> roles, string role, params IEnumerable<FieldMetadata>[] candidates)
    {
        var found = candidates.Select(Single).OfType<FieldMetadata>().ToList();
        roles.AddRange(found.Select(field => new ProposedRole(role, field.Name, field.Title, IsSure: true)));
        if (found.Count == 0) roles.Add(new ProposedRole(role, null, null, IsSure: false));
        return [.. found.Select(field => field.Name)];
    }

    private static IReadOnlyList<string> Chain(FieldMetadata? field) => field is null ? [] : [field.Name];

    private static T? Single<T>(IEnumerable<T> candidates)
        where T : class =>
        candidates.Take(2).ToList() is [var only] ? only : null;
}
