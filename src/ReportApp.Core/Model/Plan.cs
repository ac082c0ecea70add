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

/// <summary>What a plan entry says, as it stands in the deal's fields in the host.</summary>
/// <param name="EntryId">Our id of the entry.</param>
/// <param name="ManagerId">The host's id of the manager whose plan it counts in.</param>
public sealed record PlanValues(string EntryId, Money Amount, YearMonth Month, string ManagerId, PlanMetric Metric, PlanEntryStatus Status);
