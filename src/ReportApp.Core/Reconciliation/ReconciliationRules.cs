using System.Numerics;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>Decides whether a record counts in a figure and, where it does not, why; so a figure, its explanations and their lists cannot disagree. Pure.</summary>
internal static class ReconciliationRules
{
    public const string Total = "total";
    public const string NoObject = "none";

    /// <summary>A day so near the month's edge may stand in the other month of somebody else's books.</summary>
    public const int EdgeDays = 3;

    public static string RowOf(string complexId) => "complex:" + complexId;

    public static bool IsPayment(KnownMetric metric) => metric == KnownMetric.Receipts;

    public static bool IsMoney(KnownMetric metric) => metric is KnownMetric.Receipts or KnownMetric.ContractsValue;

    public static decimal ValueOf(Fact fact, KnownMetric metric) => metric switch
    {
        KnownMetric.Contracts => 1,
        KnownMetric.ContractsArea => fact.Area ?? 0,
        _ => fact.InCurrency ? fact.Amount ?? 0 : 0,
    };

    public static decimal Ours(IEnumerable<Fact> facts, KnownMetric metric, string row, YearMonth month) =>
        facts.Where(fact => Counts(fact, metric, row, month)).Sum(fact => ValueOf(fact, metric));

    public static bool Counts(Fact fact, KnownMetric metric, string row, YearMonth month) =>
        IsOf(fact, row) && Obstacle(fact, metric) is null && Contains(month, fact.Day);

    /// <summary>The one reason why a record is not in a figure where somebody may look for it; null: it is in it, or has nothing to do with it.</summary>
    public static DeltaReason? WhyOut(Fact fact, KnownMetric metric, string row, YearMonth month)
    {
        DeltaReason? ofRow = IsOf(fact, row) ? null
            : row is Total or NoObject || fact.ComplexId is not null ? DeltaReason.OtherMonth // another object's: nothing to do with it
            : fact.DealId is null ? DeltaReason.Unassigned
            : DeltaReason.NoObject;
        if (ofRow == DeltaReason.OtherMonth) return null;
        DeltaReason? ofMonth = fact.Day is null ? DeltaReason.NoDate
            : Contains(month, fact.Day) ? null
            : DeltaReason.OtherMonth;
        if (ofMonth == DeltaReason.OtherMonth && !IsNear(fact, month)) return null;
        DeltaReason?[] all = [Obstacle(fact, metric), ofRow, ofMonth];
        var reasons = all.OfType<DeltaReason>().ToList();
        // What stands outside for its month and for something else too is too far-fetched to explain anything.
        return reasons.Count == 0 || (reasons.Count > 1 && ofMonth is not null) ? null : reasons[0];
    }

    /// <summary>The one reason why a record that is in a figure may not be in somebody else's; null: there is none.</summary>
    public static DeltaReason? WhyNotTheirs(Fact fact, KnownMetric metric, string row, YearMonth month) =>
        !Counts(fact, metric, row, month) ? null
        : fact.IsEnded ? DeltaReason.Ended
        : row == Total && fact.DealId is null ? DeltaReason.Unassigned
        : row == Total && fact.ComplexId is null ? DeltaReason.NoObject
        : (fact.OtherDay is { } other && !Contains(month, other)) || IsAtEdge(fact.Day!.Value, month) ? DeltaReason.OtherMonth
        : null;

    /// <summary>The records behind one explanation of a difference.</summary>
    public static IEnumerable<Fact> Behind(IEnumerable<Fact> facts, KnownMetric metric, string row, YearMonth month, decimal delta, DeltaReason reason) =>
        facts.Where(fact => Why(fact, metric, row, month, delta) == reason);

    public static IReadOnlyList<Explanation> Explain(IEnumerable<Fact> facts, KnownMetric metric, string row, YearMonth month, decimal delta)
    {
        if (delta == 0) return [];
        var found = (
            from fact in facts
            let reason = Why(fact, metric, row, month, delta)
            where reason is not null
            group fact by reason.Value into same
            orderby same.Key
            select new Explanation(same.Key, same.Count(), (delta < 0 ? 1 : -1) * same.Sum(fact => ValueOf(fact, metric)), IsLikely: false)).ToList();
        var likely = Fitting([.. found.Select(one => one.Effect)], -delta);
        return [.. found.Select((one, index) => one with { IsLikely = (likely & (1 << index)) != 0 })];
    }

    private static DeltaReason? Why(Fact fact, KnownMetric metric, string row, YearMonth month, decimal delta) =>
        delta < 0 ? WhyOut(fact, metric, row, month) : WhyNotTheirs(fact, metric, row, month);

    /// <summary>The smallest set of effects that add up to what is missing, as bits; 0 when there is none or more than one.</summary>
    private static int Fitting(decimal[] effects, decimal missing)
    {
        var sets = Enumerable.Range(1, (1 << effects.Length) - 1)
            .Where(set => effects.Where((effect, index) => (set & (1 << index)) != 0).All(effect => effect != 0))
            .Where(set => effects.Where((_, index) => (set & (1 << index)) != 0).Sum() == missing)
            .GroupBy(set => BitOperations.PopCount((uint)set)).OrderBy(same => same.Key).FirstOrDefault()?.ToList();
        return sets is [var only] ? only : 0;
    }

    private static DeltaReason? Obstacle(Fact fact, KnownMetric metric) =>
        !fact.Counts ? DeltaReason.OtherSource
        : fact is { IsSale: false, DealId: not null } ? DeltaReason.OtherPipeline
        : !fact.IsReceipt ? DeltaReason.NotReceipt
        : metric == KnownMetric.Contracts ? null
        : metric == KnownMetric.ContractsArea ? (fact.Area is null ? DeltaReason.NoArea : null)
        : !fact.InCurrency ? DeltaReason.OtherCurrency
        : fact.Amount is null ? DeltaReason.NoAmount
        : null;

    private static bool IsOf(Fact fact, string row) => row switch
    {
        Total => true,
        NoObject => fact.ComplexId is null,
        _ => fact.ComplexId is { } complex && row == RowOf(complex),
    };

    private static bool Contains(YearMonth month, DateOnly? day) => day >= month.FirstDay && day < month.End;

    private static bool IsNear(Fact fact, YearMonth month) =>
        Contains(month, fact.OtherDay) || (fact.Day >= month.FirstDay.AddDays(-EdgeDays) && fact.Day < month.End.AddDays(EdgeDays));

    private static bool IsAtEdge(DateOnly day, YearMonth month) => day < month.FirstDay.AddDays(EdgeDays) || day >= month.End.AddDays(-EdgeDays);
}
