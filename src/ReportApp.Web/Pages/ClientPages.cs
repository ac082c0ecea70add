using Microsoft.Net.Http.Headers;

namespace ReportApp.Web.Pages;

/// <summary>The client's files, and its page for every route of its own.</summary>
internal static class ClientPages
{
    /// <summary>Files with a digest in their name never change; everything else is asked for anew.</summary>
    public static void UseClientFiles(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = prepared => prepared.Context.Response.Headers[HeaderNames.CacheControl] =
            prepared.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable"
                : "no-cache",
    });
}
