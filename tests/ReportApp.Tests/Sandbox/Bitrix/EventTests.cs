using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Events as the host's queue sends them (bitrix24.md §8.2), received by a server that is no part of us.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private readonly WireMockServer _application = WireMockServer.Start();
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _application.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(200));
        _portal = await PortalFixture.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        _application.Dispose();
    }

    [Fact]
    public async Task A_change_is_told_once_by_its_id_alone()
    {
        await BindAsync("ONCRMDEALUPDATE", "ONCRMDEALDELETE", "ONCRMDYNAMICITEMADD");

        await EditAsync(new { entity = "deal", id = 2, fields = new { title = "Другое" } });
        await EditAsync(new { entity = "deal", id = 3, delete = true });

        var events = await ReceivedAsync(2);
        Assert.Equal(["ONCRMDEALUPDATE", "ONCRMDEALDELETE"], events.Select(form => form["event"]));
        var update = events[0];
        Assert.Equal("2", update["data[FIELDS][ID]"]);
        Assert.DoesNotContain("Другое", update.Values);
        var launch = await _portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Administrator}");
        Assert.Equal((string?)launch["fields"]!["APPLICATION_TOKEN"], update["auth[application_token]"]);
        Assert.Equal((string?)launch["fields"]!["member_id"], update["auth[member_id]"]);
    }

    [Fact]
    public async Task Leads_are_told_by_events_of_their_own()
    {
        await BindAsync("ONCRMLEADADD", "ONCRMLEADUPDATE", "ONCRMLEADDELETE", "ONCRMDEALUPDATE");

        await EditAsync(new { entity = "lead", fields = new { title = "Новый" } });
        await EditAsync(new { entity = "lead", id = 2, fields = new { title = "Другой" } });
        await EditAsync(new { entity = "lead", id = 3, delete = true });

        Assert.Equal(
            [("ONCRMLEADADD", $"{TinyWorld.Leads + 1}"), ("ONCRMLEADUPDATE", "2"), ("ONCRMLEADDELETE", "3")],
            (await ReceivedAsync(3)).Select(form => (form["event"], form["data[FIELDS][ID]"])));
    }

    [Fact]
    public async Task Contacts_companies_and_activities_are_told_without_a_table()
    {
        await BindAsync("ONCRMCONTACTUPDATE", "ONCRMCOMPANYADD", "ONCRMACTIVITYUPDATE", "ONCRMACTIVITYDELETE");

        await EditAsync(new { entity = "contact", id = 2, fields = new { post = "Директор" } });
        await EditAsync(new { entity = "company", fields = new { title = "Новая" } });
        await EditAsync(new { entity = "activity", id = 4, fields = new { COMPLETED = "Y" } });
        await EditAsync(new { entity = "activity", id = 5, delete = true });

        var events = await ReceivedAsync(4);
        Assert.Equal(
            [("ONCRMCONTACTUPDATE", "2"), ("ONCRMCOMPANYADD", "4"), ("ONCRMACTIVITYUPDATE", "4"), ("ONCRMACTIVITYDELETE", "5")],
            events.Select(form => (form["event"], form["data[FIELDS][ID]"])));
        Assert.All(events, form => Assert.DoesNotContain("data[FIELDS][ENTITY_TYPE_ID]", form.Keys));
    }

    [Fact]
    public async Task An_item_of_a_smart_process_is_told_with_its_table()
    {
        await BindAsync("ONCRMDYNAMICITEMUPDATE");
        var table = (await _portal.ResultAsync("crm.type.list"))["types"]!.AsArray()[0]!["entityTypeId"]!;
        var item = (await _portal.ItemsAsync($"/__sandbox/truth/dynamic_{table}"))[0]!;

        await EditAsync(new { entity = $"dynamic_{table}", id = (long)item["id"]!, fields = new { title = "Иначе" } });

        var told = Assert.Single(await ReceivedAsync(1));
        Assert.Equal((table.ToString(), item["id"]!.ToString()), (told["data[FIELDS][ENTITY_TYPE_ID]"], told["data[FIELDS][ID]"]));
    }

    [Fact]
    public async Task Nothing_is_told_before_the_application_is_fully_installed()
    {
        await BindAsync("ONCRMDEALUPDATE");
        await _portal.PostAsync("/__sandbox/apps", new { name = "Other", handler = _application.Url, installHandler = _application.Url, scopes = new[] { "crm" } });
        var other = (await _portal.ItemsAsync("/__sandbox/apps"))[1]!;
        Assert.False((bool)other["isInstalled"]!);
        var launch = await _portal.GetAsync($"/__sandbox/launch?as={TinyWorld.Administrator}&client={other["clientId"]}");
        var (_, bound) = await _portal.PostAsync($"/rest/event.bind?auth={launch["fields"]!["AUTH_ID"]}", new { @event = "ONCRMDEALUPDATE", handler = _application.Url + "/other" });
        Assert.True((bool)bound["result"]!);

        await EditAsync(new { entity = "deal", id = 2, fields = new { title = "Раз" } });
        await ReceivedAsync(1);
        await _portal.PostAsync("/__sandbox/install-finish", new { clientId = (string)other["clientId"]! });
        await EditAsync(new { entity = "deal", id = 2, fields = new { title = "Два" } });

        await ReceivedAsync(3);
        Assert.Equal(["/event", "/event", "/other"], _application.LogEntries.Select(entry => entry.RequestMessage!.Path).Order());
    }

    [Fact]
    public async Task A_lost_event_does_not_come_again()
    {
        await BindAsync("ONCRMDEALUPDATE");
        await _portal.PostAsync("/__sandbox/faults", new[] { new { method = "event", times = 1, reset = "before" } });

        await EditAsync(new { entity = "deal", id = 2, fields = new { title = "Раз" } });
        await EditAsync(new { entity = "deal", id = 5, fields = new { title = "Два" } });

        Assert.Equal("5", Assert.Single(await ReceivedAsync(1))["data[FIELDS][ID]"]);
    }

    private async Task BindAsync(params string[] events)
    {
        var token = await _portal.TokenAsync(TinyWorld.Administrator);
        foreach (var name in events)
        {
            var (_, body) = await _portal.PostAsync($"/rest/event.bind?auth={token}", new { @event = name, handler = _application.Url + "/event" });
            Assert.True((bool)body["result"]!, body.ToJsonString());
        }
    }

    private async Task EditAsync(object change) => Assert.Equal(200, (int)(await _portal.PostAsync("/__sandbox/edit", change)).Status);

    /// <summary>Waits for so many, and shows all there are.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> ReceivedAsync(int count)
    {
        for (var i = 0; i < 200 && _application.LogEntries.Count < count; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(count, _application.LogEntries.Count);
        return
        [
            .. _application.LogEntries.OrderBy(entry => entry.RequestMessage!.DateTime).Select(entry => entry.RequestMessage!.Body!.Split('&')
                .Select(pair => pair.Split('=', 2)).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')))),
        ];
    }
}
