using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A scenario that everybody of a company may look at.</summary>
/// <param name="AuthorId">The host's id of the person who may change it, as administrators may.</param>
public sealed record SavedScenario(long Id, string Name, ScenarioLevers Levers, string AuthorId, DateTimeOffset SavedAt);

public enum ScenarioSaved { Saved, NotFound, NotYours, NameTaken, TooMany }

/// <summary>The scenarios of the forecast that people keep.</summary>
public sealed class Scenarios
{
    private const int Most = 50;

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal Scenarios(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SavedScenario>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.Scenarios.Where(row => row.TenantId == tenant.Value).OrderBy(row => row.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(ToSaved)];
    }

    /// <param name="id">Null: a new one.</param>
    /// <param name="name">No other one of the company has it.</param>
    public async Task<(ScenarioSaved Result, SavedScenario? Saved)> SaveAsync(
        Viewer viewer, long? id, string name, ScenarioLevers levers, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var all = await store.Scenarios.AsTracking().Where(row => row.TenantId == viewer.Tenant.Value).ToListAsync(cancellationToken);
        if (all.Exists(row => row.Name == name && row.Id != id)) return (ScenarioSaved.NameTaken, null);
        ScenarioRow? saved;
        if (id is null)
        {
            if (all.Count >= Most) return (ScenarioSaved.TooMany, null);
            saved = new ScenarioRow { TenantId = viewer.Tenant.Value, Name = name, Levers = "", AuthorId = viewer.UserId };
            store.Scenarios.Add(saved);
        }
        else
        {
            saved = all.Find(row => row.Id == id);
            if (saved is null) return (ScenarioSaved.NotFound, null);
            if (!IsChangeable(saved, viewer)) return (ScenarioSaved.NotYours, null);
        }
        (saved.Name, saved.Levers, saved.SavedAt) = (name, JsonSerializer.Serialize(levers), _clock.GetUtcNow().ToUnixTimeMilliseconds());
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (ScenarioSaved.Saved, ToSaved(saved));
    }

    public async Task<ScenarioSaved> RemoveAsync(Viewer viewer, long id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var found = await store.Scenarios.SingleOrDefaultAsync(row => row.TenantId == viewer.Tenant.Value && row.Id == id, cancellationToken);
        if (found is null) return ScenarioSaved.NotFound;
        if (!IsChangeable(found, viewer)) return ScenarioSaved.NotYours;
        await store.Scenarios.Where(row => row.TenantId == viewer.Tenant.Value && row.Id == id).ExecuteDeleteAsync(cancellationToken);
        return ScenarioSaved.Saved;
    }

    private static bool IsChangeable(ScenarioRow row, Viewer viewer) => row.AuthorId == viewer.UserId || viewer.IsAdministrator;

    private static SavedScenario ToSaved(ScenarioRow row) => new(
        row.Id, row.Name, JsonSerializer.Deserialize<ScenarioLevers>(row.Levers)!, row.AuthorId, DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAt));
}
