using System.Text.RegularExpressions;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Plans;

/// <summary>
/// Reads the scope of a target as people write it: <c>all</c>, or parts joined by <c> + </c>, each <c>complex:Name</c>,
/// <c>building:Complex / Name</c>, <c>manager:Name</c>, <c>department:Name</c>, or <c>#</c> and the host's id in place of a name.
/// </summary>
internal sealed partial class ScopeReader
{
    private readonly Names _complexes = new();
    private readonly Names _buildings = new();
    private readonly Names _managers = new();
    private readonly Names _departments = new();

    private ScopeReader() { }

    public static async Task<ScopeReader> CreateAsync(LandedRecords landed, ProjectionService projections, Tenant tenant, CancellationToken cancellationToken)
    {
        var names = new ScopeReader();
        // A dismissed seller had targets too, so users that are not active are known here.
        foreach (var user in await landed.ListAsync<User>(tenant.Id, RecordKind.User, cancellationToken))
            names._managers.Add(user.Id, Person(user.Name));
        foreach (var department in await landed.ListAsync<Department>(tenant.Id, RecordKind.Department, cancellationToken))
            names._departments.Add(department.Id, Plain(department.Name));
        if (tenant.Mapping?.Objects is not { } objects) return names;

        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var complex in await ListAsync(objects.ComplexTable))
        {
            titles[$"{complex.Kind}/{complex.Id}"] = TitleOf(complex);
            names._complexes.Add(complex.Id, TitleOf(complex));
        }
        foreach (var building in await ListAsync(objects.BuildingTable))
        {
            var link = objects.BuildingComplexField is { } field ? building.Fields.GetValueOrDefault(field)?.First : null;
            var complex = link is null ? null : titles.GetValueOrDefault(link);
            names._buildings.Add(building.Id, complex is null ? TitleOf(building) : $"{complex} / {TitleOf(building)}");
        }
        await names.AddWordsAsync(projections, tenant.Id, cancellationToken);
        return names;

        async Task<IReadOnlyList<Item>> ListAsync(string? table) =>
            table is null ? [] : await landed.ListAsync<Item>(tenant.Id, RecordKind.Item(table), cancellationToken);
    }

    /// <summary>Objects that the deals' own words name are those of the projection that no table has.</summary>
    private async Task AddWordsAsync(ProjectionService projections, TenantId tenant, CancellationToken cancellationToken)
    {
        using var reader = projections.Open(tenant);
        if (reader is null) return;
        var titles = (await reader.ComplexesAsync(cancellationToken)).ToDictionary(complex => complex.Id, complex => Plain(complex.Name), StringComparer.Ordinal);
        foreach (var (id, title) in titles) _complexes.Add(id, title);
        foreach (var building in await reader.BuildingsAsync(cancellationToken))
            _buildings.Add(building.Id, building.ComplexId is { } complex && titles.TryGetValue(complex, out var title) ? $"{title} / {Plain(building.Name)}" : Plain(building.Name));
    }

    /// <returns>The scope, or a stable code of what is wrong with it.</returns>
    public (PlanScope? Scope, string? Reason) Read(string text)
    {
        if (string.Equals(text, "all", StringComparison.OrdinalIgnoreCase)) return (new PlanScope(), null);
        var scope = new PlanScope();
        foreach (var part in text.Split(" + ", StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return (null, "bad_scope");
            var (kind, name) = (part[..colon].Trim().ToLowerInvariant(), part[(colon + 1)..].Trim());
            var (known, taken) = kind switch
            {
                "complex" => (_complexes, scope.ComplexId),
                "building" => (_buildings, scope.BuildingId),
                "manager" => (_managers, scope.ManagerId),
                "department" => (_departments, scope.DepartmentId),
                _ => (null, null),
            };
            if (known is null || taken is not null) return (null, "bad_scope");
            var (id, reason) = known.Find(name, kind == "manager" ? Person(name) : Plain(name));
            if (id is null) return (null, reason);
            scope = kind switch
            {
                "complex" => scope with { ComplexId = id },
                "building" => scope with { BuildingId = id },
                "manager" => scope with { ManagerId = id },
                _ => scope with { DepartmentId = id },
            };
        }
        return (scope, null);
    }

    /// <summary>
    /// As people name a row of their own table: the company, or the name of just one complex, building (<c>Complex / Name</c>), person or department,
    /// with <c>(#id)</c> behind it where several have that name; else as <see cref="Read"/>.
    /// </summary>
    /// <returns>The scope, or a stable code of what is wrong with it.</returns>
    public (PlanScope? Scope, string? Reason) ReadTitle(string text)
    {
        if (TargetWords.IsCompany(text)) return (new PlanScope(), null);
        var (name, id) = Numbered().Match(text) is { Success: true } numbered ? (numbered.Groups[1].Value, numbered.Groups[2].Value) : (text, null);
        List<PlanScope> named =
        [
            .. _complexes.Called(Plain(name)).Select(complex => new PlanScope(ComplexId: complex)),
            .. _buildings.Called(Plain(name)).Select(building => new PlanScope(BuildingId: building)),
            .. _managers.Called(Person(name)).Select(manager => new PlanScope(ManagerId: manager)),
            .. _departments.Called(Plain(name)).Select(department => new PlanScope(DepartmentId: department)),
        ];
        var found = named.Where(scope => id is null || (scope.ComplexId ?? scope.BuildingId ?? scope.ManagerId ?? scope.DepartmentId) == id).ToList();
        if (found.Count == 1) return (found[0], null);
        if (found.Count > 1) return (null, "ambiguous_name");
        return text.Contains(':', StringComparison.Ordinal) ? Read(text) : (null, text.Length == 0 ? "bad_scope" : "unknown_name");
    }

    /// <summary>What <see cref="ReadTitle"/> takes for just this scope.</summary>
    /// <param name="title">A building's with its complex: <c>Complex / Name</c>.</param>
    public string TitleOf(PlanScope scope, string title)
    {
        var (kind, id) = scope switch
        {
            { ComplexId: { } complex } => ("complex", complex),
            { BuildingId: { } building } => ("building", building),
            { ManagerId: { } manager } => ("manager", manager),
            _ => ("department", scope.DepartmentId!),
        };
        return new[] { title, $"{title} (#{id})" }.FirstOrDefault(text => ReadTitle(text).Scope == scope) ?? $"{kind}:#{id}";
    }

    [GeneratedRegex(@"^(.+) \(#([^()]+)\)$")]
    private static partial Regex Numbered();

    private static string TitleOf(Item item) => Plain(item.Fields.GetValueOrDefault("title")?.First ?? $"#{item.Id}");

    private static string Plain(string name) => TargetWords.Plain(name);

    /// <summary>Family name first or last: people write both.</summary>
    private static string Person(string name) => string.Join(' ', Plain(name).Split(' ').Order(StringComparer.Ordinal));

    private sealed class Names
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal);

        public void Add(string id, string name)
        {
            if (!_ids.Add(id)) return;
            if (!_byName.TryGetValue(name, out var ids)) _byName[name] = ids = [];
            ids.Add(id);
        }

        public List<string> Called(string name) => _byName.GetValueOrDefault(name) ?? [];

        public (string? Id, string? Reason) Find(string written, string name) =>
            written.StartsWith('#') && _ids.Contains(written[1..].Trim()) ? (written[1..].Trim(), null)
            : !_byName.TryGetValue(name, out var ids) ? (null, "unknown_name")
            : ids.Count > 1 ? (null, "ambiguous_name")
            : (ids[0], null);
    }
}
