namespace ReportApp.Core.Model;

/// <summary>
/// What sort of record: one of the canonical kinds, <c>item:…</c> for a host's own table (Bitrix24: smart process, <c>item:1040</c>), or
/// <c>section:…</c> and <c>product:…</c> for what a catalogue has. One kind is one feed, one landing partition and one cursor.
/// </summary>
public readonly record struct RecordKind
{
    public static readonly RecordKind Deal = new("deal");
    public static readonly RecordKind DealLines = new("deal-lines");
    public static readonly RecordKind Pipeline = new("pipeline");
    public static readonly RecordKind Stage = new("stage");
    public static readonly RecordKind StageVisit = new("stage-visit");
    public static readonly RecordKind Lead = new("lead");
    public static readonly RecordKind LeadStage = new("lead-stage");
    public static readonly RecordKind LeadVisit = new("lead-visit");
    public static readonly RecordKind Source = new("source");
    public static readonly RecordKind Contact = new("contact");
    public static readonly RecordKind Company = new("company");
    public static readonly RecordKind Activity = new("activity");
    public static readonly RecordKind Call = new("call");
    public static readonly RecordKind User = new("user");
    public static readonly RecordKind Department = new("department");

    private const string ItemPrefix = "item:";
    private const string SectionPrefix = "section:";
    private const string ProductPrefix = "product:";

    private RecordKind(string name) => Name = name;

    public string Name { get; }

    /// <summary>The host's own table, by the host's name for it.</summary>
    public static RecordKind Item(string hostName) => new(ItemPrefix + hostName);

    /// <summary>Folders of a catalogue, by the host's name for it.</summary>
    public static RecordKind Section(string catalogue) => new(SectionPrefix + catalogue);

    /// <summary>What a catalogue offers.</summary>
    public static RecordKind Product(string catalogue) => new(ProductPrefix + catalogue);

    /// <summary>The host's name of the table, or null for another kind.</summary>
    public string? ItemHostName => After(ItemPrefix);

    /// <summary>The host's name of the catalogue whose folders these are, or null for another kind.</summary>
    public string? SectionCatalogue => After(SectionPrefix);

    /// <summary>The host's name of the catalogue that offers these, or null for another kind.</summary>
    public string? ProductCatalogue => After(ProductPrefix);

    /// <summary>Its records stand on a card in the host, which people delete one by one; walks of changes do not tell that.</summary>
    public bool HasCards =>
        this == Deal || this == DealLines || this == Lead || this == Contact || this == Company || this == Activity || ItemHostName is not null || ProductCatalogue is not null;

    /// <summary>A host may do without them, or not let us see them: what else is read is whole all the same.</summary>
    public bool IsOptional => this == Call;

    public static bool IsName(string name) => Find(name) is not null;

    /// <exception cref="FormatException">Not a kind we know.</exception>
    public static RecordKind Parse(string name) => Find(name) ?? throw new FormatException($"'{name}' is not a kind of record.");

    private static RecordKind? Find(string name) => name switch
    {
        "deal" => Deal,
        "deal-lines" => DealLines,
        "pipeline" => Pipeline,
        "stage" => Stage,
        "stage-visit" => StageVisit,
        "lead" => Lead,
        "lead-stage" => LeadStage,
        "lead-visit" => LeadVisit,
        "source" => Source,
        "contact" => Contact,
        "company" => Company,
        "activity" => Activity,
        "call" => Call,
        "user" => User,
        "department" => Department,
        _ when new[] { ItemPrefix, SectionPrefix, ProductPrefix }.Any(prefix => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal)) => new(name),
        _ => null,
    };

    private string? After(string prefix) => Name.StartsWith(prefix, StringComparison.Ordinal) ? Name[prefix.Length..] : null;

    public override string ToString() => Name;
}
