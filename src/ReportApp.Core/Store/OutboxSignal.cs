namespace ReportApp.Core.Store;

/// <summary>Wakes this node's delivery when a write was accepted here or a place is free. Only a hint: what it misses is found at the next round.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);

    public void Wake()
    {
        lock (_bell)
            if (_bell.CurrentCount == 0) _bell.Release();
    }

    /// <returns>True when woken, false when the time is over.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _bell.Dispose();
}
