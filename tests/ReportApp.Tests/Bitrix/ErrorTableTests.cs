using Connector.Bitrix;
using ReportApp.Core.Hosts;

namespace ReportApp.Tests.Bitrix;

/// <summary>What each answer of the host means (bitrix24.md §2.2, §3.4; reliability.md §3.6), shown by the answer itself.</summary>
[Trait("MUST", "3.6")]
public sealed class ErrorTableTests(ErrorTableTests.Host shared) : IClassFixture<ErrorTableTests.Host>
{
    private const string Update = "crm.item.update";
    private const string Refresh = "oauth/token";
    private const string OfThisRow = "refresh-of-this-row";

    /// <summary>One host for all rows. A method that the host blocks stays blocked, so those rows have methods of their own.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal WireHost Wire { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Wire = await WireHost.StartAsync(TimeProvider.System);

        public async ValueTask DisposeAsync() => await Wire.DisposeAsync();
    }

    public static TheoryData<string, int, string, string, string?, HostFault, int?> Errors { get; } = new()
    {
        // method, status, code, text, Retry-After, fault, seconds to wait
        { Update, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests", null, HostFault.NoEffect, null },
        { Update, 503, "query_limit_exceeded", "Too many requests", "7", HostFault.NoEffect, 7 },
        { "blocked.once", 429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", null, HostFault.NoEffect, 600 },
        { "blocked.twice", 429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", "30", HostFault.NoEffect, 30 },

        { Update, 401, "expired_token", "The access token provided has expired.", null, HostFault.SignInAgain, null },
        { Update, 401, "invalid_token", "Unable to get application by token", null, HostFault.SignInAgain, null },
        { Update, 401, "NO_AUTH_FOUND", "Wrong authorization data", null, HostFault.SignInAgain, null },
        { Update, 200, "NO_AUTH_FOUND", "Wrong authorization data", null, HostFault.SignInAgain, null },
        { Refresh, 400, "invalid_grant", "", null, HostFault.SignInAgain, null },
        { Refresh, 400, "bad_verification_code", "", null, HostFault.SignInAgain, null },

        { Update, 503, "OVERLOAD_LIMIT", "REST API is blocked due to overload.", null, HostFault.TenantBlocked, null },
        { Update, 401, "OVERLOAD_LIMIT", "REST API is blocked due to overload.", null, HostFault.TenantBlocked, null },
        { Update, 401, "PAYMENT_REQUIRED", "Payment required", null, HostFault.TenantBlocked, null },
        { Refresh, 401, "PAYMENT_REQUIRED", "Subscription has been ended", null, HostFault.TenantBlocked, null },
        { Update, 401, "PAYMENT_EXPIRED", "", null, HostFault.TenantBlocked, null },
        { Update, 500, "PORTAL_DELETED", "", null, HostFault.TenantBlocked, null },
        { Update, 410, "PORTAL_DELETED", "", null, HostFault.TenantBlocked, null },
        { Refresh, 401, "NOT_INSTALLED", "", null, HostFault.TenantBlocked, null },
        { Refresh, 400, "invalid_client", "", null, HostFault.TenantBlocked, null },
        { Refresh, 200, "WRONG_CLIENT", "", null, HostFault.TenantBlocked, null },
        { Update, 401, "ACCESS_DENIED", "REST API is available only on commercial plans.", null, HostFault.TenantBlocked, null },
        { Update, 403, "ACCESS_DENIED", "REST is available only by subscription.", null, HostFault.TenantBlocked, null },

        { Update, 400, "ACCESS_DENIED", "Access denied.", null, HostFault.NotAllowed, null },
        { Update, 403, "ACCESS_DENIED", "", null, HostFault.NotAllowed, null },
        { Update, 403, "INVALID_CREDENTIALS", "Invalid request credentials", null, HostFault.NotAllowed, null },
        { Update, 401, "insufficient_scope", "", null, HostFault.NotAllowed, null },
        { Refresh, 403, "invalid_scope", "", null, HostFault.NotAllowed, null },
        { Update, 401, "user_access_error", "", null, HostFault.NotAllowed, null },
        { Update, 401, "authorization_error", "Unable to authorize user", null, HostFault.NotAllowed, null },
        { Update, 403, "allowed_only_intranet_user", "", null, HostFault.NotAllowed, null },
        { Update, 403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method", null, HostFault.NotAllowed, null },
        { Update, 401, "METHOD_CONFIRM_WAITING", "", null, HostFault.NotAllowed, null },
        { Update, 403, "METHOD_CONFIRM_DENIED", "", null, HostFault.NotAllowed, null },
        { Update, 400, "200040300010", "Access Denied", null, HostFault.NotAllowed, null },
        { Update, 400, "200040300030", "Access Denied", null, HostFault.NotAllowed, null },
        { Update, 400, "", "Access denied.", null, HostFault.NotAllowed, null },
        { Update, 400, "0", "Access denied.", null, HostFault.NotAllowed, null },

        { Update, 500, "INTERNAL_SERVER_ERROR", "Internal server error", null, HostFault.OutcomeUnknown, null },
        { Update, 200, "ERROR_UNEXPECTED_ANSWER", "Server returned an unexpected response.", null, HostFault.OutcomeUnknown, null },
        { Update, 500, "ERROR_CORE", "SQL query error!", null, HostFault.OutcomeUnknown, null },

        { Update, 400, "NOT_FOUND", "Element not found", null, HostFault.Refused, null },
        { Update, 400, "ERROR_CORE", "The month is closed.", null, HostFault.Refused, null },
        { Update, 400, "ERROR_ARGUMENT", "The value of an argument 'id' must be of type integer", null, HostFault.Refused, null },
        { Update, 404, "ERROR_METHOD_NOT_FOUND", "Method not found!", null, HostFault.Refused, null },
        { Update, 405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", null, HostFault.Refused, null },
        { Update, 400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded", null, HostFault.Refused, null },
        { Update, 400, "ERROR_EVENT_NOT_FOUND", "Event not found", null, HostFault.Refused, null },
        { Update, 404, "ERROR_MANIFEST_IS_NOT_AVAILABLE", "", null, HostFault.Refused, null },
        { Update, 400, "ENTITY_TYPE_NOT_SUPPORTED", "", null, HostFault.Refused, null },
        { Update, 400, "INVALID_ARG_VALUE", "Invalid filter: field 'x' is not allowed in filter", null, HostFault.Refused, null },
        { Update, 401, "INVALID_REQUEST", "Https required", null, HostFault.Refused, null },
        { Refresh, 400, "invalid_request", "", null, HostFault.Refused, null },
        { Update, 400, "OWNER_NOT_FOUND", "", null, HostFault.Refused, null },
        { Update, 400, "WRONG_ENCODING", "Wrong request encoding", null, HostFault.Refused, null },
        { Update, 400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", "The value of field 'x' is not valid", null, HostFault.Refused, null },
        { Update, 400, "CRM_FIELD_ERROR_REQUIRED", "Field 'x' is required", null, HostFault.Refused, null },
        { Update, 400, "UPDATE_DYNAMIC_ITEM_RESTRICTED", "", null, HostFault.Refused, null },
        { Update, 400, "100", "Could not find value for parameter {id}", null, HostFault.Refused, null },

        // codes nobody has written down: the status decides
        { Update, 400, "", "ID is not defined or invalid.", null, HostFault.Refused, null },
        { Update, 400, "CRM_FIELD_ERROR_NEW", "", null, HostFault.Refused, null },
        { Update, 401, "NEW_401", "", null, HostFault.NotAllowed, null },
        { Update, 403, "NEW_403", "", null, HostFault.NotAllowed, null },
        { Update, 429, "NEW_429", "", "5", HostFault.NoEffect, 5 },
        { Update, 500, "NEW_500", "", null, HostFault.OutcomeUnknown, null },
        { Refresh, 503, "NEW_503", "", null, HostFault.OutcomeUnknown, null },
    };

    public static TheoryData<string, int, string, string?, HostFault, int?> Pages { get; } = new()
    {
        // situation, status, body, Retry-After, fault, seconds to wait
        { "a proxy's page instead of the host", 502, "<html><body>Bad gateway</body></html>", null, HostFault.OutcomeUnknown, null },
        { "the host is being worked on", 503, "<html>Service unavailable</html>", "120", HostFault.OutcomeUnknown, 120 },
        { "the host was too slow for its proxy", 504, "", null, HostFault.OutcomeUnknown, null },
        { "a server error without a body", 500, "", null, HostFault.OutcomeUnknown, null },
        { "a proxy limits us", 429, "<html>Too many requests</html>", "9", HostFault.NoEffect, 9 },
        { "a firewall refuses us", 403, "<html>Forbidden</html>", null, HostFault.NoEffect, null },
        { "a request too large for the proxy", 413, "", null, HostFault.Refused, null },
        { "a page that says all is well", 200, "<html>Welcome</html>", null, HostFault.OutcomeUnknown, null },
        { "success without a body", 200, "", null, HostFault.OutcomeUnknown, null },
        { "truncated JSON", 200, """{"result":{"item":{"id":1""", null, HostFault.OutcomeUnknown, null },
        { "JSON cut after its result", 200, """{"result":{"id":1}""", null, HostFault.OutcomeUnknown, null },
        { "JSON of another shape", 200, """[{"id":1}]""", null, HostFault.OutcomeUnknown, null },
        { "JSON that says nothing", 200, "null", null, HostFault.OutcomeUnknown, null },
        { "an object with neither result nor error", 200, "{}", null, HostFault.OutcomeUnknown, null },
        { "JSON nested without end", 200, $"{{\"result\":{new string('[', 500)}", null, HostFault.OutcomeUnknown, null },
        { "a result under a status of failure", 500, """{"result":{"id":1}}""", null, HostFault.OutcomeUnknown, null },
        { "a redirect to where the portal always was", 302, "", null, HostFault.Moved, null },
        { "a permanent redirect", 301, """{"result":{"id":1}}""", null, HostFault.Moved, null },
        { "a redirect that keeps the method", 307, "", null, HostFault.Moved, null },
        { "a permanent redirect that keeps the method", 308, "", null, HostFault.Moved, null },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Each_error_code_has_its_meaning(
        string method, int status, string code, string text, string? retryAfter, HostFault fault, int? seconds)
    {
        var error = Answer.Error(code, text, status);
        if (retryAfter is not null) error = error with { Headers = [("Retry-After", retryAfter)] };
        shared.Wire.On(method, asked => method == Refresh && asked["refresh_token"] != OfThisRow ? WireHost.Pair("access-2", "refresh-2") : error);

        var thrown = await Assert.ThrowsAsync<HostException>(() => AskAsync(method));

        Assert.Equal((fault, code, seconds), (thrown.Fault, thrown.HostCode, (int?)thrown.RetryAfter?.TotalSeconds));
        if (text.Length > 0) Assert.Contains(text, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    [Trait("MUST", "6.55")]
    public async Task An_answer_that_is_not_the_hosts_has_the_meaning_of_its_status(
        string situation, int status, string body, string? retryAfter, HostFault fault, int? seconds)
    {
        shared.Wire.On(Update, Answer.Text(status, body, retryAfter is null ? [] : [("Retry-After", retryAfter)]));

        var thrown = await Assert.ThrowsAsync<HostException>(() => AskAsync(Update));

        Assert.True((fault, seconds) == (thrown.Fault, (int?)thrown.RetryAfter?.TotalSeconds), $"{situation}: {thrown.Fault}, {thrown.RetryAfter}");
        Assert.Null(thrown.HostCode);
    }

    [Fact]
    public void Every_row_of_the_table_is_shown_above()
    {
        var shown = Errors.Select(row => row.Data).Select(row => BitrixErrors.Table.FirstOrDefault(entry => entry.Matches(row.Item2, row.Item3, row.Item4)));
        Assert.Empty(BitrixErrors.Table.Except(shown.OfType<BitrixErrors.Row>()));
    }

    private async Task AskAsync(string method)
    {
        if (method == Refresh) await shared.Wire.Store.Get<BitrixAuth>().RedeemAsync(OfThisRow, TestContext.Current.CancellationToken);
        else await shared.Wire.WriteAsync(method);
    }
}
