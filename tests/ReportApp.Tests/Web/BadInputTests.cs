using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Conventions;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Web;

/// <summary>Rows of the bad input matrix (reliability.md §6) that need an installed app with records, over the real wire.</summary>
public sealed partial class BadInputTests(BadInputTests.Installed installed) : IClassFixture<BadInputTests.Installed>
{
    private const string Report = "/api/reports/object-receipts-forecast/run";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(BadInputMatrix.Row, "13")]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_event_without_the_portals_token_is_refused(string? token) =>
        Assert.Equal(HttpStatusCode.Forbidden, await installed.SendEventAsync(installed.Tenant.Key.HostId, token));

    [Fact]
    [Trait(BadInputMatrix.Row, "14")]
    public async Task An_event_of_an_unknown_portal_makes_no_tenant()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await installed.SendEventAsync("0123456789abcdef0123456789abcdef", installed.ApplicationToken));

        Assert.Single(await installed.World.TenantsAsync());
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "15")]
    public async Task Ten_thousand_equal_events_are_one_look_at_the_portal()
    {
        var before = await installed.RequestsOfThePortalAsync();

        var statuses = new HashSet<HttpStatusCode>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (_, _) =>
        {
            var status = await installed.SendEventAsync(installed.Tenant.Key.HostId, installed.ApplicationToken);
            lock (statuses) statuses.Add(status);
        });

        Assert.Equal([HttpStatusCode.OK], statuses);
        // A pass of a portal at rest is a handful of requests; the events last longer than one wait, so there may be a few passes.
        Assert.InRange(await installed.RequestsOfThePortalAsync() - before, 0, 100);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "16")]
    [InlineData("0")]
    [InlineData("32472144000")]
    [InlineData("yesterday")]
    public async Task What_time_an_event_claims_does_not_matter(string time) =>
        Assert.Equal(HttpStatusCode.OK, await installed.SendEventAsync(installed.Tenant.Key.HostId, installed.ApplicationToken, [new("ts", time)]));

    [Theory]
    [Trait(BadInputMatrix.Row, "18")]
    [InlineData(3_000, 1)] // more of them are more than the body may hold
    [InlineData(1, 100)]
    public async Task An_event_of_many_or_deep_keys_is_refused(int keys, int depth) =>
        Assert.Equal(HttpStatusCode.BadRequest, await installed.SendEventAsync(
            installed.Tenant.Key.HostId, installed.ApplicationToken,
            [.. Enumerable.Range(0, keys).Select(key => new KeyValuePair<string, string>("d" + string.Concat(Enumerable.Repeat($"[{key}]", depth)), "1"))]));

    [Theory]
    [Trait(BadInputMatrix.Row, "23")]
    [InlineData("no-such-report")]
    [InlineData("1")]
    [InlineData("Deal")]
    public async Task A_report_that_is_not_there_is_not_found(string report) =>
        await installed.RefusesAsync($"/api/reports/{report}/run", "{}", HttpStatusCode.NotFound, "not_found");

    [Fact]
    [Trait(BadInputMatrix.Row, "24")]
    public async Task Only_the_session_says_whose_records_are_shown()
    {
        var own = await installed.AnswerAsync("/api/reports/object-receipts-forecast/run", "{}");

        var asked = await installed.AnswerAsync("/api/reports/object-receipts-forecast/run?tenant=2&tenantId=2&viewer=2", "{}", request =>
        {
            request.Headers.Add("X-Tenant-Id", "2");
            request.Headers.Add("X-Tenant", "2");
            request.Headers.Add("X-User-Id", "4");
        });

        Assert.Equal(own["totals"]!.ToJsonString(), asked["totals"]!.ToJsonString());
        await installed.RefusesAsync("/api/reports/object-receipts-forecast/run", """{"tenantId":2}""", HttpStatusCode.BadRequest, "unknown_field");
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "25")]
    [InlineData("ownerId")]
    [InlineData("state")]
    [InlineData("tenantId")]
    public async Task A_plan_says_only_what_a_plan_is(string name) =>
        await installed.RefusesPlanAsync(plan => plan[name] = 1, HttpStatusCode.BadRequest, "unknown_field", name);

    [Theory]
    [Trait(BadInputMatrix.Row, "27")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("\"12\"")]
    public async Task What_is_no_number_we_can_hold_is_refused(string number) =>
        await installed.RefusesPlanAsync(text => text.Replace("\"amount\":1000000", "\"amount\":" + number, StringComparison.Ordinal), HttpStatusCode.BadRequest, "bad_json");

    [Theory]
    [InlineData("/api/reports/sales-funnel/run", """{"basis":1}""")]
    [InlineData("/api/sales-summary/run", """{"rows":"people"}""")]
    [InlineData("/api/sales-summary/outlook", """{"rows":0}""")]
    [InlineData("/api/funnel-month", """{"month":11}""")]
    [InlineData("/api/funnel-month/records", """{"row":"manager:1","step":"won","part":"numerator"}""")]
    [InlineData("/api/reports/lead-sources/run", """{"step":99}""")]
    [InlineData("/api/day/records", """{"row":"total","metric":1,"number":"fact"}""")]
    [InlineData("/api/day/month", """{"metric":"deals"}""")]
    [InlineData("/api/day/month", """{"month":"2026-11"}""")]
    [InlineData("/api/plan-targets/proposal", """{"kind":"sales","metric":"receipts","scope":"all","into":0,"from":"2026-11","to":"2026-12"}""")]
    [InlineData("/api/plan-targets/proposal", """{"kind":"sales","metric":"receipts","scope":"all","into":"months","from":"2026-11","to":"2026-12","carryOver":1}""")]
    [InlineData("/api/forecast/run", """{"metric":1}""")]
    [InlineData("/api/forecast/sales-outlook", """{"rows":0}""")]
    [InlineData("/api/forecast/sales-outlook/deals", """{"rows":"months","row":"total","number":"plan"}""")]
    [InlineData("/api/forecast/deals", """{"row":"total","month":"2026-11","metric":"price"}""")]
    public async Task A_number_is_no_choice(string address, string body) =>
        await installed.RefusesAsync(address, body, HttpStatusCode.BadRequest, "bad_json");

    [Theory]
    [InlineData("/api/plan-board/rebalance", """{"row":"total","month":"soon"}""", "month", "not_a_month")]
    [InlineData("/api/plan-board/promises", """{"row":"manager:0"}""", "row", "unknown")]
    [InlineData("/api/plan-board/promises", """{"row":"total","month":"2026-13"}""", "month", "not_a_month")]
    [InlineData("/api/forecast/why", """{"row":"building:0","month":"2026-12","dealId":"1"}""", "row", "unknown")]
    [InlineData("/api/plan-targets/proposal", """{"kind":"sales","metric":"receipts","scope":"all","into":"months","from":"2026-11","to":"2026-13"}""", "to", "bad_month")]
    [InlineData("/api/plan-targets/proposal", """{"kind":"sales","metric":"units","scope":"all","into":"months","from":"2026-12","to":"2027-01","total":0.5}""", "total", "too_precise")]
    [InlineData("/api/plan-targets/proposal", """{"kind":"sales","metric":"units","scope":"complex:0","into":"months","from":"2026-12","to":"2027-01","total":5}""", "scope", "unknown")]
    public async Task A_question_about_plans_that_has_no_answer_names_what_is_wrong(string address, string body, string field, string reason) =>
        await installed.RefusesAsync(address, body, HttpStatusCode.UnprocessableEntity, "report_refused", field, reason);

    [Theory]
    [Trait(BadInputMatrix.Row, "28")]
    [Trait(BadInputMatrix.Row, "29")]
    [InlineData("0.12345", "too_precise")]
    [InlineData("-1", "not_positive")]
    [InlineData("-0", "not_positive")]
    [InlineData("100000000000.01", "too_large")]
    public async Task An_amount_that_is_no_plan_is_refused_and_never_rounded(string number, string reason) =>
        await installed.RefusesPlanAsync(
            text => text.Replace("\"amount\":1000000", "\"amount\":" + number, StringComparison.Ordinal), HttpStatusCode.UnprocessableEntity, "plan_refused", "amount", reason);

    [Theory]
    [Trait(BadInputMatrix.Row, "30")]
    [InlineData("0000-01")]
    [InlineData("9999-12")]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11+25:00")]
    [InlineData("")]
    public async Task A_month_that_does_not_exist_is_refused(string month)
    {
        await installed.RefusesPlanAsync(plan => plan["month"] = month, HttpStatusCode.UnprocessableEntity, "plan_refused", "month", "bad_month");
        await installed.RefusesAsync(Report, new JsonObject { ["from"] = month }.ToJsonString(), HttpStatusCode.UnprocessableEntity, "report_refused", "from", "not_a_month");
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "30")]
    [InlineData("2026-02-30")]
    [InlineData("2026-13-01")]
    [InlineData("18.11.2026")]
    [InlineData("2026-11")]
    [InlineData("")]
    public async Task A_day_that_does_not_exist_is_refused(string day) =>
        await installed.RefusesAsync("/api/day", new JsonObject { ["date"] = day }.ToJsonString(), HttpStatusCode.BadRequest, "bad_json", "date");

    [Theory]
    [Trait(BadInputMatrix.Row, "31")]
    [InlineData("0001-01-01")]
    [InlineData("2201-01-01")]
    public async Task A_day_of_no_calendar_of_ours_is_refused(string day) =>
        await installed.RefusesAsync("/api/day", new JsonObject { ["date"] = day }.ToJsonString(), HttpStatusCode.UnprocessableEntity, "report_refused", "date", "out_of_range");

    [Theory]
    [Trait(BadInputMatrix.Row, "31")]
    [InlineData("2026-11", "2026-10", "to")]
    [InlineData("1990-01", "2189-12", "to")]
    public async Task A_period_that_ends_before_it_begins_or_never_is_refused(string from, string to, string field) =>
        await installed.RefusesAsync(Report, $$"""{"from":"{{from}}","to":"{{to}}"}""", HttpStatusCode.UnprocessableEntity, "report_refused", field);

    [Theory]
    [Trait(BadInputMatrix.Row, "34")]
    [InlineData("999999")]
    [InlineData("-1")]
    [InlineData("../1")]
    [InlineData("1 OR 1=1")]
    public async Task A_deal_that_is_not_there_gets_no_plan(string deal) =>
        await installed.RefusesPlanAsync(plan => plan["dealId"] = deal, HttpStatusCode.NotFound, "not_found");

    [Theory]
    [Trait(BadInputMatrix.Row, "35")]
    [InlineData(null, "idempotency_key_missing")]
    [InlineData("", "idempotency_key_missing")]
    [InlineData("1", "idempotency_key_bad")]
    [InlineData("not-a-uuid-not-a-uuid-not-a-uuid-not", "idempotency_key_bad")]
    public async Task A_plan_without_a_usable_key_is_refused(string? key, string code) =>
        await installed.RefusesAsync("/api/plan-entries", Installed.APlan().ToJsonString(), HttpStatusCode.BadRequest, code, key: key, withKey: false);

    [Fact]
    [Trait(BadInputMatrix.Row, "35")]
    public async Task A_key_that_served_another_plan_is_refused()
    {
        var key = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.Created, (await installed.PostAsync("/api/plan-entries", Installed.APlan("5").ToJsonString(), key)).Status);
        var other = Installed.APlan("5");
        other["amount"] = 2_000_000;

        var (status, body) = await installed.PostAsync("/api/plan-entries", other.ToJsonString(), key);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (status, (string?)body!["code"]));
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "36")]
    [InlineData(201)]
    [InlineData(2_000)]
    public async Task Too_many_plans_at_once_are_refused_as_a_whole(int count) =>
        await installed.RefusesAsync(
            "/api/plan-entries/bulk", Installed.Bulk(Enumerable.Range(1, count).Select(deal => $"{deal}")), HttpStatusCode.RequestEntityTooLarge, "too_large", "items", "too_many");

    [Fact]
    [Trait(BadInputMatrix.Row, "37")]
    public async Task One_deal_twice_in_a_bulk_is_ambiguous() =>
        await installed.RefusesAsync("/api/plan-entries/bulk", Installed.Bulk(["1", "2", "1"]), HttpStatusCode.UnprocessableEntity, "ambiguous", "items", "repeated");

    [Theory]
    [Trait(BadInputMatrix.Row, "38")]
    [InlineData("'; DROP TABLE deals--")]
    [InlineData("\" OR 1=1")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    public async Task A_filter_matches_only_what_it_says(string value)
    {
        var answer = await installed.AnswerAsync(Report, new JsonObject { ["filters"] = new JsonObject { ["manager"] = new JsonArray(value) } }.ToJsonString());

        // Nobody is called that; plans of the object are nobody's either.
        Assert.DoesNotContain(answer["rows"]!.AsArray(), row => row!["cells"]!.AsArray().Any(cell => (decimal?)cell!["value"] is not (null or 0)));
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "39")]
    [InlineData("ma\"nager")]
    [InlineData("deal.owner")]
    [InlineData("\\u0000")]
    [InlineData("__proto__")]
    [InlineData("{long}")]
    public async Task A_field_that_no_report_has_is_refused(string field)
    {
        field = field == "{long}" ? new string('x', 10_000) : field;
        await installed.RefusesAsync(
            Report, new JsonObject { ["filters"] = new JsonObject { [field] = new JsonArray("1") } }.ToJsonString(), HttpStatusCode.UnprocessableEntity, "report_refused");
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "67")]
    [InlineData("PUT", "/api/plan-targets/import")]
    [InlineData("DELETE", "/api/plan-entries")]
    [InlineData("TRACE", "/api/reports")]
    public async Task Another_verb_does_not_change_what_an_address_does(string verb, string address)
    {
        using var request = installed.Request(new HttpMethod(verb), address);
        request.Headers.Add("X-HTTP-Method-Override", "POST");
        using var answer = await installed.World.App.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "68")]
    public async Task Where_a_stranger_says_he_comes_from_is_ignored()
    {
        // Sixty refused entries from one address use up its allowance, whatever addresses it claims.
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 80; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/bitrix/launch") { Content = new FormUrlEncodedContent([new("a", "b")]) };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await installed.Strict.Client.SendAsync(request, Token);
            statuses.Add(answer.StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "69")]
    [InlineData("evil.example")]
    [InlineData("reports.example.evil.example")]
    [InlineData("")]
    public async Task A_host_name_that_is_not_ours_is_refused(string host)
    {
        Assert.StartsWith("HTTP/1.1 400", await installed.RawAsync($"GET /health/live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "70")]
    [InlineData("/api/reports/..%2f..%2fetc/run", "404")]
    [InlineData("/api/reports/%00/run", "40")]
    [InlineData("/api/reports/%252e%252e%252fetc/run", "404")]
    [InlineData("{long}", "414")]
    public async Task A_strange_path_leads_nowhere(string path, string status)
    {
        path = path == "{long}" ? "/" + new string('a', 9 * 1024) : path;

        var answer = await installed.RawAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {installed.Bearer}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}",
            installed.World.App);

        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "71")]
    public async Task Two_lengths_of_one_body_are_refused()
    {
        var answer = await installed.RawAsync(
            "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "72")]
    [InlineData("xx-../../")]
    [InlineData("<script>")]
    [InlineData("")]
    public async Task A_language_we_do_not_speak_is_no_obstacle(string language)
    {
        var (query, fields) = await installed.World.FormAsync(0);
        query["LANG"] = language;
        using var answer = await installed.World.PostAsync(query, fields);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Matches("data-language=\"(ru|en)\"", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "73")]
    public async Task Words_of_strangers_make_no_lines_of_the_log()
    {
        const string forged = "Анна\r\n[ERROR] forged\u001b[31m";
        var log = new Lines();
        await using var app = await TestApp.StartAsync(services => services.AddSingleton<ILoggerProvider>(log), "--Logging:LogLevel:Default", "Debug");
        KeyValuePair<string, string>[] fields =
            [.. new[] { "AUTH_ID", "REFRESH_ID", "member_id", "status", "event", "auth[member_id]", "auth[application_token]" }.Select(name => KeyValuePair.Create(name, forged))];
        foreach (var address in (string[])["/bitrix/launch", "/bitrix/events", "/api/session"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}?LANG={Uri.EscapeDataString(forged)}&DOMAIN={Uri.EscapeDataString(forged)}") { Content = new FormUrlEncodedContent(fields) };
            request.Headers.TryAddWithoutValidation("User-Agent", "x\u001b[31m");
            using var answer = await app.Client.SendAsync(request, Token);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        Assert.NotEmpty(log.Written);
        Assert.DoesNotContain(log.Written, line => line.Contains("\n[ERROR]", StringComparison.Ordinal) || line.Contains('\u001b', StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    /// <summary>An app with the records of a tiny portal, opened by its administrator.</summary>
    public sealed partial class Installed : IAsyncLifetime
    {
        internal PortalsAndApp World { get; private set; } = null!;

        internal Tenant Tenant { get; private set; } = null!;

        /// <summary>Another node whose allowances no other test uses up, and which knows its public name.</summary>
        internal TestApp Strict { get; private set; } = null!;

        public string Bearer { get; private set; } = "";

        public string ApplicationToken { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            World = await PortalsAndApp.StartAsync(null, "--App:SyncSeconds", "3600", "--App:EventSeconds", "5");
            Strict = await TestApp.StartAsync(settings: ["--App:Address", "https://reports.example"]);
            Tenant = await World.InstallAsync();
            var services = World.App.App.Services;
            await services.GetRequiredService<IHostConnector>().PrepareAsync(Tenant.BackgroundConnection, new Uri("http://127.0.0.1:9"), Token);
            await services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(
                new Viewer(Tenant.Id, Tenant.BackgroundConnection.UserId, true),
                new TenantMapping { SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead } }, Token);
            Assert.Equal(SyncOutcome.Complete, await services.GetRequiredService<SyncService>().RunAsync(Tenant.Id, Token));
            ApplicationToken = (await World.FormAsync(0)).Fields["APPLICATION_TOKEN"];

            using var page = await World.LaunchAsync(TinyWorld.Administrator);
            var ticket = Ticket().Match(await page.Content.ReadAsStringAsync(Token)).Groups[1].Value;
            Bearer = "Bearer " + (string)(await PostAsync("/api/session", $$"""{"ticket":"{{ticket}}"}""")).Body!["token"]!;
            await services.GetRequiredService<ProjectionService>().RefreshAsync(Tenant.Id, Token);
            Assert.Equal("fresh", (string?)(await AnswerAsync(Report, "{}"))["freshness"]!["state"]);
        }

        public async ValueTask DisposeAsync()
        {
            await Strict.DisposeAsync();
            await World.DisposeAsync();
        }

        public static JsonObject APlan(string deal = "1") => new()
        {
            ["dealId"] = deal, ["base"] = null, ["amount"] = 1_000_000, ["month"] = "2027-03", ["managerId"] = $"{TinyWorld.Anna}", ["metric"] = "receipts", ["comment"] = null,
        };

        public static string Bulk(IEnumerable<string> deals) => new JsonObject
        {
            ["items"] = new JsonArray([.. deals.Select(deal => new JsonObject { ["key"] = Guid.NewGuid().ToString(), ["command"] = APlan(deal) })]),
        }.ToJsonString();

        public HttpRequestMessage Request(HttpMethod method, string address)
        {
            var request = new HttpRequestMessage(method, address);
            if (Bearer.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", Bearer);
            return request;
        }

        public async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string address, string json, string? key = null, Action<HttpRequestMessage>? change = null)
        {
            using var request = Request(HttpMethod.Post, address);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            change?.Invoke(request);
            using var answer = await World.App.Client.SendAsync(request, Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }

        public async Task<JsonNode> AnswerAsync(string address, string json, Action<HttpRequestMessage>? change = null)
        {
            var (status, body) = await PostAsync(address, json, change: change);
            Assert.True(status == HttpStatusCode.OK, $"{status}: {body}");
            return body!;
        }

        public async Task RefusesAsync(
            string address, string json, HttpStatusCode status, string code, string? field = null, string? reason = null, string? key = null, bool withKey = true)
        {
            var (answered, body) = await PostAsync(address, json, withKey ? Guid.NewGuid().ToString() : key);

            Assert.True(answered == status && (string?)body!["code"] == code, $"{answered}: {body}");
            if (field is null) return;
            var errors = body["errors"]!.AsArray().Select(error => ((string)error!["field"]!, (string)error["reason"]!)).ToList();
            Assert.Contains(errors, error => error.Item1 == field && (reason ?? error.Item2) == error.Item2);
        }

        public Task RefusesPlanAsync(Action<JsonObject> change, HttpStatusCode status, string code, string? field = null, string? reason = null)
        {
            var plan = APlan();
            change(plan);
            return RefusesAsync("/api/plan-entries", plan.ToJsonString(), status, code, field, reason);
        }

        public Task RefusesPlanAsync(Func<string, string> change, HttpStatusCode status, string code, string? field = null, string? reason = null) =>
            RefusesAsync("/api/plan-entries", change(APlan().ToJsonString()), status, code, field, reason);

        /// <summary>An event about deal 2 as the portal's server would post it.</summary>
        public async Task<HttpStatusCode> SendEventAsync(string member, string? token, IReadOnlyList<KeyValuePair<string, string>>? more = null)
        {
            var fields = new List<KeyValuePair<string, string>> { new("event", "ONCRMDEALUPDATE"), new("data[FIELDS][ID]", "2"), new("auth[member_id]", member) };
            if (token is not null) fields.Add(new("auth[application_token]", token));
            using var form = new FormUrlEncodedContent([.. fields, .. more ?? []]);
            using var answer = await World.App.Client.PostAsync("/bitrix/events", form, Token);
            return answer.StatusCode;
        }

        public async Task<int> RequestsOfThePortalAsync()
        {
            using var http = new HttpClient();
            return (int)JsonNode.Parse(await http.GetStringAsync(new Uri(World.Servers.Portals[0], "/__sandbox/stats"), Token))!["requestsTotal"]!;
        }

        /// <summary>What the node answers to these bytes, as long as it speaks.</summary>
        internal async Task<string> RawAsync(string request, TestApp? node = null)
        {
            using var socket = new TcpClient();
            var address = (node ?? Strict).Client.BaseAddress!;
            await socket.ConnectAsync(address.Host, address.Port, Token);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Token);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync(Token);
        }

        [GeneratedRegex("data-ticket=\"([^\"]+)\"")]
        private static partial Regex Ticket();
    }
}
