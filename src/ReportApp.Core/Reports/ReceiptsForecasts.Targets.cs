using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>What targets are divided by.</summary>
public sealed partial class ReceiptsForecasts
{
    /// <summary>What the deals that each person has will bring in a month, and how much of it is by contract.</summary>
    /// <returns>By person; null: nothing can be expected of this month.</returns>
    /// <inheritdoc cref="RunAsync"/>
    internal Task<IReadOnlyDictionary<string, (decimal Expected, decimal Signed)>?> OutlookOfPeopleAsync(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, YearMonth month, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyDictionary<string, (decimal, decimal)>?>(viewer, filters, ForecastMetric.Receipts, async (_, _, session, outlook) =>
        {
            if (session is null || outlook is null || Ahead(session.Current, month) is < 1 or > MonthsAhead) return null;
            var deals = outlook.DealsOf(GroupOf(session, RowTree.Total), Ahead(session.Current, month));
            var cards = await session.DealsAsync(deals.Select(deal => deal.DealId), cancellationToken);
            return deals.Where(deal => cards.GetValueOrDefault(deal.DealId)?.SuccessorId is not null).GroupBy(deal => cards[deal.DealId].SuccessorId!).ToDictionary(
                own => own.Key, own => (own.Sum(deal => Units(deal.Money)), own.Where(deal => deal.Part == ForecastPart.Signed).Sum(deal => Units(deal.Money))));
        }, cancellationToken);
}
