namespace Sandbox.Bitrix;

/// <summary>What a portal allows; changed by the control API.</summary>
internal sealed record LimitSettings
{
    /// <summary>Requests the bucket loses each second; 0: no rate limit.</summary>
    public double PerSecond { get; init; } = 2;

    /// <summary>Requests the bucket holds.</summary>
    public double Burst { get; init; } = 50;

    /// <summary>Seconds of one method in ten minutes; 0: no time limit.</summary>
    public double OperatingSeconds { get; init; } = 480;

    /// <summary>Seconds a command of a method is said to have cost, beside the real ones.</summary>
    public IReadOnlyDictionary<string, double> Cost { get; init; } = new Dictionary<string, double>();

    /// <summary>Milliseconds each command really takes more.</summary>
    public int LatencyMs { get; init; }
}

/// <summary>The leaky bucket per source address and the execution seconds per application and method (reference 4.1, 4.2).</summary>
internal sealed class Limits(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Level, DateTimeOffset At)> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string App, string Method), List<Minute>> _operating = [];

    /// <summary>A minute's worth; it drops out ten minutes after its first call.</summary>
    private sealed class Minute(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public double Seconds { get; set; }
    }

    public LimitSettings Settings
    {
        get;
        set
        {
            lock (_gate)
            {
                field = value;
                _buckets.Clear();
                _operating.Clear();
            }
        }
    } = new();

    /// <summary>Counts a request; false: over the threshold.</summary>
    public bool TryEnter(string source)
    {
        lock (_gate)
        {
            if (Settings.PerSecond <= 0)
                return true;
            var now = clock.GetUtcNow();
            var (level, at) = _buckets.GetValueOrDefault(source, (0, now));
            level = Math.Max(0, level - (Math.Max(0, (now - at).TotalSeconds) * Settings.PerSecond));
            if (level + 1 > Settings.Burst)
            {
                _buckets[source] = (level, now);
                return false;
            }
            _buckets[source] = (level + 1, now);
            return true;
        }
    }

    /// <summary>The sum before the call decides: the call that crosses the limit still finishes.</summary>
    public bool IsBlocked(string app, string method)
    {
        lock (_gate)
            return Settings.OperatingSeconds > 0 && Sum(app, method).Seconds >= Settings.OperatingSeconds;
    }

    /// <summary>The sum so far with this call, and when its oldest part drops out.</summary>
    public (double Seconds, DateTimeOffset ResetAt) Count(string app, string method, double seconds)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (!_operating.TryGetValue((app, method), out var minutes))
                _operating[(app, method)] = minutes = [];
            if (minutes.Count == 0 || now - minutes[^1].Since >= TimeSpan.FromMinutes(1))
                minutes.Add(new Minute(now));
            minutes[^1].Seconds += seconds + Settings.Cost.GetValueOrDefault(method);
            return Sum(app, method);
        }
    }

    private (double Seconds, DateTimeOffset ResetAt) Sum(string app, string method)
    {
        var now = clock.GetUtcNow();
        if (!_operating.TryGetValue((app, method), out var minutes))
            return (0, now.AddMinutes(10));
        minutes.RemoveAll(minute => now - minute.Since >= TimeSpan.FromMinutes(10));
        // What costs no more than 0.1 s together is not counted.
        var seconds = minutes.Where(minute => minute.Seconds > 0.1).Sum(minute => minute.Seconds);
        return (seconds, (minutes.Count > 0 ? minutes[0].Since : now).AddMinutes(10));
    }
}
