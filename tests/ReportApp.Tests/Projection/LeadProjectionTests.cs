using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Golden;

namespace ReportApp.Tests.Projection;

/// <summary>What the projection makes of leads (reports.md §2.1, DR-15).</summary>
public sealed class LeadProjectionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly HostRecord[] Dictionaries =
    [
        new LeadStage { Id = "NEW", Name = "Новый", Order = 10, Meaning = StageMeaning.InProgress },
        new LeadStage { Id = "CALL", Name = "Звонок", Order = 20, Meaning = StageMeaning.InProgress },
        new LeadStage { Id = "CONVERTED", Name = "Качественный", Order = 30, Meaning = StageMeaning.Success },
        new LeadStage { Id = "JUNK", Name = "Спам", Order = 40, Meaning = StageMeaning.Failure },
        new Source { Id = "WEB", Name = "Сайт", Order = 10 },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_class_of_a_lead_follows_from_where_its_stage_stands()
    {
        await using var house = await ReceiptsHouse.StartAsync();

        await house.LandAsync(
            [.. Dictionaries, Lead(1, stage: "NEW"), Lead(2, stage: "CALL"), Lead(3, stage: "CONVERTED"), Lead(4, stage: "JUNK"), Lead(5, stage: "NOT_LISTED")]);

        Assert.Equal(
            [("1", "new"), ("2", "inWork"), ("3", "qualified"), ("4", "disqualified"), ("5", null)],
            (await LeadsAsync(house)).Select(lead => (lead.Id, lead.Class)));
    }

    [Fact]
    public async Task An_inquiry_is_a_repeat_when_the_same_phone_or_mailbox_asked_in_the_ninety_days_before()
    {
        await using var house = await ReceiptsHouse.StartAsync();

        await house.LandAsync(
        [
            .. Dictionaries,
            Lead(1, 0, phone: "+7 916 000-00-01"),
            Lead(2, 90, phone: "8 (916) 000-00-01"),          // the last day on which it is the same inquiry
            Lead(3, 180.1, phone: "9160000001"),              // later than that
            Lead(4, 0, email: "a@mail.example"), Lead(5, 1, phone: "+7 916 000-00-05", email: "A@MAIL.EXAMPLE"),
            Lead(6, 0), Lead(7, 1),                           // nothing to reach them by: nobody knows
            Lead(8, 0, phone: "нет"), Lead(9, 1, phone: "нет"), // no phone at all
            Lead(10, 2, phone: "+7 916 000-00-10"), Lead(11, 2, phone: "+7 916 000-00-10"), // of one moment, the smaller id came first
        ]);

        Assert.Equal(["2", "5", "11"], (await LeadsAsync(house)).Where(lead => lead.IsRepeat).Select(lead => lead.Id));
    }

    [Fact]
    public async Task A_first_inquiry_that_comes_late_makes_the_known_one_a_repeat_and_leaves_it_none_when_deleted()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        await house.LandAsync([.. Dictionaries, Lead(2, 5, phone: "+7 916 000-00-01")]);
        Assert.False(Assert.Single(await LeadsAsync(house)).IsRepeat);

        await house.LandAsync(Lead(1, 0, phone: "+7 916 000-00-01"));
        Assert.Equal([false, true], (await LeadsAsync(house)).Select(lead => lead.IsRepeat));

        await house.BuryAsync(RecordKind.Lead, "1");
        Assert.False(Assert.Single(await LeadsAsync(house)).IsRepeat);
    }

    [Fact]
    public async Task A_lead_knows_the_sales_deal_that_came_from_it_and_its_owners_department()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        await house.LandAsync([.. Dictionaries, Lead(1), Lead(2), Lead(3)]);
        Assert.All(await LeadsAsync(house), lead => Assert.Null(lead.DealId));

        var deals = ReceiptsWorld.Deals.ToDictionary(deal => deal.Id);
        var foreign = ReceiptsWorld.Deals.First(deal => !ReceiptsWorld.Mapping.SalesPipelines.Contains(deal.Pipeline));
        await house.LandAsync(ReceiptsWorld.ToRecord(deals[1]) with { LeadId = "1" }, ReceiptsWorld.ToRecord(foreign) with { LeadId = "2" });

        Assert.Equal([("1", "1"), ("2", null), ("3", null)], (await LeadsAsync(house)).Select(lead => (lead.Id, lead.DealId)));
        Assert.All(await LeadsAsync(house), lead => Assert.Equal("5", lead.Department));
    }

    [Fact]
    public async Task A_lead_of_the_night_belongs_to_the_day_of_the_report_zone()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        await house.Store.Get<TenantDirectory>().SaveHostSettingsAsync(house.Tenant, new HostSettings(TimeSpan.FromHours(3), "RUB"), Token);

        await house.LandAsync([.. Dictionaries, Lead(1) with { CreatedAt = new DateTimeOffset(2026, 5, 31, 21, 30, 0, TimeSpan.Zero) }]);

        Assert.Equal(new DateOnly(2026, 6, 1), Assert.Single(await LeadsAsync(house)).CreatedOn);
    }

    [Fact]
    public async Task A_lead_is_processed_on_the_day_it_left_the_new_ones()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        LeadVisit Visit(int id, int lead, string stage, double day) => new() { Id = $"{id}", LeadId = $"{lead}", StageId = stage, EnteredAt = Noon.AddDays(day) };

        await house.LandAsync(
        [
            .. Dictionaries,
            Lead(1), Visit(1, 1, "NEW", 0),
            // Taken up on the second day and put back.
            Lead(2), Visit(2, 2, "NEW", 0), Visit(3, 2, "JUNK", 1), Visit(4, 2, "NEW", 3),
            // Of these the host keeps no history: the lead itself says when, or only that it came.
            Lead(3, stage: "JUNK") with { StageChangedAt = Noon.AddDays(5) }, Lead(4, day: 2, stage: "JUNK"),
        ]);

        using var reader = house.Store.Get<ProjectionService>().Open(house.Tenant)!;
        var processed = await reader.QueryAsync($"SELECT processed_on FROM {reader.Catalog}.main.lead ORDER BY LENGTH(id), id", [], row => row.Day(0), Token);
        var noon = DateOnly.FromDateTime(Noon.DateTime);
        Assert.Equal([null, noon.AddDays(1), noon.AddDays(5), noon.AddDays(2)], processed);
    }

    private static Lead Lead(int id, double day = 0, string stage = "NEW", string? phone = null, string? email = null) => new()
    {
        Id = $"{id}", Title = $"Заявка {id}", StageId = stage, OwnerId = "11", SourceId = "WEB", CreatedAt = Noon.AddDays(day),
        Phones = phone is null ? [] : [phone], Emails = email is null ? [] : [email],
    };

    private static async Task<IReadOnlyList<(string Id, string? Class, bool IsRepeat, string? DealId, string? Department, DateOnly? CreatedOn)>> LeadsAsync(ReceiptsHouse house)
    {
        using var reader = house.Store.Get<ProjectionService>().Open(house.Tenant)!;
        return await reader.QueryAsync(
            $"SELECT id, class, is_repeat, deal_id, department_id, created_on FROM {reader.Catalog}.main.lead ORDER BY LENGTH(id), id", [],
            row => (row.GetString(0), row.Text(1), row.GetBoolean(2), row.Text(3), row.Text(4), row.Day(5)), Token);
    }
}
