using ReportApp.Core.Assignment;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>Keeps with each plan entry what has become of it. Nobody's view: it counts what the tenant's projection holds.</summary>
public sealed class PlanFates
{
    private static readonly VisibleRows Everything = new(SeesAll: true, new HashSet<string>(), new HashSet<string>(), DateTimeOffset.UnixEpoch);

    /// <summary>Promises of twelve months that are over are counted; one more for those who look at the month before.</summary>
    private const int MonthsBack = 13;

    private readonly ProjectionService _projections;
    private readonly TenantDirectory _tenants;
    private readonly PlanEntries _entries;
    private readonly TimeProvider _clock;

    internal PlanFates(ProjectionService projections, TenantDirectory tenants, PlanEntries entries, TimeProvider clock) =>
        (_projections, _tenants, _entries, _clock) = (projections, tenants, entries, clock);

    /// <summary>Looks at every entry whose fate may still change. What is kept already is not written again.</summary>
    /// <returns>How many changed.</returns>
    public async Task<int> RefreshAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (await _tenants.FindAsync(id, cancellationToken) is not { IsActive: true, Mapping: not null } tenant) return 0;
        var today = tenant.DayOf(_clock.GetUtcNow());
        var byDeal = (await _entries.ListToJudgeAsync(id, YearMonth.Of(today).Plus(-MonthsBack), cancellationToken)).GroupBy(entry => entry.DealId).ToDictionary(deal => deal.Key, deal => deal.ToList());
        if (byDeal.Count == 0) return 0;
        using var reader = _projections.Open(id);
        if (reader is null) return 0;
        var paid = await reader.PaidByMonthAsync(byDeal.Keys, cancellationToken);
        var deals = await reader.BoardDealsAsync(byDeal.Keys, Everything, cancellationToken);

        var changes = new List<EntryChange>();
        foreach (var (deal, entries) in byDeal)
        {
            var isLost = deals.GetValueOrDefault(deal) is { IsLost: true };
            var held = entries.Where(entry => entry.Write.State == WriteState.Confirmed).OrderBy(entry => entry.Write.ChangedAt).ThenBy(entry => entry.Stands).ToList();
            var takenBack = held.Where(entry => held.Any(other => other.Id == entry.UndoneBy)).ToHashSet();
            foreach (var entry in entries)
            {
                // What was taken back has replaced nothing.
                var later = entry.Stands ? null : held.SkipWhile(other => other != entry).Skip(1).FirstOrDefault(other => !takenBack.Contains(other));
                var fate = EntryFates.Of(
                    ToWord(entry, tenant), later is null ? null : ToWord(later, tenant), later is not null && entry.UndoneBy == later.Id,
                    ReceivedBy(entry.Values, tenant, month => month > YearMonth.Of(today) ? 0 : paid.GetValueOrDefault((deal, month))), isLost, today);
                if (fate != entry.Life.Fate || later?.Id != entry.Life.ReplacedBy) changes.Add(new EntryChange(entry.Id, entry.Life, fate, later?.Id, fate == PlanEntryFate.Moved ? later?.CreatedAt : null));
            }
        }
        return await _entries.KeepAsync(id, changes, cancellationToken);
    }

    internal static PlanWord ToWord(PlanEntry entry, Tenant tenant) => new(entry.Values, entry.Write.State, tenant.DayOf(entry.CreatedAt));

    /// <summary>What an entry has received, as far as payments are known and its currency is counted.</summary>
    internal static decimal? ReceivedBy(PlanValues? says, Tenant tenant, Func<YearMonth, decimal> paidIn) =>
        says is not null && tenant.Mapping is { HasPayments: true } && says.Amount.Currency == tenant.Currency ? paidIn(says.Month) : null;
}
