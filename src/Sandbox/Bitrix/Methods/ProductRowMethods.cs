using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.item.productrow.*: what deals sell (reference 5.9). Other owners have no rows here.</summary>
internal static class ProductRowMethods
{
    private const string Deals = "D";

    public static IEnumerable<Method> All =>
    [
        new("crm.item.productrow.list", "crm", List),
        new("crm.item.productrow.set", "crm", Set),
    ];

    public static Row Row(Table rows, DealLine line) =>
        Row(rows, line.Number, line.Deal, line.Product ?? 0, line.Name, line.Price, line.ListPrice, line.DiscountRate, line.Quantity, priceAccount: line.Price);

    /// <summary>Both keys are mandatory and need the <c>=</c>; many owners may be asked for at once.</summary>
    private static Answer List(Call call)
    {
        if (call.Any("filter") is not PhpMap filter)
            throw RestException.Missing("filter");
        if (!filter.TryGetValue("=ownerType", out var type) || !filter.TryGetValue("=ownerId", out var owner))
            throw RestException.InvalidValue("Invalid filter: '=ownerType' and '=ownerId' are required");
        NeedDeals(type);
        // What becomes of an array with one owner nobody may see is unproved (reference 5.14): here it is refused whole.
        IEnumerable<object?> owners = owner is PhpMap many ? many.Values : [owner];
        if (!Rights.IsAdministrator(call.Person) && !owners.All(id => IsReadable(call, id)))
            throw RestException.AccessDenied();
        var table = call.Portal.ProductRows;
        var (rows, total, next) = Paging.Page(
            table, call.Portal.Filters.Universal(table, filter, _ => true), Filters.UniversalOrder(table, call.Any("order")), call.Start);
        return new Answer(Show(call, rows), total, next);
    }

    /// <summary>Replaces all rows of the owner; the sum of a deal that is computed from its rows follows.</summary>
    private static Answer Set(Call call)
    {
        NeedDeals(call.Any("ownerType") ?? throw RestException.Missing("ownerType"));
        if (!Values.TryWhole(call.Any("ownerId") ?? throw RestException.Missing("ownerId"), out var id) || call.Portal.Deals.Row(id) is not { } deal)
            throw RestException.NotFound();
        if (!call.Portal.Rights.CanChange(call.Person, call.Portal.Deals, deal))
            throw RestException.AccessDenied();
        if (call.Any("productRows") is not PhpMap given)
            throw RestException.Missing("productRows");
        var (table, portal) = (call.Portal.ProductRows, call.Portal);
        var first = table.NextId;
        var rows = given.Values.Select((one, i) => Read(portal, deal, first + i, one)).ToList();
        foreach (var gone in portal.RowsOf(id).ToList())
            portal.DeleteRow(table, gone, call.Person);
        foreach (var row in rows)
            portal.AddRow(table, row, call.Person, portal.Now);
        new ItemWriter(portal, call.Person, isOld: false).Change(portal.Deals, deal, []);
        return new Answer(Show(call, rows));
    }

    private static Row Read(Portal portal, Row deal, long number, object? given)
    {
        if (given is not PhpMap map)
            throw RestException.InvalidValue("Invalid productRows: every row must be an array");
        if (!Values.IsEmpty(map.GetValueOrDefault("taxRate")))
            throw RestException.Unsupported("taxes of product rows");
        var product = Number("productId") is { } known && known != 0 ? (long)known : 0;
        var name = Values.Text(map.GetValueOrDefault("productName"));
        if (name.Length == 0)
            name = Values.Text(portal.Products.Row(product)?[portal.Products["NAME"]]);
        var price = Number("price") ?? 0;
        var rate = Number("discountRate") ?? 0;
        var before = Values.Text(map.GetValueOrDefault("discountTypeId")) == "1" ? price + (Number("discountSum") ?? 0)
            : rate is >= 0 and < 100 ? Math.Round(price / (1 - (rate / 100)), 2)
            : throw RestException.InvalidValue("Invalid productRows: field 'discountRate' has invalid value");
        if (before != 0 && rate == 0)
            rate = Math.Round((1 - (price / before)) * 100, 2);
        return Row(
            portal.ProductRows, number, deal.Id, product, name, price, before, rate, Number("quantity") ?? 1,
            Math.Round(price * Currencies.RateOf(Values.Text(deal[portal.Deals["CURRENCY_ID"]])), 2));

        decimal? Number(string field) => map.GetValueOrDefault(field) is not { } value || Values.IsEmpty(value) ? null
            : portal.Values.TryRead(portal.ProductRows["PRICE"], value, isOld: false, out var read) ? (decimal?)read
            : throw RestException.InvalidValue($"Invalid productRows: field '{field}' has invalid value");
    }

    /// <summary>Flats are sold without value added tax, so that the price is the same with and without it.</summary>
    private static Row Row(
        Table rows, long number, long deal, long product, string name, decimal price, decimal before, decimal rate, decimal quantity, decimal priceAccount)
    {
        var row = new Row(number);
        row[rows["OWNER_ID"]] = deal;
        row[rows["OWNER_TYPE"]] = Deals;
        row[rows["PRODUCT_ID"]] = product;
        row[rows["PRODUCT_NAME"]] = name;
        row[rows["PRICE"]] = price;
        row[rows["PRICE_ACCOUNT"]] = priceAccount;
        row[rows["PRICE_EXCLUSIVE"]] = price;
        row[rows["PRICE_NETTO"]] = before;
        row[rows["PRICE_BRUTTO"]] = before;
        row[rows["QUANTITY"]] = quantity;
        row[rows["DISCOUNT_TYPE_ID"]] = 2L;
        row[rows["DISCOUNT_RATE"]] = rate;
        row[rows["DISCOUNT_SUM"]] = before - price;
        row[rows["TAX_INCLUDED"]] = false;
        row[rows["CUSTOMIZED"]] = true;
        row[rows["MEASURE_CODE"]] = 796L;
        row[rows["MEASURE_NAME"]] = "шт";
        row[rows["SORT"]] = 10L;
        row[rows["TYPE"]] = 1L;
        return row;
    }

    private static PhpMap Show(Call call, List<Row> rows)
    {
        var table = call.Portal.ProductRows;
        return new PhpMap { ["productRows"] = rows.ConvertAll(row => (object?)call.Portal.ToMap(table, row)) };
    }

    private static bool IsReadable(Call call, object? id) =>
        Values.TryWhole(id, out var number) && call.Portal.Deals.Row(number) is { } deal && call.Portal.Rights.CanRead(call.Person, call.Portal.Deals, deal);

    private static void NeedDeals(object? type)
    {
        if (type is not Deals)
            throw RestException.Unsupported($"product rows of owners of the type '{Values.Text(type)}'");
    }
}
