using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>A payment or a contract, counted or not, with all that decides where it counts.</summary>
/// <param name="Id">Of the payment; of a contract its deal's.</param>
/// <param name="DealId">Null: it names none.</param>
/// <param name="IsSale">The deal is a sales deal that is still there.</param>
/// <param name="Day">Puts it into a month; null: unknown.</param>
/// <param name="OtherDay">Another day people go by: of a payment the due day of its line, of a contract the expected close.</param>
/// <param name="Amount">In currency units; null: none.</param>
/// <param name="IsReceipt">Money received; true of every contract.</param>
/// <param name="Counts">It comes from the one source that the tenant named; true of every contract.</param>
/// <param name="IsEnded">A contract that ended later.</param>
/// <param name="Area">Of a contract, in m²; null: unknown.</param>
/// <param name="DaySource">Of a contract: which source of its chain told the day, by <see cref="FactSource"/>.</param>
/// <param name="File">The source of the file that told of a payment; null: the host, and of every contract.</param>
internal sealed record Fact(
    string Id, string? DealId, bool IsSale, string? ComplexId, DateOnly? Day, DateOnly? OtherDay, decimal? Amount, bool InCurrency, bool IsReceipt, bool Counts,
    bool IsEnded, string? DaySource = null, decimal? Area = null, string? File = null);

/// <summary>The records behind receipts and contracts of some months, those that count in no number too.</summary>
internal static class ProjectionFacts
{
    /// <param name="from">First day.</param>
    /// <param name="end">The day after the last one.</param>
    public static Task<IReadOnlyList<Fact>> PaymentsAsync(this ProjectionReader reader, DateOnly from, DateOnly end, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT payment.id, payment.deal_id, deal.id IS NOT NULL, deal.complex_id, payment.paid_on, line.due, payment.amount, payment.in_currency,
                payment.is_receipt, payment.counts, FALSE, NULL::VARCHAR, NULL::BIGINT, payment.file
            FROM {reader.Catalog}.main.payment payment
            LEFT JOIN {reader.Catalog}.main.deal deal ON deal.id = payment.deal_id
            LEFT JOIN {reader.Catalog}.main.schedule_line line ON line.id = payment.line_id
            WHERE (payment.paid_on >= $from AND payment.paid_on < $end) OR (line.due >= $from AND line.due < $end)
            ORDER BY payment.paid_on, payment.id
            """,
            [("from", from), ("end", end)], Read, cancellationToken);

    /// <summary>Also those whose day is unknown.</summary>
    public static Task<IReadOnlyList<Fact>> ContractsAsync(this ProjectionReader reader, DateOnly from, DateOnly end, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT id, id, TRUE, complex_id, closed_on, expected_close, contract_amount, contract_in_currency, TRUE, TRUE, outcome = 'ended', contract_on_source,
                contract_area, NULL::VARCHAR
            FROM {reader.Catalog}.main.deal
            WHERE outcome IN ('won', 'ended')
                AND (closed_on IS NULL OR (closed_on >= $from AND closed_on < $end) OR (expected_close >= $from AND expected_close < $end))
            ORDER BY closed_on, id
            """,
            [("from", from), ("end", end)], Read, cancellationToken);

    /// <summary>The deals that stand in imported files of payments, whichever counts.</summary>
    public static async Task<IReadOnlySet<string>> DealsInFilesAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT DISTINCT deal_id FROM {reader.Catalog}.main.payment WHERE file IS NOT NULL AND deal_id IS NOT NULL", [], row => row.GetString(0), cancellationToken))
        .ToHashSet();

    /// <summary>Sales deals to their complex, null where they have none.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> ComplexOfAsync(
        this ProjectionReader reader, IEnumerable<string> deals, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT id, complex_id FROM {reader.Catalog}.main.deal WHERE id IN (SELECT UNNEST($ids))", [("ids", deals.ToList())],
            row => (Id: row.GetString(0), Complex: row.Text(1)), cancellationToken)).ToDictionary(row => row.Id, row => row.Complex);

    /// <summary>Ids of a kind's records that were left out because of this field.</summary>
    public static Task<IReadOnlyList<string>> FaultyAsync(this ProjectionReader reader, RecordKind kind, string field, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id FROM {reader.Catalog}.main.fault WHERE field = $field AND STARTS_WITH(id, $kind) ORDER BY id",
            [("field", field), ("kind", kind.Name + "/")], row => row.GetString(0)[(kind.Name.Length + 1)..], cancellationToken);

    private static Fact Read(System.Data.Common.DbDataReader row) => new(
        row.GetString(0), row.Text(1), row.GetBoolean(2), row.Text(3), row.Day(4), row.Day(5), row.IsDBNull(6) ? null : Money.FromStored(row.GetInt64(6)),
        row.GetBoolean(7), row.GetBoolean(8), row.GetBoolean(9), row.GetBoolean(10), row.Text(11), row.IsDBNull(12) ? null : Money.FromStored(row.GetInt64(12)), row.Text(13));
}
