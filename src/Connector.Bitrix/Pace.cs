using ReportApp.Core.Hosts;

namespace Connector.Bitrix;

/// <summary>Who goes first when the host's allowance is short.</summary>
internal enum Priority { Write, Interactive, Sync }

/// <summary>
/// Our share of one portal's leaky bucket (bitrix24.md §4.1): a token bucket that begins at half, grows with every good answer and is
/// halved when the host complains. Sync leaves a part of it to people; nobody overtakes a waiter of higher priority. A person
/// who reads is told to come back rather than kept waiting.
/// </summary>
internal sealed class Pace
{
    private const double GrowthPerAnswer = 1.0 / 50;
    private const double SmallestShare = 1.0 / 16;

    /// <summary>Longer than this nobody looks at a turning wheel.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly double _fullRate;
    private readonly double _burst;
    private readonly double _reserve;
    private readonly int[] _waiting = new int[3];
    private double _rate;
    private double _tokens;
    private long _filledAt;

    public Pace(TimeProvider clock, BitrixOptions options)
    {
        _clock = clock;
        _fullRate = options.RequestsPerSecond;
        _burst = options.Burst;
        _reserve = Math.Min(options.Burst * options.WriteReserve, options.Burst - 1);
        _rate = _fullRate / 2;
        _tokens = Math.Max(_burst / 2, _reserve + 1);
        _filledAt = clock.GetTimestamp();
    }

    /// <summary>Waits for this caller's turn.</summary>
    /// <exception cref="HostException">A person's read found no turn in time; nothing was asked.</exception>
    public async Task EnterAsync(Priority priority, CancellationToken cancellationToken)
    {
        var isWaiting = false;
        var since = _clock.GetTimestamp();
        try
        {
            while (true)
            {
                TimeSpan wait;
                lock (_gate)
                {
                    Fill();
                    var ahead = _waiting.AsSpan(0, (int)priority);
                    var before = 0;
                    foreach (var count in ahead) before += count;
                    var floor = priority == Priority.Sync ? _reserve : 0;
                    var needed = floor + 1 + before;
                    if (_tokens >= needed)
                    {
                        _tokens--;
                        return;
                    }

                    if (!isWaiting)
                    {
                        _waiting[(int)priority]++;
                        isWaiting = true;
                    }

                    wait = TimeSpan.FromSeconds((needed - _tokens) / _rate) + TimeSpan.FromMilliseconds(1);
                }

                if (priority == Priority.Interactive && _clock.GetElapsedTime(since) + wait > Patience)
                    throw new HostException(HostFault.NoEffect, "The portal's allowance is spent.") { RetryAfter = wait < Patience ? wait : Patience };

                await Task.Delay(wait, _clock, cancellationToken);
            }
        }
        finally
        {
            if (isWaiting)
                lock (_gate) _waiting[(int)priority]--;
        }
    }

    public void Answered()
    {
        lock (_gate) _rate = Math.Min(_fullRate, _rate + (_fullRate * GrowthPerAnswer));
    }

    /// <summary>The host said "too many": half the rate, and nothing in hand.</summary>
    public void Limited()
    {
        lock (_gate)
        {
            Fill();
            _rate = Math.Max(_fullRate * SmallestShare, _rate / 2);
            _tokens = Math.Min(_tokens, 0);
        }
    }

    private void Fill()
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_clock.GetElapsedTime(_filledAt, now).TotalSeconds * _rate));
        _filledAt = now;
    }
}
