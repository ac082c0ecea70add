using System.Globalization;

namespace Sandbox.World;

/// <summary>Tells who stands on the cards of deals, and the companies around them: each from its own luck, so that the deals stay what they are.</summary>
internal sealed class Clientele(int seed, Company company, IReadOnlyList<Building> buildings, IReadOnlyList<Deal> deals, Demand demand)
{
    private const int AgentsOfAgency = 4;

    private static readonly string[] Agencies =
    [
        "АН «Ключ»", "АН «Адрес»", "Агентство «Новосёл»", "АН «Берег и дом»", "«Метры & Ко»", "АН «Этажность»", "Агентство \"Свой угол\"", "АН «Переезд»",
        "ИП Рогова", "АН «Квартал 7»", "АН «Южный ветер»", "Агентство «Третий этаж»",
    ];

    private static readonly string[] Trades = ["Кофейня", "Аптека", "Пекарня", "Цветы", "Барбершоп", "Пункт выдачи", "Стоматология", "Студия йоги", "Зоомагазин"];

    public IReadOnlyList<Firm> Firms { get; } = Found(seed, company, buildings, deals);

    /// <summary>Agents have the first numbers and come last; everybody else is numbered as his deal came.</summary>
    public IEnumerable<Contact> Contacts()
    {
        var agents = Agencies.Length * AgentsOfAgency;
        var brought = new List<int>[agents];
        for (var i = 0; i < agents; i++)
            brought[i] = [];
        var number = agents;
        foreach (var deal in deals)
        {
            var chance = new Chance(seed, 11, deal.Number);
            var client = demand.ClientOf(deal.Number);
            int? firm = deal.Pipeline == Pipelines.Rent ? Firms.FirstOrDefault(one => one.Deal == deal.Number)?.Number : null;
            yield return new Contact(
                ++number, client, "CLIENT", firm is null ? null : "Директор", firm, deal.Source, deal.Owner, deal.CreatedAt, [deal.Number]);
            // Two buyers: husband and wife, mostly.
            if (deal.Pipeline == Pipelines.Sales && chance.Of(0.14))
            {
                var second = demand.ClientOf(int.MaxValue - deal.Number) with { LastName = client.LastName };
                yield return new Contact(++number, second, "CLIENT", null, null, deal.Source, deal.Owner, deal.CreatedAt.AddDays(chance.Between(0, 9)), [deal.Number]);
            }
            if (deal.Channel == "Агентство")
                brought[chance.Between(0, agents - 1)].Add(deal.Number);
        }
        for (var i = 0; i < agents; i++)
        {
            var firm = Firms.First(one => one.Name == Agencies[i / AgentsOfAgency]);
            yield return new Contact(i + 1, demand.ClientOf(int.MaxValue / 2 + i), "PARTNER", "Агент", firm.Number, null, firm.Owner, firm.CreatedAt, brought[i]);
        }
    }

    private static Firm[] Found(int seed, Company company, IReadOnlyList<Building> buildings, IReadOnlyList<Deal> deals)
    {
        var chance = new Chance(seed, 10);
        var before = deals[0].CreatedAt;
        var sellers = company.Sellers.Where(seller => seller.Left is null).Select(seller => seller.Person).ToList();
        var firms = new List<Firm>();
        foreach (var agency in Agencies)
            Add(agency, "PARTNER", chance.Of(0.2) ? null : "OTHER", chance.Pick(sellers), before.AddDays(-chance.Between(1, 90)), null);
        foreach (var bank in buildings.Select(building => building.EscrowBank).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            Add(bank, "OTHER", "FINANCE", company.MortgageDesk[0], before.AddDays(-chance.Between(1, 90)), null);
        foreach (var deal in deals.Where(deal => deal.Pipeline == Pipelines.Rent && chance.Of(0.7)))
            Add($"ООО «{chance.Pick(Trades)} {deal.Number}»", "CUSTOMER", null, company.RentManager, deal.CreatedAt, deal.Number);
        return [.. firms.OrderBy(firm => firm.CreatedAt).Select((firm, i) => firm with { Number = i + 1 })];

        void Add(string name, string kind, string? industry, int owner, DateTimeOffset at, int? deal)
        {
            var phone = chance.Of(0.9) ? string.Create(CultureInfo.InvariantCulture, $"+7495{chance.Between(1_000_000, 9_999_999)}") : null;
            firms.Add(new Firm(0, name, kind, industry, phone, owner, at, deal));
        }
    }
}
