using Quartz;
using ReportApp.Core.Sync;

namespace ReportApp.Web.Jobs;

/// <summary>One pass over a tenant's CRM. A second one at the same time finds it busy and does nothing.</summary>
internal sealed class SyncJob(SyncService sync) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await sync.RunAsync(context.Tenant(), cancellationToken);
}
