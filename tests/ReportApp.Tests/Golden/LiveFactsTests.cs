using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Imports;

namespace ReportApp.Tests.Golden;

/// <summary>Facts of the live forecast, with what was before somebody changed it (forecast.md §1).</summary>
public sealed class LiveFactsTests
{
    private static readonly DateTime Installed = new(2026, 11, 24, 9, 0, 0, DateTimeKind.Unspecified);
    private static readonly int[] Horizons = [1, 2, 3, 6];

    private const string Units = "104";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_amount_is_known_since_it_was_entered_and_the_former_one_until_then()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        Pass(house, TimeSpan.FromHours(30));
        await house.LandAsync(Deal(4) with { Amount = 6_000m }, Deal(1) with { Amount = 11_000m }, Deal(5) with { Title = "Другое имя" });

        var facts = await ReadAsync(house);

        Assert.Equal(
            [("1", Installed.AddHours(30), 11_000m), ("4", Installed.AddHours(30), 6_000m)],
            facts.AmountChanges.Select(change => (change.DealId, change.At, change.Amount!.Value)).Order());
        Assert.All(facts.Stages.Where(change => change.DealId == "4"), change => Assert.Equal(5_000m, change.Amount));
        Assert.All(facts.Stages.Where(change => change.DealId == "1"), change => Assert.Equal(10_000m, change.Amount));
    }

    [Fact]
    public async Task A_price_in_dollars_is_no_amount_and_that_of_a_contract_counts_from_its_day_on()
    {
        await using var house = await ReceiptsHouse.StartAsync(ReceiptsWorld.Mapping with { ContractAmountFields = ["UF_PRICE"] });
        await house.LandAsync(Priced(1, 10_000m, "9500"), Priced(4, 5_000m, "4500"));
        Pass(house, TimeSpan.FromHours(1));
        // Deal 1 is a contract, deal 4 is none: what its price was does not matter.
        await house.LandAsync(Priced(1, 10_000m, "9700"), Priced(4, 5_000m, "4700"), Deal(7) with { Amount = 50m, Currency = "USD" });
        Pass(house, TimeSpan.FromHours(1));
        await house.LandAsync(Deal(7) with { Amount = 4_100m });

        var facts = await ReadAsync(house);

        // It was signed before its price was typed in, for the amount of the deal as far as we know.
        Assert.Equal(10_000m, facts.Stages.Single(change => change is { DealId: "1", Stage: ForecastStages.Won }).Amount);
        Assert.Equal(
            [("1", 1, 9_700m), ("7", 1, null), ("7", 2, 4_100m)],
            facts.AmountChanges.Where(change => change.At > Installed).Select(change => (change.DealId, (change.At - Installed).Hours, change.Amount)).Order());

        static Deal Priced(int id, decimal amount, string price) => Deal(id) with
        {
            Amount = amount, Fields = new Dictionary<string, FieldValue>(Deal(id).Fields) { ["UF_PRICE"] = FieldValue.Of(price) },
        };
    }

    [Fact]
    public async Task A_line_has_as_many_versions_as_it_had_and_one_that_came_later_is_known_since_then()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        Pass(house, TimeSpan.FromHours(1));
        await house.LandAsync(Line(2, 1, "2027-02-15", 7_000m), Line(4, 2, "2027-01-20", 2_500m), Line(20, 1, "2027-03-01", 300m));
        Pass(house, TimeSpan.FromHours(1));
        await house.LandAsync(Line(4, 2, "2027-01-20", 2_500m, cancelled: true), Line(20, 13, "2027-03-01", 300m));
        await house.BuryAsync(RecordKind.Item(ReceiptsWorld.ScheduleTable), "2");

        var facts = await ReadAsync(house);

        Assert.Equal(
            [
                "2 of 1: 7000 due 2026-12-15, from 0 to 1", "2 of 1: 7000 due 2027-02-15, from 1 to 2",
                "20 of 13: 300 due 2027-03-01, from 2", "20 of 1: 300 due 2027-03-01, from 1 to 2",
                "4 of 2: 2500 due 2027-01-20, from 1 to 2", "4 of 2: 3000 due 2027-01-20, from 0 to 1",
            ],
            facts.Schedule.Where(line => line.Id is "2" or "4" or "20").Select(TextOf).Order(StringComparer.Ordinal));
        // Others are known since their contract, as they were.
        Assert.Equal(
            ["1 of 1: 3000 due 2026-10-15, from 0", "3 of 2: 5000 due 2026-09-01, from 0", "7 of 13: 1000 due 2026-12-10, from 0"],
            facts.Schedule.Where(line => line.Id is "1" or "3" or "7").Select(TextOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_schedule_of_files_has_the_versions_that_its_files_told()
    {
        const string header = "Договор;Срок;Сумма;Номер строки\n";
        await using var house = await ImportHouse.StartAsync(counts: false);
        await house.Receipts.AcceptAsync((await house.MappingAsync()) with { ScheduleFile = "График" });
        await TakeAsync("СП-1/1;15.12.2026;8000;1\nСП-1/2;15.01.2027;500;1\n");
        Pass(house.Receipts, TimeSpan.FromHours(1));
        await TakeAsync("СП-1/1;15.03.2027;8000;1\nСП-1/2;15.01.2027;500;1\nСП-1/13;15.01.2027;40;1\n");
        Pass(house.Receipts, TimeSpan.FromHours(1));
        var mistake = await TakeAsync("СП-1/1;15.03.2027;1;1\n");
        Pass(house.Receipts, TimeSpan.FromHours(1));
        Assert.True(await house.UndoAsync(mistake.Import.Id));
        await house.Receipts.RefreshAsync();

        Assert.Equal(
            [
                "13: 40 due 2027-01-15, from 1",
                "1: 1 due 2027-03-15, from 2 to 3", "1: 8000 due 2026-12-15, from 0 to 1", "1: 8000 due 2027-03-15, from 1 to 2", "1: 8000 due 2027-03-15, from 3",
                "2: 500 due 2027-01-15, from 0",
            ],
            (await ReadAsync(house.Receipts)).Schedule.Select(line => TextOf(line)[(line.Id.Length + " of ".Length)..]).Order(StringComparer.Ordinal));

        async Task<Core.Imports.ImportResult> TakeAsync(string rows)
        {
            var taken = await house.TakeAsync(header + rows, ImportKind.Schedule, "График");
            await house.Receipts.RefreshAsync();
            return taken;
        }
    }

    [Fact]
    public async Task What_a_viewer_does_not_see_has_no_past_for_him_either()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        Pass(house, TimeSpan.FromHours(1));
        await house.LandAsync(Deal(4) with { Amount = 6_000m }, Line(2, 1, "2027-02-15", 7_000m), Line(4, 2, "2027-01-21", 2_500m));

        var facts = await ReadAsync(house, sees: (deal, _) => deal is "2");

        Assert.Empty(facts.AmountChanges);
        Assert.Equal(["3", "4", "4"], facts.Schedule.Select(line => line.Id).Order());
    }

    [Fact]
    public async Task When_people_expected_to_close_is_compared_with_once_it_reaches_far_enough_back()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        Pass(house, TimeSpan.FromHours(1));
        await house.LandAsync(Deal(4) with { ExpectedClose = new DateOnly(2027, 1, 20) });

        Assert.Empty((await ReadAsync(house)).ExpectedCloses);
        Pass(house, TimeSpan.FromDays(560));
        Assert.Equal(
            [(Installed, new DateOnly(2026, 12, 20)), (Installed.AddHours(1), new DateOnly(2027, 1, 20))],
            (await ReadAsync(house)).ExpectedCloses.Where(close => close.DealId == "4").Select(close => (close.Known, close.Day!.Value)));
    }

    /// <summary>Of building 1 deal 1 is a contract for unit 1, deal 4 wants unit 2, and nobody has ever named units 3 to 5.</summary>
    [Fact]
    public async Task A_building_has_the_units_of_its_list_also_when_a_contract_for_one_ends()
    {
        await using var house = await UnitsAsync();
        Assert.All((await ReadAsync(house)).Objects, found => Assert.Null(found.Units));

        await house.LandAsync(For(1, 1), For(4, 2));

        Assert.Equal([("building:1", 5)], await StockAsync());
        await EndAsync(house);
        Assert.Equal([("building:1", 5)], await StockAsync());
        // Who does not see every deal knows nothing of what is left.
        Assert.All((await ReadAsync(house, (id, _) => id != "10")).Objects, found => Assert.Null(found.Units));
        // A list that holds only what deals name is none of what there is to sell.
        foreach (var id in new[] { "3", "4", "5" }) await house.BuryAsync(RecordKind.Item(Units), id);
        Assert.All((await ReadAsync(house)).Objects, found => Assert.Null(found.Units));

        async Task<IEnumerable<(string, int)>> StockAsync() =>
            (await ReadAsync(house)).Objects.Where(found => found.Units is not null).Select(found => (found.Id, found.Units!.Value));
    }

    [Theory]
    [InlineData(ForecastMetric.Receipts, true)]
    [InlineData(ForecastMetric.Sales, true)]
    [InlineData(ForecastMetric.Receipts, false)]
    [InlineData(ForecastMetric.Sales, false)]
    public async Task A_contract_that_ends_changes_no_former_forecast(ForecastMetric metric, bool hasHistory)
    {
        await using var house = await UnitsAsync();
        await house.LandAsync(For(1, 1), For(4, 2));
        Pass(house, TimeSpan.FromHours(1));
        var then = house.Store.Clock.GetUtcNow().DateTime;
        var shown = Forecast((await ReadLiveAsync(house)).Of(metric), then);

        Pass(house, TimeSpan.FromDays(1));
        await EndAsync(house, hasHistory);

        var facts = await ReadLiveAsync(house);
        var ended = Installed.AddHours(25);
        Assert.Equal(hasHistory ? ended : ended.Date, facts.Facts.Stages.Single(change => change is { DealId: "1", Stage: ForecastStages.Cancelled }).At);
        Assert.Equal(shown, Forecast(facts.Of(metric), then));
    }

    /// <summary>Of building 2 one unit is known, which its contract does not name.</summary>
    private static async Task<ReceiptsHouse> UnitsAsync()
    {
        var mapping = ReceiptsWorld.Mapping with
        {
            Objects = ReceiptsWorld.Mapping.Objects! with { UnitTable = Units, UnitBuildingField = "building", DealUnitField = "UF_UNIT" },
        };
        var house = await ReceiptsHouse.StartAsync(mapping);
        await house.LandAsync(mapping.NeededKinds(), [Unit(1, "1"), Unit(2, "1"), Unit(3, "1"), Unit(4, "1"), Unit(5, "1"), Unit(6, "2")]);
        return house;

        static Item Unit(int id, string building) => ReceiptsWorld.Item(Units, id, ("building", $"item:{ReceiptsWorld.BuildingTable}/{building}"));
    }

    private static Deal For(int id, int unit) => Deal(id) with { Fields = new Dictionary<string, FieldValue>(Deal(id).Fields) { ["UF_UNIT"] = FieldValue.Of($"item:{Units}/{unit}") } };

    /// <summary>The contract of deal 1.</summary>
    private static Task EndAsync(ReceiptsHouse house, bool hasHistory = true) => house.LandAsync(
    [
        For(1, 1) with { StageId = "LOSE", StageChangedAt = house.Store.Clock.GetUtcNow() },
        .. hasHistory ? [new StageVisit { Id = "900", DealId = "1", PipelineId = "0", StageId = "LOSE", EnteredAt = house.Store.Clock.GetUtcNow() }] : (HostRecord[])[],
    ]);

    /// <summary>Whatever people do later, a forecast as of a former moment is the number that it was then (forecast.md §12, 1).</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_shown_is_what_a_later_look_back_shows(int seed)
    {
        var random = new Random(seed);
        await using var house = await ReceiptsHouse.StartAsync();
        var shown = new List<(DateTime At, string Cells)>();
        var changes = 0;
        for (var step = 0; step < 12; step++)
        {
            Pass(house, TimeSpan.FromHours(7));
            var now = house.Store.Clock.GetUtcNow().DateTime.AddSeconds(1);
            var facts = await ReadAsync(house);
            foreach (var (at, cells) in shown) Assert.Equal(cells, Forecast(facts, at));
            shown.Add((now, Forecast(facts, now)));
            changes = facts.AmountChanges.Count + facts.Schedule.Count(line => line.Cancelled is not null);

            Pass(house, TimeSpan.FromMinutes(1));
            foreach (var _ in Enumerable.Range(0, 3)) await ChangeAsync(house, random);
        }
        Assert.True(changes > 10);
    }

    private static async Task ChangeAsync(ReceiptsHouse house, Random random)
    {
        var deal = ReceiptsWorld.Deals[random.Next(10)];
        var line = random.Next(1, 9);
        var owner = ReceiptsWorld.Lines.Single(fact => fact.Id == line).Deal;
        var due = new DateOnly(2026, 12, 1).AddDays(random.Next(120)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        switch (random.Next(5))
        {
            case 0:
                await house.BuryAsync(RecordKind.Item(ReceiptsWorld.ScheduleTable), $"{line}");
                break;
            case 1:
                await house.LandAsync(Line(random.Next(30, 40), owner, due, random.Next(1, 900)));
                break;
            case 2:
                await house.LandAsync(Line(line, owner, due, random.Next(100, 9_000), cancelled: random.Next(4) == 0));
                break;
            default:
                await house.LandAsync(ReceiptsWorld.ToRecord(deal with { Amount = random.Next(5) == 0 ? null : random.Next(100, 9_000) }));
                break;
        }
    }

    private static string Forecast(ForecastFacts facts, DateTime moment) => string.Join(
        '\n', new Forecaster(facts, months: 6, draws: 50).Forecast(moment, Horizons).Select(cell => $"{cell.Target} {cell.Horizon} {cell.Signed:R} {cell.Open:R} {cell.New:R} {cell.Band}"));

    private static void Pass(ReceiptsHouse house, TimeSpan time) => house.Store.Clock.Advance(time);

    private static async Task<ForecastFacts> ReadAsync(ReceiptsHouse house, Func<string, string?, bool>? sees = null) => (await ReadLiveAsync(house, sees)).Facts;

    private static async Task<LiveFacts> ReadLiveAsync(ReceiptsHouse house, Func<string, string?, bool>? sees = null)
    {
        using var reader = house.Store.Get<ProjectionService>().Open(house.Tenant)!;
        var today = DateOnly.FromDateTime(house.Store.Clock.GetUtcNow().DateTime);
        return await LiveFacts.ReadAsync(reader, today, TimeSpan.Zero, sees ?? ((_, _) => true), (_, _) => true, Token);
    }

    private static Deal Deal(int id) => ReceiptsWorld.ToRecord(ReceiptsWorld.Deals.Single(fact => fact.Id == id));

    private static Item Line(int id, int deal, string due, decimal amount, bool cancelled = false) => ReceiptsWorld.ToRecord(new LineFact(id, deal, due, amount, cancelled));

    /// <summary>Moments in hours since the installation; 0: before it.</summary>
    private static string TextOf(ScheduleLine line) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{line.Id} of {line.DealId}: {line.Amount:0.##} due {line.Due:yyyy-MM-dd}, from {Math.Max(0, (line.Known - Installed).TotalHours):0}{(line.Cancelled is { } at ? $" to {(at - Installed).TotalHours:0}" : "")}");
}
