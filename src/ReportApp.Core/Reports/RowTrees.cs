using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>What a definition may put down the side: one case here and one in <see cref="RowKind"/> for each.</summary>
internal static class RowTrees
{
    /// <summary>Dimensions that every measure of such a report must have.</summary>
    public static IReadOnlyList<string> DimensionsOf(RowKind rows) => rows switch
    {
        RowKind.Objects => ["complex", "building"],
        RowKind.People => ["team", "manager"],
        _ => ["step"],
    };

    public static async Task<RowTree> BuildAsync(
        ReportDefinition definition, ProjectionReader reader, TenantMapping mapping, ObjectSelection? objects, VisibleRows visible,
        CancellationToken cancellationToken) => definition.Rows switch
        {
            RowKind.Objects => ObjectTree.Build(
                await reader.ComplexesAsync(cancellationToken), await reader.BuildingsAsync(cancellationToken), mapping.Objects?.HasBuildings ?? false, objects),
            RowKind.People => PeopleTree.Build(
                await reader.DepartmentsAsync(cancellationToken), await reader.PeopleAsync(cancellationToken),
                await reader.ManagersAsync(visible, cancellationToken)),
            _ => ListTree.Build("step", (await reader.StepsAsync(cancellationToken)).Select(step => (ProjectionDerivation.NameOf(step), (string?)null)), hasTotal: false),
        };
}
