using System.Net;
using System.Text.RegularExpressions;
using ReportApp.Core.Hosts;

namespace Connector.Bitrix;

/// <summary>
/// The one place that knows what an answer of the host means. Decided by the code, compared without case; the status counts only where
/// the host left the code open or a proxy answered instead (bitrix24.md §3.4, §2.2; reliability.md §3.6).
/// </summary>
internal static partial class BitrixErrors
{
    private const int LongestMessage = 300;

    private static readonly TimeSpan DefaultMethodPause = TimeSpan.FromMinutes(10);

    internal sealed record Row(string Code, HostFault Fault, int? Status = null, string? Text = null)
    {
        public bool Matches(int status, string code, string text) =>
            Code.Equals(code, StringComparison.OrdinalIgnoreCase)
            && (Status is null || Status == status)
            && (Text is null || text.Contains(Text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>First match wins, so a row with a status or a text stands before the bare one of its code.</summary>
    internal static readonly Row[] Table =
    [
        new("QUERY_LIMIT_EXCEEDED", HostFault.NoEffect),
        new("OPERATION_TIME_LIMIT", HostFault.NoEffect),

        new("expired_token", HostFault.SignInAgain),
        new("invalid_token", HostFault.SignInAgain),
        new("NO_AUTH_FOUND", HostFault.SignInAgain),
        new("invalid_grant", HostFault.SignInAgain),
        new("bad_verification_code", HostFault.SignInAgain),

        new("OVERLOAD_LIMIT", HostFault.TenantBlocked),
        new("PAYMENT_REQUIRED", HostFault.TenantBlocked),
        new("PAYMENT_EXPIRED", HostFault.TenantBlocked),
        new("PORTAL_DELETED", HostFault.TenantBlocked),
        new("NOT_INSTALLED", HostFault.TenantBlocked),
        new("invalid_client", HostFault.TenantBlocked),
        new("WRONG_CLIENT", HostFault.TenantBlocked),
        new("ACCESS_DENIED", HostFault.TenantBlocked, Text: "commercial plan"),
        new("ACCESS_DENIED", HostFault.TenantBlocked, Text: "subscription"),

        new("ACCESS_DENIED", HostFault.NotAllowed),
        new("INVALID_CREDENTIALS", HostFault.NotAllowed),
        new("insufficient_scope", HostFault.NotAllowed),
        new("invalid_scope", HostFault.NotAllowed),
        new("user_access_error", HostFault.NotAllowed),
        new("authorization_error", HostFault.NotAllowed),
        new("allowed_only_intranet_user", HostFault.NotAllowed),
        new("WRONG_AUTH_TYPE", HostFault.NotAllowed),
        new("METHOD_CONFIRM_WAITING", HostFault.NotAllowed),
        new("METHOD_CONFIRM_DENIED", HostFault.NotAllowed),
        new("200040300010", HostFault.NotAllowed),
        new("200040300030", HostFault.NotAllowed),
        new("", HostFault.NotAllowed, Text: "Access denied"),
        new("0", HostFault.NotAllowed, Text: "Access denied"),

        new("INTERNAL_SERVER_ERROR", HostFault.OutcomeUnknown),
        new("ERROR_UNEXPECTED_ANSWER", HostFault.OutcomeUnknown),
        new("ERROR_CORE", HostFault.OutcomeUnknown, Status: 500),

        new("NOT_FOUND", HostFault.Refused),
        new("ERROR_CORE", HostFault.Refused),
        new("ERROR_ARGUMENT", HostFault.Refused),
        new("ERROR_METHOD_NOT_FOUND", HostFault.Refused),
        new("ERROR_BATCH_METHOD_NOT_ALLOWED", HostFault.Refused),
        new("ERROR_BATCH_LENGTH_EXCEEDED", HostFault.Refused),
        new("ERROR_EVENT_NOT_FOUND", HostFault.Refused),
        new("ERROR_MANIFEST_IS_NOT_AVAILABLE", HostFault.Refused),
        new("ENTITY_TYPE_NOT_SUPPORTED", HostFault.Refused),
        new("INVALID_ARG_VALUE", HostFault.Refused),
        new("INVALID_REQUEST", HostFault.Refused),
        new("OWNER_NOT_FOUND", HostFault.Refused),
        new("WRONG_ENCODING", HostFault.Refused),
        new("CRM_FIELD_ERROR_VALUE_NOT_VALID", HostFault.Refused),
        new("CRM_FIELD_ERROR_REQUIRED", HostFault.Refused),
        new("UPDATE_DYNAMIC_ITEM_RESTRICTED", HostFault.Refused),
        new("100", HostFault.Refused),
    ];

    /// <summary>The token ended or is not known: one refresh and one repeat may help.</summary>
    public static bool IsTokenOver(HostException fault) => Is(fault, "expired_token") || Is(fault, "invalid_token") || Is(fault, "NO_AUTH_FOUND");

    public static bool IsRateLimit(HostException fault) => Is(fault, "QUERY_LIMIT_EXCEEDED");

    public static bool IsMethodLimit(HostException fault) => Is(fault, "OPERATION_TIME_LIMIT");

    public static bool IsMissing(HostException fault) =>
        Is(fault, "NOT_FOUND") || (fault.HostCode is "" && fault.Message.Contains("Not found", StringComparison.OrdinalIgnoreCase));

    public static bool Is(HostException fault, string code) => string.Equals(fault.HostCode, code, StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer carries the host's own error.</summary>
    public static HostException From(int status, string code, string? text, TimeSpan? retryAfter = null)
    {
        var fault = Array.Find(Table, row => row.Matches(status, code, text ?? ""))?.Fault ?? ByStatus(status);
        if (code.Equals("OPERATION_TIME_LIMIT", StringComparison.OrdinalIgnoreCase)) retryAfter ??= DefaultMethodPause;
        return new HostException(fault, $"Bitrix24 answered {(code.Length == 0 ? "without a code" : code)}: {Clean(text)}")
        {
            HostCode = code,
            RetryAfter = retryAfter,
        };
    }

    /// <summary>No answer of the host's own: a proxy's page, a redirect, or text that is not JSON.</summary>
    public static HostException FromPage(int status, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(ByPageStatus(status), $"Bitrix24 answered status {status} without a readable body.", inner) { RetryAfter = retryAfter };

    /// <summary>No answer at all.</summary>
    public static HostException FromTransport(Exception cause) => cause switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        } => new HostException(HostFault.NoEffect, "Bitrix24 could not be reached: no connection was made.", cause),
        _ => new HostException(HostFault.OutcomeUnknown, "The connection to Bitrix24 broke before the answer was whole.", cause),
    };

    public static HostException FromTimeout(TimeSpan limit) =>
        new(HostFault.OutcomeUnknown, $"Bitrix24 did not answer within {limit.TotalSeconds:0} s.", new TimeoutException());

    /// <summary>A refresh failed before the call itself was sent, so the call had no effect.</summary>
    public static HostException BeforeSending(HostException fault) => fault.Fault == HostFault.OutcomeUnknown
        ? new HostException(HostFault.NoEffect, fault.Message, fault) { HostCode = fault.HostCode, RetryAfter = fault.RetryAfter }
        : fault;

    private static HostFault ByStatus(int status) => status switch
    {
        429 => HostFault.NoEffect,
        401 or 403 => HostFault.NotAllowed,
        >= 500 => HostFault.OutcomeUnknown,
        _ => HostFault.Refused,
    };

    private static HostFault ByPageStatus(int status) => status switch
    {
        >= 300 and < 400 => HostFault.Moved,
        (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.RequestEntityTooLarge or (int)HttpStatusCode.RequestUriTooLong => HostFault.Refused,
        >= 400 and < 500 => HostFault.NoEffect, // a proxy refused; the host itself never saw the request
        _ => HostFault.OutcomeUnknown,
    };

    /// <summary>The host's words without markup and control signs, short enough to show.</summary>
    private static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "no explanation.";
        var head = text.Length > LongestMessage * 8 ? text[..(LongestMessage * 8)] : text;
        var plain = Blanks().Replace(Markup().Replace(head, " "), " ").Trim();
        return plain.Length <= LongestMessage ? plain : plain[..LongestMessage];
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Markup();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
