using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.activity.*: calls, meetings, e-mails, tasks and what applications add (reference 5.6).</summary>
internal static class ActivityMethods
{
    /// <summary>The year of a deadline that nobody set.</summary>
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.FromHours(3));

    /// <summary>What every activity here has alike: shown, and not to be filtered by.</summary>
    private static readonly (string Name, object? Value)[] Alike =
    [
        ("PROVIDER_GROUP_ID", null), ("ASSOCIATED_ENTITY_ID", "0"), ("NOTIFY_TYPE", "0"), ("NOTIFY_VALUE", "0"), ("DESCRIPTION_TYPE", "1"), ("LOCATION", ""),
        ("SETTINGS", new PhpMap()), ("PROVIDER_PARAMS", new PhpMap()), ("PROVIDER_DATA", null), ("RESULT_MARK", "0"), ("RESULT_VALUE", null),
        ("RESULT_SUM", null), ("RESULT_CURRENCY_ID", null), ("RESULT_STATUS", "0"), ("RESULT_STREAM", "0"), ("RESULT_SOURCE_ID", null), ("AUTOCOMPLETE_RULE", "0"),
    ];

    private const string Status = "STATUS";

    public static IEnumerable<Method> All =>
    [
        new("crm.activity.list", "crm", List),
        new("crm.activity.get", "crm", call => new Answer(Show(call.Portal, Existing(call), ["*"]))),
        new("crm.activity.add", "crm", call => new Answer(new ActivityWriter(call.Portal, call.Person).Add(FieldsOf(call)).Id)),
        new("crm.activity.update", "crm", Update),
        new("crm.activity.delete", "crm", Delete),
        new("crm.activity.fields", "crm", call => new Answer(DealMethods.DescribeFields(call.Portal.Activities))),
        new("crm.activity.binding.list", "crm", Bindings),
    ];

    private static Answer List(Call call)
    {
        var (portal, table) = (call.Portal, call.Portal.Activities);
        var filter = call.Any("filter");
        PhpMap? bound = null;
        if (filter is PhpMap given)
        {
            filter = Without(given, "BINDINGS");
            bound = given.GetValueOrDefault("BINDINGS") as PhpMap;
            if (((PhpMap)filter).Keys.Select(key => Filters.Split(key).Name).FirstOrDefault(name => name == Status || Alike.Any(one => one.Name == name)) is { } name)
                throw RestException.Unsupported($"the filter '{name}' of crm.activity.list");
        }
        var accepts = portal.Filters.Old(table, filter, portal.Rights.Reader(call.Person, table));
        var order = Filters.OldOrder(table, call.Any("order") is PhpMap { Count: > 0 } wanted ? wanted : new PhpMap { ["START_TIME"] = "ASC" });
        var names = call.Names("select") ?? ["*"];
        if (names.FirstOrDefault(one => one is "FILES" or "WEBDAV_ELEMENTS" or "STORAGE_ELEMENT_IDS") is { } files)
            throw RestException.Unsupported($"{files} of activities");
        var (rows, total, next) = bound is null ? Paging.Page(table, accepts, order, call.Start) : Paging.Cut(Joined(table, accepts, order, bound), call.Start);
        return new Answer(rows.ConvertAll(row => (object?)Show(portal, row, names)), total, next);
    }

    /// <summary>An activity comes once for each of its bindings that one of the pairs means.</summary>
    private static List<Row> Joined(Table table, RowFilter accepts, Comparison<Row>? order, PhpMap pairs)
    {
        var rows = table.Rows.Where(accepts.Accepts).SelectMany(row => Enumerable.Repeat(row, BindingsOf(table, row).Count(binding => pairs.Values.Any(pair => Means(pair, binding))))).ToList();
        if (order is not null)
            rows.Sort(order);
        return rows;

        static bool Means(object? pair, Binding binding) =>
            pair is PhpMap map && Fits(map, "OWNER_TYPE_ID", binding.OwnerTypeId) && Fits(map, "OWNER_ID", binding.OwnerId);

        static bool Fits(PhpMap map, string name, long id) => !map.TryGetValue(name, out var wanted) || (Values.TryWhole(wanted, out var number) && number == id);
    }

    private static Answer Update(Call call)
    {
        new ActivityWriter(call.Portal, call.Person).Change(Existing(call), FieldsOf(call));
        return new Answer(true);
    }

    private static Answer Delete(Call call)
    {
        new ActivityWriter(call.Portal, call.Person).Delete(Existing(call));
        return new Answer(true);
    }

    /// <summary>Of the records it is bound to only those the caller may see.</summary>
    private static Answer Bindings(Call call)
    {
        var row = Existing(call, "activityId");
        var seen = BindingsOf(call.Portal.Activities, row).Where(binding =>
            call.Portal.TableOf((int)binding.OwnerTypeId) is { } table && table.Row(binding.OwnerId) is { } record && call.Portal.Rights.CanRead(call.Person, table, record));
        return new Answer(seen.Select(binding => (object?)new PhpMap { ["entityTypeId"] = binding.OwnerTypeId, ["entityId"] = binding.OwnerId }).ToList());
    }

    private static IEnumerable<Binding> BindingsOf(Table table, Row row) => (row[table["BINDINGS"]] as IReadOnlyList<object> ?? []).Cast<Binding>();

    /// <summary>The mask leaves out bindings and communications: they come when they are named. Unknown names are ignored.</summary>
    private static PhpMap Show(Portal portal, Row row, IReadOnlyList<string> names)
    {
        var table = portal.Activities;
        var map = new PhpMap();
        var isWhole = names.Contains("*");
        foreach (var field in table.Fields.Where(field => field.Index == 0 || names.Contains(field.Name) || (isWhole && !field.IsMultiple)))
        {
            map[field.Name] = field.IsMultiple ? portal.Values.Universal(field, row[field])
                : portal.Values.Old(field, row[field] ?? (field.Name == "DEADLINE" ? Never : null));
        }
        foreach (var (name, value) in Alike.Append((Status, row[table["COMPLETED"]] is true ? "2" : "1")).Where(one => isWhole || names.Contains(one.Name)))
            map[name] = value;
        return map;
    }

    private static PhpMap Without(PhpMap map, string name)
    {
        var rest = new PhpMap();
        foreach (var (key, value) in map.Where(pair => pair.Key != name))
            rest[key] = value;
        return rest;
    }

    private static PhpMap FieldsOf(Call call) => call.Any("fields") as PhpMap ?? throw RestException.Old("Parameter 'fields' must be array.");

    private static Row Existing(Call call, string parameter = "id")
    {
        if (!Values.TryWhole(call.Any(parameter), out var id) || id <= 0)
            throw RestException.Old("ID is not defined or invalid.");
        var row = call.Portal.Activities.Row(id) ?? throw RestException.Old("Activity is not found.");
        return call.Portal.Rights.CanRead(call.Person, call.Portal.Activities, row) ? row : throw RestException.Old("Access denied.");
    }
}
