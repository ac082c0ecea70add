namespace Sandbox.World;

/// <summary>What there is to sell, and what is still free on a given day.</summary>
internal sealed class Estate
{
    /// <param name="SquareMetre">Today's roubles per m².</param>
    private sealed record Plan(
        int Complex, string Name, string Phase, string LegalEntity, string? Bank, int Start, int Commissioning, int Units, double SquareMetre, double Demand);

    private readonly Dictionary<int, List<(int Unit, DateOnly From)>> _free = [];
    private readonly Dictionary<int, double> _demand = [];

    public IReadOnlyList<Complex> Complexes { get; } =
    [
        new(1, "Северная гавань", "Москва"),
        new(2, "Липовый парк", "Мытищи"),
        new(3, "Мануфактура", "Москва"),
    ];

    public IReadOnlyList<Building> Buildings { get; }

    public IReadOnlyList<Unit> Units { get; }

    private Estate(IReadOnlyList<Building> buildings, IReadOnlyList<Unit> units) => (Buildings, Units) = (buildings, units);

    public Building BuildingOf(int number) => Buildings[number - 1];

    public Unit UnitOf(int number) => Units[number - 1];

    public static Estate Generate(int seed, double scale, DateOnly today)
    {
        var quarter = new DateOnly(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1);
        var launch = quarter.AddDays(Math.Min(9, today.DayNumber - quarter.DayNumber));
        // Months are counted from today.
        Plan[] plans =
        [
            new(1, "Корпус 1", "finished", "СЗ «Гавань-Инвест»", "Банк «Невский кредит»", -40, -9, 230, 252_000, 1.2),
            new(1, "Корпус 2", "selling", "СЗ «Северная гавань»", "Банк «Невский кредит»", -33, 7, 400, 246_000, 1.5),
            new(1, "Корпус 3", "selling", "СЗ «Северная гавань»", "Банк «Невский кредит»", -15, 19, 320, 239_000, 1.4),
            new(2, "Дом 1", "selling", "СЗ «Липовый парк»", "Банк «Содружество»", -27, 10, 320, 191_000, 1.2),
            new(2, "Дом 2", "launched", "СЗ «Липовый парк»", "Банк «Содружество»", 0, 30, 280, 178_000, 2.6),
            new(3, "Корпус А", "selling", "СЗ «Мануфактура»", "Банк «Содружество»", -21, 14, 280, 287_000, 1.2),
            new(3, "Корпус Б", "planned", "СЗ «Мануфактура»", null, 5, 36, 220, 279_000, 0.06),
        ];
        var buildings = new List<Building>();
        var units = new List<Unit>();
        foreach (var plan in plans)
        {
            var number = buildings.Count + 1;
            var count = Math.Max(12, (int)Math.Round(plan.Units * scale));
            var start = plan.Phase == "launched" ? launch : today.AddMonths(plan.Start);
            buildings.Add(new Building(number, plan.Complex, plan.Name, plan.Phase, plan.LegalEntity, plan.Bank, start, today.AddMonths(plan.Commissioning), count));
            var chance = new Chance(seed, 2, number);
            for (var i = 0; i < count; i++)
                units.Add(Unit(chance, units.Count + 1, number, plan, i, count));
        }
        var estate = new Estate(buildings, units);
        foreach (var (building, plan) in buildings.Zip(plans))
        {
            estate._demand[building.Number] = plan.Demand;
            estate._free[building.Number] = [.. units.Where(unit => unit.Building == building.Number).Select(unit => (unit.Number, building.SalesStart))];
        }
        return estate;
    }

    private static Unit Unit(Chance chance, int number, int building, Plan plan, int index, int count)
    {
        var label = index + 1;
        if (index >= count * 0.92)
        {
            var isParking = chance.Of(0.7);
            var place = isParking ? 13.25m : Area(chance, 3, 6);
            var price = place * (decimal)plan.SquareMetre * (isParking ? 0.42m : 0.55m);
            return new Unit(number, building, isParking ? $"м/м {label}" : $"кл. {label}", isParking ? "машино-место" : "кладовая", 0, -1, place, Thousands(price));
        }
        var rooms = chance.Weighted([(0, 0.2), (1, 0.38), (2, 0.29), (3, 0.13)]);
        var area = rooms switch { 0 => Area(chance, 23, 30), 1 => Area(chance, 34, 43), 2 => Area(chance, 52, 66), _ => Area(chance, 73, 96) };
        var floor = 2 + (index * 16 / count);
        var factor = chance.Between(0.95, 1.05) * (1 + ((floor - 9) * 0.006)) * (rooms == 0 ? 1.1 : 1);
        var isApartment = plan.Complex == 3 && floor < 5;
        return new Unit(
            number, building, $"кв. {label}", isApartment ? "апартаменты" : "квартира", rooms, floor, area, Thousands(area * (decimal)(plan.SquareMetre * factor)));
    }

    private static decimal Area(Chance chance, double from, double to) => Math.Round((decimal)chance.Between(from, to), 1);

    private static decimal Thousands(decimal price) => Math.Round(price / 1000) * 1000;

    /// <summary>The building a customer comes for; one that starts soon draws many who wait for it, a planned one a few.</summary>
    public Building Wanted(Chance chance, DateOnly day)
    {
        var choice = new List<(Building, double)>();
        foreach (var building in Buildings)
        {
            if (building.Phase != "planned" && day.AddDays(45) < building.SalesStart)
                continue;
            var isLast = building.CommissionedOn <= day;
            choice.Add((building, _demand[building.Number] * (isLast ? 0.3 : 1)));
        }
        return chance.Weighted(choice);
    }

    /// <summary>Takes a free unit of the building, else of another one that sells that day; null when everything is sold.</summary>
    public Unit? Take(Chance chance, Building wanted, DateOnly day)
    {
        var others = Buildings.Where(building => building != wanted && building.SalesStart <= day).OrderBy(building => building.Complex == wanted.Complex ? 0 : 1);
        foreach (var building in others.Prepend(wanted))
        {
            var free = _free[building.Number];
            for (var attempt = 0; attempt < 12 && free.Count > 0; attempt++)
            {
                var index = chance.Between(0, free.Count - 1);
                if (free[index].From > day)
                    continue;
                var unit = UnitOf(free[index].Unit);
                free[index] = free[^1];
                free.RemoveAt(free.Count - 1);
                return unit;
            }
        }
        return null;
    }

    public void GiveBack(Unit unit, DateOnly from) => _free[unit.Building].Add((unit.Number, from));
}
