using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Sandbox.Bitrix;
using Sandbox.Control;
using Sandbox.World;

namespace Sandbox;

/// <summary>The running servers: portals and the authorisation server they share.</summary>
public sealed class SandboxServers : IAsyncDisposable
{
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

    private readonly SandboxOptions _options;
    private readonly SandboxClock _clock;
    private readonly AuthorisationServer _authorisation;
    private readonly List<Portal> _portals = [];
    private readonly List<WebApplication> _servers = [];
    private readonly List<EventSender> _senders = [];

    internal SandboxServers(SandboxOptions options, Func<int, int, DateOnly, Facts> generate, TimeProvider time)
    {
        _options = options;
        _clock = SandboxClock.Showing(options.Today, Moscow, time);
        if (options.Data is not null)
            Directory.CreateDirectory(options.Data);
        _authorisation = new AuthorisationServer(_clock, options.Data);
        for (var i = 0; i < options.Portals; i++)
        {
            var folder = options.Data is null ? null : Directory.CreateDirectory(Path.Combine(options.Data, $"portal{i + 1}")).FullName;
            var origin = Origin.Of(
                folder, new Origin(options.Seed + i, options.Deals, DateOnly.FromDateTime(_clock.GetUtcNow().ToOffset(Moscow).DateTime), options.Layout));
            var portal = new Portal(() => generate(origin.Seed, origin.Deals, origin.Today), origin.Layout, Tariff.All[options.Tariff], _clock, folder);
            _portals.Add(portal);
            _authorisation.Add(portal);
        }
    }

    /// <summary>Where people and machines find each portal; the first is the demo's.</summary>
    public IReadOnlyList<Uri> Portals => [.. _portals.Select(portal => portal.Address)];

    public Uri PortalAddress => _portals[0].Address;

    public Uri AuthorisationAddress => _authorisation.Address;

    internal IReadOnlyList<Portal> PortalModels => _portals;

    public async Task StartAsync()
    {
        var faults = new Faults();
        var authorisationStats = new Stats();
        _authorisation.Address = await ListenAsync(_options.AuthorisationUrl, app =>
        {
            var endpoint = new AuthorisationEndpoint(_authorisation, faults, authorisationStats);
            app.Map("/oauth/token/", endpoint.TokenAsync);
            app.Map("/rest/app.info", endpoint.AppInfoAsync);
            app.MapGet("/__sandbox/stats", async http => await RestEndpoint.WriteAsync(http, 200, authorisationStats.ToMap()));
            app.MapPost("/__sandbox/stats/reset", authorisationStats.Reset);
        });
        for (var i = 0; i < _portals.Count; i++)
        {
            var portal = _portals[i];
            var url = _options.PortalUrl.Port == 0 ? _options.PortalUrl : new UriBuilder(_options.PortalUrl) { Port = _options.PortalUrl.Port + (10 * i) }.Uri;
            portal.Address = await ListenAsync(url, app => new PortalSite(portal, _authorisation, faults).Map(app));
            _senders.Add(new EventSender(portal, _authorisation, faults));
        }
    }

    /// <summary>Until somebody presses Ctrl+C.</summary>
    public Task WaitForShutdownAsync() => _servers[0].WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
            await sender.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
        foreach (var portal in _portals)
            portal.Dispose();
    }

    private async Task<Uri> ListenAsync(Uri url, Action<WebApplication> map)
    {
        // No arguments: the command line is shared with others, and the addresses are settled here.
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(url.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        _servers.Add(app);
        map(app);
        await app.StartAsync();
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new UriBuilder(url) { Port = new Uri(listening).Port }.Uri;
    }

    /// <summary>What a data folder's world was made from: the same folder goes on with the same one, on any later day.</summary>
    private sealed record Origin(int Seed, int Deals, DateOnly Today, string Layout = SandboxOptions.Smart)
    {
        public static Origin Of(string? folder, Origin wanted)
        {
            if (folder is null)
                return wanted;
            var file = Path.Combine(folder, "world.json");
            if (File.Exists(file))
                return JsonSerializer.Deserialize<Origin>(File.ReadAllBytes(file))!;
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(wanted));
            return wanted;
        }
    }
}
