using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
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

/// <summary>One world, laid out in two ways, read by the app through the mapping it proposes.</summary>
public sealed class LayoutTests
{
    private const string Accounting = "1С";

    private const string Administrator = "1";
    private const string HeadOfCentre = "4";
    private const string Seller = "5";

    private static readonly Dictionary<string, string?> InSmart = new()
    {
        [RoleNames.Seller] = "ufCrmSeller", [RoleNames.ContractNumber] = "ufCrmContractNo", [RoleNames.ContractDate] = "ufCrmContractDate",
        [RoleNames.ComplexTable] = "1040", [RoleNames.BuildingTable] = "1044", [RoleNames.BuildingComplexField] = "parentId1040",
        [RoleNames.DealComplex] = "parentId1040", [RoleNames.DealBuilding] = "parentId1044",
        [RoleNames.ScheduleTable] = "1052", [RoleNames.ScheduleDealField] = "parentId2", [RoleNames.ScheduleAmountField] = "opportunity",
        [RoleNames.ScheduleDueField] = "closedate", [RoleNames.ScheduleKindField] = "ufCrm4Kind", [RoleNames.ScheduleCancelledField] = "ufCrm4CancelledOn",
        [RoleNames.PaymentsTable] = "1056", [RoleNames.PaymentsDealField] = "parentId2", [RoleNames.PaymentsAmountField] = "opportunity",
        [RoleNames.PaymentsPaidOnField] = "ufCrm5PaidOn", [RoleNames.PaymentsLineField] = "parentId1052", [RoleNames.PaymentsKindField] = "ufCrm5Kind",
    };

    private static readonly Dictionary<string, string?> InFields = new()
    {
        [RoleNames.Seller] = "ufCrmSeller", [RoleNames.ContractNumber] = "ufCrmContractNo", [RoleNames.ContractDate] = "ufCrmContractDate",
        [RoleNames.DealComplex] = "ufCrmComplex", [RoleNames.DealBuilding] = "ufCrmBuilding",
        [RoleNames.ScheduleTable] = "31", [RoleNames.ScheduleDealField] = "parentId2", [RoleNames.ScheduleAmountField] = "opportunity",
        [RoleNames.ScheduleDueField] = "closedate", [RoleNames.ScheduleKindField] = "ufCrmSmartInvoiceKind",
        [RoleNames.ScheduleCancelledField] = "ufCrmSmartInvoiceCancelledOn",
        [RoleNames.PaymentsTable] = "31", [RoleNames.PaymentsDealField] = "parentId2", [RoleNames.PaymentsAmountField] = "opportunity",
        [RoleNames.PaymentsPaidOnField] = "ufCrmSmartInvoicePaidOn", [RoleNames.PaymentsLineField] = "ufCrmSmartInvoicePays",
        [RoleNames.PaymentsKindField] = "ufCrmSmartInvoiceKind",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxOptions.Smart)]
    [InlineData(SandboxOptions.Fields)]
    public async Task All_roles_are_found_without_a_hand_and_none_is_wrong(string layout)
    {
        await using var portal = await SyncedPortal.StartInAsync(layout, 60);

        var proposal = await portal.ProposeAsync();

        var expected = layout == SandboxOptions.Smart ? InSmart : InFields;
        var found = proposal.Roles.Where(role => role.Source is not null && expected.ContainsKey(role.Role)).ToDictionary(role => role.Role, role => role.Source);
        Assert.All(found, role => Assert.Equal((role.Key, expected[role.Key]), (role.Key, role.Value)));
        Assert.Empty(expected.Keys.Except(found.Keys));
        Assert.Equal(3, proposal.Mapping.Payments!.NotReceiptKinds.Count);
        Assert.DoesNotContain(proposal.Roles, role => role.Source is not null && role.IsSure && role.Role.Contains('.', StringComparison.Ordinal)
            && !expected.ContainsKey(role.Role) && role.Role != RoleNames.PaymentsNotReceiptKinds);
    }

    /// <summary>What layout <c>fields</c> lacks: which line a payment of the file pays, so that the unpaid rest of these deals may stand in other months.</summary>
    [Fact]
    public async Task Both_layouts_of_a_world_give_the_same_numbers()
    {
        await using var smart = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 400);
        await using var fields = await SyncedPortal.StartInAsync(SandboxOptions.Fields, 400);
        await ReadAsync(smart, null);
        await ReadAsync(fields, Accounting);

        var today = smart.Tenant.DayOf(TimeProvider.System.GetUtcNow());
        ReportRequest[] requests =
        [
            new(), new(Filters: new Dictionary<string, IReadOnlyList<string>> { ["manager"] = [Seller] }),
            new(Month(-9), Month(-1)),
        ];
        foreach (var person in (string[])[Administrator, HeadOfCentre, Seller])
        {
            var (one, other) = (await smart.EnterAsync(person), await fields.EnterAsync(person));
            foreach (var report in smart.App.Services.GetRequiredService<ReportCatalogue>().List())
            {
                foreach (var request in requests)
                {
                    var (left, right) = (await NumbersAsync(smart, one, report.Id, request), await NumbersAsync(fields, other, report.Id, request));
                    Assert.NotEmpty(left);
                    Assert.Equal((person, report.Id, request, string.Join('\n', left.Except(right))), (person, report.Id, request, string.Join('\n', right.Except(left))));
                }
            }
        }

        string Month(int away) => today.AddMonths(away).ToString("yyyy-MM", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Lists_call_the_kinds_of_payments_as_the_portal_does()
    {
        await using var portal = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 60);
        await ReadAsync(portal, null);
        var viewer = await portal.EnterAsync(Administrator);
        var answer = await RunAsync(portal, viewer, "object-receipts-forecast", new ReportRequest());
        var cell = answer.Totals.Cells.First(cell => cell is { Measure: "receipts", Count: > 0 });

        var drill = await portal.App.Services.GetRequiredService<ReportRunner>().DrillAsync(
            viewer, "object-receipts-forecast", new DrillRequest("total", cell.Column, "receipts", Period(answer).From, Period(answer).To), Token);

        Assert.All(drill.Rows.SelectMany(row => row.Lines), line => Assert.Contains(line.Kind, (string[])["Зачисление на эскроу", "Прямая оплата", "Возврат"]));
        Assert.NotEmpty(drill.Rows.SelectMany(row => row.Lines));
    }

    /// <summary>The demo's way: the proposal is accepted, the payments file imported where the layout needs it, the targets too.</summary>
    private static async Task ReadAsync(SyncedPortal portal, string? paymentFile)
    {
        var services = portal.App.Services;
        var viewer = new Viewer(portal.Tenant.Id, "1", true);
        await services.GetRequiredService<TenantDirectory>().AcceptMappingAsync(
            viewer, portal.Tenant.Mapping! with { PaymentSources = paymentFile is null ? [] : [new PaymentSource(paymentFile, null)], PaymentFileIsPartial = paymentFile is not null }, Token);
        Assert.Equal(SyncOutcome.Complete, await portal.SyncAsync());
        if (paymentFile is not null)
        {
            using var file = new MemoryStream(await portal.FileAsync("payments.csv?clean"));
            var done = Assert.IsType<ImportOutcome.Done>(await services.GetRequiredService<ImportService>().ImportAsync(
                viewer.Tenant, "1", new ImportRequest(ImportKind.Payments, paymentFile, "payments.csv", null), file, false, new Dictionary<int, string>(), null, Token));
            Assert.Equal(0, done.Result.RejectedRows);
            Assert.True(done.Result.Added > 0);
        }
        await services.GetRequiredService<ProjectionService>().RefreshAsync(viewer.Tenant, Token);
        using var targets = new MemoryStream(await portal.FileAsync("plan-targets.csv"));
        var imported = Assert.IsType<PlanTargetImported.Done>(await services.GetRequiredService<PlanTargetImport>().ImportAsync(viewer, targets, Token));
        Assert.Empty(imported.Rejected);
        await services.GetRequiredService<ProjectionService>().RefreshAsync(viewer.Tenant, Token);
    }

    private static Task<ReportAnswer> RunAsync(SyncedPortal portal, Viewer viewer, string report, ReportRequest request) =>
        portal.App.Services.GetRequiredService<ReportRunner>().RunAsync(viewer, report, request, Token);

    private static (string From, string To) Period(ReportAnswer answer) => (answer.Period.From, answer.Period.To);

    /// <summary>Every cell that has a record, under the titles of its row and of those above it.</summary>
    private static async Task<SortedDictionary<string, string>> NumbersAsync(SyncedPortal portal, Viewer viewer, string report, ReportRequest request)
    {
        var answer = await RunAsync(portal, viewer, report, request);
        var paths = new Dictionary<string, string>();
        foreach (var row in answer.Rows)
            paths[row.Key] = $"{(row.Parent is { } parent ? paths[parent] : "")}/{row.Title ?? (row.Key.EndsWith("none", StringComparison.Ordinal) ? "none" : row.Key)}";
        var numbers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (row, path) in answer.Rows.Select(row => (row, paths[row.Key])).Append((answer.Totals, "total")))
        {
            foreach (var cell in row.Cells.Where(cell => (cell.Value != 0 || cell.Count > 0) && !Lacks(cell, path)))
                numbers[$"{path} {cell.Column} {cell.Measure}"] = FormattableString.Invariant($"{cell.Value:0.######} of {cell.Count}");
        }
        foreach (var notice in answer.Notices.Where(notice => notice.Code != "overdue_schedule"))
            numbers[$"notice {notice.Code}"] = FormattableString.Invariant($"{notice.Count} {notice.Amount:0.######}");
        return numbers;
    }

    private static bool Lacks(ReportCell cell, string path) =>
        cell is { Measure: "schedule" } && (path is "total" or "/Северная гавань" or "/Северная гавань/Корпус 1");
}
