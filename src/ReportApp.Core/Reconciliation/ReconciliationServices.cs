using Microsoft.Extensions.DependencyInjection;

namespace ReportApp.Core.Reconciliation;

public static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services) => services.AddSingleton<ReconciliationService>();
}
