using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Reconciliation;

/// <summary>
/// Reads known figures from a table: «Месяц; Объект; Поступления; Договоры; Сумма договоров; Площадь» in any order, or <c>month; object; receipts;
/// contracts; contracts value; contracts area</c>. An empty object, or «Итого», is the whole company; an empty figure says nothing.
/// </summary>
internal static class KnownFiguresFile
{
    private const int MaxRejected = 1_000;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["месяц"] = "month", ["month"] = "month", ["объект"] = "object", ["жк"] = "object", ["object"] = "object",
        ["поступления"] = "receipts", ["receipts"] = "receipts", ["договоры"] = "contracts", ["договоры, шт"] = "contracts", ["contracts"] = "contracts",
        ["сумма договоров"] = "contractsValue", ["contracts value"] = "contractsValue",
        ["площадь"] = "contractsArea", ["площадь, м²"] = "contractsArea", ["площадь договоров"] = "contractsArea", ["contracts area"] = "contractsArea",
    };

    private static readonly Dictionary<string, KnownMetric> Metrics = new()
    {
        ["receipts"] = KnownMetric.Receipts, ["contracts"] = KnownMetric.Contracts, ["contractsValue"] = KnownMetric.ContractsValue,
        ["contractsArea"] = KnownMetric.ContractsArea,
    };

    private static readonly string[] Whole = ["", "итого", "всего", "total"];
    private static readonly string[] MonthFormats = ["yyyy-MM", "MM.yyyy", "M.yyyy", "MM/yyyy", "yyyy-MM-dd", "dd.MM.yyyy"];

    public static async Task<(IReadOnlyList<KnownFigure> Figures, IReadOnlyList<RejectedRow> Rejected)> ReadAsync(
        Stream upload, IReadOnlyList<YearMonth> months, IReadOnlyList<ComplexRow> complexes, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await Upload.ReceiveAsync(upload, cancellationToken);
            return Read(TableFile.Open(file.Content), months, complexes.ToLookup(complex => complex.Name.Trim(), StringComparer.OrdinalIgnoreCase));
        }
        catch (TableRefusedException refused)
        {
            return ([], [new RejectedRow(refused.Line, "file", refused.Reason)]);
        }
    }

    private static (IReadOnlyList<KnownFigure> Figures, IReadOnlyList<RejectedRow> Rejected) Read(
        TableFile table, IReadOnlyList<YearMonth> months, ILookup<string, ComplexRow> complexes)
    {
        using var lines = table.Rows.GetEnumerator();
        string?[] order = lines.MoveNext() && lines.Current.Fault is null ? [.. lines.Current.Cells.Select(name => Columns.GetValueOrDefault(name.Trim()))] : [];
        if (!order.Contains("month") || !order.Any(name => name is not null && Metrics.ContainsKey(name)) || order.OfType<string>().Distinct().Count() != order.OfType<string>().Count())
            return ([], [new RejectedRow(1, "file", "bad_header")]);

        var figures = new Dictionary<(YearMonth, string, KnownMetric), KnownFigure>();
        var rejected = new List<RejectedRow>();
        while (rejected.Count < MaxRejected && lines.MoveNext())
        {
            var row = lines.Current;
            if (row.Fault is not null || row.Cells.Count > order.Length)
            {
                rejected.Add(new RejectedRow(row.Line, "file", "bad_row"));
                continue;
            }
            var cells = order.Zip(row.Cells).Where(cell => cell.First is not null).ToDictionary(cell => cell.First!, cell => cell.Second.Trim());
            if (cells.Values.All(cell => cell.Length == 0)) continue;
            var month = MonthOf(cells.GetValueOrDefault("month", ""));
            if (month is null) rejected.Add(new RejectedRow(row.Line, "month", "bad_month"));
            else if (!months.Contains(month.Value)) rejected.Add(new RejectedRow(row.Line, "month", "out_of_range"));
            var name = cells.GetValueOrDefault("object", "");
            var key = Whole.Contains(name.ToLowerInvariant()) ? ReconciliationRules.Total
                : complexes[name].ToList() is [var only] ? ReconciliationRules.RowOf(only.Id)
                : null;
            if (key is null) rejected.Add(new RejectedRow(row.Line, "object", complexes[name].Any() ? "ambiguous_name" : "unknown_name"));
            foreach (var (column, metric) in Metrics.Where(metric => cells.GetValueOrDefault(metric.Key, "").Length > 0))
            {
                if (CellValues.Amount(cells[column]) is not { } value) rejected.Add(new RejectedRow(row.Line, column, "bad_number"));
                else if (decimal.Round(value, metric == KnownMetric.Contracts ? 0 : 2) != value) rejected.Add(new RejectedRow(row.Line, column, "too_precise"));
                else if (month is { } of && key is not null && !figures.TryAdd((of, key, metric), new KnownFigure(of, key, metric, value)))
                    rejected.Add(new RejectedRow(row.Line, column, "ambiguous"));
            }
        }
        if (figures.Count == 0 && rejected.Count == 0) rejected.Add(new RejectedRow(2, "file", "empty"));
        return ([.. figures.Values], rejected);
    }

    private static YearMonth? MonthOf(string text) =>
        DateOnly.TryParseExact(text, MonthFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? YearMonth.Of(day) : null;
}
