using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>A viewer who may compare, and the one moment of the projection that this answer is about: all that he is shown is read there.</summary>
public sealed class ReconciliationEntry : IDisposable
{
    private readonly VisibleRows? _deals;

    /// <param name="deals">What the host shows him; null: he administers it, and sees everything.</param>
    internal ReconciliationEntry(Viewer viewer, ProjectionReader? reader, VisibleRows? deals) => (Viewer, Reader, _deals) = (viewer, reader, deals);

    internal Viewer Viewer { get; }

    /// <summary>Null until the first projection is complete.</summary>
    internal ProjectionReader? Reader { get; }

    /// <summary>He sees every sales deal, or he would not be here; of all others only what the host shows him.</summary>
    /// <param name="ownerId">Null also of a deal that is gone: who may have seen it nobody knows.</param>
    internal bool SeesForeign(string dealId, string? ownerId) => _deals is null || _deals.Covers(dealId, ownerId);

    public void Dispose() => Reader?.Dispose();
}
