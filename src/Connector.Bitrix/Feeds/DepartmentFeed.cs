using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Departments by <c>department.get</c>, which has no comparisons in its filter: paged by position.</summary>
internal static class DepartmentFeed
{
    public static Feed Create() => new(RecordKind.Department, "department.get", "ID", Paging.Offset, Read)
    {
        Fixed = new Args { ["sort"] = "ID", ["order"] = "ASC" },
        One = id => BatchCommand.For<WireRows>("r" + id, new Call("department.get", new Args { ["ID"] = id })),
    };

    private static Department Read(WireRow row) => new()
    {
        Id = row.Required("ID"),
        Name = row.Text("NAME") ?? "",
        ParentId = row.Id("PARENT"),
        HeadId = row.Id("UF_HEAD"),
        Order = (int)(row.Optional("SORT", Values.ParseNumber) ?? 0),
    };
}
