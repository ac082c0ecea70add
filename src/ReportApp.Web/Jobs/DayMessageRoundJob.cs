using Quartz;
using ReportApp.Core.Messages;

namespace ReportApp.Web.Jobs;

/// <summary>Looks every minute whose message of the day is due; only where somebody wants one.</summary>
internal sealed class DayMessageRoundJob(DayMessages messages) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await messages.ListTenantsAsync(cancellationToken)) await context.Scheduler.StartAsync<DayMessageJob>(tenant, cancellationToken);
    }
}
