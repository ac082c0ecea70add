using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A host record as it lies in the store.</summary>
/// <param name="Version">Grows with every change in the tenant; readers go on from the last one they saw.</param>
/// <param name="Deleted">A tombstone: the host has it no more.</param>
/// <param name="Body">The last known content, kept for tombstones too.</param>
public sealed record LandedRecord(RecordKind Kind, string Id, long Version, bool Deleted, HostRecord Body);
