namespace Connector.Bitrix;

/// <summary>What a portal must grant for the methods we call (bitrix24.md §5.15). A test holds it against the calls and the manifest.</summary>
internal static class Scopes
{
    public static readonly IReadOnlyList<string> Needed = ["crm", "department", "placement", "user_brief"];

    /// <summary>Asked for as well; a portal that does not grant them has fewer feeds, or sends no notices, and nothing else to suffer.</summary>
    public static readonly IReadOnlyList<string> Optional = ["calendar", "catalog", "im", "telephony"];

    /// <summary>Scopes that open the same methods as a smaller one, and more.</summary>
    private static readonly Dictionary<string, string[]> Wider = new() { ["user_brief"] = ["user_basic", "user"] };

    /// <param name="granted">Separated by commas in practice, by blanks in the documentation; null when the server does not tell.</param>
    public static IReadOnlyList<string> Missing(string? granted)
    {
        if (granted is null) return [];
        var has = Read(granted).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Needed.Where(scope => !has.Contains(scope) && !Wider.GetValueOrDefault(scope, []).Any(has.Contains))];
    }

    /// <summary>Version and scopes in one word, whatever their order.</summary>
    public static string ReleaseOf(string? version, string? granted) =>
        $"{version} {string.Join(',', Read(granted ?? "").Select(scope => scope.ToLowerInvariant()).Order(StringComparer.Ordinal))}";

    /// <param name="release">Of <see cref="ReleaseOf"/>; true where the server had not told what was granted.</param>
    public static bool Grants(string release, string scope) =>
        release[(release.IndexOf(' ', StringComparison.Ordinal) + 1)..] is var granted && (granted.Length == 0 || Read(granted).Contains(scope, StringComparer.OrdinalIgnoreCase));

    private static string[] Read(string granted) => granted.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
