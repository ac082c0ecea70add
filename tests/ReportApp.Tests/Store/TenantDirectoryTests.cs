using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Store;

public sealed class TenantDirectoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_an_administrator_brings_a_new_tenant()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenants = store.Get<TenantDirectory>();

        Assert.Null(await tenants.RegisterAsync(store.Proof(isAdministrator: false), Token));
        Assert.Empty(await tenants.ListActiveAsync(Token));

        var tenant = await tenants.RegisterAsync(store.Proof(userId: "1"), Token);
        var again = await tenants.RegisterAsync(store.Proof(userId: "17", isAdministrator: false), Token);

        Assert.Equal(tenant!.Id, again!.Id);
        Assert.Equal("1", again.InstallerUserId);
        Assert.NotNull(await store.Get<IHostTokens>().FindAsync(tenant.Id, "17", Token));
    }

    [Fact]
    public async Task A_calendar_that_the_host_fails_to_tell_stays_until_it_tells_that_there_is_none()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenants = store.Get<TenantDirectory>();
        var tenant = (await tenants.RegisterAsync(store.Proof(), Token))!;
        var settings = new HostSettings(TimeSpan.FromHours(3), "RUB", new WorkCalendar([1, 2, 3, 4, 5, 6], [], [], new TimeOnly(9, 0), new TimeOnly(19, 0)));

        await tenants.SaveHostSettingsAsync(tenant.Id, settings, Token);
        await tenants.SaveHostSettingsAsync(tenant.Id, settings with { Calendar = null, IsCalendarAnswered = false }, Token);
        Assert.Equal([1, 2, 3, 4, 5, 6], (await tenants.FindAsync(tenant.Id, Token))!.Calendar!.Week);

        await tenants.SaveHostSettingsAsync(tenant.Id, settings with { Calendar = null }, Token);
        Assert.Null((await tenants.FindAsync(tenant.Id, Token))!.Calendar);
    }

    [Fact]
    public async Task Tokens_come_back_after_a_restart_and_stand_in_no_file()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = (await store.Get<TenantDirectory>().RegisterAsync(store.Proof(access: "canary-5f2c"), Token))!;
        await store.RestartAsync();

        Assert.Equal("canary-5f2c", (await store.Get<IHostTokens>().FindAsync(tenant.Id, "1", Token))!.Tokens.AccessToken);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(store.Folder))
            Assert.DoesNotContain("canary-5f2c", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_from_before_chains_of_objects_keeps_its_fields()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var objects = new ObjectMapping("1040", "1042", "parentId1040") { DealComplexFields = ["parentId1040"] };
        await store.Get<TenantDirectory>().AcceptMappingAsync(
            new Viewer(tenant.Id, "1", true), new TenantMapping { SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep>(), Objects = objects }, Token);

        await using var rows = await store.Get<StoreFactory>().OpenAsync(Token);
        await rows.GetService<IMigrator>().MigrateAsync("Removals", Token);
        Assert.Contains("\"DealComplexField\":\"parentId1040\"", (await rows.Tenants.Select(row => row.Mapping).SingleAsync(Token))!, StringComparison.Ordinal);
        await rows.GetService<IMigrator>().MigrateAsync(null, Token);

        var kept = (await store.Get<TenantDirectory>().FindAsync(tenant.Id, Token))!.Mapping!.Objects!;
        Assert.Equal(["parentId1040"], kept.DealComplexFields);
        Assert.Empty(kept.DealBuildingFields);
        Assert.Equal("1042", kept.BuildingTable);
    }

    [Fact]
    public async Task One_source_of_payments_becomes_the_one_that_always_counted()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        await store.Get<TenantDirectory>().AcceptMappingAsync(
            new Viewer(tenant.Id, "1", true),
            new TenantMapping { SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep>(), PaymentSources = [new PaymentSource("1С", null)] }, Token);

        await using var rows = await store.Get<StoreFactory>().OpenAsync(Token);
        await rows.GetService<IMigrator>().MigrateAsync("Favourites", Token);
        Assert.Equal("1С", System.Text.Json.JsonDocument.Parse((await rows.Tenants.Select(row => row.Mapping).SingleAsync(Token))!).RootElement.GetProperty("PaymentFile").GetString());
        await rows.GetService<IMigrator>().MigrateAsync(null, Token);

        Assert.Equal([new PaymentSource("1С", null)], (await store.Get<TenantDirectory>().FindAsync(tenant.Id, Token))!.Mapping!.PaymentSources);
    }

    [Fact]
    public async Task Without_its_master_key_the_app_does_not_start()
    {
        await using var store = await StoreFixture.StartAsync();
        await store.InstallAsync();
        File.Delete(Path.Combine(store.Folder, "master.key"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(store.RestartAsync);

        Assert.Contains("master key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_app_keeps_no_token_and_comes_back_by_an_administrator_only()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tenants = store.Get<TenantDirectory>();
        await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: false, Token);
        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(tenant.Id, Token))!, isHostsWord: true, Token));

        Assert.Null(await store.Get<IHostTokens>().FindAsync(tenant.Id, "1", Token));
        Assert.Empty(await tenants.ListActiveAsync(Token));
        Assert.Null(await tenants.RegisterAsync(store.Proof(userId: "17", isAdministrator: false), Token));

        var back = await tenants.RegisterAsync(store.Proof(userId: "2"), Token);

        Assert.Equal((tenant.Id, "2", true), (back!.Id, back.InstallerUserId, back.IsActive));
    }

    [Fact]
    public async Task Background_work_passes_to_an_administrator_only_when_the_installers_consent_is_gone()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tokens = store.Get<IHostTokens>();
        Assert.Equal("1", await InstallerAfterAsync(store, "2"));

        await tokens.RevokeAsync(tenant.Id, "1", (await tokens.FindAsync(tenant.Id, "1", Token))!.Version, Token);

        Assert.Equal("1", await InstallerAfterAsync(store, "17", isAdministrator: false));
        Assert.Equal("2", await InstallerAfterAsync(store, "2"));
        Assert.Equal("2", await InstallerAfterAsync(store, "1"));
    }

    [Fact]
    public async Task Background_work_passes_on_when_its_last_run_lacked_rights()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        await using (var rows = await store.Get<StoreFactory>().OpenAsync(Token))
            await rows.Tenants.Where(row => row.Id == tenant.Id.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.SyncReason, "no_host_right"), Token);

        Assert.Equal("2", await InstallerAfterAsync(store, "2"));
    }

    [Fact]
    public async Task An_entry_takes_no_refresh_token_away()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        async Task<(string, string?, string?)> After(string access, string? refresh)
        {
            var proof = store.Proof(access: access);
            await store.Get<TenantDirectory>().RegisterAsync(proof with { Tokens = proof.Tokens with { RefreshToken = refresh } }, Token);
            var stored = (await store.Get<IHostTokens>().FindAsync(tenant.Id, "1", Token))!;
            return (stored.Tokens.AccessToken, stored.Tokens.RefreshToken, stored.SpareRefreshToken);
        }

        Assert.Equal(("access-2", "refresh-1", null), await After("access-2", null));
        Assert.Equal(("access-3", "refresh-1", "unproven"), await After("access-3", "unproven"));
        Assert.Equal(("access-4", "refresh-1", "unproven"), await After("access-4", null));
    }

    [Fact]
    public async Task A_revocation_leaves_the_pair_that_came_after_the_refused_one()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tokens = store.Get<IHostTokens>();
        var refused = (await tokens.FindAsync(tenant.Id, "1", Token))!;
        await store.Get<TenantDirectory>().RegisterAsync(store.Proof(access: "access-2"), Token);

        Assert.False(await tokens.RevokeAsync(tenant.Id, "1", refused.Version, Token));
        var newer = (await tokens.FindAsync(tenant.Id, "1", Token))!;
        Assert.Equal("access-2", newer.Tokens.AccessToken);

        Assert.True(await tokens.RevokeAsync(tenant.Id, "1", newer.Version, Token));
        Assert.Null(await tokens.FindAsync(tenant.Id, "1", Token));
        store.Clock.Advance(TimeSpan.FromSeconds(1));
        await store.Get<TenantDirectory>().RegisterAsync(store.Proof(access: "access-3"), Token);
        Assert.False(await tokens.RevokeAsync(tenant.Id, "1", newer.Version, Token));
        Assert.False(await tokens.RevokeAsync(tenant.Id, "1", refused.Version, Token));
    }

    [Fact]
    public async Task The_application_token_stays_with_the_tenant_and_only_administrators_bring_it()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var (tenants, tokens) = (store.Get<TenantDirectory>(), store.Get<IHostTokens>());
        await tenants.RegisterAsync(store.Proof(userId: "17", isAdministrator: false) with { ApplicationToken = "forged" }, Token);
        await tokens.RevokeAsync(tenant.Id, "1", (await tokens.FindAsync(tenant.Id, "1", Token))!.Version, Token);
        await tenants.RegisterAsync(store.Proof(userId: "2") with { ApplicationToken = null }, Token);

        Assert.Equal("application", await tenants.FindApplicationTokenAsync(tenant.Id, Token));
        await tenants.RegisterAsync(store.Proof(userId: "2") with { ApplicationToken = "canary-81d0" }, Token);
        Assert.Equal("canary-81d0", await tenants.FindApplicationTokenAsync(tenant.Id, Token));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(store.Folder))
            Assert.DoesNotContain("canary-81d0", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_changed_by_administrators_only()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tenants = store.Get<TenantDirectory>();
        var (endpoint, origin) = (new Uri("https://renamed.example/rest/"), new Uri("https://renamed.example"));

        await tenants.RegisterAsync(store.Proof(userId: "17", isAdministrator: false) with { Endpoint = endpoint, FrameOrigin = origin }, Token);
        Assert.Equal(tenant.Endpoint, (await tenants.FindAsync(tenant.Id, Token))!.Endpoint);

        var moved = await tenants.RegisterAsync(store.Proof() with { Endpoint = endpoint, FrameOrigin = origin }, Token);
        Assert.Equal((tenant.Id, endpoint, origin), (moved!.Id, moved.Endpoint, moved.FrameOrigin));
    }

    [Fact]
    public async Task An_announced_removal_holds_back_writes_until_it_is_refuted()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var (tenants, writes) = (store.Get<TenantDirectory>(), store.Get<OutboxWrites>());
        await using (var rows = await store.Get<StoreFactory>().OpenAsync(Token))
        {
            await writes.EnqueueAsync(rows, tenant.Id, "entry", "1", new PlanWrite("operation", "5", null, null, "note"), Token);
            await rows.SaveChangesAsync(Token);
        }
        Assert.True(await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: false, Token));

        Assert.Empty(await writes.LeaseAsync("worker", TimeSpan.FromSeconds(30), 10, 4, Token));
        Assert.True(await tenants.RefuteRemovalAsync(Assert.Single(await tenants.ListAnnouncedAsync(Token)), Token));
        Assert.Single(await writes.LeaseAsync("worker", TimeSpan.FromSeconds(30), 10, 4, Token));
    }

    [Fact]
    public async Task What_was_asked_before_a_further_event_or_entry_settles_nothing()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tenants = store.Get<TenantDirectory>();
        async Task<Tenant> Now() => (await tenants.FindAsync(tenant.Id, Token))!;
        Assert.False(await tenants.DeactivateAsync(await Now(), isHostsWord: true, Token));
        Assert.True(await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: false, Token));
        var asked = await Now();

        Assert.False(await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: false, Token));
        Assert.False(await tenants.RefuteRemovalAsync(asked, Token));
        asked = await Now();
        await tenants.RegisterAsync(store.Proof(), Token);
        Assert.False(await tenants.DeactivateAsync(asked, isHostsWord: true, Token));

        Assert.True((await Now()).IsActive);
        Assert.True(await tenants.RefuteRemovalAsync(await Now(), Token));
    }

    [Theory]
    [InlineData("the host's server confirms what all want", true, new[] { true, true }, 0)]
    [InlineData("who removed it wants to keep it, a stranger behind him does not", true, new[] { false, true }, 30 * 24)]
    [InlineData("a stranger came first", true, new[] { true, false }, 30 * 24)]
    [InlineData("every consent has ended, of which a former colleague may know", false, new[] { true }, 20)]
    [InlineData("the same, and it is to be kept", false, new[] { false }, 30 * 24)]
    public async Task No_word_of_a_stranger_deletes_at_once(string situation, bool isHostsWord, bool[] wishes, int hours)
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tenants = store.Get<TenantDirectory>();
        foreach (var deleteData in wishes) await tenants.AnnounceRemovalAsync(tenant.Id, deleteData, Token);

        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(tenant.Id, Token))!, isHostsWord, Token), situation);

        await using var context = await store.Get<StoreFactory>().OpenAsync(Token);
        Assert.Equal(store.Clock.GetUtcNow().AddHours(hours).ToUnixTimeMilliseconds(), (await context.Tenants.SingleAsync(Token)).PurgeAt);
    }

    [Fact]
    public async Task A_refuted_wish_to_delete_is_forgotten()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tenants = store.Get<TenantDirectory>();
        await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: false, Token);
        Assert.True(await tenants.RefuteRemovalAsync((await tenants.FindAsync(tenant.Id, Token))!, Token));

        await tenants.AnnounceRemovalAsync(tenant.Id, deleteData: true, Token);
        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(tenant.Id, Token))!, isHostsWord: true, Token));

        await using var context = await store.Get<StoreFactory>().OpenAsync(Token);
        Assert.Equal(store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (await context.Tenants.SingleAsync(Token)).PurgeAt);
    }

    private static async Task<string> InstallerAfterAsync(StoreFixture store, string userId, bool isAdministrator = true) =>
        (await store.Get<TenantDirectory>().RegisterAsync(store.Proof(userId: userId, isAdministrator: isAdministrator), Token))!.InstallerUserId;

    [Fact]
    public async Task A_mapping_is_kept_as_it_was_accepted()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var mapping = new TenantMapping
        {
            SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead, ["WON"] = FunnelStep.Paid },
            Schedule = new ScheduleMapping("1052", "parentId2", "opportunity", "closedate", null, null),
        };

        await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant.Id, "1", true), mapping, Token);
        var found = (await store.Get<TenantDirectory>().FindAsync(tenant.Id, Token))!;

        Assert.Equal(1, found.MappingVersion);
        Assert.Equal(mapping.Schedule, found.Mapping!.Schedule);
        Assert.Equal(FunnelStep.Paid, found.Mapping.Steps["WON"]);
    }

    [Fact]
    public async Task One_expiry_is_one_refresh_however_many_ask()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tokens = store.Get<IHostTokens>();
        var seen = (await tokens.FindAsync(tenant.Id, "1", Token))!;
        var calls = 0;
        async Task<TokenSet> Refresh(StoredTokens old, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref calls);
            await Task.Delay(50, cancellationToken);
            return new TokenSet("access-2", "refresh-2", store.Clock.GetUtcNow().AddHours(1));
        }

        var asks = Enumerable.Range(0, 8).Select(_ => Task.Run(() => tokens.RefreshAsync(tenant.Id, "1", seen.Version, Refresh, Token), Token)).ToArray();
        var all = Task.WhenAll(asks);
        while (!all.IsCompleted)
        {
            store.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10, Token);
        }

        Assert.All(await all, pair => Assert.Equal("access-2", pair.Tokens.AccessToken));
        Assert.Equal(1, calls);
        var stored = (await tokens.FindAsync(tenant.Id, "1", Token))!;
        Assert.Equal(("refresh-2", "refresh-1"), (stored.Tokens.RefreshToken, stored.SpareRefreshToken));
    }

    [Fact]
    public async Task A_refresh_that_failed_leaves_the_pair_and_lets_the_next_one_try()
    {
        await using var store = await StoreFixture.StartAsync();
        var tenant = await store.InstallAsync();
        var tokens = store.Get<IHostTokens>();
        var seen = (await tokens.FindAsync(tenant.Id, "1", Token))!;

        await Assert.ThrowsAsync<HostException>(() => tokens.RefreshAsync(
            tenant.Id, "1", seen.Version, (_, _) => throw new HostException(HostFault.OutcomeUnknown, "No answer."), Token));
        var fresh = await tokens.RefreshAsync(
            tenant.Id, "1", seen.Version, (old, _) => Task.FromResult(old.Tokens with { AccessToken = "access-2" }), Token);

        Assert.Equal("access-2", fresh.Tokens.AccessToken);
    }
}
