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

    private readonly Dictionary<int, IReadOnlyList<OpenDeal>> _open = [];
    private readonly Lock _gate = new();

    public History History => history;

    public RefundHistory Refunds { get; } = new(history);

    /// <summary>Stages and one for deals that entered none.</summary>
    public int Stages => history.StageCount + 1;

    /// <summary>The deals open at the start of a month.</summary>
    public IReadOnlyList<OpenDeal> OpenAt(int month)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(month, out var found)) _open[month] = found = [.. Read(month)];
            return found;
        }
    }

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
