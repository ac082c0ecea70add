using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using Sandbox;
using Sandbox.World;

namespace ReportApp.Tests.Sync;

/// <summary>
/// A portal with a small company's whole world, a person who keeps changing it, and the app installed there by its administrator, with the
/// mapping it proposes. The app runs as a process of its own, or here.
/// </summary>
internal sealed class SyncedPortal : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unique-reports-sync-");
    private readonly SandboxServers _servers;
    private readonly Random _chance = new(7);
    private readonly ConcurrentQueue<string> _said = [];
    private readonly MovedClock _clock = new();
    private string[] _settings = [];
    private int _edits;

    private SyncedPortal(SandboxServers servers) => _servers = servers;

    /// <summary>The installed app's services, not running by themselves.</summary>
    public WebApplication App { get; private set; } = null!;

    public Tenant Tenant { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="settings">Of the app.</param>
    public static Task<SyncedPortal> StartAsync(int deals, params string[] settings) => StartAsync(deals, SandboxOptions.Smart, settings, []);

    /// <param name="more">Scopes beside the needed ones.</param>
    public static async Task<SyncedPortal> StartInAsync(string layout, int deals, params string[] more) => await StartAsync(deals, layout, [], more);

    private static async Task<SyncedPortal> StartAsync(int deals, string layout, string[] settings, string[] more)
    {
        var options = new SandboxOptions { Deals = deals, Layout = layout, PortalUrl = new("http://127.0.0.1:0"), AuthorisationUrl = new("http://127.0.0.1:0") };
        var portal = new SyncedPortal(await SandboxHost.StartAsync(options, WorldGenerator.Generate, TimeProvider.System));
        await portal.PostAsync("limits", new { perSecond = 10_000, burst = 10_000 });
        var keys = await portal.PostAsync("apps", new
        {
            name = "Reports", handler = "http://127.0.0.1:9/app", installHandler = "http://127.0.0.1:9/install", scopes = Connector.Bitrix.Scopes.Needed.Concat(more),
        });
        portal._settings =
        [
            "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Error", "--App:Address", "http://127.0.0.1:9", "--App:SyncSeconds", "3600",
            "--Bitrix:ClientId", (string)keys["clientId"]!, "--Bitrix:ClientSecret", (string)keys["clientSecret"]!,
            "--Bitrix:AuthorisationServer", portal._servers.AuthorisationAddress.AbsoluteUri, "--Bitrix:RequestsPerSecond", "1000", "--Bitrix:Burst", "10000",
            "--Egress:LocalAddresses:0", Origin(portal._servers.AuthorisationAddress), "--Egress:LocalAddresses:1", Origin(portal._servers.PortalAddress),
            .. settings,
        ];
        (portal.App, portal.Tenant) = await portal.InstallAsync("first");
        await portal.PostAsync("install-finish", new { });
        return portal;
    }

    public async Task<JsonNode> PostAsync(string control, object body)
    {
        using var answer = await _http.PostAsJsonAsync(Control(control), body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> GetAsync(string control) => (await _http.GetFromJsonAsync<JsonNode>(Control(control), Token))!;

    public async Task<JsonArray> TruthAsync(string entity) => (await GetAsync("truth/" + entity))["items"]!.AsArray();

    public Task<byte[]> FileAsync(string control) => _http.GetByteArrayAsync(Control(control), Token);

    /// <summary>What the app proposes now, from the portal's tables and fields.</summary>
    public async Task<ProposedMapping> ProposeAsync() =>
        MappingProposal.Propose(await App.Services.GetRequiredService<IHostConnector>().DescribeAsync(Tenant.BackgroundConnection, Token));

    public Task<SyncOutcome> SyncAsync() => App.Services.GetRequiredService<SyncService>().RunAsync(Tenant.Id, Token);

    /// <summary>A walk that was stopped goes on where it was; what changed behind it in the meantime is met by the next one.</summary>
    public async Task CatchUpAsync()
    {
        await LetTimePassAsync();
        Assert.Equal(SyncOutcome.Complete, await SyncAsync());
        Assert.Equal(SyncOutcome.Complete, await SyncAsync());
        Assert.Null((await StatusAsync()).Reason);
    }

    /// <summary>What a new process would know: the store, and nothing of what the host made it wait for.</summary>
    public async Task RestartAsync()
    {
        await App.DisposeAsync();
        App = Build("first");
        await App.Services.GetRequiredService<StoreStartup>().PrepareAsync(Token);
    }

    public Task<SyncReport> StatusAsync() => App.Services.GetRequiredService<SyncStatus>().ReadAsync(Tenant.Id, Token);

    /// <summary>
    /// The next of an endless row of small changes: titles, amounts, stages, owners, new deals, deleted ones, payments that move, activities that
    /// are noted, done and deleted, contacts that change.
    /// </summary>
    public async Task EditAsync()
    {
        var deals = await TruthAsync("deal");
        var deal = deals[_chance.Next(deals.Count)]!;
        var other = deals[_chance.Next(deals.Count)]!;
        var (table, rows) = await SomeTableAsync();
        var item = rows[_chance.Next(rows.Count)]!;
        var activities = await TruthAsync("activity");
        var activity = activities[_chance.Next(activities.Count)]!["ID"]!;
        var contacts = await TruthAsync("contact");
        var contact = (long)contacts[_chance.Next(contacts.Count)]!["id"]!;
        var title = string.Create(CultureInfo.InvariantCulture, $"Правка {++_edits}");
        await PostAsync("edit", (_edits % 11) switch
        {
            0 => new { entity = "deal", fields = new { title, opportunity = _edits, assignedById = (long)other["assignedById"]! } },
            1 => new { entity = "deal", id = (long)deal["id"]!, fields = new { title, opportunity = 100_000 + _edits } },
            2 => new { entity = "deal", id = (long)deal["id"]!, fields = new { stageId = (string)other["stageId"]!, categoryId = (long)other["categoryId"]! } },
            3 => new { entity = "deal", id = (long)deal["id"]!, delete = true },
            4 => new { entity = table, id = (long)item["id"]!, fields = new { title } },
            5 => new
            {
                entity = "activity",
                fields = new Dictionary<string, object>
                {
                    ["TYPE_ID"] = 1, ["SUBJECT"] = title, ["OWNER_TYPE_ID"] = 2, ["OWNER_ID"] = (long)other["id"]!,
                    ["COMMUNICATIONS"] = new[] { new Dictionary<string, object> { ["VALUE"] = title } },
                },
            },
            6 => new { entity = "activity", id = activity, fields = new Dictionary<string, object> { ["SUBJECT"] = title, ["COMPLETED"] = "Y" } },
            7 => new { entity = "activity", id = activity, delete = true },
            8 => new { entity = "contact", id = contact, fields = new { lastName = title } },
            9 => new { entity = "contact", id = contact, delete = true },
            _ => (object)new { entity = table, id = (long)item["id"]!, delete = true },
        });
    }

    /// <summary>A table with enough rows to lose some.</summary>
    private async Task<(string Table, JsonArray Rows)> SomeTableAsync()
    {
        var kinds = Tenant.Mapping!.NeededKinds().Select(kind => kind.ItemHostName).OfType<string>().ToArray();
        while (true)
        {
            var table = "dynamic_" + kinds[_chance.Next(kinds.Length)];
            var rows = await TruthAsync(table);
            if (rows.Count > 50) return (table, rows);
        }
    }

    /// <summary>What the latest process has written of its faults.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>The app as a process of its own, which looks at the CRM as soon as it has started.</summary>
    public Process StartProcess()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "ReportApp.Web.dll"), .. _settings, "--Store:DataDirectory", FolderOf("first")])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        _said.Clear();
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>As if it had stood still for longer than a lease, or a day: nobody holds the tenant, and the comparison of ids is due.</summary>
    public async Task LetTimePassAsync()
    {
        await using var store = await App.Services.GetRequiredService<StoreFactory>().OpenAsync(Token);
        await store.Database.ExecuteSqlRawAsync("UPDATE tenants SET SyncLeaseUntil = 0; UPDATE feeds SET SweptAt = 0 WHERE SweptAt IS NOT NULL", Token);
    }

    /// <summary>Time passes, in the portal and here.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await PostAsync("clock", new { advanceSeconds = time.TotalSeconds });
        _clock.Advance(time);
    }

    /// <summary>All that is in the store and alive, as text, by kind and id.</summary>
    public Task<SortedDictionary<string, string>> LandedAsync() => LandedAsync(App, Tenant);

    /// <summary>The same of an app that is installed now and reads everything once, undisturbed.</summary>
    private async Task<SortedDictionary<string, string>> LandedAnewAsync()
    {
        var (app, tenant) = await InstallAsync("anew");
        await using (app)
        {
            Assert.Equal(SyncOutcome.Complete, await app.Services.GetRequiredService<SyncService>().RunAsync(tenant.Id, Token));
            return await LandedAsync(app, tenant);
        }
    }

    /// <summary>
    /// The store holds what that of an undisturbed app holds. Only the history of deals that were deleted stays with us; the portal has it
    /// no more.
    /// </summary>
    public async Task AssertAsUndisturbedAsync()
    {
        var (anew, landed) = (await LandedAnewAsync(), await LandedAsync());
        Assert.Equal([], anew.Where(row => landed.GetValueOrDefault(row.Key) != row.Value).Select(row => $"{row.Key}: {row.Value} and not {landed.GetValueOrDefault(row.Key)}"));
        Assert.Equal([], landed.Keys.Where(key => !anew.ContainsKey(key) && !key.StartsWith("stage-visit/", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null) await App.DisposeAsync();
        await _servers.DisposeAsync();
        _http.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static async Task<SortedDictionary<string, string>> LandedAsync(WebApplication app, Tenant tenant)
    {
        var landed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var record in app.Services.GetRequiredService<LandedRecords>().ReadChangesAsync(tenant.Id, 0, [], Token))
            if (!record.Deleted) landed.Add($"{record.Kind}/{record.Id}", LandedRecords.Format(record.Body));
        return landed;
    }

    private Uri Control(string path) => new(_servers.PortalAddress, "/__sandbox/" + path);

    private WebApplication Build(string folder) => ReportApp.Web.Program.Build(
        [.. _settings, "--Store:DataDirectory", FolderOf(folder)], services => services.AddSingleton<TimeProvider>(_clock));

    private string FolderOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A person opens the app.</summary>
    public async Task<Viewer> EnterAsync(string person) => (await EnterAsync(App, person)).Viewer;

    /// <summary>The administrator opens the app and accepts what it proposes.</summary>
    private async Task<(WebApplication App, Tenant Tenant)> InstallAsync(string name)
    {
        var app = Build(name);
        await app.Services.GetRequiredService<StoreStartup>().PrepareAsync(Token);
        var (tenant, viewer) = await EnterAsync(app, "1");
        var tenants = app.Services.GetRequiredService<TenantDirectory>();
        var proposed = MappingProposal.Propose(await app.Services.GetRequiredService<IHostConnector>().DescribeAsync(tenant.BackgroundConnection, Token));
        await tenants.AcceptMappingAsync(viewer, proposed.Mapping, Token);
        return (app, (await tenants.FindAsync(tenant.Id, Token))!);
    }

    private async Task<(Tenant Tenant, Viewer Viewer)> EnterAsync(WebApplication app, string person)
    {
        var launch = await GetAsync("launch?as=" + person);
        var query = new Uri((string)launch["address"]!).Query[1..].Split('&').Select(pair => pair.Split('=', 2));
        var entry = new EntryRequest(
            query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
        var proof = Assert.IsType<EntryProof.Proven>(await app.Services.GetRequiredService<IHostConnector>().ProveEntryAsync(entry, null, Token));
        var tenant = (await app.Services.GetRequiredService<TenantDirectory>().RegisterAsync(proof, Token))!;
        return (tenant, new Viewer(tenant.Id, proof.UserId, proof.IsAdministrator));
    }

    /// <summary>It really ticks, ahead of the present by what <see cref="AdvanceAsync"/> added.</summary>
    private sealed class MovedClock : TimeProvider
    {
        private TimeSpan _ahead;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

        public void Advance(TimeSpan time) => _ahead += time;
    }
}
