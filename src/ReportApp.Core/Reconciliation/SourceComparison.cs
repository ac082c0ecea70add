using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>Payments of two sources side by side (reports.md §2.10): compared, never added. Pure.</summary>
internal static class SourceComparison
{
    /// <summary>It would be in the receipts if its source counted.</summary>
    public static bool MayCount(Fact payment) => payment is { IsReceipt: true, InCurrency: true, Day: not null } && (payment.IsSale || payment.DealId is null);

    /// <summary>
    /// Those that only one of the two has. Two payments are one when deal and money are equal and their days at most as far apart as a bank
    /// and a person may be (<see cref="ReconciliationRules.EdgeDays"/>); each is one with one.
    /// </summary>
    public static (IReadOnlyList<Fact> Left, IReadOnlyList<Fact> Right) Unpaired(IEnumerable<Fact> left, IEnumerable<Fact> right)
    {
        var (onlyLeft, onlyRight) = (new List<Fact>(), new List<Fact>());
        foreach (var same in left.Select(fact => (Fact: fact, IsLeft: true)).Concat(right.Select(fact => (Fact: fact, IsLeft: false))).GroupBy(each => (each.Fact.DealId, each.Fact.Amount)))
        {
            var (ours, theirs) = (Queue(same.Where(each => each.IsLeft)), Queue(same.Where(each => !each.IsLeft)));
            while (ours.TryPeek(out var one) && theirs.TryPeek(out var other))
            {
                var apart = one.Day!.Value.DayNumber - other.Day!.Value.DayNumber;
                if (apart <= ReconciliationRules.EdgeDays && apart >= -ReconciliationRules.EdgeDays) (_, _) = (ours.Dequeue(), theirs.Dequeue());
                else if (apart < 0) onlyLeft.Add(ours.Dequeue());
                else onlyRight.Add(theirs.Dequeue());
            }
            onlyLeft.AddRange(ours);
            onlyRight.AddRange(theirs);
        }
        return (InOrder(onlyLeft), InOrder(onlyRight));

        static Queue<Fact> Queue(IEnumerable<(Fact Fact, bool IsLeft)> facts) => new(InOrder(facts.Select(each => each.Fact)));

        static IReadOnlyList<Fact> InOrder(IEnumerable<Fact> facts) => [.. facts.OrderBy(fact => fact.Day).ThenBy(fact => fact.Id, StringComparer.Ordinal)];
    }
}
