using System.Reflection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Web.Sessions;

/// <summary>A proven opening of the app by one CRM user. Lives in memory only; the browser holds its bearer in page memory.</summary>
/// <param name="Connection">The viewer's own rights in the host.</param>
/// <param name="FrameOrigin">Origin of the host's pages.</param>
/// <param name="Language">Two letters.</param>
/// <param name="Place">Where in the host we were opened.</param>
/// <param name="ProvenAt">When the entry was proven; a session never outlives it by more than an hour.</param>
public sealed record Session(
    Viewer Viewer, string UserName, HostConnection Connection, Uri FrameOrigin, string Language, string Place, string? RecordId,
    DateTimeOffset ProvenAt) : IBindableFromHttpContext<Session>
{
    /// <summary>The session of the request's bearer. Only behind the policies of <see cref="SessionAuthentication"/>.</summary>
    public static ValueTask<Session?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.User.Identities.OfType<SessionIdentity>().SingleOrDefault()?.Session);
}

/// <param name="Token">Shown once; we keep only its digest.</param>
internal sealed record Grant(string Token, DateTimeOffset ExpiresAt);
