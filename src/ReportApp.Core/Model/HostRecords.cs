using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>
/// A record as read from a host, in our words. This is the body of a landed record (JSON); roles such as "property object" are
/// applied from the tenant's mapping when projecting, so custom fields stay under the host's own names in <see cref="Deal.Fields"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Deal), "deal")]
[JsonDerivedType(typeof(DealLines), "deal-lines")]
[JsonDerivedType(typeof(Pipeline), "pipeline")]
[JsonDerivedType(typeof(Stage), "stage")]
[JsonDerivedType(typeof(StageVisit), "stage-visit")]
[JsonDerivedType(typeof(Lead), "lead")]
[JsonDerivedType(typeof(LeadStage), "lead-stage")]
[JsonDerivedType(typeof(LeadVisit), "lead-visit")]
[JsonDerivedType(typeof(Source), "source")]
[JsonDerivedType(typeof(Contact), "contact")]
[JsonDerivedType(typeof(Company), "company")]
[JsonDerivedType(typeof(Activity), "activity")]
[JsonDerivedType(typeof(PhoneCall), "call")]
[JsonDerivedType(typeof(User), "user")]
[JsonDerivedType(typeof(Department), "department")]
[JsonDerivedType(typeof(Item), "item")]
[JsonDerivedType(typeof(Section), "section")]
[JsonDerivedType(typeof(Product), "product")]
public abstract record HostRecord
{
    /// <summary>The host's id, as text. Unique within its kind.</summary>
    public required string Id { get; init; }

    /// <summary>When the host says it was last changed; null where the host does not tell (the body is then compared instead).</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    [JsonIgnore]
    public abstract RecordKind Kind { get; }
}

/// <summary>A record that belongs to somebody: the host shows it by whose it is.</summary>
public abstract record OwnedRecord : HostRecord
{
    public string? OwnerId { get; init; }

    /// <summary>Who made the change of <see cref="HostRecord.ModifiedAt"/>, if the host tells.</summary>
    public string? ModifiedById { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed record Deal : OwnedRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Deal;

    public required string Title { get; init; }

    public required string PipelineId { get; init; }

    public required string StageId { get; init; }

    /// <summary>Null when the host has none. The currency is beside it, always.</summary>
    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    /// <summary>0 to 100; null when nobody typed one.</summary>
    public int? Probability { get; init; }

    /// <summary>Planned closing day while the deal is open.</summary>
    public DateOnly? ExpectedClose { get; init; }

    public IReadOnlyList<string> ObserverIds { get; init; } = [];

    public DateTimeOffset? StageChangedAt { get; init; }

    /// <summary>The lead it came from.</summary>
    public string? LeadId { get; init; }

    /// <summary>Who stands on its card; the main contact first.</summary>
    public IReadOnlyList<string> ContactIds { get; init; } = [];

    public string? CompanyId { get; init; }

    public string? SourceId { get; init; }

    /// <summary>The plan that stands in the deal's own fields; null when they are empty.</summary>
    public PlanValues? Plan { get; init; }

    /// <summary>Custom fields and links to parents, by the host's names.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = new Dictionary<string, FieldValue>();
}

/// <summary>
/// What a deal sells; <see cref="HostRecord.Id"/> is the deal's. A host replaces the lines of a deal all at once and gives them new ids, so they
/// are one record: lines of two times are never added.
/// </summary>
public sealed record DealLines : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.DealLines;

    public IReadOnlyList<DealLine> Lines { get; init; } = [];
}

/// <summary>One thing a deal sells, in the deal's currency.</summary>
/// <param name="ProductId">Null: somebody typed it instead of choosing it in the catalogue.</param>
/// <param name="Price">Of one, with tax, the discount taken off.</param>
/// <param name="Discount">Of one: what was taken off.</param>
public sealed record DealLine(string? ProductId, string Name, decimal Quantity, decimal Price, decimal Discount);

/// <summary>A folder of a catalogue.</summary>
public sealed record Section : HostRecord
{
    /// <summary>The host's name of the catalogue.</summary>
    public required string Catalogue { get; init; }

    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Section(Catalogue);

    public required string Name { get; init; }

    /// <summary>The section it lies in; null at the top.</summary>
    public string? ParentId { get; init; }
}

/// <summary>What a catalogue offers; <see cref="DealLine.ProductId"/> names it.</summary>
public sealed record Product : HostRecord
{
    /// <summary>The host's name of the catalogue.</summary>
    public required string Catalogue { get; init; }

    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Product(Catalogue);

    public required string Name { get; init; }

    /// <summary>Null: in none.</summary>
    public string? SectionId { get; init; }
}

/// <summary>A row of a host's own table (Bitrix24: smart process). All its fields, standard ones included, stand in <see cref="Deal.Fields"/>.</summary>
public sealed record Item : HostRecord
{
    /// <summary>The host's name of the table (Bitrix24: entityTypeId).</summary>
    public required string Table { get; init; }

    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Item(Table);

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyDictionary<string, FieldValue> Fields { get; init; }
}

public sealed record Pipeline : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Pipeline;

    public required string Name { get; init; }

    public int Order { get; init; }
}

/// <summary>What a stage means to the host itself.</summary>
[JsonConverter(typeof(NamedEnumConverter<StageMeaning>))]
public enum StageMeaning { InProgress, Success, Failure }

/// <summary>A stage of a deal pipeline. <see cref="HostRecord.Id"/> is unique in the tenant (Bitrix24: <c>NEW</c>, <c>C9:NEW</c>).</summary>
public sealed record Stage : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Stage;

    public required string PipelineId { get; init; }

    public required string Name { get; init; }

    public int Order { get; init; }

    public StageMeaning Meaning { get; init; }
}

/// <summary>A deal entered a stage.</summary>
public sealed record StageVisit : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.StageVisit;

    public required string DealId { get; init; }

    public required string PipelineId { get; init; }

    public required string StageId { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }
}

/// <summary>An inquiry: what there is before a deal.</summary>
public sealed record Lead : OwnedRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Lead;

    public required string Title { get; init; }

    public required string StageId { get; init; }

    public string? SourceId { get; init; }

    /// <summary>Null when the host has none. The currency is beside it, always.</summary>
    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    public DateTimeOffset? StageChangedAt { get; init; }

    /// <summary>What somebody wrote about where it stands, such as why it was refused.</summary>
    public string? StageComment { get; init; }

    /// <summary>Who stands on its card; the main contact first.</summary>
    public IReadOnlyList<string> ContactIds { get; init; } = [];

    public string? CompanyId { get; init; }

    /// <summary>As somebody typed them; <see cref="Reach"/> makes them comparable.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Marks of the advertisement that brought it.</summary>
    public Utm? Utm { get; init; }

    /// <summary>Custom fields and links to parents, by the host's names.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = new Dictionary<string, FieldValue>();
}

/// <summary>The usual marks in the address of an advertisement.</summary>
public sealed record Utm(string? Source, string? Medium, string? Campaign, string? Content, string? Term);

/// <summary>Where a lead may stand. A failure is the reason it was refused.</summary>
public sealed record LeadStage : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.LeadStage;

    public required string Name { get; init; }

    public int Order { get; init; }

    public StageMeaning Meaning { get; init; }
}

/// <summary>A lead entered a stage.</summary>
public sealed record LeadVisit : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.LeadVisit;

    public required string LeadId { get; init; }

    public required string StageId { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }
}

/// <summary>Where leads and deals come from, in the host's words.</summary>
public sealed record Source : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Source;

    public required string Name { get; init; }

    public int Order { get; init; }
}

/// <summary>A person: a customer, or an agent who brings them.</summary>
public sealed record Contact : OwnedRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Contact;

    /// <summary>Family name first, as lists are sorted.</summary>
    public required string Name { get; init; }

    /// <summary>In the host's words, such as customer or partner.</summary>
    public string? TypeId { get; init; }

    public string? SourceId { get; init; }

    /// <summary>Whom he works for.</summary>
    public string? CompanyId { get; init; }

    public string? Position { get; init; }

    /// <summary>As somebody typed them; <see cref="Reach"/> makes them comparable.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Custom fields and links to parents, by the host's names.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = new Dictionary<string, FieldValue>();
}

/// <summary>Another company: a customer, an agency, a bank.</summary>
public sealed record Company : OwnedRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Company;

    public required string Name { get; init; }

    /// <summary>In the host's words, such as customer or partner.</summary>
    public string? TypeId { get; init; }

    public string? IndustryId { get; init; }

    /// <summary>As somebody typed them; <see cref="Reach"/> makes them comparable.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Custom fields and links to parents, by the host's names.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = new Dictionary<string, FieldValue>();
}

/// <summary>What sort of work an activity is. <see cref="Other"/>: the host calls it something we do not know; <see cref="Activity.Provider"/> has its word.</summary>
[JsonConverter(typeof(NamedEnumConverter<ActivityType>))]
public enum ActivityType { Other, Call, Email, Meeting, Task, Message }

[JsonConverter(typeof(NamedEnumConverter<ActivityDirection>))]
public enum ActivityDirection { Incoming, Outgoing }

/// <summary>
/// Something done or to be done for a customer. <see cref="OwnedRecord.OwnerId"/> is who is responsible for it; who sees it follows from the
/// first of the records it belongs to.
/// </summary>
public sealed record Activity : OwnedRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Activity;

    public required ActivityType Type { get; init; }

    /// <summary>The host's own word for its sort, such as a to-do or a chat.</summary>
    public string? Provider { get; init; }

    public required string Subject { get; init; }

    /// <summary>Of calls, e-mails and messages: who began.</summary>
    public ActivityDirection? Direction { get; init; }

    public bool IsDone { get; init; }

    /// <summary>Of a call and a meeting when it began or is to begin.</summary>
    public DateTimeOffset? StartAt { get; init; }

    public DateTimeOffset? EndAt { get; init; }

    /// <summary>Null: whenever.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public string? AuthorId { get; init; }

    /// <summary>The records it belongs to, as <c>kind/id</c>; the one whose visibility it follows first.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];
}

/// <summary>
/// What telephony counted of a call. It is a record beside the activity of type <see cref="ActivityType.Call"/>, which it names: the two come
/// from two systems of a host, and a portal may tell of one alone.
/// </summary>
public sealed record PhoneCall : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Call;

    /// <summary>The activity it is a call of; null where telephony noted none.</summary>
    public string? ActivityId { get; init; }

    /// <summary>Who called, or was called.</summary>
    public string? UserId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Seconds of talk; 0 when there was none.</summary>
    public required int Duration { get; init; }

    /// <summary>Null: the host does not say.</summary>
    public bool? IsAnswered { get; init; }

    /// <summary>The host's own code of why nobody answered, verbatim.</summary>
    public string? FailureCode { get; init; }
}

public sealed record User : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.User;

    /// <summary>Family name first, as lists are sorted.</summary>
    public required string Name { get; init; }

    public bool IsActive { get; init; }

    public IReadOnlyList<string> DepartmentIds { get; init; } = [];

    public string? Position { get; init; }
}

public sealed record Department : HostRecord
{
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Department;

    public required string Name { get; init; }

    public string? ParentId { get; init; }

    public string? HeadId { get; init; }

    public int Order { get; init; }
}
