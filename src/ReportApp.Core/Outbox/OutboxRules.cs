using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Outbox;

/// <summary>What an answer of the host makes of a write (reliability.md §3.6, §3.7): a function of values, <c>now</c> and chance included.</summary>
internal static class OutboxRules
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Probe = TimeSpan.FromHours(1);

    public static WriteChange After(WriteResult result) => result switch
    {
        WriteResult.Confirmed { NoteRefused: { } words } confirmed =>
            new WriteChange(WriteState.Confirmed, Reason: "note_refused", HostMessage: Clean(words), Window: confirmed.ReadToWrite),
        WriteResult.Confirmed confirmed => new WriteChange(WriteState.Confirmed, Window: confirmed.ReadToWrite),
        WriteResult.Conflict conflict => Conflict(conflict.Current, conflict.ChangedBy, conflict.ChangedAt),
        WriteResult.NotKept notKept => new WriteChange(WriteState.Rejected, Reason: "not_kept", HostMessage: notKept.Reason),
        WriteResult.Gone => new WriteChange(WriteState.Rejected, Reason: "deal_gone"),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <param name="jitter">0 up to 1.</param>
    public static WriteChange After(HostException fault, StoredWrite write, OutboxOptions options, DateTimeOffset now, double jitter)
    {
        var message = Clean(fault.Message);
        var age = now - write.BudgetFrom;
        return fault.Fault switch
        {
            HostFault.NoEffect or HostFault.Moved or HostFault.VersionConflict when age > options.NoEffectBudget => Dead("no_effect", message),
            HostFault.NoEffect or HostFault.Moved or HostFault.VersionConflict =>
                new WriteChange(WriteState.Queued, now + Wait(write.Attempt, fault.RetryAfter, jitter), "host_busy", message),
            HostFault.OutcomeUnknown => new WriteChange(WriteState.InDoubt, now + options.QuietPeriod, "no_answer", message),
            HostFault.SignInAgain => new WriteChange(WriteState.Blocked, null, "consent_needed", message),
            HostFault.NotAllowed => new WriteChange(WriteState.Blocked, null, "no_host_right", message),
            HostFault.TenantBlocked => new WriteChange(WriteState.Blocked, now + Probe, OutboxWrites.TenantBlocked, message),
            HostFault.Refused => new WriteChange(WriteState.Rejected, null, "host_refused", message),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    /// <summary>
    /// What the record itself says about a write in doubt. Wanted: applying it again only settles the note. Base: nothing was applied, so
    /// it is tried again while its time lasts. A record that this author cannot read proves nothing.
    /// </summary>
    public static WriteChange Reconcile(RecordReading reading, StoredWrite write, OutboxOptions options, DateTimeOffset now) => reading switch
    {
        RecordReading.Found { Record: Deal deal } when deal.Plan == write.Write.Wanted => new WriteChange(WriteState.Queued, now, HostHasIt: true),
        RecordReading.Found { Record: Deal deal } when deal.Plan == write.Write.Base =>
            now - write.BudgetFrom > options.UnknownBudget ? new WriteChange(WriteState.Dead, null, "unknown") : new WriteChange(WriteState.Queued, now),
        RecordReading.Found { Record: Deal deal } => Conflict(deal.Plan, deal.ModifiedById, deal.ModifiedAt),
        RecordReading.Missing => new WriteChange(WriteState.Rejected, Reason: "deal_gone"),
        RecordReading.Hidden => new WriteChange(WriteState.InDoubt, now + LongestWait, "no_host_right"),
        RecordReading.Unreadable problem => new WriteChange(WriteState.InDoubt, now + LongestWait, "deal_unreadable", problem.Problem.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(reading)),
    };

    /// <summary>Reading a write in doubt failed: whatever the reason, nothing is proven (I18), so it stays in doubt and is looked at later.</summary>
    public static WriteChange Unproven(WriteChange change, DateTimeOffset now) =>
        change with { State = WriteState.InDoubt, NextAt = change.NextAt ?? now + LongestWait };

    /// <summary>Full jitter up to 2 s × 2ⁿ, at most 15 min; what the host asked for is a lower bound, taken between 1 s and 1 h.</summary>
    public static TimeSpan Wait(int attempt, TimeSpan? asked, double jitter)
    {
        var ceiling = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 2 * Math.Pow(2, Math.Min(attempt, 30))));
        var wait = ceiling * jitter;
        if (asked is not { } hint) return wait;
        var least = TimeSpan.FromSeconds(Math.Clamp(hint.TotalSeconds, 1, 3_600));
        return wait > least ? wait : least;
    }

    private static WriteChange Conflict(PlanValues? theirs, string? by, DateTimeOffset? at) =>
        new(WriteState.Conflict, Reason: "changed_in_host", Theirs: theirs, TheirsBy: by, TheirsAt: at);

    private static WriteChange Dead(string reason, string message) => new(WriteState.Dead, null, reason, message);

    /// <summary>The host's words may hold markup or be endless; people get plain text of 300 characters.</summary>
    private static string Clean(string message)
    {
        var plain = new string([.. message.Select(letter => char.IsControl(letter) || letter is '<' or '>' ? ' ' : letter)]).Trim();
        return plain.Length <= 300 ? plain : plain[..300];
    }
}
