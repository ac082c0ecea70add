using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What a person's deals will bring in a month.</summary>
/// <param name="Signed">Of it by contract.</param>
internal sealed record PersonOutlook(decimal Expected, decimal Signed);

/// <summary>What summary and plans take from the forecast of receipts.</summary>
public sealed partial class ReceiptsForecasts
{
    /// <summary>What the deals that each person has will bring by month; without new deals, which are nobody's yet.</summary>
    /// <param name="months">The current one or later; of one that is not forecast nothing is there.</param>
    /// <returns>Null: nothing can be expected.</returns>
    /// <inheritdoc cref="RunAsync"/>
    internal Task<IReadOnlyDictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>?> OutlookOfPeopleAsync(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, IReadOnlyList<YearMonth> months, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyDictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>?>(viewer, filters, ForecastMetric.Receipts, async (_, _, session, outlook) =>
        {
            if (session is null || outlook is null) return null;
            var found = new Dictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>();
            foreach (var month in months.Where(month => Ahead(session.Current, month) is >= 1 and <= MonthsAhead))
            {
                var deals = outlook.DealsOf(GroupOf(session, RowTree.Total), Ahead(session.Current, month));
                var cards = await session.DealsAsync(deals.Select(deal => deal.DealId), cancellationToken);
                found[month] = deals.Where(deal => cards.GetValueOrDefault(deal.DealId)?.SuccessorId is not null).GroupBy(deal => cards[deal.DealId].SuccessorId!).ToDictionary(
                    own => own.Key,
                    own => new PersonOutlook(own.Sum(deal => Units(deal.Money)), own.Where(deal => deal.Part == ForecastPart.Signed).Sum(deal => Units(deal.Money))));
            }
            return found;
        }, cancellationToken);
}
