using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Model;

/// <summary>Deals, or the items of one smart process: fields and rows in the order of id.</summary>
/// <param name="code">The control API's name: <c>deal</c>, <c>dynamic_1040</c>.</param>
internal class Table(int entityTypeId, string code, string title)
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, Field> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Field> _byOldName = new(StringComparer.Ordinal);
    private readonly RowPages _rows = new();
    private readonly OwnerIndex _owned = new();
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

    /// <summary>The field that says whose a row is, where rows are asked for by that; null where they are not, or no single field says it.</summary>
    public Field? Owner { get; private set; }

    /// <summary>Ids of the records a row belongs to, whatever their type, where rows are asked for by that; null where they are not.</summary>
    public Func<Row, IEnumerable<long>>? OwnersOf { get; set; }

    /// <summary>Known to the host but switched off here: a filter on one is accepted and finds nothing (reference 5.2).</summary>
    public HashSet<string> Off { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>In the order of id.</summary>
    public IEnumerable<Row> Rows => _rows.After(0);

    public IEnumerable<Row> RowsBackwards => _rows.Backwards();

    public long NextId { get; private set; } = 1;

    public Field this[string name] => _byName[name];

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    public Field? FindOld(string name) => _byOldName.GetValueOrDefault(name);

    public Field? FindUserField(long id) => _fields.Find(field => field.User?.Id == id);

    public Row? Row(long id) => _rows.Find(id);

    /// <summary>Where a keyset page begins.</summary>
    public IEnumerable<Row> RowsAfter(long id) => _rows.After(id);

    /// <summary>Rows of any of these owners, in the order of id. Only where there are <see cref="OwnersOf"/>.</summary>
    public IEnumerable<Row> RowsOf(IReadOnlyCollection<long> owners) =>
        owners.SelectMany(_owned.Of).Distinct().Order().Select(Row).OfType<Row>().Where(row => OwnersOf!(row).Any(owners.Contains));

    public void OwnBy(Field field) => (Owner, OwnersOf) = (field, row => [(long)row[field]!]);

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

    /// <summary>Adds it, or takes the place of the row with its id.</summary>
    public void Put(Row row)
    {
        _rows.Put(row);
        foreach (var owner in OwnersOf?.Invoke(row) ?? [])
            _owned.Add(owner, row.Id);
        NextId = Math.Max(NextId, row.Id + 1);
    }

    public void Delete(long id) => _rows.Delete(id);

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
