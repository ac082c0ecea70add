using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>What people know of closed months, and who has compared it with ours.</summary>
public sealed class Reconciliations
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal Reconciliations(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    public async Task<IReadOnlyList<KnownFigure>> ListKnownAsync(TenantId tenant, IEnumerable<YearMonth> months, CancellationToken cancellationToken)
    {
        string[] texts = [.. months.Select(month => month.ToString())];
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.KnownFigures.AsNoTracking().Where(row => row.TenantId == tenant.Value && texts.Contains(row.Month)).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new KnownFigure(Month(row.Month), row.Row, Enum.Parse<KnownMetric>(row.Metric), Money.FromStored(row.Value)))];
    }

    /// <summary>All or nothing; the last word on a figure holds.</summary>
    internal async Task SetKnownAsync(Viewer author, IReadOnlyCollection<KnownFigure> figures, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var figure in figures)
        {
            var (month, metric) = (figure.Month.ToString(), figure.Metric.ToString());
            var row = await store.KnownFigures.FindAsync([author.Tenant.Value, month, figure.Row, metric], cancellationToken);
            if (figure.Value is not { } value)
            {
                if (row is not null) store.KnownFigures.Remove(row);
                continue;
            }
            if (row is null)
                store.KnownFigures.Add(row = new KnownFigureRow { TenantId = author.Tenant.Value, Month = month, Row = figure.Row, Metric = metric, AuthorId = author.UserId });
            (row.Value, row.AuthorId, row.ChangedAt) = (Money.ToStored(value), author.UserId, now);
        }
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    internal async Task<ReconciliationMark> SignAsync(
        Viewer author, string authorName, YearMonth from, YearMonth to, IReadOnlyList<ComparedFigure> figures, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = new ReconciliationRow
        {
            TenantId = author.Tenant.Value, AuthorId = author.UserId, AuthorName = authorName, At = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            FromMonth = from.ToString(), ToMonth = to.ToString(), Compared = figures.Count, Different = figures.Count(figure => figure.Delta != 0),
            Figures = JsonSerializer.Serialize(figures),
        };
        store.Reconciliations.Add(row);
        store.Audit.Add(new AuditRow
        {
            TenantId = row.TenantId, At = row.At, UserId = row.AuthorId, Act = "reconciled", Subject = $"{row.FromMonth}..{row.ToMonth} {row.Different} of {row.Compared} differ",
        });
        await store.SaveChangesAsync(cancellationToken);
        return Read(row);
    }

    /// <summary>The latest; null: nobody has compared yet.</summary>
    public async Task<ReconciliationMark?> LatestAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Reconciliations.AsNoTracking().Where(row => row.TenantId == tenant.Value).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : Read(row);
    }

    private static ReconciliationMark Read(ReconciliationRow row) => new(
        row.AuthorId, row.AuthorName, DateTimeOffset.FromUnixTimeMilliseconds(row.At), Month(row.FromMonth), Month(row.ToMonth), row.Compared, row.Different);

    private static YearMonth Month(string text) =>
        YearMonth.TryParse(text, out var month) ? month : throw new InvalidOperationException($"A stored figure has the month '{text}'.");
}
