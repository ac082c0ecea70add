using System.Numerics;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>One viewer, one report, one moment of the projection: everything that run, drill and filters have in common.</summary>
internal sealed class ReportSession : IDisposable
{
    private readonly ProjectionReader _reader;
    private readonly SemanticModel _model;
    private readonly RowScope _rows;

    private ReportSession(
        ProjectionReader reader, SemanticModel model, ReportDefinition definition, TenantMapping mapping, YearMonth current, ReportScope scope,
        RowScope rows, ObjectTree objects, PlanGrid plans, bool showsPeoplesPlan)
    {
        (_reader, _model, _rows, Definition, Mapping, Current, Scope) = (reader, model, rows, definition, mapping, current, scope);
        (Objects, Plans, ShowsPeoplesPlan) = (objects, plans, showsPeoplesPlan);
    }

    public ReportDefinition Definition { get; }

    /// <summary>Up to when every source of these numbers is complete.</summary>
    public DateTimeOffset? CompleteUpTo => _reader.State.CompleteUpTo;

    public TenantMapping Mapping { get; }

    public YearMonth Current { get; }

    public ReportScope Scope { get; }

    public ObjectTree Objects { get; }

    public PlanGrid Plans { get; }

    /// <summary>The plan is that of chosen or of the viewer's own people, not of objects.</summary>
    public bool ShowsPeoplesPlan { get; }

    /// <param name="reader">Is owned from here on.</param>
    /// <param name="today">In the report zone.</param>
    public static async Task<ReportSession> OpenAsync(
        ProjectionReader reader, SemanticModel model, ReportDefinition definition, TenantMapping mapping, DateOnly today, Viewer viewer,
        VisibleRows visible, string? from, string? to, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, CancellationToken cancellationToken)
    {
        var current = YearMonth.Of(today);
        IReadOnlyList<OrganisationUnit> units =
            [.. (await reader.DepartmentsAsync(cancellationToken)).Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        IReadOnlyList<Member> members = [.. (await reader.PeopleAsync(cancellationToken)).Select(person => new Member(person.Id, person.DepartmentId))];
        var scope = ReportScope.Read(definition, from, to, filters, current, units);
        var rows = RowScope.For(viewer, visible, await reader.CoversAllDealsAsync(visible, cancellationToken), units, members);
        var tree = ObjectTree.Build(
            await reader.ComplexesAsync(cancellationToken), await reader.BuildingsAsync(cancellationToken), mapping.Objects?.BuildingTable is not null,
            scope.Objects);
        var people = People(scope, rows, viewer);
        var session = new ReportSession(
            reader, model, definition, mapping, current, scope, rows, tree, new PlanGrid([], tree, people, units, members), people is not null);
        return definition.Measures.Any(measure => measure.Entity.Access == AccessRule.Target)
            ? new ReportSession(
                reader, model, definition, mapping, current, scope, rows, tree,
                new PlanGrid(await session.TargetsAsync(cancellationToken), tree, people, units, members), people is not null)
            : session;
    }

    /// <summary>The role of the mapping that this measure needs is there.</summary>
    public bool IsMapped(Measure measure) => measure.Entity.Role is not { } role || IsMapped(role);

    public bool IsMapped(SourceRole role) => role switch
    {
        SourceRole.Objects => Mapping.Objects is not null,
        SourceRole.Schedule => (Mapping.ScheduleFile ?? Mapping.Schedule?.Table) is not null,
        _ => (Mapping.PaymentFile ?? Mapping.Payments?.Table) is not null,
    };

    /// <summary>Months of the asked period, and null for the whole of it, in which a measure means something.</summary>
    public bool Means(Measure measure, YearMonth? month) => measure.Span switch
    {
        MonthSpan.None or MonthSpan.BeforeCurrent => month is null,
        _ => Period.Clip(month ?? Scope.From, month ?? Scope.To, measure.Span, Current) is not null,
    };

    /// <summary>Sums and counts of subjects by row and month; null is the whole period. What is missing has no record.</summary>
    public async Task<IReadOnlyDictionary<(string Row, YearMonth? Month), Cell>> CellsAsync(Measure measure, CancellationToken cancellationToken)
    {
        if (measure.Entity.Access == AccessRule.Target)
            return TargetCells();
        var found = await QueryAsync(
            new ReportQuery(measure.Name, ["complex", "building"], Scope.From, Scope.To, Scope.Filters, [], QueryShape.Cells),
            row => (
                Complex: row.Text(0), Building: row.Text(1), Month: row.Day(2), RolledUp: Convert.ToInt32(row.GetValue(3), null),
                Cell: new Cell(Units(row.GetFieldValue<BigInteger>(5)), checked((int)row.GetInt64(6))),
                IsWholePeriod: Convert.ToInt32(row.GetValue(4), null) == 1),
            cancellationToken);
        // A period without any record has one row over nothing.
        return Whole(found, Limits.Cells, "to").Where(row => row.Cell.Count > 0)
            .ToDictionary(row => (KeyOf(row.Complex, row.Building, row.RolledUp), row.IsWholePeriod ? (YearMonth?)null : YearMonth.Of(row.Month!.Value)), row => row.Cell);
    }

    /// <summary>Sum and count of a measure over everything asked for.</summary>
    public async Task<Cell> TotalAsync(Measure measure, CancellationToken cancellationToken) => (await QueryAsync(
        new ReportQuery(measure.Name, [], Scope.From, Scope.To, Scope.Filters, [], QueryShape.Cells),
        row => (IsWholePeriod: Convert.ToInt32(row.GetValue(2), null) == 1, Sum: Units(row.GetFieldValue<BigInteger>(3)), Count: row.GetInt64(4)),
        cancellationToken)).Where(row => row.IsWholePeriod).Select(row => new Cell(row.Sum, checked((int)row.Count))).Single();

    /// <summary>Subjects behind a cell, largest first, and count and sum of all of them.</summary>
    /// <param name="month">Null: the whole period.</param>
    public async Task<(IReadOnlyList<Subject> Subjects, Cell All)> SubjectsAsync(
        Measure measure, ObjectNode node, YearMonth? month, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            Behind(measure, node, month, [], QueryShape.Subjects),
            row => (
                Subject: new Subject(row.GetString(0), Units(row.GetFieldValue<BigInteger>(1))),
                All: new Cell(Units(row.GetFieldValue<BigInteger>(3)), checked((int)row.GetInt64(2)))),
            cancellationToken);
        return ([.. found.Select(row => row.Subject)], found.Count == 0 ? new Cell(0, 0) : found[0].All);
    }

    /// <summary>The payments or schedule lines that make the values of some subjects.</summary>
    public async Task<ILookup<string, DrillLine>> LinesAsync(
        Measure measure, ObjectNode node, YearMonth? month, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            Behind(measure, node, month, subjects, QueryShape.Lines),
            row => (Subject: row.GetString(0), Line: new DrillLine(row.GetString(1), row.Day(2), Money.FromStored(row.GetInt64(3)), row.Text(4))),
            cancellationToken);
        return Whole(found, Limits.Lines, "row").ToLookup(row => row.Subject, row => row.Line);
    }

    public IReadOnlyList<Target> TargetsBehind(ObjectNode node, YearMonth? month) =>
        [.. (month is { } one ? [one] : Scope.Months).SelectMany(each => Plans.In(node, each))];

    public Task<IReadOnlyDictionary<string, DealCard>> DealsAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        _reader.DealsAsync(ids, cancellationToken);

    public Task<int> CountFaultsAsync(CancellationToken cancellationToken) => _reader.CountFaultsAsync(cancellationToken);

    public Task<IReadOnlyList<ComplexRow>> ComplexesAsync(CancellationToken cancellationToken) => _reader.ComplexesAsync(cancellationToken);

    public Task<IReadOnlyList<BuildingRow>> BuildingsAsync(CancellationToken cancellationToken) => _reader.BuildingsAsync(cancellationToken);

    public Task<IReadOnlyList<PersonRow>> PeopleAsync(CancellationToken cancellationToken) => _reader.PeopleAsync(cancellationToken);

    public Task<IReadOnlyList<DepartmentRow>> DepartmentsAsync(CancellationToken cancellationToken) => _reader.DepartmentsAsync(cancellationToken);

    /// <summary>Everybody to whom a visible deal is attributed.</summary>
    public Task<IReadOnlySet<string>> ManagersAsync(CancellationToken cancellationToken) => _reader.ManagersAsync(_rows.Deals, cancellationToken);

    public void Dispose() => _reader.Dispose();

    /// <summary>
    /// Filters ask for people's plans. Without them somebody who does not see all deals, and so no plan of objects, gets that of his
    /// departments or his own, beside the same people's facts.
    /// </summary>
    private static PeopleSelection? People(ReportScope scope, RowScope rows, Viewer viewer) =>
        scope.Managers is not null || scope.Departments is not null ? new PeopleSelection(scope.Managers, scope.Departments)
        : rows.SeesAllDeals || rows.SeesAllTargets ? null
        : rows.Departments.Count > 0 ? new PeopleSelection(null, rows.Departments)
        : new PeopleSelection(new HashSet<string> { viewer.UserId }, null);

    private async Task<IReadOnlyList<Target>> TargetsAsync(CancellationToken cancellationToken)
    {
        var measure = Definition.Measures.Single(found => found.Entity.Access == AccessRule.Target);
        // Which targets count where is the grid's business, so they come unfiltered; row access holds all the same.
        var found = await QueryAsync(
            new ReportQuery(measure.Name, ["complex", "building", "manager", "department"], Scope.From, Scope.To, [], [], QueryShape.Lines),
            row => new Target(row.GetString(1), YearMonth.Of(row.Day(2)!.Value), row.GetInt64(3), row.Text(5), row.Text(6), row.Text(7), row.Text(8)),
            cancellationToken);
        return Whole(found, Limits.Lines, "to");
    }

    private Dictionary<(string Row, YearMonth? Month), Cell> TargetCells()
    {
        var cells = new Dictionary<(string, YearMonth?), Cell>();
        foreach (var node in Objects.Nodes.Append(ObjectTree.Total))
        {
            foreach (var month in Scope.Months.Select(month => (YearMonth?)month).Append(null))
            {
                var behind = TargetsBehind(node, month);
                if (behind.Count > 0)
                    cells[(node.Key, month)] = new Cell(behind.Sum(target => Money.FromStored(target.Amount)), behind.Count);
            }
        }
        return cells;
    }

    private ReportQuery Behind(Measure measure, ObjectNode node, YearMonth? month, IReadOnlyCollection<string> subjects, QueryShape shape) =>
        new(measure.Name, [], month ?? Scope.From, month ?? Scope.To, [.. Scope.Filters, .. ObjectTree.Filters(node)], subjects, shape);

    private Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        ReportQuery query, Func<System.Data.Common.DbDataReader, TRow> read, CancellationToken cancellationToken)
    {
        var sql = QueryPasses.Compile(query, _model, _rows, Current, _reader.Catalog);
        return _reader.QueryAsync(sql.Text, sql.Parameters, read, cancellationToken);
    }

    /// <summary>A part is never shown as the whole.</summary>
    private static IReadOnlyList<TRow> Whole<TRow>(IReadOnlyList<TRow> found, int most, string field) =>
        found.Count <= most ? found : throw new ReportRefusedException(field, "too_large");

    private static string KeyOf(string? complex, string? building, int rolledUp) => rolledUp switch
    {
        2 => ObjectTree.Total.Key,
        1 => complex is null ? NoComplex : $"complex:{complex}",
        _ => building is not null ? $"building:{building}" : complex is not null ? $"complex:{complex}/none" : "none",
    };

    /// <summary>Everything without a complex: «no object» and buildings without one together, which is no row.</summary>
    private const string NoComplex = "";

    private static decimal Units(BigInteger stored) => (decimal)stored / Money.StoredScale;
}

/// <param name="Value">In currency units.</param>
/// <param name="Count">Subjects behind it.</param>
internal readonly record struct Cell(decimal Value, int Count);

/// <param name="Value">In currency units.</param>
internal sealed record Subject(string Id, decimal Value);
