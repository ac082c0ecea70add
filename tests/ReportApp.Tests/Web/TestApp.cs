using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Hosts;

namespace ReportApp.Tests.Web;

/// <summary>The whole app on a free port of loopback, with a folder of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TestApp(WebApplication app, DirectoryInfo folder)
    {
        App = app;
        _folder = folder;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    /// <summary>With this host behind the door instead of the real ones.</summary>
    public static Task<TestApp> StartAsync(IHostConnector host) => StartAsync(services => services.RemoveAll<IHostConnector>().AddSingleton(host));

    public static async Task<TestApp> StartAsync(Action<IServiceCollection>? adjust = null, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("unique-reports-");
        string[] own = ["--urls", "http://127.0.0.1:0", "--Store:DataDirectory", folder.FullName, "--Logging:LogLevel:Default", "Warning"];
        var app = ReportApp.Web.Program.Build([.. own, .. settings], adjust);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestApp(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
