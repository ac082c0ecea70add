using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

public sealed partial class ReconciliationService
{
    private static readonly IReadOnlyDictionary<string, ForeignDeal> NoOthers = new Dictionary<string, ForeignDeal>();

    /// <summary>Payments that may count, of all sources.</summary>
    private sealed record PaymentBooks(Tenant Tenant, TenantMapping Mapping, IReadOnlyList<YearMonth> Months, IReadOnlyList<Fact> Payments);

    /// <summary>What each source of payments says of the closed months.</summary>
    /// <returns>Null until the first projection is complete.</returns>
    public async Task<SourcesView?> ReadSourcesAsync(ReconciliationEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Reader is not { } reader) return null;
        using var turn = await _turns.TakeAsync(entry.Viewer, cancellationToken);
        if (await OpenPaymentsAsync(entry, reader, cancellationToken) is not { } books) return null;
        var told = books.Payments.Where(payment => books.Months.Contains(YearMonth.Of(payment.Day!.Value))).ToLookup(payment => (YearMonth.Of(payment.Day!.Value), payment.File));
        var sources = told.Select(same => same.Key.File).Concat(books.Mapping.PaymentSources.Select(source => source.File))
            .Concat(books.Mapping.Payments is null ? [] : [null]).Distinct().Order(StringComparer.Ordinal).ToList();
        return new SourcesView(
            books.Tenant.Currency, books.Mapping.PaymentFileIsPartial,
            [.. books.Months.Select(month => new SourceMonth(month, [.. sources.Select(source => Sum(month, source))]))]);

        SourceSum Sum(YearMonth month, string? source) => new(
            source, told[(month, source)].Sum(payment => payment.Amount ?? 0), told[(month, source)].Count(), Counts(month, source));

        bool Counts(YearMonth month, string? source) =>
            (source is null && books.Mapping.PaymentFileIsPartial)
            || Enumerable.Range(0, month.End.DayNumber - month.FirstDay.DayNumber).Any(day => books.Mapping.PaymentFileOn(month.FirstDay.AddDays(day)) == source);
    }

    /// <summary>The payments of a month that only one of two sources has.</summary>
    /// <param name="left">A source of files; null: the host's own table.</param>
    /// <returns>Null: the month is not compared.</returns>
    public async Task<SourceDifference?> CompareSourcesAsync(
        ReconciliationEntry entry, YearMonth month, string? left, string? right, CancellationToken cancellationToken)
    {
        if (entry.Reader is not { } reader) return null;
        using var turn = await _turns.TakeAsync(entry.Viewer, cancellationToken);
        if (await OpenPaymentsAsync(entry, reader, cancellationToken) is not { } books || !books.Months.Contains(month)) return null;
        var (ours, theirs) = SourceComparison.Unpaired(
            books.Payments.Where(payment => payment.File == left), books.Payments.Where(payment => payment.File == right));
        return new SourceDifference(await SideAsync(ours), await SideAsync(theirs));

        async Task<OneSided> SideAsync(IReadOnlyList<Fact> side)
        {
            var own = side.Where(payment => YearMonth.Of(payment.Day!.Value) == month).ToList();
            return new OneSided(
                own.Count, own.Sum(payment => payment.Amount ?? 0),
                await RecordsAsync(reader, books.Tenant, KnownMetric.Receipts, [.. own.Take(MostListed)], NoOthers, cancellationToken));
        }
    }

    private async Task<PaymentBooks?> OpenPaymentsAsync(ReconciliationEntry entry, ProjectionReader reader, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(entry.Viewer, cancellationToken);
        if (tenant.Mapping is not { } mapping) return null;
        var months = ClosedMonths(tenant);
        var payments = (await reader.PaymentsAsync(
            months[0].FirstDay.AddDays(-ReconciliationRules.EdgeDays), months[^1].End.AddDays(ReconciliationRules.EdgeDays), cancellationToken)).Where(SourceComparison.MayCount);
        if (mapping.PaymentFileIsPartial)
        {
            var told = await reader.DealsInFilesAsync(cancellationToken);
            payments = payments.Where(payment => payment.File is not null || (payment.DealId is { } deal && told.Contains(deal)));
        }
        return new PaymentBooks(tenant, mapping, months, [.. payments]);
    }
}
