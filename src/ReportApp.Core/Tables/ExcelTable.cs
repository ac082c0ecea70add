using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace ReportApp.Core.Tables;

/// <summary>A visible sheet of a workbook: values as last computed, never a formula. What has no business in a table is refused unopened.</summary>
internal static class ExcelTable
{
    private const int MaxEntries = 50;
    private const long MaxUnpacked = 200L * 1024 * 1024;

    /// <summary>Texts that cells share are held in memory while the sheet is read.</summary>
    private const long MaxShared = 64L * 1024 * 1024;

    private const string Visible = "visible";

    /// <summary>The library asks for an old code page as soon as it is configured, also for workbooks that have none.</summary>
    static ExcelTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="sheet">Null: the first.</param>
    public static IEnumerable<TableRow> Read(Stream file, string? sheet)
    {
        using var reader = Open(file);
        while (!IsVisible(reader) || (sheet is not null && reader.Name != sheet))
            if (!Try(reader.NextResult)) throw new TableRefusedException(1, "empty");
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        using var errors = Try(() => ErrorsOf(archive, reader.Name).GetEnumerator());
        var hasError = Try(errors.MoveNext);
        // One value over several rows belongs to which of them? An amount would count more than once.
        var tall = (reader.MergeCells ?? []).Where(range => range.FromRow != range.ToRow).ToList();
        while (Try(reader.Read))
        {
            var row = reader.Depth;
            var failed = new Dictionary<int, string>();
            for (; hasError && errors.Current.Row <= row; hasError = Try(errors.MoveNext))
                if (errors.Current.Row == row) failed[errors.Current.Column] = errors.Current.Text;
            var cells = Cells(reader, failed);
            if (cells.Count == 0) continue;
            yield return new TableRow(row + 1, cells, tall.Exists(range => range.FromRow <= row && row <= range.ToRow) ? "merged_cells" : null);
        }
    }

    public static IReadOnlyList<string> SheetsOf(Stream file)
    {
        using var reader = Open(file);
        var sheets = new List<string>();
        do
        {
            if (IsVisible(reader)) sheets.Add(reader.Name);
        }
        while (Try(reader.NextResult));
        return sheets;
    }

    private static IExcelDataReader Open(Stream file)
    {
        Guard(file);
        file.Position = 0;
        return Try(() => ExcelReaderFactory.CreateOpenXmlReader(file, new ExcelReaderConfiguration { LeaveOpen = true }));
    }

    private static bool IsVisible(IExcelDataReader reader) => reader.VisibleState is null || reader.VisibleState.Equals(Visible, StringComparison.OrdinalIgnoreCase);

    private static List<string> Cells(IExcelDataReader reader, Dictionary<int, string> failed)
    {
        var cells = new List<string>();
        var last = 0;
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var text = failed.GetValueOrDefault(i) ?? Text(reader.GetValue(i));
            if (text.Length == 0) continue;
            while (cells.Count < i) cells.Add(string.Empty);
            cells.Add(text);
            last = cells.Count;
            if (last > TableFile.MaxColumns) break;
        }
        return cells;
    }

    /// <summary>Formulas that failed, such as <c>#REF!</c>, in the sheet's order, by place counted from 0: the library takes them for empty cells, and an empty cell changes nothing.</summary>
    private static IEnumerable<(int Row, int Column, string Text)> ErrorsOf(ZipArchive archive, string sheet)
    {
        if (PathOf(archive, sheet) is not { } path) yield break;
        var (row, column, isError) = (-1, -1, false);
        foreach (var element in ElementsOf(archive, path))
        {
            switch (element.LocalName)
            {
                case "row":
                    (row, column) = (int.TryParse(element.GetAttribute("r"), CultureInfo.InvariantCulture, out var number) ? number - 1 : row + 1, -1);
                    break;
                case "c":
                    (column, isError) = (element.GetAttribute("r") is { Length: > 0 } address ? ColumnOf(address) : column + 1, element.GetAttribute("t") == "e");
                    break;
                case "v" when isError:
                    yield return (row, column, element.ReadElementContentAsString());
                    break;
            }
        }
    }

    private static string? PathOf(ZipArchive archive, string sheet)
    {
        var id = ElementsOf(archive, "xl/workbook.xml").Where(element => element.LocalName == "sheet" && element.GetAttribute("name") == sheet).Select(IdOf).FirstOrDefault();
        var target = ElementsOf(archive, "xl/_rels/workbook.xml.rels").Where(element => element.GetAttribute("Id") is { } own && own == id).Select(element => element.GetAttribute("Target")).FirstOrDefault();
        return target is null ? null : target.StartsWith('/') ? target[1..] : $"xl/{target}";

        // Transitional and strict workbooks have different names for its namespace.
        static string? IdOf(XmlReader element)
        {
            string? found = null;
            while (element.MoveToNextAttribute())
                if (element is { LocalName: "id", Prefix.Length: > 0 }) found = element.Value;
            return found;
        }
    }

    /// <summary>The reader itself, at each element in turn.</summary>
    private static IEnumerable<XmlReader> ElementsOf(ZipArchive archive, string path)
    {
        if (archive.GetEntry(path) is not { } entry) yield break;
        using var xml = XmlReader.Create(entry.Open(), new XmlReaderSettings { CloseInput = true });
        while (xml.Read())
            if (xml.NodeType == XmlNodeType.Element) yield return xml;
    }

    private static int ColumnOf(string address) => address.TakeWhile(char.IsAsciiLetter).Aggregate(0, (column, letter) => checked(column * 26 + (letter - ('A' - 1)))) - 1;

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text.Trim(),
        // A double has 15 exact digits; decimal keeps those and drops the noise behind them.
        double number when Math.Abs(number) < 1e20 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>Looks at the archive's table of contents only. What an entry claims to unpack to is also where unpacking stops.</summary>
    private static void Guard(Stream file)
    {
        if (EntriesOf(file) > MaxEntries) throw new TableRefusedException(1, "too_many_entries");
        file.Position = 0;
        using var archive = Try(() => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
        var entries = Try(() => archive.Entries);
        var unpacked = 0L;
        foreach (var entry in entries)
        {
            var name = entry.FullName.ToLowerInvariant();
            if (entry.IsEncrypted) throw new TableRefusedException(1, "old_or_encrypted");
            if (name.EndsWith("vbaproject.bin", StringComparison.Ordinal)) throw new TableRefusedException(1, "has_macros");
            if (name.Contains("externallinks/", StringComparison.Ordinal)) throw new TableRefusedException(1, "has_external_links");
            if (name.Contains("embeddings/", StringComparison.Ordinal) || name.EndsWith(".zip", StringComparison.Ordinal) || name.EndsWith(".xlsx", StringComparison.Ordinal))
                throw new TableRefusedException(1, "has_embedded_files");
            unpacked += entry.Length;
            if (unpacked > MaxUnpacked || (name.EndsWith("sharedstrings.xml", StringComparison.Ordinal) && entry.Length > MaxShared))
                throw new TableRefusedException(1, "too_large_unpacked");
        }
        if (entries.All(entry => !entry.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase))) throw new TableRefusedException(1, "not_a_table");
    }

    /// <summary>From the end record alone: a million names must not be read to know that they are too many.</summary>
    private static int EntriesOf(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, 22 + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        return at < 0 || at + 12 > tail.Length ? throw new TableRefusedException(1, "bad_file") : BitConverter.ToUInt16(tail, at + 10);
    }

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        // What the reader and what is under it throw at files that are broken or made to break them (a DTD, a lying size).
        catch (Exception fault) when (fault is ExcelReaderException or XmlException or InvalidDataException or EndOfStreamException or IOException
            or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or NullReferenceException or KeyNotFoundException or InvalidOperationException)
        {
            throw new TableRefusedException(1, "bad_file", fault);
        }
    }
}
