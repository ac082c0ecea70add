using Quartz;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Web.Jobs;

/// <summary>Brings a tenant's projection up to its store, and what is kept of plan entries up to the projection.</summary>
internal sealed class ProjectionJob(ProjectionService projections) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await projections.RefreshAsync(context.Tenant(), cancellationToken);
        await context.Scheduler.StartAsync<PlanFateJob>(context.Tenant(), cancellationToken);
    }
}
