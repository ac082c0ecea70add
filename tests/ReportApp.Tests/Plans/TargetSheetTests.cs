using System.Text;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Plans;

public sealed class TargetSheetTests
{
    private static readonly YearMonth December = new(2026, 12);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_for_the_company_its_departments_people_and_objects()
    {
        await using var world = await PlanWorld.StartAsync();

        var sheet = await ReadAsync(world, world.Administrator);

        Assert.Equal(
            """
            company all
            people Группа Юг
              Южная Юлия
            people Компания
              Админова Анна
            people Маркетинг
              Реклама Роман
            people Отдел продаж
              Главный Глеб
              Иванов Пётр
            objects Два берега
              Дом / 9
              Корпус 1
            objects Северный парк
              Корпус 1
            """,
            string.Join('\n', sheet.Rows.Select(row => row.Level == 0 ? $"{row.Group} {row.Title ?? row.Scope}" : $"  {row.Title}")));
        Assert.True(sheet.MayLock);
        Assert.All(sheet.Rows, row => Assert.True(row.MayEdit && row.Cells is [{ Value: null, Version: 0 }, { Value: null, Version: 0 }]));
    }

    [Fact]
    public async Task Every_value_that_a_target_had_is_kept_with_its_author()
    {
        await using var world = await PlanWorld.StartAsync();

        Assert.Equal(1, await ChangedAsync(world, world.Administrator, new TargetChange("manager:11", "2026-12", 5_000_000m, 0)));
        Assert.Equal(1, await ChangedAsync(world, world.Head, new TargetChange("manager:11", "2026-12", 6_000_000m, 1)));
        Assert.Equal(0, await ChangedAsync(world, world.Head, new TargetChange("manager:11", "2026-12", 6_000_000m, 2)));
        Assert.Equal(6_000_000m, Assert.Single(await ListAsync(world)).Value);

        Assert.Equal(1, await ChangedAsync(world, world.Head, new TargetChange("manager:11", "2026-12", null, 2)));
        Assert.Empty(await ListAsync(world));
        Assert.Equal(new TargetCell(null, 3, null), (await ReadAsync(world, world.Head)).Rows.Single(row => row.Scope == "manager:11").Cells[0]);
        var versions = await Sheets(world).ListVersionsAsync(world.Head, "sales", "receipts", "manager:11", December, Token);
        Assert.Equal(
            [(3, null, "Главный Глеб"), (2, 6_000_000m, "Главный Глеб"), (1, (decimal?)5_000_000m, "Админова Анна")],
            versions!.Select(version => (version.Version, version.Value, version.Author)));
    }

    [Fact]
    public async Task Who_leads_nobody_sees_his_own_targets_and_sets_none()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["11"] = ["11"];
        await ChangedAsync(world, world.Administrator, new TargetChange("manager:11", "2026-12", 7m, 0), new TargetChange("manager:12", "2026-12", 8m, 0));

        var sheet = await ReadAsync(world, world.Seller);

        Assert.Equal(["Иванов Пётр"], sheet.Rows.Where(row => row.Scope is not null).Select(row => row.Title));
        Assert.Equal(7m, sheet.Rows.Single(row => row.Scope is not null).Cells[0].Value);
        Assert.False(sheet.MayLock);
        Assert.All(sheet.Rows, row => Assert.False(row.MayEdit));
        Assert.Equal(["changes[0].scope not_allowed", "changes[1].scope unknown"], await RefusedAsync(
            world, world.Seller, new TargetChange("manager:11", "2026-12", 9m, 1), new TargetChange("manager:12", "2026-12", 9m, 1)));
        Assert.Null(await Sheets(world).ListVersionsAsync(world.Seller, "sales", "receipts", "manager:12", December, Token));
        Assert.False(await Sheets(world).LockAsync(world.Seller, December, true, Token));
    }

    [Fact]
    public async Task A_locked_month_changes_neither_by_hand_nor_by_a_file_nor_by_a_plan_of_a_deal()
    {
        await using var world = await PlanWorld.StartAsync();
        Assert.True(await Sheets(world).LockAsync(world.Administrator, December, true, Token));

        Assert.Equal(["changes[0].month month_locked"], await RefusedAsync(
            world, world.Head, new TargetChange("manager:11", "2026-12", 1m, 0), new TargetChange("manager:11", "2027-01", 1m, 0)));
        var imported = Assert.IsType<PlanTargetImported.Done>(await world.Store.Get<PlanTargetImport>().ImportAsync(world.Head, new MemoryStream(Encoding.UTF8.GetBytes(
            "kind;scope;period;metric;value\nsales;manager:Иванов Пётр;2027-01;receipts;1\nsales;manager:Иванов Пётр;2026-12;receipts;1\n")), Token));
        Assert.Equal((0, 3, "period", "month_locked"), (imported.Accepted, imported.Rejected[0].Line, imported.Rejected[0].Field, imported.Rejected[0].Reason));
        var plan = new PlanCommand("100", null, 1_000m, "2026-12", "11", PlanMetric.Receipts, null);
        var refused = Assert.IsType<PlanSaved.Invalid>(await world.Plans.SaveAsync(world.Seller, plan, "k-1", Token));
        Assert.Equal([new PlanProblem("month", "month_locked")], refused.Problems);
        Assert.Empty(await ListAsync(world));
        Assert.Equal(["2026-12"], (await world.Plans.OpenAsync(world.Seller, "100", Token))!.LockedMonths);

        Assert.True(await Sheets(world).LockAsync(world.Administrator, December, false, Token));
        Assert.Empty((await world.Plans.OpenAsync(world.Seller, "100", Token))!.LockedMonths);
        Assert.Equal(2, await ChangedAsync(world, world.Head, new TargetChange("manager:11", "2026-12", 1m, 0), new TargetChange("manager:11", "2027-01", 1m, 0)));
        var entry = await world.SaveAsync(world.Seller, plan);
        await world.DeliverAsync();

        Assert.True(await Sheets(world).LockAsync(world.Administrator, December, true, Token));
        Assert.Equal(
            [new PlanProblem("month", "month_locked")], Assert.IsType<PlanSaved.Invalid>(await world.Plans.UndoAsync(world.Seller, entry.Id, "k-2", Token)).Problems);
        Assert.True(await Sheets(world).LockAsync(world.Administrator, December, false, Token));
        Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Seller, entry.Id, "k-3", Token));
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_overwritten_and_nothing_is_stored()
    {
        await using var world = await PlanWorld.StartAsync();
        await ChangedAsync(world, world.Administrator, new TargetChange("manager:11", "2026-12", 5m, 0));

        Assert.Equal(["changes[1].version outdated"], await RefusedAsync(
            world, world.Head, new TargetChange("manager:12", "2026-12", 1m, 0), new TargetChange("manager:11", "2026-12", 6m, 0)));

        Assert.Equal(5m, Assert.Single(await ListAsync(world)).Value);
    }

    [Fact]
    public async Task Every_fault_is_named_with_its_place()
    {
        await using var world = await PlanWorld.StartAsync();

        Assert.Equal(
            ["changes[0].value out_of_range", "changes[1].value too_precise", "changes[2].month bad_month", "changes[3].scope unknown", "changes[4].scope unknown", "changes[6].scope repeated"],
            await RefusedAsync(
                world, world.Administrator, new("all", "2026-12", -1m, 0), new("complex:1", "2026-12", 1.001m, 0), new("complex:2", "2026-13", 1m, 0), new("planet:1", "2026-12", 1m, 0),
                new("manager:11 manager:11", "2026-12", 1m, 0), new("manager:11", "2026-12", 1m, 0), new("manager:11", "2026-12", 2m, 0)));
    }

    [Fact]
    public async Task Targets_of_several_metrics_are_set_together_or_not_at_all()
    {
        await using var world = await PlanWorld.StartAsync();

        Assert.Equal(
            ["changes[1].value too_precise", "changes[2].metric unknown_metric", "changes[3].scope repeated"],
            await RefusedAsync(
                world, world.Head, new("manager:11", "2026-12", 24, 0, "reservations"), new("manager:11", "2026-12", 40.5m, 0, "received"), new("manager:11", "2026-12", 1, 0, "calls"),
                new("manager:11", "2026-12", 25, 0, "reservations")));
        Assert.Empty(await ListAsync(world));

        Assert.Equal(3, await ChangedAsync(
            world, world.Head, new("manager:11", "2026-12", 24, 0, "reservations"), new("manager:11", "2026-12", 40, 0, "received"), new("manager:11", "2026-12", 5_000_000m, 0)));
        Assert.Equal(
            [("receipts", 5_000_000m), ("received", 40m), ("reservations", 24m)],
            (await ListAsync(world)).Select(target => (target.Metric, target.Value)).OrderBy(target => target.Metric, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_step_is_offered_where_somebody_has_a_target_for_it_or_it_is_asked_for()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["11"] = ["11"];
        await ChangedAsync(world, world.Administrator, new TargetChange("manager:12", "2027-06", 24, 0, "reservations"));

        Assert.Equal(["receipts", "value", "units", "m2", "reservations"], (await ReadAsync(world, world.Administrator)).Metrics);
        // It is of somebody whose targets he does not see.
        Assert.Equal(["receipts", "value", "units", "m2"], (await ReadAsync(world, world.Seller)).Metrics);
        Assert.Equal(
            ["receipts", "value", "units", "m2", "meetings", "reservations"], (await Sheets(world).ReadAsync(world.Administrator, "sales", "meetings", December, 1, Token)).Metrics);
    }

    [Fact]
    public async Task Targets_of_who_has_left_and_of_a_manager_in_one_object_stand_behind_the_others()
    {
        await using var world = await PlanWorld.StartAsync();
        await world.Store.Get<PlanTargets>().SetAsync(
            world.Administrator,
            [
                new PlannedTarget("sales", new PlanScope(ManagerId: "14"), December, "receipts", 1m),
                new PlannedTarget("sales", new PlanScope(ComplexId: "1", ManagerId: "11"), December, "receipts", 2m),
                new PlannedTarget("sales", new PlanScope(ManagerId: "14"), December, "units", 3m),
            ],
            "RUB", "targets-set", Token);

        var others = (await ReadAsync(world, world.Administrator)).Rows.Where(row => row.Group == "other").ToList();

        Assert.Equal([("Ушедший Егор", 1m), ("Иванов Пётр · Северный парк", 2m)], others.Select(row => (row.Title!, row.Cells[0].Value!.Value)));
    }

    private static TargetSheets Sheets(PlanWorld world) => world.Store.Get<TargetSheets>();

    private static Task<TargetSheet> ReadAsync(PlanWorld world, Viewer viewer) => Sheets(world).ReadAsync(viewer, "sales", "receipts", December, 2, Token);

    private static Task<IReadOnlyList<PlanTarget>> ListAsync(PlanWorld world) => world.Store.Get<PlanTargets>().ListAsync(world.Tenant.Id, Token);

    private static async Task<int> ChangedAsync(PlanWorld world, Viewer viewer, params TargetChange[] changes) =>
        Assert.IsType<TargetsChanged.Done>(await Sheets(world).ChangeAsync(viewer, new TargetChanges("sales", "receipts", changes), Token)).Changed;

    private static async Task<IEnumerable<string>> RefusedAsync(PlanWorld world, Viewer viewer, params TargetChange[] changes) =>
        Assert.IsType<TargetsChanged.Refused>(await Sheets(world).ChangeAsync(viewer, new TargetChanges("sales", "receipts", changes), Token)).Problems
            .Select(problem => $"{problem.Field} {problem.Reason}");
}
