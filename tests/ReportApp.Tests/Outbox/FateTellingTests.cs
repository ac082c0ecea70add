using System.Text.Json.Nodes;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Store;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Outbox;

/// <summary>What an emulated portal is told of entries that its deals hold.</summary>
public sealed class FateTellingTests : PortalDelivery
{
    private static readonly PlanValues Plan =
        new("e1", new Money(3_000_000m, "RUB"), new YearMonth(2026, 12), Author, PlanMetric.Receipts, PlanEntryStatus.Committed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_alone_is_told_once_and_the_plan_reads_as_before()
    {
        await PlanAsync(Plan);
        var before = await FieldsAsync();

        foreach (var (fate, word) in ((PlanEntryFate, string)[])
            [(PlanEntryFate.Partly, "partly"), (PlanEntryFate.Fulfilled, "fulfilled"), (PlanEntryFate.Failed, "failed"), (PlanEntryFate.Open, "committed")])
        {
            var changes = await ChangesAsync();
            await BecomesAsync(fate);

            Assert.Equal(1, await TellAsync());
            Assert.Equal(0, await TellAsync());

            var fields = await FieldsAsync();
            Assert.Equal((word, changes + 1), (fields["ufCrmUrPlanStatus"], await ChangesAsync()));
            Assert.Equal(Plan, await PlanInPortalAsync());
            Assert.All(fields.Where(field => before[field.Key] != field.Value), field => Assert.Contains(field.Key, (string[])["ufCrmUrPlanStatus", "updatedTime"]));
        }
        Assert.Single(await Portal.ItemsAsync("/__sandbox/truth/timeline_comment"), note => note!["COMMENT"]!.ToString().Contains("UR-e1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_that_somebody_changed_in_the_portal_is_left_alone()
    {
        await PlanAsync(Plan);
        await EditAsync(new { UF_CRM_UR_PLAN_AMOUNT = "7000000|RUB" });
        await BecomesAsync(PlanEntryFate.Fulfilled);

        Assert.Equal(0, await TellAsync());
        await EditAsync(new { UF_CRM_UR_PLAN_AMOUNT = "3000000|RUB" });
        Assert.Equal(0, await TellAsync()); // given up

        Assert.Equal(("committed", 1), (await StatusAsync(), await ChangesAsync()));
        await BecomesAsync(PlanEntryFate.Failed);
        Assert.Equal(1, await TellAsync());
        Assert.Equal("failed", await StatusAsync());
    }

    [Theory]
    [InlineData("""{"id":4,"isActive":false}""")]
    [InlineData("""{"id":4,"deals":"none"}""")]
    [Trait("Requirement", "I8")]
    public async Task Of_who_lost_his_right_it_is_given_up_and_the_next_entry_of_the_deal_goes_its_way(string loss)
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Failed);
        await ChangeAsync("/__sandbox/people", JsonNode.Parse(loss)!);

        Assert.Equal(0, await TellAsync());
        await ChangeAsync("/__sandbox/people", new { id = TinyWorld.Anna, isActive = true, deals = "own" });
        Assert.Equal(0, await TellAsync());

        Assert.Equal(("committed", 1), (await StatusAsync(), await ChangesAsync()));
        await PlanAsync(Plan with { EntryId = "e2", Month = new YearMonth(2027, 1) }, Plan);
        await BecomesAsync(PlanEntryFate.Partly, "e2");
        Assert.Equal(1, await TellAsync());
        Assert.Equal("partly", await StatusAsync());
    }

    [Fact]
    public async Task Where_the_field_is_missing_it_is_given_up()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Failed);
        var fields = await Portal.ResultAsync("crm.deal.userfield.list", new { filter = new { FIELD_NAME = "UF_CRM_UR_PLAN_STATUS" } });
        await Portal.ResultAsync("crm.deal.userfield.delete", new { id = fields[0]!["ID"]!.ToString() });
        Store.Clock.Advance(TimeSpan.FromHours(2)); // what was known of the portal's tables is old

        Assert.Equal(0, await TellAsync());
        Assert.Empty(await Store.Get<PlanEntries>().ListToTellAsync(Tenant.Id, 9, Token));
        Assert.Equal(1, await ChangesAsync());
    }

    [Fact]
    public async Task A_host_that_is_busy_is_told_at_the_next_look()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Fulfilled);
        await FailAsync(new { method = "crm.item.update", times = 1, status = 503, error = "QUERY_LIMIT_EXCEEDED" });

        Assert.Equal(0, await TellAsync());
        Assert.Equal("committed", await StatusAsync());
        Store.Clock.Advance(TimeSpan.FromMinutes(1)); // the pace that it asked for is over
        Assert.Equal(1, await TellAsync());
        Assert.Equal("fulfilled", await StatusAsync());
    }

    [Fact]
    [Trait("Requirement", "I18")]
    public async Task What_was_lost_on_the_way_is_found_an_hour_later_and_not_written_again()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Fulfilled);
        await FailAsync(new { method = "crm.item.update", times = 1, reset = "after" });

        Assert.Equal(0, await TellAsync());
        Store.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await TellAsync());
        Store.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await TellAsync());

        Assert.Equal(("fulfilled", 2), (await StatusAsync(), await ChangesAsync()));
    }

    [Fact]
    public async Task What_the_host_never_answers_is_given_up_after_a_day()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Fulfilled);
        await FailAsync(new { method = "crm.item.update", times = 2, status = 500, error = "INTERNAL_SERVER_ERROR" });

        Assert.Equal(0, await TellAsync());
        Store.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(0, await TellAsync());
        Store.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, await TellAsync());
        Assert.Equal("committed", await StatusAsync());
    }

    [Fact]
    public async Task Two_looks_at_once_tell_a_deal_once()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Fulfilled);

        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TellAsync()))).Sum());
        Assert.Equal(("fulfilled", 2), (await StatusAsync(), await ChangesAsync()));

        var claimed = Store.Get<PlanEntries>();
        await BecomesAsync(PlanEntryFate.Failed);
        Assert.True((await claimed.ClaimToTellAsync(Tenant.Id, "e1", Store.Clock.GetUtcNow().AddHours(1), Token))!.IsFirst);
        Assert.Null(await claimed.ClaimToTellAsync(Tenant.Id, "e1", Store.Clock.GetUtcNow().AddHours(1), Token));
        // Whoever had it died on the way.
        Store.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await TellAsync());
        Assert.Equal("failed", await StatusAsync());
    }

    [Fact]
    public async Task A_host_that_was_away_for_long_is_asked_more_than_once()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Fulfilled);
        Store.Clock.Advance(TimeSpan.FromHours(25));
        await FailAsync(new { method = "crm.item.update", times = 1, reset = "after" });

        Assert.Equal(0, await TellAsync());
        Store.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await TellAsync());
    }

    [Fact]
    public async Task Of_a_plan_that_came_in_between_the_deal_is_told_again()
    {
        await PlanAsync(Plan);
        var first = await FindAsync("e1");
        var next = Plan with { EntryId = "e2", Month = new YearMonth(2027, 1) };
        await PlanAsync(next, Plan);
        // The word of the first came after the second plan.
        await EditAsync(new { UF_CRM_UR_PLAN_STATUS = "failed" });

        await Store.Get<PlanEntries>().SetOvertakenAsync(Tenant.Id, first with { Life = first.Life with { Fate = PlanEntryFate.Failed } }, Token);

        Assert.Equal(1, await TellAsync());
        Assert.Equal(("committed", next), (await StatusAsync(), await PlanInPortalAsync()));
    }

    [Fact]
    public async Task A_draft_is_not_told()
    {
        await PlanAsync(Plan with { Status = PlanEntryStatus.Draft });
        await BecomesAsync(PlanEntryFate.Fulfilled);

        Assert.Equal(0, await TellAsync());
        Assert.Equal("draft", await StatusAsync());
    }

    [Fact]
    public async Task While_a_write_of_the_deal_is_on_its_way_nothing_is_told_and_none_of_it_is_a_conflict()
    {
        await PlanAsync(Plan);
        await BecomesAsync(PlanEntryFate.Partly);
        Assert.Equal(1, await TellAsync());
        await BecomesAsync(PlanEntryFate.Fulfilled);

        var next = Plan with { EntryId = "e2", Amount = new Money(1m, "RUB") };
        await AcceptAsync("e2", next, Plan);
        Assert.Equal(0, await TellAsync());
        Assert.Equal("partly", await StatusAsync());
        await RunAsync();
        Assert.Equal((WriteState.Confirmed, "committed"), ((await FindAsync("e2")).Write.State, await StatusAsync()));

        // Taken back, as undo does.
        await BecomesAsync(PlanEntryFate.Fulfilled, "e2");
        Assert.Equal(1, await TellAsync());
        await AcceptAsync("e3", null, next);
        await RunAsync();
        Assert.Equal((WriteState.Confirmed, null), ((await FindAsync("e3")).Write.State, await PlanInPortalAsync()));
        Assert.Equal(0, await TellAsync());
    }

    private async Task PlanAsync(PlanValues plan, PlanValues? seen = null)
    {
        await AcceptAsync(plan.EntryId, plan, seen);
        await RunAsync();
        Assert.Equal((WriteState.Confirmed, plan), ((await FindAsync(plan.EntryId)).Write.State, await PlanInPortalAsync()));
    }

    private async Task AcceptAsync(string id, PlanValues? plan, PlanValues? seen)
    {
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        var entry = new NewPlanEntry(id, id, Deal, plan, seen, Comment: null, "План", id, id, Undoes: null);
        Assert.Equal((PlanEntryAcceptance.Accepted, id), await Store.Get<PlanEntries>().AcceptAsync(new Viewer(Tenant.Id, Author, false), entry, Token));
    }

    private async Task BecomesAsync(PlanEntryFate fate, string id = "e1") =>
        Assert.Equal(1, await Store.Get<PlanEntries>().KeepAsync(Tenant.Id, [new EntryChange(id, (await FindAsync(id)).Life, fate, null)], Token));

    private async Task<PlanEntry> FindAsync(string id) => (await Store.Get<PlanEntries>().FindAsync(Tenant.Id, id, Token))!;

    private Task<int> TellAsync() => Store.Get<FateTelling>().TellAsync(Tenant.Id, Token);

    private Task EditAsync(object fields) => ChangeAsync($"/__sandbox/edit?as={TinyWorld.HeadOfSales}", new { entity = "deal", id = Deal, fields });

    private async Task<PlanValues?> PlanInPortalAsync()
    {
        var reading = (await Store.Get<IHostConnector>().ReadRecordsAsync(Tenant.BackgroundConnection, RecordKind.Deal, [Deal], Token)).Single();
        return Assert.IsType<Core.Model.Deal>(Assert.IsType<RecordReading.Found>(reading).Record).Plan;
    }

    private async Task<string?> StatusAsync() => (await FieldsAsync())["ufCrmUrPlanStatus"];

    /// <summary>All fields of the deal, by the portal's own word.</summary>
    private async Task<IReadOnlyDictionary<string, string?>> FieldsAsync() =>
        (await Portal.ItemsAsync("/__sandbox/truth/deal")).Single(deal => deal!["id"]!.ToString() == Deal)!.AsObject()
            .ToDictionary(field => field.Key, field => field.Value?.ToJsonString().Trim('"'));
}
