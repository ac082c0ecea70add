namespace ReportApp.Core.Hosts;

/// <summary>A short text for one person, among the host's own notices.</summary>
/// <param name="Tag">One with a known tag takes the place of the earlier one.</param>
/// <param name="Text">In lines. A host may read markup in it, so nobody else's words may be among them.</param>
/// <param name="LinkTitle">What the link at its end says.</param>
/// <param name="View">The app's screen that the link opens, as in the browser's address: <c>/day?date=2026-11-24</c>.</param>
public sealed record HostNotice(string Tag, string Text, string LinkTitle, string View);

/// <summary>What became of a notice. Faults that leave it open are <see cref="HostException"/>.</summary>
public enum NoticeAnswer
{
    /// <summary>The host shows it.</summary>
    Shown,

    /// <summary>The person takes no notices of this kind.</summary>
    SwitchedOff,

    /// <summary>The app may not send any.</summary>
    NotGranted,
}
