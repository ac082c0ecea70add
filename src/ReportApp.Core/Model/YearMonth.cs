using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>A calendar month: the grain of every plan and forecast. Has no time zone. JSON: <c>"yyyy-MM"</c>.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct YearMonth : IComparable<YearMonth>
{
    private static readonly DateOnly Last = new(DateOnly.MaxValue.Year, DateOnly.MaxValue.Month, 1);

    private readonly DateOnly _firstDay;

    public YearMonth(int year, int month) => _firstDay = new DateOnly(year, month, 1);

    public DateOnly FirstDay => _firstDay;

    /// <summary>The first day after this month: a month is the half-open range [FirstDay, End).</summary>
    public DateOnly End => _firstDay.AddMonths(1);

    public IEnumerable<DateOnly> Days => Enumerable.Range(0, End.DayNumber - FirstDay.DayNumber).Select(FirstDay.AddDays);

    public static YearMonth Of(DateOnly day) => new(day.Year, day.Month);

    public YearMonth Plus(int months) => Of(_firstDay.AddMonths(months));

    public int CompareTo(YearMonth other) => _firstDay.CompareTo(other._firstDay);

    public static bool operator <(YearMonth left, YearMonth right) => left.CompareTo(right) < 0;

    public static bool operator >(YearMonth left, YearMonth right) => left.CompareTo(right) > 0;

    public static bool operator <=(YearMonth left, YearMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >=(YearMonth left, YearMonth right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>yyyy-MM</c>, up to the last month that has an <see cref="End"/>.</summary>
    public static bool TryParse(string? text, out YearMonth month)
    {
        var ok = DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day < Last;
        month = ok ? Of(day) : default;
        return ok;
    }

    /// <summary><c>yyyy-MM</c>.</summary>
    public override string ToString() => _firstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private sealed class Converter : JsonConverter<YearMonth>
    {
        public override YearMonth Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var month)
                ? month
                : throw new JsonException("A month is written yyyy-MM.");

        public override void Write(Utf8JsonWriter writer, YearMonth value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
