using System.Text;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;
using ReportApp.Tests.Tables;

namespace ReportApp.Tests.Plans;

/// <summary>Files of plans as people have them: <c>Files/wide.csv</c> and <c>Files/long.csv</c>, to be read beside these tests.</summary>
public sealed class TargetFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Plans", "Files");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_of_months_is_proposed_from_its_titles_and_what_nobody_told_is_asked_for()
    {
        await using var world = await PlanWorld.StartAsync();

        var preview = await LookAsync(world, File.ReadAllText(Path.Combine(Folder, "wide.csv")));

        Assert.Equal(3, preview.HeaderLine);
        Assert.Equal(
            ["Кто scope", "Ноябрь 2026 plan", "Декабрь plan", "Факт 10.2026 ", "янв. 2027 plan", "Итого "], preview.Columns.Select(column => $"{column.Title} {column.Role}"));
        Assert.Equal(["Иванов Пётр", "Северный парк", "Группа Юг"], preview.Columns[0].Values);
        Assert.Equal(["metric", "year"], preview.Missing);
        Assert.Equal(("sales", null, 0, 0), (preview.Kind, preview.Metric, preview.Targets, preview.RejectedRows));
    }

    [Fact]
    public async Task Each_month_of_a_row_is_a_target_and_every_fault_has_its_line_column_and_reason()
    {
        await using var world = await PlanWorld.StartAsync();
        await SetAsync(world, "sales;manager:Иванов Пётр;2026-12;receipts;8000000\nsales;complex:Северный парк;2026-12;receipts;12500000");
        var told = new TargetFileRequest(Metric: "receipts", Year: 2026);

        var preview = await LookAsync(world, File.ReadAllText(Path.Combine(Folder, "wide.csv")), told);

        // 8.5 млн, 9 млн and 10 млн of the person, 12.5 млн of the complex.
        Assert.Equal((4, 2, 1, 1, 1), (preview.Targets, preview.Added, preview.Changed, preview.Repeated, preview.EmptyRows));
        Assert.Equal(
            ["4 Иванов Пётр 2026-12 8000000 9000000", "4 Иванов Пётр 2026-11  8500000", "4 Иванов Пётр 2027-01  10000000"],
            preview.Changes.Select(change => $"{change.Line} {change.Title} {change.Month} {change.Was:0} {change.Becomes:0}"));
        Assert.Equal(
            ["7 value Ноябрь 2026 bad_number", "7 value Декабрь too_precise", "7 value янв. 2027 out_of_range", "8 scope Кто unknown_name", "9 scope Кто is_total"],
            preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Column} {fault.Reason}"));
        Assert.Equal(3, preview.RejectedRows);

        var done = Assert.IsType<TargetFileTaken.Done>(await TakeAsync(world, File.ReadAllText(Path.Combine(Folder, "wide.csv")), preview.Fingerprint, told));
        Assert.Equal((3, 3), (done.Changed, done.RejectedRows));
        Assert.Equal(
            ["complex:1 2026-12 12500000", "manager:11 2026-11 8500000", "manager:11 2026-12 9000000", "manager:11 2027-01 10000000"],
            (await TargetsAsync(world)).Select(target => $"{target.Scope} {target.Month} {target.Value:0}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_table_of_rows_in_other_words_needs_no_question()
    {
        await using var world = await PlanWorld.StartAsync();

        var preview = await LookAsync(world, File.ReadAllText(Path.Combine(Folder, "long.csv")));

        Assert.Empty(preview.Missing);
        Assert.Equal(
            ["Пётр Иванов units 2026-11 3.00", "Пётр Иванов m2 2026-12 45.50", "Северный парк value 2026-12 1250000.50", "Вся компания receipts 2027-01 100000000.00"],
            preview.Changes.OrderBy(change => change.Line).Select(change => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{change.Title} {change.Metric} {change.Month} {change.Becomes:0.00}")));
        Assert.Equal(
            ["4 metric Показатель unknown_metric", "6 period Месяц плана bad_month"], preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Column} {fault.Reason}"));
    }

    [Fact]
    public async Task What_a_person_said_of_columns_is_remembered_for_the_next_file_with_such_titles()
    {
        await using var world = await PlanWorld.StartAsync();
        var said = new TargetFileRequest(Roles: new Dictionary<int, string> { [1] = "scope", [2] = "plan", [3] = "plan" }, Kind: "bank", Metric: "value");
        const string first = "Код;Наименование;2026-11;2026-12\n17;Северный парк;1;2\n";
        Assert.Contains("scope", (await LookAsync(world, first)).Missing);

        var preview = await LookAsync(world, first, said);
        Assert.False(preview.IsRemembered);
        await TakeAsync(world, first, preview.Fingerprint, said);

        // Other months, the same table: nothing is asked any more, and another head of the tenant profits.
        var next = await LookAsync(world, "Код;Наименование;2027-01;2027-02\n17;Северный парк;3;4\n", viewer: world.Administrator);
        Assert.True(next.IsRemembered);
        Assert.Empty(next.Missing);
        Assert.Equal(("bank", "value", 2), (next.Kind, next.Metric, next.Added));
        Assert.False((await LookAsync(world, "Код;Название;2027-01;2027-02\n17;Северный парк;3;4\n")).IsRemembered);
    }

    [Fact]
    public async Task What_changed_since_the_preview_is_not_overwritten()
    {
        await using var world = await PlanWorld.StartAsync();
        const string file = "scope;metric;period;value\nall;receipts;2026-12;5\n";
        var preview = await LookAsync(world, file);
        await SetAsync(world, "sales;all;2026-12;receipts;7");

        Assert.IsType<TargetFileTaken.Outdated>(await TakeAsync(world, file, preview.Fingerprint));
        Assert.Equal(7m, Assert.Single(await TargetsAsync(world)).Value);
        // What others did elsewhere does not matter.
        preview = await LookAsync(world, file);
        await SetAsync(world, "sales;all;2027-12;receipts;7");
        Assert.IsType<TargetFileTaken.Done>(await TakeAsync(world, file, preview.Fingerprint));
    }

    [Fact]
    public async Task A_locked_month_takes_nothing_and_a_repeated_value_is_no_fault()
    {
        await using var world = await PlanWorld.StartAsync();
        await SetAsync(world, "sales;all;2026-12;receipts;5");
        await world.Store.Get<TargetSheets>().LockAsync(world.Administrator, new YearMonth(2026, 12), true, Token);

        var preview = await LookAsync(world, "Объект;Показатель;12.2026;01.2027\nall;receipts;5;6\nСеверный парк;receipts;7;8\n");

        Assert.Equal((3, 2, 1), (preview.Targets, preview.Added, preview.Repeated));
        Assert.Equal(["3 period 12.2026 month_locked"], preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Column} {fault.Reason}"));
    }

    [Fact]
    [Trait("Requirement", "I7")]
    public async Task A_head_sees_and_sets_what_is_his_only()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["10"] = ["11"];
        await SetAsync(world, "sales;complex:Северный парк;2026-12;receipts;500", world.Administrator);

        var preview = await LookAsync(world, "Кто;Показатель;2026-12\nИванов Пётр;receipts;1\nСеверный парк;receipts;2\n");

        Assert.Equal(["Иванов Пётр"], preview.Changes.Select(change => change.Title));
        Assert.Equal(["3 scope not_allowed"], preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Reason}"));
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("scope;metric;period;value\nall;receipts;2026-12;5\n"));
        Assert.IsType<TargetFileRead.NotAllowed>(await Import(world).PreviewAsync(world.Seller, new TargetFileRequest(), file, Token));
    }

    [Fact]
    public async Task Two_stories_of_one_target_are_believed_neither()
    {
        await using var world = await PlanWorld.StartAsync();

        var preview = await LookAsync(world, "scope;metric;period;value\nall;receipts;2026-12;5\nall;receipts;2027-01;5\nКомпания;receipts;12.2026;6\nall;receipts;2027-01;5\n");

        Assert.Equal([new YearMonth(2027, 1)], preview.Changes.Select(change => change.Month));
        Assert.Equal(["2 value ambiguous", "4 value ambiguous"], preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Reason}"));
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("a;b\n1;2\n", 7, "bad_header")]
    public async Task A_file_that_cannot_be_read_as_asked_is_refused_as_a_whole(string text, int? header, string reason)
    {
        await using var world = await PlanWorld.StartAsync();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));

        var refused = Assert.IsType<TargetFileRead.Refused>(await Import(world).PreviewAsync(world.Head, new TargetFileRequest(Header: header), file, Token));

        Assert.Equal(("file", reason), (refused.Fault.Field, refused.Fault.Reason));
    }

    [Fact]
    public async Task A_formula_that_failed_and_a_number_that_may_mean_two_are_faults()
    {
        await using var world = await PlanWorld.StartAsync();
        using var file = Workbooks.Of(
            Workbooks.Row(1, "Объект", "2026-11", "2026-12", "2027-01")
            + Workbooks.Row(2, "Северный парк", """<c r="@" t="e"><f>SUM(#REF!)</f><v>#REF!</v></c>""", """<c r="@" t="inlineStr"><is><t>900,000</t></is></c>""", "5"));

        var preview = Assert.IsType<TargetFileRead.Seen>(await Import(world).PreviewAsync(world.Head, new TargetFileRequest("план.xlsx", Metric: "receipts"), file, Token)).Preview;

        Assert.Equal(["2 value 2026-11 bad_number", "2 value 2026-12 unclear_number"], preview.Rejected.Select(fault => $"{fault.Line} {fault.Field} {fault.Column} {fault.Reason}"));
        Assert.Equal([5m], preview.Changes.Select(change => change.Becomes));
    }

    [Fact]
    public async Task Titles_of_two_lines_are_asked_about()
    {
        await using var world = await PlanWorld.StartAsync();
        const string merged = """<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>""";
        var rows = Workbooks.Row(1, "Объект", "План") + """<row r="2"><c r="B2" t="inlineStr"><is><t>2026-11</t></is></c></row>""" + Workbooks.Row(3, "Северный парк", "7");
        async Task<TargetFilePreview> SeenAsync(TargetFileRequest request)
        {
            using var file = Workbooks.Of(rows, merged);
            return Assert.IsType<TargetFileRead.Seen>(await Import(world).PreviewAsync(world.Head, request, file, Token)).Preview;
        }

        var proposed = await SeenAsync(new TargetFileRequest(Metric: "receipts"));
        var told = await SeenAsync(new TargetFileRequest(Metric: "receipts", Header: 2, Roles: new Dictionary<int, string> { [0] = "scope", [1] = "plan" }));

        Assert.NotEmpty(proposed.Missing);
        Assert.Equal(("2026-11", 7m), (told.Changes.Single().Month.ToString(), told.Changes.Single().Becomes));
    }

    [Fact]
    public async Task A_sheet_that_is_no_table_does_not_stand_in_the_way_of_the_others()
    {
        await using var world = await PlanWorld.StartAsync();
        var wide = Enumerable.Range(0, 250).Select(index => new WrittenTitle($"{index}", 10)).ToList();
        using var file = new MemoryStream(WorkbookWriter.Write(
        [
            new("Дашборд", wide, 1, [[.. wide.Select(title => WrittenCell.Of(title.Text))]]),
            new("План", [new("Объект", 10), new("2026-11", 10)], 1, [[WrittenCell.Of("Северный парк"), WrittenCell.Of(7m)]]),
        ]));

        var preview = Assert.IsType<TargetFileRead.Seen>(await Import(world).PreviewAsync(world.Head, new TargetFileRequest("план.xlsx", Metric: "receipts"), file, Token)).Preview;

        Assert.Equal(["Дашборд", "План"], preview.Sheets);
        Assert.Equal(["План"], preview.ReadSheets);
        Assert.Equal(1, preview.Added);
    }

    [Fact]
    public async Task What_people_say_of_their_files_does_not_change_what_a_program_sends()
    {
        await using var world = await PlanWorld.StartAsync();
        const string file = "scope;metric;period;value\nall;receipts;2026-12;5\n";
        var said = new TargetFileRequest(Kind: "bank");
        await TakeAsync(world, file, (await LookAsync(world, file, said)).Fingerprint, said);

        using var sent = new MemoryStream(Encoding.UTF8.GetBytes(file.Replace(";5", ";6", StringComparison.Ordinal)));
        Assert.Equal(1, Assert.IsType<PlanTargetImported.Done>(await Import(world).ImportAsync(world.Administrator, sent, Token)).Accepted);

        Assert.Equal(["bank 5", "sales 6"], (await TargetsAsync(world)).Select(target => $"{target.Kind} {target.Value:0}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_table_of_more_plans_than_a_company_has_is_refused()
    {
        await using var world = await PlanWorld.StartAsync();
        var many = "scope;period;metric;kind;value\n" + string.Concat(
            from kind in (string[])["sales", "business", "bank"]
            from metric in (string[])["receipts", "value", "units", "m2"]
            from year in Enumerable.Range(2001, 99)
            from month in Enumerable.Range(1, 12)
            from scope in (string[])["all", "Северный парк"]
            select $"{scope};{year}-{month:00};{metric};{kind};5\n");
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(many));

        var refused = Assert.IsType<TargetFileRead.Refused>(await Import(world).PreviewAsync(world.Head, new TargetFileRequest(), file, Token));

        Assert.Equal((20_002, "too_many_targets"), (refused.Fault.Line, refused.Fault.Reason));
    }

    [Fact]
    public async Task Dates_of_a_spreadsheet_are_months_where_they_begin_or_end_one()
    {
        await using var world = await PlanWorld.StartAsync();
        // 1 November, 31 December and 15 November 2026 as days since 1900.
        using var file = Workbooks.Of(
            """<row r="1"><c r="A1" t="inlineStr"><is><t>Объект</t></is></c><c r="B1" s="1"><v>46327</v></c><c r="C1" s="1"><v>46387</v></c><c r="D1" s="1"><v>46341</v></c></row>"""
            + """<row r="2"><c r="A2" t="inlineStr"><is><t>Северный парк</t></is></c><c r="B2"><v>10.1</v></c><c r="C2"><v>20</v></c><c r="D2"><v>30</v></c></row>""");

        var preview = Assert.IsType<TargetFileRead.Seen>(await Import(world).PreviewAsync(world.Head, new TargetFileRequest("план.xlsx", Metric: "m2"), file, Token)).Preview;

        Assert.Equal(["2026-11 10.1", "2026-12 20"], preview.Changes.Select(change => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{change.Month} {change.Becomes:0.##}")));
        Assert.Equal(["Лист1"], preview.Sheets);
        Assert.Null(preview.Columns[3].Role);
    }

    [Theory]
    [InlineData("2026-11", null, "2026-11")]
    [InlineData("11.2026", null, "2026-11")]
    [InlineData("11/2026", null, "2026-11")]
    [InlineData("Ноябрь 2026 г.", null, "2026-11")]
    [InlineData("нояб. 2026", null, "2026-11")]
    [InlineData("November 2026", null, "2026-11")]
    [InlineData("ноябрь", 2027, "2027-11")]
    [InlineData("30.11.2026", null, "2026-11")]
    [InlineData("ноябрь", null, "no_year")]
    [InlineData("15.11.2026", null, "bad_month")]
    [InlineData("Марка 2026", null, "bad_month")]
    [InlineData("13.2026", null, "bad_month")]
    [InlineData("ноя.26", null, "bad_month")]
    [InlineData("11", 2026, "bad_month")]
    [InlineData("1999-12", null, "bad_month")]
    // October of a workbook in which somebody typed 2026.10.
    [InlineData("2026.1", null, "bad_month")]
    [InlineData("2026.01", null, "2026-01")]
    [InlineData("31.12.9999", null, "bad_month")]
    [InlineData("9999-12-31", null, "bad_month")]
    [InlineData("١١.2026", null, "bad_month")]
    [InlineData("ноябрь ٢٠٢٦", null, "bad_month")]
    public void Months_are_read_as_a_whole_or_not_at_all(string text, int? year, string expected)
    {
        var (month, reason) = TargetWords.MonthOf(text, year);

        Assert.Equal(expected, month?.ToString() ?? reason);
    }

    private static PlanTargetImport Import(PlanWorld world) => world.Store.Get<PlanTargetImport>();

    private static async Task<TargetFilePreview> LookAsync(PlanWorld world, string text, TargetFileRequest? request = null, Viewer? viewer = null)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Assert.IsType<TargetFileRead.Seen>(await Import(world).PreviewAsync(viewer ?? world.Head, request ?? new TargetFileRequest("план.csv"), file, Token)).Preview;
    }

    private static async Task<TargetFileTaken> TakeAsync(PlanWorld world, string text, string fingerprint, TargetFileRequest? request = null)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Import(world).TakeAsync(world.Head, request ?? new TargetFileRequest("план.csv"), fingerprint, file, Token);
    }

    private static async Task SetAsync(PlanWorld world, string rows, Viewer? viewer = null)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes($"kind;scope;period;metric;value\n{rows}"));
        Assert.Empty(Assert.IsType<PlanTargetImported.Done>(await Import(world).ImportAsync(viewer ?? world.Head, file, Token)).Rejected);
    }

    private static Task<IReadOnlyList<PlanTarget>> TargetsAsync(PlanWorld world) => world.Store.Get<PlanTargets>().ListAsync(world.Tenant.Id, Token);
}
