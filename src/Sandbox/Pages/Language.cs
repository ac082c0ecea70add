using System.Globalization;

namespace Sandbox.Pages;

/// <summary>The viewer's language: his words, dates and numbers.</summary>
internal sealed record Language(string Code)
{
    private static readonly NumberFormatInfo RussianNumbers = new() { NumberGroupSeparator = "\u00a0", NumberDecimalSeparator = "," };
    private static readonly NumberFormatInfo EnglishNumbers = new() { NumberGroupSeparator = ",", NumberDecimalSeparator = "." };

    public static readonly Language Russian = new("ru");
    public static readonly Language English = new("en");

    public static Language Of(string? code) => code == English.Code ? English : Russian;

    public string this[string russian, string english] => this == English ? english : russian;

    public string Date(DateOnly day) => day.ToString(this["dd.MM.yyyy", "d MMM yyyy"], CultureInfo.InvariantCulture);

    public string Moment(DateTimeOffset at) => at.ToString(this["dd.MM.yyyy HH:mm", "d MMM yyyy, HH:mm"], CultureInfo.InvariantCulture);

    public string Number(decimal value) =>
        value.ToString(value % 1 == 0 ? "#,0" : "#,0.00##", this == English ? EnglishNumbers : RussianNumbers);

    public string Money(decimal value, string currency) => currency switch
    {
        "RUB" => Number(value) + "\u00a0₽",
        "USD" => this["", "$"] + Number(value) + this["\u00a0$", ""],
        _ => Number(value) + "\u00a0" + currency,
    };
}
