using ReportApp.Core.Model;

namespace ReportApp.Core.Assignment;

/// <summary>A word on the plan of a deal.</summary>
/// <param name="Says">Null: no plan.</param>
/// <param name="SaidOn">In the tenant's zone.</param>
internal sealed record PlanWord(PlanValues? Says, WriteState Write, DateOnly SaidOn);

/// <summary>What has become of an entry (reports.md §5.3): a function of values, so that what is kept and what a screen counts are the same.</summary>
internal static class EntryFates
{
    /// <param name="later">The next word on the deal that the host holds or held; null: none.</param>
    /// <param name="isUndone">That word took this one back.</param>
    /// <param name="received">From the deal in the month of the entry, refunds taken off; null: the entry is in a currency that is not counted.</param>
    /// <param name="isLost">The deal is lost, or its contract ended.</param>
    public static PlanEntryFate Of(PlanWord entry, PlanWord? later, bool isUndone, decimal? received, bool isLost, DateOnly today)
    {
        if (entry.Says is not { Status: not PlanEntryStatus.Cancelled } says || entry.Write is WriteState.Superseded or WriteState.Cancelled)
            return PlanEntryFate.Cancelled;
        // What waits for a person is no promise yet.
        if (entry.Write is WriteState.Conflict or WriteState.Blocked or WriteState.Rejected or WriteState.Dead) return PlanEntryFate.Open;

        var isKept = received >= says.Amount.Amount;
        // A word after the month was over changes nothing of what the month brought; one that says the same month again has its place.
        if (later is not null && (later.SaidOn < says.Month.End || later.Says?.Month == says.Month))
        {
            return isUndone || later.Says is not { Status: not PlanEntryStatus.Cancelled } next || next.Month <= says.Month ? PlanEntryFate.Cancelled
                : isKept ? PlanEntryFate.Fulfilled
                : PlanEntryFate.Moved;
        }
        return isKept ? PlanEntryFate.Fulfilled
            : isLost ? PlanEntryFate.Failed
            : received > 0 ? PlanEntryFate.Partly
            : received is not null && today >= says.Month.End ? PlanEntryFate.Failed
            : PlanEntryFate.Open;
    }
}
