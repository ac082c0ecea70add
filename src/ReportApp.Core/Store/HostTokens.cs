using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>Consents, encrypted, and the lease that lets one caller at a time refresh one of them (reliability.md §4.10).</summary>
internal sealed class HostTokens(StoreFactory factory, Secrets secrets, TimeProvider clock) : IHostTokens
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<StoredTokens?> FindAsync(TenantId tenant, string userId, CancellationToken cancellationToken)
    {
        await using var store = await factory.OpenAsync(cancellationToken);
        return await ReadAsync(store, tenant.Value, userId, cancellationToken);
    }

    public async Task<StoredTokens> RefreshAsync(
        TenantId tenant, string userId, long seen, Func<StoredTokens, CancellationToken, Task<TokenSet>> refresh, CancellationToken cancellationToken)
    {
        var owner = Ids.New(clock.GetUtcNow());
        var giveUpAt = clock.GetUtcNow() + Patience;
        while (true)
        {
            await using var store = await factory.OpenAsync(cancellationToken);
            var stored = await ReadAsync(store, tenant.Value, userId, cancellationToken)
                ?? throw new HostException(HostFault.SignInAgain, "This person's consent is not stored.");
            if (stored.Version > seen) return stored;
            if (await TakeLeaseAsync(store, tenant.Value, userId, owner, stored.Version, cancellationToken))
                return await RefreshLeasedAsync(store, tenant.Value, userId, owner, stored, refresh, cancellationToken);
            if (clock.GetUtcNow() > giveUpAt)
                throw new HostException(HostFault.NoEffect, "Another refresh of this consent takes too long.") { RetryAfter = Pause };
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    public async Task<bool> RevokeAsync(TenantId tenant, string userId, long version, CancellationToken cancellationToken)
    {
        await using var store = await factory.OpenAsync(cancellationToken);
        return await store.Tokens.Where(row => row.TenantId == tenant.Value && row.UserId == userId && row.Version == version)
            .ExecuteDeleteAsync(cancellationToken) == 1;
    }

    /// <summary>
    /// Adds the consent of an entry to the caller's transaction. A refresh token that is stored stays, because it was proven: what the
    /// entry brings beside it is the spare one, or nothing.
    /// </summary>
    public async Task PutAsync(StoreContext store, TenantRow tenant, string userId, TokenSet tokens, CancellationToken cancellationToken)
    {
        var row = await store.Tokens.SingleOrDefaultAsync(token => token.TenantId == tenant.Id && token.UserId == userId, cancellationToken);
        if (row is null)
        {
            row = new TokenRow { TenantId = tenant.Id, UserId = userId, Access = [] };
            store.Tokens.Add(row);
        }
        var brought = Seal(row, tenant.DataKey!, tokens.RefreshToken, "refresh");
        if (row.Refresh is null) row.Refresh = brought;
        else row.SpareRefresh = brought ?? row.SpareRefresh;
        WriteAccess(row, tenant.DataKey!, tokens);
    }

    /// <summary>Whether background work could use this user's consent now or after a refresh.</summary>
    public async Task<bool> IsAliveAsync(StoreContext store, long tenant, string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await store.Tokens.AnyAsync(
            row => row.TenantId == tenant && row.UserId == userId && (row.Refresh != null || row.AccessExpiresAt > now), cancellationToken);
    }

    private async Task<StoredTokens> RefreshLeasedAsync(
        StoreContext store, long tenant, string userId, string owner, StoredTokens stored, Func<StoredTokens, CancellationToken, Task<TokenSet>> refresh,
        CancellationToken cancellationToken)
    {
        try
        {
            var fresh = await refresh(stored, cancellationToken);
            // The old pair is void from here on: storing the new one must not be given up half-way.
            var row = await store.Tokens.SingleAsync(token => token.TenantId == tenant && token.UserId == userId && token.LeaseOwner == owner, CancellationToken.None);
            var key = await store.Tenants.Where(found => found.Id == tenant).Select(found => found.DataKey).SingleAsync(CancellationToken.None);
            row.SpareRefresh = row.Refresh;
            row.Refresh = Seal(row, key!, fresh.RefreshToken, "refresh") ?? row.Refresh;
            WriteAccess(row, key!, fresh);
            await store.SaveChangesAsync(CancellationToken.None);
            return (await ReadAsync(store, tenant, userId, CancellationToken.None))!;
        }
        finally
        {
            await store.Tokens.Where(token => token.TenantId == tenant && token.UserId == userId && token.LeaseOwner == owner)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.LeaseOwner, (string?)null), CancellationToken.None);
        }
    }

    private async Task<bool> TakeLeaseAsync(
        StoreContext store, long tenant, string userId, string owner, long version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var until = now + (long)Lease.TotalMilliseconds;
        return await store.Tokens
            .Where(row => row.TenantId == tenant && row.UserId == userId && row.Version == version && (row.LeaseOwner == null || row.LeaseUntil < now))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, owner).SetProperty(row => row.LeaseUntil, until), cancellationToken) == 1;
    }

    private async Task<StoredTokens?> ReadAsync(StoreContext store, long tenant, string userId, CancellationToken cancellationToken)
    {
        var found = await (
            from token in store.Tokens.AsNoTracking()
            join owner in store.Tenants on token.TenantId equals owner.Id
            where token.TenantId == tenant && token.UserId == userId && owner.DataKey != null
            select new { token, owner.DataKey }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        string? Open(byte[]? box, string kind) =>
            box is null ? null : secrets.Box.Open(found.DataKey!, TenantDirectory.Name(tenant), $"{userId}|{kind}", box);
        return new StoredTokens(
            new TokenSet(
                Open(found.token.Access, "access")!, Open(found.token.Refresh, "refresh"),
                DateTimeOffset.FromUnixTimeMilliseconds(found.token.AccessExpiresAt)),
            found.token.Version, Open(found.token.SpareRefresh, "refresh"));
    }

    private byte[]? Seal(TokenRow row, byte[] dataKey, string? secret, string kind) =>
        secret is null ? null : secrets.Box.Seal(dataKey, TenantDirectory.Name(row.TenantId), $"{row.UserId}|{kind}", secret);

    private void WriteAccess(TokenRow row, byte[] dataKey, TokenSet tokens)
    {
        row.Access = Seal(row, dataKey, tokens.AccessToken, "access")!;
        row.AccessExpiresAt = tokens.AccessExpiresAt.ToUnixTimeMilliseconds();
        // By the clock, so that the row of a person who comes back after a revocation does not take up old versions again.
        row.Version = Math.Max(row.Version + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
