namespace ReportApp.Core.Store;

// One class per table. Instants are UTC milliseconds, money is 1/10,000 of the currency unit: SQLite can order and add those.

internal sealed class TenantRow
{
    public long Id { get; set; }
    public required string Host { get; set; }
    public required string HostId { get; set; }
    public required string Endpoint { get; set; }
    public required string FrameOrigin { get; set; }
    public required string InstallerUserId { get; set; }
    public int UtcOffsetMinutes { get; set; }
    public required string Currency { get; set; }

    /// <summary>A calendar of work in JSON; null: the host tells none.</summary>
    public string? Calendar { get; set; }
    public string? Mapping { get; set; }
    public long MappingVersion { get; set; }
    public bool IsActive { get; set; }

    /// <summary>The tenant's own key, wrapped by the master key; null once destroyed.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>What the host's events carry, sealed like the tokens of users.</summary>
    public byte[]? ApplicationToken { get; set; }

    /// <summary>When an event last said that the app was removed; null once the host's server has answered whether it is true.</summary>
    public long? RemovalAnnouncedAt { get; set; }

    /// <summary>Whoever removed the app wants our data deleted at once.</summary>
    public bool DeleteAtRemoval { get; set; }

    /// <summary>When what we hold of a removed tenant is deleted.</summary>
    public long? PurgeAt { get; set; }

    /// <summary>What of the app stood in the host when an administrator last opened it.</summary>
    public string? Release { get; set; }

    /// <summary>What we need in the host was made under this release.</summary>
    public bool IsPrepared { get; set; }

    /// <summary>The last version given to a landed record.</summary>
    public long RecordVersion { get; set; }
    public long CreatedAt { get; set; }

    public string? SyncReason { get; set; }

    /// <summary>The host has stopped the whole tenant: no write is sent before, then one at a time until the host takes one.</summary>
    public long? BlockedUntil { get; set; }
    public string? SyncLeaseOwner { get; set; }
    public long SyncLeaseUntil { get; set; }
}

internal sealed class TokenRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }
    public required byte[] Access { get; set; }
    public byte[]? Refresh { get; set; }
    public byte[]? SpareRefresh { get; set; }
    public long AccessExpiresAt { get; set; }
    public long Version { get; set; }
    public string? LeaseOwner { get; set; }
    public long LeaseUntil { get; set; }
}

internal sealed class LandedRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string HostId { get; set; }
    public long Version { get; set; }
    public long? ModifiedAt { get; set; }
    public bool Deleted { get; set; }

    /// <summary>Copied from the body of a deal, to count what each owner has.</summary>
    public string? OwnerId { get; set; }
    public required string Body { get; set; }
}

internal sealed class FeedRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public string? Cursor { get; set; }
    public bool CaughtUp { get; set; }

    /// <summary>Host time before which no change is missing; null until it caught up for the first time.</summary>
    public long? CompleteUpTo { get; set; }

    /// <summary>Live landed records and quarantined ones, counted as they come and go.</summary>
    public long Records { get; set; }
    public long Quarantined { get; set; }
    public long? LastRunAt { get; set; }
    public long? SweptAt { get; set; }

    /// <summary>Since when former states of its records are kept: it was read to its end then. Null: not yet.</summary>
    public long? KeptSince { get; set; }
    public string? Reason { get; set; }

    /// <summary>What a person has to look at first; outlives passes, unlike <see cref="Reason"/>.</summary>
    public string? Held { get; set; }
}

/// <summary>What a landed record was before a change; see <see cref="FormerState"/>. Never changed.</summary>
internal sealed class FormerStateRow
{
    public long TenantId { get; set; }

    /// <summary>The landed version that took its place: one record, and only once.</summary>
    public long Version { get; set; }
    public required string Kind { get; set; }
    public required string HostId { get; set; }
    public long Until { get; set; }

    /// <summary><see cref="FormerValues"/> in JSON; null: there was none.</summary>
    public string? Values { get; set; }
}

internal sealed class QuarantineRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string HostId { get; set; }
    public required string Reason { get; set; }
    public required string Raw { get; set; }
    public long SeenAt { get; set; }
}

internal sealed class PlanTargetRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public required string Kind { get; set; }

    /// <summary>The parts of the scope in a fixed order, so that equal scopes are equal texts.</summary>
    public required string Scope { get; set; }
    public required string Month { get; set; }
    public required string Metric { get; set; }

    public long Value { get; set; }

    /// <summary>The target was taken away.</summary>
    public bool IsRemoved { get; set; }
    public required string Currency { get; set; }
    public int Version { get; set; }
    public required string AuthorId { get; set; }
    public long CreatedAt { get; set; }
}

/// <summary>A month whose plans are not to be changed any more.</summary>
internal sealed class LockedMonthRow
{
    public long TenantId { get; set; }

    /// <summary><c>yyyy-MM</c>.</summary>
    public required string Month { get; set; }
    public required string AuthorId { get; set; }
    public long LockedAt { get; set; }
}

internal sealed class PlanEntryRow
{
    public required string Id { get; set; }
    public long TenantId { get; set; }
    public required string DealId { get; set; }

    /// <summary>What the entry says; null: the plan was taken out of the deal.</summary>
    public string? Values { get; set; }

    /// <summary>What stood in the deal before.</summary>
    public string? Previous { get; set; }

    /// <summary>The host confirmed it, and no other entry of the deal since.</summary>
    public bool IsLive { get; set; }

    public string? UndoneBy { get; set; }
    public required string AuthorId { get; set; }
    public string? Comment { get; set; }
    public long CreatedAt { get; set; }

    /// <summary>What has become of it; null: nothing yet.</summary>
    public string? Fate { get; set; }

    /// <summary>When that was found.</summary>
    public long? FateAt { get; set; }

    /// <summary>The next entry of the deal that reached the host.</summary>
    public string? ReplacedBy { get; set; }

    /// <summary>The fate that the deal in the host was told last; null: nothing has become of it, as the write says.</summary>
    public string? FateTold { get; set; }

    /// <summary>Not to be told before; null: at once. <see cref="long.MaxValue"/>: given up until the fate changes.</summary>
    public long? TellFateAfter { get; set; }
}

internal sealed class OutboxRow
{
    /// <summary>The operation's id; it marks the note in the host.</summary>
    public required string Id { get; set; }
    public long TenantId { get; set; }
    public required string EntryId { get; set; }
    public required string DealId { get; set; }
    public required string AuthorId { get; set; }

    /// <summary>Order of acceptance; the deal's operations run in it.</summary>
    public long Sequence { get; set; }
    public required string State { get; set; }

    /// <summary>The write as JSON: base, wanted, note.</summary>
    public required string Write { get; set; }
    public int Attempt { get; set; }
    public long Fence { get; set; }
    public string? LeaseOwner { get; set; }
    public long LeaseUntil { get; set; }
    public long NextAt { get; set; }
    public long? SentAt { get; set; }
    public long ChangedAt { get; set; }
    public long AcceptedAt { get; set; }

    /// <summary>From when its budget of time counts: accepted, or released after waiting for a person or for the tenant.</summary>
    public long BudgetFrom { get; set; }
    public string? Reason { get; set; }
    public string? HostMessage { get; set; }
    public string? Theirs { get; set; }
    public string? TheirsBy { get; set; }
    public long? TheirsAt { get; set; }
    public long? WindowMilliseconds { get; set; }
}

internal sealed class IdempotencyRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }
    public required string Key { get; set; }
    public required string BodyHash { get; set; }
    public required string EntryId { get; set; }
    public long CreatedAt { get; set; }
}

/// <summary>One file that was taken.</summary>
internal sealed class ImportRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string Source { get; set; }
    public string? FileName { get; set; }
    public required string FileHash { get; set; }

    /// <summary>Empty: pushed to the import address.</summary>
    public required string AuthorId { get; set; }
    public long CreatedAt { get; set; }
    public int Added { get; set; }
    public int Changed { get; set; }
    public int Repeated { get; set; }
    public int Withdrawn { get; set; }
    public int Rejected { get; set; }

    /// <summary>Of the rows of the file that were taken, in money at rest; 128 bits are not needed for one file.</summary>
    public long Amount { get; set; }
    public long? UndoneAt { get; set; }
    public string? UndoneBy { get; set; }
}

/// <summary>What one import says of one fact. The newest that is not undone holds; nothing is ever overwritten.</summary>
internal sealed class ImportedFactRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string Source { get; set; }

    /// <summary>What makes it the same fact in the next file (reports.md §2.10).</summary>
    public required string Key { get; set; }
    public long ImportId { get; set; }
    public bool Withdrawn { get; set; }
    public string? Contract { get; set; }
    public string? DealId { get; set; }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public required string Day { get; set; }
    public long Amount { get; set; }
    public string? LineKind { get; set; }
    public bool IsReceipt { get; set; }
    public string? Account { get; set; }
    public string? Payer { get; set; }
    public string? DocumentId { get; set; }

    /// <summary>Of a row that names neither contract nor deal: the deal that a person confirmed.</summary>
    public string? ConfirmedDeal { get; set; }
}

/// <summary>Which column of a source's files is what: remembered from its last import.</summary>
internal sealed class ImportColumnsRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string Source { get; set; }
    public required string Columns { get; set; }
}

/// <summary>Who may push files of a source without a session.</summary>
internal sealed class ImportTokenRow
{
    public long TenantId { get; set; }
    public required string Kind { get; set; }
    public required string Source { get; set; }

    /// <summary>SHA-256 of the token; the token itself is shown once.</summary>
    public required byte[] Hash { get; set; }
    public required string AuthorId { get; set; }
    public long CreatedAt { get; set; }
}

/// <summary>A report that a person keeps at hand.</summary>
internal sealed class FavouriteRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }
    public required string ReportId { get; set; }
    public long AddedAt { get; set; }
}

/// <summary>A scenario of the forecast that a person kept.</summary>
internal sealed class ScenarioRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>JSON of what it changes.</summary>
    public required string Levers { get; set; }
    public required string AuthorId { get; set; }
    public long SavedAt { get; set; }
}

/// <summary>What a head said of a deal in place of the forecast.</summary>
internal sealed class ForecastOverrideRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public required string DealId { get; set; }
    public required string Mode { get; set; }
    public string? Month { get; set; }
    public required string Reason { get; set; }
    public required string AuthorId { get; set; }
    public long At { get; set; }
}

/// <summary>How a person works otherwise than his company.</summary>
internal sealed class PersonCalendarRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }

    /// <summary>A calendar of a person in JSON.</summary>
    public required string Calendar { get; set; }
    public required string AuthorId { get; set; }
    public long At { get; set; }
}

/// <summary>A message of the day that a person wants.</summary>
internal sealed class MessageSubscriptionRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }
    public required string Kind { get; set; }

    /// <summary>Minutes since midnight, in the report zone.</summary>
    public int Hour { get; set; }
    public required string Language { get; set; }
    public long Since { get; set; }
}

/// <summary>What became of one message of the day.</summary>
internal sealed class DayMessageRow
{
    public long TenantId { get; set; }
    public required string UserId { get; set; }
    public required string Kind { get; set; }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public required string Day { get; set; }
    public required string State { get; set; }
    public string? Reason { get; set; }
    public int Attempt { get; set; }

    /// <summary>Of one that waits: not before. Whoever tries it puts this off first.</summary>
    public long NextAt { get; set; }
    public long ChangedAt { get; set; }
}

/// <summary>What a person says a month came to.</summary>
internal sealed class KnownFigureRow
{
    public long TenantId { get; set; }

    /// <summary><c>yyyy-MM</c>.</summary>
    public required string Month { get; set; }

    /// <summary>Key of a row of the reports: <c>total</c>, <c>complex:12</c>.</summary>
    public required string Row { get; set; }
    public required string Metric { get; set; }

    /// <summary>1/10,000 of a currency unit, or of a piece.</summary>
    public long Value { get; set; }
    public required string AuthorId { get; set; }
    public long ChangedAt { get; set; }
}

/// <summary>Somebody compared our figures with his own and signed it. Never changed afterwards.</summary>
internal sealed class ReconciliationRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public required string AuthorId { get; set; }
    public required string AuthorName { get; set; }
    public long At { get; set; }
    public required string FromMonth { get; set; }
    public required string ToMonth { get; set; }
    public int Compared { get; set; }
    public int Different { get; set; }

    /// <summary>What was known, what was ours and the difference, as JSON.</summary>
    public required string Figures { get; set; }
}

internal sealed class AuditRow
{
    public long Id { get; set; }
    public long TenantId { get; set; }
    public long At { get; set; }
    public required string UserId { get; set; }
    public required string Act { get; set; }
    public required string Subject { get; set; }
}
