using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ReportApp.Core.Model;

namespace ReportApp.Web.Sessions;

/// <summary>
/// One-use tickets (60 s) and bearers (10 min), 256 random bits each, found by digest. The two never stand in for each other.
/// A restart ends them all: the client then asks the host for a new proof.
/// </summary>
internal sealed class SessionStore(TimeProvider time)
{
    public static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan BearerLife = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Held> _tickets = new();
    private readonly ConcurrentDictionary<string, Held> _bearers = new();
    private readonly ConcurrentDictionary<string, Held> _removed = new();

    public Grant NewTicket(Session session) => Add(_tickets, session, TicketLife);

    public Grant NewBearer(Session session) => Add(_bearers, session, BearerLife);

    /// <summary>Spends a ticket; null when it is unknown, spent or too old.</summary>
    public Session? Redeem(string ticket) =>
        _tickets.TryRemove(Digest(ticket), out var held) && held.ExpiresAt > time.GetUtcNow() ? held.Session : null;

    public Session? Find(string bearer) =>
        _bearers.TryGetValue(Digest(bearer), out var held) && held.ExpiresAt > time.GetUtcNow() ? held.Session : null;

    public void End(string bearer) => _bearers.TryRemove(Digest(bearer), out _);

    /// <summary>The tenant is gone: so are its sessions. An open page is told why as long as its bearer would have lived.</summary>
    public void EndAll(TenantId tenant)
    {
        RemoveWhere(_tickets, held => held.Session.Viewer.Tenant == tenant);
        foreach (var (digest, held) in _bearers)
            if (held.Session.Viewer.Tenant == tenant && _bearers.TryRemove(digest, out _)) _removed[digest] = held;
    }

    /// <summary>The bearer ended because its host removed the app.</summary>
    public bool IsOfRemoved(string bearer) => _removed.TryGetValue(Digest(bearer), out var held) && held.ExpiresAt > time.GetUtcNow();

    private Grant Add(ConcurrentDictionary<string, Held> grants, Session session, TimeSpan life)
    {
        var now = time.GetUtcNow();
        RemoveWhere(grants, held => held.ExpiresAt <= now);
        RemoveWhere(_removed, held => held.ExpiresAt <= now);
        var end = session.ProvenAt + SessionLife;
        var expiresAt = now + life < end ? now + life : end;
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        grants[Digest(token)] = new(session, expiresAt);
        return new(token, expiresAt);
    }

    private static void RemoveWhere(ConcurrentDictionary<string, Held> grants, Func<Held, bool> condition)
    {
        foreach (var (key, held) in grants)
            if (condition(held)) grants.TryRemove(key, out _);
    }

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private sealed record Held(Session Session, DateTimeOffset ExpiresAt);
}
