using System.Text;
using ReportApp.Core.Tables;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Tables;

public sealed class TableFileTests
{
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    public static TheoryData<string, string, string[]> Texts => new()
    {
        { "semicolons and a decimal comma", "а;б\n1,5;2\n", ["1 а|б", "2 1,5|2"] },
        { "commas", "a,b\r\n1.5,2", ["1 a|b", "2 1.5|2"] },
        { "tabs", "a\tb\n1\t2", ["1 a|b", "2 1|2"] },
        { "a separator inside quotes", "\"a;b\";c\n\"x;\"\"y\"\"\";z", ["1 a;b|c", "2 x;\"y\"|z"] },
        { "a line break inside quotes", "a;b\n\"x\ny\";1\nz;2", ["1 a|b", "2 x\ny|1", "4 z|2"] },
        { "blank lines", "a;b\n\n\n1;2\n\n3;4", ["1 a|b", "4 1|2", "6 3|4"] },
        { "a quote inside an unquoted cell", "a;b\nООО \"Ромашка\";2\n3;4", ["1 a|b", "2 ООО \"Ромашка\"|2", "3 3|4"] },
        { "a quote that never closes", "a;b\n\"1;2\n3;4", ["1 a|b", "2 !bad_quotes"] },
        { "a formula", "a;b\n=cmd|' /C calc'!A0;2", ["1 a|b", "2 =cmd|' /C calc'!A0|2"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_read_line_by_line(string situation, string text, string[] expected)
    {
        Assert.NotEmpty(situation);
        Assert.Equal(expected, Show(TableFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)))));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("windows-1251")]
    [InlineData("utf-16")]
    public void The_encoding_is_told_by_the_bytes(string name)
    {
        var encoding = name == "windows-1251" ? Windows : Encoding.GetEncoding(name);

        var table = TableFile.Open(new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("Договор;Сумма\nСП-1;5")]));

        Assert.Equal(name, table.Encoding);
        Assert.Equal(["1 Договор|Сумма", "2 СП-1|5"], Show(table));
    }

    [Fact]
    public void A_workbook_gives_numbers_days_texts_and_what_formulas_came_to()
    {
        var rows = Workbooks.Row(1, "Договор", "Дата", "Сумма")
            + Workbooks.Row(3, "СП-1", "#46338", "0.30000000000000004")
            + Workbooks.Row(4, "СП-2", "12.11.2026", "<c r=\"@\"><f>SUM(A1:A9)</f><v>1500.5</v></c>");

        var table = TableFile.Open(Workbooks.Of(rows), "реестр.xlsx");

        Assert.Equal("xlsx", table.Format);
        Assert.Equal(["1 Договор|Дата|Сумма", "3 СП-1|2026-11-12|0.3", "4 СП-2|12.11.2026|1500.5"], Show(table));
    }

    [Fact]
    public void A_cell_over_several_rows_makes_each_of_them_doubtful()
    {
        var rows = Workbooks.Row(1, "Договор", "Сумма") + Workbooks.Row(2, "СП-1", "5") + Workbooks.Row(3, "", "6") + Workbooks.Row(4, "СП-2", "7");

        var table = TableFile.Open(Workbooks.Of(rows, """<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"""));

        Assert.Equal(["1 Договор|Сумма", "2 !merged_cells", "3 !merged_cells", "4 СП-2|7"], Show(table));
    }

    public static TheoryData<string, Func<Stream>> Hostile => new()
    {
        { "too_many_entries", () => Workbooks.Pack(Enumerable.Range(0, 51).Select(i => ($"{i}", ""))) },
        { "too_large_unpacked", () => Workbooks.Of("", "", ("xl/media/zeros", new string('0', 200 * 1024 * 1024))) },
        { "too_large_unpacked", () => Workbooks.Of("", "", ("xl/sharedStrings.xml", new string('0', 65 * 1024 * 1024))) },
        { "has_macros", () => Workbooks.Of("", "", ("xl/vbaProject.bin", "x")) },
        { "has_external_links", () => Workbooks.Of("", "", ("xl/externalLinks/externalLink1.xml", "<a/>")) },
        { "has_embedded_files", () => Workbooks.Of("", "", ("xl/embeddings/oleObject1.bin", "x")) },
        { "has_embedded_files", () => Workbooks.Of("", "", ("inner.zip", "PK")) },
        { "not_a_table", () => Workbooks.Pack([("word/document.xml", "<a/>")]) },
        { "bad_file", () => Workbooks.Pack([("[Content_Types].xml", Workbooks.Types)]) },
        { "bad_file", () => Workbooks.Of("<row r=\"1\"><c r=\"A1\"><v>1") },
        { "bad_file", () => Workbooks.Pack([
            ("[Content_Types].xml", Workbooks.Types),
            ("_rels/.rels", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><Relationships>&b;</Relationships>"),
            ("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><workbook>&b;</workbook>")]) },
        { "bad_file", () => new MemoryStream("PK\u0003\u0004 and no more"u8.ToArray()) },
        { "old_or_encrypted", () => new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) },
        { "not_a_table", () => new MemoryStream([0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 1]) },
        { "cell_too_long", () => Text("a;b\n\"" + new string('x', 70_000)) },
        { "too_many_columns", () => Text(string.Join(';', Enumerable.Range(0, 201))) },
        { "too_many_rows", () => Text("a\n" + string.Concat(Enumerable.Repeat("1\n", 100_001))) },
        { "truncated", () => Text("1CClientBankExchange\nСекцияДокумент=Платежное поручение\nНомер=1\n") },
        { "truncated", () => Text("1CClientBankExchange\nСекцияДокумент=Платежное поручение\nНомер=1\nКонецДокумента\n") },
    };

    [Theory]
    [Trait(BadInputMatrix.Row, "52")]
    [Trait(BadInputMatrix.Row, "53")]
    [MemberData(nameof(Hostile))]
    [Trait("Requirement", "52")]
    public void What_is_no_honest_table_is_refused_with_its_cause(string reason, Func<Stream> file) =>
        Assert.Equal(reason, Assert.Throws<TableRefusedException>(() => Show(TableFile.Open(file()))).Reason);

    [Fact]
    public void A_hundred_thousand_rows_below_the_header_are_allowed() =>
        Assert.Equal(100_001, TableFile.Open(Text("a\n" + string.Concat(Enumerable.Repeat("1\n", 100_000)))).Rows.Count());

    [Theory]
    [Trait(BadInputMatrix.Row, "54")]
    [InlineData("payments.xlsx", "a;b\n1;2")]
    [InlineData("payments.exe", "a;b\n1;2")]
    [InlineData("payments.csv", "1CClientBankExchange\nКонецФайла")]
    [Trait("Requirement", "54")]
    public void A_name_that_promises_other_content_is_refused(string name, string text) =>
        Assert.Equal("content_differs", Assert.Throws<TableRefusedException>(() => TableFile.Open(Text(text), name)).Reason);

    [Fact]
    public void A_bank_statement_gives_payments_and_returns_and_leaves_out_what_we_paid_for_other_things()
    {
        const string Statement = """
            1CClientBankExchange
            ВерсияФормата=1.03
            Кодировка=Windows
            РасчСчет=40702810900000000001
            СекцияРасчСчет
            РасчСчет=40702810900000000001
            КонецРасчСчет
            СекцияДокумент=Платежное поручение
            Номер=17
            Дата=10.11.2026
            Сумма=1500000.50
            ПлательщикСчет=40817810000000000009
            Плательщик1=Иванов Иван
            ПолучательСчет=40702810900000000001
            ДатаПоступило=12.11.2026
            НазначениеПлатежа=Оплата по договору № СП-1/45 от 01.09.2026
            КонецДокумента
            СекцияДокумент=Платежное поручение
            Номер=18
            Дата=13.11.2026
            Сумма=200000
            ПлательщикСчет=40702810900000000001
            Получатель1=Иванов Иван
            ПолучательСчет=40817810000000000009
            ДатаСписано=13.11.2026
            НазначениеПлатежа=Возврат по договору № СП-1/45
            КонецДокумента
            СекцияДокумент=Платежное поручение
            Номер=19
            Дата=13.11.2026
            Сумма=99
            ПлательщикСчет=40702810900000000001
            ПолучательСчет=40702810500000000077
            НазначениеПлатежа=За канцелярские товары
            КонецДокумента
            КонецФайла
            """;

        var table = TableFile.Open(new MemoryStream(Windows.GetBytes(Statement)), "kl_to_1c.txt");

        Assert.Equal(("1c", "windows-1251"), (table.Format, table.Encoding));
        Assert.Equal(
            [
                "1 Договор|Дата|Сумма|Вид|Счёт|Плательщик|Документ",
                "8 Оплата по договору № СП-1/45 от 01.09.2026|12.11.2026|1500000.50||40702810900000000001|Иванов Иван|17/10.11.2026/40817810000000000009",
                "18 Возврат по договору № СП-1/45|13.11.2026|-200000|Возврат|40702810900000000001|Иванов Иван|18/13.11.2026/40702810900000000001",
                "28 !not_a_receipt",
            ],
            Show(table));
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<string> Show(TableFile table) =>
        [.. table.Rows.Select(row => $"{row.Line} {(row.Fault is null ? string.Join('|', row.Cells) : "!" + row.Fault)}")];
}
