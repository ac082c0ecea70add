using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>placement.* and event.* (reference 7.1, 8.1).</summary>
internal static class BindingMethods
{
    private static readonly string[] Placements =
    [
        "LEFT_MENU", "CRM_ANALYTICS_MENU", "CRM_ANALYTICS_TOOLBAR", "CRM_DEAL_DETAIL_TAB", "CRM_DEAL_DETAIL_TOOLBAR", "CRM_DEAL_DETAIL_ACTIVITY",
        "CRM_DEAL_ACTIVITY_TIMELINE_MENU", "CRM_DEAL_LIST_MENU", "CRM_DEAL_LIST_TOOLBAR", "REST_APP_URI", "USER_PROFILE_MENU", "PAGE_BACKGROUND_WORKER",
    ];

    private static readonly HashSet<string> Events =
    [
        "ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE", "ONCRMDEALMOVETOCATEGORY", "ONCRMDEALUSERFIELDADD", "ONCRMDEALUSERFIELDUPDATE",
        "ONCRMDEALUSERFIELDDELETE", "ONCRMDEALUSERFIELDSETENUMVALUES", "ONCRMLEADADD", "ONCRMLEADUPDATE", "ONCRMLEADDELETE", "ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE", "ONCRMDYNAMICITEMDELETE",
        "ONCRMCONTACTADD", "ONCRMCONTACTUPDATE", "ONCRMCONTACTDELETE", "ONCRMCOMPANYADD", "ONCRMCOMPANYUPDATE", "ONCRMCOMPANYDELETE",
        "ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMACTIVITYDELETE",
        "ONCRMTYPEADD", "ONCRMTYPEUPDATE", "ONCRMTYPEDELETE", "ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE", "ONCRMTIMELINECOMMENTDELETE",
        "ONUSERADD", "ONAPPINSTALL", "ONAPPUPDATE", "ONAPPUNINSTALL", "ONAPPPAYMENT", "ONAPPMETHODCONFIRM", "ONAPPTEST",
    ];

    public static IEnumerable<Method> All =>
    [
        new("placement.bind", "placement", BindPlacement),
        new("placement.get", "placement", GetPlacements),
        new("placement.unbind", "placement", UnbindPlacement),
        new("placement.list", "placement", call => new Answer(Allowed(call).Select(code => (object?)code).ToList())),
        new("event.bind", null, BindEvent),
        new("event.get", null, GetEvents),
        new("event.unbind", null, UnbindEvent),
    ];

    private static IEnumerable<string> Allowed(Call call) => Placements
        .Concat(call.Portal.Tables.Where(table => table.Process is not null).Select(table => $"CRM_DYNAMIC_{table.EntityTypeId}_DETAIL_TAB"))
        .Where(code => !code.StartsWith("CRM_", StringComparison.Ordinal) || call.Caller.Has("crm"));

    private static Answer BindPlacement(Call call)
    {
        var (application, _) = call.NeedApplication();
        call.NeedAdministrator();
        var code = Values.Text(call.Any("PLACEMENT")).ToUpperInvariant();
        if (code.Length == 0)
            throw new RestException(400, "ERROR_ARGUMENT", "Argument 'PLACEMENT' is null or empty") { Argument = "PLACEMENT" };
        if (!Allowed(call).Contains(code))
            throw new RestException(400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found");
        var handler = Handler(call);
        if (Values.Text(call.Any("USER_ID")) is not ("" or "0"))
            throw RestException.Unsupported("placements of one user");
        if (call.Portal.Placements.Any(one => one.ClientId == application.ClientId && one.Placement == code && one.Handler == handler))
            throw new RestException(400, "ERROR_CORE", "Unable to set placement handler: Handler already binded");
        if (code is "REST_APP_URI" or "PAGE_BACKGROUND_WORKER" && call.Portal.Placements.Any(one => one.ClientId == application.ClientId && one.Placement == code))
            throw new RestException(400, "ERROR_PLACEMENT_MAX_COUNT", "Placement handlers limit exceeded");
        var languages = call.Any("LANG_ALL") as PhpMap ?? [];
        var russian = (languages.GetValueOrDefault("ru") ?? languages.Values.FirstOrDefault()) as PhpMap;
        call.Portal.Bind(
            new PlacementBinding(
                application.ClientId, code, handler, Text("TITLE"), Text("DESCRIPTION"), languages, call.Any("OPTIONS") as PhpMap ?? [], 0),
            call.Person);
        return new Answer(true);

        string Text(string name) => Values.Text(call.Any(name)) is { Length: > 0 } given ? given : Values.Text(russian?.GetValueOrDefault(name));
    }

    private static Answer GetPlacements(Call call)
    {
        var (application, _) = call.NeedApplication();
        return new Answer(call.Portal.Placements.Where(one => one.ClientId == application.ClientId).Select(one => (object?)new PhpMap
        {
            ["placement"] = one.Placement,
            ["userId"] = one.UserId,
            ["handler"] = one.Handler,
            ["options"] = one.Options,
            ["title"] = one.Title,
            ["description"] = one.Description,
            ["langAll"] = one.Languages,
        }).ToList());
    }

    private static Answer UnbindPlacement(Call call)
    {
        var (application, _) = call.NeedApplication();
        call.NeedAdministrator();
        var code = Values.Text(call.Any("PLACEMENT")).ToUpperInvariant();
        var handler = Values.Text(call.Any("HANDLER"));
        var count = call.Portal.Unbind(
            (PlacementBinding one) => one.ClientId == application.ClientId && one.Placement == code && (handler.Length == 0 || one.Handler == handler), call.Person);
        return new Answer(new PhpMap { ["count"] = (long)count });
    }

    private static Answer BindEvent(Call call)
    {
        var (application, _) = call.NeedApplication();
        var name = Values.Text(call.Any("event")).ToUpperInvariant();
        if (!Events.Contains(name))
            throw new RestException(400, "ERROR_EVENT_NOT_FOUND", "Event not found");
        var isOffline = call.Any("event_type") is "offline";
        if (Values.Text(call.Any("auth_connector")).Length > 0)
            throw RestException.Unsupported("auth_connector");
        if (isOffline && !Rights.IsAdministrator(call.Person))
            throw new RestException(403, "ACCESS_DENIED", "Access denied!");
        var authType = Values.TryWhole(call.Any("auth_type"), out var user) ? user : 0;
        if (authType != 0 && authType != call.Person.Number && !Rights.IsAdministrator(call.Person))
            throw new RestException(403, "ACCESS_DENIED", "Access denied!");
        // Non-administrators bind under themselves only.
        if (!Rights.IsAdministrator(call.Person))
            authType = call.Person.Number;
        var binding = new EventBinding(application.ClientId, name, isOffline ? "" : Handler(call), authType, isOffline);
        if (call.Portal.Events.Contains(binding))
            throw new RestException(400, "ERROR_CORE", "Unable to set event handler: Handler already binded");
        call.Portal.Bind(binding, call.Person);
        return new Answer(true);
    }

    private static Answer GetEvents(Call call)
    {
        var (application, _) = call.NeedApplication();
        return new Answer(call.Portal.Events.Where(one => one.ClientId == application.ClientId).Select(one => (object?)new PhpMap
        {
            ["event"] = one.Event,
            ["handler"] = one.Handler,
            ["auth_type"] = Values.Text(one.AuthType),
            ["offline"] = one.IsOffline ? 1L : 0L,
        }).ToList());
    }

    private static Answer UnbindEvent(Call call)
    {
        var (application, _) = call.NeedApplication();
        var name = Values.Text(call.Any("event")).ToUpperInvariant();
        var handler = Values.Text(call.Any("handler"));
        var isOffline = call.Any("event_type") is "offline";
        var count = call.Portal.Unbind(
            (EventBinding one) => one.ClientId == application.ClientId && one.Event == name && one.IsOffline == isOffline
                && (isOffline || handler.Length == 0 || one.Handler == handler),
            call.Person);
        return new Answer(new PhpMap { ["count"] = (long)count });
    }

    /// <summary>The relaxed mode takes http and local addresses too (reference 0, 12).</summary>
    private static string Handler(Call call)
    {
        var handler = Values.Text(call.Any("HANDLER"));
        if (handler.Length == 0)
            throw new RestException(400, "EMPTY_ERROR_HANDLER_URL", "Handler URL is empty");
        if (!Uri.TryCreate(handler, UriKind.Absolute, out var address))
            throw new RestException(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
        if (address.Scheme is not ("http" or "https"))
            throw new RestException(400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol");
        return handler;
    }
}
