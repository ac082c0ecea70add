using Quartz;
using ReportApp.Core.Store;

namespace ReportApp.Web.Jobs;

/// <summary>A write that was accepted here is carried out at once, not at the next round.</summary>
internal sealed class OutboxBell(OutboxSignal signal, ISchedulerFactory schedulers) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        while (await signal.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken)) await scheduler.TriggerJob(OutboxJob.Key, data: null, stoppingToken);
    }
}
