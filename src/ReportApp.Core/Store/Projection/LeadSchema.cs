using DuckDB.NET.Data.Mapping;

namespace ReportApp.Core.Store.Projection;

/// <summary>The tables of what there is before a deal.</summary>
internal static class LeadSchema
{
    public static readonly ProjectionTable<LeadRow, LeadMap> Lead = new(
        "lead",
        [
            "id VARCHAR", "title VARCHAR", "stage_id VARCHAR", "owner_id VARCHAR", "source_id VARCHAR", "created_on DATE", "created_at BIGINT", "amount BIGINT",
            "in_currency BOOLEAN", "campaign VARCHAR", "reach VARCHAR", "moved_on DATE", "client VARCHAR",
        ],
        ["class VARCHAR", "is_repeat BOOLEAN", "deal_id VARCHAR", "department_id VARCHAR", "processed_on DATE"], null, "created_at", row => row.CreatedAt);

    public static readonly ProjectionTable<LeadStageRow, LeadStageMap> LeadStage = new(
        "lead_stage", ["id VARCHAR", "name VARCHAR", "position INTEGER", "meaning VARCHAR"], [], null, "position", row => row.Position);

    public static readonly ProjectionTable<LeadVisitRow, LeadVisitMap> LeadVisit = new(
        "lead_visit", ["id VARCHAR", "lead_id VARCHAR", "stage_id VARCHAR", "entered_on DATE", "entered_at BIGINT"], [], null, "entered_at", row => row.EnteredAt);

    public static readonly ProjectionTable<SourceRow, SourceMap> Source = new(
        "source", ["id VARCHAR", "name VARCHAR", "position INTEGER"], [], null, "position", row => row.Position);

    public static readonly IReadOnlyList<ProjectionTable> All = [Lead, LeadStage, LeadVisit, Source];
}

internal sealed class LeadMap : DuckDBAppenderMap<LeadRow>
{
    public LeadMap()
    {
        Map(row => row.Id);
        Map(row => row.Title);
        Map(row => row.StageId);
        Map(row => row.OwnerId);
        Map(row => row.SourceId);
        Map(row => row.CreatedOn);
        Map(row => row.CreatedAt);
        Map(row => row.Amount);
        Map(row => row.InCurrency);
        Map(row => row.Campaign);
        Map(row => row.Reach);
        Map(row => row.MovedOn);
        Map(row => row.Client);
    }
}

internal sealed class LeadStageMap : DuckDBAppenderMap<LeadStageRow>
{
    public LeadStageMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.Position);
        Map(row => row.Meaning);
    }
}

internal sealed class LeadVisitMap : DuckDBAppenderMap<LeadVisitRow>
{
    public LeadVisitMap()
    {
        Map(row => row.Id);
        Map(row => row.LeadId);
        Map(row => row.StageId);
        Map(row => row.EnteredOn);
        Map(row => row.EnteredAt);
    }
}

internal sealed class SourceMap : DuckDBAppenderMap<SourceRow>
{
    public SourceMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.Position);
    }
}
