using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>A change of a record, for those who asked to be told.</summary>
/// <param name="Verb">ADD, UPDATE or DELETE, as events are named.</param>
internal sealed record Happening(Table Table, long Id, string Verb, Person Who, DateTimeOffset At);

/// <summary>What changes a portal. Every change is written to the ledger after it was applied, and replayed from there.</summary>
internal sealed partial class Portal
{
    /// <summary>The recycle bin: deleted records with what went with them.</summary>
    private readonly Dictionary<(Table Table, long Id), (Row Row, List<(Table Table, Row Row)> Belongings)> _bin = [];

    /// <summary>A record was changed by somebody, after it was applied; the world as it was laid says nothing.</summary>
    public event Action<Happening>? Happened;

    public void AddCategory(Category category) => _categories.Add(category);

    public Status AddStatus(
        string entityId, string statusId, string name, long sort, long? categoryId = null, string? colour = null, string? semantics = null, bool isSystem = false)
    {
        var status = new Status(_nextStatus++, entityId, statusId, name, sort, categoryId, colour, semantics, isSystem);
        _statuses.Add(status);
        return status;
    }

    /// <summary>Adds a row as it stands, with what the server fills in by itself.</summary>
    public Row AddRow(Table table, Row row, Person who, DateTimeOffset at)
    {
        Apply(table, null, row, at);
        Ledger.Add(at, who.Number, table.Code, Text(row.Id), null, ToMap(table, row));
        Happened?.Invoke(new Happening(table, row.Id, "ADD", who, at));
        return row;
    }

    public void ChangeRow(Table table, Row before, Row after, Person who, DateTimeOffset at)
    {
        Apply(table, before, after, at);
        Ledger.Add(at, who.Number, table.Code, Text(after.Id), ToMap(table, before), ToMap(table, after));
        Happened?.Invoke(new Happening(table, after.Id, "UPDATE", who, at));
    }

    public void DeleteRow(Table table, Row row, Person who)
    {
        Apply(table, row, null, Now);
        Ledger.Add(Now, who.Number, table.Code, Text(row.Id), ToMap(table, row), null);
        Happened?.Invoke(new Happening(table, row.Id, "DELETE", who, Now));
        if (!ReferenceEquals(table, Activities) && !ReferenceEquals(table, ProductRows))
            Unbind(table, row.Id, who);
    }

    /// <summary>
    /// Takes a record out of the recycle bin, under the id it had (reference 6.1; 12, row 15). It is saved anew, so that it counts as changed now
    /// and is told as added. Null: it is not there.
    /// </summary>
    public Row? RestoreRow(Table table, long id, Person who)
    {
        if (!_bin.TryGetValue((table, id), out var gone))
            return null;
        var row = gone.Row.Copy();
        row[table["UPDATED_TIME"]] = Now;
        row[table["UPDATED_BY"]] = (long)who.Number;
        return AddRow(table, row, who, Now);
    }

    /// <summary>A smart process has a bin when its switch says so; activities and product rows have none of their own.</summary>
    private bool HasBin(Table table) => _tables.ContainsKey(table.EntityTypeId) && table.Process?.Has("isRecyclebinEnabled") != false;

    /// <summary>An activity goes with the last record it was bound to; from one of several it passes to another.</summary>
    private void Unbind(Table table, long id, Person who)
    {
        var (bindings, ownerType, ownerId) = (Activities["BINDINGS"], Activities["OWNER_TYPE_ID"], Activities["OWNER_ID"]);
        var gone = new Binding(table.EntityTypeId, id);
        foreach (var before in Activities.RowsOf([id]).Where(row => row[bindings] is IReadOnlyList<object> all && all.Contains(gone)).ToList())
        {
            Binding[] left = [.. ((IReadOnlyList<object>)before[bindings]!).Cast<Binding>().Where(binding => binding != gone)];
            if (left.Length == 0)
            {
                DeleteRow(Activities, before, who);
                continue;
            }
            var after = before.Copy();
            after[bindings] = left;
            if (Equals(before[ownerType], gone.OwnerTypeId) && Equals(before[ownerId], gone.OwnerId))
                (after[ownerType], after[ownerId]) = (left[0].OwnerTypeId, left[0].OwnerId);
            after[Activities["LAST_UPDATED"]] = Now;
            after[Activities["EDITOR_ID"]] = (long)who.Number;
            ChangeRow(Activities, before, after, who, Now);
        }
    }

    public TimelineComment AddComment(string entityType, long entityId, string text, Person who)
    {
        var comment = new TimelineComment(_comments.Count + 1, entityType, entityId, Now, text, who.Number);
        _comments.Add(comment);
        Ledger.Add(comment.Created, who.Number, "timeline_comment", Text(comment.Id), null, ToMap(comment));
        return comment;
    }

    /// <summary>Comments that stood before this portal was watched.</summary>
    public void LayComment(long dealId, World.Comment comment) =>
        _comments.Add(new TimelineComment(_comments.Count + 1, "deal", dealId, comment.At, comment.Text, comment.By));

    public Field AddUserField(Table table, UserFieldDraft draft, Person who)
    {
        var field = LayUserField(table, draft);
        Ledger.Add(Now, who.Number, "user_field", Text(field.User!.Id), null, ToMap(table, field));
        return field;
    }

    public void ChangeUserField(Table table, Field before, Field after, Person who)
    {
        table.Change(after);
        Ledger.Add(Now, who.Number, "user_field", Text(after.User!.Id), ToMap(table, before), ToMap(table, after));
    }

    public void DeleteUserField(Table table, Field field, Person who)
    {
        table.Remove(field);
        Ledger.Add(Now, who.Number, "user_field", Text(field.User!.Id), ToMap(table, field), null);
    }

    public Field LayUserField(Table table, UserFieldDraft draft)
    {
        var user = new UserField(
            _nextUserField++, table.UserFieldEntity, draft.TypeId, draft.XmlId, draft.Sort, draft.IsMandatory, draft.ShowFilter, draft.Settings, draft.Labels,
            [.. draft.Choices.Select(choice => choice with { Id = _nextChoice++ })]);
        return table.Add(UserFields.ToField(draft.Name, draft.IsMultiple, user));
    }

    public IReadOnlyList<Choice> NumberChoices(IEnumerable<Choice> choices) =>
        [.. choices.Select(choice => choice.Id == 0 ? choice with { Id = _nextChoice++ } : choice)];

    public Table AddProcess(string title, int entityTypeId, PhpMap switches, IReadOnlyList<int> parents, Person who)
    {
        var process = new SmartProcess(NextProcessId, entityTypeId, title, who.Number, Now, switches, parents);
        var table = LayProcess(process);
        Ledger.Add(Now, who.Number, "type", Text(process.Id), null, ToMap(process));
        return table;
    }

    public long NextProcessId => _tables.Values.Max(table => table.Process?.Id ?? 0) + 1;

    /// <summary>A free entityTypeId: even, from 1030 (reference 5.1).</summary>
    public int NextEntityTypeId => Math.Max(1060, (_tables.Keys.Max() / 2 * 2) + 2);

    public Table LayProcess(SmartProcess process)
    {
        var table = Schema.ProcessTable(process);
        _tables[process.EntityTypeId] = table;
        var category = new Category(20 + process.Id, "Общая", 500, process.EntityTypeId, true);
        AddCategory(category);
        if (!process.Has("isStagesEnabled"))
            return table;
        var entity = $"DYNAMIC_{process.EntityTypeId}_STAGE_{category.Id}";
        var sort = 10;
        foreach (var (code, name, colour, semantics) in DefaultStages)
        {
            AddStatus(entity, $"DT{process.EntityTypeId}_{category.Id}:{code}", name, sort, category.Id, colour, semantics, isSystem: true);
            sort += 10;
        }
        return table;
    }

    /// <summary>Writes history beside the row: 1 made, 2 moved, 3 moved to a final stage, 5 pipeline changed (reference 5.5).</summary>
    public static void LayHistory(Table history, long owner, long typeId, DateTimeOffset at, Status stage)
    {
        var ofLeads = history.HistoryOf!.EntityTypeId == Schema.Leads;
        var row = new Row(history.NextId);
        row[history["TYPE_ID"]] = typeId;
        row[history["OWNER_ID"]] = owner;
        row[history["CREATED_TIME"]] = at;
        if (!ofLeads)
            row[history["CATEGORY_ID"]] = stage.CategoryId;
        row[history[ofLeads ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID"]] = stage.Meaning;
        row[history[ofLeads ? "STATUS_ID" : "STAGE_ID"]] = stage.StatusId;
        history.Put(row);
    }

    /// <summary>Gives a new row its phones and e-mails, with ids nobody else's have.</summary>
    public static void LayPoints(Table table, Row row, IEnumerable<Point> points)
    {
        object[] numbered = [.. points.Select((point, i) => point with { Id = (row.Id * 10) + i + 1 })];
        row[table["FM"]] = numbered.Length == 0 ? null : numbered;
        row[table["HAS_PHONE"]] = numbered.Any(point => point is Point { TypeId: Point.Phone });
        row[table["HAS_EMAIL"]] = numbered.Any(point => point is Point { TypeId: Point.Email });
    }

    /// <summary>A row as crm.item.get shows it: the ledger's and the truth's form.</summary>
    public PhpMap ToMap(Table table, Row row)
    {
        var map = new PhpMap();
        foreach (var field in table.Fields)
            map[field.Camel] = Values.Universal(field, row[field]);
        return map;
    }

    private void LayInvoicePipeline()
    {
        var category = new Category(19, "Общая", 500, Schema.Invoices, true);
        AddCategory(category);
        var sort = 10;
        foreach (var (code, name, colour, semantics) in InvoiceStages)
        {
            AddStatus(
                $"SMART_INVOICE_STAGE_{category.Id}", $"DT{Schema.Invoices}_{category.Id}:{code}", name, sort, category.Id, colour, semantics, isSystem: true);
            sort += 10;
        }
    }

    private static readonly (string Code, string Name, string Colour, string? Semantics)[] InvoiceStages =
    [
        ("N", "Новый", "#39A8EF", null),
        ("S", "Отправлен", "#2FC6F6", null),
        ("P", "Оплачен", "#7BD500", "S"),
        ("D", "Не оплачен", "#FF5752", "F"),
    ];

    private static readonly (string Code, string Name, string Colour, string? Semantics)[] DefaultStages =
    [
        ("NEW", "Начало", "#22B9FF", null),
        ("PREPARATION", "Подготовка", "#88B9FF", null),
        ("CLIENT", "Согласование", "#10E5FC", null),
        ("SUCCESS", "Успех", "#00FF00", "S"),
        ("FAIL", "Провал", "#FF0000", "F"),
    ];

    private void Apply(Table table, Row? before, Row? after, DateTimeOffset at)
    {
        if (after is null)
        {
            table.Delete(before!.Id);
            // A record's history goes with it (reference 5.5), and what a deal sells.
            List<(Table Table, Row Row)> belongings = [];
            if (table.History is { } past)
                belongings.AddRange(past.RowsOf([before.Id]).Select(row => (past, row)));
            if (ReferenceEquals(table, Deals))
                belongings.AddRange(RowsOf(before.Id).Select(row => (ProductRows, row)));
            foreach (var (of, row) in belongings)
                of.Delete(row.Id);
            if (HasBin(table))
                _bin[(table, before.Id)] = (before, belongings);
            return;
        }
        table.Put(after);
        if (before is null && _bin.Remove((table, after.Id), out var bin))
        {
            foreach (var (of, row) in bin.Belongings)
                of.Put(row);
            return;
        }
        if (table.History is not { } history)
            return;
        var stage = StageOf(table, (string)after[table["STAGE_ID"]]!)!;
        if (before is null)
            LayHistory(history, after.Id, 1, at, stage);
        else if (table.Find("CATEGORY_ID") is { } category && !Equals(before[category], after[category]))
            LayHistory(history, after.Id, 5, at, stage);
        else if (!Equals(before[table["STAGE_ID"]], stage.StatusId))
            LayHistory(history, after.Id, stage.Meaning == "P" ? 2 : 3, at, stage);
    }

    private void Replay(Change change)
    {
        switch (change.Entity)
        {
            case "timeline_comment":
                var comment = change.After!;
                _comments.Add(new TimelineComment(
                    (long)comment["id"]!, (string)comment["entityType"]!, (long)comment["entityId"]!, change.At, (string)comment["text"]!, change.Who));
                break;
            case "type":
                LayProcess(ProcessOf(change.After!, change));
                break;
            case "user_field":
                ReplayUserField(change);
                break;
            case "user":
                Put(PersonOf(change.After!));
                break;
            case "department":
                Put(change.After is null ? null : DepartmentOf(change.After), DepartmentOf(change.Before ?? change.After!).Number);
                break;
            case "placement" or "event":
                ReplayBinding(change);
                break;
            default:
                var table = TableOf(change.Entity) ?? throw new InvalidOperationException($"The ledger names an unknown entity {change.Entity}.");
                var id = long.Parse(change.Id, System.Globalization.CultureInfo.InvariantCulture);
                Apply(table, table.Row(id), change.After is null ? null : FromMap(table, id, change.After), change.At.ToOffset(Facts.Zone));
                break;
        }
    }

    private void ReplayUserField(Change change)
    {
        var map = change.After ?? change.Before!;
        var table = _tables.Values.First(one => one.UserFieldEntity == (string)map["ENTITY_ID"]!);
        if (change.After is null)
            table.Remove(table.FindUserField((long)map["ID"]!)!);
        else if (change.Before is null)
            LayUserField(table, UserFields.ReadDraft(map));
        else
            table.Change(UserFields.Changed(table.FindUserField((long)map["ID"]!)!, UserFields.ReadDraft(map)));
    }

    private Row FromMap(Table table, long id, PhpMap map)
    {
        var row = new Row(id);
        foreach (var field in table.Fields)
        {
            if (map.TryGetValue(field.Camel, out var written) && Values.TryRead(field, written, isOld: false, out var value))
                row[field] = value;
        }
        return row;
    }

    private static PhpMap ToMap(TimelineComment comment) => new()
    {
        ["id"] = comment.Id,
        ["entityType"] = comment.EntityType,
        ["entityId"] = comment.EntityId,
        ["text"] = comment.Text,
        ["authorId"] = comment.AuthorId,
    };

    private static PhpMap ToMap(Table table, Field field) => UserFields.Describe(table, field);

    private static PhpMap ToMap(SmartProcess process) => new()
    {
        ["id"] = process.Id,
        ["entityTypeId"] = (long)process.EntityTypeId,
        ["title"] = process.Title,
        ["switches"] = process.Switches,
        ["parents"] = process.Parents.Select(parent => (object?)(long)parent).ToList(),
    };

    private static SmartProcess ProcessOf(PhpMap map, Change change) => new(
        (long)map["id"]!, (int)(long)map["entityTypeId"]!, (string)map["title"]!, change.Who, change.At, (PhpMap)map["switches"]!,
        [.. ((PhpMap)map["parents"]!).Values.Select(parent => (int)(long)parent!)]);

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
