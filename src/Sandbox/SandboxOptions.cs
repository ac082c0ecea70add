using System.Globalization;

namespace Sandbox;

/// <summary>What the command line says; unknown options belong to others who share it.</summary>
internal sealed record SandboxOptions
{
    public const string Smart = "smart";
    public const string Fields = "fields";
    public const string Poor = "poor";
    public const string Catalogue = "catalogue";

    /// <summary>Everything follows from it: names, ids, member id. A further portal takes the next one.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A portal takes about 6 GB of memory for a million of them.</summary>
    public int Deals { get; init; } = 3_000;

    /// <summary>The day the clock shows at the start; null: the real one.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Where the portal keeps the facts: <see cref="Smart"/>, <see cref="Fields"/>, <see cref="Poor"/> or <see cref="Catalogue"/>.</summary>
    public string Layout { get; init; } = Smart;

    /// <summary>A name of <see cref="Bitrix.Tariff.All"/>.</summary>
    public string Tariff { get; init; } = "professional";

    /// <summary>Folder of the ledger and the tokens; null: nothing outlives the process.</summary>
    public string? Data { get; init; }

    /// <summary>Port 0 takes a free one.</summary>
    public Uri PortalUrl { get; init; } = new("http://127.0.0.1:5081");

    public Uri AuthorisationUrl { get; init; } = new("http://127.0.0.1:5082");

    /// <summary>How many portals the authorisation server serves; each further one listens ten ports on.</summary>
    public int Portals { get; init; } = 1;

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>.</summary>
    public static SandboxOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                continue;
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                given[args[i][2..equals]] = args[i][(equals + 1)..];
            else if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                given[args[i][2..]] = args[++i];
        }

        var usual = new SandboxOptions();
        var layout = given.GetValueOrDefault("layout", Smart);
        if (layout is not (Smart or Fields or Poor or Catalogue))
            throw new ArgumentException($"There is no layout '{layout}'; there are {Smart}, {Fields}, {Poor}, {Catalogue}.");
        var tariff = given.GetValueOrDefault("tariff", usual.Tariff);
        if (!Bitrix.Tariff.All.ContainsKey(tariff))
            throw new ArgumentException($"There is no tariff '{tariff}'; there are {string.Join(", ", Bitrix.Tariff.All.Keys)}.");
        if (layout is Smart or Catalogue && !Bitrix.Tariff.All[tariff].HasSmartProcesses)
            throw new ArgumentException($"The layout '{layout}' needs smart processes, which the tariff '{tariff}' does not have.");
        return new SandboxOptions
        {
            Seed = Number("seed", usual.Seed),
            Deals = Number("deals", usual.Deals),
            Today = given.TryGetValue("today", out var today) ? DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Data = given.GetValueOrDefault("data"),
            Layout = layout,
            Tariff = tariff,
            PortalUrl = Address("Portal:Url", usual.PortalUrl),
            AuthorisationUrl = Address("Authorisation:Url", usual.AuthorisationUrl),
            Portals = Number("portals", usual.Portals),
        };

        int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        Uri Address(string name, Uri otherwise) => given.TryGetValue(name, out var text) ? new Uri(text) : otherwise;
    }
}
