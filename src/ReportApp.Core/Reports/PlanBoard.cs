using ReportApp.Core.Assignment;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>Money of one deal in the month, and whose it is.</summary>
/// <param name="Subject">The deal, or a payment that names none.</param>
internal sealed record BoardFact(string Subject, string? Manager, decimal Value);

/// <summary>People's words on a deal, as far as the month goes.</summary>
/// <param name="Counts">On its way to the host, else standing there; null: it says another month, or nothing.</param>
/// <param name="Stuck">Newer, and waiting for a person.</param>
internal sealed record BoardWords(PlanEntry? Counts, PlanEntry? Stuck)
{
    /// <summary>Deal to what was said of it. The host keeps one plan of a deal, so a newer word on its way replaces the one that stands, also in the month it leaves.</summary>
    public static IReadOnlyDictionary<string, BoardWords> Of(IEnumerable<PlanEntry> entries, YearMonth month)
    {
        var found = new Dictionary<string, BoardWords>();
        foreach (var deal in entries.GroupBy(entry => entry.DealId))
        {
            var ordered = deal.OrderByDescending(entry => entry.CreatedAt).ThenByDescending(entry => entry.Id, StringComparer.Ordinal).ToList();
            var counts = ordered.FirstOrDefault(entry => IsMoving(entry.Write.State)) ?? ordered.FirstOrDefault(entry => entry.Stands);
            var stuck = ordered.TakeWhile(entry => entry != counts).FirstOrDefault(entry => NeedsPerson(entry.Write.State));
            var words = new BoardWords(Speaks(counts) ? counts : null, Speaks(stuck) ? stuck : null);
            if (words is not { Counts: null, Stuck: null })
                found.Add(deal.Key, words);
        }
        return found;

        bool Speaks(PlanEntry? entry) => entry?.Values is { Metric: PlanMetric.Receipts } said && said.Month == month && said.Status != PlanEntryStatus.Cancelled;
    }

    private static bool IsMoving(WriteState state) => state is WriteState.Queued or WriteState.Leased or WriteState.Sent or WriteState.InDoubt;

    private static bool NeedsPerson(WriteState state) => state is WriteState.Conflict or WriteState.Blocked or WriteState.Rejected or WriteState.Dead;
}

/// <summary>From facts, deals and entries to the lines of a board and their sums: functions of values.</summary>
internal static class PlanBoard
{
    /// <param name="receipts">Money received in the month.</param>
    /// <param name="schedule">Unpaid and due in it.</param>
    /// <param name="pipeline">Open deals that should close in it, amount times probability.</param>
    /// <param name="deals">As far as the viewer sees them; what is said of others is not shown.</param>
    /// <param name="completeUpTo">Up to when the deals are known.</param>
    public static IEnumerable<BoardDeal> Lines(
        IEnumerable<BoardFact> receipts, IEnumerable<BoardFact> schedule, IEnumerable<BoardFact> pipeline,
        IReadOnlyDictionary<string, BoardWords> words, IReadOnlyDictionary<string, BoardDealCard> deals, Tenant tenant, DateOnly today,
        DateTimeOffset? completeUpTo, Func<string, Uri> addressOf)
    {
        var facts = Grouped(receipts);
        var unpaid = Grouped(schedule);
        var expected = Grouped(pipeline);
        var paid = facts.GroupBy(fact => fact.Key.Subject).ToDictionary(deal => deal.Key, deal => deal.Sum(fact => fact.Value));
        var places = facts.Keys.Concat(unpaid.Keys).Concat(expected.Keys).ToHashSet();
        foreach (var (deal, said) in words.Where(word => deals.ContainsKey(word.Key)))
            places.UnionWith(new[] { said.Counts, said.Stuck }.OfType<PlanEntry>().Select(entry => (deal, (string?)entry.Values!.ManagerId)));

        foreach (var place in places.OrderByDescending(Weight).ThenBy(place => place.Subject, StringComparer.Ordinal).ThenBy(place => place.Manager, StringComparer.Ordinal))
        {
            var (fact, rest, chance) = (facts.GetValueOrDefault(place), unpaid.GetValueOrDefault(place), expected.TryGetValue(place, out var weighted) ? weighted : (decimal?)null);
            if (deals.GetValueOrDefault(place.Subject) is not { } deal)
            {
                yield return new BoardDeal(null, null, null, place.Manager, null, null, null, rest, null, null, chance, fact, null, null, []);
                continue;
            }
            var said = words.GetValueOrDefault(deal.Id);
            var counts = Own(said?.Counts, place.Manager);
            var stuck = Own(said?.Stuck, place.Manager);
            yield return new BoardDeal(
                deal.Id, deal.Title, addressOf(deal.Id), place.Manager, deal.Stage, deal.Object, deal.Amount, rest, deal.Probability,
                deal.ExpectedClose, chance, fact, ToEntry(counts, deal), ToEntry(stuck, deal), [.. Risks(deal, counts)]);
        }

        decimal Weight((string Subject, string? Manager) place) => Math.Max(
            Own(words.GetValueOrDefault(place.Subject)?.Counts, place.Manager)?.Values?.Amount.Amount ?? 0,
            facts.GetValueOrDefault(place) + unpaid.GetValueOrDefault(place) + expected.GetValueOrDefault(place));

        BoardEntry? ToEntry(PlanEntry? entry, BoardDealCard deal)
        {
            if (entry?.Values is not { } said)
                return null;
            var received = PlanFates.ReceivedBy(said, tenant, _ => paid.GetValueOrDefault(deal.Id));
            var got = Math.Clamp(received ?? 0, 0, said.Amount.Amount);
            // No word that reached the host is newer than the one that counts.
            var fate = EntryFates.Of(PlanFates.ToWord(entry, tenant), later: null, isUndone: false, received, deal.IsLost, today);
            var awaited = fate == PlanEntryFate.Failed || today >= said.Month.End ? 0 : said.Amount.Amount - got;
            return new BoardEntry(
                entry.Id, said.Amount.Amount, said.Amount.Currency, said.ManagerId, said.Status, fate, fate == entry.Life.Fate ? entry.Life.ChangedAt : null, got, awaited,
                entry.Write.State, entry.Write.ChangedAt);
        }

        IEnumerable<string> Risks(BoardDealCard deal, PlanEntry? entry)
        {
            if (deal.IsLost)
                yield return "lost";
            if (deal.IsOpen && deal.ExpectedClose < today)
                yield return "overdue_close";
            if (!deal.HasSchedule && !deal.IsLost && (entry is not null || !deal.IsOpen))
                yield return "no_schedule";
            if (deal.IsOpen && entry is not null && deal.Probability is null)
                yield return "no_probability";
            if (entry?.Values is { } said && said.Amount.Currency != tenant.Currency)
                yield return "other_currency";
            // Only what was read of the host after the host confirmed the entry can contradict it.
            if (entry is { Stands: true, Write.State: WriteState.Confirmed } && completeUpTo > entry.Write.ChangedAt && deal.Plan != entry.Values)
                yield return "crm_differs";
        }
    }

    /// <param name="plan">Null: no target.</param>
    public static BoardNumbers Sum(IReadOnlyList<BoardDeal> lines, decimal? plan)
    {
        var entries = lines.Where(line => line.Entry is not null && !line.Risks.Contains("other_currency")).Select(line => (Entry: line.Entry!, line.Probability)).ToList();
        var live = entries.Where(line => line.Entry.Fate != PlanEntryFate.Failed).ToList();
        var fact = lines.Sum(line => line.Fact);
        var committed = Rest(PlanEntryStatus.Committed);
        var filled = live.Sum(line => line.Entry.Amount);
        var weighted = live.Sum(line => Math.Round(line.Entry.Amount * (line.Probability ?? 0), 2, MidpointRounding.AwayFromZero));
        return new BoardNumbers(
            plan, fact, committed, Rest(PlanEntryStatus.Draft), plan - fact - committed, filled, Share(filled), weighted, Share(weighted),
            lines.Sum(line => line.Unpaid), entries.Where(line => line.Entry.Fate == PlanEntryFate.Failed).Sum(line => line.Entry.Amount));

        decimal Rest(PlanEntryStatus status) => live.Where(line => line.Entry.Status == status).Sum(line => line.Entry.Awaited);

        decimal? Share(decimal part) => plan is null or 0 ? null : Math.Round(part * 100 / plan.Value, 6);
    }

    /// <summary>The months whose promises a board of this one counts.</summary>
    public static IReadOnlyList<YearMonth> PromisedIn(YearMonth month) => [.. Enumerable.Range(-11, 12).Select(month.Plus)];

    /// <param name="judged">Entries of these months and of others, with what has become of them.</param>
    /// <inheritdoc cref="BoardPromises"/>
    public static IEnumerable<PlanEntry> Promises(IEnumerable<PlanEntry> judged, YearMonth month, YearMonth current, Func<DateTimeOffset, DateOnly> dayOf) =>
        judged.Where(entry => entry.Values is { Metric: PlanMetric.Receipts, Status: PlanEntryStatus.Committed } said
            && PromisedIn(month).Contains(said.Month) && said.Month < current
            && !(entry.Life is { Fate: PlanEntryFate.Moved, ChangedAt: { } movedAt } && dayOf(movedAt) < said.Month.FirstDay));

    /// <summary>Null of none: a share of nothing is undefined.</summary>
    public static BoardPromises? Count(IReadOnlyCollection<PlanEntry> promises)
    {
        var kept = promises.Count(entry => entry.Life.Fate == PlanEntryFate.Fulfilled);
        return promises.Count == 0 ? null : new BoardPromises(kept, promises.Count, Math.Round(kept * 100m / promises.Count, 6));
    }

    private static PlanEntry? Own(PlanEntry? entry, string? manager) => entry?.Values?.ManagerId == manager ? entry : null;

    private static Dictionary<(string Subject, string? Manager), decimal> Grouped(IEnumerable<BoardFact> facts) =>
        facts.GroupBy(fact => (fact.Subject, fact.Manager)).ToDictionary(group => group.Key, group => group.Sum(fact => fact.Value));
}
