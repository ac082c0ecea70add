using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>The application's own state and the server (reference 1.5).</summary>
internal static class ApplicationMethods
{
    private static readonly string[] Scopes = ["crm", "userfieldconfig", "user", "user_basic", "user_brief", "department", "placement", "catalog", "calendar", "im", "telephony"];

    public static IEnumerable<Method> All =>
    [
        new("app.info", null, Info),
        new("scope", null, Scope),
        new("server.time", null, call => new Answer(call.Portal.Values.Print(call.Portal.Now))),
        new("method.get", null, Get),
    ];

    private static Answer Info(Call call)
    {
        if (call.Caller is not { Application: { } application, Installation: { } installation })
            return new Answer(new PhpMap { ["SCOPE"] = Scopes.Select(scope => (object?)scope).ToList(), ["LICENSE"] = "ru_std" });
        return new Answer(new PhpMap
        {
            ["ID"] = installation.Id,
            ["CODE"] = application.Code,
            ["VERSION"] = (long)installation.Version,
            ["STATUS"] = installation.Status,
            ["INSTALLED"] = installation.IsInstalled,
            ["PAYMENT_EXPIRED"] = installation.IsPaymentExpired ? "Y" : "N",
            ["DAYS"] = null,
            ["LANGUAGE_ID"] = "ru",
            ["LICENSE"] = "ru_std",
            ["LICENSE_TYPE"] = "std",
            ["LICENSE_FAMILY"] = "std",
        });
    }

    private static Answer Scope(Call call)
    {
        var isFull = call.Any("full") is true or "true" or "Y" or "1" or 1L;
        var scopes = isFull || call.Caller.Application is null ? Scopes : call.Caller.Application.Scopes;
        return new Answer(scopes.Select(scope => (object?)scope).ToList());
    }

    private static Answer Get(Call call)
    {
        var name = Values.Text(call.Any("name") ?? throw RestException.Missing("name")).ToLowerInvariant();
        var method = MethodTable.Find(name);
        return new Answer(new PhpMap { ["isExisting"] = method is not null, ["isAvailable"] = method is not null && MethodTable.IsGranted(call.Caller, method) });
    }
}
