namespace ReportApp.Core.Forecast;

/// <summary>Why a deal is expected to bring what it is, by month ahead; index 0 is the month of the cut-off.</summary>
/// <param name="DaysInStage">Null: it is won.</param>
/// <param name="Known">The amount entered for it; null: none was.</param>
/// <param name="Contracts">What comes with the contract, and that: at most one.</param>
/// <param name="Payments">What is paid by itself: lines of a schedule, or what is owed without one.</param>
/// <param name="Scales">What the blend leaves of the money of known deals.</param>
internal sealed record DealReasons(
    ForecastPart Part, int? DaysInStage, double? Known, IReadOnlyList<Expectation> Contracts, IReadOnlyList<(DateTime? Due, Expectation Payment)> Payments,
    IReadOnlyList<double> Scales, Evidence Evidence)
{
    /// <summary>The terms of the money of one month: when, of what, how likely, which share, and what they come to.</summary>
    public IEnumerable<(int? WonIn, DateTime? Due, double Amount, double Chance, double? Share, double Money)> TermsOf(int month)
    {
        var scale = Scales[month];
        foreach (var contract in Contracts)
        {
            for (var k = 0; k <= month; k++)
            {
                var (chance, share) = (contract.Chances[k], contract.Profile![month - k]);
                if (chance * share > 0) yield return (k, null, contract.Amount, chance, share, scale * chance * contract.Amount * share);
            }
        }
        foreach (var (due, payment) in Payments)
            if (payment.Chances[month] > 0) yield return (null, due, payment.Amount, payment.Chances[month], null, scale * payment.Chances[month] * payment.Amount);
    }
}

/// <summary>How much of the past is behind it, of the last three years.</summary>
/// <param name="Alike">Deals that stood in the same stage for about as long.</param>
/// <param name="AlikeWon">Those of them that were won.</param>
/// <param name="Contracts">Contracts of the same payment form.</param>
public sealed record Evidence(int Alike, int AlikeWon, int Contracts);

public sealed partial class Forecaster
{
    /// <summary>Null: nothing is expected of it, or it is not in the target.</summary>
    internal DealReasons? WhyOf(DateTime moment, string target, string dealId)
    {
        var cutOff = CutOff.Of(moment);
        var model = RawOf(cutOff).Model.Under(Standing(cutOff, Scenario.Neutral));
        var deal = _members[Array.IndexOf(_targets, target)].SelectMany(model.KnownDeals).FirstOrDefault(deal => deal.Id == dealId);
        var expectations = deal is null ? [] : model.PaymentsOf(deal).ToList();
        if (deal is null || expectations.Count == 0) return null;
        var open = Landmarks.Read(deal, moment);
        var lines = deal.Lines.Where(line => LineModel.IsDue(line, moment)).ToList();
        var payments = expectations.Where(each => each.Profile is null).ToList();
        // Pieces of a debt are of one kind; lines come one by one, in the order of the schedule.
        IReadOnlyList<(DateTime?, Expectation)> paid = payments.Count == 0 ? []
            : payments[0].DueMonth is null ? [(null, payments[0] with { Amount = payments.Sum(each => each.Amount) })]
            : [.. payments.Zip(lines, (payment, line) => ((DateTime?)line.Due, payment))];
        return new DealReasons(
            expectations[0].Part, open is null ? null : (int)(moment - deal.StageAt(moment).Since).TotalDays, deal.AmountAt(moment),
            [.. expectations.Where(each => each.Profile is not null)], paid, [.. Enumerable.Range(1, _months).Select(ahead => ScaleOf(cutOff, deal.Object, ahead))],
            EvidenceOf(deal, open, cutOff));
    }

    private Evidence EvidenceOf(DealHistory deal, OpenDeal? open, CutOff cutOff)
    {
        var looks = _history.LooksBefore(cutOff.Month, WinModel.MostLandmarks, 1, _months).ToList();
        var alike = open is null ? [] : looks.SelectMany(look => _landmarks.OpenAt(look.Month)).Where(each => each.Stage == open.Stage && each.Bucket == open.Bucket)
            .Select(each => each.Deal).Distinct().ToList();
        return new Evidence(
            alike.Count, alike.Count(each => each.WonMonth < cutOff.Month),
            _history.Deals.Count(each => each.Form == deal.Form && each.WonMonth < cutOff.Month && each.WonMonth >= cutOff.Month - WinModel.MostLandmarks));
    }
}
