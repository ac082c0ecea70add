using System.Net;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Activities as the old methods show them (bitrix24.md §5.3, §5.6).</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task An_activity_is_told_in_texts_and_without_what_was_not_named()
    {
        await using var portal = await PortalFixture.StartAsync();

        var call = await OneAsync(portal, 2, "*");
        var named = await OneAsync(portal, 2, "SUBJECT", "BINDINGS", "COMMUNICATIONS", "NOPE");

        Assert.Equal(
            ("2", "1", "1", "2", "VOXIMPLANT_CALL", "Y", "2", "1", "4"),
            ((string)call["ID"]!, (string)call["OWNER_ID"]!, (string)call["OWNER_TYPE_ID"]!, (string)call["TYPE_ID"]!, (string)call["PROVIDER_ID"]!,
            (string)call["COMPLETED"]!, (string)call["STATUS"]!, (string)call["DIRECTION"]!, (string)call["RESPONSIBLE_ID"]!));
        Assert.Equal(("2026-10-16T10:00:00+03:00", "2026-10-16T10:05:00+03:00"), ((string)call["START_TIME"]!, (string)call["END_TIME"]!));
        Assert.Equal("[]", call["SETTINGS"]!.ToJsonString());
        Assert.False(call.AsObject().ContainsKey("BINDINGS") || call.AsObject().ContainsKey("COMMUNICATIONS"));
        Assert.Equal(["ID", "SUBJECT", "BINDINGS", "COMMUNICATIONS"], named.AsObject().Select(field => field.Key));
        Assert.Equal([("1", "1"), ("2", "1"), ("3", "1")], named["BINDINGS"]!.AsArray().Select(one => ((string)one!["OWNER_TYPE_ID"]!, (string)one["OWNER_ID"]!)));
        Assert.Equal(("PHONE", "+79000000001", "3"), Communication(named));

        static (string, string, string) Communication(JsonNode row)
        {
            var one = Assert.Single(row["COMMUNICATIONS"]!.AsArray())!;
            return ((string)one["TYPE"]!, (string)one["VALUE"]!, (string)one["ENTITY_TYPE_ID"]!);
        }
    }

    [Theory]
    [InlineData("a call's is its start", 2, "2026-10-16T10:00:00+03:00")]
    [InlineData("a meeting's is its start", 4, "2026-12-04T10:00:00+03:00")]
    [InlineData("a task's is its end", 5, "2026-10-18T10:00:00+03:00")]
    [InlineData("nobody's is far away", 6, "9999-12-31T00:00:00+03:00")]
    public async Task A_deadline_follows_the_type(string situation, int id, string deadline)
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.True((string)(await OneAsync(portal, id, "DEADLINE"))["DEADLINE"]! == deadline, situation);
    }

    [Fact]
    public async Task A_list_goes_by_start_unless_told_and_by_id_without_a_count()
    {
        await using var portal = await PortalFixture.StartAsync();

        var (_, usual) = await portal.CallAsync("crm.activity.list");
        var filter = new Dictionary<string, object> { [">ID"] = 3, ["@TYPE_ID"] = new[] { 1, 6 } };
        var (_, keyset) = await portal.CallAsync("crm.activity.list", new { filter, order = new { ID = "ASC" }, start = -1 });

        Assert.Equal(["1", "2", "3", "5", "6", "7", "8", "4"], Ids(usual));
        Assert.Equal(8, (int)usual["total"]!);
        Assert.Equal(["4", "6", "7", "8"], Ids(keyset));
        Assert.Equal((0, false), ((int)keyset["total"]!, keyset.AsObject().ContainsKey("next")));
    }

    [Fact]
    public async Task A_filter_key_it_does_not_know_is_ignored_and_one_the_sandbox_does_not_keep_refused()
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal(8, Ids((await portal.CallAsync("crm.activity.list", new { filter = new { NOPE = 1 } })).Body).Length);
        Assert.Equal(HttpStatusCode.NotImplemented, (await portal.CallAsync("crm.activity.list", new { filter = new { STATUS = 1 } })).Status);
        Assert.Equal("NOT_FOUND", (string?)(await portal.CallAsync("crm.item.list", new { entityTypeId = 6 })).Body["error"]);
    }

    [Fact]
    public async Task Changed_since_is_a_filter_on_the_last_update()
    {
        await using var portal = await PortalFixture.StartAsync();
        await portal.ResultAsync("crm.activity.update", new { id = 4, fields = new { COMPLETED = "Y" } });

        var filter = new Dictionary<string, object> { [">=LAST_UPDATED"] = "2026-11-24T00:00:00+03:00" };

        Assert.Equal(["4"], Ids((await portal.CallAsync("crm.activity.list", new { filter })).Body));
    }

    [Fact]
    public async Task A_filter_by_bindings_brings_an_activity_once_for_each_that_fits()
    {
        await using var portal = await PortalFixture.StartAsync();

        var pairs = new object[] { new { OWNER_TYPE_ID = 1 }, new { OWNER_TYPE_ID = 2, OWNER_ID = 1 } };
        var (_, body) = await portal.CallAsync("crm.activity.list", new { filter = new { BINDINGS = pairs }, order = new { ID = "ASC" } });

        Assert.Equal(["1", "2", "2", "3", "7", "8"], Ids(body));
    }

    /// <summary>Whoever sees the record that owns an activity sees it: Anna deals 1, 2 and 5 and lead 1, Boris deal 2 and lead 2.</summary>
    [Theory]
    [InlineData(TinyWorld.Administrator, new[] { "1", "2", "3", "4", "5", "6", "7", "8" })]
    [InlineData(TinyWorld.Anna, new[] { "1", "2", "3", "4", "6", "8" })]
    [InlineData(TinyWorld.Boris, new[] { "4", "7" })]
    public async Task An_activity_is_seen_with_its_owner(int person, string[] seen)
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(person);

        var (_, body) = await portal.PostAsync("/rest/crm.activity.list", new { auth = token, order = new { ID = "ASC" } });

        Assert.Equal(seen, Ids(body));
        Assert.Equal(seen.Length, (int)body["total"]!);
    }

    [Fact]
    public async Task What_is_hidden_is_denied_and_what_is_gone_not_found()
    {
        await using var portal = await PortalFixture.StartAsync();
        var token = await portal.TokenAsync(TinyWorld.Anna);

        Assert.Equal("Access denied.", await TextAsync("crm.activity.get", 7));
        Assert.Equal("Activity is not found.", await TextAsync("crm.activity.get", 99));
        Assert.Equal("Access denied.", await TextAsync("crm.activity.delete", 4)); // she observes its deal
        var (_, bindings) = await portal.PostAsync("/rest/crm.activity.binding.list", new { auth = token, activityId = 4 });
        Assert.Equal("""[{"entityTypeId":2,"entityId":2}]""", bindings["result"]!.ToJsonString()); // the contact is not hers

        async Task<string?> TextAsync(string method, int id) =>
            (string?)(await portal.PostAsync("/rest/" + method, new { auth = token, id })).Body["error_description"];
    }

    [Fact]
    public async Task A_call_is_added_with_its_communication_and_takes_its_deadline_from_its_start()
    {
        await using var portal = await PortalFixture.StartAsync();

        var id = (int)await portal.ResultAsync("crm.activity.add", new
        {
            fields = new
            {
                OWNER_TYPE_ID = 2, OWNER_ID = 3, TYPE_ID = 2, SUBJECT = "Позвонить", START_TIME = "2026-12-01T12:00:00+03:00", DEADLINE = "2027-01-01T00:00:00+03:00",
                RESPONSIBLE_ID = TinyWorld.Boris, DIRECTION = 2, COMMUNICATIONS = new[] { new { VALUE = "+7 900 5", ENTITY_TYPE_ID = 3, ENTITY_ID = 3 } },
            },
        });

        var call = await OneAsync(portal, id, "*", "BINDINGS", "COMMUNICATIONS");
        Assert.Equal(("9", "2026-12-01T12:00:00+03:00", "N", "5", "1"), ($"{id}", (string)call["DEADLINE"]!, (string)call["COMPLETED"]!, (string)call["RESPONSIBLE_ID"]!, (string)call["AUTHOR_ID"]!));
        Assert.Equal([("2", "3"), ("3", "3")], call["BINDINGS"]!.AsArray().Select(one => ((string)one!["OWNER_TYPE_ID"]!, (string)one["OWNER_ID"]!)));
        Assert.Equal(("PHONE", "+7 900 5"), ((string)call["COMMUNICATIONS"]![0]!["TYPE"]!, (string)call["COMMUNICATIONS"]![0]!["VALUE"]!));
    }

    public static TheoryData<string, object> Refused => new()
    {
        { "The field TYPE_ID is not defined or invalid.", new { SUBJECT = "x", OWNER_TYPE_ID = 2, OWNER_ID = 1 } },
        { "The field SUBJECT is not defined or empty.", new { TYPE_ID = 2, OWNER_TYPE_ID = 2, OWNER_ID = 1 } },
        { "The field COMMUNICATIONS is not defined or invalid.", new { TYPE_ID = 2, SUBJECT = "x", OWNER_TYPE_ID = 2, OWNER_ID = 1 } },
        { "Use crm.activity.configurable.add for this activity provider", new { TYPE_ID = 6, PROVIDER_ID = "CONFIGURABLE_REST_APP", SUBJECT = "x" } },
        { "The custom activity without provider is not supported in current context.", new { TYPE_ID = 6, SUBJECT = "x" } },
        { "Access denied.", new { TYPE_ID = 2, SUBJECT = "x", OWNER_TYPE_ID = 2, OWNER_ID = 99, COMMUNICATIONS = new[] { new { VALUE = "1" } } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_activity_is_refused_by_its_text(string text, object fields)
    {
        await using var portal = await PortalFixture.StartAsync();

        var (status, body) = await portal.CallAsync("crm.activity.add", new { fields });

        Assert.Equal((HttpStatusCode.BadRequest, "", text), (status, (string?)body["error"], (string?)body["error_description"]));
        Assert.Empty(await portal.ItemsAsync("/__sandbox/ledger"));
    }

    [Fact]
    public async Task Completing_moves_the_last_update_and_changing_nothing_does_not()
    {
        await using var portal = await PortalFixture.StartAsync();

        await portal.ResultAsync("crm.activity.update", new { id = 4, fields = new { COMPLETED = "N" } });
        Assert.Empty(await portal.ItemsAsync("/__sandbox/ledger"));
        await portal.ResultAsync("crm.activity.update", new { id = 4, fields = new { COMPLETED = "Y" } });

        var meeting = await OneAsync(portal, 4, "COMPLETED", "STATUS", "LAST_UPDATED", "EDITOR_ID");
        Assert.Equal(("Y", "2", "1"), ((string)meeting["COMPLETED"]!, (string)meeting["STATUS"]!, (string)meeting["EDITOR_ID"]!));
        Assert.StartsWith("2026-11-24T", (string)meeting["LAST_UPDATED"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_passes_to_its_next_record_and_goes_with_the_last_one()
    {
        await using var portal = await PortalFixture.StartAsync();

        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 5 });
        var passed = await OneAsync(portal, 6, "OWNER_TYPE_ID", "OWNER_ID", "LAST_UPDATED");
        await portal.ResultAsync("crm.item.delete", new { entityTypeId = 3, id = 5 });

        Assert.Equal(("3", "5"), ((string)passed["OWNER_TYPE_ID"]!, (string)passed["OWNER_ID"]!));
        Assert.StartsWith("2026-11-24T", (string)passed["LAST_UPDATED"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("6", (await portal.ItemsAsync("/__sandbox/truth/activity")).Select(row => row!["ID"]!.ToString()));
    }

    [Fact]
    public async Task Activities_survive_the_portal_with_whom_they_reached()
    {
        var folder = Directory.CreateTempSubdirectory("portal");
        string before;
        await using (var portal = await PortalFixture.StartAsync(data: folder.FullName))
        {
            var communications = new[] { new { VALUE = "a@b.example", ENTITY_TYPE_ID = 3, ENTITY_ID = 2 } };
            await portal.ResultAsync("crm.activity.add", new { fields = new { OWNER_TYPE_ID = 2, OWNER_ID = 2, TYPE_ID = 4, SUBJECT = "Письмо", COMMUNICATIONS = communications } });
            await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 5 });
            await portal.ResultAsync("crm.activity.delete", new { id = 1 });
            before = (await portal.ItemsAsync("/__sandbox/truth/activity")).ToJsonString();
        }

        await using (var again = await PortalFixture.StartAsync(data: folder.FullName))
            Assert.Equal(before, (await again.ItemsAsync("/__sandbox/truth/activity")).ToJsonString());
        Assert.Contains("a@b.example", before, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_fields_are_described()
    {
        await using var portal = await PortalFixture.StartAsync();

        var fields = await portal.ResultAsync("crm.activity.fields");

        Assert.Equal(("datetime", true, true), ((string)fields["DEADLINE"]!["type"]!, (bool)fields["DEADLINE"]!["isReadOnly"]!, (bool)fields["BINDINGS"]!["isMultiple"]!));
    }

    private static async Task<JsonNode> OneAsync(PortalFixture portal, int id, params string[] select) =>
        Assert.Single((await portal.ResultAsync("crm.activity.list", new { select, filter = new { ID = id } })).AsArray())!;

    private static string[] Ids(JsonNode body) => [.. body["result"]!.AsArray().Select(row => (string)row!["ID"]!)];
}
