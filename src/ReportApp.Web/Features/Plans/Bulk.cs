using Microsoft.AspNetCore.Http.HttpResults;
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

    /// <summary>The refusal of a list of deals as a whole; null when there is nothing wrong with it.</summary>
    public static ProblemHttpResult? Refuse(string field, IReadOnlyList<string> ids) =>
        ids.Count == 0 ? Problem.Of(StatusCodes.Status400BadRequest, "bad_request", new FieldProblem(field, "empty"))
        : ids.Count > Most ? Problem.Of(StatusCodes.Status413PayloadTooLarge, "too_large", new FieldProblem(field, "too_many"))
        : ids.Any(id => id.Length is 0 or > MostOfId) ? Problem.Of(StatusCodes.Status400BadRequest, "bad_request", new FieldProblem(field, "unknown"))
        : ids.Distinct(StringComparer.Ordinal).Count() < ids.Count ? Problem.Of(StatusCodes.Status422UnprocessableEntity, "ambiguous", new FieldProblem(field, "repeated"))
        : null;
}
