namespace Sandbox.World;

/// <summary>What a line of a payment schedule is, in the company's words.</summary>
internal static class LineKinds
{
    public static readonly (string Code, string Name)[] All =
    [
        ("own", "Собственные средства"), ("credit", "Кредитные средства"), ("tranche", "Транш"), ("instalment", "Взнос по рассрочке"),
        ("final", "Последний платёж"), ("maternity", "Материнский капитал"), ("military", "Военная ипотека"), ("tradein", "Трейд-ин"),
        ("surcharge", "Доплата по обмерам"),
    ];

    public static string NameOf(string code) => Array.Find(All, kind => kind.Code == code).Name;
}
