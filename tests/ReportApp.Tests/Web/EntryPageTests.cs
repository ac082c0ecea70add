using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using ReportApp.Web.Pages;

namespace ReportApp.Tests.Web;

public sealed class EntryPageTests : IDisposable
{
    private const string Built = """
        <html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><script type="module" src="/assets/a.js" nonce="__CSP_NONCE__"></script></head>
        <body><div id="root"></div></body></html>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unique-reports-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_page_has_a_nonce_of_its_own_and_says_who_may_frame_it()
    {
        var (page, policy) = await AnswerAsync(new Uri("https://portal.example:8443/rest/"));
        var (other, _) = await AnswerAsync(new Uri("https://portal.example:8443/rest/"));

        Assert.NotEqual(page, other);
        Assert.DoesNotContain("__CSP_NONCE__", page, StringComparison.Ordinal);
        var nonce = page.Split("nonce=\"")[1].Split('"')[0];
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors https://portal.example:8443",
            policy);
    }

    [Fact]
    public async Task Without_a_proof_nobody_frames_it()
    {
        var (_, policy) = await AnswerAsync(frameOrigin: null);

        Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_host_said_cannot_break_out_of_its_attribute()
    {
        var (page, _) = await AnswerAsync(null, new Dictionary<string, string?> { ["record"] = "\"><script>$1", ["place"] = null });

        Assert.Contains("<div id=\"root\" data-record=\"&quot;&gt;&lt;script&gt;$1\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-place", page, StringComparison.Ordinal);
    }

    private async Task<(string Page, string Policy)> AnswerAsync(Uri? frameOrigin, IReadOnlyDictionary<string, string?>? data = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "index.html"), Built, TestContext.Current.CancellationToken);
        using var files = new PhysicalFileProvider(_folder.FullName);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        await new EntryPage(new Environment(files)).Answer(frameOrigin, data).ExecuteAsync(context);
        return (System.Text.Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers.ContentSecurityPolicy.ToString());
    }

    private sealed class Environment(IFileProvider webRoot) : IWebHostEnvironment
    {
        public string WebRootPath { get; set; } = "";

        public IFileProvider WebRootFileProvider { get; set; } = webRoot;

        public string ApplicationName { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "";

        public string EnvironmentName { get; set; } = "";
    }
}
