using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// Whose question is computed when: a few at once on the node, and at most two of one viewer, so that nobody's load becomes everybody's
/// fault. Hold a turn only while computing, never while waiting for a host.
/// </summary>
internal sealed class ProjectionTurns(IOptions<ProjectionOptions> options, TimeProvider clock) : IDisposable
{
    private const int OfOneViewer = 2;

    /// <summary>Longer than this nobody looks at an empty page.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _node = new(options.Value.ReportsAtOnce);
    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId), SemaphoreSlim> _viewers = new();

    /// <exception cref="ProjectionBusyException">No turn came up in time.</exception>
    public async Task<IDisposable> TakeAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var own = _viewers.GetOrAdd((viewer.Tenant, viewer.UserId), _ => new SemaphoreSlim(OfOneViewer));
        try
        {
            await own.WaitAsync(either.Token);
            try
            {
                await _node.WaitAsync(either.Token);
            }
            catch
            {
                own.Release();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProjectionBusyException("no turn came up in time");
        }
        return new Turn(own, _node);
    }

    public void Dispose() => _node.Dispose();

    private sealed class Turn(SemaphoreSlim own, SemaphoreSlim node) : IDisposable
    {
        public void Dispose()
        {
            node.Release();
            own.Release();
        }
    }
}
