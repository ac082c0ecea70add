namespace ReportApp.Web.Pages;

internal static class SecurityHeaders
{
    /// <summary>Headers of every answer; a page of ours then sets its own policy over the closed one.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy.Closed;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        return next(context);
    });

    /// <summary>
    /// A page of a foreign or hidden origin changes nothing here: no cookie would help it, and no answer is readable to it anyway.
    /// Endpoints that hosts post to carry their own proof and are left out.
    /// </summary>
    public static void UseOriginCheck(this IApplicationBuilder app, Uri ownAddress) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (changes && request.Headers.Origin is [{ } origin, ..] && !IsOwn(origin, request, ownAddress)
            && context.GetEndpoint()?.Metadata.GetMetadata<PostedByHost>() is null)
        {
            await Problems.Problem.Of(StatusCodes.Status403Forbidden, "foreign_origin").ExecuteAsync(context);
            return;
        }
        await next(context);
    });

    private static bool IsOwn(string origin, HttpRequest request, Uri ownAddress) =>
        origin == ownAddress.GetLeftPart(UriPartial.Authority) || origin == $"{request.Scheme}://{request.Host}";
}

/// <summary>Marks an endpoint that a host's page or server posts to.</summary>
internal sealed class PostedByHost;
