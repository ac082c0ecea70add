using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Deleting goes to the recycle bin (bitrix24.md §6.1).</summary>
public sealed class RecycleBinTests
{
    [Fact]
    public async Task A_restored_deal_has_its_id_its_history_and_its_rows_again_also_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory();
        long[] history;
        await using (var portal = await PortalFixture.StartAsync(data: folder.FullName))
        {
            history = await HistoryAsync(portal);
            await portal.ResultAsync("crm.item.delete", new { entityTypeId = 2, id = 1 });
            Assert.Equal("NOT_FOUND", (string)(await portal.CallAsync("crm.item.get", new { entityTypeId = 2, id = 1 })).Body["error"]!);
            Assert.Empty(await HistoryAsync(portal));
            await portal.PostAsync("/__sandbox/clock", new { advanceSeconds = 60 });

            var (status, restored) = await portal.PostAsync("/__sandbox/restore", new { entity = "deal", id = 1 });

            Assert.Equal((HttpStatusCode.OK, "2026-11-24T12:01:00+03:00"), (status, (string)restored["item"]!["updatedTime"]!));
            await AssertBackAsync(portal);
            Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/__sandbox/restore", new { entity = "deal", id = 1 })).Status);
        }
        await using (var again = await PortalFixture.StartAsync(data: folder.FullName))
            await AssertBackAsync(again);
        folder.Delete(recursive: true);

        async Task AssertBackAsync(PortalFixture portal)
        {
            var deal = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 1 }))["item"]!;
            Assert.Equal((8_000_000m, "EXECUTING", "[1,9]"), ((decimal)deal["opportunity"]!, (string)deal["stageId"]!, deal["contactIds"]!.ToJsonString()));
            Assert.Equal(history, await HistoryAsync(portal));
            var filter = new Dictionary<string, object> { ["=ownerType"] = "D", ["=ownerId"] = 1 };
            Assert.Equal(2, (await portal.ResultAsync("crm.item.productrow.list", new { filter }))["productRows"]!.AsArray().Count);
        }

        static async Task<long[]> HistoryAsync(PortalFixture portal) =>
        [
            .. (await portal.ResultAsync("crm.stagehistory.list", new { entityTypeId = 2, filter = new { OWNER_ID = 1 } }))["items"]!.AsArray().Select(row => (long)row!["ID"]!),
        ];
    }

    [Fact]
    public async Task What_was_never_deleted_is_not_in_the_bin()
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/__sandbox/restore", new { entity = "deal", id = 2 })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.PostAsync("/__sandbox/restore", new { entity = "productrow", id = 1 })).Status);
    }
}
