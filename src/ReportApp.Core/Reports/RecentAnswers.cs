using System.Collections.Concurrent;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>The last few answers that take long, because who asked once asks again soon.</summary>
/// <param name="keyOf">What an answer turned out to be of; null: of what was asked.</param>
internal sealed class RecentAnswers<T>(Func<T, string>? keyOf = null) : IDisposable
    where T : class
{
    private const int Most = 4;

    private readonly LinkedList<(string Key, T Answer)> _recent = new();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId), SemaphoreSlim> _viewers = new();

    public void Dispose() => _gate.Dispose();

    /// <summary>Null: it is not among them.</summary>
    public T? Find(string key)
    {
        lock (_recent)
        {
            var known = _recent.FirstOrDefault(each => each.Key == key);
            if (known.Key is null) return null;
            _recent.Remove(known);
            _recent.AddFirst(known);
            return known.Answer;
        }
    }

    /// <summary>
    /// One of its kind is computed at a time: it takes every core and much memory, and who asks the same meanwhile gets the same. Of one viewer
    /// one waits for it, so that his load is not everybody's. Nothing is not remembered.
    /// </summary>
    public async Task<T?> GetAsync(string key, Viewer viewer, Func<Task<T?>> compute, CancellationToken cancellationToken)
    {
        if (Find(key) is { } known) return known;
        var own = _viewers.GetOrAdd((viewer.Tenant, viewer.UserId), _ => new SemaphoreSlim(1));
        await own.WaitAsync(cancellationToken);
        try
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (Find(key) is { } meanwhile) return meanwhile;
                if (await compute() is not { } answer) return null;
                lock (_recent)
                {
                    _recent.AddFirst((keyOf?.Invoke(answer) ?? key, answer));
                    while (_recent.Count > Most) _recent.RemoveLast();
                }
                return answer;
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            own.Release();
        }
    }
}
