using Quartz;
using ReportApp.Core.Store;

namespace ReportApp.Web.Jobs;

/// <summary>A month ends also where nothing is read any more: every hour, because it is midnight somewhere.</summary>
internal sealed class PlanFateRoundJob(TenantDirectory tenants) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await tenants.ListActiveAsync(cancellationToken))
            if (tenant.Mapping is not null) await context.Scheduler.StartAsync<PlanFateJob>(tenant.Id, cancellationToken);
    }
}
