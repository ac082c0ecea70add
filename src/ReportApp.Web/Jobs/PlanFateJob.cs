using Quartz;
using ReportApp.Core.Reports;

namespace ReportApp.Web.Jobs;

/// <summary>Looks what has become of a tenant's plan entries; the host is told in a job of its own.</summary>
internal sealed class PlanFateJob(PlanFates fates) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await fates.RefreshAsync(context.Tenant(), cancellationToken);
        await context.Scheduler.StartAsync<FateTellingJob>(context.Tenant(), cancellationToken);
    }
}
