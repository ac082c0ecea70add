using Microsoft.Extensions.Options;
using ReportApp.Core.Outbox;

namespace ReportApp.Web.Jobs;

/// <summary>Delivers writes from start to shutdown, outside of the timetable's threads: a slow CRM takes no place from sync or projection.</summary>
internal sealed class OutboxWorker(OutboxDispatcher outbox, IOptions<AppOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services are stopped one after another; calls under way need the time from the first word on.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await outbox.RunAsync(TimeSpan.FromSeconds(options.Value.OutboxSeconds), stopping.Token);
    }
}
