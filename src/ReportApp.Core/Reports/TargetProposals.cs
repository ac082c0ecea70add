using ReportApp.Core.Assignment;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;

namespace ReportApp.Core.Reports;

/// <summary>
/// Divides the target of a period between its months, and that of a month between people or objects (forecast.md §11): a proposal beside what
/// stands, under the viewer's rights. Facts are the measures of the semantic model, what is expected is the forecast on his screen.
/// </summary>
public sealed class TargetProposals
{
    private const int MostMonths = 12;
    private const int MonthsOfProductivity = 6;
    private const int MonthsOfSeason = 36;
    private const int MonthsOfPlans = 3;

    /// <summary>So many average months are added to what a person did, so that a new one gets a part.</summary>
    private const decimal ProductivityPrior = 2;

    private readonly TargetFacts _facts;
    private readonly ReportRunner _runner;
    private readonly ReceiptsForecasts _forecasts;
    private readonly TargetSheets _sheets;
    private readonly PersonCalendars _calendars;

    internal TargetProposals(TargetFacts facts, ReportRunner runner, ReceiptsForecasts forecasts, TargetSheets sheets, PersonCalendars calendars) =>
        (_facts, _runner, _forecasts, _sheets, _calendars) = (facts, runner, forecasts, sheets, calendars);

    /// <param name="request">With a kind and a metric that there are.</param>
    /// <exception cref="ReportRefusedException">It cannot be divided as asked.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="Store.Projection.ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<TargetProposal> ProposeAsync(Viewer viewer, TargetProposalRequest request, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var current = YearMonth.Of(today);
        var months = MonthsOf(request, current);
        var sheet = await _sheets.ReadAsync(viewer, request.Kind, request.Metric, months[0], months.Count, cancellationToken);
        var row = sheet.Rows.FirstOrDefault(row => row.Scope == request.Scope) ?? throw new ReportRefusedException("scope", "unknown");
        var asked = new Asked(viewer, tenant, today, request, sheet, row, cancellationToken);
        if (request.Total is { } total && TargetRules.Refuse(request.Metric, total) is { } fault) throw new ReportRefusedException("total", fault);
        return request.Into == TargetDivision.Months ? await BetweenMonthsAsync(asked, months) : await BetweenRowsAsync(asked, months);
    }

    private async Task<TargetProposal> BetweenMonthsAsync(Asked asked, IReadOnlyList<YearMonth> months)
    {
        if (!asked.Row.MayEdit) throw new ReportRefusedException("scope", "not_allowed");
        // Months that are over count with their fact, so the plans that stand are no total of such a period: what was missed would be added at each asking.
        if (asked.Request.Total is null && months[0] < asked.Current) throw new ReportRefusedException("total", "required_for_past");
        var total = asked.Request.Total ?? (asked.Row.Cells.Any(IsSet) ? asked.Row.Cells.Where(IsSet).Sum(cell => cell.Value!.Value) : throw new ReportRefusedException("total", "required"));
        var (filters, key) = QuestionOf(asked.Row);
        // The months of a period that have facts are among those of the season.
        var first = asked.Current.Plus(-MonthsOfSeason);
        var facts = await FactsAsync(asked, TargetFacts.OfObjects, first, asked.Current, filters);
        decimal FactIn(YearMonth month) => facts?.GetValueOrDefault((key, month.FirstDay)).Value ?? 0;
        var seasons = Seasons.Of([.. Enumerable.Range(0, MonthsOfSeason).Select(later => FactIn(first.Plus(later)))], first.FirstDay.Month);
        var expected = await ForecastAsync(asked, filters, key);
        var known = months.Where(month => month > asked.Current).Select(month => expected?.GetValueOrDefault(month)).OfType<decimal>().ToList();

        var lines = PlanLines.OfMonths([.. months.Select((month, index) => new MonthOutlook(
            month,
            // Beyond what is forecast a month weighs as the whole months that are.
            Math.Max(0, expected?.GetValueOrDefault(month) ?? known.DefaultIfEmpty(0).Average()), seasons[month.FirstDay.Month - 1],
            WorkMonth.Of(month, asked.Calendar, null).From(asked.Today),
            new Standing(
                asked.Minor(month > asked.Current ? 0 : FactIn(month)), asked.Minor(Own(asked.Row.Cells[index])),
                month < asked.Current ? LineState.Closed : asked.Sheet.Months[index].LockedBy is null ? LineState.Open : LineState.Locked)))]);
        IReadOnlyList<PlanLine> locked = [.. lines.Select(WithLock)];
        var proposal = asked.Rounded(PlanProposal.For(asked.Minor(total), locked, asked.Request.CarryOver), locked);
        return asked.Answer(
            facts is not null, expected is not null, [new ProposedSum(null, total, asked.Units(proposal.Deficit), asked.Units(proposal.Unallocated))],
            [.. proposal.Lines.Select((line, index) => asked.Target(asked.Row, index, line, WeightOf(lines, index)))], []);
    }

    private async Task<TargetProposal> BetweenRowsAsync(Asked asked, IReadOnlyList<YearMonth> months)
    {
        var (candidates, below) = CandidatesOf(asked);
        var total = asked.Request.Total;
        if (total is not null && months.Count > 1) throw new ReportRefusedException("total", "one_month");
        var (sums, targets) = (new List<ProposedSum>(), new List<ProposedTarget>());
        var (isFactKnown, isForecast) = (false, false);
        var facts = await FactsOfRowsAsync(asked, asked.Current, asked.Current);
        var before = await FactsOfRowsAsync(asked, asked.Current.Plus(-MonthsOfProductivity), asked.Current.Plus(-1));
        var calendars = await _calendars.ListAsync(asked.Tenant.Id, asked.Token);
        var earlier = (await _sheets.ReadAsync(asked.Viewer, asked.Request.Kind, asked.Request.Metric, months[0].Plus(-MonthsOfPlans), MonthsOfPlans, asked.Token)).Rows
            .Where(row => row.Scope is not null && row.Cells.Any(cell => Own(cell) is > 0)).Select(row => row.Scope!).ToHashSet();
        if (asked.Sheet.Months.All(month => month.LockedBy is not null)) throw new ReportRefusedException("from", "month_locked");
        var did = candidates.ToDictionary(KeyOf, row => before?.GetValueOrDefault(KeyOf(row)) ?? 0);
        var mean = did.Values.Sum(value => Math.Max(0, value)) / did.Count;
        var outlooksByMonth = await OutlooksAsync(asked, months);
        for (var index = 0; index < months.Count; index++)
        {
            var month = months[index];
            // A month without a target has nothing to divide, and a locked one is divided already.
            if ((total ?? Own(asked.Row.Cells[index])) is not { } target || asked.Sheet.Months[index].LockedBy is not null) continue;
            var outlooks = outlooksByMonth.GetValueOrDefault(month);
            (isFactKnown, isForecast) = (isFactKnown || facts is not null, isForecast || outlooks is not null);
            // Who has a target goes on to get one, in the month or before; desks have none. With nobody's, who has deals or a past is a seller; else all may be.
            List<TargetSheetRow> sharing = asked.Request.Among is { } among ? [.. candidates.Where(row => among.Contains(row.Scope!))] : Usual();
            if (sharing.Count == 0) sharing = asked.Request.Among is null ? candidates : throw new ReportRefusedException("among", "required");
            // What others have been planned stays, and is a part of the whole.
            List<PlanLine> others =
            [
                .. from row in below.Except(sharing)
                   let stands = asked.Minor(Own(row.Cells[index]))
                   where stands > 0
                   select new PlanLine(Party.Fixed(KeyOf(row), 0), new Standing(0, stands, LineState.Locked)),
            ];

            List<TargetSheetRow> Usual() => new Func<TargetSheetRow, bool>[]
            {
                row => Own(row.Cells[index]) is > 0, row => earlier.Contains(row.Scope!), row => outlooks?.GetValueOrDefault(KeyOf(row))?.Expected > 0 || did[KeyOf(row)] > 0,
            }.Select(isOne => candidates.Where(isOne).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];

            IReadOnlyList<PlanLine> Lines(bool withFloors) => [.. PlanLines.OfSellers([.. sharing.Select(row => new SellerOutlook(
                KeyOf(row), outlooks?.GetValueOrDefault(KeyOf(row))?.Expected ?? 0, DaysOf(row, month), (Math.Max(0, did[KeyOf(row)]) + ProductivityPrior * mean / MonthsOfProductivity) / (MonthsOfProductivity + ProductivityPrior),
                Signed: withFloors ? asked.Minor(Math.Max(0, outlooks?.GetValueOrDefault(KeyOf(row))?.Signed ?? 0)) : 0,
                Standing: new Standing(month == asked.Current ? asked.Minor(facts?.GetValueOrDefault(KeyOf(row)) ?? 0) : 0, asked.Minor(Own(row.Cells[index])))))]), .. others];

            var lines = Lines(withFloors: true);
            var proposal = PlanProposal.For(asked.Minor(target), lines);
            // A target below what is signed already is divided all the same.
            if (proposal.Deficit > 0) proposal = PlanProposal.For(asked.Minor(target), lines = Lines(withFloors: false));
            proposal = asked.Rounded(proposal, lines);
            sums.Add(new ProposedSum(month, target, asked.Units(proposal.Deficit), asked.Units(proposal.Unallocated)));
            targets.AddRange(proposal.Lines.Take(sharing.Count).Select((line, at) => asked.Target(sharing[at], index, line, WeightOf(lines, at))));
        }
        return sums.Count == 0 ? throw new ReportRefusedException("total", "required") : asked.Answer(
            isFactKnown, isForecast, sums, targets, candidates.Where(row => targets.All(target => target.Scope != row.Scope)));

        decimal DaysOf(TargetSheetRow row, YearMonth month) =>
            WorkMonth.Of(month, asked.Calendar, asked.Request.Into == TargetDivision.Managers ? calendars.GetValueOrDefault(ScopeOf(row).ManagerId!) : null).From(asked.Today);
    }

    /// <returns>Rows that the viewer may set, and all that he sees below the divided one.</returns>
    private static (List<TargetSheetRow> Candidates, List<TargetSheetRow> Below) CandidatesOf(Asked asked)
    {
        var (group, isWhole) = (asked.Request.Into == TargetDivision.Managers ? "people" : "objects", asked.Row.Group == "company");
        // The company's plan is divided by who may set it; a department's also by the head of its people.
        if (isWhole && !asked.Row.MayEdit) throw new ReportRefusedException("scope", "not_allowed");
        var below = asked.Sheet.Rows.Where(row => row.Group == group && row.Scope is not null && (group == "objects" || ScopeOf(row).ManagerId is not null)
            && (isWhole ? group == "people" || row.Level == 0 : row.Parent == asked.Row.Key)).ToList();
        if (below.Count == 0) throw new ReportRefusedException("into", "nothing_below");
        var own = below.Where(row => row.MayEdit).ToList();
        if (own.Count == 0) throw new ReportRefusedException("scope", "not_allowed");
        if (asked.Request.Among?.Any(scope => own.All(row => row.Scope != scope)) == true) throw new ReportRefusedException("among", "unknown");
        return (own, below);
    }

    /// <summary>What is still expected by month and row; a month of which nothing can be expected is not there.</summary>
    private async Task<IReadOnlyDictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>> OutlooksAsync(Asked asked, IReadOnlyList<YearMonth> months)
    {
        if (asked.Request.Metric != "receipts") return new Dictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>();
        if (asked.Request.Into == TargetDivision.Managers)
        {
            var people = await _forecasts.OutlookOfPeopleAsync(asked.Viewer, QuestionOf(asked.Row).Filters, months, asked.Token);
            return (people ?? new Dictionary<YearMonth, IReadOnlyDictionary<string, PersonOutlook>>()).ToDictionary(
                month => month.Key, IReadOnlyDictionary<string, PersonOutlook> (month) => month.Value.ToDictionary(person => PeopleTree.KeyOf(person.Key), person => person.Value));
        }
        var forecast = await _forecasts.RunAsync(asked.Viewer, new ReceiptsForecastRequest(), asked.Token);
        return
        (
            from row in forecast.Rows
            from month in row.Months
            where month.Expected is not null && months.Contains(month.Month)
            group (row.Key, Outlook: new PersonOutlook(month.Expected!.Mean - (month.Fact ?? 0), month.Expected.Signed)) by month.Month
        ).ToDictionary(month => month.Key, IReadOnlyDictionary<string, PersonOutlook> (month) => month.ToDictionary(row => row.Key, row => row.Outlook));
    }

    /// <summary>What is still expected of a row by month; null: nothing can be.</summary>
    private async Task<IReadOnlyDictionary<YearMonth, decimal?>?> ForecastAsync(Asked asked, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, string key)
    {
        if (asked.Request.Metric != "receipts") return null;
        var forecast = await _forecasts.RunAsync(asked.Viewer, new ReceiptsForecastRequest(filters), asked.Token);
        var months = forecast.Rows.Append(forecast.Total).FirstOrDefault(row => row.Key == key)?.Months.Where(month => month.Expected is not null).ToList() ?? [];
        return months.Count == 0 ? null : months.ToDictionary(month => month.Month, month => (decimal?)(month.Expected!.Mean - (month.Fact ?? 0)));
    }

    /// <summary>By row and month; null: this metric is not counted here.</summary>
    private Task<IReadOnlyDictionary<(string Row, DateOnly? From), Cell>?> FactsAsync(
        Asked asked, string report, YearMonth from, YearMonth to, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters) =>
        _facts.CellsAsync(asked.Viewer, asked.Tenant, asked.Today, asked.Request.Metric, report, from, to, filters, asked.Token);

    /// <summary>By key of the row, over the whole period.</summary>
    private async Task<IReadOnlyDictionary<string, decimal>?> FactsOfRowsAsync(Asked asked, YearMonth from, YearMonth to) =>
        (await FactsAsync(asked, asked.Request.Into == TargetDivision.Managers ? TargetFacts.OfPeople : TargetFacts.OfObjects, from, to, null))
        ?.Where(cell => cell.Key.From is null).ToDictionary(cell => cell.Key.Row, cell => cell.Value.Value);

    private static IReadOnlyList<YearMonth> MonthsOf(TargetProposalRequest request, YearMonth current)
    {
        if (!TargetRules.TryMonth(request.From, out var from)) throw new ReportRefusedException("from", "bad_month");
        if (!TargetRules.TryMonth(request.To, out var to)) throw new ReportRefusedException("to", "bad_month");
        if (to < from) throw new ReportRefusedException("to", "ends_before_it_begins");
        if (to < current) throw new ReportRefusedException("to", "month_over");
        if (request.Into != TargetDivision.Months && from < current) throw new ReportRefusedException("from", "month_over");
        if (from.Plus(MostMonths - 1) < to) throw new ReportRefusedException("to", "too_long");
        return [.. Enumerable.Range(0, MostMonths).Select(from.Plus).TakeWhile(month => month <= to)];
    }

    /// <summary>How the forecast and the reports are asked about a row of the sheet, and the key of their row.</summary>
    private static (IReadOnlyDictionary<string, IReadOnlyList<string>>? Filters, string Key) QuestionOf(TargetSheetRow row)
    {
        return ScopeOf(row) switch
        {
            { ManagerId: { } manager, ComplexId: null, BuildingId: null } => (new Dictionary<string, IReadOnlyList<string>> { ["manager"] = [manager] }, RowTree.Total.Key),
            { DepartmentId: { } department, ComplexId: null, BuildingId: null } => (new Dictionary<string, IReadOnlyList<string>> { ["department"] = [department] }, RowTree.Total.Key),
            { ManagerId: null, DepartmentId: null } => (null, KeyOf(row)),
            _ => throw new ReportRefusedException("scope", "undefined"),
        };
    }

    private static PlanScope ScopeOf(TargetSheetRow row) => row.Scope == TargetSheets.Company ? new PlanScope() : PlanScope.Parse(row.Scope!);

    /// <summary>The row in reports that is about the same.</summary>
    private static string KeyOf(TargetSheetRow row) => ScopeOf(row) switch
    {
        { ManagerId: { } manager } => PeopleTree.KeyOf(manager),
        { BuildingId: { } building } => $"building:{building}",
        { ComplexId: { } complex } => $"complex:{complex}",
        _ => RowTree.Total.Key,
    };

    /// <summary>A month that is locked without a target stays without one.</summary>
    private static PlanLine WithLock(PlanLine line) =>
        line.Standing is { State: LineState.Locked, Was: null } ? line with { Standing = line.Standing with { Was = line.Standing.Fact } } : line;

    private static decimal WeightOf(IReadOnlyList<PlanLine> lines, int index)
    {
        var sum = lines.Sum(line => line.ToCome.Weight);
        return sum == 0 ? 0 : decimal.Round(lines[index].ToCome.Weight / sum, 4);
    }

    private static bool IsSet(TargetCell cell) => Own(cell) is not null;

    /// <summary>A target in another currency is none of these.</summary>
    private static decimal? Own(TargetCell cell) => cell.Currency is null ? cell.Value : null;

    /// <summary>One question with all that it is about.</summary>
    private sealed record Asked(
        Viewer Viewer, Tenant Tenant, DateOnly Today, TargetProposalRequest Request, TargetSheet Sheet, TargetSheetRow Row, CancellationToken Token)
    {
        /// <summary>Pieces are whole, everything else has hundredths.</summary>
        private int Scale => Request.Metric == "units" ? 1 : 100;

        public YearMonth Current => YearMonth.Of(Today);

        public WorkCalendar Calendar => Tenant.Calendar ?? WorkCalendar.Usual;

        public long Minor(decimal units) => (long)decimal.Round(units * Scale, MidpointRounding.AwayFromZero);

        public long? Minor(decimal? units) => units is { } known ? Minor(known) : null;

        public decimal Units(long minor) => (decimal)minor / Scale;

        /// <summary>A plan is read by people: thousands or whole units, and only what cannot be divided so has hundredths.</summary>
        public PlanProposal Rounded(PlanProposal proposal, IReadOnlyList<PlanLine> lines) =>
            RoundParts.Round(proposal, lines, RoundParts.StepOf(proposal.Lines.Sum(line => line.WillBe), proposal.Lines.Count, Scale));

        public TargetProposal Answer(bool isFactKnown, bool isForecast, IReadOnlyList<ProposedSum> sums, IReadOnlyList<ProposedTarget> targets, IEnumerable<TargetSheetRow> others) => new(
            Request.Kind, Request.Metric, Request.Scope, Request.Into, Tenant.Currency, isFactKnown, isForecast, sums, targets, [.. others.Select(row => new TargetParty(row.Scope!, row.Title))]);

        public ProposedTarget Target(TargetSheetRow row, int index, ProposedLine line, decimal weight) => new(
            row.Scope!, row.Title, Sheet.Months[index].Month, Units(line.Fact), Own(row.Cells[index]), Units(line.WillBe), row.Cells[index].Version, weight, line.Why);
    }
}
