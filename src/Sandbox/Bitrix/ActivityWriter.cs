using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>Adding, changing and deleting activities in the old dialect, by the rights of the record that owns them (reference 5.6).</summary>
internal sealed class ActivityWriter(Portal portal, Person who)
{
    private readonly Table _table = portal.Activities;

    public Row Add(PhpMap fields)
    {
        var (now, row) = (portal.Now, new Row(portal.Activities.NextId));
        Write(row, fields, isNew: true);
        var type = row[_table["TYPE_ID"]] as long? ?? throw RestException.Old("The field TYPE_ID is not defined or invalid.");
        if (row[_table["SUBJECT"]] is null)
            throw RestException.Old("The field SUBJECT is not defined or empty.");
        Provide(row, type);
        var communications = Reach(row, type);
        Binding[] bindings = [.. Owner(row).Concat(communications.Select(one => new Binding(one.EntityTypeId, one.EntityId))).Distinct()];
        if (bindings.Length == 0)
            throw RestException.Old("Could not build binding. Please ensure that owner info and communications are defined correctly.");
        foreach (var binding in bindings)
        {
            if (portal.TableOf((int)binding.OwnerTypeId) is not { } table || table.Row(binding.OwnerId) is not { } record || !portal.Rights.CanChange(who, table, record))
                throw RestException.Old("Access denied.");
        }
        (row[_table["OWNER_TYPE_ID"]], row[_table["OWNER_ID"]]) = (bindings[0].OwnerTypeId, bindings[0].OwnerId);
        row[_table["BINDINGS"]] = bindings;
        row[_table["COMMUNICATIONS"]] = communications;
        row[_table["RESPONSIBLE_ID"]] ??= (long)who.Number;
        row[_table["COMPLETED"]] ??= false;
        row[_table["PRIORITY"]] ??= 2L;
        row[_table["DIRECTION"]] ??= 0L;
        row[_table["START_TIME"]] ??= now;
        row[_table["END_TIME"]] ??= row[_table["START_TIME"]];
        row[_table["AUTHOR_ID"]] = (long)who.Number;
        row[_table["CREATED"]] = now;
        return portal.AddRow(_table, Settle(row, now), who, now);
    }

    /// <summary>Without a real change nothing is saved.</summary>
    public Row Change(Row before, PhpMap fields)
    {
        NeedRight(before);
        var after = before.Copy();
        Write(after, fields, isNew: false);
        foreach (var fixedName in (string[])["OWNER_ID", "OWNER_TYPE_ID", "COMMUNICATIONS"])
        {
            if (fields.ContainsKey(fixedName))
                throw RestException.Unsupported($"a change of {fixedName}");
        }
        if (_table.Fields.All(field => Values.AreSame(before[field], after[field])))
            return before;
        var now = portal.Now;
        portal.ChangeRow(_table, before, Settle(after, now), who, now);
        return after;
    }

    public void Delete(Row row)
    {
        NeedRight(row);
        portal.DeleteRow(_table, row, who);
    }

    /// <summary>The deadline is nobody's to set: the start of calls and meetings, the end of everything else.</summary>
    private Row Settle(Row row, DateTimeOffset now)
    {
        row[_table["DEADLINE"]] = row[_table[row[_table["TYPE_ID"]] is 1L or 2L ? "START_TIME" : "END_TIME"]];
        row[_table["LAST_UPDATED"]] = now;
        row[_table["EDITOR_ID"]] = (long)who.Number;
        return row;
    }

    private void NeedRight(Row row)
    {
        if (!portal.Rights.CanChange(who, _table, row))
            throw RestException.Old("Access denied.");
    }

    private void Write(Row row, PhpMap fields, bool isNew)
    {
        foreach (var (name, input) in fields)
        {
            if (_table.FindOld(name) is not { IsReadOnly: false } field || (!isNew && name is "TYPE_ID" or "PROVIDER_ID" or "PROVIDER_TYPE_ID"))
                continue;
            if (portal.Values.TryRead(field, input, isOld: true, out var value) && (field.Kind != FieldKind.User || (value is long id && portal.PersonOf(id) is not null)))
                row[field] = value;
        }
    }

    /// <summary>This method makes calls, meetings and e-mails; the rest has methods of its own.</summary>
    private void Provide(Row row, long type)
    {
        var (provider, kind) = type switch
        {
            1 => ("CRM_MEETING", "MEETING"),
            2 => ("VOXIMPLANT_CALL", "CALL"),
            4 => ("CRM_EMAIL", "EMAIL"),
            6 when row[_table["PROVIDER_ID"]] is null => throw RestException.Old("The custom activity without provider is not supported in current context."),
            6 when row[_table["PROVIDER_ID"]] is "CONFIGURABLE_REST_APP" => throw RestException.Old("Use crm.activity.configurable.add for this activity provider"),
            6 => throw RestException.Unsupported("activities of registered types"),
            _ => throw RestException.Old("The activity type is not supported in current context."),
        };
        row[_table["PROVIDER_ID"]] ??= provider;
        row[_table["PROVIDER_TYPE_ID"]] ??= kind;
    }

    private Communication[] Reach(Row row, long type)
    {
        var needed = type switch { 2 => "PHONE", 4 => "EMAIL", _ => "" };
        Communication[] given =
        [
            .. (row[_table["COMMUNICATIONS"]] as IReadOnlyList<object> ?? []).Cast<Communication>()
                .Select(one => one.EntityId > 0 ? one : Owner(row).Select(owner => one with { EntityTypeId = owner.OwnerTypeId, EntityId = owner.OwnerId }).FirstOrDefault() ?? one)
                .Select(one => one.Type.Length == 0 ? one with { Type = needed } : one)
                .Where(one => one.EntityId > 0 && (needed.Length == 0 || one.Type == needed)),
        ];
        if (given.Length == 0)
            throw RestException.Old("The field COMMUNICATIONS is not defined or invalid.");
        return given.Length == 1 || type == 4 ? given : throw RestException.Old("The only one communication is allowed for activity of specified type.");
    }

    private IEnumerable<Binding> Owner(Row row) =>
        row[_table["OWNER_TYPE_ID"]] is long type and > 0 && row[_table["OWNER_ID"]] is long id and > 0 ? [new Binding(type, id)] : [];
}
