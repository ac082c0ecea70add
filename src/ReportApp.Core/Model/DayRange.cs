namespace ReportApp.Core.Model;

/// <summary>Civil days from <paramref name="From"/> up to, and without, <paramref name="End"/>. Has no time zone.</summary>
public readonly record struct DayRange(DateOnly From, DateOnly End)
{
    /// <summary>The last day.</summary>
    public DateOnly To => End.AddDays(-1);

    public bool IsEmpty => End <= From;

    /// <summary>Begins and ends with a month.</summary>
    public bool IsWholeMonths => From.Day == 1 && End.Day == 1;

    public static DayRange Of(YearMonth first, YearMonth last) => new(first.FirstDay, last.End);

    /// <summary>
    /// What a period is compared with: as many months before when it is whole months, else as many days. Of a period that is not over, only
    /// as many days as it has had so far.
    /// </summary>
    public DayRange Previous(DateOnly today)
    {
        var months = IsWholeMonths ? (End.Year - From.Year) * 12 + End.Month - From.Month : 0;
        var days = End.DayNumber - From.DayNumber;
        var from = months > 0 ? From.AddMonths(-months) : From.AddDays(-days);
        var hadSoFar = today >= From && today < To ? today.DayNumber - From.DayNumber + 1 : days;
        return new DayRange(from, hadSoFar == days || from.AddDays(hadSoFar) > From ? From : from.AddDays(hadSoFar));
    }
}
