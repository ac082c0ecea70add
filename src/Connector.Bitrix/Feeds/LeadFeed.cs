using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Leads by <c>crm.item.list</c>. Phones and e-mails come only when every field is asked for (bitrix24.md §5.2).</summary>
internal static class LeadFeed
{
    public static Feed For(TableSchema schema)
    {
        var own = ItemFeed.OwnFields(schema).ToList();
        return ItemFeed.List(RecordKind.Lead, Tables.Lead, ["*", .. own.Select(field => field.Metadata.Name)], row => Read(row, own));
    }

    private static Lead Read(WireRow row, IReadOnlyList<SchemaField> own)
    {
        var (amount, currency) = ItemFeed.ReadAmount(row);
        return new Lead
        {
            Id = row.Required("id"),
            ModifiedAt = row.Optional("updatedTime", Values.ParseInstant),
            Title = row.Text("title") ?? "",
            StageId = row.Required("stageId"),
            SourceId = row.Id("sourceId"),
            Amount = amount,
            Currency = currency,
            OwnerId = row.Id("assignedById"),
            ModifiedById = row.Id("updatedBy"),
            CreatedAt = row.Required("createdTime", Values.ParseInstant),
            StageChangedAt = row.Optional("movedTime", Values.ParseInstant),
            StageComment = row.Filled("statusDescription"),
            ContactIds = row.Ids("contactIds"),
            CompanyId = row.Id("companyId"),
            Phones = ItemFeed.ReadPoints(row, "PHONE"),
            Emails = ItemFeed.ReadPoints(row, "EMAIL"),
            Utm = ReadUtm(row),
            Fields = ItemFeed.ReadFields(row, own),
        };
    }

    private static Utm? ReadUtm(WireRow row)
    {
        var utm = new Utm(row.Filled("utmSource"), row.Filled("utmMedium"), row.Filled("utmCampaign"), row.Filled("utmContent"), row.Filled("utmTerm"));
        return utm == new Utm(null, null, null, null, null) ? null : utm;
    }
}
