using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>
/// catalog.*: the goods themselves, their folders and prices (reference 5.9). One catalogue of goods without properties of its own, beside it
/// the empty one of their variations that every portal has.
/// </summary>
internal static class CatalogueMethods
{
    public const long Catalogue = 23;

    private const long Variations = 24;

    public static IEnumerable<Method> All =>
    [
        new("catalog.catalog.list", "catalog", Catalogues),
        new("catalog.section.list", "catalog", Sections),
        new("catalog.product.list", "catalog", Products),
        new("catalog.price.list", "catalog", Prices),
    ];

    private static Answer Catalogues(Call call)
    {
        NeedAdministrator(call, 200040300010);
        if (!Values.IsEmpty(call.Any("filter")) || !Values.IsEmpty(call.Any("select")))
            throw RestException.Unsupported("catalog.catalog.list with a filter or a select");
        var catalogues = new[] { Show(Catalogue, "Товарный каталог CRM", null), Show(Variations, "Товарный каталог CRM (предложения)", Catalogue) };
        return new Answer(new PhpMap { ["catalogs"] = catalogues.ToList<object?>() }, catalogues.Length, null);

        static PhpMap Show(long id, string name, long? goods) => new()
        {
            ["iblockId"] = id, ["iblockTypeId"] = "CRM_PRODUCT_CATALOG", ["id"] = id, ["lid"] = "s1", ["name"] = name, ["productIblockId"] = goods,
            ["skuPropertyId"] = goods is null ? null : 97L, ["subscription"] = "N", ["vatId"] = null,
        };
    }

    private static Answer Sections(Call call)
    {
        NeedAdministrator(call, 200040300030);
        var filter = FilterOf(call) ?? throw new RestException(400, 0L, "Required filter fields: iblockId");
        var table = call.Portal.Sections;
        return List(call, table, "sections", filter, call.Names("select") is { Count: > 0 } names ? [.. table.Fields.Where(field => names.Contains(field.Camel))] : [.. table.Fields]);
    }

    private static Answer Products(Call call)
    {
        var table = call.Portal.Products;
        if (call.Names("select") is not { } names || !names.Contains("id") || !names.Contains("iblockId"))
            throw RestException.Unsupported("catalog.product.list without id and iblockId in select: the host wants both");
        var filter = FilterOf(call) ?? throw RestException.Unsupported("catalog.product.list without iblockId in the filter: the host wants it");
        return List(call, table, "products", filter, [.. table.Fields.Where(field => field.Name != "PRICE" && names.Contains(field.Camel))]);
    }

    /// <summary>Everything has one price, in roubles; it has the number of its product.</summary>
    private static Answer Prices(Call call)
    {
        if (call.Any("filter") is not PhpMap { Count: 1 } filter || !filter.TryGetValue("productId", out var wanted))
            throw RestException.Unsupported("catalog.price.list with another filter than by productId");
        var table = call.Portal.Products;
        IEnumerable<object?> ids = wanted is PhpMap many ? many.Values : [wanted];
        var prices = ids
            .Select(id => Values.TryWhole(id, out var number) ? table.Row(number) : null).OfType<Row>().Select(row => new PhpMap
            {
                ["id"] = row.Id, ["productId"] = row.Id, ["catalogGroupId"] = 1L, ["price"] = row[table["PRICE"]], ["currency"] = "RUB",
            }).ToList();
        var (page, total, next) = Paging.Cut(prices, call.Start);
        return new Answer(new PhpMap { ["prices"] = page }, total, next);
    }

    /// <summary>Null without the catalogue that both lists want to be told.</summary>
    private static PhpMap? FilterOf(Call call) =>
        call.Any("filter") is PhpMap filter && filter.Keys.Any(key => Filters.Split(key) is ("" or "=" or "@", "iblockId")) ? filter : null;

    private static Answer List(Call call, Table table, string member, PhpMap filter, IReadOnlyList<Field> fields)
    {
        var (rows, total, next) = Paging.Page(
            table, call.Portal.Filters.Universal(table, filter, _ => true), Filters.UniversalOrder(table, call.Any("order")), call.Start);
        return new Answer(new PhpMap { [member] = rows.ConvertAll(row => (object?)Show(call.Portal, fields, row)) }, total, next);
    }

    private static PhpMap Show(Portal portal, IReadOnlyList<Field> fields, Row row)
    {
        var map = new PhpMap();
        foreach (var field in fields)
            map[field.Camel] = portal.Values.Universal(field, row[field]);
        return map;
    }

    private static void NeedAdministrator(Call call, long code)
    {
        if (!Rights.IsAdministrator(call.Person))
            throw new RestException(400, code, "Access Denied");
    }
}
