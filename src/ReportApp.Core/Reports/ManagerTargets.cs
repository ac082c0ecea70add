using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>What each manager shall reach in a month: his own target, else what he has by objects.</summary>
internal static class ManagerTargets
{
    /// <param name="measure">One of plan targets.</param>
    /// <param name="current">The month of today.</param>
    /// <returns>Manager to target; who has none is not there.</returns>
    /// <exception cref="ReportRefusedException">There are more targets than anybody sets.</exception>
    public static async Task<IReadOnlyDictionary<string, decimal>> ReadAsync(
        ProjectionReader reader, SemanticModel model, RowScope access, string measure, YearMonth month, YearMonth current, CancellationToken cancellationToken) =>
        OfEach(await ReadAllAsync(reader, model, access, measure, month, current, cancellationToken));

    public static IReadOnlyDictionary<string, decimal> OfEach(IReadOnlyList<Target> targets) => targets.Where(target => target.Manager is not null).GroupBy(target => target.Manager!)
        .ToDictionary(own => own.Key, own => PlanGrid.Sum(PlanGrid.OfManager(own.Key, [.. own])));

    /// <summary>Every target of a month that the viewer sees.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<IReadOnlyList<Target>> ReadAllAsync(
        ProjectionReader reader, SemanticModel model, RowScope access, string measure, YearMonth month, YearMonth current, CancellationToken cancellationToken)
    {
        var sql = QueryPasses.Compile(
            new ReportQuery(measure, ["complex", "building", "manager", "department"], DayRange.Of(month, month), TimeGrain.Whole, [], [], QueryShape.Lines), model, access,
            current, reader.Catalog);
        var targets = await reader.QueryAsync(
            sql.Text, sql.Parameters, row => new Target(row.GetString(1), month, row.GetInt64(3), row.Text(5), row.Text(6), row.Text(7), row.Text(8)), cancellationToken);
        return targets.Count <= Limits.Lines ? targets : throw new ReportRefusedException("month", "too_large");
    }
}
