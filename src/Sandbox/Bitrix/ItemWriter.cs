using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>Adding, changing and deleting records as a person or an application does, in either dialect (reference 5.2, 5.3, 6.1).</summary>
/// <param name="isOld">Whether the fields are named and written as in crm.deal.*.</param>
internal sealed class ItemWriter(Portal portal, Person who, bool isOld)
{
    public Row Add(Table table, PhpMap fields)
    {
        var now = portal.Now;
        var row = new Row(table.NextId);
        var given = Write(table, row, fields, isNew: true);
        if (table.Find("FM") is { } points)
            Portal.LayPoints(table, row, (row[points] as IReadOnlyList<object> ?? []).Cast<Point>());
        if (table.Find("PARENT_ID_2") is { } parent && row[parent] is long dealId)
        {
            var deal = portal.Deals.Row(dealId) ?? throw new RestException(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", $"The value of field '{parent.Camel}' is not valid");
            if (!portal.Rights.CanChange(who, portal.Deals, deal))
                throw RestException.AccessDenied();
        }

        Default("TITLE", () => $"{table.Title} #{row.Id}");
        Default("ASSIGNED_BY_ID", () => (long)who.Number);
        Default("CATEGORY_ID", () => portal.DefaultCategory(table).Id);
        Default("OPENED", () => true);
        Default("CURRENCY_ID", () => "RUB");
        Default("IS_MANUAL_OPPORTUNITY", () => row[table["OPPORTUNITY"]] is not null);
        Default("OPPORTUNITY", () => 0m);
        Default("BEGINDATE", () => portal.Today);
        Default("CLOSEDATE", () => portal.Today.AddDays(7));
        foreach (var flag in (string[])["IS_NEW", "IS_RECURRING", "IS_RETURN_CUSTOMER", "IS_REPEATED_APPROACH", "CLOSED"])
            Default(flag, () => false);
        Stamp(table, row, "CREATED", now);
        Stamp(table, row, "MOVED", now);
        Stamp(table, row, "UPDATED", now);
        Stamp(table, row, "LAST_ACTIVITY", now);
        row[table["ENTITY_TYPE_ID"]] = (long)table.EntityTypeId;
        PlaceOnStage(table, null, row, given);
        return portal.AddRow(table, row, who, now);

        void Default(string name, Func<object> value)
        {
            if (table.Find(name) is { } field && row[field] is null)
                row[field] = value();
        }
    }

    /// <summary>Without a real change nothing is saved.</summary>
    public Row Change(Table table, Row before, PhpMap fields)
    {
        if (!portal.Rights.CanChange(who, table, before))
            throw isOld ? RestException.Old("Access denied.") : RestException.AccessDenied();
        var after = before.Copy();
        var given = Write(table, after, fields, isNew: false);
        // The sum of rows is the amount unless somebody typed one (reference 6.1).
        if (ReferenceEquals(table, portal.Deals) && after[table["IS_MANUAL_OPPORTUNITY"]] is false && portal.RowsOf(after.Id).ToList() is { Count: > 0 } rows)
            after[table["OPPORTUNITY"]] = rows.Sum(portal.SumOf);
        if (table.Fields.All(field => Values.AreSame(before[field], after[field])))
            return before;

        var now = portal.Now;
        Stamp(table, after, "UPDATED", now);
        if (PlaceOnStage(table, before, after, given))
            Stamp(table, after, "MOVED", now);
        portal.ChangeRow(table, before, after, who, now);
        return after;
    }

    public void Delete(Table table, Row row)
    {
        if (!portal.Rights.CanChange(who, table, row))
            throw isOld ? RestException.Old("Access denied.") : RestException.AccessDenied();
        portal.DeleteRow(table, row, who);
    }

    /// <summary>Unknown and read-only fields are ignored, an unparsable value too (reference 5.2). Returns what was set.</summary>
    private HashSet<string> Write(Table table, Row row, PhpMap fields, bool isNew)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, input) in fields)
        {
            var field = isOld ? table.FindOld(name) : table.Find(name);
            if (field is null || field.IsReadOnly || (isOld && !isNew && field.Name == "CATEGORY_ID"))
                continue;
            if (field.Kind == FieldKind.Point && !isNew)
                throw RestException.Unsupported("a change of phones and e-mails");
            if (!portal.Values.TryRead(field, input, isOld, out var value) || !Exists(field, value))
                continue;
            row[field] = value;
            given.Add(field.Name);
        }
        Pair(table, row, given, "CONTACT_ID", "CONTACT_IDS");
        Pair(table, row, given, "COMPANY_ID", "COMPANY_IDS");
        return given;
    }

    /// <summary>The single link is the first one of the many; whichever was written says the other.</summary>
    private static void Pair(Table table, Row row, HashSet<string> given, string one, string many)
    {
        if (table.Find(one) is not { } single || table.Find(many) is not { } all)
            return;
        if (given.Contains(many))
            row[single] = (row[all] as IReadOnlyList<object>)?[0];
        else if (given.Contains(one))
            row[all] = row[single] is { } id ? new[] { id } : null;
    }

    private bool Exists(Field field, object? value) => field.Kind switch
    {
        FieldKind.User => All(value, id => portal.PersonOf(id) is not null),
        FieldKind.Choice => All(value, id => field.User!.Choices.Any(choice => choice.Id == id)),
        FieldKind.Link when field.ParentTypeId is { } parent => All(value, id => portal.TableOf(parent)?.Row(id) is not null),
        _ => true,
    };

    private static bool All(object? value, Func<long, bool> test) => value switch
    {
        null => true,
        IReadOnlyList<object> many => many.All(one => test((long)one)),
        _ => test((long)value),
    };

    /// <summary>Puts the row on an existing stage of its pipeline and derives what follows from it. True when it moved.</summary>
    private bool PlaceOnStage(Table table, Row? before, Row after, HashSet<string> given)
    {
        if (table.Find("STAGE_ID") is not { } stageField)
            return false;
        var (pipeline, isOtherPipeline) = ((long?)null, false);
        if (table.Find("CATEGORY_ID") is { } category)
        {
            pipeline = after[category] is long id ? portal.CategoryOf(id, table)?.Id : null;
            if (pipeline is null)
                throw new RestException(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "The value of field 'categoryId' is not valid");
            isOtherPipeline = before is not null && !Equals(before[category], after[category]);
        }
        if (after[stageField] is null || (isOtherPipeline && !given.Contains("STAGE_ID")))
            after[stageField] = portal.FirstStage(table, pipeline).StatusId;
        var stage = portal.StageOf(table, (string)after[stageField]!);
        if (stage is null || stage.CategoryId != pipeline)
            throw new RestException(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "The value of field 'stageId' is not valid");

        if (table.Find("PREVIOUS_STAGE_ID") is { } previous && before is not null && !Equals(before[stageField], after[stageField]))
            after[previous] = before[stageField];
        if (table.Find("STAGE_SEMANTIC_ID") is { } semantic)
            after[semantic] = stage.Meaning;
        if (table.Find("DATE_CLOSED") is { } closedAt)
            after[closedAt] = stage.Meaning == "P" ? null : after[closedAt] ?? portal.Now;
        if (table.Find("CLOSED") is { } closed)
        {
            var wasClosed = after[closed] is true;
            after[closed] = stage.Meaning != "P";
            after[table["IS_NEW"]] = stage.StatusId == portal.FirstStage(table, pipeline).StatusId;
            // On closing the day becomes today unless the same change says another (reference 12, row 9).
            if (stage.Meaning != "P" && !wasClosed && !given.Contains("CLOSEDATE"))
                after[table["CLOSEDATE"]] = portal.Today;
        }
        return before is not null && (isOtherPipeline || !Equals(before[stageField], after[stageField]));
    }

    private void Stamp(Table table, Row row, string what, DateTimeOffset now)
    {
        row[table[what + "_TIME"]] = now;
        row[table[what + "_BY"]] = (long)who.Number;
    }
}
