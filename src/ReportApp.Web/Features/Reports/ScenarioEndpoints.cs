using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Reports;

/// <summary>"What if": the forecast under changed inputs, and the scenarios that a company keeps.</summary>
internal static class ScenarioEndpoints
{
    private const int LongestName = 100;

    public static void MapScenarios(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/forecast/scenarios").WithTags("Forecast").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("/run", RunAsync).WithName("runScenario");
        group.MapGet("", ListAsync).WithName("listScenarios");
        group.MapPost("", AddAsync).WithName("addScenario");
        group.MapPut("/{id:long}", ChangeAsync).WithName("changeScenario");
        group.MapDelete("/{id:long}", RemoveAsync).WithName("removeScenario");
    }

    private static async Task<Ok<ScenarioOutcome>> RunAsync(
        ScenarioRequest request, Session session, ReceiptsForecasts forecasts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await forecasts.UnderAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<ListOf<ScenarioView>>> ListAsync(
        Session session, Scenarios scenarios, ReceiptsForecasts forecasts, CancellationToken cancellationToken)
    {
        var saved = (await scenarios.ListAsync(session.Viewer.Tenant, cancellationToken)).ToLookup(scenario => scenario.AuthorId == session.Viewer.UserId);
        var others = saved[false].ToList();
        if (others.Count > 0) others = [.. await forecasts.ToldAsync(session.Viewer, others, cancellationToken)];
        return TypedResults.Ok(new ListOf<ScenarioView>(
            [.. saved[true].Concat(others).OrderBy(scenario => scenario.Name, StringComparer.Ordinal).Select(scenario => ToView(scenario, session.Viewer))]));
    }

    private static Task<Results<Ok<ScenarioView>, ProblemHttpResult>> AddAsync(
        ScenarioDraft draft, Session session, Scenarios scenarios, CancellationToken cancellationToken) => SaveAsync(null, draft, session, scenarios, cancellationToken);

    private static Task<Results<Ok<ScenarioView>, ProblemHttpResult>> ChangeAsync(
        long id, ScenarioDraft draft, Session session, Scenarios scenarios, CancellationToken cancellationToken) => SaveAsync(id, draft, session, scenarios, cancellationToken);

    private static async Task<Results<Ok<ScenarioView>, ProblemHttpResult>> SaveAsync(
        long? id, ScenarioDraft draft, Session session, Scenarios scenarios, CancellationToken cancellationToken)
    {
        var name = draft.Name.Trim();
        if (name.Length is 0 or > LongestName) return Problem.Of(StatusCodes.Status422UnprocessableEntity, "scenario_refused", new FieldProblem("name", "out_of_range"));
        ReceiptsForecasts.CheckLevers(draft.Levers);
        var (result, saved) = await scenarios.SaveAsync(session.Viewer, id, name, draft.Levers, cancellationToken);
        return saved is null ? Refused(result) : TypedResults.Ok(ToView(saved, session.Viewer));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        long id, Session session, Scenarios scenarios, CancellationToken cancellationToken)
    {
        var result = await scenarios.RemoveAsync(session.Viewer, id, cancellationToken);
        return result == ScenarioSaved.Saved ? TypedResults.NoContent() : Refused(result);
    }

    private static ProblemHttpResult Refused(ScenarioSaved result) => result switch
    {
        ScenarioSaved.NotFound => Problem.NotFound(),
        ScenarioSaved.NotYours => Problem.Of(StatusCodes.Status403Forbidden, "not_allowed"),
        ScenarioSaved.NameTaken => Problem.Of(StatusCodes.Status409Conflict, "name_taken", new FieldProblem("name", "taken")),
        ScenarioSaved.TooMany => Problem.Of(StatusCodes.Status409Conflict, "too_many_scenarios"),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a refusal."),
    };

    private static ScenarioView ToView(SavedScenario saved, Viewer viewer) =>
        new(saved.Id, saved.Name, saved.Levers, saved.AuthorId == viewer.UserId || viewer.IsAdministrator, saved.SavedAt);
}

/// <param name="Name">1 to 100 characters; no other scenario of the company has it.</param>
public sealed record ScenarioDraft(string Name, ScenarioLevers Levers);

/// <param name="MayChange">The viewer made it, or administers the host.</param>
public sealed record ScenarioView(long Id, string Name, ScenarioLevers Levers, bool MayChange, DateTimeOffset SavedAt);
