using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>Plan and fact of every metric of sales, and what the receipts will come to. Facts open by the report's own drill.</summary>
internal static class SalesSummaryEndpoints
{
    public static void MapSalesSummary(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/sales-summary").WithTags("Reports").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("/run", RunAsync).WithName("runSalesSummary");
        group.MapPost("/outlook", OutlookAsync).WithName("runReceiptsOutlook");
    }

    private static async Task<Ok<SalesSummary>> RunAsync(ReportRequest request, Session session, SalesSummaries summaries, CancellationToken cancellationToken) =>
        TypedResults.Ok(await summaries.RunAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<ReceiptsOutlook>> OutlookAsync(ReportRequest request, Session session, SalesSummaries summaries, CancellationToken cancellationToken) =>
        TypedResults.Ok(await summaries.OutlookAsync(session.Viewer, request, cancellationToken));
}
