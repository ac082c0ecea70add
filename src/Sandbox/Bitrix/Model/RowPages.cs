namespace Sandbox.Bitrix.Model;

/// <summary>
/// Rows in the order of id, packed one behind another into pages: millions of rows are few objects. A row is its id, the length of its values,
/// and those. Bytes that stand are never written over, so that a row that was read stays as it was.
/// </summary>
internal sealed class RowPages
{
    private const int PageSize = 8_192;

    private readonly Packing _packing = new();
    private readonly List<Page> _pages = [];
    private readonly ByteWriter _entry = new();
    private long _last;

    /// <summary>Rows with a greater id.</summary>
    public IEnumerable<Row> After(long id)
    {
        for (var i = IndexOf(id); i < _pages.Count; i++)
        {
            foreach (var row in RowsOf(_pages[i], id))
                yield return row;
        }
    }

    public IEnumerable<Row> Backwards() => Enumerable.Reverse(_pages).SelectMany(page => RowsOf(page, 0).Reverse());

    public Row? Find(long id) => After(id - 1).FirstOrDefault() is { } row && row.Id == id ? row : null;

    /// <summary>Takes the place of the row with the same id.</summary>
    public void Put(Row row)
    {
        var values = _packing.Pack(row.Put());
        _entry.CutTo(0);
        _entry.Number((ulong)row.Id);
        _entry.Number((ulong)values.Length);
        _entry.Bytes(values);
        if (_pages.Count > 0 && row.Id <= _last)
        {
            Replace(row.Id, _entry.Written);
            return;
        }
        _last = row.Id;
        if (_pages.Count == 0 || _pages[^1].Bytes.Length - _pages[^1].Length < _entry.Length)
            _pages.Add(new Page(row.Id, new byte[Math.Max(PageSize, _entry.Length)], 0));
        var page = _pages[^1];
        _entry.Written.CopyTo(page.Bytes.AsSpan(page.Length));
        _pages[^1] = page with { Length = page.Length + _entry.Length };
    }

    public void Delete(long id)
    {
        if (_pages.Count > 0)
            Replace(id, []);
    }

    /// <summary>Puts an entry where the one with this id is, or where it belongs.</summary>
    private void Replace(long id, ReadOnlySpan<byte> entry)
    {
        var index = IndexOf(id);
        var page = _pages[index];
        var from = 0;
        while (from < page.Length && EntryAt(page.Bytes, from) is var before && before.Id < id)
            from = before.End;
        var to = from < page.Length && EntryAt(page.Bytes, from) is var same && same.Id == id ? same.End : from;
        byte[] bytes = [.. page.Bytes.AsSpan(0, from), .. entry, .. page.Bytes.AsSpan(to..page.Length)];
        _pages.RemoveAt(index);
        // One that grew too large becomes two.
        var cut = bytes.Length > PageSize ? 0 : bytes.Length;
        while (cut < bytes.Length / 2)
            cut = EntryAt(bytes, cut).End;
        if (cut < bytes.Length)
            Insert(index, bytes[cut..]);
        if (cut > 0)
            Insert(index, bytes[..cut]);
    }

    private void Insert(int index, byte[] bytes) => _pages.Insert(index, new Page(EntryAt(bytes, 0).Id, bytes, bytes.Length));

    /// <summary>The page where a row with this id is, or belongs.</summary>
    private int IndexOf(long id)
    {
        var (low, high) = (0, _pages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_pages[middle].First <= id) low = middle + 1;
            else high = middle;
        }
        return Math.Max(0, low - 1);
    }

    /// <param name="after">An id.</param>
    private IEnumerable<Row> RowsOf(Page page, long after)
    {
        for (var at = 0; at < page.Length;)
        {
            var entry = EntryAt(page.Bytes, at);
            at = entry.End;
            if (entry.Id > after)
                yield return new Row(entry.Id, _packing, page.Bytes, entry.Values);
        }
    }

    private static (long Id, int Values, int End) EntryAt(byte[] bytes, int at)
    {
        var reader = new ByteReader(bytes, at);
        var (id, length) = ((long)reader.Number(), (int)reader.Number());
        return (id, reader.At, reader.At + length);
    }

    /// <param name="First">Id of its first row.</param>
    /// <param name="Length">How many of the bytes are filled.</param>
    private readonly record struct Page(long First, byte[] Bytes, int Length);
}
