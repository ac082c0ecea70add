using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>voximplant.statistic.get: calls as telephony counted them (reference 5.11). Here administrators alone have the right to statistics.</summary>
internal static class TelephonyMethods
{
    public const string Answered = "200";
    public const string Missed = "304";

    /// <summary>What a call out may end with: nobody took it, busy, unavailable, given up.</summary>
    public static readonly string[] Failures = [Missed, "486", "480", "603-S"];

    /// <summary>What every call here has alike: shown, and not to be filtered by.</summary>
    private static readonly (string Name, object? Value)[] Alike =
    [
        ("PORTAL_NUMBER", "reg1"), ("CALL_CATEGORY", "external"), ("CALL_RECORD_URL", ""), ("CALL_VOTE", null), ("COST", "0.0000"), ("COST_CURRENCY", "RUR"),
        ("REST_APP_ID", null), ("TRANSCRIPT_ID", null), ("SESSION_ID", null), ("REDIAL_ATTEMPT", null), ("COMMENT", null), ("RECORD_DURATION", null), ("RECORD_FILE_ID", null),
    ];

    public static IEnumerable<Method> All => [new("voximplant.statistic.get", "telephony", Statistics)];

    private static Answer Statistics(Call call)
    {
        if (!Rights.IsAdministrator(call.Person))
            throw new RestException(403, "ACCESS_DENIED", "Access denied!");
        var (portal, table) = (call.Portal, call.Portal.Calls);
        var filter = call.Any("FILTER");
        foreach (var (key, _) in filter as PhpMap ?? [])
            Known(Filters.Split(key).Name, "filter");
        var sort = Values.Text(call.Any("SORT")) is { Length: > 0 } named ? Known(named, "sort") : "ID";
        var order = Filters.OldOrder(table, new PhpMap { [sort] = call.Any("ORDER") });
        var (rows, total, next) = Paging.Page(table, portal.Filters.Old(table, filter, _ => true), order, call.Start);
        return new Answer(rows.ConvertAll(row => (object?)Show(portal, row)), total, next);

        string Known(string name, string where) =>
            table.FindOld(name) is not null ? name : throw RestException.Unsupported($"the {where} '{name}' of voximplant.statistic.get");
    }

    private static PhpMap Show(Portal portal, Row row)
    {
        var map = new PhpMap();
        foreach (var field in portal.Calls.Fields)
            map[field.Name] = portal.Values.Old(field, row[field]);
        map["CALL_ID"] = "externalCall." + Portal.Hex($"call:{row.Id}", 32);
        foreach (var (name, value) in Alike)
            map[name] = value;
        return map;
    }
}
