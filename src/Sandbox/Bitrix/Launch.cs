using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>What the host page posts into an application's frame (reference 1.3).</summary>
/// <param name="Sid">Id of this frame session.</param>
/// <param name="Address">With the query <c>DOMAIN, PROTOCOL, LANG, APP_SID</c>.</param>
internal sealed record Launch(string Sid, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Fields, TokenPair Tokens, string Placement)
{
    /// <param name="placement">Where it opens; one that is not bound means the application's own page.</param>
    /// <param name="options">Texts only.</param>
    public static Launch Of(
        Portal portal, AuthorisationServer authorisation, Application application, Installation installation, Person person, string placement,
        IReadOnlyDictionary<string, string> options, string language)
    {
        var bound = portal.Placements.FirstOrDefault(one => one.ClientId == application.ClientId && one.Placement == placement);
        var place = bound?.Placement ?? "DEFAULT";
        // Until the installation is finished an administrator always gets the installation address (reference 1.2).
        var handler = !installation.IsInstalled ? application.InstallHandler ?? application.Handler : bound?.Handler ?? application.Handler;
        var sid = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var joint = handler.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var protocol = portal.Address.Scheme == Uri.UriSchemeHttps ? 1 : 0;
        var address = new Uri($"{handler}{joint}DOMAIN={Uri.EscapeDataString(portal.Address.Authority)}&PROTOCOL={protocol}&LANG={language}&APP_SID={sid}");
        var pair = authorisation.Issue(portal, application, person);
        return new Launch(
            sid, address,
            [
                new("AUTH_ID", pair.Access),
                new("AUTH_EXPIRES", AuthorisationServer.AccessLife.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)),
                new("REFRESH_ID", pair.Refresh),
                new("SERVER_ENDPOINT", authorisation.ServerEndpoint),
                new("APPLICATION_TOKEN", installation.ApplicationToken),
                new("APPLICATION_SCOPE", string.Join(',', application.Scopes)),
                new("member_id", portal.MemberId),
                new("status", installation.Status),
                new("PLACEMENT", place),
                new("PLACEMENT_OPTIONS", JsonSerializer.Serialize(options).Replace("/", "\\/", StringComparison.Ordinal)),
            ],
            pair, place);
    }
}
