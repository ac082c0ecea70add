using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>How a person said that a kind of file is read, so that nobody has to say it again: one memory for all imports of a tenant.</summary>
public sealed class RememberedColumns
{
    private readonly StoreFactory _factory;

    internal RememberedColumns(StoreFactory factory) => _factory = factory;

    /// <summary>The columns of a source's last file; null before its first.</summary>
    internal async Task<IReadOnlyDictionary<string, string>?> FindAsync(TenantId tenant, string kind, string source, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await FindAsync(store, tenant, kind, source, cancellationToken) is { } row ? ColumnsOf(row) : null;
    }

    /// <summary>All of one kind, by source.</summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListAsync(TenantId tenant, string kind, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.ImportColumns.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == kind).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Source, ColumnsOf, StringComparer.Ordinal);
    }

    internal async Task RememberAsync(TenantId tenant, string kind, string source, IReadOnlyDictionary<string, string> columns, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await RememberAsync(store, tenant, kind, source, columns, cancellationToken);
        await store.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Saved together with what else the caller writes.</summary>
    internal static async Task RememberAsync(
        StoreContext store, TenantId tenant, string kind, string source, IReadOnlyDictionary<string, string> columns, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(columns);
        if (await FindAsync(store, tenant, kind, source, cancellationToken) is { } known) known.Columns = text;
        else store.ImportColumns.Add(new ImportColumnsRow { TenantId = tenant.Value, Kind = kind, Source = source, Columns = text });
    }

    private static Task<ImportColumnsRow?> FindAsync(StoreContext store, TenantId tenant, string kind, string source, CancellationToken cancellationToken) =>
        store.ImportColumns.AsTracking().SingleOrDefaultAsync(row => row.TenantId == tenant.Value && row.Kind == kind && row.Source == source, cancellationToken);

    private static IReadOnlyDictionary<string, string> ColumnsOf(ImportColumnsRow row) => JsonSerializer.Deserialize<Dictionary<string, string>>(row.Columns) ?? [];
}
