using System.Diagnostics;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.Control;

namespace Sandbox.Bitrix;

/// <summary>The authorisation server's addresses: <c>/oauth/token/</c> and <c>/rest/app.info</c> (reference 2.2, 2.3).</summary>
internal sealed class AuthorisationEndpoint(AuthorisationServer server, Faults faults, Stats stats)
{
    /// <summary>Form fields and query alike: SDKs use either.</summary>
    public Task TokenAsync(HttpContext http) => AnswerAsync(http, "oauth/token", parameters =>
    {
        string Given(string name) => Values.Text(parameters.GetValueOrDefault(name));

        var grant = Given("grant_type");
        if (grant is not ("refresh_token" or "authorization_code") || Given("client_id").Length == 0)
            throw new RestException(400, "invalid_request", "The request is missing a required parameter or is malformed");
        // Reference 12, row 22.
        var application = server.Authenticate(Given("client_id"), Given("client_secret"))
            ?? throw new RestException(401, "invalid_client", "Client authentication failed");

        TokenPair? pair;
        if (grant == "refresh_token")
        {
            // Refused for payment it is not spent: it serves when somebody has paid.
            if (server.FindRefresh(Given("refresh_token")) is { } asking)
                NeedInstallation(server.PortalOf(asking.MemberId)!, asking.ClientId);
            pair = server.Refresh(application.ClientId, Given("refresh_token"));
        }
        else
        {
            (pair, var error) = server.Exchange(application.ClientId, Given("code"));
            if (error is not null)
                throw new RestException(400, error, "The code is used, unknown or over");
        }
        if (pair is null)
            throw new RestException(400, "invalid_grant", "The refresh token is used, expired or of another application");
        return Show(server, pair);
    });

    /// <summary>Proves whose token it is; the user's own access token is enough.</summary>
    public Task AppInfoAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var startedAt = server.Clock.GetUtcNow();
        return AnswerAsync(http, "oauth/app.info", parameters =>
        {
            var token = Values.Text(parameters.GetValueOrDefault("auth") ?? parameters.GetValueOrDefault("access_token"));
            if (token.Length == 0 || server.Find(token) is not { } pair || server.PortalOf(pair.MemberId) is not { } portal)
                throw new RestException(401, "NO_AUTH_FOUND", "Wrong authorization data");
            if (pair.ExpiresAt <= server.Clock.GetUtcNow())
                throw new RestException(401, "expired_token", "The access token provided has expired.");
            var found = NeedInstallation(portal, pair.ClientId);
            var scope = string.Join(',', found.Application.Scopes);
            return new PhpMap
            {
                ["result"] = new PhpMap
                {
                    ["client_id"] = pair.ClientId,
                    ["scope"] = scope,
                    ["expires"] = portal.Values.Print(pair.ExpiresAt),
                    ["install"] = new PhpMap
                    {
                        ["installed"] = found.Installation.IsInstalled,
                        ["version"] = (long)found.Installation.Version,
                        ["status"] = found.Installation.Status,
                        ["scope"] = scope,
                        // The host name without its port: a client compares it so (reference 11.4).
                        ["domain"] = portal.Address.Host,
                        ["uri"] = portal.Address.GetLeftPart(UriPartial.Authority),
                        ["client_endpoint"] = AuthorisationServer.ClientEndpoint(portal),
                        ["member_id"] = portal.MemberId,
                        ["member_type"] = "bitrix24",
                    },
                    ["user_id"] = pair.UserId,
                },
                ["time"] = RestEndpoint.TimeSince(startedAt, started, portal.Facts.Zone),
            };
        });
    }

    /// <summary>The host's token JSON; <c>domain</c> is the authorisation server (reference 2.2).</summary>
    public static PhpMap Show(AuthorisationServer server, TokenPair pair)
    {
        var portal = server.PortalOf(pair.MemberId)!;
        var found = server.Find(portal, pair.ClientId)!.Value;
        return new PhpMap
        {
            ["access_token"] = pair.Access,
            ["expires"] = pair.ExpiresAt.ToUnixTimeSeconds(),
            ["expires_in"] = (long)Math.Ceiling((pair.ExpiresAt - server.Clock.GetUtcNow()).TotalSeconds),
            ["scope"] = string.Join(',', found.Application.Scopes),
            ["domain"] = server.Address.Authority,
            ["server_endpoint"] = server.ServerEndpoint,
            ["status"] = found.Installation.Status,
            ["client_endpoint"] = AuthorisationServer.ClientEndpoint(portal),
            ["member_id"] = pair.MemberId,
            ["user_id"] = pair.UserId,
            ["refresh_token"] = pair.Refresh,
        };
    }

    /// <summary>Reference 2.2: who removed the application, or has not paid, gets no token and no proof.</summary>
    private (Application Application, Installation Installation) NeedInstallation(Portal portal, string clientId)
    {
        if (server.Find(portal, clientId) is not { } found)
            throw new RestException(401, "NOT_INSTALLED", "Application not installed");
        if (!portal.Tariff.HasRest)
            throw new RestException(401, "PAYMENT_REQUIRED", "Subscription has been ended");
        if (found.Installation.IsPaymentExpired)
            throw new RestException(401, "PAYMENT_REQUIRED", "Payment required");
        return found;
    }

    private async Task AnswerAsync(HttpContext http, string name, Func<PhpMap, PhpMap> answer)
    {
        var (parameters, bytes) = await RestRequest.ParametersAsync(http.Request, http.RequestAborted);
        stats.Request(name, bytes);
        var fault = faults.Strike([name], _ => true);
        if (fault is not null && await FaultAnswer.BeforeAsync(http, fault, server.Clock))
            return;
        int status;
        PhpMap body;
        try
        {
            body = answer(parameters);
            status = 200;
        }
        catch (RestException refusal)
        {
            (status, body) = (refusal.Status, refusal.ToMap());
        }
        if (fault is not null && await FaultAnswer.AfterAsync(http, fault, status, body))
            return;
        stats.Answered(await RestEndpoint.WriteAsync(http, status, body));
    }
}
