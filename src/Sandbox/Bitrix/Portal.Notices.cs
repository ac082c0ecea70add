namespace Sandbox.Bitrix;

/// <param name="From">Null: the system.</param>
internal sealed record Notice(long Id, long To, long? From, DateTimeOffset At, string Message, string Tag, string SubTag);

/// <summary>Notices that people were sent (reference 5.7). They live as long as the portal runs.</summary>
internal sealed partial class Portal
{
    private readonly List<Notice> _notices = [];
    private long _nextNotice = 1;

    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>Who has switched off the notices of applications in his settings.</summary>
    public HashSet<long> WithoutNotices { get; } = [];

    /// <summary>One with a known tag takes the place of that person's earlier one.</summary>
    /// <returns>Null: he takes none.</returns>
    public long? Notify(long to, long? from, string message, string tag, string subTag)
    {
        if (WithoutNotices.Contains(to))
            return null;
        if (tag.Length > 0)
            _notices.RemoveAll(one => (one.To, one.Tag) == (to, tag));
        _notices.Add(new Notice(_nextNotice++, to, from, Now, message, tag, subTag));
        return _notices[^1].Id;
    }
}
