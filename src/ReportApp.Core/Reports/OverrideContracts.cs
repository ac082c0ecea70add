using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <param name="Month">Of <c>include</c>: <c>yyyy-MM</c>, the current month or one of the eleven after it.</param>
/// <param name="Reason">1 to 500 characters.</param>
/// <param name="Seen">The latest override of the deal that the author knew of; null: none.</param>
public sealed record OverrideCommand(OverrideMode Mode, string? Month, string Reason, long? Seen);

/// <param name="IsSpent">It counts no more although nobody took it back: the deal is won or lost, or the month is over.</param>
public sealed record OverrideView(long Id, OverrideMode Mode, YearMonth? Month, string Reason, string AuthorName, DateTimeOffset At, bool IsSpent);

/// <param name="Overrides">The latest first.</param>
/// <param name="MayOverrule">The viewer may add one.</param>
public sealed record DealOverrides(string DealId, bool MayOverrule, IReadOnlyList<OverrideView> Overrides);

/// <summary>What came of an override.</summary>
public abstract record OverrideSaved
{
    private OverrideSaved() { }

    public sealed record Saved(DealOverrides Deal) : OverrideSaved;

    /// <summary>409: there is a later one than the author has seen.</summary>
    public sealed record Outdated : OverrideSaved;

    /// <summary>There is no such deal, or the viewer does not see it.</summary>
    public sealed record NotFound : OverrideSaved;

    /// <summary>The viewer heads nobody.</summary>
    public sealed record NotAllowed : OverrideSaved;

    /// <summary>422: the field and the reason.</summary>
    public sealed record Refused(string Field, string Reason) : OverrideSaved;
}
