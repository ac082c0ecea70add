using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using CellKinds = DocumentFormat.OpenXml.Spreadsheet.CellValues;

namespace ReportApp.Core.Tables;

/// <summary>One sheet of a workbook that we hand out: titles above, rows below.</summary>
/// <param name="Titles">In the order of the columns.</param>
/// <param name="Frozen">So many columns stay when one scrolls.</param>
internal sealed record WrittenSheet(string Name, IReadOnlyList<WrittenTitle> Titles, int Frozen, IReadOnlyList<IReadOnlyList<WrittenCell>> Rows);

/// <param name="IsQuiet">Shown for comparison: the whole column is grey.</param>
internal sealed record WrittenTitle(string Text, double Width, bool IsQuiet = false);

/// <summary>A text, a number, or nothing. A text is never a formula, whatever it begins with.</summary>
internal readonly record struct WrittenCell(string? Text, decimal? Number)
{
    public static WrittenCell Of(string text) => new(text, null);

    public static WrittenCell Of(decimal? number) => new(null, number);
}

/// <summary>Workbooks (.xlsx) to be filled in and sent back.</summary>
internal static class WorkbookWriter
{
    private const uint Title = 1;
    private const uint Text = 2;
    private const uint Number = 3;
    private const uint QuietNumber = 4;
    private const uint QuietTitle = 5;

    public static byte[] Write(IReadOnlyList<WrittenSheet> sheets)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var list = new Sheets();
            workbook.Workbook = new Workbook(list);
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            foreach (var sheet in sheets)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = Of(sheet);
                list.Append(new Sheet { Name = sheet.Name, SheetId = (uint)list.Count() + 1, Id = workbook.GetIdOfPart(part) });
            }
        }
        return file.ToArray();
    }

    private static Worksheet Of(WrittenSheet sheet) => new(
        new SheetViews(new SheetView(new Pane
        {
            HorizontalSplit = sheet.Frozen, VerticalSplit = 1, TopLeftCell = $"{(char)('A' + sheet.Frozen)}2", ActivePane = PaneValues.BottomRight, State = PaneStateValues.Frozen,
        }) { WorkbookViewId = 0 }),
        new Columns(sheet.Titles.Select((title, index) => new Column { Min = (uint)index + 1, Max = (uint)index + 1, Width = title.Width, CustomWidth = true })),
        new SheetData(sheet.Rows.Select(row => RowOf(row.Select((cell, index) => CellOf(cell, sheet.Titles[index].IsQuiet))))
            .Prepend(RowOf(sheet.Titles.Select(title => TextCell(title.Text, title.IsQuiet ? QuietTitle : Title))))));

    private static Row RowOf(IEnumerable<Cell> cells) => new(cells);

    private static Cell CellOf(WrittenCell cell, bool isQuiet) => cell switch
    {
        { Text: { } text } => TextCell(text, Text),
        { Number: { } number } => new Cell { DataType = CellKinds.Number, CellValue = new CellValue(number), StyleIndex = isQuiet ? QuietNumber : Number },
        _ => new Cell { StyleIndex = isQuiet ? QuietNumber : Number },
    };

    private static Cell TextCell(string text, uint style) =>
        new() { DataType = CellKinds.InlineString, StyleIndex = style, InlineString = new InlineString(new Text(Writable(text)) { Space = SpaceProcessingModeValues.Preserve }) };

    /// <summary>Names come from the host as people pasted them; a workbook holds no control characters and no half of a pair.</summary>
    private static string Writable(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value)));

    /// <summary>A text cell keeps its apostrophe, so that it stays a text also when a person edits it.</summary>
    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold()), new Font(new Color { Rgb = "FF707070" })),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFF0F0F0" }) { PatternType = PatternValues.Solid })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(), Wrapped(font: 1, fill: 0), new CellFormat { QuotePrefix = true, NumberFormatId = 49, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 4, ApplyNumberFormat = true }, new CellFormat { NumberFormatId = 4, ApplyNumberFormat = true, FontId = 2, FillId = 2, ApplyFont = true, ApplyFill = true },
            Wrapped(font: 2, fill: 2)));

    private static CellFormat Wrapped(uint font, uint fill) => new(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top })
    {
        FontId = font, FillId = fill, ApplyFont = true, ApplyFill = true, ApplyAlignment = true, QuotePrefix = true,
    };
}
