using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Rows of a smart process by <c>crm.item.list</c>, with all their fields.</summary>
internal static class ItemFeed
{
    public static Feed For(TableSchema schema)
    {
        var table = Tables.Text(schema.EntityTypeId);
        var fields = schema.Fields.Values.Where(field => field.Metadata.Name != "id").ToList();
        return List(
            RecordKind.Item(table), schema.EntityTypeId, [.. fields.Select(field => field.Metadata.Name).Prepend("id")],
            row => new Item
            {
                Id = row.Required("id"),
                ModifiedAt = row.Optional("updatedTime", Values.ParseInstant),
                Table = table,
                CreatedAt = row.Required("createdTime", Values.ParseInstant),
                Fields = ReadFields(row, fields),
            });
    }

    /// <summary>The common form of all tables behind <c>crm.item.*</c>.</summary>
    public static Feed List(RecordKind kind, int entityTypeId, IReadOnlyList<string> select, Func<WireRow, HostRecord?> read) =>
        new(kind, "crm.item.list", "id", Paging.Keyset, read)
        {
            Fixed = new Args { ["entityTypeId"] = entityTypeId },
            Select = select,
            Order = new Args { ["order"] = new Args { ["id"] = "ASC" } },
            ChangedName = "updatedTime",
            RowsPath = "[items]",
            One = id => BatchCommand.For<WireItem>("r" + id, new Call("crm.item.get", new Args { ["entityTypeId"] = entityTypeId, ["id"] = id })),
        };

    /// <summary>What a portal added to a table: user fields, and links to parents.</summary>
    public static IEnumerable<SchemaField> OwnFields(TableSchema schema) => schema.Fields.Values
        .Where(field => field.Metadata.IsCustom || field.Metadata.Name.StartsWith("parentId", StringComparison.Ordinal));

    /// <exception cref="FormatException">An amount without a currency.</exception>
    public static (decimal? Amount, string? Currency) ReadAmount(WireRow row)
    {
        var amount = row.Optional("opportunity", Values.ParseAmount);
        var currency = row.Text("currencyId");
        if (amount is not null && !Values.IsCurrency(currency)) throw new FormatException("currencyId is not a currency.");
        return (amount, Values.IsCurrency(currency) ? currency : null);
    }

    /// <summary>Phones (<c>PHONE</c>) or e-mails (<c>EMAIL</c>) of a row, as somebody typed them.</summary>
    public static IReadOnlyList<string> ReadPoints(WireRow row, string type) =>
        [.. row.Rows("fm").Where(point => point.Text("typeId") == type).Select(point => point.Text("value")).OfType<string>().Where(text => text.Length > 0)];

    /// <summary>Filled fields only: an absent one is empty.</summary>
    public static IReadOnlyDictionary<string, FieldValue> ReadFields(WireRow row, IEnumerable<SchemaField> fields)
    {
        var values = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = field.Metadata.Name;
            var value = Row.Named(name, () => field.Values.Read(row, name));
            if (!value.IsEmpty) values[name] = value;
        }

        return values;
    }
}
