using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

/// <summary>Files over the wire: by an administrator's hand, and pushed by a program.</summary>
public sealed class ImportEndpointsTests : IAsyncLifetime
{
    private const string File = "Договор;Дата;Сумма;Документ\nСП-1;01.10.2026;10;П-1\nСП-1;вчера;20;П-2\n";

    private TestApp _app = null!;
    private Tenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var host = new FakeHost(TimeProvider.System);
        _app = await TestApp.StartAsync(host);
        var directory = _app.App.Services.GetRequiredService<TenantDirectory>();
        _tenant = (await directory.RegisterAsync(host.AProof(), Token))!;
        await directory.RegisterAsync(host.AProof(user: "2", isAdministrator: false), Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_administrator_looks_takes_and_takes_back()
    {
        var preview = await JsonAsync(await SendAsync("POST", "/api/imports/payments/preview?source=1C&fileName=a.csv", File));
        Assert.Equal((1, 1), (preview.GetProperty("added").GetInt32(), preview.GetProperty("rejectedRows").GetInt32()));
        var bad = preview.GetProperty("rejected")[0];
        Assert.Equal("3 day bad_date", $"{bad.GetProperty("line")} {bad.GetProperty("field").GetString()} {bad.GetProperty("reason").GetString()}");

        var done = await JsonAsync(await SendAsync(
            "POST", $"/api/imports/payments?source=1C&fileName=a.csv&columns=contract%3D{Uri.EscapeDataString("Договор")}&columns=day%3D{Uri.EscapeDataString("Дата")}"
            + $"&columns=amount%3D{Uri.EscapeDataString("Сумма")}&columns=document%3D{Uri.EscapeDataString("Документ")}&fingerprint={preview.GetProperty("fingerprint").GetString()}", File));
        Assert.Equal(1, done.GetProperty("added").GetInt32());
        var id = done.GetProperty("import").GetProperty("id").GetInt64();

        var taken = await JsonAsync(await SendAsync("GET", "/api/imports"));
        Assert.Equal(id, taken.GetProperty("imports")[0].GetProperty("import").GetProperty("id").GetInt64());
        using var undone = await SendAsync("POST", $"/api/imports/{id}/undo");
        using var again = await SendAsync("POST", $"/api/imports/{id}/undo");
        using var unknown = await SendAsync("POST", "/api/imports/77/undo");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.NotFound), (undone.StatusCode, again.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task An_import_needs_the_preview_it_follows()
    {
        using var without = await SendAsync("POST", "/api/imports/payments?source=1C", File);
        using var stale = await SendAsync("POST", "/api/imports/payments?source=1C&fingerprint=0-77", File);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Conflict), (without.StatusCode, stale.StatusCode));
        Assert.Equal("preview_outdated", await CodeAsync(stale));
    }

    [Theory]
    [InlineData("payments", """{"file":"1C","from":null}""", "source unknown_name")]
    [InlineData("payments", """{"file":null,"from":"1999-12-31"}""", "from out_of_range")]
    [InlineData("schedule", """{"file":null,"from":"2026-01-01"}""", "from out_of_range")]
    public async Task Only_payments_count_from_a_day_and_only_from_a_known_source(string kind, string counted, string refusal)
    {
        using var body = new StringContent(counted, Encoding.UTF8, "application/json");
        using var answer = await SendAsync("PUT", $"/api/imports/{kind}/counted", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors")[0];
        Assert.Equal(refusal, $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("2:")]
    [InlineData("x:1")]
    [InlineData("2:1,2:3")]
    public async Task What_was_confirmed_is_told_by_line_and_deal(string confirmed)
    {
        using var answer = await SendAsync("POST", $"/api/imports/payments?source=1C&fingerprint=1&confirmed={confirmed}", File);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import_refused"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("GET", "/api/imports")]
    [InlineData("POST", "/api/imports/payments/preview?source=1C")]
    [InlineData("POST", "/api/imports/payments?source=1C&fingerprint=1")]
    [InlineData("POST", "/api/imports/1/undo")]
    [InlineData("GET", "/api/imports/payments/template")]
    public async Task Files_are_a_matter_of_administrators(string verb, string address)
    {
        using var answer = await SendAsync(verb, address, verb == "GET" ? null : File, user: "2", isAdministrator: false);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/imports/payments/preview?source=1C&fileName=a.xlsx", "1:file content_differs")]
    [InlineData("/api/imports/payments/preview?source=%3Cscript%3E", "source bad_name")]
    [InlineData("/api/imports/payments/preview?source=1C&columns=love%3Da", "columns unknown_field")]
    [InlineData("/api/imports/payments/preview?source=1C&columns=day%3Da", "1:file no_such_column")]
    public async Task A_file_that_cannot_be_read_says_where_and_why(string address, string expected)
    {
        using var answer = await SendAsync("POST", address, File);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("import_refused", problem.GetProperty("code").GetString());
        var error = problem.GetProperty("errors")[0];
        Assert.Equal(expected, $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}");
    }

    [Fact]
    public async Task The_template_is_a_file_that_the_import_understands()
    {
        foreach (var kind in (string[])["payments", "schedule"])
        {
            using var answer = await SendAsync("GET", $"/api/imports/{kind}/template");
            Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
            var preview = await JsonAsync(await SendAsync("POST", $"/api/imports/{kind}/preview?source=1C&fileName=t.csv", await answer.Content.ReadAsStringAsync(Token)));
            Assert.Equal((2, 0), (preview.GetProperty("added").GetInt32(), preview.GetProperty("rejectedRows").GetInt32()));
        }
    }

    [Fact]
    public async Task A_program_pushes_with_the_address_alone_and_a_new_address_ends_the_former()
    {
        var former = await AddressAsync();

        var first = await JsonAsync(await PushAsync(former, File));
        var second = await JsonAsync(await PushAsync(former, File));
        Assert.Equal((1, 0, 1), (first.GetProperty("added").GetInt32(), second.GetProperty("added").GetInt32(), second.GetProperty("repeated").GetInt32()));
        Assert.Equal("bad_date", second.GetProperty("rejected")[0].GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("import").GetProperty("authorId").ValueKind);

        var next = await AddressAsync();
        Assert.NotEqual(former, next);
        using var ended = await PushAsync(former, File);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_wrong"), (ended.StatusCode, await CodeAsync(ended)));

        using var body = JsonContent.Create(new { source = "1C" });
        using var revoked = await SendAsync("POST", "/api/imports/payments/address/revoke", body);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var gone = await PushAsync(next, File);
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        Assert.Contains("push-refused token_wrong", await _app.AuditAsync());
    }

    [Fact]
    public async Task A_token_is_no_key_to_another_tenant_and_is_not_kept_in_clear()
    {
        var address = await AddressAsync();
        var token = address.Split('/')[^1];

        using var other = await PushAsync($"/import/{_tenant.Id.Value + 1}/{token}", File);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        await using var store = await _app.App.Services.GetRequiredService<StoreFactory>().OpenAsync(Token);
        var kept = Assert.Single(store.ImportTokens);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)), kept.Hash);
    }

    [Fact]
    public async Task A_pushed_file_without_a_good_row_is_422_and_one_that_is_too_large_413()
    {
        var address = await AddressAsync();

        using var bad = await PushAsync(address, "Договор;Дата;Сумма\nСП-1;вчера;1\n");
        var problem = await bad.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "import_refused"), (bad.StatusCode, problem.GetProperty("code").GetString()));
        var error = problem.GetProperty("errors")[0];
        Assert.Equal("2:day bad_date", $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}");

        using var large = new ByteArrayContent(new byte[(64 * 1024 * 1024) + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = large };
        request.Headers.ExpectContinue = true;
        using var refused = await _app.Client.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (refused.StatusCode, await CodeAsync(refused)));
        var taken = await JsonAsync(await SendAsync("GET", "/api/imports"));
        Assert.Equal(0, taken.GetProperty("imports").GetArrayLength());
    }

    [Fact]
    public async Task A_file_of_plans_is_looked_at_and_taken_as_it_was_seen()
    {
        const string plans = "Для кого;Показатель;2026-12;2027-01\nall;receipts;5;x\n";
        var preview = await JsonAsync(await SendAsync("POST", "/api/plan-targets/file/preview?fileName=a.csv", plans));
        Assert.Equal((1, 1), (preview.GetProperty("added").GetInt32(), preview.GetProperty("rejectedRows").GetInt32()));
        Assert.Equal("plan 2026-12", $"{preview.GetProperty("columns")[2].GetProperty("role").GetString()} {preview.GetProperty("columns")[2].GetProperty("month").GetString()}");
        var address = $"/api/plan-targets/file?fileName=a.csv&columns=0%3Dscope&columns=1%3Dmetric&columns=2%3Dplan&fingerprint={preview.GetProperty("fingerprint").GetString()}";

        // Said otherwise it is another preview: the month that could not be read is left out.
        using var other = await SendAsync("POST", address, plans);
        Assert.Equal((HttpStatusCode.Conflict, "preview_outdated"), (other.StatusCode, await CodeAsync(other)));
        var done = await JsonAsync(await SendAsync("POST", address.Replace("columns=2", "columns=3%3Dplan&columns=2", StringComparison.Ordinal), plans));
        Assert.Equal((1, 1), (done.GetProperty("changed").GetInt32(), done.GetProperty("rejectedRows").GetInt32()));

        using var seller = await SendAsync("POST", "/api/plan-targets/file/preview", plans, "2", isAdministrator: false);
        using var template = await SendAsync("GET", "/api/plan-targets/template?kind=sales&metric=receipts&year=2027&language=ru", user: "2", isAdministrator: false);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (seller.StatusCode, template.StatusCode));
    }

    [Theory]
    [InlineData("file/preview?columns=0%3Downer", "columns unknown_field")]
    [InlineData("file/preview?columns=first%3Dscope", "columns out_of_range")]
    [InlineData("file/preview?columns=0%3Dscope&columns=1%3Dscope", "columns repeated")]
    [InlineData("file/preview?columns=0%3Dscope&columns=0%3Dplan", "columns repeated")]
    [InlineData("file/preview?columns=0%3Dplan&columns=1%3Dvalue", "columns mixed")]
    [InlineData("file/preview?columns=7%3Dscope", "1:file no_such_column")]
    [InlineData("file/preview?kind=wish", "kind unknown_kind")]
    [InlineData("file/preview?metric=love", "metric unknown_metric")]
    [InlineData("file/preview?year=1", "year out_of_range")]
    [InlineData("file/preview?header=21", "header out_of_range")]
    [InlineData("file/preview?header=9", "9:file bad_header")]
    [InlineData("file/preview?sheet=x", "1:file no_such_sheet")]
    [InlineData("file/preview?fileName=a.xlsx", "1:file content_differs")]
    [InlineData("file?fingerprint=x", "1:metric required")]
    public async Task What_cannot_be_said_of_a_file_of_plans_is_refused_with_its_field_and_reason(string address, string expected)
    {
        using var answer = await SendAsync("POST", $"/api/plan-targets/{address}", "scope;2026-12\nall;5\n");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "targets_refused"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal(expected, $"{problem.GetProperty("errors")[0].GetProperty("field").GetString()} {problem.GetProperty("errors")[0].GetProperty("reason").GetString()}");
    }

    [Theory]
    [InlineData("kind=wish&metric=units&year=2027&language=ru", "kind unknown_kind")]
    [InlineData("kind=sales&metric=units&year=1999&language=ru", "year out_of_range")]
    [InlineData("kind=sales&metric=units&year=2027&language=de", "language unknown")]
    public async Task A_template_of_what_there_is_not_is_refused(string query, string expected)
    {
        using var answer = await SendAsync("GET", $"/api/plan-targets/template?{query}");

        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors")[0];
        Assert.Equal((HttpStatusCode.UnprocessableEntity, expected), (answer.StatusCode, $"{error.GetProperty("field").GetString()} {error.GetProperty("reason").GetString()}"));
    }

    private async Task<string> AddressAsync()
    {
        using var body = JsonContent.Create(new { source = "1C" });
        var made = await JsonAsync(await SendAsync("POST", "/api/imports/payments/address", body));
        return new Uri(made.GetProperty("address").GetString()!).AbsolutePath;
    }

    private async Task<HttpResponseMessage> PushAsync(string address, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/csv");
        return await _app.Client.PostAsync(address, content, Token);
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, string address, string? text = null, string user = "1", bool isAdministrator = true)
    {
        using var content = text is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return await SendAsync(verb, address, content, user, isAdministrator);
    }

    private async Task<HttpResponseMessage> SendAsync(string verb, string address, HttpContent? content, string user = "1", bool isAdministrator = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", BearerOf(user, isAdministrator));
        return await _app.Client.SendAsync(request, Token);
    }

    private string BearerOf(string user, bool isAdministrator)
    {
        var connection = new HostConnection(_tenant.Id, _tenant.Key, _tenant.Endpoint, user);
        return _app.App.Services.GetRequiredService<SessionStore>().NewBearer(new Session(
            new Viewer(_tenant.Id, user, isAdministrator), "Ann", connection, _tenant.FrameOrigin, "en", "DEFAULT", null, TimeProvider.System.GetUtcNow())).Token;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync(Token)));
            return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        }
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString();
}
