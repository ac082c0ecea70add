using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Users by <c>user.get</c>, dismissed ones too. Its times of change come in three spellings, so every walk reads all.</summary>
internal static class UserFeed
{
    public static Feed Create() => new(RecordKind.User, "user.get", "ID", Paging.Keyset, Read)
    {
        Select = ["ID", "ACTIVE", "NAME", "LAST_NAME", "SECOND_NAME", "WORK_POSITION", "UF_DEPARTMENT"],
        FilterName = "FILTER",
        Order = new Args { ["sort"] = "ID", ["order"] = "ASC" },
        One = id => BatchCommand.For<WireRows>("r" + id, new Call("user.get", new Args { ["FILTER"] = new Args { ["ID"] = id } })),
    };

    private static User Read(WireRow row)
    {
        var id = row.Required("ID");
        var name = string.Join(' ', new[] { row.Text("LAST_NAME"), row.Text("NAME") }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new User
        {
            Id = id,
            Name = name.Length > 0 ? name : id,
            IsActive = row.Text("ACTIVE") is "true" or "Y" or "1",
            DepartmentIds = row.Ids("UF_DEPARTMENT"),
            Position = row.Text("WORK_POSITION") is { Length: > 0 } position ? position : null,
        };
    }
}
