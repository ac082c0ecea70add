using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>The catalogue, what of it a person keeps at hand, a report, and the records behind its numbers.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/reports").WithTags("Reports").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("", List).WithName("listReports");
        group.MapGet("/{id}/filters", FiltersAsync).WithName("listFilters");
        group.MapPost("/{id}/run", RunAsync).WithName("runReport");
        group.MapPost("/{id}/drill", DrillAsync).WithName("drillReport");
        var favourites = app.MapGroup("/api/favourites").WithTags("Reports").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        favourites.MapGet("", FavouritesAsync).WithName("listFavourites");
        favourites.MapPut("/{id}", KeepAsync).WithName("addFavourite");
        favourites.MapDelete("/{id}", DropAsync).WithName("removeFavourite");
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

    /// <summary>Ids of reports, the first one added first.</summary>
    private static async Task<Ok<ListOf<string>>> FavouritesAsync(Session session, Favourites favourites, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListOf<string>(await favourites.ListAsync(session.Viewer, cancellationToken)));

    private static async Task<NoContent> KeepAsync(
        string id, Session session, ReportCatalogue catalogue, Favourites favourites, CancellationToken cancellationToken)
    {
        if (!catalogue.Has(id)) throw new ReportRefusedException("report", "unknown");
        await favourites.AddAsync(session.Viewer, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> DropAsync(string id, Session session, Favourites favourites, CancellationToken cancellationToken)
    {
        await favourites.RemoveAsync(session.Viewer, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
