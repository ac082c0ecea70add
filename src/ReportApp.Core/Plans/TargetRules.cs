using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Plans;

/// <summary>What a target may be, however it comes in.</summary>
public static class TargetRules
{
    private const decimal MaxValue = 100_000_000_000_000m;
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    /// <summary>Metric to the decimals it may have.</summary>
    private static readonly Dictionary<string, int> Decimals = new() { ["receipts"] = 2, ["value"] = 2, ["units"] = 0, ["m2"] = 2, ["received"] = 0, ["meetings"] = 0, ["reservations"] = 0 };

    /// <summary>Steps of the way to a sale: who has no target of such a step is planned by what his sales take.</summary>
    public static IReadOnlySet<string> Steps { get; } = new HashSet<string> { "received", "meetings", "reservations" };

    public static IReadOnlySet<string> Kinds { get; } = new HashSet<string> { "sales", "business", "bank" };

    public static IReadOnlySet<string> Metrics { get; } = Decimals.Keys.ToHashSet();

    public static bool TryMonth(string text, out YearMonth month) => YearMonth.TryParse(text, out month) && month.FirstDay.Year is >= FirstYear and <= LastYear;

    /// <summary>A stable code of what is wrong with a value; null: nothing.</summary>
    /// <param name="metric">Of an unknown one the decimals are not looked at.</param>
    public static string? Refuse(string metric, decimal value) =>
        value is < 0 or > MaxValue ? "out_of_range" : Decimals.TryGetValue(metric, out var decimals) && decimal.Round(value, decimals) != value ? "too_precise" : null;
}

/// <summary>Which targets a viewer may see, and which he may set.</summary>
/// <param name="SeesAll">No sales deal is hidden from him: targets of objects and of the company are his to see, and to set if he leads.</param>
internal sealed record TargetRights(Viewer Viewer, Team Team, bool Leads, bool SeesAll)
{
    public static async Task<TargetRights> OfAsync(
        Viewer viewer, Team team, VisibilityService visibility, ProjectionService projections, CancellationToken cancellationToken)
    {
        if (viewer.IsAdministrator) return new TargetRights(viewer, team, true, true);
        using var reader = projections.Open(viewer.Tenant);
        var seesAll = reader is not null && await reader.CoversAllDealsAsync(await visibility.ForAsync(viewer, RecordKind.Deal, cancellationToken), cancellationToken);
        return new TargetRights(viewer, team, team.Leads(viewer), seesAll);
    }

    /// <summary>His own, those of the people and departments below him, and of what is nobody's in particular when he sees all.</summary>
    public bool MaySee(PlanScope scope) => scope is { ManagerId: null, DepartmentId: null } ? SeesAll : Team.Covers(Viewer, scope) && (SeesAll || scope is { ComplexId: null, BuildingId: null });

    public bool MaySet(PlanScope scope) => Leads && MaySee(scope);

    /// <summary>A month is locked for the whole company.</summary>
    public bool MayLock => Leads && SeesAll;
}
