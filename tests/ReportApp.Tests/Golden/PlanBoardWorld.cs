using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Tests.Outbox;

namespace ReportApp.Tests.Golden;

/// <summary>What somebody promised for November.</summary>
/// <param name="Draft">Saved by the seller himself.</param>
internal sealed record EntryFact(int Deal, string Manager, decimal Amount, bool Draft = false);

/// <summary>
/// November 2026 in the portal of <see cref="ReceiptsWorld"/>, on the 24th: people 11, 12 of office 5 with head 10, 13 of desk 6, 14 who left.
/// </summary>
internal static class PlanBoardWorld
{
    public static readonly IReadOnlyList<DealFact> Deals =
    [
        // Sold by 11, now with the desk: 3,000 are due in November, 1,200 came.
        new(1, "NEW BOOK SIGN", "13", 10_000m, Seller: "11", Building: "1"),
        // All that was due has come.
        new(2, "SIGN", "12", 8_000m, Complex: "2"),
        // Open, should have closed on the 20th: 5,000 × 40 % = 2,000.
        new(3, "NEW BOOK", "11", 5_000m, Probability: 40, Close: "2026-11-20"),
        // Lost after it had been planned.
        new(4, "NEW BOOK", "12", 2_000m, Close: "2026-12-15"),
        // Nobody knows its probability.
        new(5, "MEET", "11", 1_000m, Close: "2026-12-10"),
        // Sold by 14, who left; planned for 12.
        new(6, "SIGN", "13", 900m, Seller: "14"),
    ];

    public static readonly IReadOnlyList<LineFact> Lines = [new(1, 1, "2026-11-15", 3_000m), new(2, 1, "2026-12-15", 7_000m), new(3, 2, "2026-11-20", 5_000m)];

    public static readonly IReadOnlyList<PaymentFact> Payments =
    [
        new(1, 1, "2026-11-10", 1_200m, Line: 1),
        new(2, 2, "2026-11-05", 5_000m, Line: 3),
        new(3, 6, "2026-11-02", 300m),
        new(4, 6, "2026-10-02", 77m),
        // Nobody knows whose.
        new(5, null, "2026-11-07", 55m),
    ];

    public static readonly IReadOnlyList<EntryFact> Entries =
    [
        new(1, "11", 2_000m), new(2, "12", 4_000m), new(3, "11", 2_500m), new(4, "12", 1_500m), new(5, "11", 700m, Draft: true), new(6, "12", 100m),
    ];

    /// <summary>Of 12 there is only what was set by objects; the department's own target is no manager's.</summary>
    public static readonly IReadOnlyList<PlannedTarget> Targets =
    [
        Target(new PlanScope(ManagerId: "11"), "2026-11", 6_000m), Target(new PlanScope(BuildingId: "1", ManagerId: "11"), "2026-11", 999m),
        Target(new PlanScope(BuildingId: "1", ManagerId: "12"), "2026-11", 4_000m), Target(new PlanScope(BuildingId: "2", ManagerId: "12"), "2026-11", 1_000m),
        Target(new PlanScope(ManagerId: "11"), "2026-12", 2_000m), Target(new PlanScope(DepartmentId: "5"), "2026-11", 1_300m),
        Target(new PlanScope(), "2026-11", 50_000m),
    ];

    /// <summary>All entries saved and delivered, and deal 4 lost after that.</summary>
    public static async Task<ReceiptsHouse> StartAsync()
    {
        var house = await StartWithoutEntriesAsync();
        foreach (var entry in Entries)
            await SaveAsync(house, entry);
        await DeliverAsync(house);
        await house.LandAsync(
            ReceiptsWorld.ToRecord(Deals.Single(deal => deal.Id == 4) with { Path = "LOSE" }),
            new StageVisit { Id = "900", DealId = "4", PipelineId = "0", StageId = "LOSE", EnteredAt = house.Store.Clock.GetUtcNow() });
        return house;
    }

    public static async Task<ReceiptsHouse> StartWithoutEntriesAsync()
    {
        var house = await ReceiptsHouse.StartEmptyAsync();
        foreach (var user in (string[])["10", "11", "12", "13"])
            await house.Store.Get<TenantDirectory>().RegisterAsync(house.Store.Proof("m1", user, isAdministrator: false), TestContext.Current.CancellationToken);
        await house.Store.Get<TenantDirectory>().SaveHostSettingsAsync(house.Tenant, new HostSettings(TimeSpan.FromHours(3), "RUB"), TestContext.Current.CancellationToken);
        HostRecord[] around = [.. ReceiptsWorld.Records().Where(record => record is not (Deal or StageVisit or Item { Table: ReceiptsWorld.ScheduleTable or ReceiptsWorld.PaymentTable }))];
        await house.LandAsync([.. around, .. Deals.Select(ReceiptsWorld.ToRecord), .. Lines.Select(ReceiptsWorld.ToRecord), .. Payments.Select(ReceiptsWorld.ToRecord)]);
        await house.SetTargetsAsync(Targets);
        return house;
    }

    public static async Task<PlanEntryView> SaveAsync(ReceiptsHouse house, EntryFact entry, string month = "2026-11")
    {
        var command = new PlanCommand($"{entry.Deal}", null, entry.Amount, month, entry.Manager, PlanMetric.Receipts, null);
        var saved = await house.Store.Get<PlanService>().SaveAsync(
            house.Viewer(entry.Draft ? entry.Manager : "1"), command, Ids.New(house.Store.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        return Assert.IsType<PlanSaved.Saved>(saved).Entry;
    }

    public static async Task DeliverAsync(ReceiptsHouse house)
    {
        while (await house.Store.Get<OutboxDispatcher>().RunOnceAsync(TestContext.Current.CancellationToken) > 0) { }
    }

    public static Task<BoardAnswer> RunAsync(ReceiptsHouse house, string userId, BoardRequest? request = null) =>
        house.Store.Get<PlanBoards>().RunAsync(house.Viewer(userId), request ?? new BoardRequest("2026-11"), TestContext.Current.CancellationToken);

    public static Task<BoardDeals> DealsAsync(ReceiptsHouse house, string userId, string row, string month = "2026-11") =>
        house.Store.Get<PlanBoards>().DealsAsync(house.Viewer(userId), new BoardDealsRequest(row, month), TestContext.Current.CancellationToken);

    public static string Line(ShownPlan plan) => FormattableString.Invariant(
        $"{plan.Month} {plan.Of} {plan.Amount:0.##} | {string.Join(' ', plan.Others.Select(other => FormattableString.Invariant($"{other.Of} {other.Amount:0.##}")))}").TrimEnd();

    public static PlannedTarget Target(PlanScope scope, string month, decimal value) =>
        new("sales", scope, YearMonth.TryParse(month, out var parsed) ? parsed : throw new FormatException(month), "receipts", value);
}
