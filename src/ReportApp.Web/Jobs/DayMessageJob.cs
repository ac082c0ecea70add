using Quartz;
using ReportApp.Core.Messages;

namespace ReportApp.Web.Jobs;

/// <summary>Sends a tenant's messages of the day whose hour has come.</summary>
internal sealed class DayMessageJob(DayMessages messages) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await messages.SendDueAsync(context.Tenant(), cancellationToken);
}
