namespace Sandbox.World;

/// <summary>
/// Tells what a deal sells as the rows of its card: the unit, perhaps a parking place and a storage room beside it. Each deal from its own
/// luck, so that deals stay what they are. Rows add up to the amount of the deal, unless nobody kept them up to date.
/// </summary>
internal sealed class Goods(int seed, Estate estate, IReadOnlyList<Deal> deals)
{
    private const string Parking = "машино-место";
    private const string Storage = "кладовая";

    /// <summary>Numbered as the units are; behind them two of each building that are sold beside a flat, before it is known which one.</summary>
    public IEnumerable<Product> Products()
    {
        foreach (var unit in estate.Units)
            yield return new Product(unit.Number, unit.Building, $"{NameOf(unit.Building)}, {unit.Label}", unit.Class, unit.ListPrice);
        foreach (var building in estate.Buildings)
        {
            yield return Beside(building.Number, Parking);
            yield return Beside(building.Number, Storage);
        }
    }

    public IEnumerable<DealLine> Lines()
    {
        var number = 0;
        foreach (var deal in deals)
        {
            foreach (var line in LinesOf(deal))
                yield return line with { Number = ++number };
        }
    }

    private IEnumerable<DealLine> LinesOf(Deal deal)
    {
        if (deal is not { Unit: { } unitNumber, Amount: { } amount })
            yield break;
        var chance = new Chance(seed, 21, deal.Number);
        if (chance.Of(0.03))
            yield break; // nobody entered them
        var unit = estate.UnitOf(unitNumber);
        List<Product> beside = [];
        if (unit.Class is not (Parking or Storage))
        {
            if (chance.Of(0.15))
                beside.Add(Beside(unit.Building, Parking));
            if (chance.Of(0.08))
                beside.Add(Beside(unit.Building, Storage));
        }
        var discount = chance.Of(0.55) ? chance.Between(1, 12) : 0;
        var rest = amount - beside.Sum(product => product.Price);
        // An addendum moved the amount, and the rows were left as they had been.
        if (chance.Of(0.04))
            rest += chance.Pick([-150_000m, -60_000m, 85_000m, 240_000m]);
        var name = $"{NameOf(unit.Building)}, {unit.Label}";
        // Somebody typed the flat by hand instead of choosing it.
        yield return chance.Of(0.02) ? Line(null, unit.Label, rest, discount) : Line(unit.Number, name, rest, discount);
        foreach (var product in beside)
            yield return Line(product.Number, product.Name, product.Price, 0);

        DealLine Line(int? product, string text, decimal price, int rate) =>
            new(0, deal.Number, product, text, price, Math.Round(price / (1 - (rate / 100m)), 2), rate, 1);
    }

    private Product Beside(int building, string kind)
    {
        var isParking = kind == Parking;
        var number = estate.Units.Count + (building * 2) - (isParking ? 1 : 0);
        return new Product(number, building, $"{NameOf(building)}, {kind}", kind, isParking ? 1_250_000m : 320_000m);
    }

    private string NameOf(int building)
    {
        var one = estate.BuildingOf(building);
        return $"{estate.Complexes[one.Complex - 1].Name}, {one.Name}";
    }
}
