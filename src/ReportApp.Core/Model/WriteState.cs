using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>Where a write stands (reliability.md §3.1). Every write is in exactly one of these, for ever.</summary>
[JsonConverter(typeof(NamedEnumConverter<WriteState>))]
public enum WriteState
{
    [JsonStringEnumMemberName("queued")] Queued,
    [JsonStringEnumMemberName("leased")] Leased,
    [JsonStringEnumMemberName("sent")] Sent,
    [JsonStringEnumMemberName("inDoubt")] InDoubt,
    [JsonStringEnumMemberName("confirmed")] Confirmed,
    [JsonStringEnumMemberName("conflict")] Conflict,
    [JsonStringEnumMemberName("blocked")] Blocked,
    [JsonStringEnumMemberName("rejected")] Rejected,
    [JsonStringEnumMemberName("dead")] Dead,
    [JsonStringEnumMemberName("superseded")] Superseded,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
