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
/// <param name="Mapping">Null until an administrator accepted one.</param>
/// <param name="MappingVersion">Grows with every accepted mapping.</param>
/// <param name="IsActive">False after the app was removed from the host.</param>
public sealed record Tenant(
    TenantId Id, HostTenantKey Key, Uri Endpoint, Uri FrameOrigin, string InstallerUserId, TimeSpan UtcOffset, string Currency, TenantMapping? Mapping,
    long MappingVersion, bool IsActive)
{
    /// <summary>Calls made as this user.</summary>
    public HostConnection ConnectionFor(string userId) => new(Id, Key, Endpoint, userId);

    /// <summary>Calls of background work.</summary>
    public HostConnection BackgroundConnection => ConnectionFor(InstallerUserId);

    /// <summary>The civil day in the report zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(UtcOffset).DateTime);
}

/// <summary>Who has installed us. Rows come only from a proven entry.</summary>
public sealed class TenantDirectory
{
    private const string ApplicationTokenKind = "application";

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
        await _tokens.PutAsync(store, row, proof.UserId, proof.Tokens, cancellationToken);
        await OutboxWrites.ReleaseConsentAsync(store, row.Id, proof.UserId, now, cancellationToken);
        store.Audit.Add(new AuditRow { TenantId = row.Id, At = now, UserId = proof.UserId, Act = "entry", Subject = proof.Place });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Read(row);
    }

    /// <summary>
    /// What an administrator's entry may change: whose consent background work uses, when the present installer's is gone or no longer
    /// suffices (reliability.md §4.10); where the host lives; and what its events carry.
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
        row.IsActive = true;
    }

    /// <summary>What an event of this tenant must carry; null when the host never told, or after it removed us.</summary>
    public async Task<string?> FindApplicationTokenAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == id.Value, cancellationToken);
        return row is { DataKey: { } key, ApplicationToken: { } box } ? _secrets.Box.Open(key, Name(row.Id), ApplicationTokenKind, box) : null;
    }

    /// <summary>What the host tells of itself; changes nothing when nothing changed.</summary>
    public async Task SaveHostSettingsAsync(TenantId id, TimeSpan utcOffset, string currency, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Tenants.Where(row => row.Id == id.Value).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.UtcOffsetMinutes, (int)utcOffset.TotalMinutes).SetProperty(row => row.Currency, currency), cancellationToken);
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

    /// <summary>The host removed us: work ends, and with the tenant's key every token is destroyed at once. Twice does nothing.</summary>
    public async Task DeactivateAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        await store.Tenants.Where(row => row.Id == id.Value).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IsActive, false).SetProperty(row => row.DataKey, (byte[]?)null), cancellationToken);
        await store.Tokens.Where(row => row.TenantId == id.Value).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    internal static string Name(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Tenant Read(TenantRow row) => new(
        new TenantId(row.Id), new HostTenantKey(row.Host, row.HostId), new Uri(row.Endpoint), new Uri(row.FrameOrigin), row.InstallerUserId,
        TimeSpan.FromMinutes(row.UtcOffsetMinutes), row.Currency, row.Mapping is null ? null : JsonSerializer.Deserialize<TenantMapping>(row.Mapping),
        row.MappingVersion, row.IsActive);
}
