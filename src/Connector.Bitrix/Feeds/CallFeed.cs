using System.Globalization;
using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>
/// Calls by <c>voximplant.statistic.get</c> (bitrix24.md §5.11). A row is written when the call is over and stays as it is; its only time is
/// that of the call's beginning, so each walk looks back further than people talk.
/// </summary>
internal static class CallFeed
{
    private const string Answered = "200";

    public static Feed Create() => new(RecordKind.Call, "voximplant.statistic.get", "ID", Paging.Keyset, Read)
    {
        FilterName = "FILTER",
        Order = new Args { ["SORT"] = "ID", ["ORDER"] = "ASC" },
        ChangedName = "CALL_START_DATE",
        Overlap = TimeSpan.FromHours(12),
        One = id => BatchCommand.For<WireRows>("r" + id, new Call("voximplant.statistic.get", new Args { ["FILTER"] = new Args { ["ID"] = id } })),
    };

    private static PhoneCall Read(WireRow row)
    {
        var code = row.Filled("CALL_FAILED_CODE");
        return new PhoneCall
        {
            Id = row.Required("ID"),
            ActivityId = row.Id("CRM_ACTIVITY_ID"),
            UserId = row.Id("PORTAL_USER_ID"),
            StartedAt = row.Required("CALL_START_DATE", Values.ParseInstant),
            Duration = row.Required("CALL_DURATION", ParseSeconds),
            IsAnswered = code is null ? null : code == Answered,
            FailureCode = code == Answered ? null : code,
        };
    }

    private static int ParseSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : throw new FormatException("is not a number of seconds.");
}
