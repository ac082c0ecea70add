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
        var row = await store.ImportColumns.AsNoTracking().SingleOrDefaultAsync(
            row => row.TenantId == tenant.Value && row.Kind == kind && row.Source == source, cancellationToken);
        return row is null ? null : ColumnsOf(row);
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
    }

    /// <summary>In the caller's transaction, if it has begun one. Of two people at once the later is remembered.</summary>
    internal static Task RememberAsync(
        StoreContext store, TenantId tenant, string kind, string source, IReadOnlyDictionary<string, string> columns, CancellationToken cancellationToken) =>
        store.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO import_columns ("TenantId", "Kind", "Source", "Columns")
            VALUES ({tenant.Value}, {kind}, {source}, {JsonSerializer.Serialize(columns)})
            ON CONFLICT ("TenantId", "Kind", "Source") DO UPDATE SET "Columns" = excluded."Columns"
            """,
            cancellationToken);

    private static IReadOnlyDictionary<string, string> ColumnsOf(ImportColumnsRow row) => JsonSerializer.Deserialize<Dictionary<string, string>>(row.Columns) ?? [];
}
