using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Store;

public static class StoreServices
{
    /// <summary>The store of what we own, and the projection made from it. Call <see cref="StoreStartup.PrepareAsync"/> before anything else uses it.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StoreOptions>().Bind(configuration.GetSection(StoreOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddDbContextFactory<SqliteStoreContext>((provider, options) => options
            .UseSqlite($"Data Source={provider.GetRequiredService<IOptions<StoreOptions>>().Value.DatabaseFile}")
            .AddInterceptors(Durable.Instance));
        services.AddSingleton<StoreFactory>();
        services.AddSingleton<Secrets>();
        services.AddSingleton<HostTokens>();
        services.AddSingleton<IHostTokens>(provider => provider.GetRequiredService<HostTokens>());
        // Public classes with internal parts: the container only calls public constructors, so we call these ourselves.
        services.AddSingleton(provider => new StoreStartup(
            provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<Secrets>(), provider.GetRequiredService<IOptions<StoreOptions>>()));
        services.AddSingleton(provider => new TenantDirectory(
            provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<HostTokens>(), provider.GetRequiredService<Secrets>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LandedRecords(provider.GetRequiredService<StoreFactory>()));
        services.AddSingleton(provider => new PlanEntries(
            provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<OutboxWrites>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ImportedFacts(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RememberedColumns(provider.GetRequiredService<StoreFactory>()));
        services.AddSingleton(provider => new ImportTokens(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Reconciliations(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Scenarios(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ForecastOverrides(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Favourites(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PersonCalendars(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new MessageSubscriptions(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton(provider => new PlanTargets(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new OutboxWrites(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SyncState(provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<ProjectionOptions>().Bind(configuration.GetSection(ProjectionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ProjectionFiles>();
        services.AddSingleton<ProjectionTurns>();
        services.AddSingleton(provider => new ProjectionService(
            provider.GetRequiredService<ProjectionFiles>(), provider.GetRequiredService<TenantDirectory>(), provider.GetRequiredService<LandedRecords>(),
            provider.GetRequiredService<PlanTargets>(), provider.GetRequiredService<ImportedFacts>(), provider.GetRequiredService<SyncState>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Purge(
            provider.GetRequiredService<StoreFactory>(), provider.GetRequiredService<ProjectionService>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Every connection waits for a busy writer and syncs at every commit: an acknowledged entry survives a power cut.</summary>
    private sealed class Durable : DbConnectionInterceptor
    {
        public static readonly Durable Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = Pragmas(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = Pragmas(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private static DbCommand Pragmas(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;";
            return command;
        }
    }
}

/// <summary>Opens contexts of the engine in use.</summary>
internal sealed class StoreFactory(IDbContextFactory<SqliteStoreContext> sqlite)
{
    public async Task<StoreContext> OpenAsync(CancellationToken cancellationToken) => await sqlite.CreateDbContextAsync(cancellationToken);
}

/// <summary>Makes the store ready for work: folder, schema, master key.</summary>
public sealed class StoreStartup
{
    private const int MostTries = 600;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly StoreFactory _factory;
    private readonly Secrets _secrets;
    private readonly StoreOptions _options;

    internal StoreStartup(StoreFactory factory, Secrets secrets, IOptions<StoreOptions> options)
    {
        _factory = factory;
        _secrets = secrets;
        _options = options.Value;
    }

    /// <summary>Applies migrations that are missing. Twice does nothing.</summary>
    /// <exception cref="InvalidOperationException">The master key is gone although secrets exist.</exception>
    /// <exception cref="IOException">Another process has been preparing it for two minutes.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_options.DataDirectory);
        await using var alone = await WaitForOthersAsync(cancellationToken);
        await using var store = await _factory.OpenAsync(cancellationToken);
        // The library's lock outlives a process that dies while it migrates, and is waited for without end. We are alone: it is nobody's.
        await store.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await store.Database.MigrateAsync(cancellationToken);
        await store.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        var mayCreateKey = !await store.Tenants.AnyAsync(tenant => tenant.DataKey != null, cancellationToken);
        _secrets.Use(SecretBox.Open(_options.MasterKeyPath, mayCreateKey));
    }

    /// <summary>A lock that ends with its process.</summary>
    private async Task<FileStream> WaitForOthersAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(_options.StartLockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < MostTries)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}

/// <summary>Holds the box once the start has opened it.</summary>
internal sealed class Secrets
{
    private SecretBox? _box;

    public SecretBox Box => _box ?? throw new InvalidOperationException("The store was used before StoreStartup.PrepareAsync.");

    public void Use(SecretBox box) => _box = box;
}
