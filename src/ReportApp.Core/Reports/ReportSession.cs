using System.Numerics;
using System.Text.Json;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>One viewer, one report, one moment of the projection: everything that run, drill and filters have in common.</summary>
internal sealed class ReportSession : IDisposable
{
    private readonly ProjectionReader _reader;
    private readonly IDisposable _turn;
    private readonly SemanticModel _model;
    private readonly RowScope _access;
    private readonly PlannedPeople _planned;

    private ReportSession(
        ProjectionReader reader, IDisposable turn, SemanticModel model, ReportDefinition definition, TenantMapping mapping, DateOnly today, ReportScope scope,
        RowScope access, RowTree rows, PlanGrid? plans, PlannedPeople planned)
    {
        (_reader, _turn, _model, _access, _planned, Definition, Mapping, Scope) = (reader, turn, model, access, planned, definition, mapping, scope);
        (Current, Previous, Rows, Plans) = (YearMonth.Of(today), scope.Period.Previous(today), rows, plans);
    }

    public ReportDefinition Definition { get; }

    /// <summary>The feeds that these numbers come from.</summary>
    public IReadOnlyList<RecordKind> Feeds => [.. Definition.Rights.SelectMany(Mapping.FeedsOf).Distinct()];

    /// <summary>Up to when all of them are complete.</summary>
    public DateTimeOffset? CompleteUpTo => _reader.State.CompleteUpTo(Feeds);

    public TenantMapping Mapping { get; }

    public YearMonth Current { get; }

    public ReportScope Scope { get; }

    /// <summary>What the asked period is compared with.</summary>
    public DayRange Previous { get; }

    public RowTree Rows { get; }

    /// <summary>Null where the report has no plan.</summary>
    public PlanGrid? Plans { get; }

    /// <summary>Which plan the total is in each month that has one; none where the report has no plan.</summary>
    public IReadOnlyList<ShownPlan> ShownPlans => Plans is not { } plans ? []
        : [.. Scope.Columns.Select(from => plans.Whole(YearMonth.Of(from), _planned.SeesPeople)?.Shown).OfType<ShownPlan>()];

    /// <summary>The plan is that of chosen or of the viewer's own people, not of objects.</summary>
    public bool ShowsPeoplesPlan => _planned.Asked is not null;

    /// <param name="reader">Is owned from here on, as is the turn.</param>
    /// <param name="today">In the report zone.</param>
    public static async Task<ReportSession> OpenAsync(
        ProjectionReader reader, IDisposable turn, SemanticModel model, ReportDefinition definition, TenantMapping mapping, DateOnly today, Viewer viewer,
        IReadOnlyDictionary<RecordKind, VisibleRows> visible, ReportRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<OrganisationUnit> units =
            [.. (await reader.DepartmentsAsync(cancellationToken)).Select(unit => new OrganisationUnit(unit.Id, unit.ParentId, unit.HeadId))];
        IReadOnlyList<Member> members = [.. (await reader.PeopleAsync(cancellationToken)).Select(person => new Member(person.Id, person.DepartmentIds))];
        var pipelines = await reader.PipelinesAsync(cancellationToken);
        var scope = ReportScope.Read(definition, request, today, units, [.. pipelines.Select(pipeline => pipeline.Id)]);
        var seesAllDeals = visible.TryGetValue(RecordKind.Deal, out var deals) && await reader.CoversAllDealsAsync(deals, cancellationToken);
        var access = RowScope.For(viewer, visible, seesAllDeals, units, members);
        var rows = await RowTrees.BuildAsync(definition, reader, mapping, scope, access, cancellationToken);
        var planned = new PlannedPeople(People(scope, access, viewer), access.SeesAllTargets || await LeadsAllPlannedAsync(reader, access, scope.Period, cancellationToken), units, members);
        var session = new ReportSession(reader, turn, model, definition, mapping, today, scope, access, rows, null, planned);
        if (definition.Plan is not { } plan || rows is not ObjectTree objects)
            return session;
        var plans = new PlanGrid(await session.TargetsAsync(plan, scope.Period, cancellationToken), objects, planned.Asked, units, members);
        return new ReportSession(reader, turn, model, definition, mapping, today, scope, access, rows, plans, planned);
    }

    /// <summary>The plan of each row by month, of a measure of plan targets that the definition itself does not have.</summary>
    /// <param name="months">Whole months.</param>
    public async Task<RowPlans> PlansAsync(BasicMeasure plan, DayRange months, CancellationToken cancellationToken)
    {
        var objects = Rows as ObjectTree ?? ObjectTree.Build(
            await ComplexesAsync(cancellationToken), await BuildingsAsync(cancellationToken), Mapping.Objects?.HasBuildings ?? false, Scope.Objects);
        return new RowPlans(await TargetsAsync(plan, months, cancellationToken), objects, _planned, Scope);
    }

    /// <summary>The role of the mapping that this measure needs is there.</summary>
    public bool IsMapped(BasicMeasure measure) => measure.Entity.Role is not { } role || IsMapped(role);

    public bool IsMapped(SourceRole role) => role switch
    {
        SourceRole.Objects => Mapping.Objects is not null,
        SourceRole.Schedule => (Mapping.ScheduleFile ?? Mapping.Schedule?.Table) is not null,
        _ => Mapping.HasPayments,
    };

    /// <summary>Whether a measure means something in a column, or, null, in the whole period.</summary>
    public bool Means(BasicMeasure measure, DateOnly? from) => measure.Span switch
    {
        MonthSpan.None or MonthSpan.BeforeCurrent => from is null,
        _ => !Period.Clip(Scope.DaysOf(from), measure.Span, Current).IsEmpty,
    };

    /// <summary>Values and counts of subjects by row and column; null is the whole period. What is missing has no record.</summary>
    public async Task<IReadOnlyDictionary<(string Row, DateOnly? From), Cell>> CellsAsync(
        BasicMeasure measure, bool isPrevious, CancellationToken cancellationToken)
    {
        if (measure.Entity.Access == AccessRule.Target)
            return TargetCells();
        var depth = Rows.Dimensions.Count;
        var found = await QueryAsync(
            new ReportQuery(measure.Name, Rows.Dimensions, isPrevious ? Previous : Scope.Period, Scope.Grain, Scope.Filters, [], QueryShape.Cells),
            row => (
                Groups: Enumerable.Range(0, depth).Select(row.Text).ToList(), From: row.Day(depth), RolledUp: Convert.ToInt32(row.GetValue(depth + 1), null),
                IsWholePeriod: Convert.ToInt32(row.GetValue(depth + 2), null) == 1, Cell: ToCell(measure, row, depth + 3, depth + 4)),
            cancellationToken);
        return Whole(found, Limits.Cells, "to")
            .ToDictionary(row => (Rows.KeyOf(row.Groups, row.RolledUp), row.IsWholePeriod ? null : row.From), row => row.Cell);
    }

    /// <summary>The same by the values of one dimension, whatever stands down the side.</summary>
    public async Task<IReadOnlyDictionary<(string? Value, YearMonth Month), decimal>> MonthsByAsync(BasicMeasure measure, string dimension, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            new ReportQuery(measure.Name, [dimension], Scope.Period, TimeGrain.Month, Scope.Filters, [], QueryShape.Cells),
            row => (
                Value: row.Text(0), Month: row.Day(1), IsPart: Convert.ToInt32(row.GetValue(2), null) == 0 && Convert.ToInt32(row.GetValue(3), null) == 0,
                Cell: ToCell(measure, row, 4, 5)),
            cancellationToken);
        return Whole(found, Limits.Cells, "to").Where(row => row.IsPart).ToDictionary(row => (row.Value, YearMonth.Of(row.Month!.Value)), row => row.Cell.Value);
    }

    /// <summary>A measure over some days by the values of dimensions together, whatever stands down the side.</summary>
    public async Task<IReadOnlyList<(IReadOnlyList<string?> Values, Cell Cell)>> CellsByAsync(
        BasicMeasure measure, DayRange days, IReadOnlyList<string> dimensions, CancellationToken cancellationToken)
    {
        var depth = dimensions.Count;
        var found = await QueryAsync(
            new ReportQuery(measure.Name, dimensions, days, TimeGrain.Whole, Scope.Filters, [], QueryShape.Cells),
            row => (Values: ValuesOf(row, 0, depth), RolledUp: Convert.ToInt32(row.GetValue(depth + 1), null), Cell: ToCell(measure, row, depth + 3, depth + 4)),
            cancellationToken);
        return [.. Whole(found, Limits.Cells, "to").Where(row => row.RolledUp == 0).Select(row => (row.Values, row.Cell))];
    }

    /// <summary>The records that a measure counts in some days, each with its values of dimensions.</summary>
    public async Task<IReadOnlyList<(string Id, DateOnly? Day, decimal Value, IReadOnlyList<string?> Values)>> RecordsByAsync(
        BasicMeasure measure, DayRange days, IReadOnlyList<string> dimensions, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            new ReportQuery(measure.Name, dimensions, days, TimeGrain.Whole, Scope.Filters, [], QueryShape.Lines),
            row => (
                Id: row.GetString(0), Day: row.Day(2), Value: measure.Value is null ? 1 : Money.FromStored(row.GetInt64(3)), Values: ValuesOf(row, 5, dimensions.Count)),
            cancellationToken);
        return Whole(found, Limits.Lines, "row");
    }

    private static IReadOnlyList<string?> ValuesOf(System.Data.Common.DbDataReader row, int from, int count) => [.. Enumerable.Range(from, count).Select(row.Text)];

    /// <summary>What the territories of visible deals are called; of several spellings the first in order.</summary>
    public Task<IReadOnlyDictionary<string, string>> TerritoriesAsync(CancellationToken cancellationToken) =>
        _reader.TerritoriesAsync(_access.Of(RecordKind.Deal), cancellationToken);

    /// <summary>The moment that all of this is of.</summary>
    public ProjectionReader Reader => _reader;

    /// <summary>No live sales deal is hidden from the viewer, nor by a filter of people.</summary>
    public bool SeesAllDeals => _access.SeesAllDeals && Scope is { Managers: null, Departments: null };

    public bool SeesDeal(string id, string? owner) => _access.Of(RecordKind.Deal).Covers(id, owner);

    /// <summary>Whether a deal's money is asked for, by who gets it.</summary>
    public bool IsAskedFor(string? manager, string? department) =>
        (Scope.Managers is null || (manager is not null && Scope.Managers.Contains(manager)))
        && (Scope.Departments is null || (department is not null && Scope.Departments.Contains(department)));

    /// <summary>What a forecast as of a moment is asked of.</summary>
    public string ForecastQuestion(TenantId tenant, DateTime moment, ForecastMetric metric) => JsonSerializer.Serialize(new { moment, metric, of = Asked(tenant) });

    /// <summary>What it depends on.</summary>
    public string ForecastKey(TenantId tenant, DateTime moment, ForecastMetric metric) =>
        ForecastQuestion(tenant, moment, metric) + JsonSerializer.Serialize(new { _reader.Catalog, _reader.State.Version, _reader.State.ImportsVersion });

    /// <summary>What the look at past months depends on. Syncs of the day change little of them, the mapping and imports much.</summary>
    public string AccuracyKey(Tenant tenant, DateOnly today, ForecastMetric metric) =>
        JsonSerializer.Serialize(new { today, metric, tenant.Currency, tenant.Mapping, _reader.State.ImportsVersion, of = Asked(tenant.Id) });

    private object Asked(TenantId tenant)
    {
        var visible = _access.Of(RecordKind.Deal);
        return new
        {
            tenant = tenant.Value, visible.SeesAll, owners = visible.Owners.Order(), extra = visible.ExtraIds.Order(),
            managers = Scope.Managers?.Order(), departments = Scope.Departments?.Order(), complexes = Scope.Objects?.Complexes.Order(), buildings = Scope.Objects?.Buildings.Order(),
        };
    }

    /// <summary>Value and count of a measure over everything asked for.</summary>
    public async Task<Cell> TotalAsync(BasicMeasure measure, CancellationToken cancellationToken) => (await QueryAsync(
        new ReportQuery(measure.Name, [], Scope.Period, TimeGrain.Whole, Scope.Filters, [], QueryShape.Cells), row => ToCell(measure, row, 3, 4),
        cancellationToken)).SingleOrDefault();

    /// <summary>Whence the facts of a role came, over everything asked for: the source of most records first, none last.</summary>
    public async Task<IReadOnlyList<SourceShare>> SharesAsync(RoleChain chain, CancellationToken cancellationToken) =>
    [
        .. from row in await QueryAsync(
               new ReportQuery(chain.Of.Name, [chain.Source], Scope.Period, TimeGrain.Whole, Scope.Filters, [], QueryShape.Cells),
               row => (Source: row.Text(0), IsTotal: Convert.ToInt32(row.GetValue(2), null) != 0, ToCell(chain.Of, row, 4, 5).Count), cancellationToken)
           where !row.IsTotal
           orderby row.Source == FactSource.None, row.Count descending, row.Source
           select new SourceShare(row.Source!, row.Count),
    ];

    /// <summary>Subjects behind a number, largest first, and what all of them come to.</summary>
    public async Task<(IReadOnlyList<Subject> Subjects, Cell All)> SubjectsAsync(CellSource source, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            Behind(source, [], QueryShape.Subjects),
            row => (
                Subject: new Subject(row.GetString(0), source.Measure.Value is null ? 1 : Units(row.GetFieldValue<BigInteger>(1))),
                All: ToCell(source.Measure, row, 3, 2)),
            cancellationToken);
        return ([.. found.Select(row => row.Subject)], found.Count == 0 ? new Cell(0, 0) : found[0].All);
    }

    /// <summary>The payments or schedule lines that make the values of some subjects.</summary>
    public async Task<ILookup<string, DrillLine>> LinesAsync(
        CellSource source, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(
            Behind(source, subjects, QueryShape.Lines),
            row => (Subject: row.GetString(0), Line: new DrillLine(row.GetString(1), row.Day(2), Money.FromStored(row.GetInt64(3)), row.Text(4))),
            cancellationToken);
        return Whole(found, Limits.Lines, "row").ToLookup(row => row.Subject, row => row.Line);
    }

    public IReadOnlyList<Target> TargetsBehind(RowNode node, DateOnly? from) =>
        [.. (from is { } one ? [one] : Scope.Columns).SelectMany(each => Plans!.In(node, YearMonth.Of(each)))];

    public Task<IReadOnlyDictionary<string, DealCard>> DealsAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        _reader.DealsAsync(ids, cancellationToken);

    public Task<IReadOnlyDictionary<string, LeadCard>> LeadsAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        _reader.LeadsAsync(ids, cancellationToken);

    public Task<IReadOnlyList<SourceRow>> SourcesAsync(CancellationToken cancellationToken) => _reader.SourcesAsync(cancellationToken);

    public Task<IReadOnlyList<PipelineRow>> PipelinesAsync(CancellationToken cancellationToken) => _reader.PipelinesAsync(cancellationToken);

    public Task<int> CountFaultsAsync(CancellationToken cancellationToken) => _reader.CountFaultsAsync(cancellationToken);

    public Task<IReadOnlyList<ComplexRow>> ComplexesAsync(CancellationToken cancellationToken) => _reader.ComplexesAsync(cancellationToken);

    public Task<IReadOnlyList<BuildingRow>> BuildingsAsync(CancellationToken cancellationToken) => _reader.BuildingsAsync(cancellationToken);

    public Task<IReadOnlyList<PersonRow>> PeopleAsync(CancellationToken cancellationToken) => _reader.PeopleAsync(cancellationToken);

    public Task<IReadOnlyList<DepartmentRow>> DepartmentsAsync(CancellationToken cancellationToken) => _reader.DepartmentsAsync(cancellationToken);

    /// <summary>Everybody to whom a visible deal, or lead where the report is about leads, is attributed.</summary>
    public Task<IReadOnlySet<string>> ManagersAsync(CancellationToken cancellationToken) => Definition.Kind == RecordKind.Lead
        ? _reader.LeadOwnersAsync(_access.Of(RecordKind.Lead), cancellationToken)
        : _reader.ManagersAsync(_access.Of(RecordKind.Deal), cancellationToken);

    public void Dispose()
    {
        _reader.Dispose();
        _turn.Dispose();
    }

    /// <summary>Beside a part of the plan the facts of all would look like too much.</summary>
    internal static async Task<bool> LeadsAllPlannedAsync(ProjectionReader reader, RowScope access, DayRange period, CancellationToken cancellationToken) =>
        access.Departments.Count > 0 && (await reader.TargetPeopleAsync(period, cancellationToken)).All(target =>
            target.Manager is { } manager ? access.Managers.Contains(manager) : access.Departments.Contains(target.Department!));

    /// <summary>
    /// Filters ask for people's plans. Without them somebody who does not see all deals, and so no plan of objects, gets that of his
    /// departments or his own, beside the same people's facts.
    /// </summary>
    private static PeopleSelection? People(ReportScope scope, RowScope rows, Viewer viewer) =>
        scope.Managers is not null || scope.Departments is not null ? new PeopleSelection(scope.Managers, scope.Departments)
        : rows.SeesAllDeals || rows.SeesAllTargets ? null
        : rows.Departments.Count > 0 ? new PeopleSelection(null, rows.Departments, OfAnyDepartment: true)
        : new PeopleSelection(new HashSet<string> { viewer.UserId }, null);

    private async Task<IReadOnlyList<Target>> TargetsAsync(BasicMeasure measure, DayRange period, CancellationToken cancellationToken)
    {
        // Which targets count where is the grid's business, so they come unfiltered; row access holds all the same.
        var found = await QueryAsync(
            new ReportQuery(measure.Name, ["complex", "building", "manager", "department"], period, TimeGrain.Whole, [], [], QueryShape.Lines),
            row => new Target(row.GetString(1), YearMonth.Of(row.Day(2)!.Value), row.GetInt64(3), row.Text(5), row.Text(6), row.Text(7), row.Text(8)),
            cancellationToken);
        return Whole(found, Limits.Lines, "to");
    }

    private Dictionary<(string Row, DateOnly? From), Cell> TargetCells()
    {
        var cells = new Dictionary<(string, DateOnly?), Cell>();
        foreach (var node in Rows.Nodes.Append(RowTree.Total))
        {
            foreach (var from in Scope.Columns.Select(from => (DateOnly?)from).Append(null))
            {
                var behind = TargetsBehind(node, from);
                if (behind.Count > 0)
                    cells[(node.Key, from)] = new Cell(behind.Sum(target => Money.FromStored(target.Amount)), behind.Count);
            }
        }
        return cells;
    }

    private ReportQuery Behind(CellSource source, IReadOnlyCollection<string> subjects, QueryShape shape) => new(
        source.Measure.Name, [], source.IsPrevious ? Previous : Scope.DaysOf(source.From), TimeGrain.Whole, [.. Scope.Filters, .. source.Row.Filters], subjects, shape);

    private Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        ReportQuery query, Func<System.Data.Common.DbDataReader, TRow> read, CancellationToken cancellationToken)
    {
        var sql = QueryPasses.Compile(query, _model, _access, Current, _reader.Catalog);
        return _reader.QueryAsync(sql.Text, sql.Parameters, read, cancellationToken);
    }

    /// <summary>A part is never shown as the whole.</summary>
    private static IReadOnlyList<TRow> Whole<TRow>(IReadOnlyList<TRow> found, int most, string field) =>
        found.Count <= most ? found : throw new ReportRefusedException(field, "too_large");

    private static Cell ToCell(BasicMeasure measure, System.Data.Common.DbDataReader row, int value, int count)
    {
        var subjects = checked((int)row.GetInt64(count));
        return new Cell(measure.Value is null ? subjects : Units(row.GetFieldValue<BigInteger>(value)), subjects);
    }

    private static decimal Units(BigInteger stored) => (decimal)stored / Money.StoredScale;
}

/// <param name="Value">In the unit of the measure.</param>
internal sealed record Subject(string Id, decimal Value);
