using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Sync;

public sealed class SyncServiceTests
{
    private static readonly TenantMapping Mapping = new()
    {
        SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead },
        Payments = new PaymentMapping("1056", "parentId2", "opportunity", "begindate", null, null, []),
    };

    private static readonly RecordKind Payment = RecordKind.Item("1056");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_the_mapping_needs_lands_and_a_second_pass_changes_nothing()
    {
        var host = HostWith(deals: 7, payments: 4);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        var version = await store.Get<LandedRecords>().VersionAsync(tenant, Token);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));

        Assert.Equal(11, version);
        Assert.Equal(version, await store.Get<LandedRecords>().VersionAsync(tenant, Token));
        await AssertSameAsHostAsync(store, host, tenant);
        Assert.Equal(host.Now, (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).AsOf);
    }

    [Fact]
    public async Task Killed_at_any_call_it_ends_in_the_same_state()
    {
        var whole = HostWith(deals: 7, payments: 4);
        await using var first = await InstallAsync(whole);
        await first.Get<SyncService>().RunAsync(await AcceptedTenantAsync(first), Token);

        for (var call = 1; call <= whole.Calls; call++)
        {
            var host = HostWith(deals: 7, payments: 4);
            await using var store = await InstallAsync(host);
            var tenant = await AcceptedTenantAsync(store);
            (host.Fault, host.FaultAtCall) = (new InvalidOperationException("killed"), call);

            await Assert.ThrowsAsync<InvalidOperationException>(() => store.Get<SyncService>().RunAsync(tenant, Token));
            await store.RestartAsync();
            host.Put(Deal(3) with { Title = "изменена", ModifiedAt = host.Now.AddMinutes(1) }, Deal(100));
            await store.Get<SyncService>().RunAsync(tenant, Token);
            await store.Get<SyncService>().RunAsync(tenant, Token);

            await AssertSameAsHostAsync(store, host, tenant);
        }
    }

    [Fact]
    public async Task An_older_version_never_replaces_a_newer_one()
    {
        var host = HostWith(deals: 1, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        host.Put(Deal(1) with { Title = "новая", ModifiedAt = host.Now });
        await store.Get<SyncService>().RunAsync(tenant, Token);

        host.Put(Deal(1) with { Title = "старая", ModifiedAt = host.Now.AddHours(-1) });
        await store.Get<SyncService>().RunAsync(tenant, Token);

        Assert.Equal("новая", ((Deal)(await store.Get<LandedRecords>().FindAsync(tenant, RecordKind.Deal, "1", Token))!.Body).Title);
    }

    [Fact]
    public async Task What_is_gone_becomes_a_tombstone_and_what_is_hidden_stays()
    {
        var host = HostWith(deals: 7, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        host.Delete(RecordKind.Deal, 4);

        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.False((await store.Get<LandedRecords>().FindAsync(tenant, RecordKind.Deal, "4", Token))!.Deleted);
        store.Clock.Advance(TimeSpan.FromDays(1));
        host.Sees["1"] = ["5"]; // whose consent we use no longer sees deals 1, 3, 5 and 7
        await store.Get<SyncService>().RunAsync(tenant, Token);

        Assert.Equal(["1", "2", "3", "5", "6", "7"], (await store.Get<LandedRecords>().ListAsync<Deal>(tenant, RecordKind.Deal, Token)).Select(deal => deal.Id));
        var tombstone = (await store.Get<LandedRecords>().FindAsync(tenant, RecordKind.Deal, "4", Token))!;
        Assert.True(tombstone.Deleted);
        Assert.Equal("Сделка 4", ((Deal)tombstone.Body).Title);
        Assert.Equal(tombstone.Version, await store.Get<LandedRecords>().VersionAsync(tenant, Token));
    }

    [Fact]
    public async Task When_much_disappears_at_once_nothing_is_buried()
    {
        var host = HostWith(deals: 30, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        for (var id = 1; id <= 15; id++) host.Delete(RecordKind.Deal, id);
        store.Clock.Advance(TimeSpan.FromDays(1));

        await store.Get<SyncService>().RunAsync(tenant, Token);

        Assert.Equal(30, (await store.Get<LandedRecords>().ListAsync<Deal>(tenant, RecordKind.Deal, Token)).Count);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        await AssertHeldAsync("many_records_absent");

        await store.Get<SyncState>().ReleaseAsync(new Viewer(tenant, "1", true), Token);
        await AssertHeldAsync(null);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        await AssertHeldAsync("many_records_absent"); // judged anew at once, and no better

        host.Put([.. Enumerable.Range(1, 15).Select(Deal)]);
        store.Clock.Advance(TimeSpan.FromDays(1));
        await store.Get<SyncService>().RunAsync(tenant, Token);
        await AssertHeldAsync(null);

        async Task AssertHeldAsync(string? reason)
        {
            var report = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
            Assert.Equal((reason is null ? SyncPhase.Idle : SyncPhase.Stopped, reason), (report.State, report.Reason));
            Assert.Equal(reason, report.Feeds.Single(feed => feed.Kind == "deal").Reason);
        }
    }

    [Fact]
    public async Task Too_many_unreadable_records_hold_their_feed_until_a_person_has_looked()
    {
        var host = HostWith(deals: 120, payments: 0);
        host.PageSize = 60;
        for (var id = 1; id <= 51; id++) host.Unreadable.Add($"{id}");
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        for (var pass = 1; pass <= 2; pass++)
        {
            Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));
            var held = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
            Assert.Equal((SyncPhase.Stopped, "too_many_unreadable"), (held.State, held.Reason));
            Assert.Null(held.AsOf);
            Assert.Equal((9L, 51L, false), Deals(held));
        }

        await store.Get<SyncState>().ReleaseAsync(new Viewer(tenant, "1", true), Token);
        for (var pass = 1; pass <= 2; pass++)
        {
            // The second pass meets the same unreadable records again: they are not new.
            Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
            var report = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
            Assert.Equal((SyncPhase.Idle, null), (report.State, report.Reason));
            Assert.Equal((69L, 51L, true), Deals(report));
        }

        static (long, long, bool) Deals(SyncReport report)
        {
            var feed = report.Feeds.Single(feed => feed.Kind == "deal");
            return (feed.Records, feed.Quarantined, feed.CaughtUp);
        }
    }

    [Fact]
    public async Task A_feed_that_is_refused_is_not_called_complete_and_the_others_go_on()
    {
        var host = HostWith(deals: 7, payments: 4);
        host.Refuse = request => request.Kind == RecordKind.Deal && request.Cursor is not null ? new HostException(HostFault.NoEffect, "Blocked for a while.") : null;
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));
        var stopped = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
        Assert.Equal((SyncPhase.Stopped, "host_unreachable"), (stopped.State, stopped.Reason));
        Assert.Null(stopped.AsOf);
        Assert.Equal(("host_unreachable", false, 3L), Feed("deal", stopped));
        Assert.Equal((null, true, 4L), Feed(Payment.Name, stopped));

        host.Refuse = _ => null;
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        var healed = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
        Assert.Equal((SyncPhase.Idle, null), (healed.State, healed.Reason));
        Assert.Equal((null, true, 7L), Feed("deal", healed));
        await AssertSameAsHostAsync(store, host, tenant);

        static (string?, bool, long) Feed(string kind, SyncReport report)
        {
            var feed = report.Feeds.Single(feed => feed.Kind == kind);
            return (feed.Reason, feed.CaughtUp, feed.Records);
        }
    }

    [Fact]
    public async Task Ids_that_are_refused_half_way_say_nothing_of_what_is_absent()
    {
        var host = HostWith(deals: 30, payments: 0);
        host.Refuse = request => request is { IdsOnly: true, Cursor: not null } ? new HostException(HostFault.NoEffect, "Blocked for a while.") : null;
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        // The first walk met all there was; a day later the ids are compared.
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        store.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));

        var report = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
        Assert.Equal((SyncPhase.Stopped, "host_unreachable"), (report.State, report.Reason));
        // What was pulled before is complete all the same.
        Assert.Equal(host.Now, report.AsOf);
        Assert.Equal((30L, null), (report.Feeds.Single(feed => feed.Kind == "deal").Records, report.Feeds.Single(feed => feed.Kind == "deal").Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_that_never_end_are_given_up(bool idsOnly)
    {
        var host = HostWith(deals: 7, payments: 4);
        host.NeverEnds = request => request.Kind == Payment && request.IdsOnly == idsOnly;
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        if (idsOnly) Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        store.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));

        Assert.Equal("host_refused", (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).Reason);
        Assert.Equal(7, (await store.Get<LandedRecords>().ListAsync<Deal>(tenant, RecordKind.Deal, Token)).Count);
    }

    [Fact]
    public async Task A_department_the_host_has_no_more_is_gone_with_the_next_pass_and_may_come_back()
    {
        var host = HostWith(deals: 0, payments: 0);
        host.Put([.. Enumerable.Range(1, 12).Select(Unit)]);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        await store.Get<SyncService>().RunAsync(tenant, Token);

        for (var id = 2; id <= 12; id++) host.Delete(RecordKind.Department, id);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal("1", Assert.Single(await store.Get<LandedRecords>().ListAsync<Department>(tenant, RecordKind.Department, Token)).Id);

        host.Put(Unit(4));
        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal(["1", "4"], (await store.Get<LandedRecords>().ListAsync<Department>(tenant, RecordKind.Department, Token)).Select(unit => unit.Id));
    }

    [Fact]
    public async Task A_walk_that_goes_on_in_the_middle_suspects_nobody_whom_it_did_not_meet()
    {
        var host = HostWith(deals: 0, payments: 0);
        host.Put([.. Enumerable.Range(1, 7).Select(Unit)]);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        (host.Fault, host.FaultAtCall) = (new HostException(HostFault.NoEffect, "no"), 2);
        await store.Get<SyncService>().RunAsync(tenant, Token);
        var before = host.Calls;

        await store.Get<SyncService>().RunAsync(tenant, Token);

        Assert.Equal(2, host.Calls - before); // departments 4 to 6, then 7: no question about 1 to 3
        Assert.Equal(7, (await store.Get<LandedRecords>().ListAsync<Department>(tenant, RecordKind.Department, Token)).Count);
    }

    [Fact]
    public async Task The_data_are_as_complete_as_the_least_complete_feed()
    {
        var host = HostWith(deals: 7, payments: 4);
        host.CompleteUpTo[Payment] = host.Now.AddHours(-4);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        await store.Get<SyncService>().RunAsync(tenant, Token);

        Assert.Equal(host.Now.AddHours(-4), (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).AsOf);
    }

    [Fact]
    public async Task What_reports_count_from_comes_first_and_they_are_told_before_the_rest_is_read()
    {
        var host = HostWith(deals: 7, payments: 4);
        host.Put([.. Enumerable.Range(1, 12).Select(Call)]);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        List<(bool IsReported, long Deals, long Activities, bool HasBegun)> told = [];

        for (var pass = 1; pass <= 2; pass++)
        {
            // The app dies between the two parts; the pass after it tells again, or nobody would build what the reports need.
            (host.Fault, host.FaultAtCall) = (new InvalidOperationException("killed"), pass == 1 ? 4 : 0);
            var run = store.Get<SyncService>().RunAsync(tenant, TellAsync, Token);
            if (pass == 1) await Assert.ThrowsAsync<InvalidOperationException>(() => run);
            else Assert.Equal(SyncOutcome.Complete, await run);
        }

        Assert.Equal([(true, 7L, 0L, false), (true, 7L, 9L, true)], told);
        await store.Get<SyncService>().RunAsync(tenant, TellAsync, Token);
        Assert.Equal(12, (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).Feeds.Single(feed => feed.Kind == "activity").Records);

        async Task TellAsync(CancellationToken token)
        {
            var report = await store.Get<SyncStatus>().ReadAsync(tenant, token);
            var activities = report.Feeds.Single(feed => feed.Kind == "activity");
            Assert.Equal((SyncPhase.Running, null, false), (report.State, report.Percent, activities.CaughtUp));
            told.Add((report.AsOf == host.Now, report.Feeds.Single(feed => feed.Kind == "deal").Records, activities.Records, activities.LastRunAt is not null));
        }
    }

    [Fact]
    public async Task A_refused_feed_that_reports_count_from_does_not_keep_the_rest_waiting()
    {
        var host = HostWith(deals: 7, payments: 0);
        host.Put(Call(1));
        host.Refuse = request => request.Kind == RecordKind.Lead ? new HostException(HostFault.NotAllowed, "No leads for you.") : null;
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));

        Assert.Equal(1, (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).Feeds.Single(feed => feed.Kind == "activity").Records);
    }

    /// <summary>But the plan of the day, which says that meetings are not known until activities were read to their end.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("23")]
    public void No_report_counts_from_what_may_come_after_it_opened(string? catalogue)
    {
        var mapping = Mapping with { ReadsDealLines = true, Objects = new ObjectMapping(null, null, null) { Catalogue = catalogue } };

        Assert.Equal(
            Projector.PassedBy(mapping).Append(RecordKind.Activity).Select(kind => kind.Name).Order(), mapping.NeededKinds().Except(mapping.ReportedKinds()).Select(kind => kind.Name).Order());
        Assert.Equal(catalogue is null, Projector.PassedBy(mapping).Contains(RecordKind.DealLines));
    }

    [Fact]
    public async Task A_table_that_a_mapping_brought_while_a_pass_ran_is_not_called_complete()
    {
        var host = HostWith(deals: 7, payments: 4);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        host.Meanwhile = async token =>
        {
            host.Meanwhile = null;
            var wider = Mapping with { Schedule = new ScheduleMapping("1060", "parentId2", "opportunity", "closedate", null, null) };
            await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant, "1", true), wider, token);
        };

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        Assert.Null((await store.Get<SyncStatus>().ReadAsync(tenant, Token)).AsOf);

        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal(host.Now, (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).AsOf);
    }

    [Fact]
    public async Task A_host_slower_than_the_lease_does_not_cost_it()
    {
        var host = HostWith(deals: 7, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        var ends = new HashSet<long>();
        host.Meanwhile = async token =>
        {
            // Four renewals, a third of the lease apart, are more than the lease.
            for (var round = 0; ends.Count < 5 && round < 1_000; round++)
            {
                store.Clock.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(10, token);
                await using var rows = await store.Get<StoreFactory>().OpenAsync(token);
                ends.Add((await rows.Tenants.SingleAsync(token)).SyncLeaseUntil);
            }
            host.Meanwhile = null;
        };

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));

        Assert.Equal(5, ends.Count);
    }

    [Fact]
    public async Task A_sync_that_cannot_renew_its_lease_stops_asking_the_host()
    {
        var host = HostWith(deals: 7, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        host.Meanwhile = async token =>
        {
            var tenants = store.Get<TenantDirectory>();
            await tenants.AnnounceRemovalAsync(tenant, deleteData: false, token);
            await tenants.DeactivateAsync((await tenants.FindAsync(tenant, token))!, isHostsWord: true, token);
            store.Clock.Advance(SyncState.Lease);
            await Task.Delay(TimeSpan.FromSeconds(60), token);
            throw new InvalidOperationException("Nobody stopped this call.");
        };

        Assert.Equal(SyncOutcome.Busy, await store.Get<SyncService>().RunAsync(tenant, Token));
    }

    [Fact]
    public async Task Counters_kept_page_by_page_are_what_counting_finds()
    {
        var host = HostWith(deals: 7, payments: 4);
        host.Unreadable.Add("2");
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        await store.Get<SyncService>().RunAsync(tenant, Token);

        host.Unreadable.Clear();
        host.Unreadable.Add("6");
        host.Delete(RecordKind.Deal, 4);
        host.Put(Deal(8));
        store.Clock.Advance(TimeSpan.FromDays(1));
        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal([("deal", 7L, 1L), (Payment.Name, 4L, 0L)], await CountersAsync());

        host.Put(Deal(4));
        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal([("deal", 8L, 1L), (Payment.Name, 4L, 0L)], await CountersAsync());

        // A store from before there were counters is counted once.
        await using var rows = await store.Get<StoreFactory>().OpenAsync(Token);
        await rows.GetService<IMigrator>().MigrateAsync("DealOfLandedRecords", Token);
        await rows.GetService<IMigrator>().MigrateAsync(null, Token);
        Assert.Equal([("deal", 8L, 1L), (Payment.Name, 4L, 0L)], await CountersAsync());

        async Task<IEnumerable<(string, long, long)>> CountersAsync()
        {
            var report = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
            Assert.Equal(report.Feeds.Sum(feed => feed.Quarantined), await store.Get<SyncState>().CountQuarantinedAsync(tenant, Token));
            foreach (var feed in report.Feeds)
                Assert.Equal((await store.Get<LandedRecords>().ListAsync<HostRecord>(tenant, RecordKind.Parse(feed.Kind), Token)).Count, feed.Records);
            return report.Feeds.Where(feed => feed.Records > 0).OrderBy(feed => feed.Kind).Select(feed => (feed.Kind, feed.Records, feed.Quarantined));
        }
    }

    [Fact]
    public async Task An_unreadable_record_is_kept_aside_and_the_page_goes_on()
    {
        var host = HostWith(deals: 7, payments: 0);
        host.Unreadable.Add("5");
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        Assert.Equal((6L, 1L), await CountAsync());
        host.Unreadable.Clear();
        await store.Get<SyncService>().RunAsync(tenant, Token);
        Assert.Equal((7L, 0L), await CountAsync());

        async Task<(long, long)> CountAsync()
        {
            var feed = (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).Feeds.Single(feed => feed.Kind == "deal");
            return (feed.Records, feed.Quarantined);
        }
    }

    public static TheoryData<HostFault, string> Faults => new()
    {
        { HostFault.SignInAgain, "consent_needed" }, { HostFault.TenantBlocked, "tenant_blocked" }, { HostFault.OutcomeUnknown, "host_unreachable" },
        { HostFault.NoEffect, "host_unreachable" }, { HostFault.NotAllowed, "no_host_right" }, { HostFault.Refused, "host_refused" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_host_is_told_and_healed_by_the_next_pass(HostFault fault, string reason)
    {
        var host = HostWith(deals: 7, payments: 0);
        await using var store = await InstallAsync(host);
        var tenant = await AcceptedTenantAsync(store);
        (host.Fault, host.FaultAtCall) = (new HostException(fault, "no"), 2);

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant, Token));
        var stopped = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
        Assert.Equal((SyncPhase.Stopped, reason), (stopped.State, stopped.Reason));

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant, Token));
        var healed = await store.Get<SyncStatus>().ReadAsync(tenant, Token);
        Assert.Equal((SyncPhase.Idle, null), (healed.State, healed.Reason));
        await AssertSameAsHostAsync(store, host, tenant);
    }

    [Fact]
    public async Task A_sync_that_lost_its_lease_writes_nothing()
    {
        await using var store = await InstallAsync(HostWith(0, 0));
        var tenant = await AcceptedTenantAsync(store);
        var state = store.Get<SyncState>();
        var stale = (await state.TryBeginAsync(tenant, Token))!;
        Assert.Null(await state.TryBeginAsync(tenant, Token));
        store.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await state.TryBeginAsync(tenant, Token));

        var page = new FeedPage(RecordKind.Deal, [Deal(1)], ["1"], [], "1", true);
        await Assert.ThrowsAsync<SyncLeaseLostException>(() => state.LandAsync(tenant, stale, page, Token));

        Assert.Equal(0, await store.Get<LandedRecords>().VersionAsync(tenant, Token));
    }

    [Fact]
    public async Task Two_tenants_never_see_each_other()
    {
        var host = HostWith(deals: 2, payments: 0);
        await using var store = await InstallAsync(host);
        var first = await AcceptedTenantAsync(store, "m1");
        var second = await AcceptedTenantAsync(store, "m2");

        await store.Get<SyncService>().RunAsync(first, Token);

        Assert.Equal(2, (await store.Get<LandedRecords>().ListAsync<Deal>(first, RecordKind.Deal, Token)).Count);
        Assert.Empty(await store.Get<LandedRecords>().ListAsync<Deal>(second, RecordKind.Deal, Token));
        Assert.Null(await store.Get<LandedRecords>().FindAsync(second, RecordKind.Deal, "1", Token));
        Assert.Empty(await store.Get<LandedRecords>().CountByOwnerAsync(second, RecordKind.Deal, Token));
    }

    private static Deal Deal(int id) => new()
    {
        Id = $"{id}", Title = $"Сделка {id}", PipelineId = "0", StageId = "NEW", OwnerId = $"{5 + (id % 2)}", Amount = 1_000_000.01m * id, Currency = "RUB",
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ModifiedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static Activity Call(int id) => new() { Id = $"{id}", Type = ActivityType.Call, Subject = $"Звонок {id}", CreatedAt = default };

    private static Department Unit(int id) => new() { Id = $"{id}", Name = $"Отдел {id}" };

    private static TestHost HostWith(int deals, int payments)
    {
        var host = new TestHost();
        host.Put([.. Enumerable.Range(1, deals).Select(Deal)]);
        host.Put([.. Enumerable.Range(1, payments).Select(id => new Item
        {
            Id = $"{id}", Table = "1056", CreatedAt = host.Now, ModifiedAt = host.Now,
            Fields = new Dictionary<string, FieldValue> { ["opportunity"] = FieldValue.Of("100.50 RUB"), ["parentId2"] = FieldValue.Of("deal/1") },
        })]);
        return host;
    }

    private static Task<StoreFixture> InstallAsync(TestHost host) =>
        StoreFixture.StartAsync((services, _) => services.AddSingleton<IHostConnector>(host).AddSync());

    private static async Task<TenantId> AcceptedTenantAsync(StoreFixture store, string hostId = "m1")
    {
        var tenant = await store.InstallAsync(hostId);
        await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant.Id, "1", true), Mapping, Token);
        return tenant.Id;
    }

    private static async Task AssertSameAsHostAsync(StoreFixture store, TestHost host, TenantId tenant)
    {
        foreach (var kind in (RecordKind[])[RecordKind.Deal, Payment])
        {
            var ours = (await store.Get<LandedRecords>().ListAsync<HostRecord>(tenant, kind, Token)).OrderBy(record => record.Id.Length).ThenBy(record => record.Id, StringComparer.Ordinal).ToArray();
            var theirs = host.All(kind).ToArray();
            Assert.Equal(
                theirs.Select(record => System.Text.Json.JsonSerializer.Serialize(record)), ours.Select(record => System.Text.Json.JsonSerializer.Serialize(record)));
        }
    }
}
