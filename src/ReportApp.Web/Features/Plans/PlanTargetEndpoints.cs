using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Plans;

/// <summary>Targets: looked at and typed in by month, locked, and taken from what a head of sales keeps in a table of his own.</summary>
internal static partial class PlanTargetEndpoints
{
    private const string Csv = "text/csv";
    public const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const long MaxFile = 20 * 1024 * 1024;
    private const int UsualMonths = 6;
    private const int MostMonths = 24;
    private const int MostChanges = 5_000;

    public static void MapPlanTargets(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/plan-targets").WithTags("Plans").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("", ReadAsync).WithName("readPlanTargets");
        group.MapPut("", ChangeAsync).WithName("changePlanTargets");
        group.MapPost("/proposal", ProposeAsync).WithName("proposeTargets");
        group.MapGet("/versions", ListVersionsAsync).WithName("listTargetVersions");
        group.MapPut("/locks/{month}", LockAsync).WithName("lockMonth");
        group.MapDelete("/locks/{month}", OpenAsync).WithName("openMonth");
        group.MapPost("/import", ImportAsync).WithName("importPlanTargets").Accepts<string>(Csv, Workbook).WithMetadata(new RequestSizeLimitAttribute(MaxFile));
        group.MapTargetFiles();
    }

    /// <param name="from"><c>yyyy-MM</c>; absent: the current month.</param>
    /// <param name="months">1 to 24; absent: six.</param>
    private static async Task<Results<Ok<TargetSheet>, ProblemHttpResult>> ReadAsync(
        string kind, string metric, string? from, int? months, Session session, TargetSheets sheets, CancellationToken cancellationToken)
    {
        if (Refuse(kind, metric) is { } refused) return refused;
        YearMonth? first = null;
        if (from is not null)
        {
            if (!TargetRules.TryMonth(from, out var asked)) return Refused("from", "bad_month");
            first = asked;
        }
        if (months is < 1 or > MostMonths) return Refused("months", "out_of_range");
        return TypedResults.Ok(await sheets.ReadAsync(session.Viewer, kind, metric, first, months ?? UsualMonths, cancellationToken));
    }

    private static async Task<Results<Ok<ListOf<TargetVersionView>>, ProblemHttpResult>> ListVersionsAsync(
        string kind, string metric, string scope, string month, Session session, TargetSheets sheets, CancellationToken cancellationToken)
    {
        if (Refuse(kind, metric) is { } refused) return refused;
        if (!TargetRules.TryMonth(month, out var of)) return Refused("month", "bad_month");
        return await sheets.ListVersionsAsync(session.Viewer, kind, metric, scope, of, cancellationToken) is { } versions
            ? TypedResults.Ok(new ListOf<TargetVersionView>(versions))
            : Problem.NotFound();
    }

    private static async Task<Results<Ok<TargetsChangedView>, ProblemHttpResult>> ChangeAsync(
        TargetChanges changes, Session session, TargetSheets sheets, ProjectionService projections, ILogger<ProjectionService> logger, CancellationToken cancellationToken)
    {
        if (Refuse(changes.Kind, changes.Metric) is { } refused) return refused;
        if (changes.Changes.Count is 0 or > MostChanges) return Refused("changes", "out_of_range");
        switch (await sheets.ChangeAsync(session.Viewer, changes, cancellationToken))
        {
            case TargetsChanged.Done done:
                if (done.Changed > 0) await RefreshAsync(projections, session.Viewer.Tenant, logger, cancellationToken);
                return TypedResults.Ok(new TargetsChangedView(done.Changed));
            case TargetsChanged.Refused { Problems: var problems }:
                var isConflict = problems.All(problem => problem.Reason is "outdated" or "month_locked");
                return Problem.Of(
                    isConflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity, isConflict ? "targets_changed_meanwhile" : "targets_refused",
                    problems.Select(problem => new FieldProblem(problem.Field, problem.Reason)));
            case var other:
                throw new InvalidOperationException($"Targets were {other}.");
        }
    }

    private static async Task<Results<Ok<TargetProposal>, ProblemHttpResult>> ProposeAsync(
        TargetProposalRequest request, Session session, TargetProposals proposals, CancellationToken cancellationToken)
    {
        if (Refuse(request.Kind, request.Metric) is { } refused) return refused;
        return TypedResults.Ok(await proposals.ProposeAsync(session.Viewer, request, cancellationToken));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> LockAsync(string month, Session session, TargetSheets sheets, CancellationToken cancellationToken) =>
        SetLockAsync(month, true, session, sheets, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> OpenAsync(string month, Session session, TargetSheets sheets, CancellationToken cancellationToken) =>
        SetLockAsync(month, false, session, sheets, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetLockAsync(
        string month, bool isLocked, Session session, TargetSheets sheets, CancellationToken cancellationToken)
    {
        if (!TargetRules.TryMonth(month, out var found)) return Refused("month", "bad_month");
        return await sheets.LockAsync(session.Viewer, found, isLocked, cancellationToken)
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
    }

    public static ProblemHttpResult? Refuse(string kind, string metric) =>
        !TargetRules.Kinds.Contains(kind) ? Refused("kind", "unknown_kind") : !TargetRules.Metrics.Contains(metric) ? Refused("metric", "unknown_metric") : null;

    public static ProblemHttpResult Refused(string field, string reason) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "targets_refused", new FieldProblem(field, reason));

    private static async Task<Results<Ok<PlanTargetImportView>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, Session session, PlanTargetImport targets, ProjectionService projections, ILogger<ProjectionService> logger, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || (type.MediaType != Csv && type.MediaType != Workbook))
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "wrong_content_type");
        switch (await targets.ImportAsync(session.Viewer, request.Body, cancellationToken))
        {
            case PlanTargetImported.Done done:
                if (done.Accepted > 0) await RefreshAsync(projections, session.Viewer.Tenant, logger, cancellationToken);
                return TypedResults.Ok(new PlanTargetImportView(done.Accepted, done.Rejected));
            default:
                return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        }
    }

    public static async Task RefreshAsync(ProjectionService projections, TenantId tenant, ILogger logger, CancellationToken cancellationToken)
    {
        if (await projections.TryRefreshAsync(tenant, cancellationToken) is { } failure) Log.NotRefreshed(logger, tenant, failure);
    }

    private static partial class Log
    {
        [LoggerMessage(5301, LogLevel.Error, "Tenant {Tenant}: targets were stored, but the numbers could not be made anew")]
        public static partial void NotRefreshed(ILogger logger, TenantId tenant, Exception failure);
    }
}

/// <param name="Changed">How many targets got a new version.</param>
public sealed record TargetsChangedView(int Changed);

/// <param name="Accepted">Rows stored; 0 when one was rejected.</param>
public sealed record PlanTargetImportView(int Accepted, IReadOnlyList<RejectedRow> Rejected);
