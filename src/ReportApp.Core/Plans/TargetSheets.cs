using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Plans;

/// <summary>The targets of months as a sheet: seen and changed as far as a person's rights go, with every former version.</summary>
public sealed class TargetSheets(
    TenantDirectory tenants, LandedRecords landed, PlanTargets targets, VisibilityService visibility, ProjectionService projections, TimeProvider clock)
{
    internal const string Company = "all";
    private const int MostProblems = 1_000;

    /// <param name="first">First month; null: the current one.</param>
    /// <param name="count">Of months.</param>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    public async Task<TargetSheet> ReadAsync(Viewer viewer, string kind, string metric, YearMonth? first, int count, CancellationToken cancellationToken)
    {
        var (tenant, rights) = await RightsAsync(viewer, cancellationToken);
        var current = YearMonth.Of(tenant.DayOf(clock.GetUtcNow()));
        var from = first ?? current;
        var months = Enumerable.Range(0, count).Select(from.Plus).ToList();
        var known = (await targets.ListLatestAsync(tenant.Id, kind, metric, months, cancellationToken)).ToLookup(target => target.Scope.ToString());
        var locked = (await targets.ListLockedAsync(tenant.Id, cancellationToken)).ToDictionary(month => month.Month);
        var rows = await RowsAsync(tenant, rights, cancellationToken);
        var shown = rows.Select(row => row.Scope?.ToString()).ToHashSet();
        // Those of people who have left, and of a manager in one object, stand behind the others while they have a value.
        rows.AddRange(known.Where(own => own.Any(target => target.Value is not null) && !shown.Contains(own.Key)).Select(own => own.First().Scope).Where(rights.MaySee)
            .Select(scope => new Row($"other:{scope}", null, 0, "other", TitleOf(scope, rights.Team, rows), scope)));
        var inUse = (await targets.ListScopesAsync(tenant.Id, kind, TargetRules.Steps, cancellationToken)).Where(target => rights.MaySee(target.Scope)).Select(target => target.Metric).Append(metric).ToHashSet();
        return new TargetSheet(
            kind, metric, [.. TargetRules.Metrics.Where(each => !TargetRules.Steps.Contains(each) || inUse.Contains(each))], tenant.Currency, current,
            [.. months.Select(month => locked.TryGetValue(month, out var found) ? new TargetMonth(month, rights.Team.NameOf(found.AuthorId), found.LockedAt) : new TargetMonth(month, null, null))],
            rights.MayLock,
            [
                .. rows.Select(row =>
                {
                    var own = row.Scope is null ? [] : known[row.Scope.ToString()].ToDictionary(target => target.Month);
                    return new TargetSheetRow(
                        row.Key, row.Parent, row.Level, row.Group, row.Title, row.Scope is null ? null : KeyOf(row.Scope), row.Scope is not null && rights.MaySet(row.Scope),
                        [.. months.Select(month => own.TryGetValue(month, out var target) ? CellOf(target, tenant) : new TargetCell(null, 0, null))]);
                }),
            ]);
    }

    /// <summary>Targets of single people in a month, as far as the viewer may set them.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    internal async Task<SettableTargets> ReadSettableAsync(Viewer viewer, string kind, IReadOnlyCollection<string> metrics, YearMonth month, CancellationToken cancellationToken)
    {
        var (tenant, rights) = await RightsAsync(viewer, cancellationToken);
        var managers = rights.Team.PlannedBy(viewer).Select(user => user.Id).Where(id => rights.MaySet(new PlanScope(ManagerId: id))).ToHashSet();
        var cells = new Dictionary<(string, string), TargetCell>();
        if (managers.Count == 0) return new SettableTargets(null, managers, cells);
        foreach (var metric in metrics)
        {
            foreach (var target in await targets.ListLatestAsync(tenant.Id, kind, metric, [month], cancellationToken))
                if (target.Scope is { ManagerId: { } id, ComplexId: null, BuildingId: null, DepartmentId: null } && managers.Contains(id)) cells[(metric, id)] = CellOf(target, tenant);
        }
        var locked = (await targets.ListLockedAsync(tenant.Id, cancellationToken)).FirstOrDefault(each => each.Month == month);
        return new SettableTargets(locked is null ? null : rights.Team.NameOf(locked.AuthorId), managers, cells);
    }

    /// <summary>All versions of one target, the newest first; null: the viewer may not see it.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<IReadOnlyList<TargetVersionView>?> ListVersionsAsync(
        Viewer viewer, string kind, string metric, string scope, YearMonth month, CancellationToken cancellationToken)
    {
        var (tenant, rights) = await RightsAsync(viewer, cancellationToken);
        if ((scope == Company ? new PlanScope() : PlanScope.TryParse(scope)) is not { } asked || !rights.MaySee(asked)) return null;
        return
        [
            .. (await targets.ListVersionsAsync(tenant.Id, kind, metric, asked, month, cancellationToken)).Select(version => new TargetVersionView(
                version.Version, version.Value, version.Currency, rights.Team.NameOf(version.AuthorId), version.CreatedAt)),
        ];
    }

    /// <summary>All of them or none.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<TargetsChanged> ChangeAsync(Viewer viewer, TargetChanges changes, CancellationToken cancellationToken)
    {
        var (tenant, rights) = await RightsAsync(viewer, cancellationToken);
        var settable = (await RowsAsync(tenant, rights, cancellationToken)).Select(row => row.Scope).OfType<PlanScope>()
            .Concat((await targets.ListAsync(tenant.Id, cancellationToken)).Select(target => target.Scope)).Where(rights.MaySee).Select(KeyOf).ToHashSet();
        var problems = new List<PlanProblem>();
        var planned = new Dictionary<PlannedTarget, int>();
        var seen = new HashSet<(string, string, string)>();
        for (var index = 0; index < changes.Changes.Count && problems.Count < MostProblems; index++)
        {
            var before = problems.Count;
            if (changes.Changes[index] is not { } change)
            {
                problems.Add(new PlanProblem($"changes[{index}]", "required"));
                continue;
            }
            var metric = change.Metric ?? changes.Metric;
            if (!TargetRules.Metrics.Contains(metric)) Refuse(index, "metric", "unknown_metric");
            if (!settable.Contains(change.Scope)) Refuse(index, "scope", "unknown");
            else if (!rights.MaySet(ScopeOf(change.Scope))) Refuse(index, "scope", "not_allowed");
            if (!TargetRules.TryMonth(change.Month, out var month)) Refuse(index, "month", "bad_month");
            if (change.Value is { } value && TargetRules.Refuse(metric, value) is { } fault) Refuse(index, "value", fault);
            if (!seen.Add((metric, change.Scope, change.Month))) Refuse(index, "scope", "repeated");
            if (problems.Count == before) planned.Add(new PlannedTarget(changes.Kind, ScopeOf(change.Scope), month, metric, change.Value, change.Version), index);
        }
        if (problems.Count > 0) return new TargetsChanged.Refused(problems);
        switch (await targets.SetAsync(viewer, planned.Keys, tenant.Currency, "targets-set", cancellationToken))
        {
            case TargetsSet.Done done:
                return new TargetsChanged.Done(done.Changed);
            case TargetsSet.Locked locked:
                foreach (var target in locked.Targets) Refuse(planned[target], "month", "month_locked");
                break;
            case TargetsSet.Outdated outdated:
                foreach (var target in outdated.Targets) Refuse(planned[target], "version", "outdated");
                break;
        }
        return new TargetsChanged.Refused(problems);

        void Refuse(int index, string field, string reason) => problems.Add(new PlanProblem($"changes[{index}].{field}", reason));
    }

    /// <returns>Whether the viewer may lock months.</returns>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<bool> LockAsync(Viewer viewer, YearMonth month, bool isLocked, CancellationToken cancellationToken)
    {
        var (_, rights) = await RightsAsync(viewer, cancellationToken);
        if (rights.MayLock) await targets.LockAsync(viewer, month, isLocked, cancellationToken);
        return rights.MayLock;
    }

    /// <summary>Every scope that this viewer may see, as a row.</summary>
    private async Task<List<Row>> RowsAsync(Tenant tenant, TargetRights rights, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        if (rights.SeesAll) rows.Add(new Row(Company, null, 0, "company", null, new PlanScope()));
        var people = rights.Team.PlannedBy(rights.Viewer).ToLookup(user => user.DepartmentIds is [var first, ..] ? first : null);
        foreach (var department in rights.Team.Departments.OrderBy(department => department.Order).ThenBy(department => department.Name, StringComparer.InvariantCultureIgnoreCase))
        {
            var scope = new PlanScope(DepartmentId: department.Id);
            var key = KeyOf(scope);
            if (!rights.MaySee(scope) && !people.Contains(department.Id)) continue;
            rows.Add(new Row(key, null, 0, "people", department.Name, rights.MaySee(scope) ? scope : null));
            rows.AddRange(people[department.Id].Select(user => Person(user, key)));
        }
        var listed = rights.Team.Departments.Select(department => department.Id).ToHashSet();
        rows.AddRange(people.Where(own => own.Key is null || !listed.Contains(own.Key)).SelectMany(own => own).Select(user => Person(user, null)));
        using var reader = rights.SeesAll ? projections.Open(tenant.Id) : null;
        if (reader is null) return rows;
        var buildings = (await reader.BuildingsAsync(cancellationToken)).ToLookup(building => building.ComplexId);
        foreach (var complex in await reader.ComplexesAsync(cancellationToken))
        {
            var scope = new PlanScope(ComplexId: complex.Id);
            rows.Add(new Row(KeyOf(scope), null, 0, "objects", complex.Name, scope));
            rows.AddRange(buildings[complex.Id].Select(building => Building(building, KeyOf(scope))));
        }
        var known = rows.Select(row => row.Scope?.ComplexId).ToHashSet();
        rows.AddRange(buildings.Where(own => own.Key is null || !known.Contains(own.Key)).SelectMany(own => own).Select(building => Building(building, null)));
        return rows;

        static Row Person(User user, string? parent)
        {
            var scope = new PlanScope(ManagerId: user.Id);
            return new Row(KeyOf(scope), parent, parent is null ? 0 : 1, "people", user.Name, scope);
        }

        static Row Building(BuildingRow building, string? parent)
        {
            var scope = new PlanScope(BuildingId: building.Id);
            return new Row(KeyOf(scope), parent, parent is null ? 0 : 1, "objects", building.Name, scope);
        }
    }

    private async Task<(Tenant Tenant, TargetRights Rights)> RightsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken) ?? throw new InvalidOperationException("A viewer's tenant is always stored.");
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        return (tenant, await TargetRights.OfAsync(viewer, team, visibility, projections, cancellationToken));
    }

    private static TargetCell CellOf(TargetVersion target, Tenant tenant) => new(target.Value, target.Version, target.Currency == tenant.Currency ? null : target.Currency);

    private static string TitleOf(PlanScope scope, Team team, IReadOnlyList<Row> rows) => string.Join(" · ", ((IEnumerable<string?>)
    [
        scope.ManagerId is { } manager ? team.NameOf(manager) : null,
        scope.DepartmentId is { } department ? team.Departments.FirstOrDefault(unit => unit.Id == department)?.Name ?? $"#{department}" : null,
        scope.ComplexId is { } complex ? rows.FirstOrDefault(row => row.Scope == new PlanScope(ComplexId: complex))?.Title ?? $"#{complex}" : null,
        scope.BuildingId is { } building ? rows.FirstOrDefault(row => row.Scope == new PlanScope(BuildingId: building))?.Title ?? $"#{building}" : null,
    ]).OfType<string>());

    private static string KeyOf(PlanScope scope) => scope == new PlanScope() ? Company : scope.ToString();

    private static PlanScope ScopeOf(string key) => key == Company ? new PlanScope() : PlanScope.Parse(key);

    private sealed record Row(string Key, string? Parent, int Level, string Group, string? Title, PlanScope? Scope);
}
