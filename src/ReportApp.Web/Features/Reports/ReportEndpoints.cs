using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>The catalogue, a report, and the records behind its numbers.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/reports").WithTags("Reports").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("", List).WithName("listReports");
        group.MapGet("/{id}/filters", FiltersAsync).WithName("listFilters");
        group.MapPost("/{id}/run", RunAsync).WithName("runReport");
        group.MapPost("/{id}/drill", DrillAsync).WithName("drillReport");
    }

    private static Ok<ListOf<ReportSummary>> List(ReportCatalogue catalogue) => TypedResults.Ok(new ListOf<ReportSummary>(catalogue.List()));

    private static async Task<Ok<ListOf<FilterList>>> FiltersAsync(string id, Session session, ReportRunner runner, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<FilterList>(await runner.FiltersAsync(session.Viewer, id, cancellationToken)));

    /// <summary>An empty body means the definition's defaults.</summary>
    private static async Task<Ok<ReportAnswer>> RunAsync(
        string id, ReportRequest? request, Session session, ReportRunner runner, CancellationToken cancellationToken) =>
        TypedResults.Ok(await runner.RunAsync(session.Viewer, id, request ?? new ReportRequest(), cancellationToken));

    private static async Task<Ok<DrillAnswer>> DrillAsync(
        string id, DrillRequest request, Session session, ReportRunner runner, CancellationToken cancellationToken) =>
        TypedResults.Ok(await runner.DrillAsync(session.Viewer, id, request, cancellationToken));
}
