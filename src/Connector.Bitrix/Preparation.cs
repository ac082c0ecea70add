using Connector.Bitrix.Feeds;
using Connector.Bitrix.Wire;
using Connector.Bitrix.WriteBack;
using ReportApp.Core.Hosts;

namespace Connector.Bitrix;

/// <summary>What we need in a portal: the plan's fields of a deal, its events and our tab in its card. What stands already is left as it is.</summary>
internal sealed class Preparation(BitrixClient client, Schema schema)
{
    public async Task RunAsync(HostConnection connection, Uri appAddress, CancellationToken cancellationToken)
    {
        var address = appAddress.AbsoluteUri.TrimEnd('/') + $"/{Launch.HostName}";
        await AddFieldsAsync(connection, cancellationToken);
        await BindAsync(connection, address + "/events", cancellationToken);
        await PlaceAsync(connection, address + "/launch", cancellationToken);
    }

    private async Task AddFieldsAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        for (var start = 0; ; start += Feed.PageSize)
        {
            var list = new Call("crm.deal.userfield.list", new Args { ["order"] = new Args { ["ID"] = "ASC" }, ["start"] = start });
            var rows = (await client.CallAsync<WireRows>(connection, list, Effect.Read, Priority.Interactive, cancellationToken)).Result;
            var before = present.Count;
            present.UnionWith(rows.Select(row => row.Text("FIELD_NAME") ?? ""));
            if (rows.Count < Feed.PageSize || present.Count == before) break; // some portals answer all rows whatever the page
        }

        var sort = 900;
        foreach (var field in PlanFields.All.Where(field => !present.Contains(field.Name)))
        {
            var labels = new Args { ["ru"] = field.Russian, ["en"] = field.English };
            var fields = new Args
            {
                ["FIELD_NAME"] = field.Name["UF_CRM_".Length..], // the host puts its prefix itself
                ["USER_TYPE_ID"] = field.UserType,
                ["XML_ID"] = field.Name,
                ["MULTIPLE"] = "N",
                ["MANDATORY"] = "N",
                ["SORT"] = sort++,
                ["LABEL"] = field.Russian,
                ["EDIT_FORM_LABEL"] = labels,
                ["LIST_COLUMN_LABEL"] = labels,
                ["LIST_FILTER_LABEL"] = labels,
            };
            var add = new Call("crm.deal.userfield.add", new Args { ["fields"] = fields });
            await client.CallAsync<long>(connection, add, Effect.Write, Priority.Write, cancellationToken);
        }

        schema.Forget(connection.Key, Tables.Deal);
    }

    private async Task BindAsync(HostConnection connection, string handler, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync<WireRows>(connection, new Call("event.get", []), Effect.Read, Priority.Interactive, cancellationToken);
        var bound = answer.Result.Where(row => row.Text("handler") == handler).Select(row => row.Text("event") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        BatchCommand[] binds =
        [
            .. from name in PortalEvents.Bound
               where !bound.Contains(name)
               select BatchCommand.For<bool>(name, new Call("event.bind", new Args { ["event"] = name, ["handler"] = handler })),
        ];
        if (binds.Length == 0) return;
        var done = await client.BatchAsync(connection, binds, Effect.Write, Priority.Write, cancellationToken);
        foreach (var bind in binds) done.Get<bool>(bind.Key);
    }

    /// <summary>The host refuses the same pair twice, and forgets all of them at an update of the app.</summary>
    private async Task PlaceAsync(HostConnection connection, string handler, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync<WireRows>(connection, new Call("placement.get", []), Effect.Read, Priority.Interactive, cancellationToken);
        var bound = answer.Result.Where(row => row.Text("handler") == handler).Select(row => row.Text("placement") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var place in Placements.Bound.Where(place => !bound.Contains(place.Code)))
        {
            // Of an address that the app had before: some places take one handler only.
            if (answer.Result.Any(row => string.Equals(row.Text("placement"), place.Code, StringComparison.OrdinalIgnoreCase)))
            {
                var unbind = new Call("placement.unbind", new Args { ["PLACEMENT"] = place.Code });
                await client.CallAsync<WireRow>(connection, unbind, Effect.Write, Priority.Write, cancellationToken);
            }
            var bind = new Call("placement.bind", new Args
            {
                ["PLACEMENT"] = place.Code,
                ["HANDLER"] = handler,
                ["LANG_ALL"] = new Args { ["ru"] = new Args { ["TITLE"] = place.Russian }, ["en"] = new Args { ["TITLE"] = place.English } },
            });
            await client.CallAsync<bool>(connection, bind, Effect.Write, Priority.Write, cancellationToken);
        }
    }
}
