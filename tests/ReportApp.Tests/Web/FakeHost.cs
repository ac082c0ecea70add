using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Web;

/// <summary>A host whose door answers what the test says; every question it was not told about fails loudly.</summary>
internal sealed class FakeHost(TimeProvider time) : IHostConnector
{
    public string Name => "bitrix";

    public HostCapabilities Capabilities { get; } = new(ConditionalWrites: false, StageHistory: true);

    public Func<EntryRequest, KnownTenant?, EntryProof> Prove { get; set; } = (_, _) => new EntryProof.Refused(EntryRefusal.ProofMismatch);

    /// <summary>What the host's server says of a user's consent; may throw as a door does.</summary>
    public Func<string, ConsentState> Consent { get; set; } = _ => ConsentState.Alive;

    public EntryProof.Proven AProof(string tenant = "m1", string user = "1", bool isAdministrator = true) => new(
        new HostTenantKey(Name, tenant), new Uri($"https://{tenant}.example/rest/"), new Uri($"https://{tenant}.example"), user, "Ann Admin",
        isAdministrator, "en", new TokenSet("access", "refresh", time.GetUtcNow().AddHours(1)), "application-token", "DEFAULT", null, "1 crm", IsInstalled: true);

    public HostTenantKey ReadClaim(EntryRequest request) => new(Name, request.Form.GetValueOrDefault("member_id", ""));

    /// <summary>The only thing that happens in this host is our removal.</summary>
    public HostEvent ReadEvent(EntryRequest request) => new HostEvent.Removed(
        new HostTenantKey(Name, request.Form.GetValueOrDefault("auth[member_id]", "")), request.Form.GetValueOrDefault("auth[application_token]"), DeleteData: false);

    public Task<EntryProof> ProveEntryAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken) =>
        Task.FromResult(Prove(request, known));

    public Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(Consent(connection.UserId));

    /// <summary>What the host's own pages say of a user; null: it does not let him in.</summary>
    public Func<string, HostUser?> User { get; set; } = id => new HostUser(id, IsAdministrator: id == "1");

    public Task<HostUser?> AskUserAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(User(connection.UserId));

    public HostMetadata Metadata { get; set; } = new(TimeSpan.FromHours(3), "RUB", [new Pipeline { Id = "0", Name = "Продажи" }], [
        new Stage { Id = "NEW", PipelineId = "0", Name = "Новая", Meaning = StageMeaning.InProgress },
        new Stage { Id = "WON", PipelineId = "0", Name = "Договор подписан", Meaning = StageMeaning.Success },
        new Stage { Id = "LOSE", PipelineId = "0", Name = "Отказ", Meaning = StageMeaning.Failure },
    ], [new TableMetadata(RecordKind.Deal, "Сделка", [])]);

    public Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult(new HostSettings(Metadata.UtcOffset, Metadata.BaseCurrency));

    public List<Uri> Prepared { get; } = [];

    public Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken) => Task.FromResult(Metadata);

    public Task PrepareAsync(HostConnection connection, Uri appAddress, CancellationToken cancellationToken)
    {
        Prepared.Add(appAddress);
        return Task.CompletedTask;
    }

    /// <summary>What a request for pages waits for; nothing, unless the test says so.</summary>
    public Func<IReadOnlyList<FeedRequest>, Task> BeforePages { get; set; } = _ => Task.CompletedTask;

    /// <summary>An empty CRM.</summary>
    public async Task<FeedBatch> ReadPagesAsync(HostConnection connection, IReadOnlyList<FeedRequest> feeds, CancellationToken cancellationToken)
    {
        await BeforePages(feeds).WaitAsync(cancellationToken);
        return new FeedBatch([.. feeds.Select(feed => new FeedPage(feed.Kind, [], [], [], "end", CaughtUp: true) { CompleteUpTo = time.GetUtcNow() })]);
    }

    /// <summary>What stands there when somebody looks at the newest records.</summary>
    public IReadOnlyList<HostRecord> Newest { get; set; } = [];

    public int Looks { get; private set; }

    public Task<IReadOnlyList<RecordSample>> ReadNewestAsync(
        HostConnection connection, IReadOnlyCollection<RecordKind> kinds, CancellationToken cancellationToken)
    {
        Looks++;
        return Task.FromResult<IReadOnlyList<RecordSample>>(
            [.. kinds.Select(kind => new RecordSample(kind, [.. Newest.Where(record => record.Kind == kind)], 0))]);
    }

    public Task<IReadOnlyList<RecordReading>> ReadRecordsAsync(
        HostConnection connection, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<VisibleRows> ReadVisibleAsync(
        HostConnection connection, HostConnection background, RecordKind kind, IReadOnlyList<OwnerCount> owners, DateTimeOffset? completeUpTo, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FateAnswer> TellFateAsync(
        HostConnection connection, string dealId, PlanValues says, PlanEntryFate fate, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool MayNotify(string? release) => true;

    public Task<NoticeAnswer> NotifyAsync(HostConnection connection, HostNotice notice, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Uri RecordAddress(HostConnection connection, RecordKind kind, string id) => new(connection.Endpoint, $"/{kind}/{id}");
}
