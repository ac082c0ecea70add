using System.ComponentModel.DataAnnotations;

namespace ReportApp.Core.Store.Projection;

/// <summary>Limits of the engine that answers report queries. Its files lie in the folder <c>projection</c> of the store's data directory.</summary>
public sealed class ProjectionOptions
{
    public const string Section = "Projection";

    /// <summary>Memory of all tenants' queries together, in MB; what does not fit spills to disk. The default was measured with portals of 100,000 deals.</summary>
    [Range(64, 65_536)]
    public int MemoryLimitMb { get; init; } = 96;

    /// <summary>Worker threads of one query. Several people at once are served side by side even with 1.</summary>
    [Range(1, 64)]
    public int Threads { get; init; } = 1;

    /// <summary>Reports computed at once on this node; default 4. Others wait their turn.</summary>
    [Range(1, 64)]
    public int ReportsAtOnce { get; init; } = 4;
}
