namespace Sandbox.Bitrix;

/// <summary>What a portal's tariff has: REST, without which no application works, and smart processes of one's own (reference 3.4, 5.13, 9).</summary>
internal sealed record Tariff(bool HasRest, bool HasSmartProcesses)
{
    /// <summary>By the name of the command line.</summary>
    public static readonly IReadOnlyDictionary<string, Tariff> All = new Dictionary<string, Tariff>
    {
        ["professional"] = new(HasRest: true, HasSmartProcesses: true),
        ["basic"] = new(HasRest: true, HasSmartProcesses: false),
        ["free"] = new(HasRest: false, HasSmartProcesses: false),
    };
}
