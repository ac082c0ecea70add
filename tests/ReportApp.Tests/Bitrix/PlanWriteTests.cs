using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Bitrix;

/// <summary>Plan writes against a host that loses, keeps or spells things its own way (reliability.md §3.4–3.6; bitrix24.md §3.5, §10).</summary>
[Trait("MUST", "3.5")]
public sealed class PlanWriteTests
{
    private const string Standing = """
        "ufCrmUrPlanAmount":"1500000.00|RUB","ufCrmUrPlanMonth":"2026-12-01T03:00:00+03:00","ufCrmUrPlanManager":"4","ufCrmUrPlanMetric":"receipts",
        "ufCrmUrPlanStatus":"committed","ufCrmUrPlanEntry":"entry-1"
        """;

    private static readonly PlanWrite Write = new(
        "operation-1", "5", null, new("entry-1", new(1_500_000m, "RUB"), new(2026, 12), "4", PlanMetric.Receipts, PlanEntryStatus.Committed), "План: $result[deal][item]");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_wanted_is_sent_alone_as_the_host_spells_it_and_noted_once()
    {
        await using var host = await HostAsync(before: "", after: Standing);

        Assert.IsType<WriteResult.Confirmed>(await ApplyAsync(host));

        var update = Assert.Single(host.AskedFor("crm.item.update"));
        Assert.Equal(
            ("2", "5", "1500000|RUB", "2026-12-01", "4", "receipts", "committed", "entry-1"),
            (update["entityTypeId"], update["id"], update["fields[ufCrmUrPlanAmount]"], update["fields[ufCrmUrPlanMonth]"], update["fields[ufCrmUrPlanManager]"],
                update["fields[ufCrmUrPlanMetric]"], update["fields[ufCrmUrPlanStatus]"], update["fields[ufCrmUrPlanEntry]"]));
        var note = Assert.Single(host.AskedFor("crm.timeline.comment.add"));
        Assert.Equal("План: $result[deal][item]\nUR-operation-1", note["fields[COMMENT]"]);
        Assert.DoesNotContain(host.AskedFor("batch"), batch => batch.Args.Values.Any(command => command.Contains("%24result", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_values_in_another_spelling_are_no_reason_to_write()
    {
        await using var host = await HostAsync(before: Standing, after: Standing);

        Assert.IsType<WriteResult.Confirmed>(await ApplyAsync(host));

        Assert.Empty(host.AskedFor("crm.item.update"));
    }

    [Theory]
    [InlineData("a field the host does not know any more", "", "UF_CRM_UR_PLAN_AMOUNT")]
    [InlineData("a day the host could not parse", "\"ufCrmUrPlanMonth\":\"\"", "UF_CRM_UR_PLAN_MONTH")]
    [InlineData("an amount the host rounded", "\"ufCrmUrPlanAmount\":\"1500000.01|RUB\"", "UF_CRM_UR_PLAN_AMOUNT")]
    [InlineData("a value nobody can read", "\"ufCrmUrPlanAmount\":\"many\"", "UF_CRM_UR_PLAN_AMOUNT")]
    public async Task A_value_the_host_took_with_200_and_did_not_keep_is_named_and_not_noted(string situation, string kept, string field)
    {
        await using var host = await HostAsync(before: "", after: kept.Length == 0 ? "" : $"{Standing},{kept}");

        var result = Assert.IsType<WriteResult.NotKept>(await ApplyAsync(host));

        Assert.True(result.Reason.Contains(field, StringComparison.Ordinal), $"{situation}: {result.Reason}");
        Assert.Empty(host.AskedFor("crm.timeline.comment.add"));
    }

    [Fact]
    public async Task Without_the_plans_fields_nothing_is_sent()
    {
        await using var host = await HostAsync(before: "", after: Standing);
        host.On("crm.item.fields", PortalTables.Fields(PortalTables.PlanFields.Take(5)));

        Assert.Contains("UF_CRM_UR_PLAN_ENTRY", Assert.IsType<WriteResult.NotKept>(await ApplyAsync(host)).Reason, StringComparison.Ordinal);

        Assert.Empty(host.AskedFor("crm.item.update"));
    }

    [Theory]
    [InlineData("QUERY_LIMIT_EXCEEDED", 503, HostFault.NoEffect)]
    [InlineData("INTERNAL_SERVER_ERROR", 500, HostFault.OutcomeUnknown)]
    [InlineData("ACCESS_DENIED", 400, HostFault.NotAllowed)]
    [InlineData("CRM_FIELD_ERROR_REQUIRED", 400, HostFault.Refused)]
    [Trait("MUST", "3.6")]
    public async Task A_write_is_sent_once_and_its_fault_told(string code, int status, HostFault fault)
    {
        await using var host = await HostAsync(before: "", after: Standing);
        host.On("crm.item.update", Answer.Error(code, status: status));

        Assert.Equal(fault, (await Assert.ThrowsAsync<HostException>(() => ApplyAsync(host))).Fault);

        Assert.Single(host.AskedFor("crm.item.update"));
        Assert.Empty(host.AskedFor("crm.timeline.comment.add"));
    }

    [Theory]
    [InlineData("crm.item.get")]
    [InlineData("crm.item.update")]
    public async Task A_deal_that_is_gone_is_told_so(string method)
    {
        await using var host = await HostAsync(before: "", after: Standing);
        host.On(method, Answer.Error("NOT_FOUND", "Element not found"));

        Assert.IsType<WriteResult.Gone>(await ApplyAsync(host));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("MUST", "3.4")]
    public async Task A_note_that_stands_already_is_found_however_many_came_after(int page)
    {
        await using var host = await HostAsync(before: Standing, after: Standing);
        var others = string.Join(',', Enumerable.Range(1, 50).Select(_ => """{"ID":"9","COMMENT":"Позвонил"}"""));
        host.On("crm.timeline.comment.list", asked => asked["start"] == ((page - 1) * 50).ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? Answer.Result($$"""[{"ID":"1","COMMENT":"План\nUR-operation-1","AUTHOR_ID":"{{host.Connection.UserId}}"}]""")
            : Answer.Result($"[{others}]"));

        Assert.IsType<WriteResult.Confirmed>(await ApplyAsync(host));

        Assert.Empty(host.AskedFor("crm.timeline.comment.add"));
    }

    [Fact]
    [Trait("MUST", "3.4")]
    public async Task A_mark_in_somebody_elses_comment_is_no_note_of_ours()
    {
        await using var host = await HostAsync(before: Standing, after: Standing);
        host.On("crm.timeline.comment.list", Answer.Result("""[{"ID":"1","COMMENT":"UR-operation-1","AUTHOR_ID":"999"}]"""));
        host.On("crm.timeline.comment.add", Answer.Result("5"));

        Assert.IsType<WriteResult.Confirmed>(await ApplyAsync(host));

        Assert.Single(host.AskedFor("crm.timeline.comment.add"));
    }

    [Fact]
    [Trait("MUST", "3.4")]
    public async Task Notes_that_could_not_be_read_are_not_taken_for_none()
    {
        await using var host = await HostAsync(before: "", after: Standing);
        host.On("crm.timeline.comment.list", Answer.Error("INTERNAL_SERVER_ERROR"));

        await Assert.ThrowsAsync<HostException>(() => ApplyAsync(host));

        Assert.Empty(host.AskedFor("crm.item.update"));
        Assert.Empty(host.AskedFor("crm.timeline.comment.add"));
    }

    [Theory]
    [InlineData("the host kept it", Standing, "fulfilled", FateAnswer.Told)]
    [InlineData("the status is read-only", Standing, "committed", FateAnswer.NotKept)]
    [InlineData("another entry came in between", Standing + ",\"ufCrmUrPlanEntry\":\"entry-2\"", "fulfilled", FateAnswer.Overtaken)]
    public async Task Of_what_became_of_an_entry_one_field_is_sent_and_what_came_back_is_read(string situation, string after, string status, FateAnswer expected)
    {
        await using var host = await HostAsync(before: Standing, after: $"{after},\"ufCrmUrPlanStatus\":\"{status}\"");

        var answer = await host.Connector.TellFateAsync(host.Connection, "5", Write.Wanted!, PlanEntryFate.Fulfilled, Token);

        Assert.True(expected == answer, $"{situation}: {answer}");
        var update = Assert.Single(host.AskedFor("crm.item.update"));
        Assert.Equal(["fields[ufCrmUrPlanStatus]=fulfilled"], update.Args.Where(arg => arg.Key.StartsWith("fields", StringComparison.Ordinal)).Select(arg => $"{arg.Key}={arg.Value}"));
        Assert.Empty(host.AskedFor("crm.timeline.comment.add"));
    }

    /// <param name="before">Plan members of the deal when it is read.</param>
    /// <param name="after">Plan members of the deal that an update answers.</param>
    private static async Task<WireHost> HostAsync(string before, string after)
    {
        var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields(PortalTables.PlanFields));
        host.On("crm.item.get", Answer.Result($$"""{"item":{{PortalTables.Deal(5, before)}}}"""));
        host.On("crm.item.update", Answer.Result($$"""{"item":{{PortalTables.Deal(5, after)}}}"""));
        host.On("crm.timeline.comment.list", Answer.Result("[]"));
        host.On("crm.timeline.comment.add", Answer.Result("999"));
        return host;
    }

    private static Task<WriteResult> ApplyAsync(WireHost host) => host.Connector.ApplyAsync(host.Connection, Write, Token);
}
