using ReportApp.Core.Model;
using ReportApp.Core.Semantics;

namespace ReportApp.Core.Reports;

// What is counted of the deals of a territory (report 48): of those that are open now, and of those that were closed since the quarter began.
public sealed partial class ReceiptsForecasts
{
    private const string TerritoryPrefix = "territory:";
    private const string Territory = "territory";
    private const string Client = "client";

    /// <summary>What each number is read from.</summary>
    private static readonly Dictionary<OutlookNumber, IReadOnlyList<string>> CountedBy = new()
    {
        [OutlookNumber.Customers] = ["open_cnt", "won_cnt"], [OutlookNumber.Open] = ["open_cnt"], [OutlookNumber.OpenAmount] = ["open_val"],
        [OutlookNumber.Contracts] = ["units_sold"], [OutlookNumber.WinRate] = ["won_cnt", "lost_cnt"],
    };

    private async Task<IReadOnlyList<Counted>> CountedAsync(ReportSession session, CancellationToken cancellationToken)
    {
        var counted = (await HomesAsync(session, cancellationToken)).GroupBy(home => home.Value)
            .Select(homes => new Counted(OutlookNumber.Customers, homes.Key, homes.Count(), 0)).ToList();
        foreach (var (number, measures) in CountedBy.Where(each => each.Key != OutlookNumber.Customers))
        {
            foreach (var measure in measures)
            {
                counted.AddRange((await session.CellsByAsync(Basic(measure), SoFar(session), [Territory], cancellationToken))
                    .Select(cell => new Counted(number, cell.Values[0], measure == "lost_cnt" ? 0 : cell.Cell.Value, cell.Cell.Count)));
            }
        }
        return counted;
    }

    /// <summary>The deals that make such a number.</summary>
    private async Task<List<Listed>> CountedDealsAsync(ReportSession session, OutlookNumber number, (bool Is, string? Value) group, CancellationToken cancellationToken)
    {
        var isOfBuyers = number == OutlookNumber.Customers;
        var homes = isOfBuyers ? await HomesAsync(session, cancellationToken) : new Dictionary<string, string?>();
        var counted = new HashSet<string>();
        var found = new List<Listed>();
        foreach (var measure in CountedBy[number])
        {
            var records = await session.RecordsByAsync(Basic(measure), SoFar(session), isOfBuyers ? [Territory, Client] : [Territory], cancellationToken);
            foreach (var (id, day, value, values) in records.Where(record => !group.Is || record.Values[0] == group.Value))
            {
                var isOpen = measure is "open_cnt" or "open_val";
                found.Add(new Listed(
                    id, isOpen ? session.Current : YearMonth.Of(day!.Value), isOpen ? OutlookDealState.Open : measure == "lost_cnt" ? OutlookDealState.Lost : StateOf(value),
                    measure == "lost_cnt" ? 0 : isOfBuyers ? values is [var territory, { } client] && homes[client] == territory && counted.Add(client) ? 1 : 0 : value));
            }
        }
        return found;
    }

    /// <summary>The territory in which each buyer counts: that of most of his deals, the first in order of several, and none only where no deal names one.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> HomesAsync(ReportSession session, CancellationToken cancellationToken)
    {
        var cells = new List<(IReadOnlyList<string?> Values, Cell Cell)>();
        foreach (var measure in CountedBy[OutlookNumber.Customers])
            cells.AddRange(await session.CellsByAsync(Basic(measure), SoFar(session), [Client, Territory], cancellationToken));
        return cells.Where(cell => cell.Values[0] is not null).GroupBy(cell => cell.Values[0]!).ToDictionary(
            buyer => buyer.Key,
            buyer => buyer.GroupBy(cell => cell.Values[1]).OrderBy(own => own.Key is null).ThenByDescending(own => own.Sum(cell => cell.Cell.Count))
                .ThenBy(own => own.Key, StringComparer.Ordinal).First().Key);
    }

    /// <summary>The quarter up to the end of the current month: a contract of a later day has not come.</summary>
    private static DayRange SoFar(ReportSession session) => DayRange.Of(FirstOfQuarter(session.Current), session.Current);

    private BasicMeasure Basic(string measure) => (BasicMeasure)_catalogue.Model[measure];

    /// <param name="Deals">How many records it is of.</param>
    private sealed record Counted(OutlookNumber Number, string? Territory, decimal Value, int Deals)
    {
        public static TerritoryCounts Of(IEnumerable<Counted> counted)
        {
            var sums = counted.GroupBy(each => each.Number).ToDictionary(own => own.Key, own => (Value: own.Sum(each => each.Value), Deals: own.Sum(each => each.Deals)));
            var (won, closed) = sums.GetValueOrDefault(OutlookNumber.WinRate);
            return new TerritoryCounts(
                (int)Value(OutlookNumber.Customers), (int)Value(OutlookNumber.Open), Value(OutlookNumber.OpenAmount), (int)Value(OutlookNumber.Contracts), (int)won, closed,
                closed == 0 ? null : decimal.Round(won / closed, 4, MidpointRounding.AwayFromZero));

            decimal Value(OutlookNumber number) => sums.GetValueOrDefault(number).Value;
        }
    }

    /// <summary>A deal in the list of a number.</summary>
    private sealed record Listed(string DealId, YearMonth Month, OutlookDealState State, decimal Value);
}
