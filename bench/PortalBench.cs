using System.Globalization;
using System.Text.Json;

namespace Bench;

/// <summary>
/// The emulated portal alone: how long it takes to tell a world and lay it out, what memory that takes at most, and how long a page of 50 deals
/// takes after different ids, the way a keyset walk asks, and how long it takes to delete one, with its activities and history. One client, one
/// request at a time.
/// </summary>
internal static class PortalBench
{
    private const int Pages = 20;
    private const int Deletions = 6;

    public static async Task<int> RunAsync(string[] sizes)
    {
        Console.WriteLine($"{"deals",9} {"start, s",9} {"peak MB",8} {"page, ms",9} {"longest",8} {"deletion, ms",13} {"longest",8}");
        foreach (var size in sizes.Length == 0 ? ["20000", "100000"] : sizes)
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var sandbox = ChildProcess.Start("Sandbox.dll", "--deals", size, "--Portal:Url", "http://127.0.0.1:0", "--Authorisation:Url", "http://127.0.0.1:0");
            using var portal = new HttpClient { BaseAddress = new Uri(await sandbox.LineAsync("Portal ")) };
            var start = TimeProvider.System.GetElapsedTime(started);
            var deals = int.Parse(size, CultureInfo.InvariantCulture);
            await PageAsync(portal, 0); // the first call compiles the way there
            var pages = new List<double>();
            for (var i = 0; i < Pages; i++)
                pages.Add(await PageAsync(portal, (long)deals * i / Pages));
            pages.Sort();
            var deletions = new List<double>();
            for (var i = 0; i < Deletions; i++)
                deletions.Add(await DeleteAsync(portal, ((long)deals * i / Deletions) + 1));
            deletions.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{deals,9} {start.TotalSeconds,9:0} {sandbox.PeakMegabytes(),8} {pages[Pages / 2],9:0.0} {pages[^1],8:0.0} {deletions[Deletions / 2],13:0.0} {deletions[^1],8:0.0}"));
        }
        return 0;
    }

    private static async Task<double> PageAsync(HttpClient portal, long after)
    {
        var started = TimeProvider.System.GetTimestamp();
        var answer = await portal.GetFromJsonAsync<JsonElement>(string.Create(CultureInfo.InvariantCulture, $"/rest/1/sandbox/crm.deal.list?filter[>ID]={after}&order[ID]=ASC&start=-1"));
        if (answer.GetProperty("result").GetArrayLength() == 0)
            throw new InvalidOperationException($"There is no deal after {after}.");
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> DeleteAsync(HttpClient portal, long deal)
    {
        var started = TimeProvider.System.GetTimestamp();
        (await portal.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/rest/1/sandbox/crm.deal.delete?id={deal}"))).EnsureSuccessStatusCode();
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }
}
