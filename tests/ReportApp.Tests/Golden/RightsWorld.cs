using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sandbox.Bitrix;
using ReportApp.Tests.Web;

namespace ReportApp.Tests.Golden;

/// <summary>
/// The portal of <see cref="TinyWorld"/> with deals that were moved about by chance, its administrator who changes people and rights, and the app there:
/// both over HTTP, both by one clock that the test moves on. What the host shows a person is asked with that person's own token.
/// </summary>
internal sealed partial class RightsWorld : IAsyncDisposable
{
    public static readonly int[] Everybody = [TinyWorld.Administrator, TinyWorld.HeadOfSales, TinyWorld.HeadOfNorth, TinyWorld.Anna, TinyWorld.Boris];

    private const int Schedule = 1052;
    private const int Payments = 1056;

    private readonly HttpClient _http = new();
    private readonly Random _chance = new(20_261_126);
    private readonly ShiftedTime _time;
    private readonly PortalsAndApp _world;

    private RightsWorld(PortalsAndApp world, ShiftedTime time) => (_world, _time) = (world, time);

    public Tenant Tenant { get; private set; } = null!;

    /// <summary>Ids of the whole catalogue.</summary>
    public IEnumerable<string> Reports => _world.App.App.Services.GetRequiredService<ReportCatalogue>().List().Select(report => report.Id);

    public DateOnly Today => Tenant.DayOf(_time.GetUtcNow());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RightsWorld> StartAsync()
    {
        var time = new ShiftedTime();
        var world = new RightsWorld(
            await PortalsAndApp.StartAsync(
                services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)), "--App:SyncSeconds", "3600", "--Bitrix:RequestsPerSecond", "1000", "--Bitrix:Burst", "10000"),
            time);
        await world.ControlAsync("limits", new { perSecond = 10_000, burst = 10_000 });
        world.Tenant = await world._world.InstallAsync();
        await world.StirAsync();
        var services = world._world.App.App.Services;
        var proposed = MappingProposal.Propose(await services.GetRequiredService<IHostConnector>().DescribeAsync(world.Tenant.BackgroundConnection, Token));
        Assert.Equal(("1056", "1052", "ufCrmSeller"), (proposed.Mapping.Payments?.Table, proposed.Mapping.Schedule?.Table, proposed.Mapping.SellerField));
        await services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(new Viewer(world.Tenant.Id, "1", true), proposed.Mapping, Token);
        world.Tenant = Assert.Single(await world._world.TenantsAsync());
        await world.SyncAsync();
        return world;
    }

    /// <summary>A change as somebody with the right to it makes it in the portal.</summary>
    public async Task<JsonNode> ControlAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_world.Servers.Portals[0], "/__sandbox/" + path), body, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public Task EditAsync(string entity, int id, object fields) => ControlAsync("edit", new { entity, id, fields });

    /// <summary>The app's next pass over the CRM. What people may see is as old as before.</summary>
    public async Task SyncAsync()
    {
        var services = _world.App.App.Services;
        Assert.Equal(SyncOutcome.Complete, await services.GetRequiredService<SyncService>().RunAsync(Tenant.Id, Token));
        await services.GetRequiredService<ProjectionService>().RefreshAsync(Tenant.Id, Token);
    }

    public Task PassAsync(TimeSpan time)
    {
        _time.Shift += time;
        return ControlAsync("clock", new { advanceSeconds = (int)time.TotalSeconds });
    }

    /// <summary>All rows that the host lists for a person; null: it does not let him in.</summary>
    public async Task<JsonArray?> ListAsync(int person, string method, int entityTypeId)
    {
        var token = await _http.GetFromJsonAsync<JsonNode>(new Uri(_world.Servers.Portals[0], $"/__sandbox/token?as={person}"), Token);
        using var answer = await _http.PostAsJsonAsync(
            new Uri(_world.Servers.Portals[0], "/rest/" + method), new { auth = (string)token!["access_token"]!, entityTypeId, select = (string[])["*"] }, Token);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        if (answer.StatusCode == HttpStatusCode.Unauthorized) return null;
        Assert.True(answer.IsSuccessStatusCode && body["next"] is null, body.ToJsonString());
        return body["result"]!["items"]!.AsArray();
    }

    public async Task<JsonArray> PeopleAsync() =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri(_world.Servers.Portals[0], "/__sandbox/truth/user"), Token))!["items"]!.AsArray();

    /// <summary>A new session of a person; null: he is not let in.</summary>
    public async Task<RightsSession?> OpenAsync(int person)
    {
        using var page = await _world.LaunchAsync(person);
        if (Ticket().Match(await page.Content.ReadAsStringAsync(Token)) is not { Success: true } ticket) return null;
        var session = new RightsSession(_world.App.Client);
        await session.StartAsync(ticket.Groups[1].Value);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _world.DisposeAsync();
    }

    /// <summary>Deals of every fate, of several amounts and objects, some sold by another than their owner; money of this month and of those before, and some due.</summary>
    private async Task StirAsync()
    {
        await EditAsync("deal", 2, new { parentId1044 = 0 });
        await EditAsync("deal", 3, new { parentId1044 = 0, parentId1040 = 0 });
        await EditAsync("deal", 6, new { ufCrmSeller = TinyWorld.Boris });
        string[] stages = ["EXECUTING", "WON", "LOSE", "APOLOGY", "NEW"];
        for (var deal = 1; deal <= 8; deal++)
        {
            await EditAsync("deal", deal, new { stageId = stages[_chance.Next(stages.Length)], opportunity = 1_000 * _chance.Next(1, 9_000) });
            await ControlAsync("edit", new
            {
                entity = $"dynamic_{Schedule}", fields = new { title = "Строка", parentId2 = deal, opportunity = 1_000 * _chance.Next(100, 900), currencyId = "RUB", closedate = Today.ToString("yyyy-MM-28", CultureInfo.InvariantCulture) },
            });
            for (var i = _chance.Next(1, 4); i > 0; i--)
            {
                var paidOn = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddMonths(-_chance.Next(0, 3)).ToString("yyyy-MM-01", CultureInfo.InvariantCulture);
                await ControlAsync("edit", new
                {
                    entity = $"dynamic_{Payments}", fields = new { title = "Платёж", parentId2 = deal, opportunity = 100 * _chance.Next(1, 900), currencyId = "RUB", ufCrm5PaidOn = paidOn },
                });
            }
        }
    }

    [GeneratedRegex("data-ticket=\"([^\"]+)\"")]
    private static partial Regex Ticket();

    /// <summary>The real time, so many minutes later.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}

/// <summary>One person in front of the app.</summary>
internal sealed class RightsSession(HttpClient app)
{
    private string _bearer = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public bool IsAdministrator { get; private set; }

    public async Task StartAsync(string ticket) => Take((await SendAsync(HttpMethod.Post, "/api/session", new { ticket })).Body!);

    /// <summary>Whether the app went on with him.</summary>
    public async Task<bool> RenewAsync()
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/api/session/renew", null);
        if (status == HttpStatusCode.OK) Take(body!);
        return status == HttpStatusCode.OK;
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string address, object? body = null) => (await SendAsync(method, address, body)).Status;

    public async Task<JsonNode> PostAsync(string address, object body)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, address, body);
        Assert.True(status == HttpStatusCode.OK, $"{address}: {status} {answer?.ToJsonString()}");
        return answer!;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string address, object? body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        if (_bearer.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bearer);
        using var answer = await app.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private void Take(JsonNode session)
    {
        _bearer = (string)session["token"]!;
        IsAdministrator = (bool)session["viewer"]!["isAdministrator"]!;
    }
}
