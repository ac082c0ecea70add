using Quartz;
using ReportApp.Core.Model;

namespace ReportApp.Web.Jobs;

/// <summary>Jobs that work for one tenant and are started by name.</summary>
internal static class TenantJobs
{
    private const string TenantKey = "tenant";

    public static JobKey KeyOf<T>()
        where T : IJob => new(typeof(T).Name);

    /// <summary>Starts the job for this tenant as soon as a thread is free. Asking twice runs it twice; the work itself is exclusive per tenant.</summary>
    public static async Task StartAsync<T>(this ISchedulerFactory schedulers, TenantId tenant, CancellationToken cancellationToken)
        where T : IJob => await (await schedulers.GetScheduler(cancellationToken)).StartAsync<T>(tenant, cancellationToken);

    /// <inheritdoc cref="StartAsync{T}(ISchedulerFactory, TenantId, CancellationToken)"/>
    public static async Task StartAsync<T>(this IScheduler scheduler, TenantId tenant, CancellationToken cancellationToken)
        where T : IJob => await scheduler.TriggerJob(KeyOf<T>(), new JobDataMap { [TenantKey] = tenant.Value }, cancellationToken);

    public static TenantId Tenant(this IJobExecutionContext context) => new(context.MergedJobDataMap.GetLong(TenantKey));
}
