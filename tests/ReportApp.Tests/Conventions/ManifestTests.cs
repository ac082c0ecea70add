using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Tests.Web;

namespace ReportApp.Tests.Conventions;

/// <summary>What the marketplace is given must be what the code answers to.</summary>
public sealed class ManifestTests
{
    private static readonly JsonElement Manifest =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(House.Root, "manifest/bitrix/app.json"))).RootElement;

    [Fact]
    public async Task Every_address_of_the_manifest_takes_posts()
    {
        await using var app = await TestApp.StartAsync();
        var posts = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(route => route.RoutePattern.RawText);

        Assert.Superset(
            new HashSet<string?>(["handler", "installer", "events"], StringComparer.Ordinal).Select(name => Manifest.GetProperty(name!).GetString()).ToHashSet(),
            posts.ToHashSet());
    }

    [Fact]
    public void The_menu_has_a_text_in_both_languages() =>
        Assert.Equal(["en", "ru"], Manifest.GetProperty("menu").EnumerateObject().Where(text => text.Value.GetString()!.Length > 0).Select(text => text.Name).Order());

    [Fact]
    public void It_asks_for_the_scopes_we_use_and_no_others() =>
        Assert.Equal(["crm", "department", "placement", "user_brief"], Manifest.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!).Order());
}
