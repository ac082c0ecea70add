using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Access;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

public static class ReportServices
{
    /// <summary>Visibility, catalogue and runner. A faulty definition stops the start.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton(ReportCatalogue.Load());
        services.TryAddSingleton<VisibilityService>();
        services.AddSingleton<RecordAddresses>();
        // A public class with internal parts: the container only calls public constructors, so we call it ourselves.
        services.AddSingleton(provider => new ReportRunner(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ProjectionService>(), provider.GetRequiredService<ProjectionTurns>(), provider.GetRequiredService<TenantDirectory>(),
            provider.GetRequiredService<SyncState>(), provider.GetRequiredService<VisibilityService>(), provider.GetRequiredService<RecordAddresses>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ReceiptsForecasts(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ReportRunner>(), provider.GetRequiredService<RecordAddresses>(),
            provider.GetRequiredService<ForecastOverrides>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PlanBoards(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ReportRunner>(), provider.GetRequiredService<ProjectionService>(),
            provider.GetRequiredService<ProjectionTurns>(), provider.GetRequiredService<TenantDirectory>(), provider.GetRequiredService<PlanEntries>(),
            provider.GetRequiredService<PlanTargets>(), provider.GetRequiredService<VisibilityService>(), provider.GetRequiredService<RecordAddresses>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DayPlans(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ReportRunner>(), provider.GetRequiredService<ProjectionService>(),
            provider.GetRequiredService<ProjectionTurns>(), provider.GetRequiredService<PersonCalendars>(), provider.GetRequiredService<VisibilityService>(),
            provider.GetRequiredService<TargetSheets>(), provider.GetRequiredService<RecordAddresses>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PlanFates(
            provider.GetRequiredService<ProjectionService>(), provider.GetRequiredService<TenantDirectory>(), provider.GetRequiredService<PlanEntries>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SalesSummaries(
            provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ReportRunner>(), provider.GetRequiredService<ReceiptsForecasts>()));
        services.AddSingleton(provider => new PlanProposals(
            provider.GetRequiredService<PlanBoards>(), provider.GetRequiredService<ReceiptsForecasts>(), provider.GetRequiredService<PlanEntries>()));
        services.AddSingleton(provider => new TargetFacts(provider.GetRequiredService<ReportCatalogue>(), provider.GetRequiredService<ReportRunner>()));
        services.AddSingleton(provider => new TargetProposals(
            provider.GetRequiredService<TargetFacts>(), provider.GetRequiredService<ReportRunner>(), provider.GetRequiredService<ReceiptsForecasts>(),
            provider.GetRequiredService<TargetSheets>(), provider.GetRequiredService<PersonCalendars>()));
        return services;
    }
}
