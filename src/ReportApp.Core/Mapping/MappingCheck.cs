using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>Compares a mapping with what the host has now: before it is accepted, and whenever the host's tables may have changed (reliability.md §4.8).</summary>
public static class MappingCheck
{
    private static readonly FieldType[] Link = [FieldType.Link];
    private static readonly FieldType[] Object = [FieldType.Link, FieldType.Choice, FieldType.Text];
    private static readonly FieldType[] Amount = [FieldType.Money, FieldType.Number];
    private static readonly FieldType[] Number = [FieldType.Number];
    private static readonly FieldType[] Day = [FieldType.Date, FieldType.Instant];
    private static readonly FieldType[] Kind = [FieldType.Choice, FieldType.Text];
    private static readonly FieldType[] Switch = [FieldType.Date, FieldType.Instant, FieldType.Boolean];
    private static readonly FieldType[] Person = [FieldType.User];
    private static readonly FieldType[] Text = [FieldType.Text, FieldType.Number];

    /// <summary>All places that do not fit; empty when the mapping may be used.</summary>
    public static IReadOnlyList<MappingProblem> Check(TenantMapping mapping, HostMetadata metadata)
    {
        var problems = new List<MappingProblem>();
        CheckSteps(mapping, metadata, problems);
        var deals = TableOf(RecordKind.Deal);
        Field(RoleNames.Seller, deals, mapping.SellerField, Person);
        Field(RoleNames.ContractNumber, deals, mapping.ContractNumberField, Text);
        foreach (var name in mapping.ContractDateFields) Field(RoleNames.ContractDate, deals, name, Day);
        foreach (var name in mapping.ContractEndFields) Field(RoleNames.ContractEnd, deals, name, Day);
        foreach (var name in mapping.ContractAmountFields) Field(RoleNames.ContractAmount, deals, name, Amount);
        foreach (var name in mapping.ContractAreaFields) Field(RoleNames.ContractArea, deals, name, Number);
        Field(RoleNames.Territory, deals, mapping.TerritoryField, Kind);
        if (mapping.Objects is { } objects)
        {
            var complexes = objects.ComplexTable is null ? null : Table(RoleNames.ComplexTable, objects.ComplexTable);
            var buildings = objects.BuildingTable is null ? null : Table(RoleNames.BuildingTable, objects.BuildingTable);
            var units = objects.UnitTable is null ? null : Table(RoleNames.UnitTable, objects.UnitTable);
            Field(RoleNames.BuildingComplexField, buildings, objects.BuildingComplexField, Link, complexes?.Kind);
            Field(RoleNames.UnitBuildingField, units, objects.UnitBuildingField, Link, buildings?.Kind);
            Field(RoleNames.DealUnitField, deals, objects.DealUnitField, Link, units?.Kind);
            foreach (var name in objects.DealComplexFields) Field(RoleNames.DealComplex, deals, name, complexes is null ? Kind : Object, complexes?.Kind);
            foreach (var name in objects.DealBuildingFields) Field(RoleNames.DealBuilding, deals, name, buildings is null ? Kind : Object, buildings?.Kind);
            // A table of buildings without one of complexes would have nowhere to stand under, and a unit leads nowhere but to its building.
            if (objects is { ComplexTable: null, BuildingTable: not null }) problems.Add(new MappingProblem(RoleNames.ComplexTable, "missing"));
            if (objects is { UnitTable: not null, UnitBuildingField: null }) problems.Add(new MappingProblem(RoleNames.UnitBuildingField, "missing"));
            if (objects is { UnitTable: not null, DealUnitField: null }) problems.Add(new MappingProblem(RoleNames.DealUnitField, "missing"));
            if (objects.Catalogue is { } catalogue && metadata.Catalogues.All(known => known.Id != catalogue)) problems.Add(new MappingProblem(RoleNames.Catalogue, "unknown_catalogue"));
            if (objects is { DealComplexFields.Count: 0, Catalogue: null } && (objects.BuildingComplexField is null || (objects.DealBuildingFields.Count == 0 && objects.UnitTable is null)))
                problems.Add(new MappingProblem(RoleNames.DealComplex, "missing"));
        }
        if (mapping.Schedule is { } schedule && Table(RoleNames.ScheduleTable, schedule.Table) is { } lines)
        {
            Field(RoleNames.ScheduleDealField, lines, schedule.DealField, Link, RecordKind.Deal);
            Field(RoleNames.ScheduleAmountField, lines, schedule.AmountField, Amount);
            Field(RoleNames.ScheduleDueField, lines, schedule.DueField, Day);
            Field(RoleNames.ScheduleKindField, lines, schedule.KindField, Kind);
            Field(RoleNames.ScheduleCancelledField, lines, schedule.CancelledField, Switch);
        }
        if (mapping.Payments is { } payments && Table(RoleNames.PaymentsTable, payments.Table) is { } paid)
        {
            Field(RoleNames.PaymentsDealField, paid, payments.DealField, Link, RecordKind.Deal);
            Field(RoleNames.PaymentsAmountField, paid, payments.AmountField, Amount);
            Field(RoleNames.PaymentsPaidOnField, paid, payments.PaidOnField, Day);
            Field(RoleNames.PaymentsLineField, paid, payments.LineField, Link, mapping.Schedule is null ? null : RecordKind.Item(mapping.Schedule.Table));
            Field(RoleNames.PaymentsKindField, paid, payments.KindField, Kind);
            if (payments.NotReceiptKinds.Count > 0 && payments.KindField is null)
                problems.Add(new MappingProblem(RoleNames.PaymentsKindField, "missing"));
            if (payments.KindField is { } name && paid.Find(name) is { Type: FieldType.Choice } kind
                && payments.NotReceiptKinds.Any(id => kind.Options.All(option => option.Id != id)))
                problems.Add(new MappingProblem(RoleNames.PaymentsNotReceiptKinds, "unknown_option"));
        }
        if (mapping.PaymentSources.Zip(mapping.PaymentSources.Skip(1)).Any(pair => !((pair.First.From ?? DateOnly.MinValue) < pair.Second.From)))
            problems.Add(new MappingProblem(RoleNames.PaymentsTable, "not_in_order"));
        return problems;

        TableMetadata? TableOf(RecordKind kind) => metadata.Tables.FirstOrDefault(table => table.Kind == kind);

        TableMetadata? Table(string role, string name)
        {
            var table = TableOf(RecordKind.Item(name));
            if (table is null) problems.Add(new MappingProblem(role, "unknown_table"));
            return table;
        }

        void Field(string role, TableMetadata? table, string? name, FieldType[] types, RecordKind? linkTo = null)
        {
            if (name is null) return;
            if (table?.Find(name) is not { } field) problems.Add(new MappingProblem(role, "unknown_field"));
            else if (!types.Contains(field.Type) || (linkTo is not null && field.LinkTo is { } target && target != linkTo))
                problems.Add(new MappingProblem(role, "wrong_type"));
        }
    }

    private static void CheckSteps(TenantMapping mapping, HostMetadata metadata, List<MappingProblem> problems)
    {
        if (mapping.SalesPipelines.Count == 0) problems.Add(new MappingProblem(RoleNames.SalesPipelines, "missing"));
        if (mapping.SalesPipelines.Any(id => metadata.Pipelines.All(pipeline => pipeline.Id != id)))
            problems.Add(new MappingProblem(RoleNames.SalesPipelines, "unknown_pipeline"));
        var stages = metadata.Stages.Where(stage => mapping.SalesPipelines.Contains(stage.PipelineId)).Select(stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(stages.Where(id => !mapping.Steps.ContainsKey(id)).Order(StringComparer.Ordinal)
            .Select(id => new MappingProblem(RoleNames.Step(id), "missing")));
        problems.AddRange(mapping.Steps.Keys.Where(id => !stages.Contains(id)).Order(StringComparer.Ordinal)
            .Select(id => new MappingProblem(RoleNames.Step(id), "unknown_stage")));
        if (mapping.Steps.Count > 0 && !mapping.Steps.Values.Contains(FunnelStep.Contract)) problems.Add(new MappingProblem(RoleNames.Steps, "missing"));
    }
}
