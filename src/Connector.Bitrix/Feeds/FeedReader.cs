using System.Collections.Concurrent;
using System.Globalization;
using Connector.Bitrix.Wire;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// Walks feeds: up to fifty pages of several feeds in one request. Within a feed each page refers to the last id of the one before; the
/// first short page ends the walk, and whatever the host answers behind it is not looked at (bitrix24.md §4.4).
/// </summary>
internal sealed class FeedReader(BitrixClient client, Schema schema, IOptions<BitrixOptions> options)
{
    private const int Growth = 8;

    /// <summary>So that their details mostly fit on one page.</summary>
    private const int OwnersAtOnce = 25;

    /// <summary>Feeds that are the same in every portal.</summary>
    private static readonly Dictionary<RecordKind, Feed> Standing = new[]
    {
        StageVisitFeed.OfDeals(), StageVisitFeed.OfLeads(), PipelineFeed.Create(), StageFeed.Create(), DictionaryFeed.LeadStages(), DictionaryFeed.Sources(),
        UserFeed.Create(), DepartmentFeed.Create(), ActivityFeed.Create(), CallFeed.Create(), DealLinesFeed.Create(),
    }.ToDictionary(feed => feed.Kind);

    /// <summary>Commands a portal can bear in one batch: halved when one was too slow, grown again with every answer.</summary>
    private readonly ConcurrentDictionary<Uri, int> _room = new();

    private sealed record Walk(FeedRequest Request, Feed Feed, FeedCursor Cursor, string Prefix)
    {
        public int Width { get; init; } = 1;

        public string Key(int page) => Prefix + "p" + page.ToString(CultureInfo.InvariantCulture);
    }

    public async Task<FeedBatch> ReadAsync(HostConnection connection, IReadOnlyList<FeedRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0) throw new ArgumentException("At least one feed must be asked for.", nameof(requests));
        var (feeds, faults) = await OpenAsync(connection, requests.Select(request => request.Kind), Priority.Sync, cancellationToken);
        var pages = new List<FeedPage>();
        foreach (var request in requests.Where(request => faults.ContainsKey(request.Kind)))
            pages.Add(Failed(request, FeedCursor.Parse(request.Cursor), faults[request.Kind]));

        var walks = requests
            .Where(request => feeds.ContainsKey(request.Kind))
            .Select((request, index) => new Walk(
                request, feeds[request.Kind], FeedCursor.Parse(request.Cursor), "w" + index.ToString(CultureInfo.InvariantCulture)))
            .ToList();
        if (walks.Count == 0) throw faults.Values.First();

        for (var next = 0; next < walks.Count;)
        {
            var (some, answer) = await AskAsync(connection, walks[next..], isOnly: walks.Count == 1, cancellationToken);
            foreach (var walk in some) pages.Add(await FillAsync(connection, walk, TakeAlone(walk, answer), cancellationToken));
            next += some.Count;
        }

        return new FeedBatch(pages);
    }

    /// <summary>One page each, newest first; a table that the host refuses is left out.</summary>
    public async Task<IReadOnlyList<RecordSample>> ReadNewestAsync(
        HostConnection connection, IReadOnlyCollection<RecordKind> kinds, CancellationToken cancellationToken)
    {
        var (feeds, _) = await OpenAsync(connection, kinds, Priority.Interactive, cancellationToken);
        if (feeds.Count == 0) return [];
        var walks = feeds.Values.Select((feed, index) => (Feed: feed, Key: "n" + index.ToString(CultureInfo.InvariantCulture))).ToList();
        var answer = await client.BatchAsync(
            connection, [.. walks.Select(walk => BatchCommand.For<WireRows>(walk.Key, walk.Feed.NewestPage()))], Priority.Interactive, cancellationToken);
        var samples = new List<RecordSample>();
        foreach (var (feed, key) in walks.Where(walk => !answer.Faults.ContainsKey(walk.Key))) samples.Add(await SampleAsync(feed, answer.Get<WireRows>(key)));
        return samples;

        async Task<RecordSample> SampleAsync(Feed feed, WireRows rows)
        {
            var readings = await CompleteAsync(connection, feed, [.. rows.Select(row => ToReading(feed, feed.IdOf(row), row))], cancellationToken);
            return new RecordSample(
                feed.Kind, [.. readings.OfType<RecordReading.Found>().Select(found => found.Record)], readings.OfType<RecordReading.Unreadable>().Count());
        }
    }

    public async Task<IReadOnlyList<RecordReading>> ReadRecordsAsync(
        HostConnection connection, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var (feeds, faults) = await OpenAsync(connection, [kind], Priority.Interactive, cancellationToken);
        if (faults.TryGetValue(kind, out var fault)) throw fault;
        var feed = feeds[kind];
        return feed.One is null
            ? await PickAsync(connection, feed, ids, cancellationToken)
            : await ReadEachAsync(connection, feed, feed.One, ids, cancellationToken);
    }

    private async Task<(Dictionary<RecordKind, Feed> Feeds, Dictionary<RecordKind, HostException> Faults)> OpenAsync(
        HostConnection connection, IEnumerable<RecordKind> kinds, Priority priority, CancellationToken cancellationToken)
    {
        var feeds = new Dictionary<RecordKind, Feed>();
        var faults = new Dictionary<RecordKind, HostException>();
        var tables = new Dictionary<int, RecordKind>();
        foreach (var kind in kinds.Distinct())
        {
            if ((Standing.GetValueOrDefault(kind) ?? CatalogueFeed.Find(kind)) is { } feed) feeds[kind] = feed;
            else if (Tables.NumberOf(kind) is { } number) tables[number] = kind;
            else faults[kind] = new HostException(HostFault.Refused, $"Bitrix24 has no records of kind {kind}.");
        }

        foreach (var (number, read) in await schema.ReadAsync(connection, tables.Keys, priority, cancellationToken))
        {
            if (read.Table is { } table) feeds[tables[number]] = For(table);
            else faults[tables[number]] = read.Fault!;
        }

        return (feeds, faults);
    }

    private static Feed For(TableSchema table) => table.EntityTypeId switch
    {
        Tables.Lead => LeadFeed.For(table),
        Tables.Deal => DealFeed.For(table),
        Tables.Contact => ClientFeed.OfContacts(table),
        Tables.Company => ClientFeed.OfCompanies(table),
        _ => ItemFeed.For(table),
    };

    /// <summary>
    /// Asks for as many of the walks as fit in one request; a request that was too slow is made smaller, and one of nothing but a method
    /// the host has paused leaves the other requests what they brought.
    /// </summary>
    private async Task<(IReadOnlyList<Walk> Walks, BatchAnswer Answer)> AskAsync(
        HostConnection connection, IReadOnlyList<Walk> walks, bool isOnly, CancellationToken cancellationToken)
    {
        var most = options.Value.BatchCommands;
        while (true)
        {
            var room = _room.GetValueOrDefault(connection.Endpoint, most);
            var some = Share([.. walks.Take(room)], room);
            try
            {
                var answer = await client.BatchAsync(connection, [.. some.SelectMany(Commands)], Priority.Sync, cancellationToken);
                _room[connection.Endpoint] = Math.Min(most, room + 1);
                return (some, answer);
            }
            catch (HostException fault) when (fault.InnerException is TimeoutException && room > 1)
            {
                _room[connection.Endpoint] = room / 2;
            }
            catch (HostException fault) when (BitrixErrors.IsMethodLimit(fault) && !isOnly)
            {
                return (some, BatchAnswer.NotSent(some.Select(walk => walk.Key(0)), fault));
            }
        }
    }

    /// <summary>One page each, then page after page in turn while somebody wants more.</summary>
    private static List<Walk> Share(IReadOnlyList<Walk> walks, int room)
    {
        var wanted = walks.Select(walk => Wanted(walk, room)).ToArray();
        var widths = walks.Select(_ => 1).ToArray();
        var left = room - walks.Count;
        while (left > 0 && Array.Exists([.. Enumerable.Range(0, widths.Length)], index => widths[index] < wanted[index]))
        {
            for (var index = 0; index < widths.Length && left > 0; index++)
            {
                if (widths[index] >= wanted[index]) continue;
                widths[index]++;
                left--;
            }
        }

        return [.. walks.Select((walk, index) => walk with { Width = widths[index] })];
    }

    /// <summary>The first walk of a changing feed takes all it can get; later ones begin with one page, for mostly there is no more.</summary>
    private static int Wanted(Walk walk, int room) =>
        walk.Feed.Paging != Paging.Keyset ? 1
        : walk.Cursor.Width ?? ((walk.Feed.ChangedName is not null && walk.Cursor.Since is null) || walk.Request.IdsOnly ? room : 1);

    private static IEnumerable<BatchCommand> Commands(Walk walk)
    {
        var (feed, cursor) = (walk.Feed, walk.Cursor);
        for (var page = 0; page < walk.Width; page++)
        {
            var after = page == 0 ? Tables.Text(cursor.LastId) : feed.LastIdOf(walk.Key(page - 1));
            var call = feed.Paging switch
            {
                Paging.Keyset => feed.KeysetPage(after, walk.Request.IdsOnly ? null : cursor.Since - feed.Overlap, walk.Request.IdsOnly),
                Paging.Offset => feed.OffsetPage(cursor.LastId),
                _ => feed.WholeList(),
            };
            yield return BatchCommand.For<WireRows>(walk.Key(page), call);
        }
    }

    /// <summary>A walk that cannot go on stops alone: one broken table must not stop the others for ever.</summary>
    private static FeedPage TakeAlone(Walk walk, BatchAnswer answer)
    {
        try
        {
            return Take(walk, answer);
        }
        catch (HostException fault)
        {
            return Failed(walk.Request, walk.Cursor, fault);
        }
    }

    private static FeedPage Take(Walk walk, BatchAnswer answer)
    {
        if (answer.Faults.TryGetValue(walk.Key(0), out var fault)) return Failed(walk.Request, walk.Cursor, fault);
        var (feed, cursor) = (walk.Feed, walk.Cursor.Answered(answer.Started));

        List<HostRecord> records = [];
        List<string> ids = [];
        List<UnreadableRecord> quarantined = [];
        var last = cursor.LastId;
        var isFinished = false;
        for (var page = 0; page < walk.Width && !isFinished; page++)
        {
            if (answer.Faults.ContainsKey(walk.Key(page))) break; // the next request meets it again, at its first page
            var rows = answer.Get<WireRows>(walk.Key(page));
            if (feed.Paging == Paging.Offset && rows.Count > 0)
            {
                var first = feed.IdOf(rows[0]);
                if (first == cursor.FirstId) return Failed(walk.Request, walk.Cursor, NotPaging(feed.Method));
                cursor = cursor with { FirstId = first };
            }

            foreach (var row in rows)
            {
                var id = feed.IdOf(row);
                if (feed.Paging == Paging.Keyset) last = Growing(feed, last, id);
                Read(walk, row, id, records, ids, quarantined);
            }

            if (feed.Paging == Paging.Offset) last += rows.Count;
            isFinished = feed.Paging == Paging.Whole || rows.Count < Feed.PageSize;
        }

        var next = isFinished
            ? cursor.Finished(keepsWindow: feed.ChangedName is not null && !walk.Request.IdsOnly)
            : cursor.After(last, walk.Width * Growth);
        return new FeedPage(walk.Request.Kind, records, ids, quarantined, next.ToString(), isFinished)
        {
            CompleteUpTo = isFinished ? cursor.To : null,
            MeetsAll = feed.ChangedName is null,
        };
    }

    private static void Read(
        Walk walk, WireRow row, string id, List<HostRecord> records, List<string> ids, List<UnreadableRecord> quarantined)
    {
        if (walk.Request.IdsOnly && walk.Feed.Paging == Paging.Keyset)
        {
            ids.Add(id); // nothing else was asked for
            return;
        }

        try
        {
            if (walk.Feed.Read(row) is not { } record) return;
            ids.Add(id);
            if (!walk.Request.IdsOnly) records.Add(record);
        }
        catch (FormatException reason)
        {
            ids.Add(id);
            if (!walk.Request.IdsOnly) quarantined.Add(new UnreadableRecord(id, reason.Message, row.ToRaw()));
        }
    }

    /// <exception cref="HostException">The host does not go forward; without this guard a walk might never end.</exception>
    private static long Growing(Feed feed, long last, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > last
            ? number
            : throw new HostException(HostFault.OutcomeUnknown, $"{feed.Method} answered id {id} after {last}: its ids do not grow, so the walk was stopped.");

    private static HostException NotPaging(string method) =>
        new(HostFault.Refused, $"{method} answered the same page for another position: it does not page, so the walk was stopped.");

    private static FeedPage Failed(FeedRequest request, FeedCursor cursor, HostException fault) =>
        new(request.Kind, [], [], [], cursor.ToString(), CaughtUp: false) { Fault = fault };

    private async Task<IReadOnlyList<RecordReading>> ReadEachAsync(
        HostConnection connection, Feed feed, Func<string, BatchCommand> one, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var readings = new List<RecordReading>();
        foreach (var some in ids.Chunk(options.Value.BatchCommands))
        {
            var commands = some.Select(one).ToList();
            var answer = await client.BatchAsync(connection, commands, Priority.Interactive, cancellationToken);
            readings.AddRange(some.Zip(commands, (id, command) => ToReading(feed, id, command, answer)));
        }

        return await CompleteAsync(connection, feed, readings, cancellationToken);
    }

    private async Task<IReadOnlyList<RecordReading>> CompleteAsync(
        HostConnection connection, Feed feed, IReadOnlyList<RecordReading> readings, CancellationToken cancellationToken)
    {
        if (feed.Details is not { } details) return readings;
        var rows = await ReadDetailsAsync(
            connection, details, [.. readings.OfType<RecordReading.Found>().Select(found => found.Record.Id)], Priority.Interactive, cancellationToken);
        return [.. readings.Select(reading => reading is RecordReading.Found found ? Fill(details, found.Record, rows) : reading)];
    }

    /// <summary>A page whose details cannot be read is read again whole.</summary>
    private async Task<FeedPage> FillAsync(HostConnection connection, Walk walk, FeedPage page, CancellationToken cancellationToken)
    {
        if (walk.Feed.Details is not { } details || page.Records.Count == 0) return page;
        try
        {
            var rows = await ReadDetailsAsync(connection, details, [.. page.Records.Select(record => record.Id)], Priority.Sync, cancellationToken);
            var filled = page.Records.Select(record => Fill(details, record, rows)).ToList();
            return page with
            {
                Records = [.. filled.OfType<RecordReading.Found>().Select(found => found.Record)],
                Quarantined = [.. page.Quarantined, .. filled.OfType<RecordReading.Unreadable>().Select(unreadable => unreadable.Problem)],
            };
        }
        catch (HostException fault)
        {
            return Failed(walk.Request, walk.Cursor, fault);
        }
    }

    private static RecordReading Fill(Details details, HostRecord record, ILookup<string?, WireRow> rows)
    {
        try
        {
            return new RecordReading.Found(details.Fill(record, rows[record.Id]));
        }
        catch (FormatException reason)
        {
            return new RecordReading.Unreadable(new UnreadableRecord(record.Id, reason.Message, string.Join(',', rows[record.Id].Select(row => row.ToRaw()))));
        }
    }

    private async Task<ILookup<string?, WireRow>> ReadDetailsAsync(
        HostConnection connection, Details details, IReadOnlyList<string> owners, Priority priority, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, WireRow>(StringComparer.Ordinal);
        var open = owners.Chunk(OwnersAtOnce).Select(some => (Owners: some, Start: 0L)).ToList();
        while (open.Count > 0)
        {
            var some = open.Take(options.Value.BatchCommands).Select((ask, index) => (ask.Owners, ask.Start, Key: "d" + Tables.Text(index))).ToList();
            var answer = await client.BatchAsync(
                connection, [.. some.Select(ask => BatchCommand.For<WireRows>(ask.Key, details.Page(ask.Owners, ask.Start)))], priority, cancellationToken);
            open.RemoveRange(0, some.Count);
            foreach (var ask in some)
            {
                var page = answer.Get<WireRows>(ask.Key);
                var known = rows.Count;
                foreach (var row in page) rows[row.Required("id")] = row;
                if (page.Count < Feed.PageSize) continue;
                if (rows.Count == known) throw NotPaging(details.Page([], 0).Method);
                open.Add((ask.Owners, ask.Start + page.Count));
            }
        }

        return rows.Values.ToLookup(row => row.Text(details.OwnerName));
    }

    private static RecordReading ToReading(Feed feed, string id, BatchCommand command, BatchAnswer answer)
    {
        if (answer.Faults.TryGetValue(command.Key, out var fault))
        {
            return BitrixErrors.IsMissing(fault) ? new RecordReading.Missing(id)
                : fault.Fault == HostFault.NotAllowed ? new RecordReading.Hidden(id)
                : throw fault;
        }

        var row = command.Result == typeof(WireItem) ? answer.Get<WireItem>(command.Key).Item
            : command.Result == typeof(WireRow) ? answer.Get<WireRow>(command.Key)
            : answer.Get<WireRows>(command.Key).FirstOrDefault(row => row.Text(feed.IdName) == id);
        return row is null ? new RecordReading.Missing(id) : ToReading(feed, id, row);
    }

    private static RecordReading ToReading(Feed feed, string id, WireRow row)
    {
        try
        {
            return feed.Read(row) is { } record ? new RecordReading.Found(record) : new RecordReading.Missing(id);
        }
        catch (FormatException reason)
        {
            return new RecordReading.Unreadable(new UnreadableRecord(id, reason.Message, row.ToRaw()));
        }
    }

    /// <summary>Small dictionaries have no reading by id: the whole list is read.</summary>
    private async Task<IReadOnlyList<RecordReading>> PickAsync(
        HostConnection connection, Feed feed, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync<WireRows>(connection, feed.WholeList(), Effect.Read, Priority.Interactive, cancellationToken);
        return [.. ids.Select(id => answer.Result.Where(row => row.Text(feed.IdName) == id).Select(row => ToReading(feed, id, row))
            .FirstOrDefault(reading => reading is not RecordReading.Missing) ?? new RecordReading.Missing(id))];
    }
}
