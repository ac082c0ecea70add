namespace ReportApp.Core.Hosts;

/// <summary>What a failed host call means for the caller: what to do, never the wire code. One row of the connector's error table each.</summary>
public enum HostFault
{
    /// <summary>Nothing happened in the host; try again after <see cref="HostException.RetryAfter"/> (limits, no connection).</summary>
    NoEffect,

    /// <summary>It may or may not have been applied: reads may be repeated, a write is in doubt.</summary>
    OutcomeUnknown,

    /// <summary>The person's or installation's consent is gone: somebody has to open the app in the host again.</summary>
    SignInAgain,

    /// <summary>This person may not do this.</summary>
    NotAllowed,

    /// <summary>The whole tenant is stopped: unpaid, uninstalled, REST off, portal closed.</summary>
    TenantBlocked,

    /// <summary>The record changed since it was read (hosts with conditional writes).</summary>
    VersionConflict,

    /// <summary>The host will never accept this request as it is: validation, unknown record, unknown method.</summary>
    Refused,

    /// <summary>The host answers from another address and that address could not be proven.</summary>
    Moved,
}

/// <summary>The host CRM could not or would not do what was asked. Our own bugs never surface as this type.</summary>
public sealed class HostException(HostFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public HostFault Fault { get; } = fault;

    /// <summary>The host's own error code, verbatim, for support.</summary>
    public string? HostCode { get; init; }

    /// <summary>How long the host asked us to wait, when it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
