using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Contacts and companies by <c>crm.item.list</c>. Phones and e-mails come only when every field is asked for (bitrix24.md §5.2).</summary>
internal static class ClientFeed
{
    public static Feed OfContacts(TableSchema schema) => Of(RecordKind.Contact, schema, (row, own) => new Contact
    {
        Id = row.Required("id"),
        ModifiedAt = row.Optional("updatedTime", Values.ParseInstant),
        Name = string.Join(' ', new[] { row.Text("lastName"), row.Text("name"), row.Text("secondName") }.Where(part => !string.IsNullOrWhiteSpace(part))),
        TypeId = row.Id("typeId"),
        SourceId = row.Id("sourceId"),
        CompanyId = row.Id("companyId"),
        Position = row.Filled("post"),
        OwnerId = row.Id("assignedById"),
        ModifiedById = row.Id("updatedBy"),
        CreatedAt = row.Required("createdTime", Values.ParseInstant),
        Phones = ItemFeed.ReadPoints(row, "PHONE"),
        Emails = ItemFeed.ReadPoints(row, "EMAIL"),
        Fields = ItemFeed.ReadFields(row, own),
    });

    public static Feed OfCompanies(TableSchema schema) => Of(RecordKind.Company, schema, (row, own) => new Company
    {
        Id = row.Required("id"),
        ModifiedAt = row.Optional("updatedTime", Values.ParseInstant),
        Name = row.Text("title") ?? "",
        TypeId = row.Id("typeId"),
        IndustryId = row.Id("industry"),
        OwnerId = row.Id("assignedById"),
        ModifiedById = row.Id("updatedBy"),
        CreatedAt = row.Required("createdTime", Values.ParseInstant),
        Phones = ItemFeed.ReadPoints(row, "PHONE"),
        Emails = ItemFeed.ReadPoints(row, "EMAIL"),
        Fields = ItemFeed.ReadFields(row, own),
    });

    private static Feed Of(RecordKind kind, TableSchema schema, Func<WireRow, IReadOnlyList<SchemaField>, HostRecord> read)
    {
        var own = ItemFeed.OwnFields(schema).ToList();
        return ItemFeed.List(kind, schema.EntityTypeId, ["*", .. own.Select(field => field.Metadata.Name)], row => read(row, own));
    }
}
