using Connector.Bitrix.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using RestSharp;

namespace Connector.Bitrix;

/// <summary>All that is asked of the pinned authorisation server, and the one refresh per expiry.</summary>
internal sealed partial class BitrixAuth(
    IOptions<BitrixOptions> options, IHostTokens store, BitrixHttp http, TimeProvider clock, ILogger<BitrixAuth> logger)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private readonly BitrixOptions _options = options.Value;

    public bool IsConfigured => _options.ClientId.Length > 0 && _options.ClientSecret.Length > 0;

    /// <summary>When an access token ends that the host says has this long to live.</summary>
    public DateTimeOffset ExpiryOf(TimeSpan life) => clock.GetUtcNow() + (life > LongestLife ? LongestLife : life);

    /// <summary>Whether a consent is stored that can be renewed.</summary>
    public async Task<bool> HasConsentAsync(TenantId tenant, string userId, CancellationToken cancellationToken) =>
        (await store.FindAsync(tenant, userId, cancellationToken))?.Tokens.RefreshToken is not null;

    /// <summary>The stored pair, refreshed when it is about to end.</summary>
    /// <exception cref="HostException"><see cref="HostFault.SignInAgain"/>: there is none, or it cannot be renewed.</exception>
    public async Task<StoredTokens> CurrentAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(connection.Tenant, connection.UserId, cancellationToken)
            ?? throw new HostException(HostFault.SignInAgain, $"User {connection.UserId} has not opened the app in the portal, or consent is gone.");
        return stored.Tokens.AccessExpiresAt - Early > clock.GetUtcNow() ? stored : await RenewAsync(connection, stored, cancellationToken);
    }

    /// <summary>One refresh in the whole installation, whoever asks first.</summary>
    public async Task<StoredTokens> RenewAsync(HostConnection connection, StoredTokens seen, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RefreshAsync(
                connection.Tenant, connection.UserId, seen.Version, (stored, token) => RedeemAsync(connection, stored, token), cancellationToken);
        }
        catch (HostException fault) when (BitrixErrors.Is(fault, "invalid_grant"))
        {
            var isRevoked = await store.RevokeAsync(connection.Tenant, connection.UserId, seen.Version, cancellationToken);
            if (!isRevoked && await store.FindAsync(connection.Tenant, connection.UserId, cancellationToken) is { } newer) return newer; // opened again meanwhile
            Log.ConsentGone(logger, connection.Tenant.Value, connection.UserId);
            throw;
        }
        catch (HostException fault)
        {
            throw BitrixErrors.BeforeSending(fault);
        }
    }

    /// <summary>Redeems a refresh token; the old one is void afterwards.</summary>
    public async Task<WireTokens> RedeemAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var request = new RestRequest(new Uri(_options.AuthorisationServer, "/oauth/token/"), Method.Post)
            .AddParameter("grant_type", "refresh_token", ParameterType.GetOrPost)
            .AddParameter("client_id", _options.ClientId, ParameterType.GetOrPost)
            .AddParameter("client_secret", _options.ClientSecret, ParameterType.GetOrPost)
            .AddParameter("refresh_token", refreshToken, ParameterType.GetOrPost);
        var answer = await http.ExecuteAsync(request, _options.AuthorisationTimeout, cancellationToken);
        var status = (int)answer.StatusCode;
        var asked = http.RetryAfter(answer);
        WireTokens? tokens;
        try
        {
            using var reader = WireJson.Open(answer.RawBytes ?? []);
            tokens = WireJson.Serializer.Deserialize<WireTokens>(reader);
        }
        catch (JsonException unreadable)
        {
            throw BitrixErrors.FromPage(status, asked, unreadable);
        }

        if (tokens?.Error is { } code) throw BitrixErrors.From(status, code, tokens.ErrorDescription, asked); // also with status 200
        return tokens is { AccessToken.Length: > 0, RefreshToken.Length: > 0 } ? tokens : throw BitrixErrors.FromPage(status, asked);
    }

    /// <summary>Asks whose access token this is.</summary>
    public async Task<WireApp> AskAppInfoAsync(string accessToken, CancellationToken cancellationToken)
    {
        var request = new RestRequest(new Uri(_options.AuthorisationServer, "/rest/app.info"), Method.Post)
            .AddStringBody(JsonConvert.SerializeObject(new Args { ["auth"] = accessToken }), ContentType.Json);
        var answer = await http.ExecuteAsync(request, _options.AuthorisationTimeout, cancellationToken);
        var envelope = http.Open(answer, reader => WireJson.Serializer.Deserialize<WireApp>(reader));
        return envelope.Result as WireApp ?? throw BitrixErrors.FromPage((int)answer.StatusCode);
    }

    public TokenSet ToTokenSet(WireTokens tokens) =>
        new(tokens.AccessToken!, tokens.RefreshToken, ExpiryOf(TimeSpan.FromSeconds(tokens.ExpiresIn ?? LongestLife.TotalSeconds)));

    private async Task<TokenSet> RedeemAsync(HostConnection connection, StoredTokens stored, CancellationToken cancellationToken)
    {
        if (stored.Tokens.RefreshToken is not { } current)
            throw new HostException(HostFault.SignInAgain, $"User {connection.UserId} must open the app in the portal again.");
        WireTokens tokens;
        try
        {
            tokens = await RedeemAsync(current, cancellationToken);
        }
        catch (HostException fault) when (BitrixErrors.Is(fault, "invalid_grant") && stored.SpareRefreshToken is not null)
        {
            tokens = await RedeemAsync(stored.SpareRefreshToken, cancellationToken); // the answer to a refresh may have been lost
        }

        var isSame = tokens.MemberId == connection.Key.HostId && (tokens.UserId is null || tokens.UserId == connection.UserId);
        return isSame
            ? ToTokenSet(tokens)
            : throw new HostException(HostFault.NotAllowed, "The authorisation server answered for another portal or user; nothing was stored.");
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "Consent of user {User} in tenant {Tenant} is gone; the app must be opened in the portal")]
        public static partial void ConsentGone(ILogger logger, long tenant, string user);
    }
}
