using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Assignment;

/// <summary>What a quota of a day is rounded to.</summary>
internal enum QuotaUnit
{
    /// <summary>Whole pieces, upwards: at least one part of what is left.</summary>
    Pieces,

    /// <summary>1/100 of a currency unit; the last day gets what rounding left.</summary>
    Money,
}

/// <summary>How a day stands against its plan.</summary>
[JsonConverter(typeof(NamedEnumConverter<DayStatus>))]
public enum DayStatus
{
    /// <summary>As much as was planned, or more.</summary>
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>As much as the part of the shift that is over asks for.</summary>
    [JsonStringEnumMemberName("onTheWay")] OnTheWay,

    [JsonStringEnumMemberName("behind")] Behind,

    /// <summary>The month's need was met before this day.</summary>
    [JsonStringEnumMemberName("ahead")] Ahead,

    [JsonStringEnumMemberName("dayOff")] DayOff,

    /// <summary>The day has not come.</summary>
    [JsonStringEnumMemberName("upcoming")] Upcoming,

    /// <summary>The last working day of the month is over and something is left: it is not moved to the next month.</summary>
    [JsonStringEnumMemberName("shortfall")] Shortfall,
}

/// <summary>What of a month's need falls on a day (reports.md §5.2).</summary>
internal static class DayQuota
{
    /// <summary>How many of a step a month of so many sales needs.</summary>
    public static decimal Need(decimal sales, decimal ratio) => Math.Ceiling(sales * ratio);

    /// <summary>The part of a day in what is left.</summary>
    /// <param name="left">Below zero it is nothing.</param>
    /// <param name="days">Working days left, this one included; 0: a day off.</param>
    public static decimal Of(decimal left, int days, QuotaUnit unit)
    {
        if (left <= 0 || days <= 0) return 0;
        return Math.Min(left, unit == QuotaUnit.Pieces ? Math.Ceiling(left / days) : Math.Round(left / days, 2, MidpointRounding.AwayFromZero));
    }

    /// <summary>The plan of a working day that no fact changes.</summary>
    /// <param name="workingDays">Of the month.</param>
    /// <param name="daysBefore">How many of them are earlier.</param>
    public static decimal Base(decimal need, int workingDays, int daysBefore, QuotaUnit unit)
    {
        var left = need;
        for (var day = 0; day < daysBefore; day++) left -= Of(left, workingDays - day, unit);
        return Of(left, workingDays - daysBefore, unit);
    }

    /// <param name="need">Of the month.</param>
    /// <param name="leftBefore">What was left of it when the day began.</param>
    /// <param name="hasDaysAfter">Some of them are later.</param>
    /// <param name="elapsed">Part of the shift that is over: 0 before the day, 1 after it; null: the day has not come.</param>
    public static DayStatus Status(decimal need, decimal leftBefore, decimal plan, decimal fact, bool isWorkday, bool hasDaysAfter, decimal? elapsed) =>
        need <= 0 ? DayStatus.Done
        : leftBefore <= 0 ? DayStatus.Ahead
        : elapsed == 1 && !hasDaysAfter && fact < leftBefore ? DayStatus.Shortfall
        : elapsed is null ? DayStatus.Upcoming
        : !isWorkday ? DayStatus.DayOff
        : fact >= plan ? DayStatus.Done
        : fact >= plan * elapsed ? DayStatus.OnTheWay
        : DayStatus.Behind;
}
