using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Messages;
using ReportApp.Core.Model;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Day;

/// <summary>The messages of the day: each person says for himself whether and when, and may have one sent at once.</summary>
internal static class DayMessageEndpoints
{
    public static void MapDayMessages(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/day/messages").WithTags("Day").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("", ReadAsync).WithName("readDayMessages");
        group.MapPut("", SetAsync).WithName("setDayMessage");
        group.MapPost("/send", SendAsync).WithName("sendDayMessage").RequireRateLimiting(RequestLimits.RenewalPolicy);
    }

    private static async Task<Ok<DayMessagesView>> ReadAsync(Session session, DayMessages messages, CancellationToken cancellationToken) =>
        TypedResults.Ok(await messages.ReadAsync(session.Viewer, cancellationToken));

    private static async Task<Results<Ok<DayMessagesView>, ProblemHttpResult>> SetAsync(
        DayMessageCommand command, Session session, DayMessages messages, CancellationToken cancellationToken) =>
        await messages.SetAsync(session.Viewer, command, cancellationToken) switch
        {
            DayMessageSaved.Saved saved => TypedResults.Ok(saved.Messages),
            var refusal => Refused(refusal),
        };

    private static async Task<Results<Ok<DayMessageOutcome>, ProblemHttpResult>> SendAsync(
        SendDayMessageCommand command, Session session, DayMessages messages, CancellationToken cancellationToken) =>
        await messages.SendNowAsync(session.Viewer, command, cancellationToken) switch
        {
            DayMessageSaved.Tried tried => TypedResults.Ok(tried.Outcome),
            var refusal => Refused(refusal),
        };

    private static ProblemHttpResult Refused(DayMessageSaved refusal) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "message_refused",
        ((DayMessageSaved.Invalid)refusal).Problems.Select(problem => new FieldProblem(problem.Field, problem.Reason)));
}
