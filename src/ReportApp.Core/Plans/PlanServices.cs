using Microsoft.Extensions.DependencyInjection;

namespace ReportApp.Core.Plans;

public static class PlanServices
{
    public static IServiceCollection AddPlans(this IServiceCollection services) => services.AddSingleton<PlanTargetImport>().AddSingleton<PlanService>();
}
