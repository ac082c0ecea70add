using Sandbox.Bitrix.Model;

namespace Sandbox.Bitrix;

/// <summary>Pages of 50, by offset with a count or without one (reference 4.3).</summary>
internal static class Paging
{
    public const int Size = 50;

    public static (List<Row> Rows, long Total, long? Next) Page(Table table, RowFilter filter, Comparison<Row>? order, long start)
    {
        var candidates = filter.AfterId > 0 ? table.Rows.Skip(table.IndexAfter(filter.AfterId)) : table.Rows;
        var accepted = candidates.Where(filter.Accepts);
        if (start < 0 && order is null)
            return (accepted.Take(Size).ToList(), 0, null);

        var all = accepted.ToList();
        if (order is not null)
            all.Sort(order);
        return start < 0 ? (all.Take(Size).ToList(), 0, null) : Cut(all, start);
    }

    public static (List<T> Rows, long Total, long? Next) Cut<T>(List<T> all, long start)
    {
        if (start < 0)
            return (all.Take(Size).ToList(), 0, null);
        var page = all.Skip((int)Math.Min(start, int.MaxValue)).Take(Size).ToList();
        return (page, all.Count, start + Size < all.Count ? start + Size : null);
    }
}
