using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Imports;

/// <summary>What a file says.</summary>
/// <param name="Lines">The line of each fact, by its key.</param>
/// <param name="Doubles">Rows that say again what another row of the same file said.</param>
/// <param name="Skipped">Lines of a bank statement that are no payments to us.</param>
/// <param name="Rejected">The first thousand faults, in the file's order.</param>
/// <param name="RejectedRows">How many rows have one.</param>
internal sealed record ReadFacts(
    ImportColumns Columns, IReadOnlyList<ImportedFact> Facts, IReadOnlyDictionary<string, int> Lines, int Doubles, int Skipped, IReadOnlyList<RejectedRow> Rejected, int RejectedRows);

/// <summary>Rows of a table in, facts out: pure, one file at a time. A row is taken whole or rejected with every fault it has.</summary>
internal sealed class FactReader(ImportKind kind, string currency, DateOnly today)
{
    /// <summary>Who reads a thousand complaints knows what is wrong with the file.</summary>
    private const int MaxRejected = 1_000;
    private const int LongestText = 500;
    private const decimal Largest = 100_000_000_000_000m;

    private readonly SortedDictionary<int, List<RejectedRow>> _rejected = [];
    private readonly Dictionary<string, (ImportedFact Fact, int Line)> _facts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _equals = new(StringComparer.Ordinal);

    /// <exception cref="TableRefusedException">No row of it can be believed.</exception>
    public ReadFacts Read(TableFile table, IReadOnlyDictionary<string, string>? named, bool isBinding, CancellationToken cancellationToken)
    {
        using var rows = table.Rows.GetEnumerator();
        var columns = ImportColumns.Find(kind, rows, named, isBinding);
        if (columns.Missing.Count > 0) return new ReadFacts(columns, [], new Dictionary<string, int>(), 0, 0, [], 0);

        // The titles were found before the rows under them were passed.
        var places = columns.ByField.ToDictionary(pair => pair.Key, pair => columns.Headers.ToList().IndexOf(pair.Value), StringComparer.Ordinal);
        var (doubles, skipped) = (0, 0);
        while (rows.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = rows.Current;
            if (row.Fault == "not_a_receipt")
            {
                skipped++;
                continue;
            }
            if (row.Cells.All(string.IsNullOrWhiteSpace)) continue;
            if (row.Fault is not null || (table.Format == "csv" && row.Cells.Count != columns.Headers.Count))
            {
                Reject(row.Line, "file", row.Fault ?? "bad_row");
                continue;
            }
            if (ToFact(row, places) is { } fact && !Add(fact, row.Line)) doubles++;
        }
        if (_facts.Count == 0 && _rejected.Count == 0) throw new TableRefusedException(columns.HeaderLine, "empty");
        return new ReadFacts(
            columns, [.. _facts.Values.OrderBy(taken => taken.Line).Select(taken => taken.Fact)],
            _facts.ToDictionary(taken => taken.Key, taken => taken.Value.Line, StringComparer.Ordinal), doubles, skipped,
            [.. _rejected.Values.SelectMany(faults => faults).Take(MaxRejected)], _rejected.Count);
    }

    private ImportedFact? ToFact(TableRow row, Dictionary<string, int> places)
    {
        string? Text(string field) => places.TryGetValue(field, out var place) && place < row.Cells.Count && row.Cells[place].Trim() is { Length: > 0 } text ? text : null;

        var before = _rejected.Count;
        foreach (var (field, place) in places)
            if (place < row.Cells.Count && row.Cells[place].Length > LongestText) Reject(row.Line, field, "too_long");
        var (contract, deal, line) = (Text(ImportColumns.Contract), Text(ImportColumns.Deal), Text(ImportColumns.Kind));
        if (kind == ImportKind.Schedule && contract is null && deal is null) Reject(row.Line, ImportColumns.Contract, "empty");
        if (Text(ImportColumns.Currency) is { } money && CurrencyOf(money) != currency) Reject(row.Line, ImportColumns.Currency, "other_currency");
        var day = DayOf(row.Line, Text(ImportColumns.Day));
        var amount = AmountOf(row.Line, Text(ImportColumns.Amount));
        if (_rejected.Count > before || day is null || amount is null) return null;

        var words = line is null ? string.Empty : Words.Plain(line);
        if (Words.Refund().IsMatch(words)) amount = -Math.Abs(amount.Value);
        var fact = new ImportedFact(
            string.Empty, contract is null ? null : ContractNumber.Find(contract), deal, day.Value, amount.Value, line, !Words.NotReceipt().IsMatch(words),
            Text(ImportColumns.Account), Text(ImportColumns.Payer), Text(ImportColumns.Document));
        return fact with { Key = KeyOf(fact) };
    }

    private DateOnly? DayOf(int line, string? text)
    {
        var (day, reason) = text is null ? (null, "empty") : CellValues.Day(text, today);
        if (reason is not null) Reject(line, ImportColumns.Day, reason);
        return day;
    }

    private decimal? AmountOf(int line, string? text)
    {
        var amount = text is null ? null : CellValues.Amount(text);
        var reason = text is null ? "empty" : amount switch
        {
            null => "bad_number",
            0 => "zero",
            > Largest or < -Largest => "out_of_range",
            { } exact when decimal.Round(exact, 2) != exact => "too_precise",
            _ => null,
        };
        if (reason is not null) Reject(line, ImportColumns.Amount, reason);
        return amount;
    }

    /// <summary>What the document is called; else what the row says, and which of several equal rows it is.</summary>
    private string KeyOf(ImportedFact fact)
    {
        var contract = ContractNumber.Normalise(fact.Contract) ?? fact.DealId;
        if (fact.DocumentId is { } document) return kind == ImportKind.Payments ? $"doc:{document}" : $"line:{contract}/{document}";
        var told = string.Create(CultureInfo.InvariantCulture, $"{contract}|{fact.Day:yyyy-MM-dd}|{fact.Amount:0.00}|{fact.Payer ?? fact.LineKind}");
        var ordinal = _equals[told] = _equals.GetValueOrDefault(told) + 1;
        return "row:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{told}|{ordinal}"))));
    }

    /// <returns>False when the file said so before.</returns>
    private bool Add(ImportedFact fact, int line)
    {
        if (_ambiguous.Contains(fact.Key)) Reject(line, ImportColumns.Document, "ambiguous");
        else if (_facts.TryAdd(fact.Key, (fact, line))) return true;
        else if (_facts[fact.Key].Fact == fact) return false;
        else
        {
            // Two stories of one document: neither is believed.
            _ambiguous.Add(fact.Key);
            Reject(_facts[fact.Key].Line, ImportColumns.Document, "ambiguous");
            Reject(line, ImportColumns.Document, "ambiguous");
            _facts.Remove(fact.Key);
        }
        return true;
    }

    private void Reject(int line, string field, string reason)
    {
        if (!_rejected.TryGetValue(line, out var faults)) _rejected[line] = faults = [];
        faults.Add(new RejectedRow(line, field, reason));
    }

    private static string CurrencyOf(string text) => Words.Plain(text).Trim('.') switch
    {
        "руб" or "рубль" or "рубли" or "р" or "₽" or "rur" or "643" or "810" => "RUB",
        var code => code.ToUpperInvariant(),
    };
}
