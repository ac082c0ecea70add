namespace ReportApp.Web.Pages;

/// <summary>A page of ours with its own content security policy.</summary>
internal sealed class HtmlResult(string html, int status, string policy) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.ContentSecurityPolicy = policy;
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }
}
