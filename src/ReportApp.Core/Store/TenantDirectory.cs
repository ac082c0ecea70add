using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>One installation, as we know it.</summary>
/// <param name="Endpoint">Proven address of the host's API.</param>
/// <param name="FrameOrigin">Origin of the host's pages.</param>
/// <param name="InstallerUserId">Whose consent background work uses.</param>
/// <param name="UtcOffset">The report zone.</param>
/// <param name="Currency">Base currency, ISO 4217.</param>
/// <param name="Calendar">When the company works; null: the host does not tell.</param>
/// <param name="Mapping">Null until an administrator accepted one.</param>
/// <param name="MappingVersion">Grows with every accepted mapping.</param>
/// <param name="IsActive">False after the app was removed from the host.</param>
/// <param name="IsPrepared">
/// What we need in the host stands there. False after it was installed anew, updated or granted something else, until an administrator's page
/// has seen to it.
/// </param>
/// <param name="Release">What of the app stands in the host, as it last told; null before an administrator entered.</param>
/// <param name="RemovalAnnouncedAt">
/// When an event said that the app was removed; null once that is settled. Until then no background work is done for the tenant.
/// </param>
public sealed record Tenant(
    TenantId Id, HostTenantKey Key, Uri Endpoint, Uri FrameOrigin, string InstallerUserId, TimeSpan UtcOffset, string Currency, WorkCalendar? Calendar,
    TenantMapping? Mapping, long MappingVersion, bool IsActive, bool IsPrepared, string? Release, DateTimeOffset? RemovalAnnouncedAt)
{
    /// <summary>Calls made as this user.</summary>
    public HostConnection ConnectionFor(string userId) => new(Id, Key, Endpoint, userId);

    /// <summary>Calls of background work.</summary>
    public HostConnection BackgroundConnection => ConnectionFor(InstallerUserId);

    /// <summary>The civil day in the report zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeOf(instant));

    /// <summary>What the clock of the report zone shows.</summary>
    public DateTime TimeOf(DateTimeOffset instant) => instant.ToOffset(UtcOffset).DateTime;
}

/// <summary>Who has installed us. Rows come only from a proven entry.</summary>
public sealed class TenantDirectory
{
    private const string ApplicationTokenKind = "application";

    /// <summary>Who removes the app and keeps its data may come back for so long (reliability.md §9).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    /// <summary>Consents may also have ended by age or with their people, so nobody's word alone deletes at once; within a day all is gone (reliability.md §9).</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromHours(20);

    private readonly StoreFactory _factory;
    private readonly HostTokens _tokens;
    private readonly Secrets _secrets;
    private readonly TimeProvider _clock;

    internal TenantDirectory(StoreFactory factory, HostTokens tokens, Secrets secrets, TimeProvider clock) =>
        (_factory, _tokens, _secrets, _clock) = (factory, tokens, secrets, clock);

    public async Task<Tenant?> FindAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id.Value, cancellationToken) is { } row ? Read(row) : null;
    }

    public async Task<Tenant?> FindAsync(HostTenantKey key, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Host == key.Host && row.HostId == key.HostId, cancellationToken) is { } row
            ? Read(row)
            : null;
    }

    public async Task<IReadOnlyList<Tenant>> ListActiveAsync(CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.Tenants.AsNoTracking().Where(row => row.IsActive).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>
    /// Writes down what an entry proved: this user's consent, and of an administrator the installation itself. A tenant that had removed
    /// us and comes back is active again.
    /// </summary>
    /// <returns>Null when the tenant is not installed and this user may not install it.</returns>
    public async Task<Tenant?> RegisterAsync(EntryProof.Proven proof, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await store.Tenants.SingleOrDefaultAsync(tenant => tenant.Host == proof.Key.Host && tenant.HostId == proof.Key.HostId, cancellationToken);
        if (row is not { IsActive: true } && !proof.IsAdministrator) return null;
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (row is null)
        {
            row = new TenantRow
            {
                Host = proof.Key.Host, HostId = proof.Key.HostId, Endpoint = proof.Endpoint.AbsoluteUri, FrameOrigin = proof.FrameOrigin.AbsoluteUri,
                InstallerUserId = proof.UserId, Currency = "RUB", CreatedAt = now, IsActive = true,
            };
            store.Tenants.Add(row);
            await store.SaveChangesAsync(cancellationToken);
        }
        row.DataKey ??= _secrets.Box.NewDataKey(Name(row.Id));
        if (proof.IsAdministrator) await UpdateInstallationAsync(store, row, proof, now, cancellationToken);
        if (row.RemovalAnnouncedAt is { } announced) row.RemovalAnnouncedAt = announced + 1; // no answer from before this entry may undo it
        await _tokens.PutAsync(store, row, proof.UserId, proof.Tokens, cancellationToken);
        await OutboxWrites.ReleaseConsentAsync(store, row.Id, proof.UserId, now, cancellationToken);
        store.Audit.Add(new AuditRow { TenantId = row.Id, At = now, UserId = proof.UserId, Act = "entry", Subject = proof.Place });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Read(row);
    }

    /// <summary>
    /// What an administrator's entry may change: whose consent background work uses, when the present installer's is gone or no longer
    /// suffices (reliability.md §4.10); where the host lives; what its events carry; and whether what we need there still stands.
    /// </summary>
    private async Task UpdateInstallationAsync(
        StoreContext store, TenantRow row, EntryProof.Proven proof, long now, CancellationToken cancellationToken)
    {
        void Note(string act) => store.Audit.Add(new AuditRow { TenantId = row.Id, At = now, UserId = proof.UserId, Act = act, Subject = "" });
        var canWork = row.SyncReason != "no_host_right" && await _tokens.IsAliveAsync(store, row.Id, row.InstallerUserId, cancellationToken);
        if (row.InstallerUserId != proof.UserId && !canWork)
        {
            row.InstallerUserId = proof.UserId;
            Note("installer-changed");
        }
        if (row.Endpoint != proof.Endpoint.AbsoluteUri)
        {
            (row.Endpoint, row.FrameOrigin) = (proof.Endpoint.AbsoluteUri, proof.FrameOrigin.AbsoluteUri);
            Note("address-changed");
        }
        if (proof.ApplicationToken is { } token) row.ApplicationToken = _secrets.Box.Seal(row.DataKey!, Name(row.Id), ApplicationTokenKind, token);
        // A host forgets all that was bound when the app is installed anew or updated, and waits for an administrator's page.
        if (!proof.IsInstalled || !row.IsActive || row.Release != proof.Release) row.IsPrepared = false;
        row.Release = proof.Release;
        (row.IsActive, row.PurgeAt) = (true, null);
    }

    /// <summary>What we need in the host was made there.</summary>
    /// <param name="before">The tenant as it was before: of a release that was installed meanwhile nothing is said.</param>
    public async Task SavePreparedAsync(Tenant before, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Tenants.Where(row => row.Id == before.Id.Value && row.Release == before.Release).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsPrepared, true), cancellationToken);
    }

    /// <summary>What an event of this tenant must carry; null when the host never told, or after it removed us.</summary>
    public async Task<string?> FindApplicationTokenAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == id.Value, cancellationToken);
        return row is { DataKey: { } key, ApplicationToken: { } box } ? _secrets.Box.Open(key, Name(row.Id), ApplicationTokenKind, box) : null;
    }

    /// <summary>What the host tells of itself; changes nothing when nothing changed.</summary>
    public async Task SaveHostSettingsAsync(TenantId id, HostSettings settings, CancellationToken cancellationToken)
    {
        var calendar = settings.Calendar is { } told ? JsonSerializer.Serialize(told) : null;
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Tenants.Where(row => row.Id == id.Value).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.UtcOffsetMinutes, (int)settings.UtcOffset.TotalMinutes).SetProperty(row => row.Currency, settings.BaseCurrency)
                .SetProperty(row => row.Calendar, row => settings.IsCalendarAnswered ? calendar : row.Calendar),
            cancellationToken);
    }

    /// <summary>Accepts a checked mapping; reports are projected anew under it.</summary>
    public async Task AcceptMappingAsync(Viewer author, TenantMapping mapping, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Tenants.SingleAsync(tenant => tenant.Id == author.Tenant.Value, cancellationToken);
        row.Mapping = JsonSerializer.Serialize(mapping);
        row.MappingVersion++;
        store.Audit.Add(new AuditRow
        {
            TenantId = row.Id, At = _clock.GetUtcNow().ToUnixTimeMilliseconds(), UserId = author.UserId, Act = "mapping-accepted",
            Subject = $"version {row.MappingVersion}",
        });
        await store.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// An event says that the host removed us. Anybody may have sent it, so it only suspends the tenant until the host's server has
    /// answered; each further one makes an answer that was asked for before it worthless.
    /// </summary>
    /// <param name="deleteData">
    /// Our data of the tenant is to be deleted once it is true; otherwise it stays for a while. Of several events that wait for one answer
    /// all must want it: none of them is proven, and what is deleted does not come back.
    /// </param>
    /// <returns>False when one is waiting for its answer already.</returns>
    public async Task<bool> AnnounceRemovalAsync(TenantId id, bool deleteData, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var row = await store.Tenants.SingleAsync(tenant => tenant.Id == id.Value, cancellationToken);
        var isFirst = row.RemovalAnnouncedAt is null;
        row.RemovalAnnouncedAt = Math.Max(_clock.GetUtcNow().ToUnixTimeMilliseconds(), (row.RemovalAnnouncedAt ?? 0) + 1);
        row.DeleteAtRemoval = deleteData && (isFirst || row.DeleteAtRemoval);
        if (isFirst) store.Audit.Add(OfTheHost(row, "removal-announced"));
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isFirst;
    }

    /// <summary>Tenants whose removal was announced and neither confirmed nor refuted yet.</summary>
    public async Task<IReadOnlyList<Tenant>> ListAnnouncedAsync(CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.Tenants.AsNoTracking().Where(row => row.IsActive && row.RemovalAnnouncedAt != null).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>The users whose consent is stored; the installer first.</summary>
    public async Task<IReadOnlyList<string>> ListConsentsAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Tokens.Where(row => row.TenantId == tenant.Id.Value)
            .OrderByDescending(row => row.UserId == tenant.InstallerUserId).ThenBy(row => row.UserId).Select(row => row.UserId).ToListAsync(cancellationToken);
    }

    /// <summary>The host's server answered that the app is still there: work goes on.</summary>
    /// <param name="asked">The tenant as it was before the server was asked.</param>
    /// <returns>False, and nothing changed, when something happened since: ask again.</returns>
    public async Task<bool> RefuteRemovalAsync(Tenant asked, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await AnnouncedAsync(store, asked, cancellationToken) is not { } row) return false;
        row.RemovalAnnouncedAt = null;
        store.Audit.Add(OfTheHost(row, "removal-refuted"));
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The host removed us: work ends, and with the tenant's key every token is destroyed at once.</summary>
    /// <param name="isHostsWord">The host's server says so itself; otherwise every consent has ended, which a removal does, but not it alone.</param>
    /// <inheritdoc cref="RefuteRemovalAsync"/>
    public async Task<bool> DeactivateAsync(Tenant asked, bool isHostsWord, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        if (await AnnouncedAsync(store, asked, cancellationToken) is not { } row) return false;
        (row.IsActive, row.DataKey, row.ApplicationToken, row.RemovalAnnouncedAt) = (false, null, null, null);
        row.PurgeAt = (_clock.GetUtcNow() + (!row.DeleteAtRemoval ? Grace : isHostsWord ? TimeSpan.Zero : Doubt)).ToUnixTimeMilliseconds();
        store.Audit.Add(OfTheHost(row, "removed"));
        await store.SaveChangesAsync(cancellationToken);
        await store.Tokens.Where(token => token.TenantId == row.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A security event: somebody who named this tenant was turned away. A flood of the same leaves one row a minute.</summary>
    public async Task NoteRefusalAsync(TenantId id, string act, string code, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var since = (now - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        if (await store.Audit.AnyAsync(row => row.TenantId == id.Value && row.At > since && row.Act == act && row.Subject == code, cancellationToken)) return;
        store.Audit.Add(new AuditRow { TenantId = id.Value, At = now.ToUnixTimeMilliseconds(), UserId = "", Act = act, Subject = code });
        await store.SaveChangesAsync(cancellationToken);
    }

    private static async Task<TenantRow?> AnnouncedAsync(StoreContext store, Tenant asked, CancellationToken cancellationToken)
    {
        var announced = asked.RemovalAnnouncedAt?.ToUnixTimeMilliseconds();
        return await store.Tenants.SingleOrDefaultAsync(
            row => row.Id == asked.Id.Value && row.IsActive && row.RemovalAnnouncedAt != null && row.RemovalAnnouncedAt == announced, cancellationToken);
    }

    private AuditRow OfTheHost(TenantRow row, string act) =>
        new() { TenantId = row.Id, At = _clock.GetUtcNow().ToUnixTimeMilliseconds(), UserId = "", Act = act, Subject = "" };

    internal static string Name(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static TenantMapping? MappingOf(TenantRow row) => row.Mapping is null ? null : JsonSerializer.Deserialize<TenantMapping>(row.Mapping);

    private static Tenant Read(TenantRow row) => new(
        new TenantId(row.Id), new HostTenantKey(row.Host, row.HostId), new Uri(row.Endpoint), new Uri(row.FrameOrigin), row.InstallerUserId,
        TimeSpan.FromMinutes(row.UtcOffsetMinutes), row.Currency, row.Calendar is { } calendar ? JsonSerializer.Deserialize<WorkCalendar>(calendar) : null,
        MappingOf(row), row.MappingVersion, row.IsActive, row.IsPrepared, row.Release,
        row.RemovalAnnouncedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
