using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Access;

namespace ReportApp.Core.Plans;

public static class PlanServices
{
    public static IServiceCollection AddPlans(this IServiceCollection services)
    {
        services.TryAddSingleton<VisibilityService>();
        return services.AddSingleton<PlanTargetImport>().AddSingleton<TargetTemplates>().AddSingleton<TargetSheets>().AddSingleton<PlanService>().AddSingleton<WorkCalendarService>();
    }
}
