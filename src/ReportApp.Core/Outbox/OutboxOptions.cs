using System.ComponentModel.DataAnnotations;

namespace ReportApp.Core.Outbox;

/// <summary>How writes are delivered.</summary>
public sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>How long a worker owns a write before another may take it over; renewed each third of it. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the host may still be executing a request whose answer was lost. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Writes under way at once on this node. Default 32.</summary>
    [Range(1, 256)]
    public int Parallel { get; set; } = 32;

    /// <summary>Of these, how many may be one tenant's, so that its slow host takes not all places. Default 4.</summary>
    [Range(1, 64)]
    public int Share { get; set; } = 4;

    /// <summary>How long calls under way may take to end when the node stops; then they are left in doubt. Default 20 s, within the 30 s a node has.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Farewell { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long a write is tried while the host applies nothing. Default 72 h.</summary>
    public TimeSpan NoEffectBudget { get; set; } = TimeSpan.FromHours(72);

    /// <summary>For how long it is tried while the host's answers leave it open. Default 24 h.</summary>
    public TimeSpan UnknownBudget { get; set; } = TimeSpan.FromHours(24);
}
