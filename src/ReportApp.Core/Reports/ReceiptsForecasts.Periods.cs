using System.Text.Json;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

// Sales by quarter (report 47): each period begins with facts and ends within the forecast, so that its range is that of the sum.
public sealed partial class ReceiptsForecasts
{
    private const int MonthsOfQuarter = 3;
    private const int Largest = 3;

    private readonly RecentAnswers<Outlook> _withoutLargest = new();

    /// <summary>The sales of the month, the quarter and both quarters that lie ahead.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, or nothing can be expected.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<SalesPeriods> SalesPeriodsAsync(Viewer viewer, SalesPeriodsRequest request, CancellationToken cancellationToken)
    {
        var made = new Dictionary<string, Outlook>();
        return AskAsync<SalesPeriods>(viewer, request.Filters, ForecastMetric.Sales, async (tenant, _, session, outlook) =>
        {
            var node = session?.Rows.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
            if (outlook is null) throw new ReportRefusedException("row", "undefined");
            var (group, quarter) = (GroupOf(session, node), FirstOfQuarter(session.Current));
            (YearMonth From, YearMonth To)[] periods =
            [
                (session.Current, session.Current), (quarter, quarter.Plus(MonthsOfQuarter - 1)), (quarter, quarter.Plus(2 * MonthsOfQuarter - 1)),
            ];
            var largest = periods.Select(period => LargestOf(outlook, group, Ahead(session.Current, period.To))).ToList();
            var missing = largest.Select(deals => (Key: KeyOf(deals), Deals: deals)).DistinctBy(each => each.Key)
                .Where(each => !made.ContainsKey(each.Key)).ToList();
            if (missing.Count > 0)
            {
                return new(null, async () =>
                {
                    foreach (var (key, deals) in missing)
                    {
                        made[key] = (await _withoutLargest.GetAsync(
                            key, viewer, async () => (Outlook?)await Task.Run(() => outlook.Without([.. deals.Select(deal => deal.DealId)]), cancellationToken), cancellationToken))!;
                    }
                });
            }

            var (plans, _) = await PlansAsync(session, ForecastMetric.Sales, cancellationToken);
            var pipeline = await CellsAsync(session, "pipeline_val", cancellationToken);
            var overdue = await CellsAsync(session, "pipeline_overdue", cancellationToken);
            var cards = await session.DealsAsync(largest.SelectMany(deals => deals).Select(deal => deal.DealId).Distinct(), cancellationToken);
            return new SalesPeriods(
                node.Key, tenant.Currency, [.. periods.Select((period, index) => Of(period.From, period.To, largest[index]))],
                overdue.GetValueOrDefault((node.Key, null)).Value);

            string KeyOf(IReadOnlyList<(string DealId, decimal Money)> deals) => outlook.Key + JsonSerializer.Serialize(deals.Select(deal => deal.DealId));

            SalesPeriod Of(YearMonth from, YearMonth to, IReadOnlyList<(string DealId, decimal Money)> deals)
            {
                var months = Enumerable.Range(0, Ahead(from, to)).Select(from.Plus).ToList();
                var (ahead, current) = (Ahead(session.Current, to), outlook.Facts.GetValueOrDefault((node.Key, session.Current)).Value);
                var fact = months.Where(month => month <= session.Current).Sum(month => outlook.Facts.GetValueOrDefault((node.Key, month)).Value);
                var mean = fact - current + Enumerable.Range(1, ahead).Sum(each => ExpectedOf(outlook, group, each, current).Mean);
                var (range, without) = (RangeOf(outlook), RangeOf(made[KeyOf(deals)]));
                decimal? plan = months.All(month => plans.ContainsKey((node.Key, month))) ? months.Sum(month => plans[(node.Key, month)].Value) : null;
                var open = months.Sum(month => pipeline.GetValueOrDefault((node.Key, month)).Value);
                var toGo = plan is { } target ? Math.Max(0, target - fact) : (decimal?)null;
                return new SalesPeriod(
                    from, to, plan, fact, mean, range, toGo, plan - (range?.P50 ?? mean), open, toGo > 0 ? decimal.Round(open / toGo.Value, 4) : null,
                    // A deal that was deleted since has no card any more.
                    [
                        .. deals.Where(deal => cards.ContainsKey(deal.DealId)).Select(deal => new LargestDeal(
                            deal.DealId, cards[deal.DealId].Title, _addresses.To(tenant, RecordKind.Deal, deal.DealId), deal.Money)),
                    ],
                    mean - deals.Sum(deal => deal.Money), without?.P50);

                ForecastRange? RangeOf(Outlook of)
                {
                    var expected = ExpectedOf(of, group, ahead, current);
                    return (ahead == 1 ? expected.Range : expected.SoFar) is { } rest ? new ForecastRange(rest.P10 + fact - current, rest.P50 + fact - current, rest.P90 + fact - current) : null;
                }
            }
        }, cancellationToken);
    }

    private static YearMonth FirstOfQuarter(YearMonth month) => month.Plus(-((month.FirstDay.Month - 1) % MonthsOfQuarter));

    /// <summary>Of which most is expected from the current month to one ahead.</summary>
    private static IReadOnlyList<(string DealId, decimal Money)> LargestOf(Outlook outlook, ForecastGroup group, int ahead) =>
    [
        .. Enumerable.Range(1, ahead).SelectMany(each => MoneyOf(outlook, group, each)).GroupBy(each => each.Deal.DealId)
            .Select(deal => (DealId: deal.Key, Money: deal.Sum(each => each.Money)))
            .OrderByDescending(deal => deal.Money).ThenBy(deal => deal.DealId, StringComparer.Ordinal).Take(Largest),
    ];
}
