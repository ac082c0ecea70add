using System.Collections.Concurrent;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>A field of a table: what is told to others, and how the wire spells it.</summary>
internal sealed record SchemaField(FieldMetadata Metadata, string? UpperName, Values Values);

/// <summary>Fields of one table by the names rows carry.</summary>
internal sealed record TableSchema(int EntityTypeId, IReadOnlyDictionary<string, SchemaField> Fields)
{
    public SchemaField? FindUpper(string upperName) => Fields.Values.FirstOrDefault(field => field.UpperName == upperName);
}

/// <summary>
/// The portal's own description of its tables, kept for a while. Names are read, never computed: the host's rule for turning
/// <c>UF_CRM_…</c> into <c>ufCrm…</c> has exceptions (bitrix24.md §5.2).
/// </summary>
internal sealed class Schema(BitrixClient client, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(HostTenantKey Tenant, int EntityTypeId), (TableSchema Table, long ReadAt)> _known = new();

    /// <summary>The tables asked for; those the portal refuses to describe come as their fault.</summary>
    public async Task<IReadOnlyDictionary<int, (TableSchema? Table, HostException? Fault)>> ReadAsync(
        HostConnection connection, IReadOnlyCollection<int> entityTypeIds, Priority priority, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<int, (TableSchema?, HostException?)>();
        var wanted = new List<int>();
        foreach (var id in entityTypeIds.Distinct())
        {
            if (_known.TryGetValue((connection.Key, id), out var known) && clock.GetElapsedTime(known.ReadAt) < Life) tables[id] = (known.Table, null);
            else wanted.Add(id);
        }

        foreach (var some in wanted.Chunk(50))
        {
            var answer = await client.BatchAsync(connection, [.. some.Select(FieldsCommand)], priority, cancellationToken);
            foreach (var id in some)
            {
                if (answer.Faults.TryGetValue(Key(id), out var fault)) tables[id] = (null, fault);
                else tables[id] = (Remember(connection.Key, id, answer.Get<WireFields>(Key(id))), null);
            }
        }

        return tables;
    }

    public async Task<TableSchema> ReadAsync(HostConnection connection, int entityTypeId, Priority priority, CancellationToken cancellationToken)
    {
        var (table, fault) = (await ReadAsync(connection, [entityTypeId], priority, cancellationToken))[entityTypeId];
        return table ?? throw fault!;
    }

    public void Forget(HostTenantKey tenant, int entityTypeId) => _known.TryRemove((tenant, entityTypeId), out _);

    public static string Key(int entityTypeId) => "f" + Tables.Text(entityTypeId);

    public static BatchCommand FieldsCommand(int entityTypeId) => BatchCommand.For<WireFields>(
        Key(entityTypeId), new Call("crm.item.fields", new Args { ["entityTypeId"] = entityTypeId }));

    public TableSchema Remember(HostTenantKey tenant, int entityTypeId, WireFields wire)
    {
        var fields = wire.Fields
            .Where(pair => !pair.Value.IsDeprecated)
            .ToDictionary(pair => pair.Key, pair => ToField(pair.Key, pair.Value), StringComparer.Ordinal);
        var table = new TableSchema(entityTypeId, fields);
        _known[(tenant, entityTypeId)] = (table, clock.GetTimestamp());
        return table;
    }

    private static SchemaField ToField(string name, WireField wire)
    {
        var values = Values.Of(name, wire);
        IReadOnlyList<FieldOption> options = [.. values.Titles.Select(pair => new FieldOption(pair.Key, pair.Value))];
        var title = new[] { wire.FormLabel, wire.ListLabel, wire.Title }.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? name;
        return new SchemaField(
            new FieldMetadata(name, values.Type, title, wire.IsDynamic, wire.IsMultiple, values.LinkTo, options), wire.UpperName, values);
    }
}
