using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>What a plan counts. For now money received; further metrics come with their reports.</summary>
[JsonConverter(typeof(NamedEnumConverter<PlanMetric>))]
public enum PlanMetric
{
    [JsonStringEnumMemberName("receipts")] Receipts,
}

[JsonConverter(typeof(NamedEnumConverter<PlanEntryStatus>))]
public enum PlanEntryStatus
{
    [JsonStringEnumMemberName("draft")] Draft,
    [JsonStringEnumMemberName("committed")] Committed,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>What has become of an entry in its month (reports.md §5.3).</summary>
[JsonConverter(typeof(NamedEnumConverter<PlanEntryFate>))]
public enum PlanEntryFate
{
    /// <summary>Its month is not over, and nothing came yet.</summary>
    [JsonStringEnumMemberName("open")] Open,
    [JsonStringEnumMemberName("partly")] Partly,
    [JsonStringEnumMemberName("fulfilled")] Fulfilled,

    /// <summary>Before its month was over, an entry of a later month took its place.</summary>
    [JsonStringEnumMemberName("moved")] Moved,

    /// <summary>The deal was lost or its contract ended, or the month passed and nothing came.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Taken back, or said anew for the same or an earlier month.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>What a plan entry says, as it stands in the deal's fields in the host.</summary>
/// <param name="EntryId">Our id of the entry.</param>
/// <param name="ManagerId">The host's id of the manager whose plan it counts in.</param>
public sealed record PlanValues(string EntryId, Money Amount, YearMonth Month, string ManagerId, PlanMetric Metric, PlanEntryStatus Status);
