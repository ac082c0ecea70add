using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sync;

/// <summary>Every class of the fault script strikes a first pass and the next one, while people work in the portal (reliability.md §7).</summary>
public sealed class FaultySyncTests : IAsyncLifetime
{
    private SyncedPortal _portal = null!;

    public async ValueTask InitializeAsync() =>
        _portal = await SyncedPortal.StartAsync(120, "--Bitrix:BatchCommands", "6", "--Bitrix:ReadAttempts", "2", "--Bitrix:Timeout", "00:00:03");

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    /// <summary>The fault, which strikes twice in the middle of a pass unless it says otherwise, and the reason that the status shows; null: nobody notices.</summary>
    public static TheoryData<string, string?> Faults { get; } = new()
    {
        { """{"reset":"before"}""", "host_unreachable" },
        { """{"reset":"after"}""", "host_unreachable" },
        { """{"cut":true}""", "host_unreachable" },
        { """{"pauseMs":300}""", null },
        { """{"delayBeforeMs":4000}""", null }, // the request is made smaller
        { """{"body":"{\"result\":"}""", "host_unreachable" },
        { """{"body":""}""", "host_unreachable" },
        { """{"body":"<html>Maintenance</html>"}""", "host_unreachable" },
        { """{"status":502}""", "host_unreachable" },
        { """{"status":500,"error":"INTERNAL_SERVER_ERROR"}""", "host_unreachable" },
        { """{"status":503,"error":"QUERY_LIMIT_EXCEEDED","times":1}""", null },
        { """{"status":503,"error":"OVERLOAD_LIMIT"}""", "tenant_blocked" },
        { """{"status":401,"error":"PAYMENT_REQUIRED"}""", "tenant_blocked" },
        { """{"status":429,"error":"OPERATION_TIME_LIMIT","method":"crm.item.list"}""", "host_unreachable" },
        { """{"status":400,"error":"ERROR_CORE","method":"crm.stagehistory.list"}""", "host_refused" },
        { """{"redirect":"http://127.0.0.1:9/"}""", "host_unreachable" },
        { """{"advanceSeconds":7200}""", null },
        { """{"status":401,"error":"expired_token","times":1}""", null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_lost_and_the_reason_is_shown(string fault, string? reason)
    {
        var reasons = new HashSet<string?>();
        var struck = false;
        for (var pass = 0; pass < 2; pass++)
        {
            var rule = JsonNode.Parse(fault)!.AsObject();
            var times = rule["times"] is { } given ? (int)given : 2;
            (rule["after"], rule["times"]) = (2 - pass, times);
            await _portal.PostAsync("faults", new[] { rule });
            await _portal.SyncAsync();
            struck |= (int)(await _portal.GetAsync("faults"))["items"]![0]!["times"]! < times;
            reasons.Add((await _portal.StatusAsync()).Reason);
            for (var edit = 0; edit < 6; edit++) await _portal.EditAsync();
        }
        Assert.True(struck, "The fault never struck.");
        if (reason is null) Assert.Equal([null], reasons);
        else Assert.Contains(reason, reasons);

        await _portal.PostAsync("faults", Array.Empty<object>());
        await _portal.RestartAsync();
        await _portal.CatchUpAsync();
        await _portal.AssertAsUndisturbedAsync();
    }
}
