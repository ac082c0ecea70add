using System.Globalization;
using Quartz;
using ReportApp.Core.Model;

namespace ReportApp.Web.Jobs;

/// <summary>Jobs that work for one tenant and are started by name.</summary>
internal static class TenantJobs
{
    private const string TenantKey = "tenant";
    private const string Soon = "soon-";

    public static JobKey KeyOf<T>()
        where T : IJob => new(typeof(T).Name);

    /// <summary>Starts the job for this tenant as soon as a thread is free. Asking twice runs it twice, perhaps at once: the work bears that.</summary>
    public static async Task StartAsync<T>(this ISchedulerFactory schedulers, TenantId tenant, CancellationToken cancellationToken)
        where T : IJob => await (await schedulers.GetScheduler(cancellationToken)).StartAsync<T>(tenant, cancellationToken);

    /// <inheritdoc cref="StartAsync{T}(ISchedulerFactory, TenantId, CancellationToken)"/>
    public static async Task StartAsync<T>(this IScheduler scheduler, TenantId tenant, CancellationToken cancellationToken)
        where T : IJob => await scheduler.TriggerJob(KeyOf<T>(), new JobDataMap { [TenantKey] = tenant.Value }, cancellationToken);

    /// <summary>Starts the job a little later and once, however often it is asked for until then.</summary>
    public static async Task StartSoonAsync<T>(this ISchedulerFactory schedulers, TenantId tenant, TimeSpan delay, CancellationToken cancellationToken)
        where T : IJob => await (await schedulers.GetScheduler(cancellationToken)).StartSoonAsync<T>(tenant, delay, cancellationToken);

    /// <inheritdoc cref="StartSoonAsync{T}(ISchedulerFactory, TenantId, TimeSpan, CancellationToken)"/>
    public static async Task StartSoonAsync<T>(this IScheduler scheduler, TenantId tenant, TimeSpan delay, CancellationToken cancellationToken)
        where T : IJob
    {
        var soon = new TriggerKey(string.Create(CultureInfo.InvariantCulture, $"{Soon}{tenant.Value}"), typeof(T).Name);
        var trigger = TriggerBuilder.Create().WithIdentity(soon).ForJob(KeyOf<T>()).UsingJobData(TenantKey, tenant.Value)
            .StartAt(TimeProvider.System.GetUtcNow() + delay) // the timetable goes by the machine's clock
            .Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
    }

    /// <summary>It was asked for by <see cref="StartSoonAsync{T}(IScheduler, TenantId, TimeSpan, CancellationToken)"/>.</summary>
    public static bool IsSoon(this IJobExecutionContext context) => context.Trigger.Key.Name.StartsWith(Soon, StringComparison.Ordinal);

    public static TenantId Tenant(this IJobExecutionContext context) => new(context.MergedJobDataMap.GetLong(TenantKey));
}
