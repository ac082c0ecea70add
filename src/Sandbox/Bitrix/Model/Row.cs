namespace Sandbox.Bitrix.Model;

/// <summary>
/// A record. Values in their canonical form: see <see cref="Values"/>. A row of a table lies packed among its neighbours and is read where it
/// lies; one that is being written holds its values until it is put into a table. From then on it stands as it is: changes are made to a copy.
/// </summary>
internal sealed class Row
{
    private readonly Packing? _packing;
    private readonly byte[] _bytes = [];
    private readonly int _at;
    private object?[] _values = [];
    private bool _isPut;

    /// <summary>An empty row.</summary>
    public Row(long id) => Id = id;

    /// <summary>A row of a table.</summary>
    public Row(long id, Packing packing, byte[] bytes, int at) => (Id, _packing, _bytes, _at, _isPut) = (id, packing, bytes, at, true);

    private Row(long id, object?[] values) => (Id, _values) = (id, values);

    public long Id { get; }

    /// <summary>Null when empty, also for a field that is younger than the row.</summary>
    /// <exception cref="InvalidOperationException">On writing to a row that is in a table.</exception>
    public object? this[Field field]
    {
        // The id is nobody's value: it stands first in every table.
        get => field.Index == 0 ? Id : _packing is not null ? _packing.Find(_bytes, _at, field.Index) : _values.ElementAtOrDefault(field.Index);
        set
        {
            if (_isPut)
                throw new InvalidOperationException("A row of a table stands as it is; change a copy and put that.");
            if (field.Index >= _values.Length)
                Array.Resize(ref _values, field.Index + 1);
            _values[field.Index] = value;
        }
    }

    public Row Copy() => new(Id, [.. Written()]);

    /// <summary>By <see cref="Field.Index"/>, as they go into a table.</summary>
    public object?[] Put()
    {
        _isPut = true;
        return Written();
    }

    private object?[] Written() => _packing is not null ? _packing.Unpack(_bytes, _at) : _values;
}
