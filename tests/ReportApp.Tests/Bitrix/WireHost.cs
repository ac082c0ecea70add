using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Bitrix;
using Connector.Bitrix.Wire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Store;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace ReportApp.Tests.Bitrix;

/// <summary>One method call as it arrived, alone or in a batch; nested parameters are named as PHP writes them: <c>filter[>id]</c>.</summary>
internal sealed record Asked(string Method, IReadOnlyDictionary<string, string> Args)
{
    public string this[string name] => Args.GetValueOrDefault(name, "");

    public string Token => this["auth"];
}

/// <summary>What the host answers: a status, headers and bytes.</summary>
internal sealed record Answer(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    private const string Time = """{"date_start":"2026-11-24T12:00:00+03:00","date_finish":"2026-11-24T12:00:01+03:00"}""";

    public static Answer Result(string json, string time = Time, string more = "") => Text(200, $$"""{"result":{{json}},"time":{{time}}{{more}}}""");

    public static Answer Error(string code, string text = "", int status = 400) =>
        Text(status, $$"""{"error":{{JsonSerializer.Serialize(code)}},"error_description":{{JsonSerializer.Serialize(text)}}}""");

    public static Answer Text(int status, string body, params (string Name, string Value)[] headers) => new(status, Encoding.UTF8.GetBytes(body), headers);

    public Answer Zipped()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize)) zip.Write(Body);
        return new Answer(Status, packed.ToArray(), [.. Headers, ("Content-Encoding", "gzip")]);
    }
}

/// <summary>
/// A portal and its authorisation server that are nothing but scripted answers on the wire, and in front of them the real connector over a
/// real store. A method without a script answers as the host does for one it does not know.
/// </summary>
internal sealed class WireHost : IAsyncDisposable
{
    public const string Member = "0123456789abcdef0123456789abcdef";
    public const string User = "1";

    private readonly ConcurrentDictionary<string, Func<Asked, Task<Answer>>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly StoreFixture _store;
    private readonly TimeProvider _clock;

    private WireHost(WireMockServer server, StoreFixture store, TimeProvider clock) => (Server, _store, _clock) = (server, store, clock);

    public WireMockServer Server { get; }

    public Uri Origin => new(Server.Url!);

    public StoreFixture Store => _store;

    public HostConnection Connection { get; private set; } = null!;

    public IHostConnector Connector => _store.Get<IHostConnector>();

    /// <summary>Requests in their order; a batch is one, its commands follow it.</summary>
    public IReadOnlyList<Asked> AllAsked => [.. _asked];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="clock">Without one the clock of the store, which stands still: nothing ever times out or waits to an end.</param>
    public static async Task<WireHost> StartAsync(TimeProvider? clock = null, params (string Name, string? Value)[] settings)
    {
        var server = WireMockServer.Start();
        var origin = new Uri(server.Url!).GetLeftPart(UriPartial.Authority);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bitrix:ClientId"] = "app.1", ["Bitrix:ClientSecret"] = "secret-1", ["Bitrix:AuthorisationServer"] = origin,
            ["Bitrix:RequestsPerSecond"] = "1000", ["Bitrix:Burst"] = "200", ["Bitrix:WriteReserve"] = "0", ["Bitrix:ReadAttempts"] = "1",
            ["Egress:LocalAddresses:0"] = origin,
        }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build();
        var store = await StoreFixture.StartAsync((services, _) =>
        {
            if (clock is not null) services.AddSingleton(clock);
            services.AddBitrix(configuration);
        });

        var host = new WireHost(server, store, clock ?? store.Clock);
        server.Given(Request.Create().WithPath("/*")).AtPriority(100).RespondWith(Response.Create().WithCallback(host.AnswerAsync));
        host.On("oauth/token", Pair("access-2", "refresh-2"));
        host.On("app.info", Answer.Result(host.AppInfo()));
        await host.OpenAsync("access-1", "refresh-1");
        return host;
    }

    /// <summary>A person opens the app in the portal: his consent is stored anew.</summary>
    public async Task OpenAsync(string access, string? refresh, TimeSpan? life = null)
    {
        var proof = new EntryProof.Proven(
            new HostTenantKey("bitrix", Member), new Uri(Origin, "/rest/"), Origin, User, "Админ Ада", true, "ru",
            new TokenSet(access, refresh, _clock.GetUtcNow() + (life ?? TimeSpan.FromHours(1))), "application", "DEFAULT", null, "1 crm", IsInstalled: true);
        Connection = (await _store.Get<TenantDirectory>().RegisterAsync(proof, Token))!.ConnectionFor(User);
    }

    /// <summary>Answers in turn; the last one stays.</summary>
    public void On(string method, params Answer[] answers)
    {
        var next = -1;
        On(method, _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

    public void On(string method, Func<Asked, Answer> answer) => On(method, asked => Task.FromResult(answer(asked)));

    public void On(string method, Func<Asked, Task<Answer>> answer) => _scripts[method] = answer;

    public IReadOnlyList<Asked> AskedFor(string method) => [.. _asked.Where(asked => asked.Method == method)];

    /// <summary>What the authorisation server gives for a refresh token.</summary>
    public static Answer Pair(string access, string refresh, string member = Member, string user = User) => Answer.Text(200, $$"""
        {"access_token":"{{access}}","refresh_token":"{{refresh}}","expires_in":3600,"member_id":"{{member}}","user_id":{{user}}}
        """);

    public string AppInfo(Uri? portal = null) => $$$"""
        {"client_id":"app.1","user_id":"{{{User}}}","install":{"member_id":"{{{Member}}}","client_endpoint":"{{{portal ?? Origin}}}rest/"}}
        """;

    public Task<Answer<WireRow>> ReadAsync(string method) => CallAsync(method, Effect.Read);

    public Task<Answer<WireRow>> WriteAsync(string method) => CallAsync(method, Effect.Write);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Server.Dispose();
    }

    private Task<Answer<WireRow>> CallAsync(string method, Effect effect) => _store.Get<BitrixClient>().CallAsync<WireRow>(
        Connection, new Call(method, []), effect, Priority.Interactive, Token);

    private async Task<IResponseMessage> AnswerAsync(IRequestMessage request)
    {
        var path = request.AbsolutePath.Trim('/');
        var method = path.StartsWith("rest/", StringComparison.Ordinal) ? path["rest/".Length..] : path;
        var answer = await AnswerAsync(new Asked(method, method == "oauth/token" ? Query(request.Body!) : Tree(JsonNode.Parse(request.Body!))));
        var response = new ResponseMessage
        {
            StatusCode = answer.Status,
            BodyData = new BodyData { DetectedBodyType = BodyType.Bytes, BodyAsBytes = answer.Body },
        };
        response.AddHeader("Content-Type", "application/json; charset=utf-8");
        foreach (var (name, value) in answer.Headers) response.AddHeader(name, value);
        return response;
    }

    private Task<Answer> AnswerAsync(Asked asked)
    {
        _asked.Enqueue(asked);
        return _scripts.TryGetValue(asked.Method, out var script) ? script(asked)
            : asked.Method == "batch" ? BatchAsync(asked)
            : Task.FromResult(Answer.Error("ERROR_METHOD_NOT_FOUND", "Method not found!", 404));
    }

    /// <summary>Each command is answered by its own method's script; empty groups are <c>[]</c>, as PHP writes them.</summary>
    private async Task<Answer> BatchAsync(Asked batch)
    {
        Dictionary<string, string> results = [], errors = [], totals = [], times = [];
        foreach (var (name, command) in batch.Args.Where(pair => pair.Key.StartsWith("cmd[", StringComparison.Ordinal)))
        {
            var key = name["cmd[".Length..^1];
            var parts = command.Split('?', 2);
            using var one = JsonDocument.Parse((await AnswerAsync(new Asked(parts[0], Query(parts.ElementAtOrDefault(1) ?? "")))).Body);
            if (one.RootElement.TryGetProperty("error", out _)) errors[key] = one.RootElement.GetRawText();
            if (one.RootElement.TryGetProperty("result", out var result)) results[key] = result.GetRawText();
            if (one.RootElement.TryGetProperty("total", out var total)) totals[key] = total.GetRawText();
            if (one.RootElement.TryGetProperty("time", out var time)) times[key] = time.GetRawText();
        }

        return Answer.Result($$"""
            {"result":{{Map(results)}},"result_error":{{Map(errors)}},"result_total":{{Map(totals)}},"result_next":[],"result_time":{{Map(times)}}}
            """);

        static string Map(Dictionary<string, string> group) =>
            group.Count == 0 ? "[]" : $"{{{string.Join(',', group.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private static Dictionary<string, string> Query(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1]));

    private static Dictionary<string, string> Tree(JsonNode? body)
    {
        var args = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("", body);
        return args;

        void Add(string prefix, JsonNode? node)
        {
            if (node is JsonObject map)
                foreach (var (name, inner) in map) Add(prefix.Length == 0 ? name : $"{prefix}[{name}]", inner);
            else if (node is JsonArray list)
                for (var index = 0; index < list.Count; index++) Add(string.Create(CultureInfo.InvariantCulture, $"{prefix}[{index}]"), list[index]);
            else
                args[prefix] = node?.ToString() ?? "";
        }
    }
}
