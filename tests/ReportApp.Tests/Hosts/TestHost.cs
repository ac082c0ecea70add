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
    private readonly Lock _gate = new();
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

    /// <summary>How long a write says that it took from reading the deal to changing it.</summary>
    public TimeSpan ReadToWrite { get; set; }

    /// <summary>Lets a write wait between reading the deal and changing it.</summary>
    public Func<HostConnection, PlanWrite, CancellationToken, Task>? BeforeUpdate { get; set; }

    public HashSet<string> Unreadable { get; } = [];

    /// <summary>What happens while a call is on its way.</summary>
    public Func<CancellationToken, Task>? Meanwhile { get; set; }

    /// <summary>What happens between a host's answer about rights and our reading it.</summary>
    public Func<Task>? AfterRights { get; set; }

    /// <summary>Feeds refused alone, when their request is of this sort.</summary>
    public Func<FeedRequest, HostException?> Refuse { get; set; } = _ => null;

    /// <summary>Requests answered by the first page for ever.</summary>
    public Func<FeedRequest, bool> NeverEnds { get; set; } = _ => false;

    /// <summary>Up to when a feed is complete, where that is not <see cref="Now"/>.</summary>
    public Dictionary<RecordKind, DateTimeOffset> CompleteUpTo { get; } = [];

    /// <summary>Owners whose records a user sees; absent: all.</summary>
    public Dictionary<string, HashSet<string>> Sees { get; } = [];

    /// <summary>Applied changes: who, which deal, what stands there now.</summary>
    public List<(string UserId, string DealId, PlanValues? Plan)> Ledger { get; } = [];

    public List<(string UserId, string DealId, string OperationId, string Text)> Notes { get; } = [];

    /// <summary>What the status of a deal says beside draft and committed.</summary>
    public Dictionary<string, PlanEntryFate> Fates { get; } = [];

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

    public async Task<FeedBatch> ReadPagesAsync(HostConnection connection, IReadOnlyList<FeedRequest> feeds, CancellationToken cancellationToken)
    {
        Count(before: true);
        if (_calls > 5_000) throw new InvalidOperationException("Nobody asks this much.");
        if (Meanwhile is { } meanwhile) await meanwhile(cancellationToken);
        var pages = feeds.Select(feed =>
        {
            if (Refuse(feed) is { } refusal) return new FeedPage(feed.Kind, [], [], [], feed.Cursor ?? "0", CaughtUp: false) { Fault = refusal };
            var after = feed.Cursor is null || NeverEnds(feed) ? 0 : int.Parse(feed.Cursor, System.Globalization.CultureInfo.InvariantCulture);
            var rows = All(feed.Kind).Where(record => Number(record) > after && (record is not Deal deal || MaySee(connection.UserId, deal.OwnerId)))
                .Take(PageSize).ToArray();
            var caughtUp = rows.Length < PageSize && !NeverEnds(feed);
            return new FeedPage(
                feed.Kind, feed.IdsOnly ? [] : [.. rows.Where(row => !Unreadable.Contains(row.Id))], [.. rows.Select(row => row.Id)],
                feed.IdsOnly ? [] : [.. rows.Where(row => Unreadable.Contains(row.Id)).Select(row => new UnreadableRecord(row.Id, "amount", "{}"))],
                caughtUp ? "0" : rows.LastOrDefault()?.Id ?? "0", caughtUp)
            {
                CompleteUpTo = caughtUp ? CompleteUpTo.GetValueOrDefault(feed.Kind, Now) : null,
                MeetsAll = feed.Kind == RecordKind.User || feed.Kind == RecordKind.Department || feed.Kind == RecordKind.Pipeline || feed.Kind == RecordKind.Stage,
            };
        }).ToArray();
        Count(before: false);
        return new FeedBatch(pages);
    }

    public Task<IReadOnlyList<RecordSample>> ReadNewestAsync(
        HostConnection connection, IReadOnlyCollection<RecordKind> kinds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RecordSample>>([.. kinds.Select(kind => new RecordSample(kind, [.. All(kind).Reverse().Take(PageSize)], 0))]);

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

    public async Task<VisibleRows> ReadVisibleAsync(
        HostConnection connection, HostConnection background, RecordKind kind, IReadOnlyList<OwnerCount> owners, DateTimeOffset? completeUpTo, CancellationToken cancellationToken)
    {
        Count(before: true);
        var rows = Sees.TryGetValue(connection.UserId, out var seen)
            ? new VisibleRows(false, seen, new HashSet<string>(), Now)
            : new VisibleRows(true, new HashSet<string>(), new HashSet<string>(), Now);
        if (AfterRights is { } after) await after();
        return rows;
    }

    public async Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken)
    {
        Deal? read;
        lock (_gate)
        {
            Count(before: true);
            read = Find(RecordKind.Deal, write.DealId) as Deal;
        }
        if (read is not { } deal) return new WriteResult.Gone();
        if (!MaySee(connection.UserId, deal.OwnerId)) throw new HostException(HostFault.NotAllowed, "Access denied.");
        if (BeforeUpdate is { } wait) await wait(connection, write, cancellationToken);
        lock (_gate)
        {
            if (deal.Plan != write.Wanted)
            {
                if (deal.Plan != write.Base) return new WriteResult.Conflict(deal.Plan, deal.ModifiedById, deal.ModifiedAt);
                Put(deal with { Plan = write.Wanted, ModifiedAt = Now, ModifiedById = connection.UserId });
                Ledger.Add((connection.UserId, write.DealId, write.Wanted));
            }
            if (!Notes.Exists(note => note.OperationId == write.OperationId))
                Notes.Add((connection.UserId, write.DealId, write.OperationId, write.Note));
            Count(before: false);
        }
        return new WriteResult.Confirmed(ReadToWrite);
    }

    public Task<FateAnswer> TellFateAsync(
        HostConnection connection, string dealId, PlanValues says, PlanEntryFate fate, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Count(before: true);
            if (Find(RecordKind.Deal, dealId) is not Deal deal) return Task.FromResult(FateAnswer.Gone);
            if (!MaySee(connection.UserId, deal.OwnerId)) throw new HostException(HostFault.NotAllowed, "Access denied.");
            if (deal.Plan != says) return Task.FromResult(FateAnswer.Differs);
            Fates[dealId] = fate;
            Count(before: false);
            return Task.FromResult(FateAnswer.Told);
        }
    }

    public Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(Metadata);

    public Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult(new HostSettings(Metadata.UtcOffset, Metadata.BaseCurrency));

    /// <summary>What people were shown, in order.</summary>
    public List<(string UserId, HostNotice Notice)> Notices { get; } = [];

    public bool MayNotify(string? release) => true;

    public Task<NoticeAnswer> NotifyAsync(HostConnection connection, HostNotice notice, CancellationToken cancellationToken)
    {
        Notices.Add((connection.UserId, notice));
        return Task.FromResult(NoticeAnswer.Shown);
    }

    public Uri RecordAddress(HostConnection connection, RecordKind kind, string id) => new($"https://host.example/{kind}/{id}/");

    public HostTenantKey ReadClaim(EntryRequest request) => throw new NotSupportedException("Entries are tested against the sandbox.");

    public HostEvent ReadEvent(EntryRequest request) => throw new NotSupportedException("Events are tested against the sandbox.");

    public Task<EntryProof> ProveEntryAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Entries are tested against the sandbox.");

    public Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(ConsentState.Alive);

    public Task<HostUser?> AskUserAsync(HostConnection connection, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Sessions are tested against the sandbox.");

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
