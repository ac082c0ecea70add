using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>One dictionary of the portal by <c>crm.status.list</c>: small, read whole.</summary>
internal static class DictionaryFeed
{
    public static Feed LeadStages() => Of(RecordKind.LeadStage, "STATUS", row => new LeadStage
    {
        Id = row.Required("STATUS_ID"),
        Name = row.Text("NAME") ?? "",
        Order = StageFeed.ReadOrder(row),
        Meaning = StageFeed.ReadMeaning(row),
    });

    public static Feed Sources() => Of(RecordKind.Source, "SOURCE", row => new Source
    {
        Id = row.Required("STATUS_ID"),
        Name = row.Text("NAME") ?? "",
        Order = StageFeed.ReadOrder(row),
    });

    private static Feed Of(RecordKind kind, string dictionary, Func<WireRow, HostRecord> read) => new(kind, "crm.status.list", "STATUS_ID", Paging.Whole, read)
    {
        Fixed = new Args { ["order"] = new Args { ["SORT"] = "ASC" }, ["filter"] = new Args { ["ENTITY_ID"] = dictionary } },
    };
}
