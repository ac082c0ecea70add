namespace ReportApp.Core.Assignment;

internal enum LineState
{
    /// <summary>May be planned anew.</summary>
    Open,

    /// <summary>A person wants it to stay as it stands.</summary>
    Locked,

    /// <summary>Its time is over: what it counts is its fact.</summary>
    Closed,
}

/// <summary>Where a line stands before it is planned. Whole minor units.</summary>
/// <param name="Fact">What came; negative when more was given back.</param>
/// <param name="Was">The plan that stands, fact and all; null: none yet.</param>
internal readonly record struct Standing(long Fact = 0, long? Was = null, LineState State = LineState.Open)
{
    /// <summary>What the plan that stands still waits for.</summary>
    public long ToCome => Math.Max(0, (Was ?? 0) - Fact);
}

/// <summary>One month, seller, deal or day among those that share a target.</summary>
/// <param name="ToCome">Weight and bounds of what is still to come; what came is a fact and no part of it.</param>
internal sealed record PlanLine(Party ToCome, Standing Standing = default);
