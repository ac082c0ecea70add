using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Golden;

public sealed class PlanBoardTests
{
    [Fact]
    public async Task Rows_are_what_a_person_adds_up()
    {
        await using var house = await PlanBoardWorld.StartAsync();

        var board = await PlanBoardWorld.RunAsync(house, "1");

        Assert.Equal(
            [
                // plan fact committed draft gap | filled % weighted % | unpaid failed | lines planned
                "team:5 11000 6200 3300 700 1500 | 9300 84.545455 7100 64.545455 | 1800 1500 | 6 5",
                // 2,000 less the 1,200 that came, and 2,500; weighted 2,000 of the contract and 40 % of 2,500.
                "manager:11 6000 1200 3300 700 1500 | 5200 86.666667 3000 50 | 1800 0 | 3 3",
                // 4,000 and 100 are paid, so nothing is left of them; the deal of 1,500 is lost.
                "manager:12 5000 5000 0 0 0 | 4100 82 4100 82 | 0 1500 | 3 2",
                "inactive - 300 0 0 - | 0 - 0 - | 0 0 | 1 0",
                "manager:14 - 300 0 0 - | 0 - 0 - | 0 0 | 1 0",
                "none - 55 0 0 - | 0 - 0 - | 0 0 | 1 0",
                "total 11000 6555 3300 700 1145 | 9300 84.545455 7100 64.545455 | 1800 1500 | 8 5",
            ],
            board.Rows.Append(board.Total).Select(Line));
    }

    [Fact]
    public async Task The_total_says_which_plan_it_is_and_is_the_companys_where_managers_have_none()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await house.SetTargetsAsync([PlanBoardWorld.Target(new(), "2027-01", 9_000m), PlanBoardWorld.Target(new(BuildingId: "1"), "2027-01", 7_000m)]);

        var november = await PlanBoardWorld.RunAsync(house, "1");
        var january = await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2027-01"));

        // 6,000 of 11 and 5,000 of 12; the department of both has a target of 1,300.
        Assert.Equal("2026-11 Managers 11000 | Company 50000 People 1300", PlanBoardWorld.Line(november.Plan!));
        Assert.Equal("2027-01 Company 9000 | Objects 7000", PlanBoardWorld.Line(january.Plan!));
        Assert.Equal((9_000m, 9_000m), (january.Total.Numbers.Plan, january.Total.Numbers.Gap));
        Assert.Equal(january.Total.Numbers, (await PlanBoardWorld.DealsAsync(house, "1", "total", "2027-01")).Numbers);
        // Of chosen people, and for who does not see all deals, it is theirs alone.
        Assert.Equal("2026-11 Managers 5000 |", PlanBoardWorld.Line((await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-11", ["12"]))).Plan!));
        Assert.Null((await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2027-01", ["12"]))).Total.Numbers.Plan);
        Assert.Equal("2026-11 Managers 11000 |", PlanBoardWorld.Line((await PlanBoardWorld.RunAsync(house, "10")).Plan!).Replace(" People 1300", ""));
        Assert.Null((await PlanBoardWorld.RunAsync(house, "10", new BoardRequest("2027-01"))).Plan);
    }

    [Fact]
    public async Task Each_deal_says_what_was_promised_what_came_and_what_is_at_risk()
    {
        await using var house = await PlanBoardWorld.StartAsync();

        var deals = (await PlanBoardWorld.DealsAsync(house, "1", "team:5")).Deals;

        Assert.Equal(
            [
                "2 12 p1 unpaid 0 fact 5000 fulfilled 4000/4000",
                "3 11 p0.4 unpaid 0 fact 0 open 0/2500 overdue_close no_schedule",
                "1 11 p1 unpaid 1800 fact 1200 partly 1200/2000",
                "4 12 p0 unpaid 0 fact 0 failed 0/1500 lost",
                "5 11 p? unpaid 0 fact 0 open 0/700 no_schedule no_probability",
                "6 12 p1 unpaid 0 fact 0 fulfilled 100/100 no_schedule",
            ],
            deals.Where(deal => deal.Entry is not null).Select(deal => FormattableString.Invariant(
                $"{deal.DealId} {deal.ManagerId} p{deal.Probability?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) ?? "?"} unpaid {deal.Unpaid:0} fact {deal.Fact:0} {deal.Entry!.Fate.ToString().ToLowerInvariant()} {deal.Entry.Paid:0}/{deal.Entry.Amount:0} {string.Join(' ', deal.Risks)}").TrimEnd()).OrderBy(line => Order(line)));

        static int Order(string line) => Array.IndexOf(["2", "3", "1", "4", "5", "6"], line.Split(' ')[0]);
    }

    [Fact]
    public async Task A_saved_entry_closes_the_gap_before_the_CRM_has_it_and_undo_reopens_it()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        Assert.Equal(6_000m - 1_200m, await GapOf11Async(house));

        var entry = await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        Assert.Equal(2_300m, await GapOf11Async(house));
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(2_300m, await GapOf11Async(house));

        var undone = await house.Store.Get<PlanService>().UndoAsync(house.Viewer("1"), entry.Id, "2b9b6f0e-8c3f-4f0c-9b56-b3b1d9f2f001", TestContext.Current.CancellationToken);
        Assert.IsType<PlanSaved.Saved>(undone);
        Assert.Equal(4_800m, await GapOf11Async(house));
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(4_800m, await GapOf11Async(house));
    }

    [Fact]
    public async Task An_entry_taken_out_opens_the_gap_by_its_sum_and_its_undo_closes_it()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var entry = await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(2_300m, await GapOf11Async(house));

        var command = new PlanCommand("3", entry.Values, 0, "2026-11", "11", Core.Model.PlanMetric.Receipts, null);
        var saved = await house.Store.Get<PlanService>().SaveAsync(house.Viewer("1"), command, "2b9b6f0e-8c3f-4f0c-9b56-b3b1d9f2f003", TestContext.Current.CancellationToken);
        Assert.Equal(4_800m, await GapOf11Async(house));
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(4_800m, await GapOf11Async(house));

        var takenOut = Assert.IsType<PlanSaved.Saved>(saved).Entry.Id;
        await house.Store.Get<PlanService>().UndoAsync(house.Viewer("1"), takenOut, "2b9b6f0e-8c3f-4f0c-9b56-b3b1d9f2f004", TestContext.Current.CancellationToken);
        await PlanBoardWorld.DeliverAsync(house);
        Assert.Equal(2_300m, await GapOf11Async(house));
    }

    [Fact]
    public async Task A_board_names_the_months_that_a_head_has_closed()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        Assert.Empty((await PlanBoardWorld.RunAsync(house, "11")).LockedMonths);

        await house.Store.Get<PlanTargets>().LockAsync(house.Viewer("1"), new Core.Model.YearMonth(2026, 12), true, TestContext.Current.CancellationToken);

        Assert.Equal(["2026-12"], (await PlanBoardWorld.RunAsync(house, "11")).LockedMonths);
    }

    [Fact]
    public async Task An_entry_moved_to_the_next_month_leaves_this_one_while_it_is_on_its_way()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        var first = await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        await PlanBoardWorld.DeliverAsync(house);

        var moved = new PlanCommand("3", first.Values, 2_500m, "2026-12", "11", Core.Model.PlanMetric.Receipts, null);
        Assert.IsType<PlanSaved.Saved>(await house.Store.Get<PlanService>().SaveAsync(
            house.Viewer("1"), moved, "2b9b6f0e-8c3f-4f0c-9b56-b3b1d9f2f002", TestContext.Current.CancellationToken));

        Assert.Equal(0, (await PlanBoardWorld.RunAsync(house, "1")).Total.Numbers.Committed);
        var december = await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-12"));
        Assert.Equal((2_000m, 2_500m, -500m), (december.Total.Numbers.Plan, december.Total.Numbers.Committed, december.Total.Numbers.Gap));
    }

    [Fact]
    public async Task An_entry_that_waits_for_a_person_counts_nowhere_and_is_shown()
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();
        await PlanBoardWorld.SaveAsync(house, new EntryFact(3, "11", 2_500m));
        // Somebody else planned it in the CRM meanwhile.
        var deal = (Core.Model.Deal)house.Host.Find(Core.Model.RecordKind.Deal, "3")!;
        house.Host.Put(deal with { Plan = new("other", new(7m, "RUB"), new(2026, 11), "12", Core.Model.PlanMetric.Receipts, Core.Model.PlanEntryStatus.Committed) });
        await PlanBoardWorld.DeliverAsync(house);

        var line = (await PlanBoardWorld.DealsAsync(house, "1", "manager:11")).Deals.Single(line => line.DealId == "3");

        Assert.Equal((null, 2_500m, Core.Model.WriteState.Conflict), (line.Entry, line.Stuck!.Amount, line.Stuck.State));
        Assert.Equal(0, (await PlanBoardWorld.RunAsync(house, "1")).Total.Numbers.Committed);
    }

    [Fact]
    public async Task Filters_leave_the_people_asked_for()
    {
        await using var house = await PlanBoardWorld.StartAsync();

        Assert.Equal(["team:5", "manager:12"], (await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-11", ["12"]))).Rows.Select(row => row.Key));
        var office = await PlanBoardWorld.RunAsync(house, "1", new BoardRequest("2026-11", null, ["5"]));
        Assert.Equal((11_000m, 6_500m), (office.Total.Numbers.Plan, office.Total.Numbers.Fact));
    }

    [Theory]
    [InlineData("2026-13", "month", "not_a_month")]
    [InlineData("november", "month", "not_a_month")]
    public async Task A_month_that_is_none_is_refused(string month, string field, string reason)
    {
        await using var house = await PlanBoardWorld.StartWithoutEntriesAsync();

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => PlanBoardWorld.RunAsync(house, "1", new BoardRequest(month)));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
        await Assert.ThrowsAsync<ReportRefusedException>(() => PlanBoardWorld.DealsAsync(house, "1", "manager:99"));
    }

    public static TheoryData<string> Viewers => [.. ReceiptsHouse.Viewers.Keys];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Every_row_and_its_list_equal_an_independent_count(string userId)
    {
        await using var house = await PlanBoardWorld.StartAsync();

        var board = await PlanBoardWorld.RunAsync(house, userId);

        Assert.Equal(
            PlanBoardRecount.Count(userId).OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key} {row.Value}"),
            board.Rows.Where(row => row.Key.StartsWith("manager:", StringComparison.Ordinal) || row.Key == "none").OrderBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => $"{row.Key} {PlanBoardRecount.Sums.Of(row.Numbers)}"));
        foreach (var row in board.Rows.Append(board.Total))
        {
            if (board.Rows.Count == 0)
                continue;
            var list = await PlanBoardWorld.DealsAsync(house, userId, row.Key);
            Assert.Equal((row.Deals, row.Numbers), (list.Count, list.Numbers));
            Assert.Equal(row.Numbers.Fact, list.Deals.Sum(deal => deal.Fact));
            Assert.Equal(row.Numbers.Unpaid, list.Deals.Sum(deal => deal.Unpaid));
            Assert.Equal(list.Count, list.Deals.Select(deal => (deal.DealId, deal.ManagerId)).Distinct().Count());
        }
        // The fact is that of every other report.
        var receipts = await house.RunAsync(userId, new ReportRequest("2026-11", "2026-11"));
        Assert.Equal(receipts.Totals.Cells.SingleOrDefault(cell => cell is { Measure: "receipts", Column: "2026-11" })?.Value ?? 0, board.Total.Numbers.Fact);
    }

    private static async Task<decimal?> GapOf11Async(ReceiptsHouse house) =>
        (await PlanBoardWorld.RunAsync(house, "1")).Rows.Single(row => row.Key == "manager:11").Numbers.Gap;

    private static string Line(BoardRow row)
    {
        var numbers = row.Numbers;
        return $"{row.Key} {N(numbers.Plan)} {N(numbers.Fact)} {N(numbers.Committed)} {N(numbers.Draft)} {N(numbers.Gap)} | {N(numbers.Filled)} {N(numbers.FilledShare)} "
            + $"{N(numbers.Weighted)} {N(numbers.WeightedShare)} | {N(numbers.Unpaid)} {N(numbers.Failed)} | {row.Deals} {row.Planned}";

        static string N(decimal? value) => value is { } known ? FormattableString.Invariant($"{known:0.######}") : "-";
    }
}

/// <summary>The board once more, from the facts alone and with loops.</summary>
internal static class PlanBoardRecount
{
    internal sealed record Sums(decimal Plan, decimal Fact, decimal Committed, decimal Draft, decimal Unpaid, decimal Failed)
    {
        public static Sums Of(BoardNumbers numbers) =>
            new Sums(numbers.Plan ?? 0, numbers.Fact, numbers.Committed, numbers.Draft, numbers.Unpaid, numbers.Failed).Plain();

        public Sums Plain() => new(decimal.Round(Plan, 2), decimal.Round(Fact, 2), decimal.Round(Committed, 2), decimal.Round(Draft, 2), decimal.Round(Unpaid, 2), decimal.Round(Failed, 2));
        public override string ToString() => FormattableString.Invariant($"{Plan:0.##} {Fact:0.##} {Committed:0.##} {Draft:0.##} {Unpaid:0.##} {Failed:0.##}");
    }

    /// <param name="viewer">1 sees all; the head's people are 11 and 12.</param>
    public static Dictionary<string, Sums> Count(string viewer)
    {
        var owners = ReceiptsHouse.Viewers[viewer];
        var found = new Dictionary<string, Sums>();
        void Add(string? manager, Func<Sums, Sums> change)
        {
            var key = manager is null ? "none" : $"manager:{manager}";
            found[key] = change(found.GetValueOrDefault(key) ?? new Sums(0, 0, 0, 0, 0, 0));
        }

        foreach (var (manager, plan) in ((string, decimal)[])[("11", 6_000m), ("12", 5_000m)])
        {
            if (viewer is "1" or "10" || viewer == manager)
                Add(manager, sums => sums with { Plan = plan });
        }
        foreach (var deal in PlanBoardWorld.Deals.Where(deal => owners is null || owners.Contains(deal.Owner)))
        {
            var paid = 0m;
            foreach (var payment in PlanBoardWorld.Payments.Where(payment => payment.Deal == deal.Id && payment.PaidOn.StartsWith("2026-11", StringComparison.Ordinal)))
            {
                paid += payment.Amount;
                Add(deal.Seller ?? deal.Owner, sums => sums with { Fact = sums.Fact + payment.Amount });
            }
            foreach (var line in PlanBoardWorld.Lines.Where(line => line.Deal == deal.Id && line.Due.StartsWith("2026-11", StringComparison.Ordinal)))
            {
                var rest = line.Amount - PlanBoardWorld.Payments.Where(payment => payment.Line == line.Id).Sum(payment => payment.Amount);
                if (rest > 0)
                    Add(deal.Seller is null or "14" ? deal.Owner : deal.Seller, sums => sums with { Unpaid = sums.Unpaid + rest });
            }
            foreach (var entry in PlanBoardWorld.Entries.Where(entry => entry.Deal == deal.Id))
            {
                var rest = entry.Amount - Math.Min(paid, entry.Amount);
                Add(entry.Manager, sums => deal.Id == 4 ? sums with { Failed = sums.Failed + entry.Amount }
                    : entry.Draft ? sums with { Draft = sums.Draft + rest }
                    : sums with { Committed = sums.Committed + rest });
            }
        }
        if (owners is null)
            Add(null, sums => sums with { Fact = 55m });
        return found;
    }
}
