using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Imports;
using ReportApp.Core.Messages;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Reconciliation;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Golden;

/// <summary>One deal as a person would write it down.</summary>
/// <param name="Path">Stages it went through; the last one is where it stands.</param>
internal sealed record DealFact(
    int Id, string Path, string? Owner, decimal? Amount, string? Seller = null, string? Complex = null, string? Building = null, int? Probability = null,
    string? Close = null, string Currency = "RUB", string Pipeline = "0");

internal sealed record LineFact(int Id, int Deal, string Due, decimal Amount, bool Cancelled = false, string Currency = "RUB");

internal sealed record PaymentFact(int Id, int? Deal, string PaidOn, decimal Amount, int? Line = null, string Kind = "deposit", string Currency = "RUB");

/// <summary>
/// A portal small enough to add up by hand. Today is 24 November 2026; months of the report are September 2026 to February 2027.
/// <code>
/// complex 1 «Север»: buildings 1, 2      complex 2 «Юг»: none
/// office 5, head 10: managers 11, 12, and 14 who left      desk 6: 13
/// Stages: NEW, MEET, BOOK, SIGN (contract), PAID, LOSE (failure).
/// </code>
/// </summary>
internal static class ReceiptsWorld
{
    public const string ComplexTable = "100";
    public const string BuildingTable = "101";
    public const string ScheduleTable = "102";
    public const string PaymentTable = "103";

    public static readonly IReadOnlyList<DealFact> Deals =
    [
        // Sold by 11, now with the desk; building 1.
        new(1, "NEW BOOK SIGN", "13", 10_000m, Seller: "11", Building: "1"),
        // Paid in part, one refund, one release of escrow; building 2. The deal says another complex: the building's wins.
        new(2, "SIGN PAID", "12", 8_000m, Complex: "2", Building: "2"),
        // Ended after the contract: its facts stay, its schedule goes.
        new(3, "NEW SIGN LOSE", "11", 6_000m, Complex: "1"),
        // 5,000 × 40 % = 2,000 in December.
        new(4, "NEW BOOK", "11", 5_000m, Building: "1", Probability: 40, Close: "2026-12-20"),
        // No probability of its own. Closed deals that were in BOOK: 1 (won), 6 (lost), so 1 of 2: 3,333.33 / 2 = 1,666.665 → 1,666.67.
        new(5, "NEW BOOK", "12", 3_333.33m, Complex: "2", Close: "2026-11-30"),
        // Lost: its draft schedule counts nowhere.
        new(6, "NEW BOOK LOSE", "12", 2_000m, Complex: "2"),
        // Should have closed in October.
        new(7, "NEW", "11", 4_000m, Probability: 10, Close: "2026-10-01"),
        // Closed deals that were in NEW: 1 (won), 3 (won, ended later), 6 (lost): 1,000 × 2 / 3 = 666.67. Nobody's, and without an object.
        new(8, "NEW", null, 1_000m, Close: "2027-01-15"),
        // No closed deal was ever in MEET: no probability.
        new(9, "MEET", "12", 7_000m, Building: "2", Close: "2026-12-01"),
        // Nobody typed a date.
        new(10, "NEW", "11", 1_500m, Probability: 50),
        // Dollars are in no number.
        new(11, "SIGN", "12", 100m, Building: "1", Currency: "USD"),
        // No sales pipeline.
        new(12, "C9:NEW", "12", 777m, Building: "1", Pipeline: "9"),
        // Sold by 14, who left: facts stay his, what is to come is the owner's, 13.
        new(13, "SIGN", "13", 1_900m, Seller: "14", Complex: "2"),
    ];

    public static readonly IReadOnlyList<LineFact> Lines =
    [
        new(1, 1, "2026-10-15", 3_000m),
        new(2, 1, "2026-12-15", 7_000m),
        // 4,000 − 500 came without naming a line: the oldest is short of 1,500.
        new(3, 2, "2026-09-01", 5_000m),
        new(4, 2, "2027-01-20", 3_000m),
        new(5, 3, "2026-12-01", 6_000m),
        new(6, 6, "2026-12-05", 2_000m),
        // 250 were paid for the line that was cancelled later: they pay this one, 750 are left.
        new(7, 13, "2026-12-10", 1_000m),
        new(8, 13, "2026-12-11", 900m, Cancelled: true),
        new(9, 11, "2026-12-01", 100m, Currency: "USD"),
    ];

    public static readonly IReadOnlyList<PaymentFact> Payments =
    [
        new(1, 1, "2026-10-10", 3_000m, Line: 1),
        new(2, 2, "2026-09-05", 4_000m),
        new(3, 2, "2026-11-02", -500m, Kind: "refund"),
        new(4, 2, "2026-11-03", 9_999m, Kind: "release"),
        new(5, 3, "2026-09-20", 600m, Line: 5),
        new(6, 3, "2026-11-10", -600m, Line: 5, Kind: "refund"),
        new(7, 11, "2026-10-01", 100m, Currency: "USD"),
        new(8, 12, "2026-10-02", 777m),
        new(9, 13, "2026-10-05", 250m, Line: 8),
        // Nobody knows whose.
        new(10, null, "2026-10-07", 55m),
    ];

    public static readonly IReadOnlyList<PlannedTarget> Targets =
    [
        Target(new PlanScope(BuildingId: "1"), "2026-10", 4_000m),
        Target(new PlanScope(BuildingId: "2"), "2026-10", 2_000m),
        Target(new PlanScope(ComplexId: "1"), "2026-11", 5_000m),
        Target(new PlanScope(BuildingId: "1"), "2026-11", 1_000m),
        Target(new PlanScope(ComplexId: "2"), "2026-12", 3_000m),
        Target(new PlanScope(), "2027-01", 9_000m),
        Target(new PlanScope(), "2026-12", 8_000m),
        Target(new PlanScope(ManagerId: "11"), "2026-10", 700m),
        Target(new PlanScope(ManagerId: "12"), "2026-10", 800m),
        Target(new PlanScope(DepartmentId: "5"), "2026-11", 1_300m),
        Target(new PlanScope(ManagerId: "11"), "2026-11", 600m),
        new("business", new PlanScope(BuildingId: "1"), Month("2026-10"), "receipts", 99m),
        new("sales", new PlanScope(BuildingId: "1"), Month("2026-10"), "units", 5m),
    ];

    public static readonly IReadOnlyDictionary<string, FunnelStep> Steps = new Dictionary<string, FunnelStep>
    {
        ["NEW"] = FunnelStep.Lead, ["MEET"] = FunnelStep.Meeting, ["BOOK"] = FunnelStep.Reservation,
        ["SIGN"] = FunnelStep.Contract, ["PAID"] = FunnelStep.Paid, ["LOSE"] = FunnelStep.Lost,
    };

    public static readonly TenantMapping Mapping = new()
    {
        SalesPipelines = ["0"],
        Steps = Steps,
        SellerField = "UF_SELLER",
        Objects = new ObjectMapping(ComplexTable, BuildingTable, "complex") { DealComplexFields = ["UF_COMPLEX"], DealBuildingFields = ["UF_BUILDING"] },
        Schedule = new ScheduleMapping(ScheduleTable, "deal", "amount", "due", "kind", "cancelled"),
        Payments = new Core.Model.PaymentMapping(PaymentTable, "deal", "amount", "paid", "line", "kind", ["release"]),
    };

    private static readonly DateTimeOffset Long = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The world in the host's records.</summary>
    public static IEnumerable<HostRecord> Records()
    {
        yield return new Pipeline { Id = "0", Name = "Продажи" };
        yield return new Pipeline { Id = "9", Name = "Аренда" };
        var stage = 0;
        foreach (var (code, step) in Steps)
        {
            yield return new Stage
            {
                Id = code, PipelineId = "0", Name = code, Order = stage++,
                Meaning = step switch { FunnelStep.Lost => StageMeaning.Failure, FunnelStep.Paid => StageMeaning.Success, _ => StageMeaning.InProgress },
            };
        }
        yield return new Department { Id = "1", Name = "Компания" };
        yield return new Department { Id = "5", Name = "Офис", ParentId = "1", HeadId = "10" };
        yield return new Department { Id = "6", Name = "Ипотека", ParentId = "1" };
        foreach (var (id, department, active) in ((string, string, bool)[])[("1", "1", true), ("10", "5", true), ("11", "5", true), ("12", "5", true), ("13", "6", true), ("14", "5", false)])
            yield return new User { Id = id, Name = $"Человек {id}", IsActive = active, DepartmentIds = [department] };
        yield return Item(ComplexTable, 1, ("title", "Север"));
        yield return Item(ComplexTable, 2, ("title", "Юг"));
        yield return Item(BuildingTable, 1, ("title", "Корпус 1"), ("complex", $"item:{ComplexTable}/1"));
        yield return Item(BuildingTable, 2, ("title", "Корпус 2"), ("complex", $"item:{ComplexTable}/1"));

        var visit = 0;
        foreach (var deal in Deals)
        {
            yield return ToRecord(deal);
            foreach (var code in deal.Path.Split(' '))
            {
                yield return new StageVisit { Id = $"{++visit}", DealId = $"{deal.Id}", PipelineId = deal.Pipeline, StageId = code, EnteredAt = Long };
            }
        }
        foreach (var line in Lines)
            yield return ToRecord(line);
        foreach (var payment in Payments)
            yield return ToRecord(payment);
    }

    public static Deal ToRecord(DealFact deal) => new()
    {
        Id = $"{deal.Id}", Title = $"Сделка {deal.Id}", PipelineId = deal.Pipeline, StageId = deal.Path.Split(' ')[^1], OwnerId = deal.Owner,
        Amount = deal.Amount, Currency = deal.Currency, Probability = deal.Probability, CreatedAt = Long,
        ExpectedClose = deal.Close is null ? null : DateOnly.Parse(deal.Close, System.Globalization.CultureInfo.InvariantCulture),
        Fields = new Dictionary<string, FieldValue>
        {
            ["UF_SELLER"] = FieldValue.Of(deal.Seller),
            ["UF_COMPLEX"] = FieldValue.Of(deal.Complex is null ? null : $"item:{ComplexTable}/{deal.Complex}"),
            ["UF_BUILDING"] = FieldValue.Of(deal.Building is null ? null : $"item:{BuildingTable}/{deal.Building}"),
        },
    };

    public static Item ToRecord(LineFact line) => Item(
        ScheduleTable, line.Id, ("deal", $"deal/{line.Deal}"), ("amount", Amount(line.Amount, line.Currency)), ("due", line.Due),
        ("cancelled", line.Cancelled ? "2026-11-01" : null));

    public static Item ToRecord(PaymentFact payment) => Item(
        PaymentTable, payment.Id, ("deal", payment.Deal is null ? null : $"deal/{payment.Deal}"), ("amount", Amount(payment.Amount, payment.Currency)),
        ("paid", payment.PaidOn), ("line", payment.Line is null ? null : $"item:{ScheduleTable}/{payment.Line}"), ("kind", payment.Kind));

    public static Item Item(string table, int id, params (string Field, string? Value)[] fields) => new()
    {
        Id = $"{id}", Table = table, CreatedAt = Long, Fields = fields.ToDictionary(field => field.Field, field => FieldValue.Of(field.Value)),
    };

    private static PlannedTarget Target(PlanScope scope, string month, decimal value) => new("sales", scope, Month(month), "receipts", value);

    private static YearMonth Month(string text) => YearMonth.TryParse(text, out var month) ? month : throw new FormatException(text);

    private static string Amount(decimal amount, string currency) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{amount} {currency}");
}

/// <summary>The world inside a running house: landed, projected, asked.</summary>
internal sealed class ReceiptsHouse : IAsyncDisposable
{
    private ReceiptsHouse(StoreFixture store, TestHost host, TenantId tenant) => (Store, Host, Tenant) = (store, host, tenant);

    public StoreFixture Store { get; }

    public TestHost Host { get; }

    public TenantId Tenant { get; }

    public static readonly IReadOnlyDictionary<string, string[]?> Viewers = new Dictionary<string, string[]?>
    {
        // The administrator sees all; the head his office; a manager what he owns.
        ["1"] = null, ["10"] = ["10", "11", "12", "14"], ["11"] = ["11"], ["12"] = ["12"], ["13"] = ["13"], ["99"] = [],
    };

    public static async Task<ReceiptsHouse> StartAsync(TenantMapping? mapping = null)
    {
        var house = await StartEmptyAsync(mapping);
        await house.LandAsync([.. ReceiptsWorld.Records()]);
        return house;
    }

    public static async Task<ReceiptsHouse> StartEmptyAsync(TenantMapping? mapping = null)
    {
        var host = new TestHost();
        foreach (var (user, owners) in Viewers.Where(viewer => viewer.Value is not null))
            host.Sees[user] = [.. owners!];
        var store = await StoreFixture.StartAsync((services, configuration) =>
            services.AddSingleton<IHostConnector>(host).AddSync().AddReports().AddReconciliation().AddImports().AddPlans().AddMessages().AddOutbox(configuration));
        var house = new ReceiptsHouse(store, host, (await store.InstallAsync()).Id);
        await house.AcceptAsync(mapping ?? ReceiptsWorld.Mapping);
        return house;
    }

    public Task AcceptAsync(TenantMapping mapping) =>
        Store.Get<TenantDirectory>().AcceptMappingAsync(Viewer("1"), mapping, TestContext.Current.CancellationToken);

    /// <summary>What a sync brings, and the projection after it.</summary>
    public Task LandAsync(params HostRecord[] records) => LandAsync(ReceiptsWorld.Mapping.NeededKinds(), records);

    /// <summary>What a sync brings that reads these feeds to their end.</summary>
    public async Task LandAsync(IReadOnlyList<RecordKind> kinds, HostRecord[] records)
    {
        var token = TestContext.Current.CancellationToken;
        Host.Put([.. records.OfType<Deal>()]);
        var sync = Store.Get<SyncState>();
        var owner = (await sync.TryBeginAsync(Tenant, token))!;
        foreach (var kind in kinds)
        {
            HostRecord[] own = [.. records.Where(record => record.Kind == kind)];
            var page = new FeedPage(kind, own, [.. own.Select(record => record.Id)], [], "0", true) { CompleteUpTo = Store.Clock.GetUtcNow() };
            await sync.LandAsync(Tenant, owner, page, token);
        }
        await sync.EndAsync(Tenant, owner, null);
        await RefreshAsync();
    }

    /// <summary>Sync found that the host has these no more.</summary>
    public async Task BuryAsync(RecordKind kind, params string[] ids)
    {
        var token = TestContext.Current.CancellationToken;
        var sync = Store.Get<SyncState>();
        var owner = (await sync.TryBeginAsync(Tenant, token))!;
        await sync.EndSweepAsync(Tenant, owner, kind, ids, null, token);
        await sync.EndAsync(Tenant, owner, null);
        await RefreshAsync();
    }

    public async Task SetTargetsAsync(IReadOnlyCollection<PlannedTarget> targets)
    {
        await Store.Get<PlanTargets>().SetAsync(Viewer("1"), targets, "RUB", "targets-set", TestContext.Current.CancellationToken);
        await RefreshAsync();
    }

    public Task RefreshAsync() => Store.Get<ProjectionService>().RefreshAsync(Tenant, TestContext.Current.CancellationToken);

    public Viewer Viewer(string userId) => new(Tenant, userId, userId == "1");

    public Task<ReportAnswer> RunAsync(string userId, ReportRequest? request = null, string report = "object-receipts-forecast") => Store.Get<ReportRunner>().RunAsync(
        Viewer(userId), report, request ?? new ReportRequest("2026-09", "2027-02"), TestContext.Current.CancellationToken);

    public Task<DrillAnswer> DrillAsync(string userId, DrillRequest request, string report = "object-receipts-forecast") => Store.Get<ReportRunner>().DrillAsync(
        Viewer(userId), report, request, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
