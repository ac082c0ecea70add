using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Plans;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Plans;

/// <summary>A deal's plan: open it, fill it, watch it reach the CRM, take it back.</summary>
internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/deals/{hostId}/plan", OpenAsync).WithName("openDealPlan").WithTags("Plans").RequireAuthorization(SessionAuthentication.ViewerPolicy);

        var group = app.MapGroup("/api/plan-entries").WithTags("Plans").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("", SaveAsync).WithName("savePlanEntry").RequireIdempotencyKey();
        group.MapPost("/preview", PreviewAsync).WithName("previewPlanEntries");
        group.MapPost("/bulk", SaveAllAsync).WithName("savePlanEntries");
        group.MapGet("", ListPendingAsync).WithName("listPlanEntries");
        group.MapGet("/{id}", ReadAsync).WithName("readPlanEntry");
        group.MapPost("/{id}/undo", UndoAsync).WithName("undoPlanEntry").RequireIdempotencyKey();
        group.MapPost("/{id}/write/retry", RetryAsync).WithName("retryWrite");
        group.MapPost("/{id}/write/cancel", CancelAsync).WithName("cancelWrite");
        group.MapPost("/{id}/write/keep-mine", KeepMineAsync).WithName("keepMine");
        group.MapPost("/{id}/write/take-theirs", TakeTheirsAsync).WithName("takeTheirs");
    }

    private static async Task<Results<Ok<DealPlan>, ProblemHttpResult>> OpenAsync(
        string hostId, Session session, PlanService plans, CancellationToken cancellationToken) =>
        await plans.OpenAsync(session.Viewer, hostId, cancellationToken) is { } plan ? TypedResults.Ok(plan) : Problem.NotFound();

    private static async Task<Results<Created<PlanEntryView>, ProblemHttpResult>> SaveAsync(
        PlanCommand command, [FromHeader(Name = IdempotencyKey.Header)] string? key, Session session, HttpResponse response, PlanService plans,
        CancellationToken cancellationToken)
    {
        var saved = await plans.SaveAsync(session.Viewer, command, key!, cancellationToken);
        return saved is PlanSaved.Saved done ? Created(done, response) : Refused(saved, response);
    }

    private static async Task<Results<Ok<ListOf<PlanPreview>>, ProblemHttpResult>> PreviewAsync(
        PlanPreviewRequest request, Session session, PlanService plans, CancellationToken cancellationToken) =>
        Bulk.Refuse("dealIds", request.DealIds) is { } refused
            ? refused
            : TypedResults.Ok(new ListOf<PlanPreview>(await plans.PreviewAsync(session.Viewer, request, cancellationToken)));

    /// <summary>Each entry is saved or refused on its own; the key of each stands in the body, because there are many.</summary>
    private static async Task<Results<Ok<ListOf<BulkSaved>>, ProblemHttpResult>> SaveAllAsync(
        BulkCommand bulk, Session session, PlanService plans, CancellationToken cancellationToken)
    {
        if (Bulk.Refuse("items", [.. bulk.Items.Select(item => item.Command.DealId)]) is { } refused) return refused;
        if (bulk.Items.Any(item => !IdempotencyKey.IsUsable(item.Key)) || bulk.Items.DistinctBy(item => item.Key).Count() < bulk.Items.Count)
            return Problem.Of(StatusCodes.Status400BadRequest, "idempotency_key_bad");
        var saved = await plans.SaveAllAsync(session.Viewer, bulk.Items, cancellationToken);
        return TypedResults.Ok(new ListOf<BulkSaved>([.. bulk.Items.Zip(saved, (item, one) => BulkSaved.Of(item.Command.DealId, one))]));
    }

    private static async Task<Results<Created<PlanEntryView>, ProblemHttpResult>> UndoAsync(
        string id, [FromHeader(Name = IdempotencyKey.Header)] string? key, Session session, HttpResponse response, PlanService plans,
        CancellationToken cancellationToken)
    {
        var saved = await plans.UndoAsync(session.Viewer, id, key!, cancellationToken);
        return saved is PlanSaved.Saved done ? Created(done, response) : Refused(saved, response);
    }

    /// <summary>The viewer's own entries that are not done; there is no other list yet, so <paramref name="pending"/> must be asked for.</summary>
    private static async Task<Results<Ok<ListOf<PlanEntryView>>, ProblemHttpResult>> ListPendingAsync(
        bool? pending, Session session, PlanService plans, CancellationToken cancellationToken) =>
        pending == true
            ? TypedResults.Ok(new ListOf<PlanEntryView>(await plans.ListPendingAsync(session.Viewer, cancellationToken)))
            : Problem.Of(StatusCodes.Status400BadRequest, "bad_request", new FieldProblem(nameof(pending), "true_only"));

    private static async Task<Results<Ok<PlanEntryView>, ProblemHttpResult>> ReadAsync(
        string id, Session session, PlanService plans, CancellationToken cancellationToken) =>
        await plans.FindAsync(session.Viewer, id, cancellationToken) is { } entry ? TypedResults.Ok(entry) : Problem.NotFound();

    private static async Task<Results<Ok<PlanEntryView>, ProblemHttpResult>> RetryAsync(
        string id, Session session, PlanService plans, CancellationToken cancellationToken) => Answer(await plans.RetryAsync(session.Viewer, id, cancellationToken));

    private static async Task<Results<Ok<PlanEntryView>, ProblemHttpResult>> CancelAsync(
        string id, Session session, PlanService plans, CancellationToken cancellationToken) => Answer(await plans.CancelAsync(session.Viewer, id, cancellationToken));

    private static async Task<Results<Ok<PlanEntryView>, ProblemHttpResult>> KeepMineAsync(
        string id, Session session, PlanService plans, CancellationToken cancellationToken) => Answer(await plans.KeepMineAsync(session.Viewer, id, cancellationToken));

    private static async Task<Results<Ok<PlanEntryView>, ProblemHttpResult>> TakeTheirsAsync(
        string id, Session session, PlanService plans, CancellationToken cancellationToken) => Answer(await plans.TakeTheirsAsync(session.Viewer, id, cancellationToken));

    private static Created<PlanEntryView> Created(PlanSaved.Saved saved, HttpResponse response)
    {
        if (saved.Replayed) response.Headers["Idempotent-Replayed"] = "true";
        return TypedResults.Created($"/api/plan-entries/{saved.Entry.Id}", saved.Entry);
    }

    private static ProblemHttpResult Refused(PlanSaved saved, HttpResponse response)
    {
        switch (saved)
        {
            case PlanSaved.Invalid invalid:
                return Problem.Of(
                    StatusCodes.Status422UnprocessableEntity, "plan_refused", invalid.Problems.Select(problem => new FieldProblem(problem.Field, problem.Reason)));
            case PlanSaved.KeyReused:
                return Problem.Of(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused");
            case PlanSaved.InProgress:
                response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return Problem.Of(StatusCodes.Status409Conflict, "in_progress");
            case PlanSaved.WrongState:
                return Problem.Of(StatusCodes.Status409Conflict, "wrong_state");
            case PlanSaved.NotFound:
                return Problem.NotFound();
            default:
                throw new InvalidOperationException($"A plan was {saved}.");
        }
    }

    private static Results<Ok<PlanEntryView>, ProblemHttpResult> Answer(PlanActed acted) => acted switch
    {
        PlanActed.Done done => TypedResults.Ok(done.Entry),
        PlanActed.NotFound => Problem.NotFound(),
        PlanActed.WrongState => Problem.Of(StatusCodes.Status409Conflict, "wrong_state"),
        _ => throw new InvalidOperationException($"A decision was {acted}."),
    };
}
