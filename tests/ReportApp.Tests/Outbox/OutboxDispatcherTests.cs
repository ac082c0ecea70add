using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Outbox;

/// <summary>The ledger of the host decides: what stands in it, once, and by whom.</summary>
public sealed class OutboxDispatcherTests
{
    private const string Deal = "7", Author = "17";

    private static readonly PlanValues Plan = Values("e1", 3_000_000m);

    /// <summary>Passes only in a run that is broken and would hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Requirement", "I8")]
    public async Task A_write_is_applied_once_by_its_author_with_one_note()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);

        Assert.Equal(1, await scene.RunAsync());
        Assert.Equal(0, await scene.RunAsync());

        Assert.Equal([(Author, Deal, Plan)], scene.Host.Ledger);
        Assert.Equal([(Author, Deal, "op1")], scene.Host.Notes.Select(note => (note.UserId, note.DealId, note.OperationId)));
        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
    }

    [Theory]
    [Trait("Requirement", "I1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_is_in_doubt_until_the_record_was_read(bool wasApplied)
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        (scene.Host.Fault, scene.Host.FaultAtCall, scene.Host.FaultAfterEffect) = (new HostException(HostFault.OutcomeUnknown, "reset"), 1, wasApplied);

        await scene.RunAsync();
        Assert.Equal(WriteState.InDoubt, await scene.StateAsync("op1"));
        await scene.RunAsync();
        Assert.Equal(WriteState.InDoubt, await scene.StateAsync("op1")); // the host may still be at it
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.RunAsync();

        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
        Assert.Equal([(Author, Deal, Plan)], scene.Host.Ledger);
        Assert.Single(scene.Host.Notes);
    }

    [Theory]
    [Trait("Requirement", "I15")]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_worker_killed_before_or_after_sending_is_taken_over(bool marked, bool applied)
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        var writes = scene.Store.Get<OutboxWrites>();
        var held = (await writes.LeaseAsync("dead worker", TimeSpan.FromSeconds(30), 1, 4, Token)).Single();
        if (marked) Assert.True(await writes.MarkSentAsync(held, TimeSpan.FromSeconds(30), Token));
        if (applied) await scene.Host.ApplyAsync(scene.Tenant.ConnectionFor(Author), held.Write, Token);

        await scene.Store.RestartAsync();
        Assert.Equal(0, await scene.RunAsync());
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(100));
        await scene.RunAsync();
        await scene.RunAsync();

        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
        Assert.Equal([(Author, Deal, Plan)], scene.Host.Ledger);
        Assert.Single(scene.Host.Notes);
    }

    [Fact]
    public async Task A_worker_that_was_believed_dead_changes_nothing_any_more()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        var writes = scene.Store.Get<OutboxWrites>();
        var stale = (await writes.LeaseAsync("slow worker", TimeSpan.FromSeconds(30), 1, 4, Token)).Single();
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.RunAsync();

        Assert.False(await writes.MarkSentAsync(stale, TimeSpan.FromSeconds(30), Token));
        Assert.False(await writes.SettleAsync(stale, WriteState.Leased, new WriteChange(WriteState.Dead), Token));
        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
    }

    [Fact]
    [Trait("MUST", "3.1")]
    public async Task A_worker_that_lost_its_lease_does_not_overwrite_what_came_after_it()
    {
        await using var scene = await Scene.StartAsync();
        var standing = new FakeTimeProvider(scene.Store.Clock.GetUtcNow()); // the stopped worker's own time stands still
        var stopped = ActivatorUtilities.CreateInstance<OutboxDispatcher>(scene.Store.Services, standing);
        TaskCompletionSource read = new(), ended = new();
        scene.Host.BeforeUpdate = async (_, _, call) =>
        {
            scene.Host.BeforeUpdate = null; // only the first write is held
            read.SetResult();
            await using var _ = call.Register(ended.SetResult);
            await ended.Task;
            call.ThrowIfCancellationRequested();
        };
        await scene.AcceptAsync("op1", null, Plan);
        var delivery = stopped.RunOnceAsync(Token);
        await read.Task;

        scene.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.RunAsync();
        var newer = Values("e2", 4_000_000m);
        await scene.AcceptAsync("op2", Plan, newer);
        await scene.RunAsync();
        standing.Advance(TimeSpan.FromSeconds(10)); // it goes on, and its renewal is refused
        await Task.WhenAny(ended.Task, Task.Delay(Patience, Token));
        ended.TrySetResult();
        await delivery;

        Assert.Equal([Plan, newer], scene.Host.Ledger.Select(change => change.Plan));
        Assert.Equal((WriteState.Confirmed, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
    }

    [Fact]
    [Trait("MUST", "3.1")]
    public async Task A_lease_that_was_taken_away_cannot_be_renewed()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        var writes = scene.Store.Get<OutboxWrites>();
        var lease = TimeSpan.FromSeconds(30);
        var held = (await writes.LeaseAsync("slow worker", lease, 1, 4, Token)).Single();
        Assert.True(await writes.RenewAsync(held, "slow worker", lease, Token));
        Assert.False(await writes.RenewAsync(held, "another worker", lease, Token));

        scene.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        await writes.RecoverAsync(TimeSpan.Zero, Token);

        Assert.False(await writes.RenewAsync(held, "slow worker", lease, Token));
    }

    public static TheoryData<HostFault, WriteState, string> Classes => new()
    {
        { HostFault.NoEffect, WriteState.Queued, "host_busy" },
        { HostFault.Moved, WriteState.Queued, "host_busy" },
        { HostFault.OutcomeUnknown, WriteState.InDoubt, "no_answer" },
        { HostFault.SignInAgain, WriteState.Blocked, "consent_needed" },
        { HostFault.NotAllowed, WriteState.Blocked, "no_host_right" },
        { HostFault.TenantBlocked, WriteState.Blocked, "tenant_blocked" },
        { HostFault.Refused, WriteState.Rejected, "host_refused" },
    };

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Each_fault_has_its_state_and_reason(HostFault fault, WriteState state, string reason)
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(fault, "<b>нет</b>") { RetryAfter = TimeSpan.FromSeconds(20) };

        await scene.RunAsync();

        var write = await scene.FindAsync("op1");
        Assert.Equal((state, reason), (write.State, write.Reason));
        Assert.DoesNotContain('<', write.HostMessage!);
        Assert.Empty(scene.Host.Ledger);
        if (state == WriteState.Queued) Assert.InRange(write.NextAt - scene.Store.Clock.GetUtcNow(), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_busy_host_is_waited_for_and_after_three_days_a_person_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        for (var hour = 0; hour <= 73; hour++)
        {
            scene.Host.Fault = new HostException(HostFault.NoEffect, "busy");
            await scene.RunAsync();
            scene.Host.Fault = null;
            scene.Store.Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(WriteState.Dead, await scene.StateAsync("op1"));

        Assert.True(await scene.Store.Get<OutboxWrites>().DecideAsync(scene.Person, "op1", WriteDecision.Retry, Token));
        await scene.RunAsync();

        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
        Assert.Single(scene.Host.Ledger);
    }

    [Fact]
    [Trait("Requirement", "I3")]
    public async Task What_somebody_changed_meanwhile_is_shown_and_kept_or_replaced_by_the_persons_word()
    {
        await using var scene = await Scene.StartAsync();
        var theirs = Values("x", 7_000_000m);
        scene.Host.Put(Scene.NewDeal() with { Plan = theirs });
        await scene.AcceptAsync("op1", null, Plan);

        await scene.RunAsync();
        var write = await scene.FindAsync("op1");
        Assert.Equal((WriteState.Conflict, theirs), (write.State, write.Theirs));
        Assert.Empty(scene.Host.Ledger);

        Assert.True(await scene.Store.Get<OutboxWrites>().DecideAsync(scene.Person, "op1", WriteDecision.KeepMine, Token));
        await scene.RunAsync();
        Assert.Equal([(Author, Deal, Plan)], scene.Host.Ledger);
    }

    [Fact]
    [Trait("MUST", "3.1")]
    public async Task A_decision_that_meets_a_worker_changes_nothing()
    {
        var worker = new BetweenReadAndUpdate();
        await using var scene = await Scene.StartAsync(services =>
            services.ConfigureDbContext<SqliteStoreContext>(options => options.AddInterceptors(worker)));
        await scene.AcceptAsync("op1", null, Plan);
        var writes = scene.Store.Get<OutboxWrites>();
        worker.Work = () => writes.LeaseAsync("worker", TimeSpan.FromSeconds(30), 1, 4, Token);

        Assert.False(await writes.DecideAsync(scene.Person, "op1", WriteDecision.Cancel, Token));

        Assert.Equal(WriteState.Leased, await scene.StateAsync("op1"));
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task The_window_in_which_a_change_would_be_overwritten_is_logged_with_the_write()
    {
        var log = new LogLines();
        await using var scene = await Scene.StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        scene.Host.ReadToWrite = TimeSpan.FromMilliseconds(417);
        await scene.AcceptAsync("op1", null, Plan);

        await scene.RunAsync();

        Assert.Contains(log.Lines, line => line.EndsWith("write op1 is Confirmed ((null)), window 417 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newer_decision_supersedes_what_was_not_sent()
    {
        await using var scene = await Scene.StartAsync();
        var newer = Values("e2", 4_000_000m);
        await scene.AcceptAsync("op1", null, Plan);
        await scene.AcceptAsync("op2", null, newer);

        await scene.RunAsync();

        Assert.Equal((WriteState.Superseded, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
        Assert.Equal([(Author, Deal, newer)], scene.Host.Ledger);
    }

    [Fact]
    public async Task A_second_decision_waits_for_the_first_one_and_does_not_conflict_with_it()
    {
        await using var scene = await Scene.StartAsync();
        var newer = Values("e2", 4_000_000m);
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.OutcomeUnknown, "reset");
        await scene.RunAsync();
        await scene.AcceptAsync("op2", null, newer); // its author saw the deal before the first one arrived

        await scene.RunAsync();
        Assert.Equal((WriteState.InDoubt, WriteState.Queued), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.RunAsync();

        Assert.Equal([Plan, newer], scene.Host.Ledger.Select(change => change.Plan));
        Assert.Equal((WriteState.Confirmed, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
    }

    [Fact]
    [Trait("Requirement", "I3")]
    public async Task Another_persons_decision_over_a_fresh_one_is_a_conflict()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.OutcomeUnknown, "reset");
        await scene.RunAsync();
        await scene.AcceptAsync("op2", null, Values("e2", 4_000_000m), author: "18"); // he saw the deal before the first one arrived

        scene.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        await scene.RunAsync();

        Assert.Equal((WriteState.Confirmed, WriteState.Conflict), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
        Assert.Equal([(Author, Deal, Plan)], scene.Host.Ledger);
    }

    [Theory]
    [Trait("Requirement", "I18")]
    [InlineData(HostFault.SignInAgain)]
    [InlineData(HostFault.NotAllowed)]
    [InlineData(HostFault.TenantBlocked)]
    [InlineData(HostFault.Refused)]
    [InlineData(HostFault.OutcomeUnknown)]
    [InlineData(HostFault.NoEffect)]
    public async Task A_write_stays_in_doubt_while_the_record_cannot_be_read(HostFault fault)
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        (scene.Host.Fault, scene.Host.FaultAtCall, scene.Host.FaultAfterEffect) = (new HostException(HostFault.OutcomeUnknown, "reset"), 1, true);
        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromDays(4)); // no budget of time makes a guess right
        (scene.Host.Fault, scene.Host.FaultAtCall, scene.Host.FaultAfterEffect) = (new HostException(fault, "no"), 1, false);

        await scene.RunAsync();

        Assert.Equal(WriteState.InDoubt, await scene.StateAsync("op1"));
        Assert.False(await scene.Store.Get<OutboxWrites>().DecideAsync(scene.Person, "op1", WriteDecision.Cancel, Token));
        scene.Store.Clock.Advance(TimeSpan.FromHours(2));
        await scene.RunAsync();
        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
        Assert.Single(scene.Host.Ledger);
    }

    [Fact]
    [Trait("Requirement", "I1")]
    public async Task What_the_host_already_holds_is_neither_withdrawn_nor_superseded()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        (scene.Host.Fault, scene.Host.FaultAtCall, scene.Host.FaultAfterEffect) = (new HostException(HostFault.OutcomeUnknown, "reset"), 1, true);
        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        var writes = scene.Store.Get<OutboxWrites>();
        var doubtful = Assert.Single(await writes.LeaseAsync("me", TimeSpan.FromSeconds(30), 8, 4, Token));
        var found = OutboxRules.Reconcile(new RecordReading.Found(scene.Host.Find(RecordKind.Deal, Deal)!), doubtful, new OutboxOptions(), scene.Store.Clock.GetUtcNow());
        Assert.True(await writes.SettleAsync(doubtful, WriteState.InDoubt, found, Token)); // queued again, for its note

        scene.Host.Fault = new HostException(HostFault.NoEffect, "busy"); // of this attempt, not of the one before
        (scene.Host.FaultAtCall, scene.Host.FaultAfterEffect) = (1, false);
        await scene.RunAsync();
        Assert.Equal(WriteState.Queued, await scene.StateAsync("op1"));
        Assert.False(await writes.DecideAsync(scene.Person, "op1", WriteDecision.Cancel, Token));
        scene.Store.Clock.Advance(TimeSpan.FromMinutes(20));
        var newer = Values("e2", 4_000_000m);
        await scene.AcceptAsync("op2", null, newer);
        await scene.RunAsync();

        Assert.Equal((WriteState.Confirmed, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
        Assert.Equal([Plan, newer], scene.Host.Ledger.Select(change => change.Plan));
    }

    [Fact]
    public async Task Consent_given_again_releases_what_waited_for_it()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.SignInAgain, "consent");
        await scene.RunAsync();
        await scene.Store.Get<TenantDirectory>().RegisterAsync(scene.Store.Proof(userId: Author, isAdministrator: false), Token);

        await scene.RunAsync();

        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
    }

    [Theory]
    [Trait("MUST", "3.7")]
    [InlineData(HostFault.SignInAgain)]
    [InlineData(HostFault.TenantBlocked)]
    public async Task Waiting_for_a_person_takes_nothing_from_the_budget_of_time(HostFault waitedFor)
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(waitedFor, "not now");
        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromDays(4));
        await scene.Store.Get<TenantDirectory>().RegisterAsync(scene.Store.Proof(userId: Author, isAdministrator: false), Token);

        scene.Host.Fault = new HostException(HostFault.NoEffect, "busy");
        await scene.RunAsync();

        Assert.Equal((WriteState.Queued, "host_busy"), ((await scene.FindAsync("op1")).State, (await scene.FindAsync("op1")).Reason));
    }

    [Fact]
    [Trait("MUST", "3.7")]
    public async Task Keeping_ones_own_value_after_days_opens_a_new_budget_of_time()
    {
        await using var scene = await Scene.StartAsync();
        scene.Host.Put(Scene.NewDeal() with { Plan = Values("x", 7_000_000m) });
        await scene.AcceptAsync("op1", null, Plan);
        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromDays(4));
        Assert.True(await scene.Store.Get<OutboxWrites>().DecideAsync(scene.Person, "op1", WriteDecision.KeepMine, Token));

        scene.Host.Fault = new HostException(HostFault.NoEffect, "busy");
        await scene.RunAsync();

        Assert.Equal(WriteState.Queued, await scene.StateAsync("op1"));
    }

    [Fact]
    [Trait("MUST", "3.6")]
    public async Task A_stopped_tenant_is_probed_once_an_hour_by_one_write_whatever_waits()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.BeforeUpdate = (_, _, _) => throw new HostException(HostFault.TenantBlocked, "unpaid");
        await scene.RunAsync();
        for (var number = 2; number <= 6; number++) await scene.AcceptAsync($"op{number}", null, Plan, deal: $"{number + 6}");
        Assert.Equal((WriteState.Blocked, "tenant_blocked"), ((await scene.FindAsync("op6")).State, (await scene.FindAsync("op6")).Reason));

        await scene.RunAsync();
        scene.Store.Clock.Advance(TimeSpan.FromMinutes(59));
        await scene.RunAsync();
        Assert.Equal(1, scene.Host.Calls);
        scene.Store.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.RunAsync();
        await scene.RunAsync();
        Assert.Equal(2, scene.Host.Calls);

        scene.Host.BeforeUpdate = null;
        scene.Store.Clock.Advance(TimeSpan.FromMinutes(61));
        await scene.RunAsync();
        Assert.Equal(6, scene.Host.Ledger.Count);
        for (var number = 1; number <= 6; number++)
            Assert.Equal((WriteState.Confirmed, null), ((await scene.FindAsync($"op{number}")).State, (await scene.FindAsync($"op{number}")).Reason));
        await scene.AcceptAsync("op7", null, Plan, deal: "13");
        Assert.Equal(WriteState.Queued, await scene.StateAsync("op7")); // nothing of the pause is left
    }

    [Fact]
    [Trait("MUST", "3.6")]
    public async Task A_write_in_doubt_is_not_looked_at_while_its_tenant_is_stopped()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        (scene.Host.Fault, scene.Host.FaultAfterEffect) = (new HostException(HostFault.OutcomeUnknown, "reset"), true);
        await scene.RunAsync();
        await scene.AcceptAsync("op2", null, Plan, deal: "8");
        (scene.Host.Fault, scene.Host.FaultAfterEffect) = (new HostException(HostFault.TenantBlocked, "unpaid"), false);
        await scene.RunAsync();

        scene.Store.Clock.Advance(TimeSpan.FromMinutes(59));
        await scene.RunAsync();
        Assert.Equal((2, WriteState.InDoubt), (scene.Host.Calls, await scene.StateAsync("op1")));
        scene.Store.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.RunAsync();

        Assert.Equal((WriteState.Confirmed, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
    }

    [Fact]
    [Trait("MUST", "3.6")]
    public async Task What_waits_while_the_tenant_is_stopped_says_so_and_a_persons_word_probes_at_once()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.NoEffect, "busy") { RetryAfter = TimeSpan.FromSeconds(20) };
        await scene.RunAsync();
        await scene.AcceptAsync("op2", null, Plan, deal: "8");
        scene.Host.Fault = new HostException(HostFault.TenantBlocked, "unpaid");
        await scene.RunAsync();
        Assert.Equal((WriteState.Blocked, "tenant_blocked"), ((await scene.FindAsync("op1")).State, (await scene.FindAsync("op1")).Reason));

        Assert.True(await scene.Store.Get<OutboxWrites>().DecideAsync(scene.Person, "op2", WriteDecision.Retry, Token));
        Assert.Equal((WriteState.Queued, null), ((await scene.FindAsync("op2")).State, (await scene.FindAsync("op2")).Reason));
        await scene.RunAsync();

        Assert.Equal((WriteState.Confirmed, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
    }

    [Fact]
    [Trait("MUST", "3.6")]
    public async Task One_stopped_tenant_holds_no_other()
    {
        await using var scene = await Scene.StartAsync();
        var other = await scene.Store.InstallAsync("m2");
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.TenantBlocked, "unpaid");
        await scene.RunAsync();
        await scene.AcceptAsync("op2", null, Plan, deal: "8", tenant: other);

        await scene.RunAsync();

        Assert.Equal((WriteState.Blocked, WriteState.Confirmed), (await scene.StateAsync("op1"), await scene.StateAsync("op2", other)));
    }

    [Fact]
    public async Task What_waited_before_the_upgrade_keeps_its_budget_and_is_probed_after_it()
    {
        await using var scene = await Scene.StartAsync();
        var acceptedAt = scene.Store.Clock.GetUtcNow();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Fault = new HostException(HostFault.TenantBlocked, "unpaid");
        await scene.RunAsync();
        await using (var store = await scene.Store.Get<StoreFactory>().OpenAsync(Token)) await store.Database.MigrateAsync("DealOfLandedRecords", Token);

        await scene.Store.RestartAsync();

        Assert.Equal(acceptedAt, (await scene.FindAsync("op1")).BudgetFrom);
        await scene.RunAsync();
        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
    }

    [Fact]
    [Trait("MUST", "3.3")]
    public async Task A_slow_host_takes_its_share_of_the_places_and_holds_up_nobody_else()
    {
        await using var scene = await Scene.StartAsync();
        var other = await scene.Store.InstallAsync("m2");
        var share = new OutboxOptions().Share;
        var places = new OutboxOptions().Parallel;
        TaskCompletionSource answer = new(), arrived = new();
        var held = 0;
        scene.Host.BeforeUpdate = async (connection, _, call) =>
        {
            if (connection.Tenant == other.Id) arrived.TrySetResult();
            else
            {
                Interlocked.Increment(ref held);
                await answer.Task.WaitAsync(call);
            }
        };
        for (var number = 0; number <= places; number++) await scene.AcceptAsync($"slow{number}", null, Plan, deal: $"{number + 7}");
        await scene.AcceptAsync("quick", null, Plan, deal: "50", tenant: other);
        await using var node = scene.StartNode();

        await arrived.Task.WaitAsync(Patience, Token);
        await scene.UntilAsync("quick", WriteState.Confirmed, other);
        Assert.Equal(share, held);
        answer.SetResult();
        for (var number = 0; number <= places; number++) await scene.UntilAsync($"slow{number}", WriteState.Confirmed);
    }

    [Fact]
    [Trait("MUST", "3.3")]
    public async Task One_slow_deal_does_not_keep_the_others_of_its_tenant_waiting()
    {
        await using var scene = await Scene.StartAsync();
        var answer = new TaskCompletionSource();
        scene.Host.BeforeUpdate = (_, write, call) => write.OperationId == "slow" ? answer.Task.WaitAsync(call) : Task.CompletedTask;
        await scene.AcceptAsync("slow", null, Plan);
        for (var number = 8; number <= 20; number++) await scene.AcceptAsync($"op{number}", null, Plan, deal: $"{number}");
        await using var node = scene.StartNode();

        for (var number = 8; number <= 20; number++) await scene.UntilAsync($"op{number}", WriteState.Confirmed);
        Assert.Equal(WriteState.Sent, await scene.StateAsync("slow"));
        answer.SetResult();    }

    [Fact]
    [Trait("MUST", "10")]
    public async Task A_node_that_stops_lets_its_calls_end_and_takes_nothing_new()
    {
        await using var scene = await Scene.StartAsync();
        var answer = new TaskCompletionSource();
        await using var node = await scene.StartNodeAtACallAsync(answer.Task);

        await node.TellToStopAsync();
        await scene.AcceptAsync("op2", null, Plan, deal: "8");
        scene.Store.Get<OutboxSignal>().Wake();
        answer.SetResult();
        await node.Running;

        Assert.Equal((WriteState.Confirmed, WriteState.Queued), (await scene.StateAsync("op1"), await scene.StateAsync("op2")));
    }

    [Fact]
    [Trait("MUST", "10")]
    public async Task A_call_that_does_not_end_before_the_node_does_is_in_doubt_afterwards()
    {
        await using var scene = await Scene.StartAsync();
        await using var node = await scene.StartNodeAtACallAsync(new TaskCompletionSource().Task);

        await node.TellToStopAsync();
        scene.Store.Clock.Advance(new OutboxOptions().Farewell);
        await node.Running.WaitAsync(Patience, Token);

        Assert.Equal(WriteState.Sent, await scene.StateAsync("op1"));
        scene.Host.BeforeUpdate = null;
        scene.Store.Clock.Advance(TimeSpan.FromSeconds(91));
        await scene.RunAsync();
        Assert.Equal(WriteState.Confirmed, await scene.StateAsync("op1"));
        Assert.Single(scene.Host.Ledger);
    }

    [Fact]
    [Trait("MUST", "10")]
    public async Task What_was_leased_and_not_sent_when_the_node_stops_is_given_back_at_once()
    {
        using var stop = new CancellationTokenSource();
        var meanwhile = new BetweenReadAndUpdate();
        await using var node = await Scene.StartAsync(services =>
            services.ConfigureDbContext<SqliteStoreContext>(options => options.AddInterceptors(meanwhile)));
        await node.AcceptAsync("op1", null, Plan);
        meanwhile.Work = stop.CancelAsync; // the word to stop comes while the lease is taken

        await Task.WhenAll(await node.Store.Get<OutboxDispatcher>().StartDueAsync(8, stop.Token, Token));

        var write = await node.FindAsync("op1");
        Assert.True(stop.IsCancellationRequested);
        Assert.Equal((WriteState.Queued, 0, 1L), (write.State, write.Attempt, write.Fence));
        Assert.Equal(0, node.Host.Calls);
        Assert.Single(await node.Store.Get<OutboxWrites>().LeaseAsync("next node", TimeSpan.FromSeconds(30), 1, 4, Token));
    }

    [Fact]
    public async Task A_deal_that_is_gone_is_told_so()
    {
        await using var scene = await Scene.StartAsync();
        await scene.AcceptAsync("op1", null, Plan);
        scene.Host.Delete(RecordKind.Deal, 7);

        await scene.RunAsync();

        Assert.Equal((WriteState.Rejected, "deal_gone"), ((await scene.FindAsync("op1")).State, (await scene.FindAsync("op1")).Reason));
    }

    [Fact]
    public void Waiting_grows_to_a_quarter_of_an_hour_and_obeys_the_host_within_reason()
    {
        Assert.Equal(TimeSpan.FromSeconds(4), OutboxRules.Wait(1, null, 1));
        Assert.Equal(TimeSpan.FromMinutes(15), OutboxRules.Wait(1_000, null, 1));
        Assert.Equal(TimeSpan.Zero, OutboxRules.Wait(5, null, 0));
        Assert.Equal(TimeSpan.FromSeconds(1), OutboxRules.Wait(0, TimeSpan.FromSeconds(-5), 0));
        Assert.Equal(TimeSpan.FromHours(1), OutboxRules.Wait(0, TimeSpan.FromDays(9), 0));
    }

    private static PlanValues Values(string entry, decimal amount) =>
        new(entry, new Money(amount, "RUB"), new YearMonth(2026, 12), Author, PlanMetric.Receipts, PlanEntryStatus.Committed);

    /// <summary>Somebody else's work, done right after the next write was read.</summary>
    private sealed class BetweenReadAndUpdate : DbCommandInterceptor
    {
        public Func<Task>? Work { get; set; }

        public override async ValueTask<InterceptionResult> DataReaderClosingAsync(
            DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
        {
            if (Work is not { } work || !command.CommandText.Contains("FROM \"outbox\"", StringComparison.Ordinal)) return result;
            Work = null;
            await work();
            return result;
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private readonly FakeTimeProvider _clock;

        public Node(OutboxDispatcher outbox, FakeTimeProvider clock) =>
            (_clock, Running) = (clock, outbox.RunAsync(TimeSpan.FromMinutes(10), _stop.Token));

        public Task Running { get; }

        public Task TellToStopAsync() => _stop.CancelAsync();

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _clock.Advance(new OutboxOptions().Farewell); // a test that failed may have left a call unanswered
            await Running.WaitAsync(Patience);
            _stop.Dispose();
        }
    }

    private sealed class Scene(StoreFixture store, TestHost host, Tenant tenant) : IAsyncDisposable
    {
        public StoreFixture Store { get; } = store;

        public TestHost Host { get; } = host;

        public Tenant Tenant { get; } = tenant;

        public static async Task<Scene> StartAsync(Action<IServiceCollection>? more = null)
        {
            var host = new TestHost();
            for (var id = 7; id <= 60; id++) host.Put(NewDeal(id));
            var store = await StoreFixture.StartAsync((services, configuration) =>
            {
                services.AddSingleton<IHostConnector>(host).AddSync().AddOutbox(configuration);
                more?.Invoke(services);
            });
            return new Scene(store, host, await store.InstallAsync());
        }

        public static Deal NewDeal(int id = 7) => new()
        {
            Id = $"{id}", Title = "Квартира", PipelineId = "0", StageId = "NEW", OwnerId = Author, CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        public Viewer Person => new(Tenant.Id, Author, IsAdministrator: false);

        public Task AcceptAsync(
            string operation, PlanValues? seen, PlanValues? wanted, string author = Author, string deal = OutboxDispatcherTests.Deal, Tenant? tenant = null) =>
            Delivery.AcceptAsync(Store.Services, (tenant ?? Tenant).Id, author, new PlanWrite(operation, deal, seen, wanted, "План: 3 000 000 ₽"));

        /// <summary>A node that delivers by itself. Its rounds are long: it works because the bell rings.</summary>
        public Node StartNode() => new(Store.Get<OutboxDispatcher>(), Store.Clock);

        /// <summary>A node in the middle of op1: the deal is read, the change waits for this answer.</summary>
        public async Task<Node> StartNodeAtACallAsync(Task answer)
        {
            var read = new TaskCompletionSource();
            Host.BeforeUpdate = (_, _, call) =>
            {
                read.SetResult();
                return answer.WaitAsync(call);
            };
            await AcceptAsync("op1", null, Plan);
            var node = StartNode();
            await read.Task.WaitAsync(Patience, Token);
            return node;
        }

        public Task<int> RunAsync() => Store.Get<OutboxDispatcher>().RunOnceAsync(Token);

        public Task<StoredWrite> FindAsync(string operation, Tenant? tenant = null) => Delivery.FindAsync(Store.Services, (tenant ?? Tenant).Id, operation);

        public async Task<WriteState> StateAsync(string operation, Tenant? tenant = null) => (await FindAsync(operation, tenant)).State;

        public async Task UntilAsync(string operation, WriteState state, Tenant? tenant = null)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await StateAsync(operation, tenant) != state) await Task.Delay(10, patience.Token);
        }

        public ValueTask DisposeAsync() => Store.DisposeAsync();
    }
}
