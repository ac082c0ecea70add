using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>What heads say of deals in place of the forecast. Rows are only added: the latest of a deal counts, the others are its history.</summary>
public sealed class ForecastOverrides
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal ForecastOverrides(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>Another one for each override; 0: there is none.</summary>
    internal async Task<long> VersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.ForecastOverrides.Where(row => row.TenantId == tenant.Value).MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
    }

    /// <summary>In the order in which they were said.</summary>
    /// <param name="version">Later ones are left out.</param>
    internal async Task<IReadOnlyList<ForecastOverride>> ListAsync(TenantId tenant, long version, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await ReadAsync(store.ForecastOverrides.Where(row => row.TenantId == tenant.Value && row.Id <= version), cancellationToken);
    }

    /// <summary>Of one deal, in the order in which they were said.</summary>
    internal async Task<IReadOnlyList<ForecastOverride>> ListAsync(TenantId tenant, string dealId, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await ReadAsync(store.ForecastOverrides.Where(row => row.TenantId == tenant.Value && row.DealId == dealId), cancellationToken);
    }

    /// <param name="seen">The latest one of the deal that the author knew of; null: none.</param>
    /// <returns>False: there is a later one than he has seen, and nothing was added.</returns>
    internal async Task<bool> AddAsync(
        Viewer author, string dealId, long? seen, OverrideMode mode, YearMonth? month, string reason, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await store.ForecastOverrides.Where(row => row.TenantId == author.Tenant.Value && row.DealId == dealId).MaxAsync(row => (long?)row.Id, cancellationToken) != seen)
            return false;
        var named = JsonSerializer.Serialize(mode).Trim('"');
        store.ForecastOverrides.Add(new ForecastOverrideRow
        {
            TenantId = author.Tenant.Value, DealId = dealId, Mode = named, Month = month?.ToString(), Reason = reason, AuthorId = author.UserId, At = now,
        });
        store.Audit.Add(new AuditRow
        {
            TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = "forecast-overruled",
            Subject = string.Create(CultureInfo.InvariantCulture, $"deal {dealId}, {named}{(month is null ? "" : $" {month}")}"),
        });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<IReadOnlyList<ForecastOverride>> ReadAsync(IQueryable<ForecastOverrideRow> rows, CancellationToken cancellationToken) =>
    [
        .. (await rows.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken)).Select(row => new ForecastOverride(
            row.Id, row.DealId, JsonSerializer.Deserialize<OverrideMode>($"\"{row.Mode}\""), row.Month is { } month && YearMonth.TryParse(month, out var found) ? found : null,
            row.Reason, row.AuthorId, DateTimeOffset.FromUnixTimeMilliseconds(row.At))),
    ];
}
