namespace ReportApp.Core.Model;

/// <summary>A day of any year.</summary>
public readonly record struct YearDay(int Month, int Day)
{
    public static YearDay Of(DateOnly day) => new(day.Month, day.Day);
}

/// <summary>When a company works.</summary>
/// <param name="Week">Days of the week, 1 is Monday and 7 Sunday.</param>
/// <param name="Holidays">Off, whatever day of the week they are.</param>
/// <param name="Workdays">Worked, whatever day of the week they are.</param>
/// <param name="Start">Of the shift, in the report zone.</param>
public sealed record WorkCalendar(
    IReadOnlyList<int> Week, IReadOnlyList<YearDay> Holidays, IReadOnlyList<YearDay> Workdays, TimeOnly Start, TimeOnly End)
{
    /// <summary>Where the host tells none.</summary>
    public static WorkCalendar Usual { get; } = new([1, 2, 3, 4, 5], [], [], new TimeOnly(9, 0), new TimeOnly(18, 0));

    /// <param name="own">Of a person: his week stands in place of the company's; holidays are his, too.</param>
    public bool IsWorkday(DateOnly day, PersonCalendar? own)
    {
        if (own?.DaysOff.Contains(day) == true) return false;
        var date = YearDay.Of(day);
        if (own?.Week is { } week) return week.Contains(WeekdayOf(day)) && !Holidays.Contains(date);
        return Workdays.Contains(date) || (Week.Contains(WeekdayOf(day)) && !Holidays.Contains(date));
    }

    /// <summary>Part of the shift that is over: 0 before the day, 1 after it; null: the day has not come.</summary>
    /// <param name="now">In the report zone.</param>
    public decimal? Elapsed(DateOnly day, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        if (day > today) return null;
        var length = (End - Start).Ticks;
        var since = TimeOnly.FromDateTime(now).Ticks - Start.Ticks;
        return day < today ? 1 : length <= 0 ? 0 : Math.Clamp((decimal)since / length, 0, 1);
    }

    private static int WeekdayOf(DateOnly day) => (((int)day.DayOfWeek + 6) % 7) + 1;
}

/// <summary>How one person works otherwise.</summary>
/// <param name="Week">Days of the week, 1 is Monday; null: as the company.</param>
/// <param name="DaysOff">Leave and other absence, in order.</param>
public sealed record PersonCalendar(IReadOnlyList<int>? Week, IReadOnlyList<DateOnly> DaysOff);
