using System.Collections.Concurrent;
using Connector.Bitrix.Wire;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>
/// Notices of the app to a person, with his own token and to him alone (bitrix24.md §5.7). The tag lets a repeat take the place of what a lost
/// answer left open; its link opens the app in the portal, at a screen (§7.1, REST_APP_URI).
/// </summary>
internal sealed class Notices(BitrixClient client, IOptions<BitrixOptions> options)
{
    public const string Scope = "im";

    /// <summary>Of the link: which screen of the app it opens.</summary>
    public const string ViewParameter = "view";

    /// <summary>What portals call us: of an app of the marketplace its code, of a local one its client id.</summary>
    private readonly ConcurrentDictionary<HostTenantKey, string> _codes = new();

    public async Task<NoticeAnswer> ShowAsync(HostConnection connection, HostNotice notice, CancellationToken cancellationToken)
    {
        var add = new Call("im.notify.system.add", new Args
        {
            ["USER_ID"] = connection.UserId,
            ["MESSAGE"] = $"{notice.Text}\n[URL={await LinkAsync(connection, notice.View, cancellationToken)}]{notice.LinkTitle}[/URL]",
            ["TAG"] = $"ur-{notice.Tag}",
        });
        try
        {
            // A number, or false.
            var answer = await client.CallAsync<object>(connection, add, Effect.Write, Priority.Write, cancellationToken);
            return answer.Result is false ? NoticeAnswer.SwitchedOff : NoticeAnswer.Shown;
        }
        catch (HostException fault) when (BitrixErrors.Is(fault, "insufficient_scope"))
        {
            return NoticeAnswer.NotGranted;
        }
    }

    private async Task<string> LinkAsync(HostConnection connection, string view, CancellationToken cancellationToken)
    {
        if (!_codes.TryGetValue(connection.Key, out var code))
        {
            var app = await client.CallAsync<WireRow>(connection, new Call("app.info", []), Effect.Read, Priority.Write, cancellationToken);
            code = _codes[connection.Key] = app.Result.Text("CODE") is { Length: > 0 } named ? named : options.Value.ClientId;
        }
        // Brackets of a parameter's name would end the tag.
        return new Uri(connection.Endpoint, $"/marketplace/view/{Uri.EscapeDataString(code)}/?params%5B{ViewParameter}%5D={Uri.EscapeDataString(view)}").AbsoluteUri;
    }
}
