using System.Globalization;
using System.Threading.Channels;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.Control;

namespace Sandbox.Bitrix;

/// <summary>
/// Tells applications what happened, as the host's queue does (reference 8.2): a form post each, once, in its own time, without a second
/// try. A fault of the script for the method <c>event</c> delays or loses one.
/// </summary>
internal sealed class EventSender : IAsyncDisposable
{
    private const string Dynamic = "ONCRMDYNAMICITEM";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<Letter> _letters = Channel.CreateUnbounded<Letter>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<(string ClientId, int Person), TokenPair> _tokens = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
    private readonly Portal _portal;
    private readonly AuthorisationServer _authorisation;
    private readonly Faults _faults;
    private readonly Task _work;

    /// <param name="HandlerId">The portal's number of the binding.</param>
    /// <param name="Who">Whose tokens go along; null: nobody's.</param>
    /// <param name="Data">Names beneath <c>data</c>, with their brackets.</param>
    private sealed record Letter(
        string Event, string Handler, long HandlerId, Application Application, Installation Installation, World.Person? Who, DateTimeOffset At,
        IReadOnlyList<KeyValuePair<string, string>> Data)
    {
        /// <summary>The one event that brings a refresh token dependably (reference 1.4).</summary>
        public bool BringsRefreshToken => Event == "ONAPPINSTALL";
    }

    public EventSender(Portal portal, AuthorisationServer authorisation, Faults faults)
    {
        (_portal, _authorisation, _faults) = (portal, authorisation, faults);
        _portal.Happened += Post;
        _portal.ApplicationHappened += Post;
        _work = SendAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _portal.Happened -= Post;
        _portal.ApplicationHappened -= Post;
        _letters.Writer.TryComplete();
        _http.CancelPendingRequests();
        await _work;
        _http.Dispose();
    }

    private void Post(Happening happening)
    {
        // Nobody is told of product rows (reference 8.1).
        if (ReferenceEquals(happening.Table, _portal.ProductRows))
            return;
        var prefix = happening.Table.EntityTypeId switch
        {
            Schema.Leads => "ONCRMLEAD",
            Schema.Deals => "ONCRMDEAL",
            Schema.Contacts => "ONCRMCONTACT",
            Schema.Companies => "ONCRMCOMPANY",
            Schema.Activities => "ONCRMACTIVITY",
            _ => Dynamic,
        };
        List<KeyValuePair<string, string>> data = [new("[FIELDS][ID]", Text(happening.Id))];
        if (prefix == Dynamic)
            data.Add(new("[FIELDS][ENTITY_TYPE_ID]", Text(happening.Table.EntityTypeId)));
        foreach (var binding in _portal.QueuedFor(prefix + happening.Verb))
        {
            if (_authorisation.Find(_portal, binding.ClientId) is { } found && IsTold(found.Installation))
                _portal.Offline.Add(binding.ClientId, happening.At, binding.Event, Fields(happening, prefix), happening.Who.Number);
        }
        foreach (var (id, binding) in _portal.HandlersOf(prefix + happening.Verb))
        {
            if (_authorisation.Find(_portal, binding.ClientId) is { } found)
                Post(new Letter(binding.Event, binding.Handler, id, found.Application, found.Installation, happening.Who, happening.At, data));
        }
    }

    private void Post(ApplicationHappening happening)
    {
        foreach (var (id, handler) in happening.Handlers)
            Post(new Letter(happening.Event, handler, id, happening.Application, happening.Installation, happening.Who, happening.At, happening.Data));
    }

    /// <summary>Not fully installed, unpaid or without REST: nothing is sent, and nothing says so (reference 1.2, 8.2).</summary>
    private void Post(Letter letter)
    {
        if (IsTold(letter.Installation))
            _letters.Writer.TryWrite(letter);
    }

    private bool IsTold(Installation installation) => installation is { IsInstalled: true, IsPaymentExpired: false } && _portal.Tariff.HasRest;

    private static PhpMap Fields(Happening happening, string prefix)
    {
        var fields = new PhpMap { ["ID"] = Text(happening.Id) };
        if (prefix == Dynamic)
            fields["ENTITY_TYPE_ID"] = Text(happening.Table.EntityTypeId);
        return new PhpMap { ["FIELDS"] = fields };
    }

    private async Task SendAllAsync()
    {
        await foreach (var letter in _letters.Reader.ReadAllAsync())
        {
            try
            {
                await SendAsync(letter);
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
            {
                // Sent once; whoever was not there is not told again.
            }
        }
    }

    private async Task SendAsync(Letter letter)
    {
        if (_faults.Strike(["event"], rule => rule.Method is not null) is { } fault)
        {
            await Task.Delay(fault.DelayBeforeMs);
            if (fault.Reset != ResetMoment.None || fault.Status is not null || fault.Error is not null)
                return;
        }
        List<KeyValuePair<string, string>> form =
        [
            new("event", letter.Event), new("event_handler_id", Text(letter.HandlerId)),
            .. letter.Data.Select(one => KeyValuePair.Create($"data{one.Key}", one.Value)),
            new("ts", Text(letter.At.ToUnixTimeSeconds())),
        ];
        if (letter.Who is { } who)
        {
            if (_authorisation.Find(_portal, letter.Application.ClientId) is null)
                return; // removed meanwhile: nobody gives it tokens any more
            var tokens = TokensOf(letter.Application, who);
            form.AddRange(
            [
                new("auth[access_token]", tokens.Access), new("auth[expires_in]", "3600"), new("auth[scope]", string.Join(',', letter.Application.Scopes)),
                new("auth[status]", letter.Installation.Status), new("auth[user_id]", Text(who.Number)),
            ]);
            if (letter.BringsRefreshToken)
                form.Add(new("auth[refresh_token]", tokens.Refresh));
        }
        form.AddRange(
        [
            new("auth[domain]", _portal.Address.Authority), new("auth[server_endpoint]", _authorisation.ServerEndpoint),
            new("auth[client_endpoint]", AuthorisationServer.ClientEndpoint(_portal)), new("auth[member_id]", _portal.MemberId),
            new("auth[application_token]", letter.Installation.ApplicationToken),
        ]);
        using var body = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(letter.Handler, body);
    }

    /// <summary>One pair a person and application: a new one for every event would fill the list of consents.</summary>
    private TokenPair TokensOf(Application application, World.Person person)
    {
        var key = (application.ClientId, person.Number);
        if (!_tokens.TryGetValue(key, out var pair) || pair.ExpiresAt < _authorisation.Clock.GetUtcNow().AddMinutes(5) || _authorisation.Find(pair.Access) is null)
            _tokens[key] = pair = _authorisation.Issue(_portal, application, person);
        return pair;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
