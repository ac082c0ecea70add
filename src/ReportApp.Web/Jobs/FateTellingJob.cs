using Quartz;
using ReportApp.Core.Outbox;

namespace ReportApp.Web.Jobs;

/// <summary>Tells a tenant's deals what has become of their plans.</summary>
internal sealed class FateTellingJob(FateTelling telling) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await telling.TellAsync(context.Tenant(), cancellationToken);
}
