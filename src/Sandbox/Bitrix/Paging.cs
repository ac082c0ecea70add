using Sandbox.Bitrix.Model;

namespace Sandbox.Bitrix;

/// <summary>Pages of 50, by offset with a count or without one (reference 4.3).</summary>
internal static class Paging
{
    public const int Size = 50;

    public static (List<Row> Rows, long Total, long? Next) Page(Table table, RowFilter filter, Comparison<Row>? order, long start)
    {
        if (start < 0 && ReferenceEquals(order, Filters.NewestFirst))
            return (table.RowsBackwards.TakeWhile(row => row.Id > filter.AfterId).Where(filter.Accepts).Take(Size).ToList(), 0, null);
        var accepted = filter.Of(table);
        if (start < 0)
            return ((order is null ? accepted : accepted.Order(Comparer<Row>.Create(order))).Take(Size).ToList(), 0, null);
        if (order is not null)
            return Cut([.. accepted.Order(Comparer<Row>.Create(order))], start);

        // Counted without being held: there may be millions.
        var (page, total) = (new List<Row>(Size), 0L);
        foreach (var row in accepted)
        {
            if (total++ >= start && page.Count < Size)
                page.Add(row);
        }
        return (page, total, start + Size < total ? start + Size : null);
    }

    public static (List<T> Rows, long Total, long? Next) Cut<T>(List<T> all, long start)
    {
        if (start < 0)
            return (all.Take(Size).ToList(), 0, null);
        var page = all.Skip((int)Math.Min(start, int.MaxValue)).Take(Size).ToList();
        return (page, all.Count, start + Size < all.Count ? start + Size : null);
    }
}
