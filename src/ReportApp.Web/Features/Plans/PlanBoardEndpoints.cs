using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Plans;

/// <summary>The plan board, the deals behind its rows, the promises kept, and the plans that are put forward for them.</summary>
internal static class PlanBoardEndpoints
{
    public static void MapPlanBoard(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/plan-board").WithTags("Plans").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("/run", RunAsync).WithName("runPlanBoard");
        group.MapPost("/deals", DealsAsync).WithName("listBoardDeals");
        group.MapPost("/promises", PromisesAsync).WithName("listBoardPromises");
        group.MapPost("/proposal", ProposeAsync).WithName("proposePlan");
        group.MapPost("/rebalance", RebalanceAsync).WithName("rebalancePlan");
    }

    private static async Task<Ok<BoardAnswer>> RunAsync(BoardRequest request, Session session, PlanBoards boards, CancellationToken cancellationToken) =>
        TypedResults.Ok(await boards.RunAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<BoardDeals>> DealsAsync(BoardDealsRequest request, Session session, PlanBoards boards, CancellationToken cancellationToken) =>
        TypedResults.Ok(await boards.DealsAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<BoardPromiseList>> PromisesAsync(BoardDealsRequest request, Session session, PlanBoards boards, CancellationToken cancellationToken) =>
        TypedResults.Ok(await boards.PromisesAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<PlanRebalanceAnswer>> RebalanceAsync(
        PlanRebalanceRequest request, Session session, PlanProposals proposals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await proposals.RebalanceAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<PlanProposalAnswer>> ProposeAsync(PlanProposalRequest request, Session session, PlanProposals proposals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await proposals.ProposeAsync(session.Viewer, request, cancellationToken));
}
