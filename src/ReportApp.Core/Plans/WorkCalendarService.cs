using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Plans;

/// <param name="Week">Days of the week, 1 is Monday and 7 Sunday; null: as the company.</param>
/// <param name="DaysOff">Leave and other absence.</param>
/// <param name="Seen">The calendar that was changed, as it was told: who works as the company has no week and no days off.</param>
public sealed record PersonCalendarCommand(IReadOnlyList<int>? Week, IReadOnlyList<DateOnly> DaysOff, PersonCalendar Seen);

/// <summary>What came of saying how a person works.</summary>
public abstract record CalendarSaved
{
    private CalendarSaved() { }

    public sealed record Saved : CalendarSaved;

    /// <summary>There is no such person, or he is not one of the viewer's people.</summary>
    public sealed record NotFound : CalendarSaved;

    /// <summary>409: somebody else has said otherwise since it was seen.</summary>
    public sealed record Conflict(PersonCalendar Current) : CalendarSaved;

    /// <summary>422: every fault at once.</summary>
    public sealed record Invalid(IReadOnlyList<PlanProblem> Problems) : CalendarSaved;
}

/// <summary>When people work: their head says it, or an administrator.</summary>
public sealed class WorkCalendarService(LandedRecords landed, PersonCalendars calendars)
{
    private const int MostDaysOff = 366;

    public async Task<CalendarSaved> SetAsync(Viewer viewer, string userId, PersonCalendarCommand command, CancellationToken cancellationToken)
    {
        var team = await Team.ReadAsync(landed, viewer.Tenant, cancellationToken);
        if (!team.Leads(viewer, userId)) return new CalendarSaved.NotFound();
        List<PlanProblem> problems = [];
        if (command.Week is { } week && (week.Any(day => day is < 1 or > 7) || week.Distinct().Count() < week.Count)) problems.Add(new("week", "bad_week"));
        if (command.DaysOff.Count > MostDaysOff) problems.Add(new("daysOff", "too_many"));
        else if (command.DaysOff.Any(day => day.Year is < 2000 or > 2100)) problems.Add(new("daysOff", "out_of_range"));
        if (problems.Count > 0) return new CalendarSaved.Invalid(problems);
        var next = new PersonCalendar(command.Week?.Order().ToList(), [.. command.DaysOff.Distinct().Order()]);
        return await calendars.SetAsync(viewer, userId, command.Seen, next, cancellationToken) is { } current ? new CalendarSaved.Conflict(current) : new CalendarSaved.Saved();
    }
}
