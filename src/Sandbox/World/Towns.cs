namespace Sandbox.World;

/// <summary>Where buyers come from: each deal has its own luck, so that the deals stay what they are.</summary>
internal static class Towns
{
    private static readonly (string Town, double Weight)[] All =
    [
        ("Москва", 0.44), ("Мытищи", 0.15), ("Королёв", 0.11), ("Санкт-Петербург", 0.1), ("Казань", 0.08), ("Краснодар", 0.07), ("Сургут", 0.05),
    ];

    public static IEnumerable<string> Names => All.Select(each => each.Town);

    /// <returns>Null: nobody asked. Of who has just come, mostly.</returns>
    public static string? Of(int seed, Deal deal)
    {
        if (deal.Pipeline != Pipelines.Sales) return null;
        var chance = new Chance(seed, 14, deal.Number);
        return chance.Of(deal.History.Count == 1 ? 0.6 : 0.1) ? null : chance.Weighted(All);
    }
}
