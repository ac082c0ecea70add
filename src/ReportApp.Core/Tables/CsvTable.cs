using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace ReportApp.Core.Tables;

/// <summary>Comma, semicolon or tab separated text, quoted as spreadsheets do. A quote inside an unquoted cell is a letter: 1C writes names so.</summary>
internal static class CsvTable
{
    private const int LongestCell = 64 * 1024;

    /// <summary>The separator the first line has most of outside quotes.</summary>
    public static string DelimiterOf(string firstLine)
    {
        var counts = new Dictionary<char, int> { [';'] = 0, ['\t'] = 0, [','] = 0 };
        var isQuoted = false;
        foreach (var letter in firstLine)
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (!isQuoted && counts.TryGetValue(letter, out var count)) counts[letter] = count + 1;
        }
        return counts.MaxBy(pair => pair.Value).Key.ToString();
    }

    public static IEnumerable<TableRow> Read(TextReader text, string delimiter)
    {
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter, TrimOptions = TrimOptions.Trim, BadDataFound = null, MaxFieldSize = LongestCell,
        });
        var before = 0;
        while (Next(parser, before))
        {
            var raw = parser.RawRecord;
            // Blank lines are skipped and counted, so the record's own first line is found from its end.
            var line = parser.RawRow - raw.AsSpan().TrimEnd("\r\n").Count('\n');
            before = parser.RawRow;
            // An odd quote swallowed what follows, or would have.
            yield return new TableRow(line, parser.Record!, raw.AsSpan().Count('"') % 2 == 0 ? null : "bad_quotes");
        }
    }

    private static bool Next(CsvParser parser, int before)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException fault)
        {
            throw new TableRefusedException(before + 1, "cell_too_long", fault);
        }
    }
}
