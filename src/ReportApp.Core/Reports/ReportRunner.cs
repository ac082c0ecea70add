using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>Computes reports, and the records behind their numbers, for one viewer.</summary>
public sealed class ReportRunner
{
    private const string WholePeriod = "total";

    /// <summary>Data older than this are called late.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(30);

    /// <summary>What was read cannot be made into numbers: a fault of ours, told with the freshness.</summary>
    public const string NumbersFailed = "numbers_failed";

    private readonly ReportCatalogue _catalogue;
    private readonly ProjectionService _projections;
    private readonly ProjectionTurns _turns;
    private readonly TenantDirectory _tenants;
    private readonly SyncState _sync;
    private readonly VisibilityService _visibility;
    private readonly RecordAddresses _addresses;
    private readonly TimeProvider _clock;

    internal ReportRunner(
        ReportCatalogue catalogue, ProjectionService projections, ProjectionTurns turns, TenantDirectory tenants, SyncState sync,
        VisibilityService visibility, RecordAddresses addresses, TimeProvider clock)
    {
        (_catalogue, _projections, _turns, _tenants, _sync) = (catalogue, projections, turns, tenants, sync);
        (_visibility, _addresses, _clock) = (visibility, addresses, clock);
    }

    /// <exception cref="ReportRefusedException">It cannot be computed as asked.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<ReportAnswer> RunAsync(Viewer viewer, string id, ReportRequest request, CancellationToken cancellationToken)
    {
        var report = _catalogue.Get(id);
        var definition = report.As(request);
        var (tenant, today) = await TenantAsync(viewer, cancellationToken);
        using var session = await OpenAsync(tenant, today, viewer, definition, request, cancellationToken);
        return session is null ? Preparing(report, tenant, today, request) : await AnswerAsync(session, report, tenant, today, request, _ => false, cancellationToken);
    }

    /// <param name="report">Whose view the session is of.</param>
    /// <param name="isShown">Rows that are there also without a record.</param>
    internal async Task<ReportAnswer> AnswerAsync(
        ReportSession session, ReportDefinition report, Tenant tenant, DateOnly today, ReportRequest request, Func<RowNode, bool> isShown, CancellationToken cancellationToken)
    {
        var definition = session.Definition;
        var read = new Dictionary<(BasicMeasure Measure, bool IsPrevious), IReadOnlyDictionary<(string Row, DateOnly? From), Cell>>();
        foreach (var measure in definition.Sources.Where(session.IsMapped))
            read[(measure, false)] = await session.CellsAsync(measure, isPrevious: false, cancellationToken);
        foreach (var measure in definition.Compare.Where(session.IsMapped))
            read[(measure, true)] = await session.CellsAsync(measure, isPrevious: true, cancellationToken);

        var numbers = new ReportNumbers(session.Rows, read, session.Means);
        var columns = Column.Of(definition, session.Scope);
        return new ReportAnswer(
            definition.Id, definition.Title, definition.Question, ToPeriod(session.Scope.Period, session.Scope.IsByMonth), session.Scope.IsByMonth,
            BasisOf(report, request), StepOf(report, request), session.Scope.Chosen, definition.Compare.Count > 0 ? ToPeriod(session.Previous, isByMonth: false) : null, today, Zone(tenant), tenant.Currency,
            [.. MeasuresOf(definition)], [.. columns.Select(ToColumn)], [.. numbers.Shown(definition.Order, isShown).Select(Row)],
            Row(RowTree.Total), await FreshnessAsync(tenant, session.CompleteUpTo, session.Feeds, cancellationToken),
            await NoticesAsync(tenant.Id, session, request, read, cancellationToken), definition.Chart, session.ShownPlans);

        ReportRow Row(RowNode node) => new(
            node.Key, node.Parent, node.Level, node.Title,
            [.. columns.SelectMany(column => In(column).Select(measure => numbers.Value(measure, node, column))).OfType<ReportCell>()]);

        ReportColumn ToColumn(Column column) => new(
            column.Key, [.. In(column).Where(measure => measure.Sources.All(source => session.Means(source, column.From))).Select(measure => measure.Name)],
            column.Part == ColumnPart.Growth ? MeasureUnit.Percent : null,
            column.Part is ColumnPart.Difference or ColumnPart.Growth ? [DrillPart.Current, DrillPart.Previous] : []);

        IReadOnlyList<Measure> In(Column column) => column.Part == ColumnPart.Asked ? definition.Measures : definition.Compare;
    }

    /// <summary>The records behind one cell, or behind a notice.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, column or measure, or nothing is known there.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<DrillAnswer> DrillAsync(Viewer viewer, string id, DrillRequest request, CancellationToken cancellationToken)
    {
        var definition = _catalogue.Get(id).As(request.Report);
        var measure = definition.FindMeasure(request.Measure) ?? throw new ReportRefusedException("measure", "unknown");
        var (tenant, today) = await TenantAsync(viewer, cancellationToken);
        using var session = await OpenAsync(tenant, today, viewer, definition, request.Report, cancellationToken)
            ?? throw new ReportRefusedException("measure", "undefined");
        var node = session.Rows.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
        var column = Column.Of(definition, session.Scope).FirstOrDefault(column => column.Key == request.Column) ?? throw new ReportRefusedException("column", "unknown");
        if (column.Part != ColumnPart.Asked && !definition.Compare.Contains(measure))
            throw new ReportRefusedException("column", "undefined");
        var parts = CellSources.PartsOf(measure, column);
        if (request.Part is { } asked && !parts.Contains(asked))
            throw new ReportRefusedException("part", "unknown");
        var part = request.Part ?? (parts.Count > 0 ? parts[0] : null);
        // A notice opens what no row has, so its total is there for every report.
        if (CellSources.Of(measure, session.Rows, node, column, part) is not { } source
            || (source.Row == RowTree.Total && !session.Rows.HasTotal && !definition.Noticed.Contains(source.Measure)))
            throw new ReportRefusedException("row", "undefined");
        if (!session.Means(source.Measure, source.From) || !session.IsMapped(source.Measure))
            throw new ReportRefusedException("column", "undefined");

        var (rows, all) = source.Measure.Entity.Access == AccessRule.Target
            ? await TargetRowsAsync(session, source, cancellationToken)
            : source.Measure.Entity.Kind == RecordKind.Lead
                ? await LeadRowsAsync(session, tenant, source, cancellationToken)
                : await DealRowsAsync(session, tenant, source, cancellationToken);
        return new DrillAnswer(
            definition.Id, node.Key, node.Title, request.Column, measure.Name, part, [.. parts.Select(ToList).OfType<DrillList>()], ToMeasure(source.Measure), tenant.Currency, all.Count, all.Value,
            rows.Count < all.Count, rows);

        DrillList? ToList(DrillPart each) => CellSources.Of(measure, session.Rows, node, column, each) is { } own ? new DrillList(each, own.Row.Key, own.Measure.Name) : null;
    }

    /// <summary>What the report can be narrowed by, as far as this viewer sees it. Empty while the data are prepared.</summary>
    /// <exception cref="ReportRefusedException">There is no such report.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<IReadOnlyList<FilterList>> FiltersAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        var definition = _catalogue.Get(id);
        var (tenant, today) = await TenantAsync(viewer, cancellationToken);
        using var session = await OpenAsync(tenant, today, viewer, definition, new ReportRequest(), cancellationToken);
        return session is null ? [] : await ReportFilters.ListAsync(session, cancellationToken);
    }

    internal async Task<(Tenant Tenant, DateOnly Today)> TenantAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var tenant = await _tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");
        return (tenant, tenant.DayOf(_clock.GetUtcNow()));
    }

    /// <summary>
    /// The moment of the projection first: what lands while the host is asked is not in it. The turn last: a slow host must not hold what
    /// others wait for.
    /// </summary>
    /// <returns>Null until the first projection is complete.</returns>
    internal async Task<ReportSession?> OpenAsync(
        Tenant tenant, DateOnly today, Viewer viewer, ReportDefinition definition, ReportRequest request, CancellationToken cancellationToken)
    {
        if (tenant.Mapping is not { } mapping || _projections.Open(tenant.Id) is not { } reader)
            return null;
        IDisposable? turn = null;
        try
        {
            var visible = new Dictionary<RecordKind, VisibleRows>();
            foreach (var kind in definition.Rights)
                visible[kind] = await _visibility.ForAsync(viewer, kind, cancellationToken);
            turn = await _turns.TakeAsync(viewer, cancellationToken);
            return await ReportSession.OpenAsync(
                reader, turn, _catalogue.Model, definition, mapping, today, viewer, visible, request, cancellationToken);
        }
        catch
        {
            turn?.Dispose();
            reader.Dispose();
            throw;
        }
    }

    /// <param name="completeUpTo">Of the projection, which may lag behind the sync.</param>
    /// <param name="feeds">What the numbers are made of.</param>
    internal async Task<Freshness> FreshnessAsync(
        Tenant tenant, DateTimeOffset? completeUpTo, IReadOnlyList<RecordKind> feeds, CancellationToken cancellationToken)
    {
        var sync = await _sync.ReadAsync(tenant.Id, feeds, cancellationToken);
        var hasFailed = _projections.HasFailed(tenant.Id);
        var state = completeUpTo is null ? FreshnessState.Preparing
            : sync.IsStopped || hasFailed ? FreshnessState.Stopped
            : _clock.GetUtcNow() - completeUpTo > LateAfter ? FreshnessState.Late
            : FreshnessState.Fresh;
        return new Freshness(state, completeUpTo, sync.Reason ?? (hasFailed ? NumbersFailed : null));
    }

    private static ReportBasis? BasisOf(ReportDefinition report, ReportRequest request) => report.ByEvents is null ? null : request.Basis ?? ReportBasis.Cohort;

    private static ReportStep? StepOf(ReportDefinition report, ReportRequest request) => report.ByWeek is null ? null : request.Step ?? ReportStep.None;

    internal static ReportAnswer Preparing(ReportDefinition report, Tenant tenant, DateOnly today, ReportRequest request)
    {
        var definition = report.As(request);
        var scope = ReportScope.Read(definition, request, today, [], []);
        return new ReportAnswer(
            definition.Id, definition.Title, definition.Question, ToPeriod(scope.Period, scope.IsByMonth), scope.IsByMonth, BasisOf(report, request), StepOf(report, request), scope.Chosen, null, today,
            Zone(tenant), tenant.Currency, [.. MeasuresOf(definition)], [], [], new ReportRow(RowTree.Total.Key, null, 0, null, []),
            new Freshness(FreshnessState.Preparing, null, null), [], null, []);
    }

    private async Task<IReadOnlyList<ReportNotice>> NoticesAsync(
        TenantId tenant, ReportSession session, ReportRequest request,
        Dictionary<(BasicMeasure Measure, bool IsPrevious), IReadOnlyDictionary<(string Row, DateOnly? From), Cell>> read, CancellationToken cancellationToken)
    {
        var notices = new List<ReportNotice>();
        foreach (var role in RolesOf(session.Definition).Where(role => !session.IsMapped(role)))
            notices.Add(new ReportNotice($"{role.ToString().ToLowerInvariant()}_not_mapped", 0, null, null, []));

        foreach (var measure in session.Definition.LeftOut)
        {
            if (await session.TotalAsync(measure, cancellationToken) is { Count: > 0 } total)
                notices.Add(new ReportNotice(measure.Name, total.Count, measure.Value is null ? null : total.Value, ListOf(measure), []));
        }
        foreach (var chain in session.Definition.Chains)
        {
            if (await session.TotalAsync(chain.Estimated, cancellationToken) is { Count: > 0 } estimated)
                notices.Add(new ReportNotice(chain.Estimated.Name, estimated.Count, null, ListOf(chain.Estimated), await session.SharesAsync(chain, cancellationToken)));
        }

        if (session.Definition.Plan is { } plan && session.Plans is { } plans)
        {
            if (session.ShowsPeoplesPlan)
            {
                if (read[(plan, false)].TryGetValue((RowTree.Total.Key, null), out var total))
                    notices.Add(new ReportNotice("plan_of_people", total.Count, total.Value, null, []));
            }
            else if (read[(plan, false)].Count == 0 && plans.CountOfPeople is > 0 and var count)
            {
                notices.Add(new ReportNotice("plan_by_people_only", count, null, null, []));
            }
        }

        if (await session.CountFaultsAsync(cancellationToken) is > 0 and var faults)
            notices.Add(new ReportNotice("unreadable_values", faults, null, null, []));
        if (await _sync.CountQuarantinedAsync(tenant, cancellationToken) is > 0 and var quarantined)
            notices.Add(new ReportNotice("quarantined_records", quarantined, null, null, []));
        return notices;

        DrillRequest ListOf(BasicMeasure measure) => new(RowTree.Total.Key, WholePeriod, measure.Name, request.From, request.To, request.Filters, null, request.Basis, request.Step, request.Rows);
    }

    private async Task<(IReadOnlyList<DrillRow> Rows, Cell All)> DealRowsAsync(
        ReportSession session, Tenant tenant, CellSource source, CancellationToken cancellationToken)
    {
        var (subjects, all) = await session.SubjectsAsync(source, cancellationToken);
        string[] ids = [.. subjects.Select(subject => subject.Id)];
        var cards = await session.DealsAsync(ids, cancellationToken);
        // A deal is its own line; payments and schedule lines are shown under theirs.
        var lines = source.Measure.Entity.Line.Id == source.Measure.Entity.Subject
            ? Enumerable.Empty<DrillLine>().ToLookup(_ => string.Empty)
            : await session.LinesAsync(source, ids, cancellationToken);
        return ([.. subjects.Select(subject => ToRow(subject, cards.GetValueOrDefault(subject.Id), [.. lines[subject.Id]]))], all);

        DrillRow ToRow(Subject subject, DealCard? card, IReadOnlyList<DrillLine> own) => card is null
            ? new DrillRow("unassigned", own[0].HostId, null, null, subject.Value, null, null, null, null, null, null, null, null, null, null, null, null, own, null, false)
            : new DrillRow(
                "deal", card.Id, card.Title, _addresses.To(tenant, RecordKind.Deal, card.Id), subject.Value, card.ManagerId, card.ManagerName, card.Stage,
                ObjectName(card.Complex, card.Building), null, card.Amount, card.Probability, card.ProbabilitySource, card.ExpectedClose,
                card.CreatedOn, card.ClosedOn, card.Plan, own, new DealSources(card.ContractDateSource, card.SellerSource, card.ContractAmountSource, card.ComplexSource, card.BuildingSource), card.IsLost);
    }

    private async Task<(IReadOnlyList<DrillRow> Rows, Cell All)> LeadRowsAsync(
        ReportSession session, Tenant tenant, CellSource source, CancellationToken cancellationToken)
    {
        var (subjects, all) = await session.SubjectsAsync(source, cancellationToken);
        var cards = await session.LeadsAsync(subjects.Select(subject => subject.Id), cancellationToken);
        return ([.. subjects.Select(subject => ToRow(subject, cards[subject.Id]))], all);

        DrillRow ToRow(Subject subject, LeadCard card) => new(
            "lead", card.Id, card.Title, _addresses.To(tenant, RecordKind.Lead, card.Id), subject.Value, card.OwnerId, card.OwnerName, card.Stage, null,
            card.Source, null, null, null, null, card.CreatedOn, null, null, [], null, false);
    }

    private static async Task<(IReadOnlyList<DrillRow> Rows, Cell All)> TargetRowsAsync(
        ReportSession session, CellSource source, CancellationToken cancellationToken)
    {
        var targets = session.TargetsBehind(source.Row, source.From);
        var complexes = (await session.ComplexesAsync(cancellationToken)).ToDictionary(complex => complex.Id);
        var buildings = (await session.BuildingsAsync(cancellationToken)).ToDictionary(building => building.Id);
        var people = (await session.PeopleAsync(cancellationToken)).ToDictionary(person => person.Id);
        var units = (await session.DepartmentsAsync(cancellationToken)).ToDictionary(unit => unit.Id);
        var rows = targets.OrderByDescending(target => target.Amount).ThenBy(target => target.Month).ThenBy(target => target.Id, StringComparer.Ordinal)
            .Take(Semantics.Passes.Limits.Subjects).Select(ToRow);
        return ([.. rows], new Cell(targets.Sum(target => Money.FromStored(target.Amount)), targets.Count));

        DrillRow ToRow(Target target)
        {
            var building = target.Building is { } id ? buildings.GetValueOrDefault(id) : null;
            var complex = complexes.GetValueOrDefault(target.Complex ?? building?.ComplexId ?? string.Empty);
            var manager = people.GetValueOrDefault(target.Manager ?? string.Empty)?.Name;
            var ofObject = ObjectName(complex?.Name, building?.Name);
            string?[] scope = [ofObject, manager, units.GetValueOrDefault(target.Department ?? string.Empty)?.Name];
            var value = Money.FromStored(target.Amount);
            return new DrillRow(
                "target", target.Id, scope.Any(part => part is not null) ? string.Join(" + ", scope.OfType<string>()) : null, null, value, target.Manager,
                manager, null, ofObject, null, null, null, null, null, null, null, null, [new DrillLine(target.Id, target.Month.FirstDay, value, null)], null, false);
        }
    }

    internal static string? ObjectName(string? complex, string? building) =>
        complex is null ? building : building is null ? complex : $"{complex} / {building}";

    private static ReportMeasure ToMeasure(Measure measure) => new(
        measure.Name, ToCaption(measure.Title), ToCaption(measure.Basis), ToCaption(measure.About), measure.Unit,
        measure is RatioMeasure ? [.. measure.Sources.Select(source => source.Name)] : []);

    /// <summary>Those that are shown, then those that only stand behind a ratio.</summary>
    private static IEnumerable<ReportMeasure> MeasuresOf(ReportDefinition definition) =>
        definition.Measures.Concat(definition.Sources).Distinct().Select(ToMeasure);

    /// <summary>Roles of the mapping without which something of this report is unknown.</summary>
    private static IEnumerable<SourceRole> RolesOf(ReportDefinition definition) => Enum.GetValues<SourceRole>().Where(role =>
        definition.Sources.Any(measure => measure.Entity.Role == role) || (role == SourceRole.Objects && definition.Rows == RowKind.Objects));

    private static ReportPeriod ToPeriod(DayRange days, bool isByMonth) => isByMonth
        ? new ReportPeriod(YearMonth.Of(days.From).ToString(), YearMonth.Of(days.To).ToString())
        : new ReportPeriod(Day(days.From), Day(days.To));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static Caption ToCaption(Text text) => new(text.Ru, text.En);

    private static string Zone(Tenant tenant) =>
        (tenant.UtcOffset < TimeSpan.Zero ? "-" : "+") + tenant.UtcOffset.ToString(@"hh\:mm", System.Globalization.CultureInfo.InvariantCulture);
}
