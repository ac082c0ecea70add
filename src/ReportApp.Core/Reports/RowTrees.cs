using ReportApp.Core.Access;
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
        RowKind.Sources => ["source"],
        _ => ["step"],
    };

    public static async Task<RowTree> BuildAsync(
        ReportDefinition definition, ProjectionReader reader, TenantMapping mapping, ReportScope scope, RowScope access,
        CancellationToken cancellationToken) => definition.Rows switch
        {
            RowKind.Objects => ObjectTree.Build(
                await reader.ComplexesAsync(cancellationToken), await reader.BuildingsAsync(cancellationToken), mapping.Objects?.HasBuildings ?? false, scope.Objects),
            RowKind.People => PeopleTree.Build(
                await reader.DepartmentsAsync(cancellationToken), await reader.PeopleAsync(cancellationToken),
                (await reader.ManagersAsync(access.Of(RecordKind.Deal), cancellationToken)).Concat(await PlannedAsync(reader, access, cancellationToken)).ToHashSet()),
            RowKind.Sources => ListTree.Build(
                "source", (await reader.SourcesAsync(cancellationToken)).Select(source => (source.Id, (string?)source.Name)), isWhole: true),
            _ => ListTree.Build("step", (await reader.StepsAsync(scope.Pipelines, cancellationToken)).Select(step => (ProjectionDerivation.NameOf(step), (string?)null)), isWhole: false),
        };

    /// <summary>Who has a target that the viewer may see, also without a deal.</summary>
    private static async Task<IEnumerable<string>> PlannedAsync(ProjectionReader reader, RowScope access, CancellationToken cancellationToken) =>
        (await reader.TargetManagersAsync(cancellationToken)).Where(id => access.SeesAllTargets || access.Managers.Contains(id));
}
