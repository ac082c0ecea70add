using System.Runtime.InteropServices;

namespace Sandbox.Bitrix.Model;

/// <summary>
/// Which rows were put down for whom: eight bytes each in one sorted list, with what came since at its end. Nothing is taken out of it, so that it
/// may name a row that is gone or somebody else's by now, and one row twice: who asks looks at the row.
/// </summary>
internal sealed class OwnerIndex
{
    /// <summary>So many are looked through faster than sorted in.</summary>
    private const int Unsorted = 4_096;

    private readonly List<ulong> _pairs = [];
    private int _sorted;

    public void Add(long owner, long id) => _pairs.Add(Pair(owner, id));

    public IEnumerable<long> Of(long owner)
    {
        if (owner is < 0 or > uint.MaxValue)
            return [];
        if (_pairs.Count - _sorted > Unsorted)
        {
            _pairs.Sort();
            _sorted = _pairs.Count;
        }
        var pairs = CollectionsMarshal.AsSpan(_pairs);
        var (first, next) = (Pair(owner, 0), Pair(owner, uint.MaxValue));
        var ids = new List<long>();
        var from = pairs[.._sorted].BinarySearch(first);
        for (var i = from < 0 ? ~from : from; i < _sorted && pairs[i] <= next; i++)
            ids.Add((uint)pairs[i]);
        foreach (var pair in pairs[_sorted..])
        {
            if (pair >= first && pair <= next)
                ids.Add((uint)pair);
        }
        return ids;
    }

    private static ulong Pair(long owner, long id) => ((ulong)checked((uint)owner) << 32) | checked((uint)id);
}
