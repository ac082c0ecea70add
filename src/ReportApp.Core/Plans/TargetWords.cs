using System.Globalization;
using System.Text.RegularExpressions;
using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>What people call kinds, metrics, months and columns of plans in their own tables, in Russian and English. What is not here is not guessed.</summary>
internal static partial class TargetWords
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["план продаж"] = "sales", ["продажи"] = "sales", ["sales plan"] = "sales", ["бизнес-план"] = "business", ["бизнес план"] = "business", ["business plan"] = "business",
        ["план для банка"] = "bank", ["банк"] = "bank", ["plan for the bank"] = "bank",
    };

    private static readonly Dictionary<string, string> Metrics = new(StringComparer.Ordinal)
    {
        ["поступления"] = "receipts", ["поступления, ₽"] = "receipts", ["сумма договоров"] = "value", ["сумма договоров, ₽"] = "value", ["выручка"] = "value", ["contract value"] = "value",
        ["штуки"] = "units", ["шт"] = "units", ["шт."] = "units", ["количество"] = "units", ["м²"] = "m2", ["м2"] = "m2", ["кв. м"] = "m2", ["кв.м"] = "m2", ["площадь"] = "m2", ["m²"] = "m2",
        ["обращения"] = "received", ["inquiries"] = "received", ["первые встречи"] = "meetings", ["встречи"] = "meetings", ["first meetings"] = "meetings", ["брони"] = "reservations",
    };

    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["январь"] = 1, ["января"] = 1, ["янв"] = 1, ["january"] = 1, ["jan"] = 1, ["февраль"] = 2, ["февраля"] = 2, ["фев"] = 2, ["february"] = 2, ["feb"] = 2,
        ["март"] = 3, ["марта"] = 3, ["мар"] = 3, ["march"] = 3, ["mar"] = 3, ["апрель"] = 4, ["апреля"] = 4, ["апр"] = 4, ["april"] = 4, ["apr"] = 4,
        ["май"] = 5, ["мая"] = 5, ["may"] = 5, ["июнь"] = 6, ["июня"] = 6, ["июн"] = 6, ["june"] = 6, ["jun"] = 6, ["июль"] = 7, ["июля"] = 7, ["июл"] = 7, ["july"] = 7, ["jul"] = 7,
        ["август"] = 8, ["августа"] = 8, ["авг"] = 8, ["august"] = 8, ["aug"] = 8, ["сентябрь"] = 9, ["сентября"] = 9, ["сен"] = 9, ["сент"] = 9, ["september"] = 9, ["sep"] = 9, ["sept"] = 9,
        ["октябрь"] = 10, ["октября"] = 10, ["окт"] = 10, ["october"] = 10, ["oct"] = 10, ["ноябрь"] = 11, ["ноября"] = 11, ["ноя"] = 11, ["нояб"] = 11, ["november"] = 11, ["nov"] = 11,
        ["декабрь"] = 12, ["декабря"] = 12, ["дек"] = 12, ["december"] = 12, ["dec"] = 12,
    };

    private static readonly string[] Days = ["yyyy-MM-dd", "d.M.yyyy", "d/M/yyyy"];

    /// <summary>Lower case, «ё» as «е», single spaces.</summary>
    public static string Plain(string text) =>
        string.Join(' ', text.ToLowerInvariant().Replace('ё', 'е').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static string? KindOf(string text) => Plain(text) is var plain && TargetRules.Kinds.Contains(plain) ? plain : Kinds.GetValueOrDefault(plain);

    public static string? MetricOf(string text) => Plain(text) is var plain && TargetRules.Metrics.Contains(plain) ? plain : Metrics.GetValueOrDefault(plain);

    /// <summary>«900,000»: nine hundred thousand to some, nine hundred to others.</summary>
    public static bool IsUnclear(string value) => ThreeBehindOne().IsMatch(value);

    public static bool IsTotal(string scope) => Total().IsMatch(Plain(scope));

    public static bool IsCompany(string scope) => Plain(scope) is "all" or "вся компания" or "компания" or "the whole company" or "company";

    /// <summary>
    /// <c>2026-11</c>, <c>11.2026</c>, «ноябрь 2026», «ноябрь» of a given year, or the first or last day of the month as a date.
    /// </summary>
    /// <param name="year">Of a month that names none; null: such a month is not understood.</param>
    /// <returns>The month, or a stable code: <c>bad_month</c>, <c>no_year</c>.</returns>
    public static (YearMonth? Month, string? Reason) MonthOf(string text, int? year)
    {
        var plain = Plain(text);
        if (Numbers().Match(plain) is { Success: true } numbers) return Month(numbers.Groups["year"].Value, int.Parse(numbers.Groups["month"].Value, CultureInfo.InvariantCulture));
        if (DateOnly.TryParseExact(plain, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.Day == 1 || day.Day == DateTime.DaysInMonth(day.Year, day.Month) ? Month($"{day.Year:0000}", day.Month) : (null, "bad_month");
        if (Worded().Match(plain) is not { Success: true } words || !Months.TryGetValue(words.Groups["name"].Value, out var number)) return (null, "bad_month");
        return words.Groups["year"] is { Success: true } written ? Month(written.Value, number) : year is { } given ? Month($"{given:0000}", number) : (null, "no_year");

        static (YearMonth?, string?) Month(string year, int month) => TargetRules.TryMonth($"{year}-{month:00}", out var found) ? (found, null) : (null, "bad_month");
    }

    /// <summary>A title over numbers of a month, such as «План на ноябрь 2026».</summary>
    /// <inheritdoc cref="MonthOf"/>
    public static (YearMonth? Month, string? Reason) MonthOfTitle(string title, int? year) => MonthOf(PlanOf().Replace(Plain(title), string.Empty), year);

    /// <summary>What columns of this field are called.</summary>
    public static Regex ColumnOf(string field) => field switch
    {
        TargetColumns.Scope => ScopeColumn(),
        TargetColumns.Kind => KindColumn(),
        TargetColumns.Period => PeriodColumn(),
        TargetColumns.Metric => MetricColumn(),
        _ => ValueColumn(),
    };

    [GeneratedRegex(@"^(scope|объект[ыа]?|жк|комплекс[ыа]?|проект[ыа]?|корпус[аы]?|менеджер[ыа]?|сотрудник[иа]?|продав(ец|цы)|фио|ф\.и\.о\.|отдел[ыа]?|подразделени[ея]|для кого|кто|objects?|managers?|employees?|sellers?|complex(es)?|buildings?|departments?)$")]
    private static partial Regex ScopeColumn();

    [GeneratedRegex(@"^(kind|вид( плана)?|тип плана|plan kind|kind of plan)$")]
    private static partial Regex KindColumn();

    [GeneratedRegex(@"^(period|month|период|месяц( плана)?)$")]
    private static partial Regex PeriodColumn();

    [GeneratedRegex(@"^(metric|показатель|метрика|measure)$")]
    private static partial Regex MetricColumn();

    [GeneratedRegex(@"^(value|target|plan|amount|план|значение|цель|плановое значение)(, ?(руб\.?|₽|шт\.?|м²|м2))?$")]
    private static partial Regex ValueColumn();

    [GeneratedRegex(@"^(общий итог|итого?|итоги|всего|grand total|sub-?total|total)\b")]
    private static partial Regex Total();

    [GeneratedRegex(@"^[+-]?[0-9]{1,3}[.,][0-9]{3}$")]
    private static partial Regex ThreeBehindOne();

    [GeneratedRegex(@"^план( (на|за))? |^(plan|target)( for)? ")]
    private static partial Regex PlanOf();

    /// <summary>A workbook keeps 2026.10 as the number 2026.1: a year before a point has a month of two digits behind it.</summary>
    [GeneratedRegex(@"^(?<year>[0-9]{4})(?:[-/](?<month>[0-9]{1,2})|\.(?<month>[0-9]{2}))$|^(?<month>[0-9]{1,2})[-./](?<year>[0-9]{4})$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^(?<name>\p{L}+)\.?(?:[ ,-]+(?<year>[0-9]{4})(?: ?(?:г|год|года)\.?)?)?$")]
    private static partial Regex Worded();
}
