using System.Collections.Frozen;

namespace Sandbox.Bitrix.Methods;

/// <summary>Every method this portal has; names ignore letter case (reference 3.1).</summary>
internal static class MethodTable
{
    private static readonly FrozenDictionary<string, Method> All = new[]
    {
        ItemMethods.All, DealMethods.All, ActivityMethods.All, UserFieldMethods.All, DictionaryMethods.All, TypeMethods.All, PeopleMethods.All, TimelineMethods.All,
        BindingMethods.All, ApplicationMethods.All, OfflineMethods.All, OfficeMethods.All, ProductRowMethods.All, CatalogueMethods.All, TelephonyMethods.All,
    }.SelectMany(methods => methods).ToFrozenDictionary(method => method.Name, StringComparer.OrdinalIgnoreCase);

    public static Method? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Any of the user scopes opens the user methods, with fewer fields (reference 5.11).</summary>
    public static bool IsGranted(Caller caller, Method method) => method.Scope switch
    {
        null => true,
        "user" => caller.Has("user") || caller.Has("user_basic") || caller.Has("user_brief"),
        _ => caller.Has(method.Scope),
    };
}
