using System.Text;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix;

/// <summary>A change that waits for an application to fetch it.</summary>
/// <param name="ProcessId">Whoever has reserved it; null: nobody.</param>
/// <param name="IsFailed">The one who fetched it could not deal with it.</param>
internal sealed record OfflineEvent(
    long Id, string ClientId, DateTimeOffset At, string Name, PhpMap Data, long UserId, string MessageId, string? ProcessId = null, bool IsFailed = false);

/// <summary>
/// Offline events (reference 8.3): one queue an application, in which a repeated change of the same object stands once. Lives as long as the
/// portal runs.
/// </summary>
internal sealed class OfflineQueue
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly List<OfflineEvent> _events = [];
    private long _next = 1;
    private int _processes;

    /// <summary>What somebody has reserved already stays his; the change then stands for the next one.</summary>
    public void Add(string clientId, DateTimeOffset at, string name, PhpMap data, long userId)
    {
        var told = Told(data);
        _events.RemoveAll(one => one.ProcessId is null && (one.ClientId, one.Name, Told(one.Data)) == (clientId, name, told));
        var id = _next++;
        _events.Add(new OfflineEvent(id, clientId, at, name, data, userId, Portal.Hex($"message:{clientId}:{id}", 32)));
    }

    public IReadOnlyList<OfflineEvent> Of(string clientId, DateTimeOffset now)
    {
        _events.RemoveAll(one => one.ProcessId is not null && one.At < now - Life);
        return [.. _events.Where(one => one.ClientId == clientId)];
    }

    public string Reserve(IReadOnlyCollection<OfflineEvent> some)
    {
        var process = Portal.Hex($"process:{++_processes}", 32);
        Change(some.Contains, one => one with { ProcessId = process });
        return process;
    }

    public void Fail(Predicate<OfflineEvent> which) => Change(which, one => one with { ProcessId = null, IsFailed = true });

    public void Remove(Predicate<OfflineEvent> which) => _events.RemoveAll(which);

    private void Change(Predicate<OfflineEvent> which, Func<OfflineEvent, OfflineEvent> change)
    {
        for (var i = 0; i < _events.Count; i++)
        {
            if (which(_events[i]))
                _events[i] = change(_events[i]);
        }
    }

    private static string Told(PhpMap data) => Encoding.UTF8.GetString(PhpJson.Write(data));
}
