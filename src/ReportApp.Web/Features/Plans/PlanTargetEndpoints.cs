using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using ReportApp.Core.Plans;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Plans;

/// <summary>What a head of sales keeps in a table of his own comes in as CSV or as a workbook.</summary>
internal static class PlanTargetEndpoints
{
    private const string Csv = "text/csv";
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const long MaxFile = 20 * 1024 * 1024;

    public static void MapPlanTargets(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/plan-targets/import", ImportAsync).WithName("importPlanTargets").WithTags("Plans")
            .Accepts<string>(Csv, Workbook).WithMetadata(new RequestSizeLimitAttribute(MaxFile))
            .RequireAuthorization(SessionAuthentication.ViewerPolicy);

    private static async Task<Results<Ok<PlanTargetImportView>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, Session session, PlanTargetImport targets, ProjectionService projections, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || (type.MediaType != Csv && type.MediaType != Workbook))
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "wrong_content_type");
        switch (await targets.ImportAsync(session.Viewer, request.Body, cancellationToken))
        {
            case PlanTargetImported.Done done:
                if (done.Accepted > 0) await projections.RefreshAsync(session.Viewer.Tenant, cancellationToken);
                return TypedResults.Ok(new PlanTargetImportView(done.Accepted, done.Rejected));
            default:
                return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        }
    }
}

/// <param name="Accepted">Rows stored; 0 when one was rejected.</param>
public sealed record PlanTargetImportView(int Accepted, IReadOnlyList<RejectedRow> Rejected);
