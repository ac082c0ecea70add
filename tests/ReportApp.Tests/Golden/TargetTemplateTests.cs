using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace ReportApp.Tests.Golden;

/// <summary>The workbook to be filled in, in the portal of <see cref="SummaryWorld"/> on 24 November 2026.</summary>
public sealed class TargetTemplateTests
{
    private const int FirstMonth = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_the_people_and_objects_and_what_they_did_in_the_year_before()
    {
        await using var house = await SummaryWorld.StartAsync();

        using var file = await MakeAsync(house, house.Viewer("1"), TemplateWords.Russian);
        var sheets = Read(file);

        Assert.Equal(["Объекты", "Менеджеры"], sheets.Keys);
        var people = sheets["Менеджеры"];
        Assert.Equal(
            ["Вид плана", "Показатель", "Менеджер", "Январь 2027", "Факт 01.2026 (не загружается)"], people[0].Take(5).Select(title => title == "январь 2027" ? "Январь 2027" : title));
        // 11 sold 4 million in October; in November 6, and 3 that ended. 12 sold 5, and in November 8 while those 5 ended.
        Assert.Equal("4000000 6000000", Facts(people, "Человек 11"));
        Assert.Equal("5000000 3000000", Facts(people, "Человек 12"));
        Assert.All(people.Skip(1), row => Assert.All(Enumerable.Range(0, 12), month => Assert.Equal("", row[FirstMonth + 2 * month])));
    }

    [Theory]
    [InlineData("ru")]
    [InlineData("en")]
    public async Task Filled_in_it_comes_back_without_a_question(string language)
    {
        await using var house = await SummaryWorld.StartAsync();
        using var file = await MakeAsync(house, house.Viewer("1"), language == "ru" ? TemplateWords.Russian : TemplateWords.English);
        var count = Fill(file);
        var import = house.Store.Get<PlanTargetImport>();

        file.Position = 0;
        var preview = Assert.IsType<TargetFileRead.Seen>(await import.PreviewAsync(house.Viewer("1"), new TargetFileRequest("plans.xlsx"), file, Token)).Preview;

        Assert.Empty(preview.Missing);
        Assert.Empty(preview.Rejected);
        Assert.Equal(preview.Sheets, preview.ReadSheets);
        Assert.Equal((count, count), (preview.Targets, preview.Added));
        file.Position = 0;
        Assert.Equal(count, Assert.IsType<TargetFileTaken.Done>(await import.TakeAsync(house.Viewer("1"), new TargetFileRequest("plans.xlsx"), preview.Fingerprint, file, Token)).Changed);
        var stored = (await house.Store.Get<PlanTargets>().ListAsync(house.Tenant, Token)).Where(target => target.Month >= new YearMonth(2027, 1)).ToList();
        // Row r of the file got r thousand and the month's number.
        Assert.Equal(preview.Changes.Select(change => change.Line * 1_000m + change.Month.FirstDay.Month), preview.Changes.Select(change => change.Becomes));
        Assert.Equal(preview.Changes.Select(change => change.Becomes).Order(), stored.Select(target => target.Value).Order());
        Assert.Equal(["building", "complex", "manager"], stored.Select(target => target.Scope.ToString().Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(stored, target => Assert.Equal(("value", "sales", 1), (target.Metric, target.Kind, target.Version)));
    }

    private static async Task<MemoryStream> MakeAsync(ReceiptsHouse house, Viewer viewer, TemplateWords words)
    {
        var facts = await house.Store.Get<TargetFacts>().OfYearAsync(viewer, "value", 2026, Token);
        var made = await house.Store.Get<TargetTemplates>().MakeAsync(viewer, "sales", "value", 2027, facts, words, Token);
        var file = new MemoryStream();
        file.Write(made);
        return file;
    }

    private static int Fill(MemoryStream file)
    {
        var filled = 0;
        using var document = SpreadsheetDocument.Open(file, isEditable: true);
        foreach (var part in document.WorkbookPart!.WorksheetParts)
        {
            foreach (var (row, index) in part.Worksheet!.Descendants<Row>().Select((row, index) => (row, index)).Skip(1))
            {
                for (var month = 0; month < 12; month++, filled++)
                {
                    var cell = row.Elements<Cell>().ElementAt(FirstMonth + 2 * month);
                    (cell.DataType, cell.CellValue) = (CellValues.Number, new CellValue((index + 1) * 1_000 + month + 1));
                }
            }
        }
        return filled;
    }

    private static Dictionary<string, List<List<string>>> Read(MemoryStream file)
    {
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        return document.WorkbookPart!.Workbook!.Descendants<Sheet>().ToDictionary(
            sheet => sheet.Name!.Value!,
            sheet => ((WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!)).Worksheet!.Descendants<Row>().Select(row => row.Elements<Cell>().Select(cell => cell.InnerText).ToList()).ToList());
    }

    /// <summary>Of October and November.</summary>
    private static string Facts(List<List<string>> sheet, string name)
    {
        var row = sheet.Single(row => row[2] == name);
        return string.Join(' ', new[] { 9, 10 }.Select(month => decimal.Parse(row[FirstMonth + 2 * month + 1], CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture)));
    }
}
