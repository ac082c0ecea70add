using System.Collections.Concurrent;

namespace Connector.Bitrix;

/// <summary>
/// What each method has used of the host's ten-minute execution allowance (bitrix24.md §4.2), as the host last told. From 80 % on calls
/// are spread; a blocked method waits. Durations only: the host's clock and ours are never compared.
/// </summary>
internal sealed class Operating(TimeProvider clock, double limit)
{
    private const double SlowFrom = 0.8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Usage> _methods = new(StringComparer.OrdinalIgnoreCase);

    private sealed record Usage(double Seconds, TimeSpan UntilReset, long ReadAt, bool IsBlocked);

    /// <param name="seconds">The sum so far, including the last call.</param>
    public void Told(string method, double seconds, TimeSpan untilReset) =>
        _methods[method] = new Usage(seconds, untilReset, clock.GetTimestamp(), IsBlocked: false);

    public void Blocked(string method, TimeSpan pause) => _methods[method] = new Usage(limit, pause, clock.GetTimestamp(), IsBlocked: true);

    /// <summary>How long the host still refuses this method; zero when it does not.</summary>
    public TimeSpan BlockedFor(string method) =>
        _methods.TryGetValue(method, out var usage) && usage.IsBlocked ? Remaining(usage) : TimeSpan.Zero;

    /// <summary>How long to hold a call back so that the block never comes.</summary>
    public TimeSpan PauseBefore(string method)
    {
        if (!_methods.TryGetValue(method, out var usage) || usage.Seconds < limit * SlowFrom) return TimeSpan.Zero;
        var remaining = Remaining(usage);
        var share = Math.Min(1, (usage.Seconds - (limit * SlowFrom)) / (limit * (1 - SlowFrom)));
        return remaining * share < LongestPause ? remaining * share : LongestPause;
    }

    private TimeSpan Remaining(Usage usage)
    {
        var left = usage.UntilReset - clock.GetElapsedTime(usage.ReadAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
