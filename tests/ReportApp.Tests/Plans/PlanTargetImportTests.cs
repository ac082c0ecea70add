using System.Text;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;

namespace ReportApp.Tests.Plans;

public sealed class PlanTargetImportTests
{
    private const string Header = "kind;scope;period;metric;value\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_is_read_with_names_as_in_the_crm()
    {
        await using var world = await PlanWorld.StartAsync();

        var done = await ImportAsync(
            world, world.Head,
            "\uFEFF" + Header + """
            sales;all;2026-12;receipts;100 000 000,50
            sales;complex:северный  парк;2026-12;units;12
            business;building:Два берега / Корпус 1;2026-12;receipts;5000000
            sales;building:Два берега / Дом / 9 + manager:Пётр Иванов;2026-12;m2;45.5
            sales;manager:Ушедший Егор;2026-01;receipts;1
            sales;department:#3;2026-12;value;7
            """);

        Assert.Equal(6, done.Accepted);
        Assert.Empty(done.Rejected);
        Assert.Equal(
            [
                (new PlanScope(), "receipts", 100_000_000.5m), (new PlanScope(ComplexId: "1"), "units", 12m), (new PlanScope(BuildingId: "8"), "receipts", 5_000_000m),
                (new PlanScope(BuildingId: "9", ManagerId: "11"), "m2", 45.5m), (new PlanScope(ManagerId: "14"), "receipts", 1m),
                (new PlanScope(DepartmentId: "3"), "value", 7m),
            ],
            from target in await TargetsAsync(world) select (target.Scope, target.Metric, target.Value));
    }

    [Fact]
    public async Task Every_fault_is_told_and_nothing_is_stored()
    {
        await using var world = await PlanWorld.StartAsync();

        var done = await ImportAsync(
            world, world.Administrator,
            Header + """
            sales;all;2026-12;receipts;1
            wish;all;2026-12;receipts;1
            sales;building:Корпус 1;2026-12;receipts;1
            sales;planet:Earth;2026-12;receipts;1
            sales;all;2026-13;receipts;1
            sales;all;2026-12;love;1
            sales;all;2026-12;value;много
            sales;all;2026-12;value;1.0001
            sales;all;2026-12;units;1,5
            sales;all;2026-12;value;-1
            sales;all;2026-12
            sales;all;2026-12;receipts;2
            """);

        Assert.Equal(0, done.Accepted);
        Assert.Equal(
            [
                new(2, "value", "ambiguous"), new(3, "kind", "unknown_kind"), new(4, "scope", "unknown_name"), new(5, "scope", "bad_scope"), new(6, "period", "bad_month"),
                new(7, "metric", "unknown_metric"), new(8, "value", "bad_number"), new(9, "value", "too_precise"), new(10, "value", "too_precise"),
                new(11, "value", "out_of_range"), new(12, "file", "bad_row"), new(13, "value", "ambiguous"),
            ],
            done.Rejected);
        Assert.Empty(await TargetsAsync(world));
    }

    [Fact]
    public async Task The_same_table_again_makes_no_new_version_and_a_changed_value_makes_one()
    {
        await using var world = await PlanWorld.StartAsync();
        await ImportAsync(world, world.Head, "kind,scope,period,metric,value\nsales,all,2026-12,receipts,10\nsales,all,2027-01,receipts,20");
        var version = await world.Store.Get<PlanTargets>().VersionAsync(world.Tenant.Id, Token);

        await ImportAsync(world, world.Head, "kind,scope,period,metric,value\nsales,all,2027-01,receipts,20\nsales,all,2026-12,receipts,10");
        Assert.Equal(version, await world.Store.Get<PlanTargets>().VersionAsync(world.Tenant.Id, Token));

        await ImportAsync(world, world.Head, "metric,value,kind,scope,period\nreceipts,11,sales,all,2026-12");
        Assert.Equal([(20m, 1), (11m, 2)], from target in await TargetsAsync(world) select (target.Value, target.Version));
    }

    [Theory]
    [InlineData("kind;scope;period\n", "bad_header")]
    [InlineData("kind;scope;period;metric;metric\n", "bad_header")]
    [InlineData("", "empty")]
    [InlineData(Header, "empty")]
    public async Task A_file_that_is_no_table_of_targets_is_refused_as_a_whole(string csv, string reason)
    {
        await using var world = await PlanWorld.StartAsync();

        Assert.Equal(reason, Assert.Single((await ImportAsync(world, world.Head, csv)).Rejected).Reason);
    }

    [Fact]
    public async Task A_file_as_a_russian_spreadsheet_saves_it_is_read()
    {
        await using var world = await PlanWorld.StartAsync();
        using var csv = new MemoryStream(CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes(Header + "sales;complex:Северный парк;2026-12;receipts;1"));

        var done = Assert.IsType<PlanTargetImported.Done>(await world.Store.Get<PlanTargetImport>().ImportAsync(world.Head, csv, Token));

        Assert.Equal(1, done.Accepted);
        Assert.Equal(new PlanScope(ComplexId: "1"), Assert.Single(await TargetsAsync(world)).Scope);
    }

    [Fact]
    public async Task A_seller_sets_no_targets()
    {
        await using var world = await PlanWorld.StartAsync();
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(Header + "sales;all;2026-12;receipts;1"));

        Assert.IsType<PlanTargetImported.NotAllowed>(await world.Store.Get<PlanTargetImport>().ImportAsync(world.Seller, csv, Token));
        Assert.Empty(await TargetsAsync(world));
    }

    [Fact]
    [Trait("Requirement", "I7")]
    public async Task A_head_sets_targets_of_his_people_only_and_of_objects_when_no_deal_is_hidden_from_him()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["10"] = ["11"];

        var done = await ImportAsync(
            world, world.Head,
            Header + """
            sales;manager:Иванов Пётр;2026-12;receipts;1
            sales;department:Группа Юг;2026-12;receipts;1
            sales;manager:Ушедший Егор;2026-12;receipts;1
            sales;manager:Реклама Роман;2026-12;receipts;1
            sales;department:Маркетинг;2026-12;receipts;1
            sales;all;2026-12;receipts;1
            sales;complex:Северный парк;2026-12;receipts;1
            """);

        Assert.Equal(
            [new(5, "scope", "not_allowed"), new(6, "scope", "not_allowed"), new(7, "scope", "not_allowed"), new RejectedRow(8, "scope", "not_allowed")],
            done.Rejected);
    }

    [Fact]
    public async Task A_file_of_nothing_but_faults_gets_a_short_answer()
    {
        await using var world = await PlanWorld.StartAsync();

        var done = await ImportAsync(world, world.Head, Header + string.Concat(Enumerable.Repeat("x;;;;\n", 50_000)));

        Assert.InRange(done.Rejected.Count, 1_000, 1_010);
    }

    [Fact]
    public async Task Another_portal_sees_none_of_them()
    {
        await using var world = await PlanWorld.StartAsync();
        var other = await world.InstallAnotherAsync();

        await ImportAsync(world, world.Head, Header + "sales;all;2026-12;receipts;1");

        Assert.Empty(await world.Store.Get<PlanTargets>().ListAsync(other.Id, Token));
        Assert.Equal(0, await world.Store.Get<PlanTargets>().VersionAsync(other.Id, Token));
    }

    private static async Task<PlanTargetImported.Done> ImportAsync(PlanWorld world, Viewer viewer, string text)
    {
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Assert.IsType<PlanTargetImported.Done>(await world.Store.Get<PlanTargetImport>().ImportAsync(viewer, csv, Token));
    }

    private static Task<IReadOnlyList<PlanTarget>> TargetsAsync(PlanWorld world) => world.Store.Get<PlanTargets>().ListAsync(world.Tenant.Id, Token);
}
