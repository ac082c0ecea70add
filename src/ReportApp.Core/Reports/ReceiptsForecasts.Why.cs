using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

// Why a deal stands in a number with what it does.
public sealed partial class ReceiptsForecasts
{
    /// <summary>What the money of a deal in a month is made of.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, month or deal, or it brings nothing.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ForecastWhy> WhyAsync(Viewer viewer, ForecastWhyRequest request, CancellationToken cancellationToken) =>
        AskAsync<ForecastWhy>(viewer, request.Filters, request.Metric, async (tenant, _, session, outlook) =>
        {
            var node = session?.Rows.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
            var (month, ahead) = MonthOf(request.Month, session);
            if (outlook is null) throw new ReportRefusedException("row", "undefined");
            var group = GroupOf(session, node);
            // Of a deal that the viewer does not see the forecast knows nothing either.
            if (outlook.WhyOf(group, request.DealId) is not { } reasons) throw new ReportRefusedException("dealId", "unknown");
            var card = (await session.DealsAsync([request.DealId], cancellationToken)).GetValueOrDefault(request.DealId) ?? throw new ReportRefusedException("dealId", "unknown");
            var contract = reasons.Contracts.Count > 0 ? reasons.Contracts[0] : (Expectation?)null;
            var money = MoneyOf(outlook, group, ahead).FirstOrDefault(each => each.Deal.DealId == request.DealId).Money;
            return new ForecastWhy(
                request.DealId, month, UnitOf(tenant, request.Metric), reasons.Part == ForecastPart.Signed ? "signed" : "open", reasons.Part == ForecastPart.Open ? card.Stage : null,
                reasons.DaysInStage, reasons.Known is { } known ? Units(known) : null, contract is { } of ? Units(of.Amount) : null,
                contract is { } expected && reasons.Known is > 0 ? decimal.Round((decimal)(expected.Amount / reasons.Known.Value), 4) : null,
                decimal.Round((decimal)reasons.Scales[ahead - 1], 4), money, TermsOf(reasons, ahead, session.Current, money),
                [
                    .. Enumerable.Range(0, MonthsAhead).Select(index => new WhyMonth(
                        session.Current.Plus(index), contract is { } whole ? Chance(whole.Chances[index]) : null, contract is { } paid ? Chance(paid.Profile![index]) : null,
                        index == ahead - 1 ? money : Units(reasons.TermsOf(index).Sum(term => term.Money)))),
                ],
                reasons.Evidence);
        }, cancellationToken);

    /// <summary>Rounded so that they come to the whole.</summary>
    private static List<WhyTerm> TermsOf(DealReasons reasons, int ahead, YearMonth current, decimal money)
    {
        var terms = reasons.TermsOf(ahead - 1).Select(term => new WhyTerm(
            term.WonIn is { } index ? current.Plus(index) : null, term.Due is { } due ? DateOnly.FromDateTime(due) : null, Units(term.Amount), Chance(term.Chance),
            term.Share is { } share ? Chance(share) : null, Units(term.Money))).ToList();
        var largest = terms.Count == 0 ? -1 : terms.IndexOf(terms.MaxBy(term => term.Money)!);
        if (largest >= 0) terms[largest] = terms[largest] with { Money = terms[largest].Money + money - terms.Sum(term => term.Money) };
        return terms;
    }

    /// <summary>The deals behind a number, the largest first. Each is rounded by itself; the largest takes what that leaves, so that they come to the number.</summary>
    private static List<(DealForecast Deal, decimal Money)> MoneyOf(Outlook outlook, ForecastGroup group, int ahead)
    {
        var expected = outlook.Of(group, ahead);
        var deals = outlook.DealsOf(group, ahead).Select(deal => (Deal: deal, Money: Units(deal.Money))).ToList();
        var difference = expected.Signed + expected.Open - Units(outlook.RefundsOf(group, ahead)) - deals.Sum(deal => deal.Money);
        if (Math.Abs(difference) > 0.01m * (deals.Count + expected.Leaves))
            throw new InvalidOperationException($"The deals of {group.Id} {ahead} months ahead miss its forecast by {difference}.");
        if (deals.Count > 0) deals[0] = deals[0] with { Money = deals[0].Money + difference };
        return deals;
    }

    private static decimal Chance(double chance) => decimal.Round((decimal)chance, 4);
}
