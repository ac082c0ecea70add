using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;

namespace ReportApp.Core.Reports;

/// <summary>What was reached of what targets are set for: the measures of the semantic model, as this viewer sees them.</summary>
public sealed class TargetFacts
{
    public const string OfObjects = "object-receipts-forecast";
    public const string OfPeople = "sales-plan-summary";
    private const int Months = 12;

    /// <summary>What counts each metric; steps of the way to a sale are counted by the day alone.</summary>
    private static readonly Dictionary<string, string> Measures = new() { ["receipts"] = "receipts", ["value"] = "sales_val", ["units"] = "units_sold", ["m2"] = "m2_sold" };

    private readonly ReportCatalogue _catalogue;
    private readonly ReportRunner _runner;

    internal TargetFacts(ReportCatalogue catalogue, ReportRunner runner) => (_catalogue, _runner) = (catalogue, runner);

    /// <summary>Of each object and person by month of a year; empty where this metric is not counted.</summary>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="Store.Projection.ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<IReadOnlyDictionary<(PlanScope Scope, YearMonth Month), decimal>> OfYearAsync(Viewer viewer, string metric, int year, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var facts = new Dictionary<(PlanScope, YearMonth), decimal>();
        var (first, current) = (new YearMonth(year, 1), YearMonth.Of(today));
        var last = current < first.Plus(Months - 1) ? current : first.Plus(Months - 1);
        if (last < first) return facts;
        foreach (var ((row, from), cell) in await CellsAsync(viewer, tenant, today, metric, OfObjects, first, last, null, cancellationToken) ?? new Dictionary<(string, DateOnly?), Cell>())
            if (from is { } day && ScopeOf(row) is { } scope) facts[(scope, YearMonth.Of(day))] = cell.Value;
        // The report of people has no columns of months.
        for (var month = first; month <= last; month = month.Plus(1))
        {
            foreach (var ((row, from), cell) in await CellsAsync(viewer, tenant, today, metric, OfPeople, month, month, null, cancellationToken) ?? new Dictionary<(string, DateOnly?), Cell>())
                if (from is null && ScopeOf(row) is { } scope) facts[(scope, month)] = cell.Value;
        }
        return facts;
    }

    /// <summary>By row and month of a report; null: this metric is not counted here.</summary>
    /// <inheritdoc cref="OfYearAsync"/>
    internal async Task<IReadOnlyDictionary<(string Row, DateOnly? From), Cell>?> CellsAsync(
        Viewer viewer, Tenant tenant, DateOnly today, string metric, string report, YearMonth from, YearMonth to, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters,
        CancellationToken cancellationToken)
    {
        if (!Measures.TryGetValue(metric, out var counting)) return null;
        var measure = _catalogue.Model[counting] as BasicMeasure ?? throw new InvalidOperationException("A fact is counted.");
        var definition = _catalogue.Get(report);
        var request = definition.Columns == ColumnKind.Months
            ? new ReportRequest(from.ToString(), to.ToString(), filters)
            : new ReportRequest(Day(from.FirstDay), Day(to.End.AddDays(-1)), filters);
        using var session = await _runner.OpenAsync(tenant, today, viewer, definition, request, cancellationToken);
        var isCounted = session is not null && session.IsMapped(measure) && (metric != "m2" || session.Mapping.ContractAreaFields.Count > 0);
        return isCounted ? await session!.CellsAsync(measure, isPrevious: false, cancellationToken) : null;

        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static PlanScope? ScopeOf(string row) => row.Split(':', 2) switch
    {
        ["complex", var id] => new PlanScope(ComplexId: id),
        ["building", var id] => new PlanScope(BuildingId: id),
        ["manager", var id] => new PlanScope(ManagerId: id),
        _ => null,
    };
}
