using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Hosts;
using ReportApp.Web.Features.Setup;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Launch;

/// <summary>Ticket in, bearer out; and a new bearer while the host still vouches for the person.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/session").WithTags("Session");
        group.MapPost("", StartAsync).WithName("startSession").AllowAnonymous();
        group.MapPost("/renew", RenewAsync).WithName("renewSession").RequireAuthorization(SessionAuthentication.ViewerPolicy)
            .RequireRateLimiting(RequestLimits.RenewalPolicy);
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> StartAsync(
        TicketCommand command, SessionStore sessions, SetupProgress setup, TimeProvider time, CancellationToken cancellationToken) =>
        sessions.Redeem(command.Ticket) is { } session
            ? TypedResults.Ok(SessionView.Of(session, sessions.NewBearer(session), time.GetUtcNow(), await setup.ReadAsync(session.Viewer, cancellationToken)))
            : Problem.Of(StatusCodes.Status401Unauthorized, "session_ended");

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> RenewAsync(
        Session session, HttpRequest request, SessionStore sessions, HostConnectors connectors, SetupProgress setup, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var connector = connectors.Of(session.Connection.Key);
        var user = await connector.AskConsentAsync(session.Connection, cancellationToken) == ConsentState.Alive
            ? await connector.AskUserAsync(session.Connection, cancellationToken)
            : null;
        // Another window, or a removal, may have ended it while the host was asked.
        if (sessions.Find(SessionAuthentication.BearerOf(request)!) is null) return Problem.Of(StatusCodes.Status401Unauthorized, "session_ended");
        // What was asked with more rights than he has now is over, whatever its time.
        if (user is null || (session.Viewer.IsAdministrator && !user.IsAdministrator)) sessions.EndAll(session.Viewer);
        if (user is null) return Problem.Of(StatusCodes.Status401Unauthorized, "session_ended");
        var renewed = session with { Viewer = session.Viewer with { IsAdministrator = user.IsAdministrator } };
        return TypedResults.Ok(SessionView.Of(renewed, sessions.NewBearer(renewed), time.GetUtcNow(), await setup.ReadAsync(renewed.Viewer, cancellationToken)));
    }
}

/// <param name="Ticket">From the entry page; works once, for a minute.</param>
public sealed record TicketCommand(string Ticket);

/// <param name="Token">Sent as <c>Authorization: Bearer</c>; kept in page memory only.</param>
/// <param name="ExpiresIn">Seconds the bearer lives from now: the reader's clock may be wrong.</param>
/// <param name="Host">The connector's name.</param>
/// <param name="HostOrigin">Origin of the host's pages.</param>
/// <param name="Place">Where in the host the app was opened.</param>
/// <param name="RecordId">The record whose page embeds the app.</param>
public sealed record SessionView(
    string Token, int ExpiresIn, ViewerView Viewer, string Language, string Host, string HostOrigin, string Place, string? RecordId,
    SetupState Setup)
{
    internal static SessionView Of(Session session, Grant bearer, DateTimeOffset now, SetupState setup) => new(
        bearer.Token, (int)(bearer.ExpiresAt - now).TotalSeconds, new(session.Viewer.UserId, session.UserName, session.Viewer.IsAdministrator), session.Language,
        session.Connection.Key.Host, session.FrameOrigin.GetLeftPart(UriPartial.Authority), session.Place, session.RecordId, setup);
}

public sealed record ViewerView(string Id, string Name, bool IsAdministrator);
