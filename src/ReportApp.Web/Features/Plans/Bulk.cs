using ReportApp.Core.Plans;
using ReportApp.Web.Problems;

namespace ReportApp.Web.Features.Plans;

/// <summary>Plan entries of many deals in one request.</summary>
/// <param name="Items">At most 200, of different deals, under different keys.</param>
public sealed record BulkCommand(IReadOnlyList<KeyedPlanCommand> Items);

/// <summary>What came of one of them.</summary>
/// <param name="Entry">Null when it was not saved.</param>
/// <param name="Code">Why not: <c>plan_refused</c>, <c>not_found</c>, <c>idempotency_key_reused</c> or <c>in_progress</c>; null when it was saved.</param>
/// <param name="Problems">Of <c>plan_refused</c>: every fault.</param>
public sealed record BulkSaved(string DealId, PlanEntryView? Entry, bool Replayed, string? Code, IReadOnlyList<PlanProblem> Problems)
{
    internal static BulkSaved Of(string dealId, PlanSaved saved) => saved switch
    {
        PlanSaved.Saved done => new(dealId, done.Entry, done.Replayed, null, []),
        PlanSaved.Invalid invalid => new(dealId, null, false, "plan_refused", invalid.Problems),
        PlanSaved.NotFound => new(dealId, null, false, "not_found", []),
        PlanSaved.KeyReused => new(dealId, null, false, "idempotency_key_reused", []),
        PlanSaved.InProgress => new(dealId, null, false, "in_progress", []),
        _ => throw new InvalidOperationException($"A plan was {saved}."),
    };
}

internal static class Bulk
{
    private const int Most = 200;
    private const int MostOfId = 64;

    /// <summary>What is wrong with a list of deals as a whole.</summary>
    public static FieldProblem? Fault<T>(string field, IReadOnlyList<T> items, IReadOnlyList<string> distinct) =>
        items.Count == 0 ? new FieldProblem(field, "empty")
        : items.Count > Most ? new FieldProblem(field, "too_many")
        : distinct.Any(id => id.Length is 0 or > MostOfId) ? new FieldProblem(field, "unknown")
        : distinct.Distinct(StringComparer.Ordinal).Count() < distinct.Count ? new FieldProblem(field, "repeated")
        : null;
}
