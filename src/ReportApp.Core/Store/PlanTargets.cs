using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>What a target is set for: any of these together, by the host's ids; all null is the whole company.</summary>
public sealed record PlanScope(string? ComplexId = null, string? BuildingId = null, string? ManagerId = null, string? DepartmentId = null)
{
    private const char Separator = ' ';

    /// <summary>Equal scopes are equal texts. An id is percent-encoded, so that no host's id can be taken for a separator.</summary>
    public override string ToString() => string.Join(
        Separator,
        from part in (IEnumerable<(string Name, string? Id)>)
            [("complex", ComplexId), ("building", BuildingId), ("manager", ManagerId), ("department", DepartmentId)]
        where part.Id is not null
        select $"{part.Name}:{Uri.EscapeDataString(part.Id)}");

    internal static PlanScope Parse(string text) => TryParse(text) ?? throw new FormatException($"'{text}' is no scope.");

    /// <summary>Null: it is no scope as <see cref="ToString"/> writes it.</summary>
    internal static PlanScope? TryParse(string text)
    {
        var parts = new Dictionary<string, string>();
        foreach (var part in text.Split(Separator, StringSplitOptions.RemoveEmptyEntries))
            if (part.Split(':', 2) is not [var name, var id] || !parts.TryAdd(name, Uri.UnescapeDataString(id))) return null;
        var scope = new PlanScope(
            parts.GetValueOrDefault("complex"), parts.GetValueOrDefault("building"), parts.GetValueOrDefault("manager"), parts.GetValueOrDefault("department"));
        return scope.ToString() == text ? scope : null;
    }
}

/// <summary>What shall be reached in a month, before it is written down.</summary>
/// <param name="Kind"><c>sales</c>, <c>business</c> or <c>bank</c>.</param>
/// <param name="Metric"><c>receipts</c>, <c>value</c>, <c>units</c> or <c>m2</c>, or a step of the way to a sale: <c>received</c>, <c>meetings</c>, <c>reservations</c>.</param>
/// <param name="Value">Currency units, pieces or square metres, by the metric; null: there shall be no target.</param>
/// <param name="Base">The version that its author saw, 0 where there was none; null: whatever stands there is replaced.</param>
public sealed record PlannedTarget(string Kind, PlanScope Scope, YearMonth Month, string Metric, decimal? Value, int? Base = null);

/// <summary>The latest version of a target.</summary>
/// <param name="Currency">ISO 4217; of the tenant when the target was set.</param>
public sealed record PlanTarget(
    long Id, string Kind, PlanScope Scope, YearMonth Month, string Metric, decimal Value, string Currency, string AuthorId, int Version,
    DateTimeOffset CreatedAt);

/// <summary>What a target was from a moment on.</summary>
/// <param name="Value">Null: it was taken away.</param>
public sealed record TargetVersion(PlanScope Scope, YearMonth Month, decimal? Value, string Currency, string AuthorId, int Version, DateTimeOffset CreatedAt);

/// <summary>A month whose targets and plans nobody changes until it is opened again (C20).</summary>
public sealed record LockedMonth(YearMonth Month, string AuthorId, DateTimeOffset LockedAt);

public abstract record TargetsSet
{
    private TargetsSet() { }

    /// <param name="Changed">How many got a new version.</param>
    public sealed record Done(int Changed) : TargetsSet;

    /// <summary>Nothing was stored: these are of locked months.</summary>
    public sealed record Locked(IReadOnlyList<PlannedTarget> Targets) : TargetsSet;

    /// <summary>Nothing was stored: these were changed by somebody else.</summary>
    public sealed record Outdated(IReadOnlyList<PlannedTarget> Targets) : TargetsSet;
}

/// <summary>What the head of sales promised. Old versions stay as history.</summary>
public sealed class PlanTargets
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal PlanTargets(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>The latest version of every kind × scope × month × metric, without those that were taken away.</summary>
    public async Task<IReadOnlyList<PlanTarget>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await Latest(store, tenant).Where(row => !row.IsRemoved).AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new PlanTarget(
                row.Id, row.Kind, PlanScope.Parse(row.Scope), MonthOf(row.Month), row.Metric, Money.FromStored(row.Value), row.Currency, row.AuthorId,
                row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt))),
        ];
    }

    /// <summary>For whom there are targets of these metrics in any month.</summary>
    public async Task<IReadOnlyList<(string Metric, PlanScope Scope)>> ListScopesAsync(
        TenantId tenant, string kind, IEnumerable<string> metrics, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await Latest(store, tenant).Where(row => !row.IsRemoved && row.Kind == kind && metrics.Contains(row.Metric))
            .Select(row => new { row.Metric, row.Scope }).Distinct().ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Metric, PlanScope.Parse(row.Scope)))];
    }

    /// <summary>The latest versions of one kind and metric, those that were taken away too.</summary>
    public async Task<IReadOnlyList<TargetVersion>> ListLatestAsync(
        TenantId tenant, string kind, string metric, IReadOnlyList<YearMonth> months, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var asked = months.Select(month => month.ToString()).ToList();
        var rows = await Latest(store, tenant)
            .Where(row => row.Kind == kind && row.Metric == metric && asked.Contains(row.Month))
            .AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(ToVersion)];
    }

    /// <summary>All versions of one target, the newest first.</summary>
    public async Task<IReadOnlyList<TargetVersion>> ListVersionsAsync(
        TenantId tenant, string kind, string metric, PlanScope scope, YearMonth month, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var (of, at) = (scope.ToString(), month.ToString());
        var rows = await store.PlanTargets
            .Where(row => row.TenantId == tenant.Value && row.Kind == kind && row.Metric == metric && row.Scope == of && row.Month == at)
            .AsNoTracking().OrderByDescending(row => row.Version).ToListAsync(cancellationToken);
        return [.. rows.Select(ToVersion)];
    }

    public async Task<IReadOnlyList<LockedMonth>> ListLockedAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.LockedMonths.Where(row => row.TenantId == tenant.Value).AsNoTracking().OrderBy(row => row.Month).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new LockedMonth(MonthOf(row.Month), row.AuthorId, DateTimeOffset.FromUnixTimeMilliseconds(row.LockedAt)))];
    }

    /// <summary>Locks or opens a month; what is so already stays.</summary>
    public async Task LockAsync(Viewer author, YearMonth month, bool isLocked, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var (now, text) = (_clock.GetUtcNow().ToUnixTimeMilliseconds(), month.ToString());
        var found = await store.LockedMonths.AsTracking().SingleOrDefaultAsync(row => row.TenantId == author.Tenant.Value && row.Month == text, cancellationToken);
        if (found is not null == isLocked) return;
        if (found is null) store.LockedMonths.Add(new LockedMonthRow { TenantId = author.Tenant.Value, Month = text, AuthorId = author.UserId, LockedAt = now });
        else store.LockedMonths.Remove(found);
        store.Audit.Add(new AuditRow { TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = isLocked ? "month-locked" : "month-opened", Subject = text });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Grows when any target changes; 0 when there is none.</summary>
    public async Task<long> VersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.PlanTargets.Where(row => row.TenantId == tenant.Value).MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
    }

    /// <summary>All or nothing. A target whose value is already the latest gets no new version.</summary>
    /// <param name="act">For the trail: <c>targets-imported</c>, <c>targets-set</c>.</param>
    internal async Task<TargetsSet> SetAsync(
        Viewer author, IReadOnlyCollection<PlannedTarget> targets, string currency, string act, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var locked = (await store.LockedMonths.Where(row => row.TenantId == author.Tenant.Value).Select(row => row.Month).ToListAsync(cancellationToken)).ToHashSet();
        var latest = await Latest(store, author.Tenant).AsNoTracking()
            .ToDictionaryAsync(row => (row.Kind, row.Scope, row.Month, row.Metric), cancellationToken);
        var (changed, refused, outdated) = (0, new List<PlannedTarget>(), new List<PlannedTarget>());
        foreach (var target in targets)
        {
            var key = (target.Kind, Scope: target.Scope.ToString(), Month: target.Month.ToString(), target.Metric);
            var value = target.Value is { } number ? Money.ToStored(number) : (long?)null;
            var before = latest.GetValueOrDefault(key);
            if (before is null or { IsRemoved: true } ? value is null : before.Value == value && before.Currency == currency) continue;
            if (locked.Contains(key.Month)) refused.Add(target);
            else if (target.Base is { } seen && seen != (before?.Version ?? 0)) outdated.Add(target);
            changed++;
            store.PlanTargets.Add(new PlanTargetRow
            {
                TenantId = author.Tenant.Value, Kind = key.Kind, Scope = key.Scope, Month = key.Month, Metric = key.Metric, Value = value ?? 0,
                IsRemoved = value is null, Currency = currency, Version = (before?.Version ?? 0) + 1, AuthorId = author.UserId, CreatedAt = now,
            });
        }
        if (refused.Count > 0) return new TargetsSet.Locked(refused);
        if (outdated.Count > 0) return new TargetsSet.Outdated(outdated);
        if (changed > 0)
        {
            store.Audit.Add(new AuditRow
            {
                TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = act, Subject = $"{changed} of {targets.Count}",
            });
        }
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TargetsSet.Done(changed);
    }

    private static TargetVersion ToVersion(PlanTargetRow row) => new(
        PlanScope.Parse(row.Scope), MonthOf(row.Month), row.IsRemoved ? null : Money.FromStored(row.Value), row.Currency, row.AuthorId, row.Version,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private static IQueryable<PlanTargetRow> Latest(StoreContext store, TenantId tenant) =>
        store.PlanTargets.Where(row => row.TenantId == tenant.Value && !store.PlanTargets.Any(newer =>
            newer.TenantId == row.TenantId && newer.Kind == row.Kind && newer.Scope == row.Scope && newer.Month == row.Month && newer.Metric == row.Metric
            && newer.Version > row.Version));

    private static YearMonth MonthOf(string text) =>
        YearMonth.TryParse(text, out var month) ? month : throw new InvalidOperationException($"A stored target has the month '{text}'.");
}
