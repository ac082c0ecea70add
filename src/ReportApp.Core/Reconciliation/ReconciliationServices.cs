using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Access;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

public static class ReconciliationServices
{
    // A public class with internal parts: the container only calls public constructors, so we call it ourselves.
    public static IServiceCollection AddReconciliation(this IServiceCollection services) => services.AddSingleton(provider => new ReconciliationService(
        provider.GetRequiredService<TenantDirectory>(), provider.GetRequiredService<LandedRecords>(), provider.GetRequiredService<SyncState>(),
        provider.GetRequiredService<ProjectionService>(), provider.GetRequiredService<ProjectionTurns>(), provider.GetRequiredService<Reconciliations>(),
        provider.GetRequiredService<VisibilityService>(), provider.GetRequiredService<RecordAddresses>(), provider.GetRequiredService<TimeProvider>()));
}
