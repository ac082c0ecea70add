using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>Which message of the day: what is to be done, in the morning, or what was done, in the evening.</summary>
[JsonConverter(typeof(NamedEnumConverter<DayMessageKind>))]
public enum DayMessageKind
{
    [JsonStringEnumMemberName("plan")] Plan,
    [JsonStringEnumMemberName("fact")] Fact,
}

[JsonConverter(typeof(NamedEnumConverter<DayMessageState>))]
public enum DayMessageState
{
    /// <summary>On its way, or to be tried again.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The host shows it.</summary>
    [JsonStringEnumMemberName("sent")] Sent,

    /// <summary>The person takes no notices of this kind in the host.</summary>
    [JsonStringEnumMemberName("switchedOff")] SwitchedOff,

    /// <summary>Its hour passed while nobody looked.</summary>
    [JsonStringEnumMemberName("missed")] Missed,

    /// <summary>Given up; the next working day has its own.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Why a message is not there.</summary>
[JsonConverter(typeof(NamedEnumConverter<DayMessageReason>))]
public enum DayMessageReason
{
    /// <summary>The host was not told that the app may send notices.</summary>
    [JsonStringEnumMemberName("notGranted")] NotGranted,

    /// <summary>The host does not let this person in any more, or not through the app.</summary>
    [JsonStringEnumMemberName("notLetIn")] NotLetIn,

    /// <summary>There are no numbers yet.</summary>
    [JsonStringEnumMemberName("preparing")] Preparing,

    /// <summary>The host, or we, had too much to do.</summary>
    [JsonStringEnumMemberName("busy")] Busy,

    /// <summary>The host gave no answer; it may have shown the message.</summary>
    [JsonStringEnumMemberName("noAnswer")] NoAnswer,

    /// <summary>The host has stopped the whole tenant.</summary>
    [JsonStringEnumMemberName("blocked")] Blocked,

    /// <summary>The host will never take it.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
}

/// <summary>A message that a person wants on each of his working days.</summary>
/// <param name="Hour">In the report zone.</param>
/// <param name="Language"><c>ru</c> or <c>en</c>.</param>
/// <param name="Since">When he last said so: hours that had passed then are none of its.</param>
public sealed record DayMessageSubscription(string UserId, DayMessageKind Kind, TimeOnly Hour, string Language, DateTimeOffset Since);

/// <summary>What became of the message of one day.</summary>
/// <param name="Reason">Null: it was sent, or nobody tried.</param>
/// <param name="At">When that was known.</param>
public sealed record DayMessageOutcome(DateOnly Day, DayMessageState State, DayMessageReason? Reason, DateTimeOffset At);
