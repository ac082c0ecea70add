namespace ReportApp.Core.Store.Projection;

/// <summary>New content of one table: the rows of the records met, and the ids whose former rows are no longer true.</summary>
internal sealed class TableChange<TRow>
{
    private readonly Dictionary<string, TRow?> _byId = [];

    /// <summary>Every id met, also of those that leave.</summary>
    public IReadOnlyCollection<string> Ids => _byId.Keys;

    public IEnumerable<TRow> Rows => _byId.Values.OfType<TRow>();

    /// <summary>The last word on an id holds; null takes it out.</summary>
    public void Set(string id, TRow? row) => _byId[id] = row;
}

/// <summary>What a series of landed records means for the projection.</summary>
internal sealed class ProjectedRows
{
    public TableChange<DealRow> Deals { get; } = new();

    public TableChange<PipelineRow> Pipelines { get; } = new();

    public TableChange<StageRow> Stages { get; } = new();

    public TableChange<StageVisitRow> StageVisits { get; } = new();

    public TableChange<ScheduleLineRow> ScheduleLines { get; } = new();

    public TableChange<FormerDealRow> FormerDeals { get; } = new();

    public TableChange<FormerLineRow> FormerLines { get; } = new();

    public TableChange<PaymentRow> Payments { get; } = new();

    public TableChange<MeetingRow> Meetings { get; } = new();

    public TableChange<ComplexRow> Complexes { get; } = new();

    public TableChange<BuildingRow> Buildings { get; } = new();

    public TableChange<UnitRow> Units { get; } = new();

    public TableChange<SectionRow> Sections { get; } = new();

    public TableChange<ProductRow> Products { get; } = new();

    public TableChange<DealProductsRow> DealProducts { get; } = new();

    public TableChange<PersonRow> People { get; } = new();

    public TableChange<DepartmentRow> Departments { get; } = new();

    public TableChange<LeadRow> Leads { get; } = new();

    public TableChange<LeadStageRow> LeadStages { get; } = new();

    public TableChange<LeadVisitRow> LeadVisits { get; } = new();

    public TableChange<SourceRow> Sources { get; } = new();

    public TableChange<FaultRow> Faults { get; } = new();

    /// <summary>Something changed that may concern any deal.</summary>
    public bool ConcernsAllDeals => Stages.Ids.Count + Complexes.Ids.Count + Buildings.Ids.Count + Sections.Ids.Count + People.Ids.Count > 0;
}
