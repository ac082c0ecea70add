using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>Why some months are expected to bring other money than they were (reports.md §5.1.8).</summary>
[JsonConverter(typeof(NamedEnumConverter<ForecastReason>))]
public enum ForecastReason
{
    /// <summary>The deal began since, or came back.</summary>
    [JsonStringEnumMemberName("begun")] Begun,

    [JsonStringEnumMemberName("won")] Won,

    /// <summary>Lost before its contract.</summary>
    [JsonStringEnumMemberName("lost")] Lost,

    /// <summary>The contract ended, or was none.</summary>
    [JsonStringEnumMemberName("ended")] Ended,

    [JsonStringEnumMemberName("rescheduled")] Rescheduled,

    [JsonStringEnumMemberName("repriced")] Repriced,

    /// <summary>Paid sooner or more than was expected.</summary>
    [JsonStringEnumMemberName("paid_more")] PaidMore,

    /// <summary>A contract that did not pay what was expected, or not yet.</summary>
    [JsonStringEnumMemberName("paid_less")] PaidLess,

    /// <summary>Nothing happened to the deal, but a head said otherwise of it, or that has run out.</summary>
    [JsonStringEnumMemberName("overridden")] Overridden,

    /// <summary>Nothing happened to the deal: time went by, and chances were learnt anew.</summary>
    [JsonStringEnumMemberName("chances")] Chances,

    /// <summary>Deals that nobody knows yet.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,
}

/// <param name="DealId">Null: of deals that nobody knows yet.</param>
/// <param name="Before">Money of these months as it was expected, with what had come.</param>
/// <param name="After">The same later.</param>
public sealed record ForecastChange(ForecastReason Reason, string? DealId, double Before, double After);

/// <summary>What moved a forecast from one moment to another: one reason a deal, and all of them add up to the difference.</summary>
public static class ForecastChanges
{
    /// <param name="since">The former moment.</param>
    /// <param name="target">An object or a group.</param>
    /// <param name="from">First month; not after the month of <paramref name="moment"/>'s last horizon.</param>
    /// <param name="to">Last month.</param>
    public static IReadOnlyList<ForecastChange> Between(Forecaster forecaster, DateTime since, DateTime moment, string target, YearMonth from, YearMonth to)
    {
        var (before, after) = (forecaster.MoneyOf(since, target, from, to, Scenario.Neutral), forecaster.MoneyOf(moment, target, from, to, Scenario.Neutral));
        return
        [
            .. from deal in before.ByDeal.Keys.Union(after.ByDeal.Keys)
               let was = before.ByDeal.GetValueOrDefault(deal)
               let now = after.ByDeal.GetValueOrDefault(deal)
               where was != now
               orderby deal.Index
               select new ForecastChange(forecaster.IsOverruledAnew(deal, since, moment) ? ForecastReason.Overridden : ReasonOf(deal, since, moment, now > was), deal.Id, was, now),
            new ForecastChange(ForecastReason.Unknown, null, before.New, after.New),
        ];
    }

    private static ForecastReason ReasonOf(DealHistory deal, DateTime since, DateTime moment, bool isMore)
    {
        var (was, now) = (deal.At(since), deal.At(moment));
        if (was != now)
        {
            return now switch
            {
                DealStatus.Won => was == DealStatus.Open ? ForecastReason.Won : ForecastReason.Begun,
                DealStatus.Ended => was == DealStatus.Won ? ForecastReason.Ended : ForecastReason.Lost,
                _ => was == DealStatus.Won ? ForecastReason.Ended : ForecastReason.Begun,
            };
        }
        if (deal.Lines.Any(line => IsBetween(line.Known) || IsBetween(line.Cancelled))) return ForecastReason.Rescheduled;
        if (deal.AmountAt(since) != deal.AmountAt(moment)) return ForecastReason.Repriced;
        if (isMore) return deal.Payments.Any(payment => IsBetween(payment.At)) ? ForecastReason.PaidMore : ForecastReason.Chances;
        return now == DealStatus.Won ? ForecastReason.PaidLess : ForecastReason.Chances;

        bool IsBetween(DateTime? at) => at >= since && at < moment;
    }
}
