using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>A meeting as a person would write it down.</summary>
/// <param name="Of">The deal or lead it belongs to, <c>deal/1</c>.</param>
/// <param name="At">When it ended, in Moscow.</param>
internal sealed record MeetingFact(int Id, string Of, string At, string Owner, bool IsDone = true);

/// <summary>An inquiry and when somebody took it up.</summary>
/// <param name="Taken">In Moscow; null: nobody has.</param>
internal sealed record InquiryFact(int Id, string Created, string? Owner, string? Taken, string? Phone = null);

/// <summary>
/// November 2026 in the portal of <see cref="ReceiptsWorld"/>, on Tuesday the 24th at noon: 3 of the 10 hours of the shift are over. The company
/// works from Monday to Friday and not on the 4th: 20 days, 15 before and 5 from the 24th on. Manager 12 works from Tuesday to Saturday and is away on
/// the 26th: 18 days, 14 before and 4 from the 24th on.
/// </summary>
internal static class DayWorld
{
    public static readonly DateOnly Today = new(2026, 11, 24);

    public static readonly WorkCalendar Calendar = new([1, 2, 3, 4, 5], [new YearDay(11, 4)], [], new TimeOnly(9, 0), new TimeOnly(19, 0));

    public static readonly IReadOnlyList<SaleFact> Deals =
    [
        new(1, "11-02 10:00", "NEW 11-02 10:00, BOOK 11-24 10:00", "11", 5_000m),
        new(2, "11-10 10:00", "NEW 11-10 10:00, BOOK 11-12 10:00", "12", 6_000m),
        // Sold by 11, now with the desk.
        new(3, "11-03 10:00", "NEW 11-03 10:00, BOOK 11-05 10:00, SIGN 11-24 11:00", "13", 4_000m, Seller: "11"),
        new(4, "10-20 10:00", "NEW 10-20 10:00, BOOK 10-25 10:00, SIGN 11-20 10:00", "11", 3_000m),
    ];

    /// <summary>Deals of one client.</summary>
    public static readonly IReadOnlyDictionary<int, string> Contacts = new Dictionary<int, string> { [1] = "50", [2] = "50", [4] = "51" };

    public static readonly IReadOnlyList<InquiryFact> Inquiries =
    [
        new(1, "11-02 09:00", "11", "11-03 09:00"),
        new(2, "11-20 09:00", "11", "11-24 10:00"),
        new(3, "11-24 08:00", "11", null),
        new(4, "11-24 09:00", "12", "11-24 09:30", "+7 916 000-00-01"),
        // The same person again: work of the day, and no new inquiry.
        new(5, "11-24 09:40", "12", null, "8 916 000 00 01"),
        // Has waited since October.
        new(6, "10-15 09:00", "11", null),
        new(7, "11-23 09:00", null, null),
        new(8, "11-10 09:00", "12", "11-11 09:00"),
    ];

    public static readonly IReadOnlyList<MeetingFact> Meetings =
    [
        new(1, "deal/1", "11-24 11:00", "11"),
        // The same client an hour later.
        new(2, "deal/2", "11-24 12:00", "12"),
        // Of 11's lead, held by 12.
        new(3, "lead/2", "11-23 12:00", "12"),
        new(4, "deal/3", "11-24 15:00", "11", IsDone: false),
        new(5, "deal/4", "10-30 12:00", "11"),
        new(6, "deal/4", "11-24 09:00", "11"),
    ];

    public static readonly IReadOnlyList<PaymentFact> Payments =
    [
        new(1, 3, "2026-11-24", 1_000m), new(2, 4, "2026-11-20", 1_000m), new(3, 4, "2026-11-21", -250.5m, Kind: "refund"),
        // Nobody knows whose.
        new(4, null, "2026-11-24", 55m),
    ];

    public static readonly IReadOnlyList<PlannedTarget> Targets =
    [
        Target("11", "units", 8), Target("11", "receipts", 6_000), Target("12", "units", 2), Target("12", "value", 9_000),
        new("business", new PlanScope(ManagerId: "12"), new YearMonth(2026, 11), "receipts", 777),
    ];

    public static async Task<ReceiptsHouse> StartAsync(bool hasCalendar = true)
    {
        var token = TestContext.Current.CancellationToken;
        var house = await ReceiptsHouse.StartEmptyAsync();
        await house.Store.Get<TenantDirectory>().SaveHostSettingsAsync(house.Tenant, new HostSettings(TimeSpan.FromHours(3), "RUB", hasCalendar ? Calendar : null), token);
        var visit = 0;
        await house.LandAsync(
        [
            .. ReceiptsWorld.Records().Where(record => record is not (Deal or StageVisit or Item { Table: ReceiptsWorld.ScheduleTable or ReceiptsWorld.PaymentTable })),
            new LeadStage { Id = "NEW", Name = "Новый", Order = 10, Meaning = StageMeaning.InProgress },
            new LeadStage { Id = "TAKEN", Name = "В работе", Order = 20, Meaning = StageMeaning.InProgress },
            .. Deals.Select(deal => SalesWorld.ToRecord(deal) with { ContactIds = Contacts.TryGetValue(deal.Id, out var contact) ? [contact] : [] }),
            .. Deals.SelectMany(deal => deal.Visits.Select(step => new StageVisit { Id = $"{++visit}", DealId = $"{deal.Id}", PipelineId = "0", StageId = step.Stage, EnteredAt = step.At })),
            .. Payments.Select(ReceiptsWorld.ToRecord),
            .. Inquiries.SelectMany(ToRecords),
            .. Meetings.Select(ToRecord),
        ]);
        await house.SetTargetsAsync(Targets);
        var set = await SetCalendarAsync(house, "10", "12", new PersonCalendarCommand([2, 3, 4, 5, 6], [new DateOnly(2026, 11, 26)], AsCompany));
        Assert.IsType<CalendarSaved.Saved>(set);
        return house;
    }

    /// <summary>What 12 sold from May to October; the eleventh contract is of April. Each was booked, every second one met.</summary>
    public static Task SellTenAsync(ReceiptsHouse house)
    {
        SaleFact[] sales = [.. Enumerable.Range(0, 11).Select(index => new SaleFact(101 + index, "04-01 10:00", $"NEW 04-01 10:00, BOOK {(index == 10 ? "04" : "10")}-02 10:00, SIGN {(index == 10 ? "04" : "10")}-03 10:00", "12", 1m))];
        return house.LandAsync(
        [
            .. sales.Select(SalesWorld.ToRecord),
            .. sales.SelectMany(sale => sale.Visits.Select((step, index) => new StageVisit { Id = $"{sale.Id * 10 + index}", DealId = $"{sale.Id}", PipelineId = "0", StageId = step.Stage, EnteredAt = step.At })),
            .. sales.Take(5).Select(sale => ToRecord(new MeetingFact(sale.Id, $"deal/{sale.Id}", "10-02 12:00", "12"))),
        ]);
    }

    /// <summary>Nothing otherwise than the company.</summary>
    public static PersonCalendar AsCompany { get; } = new(null, []);

    public static Task<CalendarSaved> SetCalendarAsync(ReceiptsHouse house, string author, string person, PersonCalendarCommand command) =>
        house.Store.Get<WorkCalendarService>().SetAsync(house.Viewer(author), person, command, TestContext.Current.CancellationToken);

    public static Task<DayAnswer> RunAsync(ReceiptsHouse house, string userId, DayRequest? request = null) =>
        house.Store.Get<DayPlans>().RunAsync(house.Viewer(userId), request ?? new DayRequest(), TestContext.Current.CancellationToken);

    public static Task<DayRecords> ListAsync(ReceiptsHouse house, string userId, DayRecordsRequest request) =>
        house.Store.Get<DayPlans>().ListAsync(house.Viewer(userId), request, TestContext.Current.CancellationToken);

    public static Activity ToRecord(MeetingFact meeting) => new()
    {
        Id = $"{meeting.Id}", Type = ActivityType.Meeting, Subject = $"Встреча {meeting.Id}", IsDone = meeting.IsDone, OwnerId = meeting.Owner,
        StartAt = SalesWorld.At(meeting.At).AddHours(-1), EndAt = SalesWorld.At(meeting.At), CreatedAt = SalesWorld.At(meeting.At).AddDays(-1), Subjects = [meeting.Of, "contact/77"],
    };

    private static IEnumerable<HostRecord> ToRecords(InquiryFact lead)
    {
        yield return LeadWorld.ToRecord(new LeadFact(lead.Id, lead.Created, lead.Taken is null ? "NEW" : "TAKEN", lead.Owner, null, lead.Phone));
        yield return new LeadVisit { Id = $"{lead.Id * 2}", LeadId = $"{lead.Id}", StageId = "NEW", EnteredAt = SalesWorld.At(lead.Created) };
        if (lead.Taken is { } taken)
            yield return new LeadVisit { Id = $"{lead.Id * 2 + 1}", LeadId = $"{lead.Id}", StageId = "TAKEN", EnteredAt = SalesWorld.At(taken) };
    }

    private static PlannedTarget Target(string manager, string metric, decimal value) => new("sales", new PlanScope(ManagerId: manager), new YearMonth(2026, 11), metric, value);
}
