using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>Canonical steps of a sale (reports.md C22). "Won" is <see cref="Contract"/>.</summary>
[JsonConverter(typeof(NamedEnumConverter<FunnelStep>))]
public enum FunnelStep
{
    [JsonStringEnumMemberName("lead")] Lead = 0,
    [JsonStringEnumMemberName("contacted")] Contacted = 1,
    [JsonStringEnumMemberName("qualified")] Qualified = 2,
    [JsonStringEnumMemberName("meeting")] Meeting = 3,
    [JsonStringEnumMemberName("reservation")] Reservation = 4,
    [JsonStringEnumMemberName("contract")] Contract = 5,
    [JsonStringEnumMemberName("registered")] Registered = 6,
    [JsonStringEnumMemberName("paid")] Paid = 7,

    /// <summary>A failure stage: lost when entered before the won step, an ended contract after it (C10, C11).</summary>
    [JsonStringEnumMemberName("lost")] Lost = 100,
}

/// <summary>
/// Where this tenant keeps the facts: roles to the host's tables and fields. Applied when projecting, so a changed mapping needs no new
/// sync. A role that is null is "not mapped": reports then say so and never show zero for it.
/// </summary>
public sealed record TenantMapping
{
    /// <summary>Pipelines whose deals are sales; the others stay out of every report.</summary>
    public required IReadOnlyList<string> SalesPipelines { get; init; }

    /// <summary>Stage id to step, for every stage of the sales pipelines.</summary>
    public required IReadOnlyDictionary<string, FunnelStep> Steps { get; init; }

    /// <summary>
    /// Deal field with the seller (user); else the owner counts (DR-16). Who owned the deal when it was booked would come in between, but no host
    /// keeps owners in its history of stages.
    /// </summary>
    public string? SellerField { get; init; }

    /// <summary>Deal fields with the day of the contract, the first that is filled wins; else the entry into the contract step counts (C10).</summary>
    public IReadOnlyList<string> ContractDateFields { get; init; } = [];

    /// <summary>Deal fields with the day a contract ended, the first that is filled wins; else the entry into the stage that ended it counts (C11).</summary>
    public IReadOnlyList<string> ContractEndFields { get; init; } = [];

    /// <summary>Deal fields with the money of the contract, the first that is filled wins; else the deal's amount counts.</summary>
    public IReadOnlyList<string> ContractAmountFields { get; init; } = [];

    /// <summary>Deal fields with the area of the contract in m², the first that is filled wins; else it is unknown.</summary>
    public IReadOnlyList<string> ContractAreaFields { get; init; } = [];

    /// <summary>Deal field with the contract's number; by it the rows of imported files find their deal.</summary>
    public string? ContractNumberField { get; init; }

    /// <summary>Deal field with where the buyer comes from: a choice or text.</summary>
    public string? TerritoryField { get; init; }

    public ObjectMapping? Objects { get; init; }

    public ScheduleMapping? Schedule { get; init; }

    public PaymentMapping? Payments { get; init; }

    /// <summary>
    /// The source of imported files whose schedule lines count in place of the host's; null: the host's. One truth per fact: two sources
    /// are never added (reports.md §2.10).
    /// </summary>
    public string? ScheduleFile { get; init; }

    /// <summary>Which source's payments count since when, in order of days; before the first, and where there is none, the host's. Never two on one day.</summary>
    public IReadOnlyList<PaymentSource> PaymentSources { get; init; } = [];

    /// <summary>
    /// Payment files tell of some deals only, such as those of one legal entity: on the days of a file a deal that stands in it counts by the
    /// file alone, every other one by the host. False: a file counts for all.
    /// </summary>
    public bool PaymentFileIsPartial { get; init; }

    /// <summary>Somebody tells of payments.</summary>
    [JsonIgnore]
    public bool HasPayments => Payments is not null || PaymentSources.Any(source => source.File is not null);

    /// <summary>
    /// What the deals sell is read, too, even where no object is told by it. It costs a second walk over all deals, for a host gives lines by
    /// their deals only; so not before something is counted from them.
    /// </summary>
    public bool ReadsDealLines { get; init; }

    /// <summary>The source of files whose payments of this day count; null: the host's do.</summary>
    public string? PaymentFileOn(DateOnly day) => PaymentSources.LastOrDefault(source => !(source.From > day))?.File;

    /// <summary>The days on which files count.</summary>
    public IEnumerable<DayRange> PaymentFileDays() =>
        PaymentSources.Zip(
            PaymentSources.Skip(1).Select(next => next.From ?? DateOnly.MinValue).Append(DateOnly.MaxValue),
            (source, end) => (source.File, Days: new DayRange(source.From ?? DateOnly.MinValue, end)))
        .Where(period => period.File is not null).Select(period => period.Days);

    /// <summary>Another source of payments, from its day on; what counted before that day stays as it was.</summary>
    public TenantMapping CountPayments(PaymentSource source)
    {
        var before = source.From is { } from ? PaymentSources.Where(other => !(other.From >= from)).ToList() : [];
        return this with { PaymentSources = before.LastOrDefault()?.File == source.File ? before : [.. before, source] };
    }

    /// <summary>The feeds that reports count from: with these complete the reports open, and what else is read may follow.</summary>
    public IReadOnlyList<RecordKind> ReportedKinds() => [.. FeedsOf(RecordKind.Deal).Union(FeedsOf(RecordKind.Lead))];

    /// <summary>What has to be read of the host for this mapping: one feed a kind.</summary>
    public IReadOnlyList<RecordKind> NeededKinds() =>
    [
        .. ReportedKinds().Union(ReadsDealLines ? [RecordKind.DealLines] : []),
        RecordKind.Contact, RecordKind.Company, RecordKind.Activity, RecordKind.Call,
    ];

    /// <summary>The feeds that tell what there is to know of deals, or of leads: a number made of these is as complete as the least complete of them.</summary>
    public IReadOnlyList<RecordKind> FeedsOf(RecordKind kind) =>
    [
        RecordKind.User, RecordKind.Department,
        .. kind == RecordKind.Lead
            ? [RecordKind.Source, RecordKind.LeadStage, RecordKind.Lead, RecordKind.LeadVisit]
            : (RecordKind[])
            [
                RecordKind.Pipeline, RecordKind.Stage, RecordKind.Deal, RecordKind.StageVisit,
                .. new[] { Objects?.ComplexTable, Objects?.BuildingTable, Objects?.UnitTable, Schedule?.Table, Payments?.Table }.OfType<string>().Distinct().Select(RecordKind.Item),
                .. Objects?.Catalogue is { } catalogue ? [RecordKind.Section(catalogue), RecordKind.Product(catalogue), RecordKind.DealLines] : (RecordKind[])[],
            ],
    ];
}

/// <summary>
/// Property objects: tables of complexes, buildings and units, linked from the deal, and the deal's own words, in fields of a list or of text.
/// A word that names a record is that record; every other word that some deal has is an object by itself, and a building belongs to the
/// complex named beside it. The unit's building is asked first, then the deal's fields in order, at last the sections of the catalogue in which lies
/// what the deal sells.
/// </summary>
/// <param name="ComplexTable">The host's table of complexes; null: the deal's own words name them.</param>
/// <param name="BuildingTable">The host's table of buildings; null where there is none.</param>
/// <param name="BuildingComplexField">Field of a building that links to its complex.</param>
public sealed record ObjectMapping(string? ComplexTable, string? BuildingTable, string? BuildingComplexField)
{
    /// <summary>The host's table of units, read only where it is the way to a building; null: none.</summary>
    public string? UnitTable { get; init; }

    /// <summary>Field of a unit that links to its building.</summary>
    public string? UnitBuildingField { get; init; }

    /// <summary>Field of a deal that links to its unit.</summary>
    public string? DealUnitField { get; init; }

    /// <summary>Deal fields with the complex, the first that is filled wins, where no building tells it: links to the table, choices or text.</summary>
    public IReadOnlyList<string> DealComplexFields { get; init; } = [];

    /// <summary>The same with the building.</summary>
    public IReadOnlyList<string> DealBuildingFields { get; init; } = [];

    /// <summary>The host's catalogue whose sections at the top are complexes, and those in them buildings; null: none.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Deals can name a building.</summary>
    [JsonIgnore]
    public bool HasBuildings => BuildingTable is not null || DealBuildingFields.Count > 0 || Catalogue is not null;
}

/// <summary>
/// Contractual payments: one row a line. Where payments stand in the same table (invoices), a row is a line when its due day is filled and a
/// payment when its day of payment is; it may be both.
/// </summary>
/// <param name="DealField">Field that links to the deal.</param>
/// <param name="AmountField">Money.</param>
/// <param name="DueField">Date.</param>
/// <param name="KindField">Choice or text: own money, credit, instalment …; shown, not interpreted.</param>
/// <param name="CancelledField">Date or boolean; a filled or true one takes the line out of the schedule. Null when there is none.</param>
public sealed record ScheduleMapping(string Table, string DealField, string AmountField, string DueField, string? KindField, string? CancelledField);

/// <summary>A source of payments that counts since a day.</summary>
/// <param name="File">The source of imported files; null: the host's own table.</param>
/// <param name="From">The first day; null: since ever.</param>
public sealed record PaymentSource(string? File, DateOnly? From);

/// <summary>Money received: one row a payment; refunds are negative (DR-5).</summary>
/// <param name="LineField">Field that links to the schedule line it pays; null when there is none.</param>
/// <param name="KindField">Choice; rows whose option is in <paramref name="NotReceiptKinds"/> are no receipts.</param>
/// <param name="NotReceiptKinds">Option ids such as release of escrow, letter of credit, reservation fee (DR-5, DR-7).</param>
public sealed record PaymentMapping(
    string Table, string DealField, string AmountField, string PaidOnField, string? LineField, string? KindField, IReadOnlyList<string> NotReceiptKinds);
