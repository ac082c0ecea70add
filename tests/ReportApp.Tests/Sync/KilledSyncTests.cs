using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ReportApp.Tests.Sync;

/// <summary>The app dies without a word in the middle of a request, again and again, while people work in the portal (reliability.md §4, §7).</summary>
public sealed class KilledSyncTests
{
    private const int Kills = 50;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_fifty_requests_it_ends_where_an_undisturbed_app_ends()
    {
        // Few rows a request, so that one pass has many requests to die at.
        await using var portal = await SyncedPortal.StartAsync(200, "--Bitrix:BatchCommands", "2");
        var asked = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            // Held at the portal, the request is neither answered nor refused when the app dies.
            await portal.PostAsync("faults", new[] { new { after = kill % 5, times = 1, delayBeforeMs = 600_000 } });
            await portal.LetTimePassAsync();
            using var app = portal.StartProcess();
            try
            {
                await UntilHeldAsync(portal, app);
                await portal.EditAsync();
            }
            finally
            {
                app.Kill();
                await app.WaitForExitAsync(CancellationToken.None);
            }
            asked += (long)(await portal.GetAsync("stats"))["requestsTotal"]!;
            await portal.PostAsync("stats/reset", new { });
        }
        Assert.True(asked >= 2 * Kills, $"It died after {asked} requests in all: that is no walk to be interrupted.");

        await portal.PostAsync("faults", Array.Empty<object>());
        await portal.CatchUpAsync();

        await AssertTruthAsync(portal, await portal.LandedAsync());
        await portal.AssertAsUndisturbedAsync();
    }

    /// <summary>The portal's own rows: the same ids, and of each deal and activity what a report counts.</summary>
    private static async Task AssertTruthAsync(SyncedPortal portal, SortedDictionary<string, string> landed)
    {
        var deals = await portal.TruthAsync("deal");
        Assert.Equal(
            deals.ToDictionary(deal => "deal/" + deal!["id"], deal => (deal!["title"]!.ToString(), deal["stageId"]!.ToString(), (decimal)deal["opportunity"]!, deal["assignedById"]!.ToString())),
            landed.Where(row => row.Key.StartsWith("deal/", StringComparison.Ordinal)).ToDictionary(row => row.Key, row =>
            {
                var body = JsonNode.Parse(row.Value)!;
                return (body["Title"]!.ToString(), body["StageId"]!.ToString(), (decimal)body["Amount"]!, body["OwnerId"]!.ToString());
            }));
        var activities = await portal.TruthAsync("activity");
        Assert.Equal(
            activities.ToDictionary(row => "activity/" + row!["ID"], row => (row!["SUBJECT"]!.ToString(), row["COMPLETED"]!.ToString() == "Y", row["RESPONSIBLE_ID"]!.ToString())),
            landed.Where(row => row.Key.StartsWith("activity/", StringComparison.Ordinal)).ToDictionary(row => row.Key, row =>
            {
                var body = JsonNode.Parse(row.Value)!;
                return (body["Subject"]!.ToString(), (bool)body["IsDone"]!, body["OwnerId"]!.ToString());
            }));
        foreach (var client in (string[])["contact", "company"])
        {
            Assert.Equal(
                (await portal.TruthAsync(client)).Select(row => $"{client}/{row!["id"]}").Order(StringComparer.Ordinal),
                landed.Keys.Where(key => key.StartsWith(client + "/", StringComparison.Ordinal)));
        }
        foreach (var table in landed.Keys.Select(key => key.Split('/')[0]).Where(kind => kind.StartsWith("item:", StringComparison.Ordinal)).Distinct())
        {
            Assert.Equal(
                (await portal.TruthAsync("dynamic_" + table["item:".Length..])).Select(item => $"{table}/{item!["id"]}").Order(StringComparer.Ordinal),
                landed.Keys.Where(key => key.StartsWith(table + "/", StringComparison.Ordinal)));
        }
    }

    private static async Task UntilHeldAsync(SyncedPortal portal, Process app)
    {
        for (var i = 0; i < 12_000; i++)
        {
            if ((long)(await portal.GetAsync("faults"))["items"]!.AsArray()[0]!["times"]! == 0) return;
            Assert.False(app.HasExited, $"The app ended by itself: {portal.Said}");
            await Task.Delay(25, Token);
        }
        Assert.Fail($"The app asked the portal for too little in five minutes: {portal.Said}");
    }
}
