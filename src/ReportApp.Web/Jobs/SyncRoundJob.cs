using Quartz;
using ReportApp.Core.Store;

namespace ReportApp.Web.Jobs;

/// <summary>Asks for a pass over the CRM of every tenant that is set up.</summary>
internal sealed class SyncRoundJob(TenantDirectory tenants) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await tenants.ListActiveAsync(cancellationToken))
            if (tenant.Mapping is not null) await context.Scheduler.StartAsync<SyncJob>(tenant.Id, cancellationToken);
    }
}
