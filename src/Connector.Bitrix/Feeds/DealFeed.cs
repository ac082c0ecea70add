using Connector.Bitrix.Wire;
using Connector.Bitrix.WriteBack;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>Deals by <c>crm.item.list</c>: the few standard fields we use, every custom field, and links to parents.</summary>
internal static class DealFeed
{
    private static readonly string[] Standard =
    [
        "id", "title", "categoryId", "stageId", "opportunity", "currencyId", "probability", "closedate", "assignedById", "observers",
        "createdTime", "updatedTime", "updatedBy", "movedTime", "leadId", "sourceId",
        "contactIds", "companyId",
    ];

    public static Feed For(TableSchema schema)
    {
        var plan = PlanFields.In(schema);
        var planNames = plan.Names.Values.ToHashSet(StringComparer.Ordinal);
        var others = ItemFeed.OwnFields(schema).Where(field => !planNames.Contains(field.Metadata.Name)).ToList();
        return ItemFeed.List(
            RecordKind.Deal, Tables.Deal, [.. Standard, .. others.Select(field => field.Metadata.Name), .. planNames],
            row => Read(row, others, plan));
    }

    private static Deal Read(WireRow row, IReadOnlyList<SchemaField> others, PlanFields plan)
    {
        var (amount, currency) = ItemFeed.ReadAmount(row);
        return new Deal
        {
            Id = row.Required("id"),
            ModifiedAt = row.Optional("updatedTime", Values.ParseInstant),
            Title = row.Text("title") ?? "",
            PipelineId = row.Required("categoryId"),
            StageId = row.Required("stageId"),
            Amount = amount,
            Currency = currency,
            Probability = row.Optional("probability", text => (int)Values.ParseNumber(text)),
            ExpectedClose = row.Optional("closedate", Values.ParseDate),
            OwnerId = row.Id("assignedById"),
            ModifiedById = row.Id("updatedBy"),
            ObserverIds = row.Ids("observers"),
            CreatedAt = row.Required("createdTime", Values.ParseInstant),
            StageChangedAt = row.Optional("movedTime", Values.ParseInstant),
            LeadId = row.Id("leadId"),
            ContactIds = row.Ids("contactIds"),
            CompanyId = row.Id("companyId"),
            SourceId = row.Id("sourceId"),
            Plan = Row.Named("The plan", () => plan.Read(row)),
            Fields = ItemFeed.ReadFields(row, others),
        };
    }
}
