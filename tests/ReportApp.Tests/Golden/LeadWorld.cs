using ReportApp.Core.Model;

namespace ReportApp.Tests.Golden;

/// <summary>One lead as a person would write it down.</summary>
/// <param name="Created">In Moscow (UTC+3), <c>11-02 10:00</c>.</param>
internal sealed record LeadFact(int Id, string Created, string Stage, string? Owner, string? Source, string? Phone = null);

/// <summary>
/// Leads of autumn 2026 beside the deals of <see cref="SalesWorld"/>. Of these 1 (in the desk's hands) and 2 (ended) reached the contract, 3 and 5
/// did not.
/// </summary>
internal static class LeadWorld
{
    public static readonly IReadOnlyList<LeadFact> Leads =
    [
        new(1, "11-02 09:00", "CONVERTED", "11", "WEB", "+7 916 000-00-01"),
        // Two contracts came from it, and it is one lead.
        new(2, "11-03 09:00", "CONVERTED", "11", "WEB"),
        new(3, "11-03 10:00", "CONVERTED", "12", "CALL"),
        new(4, "11-04 10:00", "JUNK", "12", "WEB"),
        // The first one again: neither counted nor converted, though a contract came from it.
        new(5, "11-05 10:00", "CONVERTED", "11", "CALL", "8 916 000 00 01"),
        new(6, "11-06 10:00", "NEW", null, null),
        new(7, "11-07 10:00", "NEW", "13", "GONE"),
        // The last of October in UTC is November in Moscow; the other is October there.
        new(8, "11-01 01:00", "NEW", "12", "CALL"),
        new(9, "10-31 23:00", "NEW", "12", "CALL"),
    ];

    /// <summary>Deals of <see cref="SalesWorld"/> by the lead they came from.</summary>
    public static readonly IReadOnlyDictionary<int, int> LeadOfDeal = new Dictionary<int, int> { [1] = 1, [2] = 2, [10] = 2, [3] = 3, [11] = 5 };

    public static async Task<ReceiptsHouse> StartAsync()
    {
        var house = await SalesWorld.StartAsync();
        await house.LandAsync(
        [
            new Source { Id = "CALL", Name = "Звонок", Order = 10 },
            new Source { Id = "WEB", Name = "Сайт", Order = 20 },
            new Source { Id = "EXPO", Name = "Выставка", Order = 30 },
            new LeadStage { Id = "NEW", Name = "Новый", Order = 10, Meaning = StageMeaning.InProgress },
            new LeadStage { Id = "CONVERTED", Name = "Качественный", Order = 20, Meaning = StageMeaning.Success },
            new LeadStage { Id = "JUNK", Name = "Спам", Order = 30, Meaning = StageMeaning.Failure },
            .. Leads.Select(ToRecord),
            .. SalesWorld.Deals.Where(deal => LeadOfDeal.ContainsKey(deal.Id)).Select(deal => SalesWorld.ToRecord(deal) with { LeadId = $"{LeadOfDeal[deal.Id]}" }),
        ]);
        return house;
    }

    public static Lead ToRecord(LeadFact lead) => new()
    {
        Id = $"{lead.Id}", Title = $"Заявка {lead.Id}", StageId = lead.Stage, OwnerId = lead.Owner, SourceId = lead.Source,
        CreatedAt = SalesWorld.At(lead.Created), Phones = lead.Phone is null ? [] : [lead.Phone],
    };
}
