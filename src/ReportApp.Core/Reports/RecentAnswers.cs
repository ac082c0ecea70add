namespace ReportApp.Core.Reports;

/// <summary>The last few answers that take long, because who asked once asks again soon.</summary>
internal sealed class RecentAnswers<T> : IDisposable
    where T : class
{
    private const int Most = 4;

    private readonly LinkedList<(string Key, T Answer)> _recent = new();
    private readonly SemaphoreSlim _gate = new(1);

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

    /// <summary>One of its kind is computed at a time: it takes every core and much memory, and who asks the same meanwhile gets the same. Nothing is not remembered.</summary>
    public async Task<T?> GetAsync(string key, Func<Task<T?>> compute, CancellationToken cancellationToken)
    {
        if (Find(key) is { } known) return known;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(key) is { } meanwhile) return meanwhile;
            if (await compute() is not { } answer) return null;
            lock (_recent)
            {
                _recent.AddFirst((key, answer));
                while (_recent.Count > Most) _recent.RemoveLast();
            }
            return answer;
        }
        finally
        {
            _gate.Release();
        }
    }
}
