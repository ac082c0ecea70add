using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ReportApp.Web.Pages;

/// <summary>
/// The client's page, as the client's build made it, with a fresh nonce and what it must know at start. Who may frame it is decided by
/// the caller: the proven host, the host of a known tenant, or nobody.
/// </summary>
internal sealed partial class EntryPage(IWebHostEnvironment environment)
{
    /// <summary>Stands in where the client was not built (server-only work).</summary>
    private const string Bare = """
        <!doctype html>
        <html><head><meta charset="utf-8"><title>Unique Reports</title></head><body><div id="root"></div></body></html>
        """;

    public IResult Answer(Uri? frameOrigin, IReadOnlyDictionary<string, string?>? data = null)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        var attributes = string.Concat((data ?? new Dictionary<string, string?>())
            .Where(pair => pair.Value is not null)
            .Select(pair => $" data-{pair.Key}=\"{WebUtility.HtmlEncode(pair.Value)}\""));
        var html = NonceAttribute().Replace(Template(), $"nonce=\"{nonce}\"");
        html = RootElement().Replace(html, _ => $"<div id=\"root\"{attributes}>", 1);
        return new HtmlResult(html, StatusCodes.Status200OK, ContentSecurityPolicy.ForApp(nonce, frameOrigin));
    }

    private string Template()
    {
        var file = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!file.Exists) return Bare;
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }

    [GeneratedRegex("nonce=\"[^\"]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex NonceAttribute();

    [GeneratedRegex("<div id=\"root\"[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex RootElement();
}
