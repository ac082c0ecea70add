using Newtonsoft.Json;

namespace Connector.Bitrix.Wire;

/// <summary>The answer of <c>app.info</c> at the authorisation server (not the portal's method of the same name).</summary>
internal sealed record WireApp
{
    [JsonProperty("client_id")]
    public string? ClientId { get; init; }

    [JsonProperty("user_id")]
    public string? UserId { get; init; }

    public string? Expires { get; init; }

    public string? Scope { get; init; }

    public WireInstall? Install { get; init; }
}

internal sealed record WireInstall
{
    [JsonProperty("member_id")]
    public string? MemberId { get; init; }

    [JsonProperty("client_endpoint")]
    public string? ClientEndpoint { get; init; }

    /// <summary>Null where the server does not tell.</summary>
    public bool? Installed { get; init; }

    /// <summary>A number in practice, a text in the documentation.</summary>
    public string? Version { get; init; }
}

/// <summary>The answer of <c>/oauth/token/</c>; an error has the same status as often as not.</summary>
internal sealed record WireTokens
{
    [JsonProperty("access_token")]
    public string? AccessToken { get; init; }

    [JsonProperty("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonProperty("expires_in")]
    public int? ExpiresIn { get; init; }

    [JsonProperty("member_id")]
    public string? MemberId { get; init; }

    [JsonProperty("client_endpoint")]
    public string? ClientEndpoint { get; init; }

    [JsonProperty("user_id")]
    public string? UserId { get; init; }

    public string? Error { get; init; }

    [JsonProperty("error_description")]
    public string? ErrorDescription { get; init; }
}
