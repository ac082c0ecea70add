using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Access;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

public static class ReportServices
{
    /// <summary>Projection, visibility, catalogue and runner. A faulty definition stops the start.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProjectionOptions>().Bind(configuration.GetSection(ProjectionOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(ReportCatalogue.Load());
        services.AddSingleton<ProjectionFiles>();
        services.AddSingleton<VisibilityService>();
        services.AddSingleton<RecordAddresses>();
        // Public classes with internal parts: the container only calls public constructors, so we call these ourselves.
        services.AddSingleton(provider => new ProjectionService(
            provider.GetRequiredService<ProjectionFiles>(), provider.GetRequiredService<TenantDirectory>(), provider.GetRequiredService<LandedRecords>(),
            provider.GetRequiredService<PlanTargets>(), provider.GetRequiredService<SyncState>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ReportRunner(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ProjectionService>(), provider.GetRequiredService<TenantDirectory>(),
            provider.GetRequiredService<SyncState>(), provider.GetRequiredService<VisibilityService>(), provider.GetRequiredService<RecordAddresses>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
