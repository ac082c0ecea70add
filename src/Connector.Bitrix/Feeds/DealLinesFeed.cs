using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// What deals sell by <c>crm.item.productrow.list</c> (bitrix24.md §5.9). The method wants to be told whose rows, and rows have no time of their
/// last change; so deals are walked, and the rows of those that changed are read.
/// </summary>
internal static class DealLinesFeed
{
    public static Feed Create() => ItemFeed.List(RecordKind.DealLines, Tables.Deal, ["id"], row => new DealLines { Id = row.Required("id") }) with
    {
        Details = new Details("ownerId", Page, (deal, rows) => (DealLines)deal with { Lines = [.. rows.Select(Read)] }),
    };

    private static Call Page(IReadOnlyList<string> deals, long start) => new("crm.item.productrow.list", new Args
    {
        ["filter"] = new Args { ["=ownerType"] = "D", ["=ownerId"] = deals },
        ["order"] = new Args { ["id"] = "ASC" },
        ["start"] = start,
    });

    /// <summary>The discount that a row tells is without tax; the two prices with it tell it as the customer sees it.</summary>
    private static DealLine Read(WireRow row)
    {
        var price = row.Required("price", Values.ParseAmount);
        return new DealLine(
            row.Id("productId"), row.Text("productName") ?? "", row.Required("quantity", Values.ParseAmount), price,
            (row.Optional("priceBrutto", Values.ParseAmount) ?? price) - price);
    }
}
