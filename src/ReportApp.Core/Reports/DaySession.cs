using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// One viewer, the month of a day, one moment of the projection. Facts and targets are the measures of the semantic model under the viewer's row access,
/// so they agree with every report; a manager's lines are computed from these alone, and all others are their sums.
/// </summary>
internal sealed class DaySession
{
    /// <summary>What counts the facts of each line.</summary>
    public static readonly Dictionary<DayMetric, string> Facts = new()
    {
        [DayMetric.Received] = "lead_cnt", [DayMetric.Processed] = "lead_processed", [DayMetric.Meetings] = "first_meeting_cnt",
        [DayMetric.Reservations] = "reserve_cnt", [DayMetric.Contracts] = "won_cnt", [DayMetric.Value] = "won_val", [DayMetric.Receipts] = "receipts",
    };

    /// <summary>What a line's own target is; a step without one follows from the number of contracts.</summary>
    private static readonly Dictionary<DayMetric, string> Targets = new()
    {
        [DayMetric.Received] = "plan_received", [DayMetric.Meetings] = "plan_meetings", [DayMetric.Reservations] = "plan_reservations", [DayMetric.Contracts] = "plan_units",
        [DayMetric.Value] = "plan_value", [DayMetric.Receipts] = "plan",
    };

    /// <summary>Metric of the target that a step may have of its own.</summary>
    public static readonly IReadOnlyDictionary<DayMetric, string> OwnTargets = new Dictionary<DayMetric, string>
    {
        [DayMetric.Received] = "received", [DayMetric.Meetings] = "meetings", [DayMetric.Reservations] = "reservations",
    };

    private readonly PersonCells _cells;
    private readonly RowTree _tree;
    private readonly IReadOnlySet<string> _keys;
    private readonly Func<DayMetric, string, DayMoment, PersonLine> _line;

    private DaySession(PersonCells cells, RowTree tree, IReadOnlySet<string> keys, Func<DayMetric, string, DayMoment, PersonLine> line) =>
        (_cells, _tree, _keys, _line) = (cells, tree, keys, line);

    /// <summary>Steps of the way to a sale, which are planned by what a sale takes; others have targets of their own, or wait by themselves.</summary>
    public static bool IsStep(DayMetric metric) => metric is DayMetric.Received or DayMetric.Meetings or DayMetric.Reservations or DayMetric.Contracts;

    /// <summary>What is counted, in the order of every row's lines.</summary>
    public required IReadOnlyList<DayMetric> Known { get; init; }

    /// <summary>Key of a manager's row to his working days, as far as the viewer may know them.</summary>
    public required IReadOnlyDictionary<string, WorkMonth> Months { get; init; }

    /// <summary>The same to how he works otherwise, of those whom the viewer heads.</summary>
    public required IReadOnlyDictionary<string, PersonCalendar> Calendars { get; init; }

    /// <summary>Key of the viewer's own row.</summary>
    public required string Self { get; init; }

    /// <param name="days">Of one month: those that are asked about.</param>
    /// <param name="today">In the report zone.</param>
    /// <param name="known">What can be counted.</param>
    /// <param name="calendars">Of the people who work otherwise than the company.</param>
    public static async Task<DaySession> OpenAsync(
        ProjectionReader reader, SemanticModel model, Tenant tenant, DayRange days, DateOnly today, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible,
        DayRequest request, IReadOnlyList<DayMetric> known, IReadOnlyDictionary<string, PersonCalendar> calendars, CancellationToken cancellationToken)
    {
        var viewed = await ViewedPeople.ReadAsync(reader, viewer, visible, request.Managers, request.Departments, cancellationToken);
        var (people, access) = (viewed.People, viewed.Access);
        var (month, current) = (YearMonth.Of(days.From), YearMonth.Of(today));

        var targets = await TargetsAsync(reader, model, access, Targets.Keys, month, current, cancellationToken);
        var facts = new Dictionary<DayMetric, PersonDays>();
        var cells = new PersonCells(reader, model, access, current);
        foreach (var metric in known)
            facts[metric] = PersonDays.Of(await cells.ReadAsync(Facts[metric], DayRange.Of(month, month), TimeGrain.Day, cancellationToken));
        var norms = await FunnelNorms.ReadAsync(cells, month, current, known.Where(IsStep), people, cancellationToken);
        var due = known.Contains(DayMetric.Processed) ? PersonDays.Of(await cells.ReadAsync("lead_due", days, TimeGrain.Day, cancellationToken)) : null;

        var keys = facts.Values.Append(due).OfType<PersonDays>().SelectMany(found => found.Keys)
            .Concat(targets.Values.SelectMany(target => target.Keys).Select(PeopleTree.KeyOf)).Where(viewed.Shows).ToHashSet();
        var headed = people.Where(person => viewer.IsAdministrator || person.DepartmentIds.Any(access.Departments.Contains))
            .ToDictionary(person => PeopleTree.KeyOf(person.Id), person => calendars.GetValueOrDefault(person.Id) ?? new PersonCalendar(null, []));
        var self = PeopleTree.KeyOf(viewer.UserId);
        // When a colleague is away is his head's business and his own: to others he works as the company does.
        var months = keys.ToDictionary(
            key => key,
            key => WorkMonth.Of(month, tenant.Calendar ?? WorkCalendar.Usual, headed.GetValueOrDefault(key) ?? (key == self ? calendars.GetValueOrDefault(viewer.UserId) : null)));
        return new DaySession(cells, viewed.TreeOf(keys), keys, Line)
        {
            Known = known,
            Months = months,
            Self = self,
            Calendars = headed,
        };

        PersonLine Line(DayMetric metric, string key, DayMoment moment)
        {
            var byDay = facts[metric][key];
            if (metric == DayMetric.Processed)
                return DayPlan.Processed(due![key].GetValueOrDefault(moment.Date), byDay, months[key], moment);
            var id = PeopleTree.IdOf(key);
            if (metric is DayMetric.Value or DayMetric.Receipts)
                return DayPlan.Line(metric, TargetOf(metric), NeedSource.Target, null, byDay, months[key], moment);
            var norm = TargetOf(DayMetric.Contracts) is { } sales ? norms.Of(metric, sales, key) : null;
            var (need, source) = DayPlan.Need(OwnTargets.ContainsKey(metric) ? TargetOf(metric) : null, norm);
            return DayPlan.Line(metric, need, source, source == NeedSource.Target && norm?.Source != NormSource.Target ? null : norm, byDay, months[key], moment);

            decimal? TargetOf(DayMetric of) => id is not null && targets[of].TryGetValue(id, out var target) ? target : null;
        }
    }

    /// <summary>Of each manager, by metric.</summary>
    public static async Task<IReadOnlyDictionary<DayMetric, IReadOnlyDictionary<string, decimal>>> TargetsAsync(
        ProjectionReader reader, SemanticModel model, RowScope access, IEnumerable<DayMetric> metrics, YearMonth month, YearMonth current, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<DayMetric, IReadOnlyDictionary<string, decimal>>();
        foreach (var metric in metrics)
            targets[metric] = await ManagerTargets.ReadAsync(reader, model, access, Targets[metric], month, current, cancellationToken);
        return targets;
    }

    /// <summary>In display order, without the total; rows without a person are not there.</summary>
    public IEnumerable<RowNode> Nodes => _tree.Nodes.Where(node => PeopleOf(node).Count > 0);

    /// <summary>Null for a row that is about nobody.</summary>
    public DayRow? Row(RowNode node, DayMoment moment)
    {
        var keys = PeopleOf(node);
        if (keys.Count == 0)
            return null;
        // Of a colleague these would be the company's.
        var own = Calendars.ContainsKey(node.Key) || node.Key == Self || node.Key == PeopleTree.Nobody ? Months.GetValueOrDefault(node.Key) : null;
        return new DayRow(
            node.Key, node.Parent, node.Level, node.Title, IsDayOff(keys, moment.Date), own?.Days.Count, own?.From(moment.Date), Calendars.GetValueOrDefault(node.Key),
            [.. Known.Select(metric => Sum(keys, metric, moment))]);
    }

    /// <summary>One line of a row over days, as <see cref="Row"/> has it on each of them; null for a row that is about nobody.</summary>
    public MonthMapRow? DaysOf(RowNode node, DayMetric metric, IReadOnlyList<DayMoment> moments)
    {
        var keys = PeopleOf(node);
        if (keys.Count == 0)
            return null;
        var waits = metric == DayMetric.Processed;
        IReadOnlyList<MonthMapCell> days =
        [
            .. moments.Select(moment => (moment.Date, Line: Sum(keys, metric, moment)))
                .Select(day => new MonthMapCell(day.Date, day.Line.Fact, waits ? day.Line.Plan : day.Line.Base, IsDayOff(keys, day.Date))),
        ];
        // What waits today and tomorrow is the same.
        return new MonthMapRow(
            node.Key, node.Parent, node.Level, node.Title, days.Sum(day => day.Fact), waits || days.Any(day => day.Plan is null) ? null : days.Sum(day => day.Plan), days);
    }

    public RowNode? Find(string key) => _tree.Find(key);

    /// <summary>The subjects behind a number of a day, the largest first, with their count and what all of them come to.</summary>
    /// <exception cref="ReportRefusedException">A plan is no record, or the line is not known.</exception>
    public async Task<(IReadOnlyList<Subject> Subjects, int Count, decimal Value)> SubjectsAsync(
        RowNode node, DayMetric metric, DayNumber number, DateOnly date, CancellationToken cancellationToken)
    {
        if (!Known.Contains(metric))
            throw new ReportRefusedException("metric", "undefined");
        if (number == DayNumber.Plan && metric != DayMetric.Processed)
            throw new ReportRefusedException("number", "undefined");
        var day = new DayRange(date, date.AddDays(1));
        return await _cells.SubjectsAsync(
            number == DayNumber.Plan ? "lead_due" : Facts[metric], number == DayNumber.ToDate ? new DayRange(YearMonth.Of(date).FirstDay, day.End) : day,
            [.. PeopleOf(node).Select(PeopleTree.IdOf)], cancellationToken);
    }

    private DayLine Sum(IReadOnlyList<string> keys, DayMetric metric, DayMoment moment) => DayPlan.Sum([.. keys.Select(key => _line(metric, key, moment))], moment);

    private bool IsDayOff(IReadOnlyList<string> keys, DateOnly date) => !keys.Any(key => Months[key].Has(date));

    private List<string> PeopleOf(RowNode node) =>
        node == RowTree.Total ? [.. _keys] : [.. _tree.Under(node).Append(node).Select(each => each.Key).Where(_keys.Contains)];

    /// <summary>Numbers of people by day; who has none has none on any day.</summary>
    private sealed class PersonDays(IReadOnlyDictionary<string, IReadOnlyDictionary<DateOnly, decimal>> days)
    {
        private static readonly Dictionary<DateOnly, decimal> None = [];

        public IEnumerable<string> Keys => days.Keys;

        public IReadOnlyDictionary<DateOnly, decimal> this[string key] => days.GetValueOrDefault(key) ?? None;

        public static PersonDays Of(ILookup<string, (DateOnly? Day, decimal Value)> cells) => new(
            cells.ToDictionary(own => own.Key, IReadOnlyDictionary<DateOnly, decimal> (own) => own.ToDictionary(cell => cell.Day!.Value, cell => cell.Value)));
    }
}
