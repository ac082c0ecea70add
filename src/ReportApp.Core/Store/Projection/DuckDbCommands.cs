using System.Data.Common;
using System.Numerics;
using DuckDB.NET.Data;

namespace ReportApp.Core.Store.Projection;

/// <summary>Short forms over ADO.NET for the projection.</summary>
internal static class DuckDbCommands
{
    public static void Execute(this DuckDBConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.Prepare(sql, parameters);
        command.ExecuteNonQuery();
    }

    public static (long Count, BigInteger Sum) CountAndSum(this DuckDBConnection connection, string table, string? column)
    {
        using var command = connection.Prepare($"SELECT COUNT(*), COALESCE(SUM({column ?? "0"}), 0)::HUGEINT FROM {table}", []);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetFieldValue<BigInteger>(1));
    }

    public static async Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        this DuckDBConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters, Func<DbDataReader, TRow> read,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Prepare(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    public static string? Text(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    public static DateOnly? Day(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateOnly>(ordinal);

    private static DuckDBCommand Prepare(this DuckDBConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Built from the schema and the semantic model; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new DuckDBParameter(name, value));
        return command;
    }
}
