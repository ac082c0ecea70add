using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using ReportApp.Core.Tables;

namespace ReportApp.Tests.Tables;

public sealed class WorkbookWriterTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+7 900 000-00-00")]
    [InlineData("-Корпус-")]
    [InlineData("@SUM(A1)")]
    public void What_looks_like_a_formula_is_a_text(string text)
    {
        var file = WorkbookWriter.Write([new WrittenSheet("Лист", [new WrittenTitle(text, 10)], 1, [[WrittenCell.Of(text)]])]);

        using (var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false)) Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken));
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        using var sheet = new StreamReader(archive.Entries.Single(entry => entry.FullName.Contains("worksheets/", StringComparison.Ordinal)).Open());
        var xml = sheet.ReadToEnd();
        Assert.DoesNotContain("<x:f>", xml, StringComparison.Ordinal);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(xml, "t=\"inlineStr\""));
        Assert.Equal([text, text], TableFile.Open(new MemoryStream(file)).Rows.Select(row => row.Cells[0]));
    }

    [Fact]
    public void What_no_workbook_can_hold_is_left_out_of_names()
    {
        var file = WorkbookWriter.Write([new WrittenSheet("Лист", [new WrittenTitle("Кто", 10)], 1, [[WrittenCell.Of("Дом\u0001 \uD83C\uDFE0 \uD83C")]])]);

        Assert.Equal("Дом \uD83C\uDFE0 \uFFFD", TableFile.Open(new MemoryStream(file)).Rows.Last().Cells[0]);
    }

    [Fact]
    public void Sheets_are_read_by_name_and_the_first_without_one()
    {
        var file = new MemoryStream(WorkbookWriter.Write([Sheet("Раз", 1.5m), Sheet("Два", 20m)]));

        Assert.Equal(["Раз", "Два"], TableFile.SheetsOf(file));
        Assert.Equal("20", TableFile.Open(file, null, "Два").Rows.Last().Cells[0]);
        Assert.Equal("1.5", TableFile.Open(file).Rows.Last().Cells[0]);
        Assert.Equal("empty", Assert.Throws<TableRefusedException>(() => TableFile.Open(file, null, "Три").Rows.ToList()).Reason);
        Assert.Empty(TableFile.SheetsOf(new MemoryStream("a;b"u8.ToArray())));

        static WrittenSheet Sheet(string name, decimal number) => new(name, [new WrittenTitle("Число", 10)], 1, [[WrittenCell.Of(number)]]);
    }
}
