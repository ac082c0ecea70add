using System.Text.Json.Serialization;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>A mapping on an administrator's table: what stands there, what else would fit, what it gives on real records, and what is wrong.</summary>
/// <param name="Mapping">What would be accepted; null while something is missing.</param>
/// <param name="Problems">All of them, also those of a role that no line shows.</param>
/// <param name="Records">How many of the newest deals were looked at.</param>
public sealed record MappingDraft(
    IReadOnlyList<RoleLine> Roles, IReadOnlyList<StageLine> Stages, TenantMapping? Mapping, IReadOnlyList<MappingProblem> Problems, int Records);

/// <param name="Role">One of <see cref="RoleNames"/>.</param>
/// <param name="IsTable">Its sources are tables; else fields, pipelines or options.</param>
/// <param name="Table">What the host's people call the table whose fields may be chosen; null for other roles.</param>
/// <param name="IsChain">Its sources are fields in order: the first that is filled wins, for each record by itself.</param>
/// <param name="Sources">Chosen; empty: not mapped.</param>
/// <param name="Choices">What fits, the chosen included.</param>
/// <param name="IsSure">Somebody accepted it, or its name leaves no doubt.</param>
/// <param name="Problem">Stable code of <see cref="MappingProblem"/>.</param>
/// <param name="Sample">What it gives; null where nothing is chosen.</param>
/// <param name="Shares">Where the fact comes from, of the newest deals that should have it; empty of a role that has one source only.</param>
public sealed record RoleLine(
    string Role, bool IsMany, bool IsChain, bool IsRequired, bool IsTable, string? Table, IReadOnlyList<string> Sources, IReadOnlyList<RoleChoice> Choices, bool IsSure,
    string? Problem, RoleSample? Sample, IReadOnlyList<SourceShare> Shares);

/// <param name="Title">What the host's people call it.</param>
public sealed record RoleChoice(string Source, string Title);

/// <param name="Records">Of the newest deals, how many stand in it.</param>
public sealed record StageLine(string Stage, string Title, string Pipeline, FunnelStep? Step, bool IsSure, string? Problem, int Records);

/// <summary>What a source gives on the newest records of its table.</summary>
/// <param name="Records">Looked at.</param>
/// <param name="Filled">Have a value that can be used.</param>
/// <param name="Unparsed">Have one that cannot be read, or could not be read as a whole.</param>
/// <param name="Unmapped">Point at a record of another kind, or have an option that is none.</param>
/// <param name="Values">The first few.</param>
public sealed record RoleSample(int Records, int Filled, int Unparsed, int Unmapped, IReadOnlyList<SampleValue> Values);

/// <param name="Record">What the record is called.</param>
/// <param name="Value">As text in the form of <see cref="FieldValue"/>, with titles in place of ids; null: empty.</param>
public sealed record SampleValue(string Record, SampleState State, string? Value);

[JsonConverter(typeof(NamedEnumConverter<SampleState>))]
public enum SampleState
{
    [JsonStringEnumMemberName("filled")] Filled,
    [JsonStringEnumMemberName("empty")] Empty,
    [JsonStringEnumMemberName("unparsed")] Unparsed,
    [JsonStringEnumMemberName("unmapped")] Unmapped,
}

/// <summary>Lays a mapping out for the wizard. Pure: what the host has and a few of its records come in.</summary>
internal static class MappingDrafting
{
    private const int Shown = 5;

    /// <param name="isAccepted">The basis is what an administrator accepted, so what it says is no guess.</param>
    public static MappingDraft Draft(
        TenantMapping basis, bool isAccepted, IReadOnlyDictionary<string, IReadOnlyList<string>> changes, HostMetadata metadata, IReadOnlyList<RecordSample> samples)
    {
        var before = MappingRoles.SourcesOf(basis);
        var sources = before.ToDictionary(StringComparer.Ordinal);
        foreach (var (role, chosen) in changes) sources[role] = chosen;
        var (mapping, missing) = MappingRoles.Build(basis, sources, metadata);
        IReadOnlyList<MappingProblem> problems = [.. missing, .. MappingCheck.Check(mapping, metadata)];
        var proposed = MappingProposal.Propose(metadata).Roles.ToLookup(role => role.Role);
        var probe = MappingRoles.Probe(sources);
        var deals = samples.FirstOrDefault(sample => sample.Kind == RecordKind.Deal)?.Records.OfType<Deal>().ToList() ?? [];
        var sold = SoldIn(samples);
        return new MappingDraft(
            [.. MappingRoles.All.Select(Line)], [.. StageLines()], missing.Count > 0 ? null : mapping, problems, deals.Count);

        RoleLine Line(MappingRole role)
        {
            var chosen = sources[role.Name];
            var table = TableOf(role);
            var choices = ChoicesOf(role, table).ToList();
            // What is chosen and gone from the host is shown all the same, so that it can be seen and taken away.
            choices.AddRange(chosen.Where(source => choices.All(choice => choice.Source != source)).Select(source => new RoleChoice(source, source)));
            return new RoleLine(
                role.Name, role.IsMany, role.IsChain, role.IsRequired, role.IsTable, role.IsTable ? null : table?.Title, chosen, choices, IsSure(role.Name, chosen),
                problems.FirstOrDefault(problem => problem.Role == role.Name)?.Reason,
                chosen.Count == 0 ? null : SampleOf(role, chosen, table), SharesOf(role, chosen));
        }

        // Of a deal that has no contract yet nobody expects the facts of one.
        IReadOnlyList<SourceShare> SharesOf(MappingRole role, IReadOnlyList<string> chosen)
        {
            var contracts = deals.Where(deal => mapping.Steps.TryGetValue(deal.StageId, out var step) && step is >= FunnelStep.Contract and < FunnelStep.Lost);
            // From the booking on a deal has an object.
            var booked = deals.Where(deal => mapping.Steps.TryGetValue(deal.StageId, out var step) && step is >= FunnelStep.Reservation and < FunnelStep.Lost);
            return role.Name switch
            {
                RoleNames.Seller => Count(deals.Where(deal => mapping.SalesPipelines.Contains(deal.PipelineId)), deal => deal.OwnerId is null ? FactSource.None : FactSource.Owner),
                RoleNames.ContractDate => Count(contracts, _ => FactSource.Stage),
                RoleNames.ContractAmount => Count(contracts, deal => deal.Amount is null ? FactSource.None : FactSource.Deal),
                RoleNames.ContractArea => Count(contracts, _ => FactSource.None),
                RoleNames.DealBuilding => Count(
                    booked, deal => sold(deal) is { ParentId: not null } ? FactSource.Section : FactSource.None, Chain(RoleNames.DealUnitField, role.Name)),
                RoleNames.DealComplex => Count(
                    booked, deal => sold(deal) is null ? FactSource.None : FactSource.Section, Chain(RoleNames.DealUnitField, RoleNames.DealBuilding, role.Name)),
                _ => [],
            };

            // The object is looked for in the roles of others, too; a word for a building tells no complex.
            IReadOnlyList<string> Chain(params string[] roles) =>
            [
                .. roles.SelectMany(other => sources[other])
                    .Where(name => role.Name == RoleNames.DealBuilding || chosen.Contains(name) || Find(RecordKind.Deal)?.Find(name)?.Type == FieldType.Link),
            ];

            IReadOnlyList<SourceShare> Count(IEnumerable<Deal> expected, Func<Deal, string> otherwise, IReadOnlyList<string>? chain = null) =>
            [
                .. from deal in expected
                   let field = (chain ?? chosen).FirstOrDefault(name => IsFilled(deal, name))
                   group deal by field is null ? otherwise(deal) : FactSource.Field(field) into same
                   orderby same.Key != FactSource.None descending, same.Count() descending, same.Key
                   select new SourceShare(same.Key, same.Count()),
            ];
        }

        bool IsFilled(Deal deal, string name) =>
            Find(RecordKind.Deal)?.Find(name) is { } field && Read(deal, field, null, null).State == SampleState.Filled;

        bool IsSure(string role, IReadOnlyList<string> chosen) =>
            changes.ContainsKey(role) || isAccepted || (proposed[role].Any() ? proposed[role].All(one => one.IsSure) : chosen.Count > 0);

        IEnumerable<RoleChoice> ChoicesOf(MappingRole role, TableMetadata? table) =>
            role.Name == RoleNames.Catalogue
                ? metadata.Catalogues.Select(catalogue => new RoleChoice(catalogue.Id, catalogue.Title))
            : role.Name == RoleNames.SalesPipelines
                ? metadata.Pipelines.OrderBy(pipeline => pipeline.Order).Select(pipeline => new RoleChoice(pipeline.Id, pipeline.Name))
            : role.IsTable
                ? metadata.Tables.Where(other => other.Kind.ItemHostName is { } name && Fits(role, name)).Select(other => new RoleChoice(other.Kind.ItemHostName!, other.Title))
            : role is { IsMany: true, IsChain: false }
                ? KindField(role, table)?.Options.Select(option => new RoleChoice(option.Id, option.Title)) ?? []
            : table?.Fields.Where(field => Fits(role, field.Name)).Select(field => new RoleChoice(field.Name, field.Title)) ?? [];

        bool Fits(MappingRole role, string source) =>
            MappingCheck.Check(MappingRoles.Try(probe, role, source), metadata).All(problem => problem.Role != role.Name || problem.Reason == "missing");

        // A field of a section lies in the section's table; where it has none of its own, in the deal.
        TableMetadata? TableOf(MappingRole role)
        {
            if (role.Name == RoleNames.Catalogue) return null;
            var name = role.Name switch
            {
                RoleNames.BuildingComplexField => RoleNames.BuildingTable,
                RoleNames.UnitBuildingField => RoleNames.UnitTable,
                _ => role.Section + ".table",
            };
            return !sources.TryGetValue(name, out var table) ? Find(RecordKind.Deal)
                : table is [var only] ? Find(RecordKind.Item(only)) : null;
        }

        TableMetadata? Find(RecordKind kind) => metadata.Tables.FirstOrDefault(table => table.Kind == kind);

        FieldMetadata? KindField(MappingRole role, TableMetadata? table) =>
            sources.TryGetValue($"{role.Section}.kindField", out var kind) && kind is [var name] ? table?.Find(name) : null;

        RoleSample? SampleOf(MappingRole role, IReadOnlyList<string> chosen, TableMetadata? table)
        {
            if (role.Name == RoleNames.SalesPipelines)
            {
                return new RoleSample(
                    deals.Count, deals.Count(deal => chosen.Contains(deal.PipelineId)), 0, deals.Count(deal => !chosen.Contains(deal.PipelineId)),
                    [.. deals.Take(Shown).Select(deal => new SampleValue(
                        deal.Title, chosen.Contains(deal.PipelineId) ? SampleState.Filled : SampleState.Unmapped,
                        metadata.Pipelines.FirstOrDefault(pipeline => pipeline.Id == deal.PipelineId)?.Name))]);
            }
            if (role.Name == RoleNames.Catalogue)
            {
                var found = deals.Select(deal => (deal.Title, Section: sold(deal))).ToList();
                return new RoleSample(
                    deals.Count, found.Count(deal => deal.Section is not null), 0, 0,
                    [.. found.OrderBy(deal => deal.Section is null).Take(Shown).Select(deal => new SampleValue(
                        deal.Title, deal.Section is null ? SampleState.Empty : SampleState.Filled, deal.Section?.Name))]);
            }
            var kind = role.IsTable ? RecordKind.Item(chosen[0]) : table?.Kind;
            if (kind is null || samples.FirstOrDefault(sample => sample.Kind == kind) is not { } sample) return null;
            if (role.IsTable)
            {
                return new RoleSample(
                    sample.Records.Count + sample.Unreadable, sample.Records.Count, sample.Unreadable, 0,
                    [.. sample.Records.Take(Shown).Select(record => new SampleValue(TitleOf(record), SampleState.Filled, TitleOf(record)))]);
            }
            IReadOnlyList<FieldMetadata> fields = role is { IsMany: true, IsChain: false }
                ? [.. new[] { KindField(role, table) }.OfType<FieldMetadata>()]
                : [.. chosen.Select(name => table!.Find(name)).OfType<FieldMetadata>()];
            if (fields.Count == 0) return null;
            var target = TargetOf(role);
            var options = role is { IsMany: true, IsChain: false } ? chosen : null;
            // Of a chain the first filled one, else the first that says why it is not.
            var values = sample.Records.Select(record => fields.Select(field => Read(record, field, target, options)).OrderBy(value => value.State switch
            {
                SampleState.Filled => 0,
                SampleState.Empty => 2,
                _ => 1,
            }).First()).ToList();
            return new RoleSample(
                values.Count + sample.Unreadable, values.Count(value => value.State == SampleState.Filled),
                values.Count(value => value.State == SampleState.Unparsed) + sample.Unreadable, values.Count(value => value.State == SampleState.Unmapped),
                [.. values.OrderBy(value => value.State == SampleState.Empty).Take(Shown)]);
        }

        // The kind a link of this role must point at; null: any.
        RecordKind? TargetOf(MappingRole role) => role.Name switch
        {
            RoleNames.ScheduleDealField or RoleNames.PaymentsDealField => RecordKind.Deal,
            RoleNames.DealComplex or RoleNames.BuildingComplexField => Chosen(RoleNames.ComplexTable),
            RoleNames.DealBuilding or RoleNames.UnitBuildingField => Chosen(RoleNames.BuildingTable),
            RoleNames.DealUnitField => Chosen(RoleNames.UnitTable),
            RoleNames.PaymentsLineField => Chosen(RoleNames.ScheduleTable),
            _ => null,
        };

        RecordKind? Chosen(string role) => sources.TryGetValue(role, out var table) && table is [var only] ? RecordKind.Item(only) : null;

        SampleValue Read(HostRecord record, FieldMetadata field, RecordKind? target, IReadOnlyList<string>? options)
        {
            var text = FieldsOf(record).TryGetValue(field.Name, out var value) ? value.First : null;
            if (text is null) return new SampleValue(TitleOf(record), SampleState.Empty, null);
            switch (field.Type)
            {
                case FieldType.Link:
                    var slash = text.LastIndexOf('/');
                    var isOther = slash >= 0 && target is { } wanted && text[..slash] != wanted.Name;
                    var pointed = samples.SelectMany(sample => sample.Records).FirstOrDefault(other => $"{other.Kind}/{other.Id}" == text);
                    return new SampleValue(
                        TitleOf(record), isOther ? SampleState.Unmapped : SampleState.Filled, pointed is null ? "#" + text[(slash + 1)..] : TitleOf(pointed));
                case FieldType.Choice:
                    var (id, title) = FieldOptionText.Read(text);
                    var option = field.Options.FirstOrDefault(option => option.Id == id);
                    var isKnown = option is not null && options?.Contains(id) != false;
                    return new SampleValue(TitleOf(record), isKnown ? SampleState.Filled : SampleState.Unmapped, option?.Title ?? title);
                case FieldType.Money or FieldType.Number when !decimal.TryParse(
                    text.Split(' ')[0], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _):
                    return new SampleValue(TitleOf(record), SampleState.Unparsed, text);
                default:
                    return new SampleValue(TitleOf(record), SampleState.Filled, text);
            }
        }

        IEnumerable<StageLine> StageLines() =>
            from pipeline in metadata.Pipelines.OrderBy(pipeline => pipeline.Order)
            where mapping.SalesPipelines.Contains(pipeline.Id)
            from stage in metadata.Stages.Where(stage => stage.PipelineId == pipeline.Id).OrderBy(stage => stage.Order)
            let role = RoleNames.Step(stage.Id)
            select new StageLine(
                stage.Id, stage.Name, pipeline.Name, mapping.Steps.TryGetValue(stage.Id, out var step) ? step : null,
                changes.ContainsKey(role) || (isAccepted && before.ContainsKey(role)) || proposed[role].Any(one => one.IsSure),
                problems.FirstOrDefault(problem => problem.Role == role)?.Reason, deals.Count(deal => deal.StageId == stage.Id));
    }

    /// <summary>Deals to the first section in which lies what they sell.</summary>
    private static Func<Deal, Section?> SoldIn(IReadOnlyList<RecordSample> samples)
    {
        var records = samples.SelectMany(sample => sample.Records).ToList();
        var lines = records.OfType<DealLines>().ToDictionary(deal => deal.Id, deal => deal.Lines);
        var products = records.OfType<Product>().ToDictionary(product => product.Id);
        var sections = records.OfType<Section>().ToDictionary(section => section.Id);
        return deal => lines.GetValueOrDefault(deal.Id, []).Select(line => products.GetValueOrDefault(line.ProductId ?? "")?.SectionId)
            .OfType<string>().Select(section => sections.GetValueOrDefault(section)).FirstOrDefault(section => section is not null);
    }

    /// <summary>The tables whose records such a draft shows.</summary>
    public static IReadOnlyList<RecordKind> KindsOf(IReadOnlyDictionary<string, IReadOnlyList<string>> sources) =>
    [
        RecordKind.Deal,
        .. MappingRoles.All.Where(role => role.IsTable && sources.GetValueOrDefault(role.Name) is [_]).Select(role => RecordKind.Item(sources[role.Name][0])).Distinct(),
    ];

    private static string TitleOf(HostRecord record) => record switch
    {
        Deal { Title.Length: > 0 } deal => deal.Title,
        Item item when item.Fields.TryGetValue("title", out var title) && title.First is { } text => text,
        _ => "#" + record.Id,
    };

    private static IReadOnlyDictionary<string, FieldValue> FieldsOf(HostRecord record) => record switch
    {
        Deal deal => deal.Fields,
        Item item => item.Fields,
        _ => new Dictionary<string, FieldValue>(),
    };
}
