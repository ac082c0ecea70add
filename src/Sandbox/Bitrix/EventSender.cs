using System.Globalization;
using System.Threading.Channels;
using Sandbox.Bitrix.Model;
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
    private sealed record Letter(EventBinding Binding, long HandlerId, Happening Happening, Application Application, Installation Installation);

    public EventSender(Portal portal, AuthorisationServer authorisation, Faults faults)
    {
        (_portal, _authorisation, _faults) = (portal, authorisation, faults);
        _portal.Happened += Post;
        _work = SendAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _portal.Happened -= Post;
        _letters.Writer.TryComplete();
        _http.CancelPendingRequests();
        await _work;
        _http.Dispose();
    }

    private void Post(Happening happening)
    {
        var prefix = happening.Table.EntityTypeId switch
        {
            Schema.Leads => "ONCRMLEAD",
            Schema.Deals => "ONCRMDEAL",
            Schema.Contacts => "ONCRMCONTACT",
            Schema.Companies => "ONCRMCOMPANY",
            Schema.Activities => "ONCRMACTIVITY",
            _ => Dynamic,
        };
        foreach (var (index, binding) in _portal.Events.Index().Where(bound => bound.Item.Event == prefix + happening.Verb))
        {
            // Not fully installed: nothing is sent, and nothing says so (reference 1.2).
            if (_authorisation.Find(_portal, binding.ClientId) is { Installation.IsInstalled: true } found)
                _letters.Writer.TryWrite(new Letter(binding, 201 + index, happening, found.Application, found.Installation));
        }
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
        var (happening, who) = (letter.Happening, letter.Happening.Who);
        List<KeyValuePair<string, string>> form =
        [
            new("event", letter.Binding.Event), new("event_handler_id", Text(letter.HandlerId)), new("data[FIELDS][ID]", Text(happening.Id)),
        ];
        if (letter.Binding.Event.StartsWith(Dynamic, StringComparison.Ordinal))
            form.Add(new("data[FIELDS][ENTITY_TYPE_ID]", Text(happening.Table.EntityTypeId)));
        var tokens = TokensOf(letter.Application, who);
        form.AddRange(
        [
            new("ts", Text(happening.At.ToUnixTimeSeconds())), new("auth[access_token]", tokens.Access), new("auth[expires_in]", "3600"), new("auth[scope]", string.Join(',', letter.Application.Scopes)),
            new("auth[domain]", _portal.Address.Authority), new("auth[server_endpoint]", _authorisation.ServerEndpoint), new("auth[status]", "F"),
            new("auth[client_endpoint]", AuthorisationServer.ClientEndpoint(_portal)), new("auth[member_id]", _portal.MemberId),
            new("auth[user_id]", Text(who.Number)), new("auth[application_token]", letter.Installation.ApplicationToken),
        ]);
        using var body = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(letter.Binding.Handler, body);
    }

    /// <summary>One pair a person and application: a new one for every event would fill the list of consents.</summary>
    private TokenPair TokensOf(Application application, World.Person person)
    {
        var key = (application.ClientId, person.Number);
        if (!_tokens.TryGetValue(key, out var pair) || pair.ExpiresAt < _authorisation.Clock.GetUtcNow().AddMinutes(5))
            _tokens[key] = pair = _authorisation.Issue(_portal, application, person);
        return pair;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
