using Quartz;
using ReportApp.Core.Outbox;

namespace ReportApp.Web.Jobs;

/// <summary>Carries out the writes that are due. Several may run at once: each write is leased to one, so a slow host delays no other.</summary>
internal sealed class OutboxJob(OutboxDispatcher outbox) : IJob
{
    public static readonly JobKey Key = new(nameof(OutboxJob));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await outbox.RunOnceAsync(cancellationToken);
}
