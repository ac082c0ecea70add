using Quartz;
using ReportApp.Core.Store;

namespace ReportApp.Web.Jobs;

/// <summary>
/// Asks again about removals that were announced and not settled: hosts do not repeat an event, and we may have been down. Deletes what was
/// kept long enough.
/// </summary>
internal sealed class UninstallRoundJob(TenantDirectory tenants, Purge purge) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await tenants.ListAnnouncedAsync(cancellationToken))
            await context.Scheduler.StartAsync<UninstallJob>(tenant.Id, cancellationToken);
        await purge.RunAsync(cancellationToken);
    }
}
