using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>A source whose files may be pushed.</summary>
/// <param name="AuthorId">The administrator who made its token.</param>
public sealed record ImportAddress(ImportKind Kind, string Source, string AuthorId, DateTimeOffset CreatedAt);

/// <summary>Tokens of import addresses: shown once, kept as a hash. A new one ends the former.</summary>
public sealed class ImportTokens
{
    private const int Bytes = 32;

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal ImportTokens(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    public async Task<IReadOnlyList<ImportAddress>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return [.. (await Own(store, tenant).AsNoTracking().OrderBy(row => row.Kind).ThenBy(row => row.Source).ToListAsync(cancellationToken)).Select(Read)];
    }

    /// <returns>The token, which nobody can read again.</returns>
    public async Task<string> MakeAsync(Viewer author, ImportKind kind, string source, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        var name = ImportedFacts.NameOf(kind);
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await Own(store, author.Tenant).SingleOrDefaultAsync(found => found.Kind == name && found.Source == source, cancellationToken);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (row is null) store.ImportTokens.Add(new ImportTokenRow { TenantId = author.Tenant.Value, Kind = name, Source = source, Hash = HashOf(token), AuthorId = author.UserId, CreatedAt = now });
        else (row.Hash, row.AuthorId, row.CreatedAt) = (HashOf(token), author.UserId, now);
        store.Audit.Add(new AuditRow { TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = "import-token-made", Subject = $"{name}/{source}" });
        await store.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <returns>False when there was none.</returns>
    public async Task<bool> RevokeAsync(Viewer author, ImportKind kind, string source, CancellationToken cancellationToken)
    {
        var name = ImportedFacts.NameOf(kind);
        await using var store = await _factory.OpenAsync(cancellationToken);
        if (await Own(store, author.Tenant).SingleOrDefaultAsync(found => found.Kind == name && found.Source == source, cancellationToken) is not { } row) return false;
        store.ImportTokens.Remove(row);
        store.Audit.Add(new AuditRow
        {
            TenantId = author.Tenant.Value, At = _clock.GetUtcNow().ToUnixTimeMilliseconds(), UserId = author.UserId, Act = "import-token-revoked", Subject = $"{name}/{source}",
        });
        await store.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>What a token opens; null: nothing. Compares with every token of the tenant, each in the same time whatever is right in it.</summary>
    public async Task<ImportAddress?> FindAsync(TenantId tenant, string token, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var isActive = await store.Tenants.AnyAsync(row => row.Id == tenant.Value && row.IsActive && row.RemovalAnnouncedAt == null, cancellationToken);
        var hash = HashOf(token);
        ImportTokenRow? found = null;
        foreach (var row in await Own(store, tenant).AsNoTracking().ToListAsync(cancellationToken))
            if (CryptographicOperations.FixedTimeEquals(hash, row.Hash)) found = row;
        return found is null || !isActive ? null : Read(found);
    }

    private static IQueryable<ImportTokenRow> Own(StoreContext store, TenantId tenant) => store.ImportTokens.Where(row => row.TenantId == tenant.Value);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static ImportAddress Read(ImportTokenRow row) => new(
        row.Kind == ImportedFacts.NameOf(ImportKind.Payments) ? ImportKind.Payments : ImportKind.Schedule, row.Source, row.AuthorId,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
}
