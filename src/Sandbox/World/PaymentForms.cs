namespace Sandbox.World;

/// <summary>How people pay, in the company's words.</summary>
internal static class PaymentForms
{
    public const string Family = "Семейная ипотека";
    public const string Market = "Ипотека";
    public const string Subsidised = "Субсидированная ипотека";
    public const string Tranche = "Траншевая ипотека";
    public const string Military = "Военная ипотека";
    public const string Instalments = "Рассрочка";
    public const string AtOnce = "100 % оплата";

    public static readonly (string, double)[] Shares =
        [(Family, 0.29), (Market, 0.13), (Subsidised, 0.08), (Tranche, 0.07), (Military, 0.03), (Instalments, 0.26), (AtOnce, 0.14)];

    public static bool IsMortgage(string form) => form is not (Instalments or AtOnce);
}
