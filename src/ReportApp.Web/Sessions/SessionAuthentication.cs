using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using ReportApp.Web.Problems;

namespace ReportApp.Web.Sessions;

/// <summary>Bearer in, session out. Every endpoint names a policy or says that it is open; what says nothing is closed.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, SessionStore sessions, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";

    /// <summary>Any proven user of the tenant.</summary>
    public const string ViewerPolicy = "viewer";

    /// <summary>Who may manage the installation in the host.</summary>
    public const string AdministratorPolicy = "administrator";

    private const string Prefix = SchemeName + " ";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SessionStore>();
        // The core alone: the full package would keep a key ring for cookies that we do not have.
        services.AddAuthenticationCore(options => options.DefaultScheme = SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .AddPolicy(ViewerPolicy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(AdministratorPolicy, policy => policy.RequireAuthenticatedUser().RequireRole(AdministratorPolicy))
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            // Only what no route matched (404, 405) passes without having said who may call it.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAssertion(asked => asked.Resource is HttpContext context && context.GetEndpoint() is not RouteEndpoint).Build());
    }

    /// <summary>The bearer as sent, or null.</summary>
    public static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.Ordinal) ? header[Prefix.Length..] : null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        BearerOf(Request) is not { } bearer ? AuthenticateResult.NoResult()
        : sessions.Find(bearer) is not { } session ? AuthenticateResult.Fail("No such session.")
        : AuthenticateResult.Success(new(new ClaimsPrincipal(new SessionIdentity(session)), SchemeName)));

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await base.HandleChallengeAsync(properties);
        if (BearerOf(Request) is not { } bearer || !sessions.IsOfRemoved(bearer)) return;
        await problems.TryWriteAsync(new() { HttpContext = Context, ProblemDetails = Problem.Details(StatusCodes.Status401Unauthorized, "app_removed") });
    }
}

internal sealed class SessionIdentity : ClaimsIdentity
{
    public SessionIdentity(Session session)
        : base(SessionAuthentication.SchemeName)
    {
        Session = session;
        if (session.Viewer.IsAdministrator) AddClaim(new(RoleClaimType, SessionAuthentication.AdministratorPolicy));
    }

    public Session Session { get; }
}
