using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.deal.*: the old methods, scalars as texts (reference 5.3).</summary>
internal static class DealMethods
{
    public static IEnumerable<Method> All =>
    [
        new("crm.deal.list", "crm", List),
        new("crm.deal.get", "crm", Get),
        new("crm.deal.add", "crm", Add),
        new("crm.deal.update", "crm", Update),
        new("crm.deal.delete", "crm", Delete),
        new("crm.deal.fields", "crm", Fields),
    ];

    private static Answer List(Call call)
    {
        var table = call.Portal.Deals;
        var filter = call.Portal.Filters.Old(table, call.Any("filter"), call.Portal.Rights.Reader(call.Person, table));
        var order = Filters.OldOrder(table, call.Any("order"));
        var (rows, total, next) = Paging.Page(table, filter, order, call.Start);
        var fields = Selected(table, call.Names("select"));
        return new Answer(rows.ConvertAll(row => (object?)Show(call.Portal, fields, row)), total, next);
    }

    private static Answer Get(Call call)
    {
        var row = Existing(call);
        return new Answer(Show(call.Portal, call.Portal.Deals.Fields.Where(field => field.OldName is not null), row));
    }

    private static Answer Add(Call call) =>
        new(new ItemWriter(call.Portal, call.Person, isOld: true).Add(call.Portal.Deals, FieldsOf(call)).Id);

    private static Answer Update(Call call)
    {
        var row = Existing(call);
        new ItemWriter(call.Portal, call.Person, isOld: true).Change(call.Portal.Deals, row, FieldsOf(call));
        return new Answer(true);
    }

    private static Answer Delete(Call call)
    {
        new ItemWriter(call.Portal, call.Person, isOld: true).Delete(call.Portal.Deals, Existing(call));
        return new Answer(true);
    }

    private static Answer Fields(Call call) => new(DescribeFields(call.Portal.Deals));

    public static PhpMap DescribeFields(Table table)
    {
        var fields = new PhpMap();
        foreach (var field in table.Fields.Where(field => field.OldName is not null))
        {
            var map = new PhpMap
            {
                ["type"] = field.Type,
                ["isRequired"] = field.User?.IsMandatory ?? false,
                ["isReadOnly"] = field.IsReadOnly,
                ["isImmutable"] = field.IsImmutable || field.Name == "CATEGORY_ID",
                ["isMultiple"] = field.IsMultiple,
                ["isDynamic"] = field.User is not null,
            };
            if (field.User is { } user)
            {
                if (field.Kind == FieldKind.Choice)
                {
                    map["items"] = user.Choices.OrderBy(choice => choice.Sort)
                        .Select(choice => (object?)new PhpMap { ["ID"] = Values.Text(choice.Id), ["VALUE"] = choice.Value }).ToList();
                }
                // The old description of a user field has its code for a title; people's words are in the labels.
                map["title"] = field.Name;
                map["listLabel"] = UserFields.LabelText(user.Labels, "LIST_COLUMN_LABEL") ?? field.Title;
                map["formLabel"] = UserFields.LabelText(user.Labels, "EDIT_FORM_LABEL") ?? field.Title;
                map["filterLabel"] = UserFields.LabelText(user.Labels, "LIST_FILTER_LABEL") ?? field.Title;
            }
            else
            {
                map["title"] = field.Title;
            }
            if (field.StatusType is not null)
                map["statusType"] = field.StatusType;
            fields[field.OldName!] = map;
        }
        return fields;
    }

    private static PhpMap Show(Portal portal, IEnumerable<Field> fields, Row row)
    {
        var map = new PhpMap();
        foreach (var field in fields)
            map[field.OldName!] = portal.Values.Old(field, row[field]);
        return map;
    }

    /// <summary>The masks * and UF_* leave out multiple fields; unknown names are ignored.</summary>
    private static List<Field> Selected(Table table, IReadOnlyList<string>? select)
    {
        select ??= ["*", "UF_*"];
        var fields = new List<Field> { table["ID"] };
        foreach (var name in select)
        {
            var more = name switch
            {
                "*" => table.Fields.Where(field => field is { User: null, IsMultiple: false, OldName: not null }),
                "UF_*" => table.Fields.Where(field => field is { User: not null, IsMultiple: false }),
                _ => table.FindOld(name) is { } field ? [field] : [],
            };
            fields.AddRange(more.Where(field => !fields.Contains(field)).ToList());
        }
        return fields;
    }

    private static PhpMap FieldsOf(Call call) => call.Any("fields") as PhpMap ?? throw RestException.Old("Parameter 'fields' must be array.");

    private static Row Existing(Call call)
    {
        if (!Values.TryWhole(call.Any("id"), out var id) || id <= 0)
            throw RestException.Old("ID is not defined or invalid.");
        var row = call.Portal.Deals.Row(id) ?? throw RestException.Old("Not found");
        return call.Portal.Rights.CanRead(call.Person, call.Portal.Deals, row) ? row : throw RestException.Old("Access denied.");
    }
}
