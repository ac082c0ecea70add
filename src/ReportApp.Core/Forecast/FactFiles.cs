using System.Globalization;
using System.IO.Compression;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Forecast;

/// <summary>A file of facts that cannot be read as it is.</summary>
public sealed class FactFileException(string file, int line, string reason) : Exception($"{file}, line {line}: {reason}")
{
    public string File { get; } = file;

    public int Line { get; } = line;
}

/// <summary>
/// Facts from a folder of tables, each <c>name.csv</c> or <c>name.csv.gz</c>, comma separated with a header (docs/forecast.md). Needed: objects
/// (object), deals (deal, object, created), hist (deal, day, stage, amount), pays (deal, day, amount). Every other column or table may be absent.
/// </summary>
public static class FactFiles
{
    private static readonly string[] Endings = [".csv", ".csv.gz"];

    /// <exception cref="FactFileException">A needed file or column is missing, or a cell is not what it should be.</exception>
    public static ForecastFacts Read(string folder)
    {
        var objects = Table(folder, "objects", isNeeded: true, row => new ForecastObject(row.Text("object"), row.FindCount("units")));
        var deals = Table(folder, "deals", isNeeded: true, row => new ForecastDeal(row.Text("deal"), row.Find("object") ?? string.Empty, row.Moment("created"), row.Find("form")));
        var stages = Table(folder, "hist", isNeeded: true, row => new StageChange(row.Text("deal"), row.Moment("day"), row.Text("stage"), row.FindNumber("amount")));
        var receipts = Table(folder, "pays", isNeeded: true, row => new Receipt(row.Text("deal"), row.Find("item"), row.Moment("day"), row.Number("amount")));
        var schedule = Table(folder, "sched", isNeeded: false, row => new ScheduleLine(
            row.Find("item") ?? $"line {row.Line}", row.Text("deal"), DateOnly.FromDateTime(row.Moment("due")), row.Number("amount"),
            row.FindMoment("known") ?? DateTime.MinValue, row.FindMoment("cancelled")));
        var expected = Table(folder, "expc", isNeeded: false, row => new ExpectedClose(
            row.Text("deal"), row.Moment("day"), row.FindMoment("expected_close") is { } day ? DateOnly.FromDateTime(day) : null));
        return new ForecastFacts(objects, deals, stages, schedule, receipts) { ExpectedCloses = expected };
    }

    private static List<T> Table<T>(string folder, string name, bool isNeeded, Func<Row, T> read)
    {
        var path = Endings.Select(ending => Path.Combine(folder, name + ending)).FirstOrDefault(File.Exists);
        if (path is null) return isNeeded ? throw new FactFileException($"{name}.csv", 1, $"there is no such file in {folder}") : [];
        var file = Path.GetFileName(path);
        using var stream = File.OpenRead(path);
        using var text = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        Dictionary<string, int>? columns = null;
        var rows = new List<T>();
        foreach (var row in CsvTable.Read(text, ","))
        {
            if (row.Fault is { } fault) throw new FactFileException(file, row.Line, fault);
            if (columns is null)
            {
                columns = row.Cells.Select((column, index) => (column, index)).ToDictionary(pair => pair.column, pair => pair.index, StringComparer.OrdinalIgnoreCase);
                continue;
            }
            rows.Add(read(new Row(file, row, columns)));
        }
        return rows;
    }

    private readonly record struct Row(string File, TableRow Cells, IReadOnlyDictionary<string, int> Columns)
    {
        public int Line => Cells.Line;

        /// <summary>Null: there is no such column, or nothing in it.</summary>
        public string? Find(string column) =>
            Columns.TryGetValue(column, out var index) && index < Cells.Cells.Count && Cells.Cells[index] is { Length: > 0 } cell ? cell : null;

        public string Text(string column) => Find(column) ?? throw Fault(Columns.ContainsKey(column) ? $"{column} is empty" : $"there is no column {column}");

        public decimal Number(string column) => FindNumber(column) ?? throw Fault($"{column} is empty");

        public decimal? FindNumber(string column) => Find(column) is not { } cell ? null
            : decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw Fault($"{column} is no number: {cell}");

        public int? FindCount(string column) => FindNumber(column) is not { } number ? null
            : number >= 0 && number <= int.MaxValue && number == decimal.Truncate(number) ? (int)number
            : throw Fault($"{column} is no count: {Find(column)}");

        public DateTime Moment(string column) => FindMoment(column) ?? throw Fault($"{column} is empty");

        public DateTime? FindMoment(string column) => Find(column) is not { } cell ? null
            : DateTime.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.RoundtripKind, out var moment) ? DateTime.SpecifyKind(moment, DateTimeKind.Unspecified)
            : throw Fault($"{column} is no date: {cell}");

        private FactFileException Fault(string reason) => new(File, Line, reason);
    }
}
