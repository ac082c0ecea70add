using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Whose plan of which month.</summary>
/// <param name="Month"><c>yyyy-MM</c>; null: the current one.</param>
/// <param name="Managers">The host's ids; null or empty: all.</param>
/// <param name="Departments">With all below them; null or empty: all.</param>
public sealed record BoardRequest(string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <param name="Row">Key of a row of <see cref="BoardAnswer"/>, or <c>total</c>.</param>
/// <inheritdoc cref="BoardRequest"/>
public sealed record BoardDealsRequest(
    string Row, string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>From which deals the plan of a month will be made, and what is not covered (report 10, <c>plan-filling</c>).</summary>
/// <param name="Today">The as-of day in the report zone.</param>
/// <param name="Rows">Department → manager, parents before their children.</param>
/// <param name="Plan">Which plan the total is: that of the managers in the rows, or the company's where they have none. Null: nothing is planned.</param>
/// <param name="Freshness">Of facts, schedule and deals. Plan entries are ours and are never older than the answer.</param>
/// <param name="LockedMonths">A head has closed them: no plan comes into them or leaves them until they are opened again.</param>
public sealed record BoardAnswer(
    YearMonth Month, DateOnly Today, string Currency, IReadOnlyList<BoardRow> Rows, BoardRow Total, ShownPlan? Plan, Freshness Freshness,
    IReadOnlyList<string> LockedMonths);

/// <param name="Key">As in <see cref="ReportRow"/>.</param>
/// <param name="Title">Null for rows that the client names itself.</param>
/// <param name="Deals">How many lines <see cref="BoardDeals"/> has for this row.</param>
/// <param name="Planned">How many of them have an entry that counts.</param>
/// <param name="Promises">Null: none was made in these months.</param>
public sealed record BoardRow(string Key, string? Parent, int Level, string? Title, BoardNumbers Numbers, int Deals, int Planned, BoardPromises? Promises);

/// <summary>
/// Committed entries of the twelve months up to the board's, as far as these are over. What was moved before its month began was a change of plan and no
/// promise.
/// </summary>
/// <param name="Kept">Fulfilled.</param>
/// <param name="Share">Kept of made, in hundredths.</param>
public sealed record BoardPromises(int Kept, int Made, decimal Share);

/// <summary>The entries behind <see cref="BoardRow.Promises"/>, the newest month first.</summary>
public sealed record BoardPromiseList(string Row, BoardPromises? Promises, bool Truncated, IReadOnlyList<BoardPromise> Entries);

public sealed record BoardPromise(
    string EntryId, string DealId, string Title, Uri HostUrl, string ManagerId, string? Manager, YearMonth Month, decimal Amount, string Currency, PlanEntryFate Fate, DateTimeOffset? FateAt);

/// <summary>Money of one row, in units of the tenant's currency. All but the plan are sums of the row's lines.</summary>
/// <param name="Plan">Targets of the row's managers, metric receipts; of the total as <see cref="BoardAnswer.Plan"/> says. Null: no target.</param>
/// <param name="Fact">Money received in the month.</param>
/// <param name="Committed">What committed entries still wait for.</param>
/// <param name="Draft">The same of drafts; not in the gap.</param>
/// <param name="Gap">Plan − fact − committed; below zero it is more than the plan. Null without a plan.</param>
/// <param name="Filled">Whole amounts of the entries, drafts and fulfilled ones too.</param>
/// <param name="FilledShare">Filled over plan, in hundredths; null without a plan.</param>
/// <param name="Weighted">Amounts of the entries times the probability of their deals; a signed contract has 1.</param>
/// <param name="WeightedShare">Weighted over plan, in hundredths; null without a plan.</param>
/// <param name="Unpaid">Unpaid schedule lines that are due in the month.</param>
/// <param name="Failed">Entries of deals that were lost or whose contract ended, and those to which a month that is over brought nothing; they are in no other number.</param>
public sealed record BoardNumbers(
    decimal? Plan, decimal Fact, decimal Committed, decimal Draft, decimal? Gap, decimal Filled, decimal? FilledShare, decimal Weighted,
    decimal? WeightedShare, decimal Unpaid, decimal Failed);

/// <summary>The lines behind a row.</summary>
/// <param name="Numbers">What all of them come to: equals the row's.</param>
/// <param name="Truncated">Only the first lines are here; count and numbers are of all.</param>
public sealed record BoardDeals(string Row, int Count, BoardNumbers Numbers, bool Truncated, IReadOnlyList<BoardDeal> Deals);

/// <summary>One deal in the plan of one manager. A deal stands with two when money went to one and the entry to the other.</summary>
/// <param name="DealId">The host's id; null for payments that name no deal.</param>
/// <param name="ManagerId">Whose line it is: the seller of a fact, the successor of what is to come, the manager of the entry.</param>
/// <param name="Probability">0 to 1; 1 after the contract, null where nothing is known.</param>
/// <param name="Expected">What may come of an open deal that should close in the month: its amount times its probability.</param>
/// <param name="Entry">The entry that counts: the one on its way to the host, else the one that stands there.</param>
/// <param name="Stuck">A newer entry that waits for a person and counts nowhere.</param>
/// <param name="Risks">Stable codes: <c>lost</c>, <c>overdue_close</c>, <c>no_schedule</c>, <c>no_probability</c>, <c>other_currency</c>, <c>crm_differs</c>.</param>
public sealed record BoardDeal(
    string? DealId, string? Title, Uri? HostUrl, string? ManagerId, string? Stage, string? Object, decimal? Amount, decimal Unpaid, decimal? Probability,
    DateOnly? ExpectedClose, decimal? Expected, decimal Fact, BoardEntry? Entry, BoardEntry? Stuck, IReadOnlyList<string> Risks);

/// <param name="FateAt">When that was found; null: it was not looked at since, or always open.</param>
/// <param name="Paid">What the deal has paid of it in the month.</param>
/// <param name="Awaited">What it still waits for: nothing once it has failed or its month is over.</param>
/// <param name="State">Where its writing to the host stands.</param>
public sealed record BoardEntry(
    string Id, decimal Amount, string Currency, string ManagerId, PlanEntryStatus Status, PlanEntryFate Fate, DateTimeOffset? FateAt,
    decimal Paid, decimal Awaited, WriteState State, DateTimeOffset ChangedAt);
