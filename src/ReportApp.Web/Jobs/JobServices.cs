using Quartz;

namespace ReportApp.Web.Jobs;

internal static class JobServices
{
    /// <summary>The timetable, and the delivery of writes beside it. A job on the way down is asked to stop.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, AppOptions options)
    {
        services.AddHostedService<StoreStart>();
        services.AddHostedService<OutboxWorker>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
                // A start that takes longer than a few seconds would skip the first round, which may be an hour.
                scheduler.DefaultMisfireHandling = DefaultMisfireHandling.FireAndProceed;
            });
            quartz.AddJob<UninstallJob>(job => job.WithIdentity(TenantJobs.KeyOf<UninstallJob>()).StoreDurably());
            quartz.AddJob<SyncJob>(job => job.WithIdentity(TenantJobs.KeyOf<SyncJob>()).StoreDurably());
            quartz.AddJob<ProjectionJob>(job => job.WithIdentity(TenantJobs.KeyOf<ProjectionJob>()).StoreDurably());
            quartz.AddJob<PlanFateJob>(job => job.WithIdentity(TenantJobs.KeyOf<PlanFateJob>()).StoreDurably());
            quartz.AddJob<FateTellingJob>(job => job.WithIdentity(TenantJobs.KeyOf<FateTellingJob>()).StoreDurably());
            quartz.AddJob<DayMessageJob>(job => job.WithIdentity(TenantJobs.KeyOf<DayMessageJob>()).StoreDurably());
            quartz.ScheduleJob<SyncRoundJob>(trigger => trigger
                .StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromSeconds(options.SyncSeconds)).RepeatForever()));
            quartz.ScheduleJob<UninstallRoundJob>(trigger => trigger
                .StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromSeconds(options.UninstallSeconds)).RepeatForever()));
            quartz.ScheduleJob<PlanFateRoundJob>(trigger => trigger.WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));
            quartz.ScheduleJob<DayMessageRoundJob>(trigger => trigger
                .StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()));
        });
        return services.AddQuartzHostedService(jobs => jobs.WaitForJobsToComplete = true);
    }
}
