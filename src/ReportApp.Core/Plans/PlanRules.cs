using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>The deal as far as the rules go.</summary>
/// <param name="Currency">ISO 4217; what the amount is in.</param>
internal sealed record PlannedDeal(string Id, bool IsLost, string Currency);

/// <summary>Whether the author commits plans; everybody else drafts his own.</summary>
/// <param name="MayPlanFor">Active people.</param>
/// <param name="Known">Whether the host has such a person at all.</param>
internal sealed record Planner(bool Commits, IReadOnlySet<string> MayPlanFor, Func<string, bool> Known);

internal abstract record PlanDecision
{
    private PlanDecision() { }

    /// <param name="Values">Null: the plan is taken out of the deal.</param>
    public sealed record Accepted(PlanValues? Values) : PlanDecision;

    /// <summary>Every fault at once.</summary>
    public sealed record Refused(IReadOnlyList<PlanProblem> Problems) : PlanDecision;
}

/// <param name="Field">Of <see cref="PlanCommand"/>.</param>
/// <param name="Reason">Stable code: <c>not_positive</c>, <c>too_precise</c>, <c>too_large</c>, <c>bad_month</c>, <c>month_closed</c>, <c>month_locked</c>, <c>unknown_manager</c>,
/// <c>not_allowed</c>, <c>deal_lost</c>, <c>too_long</c>.</param>
public sealed record PlanProblem(string Field, string Reason);

/// <summary>What may be planned: a function of values (reports.md §5.3).</summary>
internal static class PlanRules
{
    private const decimal MaxAmount = 100_000_000_000m;
    private const int MaxComment = 1_000;
    private const int MaxId = 64;
    private const int LastYear = 2100;

    public static PlanDecision Decide(string entryId, PlannedDeal deal, PlanCommand command, Planner author, YearMonth current, IReadOnlySet<YearMonth>? locked = null)
    {
        List<PlanProblem> problems = [];
        void Refuse(string field, string reason) => problems.Add(new PlanProblem(field, reason));

        if (deal.IsLost) Refuse("dealId", "deal_lost");
        var takesOut = command is { Amount: 0, Base: not null };
        if (command.Amount <= 0 && !takesOut) Refuse("amount", "not_positive");
        else if (decimal.Round(command.Amount, 2) != command.Amount) Refuse("amount", "too_precise");
        else if (command.Amount > MaxAmount) Refuse("amount", "too_large");
        if (!YearMonth.TryParse(command.Month, out var month) || month.FirstDay.Year > LastYear) Refuse("month", "bad_month");
        else if (month < current) Refuse("month", "month_closed");
        // What a month that is over did not bring may be planned anew.
        else if (locked?.Contains(month) == true || (command.Base is { } moved && moved.Month >= current && locked?.Contains(moved.Month) == true)) Refuse("month", "month_locked");
        if (!author.Known(command.ManagerId)) Refuse("managerId", "unknown_manager");
        else if (!author.MayPlanFor.Contains(command.ManagerId)) Refuse("managerId", "not_allowed");
        if (command.Comment is { Length: > MaxComment }) Refuse("comment", "too_long");
        // What the person saw is only compared; a stranger's text must not be stored at any length.
        if (command.Base is { } seen && (seen.ManagerId.Length > MaxId || seen.EntryId.Length > MaxId)) Refuse("base", "too_long");

        return problems.Count > 0
            ? new PlanDecision.Refused(problems)
            : new PlanDecision.Accepted(takesOut ? null : new PlanValues(
                entryId, new Money(command.Amount, deal.Currency), month, command.ManagerId, command.Metric,
                author.Commits ? PlanEntryStatus.Committed : PlanEntryStatus.Draft));
    }
}
