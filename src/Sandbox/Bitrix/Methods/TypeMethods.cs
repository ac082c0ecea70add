using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.type.*: smart processes, for those who administer the CRM (reference 5.13).</summary>
internal static class TypeMethods
{
    /// <summary>In the order of sample A9; Y where the default is so.</summary>
    private static readonly (string Name, string Default)[] Switches =
    [
        ("isCategoriesEnabled", "N"), ("isStagesEnabled", "N"), ("isBeginCloseDatesEnabled", "N"), ("isClientEnabled", "N"), ("isUseInUserfieldEnabled", "N"),
        ("isLinkWithProductsEnabled", "N"), ("isMycompanyEnabled", "N"), ("isDocumentsEnabled", "N"), ("isSourceEnabled", "N"), ("isObserversEnabled", "N"),
        ("isRecyclebinEnabled", "N"), ("isAutomationEnabled", "N"), ("isBizProcEnabled", "N"), ("isSetOpenPermissions", "Y"), ("isPaymentsEnabled", "N"),
        ("isCountersEnabled", "N"),
    ];

    public static IEnumerable<Method> All =>
    [
        new("crm.type.list", "crm", List),
        new("crm.type.add", "crm", Add),
        new("crm.type.getByEntityTypeId", "crm", Get),
    ];

    private static Answer List(Call call)
    {
        call.NeedAdministrator();
        var types = call.Portal.Tables.Select(table => table.Process).OfType<SmartProcess>().OrderBy(process => process.Id)
            .Select(process => Show(call.Portal, process)).ToList();
        if (call.Any("filter") is PhpMap filter)
        {
            foreach (var (key, wanted) in filter)
            {
                var (op, name) = Filters.Split(key);
                if (op is not ("" or "=") || name is not ("id" or "entityTypeId" or "title"))
                    throw RestException.Unsupported($"the filter '{key}' of crm.type.list");
                types.RemoveAll(type => !(wanted is PhpMap many ? many.Values : (IEnumerable<object?>)[wanted]).Any(one => Values.Text(one) == Values.Text(type[name])));
            }
        }
        var (rows, total, next) = Paging.Cut(types, call.Start);
        return new Answer(new PhpMap { ["types"] = rows }, total, next);
    }

    private static Answer Get(Call call)
    {
        call.NeedAdministrator();
        var process = call.Portal.TableOf(ItemMethods.TypeId(call))?.Process ?? throw RestException.NotFound("Smart process not found");
        return new Answer(new PhpMap { ["type"] = Show(call.Portal, process) });
    }

    private static Answer Add(Call call)
    {
        call.NeedAdministrator();
        var fields = call.Any("fields") as PhpMap ?? throw RestException.Missing("fields");
        var title = Values.Text(fields.GetValueOrDefault("title"));
        if (title.Length == 0)
            throw new RestException(400, "CRM_FIELD_ERROR_REQUIRED", "The field 'title' is required");
        if (!call.Portal.Tariff.HasSmartProcesses)
            throw new RestException(400, "CREATE_DYNAMIC_TYPE_RESTRICTED", "Maximum number of SPAs exceeded");
        var id = call.Portal.NextEntityTypeId;
        if (fields.GetValueOrDefault("entityTypeId") is { } given)
        {
            if (!Values.TryWhole(given, out var wanted) || wanted is not ((>= 128 and <= 192) or >= 1030) || wanted > 100_000 || (wanted >= 1030 && wanted % 2 != 0))
                throw RestException.InvalidValue("entityTypeId is out of allowed range");
            if (call.Portal.TableOf((int)wanted) is not null)
                throw RestException.InvalidValue("entityTypeId is already in use");
            id = (int)wanted;
        }

        var switches = new PhpMap();
        foreach (var (name, usual) in Switches)
            switches[name] = fields.GetValueOrDefault(name) switch { "Y" or true => "Y", "N" or false => "N", _ => usual };
        var parents = Relations(fields, "parent");
        if (parents.FirstOrDefault(parent => call.Portal.TableOf(parent) is null) is var unknown and not 0)
            throw RestException.Unsupported($"entityTypeId {unknown} as a parent");
        foreach (var child in Relations(fields, "child"))
        {
            var table = call.Portal.TableOf(child) ?? throw RestException.Unsupported($"entityTypeId {child} as a child");
            throw RestException.Unsupported($"{table.Code} as a child of a new type");
        }
        var added = call.Portal.AddProcess(title, id, switches, parents, call.Person);
        return new Answer(new PhpMap { ["type"] = Show(call.Portal, added.Process!) });
    }

    private static List<int> Relations(PhpMap fields, string side)
    {
        var related = (fields.GetValueOrDefault("relations") as PhpMap)?.GetValueOrDefault(side) as PhpMap;
        return [.. (related?.Values ?? Enumerable.Empty<object?>()).OfType<PhpMap>()
            .Select(relation => Values.TryWhole(relation.GetValueOrDefault("entityTypeId"), out var id) ? (int)id : 0)];
    }

    /// <summary>Sample A9.</summary>
    private static PhpMap Show(Portal portal, SmartProcess process)
    {
        var at = portal.Values.Print(process.CreatedAt);
        var map = new PhpMap
        {
            ["id"] = process.Id,
            ["entityTypeId"] = (long)process.EntityTypeId,
            ["title"] = process.Title,
            ["createdBy"] = process.CreatedBy,
            ["createdTime"] = at,
            ["updatedBy"] = process.CreatedBy,
            ["updatedTime"] = at,
        };
        foreach (var (name, _) in Switches)
            map[name] = process.Has(name) ? "Y" : "N";
        var children = portal.Tables.Where(table => table.Find($"parentId{process.EntityTypeId}") is not null).Select(table => table.EntityTypeId);
        map["relations"] = new PhpMap { ["parent"] = process.Parents.Select(Relation).ToList(), ["child"] = children.Select(Relation).ToList() };
        map["linkedUserFields"] = new PhpMap
        {
            ["CALENDAR_EVENT|UF_CRM_CAL_EVENT"] = "N",
            ["TASKS_TASK|UF_CRM_TASK"] = "N",
            ["TASKS_TASK_TEMPLATE|UF_CRM_TASK"] = "N",
        };
        map["customSections"] = new PhpMap();
        map["customSectionId"] = null;
        return map;

        static object? Relation(int id) => new PhpMap { ["entityTypeId"] = (long)id, ["isChildrenListEnabled"] = "Y", ["isPredefined"] = "N" };
    }
}
