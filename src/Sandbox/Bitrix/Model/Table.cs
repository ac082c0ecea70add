using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Model;

/// <summary>
/// A record. Values in their canonical form: see <see cref="Values"/>. A portal has millions of rows with most fields empty, so a row keeps
/// its filled values only, and rows with the same fields filled share the <see cref="Shape"/> that says where each one stands.
/// </summary>
internal sealed class Row
{
    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, 2_048).Select(number => (object)(long)number)];
    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly object Zero = 0m;

    private Shape _shape;
    private object?[] _values;

    public Row(long id, Shape shape) => (Id, _shape, _values) = (id, shape, []);

    private Row(Row other) => (Id, _shape, _values) = (other.Id, other._shape, [.. other._values]);

    public long Id { get; }

    /// <summary>Null when empty, also for a field that is younger than the row.</summary>
    public object? this[Field field]
    {
        // The id is nobody's value: it stands first in every table.
        get => field.Index == 0 ? Id : _shape.Find(field.Index) is { } place ? _values[place] : null;
        set
        {
            if (_shape.Find(field.Index) is { } place)
            {
                _values[place] = Shared(value);
            }
            else if (value is not null)
            {
                _shape = _shape.With(field.Index);
                Array.Resize(ref _values, _values.Length + 1);
                _values[^1] = Shared(value);
            }
        }
    }

    public Row Copy() => new(this);

    /// <summary>The common values lie in memory once.</summary>
    private static object? Shared(object? value) => value switch
    {
        bool flag => flag ? True : False,
        long number when number >= 0 && number < SmallNumbers.Length => SmallNumbers[number],
        0m => Zero,
        _ => value,
    };
}

/// <summary>Which fields of a row are filled, and where their values stand.</summary>
internal sealed class Shape
{
    private readonly short[] _places;
    private readonly int _count;
    private readonly Dictionary<int, Shape> _larger = [];

    public Shape() : this([], 0) { }

    private Shape(short[] places, int count) => (_places, _count) = (places, count);

    public int? Find(int field) => field < _places.Length && _places[field] >= 0 ? _places[field] : null;

    /// <summary>The shape with one field more; its value stands last.</summary>
    public Shape With(int field)
    {
        if (_larger.TryGetValue(field, out var known))
            return known;
        var places = new short[Math.Max(_places.Length, field + 1)];
        Array.Fill(places, (short)-1);
        _places.CopyTo(places, 0);
        places[field] = (short)_count;
        return _larger[field] = new Shape(places, _count + 1);
    }
}

/// <summary>Deals, or the items of one smart process: fields and rows in the order of id.</summary>
/// <param name="code">The control API's name: <c>deal</c>, <c>dynamic_1040</c>.</param>
internal class Table(int entityTypeId, string code, string title)
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Field> _byOldName = new(StringComparer.Ordinal);
    private readonly List<Row> _rows = [];
    private readonly Shape _empty = new();
    private int _nextIndex;

    public int EntityTypeId { get; } = entityTypeId;

    public string Code { get; } = code;

    public string Title { get; } = title;

    /// <summary>What user fields of this table are bound to: <c>CRM_DEAL</c>, <c>CRM_{id of the type}</c>.</summary>
    public string UserFieldEntity { get; init; } = "";

    /// <summary>The smart process, as crm.type.* shows it; null for deals.</summary>
    public SmartProcess? Process { get; init; }

    /// <summary>Where the host keeps by which stages these rows went (reference 5.5); null where it keeps nothing.</summary>
    public Table? History { get; init; }

    /// <summary>Of a history: the table whose rows went these ways.</summary>
    public Table? HistoryOf { get; set; }

    /// <summary>Known to the host but switched off here: a filter on one is accepted and finds nothing (reference 5.2).</summary>
    public HashSet<string> Off { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>In the order of id.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    public long NextId { get; private set; } = 1;

    public Field this[string name] => _byName[name];

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    public Field? FindOld(string name) => _byOldName.GetValueOrDefault(name);

    public Field? FindUserField(long id) => _fields.Find(field => field.User?.Id == id);

    public Row? Row(long id) => IndexAfter(id - 1) is var index && index < _rows.Count && _rows[index].Id == id ? _rows[index] : null;

    /// <summary>An empty row, not yet in the table.</summary>
    public Row NewRow(long id) => new(id, _empty);

    public Field Add(Field field)
    {
        var added = field with { Index = _nextIndex++ };
        if (_byName.ContainsKey(added.Camel))
            added = added with { Camel = added.Name };
        Index(added);
        _fields.Add(added);
        return added;
    }

    public void Change(Field field)
    {
        _fields[_fields.FindIndex(old => old.Index == field.Index)] = field;
        Index(field);
    }

    public void Remove(Field field)
    {
        _fields.RemoveAll(old => old.Index == field.Index);
        _byName.Remove(field.Name);
        _byName.Remove(field.Camel);
        if (field.OldName is not null)
            _byOldName.Remove(field.OldName);
    }

    public void Put(Row row)
    {
        var index = IndexAfter(row.Id - 1);
        if (index < _rows.Count && _rows[index].Id == row.Id)
        {
            _rows[index] = row;
            return;
        }
        _rows.Insert(index, row);
        NextId = Math.Max(NextId, row.Id + 1);
    }

    public void Delete(long id)
    {
        if (Row(id) is not null)
            _rows.RemoveAt(IndexAfter(id - 1));
    }

    /// <summary>Index of the first row with a greater id: where a keyset page begins.</summary>
    public int IndexAfter(long id)
    {
        // Mostly asked of the last row, when rows are added, or of a table without gaps.
        if (_rows.Count == 0 || _rows[^1].Id <= id)
            return _rows.Count;
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Id <= id) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Index(Field field)
    {
        _byName[field.Camel] = field;
        // The type's upper-case names pass too (reference 5.2).
        _byName[field.Name] = field;
        if (field.OldName is not null)
            _byOldName[field.OldName] = field;
    }
}

/// <summary>A smart process (reference 5.13).</summary>
/// <param name="Id">Row id of the type, which names its user fields; not the entityTypeId.</param>
internal sealed record SmartProcess(long Id, int EntityTypeId, string Title, long CreatedBy, DateTimeOffset CreatedAt, PhpMap Switches, IReadOnlyList<int> Parents)
{
    public bool Has(string name) => Switches.TryGetValue(name, out var value) && value is "Y";
}

/// <summary>A pipeline of a table.</summary>
internal sealed record Category(long Id, string Name, long Sort, int EntityTypeId, bool IsDefault);

/// <summary>A line of a dictionary: a stage of a pipeline, a source … (reference 5.4).</summary>
/// <param name="StatusId">With the pipeline's prefix.</param>
internal sealed record Status(long Id, string EntityId, string StatusId, string Name, long Sort, long? CategoryId, string? Colour, string? Semantics, bool IsSystem)
{
    /// <summary>P, S or F.</summary>
    public string Meaning => Semantics ?? "P";
}
