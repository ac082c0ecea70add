namespace ReportApp.Core.Tables;

/// <summary>One row of a table somebody sent, as text. Numbers and days of a spreadsheet come as <c>1234.5</c> and <c>yyyy-MM-dd</c>.</summary>
/// <param name="Line">Line of the text file, or row of the sheet, where it begins; from 1.</param>
/// <param name="Fault">Stable code of why its cells must not be believed: <c>bad_quotes</c>, <c>merged_cells</c>; <c>not_a_receipt</c> marks what is no fault but nothing for us either.</param>
public sealed record TableRow(int Line, IReadOnlyList<string> Cells, string? Fault = null);

/// <summary>The file as a whole is no table that may be read.</summary>
/// <param name="line">Where, from 1.</param>
/// <param name="reason">Stable code.</param>
public sealed class TableRefusedException(int line, string reason, Exception? inner = null) : Exception($"Line {line}: {reason}.", inner)
{
    public int Line { get; } = line;

    public string Reason { get; } = reason;
}

/// <summary>A table somebody sent: CSV, a workbook (.xlsx), or the text in which 1C and banks exchange payments. One reader for all imports.</summary>
/// <param name="Format"><c>csv</c>, <c>xlsx</c> or <c>1c</c>, told by the content.</param>
/// <param name="Encoding">Of a text file.</param>
/// <param name="Delimiter">Of a CSV file.</param>
/// <param name="Rows">Lazily, once, header included; faults of the whole file come as <see cref="TableRefusedException"/> while reading.</param>
internal sealed record TableFile(string Format, string? Encoding, string? Delimiter, IEnumerable<TableRow> Rows)
{
    /// <summary>More rows than any month of a large developer has.</summary>
    public const int MaxRows = 100_000;

    public const int MaxColumns = 200;

    /// <param name="file">Seekable; stays open; read from its beginning.</param>
    /// <param name="fileName">Its ending must agree with the content; null or without an ending: anything may be in it.</param>
    /// <param name="sheet">One of <see cref="SheetsOf"/>; null: the first.</param>
    /// <exception cref="TableRefusedException">It is none of the three, or it is hostile.</exception>
    public static TableFile Open(Stream file, string? fileName = null, string? sheet = null)
    {
        Span<byte> start = stackalloc byte[64];
        var table = Open(file, start[..Begin(file, start)], sheet);
        string[] endings = table.Format switch { "xlsx" => ["xlsx"], "1c" => ["txt"], _ => ["csv", "txt", "tsv"] };
        var ending = Path.GetExtension(fileName ?? string.Empty).TrimStart('.').ToLowerInvariant();
        return ending.Length == 0 || endings.Contains(ending) ? table : throw new TableRefusedException(1, "content_differs");
    }

    /// <summary>The visible sheets of a workbook, in its order; none of any other file.</summary>
    /// <inheritdoc cref="Open(Stream, string?, string?)"/>
    public static IReadOnlyList<string> SheetsOf(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        return start[..Begin(file, start)].StartsWith("PK"u8) ? ExcelTable.SheetsOf(file) : [];
    }

    private static int Begin(Stream file, Span<byte> start)
    {
        file.Position = 0;
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return length;
    }

    private static TableFile Open(Stream file, ReadOnlySpan<byte> start, string? sheet)
    {
        if (start.StartsWith("PK"u8)) return new TableFile("xlsx", null, null, Counted(ExcelTable.Read(file, sheet)));
        // A compound file: a workbook of before 2007, or one behind a password.
        if (start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) throw new TableRefusedException(1, "old_or_encrypted");
        var text = TableText.Open(file);
        if (BankExchange.Begins(start)) return new TableFile("1c", text.Name, null, Counted(BankExchange.Read(text.Reader)));
        var delimiter = CsvTable.DelimiterOf(text.FirstLine);
        return new TableFile("csv", text.Name, delimiter, Counted(CsvTable.Read(text.Reader, delimiter)));
    }

    /// <summary>The header comes on top of the rows allowed.</summary>
    private static IEnumerable<TableRow> Counted(IEnumerable<TableRow> rows)
    {
        var read = 0;
        foreach (var row in rows)
        {
            if (read++ > MaxRows) throw new TableRefusedException(row.Line, "too_many_rows");
            if (row.Cells.Count > MaxColumns) throw new TableRefusedException(row.Line, "too_many_columns");
            yield return row;
        }
    }
}
