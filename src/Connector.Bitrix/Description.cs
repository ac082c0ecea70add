using System.Globalization;
using Connector.Bitrix.Feeds;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>Tables, fields, pipelines, catalogues, currency and zone of a portal. Smart processes are listed to administrators of the CRM only.</summary>
internal sealed class Description(BitrixClient client, Schema schema, FeedReader reader)
{
    private static readonly Feed Pipelines = PipelineFeed.Create();
    private static readonly Feed Stages = StageFeed.Create();

    private static readonly BatchCommand[] Settings =
    [
        BatchCommand.For<string>("time", new Call("server.time", [])),
        BatchCommand.For<WireRows>("currencies", new Call("crm.currency.list", [])),
    ];

    /// <summary>The newest deals that sell something: before they have an amount, few have a product.</summary>
    private static readonly Call NewestPriced = new("crm.item.list", new Args
    {
        ["entityTypeId"] = Tables.Deal, ["select"] = new[] { "id" }, ["filter"] = new Args { [">opportunity"] = 0 }, ["order"] = new Args { ["id"] = "DESC" }, ["start"] = -1,
    });

    private static readonly BatchCommand Calendar = BatchCommand.For<WireRow>("calendar", new Call("calendar.settings.get", []));

    /// <summary>A portal need not grant the calendar: all else is worth having without it.</summary>
    public async Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var answer = await client.BatchAsync(connection, [.. Settings, Calendar], Priority.Sync, cancellationToken);
        var settings = ToSettings(answer);
        return !answer.Faults.TryGetValue(Calendar.Key, out var fault) ? settings with { Calendar = PortalCalendar.Read(answer.Get<WireRow>(Calendar.Key)) }
            : settings with { IsCalendarAnswered = fault.Fault is HostFault.NotAllowed or HostFault.Refused };
    }

    /// <summary>Asks the portal anew whatever is remembered: somebody has just changed it there and looks whether we see it.</summary>
    public async Task<HostMetadata> ReadAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        schema.Forget(connection.Key, Tables.Deal);
        var answer = await client.BatchAsync(
            connection,
            [
                .. Settings,
                BatchCommand.For<WireRows>("pipelines", Pipelines.WholeList()),
                BatchCommand.For<WireRows>("stages", Stages.WholeList()),
                BatchCommand.For<WireRows>("catalogues", new Call("catalog.catalog.list", [])),
                BatchCommand.For<WireRows>("priced", NewestPriced),
            ],
            Priority.Interactive, cancellationToken);
        // Invoices are no smart process, though read like one; a portal without them refuses to describe them.
        var types = (await ListTypesAsync(connection, cancellationToken)).Append((Number: Tables.Invoice, Title: "Invoices")).ToList();
        foreach (var (number, _) in types) schema.Forget(connection.Key, number);
        var tables = await schema.ReadAsync(
            connection, [Tables.Deal, .. types.Select(type => type.Number)], Priority.Interactive, cancellationToken);
        if (tables[Tables.Deal].Fault is { } fault) throw fault;

        var (utcOffset, currency, _, _) = ToSettings(answer);
        return new HostMetadata(
            utcOffset, currency,
            [.. answer.Get<WireRows>("pipelines").Select(Pipelines.Read).OfType<Pipeline>()],
            [.. answer.Get<WireRows>("stages").Select(Stages.Read).OfType<Stage>()],
            [
                ToMetadata(tables[Tables.Deal].Table!, "Deals"),
                .. types.Where(type => tables[type.Number].Table is not null).Select(type => ToMetadata(tables[type.Number].Table!, type.Title)),
            ])
        {
            Catalogues = await ReadCataloguesAsync(connection, answer, cancellationToken),
        };
    }

    /// <summary>None where the portal does not grant them. Variations of goods are a catalogue of their own, in which nothing lies in sections.</summary>
    private async Task<IReadOnlyList<CatalogueMetadata>> ReadCataloguesAsync(HostConnection connection, BatchAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Faults.TryGetValue("catalogues", out var fault)) return fault.Fault is HostFault.NotAllowed or HostFault.Refused ? [] : throw fault;
        var goods = answer.Get<WireRows>("catalogues").Where(row => row.Id("productIblockId") is null).ToList();
        if (goods.Count == 0) return [];
        var deals = await ReadAsync<DealLines>(RecordKind.DealLines, answer.Get<WireRows>("priced").Select(row => row.Required("id")));
        string[] sold = [.. deals.SelectMany(deal => deal.Lines).Select(line => line.ProductId).OfType<string>().Distinct().Take(Feed.PageSize)];
        var catalogues = new List<CatalogueMetadata>();
        foreach (var row in goods)
        {
            var id = row.Required("iblockId");
            var products = await ReadAsync<Product>(RecordKind.Product(id), sold);
            catalogues.Add(new CatalogueMetadata(id, row.Text("name") ?? id, products.Any(product => product.SectionId is not null)));
        }
        return catalogues;

        async Task<IEnumerable<T>> ReadAsync<T>(RecordKind kind, IEnumerable<string> ids) where T : HostRecord =>
            (await reader.ReadRecordsAsync(connection, kind, [.. ids], cancellationToken)).OfType<RecordReading.Found>().Select(found => (T)found.Record);
    }

    private async Task<IReadOnlyList<(int Number, string Title)>> ListTypesAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var types = new Dictionary<int, string>();
        for (var start = 0; ; start += Feed.PageSize)
        {
            var call = new Call("crm.type.list", new Args { ["order"] = new Args { ["id"] = "ASC" }, ["start"] = start });
            var rows = (await client.CallAsync<WireRows>(connection, call, Effect.Read, Priority.Interactive, cancellationToken)).Result;
            var before = types.Count;
            foreach (var row in rows) types[(int)Values.ParseNumber(row.Required("entityTypeId"))] = row.Text("title") ?? "";
            if (rows.Count < Feed.PageSize || types.Count == before) // some portals answer all rows whatever the page
                return [.. types.Select(type => (type.Key, type.Value))];
        }
    }

    private static HostSettings ToSettings(BatchAnswer answer) => new(
        DateTimeOffset.Parse(answer.Get<string>("time"), CultureInfo.InvariantCulture).Offset,
        answer.Get<WireRows>("currencies").FirstOrDefault(row => row.Text("BASE") == "Y")?.Text("CURRENCY")
            ?? throw new HostException(HostFault.Refused, "The portal names no base currency."));

    private static TableMetadata ToMetadata(TableSchema table, string title) =>
        new(Tables.KindOf(table.EntityTypeId), title, [.. table.Fields.Values.Select(field => field.Metadata)]);
}
