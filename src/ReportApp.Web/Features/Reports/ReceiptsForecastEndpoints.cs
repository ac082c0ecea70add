using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>The forecast of receipts or sales, the deals behind its numbers, and how well it did.</summary>
internal static class ReceiptsForecastEndpoints
{
    public static void MapReceiptsForecast(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/forecast").WithTags("Forecast").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("/run", RunAsync).WithName("runForecast");
        group.MapPost("/deals", DealsAsync).WithName("listForecastDeals");
        group.MapPost("/why", WhyAsync).WithName("explainForecast");
        group.MapPost("/changes", ChangesAsync).WithName("listForecastChanges");
        group.MapPost("/sales-periods", SalesPeriodsAsync).WithName("listSalesPeriods");
        group.MapPost("/sales-outlook", SalesOutlookAsync).WithName("runSalesOutlook");
        group.MapPost("/sales-outlook/deals", OutlookDealsAsync).WithName("listOutlookDeals");
        group.MapGet("/accuracy", AccuracyAsync).WithName("backtestForecast");
    }

    private static async Task<Ok<ReceiptsForecast>> RunAsync(
        ReceiptsForecastRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.RunAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<ForecastDeals>> DealsAsync(
        ForecastDealsRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.DealsAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<ForecastWhy>> WhyAsync(
        ForecastWhyRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.WhyAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<ForecastMovement>> ChangesAsync(
        ForecastChangesRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.ChangesAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<SalesPeriods>> SalesPeriodsAsync(
        SalesPeriodsRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.SalesPeriodsAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<SalesOutlook>> SalesOutlookAsync(
        SalesOutlookRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.SalesOutlookAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<OutlookDeals>> OutlookDealsAsync(
        OutlookDealsRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.OutlookDealsAsync(session.Viewer, request, cancellationToken));

    /// <param name="metric"><c>receipts</c>, <c>sales</c>, <c>units</c> or <c>m2</c>.</param>
    private static async Task<Ok<ForecastAccuracy>> AccuracyAsync(string? metric, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.AccuracyAsync(session.Viewer, metric switch
        {
            null or "receipts" => ForecastMetric.Receipts,
            "sales" => ForecastMetric.Sales,
            "units" => ForecastMetric.Units,
            "m2" => ForecastMetric.Area,
            _ => throw new ReportRefusedException("metric", "unknown"),
        }, cancellationToken));
}
