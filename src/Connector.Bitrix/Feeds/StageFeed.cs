using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Stages of deal pipelines by <c>crm.status.list</c>, which answers every dictionary of the portal at once.</summary>
internal static class StageFeed
{
    private const string DefaultPipeline = "DEAL_STAGE";

    public static Feed Create() => new(RecordKind.Stage, "crm.status.list", "STATUS_ID", Paging.Whole, Read)
    {
        Fixed = new Args { ["order"] = new Args { ["SORT"] = "ASC" } },
    };

    private static Stage? Read(WireRow row)
    {
        var dictionary = row.Text("ENTITY_ID") ?? "";
        var pipeline = dictionary == DefaultPipeline ? "0"
            : dictionary.StartsWith(DefaultPipeline + "_", StringComparison.Ordinal) ? dictionary[(DefaultPipeline.Length + 1)..]
            : null;
        if (pipeline is null) return null;
        return new Stage
        {
            Id = row.Required("STATUS_ID"),
            PipelineId = pipeline,
            Name = row.Text("NAME") ?? "",
            Order = ReadOrder(row),
            Meaning = ReadMeaning(row),
        };
    }

    public static int ReadOrder(WireRow row) => (int)(row.Optional("SORT", Values.ParseNumber) ?? 0);

    public static StageMeaning ReadMeaning(WireRow row) => row.Text("SEMANTICS") switch
    {
        "S" => StageMeaning.Success,
        "F" => StageMeaning.Failure,
        _ => StageMeaning.InProgress,
    };
}
