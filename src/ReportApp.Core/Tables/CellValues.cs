using System.Globalization;
using System.Text.RegularExpressions;

namespace ReportApp.Core.Tables;

/// <summary>Days and money as people and their programs write them (reports.md §2.10). What is not understood as a whole is not understood.</summary>
internal static partial class CellValues
{
    private const int YearsAhead = 30;

    private static readonly string[] DayFormats = ["d.M.yyyy", "d.M.yy", "d/M/yyyy", "d/M/yy", "d-M-yyyy", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd"];

    private static readonly Dictionary<string, int> Months = new(StringComparer.Ordinal)
    {
        ["янв"] = 1, ["фев"] = 2, ["мар"] = 3, ["апр"] = 4, ["мая"] = 5, ["май"] = 5, ["июн"] = 6, ["июл"] = 7, ["авг"] = 8, ["сен"] = 9, ["окт"] = 10, ["ноя"] = 11,
        ["дек"] = 12, ["jan"] = 1, ["feb"] = 2, ["apr"] = 4, ["may"] = 5, ["jun"] = 6, ["jul"] = 7, ["aug"] = 8, ["sep"] = 9, ["oct"] = 10, ["nov"] = 11, ["dec"] = 12,
    };

    /// <summary>Day first always; a time of day behind it does no harm, and is not a zone's: the day stays.</summary>
    /// <returns>The day, or a stable code: <c>bad_date</c>, <c>out_of_range</c> (before 2000, after 2100, or more than 30 years after today).</returns>
    public static (DateOnly? Day, string? Reason) Day(string text, DateOnly today)
    {
        var plain = Clock().Replace(text.Trim().ToLowerInvariant(), string.Empty);
        if (!TryDay(plain, out var day)) return (null, "bad_date");
        return day.Year is < 2000 or > 2100 || day > today.AddYears(YearsAhead) ? (null, "out_of_range") : (day, null);
    }

    private static bool TryDay(string text, out DateOnly day)
    {
        if (DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out day)) return true;
        // Days since 1900 as spreadsheets count them; 36526 is the first of January 2000, 73415 the last of 2100.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is >= 36526 and <= 73415)
        {
            day = new DateOnly(1899, 12, 30).AddDays(serial);
            return true;
        }
        var words = Worded().Match(text);
        if (!words.Success || !Months.TryGetValue(words.Groups[2].Value[..3], out var month)) return false;
        return DateOnly.TryParseExact(
            $"{words.Groups[1].Value}.{month}.{words.Groups[3].Value}", "d.M.yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>
    /// Exact money: «8 500 000,00», «8 500 000-00», «8,5 млн», <c>1,234,567.89</c>, <c>(1 000,00)</c> for a minus, with or without the sign
    /// of a rouble. One separator alone stands before kopecks.
    /// </summary>
    public static decimal? Amount(string text)
    {
        var plain = string.Concat(text.ToLowerInvariant().Where(letter => !char.IsWhiteSpace(letter) && letter is not ('\'' or '’'))).Replace('−', '-');
        var match = Number().Match(plain);
        if (!match.Success) return null;
        var digits = match.Groups["number"].Value;
        if (KopecksByDash().Match(digits) is { Success: true } dash) digits = $"{dash.Groups[1].Value}.{dash.Groups[2].Value}";
        var (comma, point) = (digits.LastIndexOf(','), digits.LastIndexOf('.'));
        if (comma >= 0 && point >= 0)
        {
            var (thousands, kopecks) = comma > point ? ('.', ',') : (',', '.');
            if (digits.IndexOf(kopecks, StringComparison.Ordinal) != digits.LastIndexOf(kopecks) || !Grouped(digits[..Math.Max(comma, point)], thousands)) return null;
            digits = digits.Replace(thousands.ToString(), string.Empty, StringComparison.Ordinal).Replace(kopecks, '.');
        }
        else if (digits.Count(letter => letter is ',' or '.') > 1)
        {
            if (!Grouped(digits, comma >= 0 ? ',' : '.')) return null;
            digits = string.Concat(digits.Where(char.IsAsciiDigit));
        }
        if (!decimal.TryParse(digits.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        var scale = match.Groups["scale"].Value switch { "" => 1m, ['м', ..] => 1_000_000m, _ => 1_000m };
        var isNegative = match.Groups["minus"].Success != match.Groups["open"].Success;
        try
        {
            return (isNegative ? -value : value) * scale;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static bool Grouped(string digits, char separator) => digits.Split(separator) is [{ Length: >= 1 and <= 3 }, .. var rest] && rest.All(part => part.Length == 3);

    [GeneratedRegex(@"[t\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(\d{1,2})\s+(\p{L}{3,10})\.?\s+(\d{4})(\s*(г|года)\.?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Worded();

    [GeneratedRegex(@"^(?:(?<open>\()|(?<minus>-)|\+)?(?:₽|rub)?(?<number>\d[\d.,]*(?:-\d{2})?)(?<scale>млн\.?|тыс\.?)?(?:₽|р\.?|руб(?:\.|лей|ля|ль)?|rub|rur)?(?(open)\)|)$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(\d+)-(\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex KopecksByDash();
}
