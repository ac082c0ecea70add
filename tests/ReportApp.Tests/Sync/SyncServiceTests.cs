using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
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
        Assert.Equal("many_records_absent", (await store.Get<SyncStatus>().ReadAsync(tenant, Token)).Feeds.Single(feed => feed.Kind == "deal").Reason);
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
        await Assert.ThrowsAsync<SyncLeaseLostException>(() => state.LandAsync(tenant, stale, page, null, Token));

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
