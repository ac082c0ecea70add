using System.Text;
using ReportApp.Core.Imports;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;
using ReportApp.Tests.Golden;
using static ReportApp.Tests.Imports.ImportHouse;

namespace ReportApp.Tests.Imports;

public sealed class ImportTests
{
    private static readonly string[] October =
    [
        "СП-1/1;10.10.2026;3 000,00;Взнос;Иванов;П-1", "№ сп 1/2;12.10.2026;4 000,00;Взнос;Петров;П-2", "СП-1/2;20.10.2026;500,00;Возврат;Петров;П-3",
        "СП-1/2;21.10.2026;9 999,00;Раскрытие эскроу;Банк;П-4", "СП-77;22.10.2026;55,00;Взнос;Кто-то;П-5",
    ];

    private static readonly string[] Nameless =
    [
        ";20.11.2026;7 000;;ИВАНОВ ИВАН ПЕТРОВИЧ;П-1", ";20.11.2026;6 999;;Иванов Иван;П-2", ";20.11.2026;3 000;;Иванов Иван;П-3", ";20.11.2026;7 000;;Сидоров Пётр;П-4",
        ";20.11.2026;1 000;;ООО «Ромашка»;П-5", ";20.11.2026;6 000;;Сидоров Пётр;П-6", ";20.11.2026;-7 000;;Иванов Иван;П-7",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_count_what_the_file_says_in_place_of_the_hosts_table()
    {
        await using var house = await ImportHouse.StartAsync();
        Assert.Empty(await house.CellsAsync());

        var result = await house.TakeAsync(File(October));

        // Deal 1 (building 1): 3,000. Deal 2 (building 2): 4,000 − 500; the release is no receipt. 55 are nobody's: in totals alone.
        Assert.Equal((5, 0, 0, 1, 0), (result.Added, result.Changed, result.Repeated, result.Unmatched, result.RejectedRows));
        Assert.Equal(
            ["building:1 2026-10 3000/1", "building:2 2026-10 3500/1", "complex:1 2026-10 6500/2", "none 2026-10 55/1", "total 2026-10 6555/3"],
            (await house.CellsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_drill_shows_the_payments_of_the_file_and_pays_the_lines_with_them()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File(October));

        var drill = await house.Receipts.DrillAsync("1", new DrillRequest("building:2", "2026-10", "receipts", "2026-09", "2027-02", null));

        var row = Assert.Single(drill.Rows);
        Assert.Equal(("2", 3500m), (row.HostId, row.Value));
        // Of deal 2's 5,000 due in September 3,500 are paid; deal 1's first line is paid.
        Assert.Contains("building:2 2026-09 1500/1", await house.CellsAsync("schedule"));
        Assert.DoesNotContain(await house.CellsAsync("schedule"), cell => cell.StartsWith("building:1 2026-10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Money_that_is_nobodys_is_in_totals_and_outside_managers()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File("СП-77;22.10.2026;55;Взнос;Кто-то;П-5"));

        Assert.Equal(["none 2026-10 55/1", "total 2026-10 55/1"], await house.CellsAsync());
        Assert.Empty(await house.CellsAsync(viewer: "11"));
        var ofManager = new ReportRequest("2026-09", "2027-02", new Dictionary<string, IReadOnlyList<string>> { ["manager"] = ["11"] });
        Assert.Empty(await house.CellsAsync(request: ofManager));
    }

    [Fact]
    public async Task A_payment_finds_its_deal_when_the_contract_appears_and_loses_it_when_two_deals_claim_it()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File("СП-1/4;22.10.2026;55;Взнос;Кто-то;П-5"));

        await house.SignAsync(4);
        Assert.Contains("building:1 2026-10 55/1", await house.CellsAsync());

        await house.SignAsync(9, "CП-1/4"); // spelled with a Latin C
        Assert.Equal(["none 2026-10 55/1", "total 2026-10 55/1"], await house.CellsAsync());
    }

    [Fact]
    public async Task The_id_of_the_deal_serves_where_the_contract_is_unknown()
    {
        await using var house = await ImportHouse.StartAsync();

        await house.TakeAsync("ID сделки;Договор;Дата;Сумма\n4;;01.10.2026;7\n4;СП-1/1;02.10.2026;9\n555;;03.10.2026;11\n");

        // Deals 4 and 1 are both of building 1; the contract wins over the id.
        Assert.Equal(["building:1 2026-10 16/2", "complex:1 2026-10 16/2", "none 2026-10 11/1", "total 2026-10 27/3"], (await house.CellsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_file_twice_and_two_overlapping_parts_make_one_set_of_facts()
    {
        await using var house = await ImportHouse.StartAsync();
        // Two equal rows without a document are two payments.
        string[] rows = ["СП-1/1;01.10.2026;10;;Иванов;", "СП-1/1;01.10.2026;10;;Иванов;", "СП-1/1;02.10.2026;20;;Иванов;", "СП-1/2;03.10.2026;30;;Петров;П-9"];

        var first = await house.TakeAsync(File(rows[..3]));
        var overlapping = await house.TakeAsync(File(rows[1..]));
        var whole = await house.TakeAsync(File(rows));
        var again = await house.TakeAsync(File(rows));

        Assert.Equal((3, 0), (first.Added, first.Repeated));
        Assert.Equal((1, 2), (overlapping.Added, overlapping.Repeated));
        Assert.Equal((0, 4), (whole.Added, whole.Repeated));
        Assert.Equal((0, 4), (again.Added, again.Repeated));
        Assert.Equal(70m, await house.TotalAsync());
    }

    [Fact]
    public async Task A_row_said_twice_counts_once_and_a_document_with_two_stories_not_at_all()
    {
        await using var house = await ImportHouse.StartAsync();

        var result = await house.TakeAsync(File(
            "СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;01.10.2026;20;;;П-2", "СП-1/1;01.10.2026;21;;;П-2", "СП-1/1;01.10.2026;20;;;П-2"));

        Assert.Equal(1, result.Added);
        Assert.Equal([new(4, "document", "ambiguous"), new(5, "document", "ambiguous"), new RejectedRow(6, "document", "ambiguous")], result.Rejected);
        Assert.Equal(10m, await house.TotalAsync());
    }

    [Fact]
    public async Task A_corrected_document_changes_its_payment()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1"));

        var result = await house.TakeAsync(File("СП-1/2;02.11.2026;12,50;;;П-1"));

        Assert.Equal((0, 1, 0), (result.Added, result.Changed, result.Repeated));
        Assert.Equal(["building:2 2026-11 12.5/1", "complex:1 2026-11 12.5/1", "total 2026-11 12.5/1"], (await house.CellsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bad_rows_are_named_with_line_column_and_reason_and_good_ones_are_taken()
    {
        await using var house = await ImportHouse.StartAsync();

        var result = await house.TakeAsync(
            "Отчёт бухгалтерии за октябрь;;;;\n\nДоговор;Дата;Сумма;Валюта;Документ\nСП-1/1;01.10.2026;10;RUB;П-1\nСП-1/1;31.02.2026;10;RUB;П-2\n"
            + "СП-1/1;01.10.2026;много;RUB;П-3\nСП-1/1;;;RUB;П-4\nСП-1/1;01.10.2026;10;USD;П-5\nСП-1/1;01.10.2026;10,001;руб.;П-6\nСП-1/1;01.10.1998;0;;П-7\n"
            + "СП-1/1;01.10.2026\n\"СП\n-1/1\";02.10.2026;5;;П-8\nСП-1/1;02.10.2026;6;;" + new string('х', 501) + "\nСП-1/1;03.10.2026;7;;П-9\n;;;;\n");

        Assert.Equal(
            [
                new(5, "day", "bad_date"), new(6, "amount", "bad_number"), new(7, "day", "empty"), new(7, "amount", "empty"), new(8, "currency", "other_currency"),
                new(9, "amount", "too_precise"), new(10, "day", "out_of_range"), new(10, "amount", "zero"), new(11, "file", "bad_row"),
                new RejectedRow(14, "document", "too_long"),
            ],
            result.Rejected);
        Assert.Equal((3, 8), (result.Added, result.RejectedRows));
        Assert.Equal(22m, await house.TotalAsync());
    }

    [Fact]
    public async Task What_vanished_from_the_days_of_the_file_is_proposed_and_goes_only_when_told()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File("СП-1/1;30.09.2026;1;;;П-0", "СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;05.10.2026;20;;;П-2", "СП-1/1;31.10.2026;40;;;П-3", "СП-1/1;01.11.2026;80;;;П-4"));
        var october = File("СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;31.10.2026;40;;;П-3");

        var preview = await house.PreviewAsync(october);
        var kept = await house.TakeAsync(october);
        Assert.Equal((1, 20m), (preview.Vanished.Count, preview.Vanished.Amount));
        Assert.Equal("П-2", Assert.Single(preview.Vanished.Rows).Document);
        Assert.Equal((0, 1), (kept.Withdrawn, kept.Vanished));
        Assert.Equal(151m, await house.TotalAsync());

        var withdrawn = await house.TakeAsync(october, withdraw: true);
        Assert.Equal((1, 0), (withdrawn.Withdrawn, withdrawn.Vanished));
        Assert.Equal(131m, await house.TotalAsync());

        // It is in the file again: a payment again.
        await house.TakeAsync(File("СП-1/1;05.10.2026;20;;;П-2"));
        Assert.Equal(151m, await house.TotalAsync());
    }

    [Fact]
    public async Task A_file_with_bad_rows_proposes_no_withdrawal()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;02.10.2026;20;;;П-2", "СП-1/1;03.10.2026;40;;;П-3"));

        var result = await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;02.10.2026;два;;;П-2", "СП-1/1;03.10.2026;40;;;П-3"), withdraw: true);

        Assert.Equal((0, 0), (result.Withdrawn, result.Vanished));
        Assert.Equal(70m, await house.TotalAsync());
    }

    [Fact]
    public async Task Undo_restores_exactly_what_was_before_and_only_from_the_newest_on()
    {
        await using var house = await ImportHouse.StartAsync();
        var first = await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;02.10.2026;20;;;П-2", "СП-1/1;03.10.2026;40;;;П-3"));
        var second = await house.TakeAsync(File("СП-1/1;01.10.2026;11;;;П-1", "СП-1/1;03.10.2026;40;;;П-3"), withdraw: true);
        Assert.Equal(51m, await house.TotalAsync());

        Assert.False(await house.UndoAsync(first.Import.Id));
        Assert.True(await house.UndoAsync(second.Import.Id));
        Assert.Equal(70m, await house.TotalAsync());
        Assert.False(await house.UndoAsync(second.Import.Id));
        Assert.Null(await house.UndoAsync(999));

        Assert.True(await house.UndoAsync(first.Import.Id));
        Assert.Equal(0m, await house.TotalAsync());
        Assert.Equal([(second.Import.Id, "1", false), (first.Import.Id, "1", false)], from view in await house.HistoryAsync() select (view.Id, view.UndoneBy, view.CanUndo));
    }

    [Fact]
    public async Task A_preview_changes_nothing_and_promises_what_the_import_then_does()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File(October[..2]));

        var file = File(["СП-1/1;11.10.2026;3 500;Взнос;Иванов;П-1", .. October[1..], "СП-1/1;когда-то;1;;;П-6"]);
        var preview = await house.PreviewAsync(file);

        Assert.Equal(7_000m, await house.TotalAsync());
        Assert.Single(await house.HistoryAsync());
        Assert.Equal("csv utf-8 ;", $"{preview.Format} {preview.Encoding} {preview.Delimiter}");
        Assert.Equal(("Договор", "Документ"), (preview.Columns["contract"], preview.Columns["document"]));
        Assert.Equal((3_500m + 4_000m - 500m + 9_999m + 55m, new DateOnly(2026, 10, 11), new DateOnly(2026, 10, 22)), (preview.Amount, preview.From, preview.To));
        Assert.Equal(["1", "2", "2", "2", null], preview.Sample.Select(row => row.DealId));

        var result = await house.TakeAsync(file, fingerprint: preview.Fingerprint);
        Assert.Equal(
            (preview.Added, preview.Changed, preview.Repeated, preview.Unmatched, preview.RejectedRows),
            (result.Added, result.Changed, result.Repeated, result.Unmatched, result.RejectedRows));
        Assert.Equal((3, 1, 1, 1, 1), (result.Added, result.Changed, result.Repeated, result.Unmatched, result.RejectedRows));
    }

    [Fact]
    public async Task What_was_imported_since_the_preview_makes_it_worthless()
    {
        await using var house = await ImportHouse.StartAsync();
        var preview = await house.PreviewAsync(File(October));
        await house.TakeAsync(File(October[..1]));

        Assert.IsType<ImportOutcome.Outdated>(await house.TryAsync(File(October), fingerprint: preview.Fingerprint));
        Assert.IsType<ImportOutcome.Outdated>(await house.TryAsync(File(October[1..]), fingerprint: (await house.PreviewAsync(File(October))).Fingerprint));
        Assert.Equal(3_000m, await house.TotalAsync());
    }

    [Fact]
    public async Task Two_sources_are_two_and_only_the_named_one_counts()
    {
        await using var house = await ImportHouse.StartAsync(counts: false);
        var ofTheHost = await house.TotalAsync();
        Assert.Equal(6_805m, ofTheHost);

        await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1"));
        await house.TakeAsync(File("СП-1/1;01.10.2026;10;;;П-1", "СП-1/1;02.10.2026;5;;;П-2"), source: "Банк");
        Assert.Equal(ofTheHost, await house.TotalAsync());

        await house.CountAsync(ImportHouse.Source);
        Assert.Equal(10m, await house.TotalAsync());
        await house.CountAsync("Банк");
        Assert.Equal(15m, await house.TotalAsync());
        await house.CountAsync(null);
        Assert.Equal(ofTheHost, await house.TotalAsync());
    }

    [Fact]
    public async Task A_source_counts_from_its_day_on_and_the_former_one_before_it()
    {
        await using var house = await ImportHouse.StartAsync(counts: false);
        await house.TakeAsync(File("СП-1/1;31.10.2026;10;;;П-1", "СП-1/1;01.11.2026;20;;;П-2", "СП-1/1;05.11.2026;30;;;П-3"));
        await house.TakeAsync(File("СП-1/1;01.11.2026;1;;;Б-1", "СП-1/1;05.11.2026;2;;;Б-2"), source: "Банк");

        // The host: 7,905 in September and October; on the 2nd and the 10th of November 500 and 600 were given back.
        await house.CountAsync(ImportHouse.Source, "2026-11-01");
        Assert.Equal(7_905m + 20m + 30m, await house.TotalAsync());
        await house.CountAsync("Банк", "2026-11-05");
        Assert.Equal(7_905m + 20m + 2m, await house.TotalAsync());
        // Whoever changes his mind about a day changes what counts from it on.
        await house.CountAsync(null, "2026-11-03");
        Assert.Equal(7_905m + 20m - 600m, await house.TotalAsync());
        Assert.Equal([new(ImportHouse.Source, Day("2026-11-01")), new PaymentSource(null, Day("2026-11-03"))], await house.CountedAsync());
        // The same source goes on: its day is where it began.
        await house.CountAsync(ImportHouse.Source, "2026-11-02");
        Assert.Equal([new PaymentSource(ImportHouse.Source, Day("2026-11-01"))], await house.CountedAsync());
        await house.CountAsync(null);
        Assert.Empty(await house.CountedAsync());
    }

    [Fact]
    public async Task A_file_of_some_deals_counts_for_them_on_its_days()
    {
        await using var house = await ImportHouse.StartAsync(counts: false);
        await house.TakeAsync(File("СП-1/2;01.09.2026;1;;;П-1", "СП-1/2;05.11.2026;70;;;П-2"));

        await house.Receipts.AcceptAsync((await house.MappingAsync()) with { PaymentSources = [new(ImportHouse.Source, Day("2026-11-01"))], PaymentFileIsPartial = true });
        await house.Receipts.RefreshAsync();

        // Of deal 2 the host counts until October, of deal 3 its refund of November too.
        Assert.Equal(7_905m - 600m + 70m, await house.TotalAsync());
    }

    [Fact]
    public async Task Schedule_lines_come_from_a_file_the_same_way()
    {
        await using var house = await ImportHouse.StartAsync(counts: false);
        Assert.True(await house.Imports.CountScheduleAsync(house.Receipts.Viewer("1"), ImportHouse.Source, Token));

        var result = await house.TakeAsync(
            "Договор;Срок;Сумма;Номер строки\nСП-1/1;15.12.2026;8000;1\nСП-1/1;15.01.2027;500;2\nСП-99;15.01.2027;7;1\n;15.01.2027;7;1\n", ImportKind.Schedule);

        // Deal 1 paid 3,000 for a line that counts no more: they pay the oldest of the file's lines.
        Assert.Equal((3, 1), (result.Added, result.Unmatched));
        Assert.Equal([new RejectedRow(5, "contract", "empty")], result.Rejected);
        Assert.Equal(
            ["building:1 2026-12 5000/1", "building:1 2027-01 500/1", "complex:1 2026-12 5000/1", "complex:1 2027-01 500/1", "total 2026-12 5000/1", "total 2027-01 500/1"],
            (await house.CellsAsync("schedule")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Columns_are_remembered_from_the_sources_last_file()
    {
        await using var house = await ImportHouse.StartAsync();
        var columns = new Dictionary<string, string> { ["contract"] = "Основание", ["day"] = "Когда", ["amount"] = "Сколько" };
        const string Odd = "Сколько;Основание;Когда\n10;СП-1/1;01.10.2026\n";
        Assert.Equal(["day", "amount", "contract"], (await house.PreviewAsync(Odd)).MissingColumns);
        Assert.IsType<ImportOutcome.Refused>(await house.TryAsync(Odd));

        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Odd));
        Assert.IsType<ImportOutcome.Done>(await house.Imports.ImportAsync(
            house.Receipts.Tenant, "1", new ImportRequest(ImportKind.Payments, ImportHouse.Source, null, columns), file, withdraw: false,
            new Dictionary<int, string>(), fingerprint: null, Token));

        var next = await house.TakeAsync("Сколько;Основание;Когда\n20;СП-1/1;02.10.2026\n");
        Assert.Equal(1, next.Added);
        Assert.Equal(30m, await house.TotalAsync());
        // Another source has its own, and a file of the usual kind is still read as usual.
        Assert.Equal(3, (await house.PreviewAsync(Odd, source: "Банк")).MissingColumns.Count);
        Assert.Equal(1, (await house.PreviewAsync(File("СП-1/1;03.10.2026;1;;;П-1"))).Added);
    }

    [Theory]
    [InlineData("Договор;Дата;Сумма;Сумма\nСП-1/1;01.10.2026;1;2\n", "duplicate_header")]
    [InlineData("Договор;Дата;Сумма\n", "empty")]
    [InlineData("", "empty")]
    [InlineData("просто текст\nи ещё\n", "bad_header")]
    [InlineData("Договор;Дата;Сумма\nСП-1/1;вчера;1\n", "bad_date")]
    public async Task A_file_without_a_good_row_is_refused_and_leaves_nothing(string text, string reason)
    {
        await using var house = await ImportHouse.StartAsync();

        var refused = Assert.IsType<ImportOutcome.Refused>(await house.TryAsync(text));

        Assert.Contains(refused.Errors, error => error.Reason == reason);
        Assert.Empty(await house.HistoryAsync());
    }

    [Fact]
    public async Task A_payment_that_names_nothing_is_proposed_to_the_one_deal_of_its_payer_that_expects_it()
    {
        await using var house = await StartWithClientsAsync();

        var preview = await house.PreviewAsync(File(Nameless));

        // Deals 1 and 2 are of one client and both expect 3,000; 6,999 nobody expects; Sidorov has no deal; one word is nobody's name.
        Assert.Equal(
            ["2 1 7000 ИВАНОВ ИВАН ПЕТРОВИЧ Сделка 1 Иванов Иван", "6 13 1000 ООО «Ромашка» Сделка 13 Ромашка ООО"],
            preview.Proposals.Select(one => FormattableString.Invariant($"{one.Line} {one.DealId} {one.Amount:0.##} {one.Payer} {one.Title} {one.Client}")));
        Assert.Equal(7, preview.Unmatched);
    }

    [Fact]
    public async Task A_proposal_is_taken_when_a_person_agrees_and_then_stays()
    {
        await using var house = await StartWithClientsAsync();
        var file = File(Nameless);
        var before = await house.TakeAsync(file);
        Assert.Equal(7, before.Unmatched);
        Assert.DoesNotContain(await house.CellsAsync(), cell => cell.StartsWith("building", StringComparison.Ordinal));

        var confirmed = await house.TakeAsync(file, confirmed: [(2, "1")]);
        Assert.Equal((0, 1, 6, 6), (confirmed.Added, confirmed.Changed, confirmed.Repeated, confirmed.Unmatched));
        Assert.Contains("building:1 2026-11 7000/1", await house.CellsAsync());

        // The next file knows it already, and no more proposes it.
        Assert.Equal([6], (await house.PreviewAsync(file)).Proposals.Select(one => one.Line));
        var again = await house.TakeAsync(file);
        Assert.Equal((0, 0, 7, 6), (again.Added, again.Changed, again.Repeated, again.Unmatched));
        // A file that names a deal knows better than a person did.
        await house.TakeAsync(Header.Replace("Договор", "ID сделки", StringComparison.Ordinal) + "2;20.11.2026;7000;;ИВАНОВ ИВАН ПЕТРОВИЧ;П-1\n");
        Assert.Contains("building:2 2026-11 7000/1", await house.CellsAsync());

        foreach (var import in (await house.HistoryAsync()).Take(3)) Assert.True(await house.UndoAsync(import.Id));
        Assert.DoesNotContain(await house.CellsAsync(), cell => cell.StartsWith("building", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "13")]
    [InlineData(3, "1")]
    [InlineData(99, "1")]
    public async Task What_is_not_proposed_cannot_be_confirmed(int line, string deal)
    {
        await using var house = await StartWithClientsAsync();

        Assert.IsType<ImportOutcome.Outdated>(await house.TryAsync(File(Nameless), confirmed: [(line, deal)]));
        Assert.Empty(await house.HistoryAsync());
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_it()
    {
        await using var house = await ImportHouse.StartAsync();
        await house.TakeAsync(File(October));
        var other = await house.Receipts.Store.InstallAsync("m2");
        var facts = house.Receipts.Store.Get<ImportedFacts>();

        Assert.Empty(await facts.HistoryAsync(other.Id, Token));
        Assert.Empty(await facts.ListAsync(other.Id, ImportKind.Payments, null, Token));
        Assert.Equal(0, await facts.VersionAsync(other.Id, Token));
        Assert.Null(await facts.UndoAsync(new Viewer(other.Id, "1", true), (await house.HistoryAsync())[0].Id, Token));
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_taken_and_recognised_again()
    {
        await using var house = await ImportHouse.StartAsync();
        var file = File([.. Enumerable.Range(1, 100_000).Select(i => $"СП-1/{(i % 2) + 1};{(i % 28) + 1}.10.2026;{i},01;;Плательщик {i % 100};Д-{i}")]);

        Assert.Equal(100_000, (await house.TakeAsync(file)).Added);
        Assert.Equal(100_000, (await house.TakeAsync(file)).Repeated);

        // 1 + 2 + … + 100,000, and as many kopecks.
        Assert.Equal(5_000_050_000m + 1_000m, await house.TotalAsync());
    }

    /// <summary>Deals 1 and 2 are of Ivanov, 3 of a Peter without a family name, 13 of a company.</summary>
    private static async Task<ImportHouse> StartWithClientsAsync()
    {
        var house = await ImportHouse.StartAsync();
        var since = house.Receipts.Store.Clock.GetUtcNow();
        await house.Receipts.LandAsync(
        [
            new Contact { Id = "501", Name = "Иванов Иван", CreatedAt = since }, new Contact { Id = "502", Name = "Пётр", CreatedAt = since },
            new Company { Id = "601", Name = "Ромашка ООО", CreatedAt = since },
            .. from fact in ReceiptsWorld.Deals
               where fact.Id is 1 or 2 or 3 or 13
               select ReceiptsWorld.ToRecord(fact) with
               {
                   ContactIds = fact.Id switch { 1 or 2 => ["501"], 3 => ["502"], _ => [] }, CompanyId = fact.Id == 13 ? "601" : null,
               },
        ]);
        return house;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string File(params string[] rows) => Header + string.Join('\n', rows) + "\n";
}
