using System.IO.Compression;
using System.Text;

namespace ReportApp.Tests.Tables;

/// <summary>Workbooks written part by part, so that a test can also write what no spreadsheet program would.</summary>
internal static class Workbooks
{
    public const string Types = """
        <?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
        """;

    /// <param name="rows">XML of the sheet's rows; in cells, style 1 is a date.</param>
    /// <param name="tail">What follows the rows, such as merged cells.</param>
    /// <param name="more">Further entries.</param>
    public static MemoryStream Of(string rows, string tail = "", params (string Name, string Content)[] more) => Pack([
        ("[Content_Types].xml", Types),
        ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""),
        ("xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""),
        ("xl/worksheets/sheet1.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{tail}</worksheet>"""),
        .. more,
    ]);

    public static MemoryStream Pack(IEnumerable<(string Name, string Content)> entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        file.Position = 0;
        return file;
    }

    public static string Row(int number, params string[] cells) =>
        $"""<row r="{number}">{string.Concat(cells.Select((cell, column) => Cell(number, column, cell)))}</row>""";

    private static string Cell(int row, int column, string value)
    {
        var address = $"{(char)('A' + column)}{row}";
        return value switch
        {
            ['<', ..] => value.Replace("@", address, StringComparison.Ordinal),
            ['#', .. var serial] => $"""<c r="{address}" s="1"><v>{serial}</v></c>""",
            [>= '0' and <= '9', ..] => $"""<c r="{address}"><v>{value}</v></c>""",
            _ => $"""<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>""",
        };
    }
}
