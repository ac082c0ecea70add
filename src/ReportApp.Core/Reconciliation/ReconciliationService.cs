using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>
/// Compares what people know of three closed months with ours (reports.md §2.10). For administrators and for those from whom no sales deal is
/// hidden; of other pipelines' deals each sees what the host shows him. Computes in the turns of <see cref="ProjectionTurns"/>.
/// </summary>
public sealed partial class ReconciliationService
{
    public const int Months = 3;
    private const int MostUndated = 500;
    private const int MostListed = 1_000;
    private const decimal LargestValue = 100_000_000_000_000m;

    private readonly TenantDirectory _tenants;
    private readonly LandedRecords _landed;
    private readonly SyncState _sync;
    private readonly ProjectionService _projections;
    private readonly ProjectionTurns _turns;
    private readonly Reconciliations _reconciliations;
    private readonly VisibilityService _visibility;
    private readonly RecordAddresses _addresses;
    private readonly TimeProvider _clock;
    private readonly ForeignDeals _foreign;

    internal ReconciliationService(
        TenantDirectory tenants, LandedRecords landed, SyncState sync, ProjectionService projections, ProjectionTurns turns, Reconciliations reconciliations,
        VisibilityService visibility, RecordAddresses addresses, TimeProvider clock)
    {
        (_tenants, _landed, _sync, _projections, _turns, _reconciliations) = (tenants, landed, sync, projections, turns, reconciliations);
        (_visibility, _addresses, _clock, _foreign) = (visibility, addresses, clock, new ForeignDeals(landed));
    }

    /// <summary>All that a comparison looks at, at one moment.</summary>
    private sealed record Books(
        Tenant Tenant, IReadOnlyList<YearMonth> Months, IReadOnlyList<ComplexRow> Complexes, IReadOnlyList<Fact> Payments, IReadOnlyList<Fact> Contracts,
        IReadOnlyDictionary<string, ForeignDeal> Foreign)
    {
        public IReadOnlyList<KnownMetric> Metrics =>
        [
            .. Tenant.Mapping is { HasPayments: true } ? (KnownMetric[])[KnownMetric.Receipts] : [],
            KnownMetric.Contracts, KnownMetric.ContractsValue,
            .. Tenant.Mapping is { ContractAreaFields.Count: > 0 } ? (KnownMetric[])[KnownMetric.ContractsArea] : [],
        ];

        public IReadOnlyList<Fact> Of(KnownMetric metric) => ReconciliationRules.IsPayment(metric) ? Payments : Contracts;

        public bool HasRow(string row) =>
            row is ReconciliationRules.Total or ReconciliationRules.NoObject || Complexes.Any(complex => ReconciliationRules.RowOf(complex.Id) == row);
    }

    /// <summary>The moment of the projection first: what lands while the host is asked about rights is in no comparison.</summary>
    /// <returns>Null: this viewer may compare nothing.</returns>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now; also of everything below.</exception>
    public async Task<ReconciliationEntry?> EnterAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var reader = _projections.Open(viewer.Tenant);
        try
        {
            if (viewer.IsAdministrator) return new ReconciliationEntry(viewer, reader, deals: null);
            if (reader is not null)
            {
                var deals = await _visibility.ForAsync(viewer, RecordKind.Deal, cancellationToken);
                using var turn = await _turns.TakeAsync(viewer, cancellationToken);
                if (await reader.CoversAllDealsAsync(deals, cancellationToken)) return new ReconciliationEntry(viewer, reader, deals);
            }
        }
        catch
        {
            reader?.Dispose();
            throw;
        }
        reader?.Dispose();
        return null;
    }

    /// <returns>Null until the first projection is complete.</returns>
    public async Task<ReconciliationView?> ReadAsync(ReconciliationEntry entry, CancellationToken cancellationToken)
    {
        var viewer = entry.Viewer;
        if (entry.Reader is not { } reader) return null;
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        if (await OpenAsync(entry, reader, cancellationToken) is not { } books) return null;
        var known = (await _reconciliations.ListKnownAsync(viewer.Tenant, books.Months, cancellationToken))
            .ToDictionary(figure => (figure.Month, figure.Row, figure.Metric), figure => figure.Value);
        var figures = (
            from month in books.Months
            from row in RowsOf(books)
            from metric in books.Metrics
            select Figure(books, month, row.Row, metric, known.GetValueOrDefault((month, row.Row, metric)))).ToList();
        // What has no object is shown when something fell into it.
        var rows = RowsOf(books).Where(row => row.Row != ReconciliationRules.NoObject || figures.Any(figure => figure.Row == row.Row && (figure.Ours != 0 || figure.Known is not null)));
        return new ReconciliationView(
            books.Months, books.Tenant.Currency, [.. rows], books.Metrics, figures, DaysOf(books), await _reconciliations.LatestAsync(viewer.Tenant, cancellationToken));
    }

    /// <returns>What is wrong with which figure, as its place in the list; empty: all were kept.</returns>
    public async Task<IReadOnlyList<(int Index, string Field, string Reason)>> SetKnownAsync(
        ReconciliationEntry entry, IReadOnlyList<KnownFigure> figures, CancellationToken cancellationToken)
    {
        var months = ClosedMonths(await TenantAsync(entry.Viewer, cancellationToken));
        var complexes = entry.Reader is not { } reader ? [] : await reader.ComplexesAsync(cancellationToken);
        var faults = new List<(int, string, string)>();
        foreach (var (figure, index) in figures.Select((figure, index) => (figure, index)))
        {
            if (!months.Contains(figure.Month)) faults.Add((index, "month", "not_closed"));
            if (figure.Row is not (ReconciliationRules.Total or ReconciliationRules.NoObject) && complexes.All(complex => ReconciliationRules.RowOf(complex.Id) != figure.Row))
                faults.Add((index, "row", "unknown"));
            if (figure.Value is { } value)
            {
                if (Math.Abs(value) > LargestValue) faults.Add((index, "value", "out_of_range"));
                else if (decimal.Round(value, figure.Metric == KnownMetric.Contracts ? 0 : 2) != value) faults.Add((index, "value", "too_precise"));
            }
        }
        if (faults.Count == 0) await _reconciliations.SetKnownAsync(entry.Viewer, figures, cancellationToken);
        return faults;
    }

    /// <summary>A table of known figures: a row for each object and month, a column for each figure.</summary>
    public async Task<KnownFiguresImported> ImportAsync(ReconciliationEntry entry, Stream upload, CancellationToken cancellationToken)
    {
        var months = ClosedMonths(await TenantAsync(entry.Viewer, cancellationToken));
        var complexes = entry.Reader is not { } reader ? [] : await reader.ComplexesAsync(cancellationToken);
        var (figures, rejected) = await KnownFiguresFile.ReadAsync(upload, months, complexes, cancellationToken);
        if (rejected.Count > 0) return new KnownFiguresImported(0, rejected);
        await _reconciliations.SetKnownAsync(entry.Viewer, figures, cancellationToken);
        return new KnownFiguresImported(figures.Count, []);
    }

    /// <returns>Null: there is no such figure, or it does not differ.</returns>
    public async Task<IReadOnlyList<ReconciledRecord>?> ListAsync(
        ReconciliationEntry entry, YearMonth month, string row, KnownMetric metric, DeltaReason reason, CancellationToken cancellationToken)
    {
        var viewer = entry.Viewer;
        if (entry.Reader is not { } reader) return null;
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        if (await OpenAsync(entry, reader, cancellationToken) is not { } books) return null;
        if (!books.Months.Contains(month) || !books.HasRow(row) || !books.Metrics.Contains(metric)) return null;
        var known = (await _reconciliations.ListKnownAsync(viewer.Tenant, [month], cancellationToken)).FirstOrDefault(figure => figure.Row == row && figure.Metric == metric);
        if (Figure(books, month, row, metric, known?.Value).Delta is not { } delta || delta == 0) return null;
        var facts = ReconciliationRules.Behind(books.Of(metric), metric, row, month, delta, reason).Take(MostListed).ToList();
        return await RecordsAsync(reader, books.Tenant, metric, facts, books.Foreign, cancellationToken);
    }

    /// <param name="others">Deals of other pipelines, by id.</param>
    private async Task<IReadOnlyList<ReconciledRecord>> RecordsAsync(
        ProjectionReader reader, Tenant tenant, KnownMetric metric, IReadOnlyCollection<Fact> facts, IReadOnlyDictionary<string, ForeignDeal> others,
        CancellationToken cancellationToken)
    {
        var cards = await reader.DealsAsync(facts.Select(fact => fact.DealId).OfType<string>(), cancellationToken);
        var names = (await reader.ComplexesAsync(cancellationToken)).ToDictionary(complex => complex.Id, complex => complex.Name);
        return [.. facts.Select(ToRecord)];

        ReconciledRecord ToRecord(Fact fact)
        {
            var card = fact.DealId is { } deal ? cards.GetValueOrDefault(deal) : null;
            var foreign = fact.DealId is { } other ? others.GetValueOrDefault(other) : null;
            return new ReconciledRecord(
                ReconciliationRules.IsPayment(metric) ? "payment" : "contract", fact.Id, fact.DealId, card?.Title ?? foreign?.Title, AddressOf(fact), fact.Day,
                fact.OtherDay, ReconciliationRules.IsMoney(metric) ? fact.Amount ?? 0 : ReconciliationRules.ValueOf(fact, metric), card?.Stage, card?.ManagerName,
                fact.ComplexId is { } complex ? names.GetValueOrDefault(complex) : null, fact.DaySource);
        }

        Uri? AddressOf(Fact fact) =>
            fact.DealId is { } deal ? _addresses.To(tenant, RecordKind.Deal, deal)
            : tenant.Mapping?.Payments is { } payments && fact.File is null ? _addresses.To(tenant, RecordKind.Item(payments.Table), fact.Id)
            : null;
    }

    /// <summary>«Сверено»: who, when, and every difference as it is now.</summary>
    /// <returns>Null: there is nothing to compare yet.</returns>
    public async Task<ReconciliationMark?> SignAsync(ReconciliationEntry entry, string viewerName, CancellationToken cancellationToken)
    {
        if (await ReadAsync(entry, cancellationToken) is not { } view) return null;
        var compared = view.Figures.Where(figure => figure.Known is not null)
            .Select(figure => new ComparedFigure(figure.Month, figure.Row, figure.Metric, figure.Known!.Value, figure.Ours)).ToList();
        return compared.Count == 0 ? null : await _reconciliations.SignAsync(entry.Viewer, viewerName, view.Months[0], view.Months[^1], compared, cancellationToken);
    }

    /// <summary>What another mapping would make of the same three months. Projects everything anew, aside: a matter of seconds, of minutes for a large tenant.</summary>
    public async Task<MappingEffect> TryMappingAsync(Viewer viewer, TenantMapping mapping, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(viewer, cancellationToken);
        IReadOnlyList<MonthFigures>? before = null;
        if (tenant.Mapping is { } current && _projections.Open(tenant.Id) is { } reader)
        {
            using (reader) before = await MonthsAsync(viewer, reader, tenant, current, cancellationToken);
        }
        var read = (await _sync.ListFeedsAsync(tenant.Id, cancellationToken)).Where(feed => feed.CompleteUpTo is not null).Select(feed => feed.Kind).ToHashSet();
        var after = await _projections.TryAsync(tenant, mapping, trial => MonthsAsync(viewer, trial, tenant, mapping, cancellationToken), cancellationToken);
        return new MappingEffect(before, after, [.. mapping.NeededKinds().Where(kind => !read.Contains(kind)).Select(kind => kind.ItemHostName ?? kind.Name)]);
    }

    /// <summary>The three months before this one, oldest first.</summary>
    private IReadOnlyList<YearMonth> ClosedMonths(Tenant tenant)
    {
        var current = YearMonth.Of(tenant.DayOf(_clock.GetUtcNow()));
        return [.. Enumerable.Range(-Months, Months).Select(current.Plus)];
    }

    private async Task<Tenant> TenantAsync(Viewer viewer, CancellationToken cancellationToken) =>
        await _tenants.FindAsync(viewer.Tenant, cancellationToken) ?? throw new InvalidOperationException("A viewer's tenant is always stored.");

    private static IEnumerable<ReconciledRow> RowsOf(Books books) =>
    [
        new(ReconciliationRules.Total, null),
        .. books.Complexes.Select(complex => new ReconciledRow(ReconciliationRules.RowOf(complex.Id), complex.Name)),
        new(ReconciliationRules.NoObject, null),
    ];

    private static IReadOnlyList<SourceShare> DaysOf(Books books) =>
    [
        .. from fact in books.Contracts
           where fact is { IsSale: true, DaySource: not null } && (fact.Day is not { } day || (day >= books.Months[0].FirstDay && day < books.Months[^1].End))
           group fact by fact.DaySource into same
           orderby same.Key == FactSource.None, same.Count() descending, same.Key
           select new SourceShare(same.Key, same.Count()),
    ];

    private static ReconciledFigure Figure(Books books, YearMonth month, string row, KnownMetric metric, decimal? known)
    {
        var facts = books.Of(metric);
        var ours = ReconciliationRules.Ours(facts, metric, row, month);
        return new ReconciledFigure(
            month, row, metric, ours, known, ours - known, known is { } theirs ? ReconciliationRules.Explain(facts, metric, row, month, ours - theirs) : []);
    }

    private async Task<IReadOnlyList<MonthFigures>> MonthsAsync(
        Viewer viewer, ProjectionReader reader, Tenant tenant, TenantMapping mapping, CancellationToken cancellationToken)
    {
        var months = ClosedMonths(tenant);
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        var payments = await reader.PaymentsAsync(months[0].FirstDay, months[^1].End, cancellationToken);
        var contracts = await reader.ContractsAsync(months[0].FirstDay, months[^1].End, cancellationToken);
        return
        [
            .. months.Select(month => new MonthFigures(
                month,
                mapping.HasPayments ? ReconciliationRules.Ours(payments, KnownMetric.Receipts, ReconciliationRules.Total, month) : null,
                (int)ReconciliationRules.Ours(contracts, KnownMetric.Contracts, ReconciliationRules.Total, month),
                ReconciliationRules.Ours(contracts, KnownMetric.ContractsValue, ReconciliationRules.Total, month))),
        ];
    }

    private async Task<Books?> OpenAsync(ReconciliationEntry entry, ProjectionReader reader, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(entry.Viewer, cancellationToken);
        if (tenant.Mapping is not { } mapping) return null;
        var months = ClosedMonths(tenant);
        var (from, end) = (months[0].FirstDay.AddDays(-ReconciliationRules.EdgeDays), months[^1].End.AddDays(ReconciliationRules.EdgeDays));
        var foreign = await _foreign.ListAsync(tenant, mapping, reader, cancellationToken);
        var payments = await reader.PaymentsAsync(from, end, cancellationToken);
        var contracts = await reader.ContractsAsync(from, end, cancellationToken);
        return new Books(
            tenant, months, await reader.ComplexesAsync(cancellationToken),
            [.. payments.Concat(await UndatedAsync(tenant, mapping, reader, cancellationToken)).Where(IsShown).Select(Placed)],
            [
                .. contracts,
                .. foreign.Values.Where(deal => deal.WonOn is not null && entry.SeesForeign(deal.Id, deal.OwnerId)).OrderBy(deal => deal.WonOn).Select(deal => new Fact(
                    deal.Id, deal.Id, IsSale: false, deal.ComplexId, deal.WonOn, deal.ExpectedClose, deal.Amount, deal.InCurrency, IsReceipt: true, Counts: true, IsEnded: false,
                    Area: deal.Area)),
            ],
            foreign);

        bool IsShown(Fact fact) => fact.IsSale || fact.DealId is not { } deal || entry.SeesForeign(deal, foreign.GetValueOrDefault(deal)?.OwnerId);

        Fact Placed(Fact fact) => fact is { IsSale: false, DealId: { } deal } && foreign.TryGetValue(deal, out var found) ? fact with { ComplexId = found.ComplexId } : fact;
    }

    /// <summary>Payments of the host that were left out because nobody knows when: read again for their money and their deal.</summary>
    private async Task<IReadOnlyList<Fact>> UndatedAsync(Tenant tenant, TenantMapping mapping, ProjectionReader reader, CancellationToken cancellationToken)
    {
        if (mapping.Payments is not { } payments) return [];
        var kind = RecordKind.Item(payments.Table);
        var undated = new List<Fact>();
        foreach (var id in (await reader.FaultyAsync(kind, payments.PaidOnField, cancellationToken)).Take(MostUndated))
        {
            if (await _landed.FindAsync(tenant.Id, kind, id, cancellationToken) is not { Deleted: false, Body: Item item }) continue;
            var rows = new ProjectedRows();
            var day = item.Fields.Where(field => field.Key != payments.PaidOnField).Append(new(payments.PaidOnField, FieldValue.Of("2000-01-01")));
            Projector.Project(
                new LandedRecord(kind, id, 0, false, item with { Fields = day.ToDictionary() }), new ProjectionContext(mapping, tenant.Currency, tenant.UtcOffset), rows);
            if (rows.Payments.Rows.SingleOrDefault() is not { } row) continue;
            undated.Add(new Fact(
                id, row.DealId, IsSale: false, null, null, null, Money.FromStored(row.Amount), row.InCurrency, row.IsReceipt, row.Counts, IsEnded: false));
        }
        var complexes = await reader.ComplexOfAsync(undated.Select(fact => fact.DealId).OfType<string>(), cancellationToken);
        return [.. undated.Select(fact => fact.DealId is { } deal && complexes.TryGetValue(deal, out var complex) ? fact with { IsSale = true, ComplexId = complex } : fact)];
    }
}
