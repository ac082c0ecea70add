using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>What a feed is asked for.</summary>
/// <param name="Cursor">As the connector gave it; null begins from the start. Opaque to everybody else.</param>
/// <param name="IdsOnly">For the sweep: pages carry ids only, the cursor is of its own.</param>
public sealed record FeedRequest(RecordKind Kind, string? Cursor, bool IdsOnly = false);

public sealed record FeedBatch(IReadOnlyList<FeedPage> Pages);

/// <summary>What one request brought of one feed.</summary>
/// <param name="Ids">All ids met, also of quarantined rows; the only content when ids alone were asked for.</param>
/// <param name="Quarantined">Rows that could not be read; the page goes on without them.</param>
/// <param name="NextCursor">Where to go on; safe to store together with the records.</param>
/// <param name="CaughtUp">Nothing more for now; the next call begins the next walk.</param>
public sealed record FeedPage(
    RecordKind Kind, IReadOnlyList<HostRecord> Records, IReadOnlyList<string> Ids, IReadOnlyList<UnreadableRecord> Quarantined,
    string NextCursor, bool CaughtUp)
{
    /// <summary>
    /// When it caught up: the instant, by the host's clock, before which no change is missing. A walk that was stopped and goes on later is
    /// complete only up to its beginning, for what changed behind it was not met.
    /// </summary>
    public DateTimeOffset? CompleteUpTo { get; init; }

    /// <summary>A walk of this feed meets every record the host has, not only the changed ones.</summary>
    public bool MeetsAll { get; init; }

    /// <summary>The host refused this feed alone; the other feeds of the call stand. Nothing was read, the cursor is the old one, and it did not catch up.</summary>
    public HostException? Fault { get; init; }
}

/// <param name="Reason">In words, without values of persons.</param>
/// <param name="Raw">The row as the host sent it, for repair.</param>
public sealed record UnreadableRecord(string Id, string Reason, string Raw);

/// <summary>A few records of a kind, newest first.</summary>
/// <param name="Unreadable">How many more there were that could not be read.</param>
public sealed record RecordSample(RecordKind Kind, IReadOnlyList<HostRecord> Records, int Unreadable);

public sealed record OwnerCount(string? OwnerId, long Count);

/// <summary>What came of reading one record by id.</summary>
public abstract record RecordReading
{
    private RecordReading(string id) => Id = id;

    public string Id { get; }

    public sealed record Found(HostRecord Record) : RecordReading(Record.Id);

    /// <summary>The host has no such record.</summary>
    public sealed record Missing(string RecordId) : RecordReading(RecordId);

    /// <summary>The host has it and does not show it to this user. Not a deletion.</summary>
    public sealed record Hidden(string RecordId) : RecordReading(RecordId);

    public sealed record Unreadable(UnreadableRecord Problem) : RecordReading(Problem.Id);
}

/// <summary>The host's tables and fields at one moment.</summary>
/// <param name="UtcOffset">The portal's zone, as far as the host tells it.</param>
/// <param name="BaseCurrency">ISO 4217.</param>
public sealed record HostMetadata(
    TimeSpan UtcOffset, string BaseCurrency, IReadOnlyList<Pipeline> Pipelines, IReadOnlyList<Stage> Stages, IReadOnlyList<TableMetadata> Tables)
{
    /// <summary>Catalogues of goods; none where the host does not show them to us.</summary>
    public IReadOnlyList<CatalogueMetadata> Catalogues { get; init; } = [];
}

/// <param name="Id">The host's name.</param>
/// <param name="Title">What the host's people call it.</param>
/// <param name="IsSoldBySection">Some of the newest deals with an amount sell what lies in its sections.</param>
public sealed record CatalogueMetadata(string Id, string Title, bool IsSoldBySection);

/// <param name="UtcOffset">The portal's zone, as far as the host tells it.</param>
/// <param name="BaseCurrency">ISO 4217.</param>
/// <param name="Calendar">When the company works; null: the host does not tell us.</param>
/// <param name="IsCalendarAnswered">False: the host failed to say just now, and what was known of the calendar holds.</param>
public sealed record HostSettings(TimeSpan UtcOffset, string BaseCurrency, WorkCalendar? Calendar = null, bool IsCalendarAnswered = true);

/// <param name="Kind"><see cref="RecordKind.Deal"/> or an item kind.</param>
public sealed record TableMetadata(RecordKind Kind, string Title, IReadOnlyList<FieldMetadata> Fields)
{
    public FieldMetadata? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);
}

/// <param name="Name">The host's name, as in <see cref="Deal.Fields"/> and <see cref="Item.Fields"/>.</param>
/// <param name="LinkTo">Kind pointed at by a link, when the host tells.</param>
public sealed record FieldMetadata(
    string Name, FieldType Type, string Title, bool IsCustom, bool IsMultiple, RecordKind? LinkTo, IReadOnlyList<FieldOption> Options);

public sealed record FieldOption(string Id, string Title);
