using System.Globalization;
using Connector.Bitrix;
using Microsoft.Extensions.Configuration;
using ReportApp.Core.Hosts;
using ReportApp.Core.Messages;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sandbox.Bitrix;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Outbox;

/// <summary>The outbox and the real connector against an emulated portal, in which Anna plans a deal of hers.</summary>
public abstract class PortalDelivery : IAsyncLifetime
{
    protected const string Deal = "1";

    protected static readonly string Author = TinyWorld.Anna.ToString(CultureInfo.InvariantCulture);

    private protected PortalFixture Portal { get; private set; } = null!;

    protected StoreFixture Store { get; private set; } = null!;

    protected Tenant Tenant { get; private set; } = null!;

    /// <summary>What the portal grants beside what is needed.</summary>
    private protected virtual string[] MoreScopes => [];

    /// <summary>How long an answer may take; where nobody waits for none to come, what a busy machine needs.</summary>
    private protected virtual string Patience => "00:00:03";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Portal = await PortalFixture.StartAsync();
        var (id, secret) = await Portal.InstallAsync(isFinished: true, MoreScopes);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bitrix:ClientId"] = id, ["Bitrix:ClientSecret"] = secret, ["Bitrix:Burst"] = "10000",
            ["Bitrix:Timeout"] = Patience,
            ["Bitrix:AuthorisationServer"] = Portal.Servers.AuthorisationAddress.AbsoluteUri,
            ["Egress:LocalAddresses:0"] = Origin(Portal.Servers.AuthorisationAddress), ["Egress:LocalAddresses:1"] = Origin(Portal.Portal),
        }).Build();
        Store = await StoreFixture.StartAsync((services, configuration) => services.AddBitrix(settings).AddSync().AddReports().AddPlans().AddMessages().AddOutbox(configuration));
        Tenant = await EnterAsync(TinyWorld.Administrator);
        await Store.Get<IHostConnector>().PrepareAsync(Tenant.BackgroundConnection, new Uri("http://127.0.0.1:9/"), Token);
        await EnterAsync(TinyWorld.Anna);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task FailAsync(object fault) => ChangeAsync("/__sandbox/faults", new[] { fault });

    protected async Task ChangeAsync(string path, object change)
    {
        var (status, body) = await Portal.PostAsync(path, change);
        Assert.True(status == System.Net.HttpStatusCode.OK, body.ToJsonString());
    }

    protected Task<int> RunAsync() => Store.Get<OutboxDispatcher>().RunOnceAsync(Token);

    /// <summary>How often the author has changed the deal.</summary>
    protected async Task<int> ChangesAsync() => (await Portal.ItemsAsync("/__sandbox/ledger"))
        .Count(change => (string)change!["entity"]! == "deal" && change["id"]!.ToString() == Deal && change["who"]!.ToString() == Author);

    /// <summary>A person opens the app.</summary>
    private protected async Task<Tenant> EnterAsync(int person)
    {
        var launch = await Portal.GetAsync($"/__sandbox/launch?as={person}");
        var query = new Uri((string)launch["address"]!).Query[1..].Split('&').Select(pair => pair.Split('=', 2));
        var entry = new EntryRequest(
            query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
        var proof = Assert.IsType<EntryProof.Proven>(await Store.Get<IHostConnector>().ProveEntryAsync(entry, known: null, Token));
        return (await Store.Get<TenantDirectory>().RegisterAsync(proof, Token))!;
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
