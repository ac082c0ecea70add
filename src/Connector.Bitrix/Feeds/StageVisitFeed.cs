using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// Stage history of deals and of leads by <c>crm.stagehistory.list</c>. Rows are only ever added; the host tells neither who moved the
/// record nor its amount, and names the stages of leads otherwise.
/// </summary>
internal static class StageVisitFeed
{
    public static Feed OfDeals() => Of(RecordKind.StageVisit, Tables.Deal, ["CATEGORY_ID", "STAGE_ID"], row => new StageVisit
    {
        Id = row.Required("ID"),
        DealId = row.Required("OWNER_ID"),
        PipelineId = row.Required("CATEGORY_ID"),
        StageId = row.Required("STAGE_ID"),
        EnteredAt = row.Required("CREATED_TIME", Values.ParseInstant),
    });

    public static Feed OfLeads() => Of(RecordKind.LeadVisit, Tables.Lead, ["STATUS_ID"], row => new LeadVisit
    {
        Id = row.Required("ID"),
        LeadId = row.Required("OWNER_ID"),
        StageId = row.Required("STATUS_ID"),
        EnteredAt = row.Required("CREATED_TIME", Values.ParseInstant),
    });

    private static Feed Of(RecordKind kind, int entityTypeId, string[] stage, Func<WireRow, HostRecord> read)
    {
        var table = new Args { ["entityTypeId"] = entityTypeId };
        return new Feed(kind, "crm.stagehistory.list", "ID", Paging.Keyset, read)
        {
            Fixed = table,
            Select = ["ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", .. stage],
            Order = new Args { ["order"] = new Args { ["ID"] = "ASC" } },
            ChangedName = "CREATED_TIME",
            RowsPath = "[items]",
            One = id => BatchCommand.For<WireRows>(
                "r" + id, new Call("crm.stagehistory.list", new Args(table) { ["filter"] = new Args { ["ID"] = id }, ["start"] = -1 })),
        };
    }
}
