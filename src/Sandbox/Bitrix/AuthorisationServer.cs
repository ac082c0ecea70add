using System.Security.Cryptography;
using System.Text.Json;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>An application as its maker registered it: the same keys on every portal, as of a market application (reference 1.1).</summary>
/// <param name="Handler">Application address.</param>
/// <param name="InstallHandler">Initial installation address; null: the application is installed at once (reference 1.2).</param>
/// <param name="MenuText">Language to text.</param>
/// <param name="Version">A whole number that grows; a portal stays with its own until somebody updates there.</param>
/// <param name="Listing">Language to the marketplace's text; null: a local application, which is on the portal as soon as it is made.</param>
internal sealed record Application(
    string ClientId, string ClientSecret, string Name, string Handler, string? InstallHandler, IReadOnlyList<string> Scopes,
    IReadOnlyDictionary<string, string> MenuText, int Version = 1, IReadOnlyDictionary<string, string>? Listing = null)
{
    /// <summary>What <c>app.info</c> calls it (reference 1.1).</summary>
    public string Code => Listing is null ? ClientId : Name;
}

/// <summary>The application on one portal.</summary>
/// <param name="Id">Number in the portal's list; each installation anew has its own.</param>
/// <param name="ApplicationToken">Constant until the application is installed anew (reference 1.4).</param>
/// <param name="IsInstalled">The installation is finished (reference 1.2).</param>
/// <param name="Status"><c>F</c> free, <c>D</c> demo, <c>T</c> trial, <c>P</c> paid.</param>
/// <param name="IsPaymentExpired">The trial or the paid time is over: the application is stopped until somebody pays.</param>
internal sealed record Installation(
    long Id, string ClientId, string MemberId, string ApplicationToken, bool IsInstalled, int Version = 1, string Status = "F",
    bool IsPaymentExpired = false);

/// <summary>An access token and its refresh token.</summary>
internal sealed record TokenPair(
    string Access, string Refresh, string ClientId, string MemberId, long UserId, DateTimeOffset ExpiresAt, DateTimeOffset RefreshExpiresAt);

/// <summary>What the authorisation server remembers; saved as one file.</summary>
/// <param name="Applications">Every version that was published.</param>
/// <param name="Removed">How many installations have been removed: their numbers are not given again.</param>
internal sealed record AuthorisationState(List<Application> Applications, List<Installation> Installations, List<TokenPair> Tokens, int Removed = 0);

/// <summary>Issues and proves tokens for the applications of one or more portals (reference 2).</summary>
internal sealed class AuthorisationServer
{
    public static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);

    /// <summary>Reference 12, row 1.</summary>
    public static readonly TimeSpan RefreshLife = TimeSpan.FromDays(180);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenPair> _byAccess = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenPair> _byRefresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TokenPair Grant, DateTimeOffset Until)> _codes = new(StringComparer.Ordinal);
    private readonly SandboxClock _clock;
    private readonly string? _file;
    private AuthorisationState _state;

    public AuthorisationServer(SandboxClock clock, string? dataFolder)
    {
        _clock = clock;
        _file = dataFolder is null ? null : Path.Combine(dataFolder, "authorisation.json");
        _state = _file is not null && File.Exists(_file)
            ? JsonSerializer.Deserialize<AuthorisationState>(File.ReadAllBytes(_file))!
            : new AuthorisationState([], [], []);
        foreach (var pair in _state.Tokens)
            Remember(pair);
    }

    /// <summary>Known when the server listens.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1/");

    public SandboxClock Clock => _clock;

    public string ServerEndpoint => new Uri(Address, "rest/").AbsoluteUri;

    public static string ClientEndpoint(Portal portal) => new Uri(portal.Address, "rest/").AbsoluteUri;

    public void Add(Portal portal)
    {
        lock (_gate)
        {
            if (!_portals.TryAdd(portal.MemberId, portal))
                throw new InvalidOperationException("A second portal needs a seed of its own: the member id follows from it.");
        }
    }

    public Portal? PortalOf(string memberId)
    {
        lock (_gate)
            return _portals.GetValueOrDefault(memberId);
    }

    /// <summary>
    /// Registers an application with its maker. The same name again keeps the keys: the same version takes over what is new in it at once, a
    /// higher one is offered to the portals. A local application is put on the portal.
    /// </summary>
    /// <param name="told">Its client id and secret do not count.</param>
    public Application Register(Portal portal, Application told)
    {
        lock (_gate)
        {
            var known = _state.Applications.Find(one => one.Name == told.Name);
            var seed = Portal.Hex($"{portal.ApplicationSeed}:{told.Name}", 40);
            var digits = (Convert.ToUInt32(seed[14..22], 16) % 90_000_000) + 10_000_000;
            var application = told with { ClientId = known?.ClientId ?? $"app.{seed[..14]}.{digits}", ClientSecret = known?.ClientSecret ?? RandomToken(25) };
            _state.Applications.RemoveAll(one => one.ClientId == application.ClientId && one.Version == application.Version);
            _state.Applications.Add(application);
            if (application.Listing is null && InstallationOf(portal, application.ClientId) is null)
                Put(portal, application);
            Save();
            return application;
        }
    }

    /// <summary>What the marketplace offers: the newest version of each application that has a listing.</summary>
    public IReadOnlyList<Application> Offers
    {
        get
        {
            lock (_gate)
                return [.. _state.Applications.GroupBy(one => one.ClientId).Select(versions => versions.MaxBy(one => one.Version)!).Where(one => one.Listing is not null)];
        }
    }

    public Application NewestOf(string clientId)
    {
        lock (_gate)
            return _state.Applications.Where(one => one.ClientId == clientId).MaxBy(one => one.Version)!;
    }

    /// <summary>The applications of a portal, finished or not, in the order they came, each in the version that is there.</summary>
    public IReadOnlyList<(Application Application, Installation Installation)> ApplicationsOf(Portal portal)
    {
        lock (_gate)
        {
            return [.. _state.Installations.Where(one => one.MemberId == portal.MemberId)
                .Select(one => (_state.Applications.First(application => (application.ClientId, application.Version) == (one.ClientId, one.Version)), one))];
        }
    }

    public (Application Application, Installation Installation)? Find(Portal portal, string clientId)
    {
        foreach (var pair in ApplicationsOf(portal))
        {
            if (pair.Application.ClientId == clientId)
                return pair;
        }
        return null;
    }

    /// <summary>Puts an application on a portal; without an installation page it is installed at once (reference 1.2).</summary>
    public Installation Install(Portal portal, Application application)
    {
        lock (_gate)
        {
            var installation = InstallationOf(portal, application.ClientId) ?? Put(portal, application);
            Save();
            return installation;
        }
    }

    /// <exception cref="InvalidOperationException">The application is not on this portal.</exception>
    public Installation Change(Portal portal, string clientId, Func<Installation, Installation> change)
    {
        lock (_gate)
        {
            var index = _state.Installations.FindIndex(one => one.MemberId == portal.MemberId && one.ClientId == clientId);
            if (index < 0)
                throw new InvalidOperationException("The application is not on this portal.");
            var changed = _state.Installations[index] = change(_state.Installations[index]);
            Save();
            return changed;
        }
    }

    /// <summary>
    /// Takes the application off the portal. Its tokens open nothing from now on: they are of an application that is not there, and of nobody
    /// when it comes back.
    /// </summary>
    public void Remove(Portal portal, string clientId)
    {
        lock (_gate)
        {
            var removed = _state.Installations.RemoveAll(one => one.MemberId == portal.MemberId && one.ClientId == clientId);
            _state = _state with { Removed = _state.Removed + removed };
            Save();
        }
    }

    /// <summary>A new pair for a person; others stay alive.</summary>
    public TokenPair Issue(Portal portal, Application application, Person person)
    {
        lock (_gate)
        {
            var pair = NewPair(application.ClientId, portal.MemberId, person.Number);
            Save();
            return pair;
        }
    }

    /// <summary>A code of 30 seconds, for one use (reference 2.1).</summary>
    public string IssueCode(Portal portal, Application application, Person person)
    {
        lock (_gate)
        {
            var code = RandomToken(16);
            var now = _clock.GetUtcNow();
            _codes[code] = (new TokenPair("", "", application.ClientId, portal.MemberId, person.Number, now, now), now.AddSeconds(30));
            return code;
        }
    }

    /// <summary>Null: used, unknown, or of another application or of one that is not there.</summary>
    public (TokenPair? Pair, string? Error) Exchange(string clientId, string code)
    {
        lock (_gate)
        {
            if (!_codes.TryGetValue(code, out var granted) || granted.Grant.ClientId != clientId || Find(_portals[granted.Grant.MemberId], clientId) is null)
                return (null, "invalid_grant");
            _codes.Remove(code);
            if (granted.Until < _clock.GetUtcNow())
                return (null, "bad_verification_code");
            var pair = NewPair(clientId, granted.Grant.MemberId, granted.Grant.UserId);
            Save();
            return (pair, null);
        }
    }

    /// <summary>The old refresh token dies at once (reference 12, row 2). Null: used, expired, or of another application.</summary>
    public TokenPair? Refresh(string clientId, string refreshToken)
    {
        lock (_gate)
        {
            if (!_byRefresh.TryGetValue(refreshToken, out var old) || old.ClientId != clientId || old.RefreshExpiresAt <= _clock.GetUtcNow())
                return null;
            _byRefresh.Remove(refreshToken);
            // The old access token lives until it expires by itself.
            var index = _state.Tokens.IndexOf(old);
            if (index >= 0)
                _state.Tokens[index] = old with { Refresh = "" };
            var pair = NewPair(clientId, old.MemberId, old.UserId);
            Save();
            return pair;
        }
    }

    public Application? Authenticate(string clientId, string clientSecret)
    {
        lock (_gate)
        {
            return _state.Applications.Find(one =>
                one.ClientId == clientId && CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.UTF8.GetBytes(one.ClientSecret), System.Text.Encoding.UTF8.GetBytes(clientSecret)));
        }
    }

    /// <summary>Knows expired ones too: they answer otherwise than unknown ones.</summary>
    public TokenPair? Find(string accessToken)
    {
        lock (_gate)
            return _byAccess.GetValueOrDefault(accessToken);
    }

    /// <summary>Whose refresh token it is; null: used or unknown.</summary>
    public TokenPair? FindRefresh(string refreshToken)
    {
        lock (_gate)
            return _byRefresh.GetValueOrDefault(refreshToken);
    }

    private Installation Put(Portal portal, Application application)
    {
        var id = _state.Removed + _state.Installations.Count(one => one.MemberId == portal.MemberId) + 1;
        var token = Portal.Hex($"token:{portal.MemberId}:{application.ClientId}:{id}", 32);
        var installation = new Installation(id, application.ClientId, portal.MemberId, token, application.InstallHandler is null, application.Version);
        _state.Installations.Add(installation);
        Forget(portal, application.ClientId);
        return installation;
    }

    /// <summary>What a former installation was given.</summary>
    private void Forget(Portal portal, string clientId)
    {
        bool IsOfIt(TokenPair pair) => pair.MemberId == portal.MemberId && pair.ClientId == clientId;
        _state.Tokens.RemoveAll(IsOfIt);
        foreach (var (access, _) in _byAccess.Where(entry => IsOfIt(entry.Value)).ToList())
            _byAccess.Remove(access);
        foreach (var (refresh, _) in _byRefresh.Where(entry => IsOfIt(entry.Value)).ToList())
            _byRefresh.Remove(refresh);
        foreach (var (code, _) in _codes.Where(entry => IsOfIt(entry.Value.Grant)).ToList())
            _codes.Remove(code);
    }

    private Installation? InstallationOf(Portal portal, string clientId) =>
        _state.Installations.Find(one => one.MemberId == portal.MemberId && one.ClientId == clientId);

    private TokenPair NewPair(string clientId, string memberId, long userId)
    {
        var now = _clock.GetUtcNow();
        var pair = new TokenPair(RandomToken(35), RandomToken(35), clientId, memberId, userId, now + AccessLife, now + RefreshLife);
        _state.Tokens.Add(pair);
        Remember(pair);
        return pair;
    }

    private void Remember(TokenPair pair)
    {
        _byAccess[pair.Access] = pair;
        if (pair.Refresh.Length > 0)
            _byRefresh[pair.Refresh] = pair;
    }

    private void Save()
    {
        if (_file is null)
            return;
        var now = _clock.GetUtcNow();
        _state.Tokens.RemoveAll(pair => pair.ExpiresAt < now.AddDays(-1) && (pair.Refresh.Length == 0 || pair.RefreshExpiresAt < now));
        var fresh = _file + ".new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(_state));
        File.Move(fresh, _file, overwrite: true);
    }

    private static string RandomToken(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
