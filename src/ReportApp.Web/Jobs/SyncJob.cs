using Microsoft.Extensions.Options;
using Quartz;
using ReportApp.Core.Sync;

namespace ReportApp.Web.Jobs;

/// <summary>
/// One pass over a tenant's CRM, and its projection: as soon as what reports count from is in, and at the end, also when the host stopped it
/// half-way. A pass at the same time makes it give way; what an event asked for may have changed behind that one, so it is asked for again.
/// </summary>
internal sealed class SyncJob(SyncService sync, IOptions<AppOptions> options) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var outcome = await sync.RunAsync(
            context.Tenant(), token => context.Scheduler.StartAsync<ProjectionJob>(context.Tenant(), token), cancellationToken);
        if (outcome is SyncOutcome.Complete or SyncOutcome.Stopped) await context.Scheduler.StartAsync<ProjectionJob>(context.Tenant(), cancellationToken);
        if (outcome == SyncOutcome.Busy && context.IsSoon())
            await context.Scheduler.StartSoonAsync<SyncJob>(context.Tenant(), TimeSpan.FromSeconds(options.Value.EventSeconds), cancellationToken);
    }
}
