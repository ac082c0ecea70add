using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Imports;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sync;
using Sandbox;

namespace ReportApp.Tests.Golden;

/// <summary>One world, laid out in four ways, read by the app through the mapping it proposes.</summary>
public sealed class LayoutTests
{
    private const string Accounting = "1С";
    private const string Sales = "Отдел продаж";

    private const string Administrator = "1";
    private const string HeadOfCentre = "4";
    private const string Seller = "5";

    private static readonly Dictionary<string, string?> InSmart = new()
    {
        [RoleNames.Seller] = "ufCrmSeller", [RoleNames.ContractNumber] = "ufCrmContractNo", [RoleNames.ContractDate] = "ufCrmContractDate", [RoleNames.ContractEnd] = "ufCrmEndedOn",
        [RoleNames.Territory] = "ufCrmTown",
        [RoleNames.ComplexTable] = "1040", [RoleNames.BuildingTable] = "1044", [RoleNames.BuildingComplexField] = "parentId1040",
        [RoleNames.DealComplex] = "parentId1040", [RoleNames.DealBuilding] = "parentId1044",
        [RoleNames.ScheduleTable] = "1052", [RoleNames.ScheduleDealField] = "parentId2", [RoleNames.ScheduleAmountField] = "opportunity",
        [RoleNames.ScheduleDueField] = "closedate", [RoleNames.ScheduleKindField] = "ufCrm4Kind", [RoleNames.ScheduleCancelledField] = "ufCrm4CancelledOn",
        [RoleNames.PaymentsTable] = "1056", [RoleNames.PaymentsDealField] = "parentId2", [RoleNames.PaymentsAmountField] = "opportunity",
        [RoleNames.PaymentsPaidOnField] = "ufCrm5PaidOn", [RoleNames.PaymentsLineField] = "parentId1052", [RoleNames.PaymentsKindField] = "ufCrm5Kind",
    };

    private static readonly Dictionary<string, string?> InFields = new()
    {
        [RoleNames.Seller] = "ufCrmSeller", [RoleNames.ContractNumber] = "ufCrmContractNo", [RoleNames.ContractDate] = "ufCrmContractDate", [RoleNames.ContractEnd] = "ufCrmEndedOn",
        [RoleNames.Territory] = "ufCrmTown",
        [RoleNames.DealComplex] = "ufCrmComplex", [RoleNames.DealBuilding] = "ufCrmBuilding",
        [RoleNames.ScheduleTable] = "31", [RoleNames.ScheduleDealField] = "parentId2", [RoleNames.ScheduleAmountField] = "opportunity",
        [RoleNames.ScheduleDueField] = "closedate", [RoleNames.ScheduleKindField] = "ufCrmSmartInvoiceKind",
        [RoleNames.ScheduleCancelledField] = "ufCrmSmartInvoiceCancelledOn",
        [RoleNames.PaymentsTable] = "31", [RoleNames.PaymentsDealField] = "parentId2", [RoleNames.PaymentsAmountField] = "opportunity",
        [RoleNames.PaymentsPaidOnField] = "ufCrmSmartInvoicePaidOn", [RoleNames.PaymentsLineField] = "ufCrmSmartInvoicePays",
        [RoleNames.PaymentsKindField] = "ufCrmSmartInvoiceKind",
    };

    /// <summary>Whatever text fields are called, a text is no user and no day.</summary>
    private static readonly Dictionary<string, string?> InPoor = new()
    {
        [RoleNames.ContractNumber] = "ufCrmContractNo", [RoleNames.DealComplex] = "ufCrmComplex", [RoleNames.DealBuilding] = "ufCrmBuilding",
        [RoleNames.Territory] = "ufCrmTown",
    };

    /// <summary>Money as in tables, and no object anywhere but in the catalogue.</summary>
    private static readonly Dictionary<string, string?> InCatalogue = new(InSmart.Where(role => !role.Key.StartsWith("objects.", StringComparison.Ordinal))) { [RoleNames.Catalogue] = "23" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxOptions.Smart)]
    [InlineData(SandboxOptions.Fields)]
    [InlineData(SandboxOptions.Poor)]
    [InlineData(SandboxOptions.Catalogue)]
    public async Task All_roles_are_found_without_a_hand_and_none_is_wrong(string layout)
    {
        await using var portal = await SyncedPortal.StartInAsync(layout, 60, [.. Connector.Bitrix.Scopes.Optional]);

        var proposal = await portal.ProposeAsync();

        var expected = layout switch { SandboxOptions.Smart => InSmart, SandboxOptions.Fields => InFields, SandboxOptions.Catalogue => InCatalogue, _ => InPoor };
        var found = proposal.Roles.Where(role => role.Source is not null && expected.ContainsKey(role.Role)).ToDictionary(role => role.Role, role => role.Source);
        Assert.All(found, role => Assert.Equal((role.Key, expected[role.Key]), (role.Key, role.Value)));
        Assert.Empty(expected.Keys.Except(found.Keys));
        Assert.Equal(layout == SandboxOptions.Poor ? null : 3, proposal.Mapping.Payments?.NotReceiptKinds.Count);
        if (layout == SandboxOptions.Poor)
            Assert.All((string[])[RoleNames.Seller, RoleNames.ContractDate, RoleNames.ContractArea], role => Assert.Null(proposal.Roles.Single(one => one.Role == role).Source));
        Assert.DoesNotContain(proposal.Roles, role => role.Source is not null && role.IsSure && role.Role.Contains('.', StringComparison.Ordinal)
            && !expected.ContainsKey(role.Role) && role.Role != RoleNames.PaymentsNotReceiptKinds);
    }

    /// <summary>What layout <c>fields</c> lacks: which line a payment of the file pays, so that the unpaid rest of these deals may stand in other months.</summary>
    [Fact]
    public async Task Objects_in_fields_and_money_in_invoices_give_the_same_numbers_as_tables()
    {
        await using var smart = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 400);
        await using var fields = await SyncedPortal.StartInAsync(SandboxOptions.Fields, 400);
        await ReadAsync(smart);
        await ReadAsync(fields, mapping => mapping with { PaymentSources = [new PaymentSource(Accounting, null)], PaymentFileIsPartial = true });

        await AssertSameNumbersAsync(smart, fields, Lacks);

        // Which line a payment of the file pays.
        static bool Lacks(ReportCell cell, string path) =>
            cell is { Measure: "schedule" } && (path is "total" or "/Северная гавань" or "/Северная гавань/Корпус 1");
    }

    /// <summary>
    /// What layout <c>poor</c> cannot know, and why: who sold, for a name is no user, so the owner counts; the day of a contract and of its end, and its area, for they are
    /// texts, so the history of stages tells the days; which line a payment pays, for accounting does not say, so the oldest is paid first.
    /// With these left out of the mapping of tables, every number is the same; what does not need them is the same without.
    /// </summary>
    [Fact]
    public async Task Text_and_files_give_the_same_numbers_as_tables_without_the_seller_the_day_and_the_line()
    {
        await using var smart = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 400);
        await using var poor = await SyncedPortal.StartInAsync(SandboxOptions.Poor, 400);
        await ReadAsync(smart);
        await ReadAsync(poor, mapping => mapping with { PaymentSources = [new PaymentSource(Accounting, null)], ScheduleFile = Sales });

        var (administrator, other) = (await smart.EnterAsync(Administrator), await poor.EnterAsync(Administrator));
        foreach (var report in (string[])["object-receipts-forecast", "sales-funnel", "lead-sources"])
        {
            var numbers = await NumbersAsync(smart, administrator, report, new ReportRequest(), Lacks);
            Assert.NotEmpty(numbers);
            AssertSame(report, numbers, await NumbersAsync(poor, other, report, new ReportRequest(), Lacks));
        }

        await AcceptAsync(smart, mapping => mapping with
        {
            SellerField = null, ContractDateFields = [], ContractEndFields = [], ContractAreaFields = [], Payments = mapping.Payments! with { LineField = null },
        });
        await smart.App.Services.GetRequiredService<ProjectionService>().RefreshAsync(smart.Tenant.Id, Token);
        await AssertSameNumbersAsync(smart, poor, (_, _) => false);

        static bool Lacks(ReportCell cell, string path) => cell is { Measure: "schedule" };
    }

    [Fact]
    public async Task Sections_of_the_catalogue_give_the_same_numbers_as_tables()
    {
        await using var smart = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 400);
        await using var catalogue = await SyncedPortal.StartInAsync(SandboxOptions.Catalogue, 400, "catalog");
        await ReadAsync(smart);
        await ReadAsync(catalogue);

        await AssertSameNumbersAsync(smart, catalogue, (_, _) => false);
    }

    [Fact]
    public async Task Without_the_right_to_the_catalogue_nothing_is_proposed_of_it_and_a_mapping_that_needs_it_says_so()
    {
        await using var portal = await SyncedPortal.StartInAsync(SandboxOptions.Catalogue, 60, "telephony");
        var metadata = await portal.App.Services.GetRequiredService<IHostConnector>().DescribeAsync(portal.Tenant.BackgroundConnection, Token);

        var proposal = MappingProposal.Propose(metadata);

        Assert.Null(proposal.Mapping.Objects);
        Assert.DoesNotContain(proposal.Roles, role => role.Role == RoleNames.Catalogue);
        var wished = proposal.Mapping with { Objects = new ObjectMapping(null, null, null) { Catalogue = "23" } };
        Assert.Equal([new MappingProblem(RoleNames.Catalogue, "unknown_catalogue")], MappingCheck.Check(wished, metadata));
        // Accepted while the right was there.
        await AcceptAsync(portal, _ => wished);
        Assert.Equal(SyncOutcome.Stopped, await portal.SyncAsync());
        Assert.Equal(
            [("product:23", "no_host_right"), ("section:23", "no_host_right")],
            (await portal.StatusAsync()).Feeds.Where(feed => !feed.CaughtUp).Select(feed => (feed.Kind, feed.Reason)).Order());
    }

    private static async Task AssertSameNumbersAsync(SyncedPortal smart, SyncedPortal other, Func<ReportCell, string, bool> lacks)
    {
        var today = smart.Tenant.DayOf(TimeProvider.System.GetUtcNow());
        ReportRequest[] requests =
        [
            new(), new(Filters: new Dictionary<string, IReadOnlyList<string>> { ["manager"] = [Seller] }),
            new(Month(-9), Month(-1)),
        ];
        var told = new HashSet<string>();
        foreach (var person in (string[])[Administrator, HeadOfCentre, Seller])
        {
            var (one, same) = (await smart.EnterAsync(person), await other.EnterAsync(person));
            foreach (var report in smart.App.Services.GetRequiredService<ReportCatalogue>().List())
            {
                foreach (var request in requests)
                {
                    var numbers = await NumbersAsync(smart, one, report.Id, request, lacks);
                    AssertSame((person, report.Id, request), numbers, await NumbersAsync(other, same, report.Id, request, lacks));
                    // A seller may have sold nothing this month.
                    if (numbers.Count > 0) told.Add(report.Id);
                }
            }
        }
        Assert.Equal(smart.App.Services.GetRequiredService<ReportCatalogue>().List().Count, told.Count);

        string Month(int away) => today.AddMonths(away).ToString("yyyy-MM", CultureInfo.InvariantCulture);
    }

    private static void AssertSame(object asked, SortedDictionary<string, string> left, SortedDictionary<string, string> right)
    {
        Assert.Equal((asked, string.Join('\n', left.Except(right))), (asked, string.Join('\n', right.Except(left))));
    }

    [Fact]
    public async Task Lists_call_the_kinds_of_payments_as_the_portal_does()
    {
        await using var portal = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 60);
        await ReadAsync(portal);
        var viewer = await portal.EnterAsync(Administrator);
        var answer = await RunAsync(portal, viewer, "object-receipts-forecast", new ReportRequest());
        var cell = answer.Totals.Cells.First(cell => cell is { Measure: "receipts", Count: > 0 });

        var drill = await portal.App.Services.GetRequiredService<ReportRunner>().DrillAsync(
            viewer, "object-receipts-forecast", new DrillRequest("total", cell.Column, "receipts", Period(answer).From, Period(answer).To), Token);

        Assert.All(drill.Rows.SelectMany(row => row.Lines), line => Assert.Contains(line.Kind, (string[])["Зачисление на эскроу", "Прямая оплата", "Возврат"]));
        Assert.NotEmpty(drill.Rows.SelectMany(row => row.Lines));
    }

    /// <summary>The demo's way: the proposal is accepted, the files imported where the layout needs them, the targets too.</summary>
    /// <param name="choose">Which files count.</param>
    private static async Task ReadAsync(SyncedPortal portal, Func<TenantMapping, TenantMapping>? choose = null)
    {
        var services = portal.App.Services;
        var viewer = new Viewer(portal.Tenant.Id, "1", true);
        var mapping = await AcceptAsync(portal, choose ?? (proposed => proposed));
        Assert.Equal(SyncOutcome.Complete, await portal.SyncAsync());
        await services.GetRequiredService<ProjectionService>().RefreshAsync(viewer.Tenant, Token);
        if (mapping.PaymentSources is [{ File: { } accounting }]) await ImportAsync(portal, ImportKind.Payments, accounting, "payments.csv?clean");
        if (mapping.ScheduleFile is { } sales) await ImportAsync(portal, ImportKind.Schedule, sales, "schedule.csv");
        await services.GetRequiredService<ProjectionService>().RefreshAsync(viewer.Tenant, Token);
        using var targets = new MemoryStream(await portal.FileAsync("plan-targets.csv"));
        var imported = Assert.IsType<PlanTargetImported.Done>(await services.GetRequiredService<PlanTargetImport>().ImportAsync(viewer, targets, Token));
        Assert.Empty(imported.Rejected);
        await services.GetRequiredService<ProjectionService>().RefreshAsync(viewer.Tenant, Token);
    }

    private static async Task<TenantMapping> AcceptAsync(SyncedPortal portal, Func<TenantMapping, TenantMapping> choose)
    {
        var mapping = choose(portal.Tenant.Mapping!);
        await portal.App.Services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(new Viewer(portal.Tenant.Id, "1", true), mapping, Token);
        return mapping;
    }

    private static async Task ImportAsync(SyncedPortal portal, ImportKind kind, string source, string control)
    {
        using var file = new MemoryStream(await portal.FileAsync(control));
        var done = Assert.IsType<ImportOutcome.Done>(await portal.App.Services.GetRequiredService<ImportService>().ImportAsync(
            portal.Tenant.Id, "1", new ImportRequest(kind, source, null, null), file, false, new Dictionary<int, string>(), null, Token));
        Assert.Equal(0, done.Result.RejectedRows);
        Assert.True(done.Result.Added > 0);
    }

    private static Task<ReportAnswer> RunAsync(SyncedPortal portal, Viewer viewer, string report, ReportRequest request) =>
        portal.App.Services.GetRequiredService<ReportRunner>().RunAsync(viewer, report, request, Token);

    private static (string From, string To) Period(ReportAnswer answer) => (answer.Period.From, answer.Period.To);

    /// <summary>Every cell that has a record, under the titles of its row and of those above it.</summary>
    private static async Task<SortedDictionary<string, string>> NumbersAsync(SyncedPortal portal, Viewer viewer, string report, ReportRequest request, Func<ReportCell, string, bool> lacks)
    {
        var answer = await RunAsync(portal, viewer, report, request);
        var paths = new Dictionary<string, string>();
        foreach (var row in answer.Rows)
            paths[row.Key] = $"{(row.Parent is { } parent ? paths[parent] : "")}/{row.Title ?? (row.Key.EndsWith("none", StringComparison.Ordinal) ? "none" : row.Key)}";
        var numbers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (row, path) in answer.Rows.Select(row => (row, paths[row.Key])).Append((answer.Totals, "total")))
        {
            foreach (var cell in row.Cells.Where(cell => (cell.Value != 0 || cell.Count > 0) && !lacks(cell, path)))
                numbers[$"{path} {cell.Column} {cell.Measure}"] = FormattableString.Invariant($"{cell.Value:0.######} of {cell.Count}");
        }
        foreach (var notice in answer.Notices.Where(notice => notice.Code != "overdue_schedule"))
            numbers[$"notice {notice.Code}"] = FormattableString.Invariant($"{notice.Count} {notice.Amount:0.######}");
        return numbers;
    }
}
