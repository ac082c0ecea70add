using System.Globalization;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>One sale as a person would write it down.</summary>
/// <param name="Signed">The day of the contract as a field of the deal has it, as it is written there.</param>
/// <param name="Act">The same in another field.</param>
/// <param name="Path">Stages with the moment each was entered in Moscow (UTC+3), <c>NEW 11-02 10:00</c>; the last one is where the deal stands.</param>
internal sealed record SaleFact(int Id, string Created, string Path, string? Owner, decimal? Amount, string? Seller = null, string Currency = "RUB",
    string? Signed = null, string? Act = null, string Pipeline = "0")
{
    public IReadOnlyList<(string Stage, DateTimeOffset At)> Visits =>
        [.. Path.Split(", ").Select(visit => visit.Split(' ', 2)).Select(parts => (parts[0], SalesWorld.At(parts[1])))];
}

/// <summary>
/// Sales of October and November 2026 in the portal of <see cref="ReceiptsWorld"/>: people 11, 12 of office 5, 13 of desk 6, 14 who left. Today is
/// 24 November 2026.
/// </summary>
internal static class SalesWorld
{
    public static readonly IReadOnlyList<SaleFact> Deals =
    [
        // Straight through: one day new, two days booked, signed on the 5th; the desk has it now.
        new(1, "11-02 10:00", "NEW 11-02 10:00, BOOK 11-03 10:00, SIGN 11-05 10:00", "13", 1_000_000m, Seller: "11"),
        // Skips the meeting and the booking; half a day new. Ended later: won all the same, on the 6th.
        new(2, "11-06 00:00", "NEW 11-06 00:00, SIGN 11-06 12:00, LOSE 11-20 12:00", "11", 3_000_000m),
        // Goes back: reached BOOK for good. Was new for 1 and for 2 days, lost there on the 10th.
        new(3, "11-04 00:00", "NEW 11-04 00:00, BOOK 11-05 00:00, NEW 11-08 00:00, LOSE 11-10 00:00", "12", 500_000m),
        // Lost, reopened and lost again: the last time counts, and MEET is the step before it.
        new(4, "11-01 00:00", "NEW 11-01 00:00, LOSE 11-02 00:00, MEET 11-10 00:00, LOSE 11-12 00:00", "12", 700_000m),
        // Open.
        new(5, "11-15 09:00", "NEW 11-15 09:00, MEET 11-17 09:00", "11", 900_000m),
        new(6, "11-16 09:00", "NEW 11-16 09:00", null, 100_000m),
        // Late in the evening of the last of October in UTC is November in Moscow.
        new(7, "11-01 01:00", "NEW 11-01 01:00, LOSE 11-01 02:00", "11", null),
        // Won in November, created in October, by one who has left; without an amount.
        new(8, "10-20 10:00", "NEW 10-20 10:00, SIGN 11-09 10:00", "13", null, Seller: "14"),
        // Dollars count, and add no money.
        new(9, "10-21 10:00", "NEW 10-21 10:00, SIGN 11-11 10:00", "12", 5_000m, Currency: "USD"),
        // October's sales; the second is behind the days that November has had so far.
        new(10, "10-01 10:00", "NEW 10-01 10:00, SIGN 10-10 10:00", "12", 2_000_000m),
        new(11, "10-02 10:00", "NEW 10-02 10:00, SIGN 10-30 10:00", "12", 4_000_000m),
        // Nobody's, and its history is not there: won on the day the deal itself tells.
        new(12, "10-03 10:00", "SIGN 11-18 10:00", null, 250_000m),
    ];

    /// <summary>Deals whose stage visits the host does not hold.</summary>
    public static readonly IReadOnlyList<int> WithoutHistory = [12];

    /// <summary>The world inside a running house, in Moscow's zone.</summary>
    public static async Task<ReceiptsHouse> StartAsync(IReadOnlyList<SaleFact>? deals = null, TenantMapping? mapping = null)
    {
        var house = await ReceiptsHouse.StartEmptyAsync(mapping);
        await house.Store.Get<TenantDirectory>().SaveHostSettingsAsync(house.Tenant, new HostSettings(TimeSpan.FromHours(3), "RUB"), TestContext.Current.CancellationToken);
        await house.LandAsync([.. Records(deals ?? Deals)]);
        return house;
    }

    private static IEnumerable<HostRecord> Records(IReadOnlyList<SaleFact> deals)
    {
        foreach (var record in ReceiptsWorld.Records().Where(record => record is not (Deal or StageVisit or Item { Table: ReceiptsWorld.ScheduleTable or ReceiptsWorld.PaymentTable })))
            yield return record;
        var visit = 0;
        foreach (var sale in deals)
        {
            yield return ToRecord(sale);
            foreach (var (stage, at) in sale.Visits.Where(_ => !WithoutHistory.Contains(sale.Id)))
                yield return new StageVisit { Id = $"{++visit}", DealId = $"{sale.Id}", PipelineId = sale.Pipeline, StageId = stage, EnteredAt = at };
        }
    }

    public static DateTimeOffset At(string text) =>
        DateTimeOffset.ParseExact($"2026-{text} +03:00", "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture).ToUniversalTime();

    public static Deal ToRecord(SaleFact sale) => new()
    {
        Id = $"{sale.Id}", Title = $"Сделка {sale.Id}", PipelineId = sale.Pipeline, StageId = sale.Visits[^1].Stage, OwnerId = sale.Owner, Amount = sale.Amount,
        Currency = sale.Currency, CreatedAt = At(sale.Created), StageChangedAt = WithoutHistory.Contains(sale.Id) ? sale.Visits[^1].At : null,
        Fields = new Dictionary<string, FieldValue>
        {
            ["UF_SELLER"] = FieldValue.Of(sale.Seller), ["UF_SIGNED"] = FieldValue.Of(sale.Signed), ["UF_ACT"] = FieldValue.Of(sale.Act),
        },
    };
}
