using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>event.offline.*: the queue that an application empties itself (reference 8.3).</summary>
internal static class OfflineMethods
{
    private const int Most = 50;

    public static IEnumerable<Method> All =>
    [
        new("event.offline.get", null, Get),
        new("event.offline.clear", null, Clear),
        new("event.offline.error", null, Fail),
        new("event.offline.list", null, List),
    ];

    /// <summary>Fetched ones are gone, unless <c>clear</c> is 0: then they are reserved under a process_id, by which they can be fetched again.</summary>
    private static Answer Get(Call call)
    {
        var mine = Queue(call);
        Refuse(call, "filter", "order", "auth_connector");
        var limit = call.Any("limit") is not { } given ? Most
            : Values.TryWhole(given, out var wanted) && wanted is > 0 and <= Most ? (int)wanted
            : throw RestException.Unsupported($"event.offline.get with a limit outside 1–{Most}");
        var process = Values.Text(call.Any("process_id"));
        var withFailed = Is(call.Any("error"));
        List<OfflineEvent> some = process.Length > 0
            ? [.. mine.Where(one => one.ProcessId == process)]
            : [.. mine.Where(one => one.ProcessId is null && (withFailed || !one.IsFailed)).Take(limit)];
        if (call.Any("clear") is null || Is(call.Any("clear")))
            call.Portal.Offline.Remove(some.Contains);
        else if (process.Length == 0 && some.Count > 0)
            process = call.Portal.Offline.Reserve(some);
        return new Answer(new PhpMap
        {
            ["process_id"] = process.Length == 0 ? null : process,
            ["events"] = some.ConvertAll(one => (object?)Show(call.Portal, one)),
        });
    }

    /// <summary>By id, else by message_id, else the whole batch.</summary>
    private static Answer Clear(Call call)
    {
        var ids = call.Names("id");
        var messages = call.Names("message_id");
        var mine = OfProcess(call);
        call.Portal.Offline.Remove(one => mine(one) && (ids?.Contains(Values.Text(one.Id)) ?? messages?.Contains(one.MessageId) ?? true));
        return new Answer(true);
    }

    /// <summary>A failed event goes back to the queue, where only those find it who ask for failed ones.</summary>
    private static Answer Fail(Call call)
    {
        var mine = OfProcess(call);
        var messages = call.Names("message_id") ?? throw Missing("message_id");
        call.Portal.Offline.Fail(one => mine(one) && messages.Contains(one.MessageId));
        return new Answer(true);
    }

    private static Answer List(Call call)
    {
        var mine = Queue(call);
        Refuse(call, "filter", "order");
        var (page, total, next) = Paging.Cut([.. mine], call.Start);
        return new Answer(
            page.ConvertAll(one =>
            {
                var map = Show(call.Portal, one);
                map["PROCESS_ID"] = one.ProcessId;
                map["ERROR"] = one.IsFailed ? "1" : "0";
                return (object?)map;
            }), total, next);
    }

    private static IReadOnlyList<OfflineEvent> Queue(Call call)
    {
        var (application, _) = call.NeedApplication();
        return call.Portal.Offline.Of(application.ClientId, call.Portal.Now);
    }

    private static Predicate<OfflineEvent> OfProcess(Call call)
    {
        var (application, _) = call.NeedApplication();
        var process = Values.Text(call.Any("process_id"));
        return process.Length == 0 ? throw Missing("process_id") : one => one.ClientId == application.ClientId && one.ProcessId == process;
    }

    private static RestException Missing(string name) => new(400, "ERROR_ARGUMENT", $"Argument '{name}' is null or empty") { Argument = name };

    /// <summary>The reference names them and tells no more.</summary>
    private static void Refuse(Call call, params string[] names)
    {
        foreach (var name in names)
        {
            if (call.Any(name) is not (null or "" or PhpMap { Count: 0 }))
                throw RestException.Unsupported($"the parameter '{name}' of event.offline.*");
        }
    }

    private static bool Is(object? given) => given is true or 1L or "1" or "Y";

    private static PhpMap Show(Portal portal, OfflineEvent one) => new()
    {
        ["ID"] = Values.Text(one.Id),
        ["TIMESTAMP_X"] = portal.Values.Print(one.At),
        ["EVENT_NAME"] = one.Name,
        ["EVENT_DATA"] = one.Data,
        ["EVENT_ADDITIONAL"] = new PhpMap { ["user_id"] = Values.Text(one.UserId) },
        ["MESSAGE_ID"] = one.MessageId,
    };
}
