namespace ReportApp.Core.Model;

/// <summary>What a scenario changes of the forecast of receipts; as it stands nothing.</summary>
/// <param name="Arrivals">How many deals will begin, as a multiple: 0 to 5.</param>
/// <param name="WinOdds">The odds of winning an open deal, as a multiple: 0 to 10.</param>
/// <param name="Price">Money of what is not signed yet, as a multiple: 0 to 5.</param>
/// <param name="DelayDays">By how many days all money to come is late: 0 to 180; a month is counted as 30 days.</param>
/// <param name="Stopped">Keys of rows in which no deal begins any more; those that a viewer does not have are passed over.</param>
/// <param name="Launches">Objects whose sales begin, at most 20, each once; those that a viewer does not have are passed over.</param>
/// <param name="Deals">Deals whose end is certain, at most 200; those that a viewer does not see are passed over.</param>
public sealed record ScenarioLevers(
    decimal Arrivals = 1, decimal WinOdds = 1, decimal Price = 1, int DelayDays = 0, IReadOnlyList<string>? Stopped = null, IReadOnlyList<CertainDeal>? Deals = null,
    IReadOnlyList<LaunchLever>? Launches = null);

/// <summary>From a month on as many deals begin in an object as in another one, and go as that one's do.</summary>
/// <param name="Row">Key of the object's row: a building, or a complex without any.</param>
/// <param name="Like">Key of the row that it is like.</param>
/// <param name="Month"><c>yyyy-MM</c>, a month that is forecast; of one that is over the current one counts.</param>
/// <param name="Share">By which fewer deals begin at each neighbour in the same complex: 0 to 1.</param>
public sealed record LaunchLever(string Row, string Like, string Month, decimal Share = 0.3m);

/// <param name="WonIn"><c>yyyy-MM</c>, a month that is forecast; null: it brings nothing any more.</param>
public sealed record CertainDeal(string DealId, string? WonIn);
