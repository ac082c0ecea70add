using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Whose plan is to be shared out anew, to the managers' own targets. Nothing is written by asking.</summary>
/// <param name="Row">Key of a row of <see cref="BoardAnswer"/>, or <c>total</c>.</param>
/// <inheritdoc cref="BoardRequest"/>
public sealed record PlanRebalanceRequest(string Row, string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null);

/// <summary>
/// What entries would have to be for the targets to be met after what came. Of every manager facts + fixed + becomes + needed − deficit = the greater of
/// target and facts, exactly. A plan that is so already has no changes.
/// </summary>
/// <param name="Deals">What would be written, the largest change first; at most 200, the rest comes when these are written.</param>
/// <param name="Count">Of all changes.</param>
public sealed record PlanRebalanceAnswer(
    string Row, YearMonth Month, string Currency, IReadOnlyList<RebalancedSeller> Sellers, int Count, IReadOnlyList<RebalancedDeal> Deals);

/// <summary>Money in units of the tenant's currency.</summary>
/// <param name="Fact">Received in the month.</param>
/// <param name="Fixed">What entries wait for that are not moved: drafts, those on their way to the CRM or waiting for a person, and those where the CRM holds another plan.</param>
/// <param name="Was">What all other entries wait for.</param>
/// <param name="Becomes">What they would wait for, new ones included.</param>
/// <param name="Deficit">By how much contracts and fixed entries go beyond the target.</param>
/// <param name="Needed">What the known deals cannot bring.</param>
public sealed record RebalancedSeller(
    string ManagerId, string? Name, decimal Target, decimal Fact, decimal Fixed, decimal Was, decimal Becomes, decimal Deficit, NeededDeals Needed);

/// <param name="Was">Amount of the entry; null: none.</param>
/// <param name="Becomes">What the deal has paid in the month included; zero takes the deal out of the plan.</param>
/// <param name="Change">Becomes less was.</param>
public sealed record RebalancedDeal(string DealId, string ManagerId, decimal? Was, decimal Becomes, decimal Change, RebalanceReason Why);

[JsonConverter(typeof(NamedEnumConverter<RebalanceReason>))]
public enum RebalanceReason
{
    /// <summary>More came than was planned: it is relieved of its share.</summary>
    [JsonStringEnumMemberName("ahead")] Ahead,

    /// <summary>Less is planned than is left: it takes its share.</summary>
    [JsonStringEnumMemberName("behind")] Behind,

    /// <summary>Relieved no further than to what its contract is expected to bring.</summary>
    [JsonStringEnumMemberName("contract")] Contract,

    /// <summary>It takes all that it can bring.</summary>
    [JsonStringEnumMemberName("ceiling")] Ceiling,

    /// <summary>Not in the plan yet.</summary>
    [JsonStringEnumMemberName("added")] Added,
}
