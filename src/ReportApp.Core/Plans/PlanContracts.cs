using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>A person fills a deal's plan.</summary>
/// <param name="DealId">The host's id.</param>
/// <param name="Base">The plan the person saw in the deal when he opened the editor; null: none.</param>
/// <param name="Amount">In the deal's currency, at most two decimals; zero takes the plan out of a deal that has one.</param>
/// <param name="Month"><c>yyyy-MM</c>.</param>
public sealed record PlanCommand(string DealId, PlanValues? Base, decimal Amount, string Month, string ManagerId, PlanMetric Metric, string? Comment);

/// <summary>A command under its own key: a repeat with the same key is not done twice.</summary>
public sealed record KeyedPlanCommand(string Key, PlanCommand Command);

/// <summary>Many deals into the plan of one month.</summary>
/// <param name="DealIds">The host's ids, each once.</param>
/// <param name="Month"><c>yyyy-MM</c>.</param>
/// <param name="ManagerId">In whose plan; null: each deal's seller, else its owner.</param>
public sealed record PlanPreviewRequest(IReadOnlyList<string> DealIds, string Month, string? ManagerId = null);

/// <summary>What saving one of them would do.</summary>
/// <param name="Title">Null for a deal that is hidden or not there.</param>
/// <param name="Current">The plan that stands in the deal now and would be replaced.</param>
/// <param name="Amount">Unpaid schedule up to the month's end, else of the deal, else what is left of its amount; null: nothing is known or left.</param>
/// <param name="Problems">Why it would be refused; empty: it would be saved.</param>
public sealed record PlanPreview(
    string DealId, string? Title, string? Object, string Currency, PlanValues? Current, decimal? Amount, PersonView? Manager, IReadOnlyList<PlanProblem> Problems);

/// <summary>A plan entry and how its writing to the CRM stands.</summary>
/// <param name="Previous">What stood in the deal before; what undo restores.</param>
/// <param name="CanUndo">Confirmed, not undone, and the deal's plan is still this one.</param>
/// <param name="Fate">As it was last looked at: after payments and deals were read, and every hour.</param>
/// <param name="FateAt">When that was found, or said by the entry that took its place; null: it is open and always was.</param>
/// <param name="ReplacedBy">The next entry of the deal that reached the CRM.</param>
public sealed record PlanEntryView(
    string Id, string DealId, PlanValues? Values, PlanValues? Previous, string AuthorId, DateTimeOffset CreatedAt, string? Comment,
    WriteView Write, bool CanUndo, PlanEntryFate Fate, DateTimeOffset? FateAt, string? ReplacedBy);

/// <param name="Reason">Stable code of what stands in the way; worded by the client.</param>
/// <param name="HostMessage">The host's own words, cleaned, at most 300 characters.</param>
/// <param name="NextAttemptAt">When it will be tried again.</param>
/// <param name="Theirs">At a conflict: what the CRM holds.</param>
/// <param name="TheirsBy">The name of who last changed the deal there, if the CRM tells.</param>
/// <param name="TheirsAt">When that was.</param>
public sealed record WriteView(
    string OperationId, WriteState State, DateTimeOffset ChangedAt, DateTimeOffset? NextAttemptAt, string? Reason, string? HostMessage, PlanValues? Theirs,
    string? TheirsBy, DateTimeOffset? TheirsAt);

/// <summary>What the editor shows when it opens: the deal as the CRM has it now.</summary>
/// <param name="Current">The plan in the deal's fields right now; becomes <see cref="PlanCommand.Base"/>.</param>
/// <param name="SuggestedAmount">Unpaid schedule of the suggested month, else of the deal, else what is left of its amount; null when nothing is left.</param>
/// <param name="CurrentMonth">Of the tenant; earlier ones are closed for plans.</param>
/// <param name="SuggestedMonth">Never before the current month.</param>
/// <param name="SuggestedManagerId">Who sells the deal; null when this viewer may not plan for him.</param>
/// <param name="FormerManager">The name of who sells the deal when he has left; nobody can be suggested then.</param>
/// <param name="IsLost">Lost, or its contract ended: nothing can be planned.</param>
/// <param name="Schedule">Unpaid lines of the deal.</param>
/// <param name="Managers">Whom this viewer may plan for.</param>
/// <param name="LockedMonths">From the current one on: no plan comes into them or leaves them.</param>
public sealed record DealPlan(
    string DealId, string Title, Uri HostUrl, string? Stage, string? Object, decimal? DealAmount, string Currency, decimal Paid, PlanValues? Current,
    string CurrentMonth, decimal? SuggestedAmount, string SuggestedMonth, string? SuggestedManagerId, string? FormerManager, bool IsLost,
    IReadOnlyList<ScheduleLineView> Schedule, IReadOnlyList<PersonView> Managers, IReadOnlyList<PlanEntryView> Entries,
    IReadOnlyList<string> LockedMonths);

public sealed record ScheduleLineView(DateOnly Due, decimal Amount, decimal Unpaid, string? Kind);

public sealed record PersonView(string Id, string Name, bool IsActive);
