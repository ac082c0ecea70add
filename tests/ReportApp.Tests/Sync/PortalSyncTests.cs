using System.Text.Json;
using Connector.Bitrix;
using Microsoft.Extensions.Configuration;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sandbox.Bitrix;
using ReportApp.Tests.Store;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ReportApp.Tests.Sync;

/// <summary>What the connector tells the engine of a walk, over the wire: against the emulated portal, and against one that does not page.</summary>
public sealed class PortalSyncTests
{
    private static readonly TenantMapping Mapping = new() { ReadsDealLines = true, SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_walk_that_was_stopped_is_complete_only_up_to_its_beginning()
    {
        await using var portal = await PortalFixture.StartAsync(deals: 120);
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var connection = (await InstallAsync(portal, store)).BackgroundConnection;
        var began = await NowAsync(portal);
        var page = await PageAsync(store, connection, null);
        Assert.False(page.CaughtUp);
        Assert.Null(page.CompleteUpTo);

        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 4 * 60 * 60 });
        while (!page.CaughtUp) page = await PageAsync(store, connection, page.NextCursor);

        Assert.InRange(page.CompleteUpTo!.Value, began.AddMinutes(-1), began.AddSeconds(-1));
        Assert.InRange((await PageAsync(store, connection, page.NextCursor)).CompleteUpTo!.Value, began.AddHours(3.9), began.AddHours(4));
    }

    [Fact]
    public async Task A_method_the_portal_blocks_leaves_its_feeds_incomplete_and_no_others()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false, [.. Scopes.Optional]));
        var tenant = await InstallAsync(portal, store);
        await portal.PostAsync("/__sandbox/faults", new[] { new { method = "crm.item.list", status = 429, error = "OPERATION_TIME_LIMIT" } });

        Assert.Equal(SyncOutcome.Stopped, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var report = await store.Get<SyncStatus>().ReadAsync(tenant.Id, Token);
        Assert.Null(report.AsOf);
        Assert.Equal(
            [("company", "host_unreachable"), ("contact", "host_unreachable"), ("deal", "host_unreachable"), ("deal-lines", "host_unreachable"), ("lead", "host_unreachable")],
            report.Feeds.Where(feed => !feed.CaughtUp).Select(feed => (feed.Kind, feed.Reason)));
        Assert.True(report.Feeds.Count(feed => feed.CaughtUp) > 5); // what other methods brought stands
    }

    [Fact]
    public async Task Contacts_companies_and_activities_land_as_the_portal_has_them_and_are_counted()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var feeds = (await store.Get<SyncStatus>().ReadAsync(tenant.Id, Token)).Feeds;
        Assert.Equal(
            [("activity", 8L), ("company", 3L), ("contact", (long)TinyWorld.Contacts)],
            feeds.Where(feed => feed.Kind is "activity" or "company" or "contact").Select(feed => (feed.Kind, feed.Records)));
        var agent = await FindAsync<Contact>(RecordKind.Contact, $"{TinyWorld.Contacts}");
        Assert.Equal(("Клиент 9 Имя", "PARTNER", "1"), (agent.Name, agent.TypeId, agent.CompanyId));
        Assert.Equal(["+79000000009"], agent.Phones);
        var agency = await FindAsync<Company>(RecordKind.Company, "1");
        Assert.Equal(("АН \"Ключ\"", "PARTNER", "OTHER", "4"), (agency.Name, agency.TypeId, agency.IndustryId, agency.OwnerId));
        var deal = await FindAsync<Deal>(RecordKind.Deal, "1");
        Assert.Equal(["1", "9"], deal.ContactIds);
        Assert.Equal("2", (await FindAsync<Deal>(RecordKind.Deal, "2")).CompanyId);
        var call = await FindAsync<Activity>(RecordKind.Activity, "2");
        Assert.Equal(
            (ActivityType.Call, ActivityDirection.Incoming, true, "4", TimeSpan.FromMinutes(5)),
            (call.Type, call.Direction, call.IsDone, call.OwnerId, call.EndAt - call.StartAt));
        Assert.Equal(["lead/1", "deal/1", "contact/1"], call.Subjects);
        var whenever = await FindAsync<Activity>(RecordKind.Activity, "6");
        Assert.Equal((ActivityType.Task, "CRM_TODO", false, null), (whenever.Type, whenever.Provider, whenever.IsDone, whenever.DueAt));

        async Task<T> FindAsync<T>(RecordKind kind, string id) where T : HostRecord =>
            Assert.IsType<T>((await store.Get<LandedRecords>().FindAsync(tenant.Id, kind, id, Token))!.Body);
    }

    [Fact]
    public async Task Calls_stand_beside_the_activities_they_name()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false, [.. Scopes.Optional]));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var activities = (await store.Get<LandedRecords>().ListAsync<Activity>(tenant.Id, RecordKind.Activity, Token)).Where(one => one.Type == ActivityType.Call);
        var calls = await store.Get<LandedRecords>().ListAsync<PhoneCall>(tenant.Id, RecordKind.Call, Token);
        Assert.Equal(
            activities.Select(one => (one.Id, one.OwnerId, one.StartAt, (one.EndAt - one.StartAt)!.Value.TotalSeconds)),
            calls.Select(call => (call.ActivityId!, call.UserId, (DateTimeOffset?)call.StartedAt, (double)call.Duration)));
        Assert.Equal([(false, "486"), (true, null)], calls.Select(call => (call.IsAnswered, call.FailureCode)));
    }

    [Fact]
    public async Task A_portal_that_keeps_its_calls_from_us_is_whole_without_them()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var report = await store.Get<SyncStatus>().ReadAsync(tenant.Id, Token);
        Assert.Equal((SyncPhase.Idle, null), (report.State, report.Reason));
        Assert.Equal(("call", "no_host_right"), Assert.Single(report.Feeds, feed => !feed.CaughtUp) is var feed ? (feed.Kind, feed.Reason) : default);
    }

    [Fact]
    public async Task Activities_that_were_added_done_passed_on_or_deleted_are_followed()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 * 60 });
        var communications = new[] { new { VALUE = "+7 900 5", ENTITY_TYPE_ID = 2, ENTITY_ID = 3 } };
        await portal.ResultAsync("crm.activity.add", new { fields = new { OWNER_TYPE_ID = 2, OWNER_ID = 3, TYPE_ID = 2, SUBJECT = "Новый", COMMUNICATIONS = communications } });
        await portal.ResultAsync("crm.activity.update", new { id = 4, fields = new { COMPLETED = "Y" } });
        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 5 });
        await portal.ResultAsync("crm.activity.delete", new { id = 8 });
        store.Get<DeletionHints>().Note(tenant.Id, RecordKind.Activity, "8");
        store.Get<DeletionHints>().Note(tenant.Id, RecordKind.Activity, "7"); // a lie
        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 * 60 });
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var activities = await store.Get<LandedRecords>().ListAsync<Activity>(tenant.Id, RecordKind.Activity, Token);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "9"], activities.Select(activity => activity.Id));
        Assert.True(activities.Single(activity => activity.Id == "4").IsDone);
        Assert.Equal(["contact/5"], activities.Single(activity => activity.Id == "6").Subjects);
        Assert.Equal(["deal/3"], activities.Single(activity => activity.Id == "9").Subjects);
    }

    [Fact]
    public async Task The_lines_of_a_deal_are_replaced_with_its_next_change_and_go_with_it()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));
        Assert.Equal(
            [new DealLine("1", "Маяк, Корпус 1, кв. 1", 1, 7_500_000, 833_333.33m), new DealLine("3", "Машино-место", 2, 250_000, 0)], (await LinesAsync())["1"]);

        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 * 60 });
        await portal.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = 1, productRows = new[] { new { productId = 2, price = 5, quantity = 1 } } });
        await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 1, fields = new { isManualOpportunity = "N" } });
        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 2 });
        await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 * 60 });
        store.Get<DeletionHints>().Note(tenant.Id, RecordKind.DealLines, "2");
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var lines = await LinesAsync();
        Assert.Equal([new DealLine("2", "Маяк, Корпус 1, кв. 2", 1, 5, 0)], lines["1"]);
        Assert.False(lines.ContainsKey("2"));

        async Task<Dictionary<string, IReadOnlyList<DealLine>>> LinesAsync() =>
            (await store.Get<LandedRecords>().ListAsync<DealLines>(tenant.Id, RecordKind.DealLines, Token)).ToDictionary(deal => deal.Id, deal => deal.Lines);
    }

    [Fact]
    public async Task A_deal_out_of_the_recycle_bin_rises_again_with_its_lines()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 1 });
        store.Get<DeletionHints>().Note(tenant.Id, RecordKind.Deal, "1");
        store.Get<DeletionHints>().Note(tenant.Id, RecordKind.DealLines, "1");
        await PassAsync();
        Assert.Equal((false, false), await StandAsync());

        await portal.PostAsync("/__sandbox/restore", new { entity = "deal", id = 1 });
        await PassAsync();
        Assert.Equal((true, true), await StandAsync());

        async Task PassAsync()
        {
            await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 * 60 });
            Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));
        }

        async Task<(bool Deal, bool Lines)> StandAsync() => (
            (await store.Get<LandedRecords>().ListAsync<Deal>(tenant.Id, RecordKind.Deal, Token)).Any(deal => deal.Id == "1"),
            (await store.Get<LandedRecords>().ListAsync<DealLines>(tenant.Id, RecordKind.DealLines, Token)).Any(deal => deal is { Id: "1", Lines.Count: 2 }));
    }

    [Fact]
    public async Task A_pass_does_not_describe_the_portal_again()
    {
        await using var portal = await PortalFixture.StartAsync();
        await using var store = await StoreAsync(portal, await portal.InstallAsync(isFinished: false));
        var tenant = await InstallAsync(portal, store);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));
        var before = await AskedAsync();

        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, Token));

        var after = await AskedAsync();
        Assert.True(after["crm.item.list"] > before["crm.item.list"]);
        Assert.Equal(before["crm.item.fields"], after["crm.item.fields"]);
        Assert.DoesNotContain("crm.type.list", after.Keys);

        async Task<Dictionary<string, long>> AskedAsync()
        {
            var stats = await portal.GetAsync("/__sandbox/stats");
            return stats["requests"]!.AsObject().Concat(stats["commands"]!.AsObject())
                .GroupBy(method => method.Key).ToDictionary(method => method.Key, method => method.Sum(count => (long)count.Value!));
        }
    }

    [Fact]
    public async Task Departments_that_come_again_for_another_position_end_their_walk()
    {
        using var portal = NotPaging();
        await using var store = await StoreAsync(new Uri(portal.Url!), ("app.1", "secret-1"));
        var connection = await OpenAsync(store, portal);

        var first = await PageAsync(store, connection, null, RecordKind.Department);
        var second = await PageAsync(store, connection, first.NextCursor, RecordKind.Department);

        Assert.Equal((50, null, false), (first.Records.Count, first.Fault?.Fault, first.CaughtUp));
        Assert.Equal((0, HostFault.Refused, false), (second.Records.Count, second.Fault?.Fault, second.CaughtUp));
        Assert.Equal(first.NextCursor, second.NextCursor);
    }

    [Fact]
    public async Task Tables_that_come_again_for_another_position_are_all_there_are()
    {
        using var portal = NotPaging();
        await using var store = await StoreAsync(new Uri(portal.Url!), ("app.1", "secret-1"));

        var metadata = await store.Get<IHostConnector>().DescribeAsync(await OpenAsync(store, portal), Token);

        Assert.Equal(52, metadata.Tables.Count); // with deals and invoices
    }

    private static async Task<FeedPage> PageAsync(StoreFixture store, HostConnection connection, string? cursor, RecordKind? kind = null) =>
        (await store.Get<IHostConnector>().ReadPagesAsync(connection, [new FeedRequest(kind ?? RecordKind.Deal, cursor)], Token)).Pages.Single();

    private static async Task<DateTimeOffset> NowAsync(PortalFixture portal) =>
        DateTimeOffset.Parse((string)(await portal.GetAsync("/__sandbox/clock"))["now"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static Task<StoreFixture> StoreAsync(PortalFixture portal, (string Id, string Secret) app) =>
        StoreAsync(portal.Servers.AuthorisationAddress, app, portal.Portal);

    /// <summary>One page an answer, so that a walk has several.</summary>
    private static Task<StoreFixture> StoreAsync(Uri authorisation, (string Id, string Secret) app, Uri? portal = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bitrix:ClientId"] = app.Id, ["Bitrix:ClientSecret"] = app.Secret, ["Bitrix:AuthorisationServer"] = authorisation.AbsoluteUri,
            ["Bitrix:Burst"] = "10000", ["Bitrix:BatchCommands"] = "1", ["Bitrix:ReadAttempts"] = "1",
            ["Egress:LocalAddresses:0"] = authorisation.GetLeftPart(UriPartial.Authority),
            ["Egress:LocalAddresses:1"] = (portal ?? authorisation).GetLeftPart(UriPartial.Authority),
        }).Build();
        return StoreFixture.StartAsync((services, _) => services.AddBitrix(configuration).AddSync());
    }

    /// <summary>The administrator opens the app and accepts a mapping.</summary>
    private static async Task<Tenant> InstallAsync(PortalFixture portal, StoreFixture store)
    {
        var launch = await portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Administrator}");
        var query = new Uri((string)launch["address"]!).Query[1..].Split('&').Select(pair => pair.Split('=', 2));
        var entry = new EntryRequest(
            query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
        var proof = Assert.IsType<EntryProof.Proven>(await store.Get<IHostConnector>().ProveEntryAsync(entry, null, Token));
        var tenant = (await store.Get<TenantDirectory>().RegisterAsync(proof, Token))!;
        await portal.PostAsync("/__sandbox/install-finish");
        await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant.Id, proof.UserId, true), Mapping, Token);
        return tenant;
    }

    private static async Task<HostConnection> OpenAsync(StoreFixture store, WireMockServer portal)
    {
        var proof = store.Proof() with
        {
            Key = new HostTenantKey("bitrix", "0123456789abcdef0123456789abcdef"), Endpoint = new Uri(portal.Url + "/rest/"), FrameOrigin = new Uri(portal.Url!),
        };
        return (await store.Get<TenantDirectory>().RegisterAsync(proof, Token))!.BackgroundConnection;
    }

    /// <summary>A portal with exactly one page of departments and of tables, which it answers whatever position is asked for, until it tires of it.</summary>
    private static WireMockServer NotPaging()
    {
        var numbers = Enumerable.Range(1001, 50).ToArray();
        var batch = numbers.ToDictionary(number => $"f{number}", _ => (object)new { fields = new { } });
        batch["f2"] = batch["f31"] = new { fields = new { } };
        batch["time"] = "2026-11-24T12:00:00+03:00";
        batch["currencies"] = new[] { new { CURRENCY = "RUB", BASE = "Y" } };
        batch["pipelines"] = batch["stages"] = batch["catalogues"] = batch["priced"] = Array.Empty<object>();
        batch["w0p0"] = numbers.Select(number => new { ID = $"{number}", NAME = $"Отдел {number}" });
        var portal = WireMockServer.Start();
        Answers("batch", new { result = batch, result_error = Array.Empty<object>() });
        Answers("crm.type.list", new { types = numbers.Select(number => new { entityTypeId = number, title = $"Таблица {number}" }) });
        return portal;

        void Answers(string method, object result)
        {
            var time = new { date_start = "2026-11-24T12:00:00+03:00", date_finish = "2026-11-24T12:00:01+03:00" };
            portal.Given(Request.Create().WithPath("/rest/" + method)).InScenario(method).WillSetStateTo("tired", 5).RespondWith(
                Response.Create().WithHeader("Content-Type", "application/json").WithBody(JsonSerializer.Serialize(new { result, time })));
        }
    }
}
