using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>A role of <see cref="RoleNames"/>, as the shape of <see cref="TenantMapping"/> tells it.</summary>
/// <param name="Section">Member of the mapping it belongs to; null: the mapping's own.</param>
/// <param name="Member">Its member there.</param>
/// <param name="IsMany">It takes several sources.</param>
/// <param name="IsRequired">Its section cannot be without it.</param>
internal sealed record MappingRole(string Name, string? Section, string Member, bool IsMany, bool IsRequired)
{
    /// <summary>Its source is a table of the host; others are fields, pipelines or options.</summary>
    public bool IsTable => Member.EndsWith("table", StringComparison.OrdinalIgnoreCase);

    /// <summary>Its sources are fields in order: the first that is filled wins, for each record by itself.</summary>
    public bool IsChain => Member.EndsWith("Fields", StringComparison.Ordinal);
}

/// <summary>
/// A mapping as a flat list of roles and their sources, as a screen and a profile need it. A role's name is its path in the mapping's JSON,
/// so a new member of the mapping with a name among <see cref="RoleNames"/> is a new role here without further ado.
/// </summary>
internal static class MappingRoles
{
    public const string StepPrefix = "step:";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Every role but the steps of stages, in the order of <see cref="RoleNames"/>.</summary>
    public static IReadOnlyList<MappingRole> All { get; } =
    [
        .. from name in typeof(RoleNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
           let role = (string)name.GetRawConstantValue()!
           where role != RoleNames.Steps
           select Describe(role),
    ];

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> SourcesOf(TenantMapping mapping)
    {
        var json = Write(mapping);
        var sources = All.ToDictionary(
            role => role.Name,
            IReadOnlyList<string> (role) => (role.Section is null ? json : json[role.Section])?[role.Member] switch
            {
                JsonArray many => [.. many.Select(item => (string)item!)],
                JsonValue one => [(string)one!],
                _ => [],
            },
            StringComparer.Ordinal);
        foreach (var (stage, step) in mapping.Steps) sources[RoleNames.Step(stage)] = [NameOf(step)];
        return sources;
    }

    /// <summary>The mapping with other sources for its roles. What is no role (the sources of imported files) stays as it is.</summary>
    /// <param name="sources">A role that is absent keeps its sources; an empty list takes them away. Steps of stages outside the sales pipelines fall away.</param>
    /// <returns>The mapping without the sections that lack something, and what they lack: it may be checked, and used when nothing is missing.</returns>
    public static (TenantMapping Mapping, IReadOnlyList<MappingProblem> Missing) Build(
        TenantMapping basis, IReadOnlyDictionary<string, IReadOnlyList<string>> sources, HostMetadata metadata)
    {
        var json = Write(basis);
        foreach (var role in All.Where(role => sources.ContainsKey(role.Name))) Set(json, role, sources[role.Name]);
        var missing = new List<MappingProblem>();
        foreach (var section in All.Where(role => role.Section is not null).GroupBy(role => role.Section!))
        {
            if (json[section.Key] is not JsonObject body) continue;
            var lacking = section.Where(role => role.IsRequired && !role.IsMany && body[role.Member] is null).ToList();
            // A section nothing is chosen for is not mapped, which is no fault.
            var isChosen = section.Any(role => body[role.Member] is JsonValue or JsonArray { Count: > 0 });
            if (isChosen) missing.AddRange(lacking.Select(role => new MappingProblem(role.Name, "missing")));
            if (!isChosen || lacking.Count > 0) json[section.Key] = null;
        }
        var mapping = json.Deserialize<TenantMapping>(Json)!;
        return (mapping with { Steps = StepsOf(mapping, sources, metadata) }, missing);
    }

    /// <summary>These sources as a mapping to ask about single roles, whatever it lacks.</summary>
    public static JsonObject Probe(IReadOnlyDictionary<string, IReadOnlyList<string>> sources)
    {
        var json = Write(new TenantMapping { SalesPipelines = [], Steps = new Dictionary<string, FunnelStep>() });
        foreach (var role in All.Where(role => sources.ContainsKey(role.Name))) Set(json, role, sources[role.Name]);
        return json;
    }

    /// <summary>The probe with another source for one role: only good for asking whether that source fits.</summary>
    public static TenantMapping Try(JsonObject probe, MappingRole role, string source)
    {
        var json = (JsonObject)probe.DeepClone();
        Set(json, role, [source]);
        foreach (var other in All.Where(other => other is { Section: not null, IsRequired: true, IsMany: false }))
        {
            if (json[other.Section!] is JsonObject body && body[other.Member] is null) body[other.Member] = string.Empty;
        }
        return json.Deserialize<TenantMapping>(Json)!;
    }

    public static string NameOf(FunnelStep step) => JsonSerializer.SerializeToElement(step, Json).GetString()!;

    /// <summary>As somebody chose, else as it was, else as the stage's name says.</summary>
    private static Dictionary<string, FunnelStep> StepsOf(
        TenantMapping mapping, IReadOnlyDictionary<string, IReadOnlyList<string>> sources, HostMetadata metadata)
    {
        var steps = new Dictionary<string, FunnelStep>(StringComparer.Ordinal);
        foreach (var pipeline in mapping.SalesPipelines)
        {
            FunnelStep? reached = null;
            foreach (var stage in metadata.Stages.Where(stage => stage.PipelineId == pipeline).OrderBy(stage => stage.Order).ThenBy(stage => stage.Id, StringComparer.Ordinal))
            {
                if (sources.TryGetValue(RoleNames.Step(stage.Id), out var chosen) && chosen is [var name] && ReadStep(name) is { } step) steps[stage.Id] = step;
                else if (mapping.Steps.TryGetValue(stage.Id, out step)) steps[stage.Id] = step;
                else if (MappingProposal.StepOf(stage, reached).Step is { } named) steps[stage.Id] = named;
                if (stage.Meaning == StageMeaning.InProgress) reached = steps[stage.Id];
            }
        }
        return steps;
    }

    private static FunnelStep? ReadStep(string name) =>
        Enum.GetValues<FunnelStep>().Where(step => NameOf(step) == name).Select(step => (FunnelStep?)step).FirstOrDefault();

    private static void Set(JsonObject json, MappingRole role, IReadOnlyList<string> sources)
    {
        var body = json;
        if (role.Section is { } section)
        {
            if (json[section] is not JsonObject own)
            {
                if (sources.Count == 0) return;
                json[section] = own = [];
            }
            body = own;
        }
        body[role.Member] = role.IsMany ? new JsonArray([.. sources.Select(source => JsonValue.Create(source))])
            : sources is [var only, ..] ? JsonValue.Create(only) : null;
        if (role.Section is null) return;
        foreach (var many in All.Where(other => other.Section == role.Section && other.IsMany && body[other.Member] is null)) body[many.Member] = new JsonArray();
    }

    private static JsonObject Write(TenantMapping mapping) => JsonSerializer.SerializeToNode(mapping, Json)!.AsObject();

    private static MappingRole Describe(string role)
    {
        var (section, member) = role.Split('.') is [var first, var second] ? (first, second) : (null, role);
        var type = section is null ? typeof(TenantMapping) : PropertyOf(typeof(TenantMapping), section).PropertyType;
        var property = PropertyOf(type, member);
        return new MappingRole(
            role, section, member, property.PropertyType != typeof(string), Nullability.Create(property).ReadState == NullabilityState.NotNull);
    }

    private static PropertyInfo PropertyOf(Type type, string name) =>
        type.GetProperties().SingleOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name)
        ?? throw new InvalidOperationException($"The role names {type.Name}.{name}, which is no member: a role's name is its path in the mapping's JSON.");
}
