using Connector.Bitrix.Feeds;
using Connector.Bitrix.WriteBack;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>Bitrix24 behind the door.</summary>
internal sealed class BitrixConnector(
    Launch launch, Description description, Preparation preparation, FeedReader reader, Visibility visibility, PlanWriter plans, Notices notices)
    : IHostConnector
{
    public string Name => Launch.HostName;

    public HostCapabilities Capabilities { get; } = new(ConditionalWrites: false, StageHistory: true);

    public HostTenantKey ReadClaim(EntryRequest request) => new(Name, request.Form.GetValueOrDefault("member_id", ""));

    public HostEvent ReadEvent(EntryRequest request) => PortalEvents.Read(request.Form);

    public Task<EntryProof> ProveEntryAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken) =>
        launch.ProveAsync(request, known, cancellationToken);

    public Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken) =>
        launch.AskConsentAsync(connection, cancellationToken);

    public Task<HostUser?> AskUserAsync(HostConnection connection, CancellationToken cancellationToken) => launch.AskUserAsync(connection, cancellationToken);

    public Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken) =>
        description.ReadAsync(connection, cancellationToken);

    public Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken) =>
        description.ReadSettingsAsync(connection, cancellationToken);

    public Task PrepareAsync(HostConnection connection, Uri appAddress, CancellationToken cancellationToken) =>
        preparation.RunAsync(connection, appAddress, cancellationToken);

    public Task<FeedBatch> ReadPagesAsync(HostConnection connection, IReadOnlyList<FeedRequest> feeds, CancellationToken cancellationToken) =>
        reader.ReadAsync(connection, feeds, cancellationToken);

    public Task<IReadOnlyList<RecordSample>> ReadNewestAsync(
        HostConnection connection, IReadOnlyCollection<RecordKind> kinds, CancellationToken cancellationToken) =>
        reader.ReadNewestAsync(connection, kinds, cancellationToken);

    public Task<IReadOnlyList<RecordReading>> ReadRecordsAsync(
        HostConnection connection, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        reader.ReadRecordsAsync(connection, kind, ids, cancellationToken);

    public Task<VisibleRows> ReadVisibleAsync(
        HostConnection connection, HostConnection background, RecordKind kind, IReadOnlyList<OwnerCount> owners, DateTimeOffset? completeUpTo, CancellationToken cancellationToken) =>
        visibility.ReadAsync(connection, background, kind, owners, completeUpTo, cancellationToken);

    public Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken) =>
        plans.ApplyAsync(connection, write, cancellationToken);

    public Task<FateAnswer> TellFateAsync(
        HostConnection connection, string dealId, PlanValues says, PlanEntryFate fate, CancellationToken cancellationToken) =>
        plans.TellFateAsync(connection, dealId, says, fate, cancellationToken);

    public bool MayNotify(string? release) => release is null || Scopes.Grants(release, Notices.Scope);

    public Task<NoticeAnswer> NotifyAsync(HostConnection connection, HostNotice notice, CancellationToken cancellationToken) =>
        notices.ShowAsync(connection, notice, cancellationToken);

    public Uri RecordAddress(HostConnection connection, RecordKind kind, string id)
    {
        var page = Uri.EscapeDataString(id);
        var path = kind == RecordKind.Deal ? $"/crm/deal/details/{page}/"
            : kind == RecordKind.Lead ? $"/crm/lead/details/{page}/"
            : kind == RecordKind.Contact ? $"/crm/contact/details/{page}/"
            : kind == RecordKind.Company ? $"/crm/company/details/{page}/"
            : kind == RecordKind.User ? $"/company/personal/user/{page}/"
            : kind.ItemHostName is { } table ? $"/crm/type/{table}/details/{page}/"
            : "/";
        return new Uri(connection.Endpoint, path);
    }
}
