using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;

namespace ReportApp.Core.Sync;

public static class SyncServices
{
    public static IServiceCollection AddSync(this IServiceCollection services) =>
        services.AddSingleton<HostConnectors>().AddSingleton<DeletionHints>().AddSingleton<SyncService>().AddSingleton<SyncStatus>();
}
