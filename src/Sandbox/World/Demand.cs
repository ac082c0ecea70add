using System.Globalization;

namespace Sandbox.World;

/// <summary>
/// Tells the inquiries behind the deals, and those that never became one: each from its own luck, so that the deals stay what they are.
/// Leads are told one after another as somebody walks them; a large world has more of them than one wants to hold.
/// </summary>
internal sealed class Demand(int seed, DateOnly today, TimeSpan zone, Company company, IReadOnlyList<Deal> deals)
{
    /// <summary>What a repeated inquiry within this many days is not: a new customer (DR-15).</summary>
    private const int SameInquiryDays = 90;

    private static readonly (string, double)[] Sources =
    [
        ("Контекстная реклама", 0.3), ("Портал недвижимости", 0.24), ("Соцсети", 0.2), ("Наружная реклама", 0.07), ("Выставка", 0.04), ("Карты", 0.08),
        ("Звонок", 0.07),
    ];

    private static readonly (string, double)[] Reasons =
    [
        (LeadStages.NoAnswer, 0.38), (LeadStages.NoMoney, 0.2), (LeadStages.Elsewhere, 0.14), (LeadStages.Junk, 0.18), (LeadStages.Other, 0.1),
    ];

    private readonly DateTimeOffset _end = new(today.ToDateTime(TimeOnly.MinValue), zone);

    /// <param name="Client">Whose inquiry it is.</param>
    /// <param name="Deal">What became of it.</param>
    /// <param name="Turn">Which inquiry of this client it is, from 0.</param>
    private readonly record struct Draft(DateTimeOffset At, int Client, int Deal, int Turn);

    /// <summary>In the order they came. Each walk tells the same.</summary>
    public IEnumerable<Lead> Leads()
    {
        var drafts = Drafts();
        for (var i = 0; i < drafts.Count; i++)
            yield return Tell(i + 1, drafts[i]);
    }

    /// <summary>A person who asked or bought, with what one can reach him by. The client of a deal has the deal's number.</summary>
    public Client ClientOf(int number)
    {
        var chance = new Chance(seed, 8, number);
        var name = (number <= deals.Count ? deals[number - 1].ClientName : Names.Client(chance)).Split(' ', 2);
        // Every number is somebody else's: a factor without common divisors only shuffles the billion there are.
        var digits = ((number * 741_852_963L) + (seed * 7_919L)) % 1_000_000_000;
        var phone = string.Create(CultureInfo.InvariantCulture, $"9{digits:000000000}");
        var hasPhone = !chance.Of(0.04);
        var hasEmail = chance.Of(hasPhone ? 0.45 : 0.7);
        return new Client(
            number, name[1], name[0], hasPhone ? Spell(phone, chance.Between(0, 4)) : null,
            hasEmail ? string.Create(CultureInfo.InvariantCulture, $"client{number}@mail.example") : null);
    }

    private List<Draft> Drafts()
    {
        var drafts = new List<Draft>();
        var clients = deals.Count;
        foreach (var deal in deals)
        {
            var chance = new Chance(seed, 7, deal.Number);
            if (chance.Of(deal.Channel is "Агентство" or "Офис" ? 0.3 : 0.94))
                Add(chance, new Draft(deal.CreatedAt.AddMinutes(-4 - (chance.Wait(0.2) * 1_440)), deal.Number, deal.Number, 0));
            // Those who only asked came in the same seasons as those who bought.
            for (var more = chance.Weighted([(0, 0.3), (1, 0.4), (2, 0.2), (3, 0.1)]); more > 0; more--)
                Add(chance, new Draft(Daytime(chance, deal.CreatedAt.AddDays(chance.Between(-9, 9))), ++clients, 0, 0));
        }
        drafts.RemoveAll(draft => draft.At >= _end);
        drafts.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Client != b.Client ? a.Client.CompareTo(b.Client) : a.Turn.CompareTo(b.Turn));
        return drafts;

        void Add(Chance chance, Draft first)
        {
            drafts.Add(first);
            if (!chance.Of(0.08))
                return;
            var again = Daytime(chance, first.At.AddDays(chance.Of(0.8) ? chance.Between(1, SameInquiryDays - 10) : chance.Between(SameInquiryDays + 5, 220)));
            drafts.Add(first with { At = again, Deal = 0, Turn = 1 });
            if (chance.Of(0.2))
                drafts.Add(first with { At = again.AddDays(chance.Between(1, 20)), Deal = 0, Turn = 2 });
        }
    }

    private Lead Tell(int number, Draft draft)
    {
        var chance = new Chance(seed, 9, draft.Client, draft.Turn);
        var client = ClientOf(draft.Client);
        var deal = draft.Deal == 0 ? null : deals[draft.Deal - 1];
        var day = DateOnly.FromDateTime(draft.At.ToOffset(zone).DateTime);
        var operatorOnCall = chance.Pick(company.CallCentre);
        var sellers = company.Sellers.Where(seller => seller.WorksOn(day)).Select(seller => seller.Person).ToList();
        var owner = deal?.CreatedBy ?? (chance.Of(0.75) ? operatorOnCall : chance.Pick(sellers));
        var source = deal is not null && !chance.Of(0.06) ? deal.Source : chance.Weighted(Sources);
        var steps = deal is not null ? Converted(draft.At, deal, owner) : Walked(chance, draft, owner);
        var last = steps[^1];
        return new Lead(
            number,
            $"{chance.Pick(Names.Requests)}: {client.LastName} {client.FirstName}",
            draft.Turn == 0 ? client : Again(chance, client),
            chance.Of(0.02) ? null : source,
            source == "Контекстная реклама" && chance.Of(0.8) ? string.Create(CultureInfo.InvariantCulture, $"search-{day:yyyy-MM}") : null,
            owner,
            chance.Of(0.4) ? chance.Between(55, 160) * 100_000m : null,
            draft.At,
            last.Stage == LeadStages.Other && chance.Of(0.5) ? "Передумал покупать, продаёт дачу." : null,
            steps,
            deal?.Number);
    }

    private static List<Step> Converted(DateTimeOffset at, Deal deal, int owner)
    {
        var wait = deal.CreatedAt - at;
        return [new(LeadStages.New, at, owner), new(LeadStages.InWork, at + (wait / 3), owner), new(LeadStages.Converted, deal.CreatedAt, owner)];
    }

    private List<Step> Walked(Chance chance, Draft draft, int owner)
    {
        var steps = new List<Step> { new(LeadStages.New, draft.At, owner) };
        // Some are never looked at.
        if (chance.Of(0.03))
            return steps;
        var at = Enter(LeadStages.InWork, draft.At, chance.Wait(draft.At.Hour is >= 10 and < 20 ? 0.02 : 0.4));
        if (chance.Of(0.3))
            at = Enter(LeadStages.CallAgain, at, chance.Wait(2));
        if (draft.Turn > 0)
            Enter(chance.Of(0.75) ? LeadStages.Repeated : chance.Weighted(Reasons), at, chance.Wait(1));
        else if (chance.Of(0.03))
            Enter(LeadStages.Converted, at, chance.Wait(3));
        else if (chance.Of(0.93))
            Enter(chance.Weighted(Reasons), at, chance.Wait(5));
        steps.RemoveAll(step => step.At >= _end);
        return steps;

        DateTimeOffset Enter(string stage, DateTimeOffset from, double days)
        {
            var on = from.AddMinutes(1).AddDays(days);
            steps.Add(new Step(stage, on, owner));
            return on;
        }
    }

    /// <summary>Who asks again writes his number another way.</summary>
    private static Client Again(Chance chance, Client client) => client with
    {
        Phone = client.Phone is { } phone ? Spell(Digits(phone), chance.Between(0, 4)) : null,
        Email = client.Email?.ToUpperInvariant(),
    };

    private static string Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits[^10..];
    }

    private static string Spell(string digits, int way) => way switch
    {
        0 => "+7" + digits,
        1 => $"8 ({digits[..3]}) {digits[3..6]}-{digits[6..8]}-{digits[8..]}",
        2 => $"+7 {digits[..3]} {digits[3..6]} {digits[6..]}",
        3 => "8" + digits,
        _ => digits,
    };

    private DateTimeOffset Daytime(Chance chance, DateTimeOffset at)
    {
        var day = at.ToOffset(zone).Date;
        var minute = chance.Of(0.85) ? chance.Between(9 * 60, (21 * 60) - 1) : chance.Between(0, (24 * 60) - 1);
        return new DateTimeOffset(day.AddMinutes(minute).AddSeconds(chance.Between(0, 59)), zone);
    }
}
