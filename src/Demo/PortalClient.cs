using System.Text.Json;

namespace Demo;

/// <summary>What the maker of an app and an administrator's browser do at the portal.</summary>
internal sealed class PortalClient(Uri portal) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = portal };

    public void Dispose() => _http.Dispose();

    /// <summary>Gives the marketplace what stands in the folder of the manifest, and returns the keys.</summary>
    public async Task<(string ClientId, string ClientSecret)> RegisterAsync(string folder, Uri app)
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "app.json")));
        var root = manifest.RootElement;
        var keys = await ReadAsync(_http.PostAsJsonAsync("/__sandbox/apps", new
        {
            name = root.GetProperty("code").GetString(),
            handler = new Uri(app, root.GetProperty("handler").GetString()),
            installHandler = new Uri(app, root.GetProperty("installer").GetString()),
            scopes = root.GetProperty("scopes"),
            menuText = root.GetProperty("menu"),
            version = root.GetProperty("version"),
            listing = new
            {
                ru = await File.ReadAllTextAsync(Path.Combine(folder, "listing.ru.md")), en = await File.ReadAllTextAsync(Path.Combine(folder, "listing.en.md")),
            },
        }));
        return (keys.GetProperty("clientId").GetString()!, keys.GetProperty("clientSecret").GetString()!);
    }

    /// <summary>The button of the marketplace; an installed app stays as it is.</summary>
    public async Task InstallAsync() => await ReadAsync(_http.PostAsJsonAsync("/__sandbox/install", new { }));

    public async Task<DateTimeOffset> NowAsync() => (await ReadAsync(_http.GetAsync("/__sandbox/clock"))).GetProperty("now").GetDateTimeOffset();

    /// <summary>The form that the portal's page would post to open the app for the administrator.</summary>
    public async Task<(Uri Address, IReadOnlyDictionary<string, string> Fields)> LaunchAsync()
    {
        var users = await ReadAsync(_http.GetAsync("/__sandbox/users"));
        var administrator = users.GetProperty("items").EnumerateArray().First(user => user.GetProperty("role").GetString() == "admin");
        var launch = await ReadAsync(_http.GetAsync($"/__sandbox/launch?as={administrator.GetProperty("id").GetString()}"));
        return (
            new Uri(launch.GetProperty("address").GetString()!),
            launch.GetProperty("fields").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString()));
    }

    /// <summary>What the head of sales keeps in a table of his own.</summary>
    public Task<byte[]> PlanTargetsAsync() => _http.GetByteArrayAsync("/__sandbox/plan-targets.csv");

    /// <summary>What accounting exports from 1C.</summary>
    public Task<byte[]> PaymentsAsync() => _http.GetByteArrayAsync("/__sandbox/payments.csv");

    /// <summary>What the sales department keeps of its contracts.</summary>
    public Task<byte[]> ScheduleAsync() => _http.GetByteArrayAsync("/__sandbox/schedule.csv");

    public async Task FinishInstallationAsync() => await ReadAsync(_http.PostAsJsonAsync("/__sandbox/install-finish", new { }));

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"The portal answered {(int)answer.StatusCode}: {text}");
    }
}
