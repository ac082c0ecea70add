using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>The working calendar, and notices to people (reference 5.7, 5.11).</summary>
internal static class OfficeMethods
{
    public static IEnumerable<Method> All =>
    [
        new("calendar.settings.get", "calendar", Calendar),
        new("im.notify.system.add", "im", call => Notify(call, isPersonal: false)),
        new("im.notify.personal.add", "im", call => Notify(call, isPersonal: true)),
    ];

    /// <summary>Holidays are days of any year.</summary>
    private static Answer Calendar(Call call) => new(new PhpMap
    {
        ["work_time_start"] = "9",
        ["work_time_end"] = "19",
        ["year_holidays"] = "1.01,2.01,3.01,4.01,5.01,6.01,7.01,8.01,23.02,8.03,1.05,9.05,12.06,4.11",
        ["year_workdays"] = "31.12",
        ["week_holidays"] = new List<object?> { "SA", "SU" },
        ["week_start"] = "MO",
    });

    private static Answer Notify(Call call, bool isPersonal)
    {
        foreach (var name in (string[])["MESSAGE_OUT", "ATTACH"])
        {
            if (call.Any(name) is not null)
                throw RestException.Unsupported($"the parameter '{name}' of im.notify.*");
        }
        if (Values.Text(call.Any("USER_ID")) is "" or "0")
            throw new RestException(400, "USER_ID_EMPTY", "User id is empty");
        if (!Values.TryWhole(call.Any("USER_ID"), out var to) || call.Portal.PersonOf(to) is null)
            throw RestException.Unsupported("a notice to nobody of this portal");
        var message = Values.Text(call.Any("MESSAGE"));
        if (message.Length == 0)
            throw new RestException(400, "MESSAGE_EMPTY", "Message is empty");
        var (tag, subTag) = (Values.Text(call.Any("TAG")), Values.Text(call.Any("SUB_TAG")));
        // A webhook has no application whose tags these are.
        if (tag.Length + subTag.Length > 0 && call.Caller.Application is null && Values.Text(call.Any("CLIENT_ID")).Length == 0)
            throw RestException.Unsupported("tags of a webhook without CLIENT_ID");
        return new Answer(call.Portal.Notify(to, isPersonal ? call.Person.Number : null, message, tag, subTag) is { } id ? id : false);
    }
}
