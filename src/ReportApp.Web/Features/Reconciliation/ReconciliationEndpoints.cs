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
        all.MapGet("", ReadAsync).WithName("readReconciliation");
        all.MapPut("/figures", SetAsync).WithName("setKnownFigures");
        all.MapPost("/import", ImportAsync).WithName("importKnownFigures").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(MaxFile));
        all.MapGet("/records", ListAsync).WithName("listReconciledRecords");
        all.MapGet("/sources", ReadSourcesAsync).WithName("readPaymentSources");
        all.MapGet("/sources/differences", CompareSourcesAsync).WithName("comparePaymentSources");
        all.MapPost("/sign", SignAsync).WithName("signReconciliation");
    }

    private static async Task<Ok<MarkView>> ReadMarkAsync(
        Session session, Reconciliations reconciliations, ReconciliationService service, CancellationToken cancellationToken)
    {
        var mark = await reconciliations.LatestAsync(session.Viewer.Tenant, cancellationToken);
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        return TypedResults.Ok(new MarkView(mark, entry is not null));
    }

    private static async Task<Results<Ok<ReconciliationView>, ProblemHttpResult>> ReadAsync(
        Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        return await service.ReadAsync(entry, cancellationToken) is { } view ? TypedResults.Ok(view) : Problem.Of(StatusCodes.Status409Conflict, "preparing");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        KnownFigures known, Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        var faults = await service.SetKnownAsync(entry, known.Figures, cancellationToken);
        return faults.Count == 0
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status422UnprocessableEntity, "figures_refused", faults.Select(fault => new FieldProblem($"figures[{fault.Index}].{fault.Field}", fault.Reason)));
    }

    private static async Task<Results<Ok<KnownFiguresImported>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        return entry is null ? NotAllowed() : TypedResults.Ok(await service.ImportAsync(entry, request.Body, cancellationToken));
    }

    private static async Task<Results<Ok<ListOf<ReconciledRecord>>, ProblemHttpResult>> ListAsync(
        string month, string row, string metric, string reason, Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        return YearMonth.TryParse(month, out var of) && Enum.TryParse<KnownMetric>(metric, ignoreCase: true, out var figure) && Enum.TryParse<DeltaReason>(reason, ignoreCase: true, out var why)
            && await service.ListAsync(entry, of, row, figure, why, cancellationToken) is { } records
                ? TypedResults.Ok(new ListOf<ReconciledRecord>(records))
                : Problem.NotFound();
    }

    private static async Task<Results<Ok<SourcesView>, ProblemHttpResult>> ReadSourcesAsync(
        Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        return await service.ReadSourcesAsync(entry, cancellationToken) is { } view ? TypedResults.Ok(view) : Problem.Of(StatusCodes.Status409Conflict, "preparing");
    }

    /// <param name="left">A source of files; absent: the CRM's own table.</param>
    private static async Task<Results<Ok<SourceDifference>, ProblemHttpResult>> CompareSourcesAsync(
        string month, string? left, string? right, Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        return YearMonth.TryParse(month, out var of) && await service.CompareSourcesAsync(entry, of, left, right, cancellationToken) is { } difference
            ? TypedResults.Ok(difference)
            : Problem.NotFound();
    }

    private static async Task<Results<Ok<ReconciliationMark>, ProblemHttpResult>> SignAsync(
        Session session, ReconciliationService service, CancellationToken cancellationToken)
    {
        using var entry = await service.EnterAsync(session.Viewer, cancellationToken);
        if (entry is null) return NotAllowed();
        return await service.SignAsync(entry, session.UserName, cancellationToken) is { } mark ? TypedResults.Ok(mark)
            : Problem.Of(StatusCodes.Status409Conflict, "nothing_to_reconcile");
    }

    private static ProblemHttpResult NotAllowed() => Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
}

public sealed record KnownFigures(IReadOnlyList<KnownFigure> Figures);

/// <param name="Mark">The latest comparison; null: there was none.</param>
/// <param name="MayReconcile">This viewer may compare, and see the differences.</param>
public sealed record MarkView(ReconciliationMark? Mark, bool MayReconcile);
