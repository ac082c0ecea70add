using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>
/// <c>--layout catalogue</c>: complexes and buildings are sections of the catalogue, and a deal names its object by the products in its rows alone.
/// People choose one from the first day on: before a flat is known, the interest in a building or in a complex. Money is kept as in <c>smart</c>.
/// </summary>
internal sealed class CatalogueLayout(Portal portal, Facts facts) : SmartLayout(portal, facts)
{
    protected override void LayTables() => AddMoneyTables();

    protected override Action<Row, Deal> AddObjectFields(Table deals) => (_, _) => { };

    protected override void LayGoods()
    {
        foreach (var complex in Facts.Complexes)
            LaySection(SectionOf(complex), null, complex.Name);
        foreach (var building in Facts.Buildings)
            LaySection(SectionOf(building), SectionOf(Facts.Complexes[building.Complex - 1]), building.Name);

        var next = 1;
        foreach (var product in Facts.Products)
        {
            LayProduct(product.Number, SectionOf(Facts.Buildings[product.Building - 1]), product.Name, product.Price);
            next = product.Number + 1;
        }
        var interests = new Dictionary<long, int>();
        foreach (var (section, name) in Facts.Complexes.Select(complex => (SectionOf(complex), complex.Name)).Concat(Facts.Buildings.Select(building => (SectionOf(building), building.Name))))
        {
            interests[section] = next;
            LayProduct(next++, section, $"{name}, квартира не выбрана", 0);
        }
        LayRows(Lines(interests));
    }

    /// <summary>Nobody types a flat by hand here, and no deal with an object is left without a row.</summary>
    private IEnumerable<DealLine> Lines(Dictionary<long, int> interests)
    {
        var known = Facts.Lines.ToLookup(line => line.Deal);
        var number = 0;
        foreach (var deal in Facts.Deals)
        {
            IEnumerable<DealLine> own = known.Contains(deal.Number) ? known[deal.Number].Select(line => line with { Product = line.Product ?? ProductOf(deal) })
                : ProductOf(deal) is { } product ? [new DealLine(0, deal.Number, product, "", deal.Amount ?? 0, deal.Amount ?? 0, 0, 1)]
                : [];
            foreach (var line in own)
                yield return line with { Number = ++number };
        }

        int? ProductOf(Deal deal) => deal switch
        {
            { Unit: { } unit } => unit,
            { Building: { } building } => interests[SectionOf(Facts.Buildings[building - 1])],
            { Complex: { } complex } => interests[SectionOf(Facts.Complexes[complex - 1])],
            _ => null,
        };
    }

    private void LaySection(long id, long? parent, string name)
    {
        var row = InCatalogue(Portal.Sections, id, parent, name);
        row[Portal.Sections["SORT"]] = 500L;
        Portal.Sections.Put(row);
    }

    private static long SectionOf(Complex complex) => 40 + complex.Number;

    private static long SectionOf(Building building) => 60 + building.Number;
}
