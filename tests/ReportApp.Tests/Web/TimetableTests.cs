using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Quartz.Extensibility;
using ReportApp.Web;
using ReportApp.Web.Jobs;

namespace ReportApp.Tests.Web;

public sealed class TimetableTests
{
    /// <summary>The scheduler forgets a first round that is a few seconds late, and a busy machine starts more slowly than that.</summary>
    [Fact]
    public async Task A_slow_start_skips_no_first_round()
    {
        await using var services = new ServiceCollection().AddLogging().AddJobs(new AppOptions { Address = new Uri("http://127.0.0.1:9") }).BuildServiceProvider();
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);

        var keys = await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.AnyGroup(), TestContext.Current.CancellationToken);
        Assert.Equal(4, keys.Count);
        foreach (var key in keys)
        {
            var round = (IOperableTrigger)(await scheduler.GetTrigger(key, TestContext.Current.CancellationToken))!;
            var late = round.StartTimeUtc.AddMinutes(1);

            round.UpdateAfterMisfire(null);

            Assert.InRange(round.NextFireTimeUtc!.Value, round.StartTimeUtc, late);
        }
        await scheduler.Shutdown(waitForJobsToComplete: true, TestContext.Current.CancellationToken);
    }
}
