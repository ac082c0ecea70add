using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Stage history of deals by <c>crm.stagehistory.list</c>. Rows are only ever added; the host tells neither who moved the deal nor its amount.</summary>
internal static class StageVisitFeed
{
    private static readonly Args Deals = new() { ["entityTypeId"] = Tables.Deal };

    public static Feed Create() => new(RecordKind.StageVisit, "crm.stagehistory.list", "ID", Paging.Keyset, Read)
    {
        Fixed = Deals,
        Select = ["ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME", "CATEGORY_ID", "STAGE_ID"],
        Order = new Args { ["order"] = new Args { ["ID"] = "ASC" } },
        ChangedName = "CREATED_TIME",
        RowsPath = "[items]",
        One = id => BatchCommand.For<WireRows>(
            "r" + id, new Call("crm.stagehistory.list", new Args(Deals) { ["filter"] = new Args { ["ID"] = id }, ["start"] = -1 })),
    };

    private static StageVisit Read(WireRow row) => new()
    {
        Id = row.Required("ID"),
        DealId = row.Required("OWNER_ID"),
        PipelineId = row.Required("CATEGORY_ID"),
        StageId = row.Required("STAGE_ID"),
        EnteredAt = row.Required("CREATED_TIME", Values.ParseInstant),
    };
}
