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

    private const int AtOnce = 8;
    private const int Waiting = 32;

    /// <summary>An office behind one address opens the app in the morning; a script does not stop at that.</summary>
    private static readonly TokenBucketRateLimiterOptions Entries = new()
    {
        TokenLimit = 60, TokensPerPeriod = 5, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    };

    public static IServiceCollection AddRequestLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.User.Identity is SessionIdentity { Session.Viewer: var viewer }
            ? RateLimitPartition.GetConcurrencyLimiter($"{viewer.Tenant}/{viewer.UserId}", _ => new() { PermitLimit = AtOnce, QueueLimit = Waiting })
            : RateLimitPartition.GetNoLimiter(string.Empty));
        limits.AddPolicy(EntryPolicy, context => RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress?.ToString() ?? string.Empty, _ => Entries));
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
}
