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

    internal static PlanScope Parse(string text)
    {
        var parts = text.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':', 2))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]));
        return new PlanScope(
            parts.GetValueOrDefault("complex"), parts.GetValueOrDefault("building"), parts.GetValueOrDefault("manager"), parts.GetValueOrDefault("department"));
    }
}

/// <summary>What shall be reached in a month, before it is written down.</summary>
/// <param name="Kind"><c>sales</c>, <c>business</c> or <c>bank</c>.</param>
/// <param name="Metric"><c>receipts</c>, <c>value</c>, <c>units</c> or <c>m2</c>.</param>
/// <param name="Value">Currency units, pieces or square metres, by the metric.</param>
public sealed record PlannedTarget(string Kind, PlanScope Scope, YearMonth Month, string Metric, decimal Value);

/// <summary>The latest version of a target.</summary>
/// <param name="Currency">ISO 4217; of the tenant when the target was set.</param>
public sealed record PlanTarget(
    long Id, string Kind, PlanScope Scope, YearMonth Month, string Metric, decimal Value, string Currency, string AuthorId, int Version,
    DateTimeOffset CreatedAt);

/// <summary>What the head of sales promised. Old versions stay as history.</summary>
public sealed class PlanTargets
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal PlanTargets(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>The latest version of every kind × scope × month × metric.</summary>
    public async Task<IReadOnlyList<PlanTarget>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await Latest(store, tenant).AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new PlanTarget(
                row.Id, row.Kind, PlanScope.Parse(row.Scope), Month(row.Month), row.Metric, Money.FromStored(row.Value), row.Currency, row.AuthorId,
                row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt))),
        ];
    }

    /// <summary>Grows when any target changes; 0 when there is none.</summary>
    public async Task<long> VersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.PlanTargets.Where(row => row.TenantId == tenant.Value).MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
    }

    /// <summary>All or nothing. A target whose value is already the latest gets no new version.</summary>
    /// <returns>How many changed.</returns>
    internal async Task<int> SetAsync(Viewer author, IReadOnlyCollection<PlannedTarget> targets, string currency, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var latest = await Latest(store, author.Tenant).AsNoTracking()
            .ToDictionaryAsync(row => (row.Kind, row.Scope, row.Month, row.Metric), cancellationToken);
        var changed = 0;
        foreach (var target in targets)
        {
            var key = (target.Kind, Scope: target.Scope.ToString(), Month: target.Month.ToString(), target.Metric);
            var value = Money.ToStored(target.Value);
            var before = latest.GetValueOrDefault(key);
            if (before is not null && before.Value == value && before.Currency == currency) continue;
            changed++;
            store.PlanTargets.Add(new PlanTargetRow
            {
                TenantId = author.Tenant.Value, Kind = key.Kind, Scope = key.Scope, Month = key.Month, Metric = key.Metric, Value = value,
                Currency = currency, Version = (before?.Version ?? 0) + 1, AuthorId = author.UserId, CreatedAt = now,
            });
        }
        if (changed > 0)
        {
            store.Audit.Add(new AuditRow
            {
                TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = "targets-imported", Subject = $"{changed} of {targets.Count}",
            });
        }
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private static IQueryable<PlanTargetRow> Latest(StoreContext store, TenantId tenant) =>
        store.PlanTargets.Where(row => row.TenantId == tenant.Value && !store.PlanTargets.Any(newer =>
            newer.TenantId == row.TenantId && newer.Kind == row.Kind && newer.Scope == row.Scope && newer.Month == row.Month && newer.Metric == row.Metric
            && newer.Version > row.Version));

    private static YearMonth Month(string text) =>
        YearMonth.TryParse(text, out var month) ? month : throw new InvalidOperationException($"A stored target has the month '{text}'.");
}
