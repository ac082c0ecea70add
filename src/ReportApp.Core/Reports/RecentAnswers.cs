namespace ReportApp.Core.Reports;

/// <summary>The last few answers that take long, because who asked once asks again soon.</summary>
internal sealed class RecentAnswers<T> : IDisposable
{
    private const int Most = 4;

    private readonly LinkedList<(string Key, T Answer)> _recent = new();
    private readonly SemaphoreSlim _gate = new(1);

    public void Dispose() => _gate.Dispose();

    /// <summary>One is computed at a time: it takes every core and much memory, and who asks the same meanwhile gets the same.</summary>
    public async Task<T> GetAsync(string key, Func<Task<T>> compute, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = _recent.FirstOrDefault(each => each.Key == key);
            if (known.Key is null) known = (key, await compute());
            else _recent.Remove(known);
            _recent.AddFirst(known);
            while (_recent.Count > Most) _recent.RemoveLast();
            return known.Answer;
        }
        finally
        {
            _gate.Release();
        }
    }
}
