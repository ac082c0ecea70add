using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Store;

/// <summary>A real database file in a folder of its own, deleted afterwards.</summary>
public sealed class StoreFixture : IAsyncDisposable
{
    private readonly Action<IServiceCollection, IConfiguration>? _more;
    private ServiceProvider _services;

    private StoreFixture(string folder, Action<IServiceCollection, IConfiguration>? more)
    {
        (Folder, _more) = (folder, more);
        _services = Compose();
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<StoreFixture> StartAsync(Action<IServiceCollection, IConfiguration>? more = null)
    {
        var fixture = new StoreFixture(Directory.CreateTempSubdirectory("reportapp-store-").FullName, more);
        await fixture.Get<StoreStartup>().PrepareAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    /// <summary>What a new process would see: everything in memory is gone, the folder stays.</summary>
    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        _services = Compose();
        await Get<StoreStartup>().PrepareAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the process and lets go of its files.</summary>
    public async Task StopAsync() => await _services.DisposeAsync();

    public async Task<Tenant> InstallAsync(string hostId = "m1", string userId = "1") =>
        await Get<TenantDirectory>().RegisterAsync(Proof(hostId, userId), TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The installation was refused.");

    public EntryProof.Proven Proof(string hostId = "m1", string userId = "1", bool isAdministrator = true, string access = "access-1") => new(
        new HostTenantKey("test", hostId), new Uri($"https://{hostId}.example/rest/"), new Uri($"https://{hostId}.example"), userId, "Имя", isAdministrator, "ru",
        new TokenSet(access, "refresh-1", Clock.GetUtcNow().AddHours(1)), "application", "DEFAULT", null, "1 crm", IsInstalled: true);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Compose()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Store:DataDirectory"] = Folder }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock).AddStore(configuration);
        _more?.Invoke(services, configuration);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
