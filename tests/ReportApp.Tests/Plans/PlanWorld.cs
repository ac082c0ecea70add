using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Outbox;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Plans;

/// <summary>A small developer: head 10 leads sellers 11 and 12; 13 works elsewhere; 14 was dismissed; 1 is the administrator.</summary>
internal sealed class PlanWorld : IAsyncDisposable
{
    public const string New = "1";
    public const string Signed = "2";
    public const string Lost = "3";

    private static readonly TenantMapping Mapping = new()
    {
        SalesPipelines = ["0"],
        Steps = new Dictionary<string, FunnelStep> { [New] = FunnelStep.Lead, [Signed] = FunnelStep.Contract, [Lost] = FunnelStep.Lost },
        SellerField = "seller",
        Objects = new ObjectMapping("1040", "1042", "parentId1040") { DealComplexFields = ["parentId1040"], DealBuildingFields = ["parentId1042"] },
        Schedule = new ScheduleMapping("1046", "parentId2", "opportunity", "closedate", "kind", "cancelledOn"),
        Payments = new PaymentMapping("1048", "parentId2", "opportunity", "paidOn", "parentId1046", "kind", ["release"]),
    };

    private PlanWorld(StoreFixture store, TestHost host) => (Store, Host) = (store, host);

    public StoreFixture Store { get; }

    public TestHost Host { get; }

    public required Tenant Tenant { get; init; }

    public Viewer Administrator => new(Tenant.Id, "1", IsAdministrator: true);

    public Viewer Head => new(Tenant.Id, "10", IsAdministrator: false);

    public Viewer Seller => new(Tenant.Id, "11", IsAdministrator: false);

    public static async Task<PlanWorld> StartAsync()
    {
        var host = new TestHost { PageSize = 50 };
        Fill(host);
        var store = await StoreFixture.StartAsync((services, configuration) =>
            services.AddSingleton<IHostConnector>(host).AddSync().AddPlans().AddOutbox(configuration));
        return new PlanWorld(store, host) { Tenant = await InstallAsync(store, "m1") };
    }

    /// <summary>A second portal with the same ids and the same records.</summary>
    public Task<Tenant> InstallAnotherAsync() => InstallAsync(Store, "m2");

    public static Deal Deal(int id, string ownerId = "11", string stage = New) => new()
    {
        Id = $"{id}", Title = $"Квартира {id}", PipelineId = "0", StageId = stage, OwnerId = ownerId, Amount = 9_000_000, Currency = "RUB",
        CreatedAt = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), ModifiedAt = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero),
        Fields = new Dictionary<string, FieldValue> { ["parentId1042"] = FieldValue.Of("item:1042/7"), ["parentId1040"] = FieldValue.Of("item:1040/1") },
    };

    public static Item Item(string table, int id, params (string Name, string Value)[] fields) => new()
    {
        Id = $"{id}", Table = table, CreatedAt = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), ModifiedAt = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero),
        Fields = fields.ToDictionary(field => field.Name, field => FieldValue.Of(field.Value)),
    };

    public PlanService Plans => Store.Get<PlanService>();

    /// <summary>Saves with a fresh key and expects it to be accepted.</summary>
    public async Task<PlanEntryView> SaveAsync(Viewer viewer, PlanCommand command, string? key = null) =>
        Assert.IsType<PlanSaved.Saved>(await Plans.SaveAsync(viewer, command, key ?? Ids.New(Store.Clock.GetUtcNow()), TestContext.Current.CancellationToken)).Entry;

    public Task<int> DeliverAsync() => Store.Get<OutboxDispatcher>().RunOnceAsync(TestContext.Current.CancellationToken);

    public PlanValues? PlanInHost(string dealId) => ((Deal)Host.Find(RecordKind.Deal, dealId)!).Plan;

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static async Task<Tenant> InstallAsync(StoreFixture store, string hostId)
    {
        var token = TestContext.Current.CancellationToken;
        var tenant = await store.InstallAsync(hostId);
        foreach (var user in (string[])["10", "11", "12", "13"])
            await store.Get<TenantDirectory>().RegisterAsync(store.Proof(hostId, user, isAdministrator: false), token);
        await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant.Id, "1", true), Mapping, token);
        await store.Get<TenantDirectory>().SaveHostSettingsAsync(tenant.Id, new HostSettings(TimeSpan.FromHours(3), "RUB"), token);
        Assert.Equal(SyncOutcome.Complete, await store.Get<SyncService>().RunAsync(tenant.Id, token));
        await store.Get<ProjectionService>().RefreshAsync(tenant.Id, token);
        return (await store.Get<TenantDirectory>().FindAsync(tenant.Id, token))!;
    }

    private static void Fill(TestHost host)
    {
        host.Put(
            new Department { Id = "1", Name = "Компания", HeadId = "1" }, new Department { Id = "2", Name = "Отдел продаж", ParentId = "1", HeadId = "10" },
            new Department { Id = "3", Name = "Группа Юг", ParentId = "2" }, new Department { Id = "4", Name = "Маркетинг", ParentId = "1" });
        host.Put(
            User(1, "Админова Анна", "1"), User(10, "Главный Глеб", "2"), User(11, "Иванов Пётр", "2"), User(12, "Южная Юлия", "3"),
            User(13, "Реклама Роман", "4"), User(14, "Ушедший Егор", "2") with { IsActive = false });
        host.Put(
            new Stage { Id = New, PipelineId = "0", Name = "Новая" }, new Stage { Id = Signed, PipelineId = "0", Name = "Договор подписан" },
            new Stage { Id = Lost, PipelineId = "0", Name = "Отказ", Meaning = StageMeaning.Failure });
        host.Put(Item("1040", 1, ("title", "Северный парк")), Item("1040", 2, ("title", "Два берега")));
        host.Put(
            Item("1042", 7, ("title", "Корпус 1"), ("parentId1040", "item:1040/1")), Item("1042", 8, ("title", "Корпус 1"), ("parentId1040", "item:1040/2")),
            Item("1042", 9, ("title", "Дом / 9"), ("parentId1040", "item:1040/2")));
        host.Put(Deal(100), Deal(101, ownerId: "12"), Deal(102, stage: Lost));
        host.Put(
            Line(500, "2026-09-15", "1000000 RUB"), Line(501, "2026-11-10", "2000000 RUB"), Line(502, "2027-02-10", "3000000 RUB"),
            Line(503, "2026-12-10", "777 RUB", ("cancelledOn", "2026-10-01")));
        host.Put(
            Payment(600, "2026-09-16", "1000000 RUB", ("parentId1046", "item:1046/500")), Payment(601, "2026-11-12", "500000 RUB"),
            Payment(602, "2026-11-13", "9000000 RUB", ("kind", "release")));
    }

    private static User User(int id, string name, string department) => new() { Id = $"{id}", Name = name, IsActive = true, DepartmentIds = [department] };

    private static Item Line(int id, string due, string amount, params (string, string)[] more) =>
        Item("1046", id, [("parentId2", "deal/100"), ("closedate", due), ("opportunity", amount), ("kind", "own"), .. more]);

    private static Item Payment(int id, string paidOn, string amount, params (string, string)[] more) =>
        Item("1048", id, [("parentId2", "deal/100"), ("paidOn", paidOn), ("opportunity", amount), .. more]);
}
