using System.Globalization;

namespace Sandbox.World;

/// <summary>Tells the life of one deal after another, each from its own luck, up to the eve of <paramref name="today"/>.</summary>
internal sealed class Sales(int seed, DateOnly today, TimeSpan zone, Company company, Estate estate)
{
    private static readonly (string, double)[] Channels =
        [("Сайт", 0.4), ("Агентство", 0.28), ("Колл-центр", 0.14), ("Рекомендация", 0.1), ("Офис", 0.08)];

    private static readonly string[] Sources = ["Контекстная реклама", "Портал недвижимости", "Соцсети", "Наружная реклама", "Выставка", "Карты"];

    private readonly Money _money = new(today, zone);
    private readonly DateTimeOffset _end = new(today.ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>Deals are told in the order they came, so that a unit is never sold to two at once.</summary>
    public Deal Tell(int number, DateTimeOffset createdAt)
    {
        var chance = new Chance(seed, 3, number);
        var day = Day(createdAt);
        var client = Names.Client(chance);
        var channel = chance.Weighted(Channels);
        var form = chance.Weighted(PaymentForms.Shares);
        var wanted = estate.Wanted(chance, day);
        var seller = chance.Weighted([.. company.Sellers.Where(one => one.WorksOn(day)).Select(one => (one, one.Share))]);
        var operatorOnCall = chance.Pick(company.CallCentre);
        var mortgageDesk = chance.Pick(company.MortgageDesk);
        var contractDesk = chance.Of(0.9) ? chance.Pick(company.ContractDesk) : seller.Person;
        var startsInCallCentre = channel is "Сайт" or "Колл-центр" && chance.Of(0.8);
        var quality = seller.Skill * (channel switch { "Рекомендация" => 1.25, "Сайт" => 0.93, _ => 1 });

        var steps = new List<Step>();
        var owner = startsInCallCentre ? operatorOnCall : seller.Person;
        var at = createdAt;

        void Enter(string stage, double medianDays)
        {
            at = OfficeHours(chance, at.AddDays(chance.Wait(medianDays)));
            steps.Add(new Step(stage, at, owner));
        }

        // True when the deal does not go on; some of those nobody closes.
        bool Falls(double probability, string reason)
        {
            if (!chance.Of(Math.Min(0.95, probability / quality)))
                return false;
            if (chance.Of(0.04))
                return true;
            Enter(reason, 12);
            return true;
        }

        Unit? unit = null;
        DateTimeOffset? bookedAt = null, signedAt = null;
        steps.Add(new Step(Pipelines.New, createdAt, owner));
        Advance();

        void Advance()
        {
            if (Falls(0.24, chance.Of(0.7) ? Pipelines.NoAnswer : Pipelines.TooDear))
                return;
            owner = seller.Person;
            Enter(Pipelines.Qualified, 3);
            // Who waits for a building that is not on sale yet goes no further.
            if (wanted.SalesStart >= today || Falls(0.2, chance.Of(0.5) ? Pipelines.TooDear : Pipelines.NoAnswer))
                return;
            at = Later(at, At(wanted.SalesStart, 10));
            Enter(Pipelines.Showing, 8);
            if (Falls(0.3, chance.Of(0.6) ? Pipelines.Elsewhere : Pipelines.TooDear))
                return;
            Enter(Pipelines.Booking, 13);
            if (at >= _end)
                return;
            unit = estate.Take(chance, wanted, Day(at));
            if (unit is null)
            {
                steps[^1] = steps[^1] with { Stage = Pipelines.Elsewhere };
                return;
            }
            bookedAt = at;
            if (Falls(0.1, chance.Of(0.5) ? Pipelines.Elsewhere : Pipelines.TooDear))
                return;
            if (PaymentForms.IsMortgage(form))
            {
                owner = mortgageDesk;
                Enter(Pipelines.Mortgage, 7);
                if (Falls(0.06, Pipelines.BankRefused))
                    return;
            }
            owner = contractDesk;
            Enter(Pipelines.Signing, 9);
            if (Falls(0.025, Pipelines.TooDear))
                return;
            Enter(Pipelines.Signed, 4);
            signedAt = at;
        }

        if (signedAt >= _end)
            signedAt = null;
        var building = unit is null ? wanted : estate.BuildingOf(unit.Building);
        var price = unit is null || bookedAt is null ? (decimal?)null : ContractPrice(chance, unit, Day(bookedAt.Value));
        var payments = new List<Payment>();
        var comments = new List<Comment>();
        IReadOnlyList<ScheduleLine> schedule = [];
        DateOnly? registeredOn = null, endedOn = null;
        string? contractNumber = null;

        if (bookedAt is { } booked && Day(booked).AddDays(1) < today && chance.Of(0.08))
            payments.Add(_money.Reservation(chance, Day(booked).AddDays(chance.Between(0, 1)), building));

        if (signedAt is { } signed && unit is not null && price is { } amount)
        {
            var signedOn = Day(signed);
            var isEscrow = signedOn < building.CommissionedOn;
            contractNumber = string.Create(CultureInfo.InvariantCulture, $"{(isEscrow ? "ДДУ" : "ДКП")}-{building.Number}-{number:00000}/{signedOn:yy}");
            DateOnly? registered = signedOn.AddDays(chance.Between(4, 13));
            DateOnly? ended = null;
            if (chance.Of(0.02))
                (ended, registered) = (signedOn.AddDays(chance.Between(2, 25)), null);
            else if (chance.Of(0.04))
                ended = registered.Value.AddDays(chance.Between(15, 300));
            if (registered >= today)
                registered = null;
            if (ended >= today)
                ended = null;

            var outcome = _money.Draw(chance, new Contract(number, amount, form, signedOn, registered, isEscrow, building, unit.Rooms > 0 || unit.Floor > 0, ended));
            schedule = outcome.Lines;
            payments.AddRange(outcome.Payments);
            (registeredOn, endedOn) = (registered, ended);

            Enter(Pipelines.Registration, 1.5);
            if (registered is not null && schedule.Any(line => line.Kind is "instalment" or "final" or "tranche"))
                steps.Add(new Step(Pipelines.Paying, Later(at, OfficeHours(chance, At(registered.Value, 12))), owner));
            if (outcome.PaidUpOn is { } paidUp)
                steps.Add(new Step(Pipelines.Paid, Later(steps[^1].At.AddHours(1), OfficeHours(chance, At(paidUp, 15).AddDays(1))), owner));
            if (ended is { } end)
            {
                steps.RemoveAll(step => Day(step.At) >= end && step.Stage != Pipelines.Signed);
                steps.Add(new Step(Pipelines.Ended, Later(steps[^1].At.AddHours(1), At(end, 16)), owner));
            }
            if (outcome.Addendum is { } addendum)
                comments.Add(new Comment(At(addendum, 14), contractDesk, "Допсоглашение № 1: неоплаченные платежи перенесены."));
        }

        var told = steps.Count;
        steps.RemoveAll(step => step.At >= _end);
        var isCut = steps.Count < told;
        var last = steps[^1];
        var meaning = Pipelines.All[0].Stages.First(stage => stage.Code == last.Stage).Meaning;
        var isOpen = meaning == "P" && signedAt is null;
        if (unit is not null && meaning == "F")
            estate.GiveBack(unit, Day(last.At).AddDays(1));

        owner = OwnerNow(chance, last, seller, isOpen);
        // What the customer is interested in stands on the card early; the building mostly only with the unit.
        var knowsComplex = unit is not null || !chance.Of(0.08);
        var knowsBuilding = unit is not null || wanted.SalesStart >= today || (knowsComplex && chance.Of(0.3));
        var isFreeText = unit is not null && chance.Of(0.008);
        if (isFreeText)
            (knowsComplex, knowsBuilding) = (chance.Of(0.6), false);

        AddComments(chance, steps, comments);
        return new Deal(
            number,
            Title(chance, number, client, building, unit),
            Pipelines.Sales,
            owner,
            startsInCallCentre && owner == operatorOnCall ? null : seller.Person,
            Observers(chance, owner, seller.Person, steps, operatorOnCall, startsInCallCentre),
            startsInCallCentre ? operatorOnCall : seller.Person,
            createdAt,
            comments.Select(comment => comment.At).Append(last.At).Max(),
            knowsComplex ? building.Complex : null,
            knowsBuilding ? building.Number : null,
            isFreeText ? null : unit?.Number,
            price ?? Budget(chance, last.Stage),
            "RUB",
            ExpectedClose(chance, last, signedAt, meaning, isCut, wanted),
            isOpen && chance.Of(0.35) ? Probability(chance, last.Stage) : null,
            channel == "Рекомендация" ? "Рекомендация" : chance.Pick(Sources),
            channel,
            last.Stage == Pipelines.New && unit is null ? "" : form,
            contractNumber,
            signedAt is { } signature ? Day(signature) : null,
            registeredOn,
            endedOn,
            client,
            steps,
            schedule,
            payments,
            [.. comments.OrderBy(comment => comment.At)]);
    }

    /// <summary>A deal of the other pipeline: no sale, none of the head of sales' business.</summary>
    public Deal TellRent(int number, DateTimeOffset createdAt)
    {
        var chance = new Chance(seed, 3, number);
        var client = Names.Client(chance);
        var steps = new List<Step> { new(Pipelines.New, createdAt, company.RentManager) };
        var at = createdAt;
        foreach (var stage in (string[])[Pipelines.Qualified, "UC_A1R3ND", Pipelines.Paid])
        {
            at = OfficeHours(chance, at.AddDays(chance.Wait(8)));
            var isLost = chance.Of(0.25);
            steps.Add(new Step(isLost ? Pipelines.NoAnswer : stage, at, company.RentManager));
            if (isLost)
                break;
        }
        steps.RemoveAll(step => step.At >= _end);
        return new Deal(
            number, $"Аренда коммерции: {client}", Pipelines.Rent, company.RentManager, null, [], company.RentManager, createdAt, steps[^1].At,
            null, null, null, chance.Between(8, 40) * 5_000m, "RUB", Day(steps[^1].At).AddDays(20), null, "Звонок", "Сайт", "", null, null, null, null,
            client, steps, [], [], []);
    }

    private DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(zone).DateTime);

    private DateTimeOffset At(DateOnly day, int hour) => new(day.ToDateTime(new TimeOnly(hour, 0)), zone);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private DateTimeOffset OfficeHours(Chance chance, DateTimeOffset at)
    {
        if (at.Hour is >= 10 and < 20)
            return at;
        return At(Day(at).AddDays(at.Hour >= 20 ? 1 : 0), 10).AddMinutes(chance.Between(0, 560));
    }

    private decimal ContractPrice(Chance chance, Unit unit, DateOnly day)
    {
        var months = (today.DayNumber - day.DayNumber) / 30.44;
        var discount = chance.Of(0.3) ? 0 : Math.Round(Math.Min(chance.Between(0.0, 0.12), chance.Between(0.0, 0.12)), 3);
        var squareMetre = Math.Round(unit.ListPrice / unit.Area * (decimal)(Math.Pow(1.008, -months) * (1 - discount)), 2);
        return Math.Round(squareMetre * unit.Area, 2);
    }

    private static decimal? Budget(Chance chance, string stage)
    {
        var isUnknown = chance.Of(stage == Pipelines.New ? 0.35 : 0.08);
        var budget = chance.Between(55, 160) * 100_000m;
        return isUnknown ? null : budget;
    }

    private DateOnly? ExpectedClose(Chance chance, Step last, DateTimeOffset? signedAt, string meaning, bool isCut, Building wanted)
    {
        var isTyped = !chance.Of(0.12);
        var days = DaysToContract(last.Stage);
        var guess = Day(last.At).AddDays((int)(days * chance.Between(0.6, 1.9)));
        var isRevised = isCut && guess < today && chance.Of(0.7);
        var revised = today.AddDays(chance.Between(3, 75));
        if (meaning != "P")
            return Day(last.At);
        if (signedAt is { } signed)
            return Day(signed).AddDays(chance.Between(-4, 6));
        if (!isTyped)
            return null;
        if (wanted.SalesStart >= today)
            return wanted.SalesStart.AddDays(chance.Between(10, 60));
        return isRevised ? revised : guess;
    }

    private static int DaysToContract(string stage) => stage switch
    {
        Pipelines.New => 60,
        Pipelines.Qualified => 55,
        Pipelines.Showing => 42,
        Pipelines.Booking => 26,
        Pipelines.Mortgage => 18,
        _ => 6,
    };

    private static int Probability(Chance chance, string stage)
    {
        var usual = stage switch
        {
            Pipelines.New => 10,
            Pipelines.Qualified => 20,
            Pipelines.Showing => 40,
            Pipelines.Booking => 70,
            Pipelines.Mortgage => 80,
            _ => 90,
        };
        return usual + (chance.Between(-1, 2) * 5);
    }

    /// <summary>Open deals of a dismissed seller go to a colleague; a few are forgotten.</summary>
    private int OwnerNow(Chance chance, Step last, Seller seller, bool isOpen)
    {
        if (!isOpen || last.By != seller.Person || seller.Left is null || chance.Of(0.15))
            return last.By;
        return chance.Pick([.. company.Sellers.Where(one => one.Left is null)]).Person;
    }

    private static List<int> Observers(Chance chance, int owner, int seller, List<Step> steps, int operatorOnCall, bool startsInCallCentre)
    {
        var observers = new List<int>();
        var wasSellers = steps.Exists(step => step.By == seller);
        var stays = chance.Of(0.93);
        if (owner != seller && wasSellers && stays)
            observers.Add(seller);
        if (startsInCallCentre && owner != operatorOnCall && chance.Of(0.1))
            observers.Add(operatorOnCall);
        return observers;
    }

    private static string Title(Chance chance, int number, string client, Building building, Unit? unit)
    {
        var quirk = chance.Between(0, 199);
        if (quirk == 0)
            return $"ООО \"Вектор & партнёры\" — {client} 🏠";
        if (quirk == 1)
            return $"<b>Срочно!</b> {client}";
        if (unit is null)
            return $"{chance.Pick(Names.Requests)}: {client}";
        if (unit.Rooms == 0 && unit.Floor < 0)
            return $"{building.Name}, {unit.Label} — {client}";
        var rooms = unit.Rooms == 0 ? "Студия" : unit.Rooms.ToString(CultureInfo.InvariantCulture) + "-к";
        return $"{rooms} {unit.Area.ToString("0.0", CultureInfo.InvariantCulture).Replace('.', ',')} м², {building.Name}, {unit.Label} — {client}";
    }

    private void AddComments(Chance chance, List<Step> steps, List<Comment> comments)
    {
        foreach (var step in steps)
        {
            if (!chance.Of(0.35))
                continue;
            var at = step.At.AddMinutes(chance.Between(5, 55));
            if (at < _end)
                comments.Add(new Comment(at, step.By, chance.Pick(Names.Comments)));
        }
    }
}
