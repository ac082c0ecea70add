using System.Globalization;
using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// Activities by <c>crm.activity.list</c>, an old method: texts for everything, and a filter that ignores a key it does not know. One by one
/// they are asked for by <c>crm.activity.get</c>, because a list leaves out what is hidden as silently as what is gone.
/// </summary>
internal static class ActivityFeed
{
    /// <summary>A deadline nobody set comes as the last day of this year, too (bitrix24.md §5.6), which in some zones is none any more.</summary>
    private const string Never = "9999-";

    public static Feed Create() => new(RecordKind.Activity, "crm.activity.list", "ID", Paging.Keyset, Read)
    {
        Select =
        [
            "ID", "OWNER_ID", "OWNER_TYPE_ID", "TYPE_ID", "PROVIDER_ID", "SUBJECT", "CREATED", "LAST_UPDATED", "START_TIME", "END_TIME", "DEADLINE",
            "COMPLETED", "RESPONSIBLE_ID", "AUTHOR_ID", "EDITOR_ID", "DIRECTION", "BINDINGS",
        ],
        Order = new Args { ["order"] = new Args { ["ID"] = "ASC" } },
        ChangedName = "LAST_UPDATED",
        One = id => BatchCommand.For<WireRow>("r" + id, new Call("crm.activity.get", new Args { ["id"] = id })),
    };

    private static Activity Read(WireRow row) => new()
    {
        Id = row.Required("ID"),
        ModifiedAt = row.Optional("LAST_UPDATED", Values.ParseInstant),
        Type = ReadType(row),
        Provider = row.Filled("PROVIDER_ID"),
        Subject = row.Text("SUBJECT") ?? "",
        Direction = row.Text("DIRECTION") switch { "1" => ActivityDirection.Incoming, "2" => ActivityDirection.Outgoing, _ => null },
        IsDone = row.Required("COMPLETED") == "Y",
        StartAt = ReadTime(row, "START_TIME"),
        EndAt = ReadTime(row, "END_TIME"),
        DueAt = ReadTime(row, "DEADLINE"),
        OwnerId = row.Id("RESPONSIBLE_ID"),
        AuthorId = row.Id("AUTHOR_ID"),
        ModifiedById = row.Id("EDITOR_ID"),
        CreatedAt = row.Required("CREATED", Values.ParseInstant),
        Subjects = ReadSubjects(row),
    };

    /// <summary>The old sorts have numbers; what came later shares the number 6 and is told by its provider, an open set.</summary>
    private static ActivityType ReadType(WireRow row) => (row.Required("TYPE_ID"), row.Text("PROVIDER_ID")) switch
    {
        ("1", _) or (_, "CRM_MEETING") => ActivityType.Meeting,
        ("2", _) or (_, "VOXIMPLANT_CALL") => ActivityType.Call,
        ("3", _) or (_, "CRM_TASKS_TASK" or "CRM_TODO") => ActivityType.Task,
        ("4", _) or (_, "CRM_EMAIL") => ActivityType.Email,
        (_, "CRM_SMS" or "IMOPENLINES_SESSION") => ActivityType.Message,
        _ => ActivityType.Other,
    };

    private static DateTimeOffset? ReadTime(WireRow row, string name) =>
        row.Text(name)?.StartsWith(Never, StringComparison.Ordinal) == true ? null : row.Optional(name, Values.ParseInstant);

    /// <summary>The owner first; a portal that does not tell the other bindings tells him at least.</summary>
    private static List<string> ReadSubjects(WireRow row) =>
        [.. row.Rows("BINDINGS").Prepend(row).Select(ReadSubject).OfType<string>().Distinct()];

    private static string? ReadSubject(WireRow binding) =>
        int.TryParse(binding.Id("OWNER_TYPE_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var type) && binding.Id("OWNER_ID") is { } id
            ? $"{Tables.KindOf(type)}/{id}"
            : null;
}
