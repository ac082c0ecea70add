using System.Text.Json;
using ReportApp.Core.Hosts;

namespace Connector.Bitrix.Feeds;

/// <summary>Where a feed stands. A walk goes by id through one window of changes; the window moves when the walk is finished.</summary>
/// <param name="Since">Changes before this are known; null: nothing is known yet.</param>
/// <param name="To">What <paramref name="Since"/> becomes when this walk is finished: the host's clock at its first answer, a little earlier.</param>
/// <param name="LastId">Last id, or position, of this walk.</param>
/// <param name="Width">Pages to ask for at once.</param>
internal sealed record FeedCursor(DateTimeOffset? Since, DateTimeOffset? To, long LastId, int? Width)
{
    /// <summary>First id of the page before, where pages are told by position: a host that does not page answers it again.</summary>
    public string? FirstId { get; init; }

    public static readonly FeedCursor Start = new(null, null, 0, null);

    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(30);

    /// <summary>The end of the window is fixed by the first answer of a walk.</summary>
    public FeedCursor Answered(DateTimeOffset hostNow) => To is null ? this with { To = hostNow - Unsettled } : this;

    public FeedCursor After(long lastId, int width) => this with { LastId = lastId, Width = width };

    /// <summary>The walk is finished: the next one begins where this window ended.</summary>
    public FeedCursor Finished(bool keepsWindow) => keepsWindow ? new(To, null, 0, null) : Start;

    /// <exception cref="HostException">Not written by us.</exception>
    public static FeedCursor Parse(string? text)
    {
        if (text is null) return Start;
        try
        {
            return JsonSerializer.Deserialize<FeedCursor>(text) ?? Start;
        }
        catch (JsonException unreadable)
        {
            throw new HostException(HostFault.Refused, "The cursor is not one of this connector; begin the feed anew.", unreadable);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}
