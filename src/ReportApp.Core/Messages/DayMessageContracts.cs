using ReportApp.Core.Model;
using ReportApp.Core.Plans;

namespace ReportApp.Core.Messages;

/// <param name="Hour">In the report zone: a whole hour or a half.</param>
/// <param name="Language">Of the message: <c>ru</c> or <c>en</c>.</param>
public sealed record DayMessageCommand(DayMessageKind Kind, bool IsOn, TimeOnly Hour, string Language);

/// <param name="Language">Of the message: <c>ru</c> or <c>en</c>.</param>
public sealed record SendDayMessageCommand(DayMessageKind Kind, string Language);

/// <summary>The messages of the day of one person.</summary>
/// <param name="IsGranted">False: the app may show no notices in the host, and nothing can be switched on.</param>
public sealed record DayMessagesView(bool IsGranted, IReadOnlyList<DayMessageView> Messages);

/// <param name="Hour">When it comes, in the report zone.</param>
/// <param name="Next">The day of the next one; null: it is off, or no working day is near.</param>
/// <param name="Last">Null: there was none yet.</param>
public sealed record DayMessageView(DayMessageKind Kind, bool IsOn, TimeOnly Hour, DateOnly? Next, DayMessageOutcome? Last);

/// <summary>What came of a command of the messages.</summary>
public abstract record DayMessageSaved
{
    private DayMessageSaved() { }

    public sealed record Saved(DayMessagesView Messages) : DayMessageSaved;

    /// <summary>One was sent, or it says why not.</summary>
    public sealed record Tried(DayMessageOutcome Outcome) : DayMessageSaved;

    /// <summary>422: every fault at once.</summary>
    public sealed record Invalid(IReadOnlyList<PlanProblem> Problems) : DayMessageSaved;
}
