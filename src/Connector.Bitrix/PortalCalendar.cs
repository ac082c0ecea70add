using System.Globalization;
using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>The settings of a portal's calendar: days of the year are <c>d.mm</c>, hours a number that may carry minutes (bitrix24.md §5.11).</summary>
internal static class PortalCalendar
{
    private static readonly string[] Weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>Null where the week or the hours cannot be read; a day of the year that cannot is left out.</summary>
    public static WorkCalendar? Read(WireRow row)
    {
        var off = row.Texts("week_holidays").Select(code => Array.IndexOf(Weekdays, code.ToUpperInvariant()) + 1).ToList();
        return !off.Contains(0) && Hour(row.Text("work_time_start")) is { } start && Hour(row.Text("work_time_end")) is { } end && start < end
            ? new WorkCalendar([.. Enumerable.Range(1, Weekdays.Length).Except(off)], Days(row.Text("year_holidays")), Days(row.Text("year_workdays")), start, end)
            : null;
    }

    private static TimeOnly? Hour(string? text) =>
        TimeOnly.TryParseExact(text, ["%H", "H.m", "H.mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : text == "24" ? new TimeOnly(23, 59)
        : null;

    private static List<YearDay> Days(string? text) =>
    [
        .. from part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           // Of a leap year, so that the 29th of February is a day.
           let day = DateOnly.TryParseExact($"{part}.2028", ["d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var known) ? known : (DateOnly?)null
           where day is not null
           select YearDay.Of(day.Value),
    ];
}
