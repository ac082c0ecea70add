namespace ReportApp.Web.Pages;

/// <summary>What a browser may do with our answers (reliability.md §8).</summary>
internal static class ContentSecurityPolicy
{
    /// <summary>For everything that is no page of ours: nothing runs, nobody frames it.</summary>
    public const string Closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page of text alone.</summary>
    /// <param name="styleHash">SHA-256 of its one stylesheet, in base64.</param>
    public static string ForText(Uri? frameOrigin, string styleHash) =>
        $"default-src 'none'; style-src 'sha256-{styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors {Ancestors(frameOrigin)}";

    public static string ForApp(string nonce, Uri? frameOrigin) =>
        $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
        + $"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {Ancestors(frameOrigin)}";

    private static string Ancestors(Uri? frameOrigin) => frameOrigin is null ? "'none'" : frameOrigin.GetLeftPart(UriPartial.Authority);
}
