using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>catalog.*: the goods themselves and their prices (reference 5.9). One catalogue, without sections and properties of its own.</summary>
internal static class CatalogueMethods
{
    public const long Catalogue = 23;

    public static IEnumerable<Method> All =>
    [
        new("catalog.product.list", "catalog", Products),
        new("catalog.price.list", "catalog", Prices),
    ];

    private static Answer Products(Call call)
    {
        var table = call.Portal.Products;
        if (call.Names("select") is not { } names || !names.Contains("id") || !names.Contains("iblockId"))
            throw RestException.Unsupported("catalog.product.list without id and iblockId in select: the host wants both");
        if (call.Any("filter") is not PhpMap filter || !filter.Keys.Any(key => Filters.Split(key) is ("" or "=" or "@", "iblockId")))
            throw RestException.Unsupported("catalog.product.list without iblockId in the filter: the host wants it");
        var (rows, total, next) = Paging.Page(
            table, call.Portal.Filters.Universal(table, filter, _ => true), Filters.UniversalOrder(table, call.Any("order")), call.Start);
        Field[] fields = [.. table.Fields.Where(field => field.Name != "PRICE" && names.Contains(field.Camel))];
        return new Answer(new PhpMap { ["products"] = rows.ConvertAll(row => (object?)Show(call.Portal, fields, row)) }, total, next);
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

    private static PhpMap Show(Portal portal, Field[] fields, Row row)
    {
        var map = new PhpMap();
        foreach (var field in fields)
            map[field.Camel] = portal.Values.Universal(field, row[field]);
        return map;
    }
}
