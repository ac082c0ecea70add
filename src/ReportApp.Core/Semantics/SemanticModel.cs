using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>A column of the projection by its qualified name, such as <c>deal.amount</c>. Comes only from definitions.</summary>
internal readonly record struct ColumnName(string Table, string Column)
{
    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>A thing that is counted: a table, what it is joined to, who may see its rows, and its measures.</summary>
/// <param name="Joins">Other tables by the column that holds their id.</param>
/// <param name="Subject">What one row of a drill list stands for.</param>
/// <param name="OwnDeal">For <see cref="AccessRule.DealOrUnassigned"/>: empty here means without a deal.</param>
/// <param name="Role">Role of the mapping without which nothing is known.</param>
internal sealed record Entity(
    string Name, string Table, IReadOnlyDictionary<string, ColumnName> Joins, ColumnName Subject, LineColumns Line, AccessRule Access,
    ColumnName? OwnDeal, SourceRole? Role, IReadOnlyDictionary<string, ColumnName> Dimensions)
{
    /// <summary>Of what records a drill list is, where these are records of the host.</summary>
    public RecordKind Kind => Access is AccessRule.Lead or AccessRule.LeadAndDeal ? RecordKind.Lead : RecordKind.Deal;

    /// <summary>Whose visibility in the host decides about its rows; its numbers come from the feeds of these.</summary>
    public IReadOnlyList<RecordKind> Rights => Access is AccessRule.LeadAndDeal or AccessRule.LeadOrDeal ? [RecordKind.Lead, RecordKind.Deal] : [Kind];
}

internal sealed record LineColumns(ColumnName Id, ColumnName? Day, ColumnName? Kind);

internal enum AccessRule
{
    Deal,
    DealOrUnassigned,
    Target,
    Lead,

    /// <summary>A lead together with a deal that came from it: both must be visible.</summary>
    LeadAndDeal,

    /// <summary>What belongs to a lead or to a deal, and is seen with it.</summary>
    LeadOrDeal,
}

/// <summary>A role of <see cref="TenantMapping"/> that a tenant may not have mapped.</summary>
internal enum SourceRole { Objects, Schedule, Payments }

/// <summary>All entities and measures. Loaded once; a definition with a fault stops the start, and all faults are told at once.</summary>
internal sealed partial class SemanticModel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly IReadOnlyDictionary<string, Measure> _measures;

    private SemanticModel(IReadOnlyDictionary<string, Measure> measures) => _measures = measures;

    /// <exception cref="KeyNotFoundException">Definitions are checked at start, so this is our bug.</exception>
    public Measure this[string measure] => _measures[measure];

    public Measure? Find(string measure) => _measures.GetValueOrDefault(measure);

    /// <param name="columns">Table name to its columns: what definitions may name.</param>
    /// <param name="faults">Gets every fault, with its file.</param>
    public static SemanticModel Load(IReadOnlyDictionary<string, IReadOnlySet<string>> columns, ICollection<string> faults)
    {
        var measures = new Dictionary<string, Measure>();
        var readers = new List<Reader>();
        foreach (var (file, text) in Definitions.Read(".entity.json"))
        {
            if (Definitions.Parse<EntityFile>(file, text, Json, faults) is { } definition)
                readers.Add(new Reader(file, definition, columns, faults));
        }
        // Ratios and ranks name measures of any file, so they come when all of these are known.
        foreach (var reader in readers)
            Add(reader, reader.BasicMeasures());
        foreach (var reader in readers)
            Add(reader, [.. reader.DerivedMeasures(measures)]);
        return new SemanticModel(measures);

        void Add(Reader reader, IReadOnlyList<Measure> own)
        {
            foreach (var measure in own.Where(measure => !measures.TryAdd(measure.Name, measure)))
                faults.Add($"{reader.File}: measure {measure.Name} is defined elsewhere too");
        }
    }

    private sealed record EntityFile
    {
        public required string Table { get; init; }

        public Dictionary<string, string> Joins { get; init; } = [];

        public required string Subject { get; init; }

        public required LineFile Line { get; init; }

        public required AccessRule Access { get; init; }

        public string? OwnDeal { get; init; }

        public SourceRole? Role { get; init; }

        public required IReadOnlyDictionary<string, string> Dimensions { get; init; }

        public required IReadOnlyDictionary<string, MeasureFile> Measures { get; init; }
    }

    private sealed record LineFile
    {
        public required string Id { get; init; }

        public string? Day { get; init; }

        public string? Kind { get; init; }
    }

    private sealed record MeasureFile
    {
        public required Text Title { get; init; }

        /// <summary>A ratio or rank has that of what it is made of, unless it says another.</summary>
        public Text? Basis { get; init; }

        public required Text About { get; init; }

        public string? Value { get; init; }

        /// <summary>Money where there is a value, else a count, unless said otherwise.</summary>
        public MeasureUnit? Unit { get; init; }

        public Aggregate Aggregate { get; init; }

        public string? By { get; init; }

        public string? Until { get; init; }

        public MonthSpan Span { get; init; }

        public IReadOnlyList<ConditionFile>? Where { get; init; }

        public RatioFile? Ratio { get; init; }

        /// <summary>The measure that is ranked.</summary>
        public string? Rank { get; init; }
    }

    private sealed record RatioFile
    {
        public required string Of { get; init; }

        public required string To { get; init; }

        public Against Against { get; init; }
    }

    private sealed record ConditionFile
    {
        public required string Column { get; init; }

        public required ConditionTest Test { get; init; }

        public IReadOnlyList<string> Values { get; init; } = [];
    }

    private enum ConditionTest { In, True, False, Empty, Filled, Positive }

    /// <summary>Turns one file into measures, noting every fault.</summary>
    private sealed partial class Reader(
        string file, EntityFile definition, IReadOnlyDictionary<string, IReadOnlySet<string>> columns, ICollection<string> faults)
    {
        public string File => file;

        public IReadOnlyList<Measure> BasicMeasures()
        {
            if (!columns.ContainsKey(definition.Table))
                faults.Add($"{file}: there is no table {definition.Table}");
            var entity = new Entity(
                definition.Table, definition.Table,
                definition.Joins.ToDictionary(join => join.Key, join => Column(join.Value)),
                Column(definition.Subject),
                new LineColumns(Column(definition.Line.Id), Optional(definition.Line.Day), Optional(definition.Line.Kind)),
                definition.Access, Optional(definition.OwnDeal), definition.Role,
                definition.Dimensions.ToDictionary(dimension => dimension.Key, dimension => Column(dimension.Value)));
            if (entity.Access == AccessRule.DealOrUnassigned && entity.OwnDeal is null)
                faults.Add($"{file}: access {nameof(AccessRule.DealOrUnassigned)} needs ownDeal");
            foreach (var kind in entity.Rights.Where(kind => entity.Access != AccessRule.Target && entity.Table != kind.Name && !entity.Joins.ContainsKey(kind.Name)))
                faults.Add($"{file}: rows that follow a {kind} need a join to it");
            foreach (var name in definition.Measures.Keys.Where(name => !MeasureName().IsMatch(name)))
                faults.Add($"{file}: measure {name} is not in snake_case");
            return [.. definition.Measures.Where(named => IsBasic(named.Value)).Select(named => ToMeasure(named.Key, named.Value, entity))];
        }

        public IEnumerable<Measure> DerivedMeasures(IReadOnlyDictionary<string, Measure> known)
        {
            foreach (var (name, measure) in definition.Measures.Where(named => !IsBasic(named.Value)))
            {
                if (measure.Value is not null || measure.By is not null || measure.Where is not null || measure.Aggregate != Aggregate.Sum || (measure.Ratio is not null && measure.Rank is not null))
                    faults.Add($"{file}: measure {name} is a ratio or a rank and reads nothing itself");
                string[] named = measure.Ratio is { } parts ? [parts.Of, parts.To] : [measure.Rank!];
                var sources = named.Select(source => known.GetValueOrDefault(source) as BasicMeasure).ToList();
                foreach (var (source, _) in named.Zip(sources).Where(pair => pair.Second is null))
                    faults.Add($"{file}: measure {name} names {source}, which is no measure that reads records");
                if (sources is [{ } of, { } to])
                    yield return new RatioMeasure(name, measure.Title, measure.Basis ?? of.Basis, measure.About, measure.Unit ?? MeasureUnit.Percent, of, to, measure.Ratio!.Against);
                else if (sources is [{ } ranked])
                    yield return new RankMeasure(name, measure.Title, measure.Basis ?? ranked.Basis, measure.About, ranked);
            }
        }

        private static bool IsBasic(MeasureFile measure) => measure is { Ratio: null, Rank: null };

        private BasicMeasure ToMeasure(string name, MeasureFile measure, Entity entity)
        {
            if (measure.Basis is null || measure.Where is null)
                faults.Add($"{file}: measure {name} needs basis and where");
            if (measure.Aggregate != Aggregate.Sum && measure.Value is null)
                faults.Add($"{file}: measure {name} needs a value for its {measure.Aggregate}");
            var unit = measure.Unit ?? (measure.Value is null ? MeasureUnit.Count : MeasureUnit.Money);
            if (measure.Value is null && unit != MeasureUnit.Count)
                faults.Add($"{file}: measure {name} counts, or has a value");
            if (measure.Until is not null && measure.By is null)
                faults.Add($"{file}: measure {name} lasts until a day and needs one from which it does");
            if (measure.Until is not null && measure.Value is not null)
                faults.Add($"{file}: measure {name} lasts until a day and counts subjects: money of every day has no sum");
            if ((measure.By is null) != (measure.Span == MonthSpan.None))
                faults.Add($"{file}: measure {name} needs both by and span, or neither");
            return new BasicMeasure(
                name, measure.Title, measure.Basis ?? measure.Title, measure.About, unit, entity, Optional(measure.Value), measure.Aggregate, Optional(measure.By), measure.Span,
                [.. (measure.Where ?? []).Select(condition => ToCondition(name, condition))])
            {
                Until = Optional(measure.Until),
            };
        }

        private Condition ToCondition(string measure, ConditionFile condition)
        {
            if (condition.Test == ConditionTest.In != condition.Values.Count > 0)
                faults.Add($"{file}: measure {measure}: values belong to the test in, and to no other");
            var column = Column(condition.Column);
            return condition.Test switch
            {
                ConditionTest.In => new Condition.In(column, condition.Values),
                ConditionTest.True => new Condition.Is(column, true),
                ConditionTest.False => new Condition.Is(column, false),
                ConditionTest.Empty => new Condition.Empty(column),
                ConditionTest.Filled => new Condition.Filled(column),
                _ => new Condition.Positive(column),
            };
        }

        private ColumnName? Optional(string? name) => name is null ? null : Column(name);

        private ColumnName Column(string name)
        {
            var parts = name.Split('.');
            if (parts.Length != 2 || !columns.TryGetValue(parts[0], out var known) || !known.Contains(parts[1]))
                faults.Add($"{file}: there is no column {name}");
            else if (parts[0] != definition.Table && !definition.Joins.ContainsKey(parts[0]))
                faults.Add($"{file}: {name} needs a join to {parts[0]}");
            return parts.Length == 2 ? new ColumnName(parts[0], parts[1]) : new ColumnName(name, name);
        }

        [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
        private static partial Regex MeasureName();
    }
}

/// <summary>Definition files that ship inside the assembly.</summary>
internal static class Definitions
{
    /// <summary>File name and text of every definition whose name ends so, in order.</summary>
    public static IEnumerable<(string File, string Text)> Read(string ending)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            yield return (name, reader.ReadToEnd());
        }
    }

    /// <summary>Null, and a fault noted, when the file does not fit.</summary>
    public static T? Parse<T>(string file, string text, JsonSerializerOptions options, ICollection<string> faults)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, options);
        }
        catch (JsonException fault)
        {
            faults.Add($"{file}: {fault.Message}");
            return null;
        }
    }
}
