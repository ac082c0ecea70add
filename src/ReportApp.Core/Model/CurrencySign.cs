namespace ReportApp.Core.Model;

/// <summary>What people write behind an amount.</summary>
public static class CurrencySign
{
    /// <param name="currency">ISO 4217; one without a sign of its own stays as it is.</param>
    public static string Of(string currency) => currency switch { "RUB" => "₽", "USD" => "$", "EUR" => "€", _ => currency };
}
