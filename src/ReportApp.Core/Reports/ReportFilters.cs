using ReportApp.Core.Access;

namespace ReportApp.Core.Reports;

/// <summary>The values of each filter. Names of objects are nobody's secret; people are those with records the viewer sees.</summary>
internal static class ReportFilters
{
    public static async Task<IReadOnlyList<FilterList>> ListAsync(ReportSession session, CancellationToken cancellationToken)
    {
        var people = await session.PeopleAsync(cancellationToken);
        var visible = await session.ManagersAsync(cancellationToken);
        var managers = people.Where(person => visible.Contains(person.Id)).ToList();
        var lists = new List<FilterList>();
        foreach (var kind in session.Definition.Filters)
        {
            lists.Add(kind switch
            {
                FilterKind.Object => new FilterList(ReportScope.Name(kind), new Caption("Объект", "Object"), await ObjectsAsync(session, cancellationToken)),
                FilterKind.Manager => new FilterList(
                    ReportScope.Name(kind), new Caption("Менеджер", "Manager"),
                    [.. managers.Select(person => new FilterValue(person.Id, person.Name, person.DepartmentId, false, person.IsActive))]),
                FilterKind.Source => new FilterList(
                    ReportScope.Name(kind), new Caption("Источник", "Source"),
                    [.. (await session.SourcesAsync(cancellationToken)).Select(source => new FilterValue(source.Id, source.Name, null, false, true))]),
                FilterKind.Pipeline => new FilterList(
                    ReportScope.Name(kind), new Caption("Воронка", "Pipeline"),
                    [.. (await session.PipelinesAsync(cancellationToken)).Select(pipeline => new FilterValue(pipeline.Id, pipeline.Name, null, false, true))]),
                _ => new FilterList(
                    ReportScope.Name(kind), new Caption("Отдел", "Department"),
                    await DepartmentsAsync(session, managers.Select(person => person.DepartmentId).OfType<string>().ToHashSet(), cancellationToken)),
            });
        }
        return lists;
    }

    private static async Task<IReadOnlyList<FilterValue>> ObjectsAsync(ReportSession session, CancellationToken cancellationToken)
    {
        var complexes = await session.ComplexesAsync(cancellationToken);
        var buildings = await session.BuildingsAsync(cancellationToken);
        return
        [
            .. complexes.Select(complex => new FilterValue($"complex:{complex.Id}", complex.Name, null, true, true)),
            .. buildings.Select(building => new FilterValue(
                $"building:{building.Id}", building.Name, building.ComplexId is null ? null : $"complex:{building.ComplexId}", false, true)),
        ];
    }

    /// <summary>Departments of these people and all above them.</summary>
    private static async Task<IReadOnlyList<FilterValue>> DepartmentsAsync(
        ReportSession session, IReadOnlySet<string> own, CancellationToken cancellationToken)
    {
        var departments = await session.DepartmentsAsync(cancellationToken);
        OrganisationUnit[] units = [.. departments.Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        return
        [
            .. departments.Where(unit => Organisation.Below(units, [unit.Id]).Overlaps(own))
                .Select(unit => new FilterValue(unit.Id, unit.Name, unit.ParentId, true, true)),
        ];
    }
}
