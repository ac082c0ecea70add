using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>One plan change for one deal. All values are absolute, so that applying it twice equals applying it once.</summary>
/// <param name="OperationId">Ours; marks the note so that a repeat finds it.</param>
/// <param name="Base">The plan the author saw in the deal; null: the fields were empty.</param>
/// <param name="Wanted">What shall stand there; null empties the fields.</param>
/// <param name="Note">Text for the deal's timeline: who, what, was, becomes.</param>
public sealed record PlanWrite(string OperationId, string DealId, PlanValues? Base, PlanValues? Wanted, string Note);

/// <summary>What the host's answer proves about one write. Faults that leave it open are <see cref="HostException"/>.</summary>
public abstract record WriteResult
{
    private WriteResult() { }

    /// <summary>The host's own record now equals what was wanted, and the note stands.</summary>
    /// <param name="ReadToWrite">The window in which a change by somebody else would have been overwritten; zero when nothing was written.</param>
    /// <param name="NoteRefused">The host's words when it takes no note for good; the values stand all the same.</param>
    public sealed record Confirmed(TimeSpan ReadToWrite, string? NoteRefused = null) : WriteResult;

    /// <summary>The deal holds neither what the author saw nor what he wants.</summary>
    /// <param name="Current">What it holds; null: nothing.</param>
    /// <param name="ChangedBy">The host's user who last changed the record, if it tells.</param>
    public sealed record Conflict(PlanValues? Current, string? ChangedBy, DateTimeOffset? ChangedAt) : WriteResult;

    /// <summary>The host accepted the request and did not keep the value: a field is missing or read-only.</summary>
    public sealed record NotKept(string Reason) : WriteResult;

    /// <summary>The deal is no more.</summary>
    public sealed record Gone : WriteResult;
}

/// <summary>What the host's answer proves about a fate that a deal was told. Faults that leave it open are <see cref="HostException"/>.</summary>
public enum FateAnswer
{
    /// <summary>The host's own record says it.</summary>
    Told,

    /// <summary>The deal holds another plan, or none.</summary>
    Differs,

    /// <summary>The host's record says it, and holds another plan that came in between.</summary>
    Overtaken,

    /// <summary>A field of the plan is missing, or the status is read-only.</summary>
    NotKept,

    /// <summary>The deal is no more.</summary>
    Gone,
}
