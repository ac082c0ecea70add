using System.Collections.Concurrent;

namespace ReportApp.Core.Forecast;

/// <summary>
/// Past month starts as observation points: which deals were open then, in what state, and in which month after they were won. A month start is
/// looked at once and serves every later forecast, because what it says of month k is used only by forecasts made after month k.
/// </summary>
internal sealed class Landmarks(History history)
{
    /// <summary>Days in the stage at which a bucket ends.</summary>
    private static readonly int[] BucketEnds = [7, 14, 30, 60, 120, 240];

    public const int Buckets = 7;

    private readonly ConcurrentDictionary<int, Lazy<IReadOnlyList<OpenDeal>>> _open = new();
    private readonly ConcurrentDictionary<int, Lazy<IReadOnlyList<OpenDeal>>> _won = new();
    private readonly ConcurrentDictionary<(int Month, int Months), Lazy<Tally>> _wins = new();
    private readonly ConcurrentDictionary<(int Month, int Months), Lazy<Tally>> _payments = new();

    public History History => history;

    public RefundHistory Refunds { get; } = new(history);

    /// <summary>Stages and one for deals that entered none.</summary>
    public int Stages => history.StageCount + 1;

    /// <summary>The deals open at the start of a month.</summary>
    public IReadOnlyList<OpenDeal> OpenAt(int month) => Once(_open, month, () => [.. Read(month)]);

    /// <summary>Those of them that were won, if only later.</summary>
    public IReadOnlyList<OpenDeal> WonOf(int month) => Once(_won, month, () => [.. OpenAt(month).Where(open => open.Deal.WonMonth is not null)]);

    /// <summary>When they were won, by stage and time in it.</summary>
    public Tally WinsOf(int month, int months) => Once(_wins, (month, months), () => WinModel.Observe(this, month, months));

    /// <summary>When lines were paid that were unpaid at the start of a month.</summary>
    public Tally PaymentsOf(int month, int months) => Once(_payments, (month, months), () => LineModel.Observe(history, month, months));

    private static T Once<TKey, T>(ConcurrentDictionary<TKey, Lazy<T>> known, TKey key, Func<T> look)
        where TKey : notnull => known.GetOrAdd(key, _ => new Lazy<T>(look)).Value;

    /// <summary>A deal as it stood at a moment; null when it was not open.</summary>
    public static OpenDeal? Read(DealHistory deal, DateTime moment)
    {
        if (deal.At(moment) != DealStatus.Open) return null;
        var (stage, since) = deal.StageAt(moment);
        return new OpenDeal(deal, stage + 1, BucketOf((moment - since).TotalDays));
    }

    private IEnumerable<OpenDeal> Read(int month)
    {
        var start = Months.Start(month);
        foreach (var deal in history.Deals)
        {
            if (deal.Created >= start) break;
            if (Read(deal, start) is { } open) yield return open;
        }
    }

    private static int BucketOf(double days)
    {
        var bucket = 0;
        while (bucket < BucketEnds.Length && days >= BucketEnds[bucket]) bucket++;
        return bucket;
    }
}

/// <param name="Stage">0: none.</param>
internal sealed record OpenDeal(DealHistory Deal, int Stage, int Bucket)
{
    /// <summary>The month after a landmark in which it was won, from 1; null: not within the months given.</summary>
    public int? WonIn(int landmark, int months) => Deal.WonMonth is { } won && won - landmark + 1 is var k && k >= 1 && k <= months ? k : null;
}

/// <summary>
/// From one past month start, by state: how many were at risk of an event in the k-th month after it (from 1), and how many had it. It knows all of the past;
/// a forecast takes of it only months that were over.
/// </summary>
internal sealed class Tally(int states, int conditions, int months)
{
    public int[,,] AtRisk { get; } = new int[states, conditions, months + 1];

    public int[,,] Events { get; } = new int[states, conditions, months + 1];

    public void AddTo(double[,,] events, double[,,] atRisk, Look look)
    {
        for (var state = 0; state < states; state++)
        {
            for (var condition = 0; condition < conditions; condition++)
            {
                for (var k = 1; k <= look.Complete; k++)
                {
                    atRisk[state, condition, k] += look.Weight * AtRisk[state, condition, k];
                    events[state, condition, k] += look.Weight * Events[state, condition, k];
                }
            }
        }
    }
}
