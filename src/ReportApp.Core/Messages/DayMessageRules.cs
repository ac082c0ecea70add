using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Messages;

/// <summary>What is to be done about the message of a day.</summary>
internal enum DayMessageDuty { None, Send, Miss }

/// <summary>When a message comes, when it is too late for it, and when it is tried again: functions of values.</summary>
internal static class DayMessageRules
{
    /// <summary>In all; then it is given up.</summary>
    public const int MostAttempts = 5;

    /// <summary>A morning plan at noon helps nobody.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromHours(2);

    /// <summary>Who takes a message has so long; then it may be tried anew, in case he died.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30)];

    private const int DaysAhead = 60;

    public static TimeOnly UsualHour(DayMessageKind kind) => kind == DayMessageKind.Plan ? new TimeOnly(9, 0) : new TimeOnly(19, 0);

    public static TimeSpan PauseAfter(int attempt) => Pauses[Math.Min(attempt, Pauses.Length) - 1];

    public static DateTimeOffset DueAt(DayMessageSubscription message, DateOnly day, TimeSpan zone) => new(day.ToDateTime(message.Hour), zone);

    /// <param name="kept">What is known of this day's; null: nothing.</param>
    public static DayMessageDuty DutyOf(DayMessageSubscription message, DateOnly day, bool isWorkday, KeptDayMessage? kept, TimeSpan zone, DateTimeOffset now)
    {
        var due = DueAt(message, day, zone);
        if (!isWorkday || now < due || due < message.Since || kept is { Outcome.State: not DayMessageState.Waiting }) return DayMessageDuty.None;
        if (now - due >= LateAfter) return DayMessageDuty.Miss;
        return kept is null || kept.NextAt <= now ? DayMessageDuty.Send : DayMessageDuty.None;
    }

    /// <summary>The day whose message comes next; null: none of the next days is worked.</summary>
    /// <param name="last">The newest message of its kind.</param>
    public static DateOnly? Next(
        DayMessageSubscription message, WorkCalendar calendar, PersonCalendar? own, DayMessageOutcome? last, TimeSpan zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.ToOffset(zone).DateTime);
        var days = Enumerable.Range(0, DaysAhead).Select(today.AddDays).Where(day => calendar.IsWorkday(day, own) && IsToCome(day)).ToList();
        return days.Count == 0 ? null : days[0];

        bool IsToCome(DateOnly day) => last?.Day == day ? last.State == DayMessageState.Waiting : DueAt(message, day, zone) >= Later(message.Since, now - LateAfter);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
