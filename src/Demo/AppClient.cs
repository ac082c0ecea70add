using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Demo;

/// <summary>The administrator's browser in the app: its page, its session, its API.</summary>
internal sealed partial class AppClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Half of what a session lives without.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;

    private AppClient(HttpClient http) => _http = http;

    public void Dispose() => _http.Dispose();

    /// <summary>Posts the launch form and trades the page's ticket for a session.</summary>
    public static async Task<AppClient> OpenAsync((Uri Address, IReadOnlyDictionary<string, string> Fields) launch)
    {
        var client = new AppClient(new HttpClient { BaseAddress = new Uri(launch.Address.GetLeftPart(UriPartial.Authority)) });
        using var form = new FormUrlEncodedContent(launch.Fields);
        var page = await TextAsync(client._http.PostAsync(launch.Address, form));
        client.Take(await JsonAsync(client._http.PostAsJsonAsync("/api/session", new { ticket = Ticket().Match(page).Groups[1].Value })));
        return client;
    }

    /// <summary>Accepts what the app proposes, once, and waits for the first report to be ready.</summary>
    /// <param name="paymentFile">Whose file of payments counts; null: nobody's.</param>
    /// <param name="isPartial">It tells of some deals only.</param>
    /// <param name="scheduleFile">Whose file of schedules counts; null: nobody's.</param>
    public async Task AcceptProposedMappingAsync(string? paymentFile, bool isPartial, string? scheduleFile, CancellationToken cancellationToken)
    {
        var setup = await JsonAsync(_http.GetAsync("/api/setup", cancellationToken));
        if (setup.GetProperty("state").GetString() == "mapping")
        {
            var mapping = JsonNode.Parse(setup.GetProperty("proposal").GetRawText())!;
            mapping["paymentSources"] = paymentFile is null ? new JsonArray() : new JsonArray(new JsonObject { ["file"] = paymentFile, ["from"] = null });
            (mapping["paymentFileIsPartial"], mapping["scheduleFile"]) = (isPartial, scheduleFile);
            await TextAsync(_http.PutAsJsonAsync("/api/setup/mapping", mapping, cancellationToken));
        }
        else if (setup.GetProperty("state").GetString() == "finishing")
        {
            await TextAsync(_http.PostAsync("/api/setup/prepare", null, cancellationToken));
        }
        using var timer = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var renewed = TimeProvider.System.GetTimestamp();
        var wait = TimeSpan.FromMilliseconds(500);
        while (true)
        {
            var sync = await ReadSyncAsync(either.Token);
            // Each renewal asks the portal, which has better to do during a first sync.
            var isSynced = sync.GetProperty("asOf").ValueKind != JsonValueKind.Null;
            if (isSynced || TimeProvider.System.GetElapsedTime(renewed) > RenewEvery)
            {
                var session = await RenewAsync(either.Token);
                renewed = TimeProvider.System.GetTimestamp();
                if (session.GetProperty("setup").GetString() == "ready") return;
            }
            await Task.Delay(wait, either.Token);
            if (isSynced) wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
        }
    }

    /// <summary>Waits until the pass that made the reports ready has read the rest, too.</summary>
    public async Task UntilAllIsReadAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var renewed = TimeProvider.System.GetTimestamp();
        while ((await ReadSyncAsync(either.Token)).GetProperty("state").GetString() != "idle")
        {
            if (TimeProvider.System.GetElapsedTime(renewed) > RenewEvery)
            {
                await RenewAsync(either.Token);
                renewed = TimeProvider.System.GetTimestamp();
            }
            await Task.Delay(500, either.Token);
        }
    }

    /// <exception cref="InvalidOperationException">The sync stopped, so there is nothing to wait for.</exception>
    private async Task<JsonElement> ReadSyncAsync(CancellationToken cancellationToken)
    {
        var sync = await JsonAsync(_http.GetAsync("/api/sync", cancellationToken));
        return sync.GetProperty("state").GetString() == "stopped" ? throw new InvalidOperationException($"The first sync stopped: {sync}") : sync;
    }

    /// <summary>Goes on with a new bearer.</summary>
    private async Task<JsonElement> RenewAsync(CancellationToken cancellationToken)
    {
        var session = await JsonAsync(_http.PostAsync("/api/session/renew", null, cancellationToken));
        Take(session);
        return session;
    }

    /// <summary>Kinds of records the app reads from the CRM.</summary>
    public async Task<IReadOnlyList<string>> ListFeedsAsync() =>
        [.. (await JsonAsync(_http.GetAsync("/api/sync"))).GetProperty("feeds").EnumerateArray().Select(feed => feed.GetProperty("kind").GetString()!)];

    public async Task ImportPlanTargetsAsync(byte[] csv)
    {
        using var file = new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var answer = await JsonAsync(_http.PostAsync("/api/plan-targets/import", file));
        if (answer.GetProperty("rejected").GetArrayLength() > 0) throw new InvalidOperationException($"The plan targets were not taken: {answer}");
    }

    /// <summary>As a person does: looks at the preview and agrees to it. A file imported before changes nothing.</summary>
    /// <param name="kind"><c>payments</c> or <c>schedule</c>.</param>
    public async Task ImportAsync(string kind, string source, byte[] csv)
    {
        var query = $"source={Uri.EscapeDataString(source)}&fileName={kind}.csv";
        var preview = await JsonAsync(_http.PostAsync($"/api/imports/{kind}/preview?{query}", FileOf(csv)));
        await TextAsync(_http.PostAsync(
            $"/api/imports/{kind}?{query}&fingerprint={Uri.EscapeDataString(preview.GetProperty("fingerprint").GetString()!)}", FileOf(csv)));

        static ByteArrayContent FileOf(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
    }

    private void Take(JsonElement session) =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());

    private static async Task<JsonElement> JsonAsync(Task<HttpResponseMessage> asked) => JsonDocument.Parse(await TextAsync(asked)).RootElement;

    private static async Task<string> TextAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"The app answered {(int)answer.StatusCode}: {text}");
    }

    [GeneratedRegex("data-ticket=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
