using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Bitrix;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Outbox;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Web;
using ReportApp.Web;

namespace ReportApp.Tests.Conventions;

/// <summary>What the marketplace is given must be what the code answers to.</summary>
public sealed partial class ManifestTests
{
    private static readonly JsonElement Manifest =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(House.Root, "manifest/bitrix/app.json"))).RootElement;

    [Fact]
    public async Task Every_address_of_the_manifest_takes_posts()
    {
        await using var app = await TestApp.StartAsync();
        var posts = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(route => route.RoutePattern.RawText!.Replace("{host}", app.App.Services.GetRequiredService<IHostConnector>().Name, StringComparison.Ordinal));

        string[] named = ["handler", "installer", "events"];
        Assert.Superset(named.Select(name => Manifest.GetProperty(name).GetString()!).ToHashSet(), posts.ToHashSet());
    }

    [Fact]
    public void The_menu_has_a_text_in_both_languages() =>
        Assert.Equal(["en", "ru"], Manifest.GetProperty("menu").EnumerateObject().Where(text => text.Value.GetString()!.Length > 0).Select(text => text.Name).Order());

    [Fact]
    public void Its_places_in_the_hosts_pages_are_those_that_the_code_binds() => Assert.Equal(
        Connector.Bitrix.Placements.Bound.Select(place => (place.Code, place.Russian, place.English)),
        Manifest.GetProperty("placements").EnumerateArray()
            .Select(place => (place.GetProperty("code").GetString()!, place.GetProperty("ru").GetString()!, place.GetProperty("en").GetString()!)));

    /// <summary>First part of a method's name to the smallest scope that opens it; null: none is needed (bitrix24.md §5.15).</summary>
    private static readonly Dictionary<string, string?> ScopeOf = new()
    {
        ["crm"] = "crm", ["user"] = "user_brief", ["department"] = "department", ["placement"] = "placement", ["im"] = "im", ["catalog"] = "catalog",
        ["userfieldconfig"] = "userfieldconfig", ["tasks"] = "task", ["voximplant"] = "telephony", ["calendar"] = "calendar", ["batch"] = null, ["event"] = null, ["profile"] = null, ["server"] = null, ["app"] = null,
    };

    private static IEnumerable<string> Asked => Connector.Bitrix.Scopes.Needed.Concat(Connector.Bitrix.Scopes.Optional);

    [Fact]
    public void It_asks_for_the_scopes_of_the_methods_we_call_and_no_others()
    {
        var methods = House.Files("src/Connector.Bitrix", ".cs").SelectMany(file => Method().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "batch", "profile", "crm.item.list", "crm.item.update", "user.get", "department.get", "event.bind" }, methods);

        string[] used = [.. methods.Select(method => ScopeOf[method.Split('.')[0]]).OfType<string>().Distinct().Order()];
        Assert.Equal(used, Manifest.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!).Order());
        Assert.Equal(used, Asked.Order());
    }

    [Theory]
    [InlineData("listing.ru.md")]
    [InlineData("listing.en.md")]
    public void Each_language_says_what_every_scope_is_for(string listing)
    {
        var explained = Cell().Matches(File.ReadAllText(Path.Combine(House.Root, "manifest/bitrix", listing))).Select(match => match.Groups[1].Value);

        Assert.Equal(Asked.Order(), explained.Order());
    }

    [Fact]
    public void Every_setting_stands_in_the_installation_page_and_no_other()
    {
        Type[] options = [typeof(AppOptions), typeof(BitrixOptions), typeof(EgressOptions), typeof(StoreOptions), typeof(OutboxOptions), typeof(ProjectionOptions)];
        var settings = options.SelectMany(type => type.GetProperties().Where(property => property.CanWrite)
            .Select(property => $"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}"));

        var page = File.ReadAllText(Path.Combine(House.Root, "docs/install-on-a-real-bitrix24.md"));
        var table = page[page.IndexOf("| `Urls`", StringComparison.Ordinal)..page.IndexOf("## When", StringComparison.Ordinal)];
        Assert.Equal(settings.Order(StringComparer.Ordinal), Setting().Matches(table).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    /// <summary>First cell of a table's row.</summary>
    [GeneratedRegex("^\\| `([a-z_]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Cell();

    [GeneratedRegex("`([A-Z][A-Za-z]+:[A-Za-z]+)`")]
    private static partial Regex Setting();

    /// <summary>The method of a call or of a feed, as the connector's sources spell it.</summary>
    [GeneratedRegex("""new(?: Call)?\((?:RecordKind\.\w+, |kind, )?"([a-z]+(?:\.[a-z]+)*)"[,)]""")]
    private static partial Regex Method();
}
