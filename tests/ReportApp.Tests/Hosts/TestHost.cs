using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Hosts;

/// <summary>
/// A small CRM in memory behind the real door: keyset pages, rights by owner, plan fields with read-back, one ledger of what was applied.
/// It can be told to fail at a call. What it is not asked for in these tests it refuses.
/// </summary>
public sealed class TestHost : IHostConnector
{
    private readonly Dictionary<RecordKind, SortedDictionary<int, HostRecord>> _records = [];
    private int _calls;

    public string Name => "test";

    public HostCapabilities Capabilities { get; } = new(ConditionalWrites: false, StageHistory: true);

    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    public int PageSize { get; set; } = 3;

    public HostMetadata Metadata { get; set; } = new(TimeSpan.FromHours(3), "RUB", [], [], []);

    /// <summary>Throw this at the n-th call from now on (1 = the next one); with <see cref="FaultAfterEffect"/> only after it was applied.</summary>
    public Exception? Fault
    {
        get;
        set
        {
            field = value;
            FaultAtCall = 1;
        }
    }

    public int FaultAtCall { get; set; }

    public bool FaultAfterEffect { get; set; }

    public int Calls => _calls;

    public HashSet<string> Unreadable { get; } = [];

    /// <summary>Owners whose records a user sees; absent: all.</summary>
    public Dictionary<string, HashSet<string>> Sees { get; } = [];

    /// <summary>Applied changes: who, which deal, what stands there now.</summary>
    public List<(string UserId, string DealId, PlanValues? Plan)> Ledger { get; } = [];

    public List<(string UserId, string DealId, string OperationId, string Text)> Notes { get; } = [];

    public void Put(params HostRecord[] records)
    {
        foreach (var record in records)
        {
            if (!_records.TryGetValue(record.Kind, out var table)) _records[record.Kind] = table = [];
            table[int.Parse(record.Id, System.Globalization.CultureInfo.InvariantCulture)] = record;
        }
    }

    public void Delete(RecordKind kind, int id) => _records[kind].Remove(id);

    public HostRecord? Find(RecordKind kind, string id) =>
        _records.GetValueOrDefault(kind)?.GetValueOrDefault(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture));

    public IReadOnlyCollection<HostRecord> All(RecordKind kind) => _records.TryGetValue(kind, out var table) ? table.Values : [];

    public Task<FeedBatch> ReadPagesAsync(HostConnection connection, IReadOnlyList<FeedRequest> feeds, CancellationToken cancellationToken)
    {
        Count(before: true);
        var pages = feeds.Select(feed =>
        {
            var after = feed.Cursor is null ? 0 : int.Parse(feed.Cursor, System.Globalization.CultureInfo.InvariantCulture);
            var rows = All(feed.Kind).Where(record => Number(record) > after).Take(PageSize).ToArray();
            var caughtUp = rows.Length < PageSize;
            return new FeedPage(
                feed.Kind, feed.IdsOnly ? [] : [.. rows.Where(row => !Unreadable.Contains(row.Id))], [.. rows.Select(row => row.Id)],
                feed.IdsOnly ? [] : [.. rows.Where(row => Unreadable.Contains(row.Id)).Select(row => new UnreadableRecord(row.Id, "amount", "{}"))],
                caughtUp ? "0" : rows[^1].Id, caughtUp);
        }).ToArray();
        Count(before: false);
        return Task.FromResult(new FeedBatch(pages, Now));
    }

    public Task<IReadOnlyList<RecordReading>> ReadRecordsAsync(
        HostConnection connection, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        Count(before: true);
        return Task.FromResult<IReadOnlyList<RecordReading>>(
        [
            .. ids.Select(id => Find(kind, id) switch
            {
                null => new RecordReading.Missing(id),
                Deal deal when !MaySee(connection.UserId, deal.OwnerId) => new RecordReading.Hidden(id),
                { } record => (RecordReading)new RecordReading.Found(record),
            }),
        ]);
    }

    public Task<VisibleRows> ReadVisibleAsync(
        HostConnection connection, RecordKind kind, IReadOnlyList<OwnerCount> owners, CancellationToken cancellationToken)
    {
        Count(before: true);
        return Task.FromResult(Sees.TryGetValue(connection.UserId, out var seen)
            ? new VisibleRows(false, seen, new HashSet<string>(), Now)
            : new VisibleRows(true, new HashSet<string>(), new HashSet<string>(), Now));
    }

    public Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken)
    {
        Count(before: true);
        if (Find(RecordKind.Deal, write.DealId) is not Deal deal) return Task.FromResult<WriteResult>(new WriteResult.Gone());
        if (!MaySee(connection.UserId, deal.OwnerId)) throw new HostException(HostFault.NotAllowed, "Access denied.");
        if (deal.Plan != write.Wanted)
        {
            if (deal.Plan != write.Base) return Task.FromResult<WriteResult>(new WriteResult.Conflict(deal.Plan, "99", Now));
            Put(deal with { Plan = write.Wanted, ModifiedAt = Now });
            Ledger.Add((connection.UserId, write.DealId, write.Wanted));
        }
        if (!Notes.Exists(note => note.OperationId == write.OperationId))
            Notes.Add((connection.UserId, write.DealId, write.OperationId, write.Note));
        Count(before: false);
        return Task.FromResult<WriteResult>(new WriteResult.Confirmed(TimeSpan.Zero));
    }

    public Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(Metadata);

    public Uri RecordAddress(HostConnection connection, RecordKind kind, string id) => new($"https://host.example/{kind}/{id}/");

    public Task<EntryProof> ProveEntryAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Entries are tested against the sandbox.");

    public Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(ConsentState.Alive);

    public Task PrepareAsync(HostConnection connection, Uri appAddress, CancellationToken cancellationToken) => Task.CompletedTask;

    private bool MaySee(string userId, string? ownerId) => !Sees.TryGetValue(userId, out var seen) || (ownerId is not null && seen.Contains(ownerId));

    private static int Number(HostRecord record) => int.Parse(record.Id, System.Globalization.CultureInfo.InvariantCulture);

    private void Count(bool before)
    {
        if (before) _calls++;
        if (Fault is { } fault && before != FaultAfterEffect && FaultAtCall-- == 1)
        {
            Fault = null;
            throw fault;
        }
    }
}
