using System.Globalization;
using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>
/// <c>--layout poor</c>: deals have stages, an amount and text, whatever the text is about. Schedules stand in the sales department's table and
/// payments in accounting's, both files; nobody keeps a catalogue.
/// </summary>
internal sealed class PoorLayout(Portal portal, Facts facts) : Layout(portal, facts)
{
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");

    protected override void LayTables()
    {
    }

    protected override Action<Row, Deal> AddSaleFields(Table deals)
    {
        var seller = Add(deals, "UF_CRM_SELLER", "string", "Продавец");
        var form = Add(deals, "UF_CRM_PAYMENT_FORM", "string", "Форма оплаты");
        var channel = Add(deals, "UF_CRM_CHANNEL", "string", "Канал привлечения");
        var contract = Add(deals, "UF_CRM_CONTRACT_NO", "string", "Номер договора");
        var signed = Add(deals, "UF_CRM_CONTRACT_DATE", "string", "Дата договора");
        var area = Add(deals, "UF_CRM_AREA", "string", "Площадь, м²");
        var client = Add(deals, "UF_CRM_CLIENT", "string", "Покупатель");
        var people = Facts.People.ToDictionary(person => person.Number, person => $"{person.LastName} {person.FirstName}");
        var areas = AreaOf();
        return (row, deal) =>
        {
            row[seller] = deal.Seller is { } number ? people[number] : null;
            row[form] = deal.PaymentForm;
            row[channel] = deal.Channel;
            row[contract] = deal.ContractNumber;
            row[signed] = deal.SignedOn is { } day ? Spelled(day, deal.Number) : null;
            row[area] = areas(deal)?.ToString(Russian);
            row[client] = deal.ClientName;
        };
    }

    protected override Action<Row, Deal> AddObjectFields(Table deals)
    {
        var complex = Add(deals, "UF_CRM_COMPLEX", "string", "ЖК");
        var building = Add(deals, "UF_CRM_BUILDING", "string", "Корпус");
        var unit = Add(deals, "UF_CRM_UNIT_NO", "string", "Номер помещения");
        var objectOf = ObjectOf();
        return (row, deal) => (row[complex], row[building], row[unit]) = objectOf(deal);
    }

    protected override Action<Row, Deal> AddTownField(Table deals)
    {
        var town = Add(deals, TownField, "string", TownTitle);
        return (row, deal) => row[town] = Towns.Of(Facts.Seed, deal) is not { } name ? null : deal.Number % 5 == 0 ? $"{name.ToLower(Russian)} " : name;
    }

    protected override void LayGoods()
    {
    }

    protected override void LayMoney()
    {
    }

    /// <summary>Each as whoever typed it is used to.</summary>
    private static string Spelled(DateOnly day, int deal) => day.ToString((deal % 4) switch { 0 => "d MMMM yyyy", 1 => "dd.MM.yy", 2 => "yyyy-MM-dd", _ => "dd.MM.yyyy" }, Russian);
}
