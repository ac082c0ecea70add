namespace ReportApp.Core.Model;

/// <summary>
/// Which records of one kind a viewer may see in the host: all of some users' records, and single others. No data means no rows.
/// </summary>
/// <param name="SeesAll">Everything, also records without an owner.</param>
/// <param name="Owners">Users all of whose records are visible.</param>
/// <param name="ExtraIds">Single records of other owners.</param>
/// <param name="ReadAt">When the host was asked; older than 15 minutes must be asked again.</param>
public sealed record VisibleRows(bool SeesAll, IReadOnlySet<string> Owners, IReadOnlySet<string> ExtraIds, DateTimeOffset ReadAt)
{
    /// <summary>Records outside these that the host no longer has: they are shown to nobody anew, and nothing is hidden by them.</summary>
    public IReadOnlySet<string> Gone { get; init; } = new HashSet<string>();

    public static VisibleRows None(DateTimeOffset readAt) => new(false, new HashSet<string>(), new HashSet<string>(), readAt);

    public bool Covers(string id, string? ownerId) => SeesAll || (ownerId is not null && Owners.Contains(ownerId)) || ExtraIds.Contains(id);
}
