using System.Globalization;
using Connector.Bitrix.Feeds;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>Tables, fields, pipelines, currency and zone of a portal. Smart processes are listed to administrators of the CRM only.</summary>
internal sealed class Description(BitrixClient client, Schema schema)
{
    private static readonly Feed Pipelines = PipelineFeed.Create();
    private static readonly Feed Stages = StageFeed.Create();

    private static readonly BatchCommand[] Settings =
    [
        BatchCommand.For<string>("time", new Call("server.time", [])),
        BatchCommand.For<WireRows>("currencies", new Call("crm.currency.list", [])),
    ];

    private static readonly BatchCommand Calendar = BatchCommand.For<WireRow>("calendar", new Call("calendar.settings.get", []));

    /// <summary>A portal need not grant the calendar: all else is worth having without it.</summary>
    public async Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var answer = await client.BatchAsync(connection, [.. Settings, Calendar], Priority.Sync, cancellationToken);
        var isRefused = answer.Faults.TryGetValue(Calendar.Key, out var fault) && fault.Fault is HostFault.NotAllowed or HostFault.Refused;
        return ToSettings(answer) with { Calendar = isRefused ? null : PortalCalendar.Read(answer.Get<WireRow>(Calendar.Key)) };
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
            ],
            Priority.Interactive, cancellationToken);
        // Invoices are no smart process, though read like one; a portal without them refuses to describe them.
        var types = (await ListTypesAsync(connection, cancellationToken)).Append((Number: Tables.Invoice, Title: "Invoices")).ToList();
        foreach (var (number, _) in types) schema.Forget(connection.Key, number);
        var tables = await schema.ReadAsync(
            connection, [Tables.Deal, .. types.Select(type => type.Number)], Priority.Interactive, cancellationToken);
        if (tables[Tables.Deal].Fault is { } fault) throw fault;

        var (utcOffset, currency, _) = ToSettings(answer);
        return new HostMetadata(
            utcOffset, currency,
            [.. answer.Get<WireRows>("pipelines").Select(Pipelines.Read).OfType<Pipeline>()],
            [.. answer.Get<WireRows>("stages").Select(Stages.Read).OfType<Stage>()],
            [
                ToMetadata(tables[Tables.Deal].Table!, "Deals"),
                .. types.Where(type => tables[type.Number].Table is not null).Select(type => ToMetadata(tables[type.Number].Table!, type.Title)),
            ]);
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
