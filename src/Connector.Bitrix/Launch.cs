using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Bitrix.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>
/// From the form a portal posts to a proven tenant and viewer (reliability.md §2.1). Everything posted is a hint: first its shape, then
/// the named address by its spelling, then the pinned server's word on the token, and only then a call to the address that server named.
/// </summary>
internal sealed partial class Launch(
    IOptions<BitrixOptions> options, BitrixAuth auth, BitrixClient client, HostAddress addresses, ILogger<Launch> logger)
{
    public const string HostName = "bitrix";

    private const int LongestToken = 255;
    private const int LongestView = 2000;

    private readonly BitrixOptions _options = options.Value;

    /// <summary>The posted fields after the check of their shape.</summary>
    private sealed record Hints(
        Uri Portal, string MemberId, string AccessToken, string? RefreshToken, TimeSpan Life, string? ApplicationToken, string Language, string Place,
        string? RecordId, string? View);

    public async Task<EntryProof> ProveAsync(EntryRequest request, KnownTenant? known, CancellationToken cancellationToken)
    {
        if (!auth.IsConfigured) return Refuse(EntryRefusal.HostUnreachable, "the app has no client id");
        if (ReadHints(request, out var hints) is { } refusal) return Refuse(refusal, "the form was refused before any call");
        try
        {
            return await ProveAsync(hints!, known, cancellationToken);
        }
        catch (HostException fault)
        {
            var reaction = fault.Fault switch
            {
                HostFault.NoEffect or HostFault.OutcomeUnknown or HostFault.Moved => EntryRefusal.HostUnreachable,
                HostFault.TenantBlocked => EntryRefusal.TenantBlocked,
                _ => EntryRefusal.ProofMismatch,
            };
            return Refuse(reaction, fault.HostCode ?? fault.Fault.ToString());
        }
    }

    /// <summary>Asks the pinned server again about a user's stored token; a dead consent is an answer, a dead connection is not.</summary>
    public async Task<ConsentState> AskConsentAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var tokens = await auth.CurrentAsync(connection, cancellationToken);
            var app = await AskAsync(connection, tokens, cancellationToken);
            if (!Confirms(app, connection.Key.HostId) || app.UserId != connection.UserId) return ConsentState.Unknown;
            return ToEndpoint(app.Install!.ClientEndpoint) == connection.Endpoint ? ConsentState.Alive : ConsentState.Moved;
        }
        catch (HostException fault) when (fault.Fault is HostFault.SignInAgain or HostFault.NotAllowed or HostFault.TenantBlocked)
        {
            // Without a code it is our own word: there is no consent to ask about. A token that merely is not known proves nothing.
            return BitrixErrors.Is(fault, "NOT_INSTALLED") ? ConsentState.NotInstalled
                : BitrixErrors.Is(fault, "invalid_grant") || fault is { Fault: HostFault.SignInAgain, HostCode: null } ? ConsentState.Gone
                : fault.Fault == HostFault.TenantBlocked ? ConsentState.Blocked
                : ConsentState.Unknown;
        }
    }

    /// <summary>The portal's own word: it lets a dismissed person call nothing, and says who is an administrator now.</summary>
    public async Task<HostUser?> AskUserAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.BatchAsync(connection, WhoAmI, Priority.Interactive, cancellationToken);
            var id = answer.Get<WireRow>("profile").Text("ID");
            return id == connection.UserId ? new HostUser(id, !answer.Faults.ContainsKey("admin") && answer.Get<bool>("admin")) : null;
        }
        catch (HostException fault) when (fault.Fault is HostFault.NotAllowed or HostFault.SignInAgain)
        {
            return null;
        }
    }

    private static BatchCommand[] WhoAmI =>
    [
        BatchCommand.For<WireRow>("profile", new Call("profile", [])),
        BatchCommand.For<bool>("admin", new Call("user.admin", [])),
    ];

    private async Task<WireApp> AskAsync(HostConnection connection, StoredTokens tokens, CancellationToken cancellationToken)
    {
        try
        {
            return await auth.AskAppInfoAsync(tokens.Tokens.AccessToken, cancellationToken);
        }
        catch (HostException fault) when (BitrixErrors.IsTokenOver(fault))
        {
            var renewed = await auth.RenewAsync(connection, tokens, cancellationToken);
            return await auth.AskAppInfoAsync(renewed.Tokens.AccessToken, cancellationToken);
        }
    }

    /// <summary>What the pinned server says of a token must name our app, this portal and a user.</summary>
    private bool Confirms(WireApp app, string memberId) =>
        app.ClientId == _options.ClientId && app.Install?.MemberId == memberId && app.UserId is { Length: > 0 };

    private async Task<EntryProof> ProveAsync(Hints hints, KnownTenant? known, CancellationToken cancellationToken)
    {
        var app = await auth.AskAppInfoAsync(hints.AccessToken, cancellationToken);
        if (!Confirms(app, hints.MemberId)) return Refuse(EntryRefusal.ProofMismatch, "app, portal or user differ");
        if (ToEndpoint(app.Install!.ClientEndpoint) is not { } endpoint || !addresses.IsCallable(endpoint))
            return Refuse(EntryRefusal.AddressRefused, "the portal's proven address may not be called");
        var isSamePortal = endpoint.IdnHost == hints.Portal.IdnHost && endpoint.Port == hints.Portal.Port && endpoint.Scheme == hints.Portal.Scheme;
        if (!isSamePortal) return Refuse(EntryRefusal.ProofMismatch, "the named address is not the portal's");
        if (known is not null && known.Key != new HostTenantKey(HostName, hints.MemberId))
            return Refuse(EntryRefusal.ProofMismatch, "the portal is known under another id");

        var answer = await client.BatchAsync(endpoint, hints.AccessToken, WhoAmI, cancellationToken);
        var profile = answer.Get<WireRow>("profile");
        if (profile.Text("ID") != app.UserId) return Refuse(EntryRefusal.ProofMismatch, "the portal names another user");
        var frameOrigin = new Uri(endpoint.GetLeftPart(UriPartial.Authority));
        // Without the scope of users nobody is known to be an administrator. Others go on with what was read while all was granted.
        if (Scopes.Missing(app.Scope) is { Count: > 0 } missing && (known is null || answer.Faults.ContainsKey("admin") || answer.Get<bool>("admin")))
        {
            Log.NotGranted(logger, string.Join(", ", missing));
            return new EntryProof.NotGranted(frameOrigin, missing);
        }
        var isAdministrator = answer.Get<bool>("admin");
        // A portal may be renamed: the pinned server has confirmed the new address, an administrator brings it (bitrix24.md §2.3).
        if (known is not null && known.Endpoint != endpoint && !isAdministrator)
            return Refuse(EntryRefusal.ProofMismatch, "the portal is known under another address, and no administrator says otherwise");

        // Only what was redeemed is proven; it is not done at every opening, for which the host blocks apps.
        var tokens = new TokenSet(hints.AccessToken, hints.RefreshToken, auth.ExpiryOf(hints.Life));
        if (known is null || !await auth.HasConsentAsync(known.Id, app.UserId!, cancellationToken))
        {
            if (hints.RefreshToken is null) return Refuse(EntryRefusal.ProofMissing, "no refresh token, and none is stored");
            var redeemed = await auth.RedeemAsync(hints.RefreshToken, cancellationToken);
            var isSame = redeemed.MemberId == hints.MemberId && (redeemed.UserId is null || redeemed.UserId == app.UserId)
                && ToEndpoint(redeemed.ClientEndpoint) == endpoint;
            if (!isSame) return Refuse(EntryRefusal.ProofMismatch, "the two tokens belong to different portals or users");
            tokens = auth.ToTokenSet(redeemed);
        }

        var name = string.Join(' ', new[] { profile.Text("LAST_NAME"), profile.Text("NAME") }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new EntryProof.Proven(
            new HostTenantKey(HostName, hints.MemberId), endpoint, frameOrigin, app.UserId!, name.Length > 0 ? name : app.UserId!, isAdministrator,
            hints.Language, tokens, hints.ApplicationToken, hints.Place, hints.RecordId, Scopes.ReleaseOf(app.Install.Version, app.Scope),
            app.Install.Installed ?? true, hints.View);
    }

    private EntryRefusal? ReadHints(EntryRequest request, out Hints? hints)
    {
        hints = null;
        var form = request.Form;
        if (!form.TryGetValue("AUTH_ID", out var access) || access.Length == 0) return EntryRefusal.ProofMissing;
        var refresh = form.GetValueOrDefault("REFRESH_ID");
        var application = form.GetValueOrDefault("APPLICATION_TOKEN");
        var isShaped = IsToken(access)
            && (string.IsNullOrEmpty(refresh) || IsToken(refresh))
            && (string.IsNullOrEmpty(application) || IsToken(application))
            && form.TryGetValue("member_id", out var memberId) && MemberId().IsMatch(memberId)
            && request.Query.TryGetValue("DOMAIN", out _)
            && request.Query.GetValueOrDefault("PROTOCOL", "1") is "0" or "1"
            && Place().IsMatch(form.GetValueOrDefault("PLACEMENT", "DEFAULT"));
        var seconds = 3600;
        if (!isShaped || (form.TryGetValue("AUTH_EXPIRES", out var expires)
            && !int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)))
            return EntryRefusal.Malformed;
        if (!ReadOptions(form.GetValueOrDefault("PLACEMENT_OPTIONS"), out var recordId, out var view)) return EntryRefusal.Malformed;

        switch (addresses.Judge(request.Query["DOMAIN"], request.Query.GetValueOrDefault("PROTOCOL", "1") == "0", out var portal))
        {
            case AddressVerdict.Malformed: return EntryRefusal.Malformed;
            case AddressVerdict.Refused: return EntryRefusal.AddressRefused;
        }

        hints = new Hints(
            portal!, form["member_id"], access, string.IsNullOrEmpty(refresh) ? null : refresh, TimeSpan.FromSeconds(seconds),
            string.IsNullOrEmpty(application) ? null : application, LanguageOf(request.Query.GetValueOrDefault("LANG")),
            form.GetValueOrDefault("PLACEMENT", "DEFAULT"), recordId, view);
        return null;
    }

    /// <summary>Two small letters. A language that is none keeps nobody out.</summary>
    private static string LanguageOf(string? language) => language is not null && Language().IsMatch(language) ? language[..2].ToLowerInvariant() : "en";

    /// <summary>The options are JSON text with the record's id or what a link of ours says, an empty array, or nothing at all.</summary>
    private static bool ReadOptions(string? text, out string? recordId, out string? view)
    {
        (recordId, view) = (null, null);
        if (string.IsNullOrWhiteSpace(text)) return true;
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = 8, DateParseHandling = DateParseHandling.None };
            var options = WireJson.Serializer.Deserialize<WireRow>(reader);
            // A link that names no screen of ours still opens the app.
            (recordId, view) = (options?.Text("ID"), options?.Text(Notices.ViewParameter) is { Length: <= LongestView } named && named.StartsWith('/') ? named : null);
        }
        catch (JsonException)
        {
            return false;
        }

        if (recordId is null || (recordId.Length <= 18 && recordId.All(char.IsAsciiDigit))) return true;
        (recordId, view) = (null, null);
        return false;
    }

    /// <summary>The API address with the slash at its end that methods are appended to.</summary>
    private static Uri? ToEndpoint(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/")
            : null;

    private static bool IsToken(string text) => text.Length <= LongestToken && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.');

    private EntryProof.Refused Refuse(EntryRefusal refusal, string reason)
    {
        Log.Refused(logger, refusal, reason);
        return new EntryProof.Refused(refusal);
    }

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MemberId();

    [GeneratedRegex(@"^[A-Z0-9_]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    [GeneratedRegex(@"^[A-Za-z]{2}([_-][A-Za-z]{2,8})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Language();

    private static partial class Log
    {
        [LoggerMessage(2121, LogLevel.Warning, "An entry was refused as {Refusal}: {Reason}")]
        public static partial void Refused(ILogger logger, EntryRefusal refusal, string reason);

        [LoggerMessage(2122, LogLevel.Warning, "The portal has not granted the app: {Scopes}")]
        public static partial void NotGranted(ILogger logger, string scopes);
    }
}
