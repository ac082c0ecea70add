using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// Sections and products of a catalogue by <c>catalog.section.list</c> and <c>catalog.product.list</c> (bitrix24.md §5.9): where they lie and what
/// they are called, no more. Sections have no time of their last change and are few, so every walk reads all.
/// </summary>
internal static class CatalogueFeed
{
    /// <summary>Null for other kinds.</summary>
    public static Feed? Find(RecordKind kind) =>
        kind.SectionCatalogue is { } ofSections ? Sections(kind, ofSections)
        : kind.ProductCatalogue is { } ofProducts ? Products(kind, ofProducts)
        : null;

    private static Feed Sections(RecordKind kind, string catalogue) => In(catalogue, new(kind, "catalog.section.list", "id", Paging.Keyset, row => new Section
    {
        Id = row.Required("id"),
        Catalogue = catalogue,
        Name = row.Text("name") ?? "",
        ParentId = row.Id("iblockSectionId"),
    })
    {
        RowsPath = "[sections]",
    });

    private static Feed Products(RecordKind kind, string catalogue) => In(catalogue, new(kind, "catalog.product.list", "id", Paging.Keyset, row => new Product
    {
        Id = row.Required("id"),
        ModifiedAt = row.Optional("timestampX", Values.ParseInstant),
        Catalogue = catalogue,
        Name = row.Text("name") ?? "",
        SectionId = row.Id("iblockSectionId"),
    })
    {
        RowsPath = "[products]",
        ChangedName = "timestampX",
    });

    private static Feed In(string catalogue, Feed feed)
    {
        string[] ids = ["id", "iblockId"]; // products want both to be named
        string[] select = [.. ids, "iblockSectionId", "name", .. new[] { feed.ChangedName }.OfType<string>()];
        var filter = new Args { ["iblockId"] = catalogue };
        return feed with
        {
            Filter = filter,
            SelectIds = ids,
            Select = select,
            Order = new Args { ["order"] = new Args { ["id"] = "ASC" } },
            One = id => BatchCommand.For<WireRows>("r" + id, new Call(feed.Method, new Args { ["select"] = select, ["filter"] = new Args(filter) { ["id"] = id } })),
        };
    }
}
