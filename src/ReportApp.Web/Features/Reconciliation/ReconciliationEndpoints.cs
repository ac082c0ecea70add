using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Model;
using ReportApp.Core.Reconciliation;
using ReportApp.Core.Store;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reconciliation;

/// <summary>«Сверка»: three closed months against what people know; for administrators and for those who see every deal. Everybody may know that it was done.</summary>
internal static class ReconciliationEndpoints
{
    private const string AnyFile = "application/octet-stream";
    private const long MaxFile = 1024 * 1024;

    public static void MapReconciliation(this IEndpointRouteBuilder app)
    {
        var all = app.MapGroup("/api/reconciliation").WithTags("Reconciliation").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        all.MapGet("/mark", ReadMarkAsync).WithName("readReconciliationMark");
        var group = all.MapGroup("").AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var session = await Session.BindAsync(http, null!);
            var service = http.RequestServices.GetRequiredService<ReconciliationService>();
            return await service.MayAsync(session!.Viewer, http.RequestAborted) ? await next(context) : Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        });
        group.MapGet("", ReadAsync).WithName("readReconciliation");
        group.MapPut("/figures", SetAsync).WithName("setKnownFigures");
        group.MapPost("/import", ImportAsync).WithName("importKnownFigures").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(MaxFile));
        group.MapGet("/records", ListAsync).WithName("listReconciledRecords");
        group.MapPost("/sign", SignAsync).WithName("signReconciliation");
    }

    private static async Task<Ok<MarkView>> ReadMarkAsync(
        Session session, Reconciliations reconciliations, ReconciliationService service, CancellationToken cancellationToken)
    {
        var mark = await reconciliations.LatestAsync(session.Viewer.Tenant, cancellationToken);
        return TypedResults.Ok(new MarkView(mark, await service.MayAsync(session.Viewer, cancellationToken)));
    }

    private static async Task<Results<Ok<ReconciliationView>, ProblemHttpResult>> ReadAsync(
        Session session, ReconciliationService service, CancellationToken cancellationToken) =>
        await service.ReadAsync(session.Viewer, cancellationToken) is { } view ? TypedResults.Ok(view) : NotReady();

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        KnownFigures known, Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        var faults = await service.SetKnownAsync(session.Viewer, known.Figures, cancellationToken);
        return faults.Count == 0
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status422UnprocessableEntity, "figures_refused", faults.Select(fault => new FieldProblem($"figures[{fault.Index}].{fault.Field}", fault.Reason)));
    }

    private static async Task<Ok<KnownFiguresImported>> ImportAsync(
        HttpRequest request, Session session, ReconciliationService service, CancellationToken cancellationToken) =>
        TypedResults.Ok(await service.ImportAsync(session.Viewer, request.Body, cancellationToken));

    private static async Task<Results<Ok<ListOf<ReconciledRecord>>, ProblemHttpResult>> ListAsync(
        string month, string row, string metric, string reason, Session session, ReconciliationService service, CancellationToken cancellationToken) =>
        YearMonth.TryParse(month, out var of) && Enum.TryParse<KnownMetric>(metric, ignoreCase: true, out var figure) && Enum.TryParse<DeltaReason>(reason, ignoreCase: true, out var why)
        && await service.ListAsync(session.Viewer, of, row, figure, why, cancellationToken) is { } records
            ? TypedResults.Ok(new ListOf<ReconciledRecord>(records))
            : Problem.NotFound();

    private static async Task<Results<Ok<ReconciliationMark>, ProblemHttpResult>> SignAsync(
        Session session, ReconciliationService service, CancellationToken cancellationToken) =>
        await service.SignAsync(session.Viewer, session.UserName, cancellationToken) is { } mark ? TypedResults.Ok(mark)
            : Problem.Of(StatusCodes.Status409Conflict, "nothing_to_reconcile");

    private static ProblemHttpResult NotReady() => Problem.Of(StatusCodes.Status409Conflict, "preparing");
}

public sealed record KnownFigures(IReadOnlyList<KnownFigure> Figures);

/// <param name="Mark">The latest comparison; null: there was none.</param>
/// <param name="MayReconcile">This viewer may compare, and see the differences.</param>
public sealed record MarkView(ReconciliationMark? Mark, bool MayReconcile);
