using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ReportApp.Tests.Sandbox.Bitrix;
using static ReportApp.Tests.Golden.RightsRecount;

namespace ReportApp.Tests.Golden;

/// <summary>
/// Whoever looks, whatever was changed of his rights: cells, lists, totals and boards are those of the host's own list for him, 15 minutes after
/// the change at the latest, and until then either those of before or those of now.
/// </summary>
public sealed class RightsOracleTests
{
    /// <summary>Behind which cells it is looked.</summary>
    private enum Lists { None, Wholes, All }

    private static readonly string[] BoardMeasures = ["fact", "unpaid"];

    private static readonly Place AllDeals = new("sales-funnel", "step:lead", "total", "reach");

    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Every_number_follows_the_hosts_own_list_through_every_change_of_rights()
    {
        await using var world = await RightsWorld.StartAsync();
        foreach (var person in RightsWorld.Everybody)
            await AssertEqualsAsync(world, $"{person} at first", person, Lists.All, await OfAsync(world, person));
        (string Change, Func<Task> Make)[] changes =
        [
            ("a deal gets another owner", () => world.EditAsync("deal", 6, new { assignedById = TinyWorld.Anna })),
            ("a manager's role reaches his department", () => PersonAsync(new { id = TinyWorld.Anna, deals = "department" })),
            ("a manager gets a second department", () => PersonAsync(new { id = TinyWorld.Boris, departments = (int[])[2, 3] })),
            ("a department moves away from its head of heads", () => world.ControlAsync("departments", new { id = 3, parent = 1 })),
            ("a department gets another head", async () =>
            {
                await world.ControlAsync("departments", new { id = 3, head = TinyWorld.Anna });
                await PersonAsync(new { id = TinyWorld.HeadOfNorth, departments = (int[])[2], deals = "own" });
            }),
            ("a role sees no leads any more, and all deals", () => PersonAsync(new { id = TinyWorld.HeadOfSales, leads = "none", deals = "all" })),
            ("a person is dismissed", () => PersonAsync(new { id = TinyWorld.Boris, isActive = false })),
            ("a role is taken away wholly", () => PersonAsync(new { id = TinyWorld.HeadOfNorth, deals = "none", leads = "none" })),
            ("the dismissed one comes back into a new department, another becomes administrator", async () =>
            {
                await world.ControlAsync("departments", new { name = "Юг", parent = 2, head = TinyWorld.HeadOfSales });
                await PersonAsync(new { id = TinyWorld.Boris, isActive = true, departments = (int[])[4] });
                await PersonAsync(new { id = TinyWorld.HeadOfNorth, isAdministrator = true });
            }),
            ("a department moves under it, the administrator is one no more", async () =>
            {
                await world.ControlAsync("departments", new { id = 3, parent = 4 });
                await PersonAsync(new { id = TinyWorld.HeadOfSales, deals = "subtree", leads = "subtree" });
                await PersonAsync(new { id = TinyWorld.HeadOfNorth, isAdministrator = false, deals = "own" });
            }),
        ];
        foreach (var (change, make) in changes)
        {
            var before = await RecountAsync(world);
            await make();
            var now = await RecountAsync(world);
            var touched = RightsWorld.Everybody.Where(person => Show(before[person]) != Show(now[person])).ToArray();
            Assert.NotEmpty(touched);
            // Who was not let in had no numbers before; the people of now are known after the next pass.
            foreach (var person in touched.Where(person => before[person] is not null))
                await AssertEqualsAsync(world, $"{person} at once after: {change}", person, Lists.None, before[person], now[person]);
            await world.PassAsync(Lag);
            await world.SyncAsync();
            foreach (var person in RightsWorld.Everybody)
                await AssertEqualsAsync(world, $"{person}: {change}", person, touched.Contains(person) ? Lists.Wholes : Lists.None, now[person]);
        }

        Task PersonAsync(object person) => world.ControlAsync("people", person);
    }

    [Fact]
    public async Task What_a_person_may_see_is_kept_for_fifteen_minutes_and_no_longer()
    {
        await using var world = await RightsWorld.StartAsync();
        Assert.Equal(["1", "2", "5"], await FunnelAsync(TinyWorld.Anna));
        await world.ControlAsync("people", new { id = TinyWorld.Anna, deals = "all" });

        await world.PassAsync(Lag - TimeSpan.FromMinutes(1));
        Assert.Equal(["1", "2", "5"], await FunnelAsync(TinyWorld.Anna));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], await FunnelAsync(TinyWorld.Anna));

        async Task<string[]> FunnelAsync(int person) => [.. (await DrillAsync(world, (await world.OpenAsync(person))!, AllDeals)).Keys];
    }

    /// <summary>Anna observes all that Boris has, so she counts as many as we hold. What he gets next is not hers to see, not for a minute.</summary>
    [Fact]
    public async Task A_colleague_of_whom_all_was_seen_gets_a_deal_that_is_not()
    {
        await using var world = await RightsWorld.StartAsync();
        await world.EditAsync("deal", 6, new { observers = (int[])[TinyWorld.Anna] });
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.SyncAsync();
        var anna = (await world.OpenAsync(TinyWorld.Anna))!;
        Assert.Equal(["1", "2", "5", "6"], await FunnelAsync());

        await world.ControlAsync("edit", new { entity = "deal", fields = new { title = "Новая", assignedById = TinyWorld.Boris, stageId = "NEW", opportunity = 5 } });
        await world.EditAsync("deal", 3, new { assignedById = TinyWorld.Boris });
        await world.EditAsync("deal", 7, new { assignedById = TinyWorld.Anna });
        await world.SyncAsync();

        Assert.Equal(["1", "2", "5", "6", "7"], await FunnelAsync());
        await AssertEqualsAsync(world, "new deals of a colleague", Lists.Wholes);

        async Task<string[]> FunnelAsync() => [.. (await DrillAsync(world, anna, AllDeals)).Keys];
    }

    [Fact]
    public async Task A_dismissed_persons_session_ends_at_its_renewal_and_so_do_an_administrators_pages()
    {
        await using var world = await RightsWorld.StartAsync();
        var boris = (await world.OpenAsync(TinyWorld.Boris))!;
        var north = (await world.OpenAsync(TinyWorld.HeadOfNorth))!;
        Assert.False(north.IsAdministrator);
        await world.ControlAsync("people", new { id = TinyWorld.Boris, isActive = false });
        await world.ControlAsync("people", new { id = TinyWorld.HeadOfNorth, isAdministrator = true });

        Assert.False(await boris.RenewAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await boris.StatusAsync(HttpMethod.Post, "/api/reports/sales-funnel/run", new { }));
        Assert.Null(await world.OpenAsync(TinyWorld.Boris));

        Assert.True(await north.RenewAsync() && north.IsAdministrator);
        Assert.Equal(HttpStatusCode.OK, await north.StatusAsync(HttpMethod.Get, "/api/setup"));
        var window = (await world.OpenAsync(TinyWorld.HeadOfNorth))!;
        await world.ControlAsync("people", new { id = TinyWorld.HeadOfNorth, isAdministrator = false });
        Assert.True(await north.RenewAsync());
        Assert.False(north.IsAdministrator);
        Assert.Equal(HttpStatusCode.Forbidden, await north.StatusAsync(HttpMethod.Get, "/api/setup"));
        Assert.Equal(HttpStatusCode.Unauthorized, await window.StatusAsync(HttpMethod.Get, "/api/setup"));
    }

    private static async Task<Dictionary<int, RightsRecount?>> RecountAsync(RightsWorld world)
    {
        var counts = new Dictionary<int, RightsRecount?>();
        foreach (var person in RightsWorld.Everybody)
            counts[person] = await OfAsync(world, person);
        return counts;
    }

    private static async Task AssertEqualsAsync(RightsWorld world, string situation, Lists lists)
    {
        foreach (var (person, expected) in await RecountAsync(world))
            await AssertEqualsAsync(world, $"{person}: {situation}", person, lists, expected);
    }

    /// <param name="accepted">Each report equals one of these wholly; null: he is not let in.</param>
    private static async Task AssertEqualsAsync(RightsWorld world, string situation, int person, Lists lists, params RightsRecount?[] accepted)
    {
        if (await world.OpenAsync(person) is not { } session)
        {
            Assert.Contains(null, accepted);
            return;
        }
        Assert.Contains(accepted, one => one is not null);
        foreach (var report in world.Reports)
        {
            var answer = await session.PostAsync($"/api/reports/{report}/run", Period(world, report));
            var cells = answer["rows"]!.AsArray().Append(answer["totals"])
                .SelectMany(row => row!["cells"]!.AsArray().Select(cell => (Place: new Place(report, (string)row["key"]!, (string)cell!["column"]!, (string)cell["measure"]!), Value: (decimal)cell["value"]!)))
                .Where(cell => cell.Value != 0 && cell.Place.Column is not ("delta" or "growth")).ToList();
            var expected = AssertAny(situation, report, cells.Where(cell => !Uncounted.Contains(cell.Place.Measure)), accepted);
            foreach (var (place, value) in cells.Where(cell => cell.Place.Measure != "won_rank")
                .Where(cell => lists == Lists.All || (lists == Lists.Wholes && cell.Place is { Row: "total" or "step:lead" or "step:contract", Column: "total" })))
            {
                var isRatio = expected.Ratios.TryGetValue(place, out var ratio);
                await AssertListAsync(place, isRatio ? ratio.Part : place, null, isRatio ? null : value);
                if (isRatio) await AssertListAsync(place, ratio.Whole, "denominator", null);
            }

            async Task AssertListAsync(Place place, Place listed, string? part, decimal? sum)
            {
                var list = await DrillAsync(world, session, place, part, sum);
                Assert.True(list.Keys.All((report == "lead-sources" ? expected.Leads : expected.Deals).Contains), $"{situation}\n{place} lists {string.Join(' ', list.Keys)}");
                if (!Uncounted.Contains(place.Measure))
                    Assert.Equal((situation, place, part, Show(expected.Lists[listed])), (situation, place, part, Show(list)));
            }
        }

        var board = await session.PostAsync("/api/plan-board/run", new { });
        var rows = board["rows"]!.AsArray().Append(board["total"]).Select(row => row!).ToList();
        var seen = AssertAny(situation, Board, rows.SelectMany(row => BoardMeasures.Select(measure => (PlaceOf(row, measure), (decimal)row["numbers"]![measure]!))).Where(number => number.Item2 != 0), accepted);
        foreach (var row in rows.Where(row => lists != Lists.None || (string)row["key"]! == "total"))
        {
            var lines = (await session.PostAsync("/api/plan-board/deals", new { row = (string)row["key"]! }))["deals"]!.AsArray();
            Assert.True(lines.All(line => seen.Deals.Contains((string)line!["dealId"]!)), $"{situation}\n{Board}: {lines.ToJsonString()}");
            foreach (var measure in BoardMeasures)
            {
                var list = new SortedDictionary<string, decimal>(lines.Where(line => (decimal)line![measure]! != 0).ToDictionary(line => (string)line!["dealId"]!, line => (decimal)line![measure]!));
                Assert.Equal((situation, PlaceOf(row, measure), Show(seen.Lists.GetValueOrDefault(PlaceOf(row, measure)))), (situation, PlaceOf(row, measure), Show(list)));
            }
        }

        Place PlaceOf(JsonNode row, string measure) => new(Board, (string)row["key"]!, (string)board["month"]!, measure);
    }

    /// <summary>The recount that says the same of the whole report.</summary>
    private static RightsRecount AssertAny(string situation, string report, IEnumerable<(Place Place, decimal Value)> numbers, RightsRecount?[] accepted)
    {
        var told = Show(numbers);
        var possible = accepted.OfType<RightsRecount>().ToDictionary(one => one, one => Show(one.Numbers(report)));
        var same = possible.FirstOrDefault(one => one.Value == told).Key;
        if (same is null) Assert.Fail($"{situation}\n{report}: {told}\nnot {string.Join("\nnor ", possible.Values)}");
        return same;
    }

    private static string Show(RightsRecount? one) => one is null ? "not let in" : string.Join(';', one.Lists.Select(list => $"{list.Key} {Show(list.Value)}"));

    private static string Show(IEnumerable<(Place Place, decimal Value)> numbers) => string.Join(
        "; ", numbers.Select(number => FormattableString.Invariant($"{number.Place.Row} {number.Place.Column} {number.Place.Measure} {number.Value:0.######}")).Order(StringComparer.Ordinal));

    private static string Show(SortedDictionary<string, decimal>? list) => string.Join(' ', (list ?? []).Select(row => FormattableString.Invariant($"{row.Key}={row.Value:0.##}")));

    /// <param name="sum">What the list comes to, where that is not the sum of its rows.</param>
    private static async Task<SortedDictionary<string, decimal>> DrillAsync(RightsWorld world, RightsSession session, Place place, string? part = null, decimal? sum = null)
    {
        var (from, to) = Days(world, place.Report);
        var answer = await session.PostAsync($"/api/reports/{place.Report}/drill", new { place.Row, place.Column, place.Measure, from, to, part });
        SortedDictionary<string, decimal> list = [];
        foreach (JsonNode? one in answer["rows"]!.AsArray())
            list.Add((string)one!["hostId"]!, (decimal)one["value"]!);
        Assert.Equal((place, sum ?? list.Values.Sum()), (place, (decimal)answer["sum"]!));
        return list;
    }

    private static object Period(RightsWorld world, string report)
    {
        var (from, to) = Days(world, report);
        return new { from, to };
    }

    /// <summary>All that ever was and is due.</summary>
    private static (string From, string To) Days(RightsWorld world, string report)
    {
        var format = report == "object-receipts-forecast" ? "yyyy-MM" : "yyyy-MM-dd";
        return (world.Today.AddMonths(-6).ToString(format, CultureInfo.InvariantCulture), world.Today.AddMonths(4).ToString(format, CultureInfo.InvariantCulture));
    }
}
