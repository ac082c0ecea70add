using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Connector.Bitrix.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using ReportApp.Core.Hosts;
using RestSharp;

namespace Connector.Bitrix;

/// <summary>Reads may be repeated by the client, writes never are.</summary>
internal enum Effect { Read, Write }

/// <param name="Started">The host's clock when it began to work on the request.</param>
/// <param name="Finished">The host's clock when it answered.</param>
internal sealed record Answer<T>(T Result, DateTimeOffset Started, DateTimeOffset Finished);

/// <summary>Each command's result or its own fault; a later command of a broken chain may have neither.</summary>
internal sealed record BatchAnswer(
    IReadOnlyDictionary<string, object?> Results, IReadOnlyDictionary<string, HostException> Faults, IReadOnlyDictionary<string, long> Totals,
    DateTimeOffset Started, DateTimeOffset Finished)
{
    /// <summary>Nothing was sent, for one reason that holds for all these commands.</summary>
    public static BatchAnswer NotSent(IEnumerable<string> keys, HostException reason) => new(
        new Dictionary<string, object?>(), keys.ToDictionary(key => key, _ => reason, StringComparer.Ordinal), new Dictionary<string, long>(), default, default);

    /// <exception cref="HostException">This command failed.</exception>
    public T Get<T>(string key) =>
        Faults.TryGetValue(key, out var fault) ? throw fault
        : Results.TryGetValue(key, out var result) && result is T value ? value
        : throw new HostException(HostFault.OutcomeUnknown, "Bitrix24 left a command of a batch without an answer.");
}

/// <summary>
/// The only HTTP road to portals and to the authorisation server: token in the body, pace, limits of time and bytes, one retry rule,
/// and no step to an address that was not proven.
/// </summary>
internal sealed partial class BitrixClient
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromSeconds(20);

    private readonly BitrixOptions _options;
    private readonly BitrixAuth _auth;
    private readonly HostAddress _addresses;
    private readonly TimeProvider _clock;
    private readonly ILogger<BitrixClient> _logger;
    private readonly BitrixHttp _http;
    private readonly ConcurrentDictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Uri, Uri> _moved = new();

    public BitrixClient(
        IOptions<BitrixOptions> options, BitrixAuth auth, HostAddress addresses, BitrixHttp http, TimeProvider clock, ILogger<BitrixClient> logger)
    {
        _options = options.Value;
        _auth = auth;
        _addresses = addresses;
        _http = http;
        _clock = clock;
        _logger = logger;
    }

    private sealed record Portal(Pace Pace, Operating Operating);

    public async Task<Answer<T>> CallAsync<T>(
        HostConnection connection, Call call, Effect effect, Priority priority, CancellationToken cancellationToken)
    {
        var envelope = await SendAsync(
            connection, call, reader => WireJson.Serializer.Deserialize<T>(reader), effect, priority, cancellationToken);
        return new Answer<T>(
            envelope.Result is T result ? result : throw BitrixErrors.FromPage(200), Started(envelope), Finished(envelope));
    }

    /// <summary>Reads several things in one request. At most <see cref="BitrixOptions.BatchCommands"/>; no text of a person may be among the arguments.</summary>
    public Task<BatchAnswer> BatchAsync(
        HostConnection connection, IReadOnlyList<BatchCommand> commands, Priority priority, CancellationToken cancellationToken) =>
        BatchAsync(connection, commands, Effect.Read, priority, cancellationToken);

    /// <summary>The same with the effect of all of them: what writes is sent once.</summary>
    public async Task<BatchAnswer> BatchAsync(
        HostConnection connection, IReadOnlyList<BatchCommand> commands, Effect effect, Priority priority, CancellationToken cancellationToken)
    {
        var operating = PortalOf(connection.Endpoint).Operating;
        var blocked = commands
            .Where(command => operating.BlockedFor(command.Call.Method) > TimeSpan.Zero)
            .ToDictionary(command => command.Key, command => Blocked(command.Call.Method, operating), StringComparer.Ordinal);
        BatchCommand[] free = [.. commands.Where(command => !blocked.ContainsKey(command.Key))];
        if (free.Length == 0) throw blocked.Values.First();

        foreach (var method in free.Select(command => command.Call.Method).Distinct())
            await HoldBackAsync(operating, method, priority, cancellationToken);
        var types = free.ToDictionary(command => command.Key, command => command.Result, StringComparer.Ordinal);
        var envelope = await SendAsync(connection, BatchCall(free), reader => WireBatch.Read(reader, types), effect, priority, cancellationToken);
        var answer = Open(connection.Endpoint, free, envelope);
        return blocked.Count == 0 ? answer : answer with { Faults = answer.Faults.Concat(blocked).ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>Reads several things with a token that is not stored yet.</summary>
    /// <param name="endpoint">Proven.</param>
    public async Task<BatchAnswer> BatchAsync(
        Uri endpoint, string accessToken, IReadOnlyList<BatchCommand> commands, CancellationToken cancellationToken)
    {
        var types = commands.ToDictionary(command => command.Key, command => command.Result, StringComparer.Ordinal);
        await PortalOf(endpoint).Pace.EnterAsync(Priority.Interactive, cancellationToken);
        var envelope = await ExchangeAsync(endpoint, accessToken, BatchCall(commands), reader => WireBatch.Read(reader, types), cancellationToken);
        return Open(endpoint, commands, envelope);
    }

    private static Call BatchCall(IReadOnlyList<BatchCommand> commands)
    {
        var lines = new Args();
        foreach (var command in commands) lines[command.Key] = command.Call.ToCommand();
        return new Call("batch", new Args { ["halt"] = 0, ["cmd"] = lines });
    }

    private BatchAnswer Open(Uri endpoint, IReadOnlyList<BatchCommand> commands, Envelope envelope)
    {
        var batch = envelope.Result as WireBatch ?? throw BitrixErrors.FromPage(200);
        var operating = PortalOf(endpoint).Operating;
        var faults = new Dictionary<string, HostException>(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            var method = command.Call.Method;
            if (batch.Times.TryGetValue(command.Key, out var time)) Note(operating, method, time);
            if (!batch.Errors.TryGetValue(command.Key, out var error)) continue;
            var fault = BitrixErrors.From(200, error.Text("error") ?? "", error.Text("error_description"));
            if (BitrixErrors.IsMethodLimit(fault)) operating.Blocked(method, fault.RetryAfter ?? LongestWait);
            faults[command.Key] = fault;
        }

        var totals = batch.Totals
            .Where(pair => long.TryParse(pair.Value.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            .ToDictionary(pair => pair.Key, pair => long.Parse(pair.Value.Text!, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new BatchAnswer(batch.Results, faults, totals, Started(envelope), Finished(envelope));
    }

    private async Task<Envelope> SendAsync(
        HostConnection connection, Call call, Func<JsonReader, object?> readResult, Effect effect, Priority priority,
        CancellationToken cancellationToken)
    {
        var endpoint = _moved.GetValueOrDefault(connection.Endpoint, connection.Endpoint);
        var portal = PortalOf(connection.Endpoint);
        var isRenewed = false;
        var isReproven = false;
        for (var attempt = 1; ; attempt++)
        {
            if (portal.Operating.BlockedFor(call.Method) > TimeSpan.Zero) throw Blocked(call.Method, portal.Operating);

            var tokens = await _auth.CurrentAsync(connection, cancellationToken);
            await portal.Pace.EnterAsync(priority, cancellationToken);
            await HoldBackAsync(portal.Operating, call.Method, priority, cancellationToken);
            try
            {
                var envelope = await ExchangeAsync(endpoint, tokens.Tokens.AccessToken, call, readResult, cancellationToken);
                portal.Pace.Answered();
                if (envelope.Time is { } time) Note(portal.Operating, call.Method, time);
                return envelope;
            }
            catch (HostException fault) when (BitrixErrors.IsTokenOver(fault) && !isRenewed)
            {
                isRenewed = true;
                await _auth.RenewAsync(connection, tokens, cancellationToken);
            }
            catch (HostException fault) when (fault.Fault == HostFault.Moved && !isReproven)
            {
                isReproven = true;
                endpoint = await ReproveAsync(connection, endpoint, tokens.Tokens.AccessToken, cancellationToken);
            }
            catch (HostException fault) when (BitrixErrors.IsMethodLimit(fault))
            {
                portal.Operating.Blocked(call.Method, fault.RetryAfter ?? LongestWait);
                throw;
            }
            catch (HostException fault) when (fault.Fault is HostFault.NoEffect or HostFault.OutcomeUnknown)
            {
                if (BitrixErrors.IsRateLimit(fault)) portal.Pace.Limited();
                var isTooMuch = call.Method == "batch" && fault.InnerException is TimeoutException; // smaller, not again
                if (isTooMuch || effect == Effect.Write || attempt >= _options.ReadAttempts || fault.RetryAfter > WorthWaiting) throw;
                var wait = Backoff(attempt, fault.RetryAfter);
                Log.Repeating(_logger, call.Method, attempt, fault.HostCode ?? fault.Fault.ToString(), wait);
                await Task.Delay(wait, _clock, cancellationToken);
            }
        }
    }

    private static HostException Blocked(string method, Operating operating) =>
        new(HostFault.NoEffect, $"Bitrix24 has blocked {method} for a while.") { HostCode = "OPERATION_TIME_LIMIT", RetryAfter = operating.BlockedFor(method) };

    /// <summary>Background work spares a method that has used most of its time; a person does not wait for that.</summary>
    private async Task HoldBackAsync(Operating operating, string method, Priority priority, CancellationToken cancellationToken)
    {
        if (priority == Priority.Sync && operating.PauseBefore(method) is var pause && pause > TimeSpan.Zero)
            await Task.Delay(pause, _clock, cancellationToken);
    }

    /// <summary>One request, one answer; everything that is no result becomes a <see cref="HostException"/>.</summary>
    private async Task<Envelope> ExchangeAsync(
        Uri endpoint, string accessToken, Call call, Func<JsonReader, object?> readResult, CancellationToken cancellationToken)
    {
        var body = new Args(call.Args) { ["auth"] = accessToken };
        var request = new RestRequest(new Uri(endpoint, call.Method), Method.Post)
            .AddStringBody(JsonConvert.SerializeObject(body), ContentType.Json);
        var answer = await _http.ExecuteAsync(request, _options.Timeout, cancellationToken);
        return _http.Open(answer, readResult);
    }

    /// <summary>
    /// The portal answered from elsewhere. It is never followed: the pinned server says where the same portal lives now
    /// (bitrix24.md §2.3). A redirect is proof that nothing was applied.
    /// </summary>
    private async Task<Uri> ReproveAsync(HostConnection connection, Uri old, string accessToken, CancellationToken cancellationToken)
    {
        HostException Unproven(Exception? inner = null) => new(
            HostFault.Moved, "The portal answers from another address, and the authorisation server does not confirm it.", inner);

        WireApp app;
        try
        {
            app = await _auth.AskAppInfoAsync(accessToken, cancellationToken);
        }
        catch (HostException fault) when (fault.Fault is not (HostFault.NoEffect or HostFault.OutcomeUnknown))
        {
            throw Unproven(fault);
        }
        catch (HostException fault)
        {
            throw BitrixErrors.BeforeSending(fault);
        }

        var isSame = app.Install?.MemberId == connection.Key.HostId && app.ClientId == _options.ClientId && app.UserId == connection.UserId;
        if (!isSame || !Uri.TryCreate(app.Install?.ClientEndpoint, UriKind.Absolute, out var proven) || proven == old || !_addresses.IsCallable(proven))
            throw Unproven();
        Log.Moved(_logger, connection.Tenant.Value, proven.Host);
        return _moved[connection.Endpoint] = proven;
    }

    private Portal PortalOf(Uri endpoint) =>
        _portals.GetOrAdd(endpoint.Authority, _ => new Portal(new Pace(_clock, _options), new Operating(_clock, _options.OperatingLimit)));

    private static void Note(Operating operating, string method, WireRow time)
    {
        if (Number(time, "operating") is not { } used) return;
        var reset = Number(time, "operating_reset_at") - Number(time, "finish");
        operating.Told(method, (double)used, TimeSpan.FromSeconds(Math.Clamp((double)(reset ?? 600), 0, 600)));
    }

    private static decimal? Number(WireRow time, string name) =>
        decimal.TryParse(time.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset Started(Envelope envelope) => envelope.Started ?? Finished(envelope);

    private static DateTimeOffset Finished(Envelope envelope) => envelope.Finished
        ?? throw new HostException(HostFault.OutcomeUnknown, "Bitrix24 answered without its time.");

    /// <summary>Full jitter under a doubling roof; what the host asked for is the least.</summary>
    private static TimeSpan Backoff(int attempt, TimeSpan? asked)
    {
        var roof = Math.Min(LongestBackoff.TotalMilliseconds, 1000 * Math.Pow(2, attempt - 1));
        var wait = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, (int)roof + 1));
        return asked is { } least && least > wait ? Clamp(least) : wait;
    }

    public static TimeSpan Clamp(TimeSpan asked) => asked < ShortestWait ? ShortestWait : asked > LongestWait ? LongestWait : asked;

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "{Method} is repeated after attempt {Attempt}: {Reason}; waiting {Wait}")]
        public static partial void Repeating(ILogger logger, string method, int attempt, string reason, TimeSpan wait);

        [LoggerMessage(2102, LogLevel.Warning, "The portal of tenant {Tenant} moved to {Host}; proven")]
        public static partial void Moved(ILogger logger, long tenant, string host);
    }
}
