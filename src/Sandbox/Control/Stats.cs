using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>What was asked of a server since the last reset.</summary>
internal sealed class Stats
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _commands = new(StringComparer.Ordinal);
    private long _limitErrors;
    private long _bytesIn;
    private long _bytesOut;

    public void Request(string method, long bytesIn)
    {
        lock (_gate)
        {
            _requests[method] = _requests.GetValueOrDefault(method) + 1;
            _bytesIn += bytesIn;
        }
    }

    public void Command(string method)
    {
        lock (_gate)
            _commands[method] = _commands.GetValueOrDefault(method) + 1;
    }

    public void LimitError() => Interlocked.Increment(ref _limitErrors);

    public void Answered(long bytesOut) => Interlocked.Add(ref _bytesOut, bytesOut);

    public void Reset()
    {
        lock (_gate)
        {
            _requests.Clear();
            _commands.Clear();
            (_limitErrors, _bytesIn, _bytesOut) = (0, 0, 0);
        }
    }

    public PhpMap ToMap()
    {
        lock (_gate)
        {
            return new PhpMap
            {
                ["requests"] = Map(_requests),
                ["requestsTotal"] = _requests.Values.Sum(),
                ["commands"] = Map(_commands),
                ["limitErrors"] = _limitErrors,
                ["bytesIn"] = _bytesIn,
                ["bytesOut"] = _bytesOut,
            };
        }
    }

    private static object Map(SortedDictionary<string, long> counts)
    {
        if (counts.Count == 0)
            return PhpObject.Empty;
        var map = new PhpMap();
        foreach (var (method, count) in counts)
            map[method] = count;
        return map;
    }
}
