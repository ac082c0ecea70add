using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>A viewer who may compare, and the one moment of the projection that this answer is about: all that he is shown is read there.</summary>
public sealed class ReconciliationEntry : IDisposable
{
    internal ReconciliationEntry(Viewer viewer, ProjectionReader? reader) => (Viewer, Reader) = (viewer, reader);

    internal Viewer Viewer { get; }

    /// <summary>Null until the first projection is complete.</summary>
    internal ProjectionReader? Reader { get; }

    public void Dispose() => Reader?.Dispose();
}
