using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using ReportApp.Core.Model;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

/// <summary>What is kept of the entries of <see cref="PlanBoardWorld"/>.</summary>
public sealed class PlanFateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_kept_is_what_the_board_counts_and_looking_again_changes_nothing()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        var lookedAt = house.Store.Clock.GetUtcNow();

        Assert.Equal(4, await LookAsync(house));
        house.Store.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await LookAsync(house));

        Assert.Equal(["1 Partly", "2 Fulfilled", "3 Open", "4 Failed", "5 Open", "6 Fulfilled"], await FatesAsync(house));
        var shown = (await PlanBoardWorld.DealsAsync(house, "1", "total")).Deals.Where(deal => deal.Entry is not null).OrderBy(deal => deal.DealId).ToList();
        Assert.Equal(await FatesAsync(house), shown.Select(deal => $"{deal.DealId} {deal.Entry!.Fate}"));
        Assert.All(shown, deal => Assert.Equal(deal.Entry!.Fate == PlanEntryFate.Open ? null : lookedAt, deal.Entry.FateAt));
    }

    [Fact]
    public async Task A_payment_that_is_deleted_and_a_deal_that_is_reopened_move_an_entry_back()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        await LookAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromHours(1));

        await house.BuryAsync(RecordKind.Item(ReceiptsWorld.PaymentTable), "2");
        await house.LandAsync(
            ReceiptsWorld.ToRecord(PlanBoardWorld.Deals.Single(deal => deal.Id == 4)),
            new StageVisit { Id = "901", DealId = "4", PipelineId = "0", StageId = "BOOK", EnteredAt = house.Store.Clock.GetUtcNow() });

        Assert.Equal(2, await LookAsync(house));
        Assert.Equal(["1 Partly", "2 Open", "3 Open", "4 Open", "5 Open", "6 Fulfilled"], await FatesAsync(house));
        Assert.Equal(house.Store.Clock.GetUtcNow(), (await EntryOfAsync(house, 2)).Life.ChangedAt);
    }

    [Fact]
    public async Task Deals_are_told_what_is_kept_but_drafts_and_what_is_open()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        // It was lost with the plan in its fields.
        house.Host.Put(((Deal)house.Host.Find(RecordKind.Deal, "4")!) with { Plan = (await EntryOfAsync(house, 4)).Values });
        await LookAsync(house);

        Assert.Equal(4, await TellAsync(house));
        Assert.Equal(0, await TellAsync(house));
        Assert.Equal(["1 Partly", "2 Fulfilled", "4 Failed", "6 Fulfilled"], Told(house));

        await house.BuryAsync(RecordKind.Item(ReceiptsWorld.PaymentTable), "2");
        await LookAsync(house);
        Assert.Equal(1, await TellAsync(house));
        Assert.Equal(["1 Partly", "2 Open", "4 Failed", "6 Fulfilled"], Told(house));
    }

    [Fact]
    public async Task After_it_was_told_an_entry_is_undone_and_said_anew_without_a_conflict()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        await LookAsync(house);
        await TellAsync(house);
        var told = await EntryOfAsync(house, 1);
        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));

        var undone = Assert.IsType<PlanSaved.Saved>(await house.Store.Get<PlanService>().UndoAsync(house.Viewer("1"), told.Id, "undo", Token)).Entry;
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(WriteState.Confirmed, (await EntryAsync(house, undone.Id)).Write.State);
        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        var anew = await PlanBoardWorld.SaveAsync(house, new EntryFact(1, "11", 1_000m));
        await PlanBoardWorld.DeliverAsync(house);
        await LookAsync(house);

        Assert.Equal((WriteState.Confirmed, PlanEntryFate.Fulfilled), ((await EntryAsync(house, anew.Id)).Write.State, (await EntryAsync(house, anew.Id)).Life.Fate));
        Assert.Equal(1, await TellAsync(house));
        Assert.Equal("1 Fulfilled", Told(house)[0]);
    }

    [Fact]
    public async Task What_was_found_of_past_months_before_the_host_could_be_told_is_told_when_it_changes()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        await LookAsync(house);
        await using (var rows = await house.Store.Get<StoreFactory>().OpenAsync(Token))
        {
            await rows.Database.ExecuteSqlRawAsync("UPDATE plan_entries SET \"Values\" = replace(\"Values\", '2026-11', '2001-11') WHERE DealId IN ('2', '4')", Token);
            await rows.Database.ExecuteSqlRawAsync("UPDATE plan_entries SET \"Values\" = replace(\"Values\", '2026-11', '9998-11') WHERE DealId IN ('1', '6')", Token);
            await rows.GetService<IMigrator>().MigrateAsync("ForecastOverrides", Token);
            await rows.GetService<IMigrator>().MigrateAsync(null, Token);
        }
        var entries = house.Store.Get<PlanEntries>();
        Assert.Equal(["1", "6"], (await DealsToTellAsync()).Order());

        var lost = await EntryOfAsync(house, 4);
        await entries.KeepAsync(house.Tenant, [new EntryChange(lost.Id, lost.Life, PlanEntryFate.Partly, null)], Token);
        Assert.Equal(["1", "4", "6"], (await DealsToTellAsync()).Order());

        async Task<IEnumerable<string>> DealsToTellAsync()
        {
            var found = new List<string>();
            foreach (var id in await entries.ListToTellAsync(house.Tenant, 50, Token)) found.Add((await EntryAsync(house, id)).DealId);
            return found;
        }
    }

    [Fact]
    public async Task Of_months_long_over_only_what_stands_or_is_open_is_looked_at_again()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var first = await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        await PlanBoardWorld.DeliverAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await SaveAsync(house, new PlanCommand("3", first.Values, 2_000m, "2026-11", "11", PlanMetric.Receipts, null));
        await PlanBoardWorld.DeliverAsync(house);
        await LookAsync(house);
        Assert.Equal([first.Id, second.Id], await LookedAtAsync(12)); // the second is open, and the first is judged by it

        house.Store.Clock.Advance(TimeSpan.FromDays(8));
        await LookAsync(house); // the month passed and nothing came

        Assert.Equal([first.Id, second.Id], await LookedAtAsync(11));
        Assert.Equal([second.Id], await LookedAtAsync(12));

        async Task<IEnumerable<string>> LookedAtAsync(int month) =>
            (await house.Store.Get<PlanEntries>().ListToJudgeAsync(house.Tenant, new YearMonth(2026, month), Token)).Select(entry => entry.Id);
    }

    [Fact]
    public async Task An_entry_of_a_later_month_is_linked_until_it_is_taken_back()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var first = await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        await PlanBoardWorld.DeliverAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await SaveAsync(house, new PlanCommand("3", first.Values, 2_500m, "2026-12", "11", PlanMetric.Receipts, null));
        await LookAsync(house);
        Assert.Equal((PlanEntryFate.Open, null), await LifeAsync(first.Id)); // the other is still on its way

        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(1, await LookAsync(house));
        Assert.Equal((PlanEntryFate.Moved, second.Id), await LifeAsync(first.Id));

        house.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        var undone = Assert.IsType<PlanSaved.Saved>(await house.Store.Get<PlanService>().UndoAsync(house.Viewer("1"), second.Id, Guid.NewGuid().ToString(), Token)).Entry;
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(2, await LookAsync(house));
        // The word that stands now says the same as the first and stands in its place.
        Assert.Equal((PlanEntryFate.Cancelled, undone.Id), await LifeAsync(first.Id));
        Assert.Equal((PlanEntryFate.Cancelled, undone.Id), await LifeAsync(second.Id));
        Assert.Equal((PlanEntryFate.Open, null), await LifeAsync(undone.Id));

        async Task<(PlanEntryFate, string?)> LifeAsync(string id)
        {
            var view = (await house.Store.Get<PlanService>().FindAsync(house.Viewer("1"), id, Token))!;
            return (view.Fate, view.ReplacedBy);
        }
    }

    [Fact]
    public async Task Promises_of_months_that_are_over_are_counted_by_manager_and_listed()
    {
        await using var house = await PlanBoardWorld.StartAsync();
        await LookAsync(house);
        Assert.All((await PlanBoardWorld.RunAsync(house, "1")).Rows, row => Assert.Null(row.Promises));

        house.Store.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(2, await LookAsync(house)); // 3 and the draft of 5 brought nothing

        var board = await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-12"));
        // 11: a part of deal 1 came and nothing of deal 3, the draft is no promise. 12: deals 2 and 6 paid, 4 was lost.
        Assert.Equal(
            ["team:5 2/5 40", "manager:11 0/2 0", "manager:12 2/3 66.666667", "total 2/5 40"],
            board.Rows.Append(board.Total).Where(row => row.Promises is not null).Select(row =>
                FormattableString.Invariant($"{row.Key} {row.Promises!.Kept}/{row.Promises.Made} {row.Promises.Share:0.######}")));
        // A board of a month before knows nothing of it.
        Assert.Null((await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-10"))).Total.Promises);

        var november = (await PlanBoardWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Numbers;
        Assert.Equal((6_000m, 1_200m, 0m, 4_800m, 3_200m), (november.Plan, november.Fact, november.Committed, november.Gap, november.Failed));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Promises_of_deals_that_a_viewer_does_not_see_are_not_told(string userId)
    {
        await using var house = await PlanBoardWorld.StartAsync();
        house.Store.Clock.Advance(TimeSpan.FromDays(8));
        await LookAsync(house);
        var seen = PlanBoardWorld.Deals.Where(deal => ReceiptsHouse.Viewers[userId]?.Contains(deal.Owner) != false).Select(deal => deal.Id).ToHashSet();

        var board = await PlanBoardWorld.RunAsync(house, userId, new BoardRequest("2026-12"));

        Assert.Equal(PlanBoardWorld.Entries.Count(entry => seen.Contains(entry.Deal) && !entry.Draft), board.Total.Promises?.Made ?? 0);
        foreach (var row in board.Rows.Append(board.Total).Where(_ => board.Rows.Count > 0))
        {
            var list = await house.Store.Get<PlanBoards>().PromisesAsync(house.Viewer(userId), new BoardDealsRequest(row.Key, "2026-12"), Token);
            Assert.Equal(row.Promises, list.Promises);
            Assert.Equal((row.Promises?.Made ?? 0, row.Promises?.Kept ?? 0), (list.Entries.Count, list.Entries.Count(entry => entry.Fate == PlanEntryFate.Fulfilled)));
            Assert.All(list.Entries, entry => Assert.Contains(int.Parse(entry.DealId, System.Globalization.CultureInfo.InvariantCulture), seen));
        }
    }

    [Fact]
    public async Task What_was_moved_before_its_month_began_is_no_promise()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var december = await SaveAsync(house, new PlanCommand("3", null, 2_500m, "2026-12", "11", PlanMetric.Receipts, null));
        var other = await SaveAsync(house, new PlanCommand("5", null, 500m, "2026-12", "11", PlanMetric.Receipts, null));
        await PlanBoardWorld.DeliverAsync(house);
        await SaveAsync(house, new PlanCommand("3", december.Values, 2_500m, "2027-01", "11", PlanMetric.Receipts, null));
        await PlanBoardWorld.DeliverAsync(house);
        await LookAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromDays(20));
        await SaveAsync(house, new PlanCommand("5", other.Values, 500m, "2027-01", "11", PlanMetric.Receipts, null));
        await PlanBoardWorld.DeliverAsync(house);
        house.Store.Clock.Advance(TimeSpan.FromDays(20));
        await LookAsync(house);

        var promises = (await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-12"))).Total.Promises;

        Assert.Equal((0, 1), (promises?.Kept, promises?.Made));
    }

    private static Task<int> LookAsync(ReceiptsHouse house) => house.Store.Get<PlanFates>().RefreshAsync(house.Tenant, Token);

    private static Task<int> TellAsync(ReceiptsHouse house) => house.Store.Get<FateTelling>().TellAsync(house.Tenant, Token);

    private static IReadOnlyList<string> Told(ReceiptsHouse house) => [.. house.Host.Fates.Select(deal => $"{deal.Key} {deal.Value}").Order()];

    private static async Task<PlanEntry> EntryAsync(ReceiptsHouse house, string id) => (await house.Store.Get<PlanEntries>().FindAsync(house.Tenant, id, Token))!;

    private static async Task<IEnumerable<string>> FatesAsync(ReceiptsHouse house)
    {
        var fates = new List<string>();
        foreach (var deal in PlanBoardWorld.Entries.Select(entry => entry.Deal)) fates.Add($"{deal} {(await EntryOfAsync(house, deal)).Life.Fate}");
        return fates;
    }

    private static async Task<PlanEntry> EntryOfAsync(ReceiptsHouse house, int deal) =>
        (await house.Store.Get<PlanEntries>().ListForDealAsync(house.Tenant, $"{deal}", 1, Token)).Single();

    private static async Task<PlanEntryView> SaveAsync(ReceiptsHouse house, PlanCommand command) => Assert.IsType<PlanSaved.Saved>(
        await house.Store.Get<PlanService>().SaveAsync(house.Viewer("1"), command, Guid.NewGuid().ToString(), Token)).Entry;
}
