using System.Globalization;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>Pipelines, stages and their history, currencies (reference 5.4, 5.5, 5.10).</summary>
internal static class DictionaryMethods
{
    public static IEnumerable<Method> All =>
    [
        new("crm.category.list", "crm", Categories),
        new("crm.status.list", "crm", Statuses),
        new("crm.stagehistory.list", "crm", History),
        new("crm.currency.list", "crm", ListCurrencies),
        new("crm.currency.base.get", "crm", _ => new Answer(Currencies.All[0].Code)),
    ];

    public static IEnumerable<PhpMap> ShowCategories(Portal portal, int? entityTypeId) =>
        portal.Categories.Where(category => entityTypeId is null || category.EntityTypeId == entityTypeId)
            .OrderBy(category => category.Sort).ThenBy(category => category.Id).Select(category => new PhpMap
            {
                ["id"] = category.Id,
                ["name"] = category.Name,
                ["sort"] = category.Sort,
                ["entityTypeId"] = (long)category.EntityTypeId,
                ["isDefault"] = category.IsDefault ? "Y" : "N",
                ["originId"] = "",
                ["originatorId"] = "",
            });

    public static PhpMap Show(Status status)
    {
        var map = new PhpMap
        {
            ["ID"] = Values.Text(status.Id),
            ["ENTITY_ID"] = status.EntityId,
            ["STATUS_ID"] = status.StatusId,
            ["NAME"] = status.Name,
            ["NAME_INIT"] = status.IsSystem ? status.Name : "",
            ["SORT"] = Values.Text(status.Sort),
            ["SYSTEM"] = status.IsSystem ? "Y" : "N",
            // The default pipeline's stages have no pipeline (reference 5.4).
            ["CATEGORY_ID"] = status.CategoryId is null or 0 ? null : Values.Text(status.CategoryId),
            ["COLOR"] = status.Colour,
            ["SEMANTICS"] = status.Semantics,
        };
        if (status.EntityId == "STATUS" || status.EntityId.StartsWith("DEAL_STAGE", StringComparison.Ordinal))
        {
            var semantics = status.Semantics switch { "S" => "success", "F" => status.StatusId.EndsWith("APOLOGY", StringComparison.Ordinal) ? "apology" : "failure", _ => "process" };
            map["EXTRA"] = new PhpMap { ["SEMANTICS"] = semantics, ["COLOR"] = status.Colour };
        }
        return map;
    }

    private static Answer Categories(Call call)
    {
        var id = ItemMethods.TypeId(call);
        if (call.Portal.TableOf(id) is null)
            throw new RestException(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported");
        var categories = ShowCategories(call.Portal, id).ToList();
        return new Answer(new PhpMap { ["categories"] = categories }, categories.Count);
    }

    private static Answer Statuses(Call call)
    {
        var rows = call.Portal.Statuses.Select(Show).ToList();
        switch (call.Any("filter"))
        {
            case PhpMap filter:
                foreach (var (key, wanted) in filter)
                {
                    if (!rows[0].ContainsKey(key))
                        throw RestException.Unsupported($"the filter '{key}' of crm.status.list");
                    var accepted = wanted is PhpMap many ? many.Values.Select(Values.Text).ToHashSet() : [Values.Text(wanted)];
                    rows.RemoveAll(row => !accepted.Contains(Values.Text(row[key])));
                }
                break;
            case null or "":
                break;
            default:
                throw new RestException(400, "Invalid parameters.", "Incorrect parameters passed.");
        }
        if (call.Any("order") is PhpMap order)
        {
            foreach (var (key, direction) in order.Reverse())
            {
                if (key is not ("ID" or "SORT" or "ENTITY_ID" or "STATUS_ID" or "NAME"))
                    throw RestException.Unsupported($"the order '{key}' of crm.status.list");
                var sign = Values.Text(direction).Equals("DESC", StringComparison.OrdinalIgnoreCase) ? -1 : 1;
                // Stable, so that the first key wins in the end.
                rows = [.. rows.Order(Comparer<PhpMap>.Create((a, b) => sign * Compare(key, a, b)))];
            }
        }
        return new Answer(rows, rows.Count);

        static int Compare(string key, PhpMap a, PhpMap b) => key is "ID" or "SORT" && Values.TryWhole(a[key], out var x) && Values.TryWhole(b[key], out var y)
            ? x.CompareTo(y)
            : string.CompareOrdinal(Values.Text(a[key]), Values.Text(b[key]));
    }

    /// <summary>A row shows only when its record does (reference 12, row 18).</summary>
    private static Answer History(Call call)
    {
        var id = ItemMethods.TypeId(call);
        var owner = call.Portal.TableOf(id) ?? throw new RestException(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported");
        var table = owner.History ?? throw RestException.Unsupported($"stage history of entityTypeId {id}");
        var filter = call.Portal.Filters.Universal(table, call.Any("filter"), call.Portal.Rights.Reader(call.Person, table));
        var (rows, total, next) = Paging.Page(table, filter, Filters.UniversalOrder(table, call.Any("order")), call.Start);
        var names = call.Names("select");
        var fields = names is null || names.Contains("*") ? table.Fields : [.. table.Fields.Where(field => field.Name == "ID" || names.Contains(field.Name))];
        return new Answer(new PhpMap { ["items"] = rows.ConvertAll(row => (object?)ShowHistory(call.Portal, fields, row)) }, total, next);
    }

    public static PhpMap ShowHistory(Portal portal, IEnumerable<Field> fields, Row row)
    {
        var map = new PhpMap();
        foreach (var field in fields)
            map[field.Name] = portal.Values.Universal(field, row[field]);
        return map;
    }

    /// <summary>The total is always 0.</summary>
    private static Answer ListCurrencies(Call call)
    {
        var rows = Currencies.All.Select((currency, i) => (object?)new PhpMap
        {
            ["CURRENCY"] = currency.Code,
            ["AMOUNT_CNT"] = "1",
            ["AMOUNT"] = currency.Rate.ToString("0.0000", CultureInfo.InvariantCulture),
            ["SORT"] = Values.Text(100L * (i + 1)),
            ["BASE"] = i == 0 ? "Y" : "N",
            ["FULL_NAME"] = currency.Name,
            ["LID"] = "ru",
            ["FORMAT_STRING"] = currency.Format,
            ["DEC_POINT"] = ".",
            ["THOUSANDS_SEP"] = " ",
            ["DECIMALS"] = "2",
            ["DATE_UPDATE"] = call.Portal.Values.Print(call.Portal.Now),
        }).ToList();
        return new Answer(rows, 0);
    }
}
