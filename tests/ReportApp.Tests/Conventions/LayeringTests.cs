using System.Xml.Linq;

namespace ReportApp.Tests.Conventions;

/// <summary>Who may look at whom. The tables are the rule: change them only together with a page in <c>docs/decisions</c>.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> AreasOfCore = new()
    {
        ["Model"] = [],
        ["Tables"] = [],
        ["Hosts"] = ["Model"],
        ["Store"] = ["Model", "Hosts"],
        ["Access"] = ["Model", "Hosts", "Store"],
        ["Mapping"] = ["Model", "Hosts"],
        ["Sync"] = ["Model", "Hosts", "Store"],
        ["Outbox"] = ["Model", "Hosts", "Store"],
        ["Semantics"] = ["Model", "Access"],
        ["Reports"] = ["Model", "Access", "Semantics", "Store", "Forecast", "Assignment", "Plans"],
        ["Messages"] = ["Model", "Hosts", "Store", "Plans", "Reports"],
        ["Plans"] = ["Model", "Hosts", "Access", "Store", "Tables"],
        ["Reconciliation"] = ["Model", "Access", "Store", "Tables"],
        ["Forecast"] = ["Model", "Tables"],
        ["Assignment"] = ["Model"],
        ["Imports"] = ["Model", "Mapping", "Store", "Tables"],
    };

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["ReportApp.Core"] = [],
        ["Connector.Bitrix"] = ["ReportApp.Core"],
        ["ReportApp.Web"] = ["ReportApp.Core", "Connector.Bitrix"],
        ["Sandbox"] = [],
        ["Demo"] = ["Sandbox", "ReportApp.Web"],
    };

    [Fact]
    public void Areas_of_Core_use_only_what_their_row_allows() =>
        Assert.Empty(
            from type in House.Core.GetTypes()
            let area = AreaOf(type)
            where area is not null
            from used in UsedTypes.Of(type)
            let other = AreaOf(used)
            where other is not null && other != area && !(AreasOfCore.TryGetValue(area, out var allowed) && allowed.Contains(other))
            select $"{type.FullName} ({area}) uses {used.FullName} ({other}): move it, or pass a value of Model instead.");

    [Fact]
    public void A_connector_sees_only_the_model_and_the_door() =>
        Assert.Empty(
            from type in House.Bitrix.GetTypes()
            from used in UsedTypes.Of(type)
            let area = AreaOf(used)
            where area is not (null or "Model" or "Hosts")
            select $"{type.FullName} uses {used.FullName}: a connector knows the host and the door, nothing else.");

    [Fact]
    public void Only_one_file_of_the_app_names_a_connector() =>
        Assert.Empty(
            from file in House.Files("src/ReportApp.Web", ".cs")
            where Path.GetFileName(file) != "Hosts.cs" && File.ReadAllText(file).Contains("using Connector.", StringComparison.Ordinal)
            select $"{file}: take what you need through the door (IHostConnector).");

    [Fact]
    public void Projects_refer_only_to_what_their_row_allows() =>
        Assert.Equal(
            Projects.OrderBy(row => row.Key).Select(row => $"{row.Key} -> {string.Join(", ", row.Value.Order())}"),
            from file in House.Files("src", ".csproj")
            let name = Path.GetFileNameWithoutExtension(file)
            orderby name
            let uses = XDocument.Load(file).Descendants("ProjectReference").Select(use => Path.GetFileNameWithoutExtension(use.Attribute("Include")!.Value))
            select $"{name} -> {string.Join(", ", uses.Order())}");

    [Fact]
    public void Nothing_that_ships_mentions_the_sandbox_or_the_demo() =>
        Assert.Empty(
            from folder in (string[])["src/ReportApp.Core", "src/Connector.Bitrix", "src/ReportApp.Web"]
            from file in House.Files(folder, ".cs", ".ts", ".tsx", ".html", ".csproj", ".json")
            where !file.EndsWith("packages.lock.json", StringComparison.Ordinal) && !file.EndsWith("package-lock.json", StringComparison.Ordinal)
            let text = File.ReadAllText(file)
            where text.Contains("sandbox", StringComparison.OrdinalIgnoreCase) || text.Contains("isDemo", StringComparison.OrdinalIgnoreCase)
            select $"{Path.GetRelativePath(House.Root, file)}: what ships is only configured to talk to the sandbox.");

    [Fact]
    public void A_use_inside_a_method_body_is_found() => Assert.Contains(typeof(Uri), UsedTypes.Of(typeof(Planted)));

    private static string? AreaOf(Type type) =>
        type.Assembly == House.Core && type.Namespace is { } name && name.StartsWith("ReportApp.Core.", StringComparison.Ordinal)
            ? name.Split('.')[2]
            : null;

    private static class Planted
    {
        public static string Hidden(string text) => string.Concat(text, Uri.EscapeDataString(text));
    }
}
