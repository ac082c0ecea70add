using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Reports;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>What heads say of deals in place of the forecast, with all that was said before.</summary>
internal static class OverrideEndpoints
{
    public static void MapOverrides(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/forecast/overrides").WithTags("Forecast").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("/{dealId}", ListAsync).WithName("listOverrides");
        group.MapPut("/{dealId}", OverruleAsync).WithName("overruleForecast");
    }

    private static async Task<Results<Ok<DealOverrides>, ProblemHttpResult>> ListAsync(
        string dealId, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        await forecasts.OverridesOfAsync(session.Viewer, dealId, cancellationToken) is { } deal ? TypedResults.Ok(deal) : Problem.NotFound();

    private static async Task<Results<Ok<DealOverrides>, ProblemHttpResult>> OverruleAsync(
        string dealId, OverrideCommand command, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        await forecasts.OverruleAsync(session.Viewer, dealId, command, cancellationToken) switch
        {
            OverrideSaved.Saved saved => TypedResults.Ok(saved.Deal),
            OverrideSaved.NotFound => Problem.NotFound(),
            OverrideSaved.NotAllowed => Problem.Of(StatusCodes.Status403Forbidden, "not_allowed"),
            OverrideSaved.Outdated => Problem.Of(StatusCodes.Status409Conflict, "override_changed_meanwhile"),
            OverrideSaved.Refused refused => Problem.Of(StatusCodes.Status422UnprocessableEntity, "override_refused", new FieldProblem(refused.Field, refused.Reason)),
            var other => throw new InvalidOperationException($"An override was {other}."),
        };
}
