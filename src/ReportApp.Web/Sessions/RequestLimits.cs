using System.Threading.RateLimiting;
using ReportApp.Web.Problems;

namespace ReportApp.Web.Sessions;

/// <summary>
/// No person takes the whole house: a few of his requests run at once, some more wait, the rest is told to come back. Entries, which
/// anybody may post and which ask the authorisation server, are counted by address.
/// </summary>
internal static class RequestLimits
{
    /// <summary>For what anybody may post before he has proven anything.</summary>
    public const string EntryPolicy = "entry";

    /// <summary>For what asks the host each time, on a person's behalf.</summary>
    public const string RenewalPolicy = "renewal";

    private const int AtOnce = 8;
    private const int Waiting = 32;

    /// <summary>An office behind one address opens the app in the morning; a script does not stop at that.</summary>
    private static readonly TokenBucketRateLimiterOptions Entries = new()
    {
        TokenLimit = 60, TokensPerPeriod = 5, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    };

    /// <summary>A page renews every ten minutes; a person has some of them open.</summary>
    private static readonly TokenBucketRateLimiterOptions Renewals = new()
    {
        TokenLimit = 20, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(10), QueueLimit = 0,
    };

    public static IServiceCollection AddRequestLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => PersonOf(context) is { } person
            ? RateLimitPartition.GetConcurrencyLimiter(person, _ => new() { PermitLimit = AtOnce, QueueLimit = Waiting })
            : RateLimitPartition.GetNoLimiter(string.Empty));
        limits.AddPolicy(EntryPolicy, context => RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress?.ToString() ?? string.Empty, _ => Entries));
        limits.AddPolicy(RenewalPolicy, context => RateLimitPartition.GetTokenBucketLimiter(PersonOf(context) ?? string.Empty, _ => Renewals));
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (rejected, cancellationToken) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await rejected.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new()
            {
                HttpContext = rejected.HttpContext, ProblemDetails = Problem.Details(StatusCodes.Status429TooManyRequests, "too_many_requests"),
            });
        };
    });

    private static string? PersonOf(HttpContext context) =>
        context.User.Identity is SessionIdentity { Session.Viewer: var viewer } ? $"{viewer.Tenant}/{viewer.UserId}" : null;
}
