using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sandbox.Bitrix.Methods;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.Control;

namespace Sandbox.Bitrix;

/// <summary>The portal's <c>/rest/</c>: from a request to an envelope (reference 3).</summary>
internal sealed class RestEndpoint(Portal portal, AuthorisationServer authorisation, Limits limits, Faults faults, Stats stats)
{
    /// <summary>The incoming webhook of independent clients: full rights, no application.</summary>
    public const string WebhookSecret = "sandbox";

    public async Task HandleAsync(HttpContext http)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            // A page of another site that sends JSON is asked for first by its browser; it needs the headers and a good status, no more.
            AllowOtherSites(http.Response);
            return;
        }
        var request = await RestRequest.ReadAsync(http.Request, http.RequestAborted);
        stats.Request(request.Method, request.Bytes);
        var commands = CommandsOf(request);
        var fault = faults.Strike([request.Method, .. commands], rule => rule.Error is null || rule.Method is null || IsFor(rule, request.Method));
        if (fault is not null && await FaultAnswer.BeforeAsync(http, fault, portal.Clock))
            return;

        var started = Stopwatch.GetTimestamp();
        var startedAt = portal.Clock.GetUtcNow();
        int status;
        PhpMap envelope;
        string? account = null;
        try
        {
            if (!limits.TryEnter(http.Connection.RemoteIpAddress?.ToString() ?? ""))
            {
                stats.LimitError();
                throw new RestException(503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
            }
            // An unknown method is detected before authorisation (reference 3.1).
            var isBatch = request.Method.Equals("batch", StringComparison.OrdinalIgnoreCase);
            var method = MethodTable.Find(request.Method);
            if (!isBatch && method is null)
                throw NoMethod();
            var caller = Authenticate(request);
            account = caller.Account;
            if (limits.Settings.LatencyMs > 0)
                await Task.Delay(limits.Settings.LatencyMs * Math.Max(1, commands.Count), http.RequestAborted);

            Answer answer;
            PhpMap? operating = null;
            if (isBatch)
            {
                answer = new Answer(Batch.Run(request.Parameters, (name, parameters) => RunCommand(caller, name, parameters)));
            }
            else
            {
                if (limits.IsBlocked(caller.Account, method!.Name))
                {
                    stats.LimitError();
                    throw Blocked();
                }
                (answer, operating) = Run(caller, method, request.Parameters);
            }
            status = 200;
            envelope = new PhpMap { ["result"] = answer.Result };
            if (answer.Next is { } next)
                envelope["next"] = next;
            if (answer.Total is { } total)
                envelope["total"] = total;
            envelope["time"] = Time(startedAt, started, operating);
        }
        catch (RestException refusal)
        {
            status = refusal.Status;
            envelope = refusal.ToMap();
        }

        if (fault is not null && await FaultAnswer.AfterAsync(http, fault, status, envelope))
            return;
        http.Response.Headers["X-Bitrix-Rest-Time"] = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0000000000", CultureInfo.InvariantCulture);
        if (account is not null and not "webhook")
            http.Response.Headers["X-Bitrix-Rest-Application"] = account;
        stats.Answered(await WriteAsync(http, status, envelope));
    }

    /// <summary>Headers as of reference 3.3.</summary>
    public static async Task<int> WriteAsync(HttpContext http, int status, PhpMap envelope)
    {
        var body = PhpJson.Write(envelope);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        AllowOtherSites(response);
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(body, http.RequestAborted);
        return body.Length;
    }

    private static void AllowOtherSites(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowHeaders = "origin, content-type, accept";
    }

    public static RestException NoMethod() => new(404, "ERROR_METHOD_NOT_FOUND", "Method not found!");

    private static RestException Blocked() => new(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");

    private (Answer, PhpMap) RunCommand(Caller caller, string name, PhpMap parameters)
    {
        stats.Command(name.ToLowerInvariant());
        if (faults.Strike([name], rule => rule.Error is not null && rule.Method is not null) is { } fault)
            throw new RestException(fault.Status ?? 400, fault.Error!, fault.ErrorDescription ?? fault.Error!);
        var method = MethodTable.Find(name) ?? throw NoMethod();
        if (limits.IsBlocked(caller.Account, method.Name))
            throw Blocked();
        var started = Stopwatch.GetTimestamp();
        var startedAt = portal.Clock.GetUtcNow();
        var (answer, operating) = Run(caller, method, parameters);
        return (answer, Time(startedAt, started, operating));
    }

    private (Answer, PhpMap) Run(Caller caller, Method method, PhpMap parameters)
    {
        if (!MethodTable.IsGranted(caller, method))
            throw new RestException(403, "insufficient_scope", "The request requires higher privileges than provided by the access token");
        var started = Stopwatch.GetTimestamp();
        Answer answer;
        lock (portal.Gate)
            answer = method.Run(new Call(portal, authorisation, caller, parameters));
        var (seconds, resetAt) = limits.Count(caller.Account, method.Name, Stopwatch.GetElapsedTime(started).TotalSeconds);
        return (answer, new PhpMap { ["operating_reset_at"] = resetAt.ToUnixTimeSeconds(), ["operating"] = Math.Round((decimal)seconds, 6) });
    }

    /// <summary>The order of checks of reference 2.3.</summary>
    private Caller Authenticate(RestRequest request)
    {
        if (request.WebhookUser is { } user)
        {
            if (request.WebhookSecret != WebhookSecret || user != portal.Administrator.Number)
                throw new RestException(401, "INVALID_CREDENTIALS", "Invalid request credentials");
            NeedRest();
            return new Caller(portal.Administrator, null, null);
        }
        var token = Values.Text(request.Parameters.GetValueOrDefault("auth") ?? request.Parameters.GetValueOrDefault("access_token"));
        if (token.Length == 0)
            throw new RestException(401, "NO_AUTH_FOUND", "Wrong authorization data");
        if (authorisation.Find(token) is not { } pair || pair.MemberId != portal.MemberId)
            throw new RestException(401, "invalid_token", "Unable to get application by token");
        if (pair.ExpiresAt <= portal.Clock.GetUtcNow())
            throw new RestException(401, "expired_token", "The access token provided has expired.");
        var (application, installation) = authorisation.Find(portal, pair.ClientId) ?? throw new RestException(401, "NO_AUTH_FOUND", "Wrong authorization data");
        NeedRest();
        if (installation.IsPaymentExpired)
            throw new RestException(401, "PAYMENT_REQUIRED", "Payment required");
        return portal.PersonOf(pair.UserId) is { IsActive: true } person
            ? new Caller(person, application, installation)
            : throw new RestException(401, "authorization_error", "Unable to authorize user");
    }

    /// <summary>Reference 3.4.</summary>
    private void NeedRest()
    {
        if (!portal.Tariff.HasRest)
            throw new RestException(403, "ACCESS_DENIED", "REST is available only on commercial plans.");
    }

    private static PhpMap Time(DateTimeOffset startedAt, long started, PhpMap? operating, TimeSpan zone)
    {
        var duration = Stopwatch.GetElapsedTime(started);
        var finishedAt = startedAt + duration;
        var map = new PhpMap
        {
            ["start"] = Unix(startedAt),
            ["finish"] = Unix(finishedAt),
            ["duration"] = Math.Round((decimal)duration.TotalSeconds, 6),
            ["processing"] = Math.Round((decimal)duration.TotalSeconds, 6),
            ["date_start"] = startedAt.ToOffset(zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["date_finish"] = finishedAt.ToOffset(zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in operating ?? [])
            map[name] = value;
        return map;
    }

    public static PhpMap TimeSince(DateTimeOffset startedAt, long started, TimeSpan zone) => Time(startedAt, started, null, zone);

    private PhpMap Time(DateTimeOffset startedAt, long started, PhpMap? operating) => Time(startedAt, started, operating, portal.Facts.Zone);

    private static decimal Unix(DateTimeOffset at) => Math.Round((at - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond, 6);

    private static bool IsFor(FaultRule rule, string method) => rule.Method!.Equals(method, StringComparison.OrdinalIgnoreCase);

    private static List<string> CommandsOf(RestRequest request)
    {
        if (!request.Method.Equals("batch", StringComparison.OrdinalIgnoreCase) || request.Parameters.GetValueOrDefault("cmd") is not PhpMap commands)
            return [];
        return [.. commands.Values.OfType<string>().Select(command => command.Split('?')[0].Trim())];
    }
}

/// <summary>A REST request with its parameters merged (reference 3.2).</summary>
internal sealed record RestRequest(string Method, long? WebhookUser, string? WebhookSecret, PhpMap Parameters, long Bytes)
{
    private const int LargestBody = 32 * 1024 * 1024;

    public static async Task<RestRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Duplicate slashes collapse: a real client sends /rest//method (reference 11.3).
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        long? user = null;
        string? secret = null;
        if (parts.Length >= 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            (user, secret) = (id, parts[1]);
            parts = parts[2..];
        }
        var method = string.Join('/', parts);
        if (method.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            method = method[..^".json".Length];

        var (parameters, bytes) = await ParametersAsync(request, cancellationToken);
        return new RestRequest(method, user, secret, parameters, bytes);
    }

    public static async Task<(PhpMap Parameters, long Bytes)> ParametersAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = PhpForm.Parse(request.QueryString.HasValue ? request.QueryString.Value![1..] : "");
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return (parameters, 0);
        var type = request.ContentType ?? "";
        if (type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (key, values) in await request.ReadFormAsync(cancellationToken))
            {
                foreach (var value in values)
                    PhpForm.Set(parameters, key, value ?? "");
            }
            return (parameters, request.ContentLength ?? 0);
        }
        var body = await BodyAsync(request, cancellationToken);
        PhpMap? sent = null;
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            sent = PhpForm.Parse(Encoding.UTF8.GetString(body));
        else if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            // Broken JSON silently means "no parameters".
            sent = PhpJson.Read(body) as PhpMap;
        foreach (var (key, value) in sent ?? [])
            parameters[key] = value;
        return (parameters, body.Length);
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy, cancellationToken);
        return copy.Length <= LargestBody ? copy.ToArray() : throw new BadHttpRequestException("Too long", StatusCodes.Status413PayloadTooLarge);
    }
}
