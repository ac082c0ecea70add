using System.Globalization;
using System.Text.Json.Nodes;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Outbox;

/// <summary>The outbox and the real connector against an emulated portal: values and note are two calls, and either may fail alone.</summary>
public sealed class DeliveryToThePortalTests : PortalDelivery
{
    private static readonly PlanValues Plan =
        new("e1", new Money(3_000_000m, "RUB"), new YearMonth(2026, 12), Author, PlanMetric.Receipts, PlanEntryStatus.Committed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string?> Faults { get; } = new()
    {
        // situation, status, code
        { "a proxy in between refuses", 404, null },
        { "the answer is unreadable", 502, null },
        { "this person may not write notes", 403, "ACCESS_DENIED" },
        { "the host refuses the note", 400, "ERROR_ARGUMENT" },
        { "the portal is stopped at this moment", 401, "PAYMENT_REQUIRED" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    [Trait("Requirement", "I1")]
    [Trait("Requirement", "I18")]
    public async Task A_plan_that_stands_without_its_note_is_in_doubt_and_never_counts_as_unsent(string situation, int status, string? code)
    {
        await AcceptAsync();
        await FailAsync(new { method = "crm.timeline.comment.add", times = 1, status, error = code });

        await RunAsync();

        Assert.Equal(1, await ChangesAsync());
        var write = await FindAsync();
        Assert.True(write.State == WriteState.InDoubt, $"{situation}: {write.State} {write.Reason}");
        Assert.False(await Store.Get<OutboxWrites>().DecideAsync(new Viewer(Tenant.Id, Author, false), "op1", WriteDecision.Cancel, Token));

        Store.Clock.Advance(TimeSpan.FromSeconds(61));
        await RunAsync();

        Assert.Equal((WriteState.Confirmed, null), ((await FindAsync()).State, (await FindAsync()).Reason));
        Assert.Equal((1, 1), (await ChangesAsync(), await NotesAsync()));
    }

    [Theory]
    [InlineData(403, "ACCESS_DENIED")]
    [InlineData(400, "ERROR_ARGUMENT")]
    [Trait("Requirement", "I1")]
    public async Task A_plan_whose_note_is_refused_for_good_is_confirmed_because_it_stands(int status, string code)
    {
        await AcceptAsync();
        await FailAsync(new { method = "crm.timeline.comment.add", status, error = code });

        await RunAsync();
        Store.Clock.Advance(TimeSpan.FromSeconds(61));
        await RunAsync();

        Assert.Equal((WriteState.Confirmed, "note_refused"), ((await FindAsync()).State, (await FindAsync()).Reason));
        Assert.Equal((1, 0), (await ChangesAsync(), await NotesAsync()));
    }

    /// <summary>Situation, and the fault that makes it. Some strike before the change is applied, some after.</summary>
    public static TheoryData<string, string> Misfortunes { get; } = new()
    {
        { "the connection breaks before the change", """{"reset":"before"}""" },
        { "the connection breaks after the change", """{"reset":"after"}""" },
        { "the answer ends in the middle", """{"cut":true}""" },
        { "the answer is no JSON", """{"body":"<html>Bad gateway</html>"}""" },
        { "the answer is empty", """{"body":""}""" },
        { "the answer says another thing than was written", """{"body":"{\"result\":{\"item\":[]}}"}""" },
        { "the change comes later than anybody waits", """{"delayBeforeMs":4000}""" },
        { "the answer comes later than anybody waits", """{"delayAfterMs":4000}""" },
        { "the answer stops in the middle and goes on", """{"pauseMs":500}""" },
        { "a proxy in between fails", """{"status":502}""" },
        { "the portal fails", """{"status":500,"error":"INTERNAL_SERVER_ERROR"}""" },
        { "there were too many requests", """{"status":503,"error":"QUERY_LIMIT_EXCEEDED"}""" },
        { "the method has used up its time", """{"status":429,"error":"OPERATION_TIME_LIMIT"}""" },
        { "the token has expired", """{"status":401,"error":"expired_token"}""" },
        { "the answer sends us elsewhere", """{"redirect":"http://127.0.0.1:9/"}""" },
    };

    [Theory]
    [MemberData(nameof(Misfortunes))]
    [Trait("Requirement", "I1")]
    public async Task Whatever_happens_to_a_change_on_its_way_it_is_applied_once_and_noted_once(string situation, string fault)
    {
        await AcceptAsync();
        var rule = JsonNode.Parse(fault)!.AsObject();
        (rule["method"], rule["times"]) = ("crm.item.update", 1);
        await FailAsync(rule);

        var states = new List<string>();
        for (var tries = 0; tries < 10 && (await FindAsync()).State != WriteState.Confirmed; tries++)
        {
            await RunAsync();
            var write = await FindAsync();
            states.Add($"{write.State} {write.Reason}".Trim());
            Store.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.True((await FindAsync()).State == WriteState.Confirmed, $"{situation}: {string.Join(", ", states)}");
        Assert.Equal((1, 1), (await ChangesAsync(), await NotesAsync()));
        Assert.Equal(0, (int)(await Portal.ItemsAsync("/__sandbox/faults"))[0]!["times"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("MUST", "3.1")]
    public async Task A_conflict_names_who_changed_the_deal_in_thePortal_and_when(bool isFoundByReading)
    {
        await AcceptAsync();
        if (isFoundByReading)
        {
            await FailAsync(new { method = "crm.item.update", times = 1, reset = "before" });
            await RunAsync();
            Assert.Equal(WriteState.InDoubt, (await FindAsync()).State);
        }
        var changedAt = new DateTimeOffset(2026, 11, 24, 9, 7, 0, TimeSpan.Zero);
        await ChangeAsync("/__sandbox/clock", new { now = changedAt });
        await ChangeAsync(
            $"/__sandbox/edit?as={TinyWorld.HeadOfSales}",
            new { entity = "deal", id = Deal, fields = new { UF_CRM_UR_PLAN_AMOUNT = "7000000|RUB", UF_CRM_UR_PLAN_MONTH = "2027-01-01" } });
        Store.Clock.Advance(TimeSpan.FromSeconds(61));

        await RunAsync();

        var write = await FindAsync();
        Assert.Equal((WriteState.Conflict, 7_000_000m), (write.State, write.Theirs?.Amount.Amount));
        Assert.Equal((TinyWorld.HeadOfSales.ToString(CultureInfo.InvariantCulture), changedAt), (write.TheirsBy, write.TheirsAt));
    }

    [Theory]
    [InlineData("""{"id":4,"isActive":false}""")]
    [InlineData("""{"id":4,"deals":"none"}""")]
    [Trait("Requirement", "I8")]
    public async Task A_write_of_who_lost_his_right_waits_with_a_reason_until_he_has_it_again(string loss)
    {
        await AcceptAsync();
        await ChangeAsync("/__sandbox/people", JsonNode.Parse(loss)!);

        await RunAsync();

        Assert.Equal((WriteState.Blocked, "no_host_right"), ((await FindAsync()).State, (await FindAsync()).Reason));
        Assert.Equal((0, 0), (await ChangesAsync(), await NotesAsync()));
        await ChangeAsync("/__sandbox/people", new { id = TinyWorld.Anna, isActive = true, deals = "own" });
        Assert.True(await Store.Get<OutboxWrites>().DecideAsync(new Viewer(Tenant.Id, Author, false), "op1", WriteDecision.Retry, Token));
        await RunAsync();
        Assert.Equal((1, 1), (await ChangesAsync(), await NotesAsync()));
    }

    private Task AcceptAsync() => Delivery.AcceptAsync(Store.Services, Tenant.Id, Author, new PlanWrite("op1", Deal, null, Plan, "План: 3 000 000 ₽"));

    private Task<StoredWrite> FindAsync() => Delivery.FindAsync(Store.Services, Tenant.Id, "op1");

    private async Task<int> NotesAsync() => (await Portal.ItemsAsync("/__sandbox/truth/timeline_comment"))
        .Count(note => note!["COMMENT"]!.ToString().Contains("UR-op1", StringComparison.Ordinal));
}
