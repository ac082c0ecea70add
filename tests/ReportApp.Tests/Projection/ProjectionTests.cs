using System.Text.Json;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Golden;

namespace ReportApp.Tests.Projection;

public sealed class ProjectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Merged_piece_by_piece_in_any_order_it_equals_the_whole(int seed)
    {
        await using var whole = await ReceiptsHouse.StartAsync();
        await using var pieces = await ReceiptsHouse.StartEmptyAsync();
        var random = new Random(seed);
        var records = ReceiptsWorld.Records().ToArray();
        random.Shuffle(records);

        // Each record twice, the first time with another content where it has one.
        foreach (var chunk in records.Chunk(9))
            await pieces.LandAsync([.. chunk.Select(Spoiled)]);
        random.Shuffle(records);
        foreach (var chunk in records.Chunk(13))
            await pieces.LandAsync(chunk);

        Assert.Equal(await TextAsync(whole), await TextAsync(pieces));
    }

    [Fact]
    public async Task What_the_host_has_no_more_leaves_every_number()
    {
        await using var house = await ReceiptsHouse.StartAsync();

        await house.BuryAsync(RecordKind.Deal, "1", "5");
        await house.BuryAsync(RecordKind.Item(ReceiptsWorld.PaymentTable), "2", "10");

        var total = (await house.RunAsync("1")).Totals.Cells.ToDictionary(cell => (cell.Column, cell.Measure), cell => cell.Value);
        // Without deal 1's 3,000, payment 2's 4,000 and the 55 that nobody knew: 6,805 − 7,055.
        Assert.Equal(-250m, total[("total", "receipts")]);
        // Without 7,000; the 4,000 of deal 2 are owed again, and 500 more were never his to give back.
        Assert.Equal(12_250m - 7_000m + 3_500m, total[("total", "schedule")]);
        // Without deal 5. Deal 1 is gone from history too: of NEW 3 is left, won and ended later, and 6, lost: half of deal 8.
        Assert.Equal(2_500m, total[("total", "weighted_val")]);
    }

    [Fact]
    public async Task What_no_report_asks_for_is_passed_by_and_counts_as_known()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var before = await TextAsync(house);

        await house.LandAsync(new Activity { Id = "1", Type = ActivityType.Call, Subject = "Звонок", CreatedAt = house.Store.Clock.GetUtcNow() });

        var state = await house.Store.Get<ProjectionService>().StateAsync(house.Tenant, Token);
        Assert.Equal(await house.Store.Get<LandedRecords>().VersionAsync(house.Tenant, Token), state!.Version);
        Assert.Equal(before, await TextAsync(house));
        await house.BuryAsync(RecordKind.Deal, "1"); // and what comes behind it is met
        Assert.NotEqual(before, await TextAsync(house));
    }

    [Fact]
    public async Task Whoever_asks_during_the_first_build_takes_nothing_from_under_it()
    {
        await using var house = await ReceiptsHouse.StartEmptyAsync();
        var files = house.Store.Get<ProjectionFiles>();
        var tenant = new TenantId(77);
        var beside = files.CreateBeside(tenant);
        using (var connection = files.Connect())
            connection.Execute($"CREATE TABLE {beside.Catalog}.main.deal (id VARCHAR); CHECKPOINT {beside.Catalog}");
        Assert.True(File.Exists(beside.Path));

        Assert.Null(await house.Store.Get<ProjectionService>().StateAsync(tenant, Token));

        Assert.True(File.Exists(beside.Path));
        files.Discard(beside);
        Assert.False(File.Exists(beside.Path));
    }

    [Fact]
    public async Task A_payment_moved_to_another_deal_pays_there_and_no_longer_here()
    {
        await using var house = await ReceiptsHouse.StartAsync();

        await house.LandAsync(ReceiptsWorld.ToRecord(ReceiptsWorld.Payments[1] with { Deal = 13 }));

        var schedule = (await house.DrillAsync("1", new DrillRequest("total", "total", "schedule", "2026-09", "2027-02"))).Rows
            .ToDictionary(row => row.HostId, row => row.Value);
        Assert.Equal(8_000m, schedule["2"]);
        Assert.False(schedule.ContainsKey("13"));
    }

    [Fact]
    public async Task A_changed_mapping_projects_what_is_stored_anew()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var steps = new Dictionary<string, FunnelStep>(ReceiptsWorld.Steps) { ["BOOK"] = FunnelStep.Contract };

        await house.AcceptAsync(ReceiptsWorld.Mapping with { Steps = steps, Payments = null });
        await house.RefreshAsync();

        var answer = await house.RunAsync("1");
        // Deals 4 and 5 are contracts now; 8 alone is left: of NEW deals 1, 4, 5 are won, and 3 and 6 reached the contract and ended.
        Assert.Equal(1_000m, answer.Totals.Cells.Single(cell => cell is { Column: "total", Measure: "weighted_val" }).Value);
        Assert.DoesNotContain(answer.Totals.Cells, cell => cell.Measure == "receipts");
        Assert.Contains(answer.Notices, notice => notice.Code == "payments_not_mapped");
        Assert.Single(Directory.GetFiles(Path.Combine(house.Store.Folder, "projection"), "*.duckdb"));
    }

    [Fact]
    public async Task A_mapping_may_be_accepted_as_often_as_one_likes()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var before = await TextAsync(house);

        for (var time = 0; time < 3; time++)
        {
            await house.AcceptAsync(ReceiptsWorld.Mapping);
            await house.RefreshAsync();
        }

        Assert.Equal(before, await TextAsync(house));
    }

    [Fact]
    public async Task A_new_process_goes_on_with_the_file_and_a_broken_file_is_made_anew()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var before = await TextAsync(house);

        await house.Store.RestartAsync();
        Assert.NotNull(await house.Store.Get<ProjectionService>().StateAsync(house.Tenant, Token));
        Assert.Equal(before, await TextAsync(house));

        await house.Store.StopAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(house.Store.Folder, "projection"), "*.duckdb"));
        await File.WriteAllTextAsync(file, "not a database", Token);
        await house.Store.RestartAsync();
        Assert.Null(await house.Store.Get<ProjectionService>().StateAsync(house.Tenant, Token));
        await house.RefreshAsync();
        Assert.Equal(before, await TextAsync(house));
    }

    [Fact]
    public async Task Built_in_batches_of_three_rows_it_equals_the_whole()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var before = await TextAsync(house);

        var tenant = (await house.Store.Get<TenantDirectory>().FindAsync(house.Tenant, Token))!;
        var context = new ProjectionContext(tenant.Mapping!, tenant.Currency, tenant.UtcOffset);
        var files = house.Store.Get<ProjectionFiles>();
        var (file, _) = await new ProjectionBuilder(files, batch: 3).BuildBesideAsync(
            house.Tenant, ProjectionBuilder.Basis(tenant.MappingVersion, context), context,
            await house.Store.Get<ProjectionService>().SourceAsync(tenant, tenant.Mapping!, Token), house.Store.Clock.GetUtcNow(), Token);
        files.Use(file);

        Assert.Equal(before, await TextAsync(house));
    }

    [Fact]
    public async Task A_refresh_that_fails_changes_nothing()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var before = await TextAsync(house);
        var state = await house.Store.Get<ProjectionService>().StateAsync(house.Tenant, Token);

        using var cancelled = new CancellationTokenSource();
        var tenant = (await house.Store.Get<TenantDirectory>().FindAsync(house.Tenant, Token))!;
        var context = new ProjectionContext(tenant.Mapping!, tenant.Currency, tenant.UtcOffset);
        var source = new ProjectionSource(
            state!.Version + 1, state.TargetsVersion, state.ImportsVersion, state.Complete, state.KeptSince, _ => CancelledBehindTheFirstBatch(cancelled),
            (_, _) => throw new InvalidOperationException("The records come first."),
            () => throw new InvalidOperationException("No target changed."), () => throw new InvalidOperationException("No import changed."));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ProjectionBuilder(house.Store.Get<ProjectionFiles>()).RefreshAsync(
            house.Tenant, ProjectionBuilder.Basis(tenant.MappingVersion, context), context, source, house.Store.Clock.GetUtcNow(), cancelled.Token));

        Assert.Equivalent(state, await house.Store.Get<ProjectionService>().StateAsync(house.Tenant, Token));
        Assert.Equal(before, await TextAsync(house));

        async IAsyncEnumerable<LandedRecord> CancelledBehindTheFirstBatch(CancellationTokenSource source)
        {
            var payment = ReceiptsWorld.ToRecord(ReceiptsWorld.Payments[0] with { Amount = 1m });
            for (var row = 0; row < ProjectionBuilder.DefaultBatch; row++) yield return new LandedRecord(payment.Kind, payment.Id, state.Version + 1, false, payment);
            await source.CancelAsync();
            source.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task When_the_numbers_cannot_be_made_the_reports_say_so_until_they_can()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var folder = Path.Combine(house.Store.Folder, "projection");
        var inTheWay = Enumerable.Range(2, 20).Select(generation => Directory.CreateDirectory(Path.Combine(folder, $"{house.Tenant.Value}-{generation}.duckdb"))).ToList();

        await house.AcceptAsync(ReceiptsWorld.Mapping with { ContractNumberField = "number" });
        await Assert.ThrowsAnyAsync<Exception>(house.RefreshAsync);
        Assert.Equal((FreshnessState.Stopped, ReportRunner.NumbersFailed), await StateAsync());
        Assert.NotNull(await house.Store.Get<ProjectionService>().TryRefreshAsync(house.Tenant, Token));
        Assert.Equal((FreshnessState.Stopped, ReportRunner.NumbersFailed), await StateAsync());

        inTheWay.ForEach(each => each.Delete());
        Assert.Null(await house.Store.Get<ProjectionService>().TryRefreshAsync(house.Tenant, Token));
        Assert.Equal((FreshnessState.Fresh, null), await StateAsync());

        async Task<(FreshnessState, string?)> StateAsync()
        {
            var freshness = (await house.RunAsync("1")).Freshness;
            return (freshness.State, freshness.Reason);
        }
    }

    [Fact]
    public async Task Under_a_mapping_that_needs_a_table_never_read_nothing_is_called_complete()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        Assert.Equal(FreshnessState.Fresh, (await house.RunAsync("1")).Freshness.State);

        await house.AcceptAsync(ReceiptsWorld.Mapping with { Payments = ReceiptsWorld.Mapping.Payments! with { Table = "104" } });
        await house.RefreshAsync();

        Assert.Equal(new Freshness(FreshnessState.Preparing, null, null), (await house.RunAsync("1")).Freshness);
    }

    [Fact]
    public async Task A_report_is_marked_while_something_waits_for_a_person()
    {
        await using var house = await ReceiptsHouse.StartAsync();
        var sync = house.Store.Get<SyncState>();
        var owner = (await sync.TryBeginAsync(house.Tenant, Token))!;
        await sync.EndSweepAsync(house.Tenant, owner, RecordKind.Deal, [], HoldReason.ManyAbsent, Token);

        // Also while the next pass runs, and after it.
        Assert.Equal((FreshnessState.Stopped, "many_records_absent"), await MarkAsync());
        await sync.EndAsync(house.Tenant, owner, null);
        await house.RefreshAsync();
        Assert.Equal((FreshnessState.Stopped, "many_records_absent"), await MarkAsync());

        async Task<(FreshnessState, string?)> MarkAsync()
        {
            var freshness = (await house.RunAsync("1")).Freshness;
            return (freshness.State, freshness.Reason);
        }
    }

    [Fact]
    public async Task Values_that_cannot_be_read_are_told_and_never_zero()
    {
        await using var house = await ReceiptsHouse.StartAsync();

        await house.LandAsync(
            ReceiptsWorld.Item(ReceiptsWorld.PaymentTable, 50, ("deal", "deal/1"), ("amount", "сто"), ("paid", "2026-10-10")),
            ReceiptsWorld.Item(ReceiptsWorld.PaymentTable, 51, ("deal", "deal/1"), ("amount", "100 RUB"), ("paid", "10.10.2026")),
            ReceiptsWorld.Item(ReceiptsWorld.ScheduleTable, 52, ("amount", "100 RUB"), ("due", "2026-10-10")),
            ReceiptsWorld.Item(ReceiptsWorld.PaymentTable, 53, ("deal", "deal/1"), ("amount", "1e99 RUB"), ("paid", "2026-10-10")));

        var answer = await house.RunAsync("1");
        Assert.Equal(4, answer.Notices.Single(notice => notice.Code == "unreadable_values").Count);
        Assert.Equal(6_805m, answer.Totals.Cells.Single(cell => cell is { Column: "total", Measure: "receipts" }).Value);
    }

    /// <summary>An earlier version of a record: other money, another deal, another stage.</summary>
    private static HostRecord Spoiled(HostRecord record) => record switch
    {
        Deal deal => deal with { Amount = 1m, StageId = "SIGN", OwnerId = "12", Fields = new Dictionary<string, FieldValue>() },
        Item item when item.Fields.ContainsKey("deal") => item with
        {
            Fields = new Dictionary<string, FieldValue>(item.Fields) { ["deal"] = FieldValue.Of("deal/2"), ["amount"] = FieldValue.Of("11 RUB") },
        },
        User user => user with { IsActive = true, DepartmentIds = ["6"] },
        _ => record,
    };

    private static async Task<string> TextAsync(ReceiptsHouse house)
    {
        var answer = await house.RunAsync("1");
        return JsonSerializer.Serialize(new { answer.Rows, answer.Totals, Notices = answer.Notices.Select(notice => (notice.Code, notice.Count, notice.Amount).ToString()) });
    }
}
