using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Whose plan is to be put forward. Nothing is written by asking.</summary>
/// <param name="Row">Key of a row of <see cref="BoardAnswer"/>, or <c>total</c>.</param>
/// <param name="Target">In units of the tenant's currency: shared out among the managers of the row. Null: each manager's own target, and who has none is passed over.</param>
/// <inheritdoc cref="BoardRequest"/>
public sealed record PlanProposalRequest(
    string Row, string? Month = null, IReadOnlyList<string>? Managers = null, IReadOnlyList<string>? Departments = null, decimal? Target = null);

/// <summary>
/// From which deals the target of a month could be made. What people have planned already stays as it is; of every manager facts + planned +
/// proposed + needed − deficit = the greater of target and facts, exactly.
/// </summary>
/// <param name="Deals">What would be written, the largest first; at most 200, the rest comes when these are written.</param>
/// <param name="Count">Of all deals that would be planned.</param>
public sealed record PlanProposalAnswer(
    string Row, YearMonth Month, string Currency, IReadOnlyList<ProposedSeller> Sellers, int Count, IReadOnlyList<ProposedDeal> Deals);

/// <summary>Money in units of the tenant's currency.</summary>
/// <param name="Fact">Received in the month.</param>
/// <param name="Planned">What standing entries still wait for.</param>
/// <param name="Proposed">What the proposal adds.</param>
/// <param name="Deficit">By how much contracts and standing entries go beyond the target.</param>
/// <param name="Needed">What the known deals cannot bring.</param>
public sealed record ProposedSeller(
    string ManagerId, string? Name, decimal Target, decimal Fact, decimal Planned, decimal Proposed, decimal Deficit, NeededDeals Needed);

/// <param name="Deals">To be won, by the mean contract amount of the last year; null: nobody knows, because none were won then.</param>
/// <param name="Begun">Deals to be begun for that, by the share of deals that were won; null: nobody knows.</param>
public sealed record NeededDeals(decimal Amount, decimal? Deals, decimal? Begun);

/// <param name="Amount">Of the entry, what the deal has paid in the month included.</param>
/// <param name="Paid">That part of it.</param>
/// <param name="Expected">What the forecast expects of the deal in the month, beside that.</param>
/// <param name="Chance">0 to 1: of being won within the months ahead; of a contract 1.</param>
public sealed record ProposedDeal(string DealId, string ManagerId, decimal Amount, decimal Paid, decimal Expected, decimal Chance, ProposedPart Part);

[JsonConverter(typeof(NamedEnumConverter<ProposedPart>))]
public enum ProposedPart
{
    /// <summary>By contract.</summary>
    [JsonStringEnumMemberName("signed")] Signed,

    /// <summary>In work.</summary>
    [JsonStringEnumMemberName("open")] Open,
}
