namespace Sandbox.Bitrix;

/// <param name="Rate">Roubles for one.</param>
internal sealed record Currency(string Code, decimal Rate, string Name, string Format);

/// <summary>The currencies of a portal; the first one is its own. Only the current rate exists (reference 5.10).</summary>
internal static class Currencies
{
    public static readonly IReadOnlyList<Currency> All =
        [new("RUB", 1, "Рубль", "# ₽"), new("USD", 92.5m, "Доллар США", "$#"), new("EUR", 100.2m, "Евро", "€#")];

    public static decimal RateOf(string code) => All.FirstOrDefault(currency => currency.Code == code)?.Rate ?? 1;
}
