using System.Globalization;
using System.Text.Json;
using Demo;

namespace Bench;

/// <summary>
/// A first sync of portals of different size, each with fresh processes, under the limits a portal has by default. The portal counts the
/// requests; beside them stands the least that would do: full pages of 50 rows, 50 pages a request, all feeds together. Memory is the
/// largest resident size of the app's process, from its start to the end of its first pass.
/// </summary>
internal static class SyncBench
{
    private const int PageSize = 50;
    private const int PagesARequest = 50;

    public static async Task<int> RunAsync(string[] sizes)
    {
        Console.WriteLine($"{"deals",9} {"rows",10} {"requests",9} {"least",7} {"over",7} {"limit errors",13} {"report, s",10} {"all, s",8} {"app MB",7} {"portal MB",10}");
        var deals = sizes.Length == 0 ? [20_000, 100_000] : sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
        var measured = new List<Measured>();
        foreach (var size in deals)
        {
            var result = await MeasureAsync(size);
            measured.Add(result);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{size,9} {result.Rows,10} {result.Requests,9} {result.Least,7} {(double)result.Requests / result.Least - 1,7:P1} {(double)result.LimitErrors / result.Requests,13:P2} {result.ReportAfter.TotalSeconds,10:0} {result.Took.TotalSeconds,8:0} {result.AppMegabytes,7} {result.PortalMegabytes,10}"));
            Console.WriteLine($"{"",9} requests by method: {result.ByMethod}; commands in batches: {result.Commands}");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"memory of the largest ÷ memory of the smallest: {(double)measured[^1].AppMegabytes / measured[0].AppMegabytes:0.00}"));
        return 0;
    }

    private sealed record Measured(long Rows, long Requests, long Least, long LimitErrors, TimeSpan ReportAfter, TimeSpan Took, long AppMegabytes, long PortalMegabytes, JsonElement ByMethod, JsonElement Commands);

    private static async Task<Measured> MeasureAsync(int deals)
    {
        var folder = Directory.CreateTempSubdirectory("unique-reports-bench-");
        await using var sandbox = ChildProcess.Start(
            "Sandbox.dll", "--deals", Text(deals), "--Portal:Url", "http://127.0.0.1:0", "--Authorisation:Url", "http://127.0.0.1:0");
        var portalAddress = new Uri(await sandbox.LineAsync("Portal "));
        var authorisation = new Uri(await sandbox.LineAsync("Authorisation server "));
        using var portal = new PortalClient(portalAddress);
        var address = ChildProcess.FreeAddress();
        var (clientId, clientSecret) = await portal.RegisterAsync(AppContext.BaseDirectory, address);
        await portal.InstallAsync();
        await using var app = ChildProcess.Start(
            "ReportApp.Web.dll", "--urls", address.GetLeftPart(UriPartial.Authority), "--App:Address", address.AbsoluteUri,
            "--Logging:LogLevel:Default", "Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", "--Store:DataDirectory", folder.FullName,
            "--Bitrix:ClientId", clientId, "--Bitrix:ClientSecret", clientSecret, "--Bitrix:AuthorisationServer", authorisation.AbsoluteUri,
            "--Egress:LocalAddresses:0", portalAddress.GetLeftPart(UriPartial.Authority), "--Egress:LocalAddresses:1", authorisation.GetLeftPart(UriPartial.Authority));
        await app.LineAsync("Application started");

        using var http = new HttpClient { BaseAddress = portalAddress };
        using var client = await AppClient.OpenAsync(await portal.LaunchAsync());
        using var reset = await http.PostAsync("/__sandbox/stats/reset", null);
        var started = TimeProvider.System.GetTimestamp();
        await client.AcceptProposedMappingAsync(paymentFile: null, isPartial: false, scheduleFile: null, CancellationToken.None);
        var reportAfter = TimeProvider.System.GetElapsedTime(started);
        await client.UntilAllIsReadAsync(CancellationToken.None);
        var took = TimeProvider.System.GetElapsedTime(started);
        var stats = await http.GetFromJsonAsync<JsonElement>("/__sandbox/stats");
        var (appMegabytes, portalMegabytes) = (app.PeakMegabytes(), sandbox.PeakMegabytes());

        var rows = await CountAsync(http, await client.ListFeedsAsync());
        var pages = rows.Sum(count => Math.Max(1, (count + PageSize - 1) / PageSize));
        folder.Delete(recursive: true);
        return new Measured(
            rows.Sum(), stats.GetProperty("requestsTotal").GetInt64(), (pages + PagesARequest - 1) / PagesARequest, stats.GetProperty("limitErrors").GetInt64(),
            reportAfter, took, appMegabytes, portalMegabytes, stats.GetProperty("requests"), stats.GetProperty("commands"));
    }

    /// <summary>How many rows the portal has of each kind that the app reads.</summary>
    private static async Task<List<long>> CountAsync(HttpClient portal, IReadOnlyList<string> kinds)
    {
        var counts = new List<long>();
        foreach (var kind in kinds)
        {
            var call = kind switch
            {
                "deal" or "deal-lines" => "crm.item.list?entityTypeId=2&select[]=id",
                "lead" => "crm.item.list?entityTypeId=1&select[]=id",
                "contact" => "crm.item.list?entityTypeId=3&select[]=id",
                "company" => "crm.item.list?entityTypeId=4&select[]=id",
                "stage-visit" => "crm.stagehistory.list?entityTypeId=2",
                "lead-visit" => "crm.stagehistory.list?entityTypeId=1",
                "call" => "voximplant.statistic.get",
                "activity" => "crm.activity.list?select[]=ID",
                "user" => "user.get",
                "department" => "department.get",
                "pipeline" => "crm.category.list?entityTypeId=2",
                "stage" => "crm.status.list",
                "lead-stage" => "crm.status.list?filter[ENTITY_ID]=STATUS",
                "source" => "crm.status.list?filter[ENTITY_ID]=SOURCE",
                _ when kind.StartsWith("item:", StringComparison.Ordinal) => $"crm.item.list?entityTypeId={kind["item:".Length..]}&select[]=id",
                _ => throw new InvalidOperationException($"How are records of kind {kind} counted?"),
            };
            var answer = await portal.GetFromJsonAsync<JsonElement>("/rest/1/sandbox/" + call);
            counts.Add(answer.GetProperty("total").GetInt64());
        }
        return counts;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
