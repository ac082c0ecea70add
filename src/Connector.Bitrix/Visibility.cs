using System.Globalization;
using Connector.Bitrix.Feeds;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>
/// What a viewer may see, found by counting as he: the host tells nobody's rights, but counts and lists only what he may see
/// (bitrix24.md §5.14). An owner of whom he counts what we hold and what the installation's account counts is seen whole, of the
/// rest the ids are read. For equality only records count that have not changed since we were complete: those we certainly hold
/// under the same owner.
/// </summary>
internal sealed class Visibility(BitrixClient client, TimeProvider clock)
{
    private const int MostCommands = 50;

    public async Task<VisibleRows> ReadAsync(
        HostConnection connection, HostConnection background, RecordKind kind, IReadOnlyList<OwnerCount> owners, DateTimeOffset? completeUpTo,
        CancellationToken cancellationToken)
    {
        var entityTypeId = Tables.NumberOf(kind) ?? throw new HostException(HostFault.Refused, $"Bitrix24 has no row rights for {kind}.");
        var readAt = clock.GetUtcNow();
        var known = owners.Where(owner => owner is { OwnerId: not null, Count: > 0 }).ToList();

        BatchCommand[] commands =
        [
            Count("all", entityTypeId, null, completeUpTo ?? DateTimeOffset.UnixEpoch),
            .. known.Select((owner, index) => Count(Key(index), entityTypeId, owner.OwnerId, completeUpTo ?? DateTimeOffset.UnixEpoch)),
        ];
        var seen = await CountAsync(connection, commands, cancellationToken);
        var there = connection.UserId == background.UserId ? seen : await CountAsync(background, commands, cancellationToken);

        var whole = known.Where((owner, index) => IsWhole(Key(index), owner.Count)).Select(owner => owner.OwnerId!).ToHashSet(StringComparer.Ordinal);
        if (whole.Count == known.Count && IsWhole("all", owners.Sum(owner => owner.Count))) return new VisibleRows(true, whole, new HashSet<string>(), readAt);

        var partly = known
            .Select((owner, index) => (owner.OwnerId!, Total: seen[Key(index)]))
            .Where(owner => !whole.Contains(owner.Item1))
            .ToList();
        var extra = await ReadIdsAsync(connection, entityTypeId, partly, cancellationToken);
        return new VisibleRows(false, whole, extra, readAt);

        // As many for him as for who sees all, and as many as we hold: then these are the same records.
        bool IsWhole(string key, long ours) => seen[key] == ours && there[key] == ours;
    }

    private async Task<Dictionary<string, long>> CountAsync(HostConnection connection, BatchCommand[] commands, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in commands.Chunk(MostCommands))
        {
            var answer = await client.BatchAsync(connection, some, Priority.Interactive, cancellationToken);
            foreach (var command in some)
            {
                answer.Get<WireRows>(command.Key); // a refusal is no zero
                counts[command.Key] = answer.Totals.TryGetValue(command.Key, out var total)
                    ? total
                    : throw new HostException(HostFault.OutcomeUnknown, "Bitrix24 answered a list without its total.");
            }
        }

        return counts;
    }

    /// <summary>Ids of the owners seen in part, by chains of pages, several owners to a batch.</summary>
    private async Task<HashSet<string>> ReadIdsAsync(
        HostConnection connection, int entityTypeId, IReadOnlyList<(string Owner, long Total)> owners, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var open = owners.Select(owner => (owner.Owner, Last: 0L, Pages: (int)Math.Min(MostCommands, (owner.Total / Feed.PageSize) + 1))).ToList();
        while (open.Count > 0)
        {
            var some = new List<(string Owner, long Last, int Pages)>();
            var room = MostCommands;
            foreach (var walk in open)
            {
                if (room == 0) break;
                some.Add(walk with { Pages = Math.Min(walk.Pages, room) });
                room -= some[^1].Pages;
            }

            var commands = some.SelectMany((walk, index) => Enumerable.Range(0, walk.Pages).Select(page => Page(index, page, entityTypeId, walk)));
            var answer = await client.BatchAsync(connection, [.. commands], Priority.Interactive, cancellationToken);
            var left = open.Skip(some.Count).ToList();
            for (var index = 0; index < some.Count; index++)
            {
                var (last, isFinished) = (some[index].Last, false);
                for (var page = 0; page < some[index].Pages && !isFinished; page++)
                {
                    if (page > 0 && answer.Faults.ContainsKey(Key(index, page))) break;
                    var rows = answer.Get<WireRows>(Key(index, page));
                    foreach (var row in rows)
                    {
                        var id = long.Parse(row.Text("id") ?? "", CultureInfo.InvariantCulture);
                        if (id <= last) throw new HostException(HostFault.OutcomeUnknown, "The host's ids do not grow; the walk was stopped.");
                        last = id;
                        ids.Add(row.Text("id")!);
                    }

                    isFinished = rows.Count < Feed.PageSize;
                }

                if (!isFinished) left.Add((some[index].Owner, last, some[index].Pages));
            }

            open = left;
        }

        return ids;
    }

    private static BatchCommand Count(string key, int entityTypeId, string? owner, DateTimeOffset unchangedSince)
    {
        var args = new Args { ["entityTypeId"] = entityTypeId, ["select"] = new[] { "id" }, ["start"] = 0 };
        var filter = new Args { ["<=updatedTime"] = Values.Format(unchangedSince) };
        if (owner is not null) filter["assignedById"] = owner;
        args["filter"] = filter;
        return BatchCommand.For<WireRows>(key, new Call("crm.item.list", args));
    }

    private static BatchCommand Page(int index, int page, int entityTypeId, (string Owner, long Last, int Pages) walk)
    {
        var after = page == 0
            ? Tables.Text(walk.Last)
            : string.Create(CultureInfo.InvariantCulture, $"$result[{Key(index, page - 1)}][items][{Feed.PageSize - 1}][id]");
        var args = new Args
        {
            ["entityTypeId"] = entityTypeId,
            ["select"] = new[] { "id" },
            ["filter"] = new Args { ["assignedById"] = walk.Owner, [">id"] = after },
            ["order"] = new Args { ["id"] = "ASC" },
            ["start"] = -1,
        };
        return BatchCommand.For<WireRows>(Key(index, page), new Call("crm.item.list", args));
    }

    private static string Key(int index) => "o" + index.ToString(CultureInfo.InvariantCulture);

    private static string Key(int index, int page) => string.Create(CultureInfo.InvariantCulture, $"o{index}p{page}");
}
