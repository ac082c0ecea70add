using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>A period by the working days of the company, seen from today.</summary>
internal sealed record SummaryPeriod(DayRange Days, DateOnly Today, WorkCalendar Calendar)
{
    public int WorkingDays => Count(Days);

    /// <summary>Up to today, itself included.</summary>
    public int Elapsed => Count(Until(Days));

    public bool IsOver => Today > Days.To;

    /// <summary>Whole months that the period touches.</summary>
    public DayRange Months => DayRange.Of(YearMonth.Of(Days.From), YearMonth.Of(Days.To));

    public IEnumerable<YearMonth> EachMonth()
    {
        for (var month = YearMonth.Of(Days.From); month.FirstDay < Days.End; month = month.Plus(1)) yield return month;
    }

    /// <summary>The part of a month's working days that the period has; of a whole month 1.</summary>
    public decimal PartOf(YearMonth month) => Part(DayRange.Of(month, month));

    /// <summary>The same of the working days of a month that are still to come; 0 where none is.</summary>
    public decimal PartOfRest(YearMonth month) => Part(After(DayRange.Of(month, month)));

    private decimal Part(DayRange whole)
    {
        var common = new DayRange(Later(Days.From, whole.From), Earlier(Days.End, whole.End));
        if (common.IsEmpty) return 0;
        return common == whole ? 1 : Count(whole) is > 0 and var all ? (decimal)Count(common) / all : 0;
    }

    private DayRange After(DayRange days) => days with { From = Later(days.From, Today.AddDays(1)) };

    private DayRange Until(DayRange days) => days with { End = Earlier(days.End, Today.AddDays(1)) };

    private int Count(DayRange days) =>
        days.IsEmpty ? 0 : Enumerable.Range(0, days.End.DayNumber - days.From.DayNumber).Count(day => Calendar.IsWorkday(days.From.AddDays(day), null));

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
