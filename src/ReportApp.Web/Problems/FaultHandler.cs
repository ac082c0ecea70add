using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Hosts;
using ReportApp.Core.Reports;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Web.Problems;

/// <summary>Turns what was thrown into a problem: what the host could not do, what the caller wrote wrong. All else is our bug: 500, logged.</summary>
internal sealed partial class FaultHandler(IProblemDetailsService problems, ILogger<FaultHandler> logger) : IExceptionHandler
{
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested) return true;
        var details = Describe(exception);
        if (exception is HostException fault) Log.HostFailed(logger, fault.Fault, fault.HostCode);
        else if (exception is ProjectionBusyException busy) Log.Busy(logger, busy.Message);
        else if (details.Status >= StatusCodes.Status500InternalServerError) Log.Bug(logger, exception);

        context.Response.StatusCode = details.Status!.Value;
        if ((exception is ProjectionBusyException ? BusyWait : (exception as HostException)?.RetryAfter) is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            details.Extensions["retryAfterSeconds"] = seconds;
        }
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = details });
    }

    internal static ProblemDetails Describe(Exception exception) => exception switch
    {
        HostException host => Of(host),
        ReportRefusedException { IsNotFound: true } => Problem.Details(StatusCodes.Status404NotFound, "not_found"),
        ReportRefusedException refused => Problem.Details(
            StatusCodes.Status422UnprocessableEntity, "report_refused", new FieldProblem(refused.Field, refused.Reason)),
        ProjectionBusyException => Problem.Details(StatusCodes.Status503ServiceUnavailable, "report_busy"),
        BadHttpRequestException { InnerException: JsonException json } => Of(json),
        BadHttpRequestException bad => Problem.Details(bad.StatusCode, Problem.CodeOf(bad.StatusCode)),
        _ => Problem.Details(StatusCodes.Status500InternalServerError, "internal"),
    };

    private static ProblemDetails Of(HostException host) => host.Fault switch
    {
        HostFault.NoEffect when host.RetryAfter is not null => Problem.Details(StatusCodes.Status503ServiceUnavailable, "host_busy"),
        HostFault.NoEffect or HostFault.OutcomeUnknown or HostFault.Moved => Problem.Details(StatusCodes.Status502BadGateway, "host_unreachable"),
        HostFault.SignInAgain => Problem.Details(StatusCodes.Status409Conflict, "consent_needed"),
        HostFault.NotAllowed => Problem.Details(StatusCodes.Status403Forbidden, "no_host_right"),
        HostFault.TenantBlocked => Problem.Details(StatusCodes.Status409Conflict, "tenant_blocked"),
        HostFault.VersionConflict => Problem.Details(StatusCodes.Status409Conflict, "version_conflict"),
        HostFault.Refused => Problem.Details(StatusCodes.Status422UnprocessableEntity, "host_refused"),
        _ => throw new ArgumentOutOfRangeException(nameof(host), host.Fault, "A fault without a problem code."),
    };

    private static ProblemDetails Of(JsonException json)
    {
        // The serializer has one exception type for everything; only its text tells an unknown member (guarded by a test).
        var code = json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) ? "unknown_field" : "bad_json";
        return json.Path is { Length: > 2 } path
            ? Problem.Details(StatusCodes.Status400BadRequest, code, new FieldProblem(path[2..], code))
            : Problem.Details(StatusCodes.Status400BadRequest, code);
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "The host could not do it: {Fault} {HostCode}")]
        public static partial void HostFailed(ILogger logger, HostFault fault, string? hostCode);

        [LoggerMessage(5003, LogLevel.Warning, "A report was not computed: {Reason}")]
        public static partial void Busy(ILogger logger, string reason);

        [LoggerMessage(5002, LogLevel.Error, "A request failed by our own fault")]
        public static partial void Bug(ILogger logger, Exception exception);
    }
}
