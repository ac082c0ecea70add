using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>A contract as a person would write it down.</summary>
/// <param name="Ended">The day it ended; null: it holds.</param>
internal sealed record ContractFact(int Id, string Signed, string Seller, string Owner, string Building, decimal? Amount, decimal? Area, string? Ended = null, string Currency = "RUB")
{
    public SaleFact Sale => new(
        Id, "09-01 10:00", $"NEW 09-01 10:00, SIGN {Signed} 10:00{(Ended is null ? "" : $", LOSE {Ended} 10:00")}", Owner, Amount, Seller, Currency);

    public DateOnly SignedOn => Day(Signed);

    public DateOnly? EndedOn => Ended is null ? null : Day(Ended);

    private static DateOnly Day(string text) => DateOnly.ParseExact($"2026-{text}", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Contracts of October and November 2026 in the portal of <see cref="ReceiptsWorld"/>, on Tuesday the 24th at noon. The company works from Monday to Friday and not
/// on 4 November: of the 20 days of the month 16 have elapsed, today among them.
/// </summary>
internal static class SummaryWorld
{
    public static readonly TenantMapping Mapping = ReceiptsWorld.Mapping with { ContractAreaFields = ["UF_AREA"] };

    public static readonly IReadOnlyList<ContractFact> Contracts =
    [
        // Sold by 11, now with the desk.
        new(1, "11-05", "11", "13", "1", 6_000_000m, 40m),
        // Signed and ended in one month: nothing is left of it but its price.
        new(2, "11-10", "11", "11", "1", 3_000_000m, 20m, Ended: "11-20"),
        // October's, and taken off November.
        new(3, "10-06", "12", "12", "2", 5_000_000m, 50m, Ended: "11-12"),
        // Nobody typed its area.
        new(4, "11-12", "12", "12", "2", 8_000_000m, null),
        new(5, "10-20", "11", "11", "2", 4_000_000m, 40m),
        // Dollars: a unit and its metres, no money and no price.
        new(6, "11-13", "12", "12", "1", 100m, 10m, Currency: "USD"),
    ];

    public static readonly IReadOnlyList<PaymentFact> Payments =
    [
        new(1, 1, "2026-11-06", 2_000_000m), new(2, 4, "2026-11-15", 500_000m), new(3, 3, "2026-11-14", -300_000m, Kind: "refund"), new(4, 5, "2026-10-21", 1_000_000m),
    ];

    public static readonly IReadOnlyList<PlannedTarget> Targets =
    [
        // Units by people alone, money by objects and for the office, area for the company.
        Target(new PlanScope(ManagerId: "11"), "units", 3), Target(new PlanScope(ManagerId: "12"), "units", 2),
        Target(new PlanScope(BuildingId: "1"), "value", 12_000_000), Target(new PlanScope(BuildingId: "2"), "value", 8_000_000),
        Target(new PlanScope(DepartmentId: "5"), "value", 15_000_000),
        Target(new PlanScope(), "m2", 125),
        Target(new PlanScope(ManagerId: "11"), "receipts", 4_000_000),
        new("business", new PlanScope(), new YearMonth(2026, 11), "value", 777),
    ];

    public static async Task<ReceiptsHouse> StartAsync(TenantMapping? mapping = null)
    {
        var house = await ReceiptsHouse.StartEmptyAsync(mapping ?? Mapping);
        await house.Store.Get<TenantDirectory>().SaveHostSettingsAsync(
            house.Tenant, new HostSettings(TimeSpan.FromHours(3), "RUB", DayWorld.Calendar), TestContext.Current.CancellationToken);
        var visit = 0;
        await house.LandAsync(
        [
            .. ReceiptsWorld.Records().Where(record => record is not (Deal or StageVisit or Item { Table: ReceiptsWorld.ScheduleTable or ReceiptsWorld.PaymentTable })),
            .. Contracts.Select(ToRecord),
            .. Contracts.Select(contract => contract.Sale).SelectMany(sale => sale.Visits.Select(
                step => new StageVisit { Id = $"{++visit}", DealId = $"{sale.Id}", PipelineId = "0", StageId = step.Stage, EnteredAt = step.At })),
            .. Payments.Select(ReceiptsWorld.ToRecord),
        ]);
        await house.SetTargetsAsync(Targets);
        return house;
    }

    public static Task<SalesSummary> RunAsync(ReceiptsHouse house, string userId, ReportRequest? request = null) =>
        house.Store.Get<SalesSummaries>().RunAsync(house.Viewer(userId), request ?? new ReportRequest(), TestContext.Current.CancellationToken);

    public static Task<ReceiptsOutlook> OutlookAsync(ReceiptsHouse house, string userId, ReportRequest? request = null) =>
        house.Store.Get<SalesSummaries>().OutlookAsync(house.Viewer(userId), request ?? new ReportRequest(), TestContext.Current.CancellationToken);

    public static Deal ToRecord(ContractFact contract)
    {
        var deal = SalesWorld.ToRecord(contract.Sale);
        return deal with
        {
            Fields = new Dictionary<string, FieldValue>(deal.Fields)
            {
                ["UF_AREA"] = FieldValue.Of(contract.Area is { } area ? FormattableString.Invariant($"{area}") : null),
                ["UF_BUILDING"] = FieldValue.Of($"item:{ReceiptsWorld.BuildingTable}/{contract.Building}"),
            },
        };
    }

    private static PlannedTarget Target(PlanScope scope, string metric, decimal value) => new("sales", scope, new YearMonth(2026, 11), metric, value);
}
