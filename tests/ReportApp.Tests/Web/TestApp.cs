using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Hosts;
using ReportApp.Core.Store;

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
    public static Task<TestApp> StartAsync(IHostConnector host, params string[] settings) =>
        StartAsync(services => services.RemoveAll<IHostConnector>().AddSingleton(host), settings);

    public static async Task<TestApp> StartAsync(Action<IServiceCollection>? adjust = null, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("unique-reports-");
        string[] own = ["--urls", "http://127.0.0.1:0", "--Store:DataDirectory", folder.FullName, "--Logging:LogLevel:Default", "Warning"];
        var app = ReportApp.Web.Program.Build([.. own, .. settings], adjust);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestApp(app, folder);
    }

    /// <summary>The audit trail as it stands, oldest first: act and subject.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var store = await App.Services.GetRequiredService<StoreFactory>().OpenAsync(TestContext.Current.CancellationToken);
        return await store.Audit.OrderBy(row => row.Id).Select(row => (row.Act + " " + row.Subject).Trim()).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for what a job leaves in the audit trail.</summary>
    public async Task WaitForAuditAsync(string act)
    {
        for (var i = 0; i < 600; i++)
        {
            if ((await AuditAsync()).Contains(act)) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"The audit trail has no '{act}': {string.Join(", ", await AuditAsync())}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync(CancellationToken.None); // its timetable would go on firing at what is disposed of
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
