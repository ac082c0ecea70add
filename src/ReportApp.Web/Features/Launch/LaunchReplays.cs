using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ReportApp.Core.Hosts;

namespace ReportApp.Web.Features.Launch;

/// <summary>
/// A launch form opens the app once. A host may hand the same token to two openings, so a form is known by token and frame session
/// together; we remember only its digest, for as long as such a token lives.
/// </summary>
internal sealed class LaunchReplays(TimeProvider time)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();

    /// <returns>False when this form was used before.</returns>
    public bool TryUse(EntryRequest entry)
    {
        var now = time.GetUtcNow();
        foreach (var (form, usedAt) in _used)
            if (now - usedAt > TokenLife) _used.TryRemove(form, out _);
        var text = $"{entry.Form.GetValueOrDefault("AUTH_ID")}\n{entry.Query.GetValueOrDefault("APP_SID")}";
        return _used.TryAdd(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))), now);
    }
}
