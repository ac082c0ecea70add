namespace ReportApp.Core.Plans;

/// <summary>What came of saving or undoing a plan.</summary>
public abstract record PlanSaved
{
    private PlanSaved() { }

    /// <param name="Replayed">The key was used before with the same request, or the author's newest entry of the deal says the same; nothing happened now.</param>
    public sealed record Saved(PlanEntryView Entry, bool Replayed) : PlanSaved;

    /// <summary>422: every fault at once.</summary>
    public sealed record Invalid(IReadOnlyList<PlanProblem> Problems) : PlanSaved;

    /// <summary>422: the key was used with another request.</summary>
    public sealed record KeyReused : PlanSaved;

    /// <summary>409: the first request with this key still runs.</summary>
    public sealed record InProgress : PlanSaved;

    /// <summary>404: the deal or entry does not exist, or is not shown to this viewer.</summary>
    public sealed record NotFound : PlanSaved;

    /// <summary>409, undo only: not confirmed, already undone, or no longer the deal's newest entry.</summary>
    public sealed record WrongState : PlanSaved;
}

/// <summary>What came of a decision about a write that is not done.</summary>
public abstract record PlanActed
{
    private PlanActed() { }

    public sealed record Done(PlanEntryView Entry) : PlanActed;

    public sealed record NotFound : PlanActed;

    /// <summary>409: the write's state does not allow it.</summary>
    public sealed record WrongState : PlanActed;
}
