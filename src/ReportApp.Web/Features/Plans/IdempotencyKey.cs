using ReportApp.Web.Problems;

namespace ReportApp.Web.Features.Plans;

/// <summary>The header <c>Idempotency-Key</c>: a UUID made by the client for one intention, sent again with every repeat of it.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 64;

    public static bool IsUsable(string key) => key.Length <= MaxLength && Guid.TryParse(key, out _);

    /// <summary>Refuses a request without a usable key.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (context, next) =>
        context.HttpContext.Request.Headers[Header] is not [{ Length: > 0 } key] ? Problem.Of(StatusCodes.Status400BadRequest, "idempotency_key_missing")
        : !IsUsable(key) ? Problem.Of(StatusCodes.Status400BadRequest, "idempotency_key_bad")
        : await next(context));
}
