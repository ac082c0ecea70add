using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Model;

/// <summary>A record. Values in their canonical form: see <see cref="Values"/>.</summary>
internal sealed class Row(long id, object?[] values)
{
    private object?[] _values = values;

    public long Id { get; } = id;

    /// <summary>Null when empty, also for a field that is younger than the row.</summary>
    public object? this[Field field]
    {
        get => field.Index < _values.Length ? _values[field.Index] : null;
        set
        {
            if (field.Index >= _values.Length)
                Array.Resize(ref _values, field.Index + 1);
            _values[field.Index] = value;
        }
    }

    public Row Copy() => new(Id, [.. _values]);
}

/// <summary>Deals, or the items of one smart process: fields and rows in the order of id.</summary>
/// <param name="code">The control API's name: <c>deal</c>, <c>dynamic_1040</c>.</param>
internal class Table(int entityTypeId, string code, string title)
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Field> _byOldName = new(StringComparer.Ordinal);
    private readonly List<Row> _rows = [];
    private readonly Dictionary<long, Row> _byId = [];
    private int _nextIndex;

    public int EntityTypeId { get; } = entityTypeId;

    public string Code { get; } = code;

    public string Title { get; } = title;

    /// <summary>What user fields of this table are bound to: <c>CRM_DEAL</c>, <c>CRM_{id of the type}</c>.</summary>
    public string UserFieldEntity { get; init; } = "";

    /// <summary>The smart process, as crm.type.* shows it; null for deals.</summary>
    public SmartProcess? Process { get; init; }

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

    public Row? Row(long id) => _byId.GetValueOrDefault(id);

    /// <summary>An empty row, not yet in the table.</summary>
    public Row NewRow(long id) => new(id, new object?[_nextIndex]) { [this["ID"]] = id };

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
        if (_byId.ContainsKey(row.Id))
        {
            _rows[IndexAfter(row.Id - 1)] = row;
        }
        else
        {
            _rows.Insert(_rows.Count > 0 && _rows[^1].Id > row.Id ? IndexAfter(row.Id) : _rows.Count, row);
            NextId = Math.Max(NextId, row.Id + 1);
        }
        _byId[row.Id] = row;
    }

    public void Delete(long id)
    {
        if (_byId.Remove(id))
            _rows.RemoveAt(IndexAfter(id - 1));
    }

    /// <summary>Index of the first row with a greater id: where a keyset page begins.</summary>
    public int IndexAfter(long id)
    {
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
