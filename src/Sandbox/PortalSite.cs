using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Sandbox.Bitrix;
using Sandbox.Control;
using Sandbox.Pages;
using Sandbox.World;

namespace Sandbox;

/// <summary>Everything that answers at one portal's address.</summary>
internal sealed class PortalSite(Portal portal, AuthorisationServer authorisation, Faults faults)
{
    private readonly ConcurrentDictionary<string, int> _sessions = new(StringComparer.Ordinal);

    public void Map(WebApplication app)
    {
        var limits = new Limits(portal.Clock);
        var stats = new Stats();
        var rest = new RestEndpoint(portal, authorisation, limits, faults, stats);
        app.Map("/rest/{**method}", rest.HandleAsync);
        var market = new Market(portal, authorisation);
        new ControlApi(portal, authorisation, market, limits, faults, stats, this).Map(app);
        new HostPages(portal, authorisation, market, SignedIn).Map(app);
    }

    /// <summary>Who sits at this browser; null: nobody yet.</summary>
    public Person? SignedIn(HttpContext http) =>
        http.Request.Cookies[CookieName] is { } session && _sessions.TryGetValue(session, out var person) ? portal.PersonOf(person) : null;

    public void SignIn(HttpContext http, Person person)
    {
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        _sessions[session] = person.Number;
        http.Response.Cookies.Append(CookieName, session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
    }

    /// <summary>Cookies ignore ports, so the name carries it.</summary>
    private string CookieName => "sandbox_portal_" + portal.Address.Port.ToString(CultureInfo.InvariantCulture);
}
