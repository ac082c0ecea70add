using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>Where a fact holds now.</summary>
internal sealed record SourcedFact(string Source, ImportedFact Values);

/// <summary>What was told of a fact until a file, or an undo, told otherwise.</summary>
/// <param name="Values">Null: nothing was.</param>
internal sealed record FormerFact(string Source, string Key, DateTimeOffset Until, ImportedFact? Values);

/// <summary>What an import will write: nothing but the differences.</summary>
/// <param name="Told">What the file says, with the deals that were confirmed before.</param>
/// <param name="Vanished">What the source's former files said of the days of this one, and this one does not.</param>
internal sealed record ImportDifference(
    IReadOnlyList<ImportedFact> Told, IReadOnlyList<ImportedFact> Added, IReadOnlyList<ImportedFact> Changed, int Repeated, IReadOnlyList<ImportedFact> Vanished)
{
    /// <param name="live">What holds of this source now.</param>
    /// <param name="isWhole">No row of the file was rejected: only then is what it does not say known to be gone.</param>
    public static ImportDifference Between(IReadOnlyDictionary<string, ImportedFact> live, IReadOnlyList<ImportedFact> read, bool isWhole)
    {
        var told = read.Select(fact => live.TryGetValue(fact.Key, out var before) ? Keep(fact, before) : fact).ToList();
        var (added, changed, repeated) = (new List<ImportedFact>(), new List<ImportedFact>(), 0);
        foreach (var fact in told)
        {
            if (!live.TryGetValue(fact.Key, out var before)) added.Add(fact);
            else if (before != fact) changed.Add(fact);
            else repeated++;
        }
        if (!isWhole || told.Count == 0) return new ImportDifference(told, added, changed, repeated, []);
        var keys = told.Select(fact => fact.Key).ToHashSet(StringComparer.Ordinal);
        var (first, last) = (told.Min(fact => fact.Day), told.Max(fact => fact.Day));
        return new ImportDifference(
            told, added, changed, repeated,
            [.. live.Values.Where(fact => fact.Day >= first && fact.Day <= last && !keys.Contains(fact.Key)).OrderBy(fact => fact.Day).ThenBy(fact => fact.Key, StringComparer.Ordinal)]);
    }

    /// <summary>A confirmed deal stays with its payment as long as the file names no other, and the same payer.</summary>
    private static ImportedFact Keep(ImportedFact fact, ImportedFact before) =>
        fact is { NamesNothing: true, ConfirmedDeal: null } && fact.Payer == before.Payer ? fact with { ConfirmedDeal = before.ConfirmedDeal } : fact;
}

/// <summary>An import as the history shows it.</summary>
/// <param name="AuthorId">Null: pushed to the import address.</param>
/// <param name="Amount">Sum of the file's good rows.</param>
/// <param name="CanUndo">It is the newest of its source: what it changed can be taken back exactly.</param>
public sealed record ImportView(
    long Id, ImportKind Kind, string Source, string? FileName, string? AuthorId, DateTimeOffset CreatedAt, int Added, int Changed, int Repeated, int Withdrawn,
    int Rejected, decimal Amount, DateTimeOffset? UndoneAt, string? UndoneBy, bool CanUndo);

/// <summary>One file about to be taken.</summary>
internal sealed record ImportedFile(
    ImportKind Kind, string Source, string? FileName, string Hash, IReadOnlyDictionary<string, string> Columns, IReadOnlyList<ImportedFact> Facts, int Rejected);

/// <summary>Facts that came in files. Every import adds what it says; the newest word of imports that are not undone holds.</summary>
public sealed class ImportedFacts
{
    private const int Newest = 200;

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal ImportedFacts(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>Changes whenever an import or an undo changed what holds.</summary>
    public async Task<long> VersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var own = store.Imports.Where(row => row.TenantId == tenant.Value);
        return (await own.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0) + await own.LongCountAsync(row => row.UndoneAt != null, cancellationToken);
    }

    /// <param name="source">Null: of all.</param>
    internal async Task<IReadOnlyList<SourcedFact>> ListAsync(TenantId tenant, ImportKind kind, string? source, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await ListAsync(store, tenant, kind, source, cancellationToken);
    }

    /// <summary>
    /// What held before it changed, of each fact in order of time. What the first standing import of a source brings has no past.
    /// </summary>
    internal async Task<IReadOnlyList<FormerFact>> ListFormerAsync(TenantId tenant, ImportKind kind, CancellationToken cancellationToken)
    {
        var name = NameOf(kind);
        await using var store = await _factory.OpenAsync(cancellationToken);
        var imports = await store.Imports.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == name).ToDictionaryAsync(row => row.Id, cancellationToken);
        var begun = imports.Values.Where(import => import.UndoneAt is null).GroupBy(import => import.Source)
            .ToDictionary(own => own.Key, own => own.Min(import => import.CreatedAt), StringComparer.Ordinal);
        var rows = await store.ImportedFacts.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == name).ToListAsync(cancellationToken);
        var former = new List<FormerFact>();
        foreach (var told in rows.GroupBy(row => (row.Source, row.Key)))
        {
            ImportedFact? before = null;
            foreach (var at in told.SelectMany(row => new[] { imports[row.ImportId].CreatedAt, imports[row.ImportId].UndoneAt }).OfType<long>().Distinct().Order())
            {
                var holds = told.Where(row => imports[row.ImportId] is var import && import.CreatedAt <= at && !(import.UndoneAt <= at)).MaxBy(row => row.ImportId);
                var now = holds is null or { Withdrawn: true } ? null : Read(holds);
                if (now != before && (before is not null || at > begun.GetValueOrDefault(told.Key.Source)))
                    former.Add(new FormerFact(told.Key.Source, told.Key.Key, DateTimeOffset.FromUnixTimeMilliseconds(at), before));
                before = now;
            }
        }
        return former;
    }

    /// <summary>Newest first; the last two hundred.</summary>
    public async Task<IReadOnlyList<ImportView>> HistoryAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.Imports.AsNoTracking().Where(row => row.TenantId == tenant.Value).OrderByDescending(row => row.Id).Take(Newest).ToListAsync(cancellationToken);
        var undoable = rows.Where(row => row.UndoneAt is null).GroupBy(row => (row.Kind, row.Source)).Select(group => group.Max(row => row.Id)).ToHashSet();
        return [.. rows.Select(row => Read(row, undoable.Contains(row.Id)))];
    }

    /// <summary>Takes a file: all of it or nothing.</summary>
    /// <param name="authorId">Null: it was pushed.</param>
    /// <param name="withdraw">Also takes back what vanished from the days of the file.</param>
    /// <param name="expected">What <see cref="VersionAsync"/> was when the person looked at the preview; null: whatever it is.</param>
    /// <returns>Null, and nothing taken, when something was imported since.</returns>
    internal async Task<(ImportView View, ImportDifference Difference)?> TakeAsync(
        TenantId tenant, string? authorId, ImportedFile file, bool withdraw, long? expected, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var own = store.Imports.Where(row => row.TenantId == tenant.Value);
        var version = (await own.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0) + await own.LongCountAsync(row => row.UndoneAt != null, cancellationToken);
        if (expected is { } seen && seen != version) return null;

        var live = (await ListAsync(store, tenant, file.Kind, file.Source, cancellationToken)).ToDictionary(fact => fact.Values.Key, fact => fact.Values, StringComparer.Ordinal);
        var difference = ImportDifference.Between(live, file.Facts, file.Rejected == 0);
        var withdrawn = withdraw ? difference.Vanished : [];
        var (kind, now) = (NameOf(file.Kind), _clock.GetUtcNow().ToUnixTimeMilliseconds());
        var row = new ImportRow
        {
            TenantId = tenant.Value, Kind = kind, Source = file.Source, FileName = file.FileName, FileHash = file.Hash, AuthorId = authorId ?? string.Empty, CreatedAt = now,
            Added = difference.Added.Count, Changed = difference.Changed.Count, Repeated = difference.Repeated, Withdrawn = withdrawn.Count, Rejected = file.Rejected,
            Amount = Money.ToStored(file.Facts.Sum(fact => fact.Amount)),
        };
        store.Imports.Add(row);
        store.Audit.Add(new AuditRow
        {
            TenantId = tenant.Value, At = now, UserId = row.AuthorId, Act = "file-imported",
            Subject = string.Create(CultureInfo.InvariantCulture, $"{kind}/{file.Source}: {row.Added} new, {row.Changed} changed, {row.Withdrawn} withdrawn"),
        });
        await RememberedColumns.RememberAsync(store, tenant, kind, file.Source, file.Columns, cancellationToken);
        await store.SaveChangesAsync(cancellationToken);
        await InsertAsync(
            store, row,
            difference.Added.Concat(difference.Changed).Select(fact => (fact, false)).Concat(withdrawn.Select(fact => (fact, true))), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Read(row, canUndo: true), difference);
    }

    /// <summary>Takes an import back: what held before it holds again.</summary>
    /// <returns>Null when there is none of this number; false when a newer one of its source stands on it, or it is undone already.</returns>
    public async Task<bool?> UndoAsync(Viewer author, long id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await store.Imports.SingleOrDefaultAsync(found => found.TenantId == author.Tenant.Value && found.Id == id, cancellationToken) is not { } row) return null;
        var isCovered = await store.Imports.AnyAsync(
            newer => newer.TenantId == row.TenantId && newer.Kind == row.Kind && newer.Source == row.Source && newer.Id > id && newer.UndoneAt == null, cancellationToken);
        if (row.UndoneAt is not null || isCovered) return false;
        (row.UndoneAt, row.UndoneBy) = (_clock.GetUtcNow().ToUnixTimeMilliseconds(), author.UserId);
        store.Audit.Add(new AuditRow
        {
            TenantId = row.TenantId, At = row.UndoneAt.Value, UserId = author.UserId, Act = "import-undone",
            Subject = string.Create(CultureInfo.InvariantCulture, $"{row.Kind}/{row.Source}: {id}"),
        });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    internal static string NameOf(ImportKind kind) => kind == ImportKind.Payments ? "payments" : "schedule";

    private static async Task<IReadOnlyList<SourcedFact>> ListAsync(
        StoreContext store, TenantId tenant, ImportKind kind, string? source, CancellationToken cancellationToken)
    {
        var name = NameOf(kind);
        var standing = store.Imports.Where(row => row.TenantId == tenant.Value && row.UndoneAt == null).Select(row => row.Id);
        var told = store.ImportedFacts.Where(row => row.TenantId == tenant.Value && row.Kind == name && standing.Contains(row.ImportId));
        var rows = told.AsNoTracking()
            .Where(row => (source == null || row.Source == source) && !row.Withdrawn
                && !told.Any(newer => newer.Source == row.Source && newer.Key == row.Key && newer.ImportId > row.ImportId))
            .OrderBy(row => row.ImportId).ThenBy(row => row.Key);
        var facts = new List<SourcedFact>();
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken)) facts.Add(new SourcedFact(row.Source, Read(row)));
        return facts;
    }

    private static ImportedFact Read(ImportedFactRow row) => new(
        row.Key, row.Contract, row.DealId, DateOnly.ParseExact(row.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), Money.FromStored(row.Amount), row.LineKind,
        row.IsReceipt, row.Account, row.Payer, row.DocumentId, row.ConfirmedDeal);

    /// <summary>By hand, as landed records are: a file may have a hundred thousand rows.</summary>
    private static async Task InsertAsync(
        StoreContext store, ImportRow import, IEnumerable<(ImportedFact Fact, bool IsWithdrawn)> facts, CancellationToken cancellationToken)
    {
        await using var command = store.Database.GetDbConnection().CreateCommand();
        command.Transaction = store.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = """
            INSERT INTO imported_facts ("TenantId", "Kind", "Source", "Key", "ImportId", "Withdrawn", "Contract", "DealId", "Day", "Amount", "LineKind", "IsReceipt",
                "Account", "Payer", "DocumentId", "ConfirmedDeal")
            VALUES (@tenant, @kind, @source, @key, @import, @withdrawn, @contract, @deal, @day, @amount, @line, @receipt, @account, @payer, @document, @confirmed)
            """;
        DbParameter Parameter(string name, DbType type, object? value = null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
            return parameter;
        }
        Parameter("@tenant", DbType.Int64, import.TenantId);
        Parameter("@kind", DbType.String, import.Kind);
        Parameter("@source", DbType.String, import.Source);
        Parameter("@import", DbType.Int64, import.Id);
        var (key, withdrawn, contract) = (Parameter("@key", DbType.String), Parameter("@withdrawn", DbType.Boolean), Parameter("@contract", DbType.String));
        var (deal, day, amount) = (Parameter("@deal", DbType.String), Parameter("@day", DbType.String), Parameter("@amount", DbType.Int64));
        var (line, receipt, account) = (Parameter("@line", DbType.String), Parameter("@receipt", DbType.Boolean), Parameter("@account", DbType.String));
        var (payer, document, confirmed) = (Parameter("@payer", DbType.String), Parameter("@document", DbType.String), Parameter("@confirmed", DbType.String));
        foreach (var (fact, isWithdrawn) in facts)
        {
            (key.Value, withdrawn.Value, day.Value) = (fact.Key, isWithdrawn, fact.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            (amount.Value, receipt.Value) = (Money.ToStored(fact.Amount), fact.IsReceipt);
            (contract.Value, deal.Value, line.Value) = (OrNull(fact.Contract), OrNull(fact.DealId), OrNull(fact.LineKind));
            (account.Value, payer.Value, document.Value) = (OrNull(fact.Account), OrNull(fact.Payer), OrNull(fact.DocumentId));
            confirmed.Value = OrNull(fact.ConfirmedDeal);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        static object OrNull(string? text) => (object?)text ?? DBNull.Value;
    }

    private static ImportView Read(ImportRow row, bool canUndo) => new(
        row.Id, row.Kind == NameOf(ImportKind.Payments) ? ImportKind.Payments : ImportKind.Schedule, row.Source, row.FileName,
        row.AuthorId.Length == 0 ? null : row.AuthorId, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.Added, row.Changed, row.Repeated, row.Withdrawn,
        row.Rejected, Money.FromStored(row.Amount), row.UndoneAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, row.UndoneBy,
        canUndo && row.UndoneAt is null);
}
