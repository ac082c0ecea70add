using Quartz;
using ReportApp.Core.Reports;

namespace ReportApp.Web.Jobs;

/// <summary>Looks what has become of a tenant's plan entries.</summary>
internal sealed class PlanFateJob(PlanFates fates) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await fates.RefreshAsync(context.Tenant(), cancellationToken);
}
