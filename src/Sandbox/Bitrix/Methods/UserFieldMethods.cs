using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.deal.userfield.* and userfieldconfig.* (reference 5.12).</summary>
internal static class UserFieldMethods
{
    public static IEnumerable<Method> All =>
    [
        new("crm.deal.userfield.add", "crm", Add),
        new("crm.deal.userfield.list", "crm", List),
        new("crm.deal.userfield.get", "crm", Get),
        new("crm.deal.userfield.update", "crm", Update),
        new("crm.deal.userfield.delete", "crm", Delete),
        new("userfieldconfig.add", "userfieldconfig", AddConfig),
        new("userfieldconfig.list", "userfieldconfig", ListConfig),
    ];

    private static Answer Add(Call call)
    {
        NeedCrmAdministrator(call);
        var fields = call.Any("fields") as PhpMap ?? throw RestException.Old("Parameter 'fields' must be array.");
        var table = call.Portal.Deals;
        return new Answer(call.Portal.AddUserField(table, UserFields.ReadNew(table, fields), call.Person).User!.Id);
    }

    private static Answer List(Call call)
    {
        var table = call.Portal.Deals;
        var rows = table.Fields.Where(field => field.User is not null).Select(field => Show(table, field)).ToList();
        if (call.Any("filter") is PhpMap filter)
        {
            foreach (var (key, wanted) in filter)
            {
                if (key is not ("ID" or "FIELD_NAME" or "USER_TYPE_ID" or "XML_ID" or "SORT" or "MULTIPLE" or "MANDATORY" or "SHOW_FILTER"))
                    throw RestException.Unsupported($"the filter '{key}' of crm.deal.userfield.list");
                rows.RemoveAll(row => Values.Text(row[key]) != Values.Text(wanted));
            }
        }
        if (call.Any("order") is PhpMap { Count: > 0 } order)
        {
            var (name, direction) = order.First();
            rows = [.. rows.OrderBy(row => row.GetValueOrDefault(name) is string text && long.TryParse(text, out var number) ? number : 0)
                .ThenBy(row => Values.Text(row.GetValueOrDefault(name)), StringComparer.Ordinal)];
            if (Values.Text(direction).Equals("DESC", StringComparison.OrdinalIgnoreCase))
                rows.Reverse();
        }
        return new Answer(rows, rows.Count);
    }

    private static Answer Get(Call call) => new(Show(call.Portal.Deals, Existing(call)));

    private static Answer Update(Call call)
    {
        NeedCrmAdministrator(call);
        var table = call.Portal.Deals;
        var before = Existing(call);
        var fields = call.Any("fields") as PhpMap ?? throw RestException.Old("Parameter 'fields' must be array.");
        var merged = UserFields.Describe(table, before);
        foreach (var (key, value) in fields)
        {
            if (key is not ("ID" or "ENTITY_ID" or "FIELD_NAME" or "USER_TYPE_ID" or "MULTIPLE"))
                merged[key] = value;
        }
        var draft = UserFields.ReadDraft(merged);
        call.Portal.ChangeUserField(table, before, UserFields.Changed(before, draft with { Choices = call.Portal.NumberChoices(draft.Choices) }), call.Person);
        return new Answer(true);
    }

    private static Answer Delete(Call call)
    {
        NeedCrmAdministrator(call);
        call.Portal.DeleteUserField(call.Portal.Deals, Existing(call), call.Person);
        return new Answer(true);
    }

    private static Answer AddConfig(Call call)
    {
        call.NeedAdministrator();
        var (table, field) = ConfigOf(call, call.Any("field") as PhpMap ?? throw RestException.Missing("field"));
        var fields = new PhpMap
        {
            ["FIELD_NAME"] = field.GetValueOrDefault("fieldName"),
            ["USER_TYPE_ID"] = field.GetValueOrDefault("userTypeId"),
            ["XML_ID"] = field.GetValueOrDefault("xmlId"),
            ["SORT"] = field.GetValueOrDefault("sort"),
            ["MULTIPLE"] = field.GetValueOrDefault("multiple"),
            ["MANDATORY"] = field.GetValueOrDefault("mandatory"),
            ["SHOW_FILTER"] = field.GetValueOrDefault("showFilter"),
            ["SETTINGS"] = field.GetValueOrDefault("settings"),
            ["EDIT_FORM_LABEL"] = field.GetValueOrDefault("editFormLabel"),
            ["LIST_COLUMN_LABEL"] = field.GetValueOrDefault("listColumnLabel") ?? field.GetValueOrDefault("editFormLabel"),
            ["LIST_FILTER_LABEL"] = field.GetValueOrDefault("listFilterLabel") ?? field.GetValueOrDefault("editFormLabel"),
        };
        if (field.GetValueOrDefault("enum") is PhpMap choices)
        {
            var list = new PhpMap();
            foreach (var choice in choices.Values.OfType<PhpMap>())
            {
                list.Append(new PhpMap
                {
                    ["VALUE"] = choice.GetValueOrDefault("value"),
                    ["SORT"] = choice.GetValueOrDefault("sort"),
                    ["DEF"] = choice.GetValueOrDefault("def"),
                    ["XML_ID"] = choice.GetValueOrDefault("xmlId"),
                });
            }
            fields["LIST"] = list;
        }
        var added = call.Portal.AddUserField(table, UserFields.ReadNew(table, fields), call.Person);
        return new Answer(new PhpMap { ["field"] = ShowConfig(table, added) });
    }

    private static Answer ListConfig(Call call)
    {
        var filter = call.Any("filter") as PhpMap ?? throw RestException.Missing("filter");
        var (table, _) = ConfigOf(call, filter);
        if (filter.Keys.FirstOrDefault(key => key != "entityId") is { } other)
            throw RestException.Unsupported($"the filter '{other}' of userfieldconfig.list");
        var (rows, total, next) = Paging.Cut(table.Fields.Where(field => field.User is not null).ToList(), call.Start);
        return new Answer(new PhpMap { ["fields"] = rows.ConvertAll(field => (object?)ShowConfig(table, field)) }, total, next);
    }

    private static (Table Table, PhpMap Given) ConfigOf(Call call, PhpMap given)
    {
        if (call.Any("moduleId") is not "crm")
            throw RestException.Unsupported("user fields outside of the module 'crm'");
        if (!call.Caller.Has("crm"))
            throw new RestException(403, "insufficient_scope", "The request requires higher privileges than provided by the access token");
        var entity = Values.Text(given.GetValueOrDefault("entityId"));
        var table = call.Portal.Tables.FirstOrDefault(one => one.UserFieldEntity == entity) ?? throw RestException.AccessDenied();
        return (table, given);
    }

    private static PhpMap ShowConfig(Table table, Field field)
    {
        var user = field.User!;
        var map = new PhpMap
        {
            ["id"] = Values.Text(user.Id),
            ["entityId"] = table.UserFieldEntity,
            ["fieldName"] = field.Name,
            ["userTypeId"] = user.TypeId,
            ["xmlId"] = user.XmlId,
            ["sort"] = Values.Text(user.Sort),
            ["multiple"] = field.IsMultiple ? "Y" : "N",
            ["mandatory"] = user.IsMandatory ? "Y" : "N",
            ["showFilter"] = user.ShowFilter,
            ["settings"] = user.Settings,
            ["editFormLabel"] = user.Labels.GetValueOrDefault("EDIT_FORM_LABEL"),
            ["listColumnLabel"] = user.Labels.GetValueOrDefault("LIST_COLUMN_LABEL"),
            ["listFilterLabel"] = user.Labels.GetValueOrDefault("LIST_FILTER_LABEL"),
        };
        if (field.Kind == FieldKind.Choice)
        {
            map["enum"] = user.Choices.Select(choice => (object?)new PhpMap
            {
                ["id"] = Values.Text(choice.Id),
                ["value"] = choice.Value,
                ["def"] = choice.IsDefault ? "Y" : "N",
                ["sort"] = Values.Text(choice.Sort),
                ["xmlId"] = choice.XmlId,
            }).ToList();
        }
        return map;
    }

    private static PhpMap Show(Table table, Field field)
    {
        var map = UserFields.Describe(table, field);
        map["ID"] = Values.Text(map["ID"]);
        map["SORT"] = Values.Text(map["SORT"]);
        return map;
    }

    private static Field Existing(Call call) =>
        Values.TryWhole(call.Any("id"), out var id)
            ? call.Portal.Deals.FindUserField(id) ?? throw new RestException(404, "ERROR_NOT_FOUND", $"The entity with ID '{id}' is not found.")
            : throw RestException.Old("ID is not defined or invalid.");

    private static void NeedCrmAdministrator(Call call)
    {
        if (!Rights.IsAdministrator(call.Person))
            throw RestException.Old("Access denied.");
    }
}
