using System.Text;
using ReportApp.Core.Imports;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Tests.Golden;

namespace ReportApp.Tests.Imports;

/// <summary>
/// The world of <see cref="ReceiptsWorld"/> with contract numbers, whose payments come from files of the source «1С»: deal 1 has СП-1/1 and so
/// on. What the host's table says of payments counts no more.
/// </summary>
internal sealed class ImportHouse : IAsyncDisposable
{
    public const string Source = "1С";
    public const string Header = "Договор;Дата;Сумма;Вид;Плательщик;Документ\n";

    private ImportHouse(ReceiptsHouse receipts) => Receipts = receipts;

    public ReceiptsHouse Receipts { get; }

    public ImportService Imports => Receipts.Store.Get<ImportService>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ImportHouse> StartAsync(bool counts = true)
    {
        var house = new ImportHouse(await ReceiptsHouse.StartAsync(ReceiptsWorld.Mapping with
        {
            ContractNumberField = "UF_CONTRACT", PaymentSources = counts ? [new PaymentSource(Source, null)] : [],
        }));
        await house.SignAsync(1, 2, 3, 13);
        return house;
    }

    /// <summary>Deals get their contract's number in the CRM.</summary>
    public Task SignAsync(params int[] deals) => Receipts.LandAsync(
        [.. from fact in ReceiptsWorld.Deals where deals.Contains(fact.Id) select Signed(fact, $"СП-1/{fact.Id}")]);

    public Task SignAsync(int deal, string contract) => Receipts.LandAsync(Signed(ReceiptsWorld.Deals.Single(fact => fact.Id == deal), contract));

    public async Task<ImportPreview> PreviewAsync(string text, ImportKind kind = ImportKind.Payments, string source = Source)
    {
        var (preview, refusal) = await Imports.PreviewAsync(Receipts.Tenant, new ImportRequest(kind, source, "оплаты.csv", null), File(text), Token);
        Assert.Null(refusal);
        return preview!;
    }

    public Task<ImportOutcome> TryAsync(
        string text, ImportKind kind = ImportKind.Payments, string source = Source, bool withdraw = false, string? fingerprint = null,
        params (int Line, string Deal)[] confirmed) => Imports.ImportAsync(
            Receipts.Tenant, "1", new ImportRequest(kind, source, null, null), File(text), withdraw, confirmed.ToDictionary(one => one.Line, one => one.Deal), fingerprint, Token);

    public async Task<ImportResult> TakeAsync(
        string text, ImportKind kind = ImportKind.Payments, string source = Source, bool withdraw = false, string? fingerprint = null,
        params (int Line, string Deal)[] confirmed) =>
        Assert.IsType<ImportOutcome.Done>(await TryAsync(text, kind, source, withdraw, fingerprint, confirmed)).Result;

    public Task<bool?> UndoAsync(long id) => Imports.UndoAsync(Receipts.Viewer("1"), id, Token);

    /// <summary>Names the source that counts.</summary>
    /// <param name="source">Null: the host's table.</param>
    /// <param name="from">The first day; null: all days.</param>
    public async Task CountAsync(string? source, string? from = null) => Assert.True(await Imports.CountPaymentsAsync(
        Receipts.Viewer("1"), new PaymentSource(source, from is null ? null : DateOnly.ParseExact(from, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), Token));

    public async Task<TenantMapping> MappingAsync() => (await Receipts.Store.Get<TenantDirectory>().FindAsync(Receipts.Tenant, Token))!.Mapping!;

    public async Task<IReadOnlyList<PaymentSource>> CountedAsync() => (await MappingAsync()).PaymentSources;

    /// <summary>Cells of a measure that have records: row, column, value and count.</summary>
    public async Task<IReadOnlyList<string>> CellsAsync(string measure = "receipts", string viewer = "1", ReportRequest? request = null)
    {
        var answer = await Receipts.RunAsync(viewer, request);
        return
        [
            .. from row in answer.Rows.Append(answer.Totals)
               from cell in row.Cells
               where cell.Count > 0 && cell.Measure == measure && cell.Column != "total"
               select FormattableString.Invariant($"{row.Key} {cell.Column} {cell.Value:0.##}/{cell.Count}"),
        ];
    }

    public async Task<decimal> TotalAsync(string measure = "receipts") =>
        (await Receipts.RunAsync("1")).Totals.Cells.Single(cell => cell.Column == "total" && cell.Measure == measure).Value;

    public Task<IReadOnlyList<ImportView>> HistoryAsync() => Receipts.Store.Get<ImportedFacts>().HistoryAsync(Receipts.Tenant, Token);

    public ValueTask DisposeAsync() => Receipts.DisposeAsync();

    private static MemoryStream File(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Deal Signed(DealFact fact, string contract)
    {
        var deal = ReceiptsWorld.ToRecord(fact);
        return deal with { Fields = new Dictionary<string, FieldValue>(deal.Fields) { ["UF_CONTRACT"] = FieldValue.Of(contract) } };
    }
}
