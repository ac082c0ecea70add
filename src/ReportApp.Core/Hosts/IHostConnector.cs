using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>
/// The door: all that a CRM must do for us. One implementation per host; none of them sees the store. Every method may throw
/// <see cref="HostException"/>; tokens are fetched and renewed behind the door through <see cref="IHostTokens"/>.
/// </summary>
public interface IHostConnector
{
    /// <summary>
    /// Stable, lower case: <c>bitrix</c>. Part of <see cref="HostTenantKey"/> and of our addresses: the host opens us at
    /// <c>POST /{name}/launch</c> and reports events at <c>POST /{name}/events</c>.
    /// </summary>
    string Name { get; }

    HostCapabilities Capabilities { get; }

    /// <summary>Which tenant a posted form says it comes from. Proves nothing: it only finds what we know of it.</summary>
    HostTenantKey ReadClaim(EntryRequest request);

    /// <summary>What a form posted to the events' address says.</summary>
    HostEvent ReadEvent(EntryRequest request);

    /// <summary>
    /// Proves who opened the app, asking only pinned servers. Does not store anything. Refusals are values, not exceptions:
    /// nobody may be told more than "refused".
    /// </summary>
    /// <param name="known">
    /// What we already know of the claimed tenant, or null; a proof that contradicts it is refused. Only an administrator may bring another
    /// address of the same tenant, when the pinned server confirms it.
    /// </param>
    Task<EntryProof> ProveEntryAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken);

    /// <summary>Asks the pinned server again what became of the user's stored consent, and so of the installation.</summary>
    Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken);

    /// <summary>The connection's user as the host knows him now; null when it does not let him in any more.</summary>
    Task<HostUser?> AskUserAsync(HostConnection connection, CancellationToken cancellationToken);

    /// <summary>Pipelines, tables and fields, as the installation's account sees them now. For a person who waits for it.</summary>
    Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken);

    /// <summary>Zone, currency and working days alone, as background work asks again and again.</summary>
    Task<HostSettings> ReadSettingsAsync(HostConnection connection, CancellationToken cancellationToken);

    /// <summary>Creates in the host what we need there (plan fields, event handlers). Twice does nothing. Needs an administrator's connection.</summary>
    Task PrepareAsync(HostConnection connection, Uri appAddress, CancellationToken cancellationToken);

    /// <summary>Reads the next pages of several feeds, in as few requests as the host allows. Pages are replayable.</summary>
    Task<FeedBatch> ReadPagesAsync(HostConnection connection, IReadOnlyList<FeedRequest> feeds, CancellationToken cancellationToken);

    /// <summary>A page of the newest records of each kind (deals and items), in one request: for a person who looks whether a mapping fits.</summary>
    Task<IReadOnlyList<RecordSample>> ReadNewestAsync(HostConnection connection, IReadOnlyCollection<RecordKind> kinds, CancellationToken cancellationToken);

    /// <summary>Reads given records as this connection's user. A record that is missing or hidden is reported so, never left out.</summary>
    Task<IReadOnlyList<RecordReading>> ReadRecordsAsync(
        HostConnection connection, RecordKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>What this connection's user may see of a kind, in the cheapest way the host offers.</summary>
    /// <param name="background">
    /// The installation's account, which sees everything: what we hold of an owner stands for all that he has only when it counts as many, too. A
    /// record that we could not read, or that rose from the dead, would else stand in for one that is hidden.
    /// </param>
    /// <param name="owners">How many live records of each owner we hold (<c>OwnerId</c> null: without owner).</param>
    /// <param name="completeUpTo">
    /// Host time before which we hold every change. Equal counts mean equal records only among those that have not changed since: a record
    /// that just got another owner must not stand in for one that is hidden. Null: we do not know, and no owner may be taken as seen whole.
    /// </param>
    Task<VisibleRows> ReadVisibleAsync(
        HostConnection connection, HostConnection background, RecordKind kind, IReadOnlyList<OwnerCount> owners, DateTimeOffset? completeUpTo, CancellationToken cancellationToken);

    /// <summary>
    /// Applies one plan write with the connection's user's own rights: reads, compares the plan fields with base and wanted, writes
    /// what is missing, checks what came back, adds the note once. Repeating it adds nothing.
    /// </summary>
    Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken);

    /// <summary>
    /// Tells a deal with the connection's user's own rights what has become of the entry whose plan it holds: reads, compares, writes the status
    /// and nothing else, checks what came back. The plan reads as before. Repeating it adds nothing.
    /// </summary>
    /// <param name="says">The committed entry; a deal that holds another plan is left alone.</param>
    /// <param name="fate">Open takes an earlier word back. What was moved or cancelled stands in no deal.</param>
    Task<FateAnswer> TellFateAsync(HostConnection connection, string dealId, PlanValues says, PlanEntryFate fate, CancellationToken cancellationToken);

    /// <summary>Whether the app may show notices to people there; true where the host does not say what it granted.</summary>
    /// <param name="release">As <see cref="EntryProof.Proven"/> told it last; null before an administrator entered.</param>
    bool MayNotify(string? release);

    /// <summary>Shows a notice to the connection's user and to nobody else. Repeating it puts it in the place of the first.</summary>
    Task<NoticeAnswer> NotifyAsync(HostConnection connection, HostNotice notice, CancellationToken cancellationToken);

    /// <summary>Address of a record's page in the host, for people.</summary>
    Uri RecordAddress(HostConnection connection, RecordKind kind, string id);
}

/// <summary>What the pinned server says of a stored consent. A server that cannot be asked is a <see cref="HostException"/>, as everywhere.</summary>
public enum ConsentState
{
    /// <summary>It holds, for this user of this tenant at this address.</summary>
    Alive,

    /// <summary>It holds, but the tenant lives at another address now.</summary>
    Moved,

    /// <summary>The host ended it, or it was never given. Says nothing of anybody else's.</summary>
    Gone,

    /// <summary>The app is not installed there any more.</summary>
    NotInstalled,

    /// <summary>The host stopped the whole tenant (unpaid, closed), which says nothing of the app.</summary>
    Blocked,

    /// <summary>None of that was said: no right, an answer about somebody else.</summary>
    Unknown,
}

/// <param name="IsAdministrator">May manage the installation there.</param>
public sealed record HostUser(string Id, bool IsAdministrator);

/// <summary>What differs between hosts, as data, so that nobody asks which host it is.</summary>
/// <param name="ConditionalWrites">The host refuses a write whose base is stale.</param>
/// <param name="StageHistory">The host keeps stage history itself.</param>
public sealed record HostCapabilities(bool ConditionalWrites, bool StageHistory);

/// <summary>Whose rights a call uses, and where it goes.</summary>
/// <param name="Tenant">Ours.</param>
/// <param name="Key">The host's.</param>
/// <param name="Endpoint">The proven address of the host's API; never taken from a request.</param>
/// <param name="UserId">The host user whose consent is used; the installation's account for background work.</param>
public sealed record HostConnection(TenantId Tenant, HostTenantKey Key, Uri Endpoint, string UserId);

public sealed record KnownTenant(TenantId Id, HostTenantKey Key, Uri Endpoint);

/// <summary>The raw form a host posts to open us. Everything in it is a hint until proven.</summary>
/// <param name="Query">Single-valued, already checked for duplicates and size.</param>
/// <param name="Form">Single-valued, already checked for duplicates and size.</param>
public sealed record EntryRequest(IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form);

/// <summary>The answer of <see cref="IHostConnector.ProveEntryAsync"/>.</summary>
public abstract record EntryProof
{
    private EntryProof() { }

    /// <param name="Key">Proven.</param>
    /// <param name="Endpoint">Proven address of the host's API.</param>
    /// <param name="FrameOrigin">Origin of the host's pages, for <c>frame-ancestors</c>.</param>
    /// <param name="UserId">Proven user.</param>
    /// <param name="UserName">As the host spells it.</param>
    /// <param name="Language">Two letters; what the host's page speaks.</param>
    /// <param name="Tokens">The user's consent, to be stored encrypted.</param>
    /// <param name="ApplicationToken">What the host's events will carry, if it told; only an administrator's is to be believed.</param>
    /// <param name="Place">Where in the host we were opened; <c>DEFAULT</c> is our own page.</param>
    /// <param name="RecordId">The record whose page embeds us, if any.</param>
    /// <param name="Release">
    /// What of the app stands in the host: its version and what was granted, in the host's words. Another one asks for
    /// <see cref="IHostConnector.PrepareAsync"/> again: a host may drop what we had there.
    /// </param>
    /// <param name="IsInstalled">False while the host waits for our page to finish an installation, the first one or that of a new version.</param>
    /// <param name="View">The screen that the link which opened us names, if any; a hint.</param>
    public sealed record Proven(
        HostTenantKey Key, Uri Endpoint, Uri FrameOrigin, string UserId, string UserName, bool IsAdministrator, string Language,
        TokenSet Tokens, string? ApplicationToken, string Place, string? RecordId, string Release, bool IsInstalled, string? View = null) : EntryProof;

    /// <summary>The host is proven, but did not grant the app what it needs.</summary>
    /// <param name="Scopes">What is missing, in the host's words.</param>
    public sealed record NotGranted(Uri FrameOrigin, IReadOnlyList<string> Scopes) : EntryProof;

    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(EntryRefusal Refusal) : EntryProof;
}

/// <summary>Stable problem codes of a refused entry (reliability.md §6, rows 1–12).</summary>
public enum EntryRefusal
{
    /// <summary>400 <c>bad_request</c>: not of the form.</summary>
    Malformed,

    /// <summary>401 <c>proof_missing</c>: no tokens.</summary>
    ProofMissing,

    /// <summary>403 <c>proof_mismatch</c>: the tokens belong to another tenant, app or user, or are not known to the pinned server.</summary>
    ProofMismatch,

    /// <summary>403 <c>address_refused</c>: the named address may never be called.</summary>
    AddressRefused,

    /// <summary>403 <c>tenant_blocked</c>: the host stopped the tenant: its tariff, or the app is not paid for.</summary>
    TenantBlocked,

    /// <summary>502 <c>host_unreachable</c>: the pinned server or the proven address did not answer.</summary>
    HostUnreachable,
}

/// <summary>A user's consent in a host.</summary>
/// <param name="AccessExpiresAt">When the access token ends.</param>
public sealed record TokenSet(string AccessToken, string? RefreshToken, DateTimeOffset AccessExpiresAt);

/// <summary>A port that the store implements: encrypted tokens and the one refresh per expiry (reliability.md §4.10).</summary>
public interface IHostTokens
{
    /// <summary>Null when this user never consented or consent was withdrawn.</summary>
    Task<StoredTokens?> FindAsync(TenantId tenant, string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="refresh"/> for one caller at a time in the whole installation. If somebody stored a newer version than
    /// <paramref name="seen"/> meanwhile, that one is returned and nothing is called. The new pair is stored and the old refresh token kept as spare.
    /// </summary>
    /// <exception cref="HostException"><see cref="HostFault.NoEffect"/>: another caller held the lease for too long.</exception>
    Task<StoredTokens> RefreshAsync(
        TenantId tenant, string userId, long seen, Func<StoredTokens, CancellationToken, Task<TokenSet>> refresh,
        CancellationToken cancellationToken);

    /// <summary>The host ended the consent for good: the tokens of this version are destroyed.</summary>
    /// <returns>False when the person brought a newer one meanwhile; that one stays.</returns>
    Task<bool> RevokeAsync(TenantId tenant, string userId, long version, CancellationToken cancellationToken);
}

/// <param name="Version">Grows with each stored pair, and is never used again for the same user, not even after a revocation.</param>
/// <param name="SpareRefreshToken">To try when the other is refused: the one before it, or one that an entry brought and nobody proved.</param>
public sealed record StoredTokens(TokenSet Tokens, long Version, string? SpareRefreshToken);
