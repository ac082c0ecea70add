using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace ReportApp.Web.Pages;

internal static class SecurityHeaders
{
    /// <summary>
    /// Answers only to our own name and to the machine's, so no page of another name that leads to us is taken for ours; the platform's
    /// setting <c>AllowedHosts</c> adds names, such as that of a health check.
    /// </summary>
    public static void AddOwnNames(this IServiceCollection services) => services.AddOptions<HostFilteringOptions>()
        .Configure<IOptions<AppOptions>, IConfiguration>((filter, app, configuration) =>
        {
            filter.AllowEmptyHosts = false;
            filter.AllowedHosts =
            [
                app.Value.Address.Host, "localhost", "127.0.0.1", "[::1]",
                .. (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ];
        });

    /// <summary>A request with two lengths is read differently by different servers on its way; the platform would only drop one of them.</summary>
    public static void UseOneLength(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!context.Request.Headers.ContainsKey(DroppedLength))
        {
            await next(context);
            return;
        }
        context.Response.Headers.Connection = "close";
        await Problems.Problem.Of(StatusCodes.Status400BadRequest, "bad_request").ExecuteAsync(context);
    });

    /// <summary>Headers of every answer, also of one that replaces a failed one; a page of ours has set its own policy before.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy.Closed);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            headers.TryAdd("Cache-Control", "no-store");
            if (context.Request.IsHttps) headers.TryAdd("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
            return Task.CompletedTask;
        });
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

    /// <summary>Where Kestrel moves a Content-Length that stood beside a Transfer-Encoding.</summary>
    private const string DroppedLength = "X-Content-Length";

    private static bool IsOwn(string origin, HttpRequest request, Uri ownAddress) =>
        origin == ownAddress.GetLeftPart(UriPartial.Authority) || origin == $"{request.Scheme}://{request.Host}";
}

/// <summary>Marks an endpoint that a host's page or server posts to.</summary>
internal sealed class PostedByHost;
