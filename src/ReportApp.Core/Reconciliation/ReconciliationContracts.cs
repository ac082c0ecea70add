using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Reconciliation;

/// <summary>Why a record may be in one of two figures and not in the other.</summary>
[JsonConverter(typeof(NamedEnumConverter<DeltaReason>))]
public enum DeltaReason
{
    /// <summary>Nobody knows when: it is in no month.</summary>
    [JsonStringEnumMemberName("noDate")] NoDate,

    /// <summary>Another day of it falls into another month, or its day is within three days of the month's edge.</summary>
    [JsonStringEnumMemberName("otherMonth")] OtherMonth,

    /// <summary>Its deal has no property object.</summary>
    [JsonStringEnumMemberName("noObject")] NoObject,

    /// <summary>Its deal is in a pipeline that is no sales pipeline, or is gone.</summary>
    [JsonStringEnumMemberName("otherPipeline")] OtherPipeline,

    /// <summary>A payment that names no deal, or whose contract no deal has.</summary>
    [JsonStringEnumMemberName("unassigned")] Unassigned,

    /// <summary>A payment of a kind that is no receipt.</summary>
    [JsonStringEnumMemberName("notReceipt")] NotReceipt,

    /// <summary>Money in another currency than the reports': its effect is not known.</summary>
    [JsonStringEnumMemberName("otherCurrency")] OtherCurrency,

    /// <summary>A contract without an amount.</summary>
    [JsonStringEnumMemberName("noAmount")] NoAmount,

    /// <summary>A contract whose area nobody wrote down.</summary>
    [JsonStringEnumMemberName("noArea")] NoArea,

    /// <summary>It comes from a source of payments that is not the one that counts.</summary>
    [JsonStringEnumMemberName("otherSource")] OtherSource,

    /// <summary>The contract ended later; it counts all the same.</summary>
    [JsonStringEnumMemberName("ended")] Ended,
}

/// <summary>Three closed months: what people know, what we have, and why they differ.</summary>
/// <param name="Rows">Those of the figures: the whole, each complex, and what has no object.</param>
/// <param name="Metrics">Those that this tenant's mapping can give.</param>
/// <param name="ContractDays">Whence the days of these months' contracts came; those of which nobody knows the month are <see cref="FactSource.None"/>.</param>
public sealed record ReconciliationView(
    IReadOnlyList<YearMonth> Months, string Currency, IReadOnlyList<ReconciledRow> Rows, IReadOnlyList<KnownMetric> Metrics,
    IReadOnlyList<ReconciledFigure> Figures, IReadOnlyList<SourceShare> ContractDays, ReconciliationMark? Mark);

/// <param name="Title">Null for rows that the client names itself: <c>total</c>, <c>none</c>.</param>
public sealed record ReconciledRow(string Row, string? Title);

/// <param name="Known">Null: nobody said.</param>
/// <param name="Delta">Ours less theirs; null where nothing is known.</param>
/// <param name="Reasons">What may explain the difference; empty where there is none.</param>
public sealed record ReconciledFigure(
    YearMonth Month, string Row, KnownMetric Metric, decimal Ours, decimal? Known, decimal? Delta, IReadOnlyList<Explanation> Reasons);

/// <param name="Count">Records.</param>
/// <param name="Effect">What our figure would gain if all of them were treated the other way.</param>
/// <param name="IsLikely">These reasons together explain the difference to the kopeck, and no smaller set does.</param>
public sealed record Explanation(DeltaReason Reason, int Count, decimal Effect, bool IsLikely);

/// <summary>One record behind an explanation.</summary>
/// <param name="Kind"><c>payment</c> or <c>contract</c>.</param>
/// <param name="HostUrl">Of its deal, else of the payment; null where the host has neither.</param>
/// <param name="Value">Currency units, m², or 1.</param>
/// <param name="DaySource">Of a contract: which source told its day, by <see cref="FactSource"/>.</param>
public sealed record ReconciledRecord(
    string Kind, string Id, string? DealId, string? Title, Uri? HostUrl, DateOnly? Day, DateOnly? OtherDay, decimal Value, string? Stage, string? Manager, string? Object,
    string? DaySource);

/// <summary>Receipts of the three closed months as each source of payments tells them: compared, never added.</summary>
/// <param name="IsPartial">Files tell of some deals only: of the CRM's own payments those of deals that stand in a file.</param>
public sealed record SourcesView(string Currency, bool IsPartial, IReadOnlyList<SourceMonth> Months);

/// <param name="Sums">The same sources in every month; the CRM's own table first.</param>
public sealed record SourceMonth(YearMonth Month, IReadOnlyList<SourceSum> Sums);

/// <param name="Source">Of files; null: the CRM's own table.</param>
/// <param name="Counts">Reports take it, on some days of the month at least.</param>
public sealed record SourceSum(string? Source, decimal Amount, int Count, bool Counts);

/// <summary>What only one of two sources tells of a month.</summary>
public sealed record SourceDifference(OneSided Left, OneSided Right);

/// <param name="Amount">Of all of them.</param>
/// <param name="Records">The first of them.</param>
public sealed record OneSided(int Count, decimal Amount, IReadOnlyList<ReconciledRecord> Records);

/// <summary>What a file of known figures brought: all of it, or nothing and the faults.</summary>
public sealed record KnownFiguresImported(int Accepted, IReadOnlyList<RejectedRow> Rejected);

/// <summary>Key figures of a month, the whole company.</summary>
/// <param name="Receipts">Null: not mapped.</param>
public sealed record MonthFigures(YearMonth Month, decimal? Receipts, int Contracts, decimal ContractsValue);

/// <summary>What another mapping would change.</summary>
/// <param name="Before">Null: there is no report yet.</param>
/// <param name="After">Without what has yet to be read.</param>
/// <param name="ToRead">Tables of the host that have not been read so far, by the host's names.</param>
public sealed record MappingEffect(IReadOnlyList<MonthFigures>? Before, IReadOnlyList<MonthFigures> After, IReadOnlyList<string> ToRead);
