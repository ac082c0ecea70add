using System.Numerics;
using DuckDB.NET.Data;
using DuckDB.NET.Data.Mapping;

namespace ReportApp.Core.Store.Projection;

/// <summary>One table of the projection: how it is created, loaded and merged. No keys and no indexes; uniqueness is the merge's job.</summary>
/// <param name="loaded">Columns that come out of rows, <c>name TYPE</c>, in the order of the appender map; the first is the id.</param>
/// <param name="derived">Columns filled later, by <see cref="ProjectionDerivation"/>.</param>
/// <param name="dealColumn">The deal a row concerns; null where that cannot be told from the row.</param>
internal class ProjectionTable(string name, IReadOnlyList<string> loaded, IReadOnlyList<string> derived, string? dealColumn)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Columns { get; } = [.. loaded.Concat(derived).Select(column => column[..column.IndexOf(' ', StringComparison.Ordinal)])];

    protected string Staged => $"temp.main.staged_{Name}";

    protected string Gone => $"temp.main.gone_{Name}";

    protected string? DealColumn { get; } = dealColumn;

    public string CreateIn(string catalog) => $"CREATE TABLE {catalog}.main.{Name} ({string.Join(", ", loaded.Concat(derived))})";

    protected string CreateStaged => $"CREATE TEMP TABLE staged_{Name} ({string.Join(", ", loaded)})";

    protected string LoadedColumns => string.Join(", ", Columns.Take(loaded.Count));
}

/// <summary>The typed half.</summary>
/// <param name="sumColumn">A number column and its property, for the check after each load; null where a table has no numbers.</param>
internal sealed class ProjectionTable<TRow, TMap>(
    string name, IReadOnlyList<string> loaded, IReadOnlyList<string> derived, string? dealColumn = null, string? sumColumn = null,
    Func<TRow, long>? sum = null) : ProjectionTable(name, loaded, derived, dealColumn)
    where TMap : DuckDBAppenderMap<TRow>, new()
{
    /// <summary>
    /// Puts a change in: former rows of every id met leave, new ones come; the deals of both go into <c>temp.main.touching</c>.
    /// The caller's transaction makes it visible.
    /// </summary>
    /// <exception cref="InvalidOperationException">What lies in the table is not what was sent.</exception>
    public void Merge(DuckDBConnection connection, string catalog, TableChange<TRow> change)
    {
        if (change.Ids.Count == 0)
            return;
        TRow[] rows = [.. change.Rows];
        connection.Execute(CreateStaged);
        using (var appender = connection.CreateAppender<TRow, TMap>("temp", "main", $"staged_{Name}"))
            appender.AppendRecords(rows);
        var expected = sum is null ? BigInteger.Zero : rows.Aggregate(BigInteger.Zero, (total, row) => total + sum(row));
        var (count, found) = connection.CountAndSum(Staged, sumColumn);
        if (count != rows.Length || found != expected)
            throw new InvalidOperationException($"Table {Name}: sent {rows.Length} rows worth {expected}, found {count} worth {found}.");

        connection.Execute($"CREATE TEMP TABLE gone_{Name} (id VARCHAR)");
        using (var appender = connection.CreateAppender<GoneRow, GoneMap>("temp", "main", $"gone_{Name}"))
            appender.AppendRecords(change.Ids.Select(id => new GoneRow(id)));
        if (DealColumn is not null)
        {
            connection.Execute($"INSERT INTO temp.main.touching SELECT {DealColumn} FROM {catalog}.main.{Name} WHERE id IN (SELECT id FROM {Gone})");
            connection.Execute($"INSERT INTO temp.main.touching SELECT {DealColumn} FROM {Staged}");
        }
        connection.Execute($"DELETE FROM {catalog}.main.{Name} WHERE id IN (SELECT id FROM {Gone})");
        connection.Execute($"INSERT INTO {catalog}.main.{Name} ({LoadedColumns}) SELECT {LoadedColumns} FROM {Staged}");
        connection.Execute($"DROP TABLE {Staged}");
        connection.Execute($"DROP TABLE {Gone}");
    }
}

internal sealed record GoneRow(string Id);

internal sealed class GoneMap : DuckDBAppenderMap<GoneRow>
{
    public GoneMap() => Map(row => row.Id);
}
