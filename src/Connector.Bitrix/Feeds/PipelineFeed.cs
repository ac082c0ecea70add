using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Deal pipelines by <c>crm.category.list</c>; the default one has the id 0.</summary>
internal static class PipelineFeed
{
    public static Feed Create() => new(RecordKind.Pipeline, "crm.category.list", "id", Paging.Whole, Read)
    {
        Fixed = new Args { ["entityTypeId"] = Tables.Deal },
    };

    private static Pipeline Read(WireRow row) => new()
    {
        Id = row.Required("id"),
        Name = row.Text("name") ?? "",
        Order = (int)(row.Optional("sort", Values.ParseNumber) ?? 0),
    };
}
