using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.item.*: the universal methods (reference 5.2).</summary>
internal static class ItemMethods
{
    public static IEnumerable<Method> All =>
    [
        new("crm.item.list", "crm", List),
        new("crm.item.get", "crm", Get),
        new("crm.item.add", "crm", Add),
        new("crm.item.update", "crm", Update),
        new("crm.item.delete", "crm", Delete),
        new("crm.item.fields", "crm", Fields),
    ];

    private static Answer List(Call call)
    {
        var table = TableOf(call);
        var useOriginal = UseOriginalNames(call);
        var filter = call.Portal.Filters.Universal(table, call.Any("filter"), call.Portal.Rights.Reader(call.Person, table));
        var order = Filters.UniversalOrder(table, call.Any("order"));
        var (rows, total, next) = Paging.Page(table, filter, order, call.Start);
        var fields = Selected(table, call.Names("select"));
        var items = rows.ConvertAll(row => (object?)Show(call.Portal, fields, row, useOriginal));
        return new Answer(new PhpMap { ["items"] = items }, total, next);
    }

    private static Answer Get(Call call)
    {
        var table = TableOf(call);
        return Item(call, table, Existing(call, table));
    }

    private static Answer Add(Call call)
    {
        var table = TableOf(call);
        var row = new ItemWriter(call.Portal, call.Person, isOld: false).Add(table, FieldsOf(call));
        return Item(call, table, row);
    }

    private static Answer Update(Call call)
    {
        var table = TableOf(call);
        var row = Existing(call, table);
        return Item(call, table, new ItemWriter(call.Portal, call.Person, isOld: false).Change(table, row, FieldsOf(call)));
    }

    private static Answer Delete(Call call)
    {
        var table = TableOf(call);
        new ItemWriter(call.Portal, call.Person, isOld: false).Delete(table, Existing(call, table));
        return new Answer(new PhpMap());
    }

    private static Answer Fields(Call call)
    {
        var table = TableOf(call);
        var useOriginal = UseOriginalNames(call);
        var fields = new PhpMap();
        foreach (var field in table.Fields)
            fields[NameOf(field, useOriginal)] = Describe(field);
        return new Answer(new PhpMap { ["fields"] = fields });
    }

    /// <summary>Sample A8.</summary>
    private static PhpMap Describe(Field field)
    {
        var map = new PhpMap
        {
            ["type"] = field.Type,
            ["isRequired"] = field.User?.IsMandatory ?? false,
            ["isReadOnly"] = field.IsReadOnly,
            ["isImmutable"] = field.IsImmutable,
            ["isMultiple"] = field.IsMultiple,
            ["isDynamic"] = field.User is not null,
            ["title"] = field.Title,
        };
        if (field.StatusType is not null)
            map["statusType"] = field.StatusType;
        if (field.ParentTypeId is { } parent)
            map["settings"] = new PhpMap { ["parentEntityTypeId"] = (long)parent };
        if (field.User is { } user)
        {
            if (field.Kind == FieldKind.Choice)
            {
                map["items"] = user.Choices.OrderBy(choice => choice.Sort)
                    .Select(choice => (object?)new PhpMap { ["ID"] = Values.Text(choice.Id), ["VALUE"] = choice.Value }).ToList();
            }
            map["settings"] = user.Settings;
            map["listLabel"] = UserFields.LabelText(user.Labels, "LIST_COLUMN_LABEL") ?? field.Title;
            map["formLabel"] = UserFields.LabelText(user.Labels, "EDIT_FORM_LABEL") ?? field.Title;
            map["filterLabel"] = UserFields.LabelText(user.Labels, "LIST_FILTER_LABEL") ?? field.Title;
        }
        map["upperName"] = field.Name;
        return map;
    }

    private static Answer Item(Call call, Table table, Row row) =>
        new(new PhpMap { ["item"] = Show(call.Portal, table.Fields, row, UseOriginalNames(call)) });

    private static PhpMap Show(Portal portal, IEnumerable<Field> fields, Row row, bool useOriginal)
    {
        var map = new PhpMap();
        foreach (var field in fields)
            map[NameOf(field, useOriginal)] = portal.Values.Universal(field, row[field]);
        return map;
    }

    private static string NameOf(Field field, bool useOriginal) => useOriginal && field.User is not null ? field.Name : field.Camel;

    /// <summary>Unknown names are ignored; the id always comes along. Phones and e-mails come with everything or not at all (reference 5.2).</summary>
    private static IReadOnlyList<Field> Selected(Table table, IReadOnlyList<string>? select)
    {
        if (select is null || select.Contains("*"))
            return table.Fields;
        var fields = new List<Field> { table["ID"] };
        foreach (var name in select)
        {
            if (table.Find(name) is { } field && field.Kind != FieldKind.Point && !fields.Contains(field))
                fields.Add(field);
        }
        return fields;
    }

    private static bool UseOriginalNames(Call call) => call.Any("useOriginalUfNames") is "Y" or true;

    private static PhpMap FieldsOf(Call call) => call.Any("fields") switch
    {
        PhpMap fields => fields,
        null => throw RestException.Missing("fields"),
        _ => throw RestException.InvalidValue("Invalid fields: fields must be an array"),
    };

    /// <summary>Existence first, then rights.</summary>
    private static Row Existing(Call call, Table table)
    {
        if (call.Any("id") is not { } given)
            throw RestException.Missing("id");
        var row = Values.TryWhole(given, out var id) ? table.Row(id) : null;
        if (row is null)
            throw RestException.NotFound();
        if (!call.Portal.Rights.CanRead(call.Person, table, row))
            throw RestException.AccessDenied();
        return row;
    }

    private static Table TableOf(Call call)
    {
        var id = TypeId(call);
        return call.Portal.TableOf(id) ?? (id is 7 or 36
            ? throw RestException.Unsupported($"entityTypeId {id}")
            : throw RestException.NotFound("Smart process not found"));
    }

    /// <summary>Missing or no number: 100; 0: of no type.</summary>
    public static int TypeId(Call call)
    {
        if (call.Any("entityTypeId") is not { } given || !Values.TryWhole(given, out var id))
            throw RestException.Missing("entityTypeId");
        return id is > 0 and < int.MaxValue ? (int)id : throw new RestException(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported");
    }
}
