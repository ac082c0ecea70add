using System.Globalization;
using Connector.Bitrix;
using Microsoft.Extensions.Configuration;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Tests.Sandbox.Bitrix;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Contracts;

/// <summary>Bitrix24 against the emulated portal.</summary>
public sealed class BitrixHostContract : HostContract
{
    private protected override Task<ContractHost> StartAsync() => BitrixContractHost.StartAsync();
}

/// <summary>A portal of <see cref="TinyWorld"/> with deals enough for several pages. Anna sells; she observes deal 2 and does not see deal 3.</summary>
internal sealed class BitrixContractHost : ContractHost
{
    private const int Deals = 260;

    private readonly PortalFixture _portal;

    private BitrixContractHost(PortalFixture portal, StoreFixture store)
        : base(store) => _portal = portal;

    public override string Administrator => Text(TinyWorld.Administrator);

    public override string Seller => Text(TinyWorld.Anna);

    public override string OwnDeal => "5";

    public override string SeenDeal => "2";

    public override string HiddenDeal => "3";

    public override string NoDeal => "99999";

    public static async Task<ContractHost> StartAsync()
    {
        var portal = await PortalFixture.StartAsync(Deals);
        await portal.PostAsync("/__sandbox/limits", new { perSecond = 0, operatingSeconds = 0 });
        var (id, secret) = await portal.InstallAsync(isFinished: false, "catalog", "im");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bitrix:ClientId"] = id, ["Bitrix:ClientSecret"] = secret, ["Bitrix:AuthorisationServer"] = portal.Servers.AuthorisationAddress.AbsoluteUri,
            ["Bitrix:Burst"] = "10000", ["Bitrix:BatchCommands"] = "2", // two pages an answer: three answers hold all deals
            ["Egress:LocalAddresses:0"] = Origin(portal.Servers.AuthorisationAddress), ["Egress:LocalAddresses:1"] = Origin(portal.Portal),
        }).Build();
        return new BitrixContractHost(portal, await StoreFixture.StartAsync((services, _) => services.AddBitrix(configuration)));
    }

    public override async Task<IReadOnlyDictionary<RecordKind, string[]>> TruthAsync()
    {
        var truth = new Dictionary<RecordKind, string[]>
        {
            [RecordKind.Deal] = await IdsAsync("deal", "id"), [RecordKind.DealLines] = await IdsAsync("deal", "id"), [RecordKind.StageVisit] = await IdsAsync("stagehistory", "ID"),
            [RecordKind.User] = await IdsAsync("user", "ID"), [RecordKind.Department] = await IdsAsync("department", "ID"),
            [RecordKind.Pipeline] = ["0", "9"], [RecordKind.Lead] = await IdsAsync("lead", "id"),
            [RecordKind.LeadVisit] = await IdsAsync("lead_stagehistory", "ID"), [RecordKind.LeadStage] = await DictionaryAsync("STATUS"),
            [RecordKind.Source] = await DictionaryAsync("SOURCE"), [RecordKind.Contact] = await IdsAsync("contact", "id"),
            [RecordKind.Company] = await IdsAsync("company", "id"), [RecordKind.Activity] = await IdsAsync("activity", "ID"),
            [RecordKind.Section("23")] = await IdsAsync("section", "id"), [RecordKind.Product("23")] = await IdsAsync("product", "id"),
        };
        foreach (var type in (await _portal.ResultAsync("crm.type.list"))["types"]!.AsArray())
        {
            var number = type!["entityTypeId"]!.ToString();
            truth[RecordKind.Item(number)] = await IdsAsync("dynamic_" + number, "id");
        }

        return truth;
    }

    public override async Task<IReadOnlyDictionary<string, string>> SeenByAsync(string person, RecordKind kind) =>
        (await _portal.ItemsAsync($"/__sandbox/truth/{kind}?as={person}")).ToDictionary(row => row!["id"]!.ToString(), row => row!["assignedById"]!.ToString());

    public override async Task<EntryRequest> LaunchAsync(string person)
    {
        var launch = await _portal.GetAsync($"/__sandbox/launch?as={person}");
        var query = new Uri((string)launch["address"]!).Query[1..].Split('&').Select(pair => pair.Split('=', 2));
        return new EntryRequest(
            query.ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            launch["fields"]!.AsObject().ToDictionary(field => field.Key, field => field.Value!.ToString()));
    }

    public override Task FinishInstallationAsync() => _portal.PostAsync("/__sandbox/install-finish");

    public override EntryRequest Claiming(EntryRequest entry, string hostId) => With(entry, "member_id", hostId);

    public override EntryRequest WithForgedProof(EntryRequest entry) => With(entry, "AUTH_ID", "0123456789abcdef0123456789abcdef");

    public override Task RenameDealAsync(string deal, string title) => EditAsync(new { entity = "deal", id = deal, fields = new { title } });

    public override Task DeleteDealAsync(string deal) => EditAsync(new { entity = "deal", id = deal, delete = true });

    public override Task GiveDealAsync(string deal, string owner, string observer) =>
        EditAsync(new { entity = "deal", id = deal, fields = new { assignedById = owner, observers = new[] { observer } } });

    public override async Task<DateTimeOffset> NowAsync() =>
        DateTimeOffset.Parse((string)(await _portal.GetAsync("/__sandbox/clock"))["now"]!, CultureInfo.InvariantCulture);

    public override async Task<IReadOnlyList<string>> ChangesOfDealAsync(string deal) =>
    [
        .. (await _portal.ItemsAsync("/__sandbox/ledger"))
            .Where(change => (string)change!["entity"]! == "deal" && change["id"]!.ToString() == deal).Select(change => change!["who"]!.ToString()),
    ];

    public override async Task<IReadOnlyList<string>> NoticesOfAsync(string person) =>
    [
        .. (await _portal.ItemsAsync("/__sandbox/truth/notification")).Where(notice => notice!["to"]!.ToString() == person).Select(notice => (string)notice!["message"]!),
    ];

    public override Task SwitchNoticesOffAsync(string person) => _portal.PostAsync("/__sandbox/notices", new { id = int.Parse(person, CultureInfo.InvariantCulture), isOn = false });

    public override async Task<int> CountNotesAsync(string deal) => (await _portal.ResultAsync(
        "crm.timeline.comment.list", new { filter = new { ENTITY_ID = deal, ENTITY_TYPE = "deal" } })).AsArray().Count;

    public override Task LoseNextAnswerAsync() => FailAsync(new { method = "crm.item.update", times = 1, reset = "after" });

    public override Task FailNextNoteAsync() => FailAsync(new { method = "crm.timeline.comment.add", times = 1, status = 500, error = "INTERNAL_SERVER_ERROR" });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _portal.DisposeAsync();
    }

    private async Task FailAsync(object fault) => await _portal.PostAsync("/__sandbox/faults", new[] { fault });

    private async Task EditAsync(object edit)
    {
        var (status, body) = await _portal.PostAsync("/__sandbox/edit", edit);
        Assert.True(status == System.Net.HttpStatusCode.OK, body.ToJsonString());
    }

    private async Task<string[]> IdsAsync(string entity, string name) =>
        [.. (await _portal.ItemsAsync("/__sandbox/truth/" + entity)).Select(row => row![name]!.ToString())];

    private async Task<string[]> DictionaryAsync(string dictionary) =>
    [
        .. (await _portal.ItemsAsync("/__sandbox/truth/status")).Where(row => (string)row!["ENTITY_ID"]! == dictionary).Select(row => row!["STATUS_ID"]!.ToString()),
    ];

    private static EntryRequest With(EntryRequest entry, string field, string value) =>
        entry with { Form = new Dictionary<string, string>(entry.Form) { [field] = value } };

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
