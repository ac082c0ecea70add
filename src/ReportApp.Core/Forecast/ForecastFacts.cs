using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>
/// Everything that a forecast is computed from. Each fact carries the moment it became known (forecast.md §1); a forecast as of a month
/// uses only what was known before its first day. Money is in units of one currency, moments are in the report zone.
/// </summary>
public sealed record ForecastFacts(
    IReadOnlyList<ForecastObject> Objects, IReadOnlyList<ForecastDeal> Deals, IReadOnlyList<StageChange> Stages,
    IReadOnlyList<ScheduleLine> Schedule, IReadOnlyList<Receipt> Receipts)
{
    /// <summary>No forecast uses them; the backtest compares with who trusts them. Empty: nobody kept their history.</summary>
    public IReadOnlyList<ExpectedClose> ExpectedCloses { get; init; } = [];

    /// <summary>Amounts that changed while the stage stayed. Empty: nobody kept them, and those of the stages are all there is.</summary>
    public IReadOnlyList<AmountChange> AmountChanges { get; init; } = [];

    /// <summary>What a contract brings is there on the day it is won: nothing is owed after it, and nothing is learnt of when it comes.</summary>
    public bool IsAtOnce { get; init; }

    /// <summary>Facts that no forecast can use, because they name an object or a deal that is not there: how many of each.</summary>
    public (int Deals, int Stages, int Schedule, int Receipts) Homeless()
    {
        var objects = Objects.Select(found => found.Id).ToHashSet();
        var deals = Deals.Where(deal => objects.Contains(deal.ObjectId)).Select(deal => deal.Id).ToHashSet();
        return (
            Deals.Count(deal => !objects.Contains(deal.ObjectId)), Stages.Count(change => !deals.Contains(change.DealId)),
            Schedule.Count(line => !deals.Contains(line.DealId)), Receipts.Count(receipt => !deals.Contains(receipt.DealId)));
    }

    /// <summary>What was known before the first day of a month.</summary>
    public ForecastFacts Before(YearMonth month)
    {
        var end = month.FirstDay.ToDateTime(TimeOnly.MinValue);
        return new ForecastFacts(
            Objects, [.. Deals.Where(deal => deal.Created < end)], [.. Stages.Where(change => change.At < end)],
            [.. Schedule.Where(line => line.Known < end).Select(line => line.Cancelled >= end ? line with { Cancelled = null } : line)],
            [.. Receipts.Where(receipt => receipt.At < end)])
        {
            ExpectedCloses = [.. ExpectedCloses.Where(expected => expected.Known < end)],
            AmountChanges = [.. AmountChanges.Where(change => change.At < end)],
            IsAtOnce = IsAtOnce,
        };
    }
}

/// <summary>The stages that have a meaning of their own.</summary>
public static class ForecastStages
{
    public const string Won = "WON";
    public const string Lost = "LOST";

    /// <summary>Ended after it was won.</summary>
    public const string Cancelled = "CANCELLED";
}

/// <param name="Units">How many can be sold in all; null: nobody knows.</param>
public sealed record ForecastObject(string Id, int? Units = null);

/// <param name="ObjectId">Empty: not known yet.</param>
/// <param name="Form">Payment form; null: unknown.</param>
public sealed record ForecastDeal(string Id, string ObjectId, DateTime Created, string? Form = null);

/// <param name="Stage"><c>WON</c>, <c>LOST</c> and <c>CANCELLED</c> (ended after it was won) have their meaning; all others are learnt.</param>
/// <param name="Amount">Of the deal, as known then; null: unknown.</param>
public sealed record StageChange(string DealId, DateTime At, string Stage, decimal? Amount);

/// <param name="Amount">Null: taken back.</param>
public sealed record AmountChange(string DealId, DateTime At, decimal? Amount);

/// <summary>
/// A contractual payment as one version of the schedule has it. A line that was changed is one of the same id, known from the moment at which the
/// former one is cancelled.
/// </summary>
public sealed record ScheduleLine(string Id, string DealId, DateOnly Due, decimal Amount, DateTime Known, DateTime? Cancelled);

/// <param name="LineId">The line that it pays; null: unknown.</param>
/// <param name="Amount">Negative: money given back.</param>
public sealed record Receipt(string DealId, string? LineId, DateTime At, decimal Amount);

/// <param name="Day">When the manager expects to close the deal; null: taken back.</param>
public sealed record ExpectedClose(string DealId, DateTime Known, DateOnly? Day);
