using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>What imported files say now, and what was said of schedules before; all sources together; without a deal yet.</summary>
internal sealed record ImportedRows(IReadOnlyList<PaymentRow> Payments, IReadOnlyList<ScheduleLineRow> ScheduleLines, IReadOnlyList<FormerLineRow> FormerLines);

/// <summary>
/// Finds the deals of rows that came in files: by the contract's number where exactly one sales deal has it, else by the id the file
/// names. Asked anew at every refresh, so a row that is nobody's today is somebody's when the contract or the deal appears.
/// </summary>
internal static class ProjectionMatching
{
    /// <summary>Imports change seldom and as a whole: all of their rows when one changed.</summary>
    public static void Replace(DuckDBConnection connection, string catalog, ImportedRows rows)
    {
        Replace(connection, catalog, ProjectionSchema.Payment, rows.Payments, row => row.Id);
        Replace(connection, catalog, ProjectionSchema.ScheduleLine, rows.ScheduleLines, row => row.Id);
        Replace(connection, catalog, ProjectionSchema.FormerLine, rows.FormerLines, row => row.Id);
    }

    /// <summary>Adds the deals that won or lost a row to <c>temp.main.touching</c>.</summary>
    public static void Run(DuckDBConnection connection, string catalog, TenantMapping mapping)
    {
        Match(connection, catalog, ProjectionSchema.Payment, ", subject_id = COALESCE(now.deal_id, 'payment:' || row.id)");
        Match(connection, catalog, ProjectionSchema.ScheduleLine, string.Empty);
        Match(connection, catalog, ProjectionSchema.FormerLine, string.Empty);
        if (!mapping.PaymentFileIsPartial) return;
        foreach (var days in mapping.PaymentFileDays())
            PreferFile(connection, catalog, days);
    }

    /// <summary>One truth per deal: what the host says, on a file's days, of a deal that stands in the file is kept and not counted.</summary>
    private static void PreferFile(DuckDBConnection connection, string catalog, DayRange days)
    {
        var db = catalog + ".main";
        connection.Execute(
            $"""
            UPDATE {db}.payment AS row SET counts = row.deal_id IS NULL OR row.deal_id NOT IN (
                SELECT deal_id FROM {db}.payment WHERE file IS NOT NULL AND counts AND deal_id IS NOT NULL AND paid_on >= $from AND paid_on < $end)
            WHERE row.file IS NULL AND row.paid_on >= $from AND row.paid_on < $end
            """,
            ("from", days.From), ("end", days.End));
    }

    private static void Replace<TRow, TMap>(
        DuckDBConnection connection, string catalog, ProjectionTable<TRow, TMap> table, IReadOnlyList<TRow> rows, Func<TRow, string> id)
        where TMap : DuckDB.NET.Data.Mapping.DuckDBAppenderMap<TRow>, new()
    {
        connection.Execute($"INSERT INTO temp.main.touching SELECT deal_id FROM {catalog}.main.{table.Name} WHERE file IS NOT NULL");
        connection.Execute($"DELETE FROM {catalog}.main.{table.Name} WHERE file IS NOT NULL");
        var change = new TableChange<TRow>();
        foreach (var row in rows)
            change.Set(id(row), row);
        table.Merge(connection, catalog, change);
    }

    private static void Match(DuckDBConnection connection, string catalog, ProjectionTable table, string also)
    {
        var db = catalog + ".main";
        connection.Execute($"""
            CREATE TEMP TABLE matched AS
            SELECT row.id, row.deal_id AS former, COALESCE(contract.deal_id, named.id) AS deal_id
            FROM {db}.{table.Name} row
            LEFT JOIN (
                SELECT contract_key, MIN(id) AS deal_id FROM {db}.deal WHERE contract_key IS NOT NULL GROUP BY contract_key HAVING COUNT(*) = 1
            ) contract ON contract.contract_key = row.contract_key
            LEFT JOIN {db}.deal named ON named.id = row.named_deal
            WHERE row.file IS NOT NULL AND row.deal_id IS DISTINCT FROM COALESCE(contract.deal_id, named.id)
            """);
        connection.Execute("INSERT INTO temp.main.touching SELECT UNNEST([former, deal_id]) FROM temp.main.matched");
        connection.Execute($"UPDATE {db}.{table.Name} AS row SET deal_id = now.deal_id{also} FROM temp.main.matched now WHERE now.id = row.id");
        connection.Execute("DROP TABLE temp.main.matched");
    }
}
