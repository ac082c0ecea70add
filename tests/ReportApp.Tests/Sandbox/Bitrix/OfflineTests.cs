using System.Net;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Offline events: a queue that the application empties itself (bitrix24.md §8.3).</summary>
public sealed class OfflineTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.StartAsync();
        _token = await _portal.TokenAsync(TinyWorld.Administrator);
        await ResultAsync("event.bind", new { @event = "ONCRMDEALUPDATE", event_type = "offline" });
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_repeated_change_of_one_object_stands_once_and_fetching_empties_the_queue()
    {
        await RenameAsync(2, 3, 2);

        var fetched = await ResultAsync("event.offline.get");

        Assert.Null(fetched["process_id"]);
        Assert.Equal(["3", "2"], Deals(fetched)); // the later change of 2 took the place of the first
        var first = fetched["events"]![0]!;
        Assert.Equal(("ONCRMDEALUPDATE", "1"), ((string)first["EVENT_NAME"]!, (string)first["EVENT_ADDITIONAL"]!["user_id"]!));
        Assert.Empty(Deals(await ResultAsync("event.offline.get")));
    }

    [Fact]
    public async Task A_reserved_batch_is_fetched_again_by_its_process_until_it_is_cleared()
    {
        await RenameAsync(2, 3, 5);

        var batch = await ResultAsync("event.offline.get", new { clear = 0, limit = 2 });
        var process = (string)batch["process_id"]!;
        var other = await ResultAsync("event.offline.get", new { clear = 0 });
        Assert.Equal(["2", "3"], Deals(batch));
        Assert.Equal(["5"], Deals(other));
        Assert.NotEqual(process, (string)other["process_id"]!);
        await RenameAsync(2); // what is reserved stays as it is
        Assert.Equal(["2", "3"], Deals(await ResultAsync("event.offline.get", new { clear = 0, process_id = process })));

        await ResultAsync("event.offline.clear", new { process_id = process, id = new[] { (string)batch["events"]![0]!["ID"]! } });
        Assert.Equal(["3"], Deals(await ResultAsync("event.offline.get", new { clear = 0, process_id = process })));
        await ResultAsync("event.offline.clear", new { process_id = process });
        Assert.Empty(Deals(await ResultAsync("event.offline.get", new { clear = 0, process_id = process })));
        Assert.Equal(["2"], Deals(await ResultAsync("event.offline.get")));
    }

    [Fact]
    public async Task A_failed_event_is_found_by_who_asks_for_failed_ones()
    {
        await RenameAsync(2, 3);
        var batch = await ResultAsync("event.offline.get", new { clear = 0 });
        var process = (string)batch["process_id"]!;

        await ResultAsync("event.offline.error", new { process_id = process, message_id = new[] { (string)batch["events"]![1]!["MESSAGE_ID"]! } });

        var list = (await ResultAsync("event.offline.list")).AsArray();
        Assert.Equal([(process, "0"), (null, "1")], list.Select(one => ((string?)one!["PROCESS_ID"], (string)one["ERROR"]!)));
        Assert.Empty(Deals(await ResultAsync("event.offline.get", new { clear = 0 })));
        Assert.Equal(["3"], Deals(await ResultAsync("event.offline.get", new { clear = 0, error = 1 })));
    }

    [Fact]
    public async Task Reserved_events_are_kept_thirty_days()
    {
        await RenameAsync(2);
        var process = (string)(await ResultAsync("event.offline.get", new { clear = 0 }))["process_id"]!;

        await _portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 31 * 24 * 60 * 60 });
        _token = (string)(await _portal.GetAsync($"/__sandbox/token?as={TinyWorld.Administrator}"))["access_token"]!;

        Assert.Empty(Deals(await ResultAsync("event.offline.get", new { clear = 0, process_id = process })));
    }

    [Fact]
    public async Task Only_an_administrator_binds_it_and_what_the_reference_leaves_open_is_refused()
    {
        var anna = (string)(await _portal.GetAsync($"/__sandbox/token?as={TinyWorld.Anna}"))["access_token"]!;
        var (status, denied) = await _portal.PostAsync("/rest/event.bind", new { auth = anna, @event = "ONCRMDEALADD", event_type = "offline" });
        Assert.Equal((HttpStatusCode.Forbidden, "ACCESS_DENIED"), (status, (string)denied["error"]!));

        Assert.Equal("WRONG_AUTH_TYPE", (string)(await _portal.CallAsync("event.offline.get")).Body["error"]!);
        Assert.Equal("ERROR_ARGUMENT", (string)(await CallAsync("event.offline.clear")).Body["error"]!);
        Assert.Equal("SANDBOX_NOT_EMULATED", (string)(await CallAsync("event.offline.get", new { filter = new { EVENT_NAME = "X" } })).Body["error"]!);

        Assert.Equal(1, (int)Assert.Single((await ResultAsync("event.get")).AsArray())!["offline"]!);
        Assert.Equal(0, (int)(await ResultAsync("event.unbind", new { @event = "ONCRMDEALUPDATE" }))["count"]!);
        Assert.Equal(1, (int)(await ResultAsync("event.unbind", new { @event = "ONCRMDEALUPDATE", event_type = "offline" }))["count"]!);
        await RenameAsync(2);
        Assert.Empty(Deals(await ResultAsync("event.offline.get")));
    }

    private int _titles;

    private async Task RenameAsync(params int[] deals)
    {
        foreach (var id in deals)
            await _portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id, fields = new { title = $"Имя {++_titles}" } });
    }

    private async Task<JsonNode> ResultAsync(string method, object? parameters = null)
    {
        var (status, body) = await CallAsync(method, parameters);
        Assert.True(status == HttpStatusCode.OK, body.ToJsonString());
        return body["result"]!;
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> CallAsync(string method, object? parameters = null) =>
        _portal.PostAsync($"/rest/{method}?auth={_token}", parameters);

    private static string[] Deals(JsonNode fetched) => [.. fetched["events"]!.AsArray().Select(one => (string)one!["EVENT_DATA"]!["FIELDS"]!["ID"]!)];
}
