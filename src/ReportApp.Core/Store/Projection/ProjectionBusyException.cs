namespace ReportApp.Core.Store.Projection;

/// <summary>Too much is being computed right now; the same question can be answered a little later.</summary>
public sealed class ProjectionBusyException(string reason, Exception? inner = null) : Exception($"The projection is busy: {reason}.", inner);
