using System.Reflection;

namespace Sandbox.Pages;

/// <summary>Style and script of the host pages, out of the assembly.</summary>
internal static class PageAssets
{
    private static readonly (string Name, string Type)[] Files = [("portal.css", "text/css"), ("portal.js", "text/javascript")];

    public static void MapPageAssets(this IEndpointRouteBuilder app)
    {
        foreach (var (name, type) in Files)
        {
            var body = Read(name);
            app.MapGet($"/bitrix/pages/{name}", (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                return TypedResults.Text(body, type + "; charset=utf-8");
            });
        }
    }

    private static string Read(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Pages/{name}")
            ?? throw new InvalidOperationException($"The assembly does not hold the page file {name}.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
