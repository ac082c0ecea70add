using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Imports;

/// <summary>Takes payments and schedules from files (reports.md §2.10): shows what a file would do, does it, takes it back.</summary>
public sealed class ImportService(
    TenantDirectory tenants, ImportedFacts imports, RememberedColumns remembered, LandedRecords landed, ProjectionService projections, TimeProvider clock)
{
    private const int SampleRows = 20;

    /// <summary>As many as an address can name; what is left is proposed with the same file again.</summary>
    private const int MostProposals = 300;

    /// <summary>Changes nothing.</summary>
    /// <returns>The preview, or why the file cannot be read at all.</returns>
    public async Task<(ImportPreview? Preview, RejectedRow? Refusal)> PreviewAsync(
        TenantId tenant, ImportRequest request, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var found = await FindAsync(tenant, cancellationToken);
            await using var file = await Upload.ReceiveAsync(body, cancellationToken);
            var version = await imports.VersionAsync(tenant, cancellationToken);
            var (table, read) = await ReadAsync(found, request, file, cancellationToken);
            var live = (await imports.ListAsync(tenant, request.Kind, request.Source, cancellationToken))
                .ToDictionary(fact => fact.Values.Key, fact => fact.Values, StringComparer.Ordinal);
            var difference = ImportDifference.Between(live, read.Facts, read.RejectedRows == 0);
            var deals = await DealsAsync(tenant, difference.Told.Concat(difference.Vanished), cancellationToken);
            var proposals = await ProposalsAsync(tenant, request.Kind, difference.Told, cancellationToken);
            return (
                new ImportPreview(
                    Fingerprint(version, file.Hash, read.Columns.ByField), table.Format, table.Encoding, table.Delimiter, read.Columns.Headers, read.Columns.ByField,
                    read.Columns.Missing, ImportColumns.Fields(request.Kind), difference.Added.Count, difference.Changed.Count, difference.Repeated, read.Doubles,
                    read.Skipped, difference.Told.Count(fact => deals(fact) is null), read.Facts.Sum(fact => fact.Amount), found.Currency,
                    read.Facts.Count == 0 ? null : read.Facts.Min(fact => fact.Day), read.Facts.Count == 0 ? null : read.Facts.Max(fact => fact.Day),
                    read.RejectedRows, read.Rejected,
                    new ImportSum(difference.Vanished.Count, difference.Vanished.Sum(fact => fact.Amount), [.. difference.Vanished.Take(SampleRows).Select(Row)]),
                    [.. proposals.Take(MostProposals).Select(Proposed)], [.. difference.Told.Take(SampleRows).Select(Row)], Counts(found.Mapping, request)),
                null);

            ImportedRow Row(ImportedFact fact) => new(fact.Contract, fact.Day, fact.Amount, fact.LineKind, fact.Payer, fact.DocumentId, deals(fact));

            ProposedMatch Proposed(PaymentProposals.Proposal proposal) => new(
                read.Lines[proposal.Fact.Key], proposal.Fact.Day, proposal.Fact.Amount, proposal.Fact.Payer!, proposal.Deal.Id, proposal.Deal.Title, proposal.Client);
        }
        catch (TableRefusedException refused)
        {
            return (null, new RejectedRow(refused.Line, "file", refused.Reason));
        }
    }

    /// <summary>Good rows are taken, all together in one transaction; bad ones are named.</summary>
    /// <param name="authorId">Null: the file was pushed.</param>
    /// <param name="withdraw">Take back what vanished from the file's days.</param>
    /// <param name="confirmed">The proposed deals that a person agreed to, by line of the file.</param>
    /// <param name="fingerprint">Of the preview that a person agreed to; null: nobody looked.</param>
    public async Task<ImportOutcome> ImportAsync(
        TenantId tenant, string? authorId, ImportRequest request, Stream body, bool withdraw, IReadOnlyDictionary<int, string> confirmed, string? fingerprint,
        CancellationToken cancellationToken)
    {
        try
        {
            var found = await FindAsync(tenant, cancellationToken);
            await using var file = await Upload.ReceiveAsync(body, cancellationToken);
            long? version = fingerprint is null ? null : await imports.VersionAsync(tenant, cancellationToken);
            var (_, read) = await ReadAsync(found, request, file, cancellationToken);
            if (version is { } seen && Fingerprint(seen, file.Hash, read.Columns.ByField) != fingerprint) return new ImportOutcome.Outdated();
            if (read.Columns.Missing.Count > 0) return new ImportOutcome.Refused([.. read.Columns.Missing.Select(field => new RejectedRow(read.Columns.HeaderLine, field, "bad_header"))]);
            if (read.Facts.Count == 0) return new ImportOutcome.Refused(read.Rejected);

            if (await ConfirmAsync(tenant, request.Kind, read, confirmed, cancellationToken) is not { } facts) return new ImportOutcome.Outdated();

            var taking = new ImportedFile(request.Kind, request.Source, request.FileName, file.Hash, read.Columns.ByField, facts, read.RejectedRows);
            if (await imports.TakeAsync(tenant, authorId, taking, withdraw, version, cancellationToken) is not var (view, difference)) return new ImportOutcome.Outdated();
            await projections.RefreshAsync(tenant, cancellationToken);
            var deals = await DealsAsync(tenant, difference.Told, cancellationToken);
            return new ImportOutcome.Done(new ImportResult(
                view, view.Added, view.Changed, view.Repeated, view.Withdrawn, difference.Told.Count(fact => deals(fact) is null),
                difference.Vanished.Count - view.Withdrawn, read.RejectedRows, read.Rejected));
        }
        catch (TableRefusedException refused)
        {
            return new ImportOutcome.Refused([new RejectedRow(refused.Line, "file", refused.Reason)]);
        }
    }

    /// <inheritdoc cref="ImportedFacts.UndoAsync"/>
    public async Task<bool?> UndoAsync(Viewer author, long id, CancellationToken cancellationToken)
    {
        var undone = await imports.UndoAsync(author, id, cancellationToken);
        if (undone == true) await projections.RefreshAsync(author.Tenant, cancellationToken);
        return undone;
    }

    /// <summary>Names whose payments reports count from a day on. Never two sources of one day.</summary>
    /// <inheritdoc cref="CountScheduleAsync"/>
    public Task<bool> CountPaymentsAsync(Viewer author, PaymentSource source, CancellationToken cancellationToken) =>
        CountAsync(author, mapping => mapping.CountPayments(source), cancellationToken);

    /// <summary>Names whose schedule lines reports count: one source of files, or null for the host's own table.</summary>
    /// <returns>False when no mapping was accepted yet.</returns>
    public Task<bool> CountScheduleAsync(Viewer author, string? source, CancellationToken cancellationToken) =>
        CountAsync(author, mapping => mapping with { ScheduleFile = source }, cancellationToken);

    private async Task<bool> CountAsync(Viewer author, Func<TenantMapping, TenantMapping> change, CancellationToken cancellationToken)
    {
        if ((await FindAsync(author.Tenant, cancellationToken)).Mapping is not { } mapping) return false;
        await tenants.AcceptMappingAsync(author, change(mapping), cancellationToken);
        await projections.RefreshAsync(author.Tenant, cancellationToken);
        return true;
    }

    /// <summary>What a column of such a file may be.</summary>
    public static IReadOnlyList<string> Fields(ImportKind kind) => ImportColumns.Fields(kind);

    /// <summary>A file that anybody can fill: titles and two rows, as a Russian spreadsheet opens it.</summary>
    public static string Template(ImportKind kind)
    {
        string[] rows = kind == ImportKind.Payments
            ? ["СП-1/45;;12.11.2026;1 500 000,00;Первый взнос;40817810000000000001;Иванов Иван Иванович;ПП-17 от 12.11.2026", "СП-1/46;;13.11.2026;-200 000,00;Возврат;;Петрова Мария;ПП-18 от 13.11.2026"]
            : ["СП-1/45;;12.12.2026;1 500 000,00;Первый взнос;1", "СП-1/45;;12.03.2027;3 500 000,00;Рассрочка;2"];
        return $"\uFEFF{string.Join(';', ImportColumns.Template(kind))}\r\n{string.Join("\r\n", rows)}\r\n";
    }

    private static bool Counts(TenantMapping? mapping, ImportRequest request) => request.Kind == ImportKind.Payments
        ? mapping?.PaymentSources.Any(source => source.File == request.Source) == true
        : mapping?.ScheduleFile == request.Source;

    private async Task<Tenant> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await tenants.FindAsync(tenant, cancellationToken) ?? throw new InvalidOperationException($"Tenant {tenant} is not installed.");

    private async Task<(TableFile Table, ReadFacts Read)> ReadAsync(Tenant tenant, ImportRequest request, Upload file, CancellationToken cancellationToken)
    {
        var table = TableFile.Open(file.Content, request.FileName);
        var columns = request.Columns ?? await remembered.FindAsync(tenant.Id, ImportedFacts.NameOf(request.Kind), request.Source, cancellationToken);
        var reader = new FactReader(request.Kind, tenant.Currency, tenant.DayOf(clock.GetUtcNow()));
        return (table, reader.Read(table, columns, isBinding: request.Columns is not null, cancellationToken));
    }

    private async Task<IReadOnlyList<PaymentProposals.Proposal>> ProposalsAsync(
        TenantId tenant, ImportKind kind, IEnumerable<ImportedFact> facts, CancellationToken cancellationToken)
    {
        if (kind != ImportKind.Payments) return [];
        using var reader = projections.Open(tenant);
        return reader is null ? [] : await PaymentProposals.FindAsync(tenant, facts.Where(fact => fact.ConfirmedDeal is null), reader, landed, cancellationToken);
    }

    /// <returns>The facts with the deals a person agreed to; null when one of these is not proposed any more.</returns>
    private async Task<IReadOnlyList<ImportedFact>?> ConfirmAsync(
        TenantId tenant, ImportKind kind, ReadFacts read, IReadOnlyDictionary<int, string> confirmed, CancellationToken cancellationToken)
    {
        if (confirmed.Count == 0) return read.Facts;
        var proposed = (await ProposalsAsync(tenant, kind, read.Facts.Where(fact => confirmed.ContainsKey(read.Lines[fact.Key])), cancellationToken))
            .Where(proposal => confirmed[read.Lines[proposal.Fact.Key]] == proposal.Deal.Id).ToDictionary(proposal => proposal.Fact.Key, proposal => proposal.Deal.Id);
        return proposed.Count < confirmed.Count ? null
            : [.. read.Facts.Select(fact => proposed.TryGetValue(fact.Key, out var deal) ? fact with { ConfirmedDeal = deal } : fact)];
    }

    /// <summary>The same rule as <see cref="ProjectionMatching"/>, over the deals as projected now.</summary>
    private async Task<Func<ImportedFact, string?>> DealsAsync(TenantId tenant, IEnumerable<ImportedFact> facts, CancellationToken cancellationToken)
    {
        using var reader = projections.Open(tenant);
        if (reader is null) return _ => null;
        var contracts = await reader.ContractsAsync(cancellationToken);
        var named = await reader.KnownDealsAsync(facts.Select(NamedDeal).OfType<string>().Distinct(), cancellationToken);
        return fact =>
            ContractNumber.Normalise(fact.Contract) is { } key && contracts.GetValueOrDefault(key) is { } deal ? deal
            : NamedDeal(fact) is { } id && named.Contains(id) ? id
            : null;

        static string? NamedDeal(ImportedFact fact) => fact.DealId ?? fact.ConfirmedDeal;
    }

    private static string Fingerprint(long version, string hash, IReadOnlyDictionary<string, string> columns)
    {
        var told = $"{hash}|{string.Join('|', columns.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";
        return string.Create(CultureInfo.InvariantCulture, $"{version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)))}");
    }
}
