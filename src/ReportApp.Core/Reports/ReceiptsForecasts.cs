using System.Globalization;
using ReportApp.Core.Access;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// The forecast of receipts, or of sales, for one viewer: fact and plan from the report engine, what is expected from <see cref="Forecaster"/>, all of one
/// moment of the projection.
/// </summary>
public sealed partial class ReceiptsForecasts : IDisposable
{
    private const string Report = "object-receipts-forecast";
    private const int MonthsBack = 6;
    private const int MonthsAhead = 12;
    private const int MostDeals = 200;
    private const double MostError = 1_000;
    private const int MonthsTested = 12;

    /// <summary>At the projection for one answer: it, what has to be computed, and what comes of the data moving meanwhile.</summary>
    private const int MostLooks = 5;

    private static readonly int[] HorizonsTested = [1, 2, 3, 6];

    private readonly ReportCatalogue _catalogue;
    private readonly ReportRunner _runner;
    private readonly RecordAddresses _addresses;
    private readonly TimeProvider _clock;
    private readonly ForecastOverrides _overrides;
    private readonly RecentAnswers<Outlook> _recent = new(outlook => outlook.Key);
    private readonly RecentAnswers<Outlook> _overruled = new();
    private readonly RecentAnswers<BacktestResult> _backtests = new();

    internal ReceiptsForecasts(ReportCatalogue catalogue, ReportRunner runner, RecordAddresses addresses, ForecastOverrides overrides, TimeProvider clock) =>
        (_catalogue, _runner, _addresses, _overrides, _clock) = (catalogue, runner, addresses, overrides, clock);

    public void Dispose()
    {
        _recent.Dispose();
        _overruled.Dispose();
        _scenarios.Dispose();
        _movements.Dispose();
        _backtests.Dispose();
        _withoutLargest.Dispose();
        _starts.Dispose();
    }

    /// <exception cref="ReportRefusedException">A filter is not what it should be.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public Task<ReceiptsForecast> RunAsync(Viewer viewer, ReceiptsForecastRequest request, CancellationToken cancellationToken) =>
        AskAsync<ReceiptsForecast>(viewer, request.Filters, request.Metric, async (tenant, today, session, outlook) =>
        {
            if (session is null)
            {
                return new ReceiptsForecast(
                    today, UnitOf(tenant, request.Metric), [], new ForecastRow(RowTree.Total.Key, null, 0, null, [], null), [], null,
                    await _runner.FreshnessAsync(tenant, null, [], cancellationToken));
            }
            var facts = outlook?.Facts ?? await FactsAsync(session, request.Metric, cancellationToken);
            var (plans, shown) = await PlansAsync(session, request.Metric, cancellationToken);
            var hasFacts = HasFacts(session, request.Metric);
            var rows = session.Rows.Nodes.Cast<ObjectNode>().Select(node => RowOf(session, node, facts, plans, hasFacts, outlook)).ToList();
            return new ReceiptsForecast(
                today, UnitOf(tenant, request.Metric),
                [.. rows.Where(row => row.Shown).Select(row => row.Row)],
                RowOf(session, RowTree.Total, facts, plans, hasFacts, outlook).Row, shown, outlook?.Basis,
                await _runner.FreshnessAsync(tenant, session.CompleteUpTo, session.Feeds, cancellationToken));
        }, cancellationToken);

    /// <summary>The deals behind what is expected of a row in a month.</summary>
    /// <exception cref="ReportRefusedException">There is no such row or month, or nothing can be expected.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ForecastDeals> DealsAsync(Viewer viewer, ForecastDealsRequest request, CancellationToken cancellationToken) =>
        AskAsync<ForecastDeals>(viewer, request.Filters, request.Metric, async (tenant, today, session, outlook) =>
        {
            var node = session?.Rows.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
            var (month, ahead) = MonthOf(request.Month, session);
            if (outlook is null) throw new ReportRefusedException("row", "undefined");
            var group = GroupOf(session, node);
            var expected = outlook.Of(group, ahead);
            var paid = month == session.Current ? outlook.Facts.GetValueOrDefault((node.Key, month)).Value : 0;
            var deals = MoneyOf(outlook, group, ahead);
            var cards = await session.DealsAsync(deals.Take(MostDeals).Select(each => each.Deal.DealId), cancellationToken);
            // A deal that was deleted since the forecast was made has no card any more.
            var shown = deals.Take(MostDeals).Where(each => cards.ContainsKey(each.Deal.DealId)).ToList();
            var said = await SaidAsync(session, outlook, shown.Select(each => each.Deal.DealId), cancellationToken);
            var rows = shown.Select(each => (each.Deal, each.Money, Card: cards[each.Deal.DealId])).Select(found => new ForecastDealRow(
                found.Card.Id, found.Card.Title, _addresses.To(tenant, RecordKind.Deal, found.Card.Id), found.Card.ManagerName, found.Card.Stage,
                ReportRunner.ObjectName(found.Card.Complex, found.Card.Building), found.Deal.Part == ForecastPart.Signed ? "signed" : "open",
                decimal.Round((decimal)found.Deal.Chance, 4), Units(found.Deal.Amount), found.Money, found.Card.Plan, said.GetValueOrDefault(found.Card.Id))).ToList();
            var known = expected.Signed + expected.Open;
            var refunds = Units(outlook.RefundsOf(group, ahead));
            return new ForecastDeals(
                node.Key, month, UnitOf(tenant, request.Metric), paid + known + expected.New, paid, expected.New, refunds, deals.Count, known - refunds - rows.Sum(row => row.Money), rows,
                await ExcludedAsync(tenant, session, outlook, group, cancellationToken), await MayOverruleAsync(viewer, session, cancellationToken));
        }, cancellationToken);

    /// <summary>How the same method would have done over the last year, month by month, with what the projection tells of then.</summary>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<ForecastAccuracy> AccuracyAsync(Viewer viewer, ForecastMetric metric, CancellationToken cancellationToken)
    {
        var (unit, freshness, key, facts, current) = await WithAsync(viewer, null, async (tenant, today, session) =>
        {
            var fresh = await _runner.FreshnessAsync(tenant, session?.CompleteUpTo, session?.Feeds ?? [], cancellationToken);
            if (session is null || !HasFacts(session, metric)) return (UnitOf(tenant, metric), fresh, "", null, YearMonth.Of(today));
            var sought = session.AccuracyKey(tenant, today, metric);
            var found = _backtests.Find(sought) is not null ? null
                : await LiveFacts.ReadAsync(session.Reader, today, tenant.UtcOffset, session.SeesDeal, session.IsAskedFor, cancellationToken);
            return (UnitOf(tenant, metric), fresh, sought, found, YearMonth.Of(today));
        }, cancellationToken);
        // Nothing of the projection is held while this is computed.
        var result = key is "" ? null : await _backtests.GetAsync(key, viewer, async () => facts?.First is null ? null : await Task.Run(
            () => Backtest.Run(facts.Of(metric), [.. Enumerable.Range(-MonthsTested, MonthsTested).Select(current.Plus)], HorizonsTested, cancellationToken: cancellationToken),
            cancellationToken), cancellationToken);
        return result is null ? new ForecastAccuracy(unit, [], [], freshness) : new ForecastAccuracy(
            unit, [.. HorizonsTested.Select(horizon => RowOf(result, horizon)).OfType<AccuracyRow>()],
            [.. result.Months.Select(month => new AccuracyMonth(month.Month, month.Horizon, Units(month.Mean), Units(month.Received)))], freshness);
    }

    /// <summary>Null: there was too little of a past.</summary>
    private static AccuracyRow? RowOf(BacktestResult found, int horizon)
    {
        var months = found.Months.Where(month => month.Horizon == horizon).ToList();
        if (months.Count == 0) return null;
        var received = months.Sum(month => Math.Abs(month.Received));
        var methods = found.Methods.Where(method => method.Horizon == horizon).ToList();
        var own = methods.Single(method => method.Method == "forecast");
        return new AccuracyRow(
            horizon, months.Count, received == 0 ? null : Share(months.Sum(month => Math.Abs(month.Received - month.Mean)) / received), Share(own.Wape), Share(own.Bias),
            Share(found.Coverage.TryGetValue(horizon, out var within) ? within : null), [.. methods.Where(method => method != own).Select(method => new OtherMethod(method.Method, Share(method.Wape)))]);

        static decimal? Share(double? value) => value is { } share && Math.Abs(share) < MostError ? decimal.Round((decimal)share, 4) : null;
    }

    /// <summary>What every deal that the viewer sees may bring in a month.</summary>
    /// <param name="text"><c>yyyy-MM</c>; null: the current month.</param>
    /// <exception cref="ReportRefusedException">There is no such month, or nothing can be expected.</exception>
    /// <inheritdoc cref="RunAsync"/>
    internal Task<DealsOfMonth> OfMonthAsync(Viewer viewer, string? text, CancellationToken cancellationToken) =>
        AskAsync<DealsOfMonth>(viewer, null, ForecastMetric.Receipts, async (tenant, _, session, outlook) =>
        {
            if (session is null) throw new ReportRefusedException("month", "undefined");
            var (_, ahead) = MonthOf(text ?? session.Current.ToString(), session);
            if (outlook is null) throw new ReportRefusedException("month", "undefined");
            var deals = outlook.DealsOf(GroupOf(session, RowTree.Total), ahead);
            var cards = await session.DealsAsync(deals.Select(deal => deal.DealId), cancellationToken);
            return new DealsOfMonth(
                session.Current, [.. deals.Where(deal => cards.ContainsKey(deal.DealId)).Select(deal => new DealOfMonth(deal, cards[deal.DealId].SuccessorId, cards[deal.DealId].Plan))],
                outlook.Sales.Ticket, outlook.Sales.Conversion);
        }, cancellationToken);

    /// <summary>A month that is forecast, and how far ahead it is.</summary>
    private static (YearMonth Month, int Ahead) MonthOf(string text, ReportSession session)
    {
        if (!YearMonth.TryParse(text, out var month)) throw new ReportRefusedException("month", "not_a_month");
        var ahead = Enumerable.Range(1, MonthsAhead).FirstOrDefault(each => session.Current.Plus(each - 1) == month);
        return ahead == 0 ? throw new ReportRefusedException("month", "undefined") : (month, ahead);
    }

    private async Task<T> WithAsync<T>(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, Func<Tenant, DateOnly, ReportSession?, Task<T>> work, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var current = YearMonth.Of(today);
        using var session = await _runner.OpenAsync(
            tenant, today, viewer, _catalogue.Get(Report), new ReportRequest(current.Plus(-MonthsBack).ToString(), current.Plus(MonthsAhead - 1).ToString(), filters),
            cancellationToken);
        return await work(tenant, today, session);
    }

    private async Task<IReadOnlyDictionary<(string Row, YearMonth? Month), Cell>> CellsAsync(ReportSession session, string measure, CancellationToken cancellationToken)
    {
        var found = (BasicMeasure)_catalogue.Model[measure];
        return session.IsMapped(found)
            ? (await session.CellsAsync(found, isPrevious: false, cancellationToken))
                .ToDictionary(cell => (cell.Key.Row, cell.Key.From is { } from ? YearMonth.Of(from) : (YearMonth?)null), cell => cell.Value)
            : [];
    }

    /// <summary>Whether anybody keeps the facts of a metric.</summary>
    private static bool HasFacts(ReportSession session, ForecastMetric metric) => metric switch
    {
        ForecastMetric.Receipts => session.IsMapped(SourceRole.Payments),
        ForecastMetric.Area => session.Mapping.ContractAreaFields.Count > 0,
        _ => true,
    };

    private static (string Fact, string Plan) MeasuresOf(ForecastMetric metric) => SalesMeasures.Of(metric switch
    {
        ForecastMetric.Sales => SalesMetric.Value,
        ForecastMetric.Units => SalesMetric.Units,
        ForecastMetric.Area => SalesMetric.Area,
        _ => SalesMetric.Receipts,
    });

    private static string UnitOf(Tenant tenant, ForecastMetric metric) => metric switch
    {
        ForecastMetric.Units => "pieces",
        ForecastMetric.Area => "area",
        _ => tenant.Currency,
    };

    private Task<IReadOnlyDictionary<(string Row, YearMonth? Month), Cell>> FactsAsync(ReportSession session, ForecastMetric metric, CancellationToken cancellationToken) =>
        CellsAsync(session, MeasuresOf(metric).Fact, cancellationToken);

    /// <returns>The plan of each row and month, and which plan the total is.</returns>
    private async Task<(IReadOnlyDictionary<(string Row, YearMonth? Month), Cell> Cells, IReadOnlyList<ShownPlan> Shown)> PlansAsync(
        ReportSession session, ForecastMetric metric, CancellationToken cancellationToken)
    {
        if (metric == ForecastMetric.Receipts) return (await CellsAsync(session, MeasuresOf(metric).Plan, cancellationToken), session.ShownPlans);
        var plans = await session.PlansAsync((BasicMeasure)_catalogue.Model[MeasuresOf(metric).Plan], session.Scope.Period, cancellationToken);
        var found =
            from node in session.Rows.Nodes.Append(RowTree.Total)
            from month in session.Scope.Columns.Select(YearMonth.Of)
            let targets = plans.In(session.Rows, node, month)
            where targets.Count > 0
            select ((node.Key, (YearMonth?)month), new Cell(targets.Sum(target => Money.FromStored(target.Amount)), targets.Count));
        return (found.ToDictionary(), [.. session.Scope.Columns.Select(from => plans.Whole(YearMonth.Of(from))?.Shown).OfType<ShownPlan>()]);
    }

    /// <summary>
    /// An answer from a forecast. What has to be computed first is computed between two looks at the projection, and nothing of it is held
    /// meanwhile: a forecast takes seconds, and others wait for their turn.
    /// </summary>
    private async Task<T> AskAsync<T>(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric,
        Func<Tenant, DateOnly, ReportSession?, Outlook?, Task<Asked<T>>> answer, CancellationToken cancellationToken)
    {
        var (made, overruled) = ((Outlook?)null, (Outlook?)null);
        var hasLookedForNothing = false;
        for (var look = 1; look <= MostLooks; look++)
        {
            var asked = await WithAsync(viewer, filters, async (tenant, today, session) =>
            {
                if (session is null || hasLookedForNothing || !HasFacts(session, metric)) return await answer(tenant, today, session, null);
                var (question, key) = KeysOf(tenant, session, metric);
                // What was made for this answer serves it, even if a sync has come in between.
                var outlook = _recent.Find(key) ?? (made?.Answers(question, session) == true ? made : null);
                if (outlook is null)
                {
                    return new Asked<T>(default, async () =>
                    {
                        made = await MakeAsync(viewer, filters, metric, key, cancellationToken);
                        hasLookedForNothing = made is null;
                    });
                }
                var version = await _overrides.VersionAsync(tenant.Id, cancellationToken);
                if (version == 0) return await answer(tenant, today, session, outlook);
                var own = outlook.KeyOf(version);
                if ((overruled?.Key == own ? overruled : _overruled.Find(own)) is { } found) return await answer(tenant, today, session, found);
                return new Asked<T>(default, async () => overruled = await OverruleAsync(viewer, tenant, outlook, version, cancellationToken));
            }, cancellationToken);
            if (asked.Missing is not { } compute) return asked.Answer!;
            await compute();
        }
        throw new ProjectionBusyException("the data change faster than a forecast is made");
    }

    /// <summary>The facts are read only when its turn has come: while it waits, it takes no memory.</summary>
    /// <returns>Null: nothing can be expected.</returns>
    private Task<Outlook?> MakeAsync(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric, string key, CancellationToken cancellationToken) =>
        _recent.GetAsync(key, viewer, async () =>
        {
            var make = await WithAsync(viewer, filters, async (tenant, _, session) =>
            {
                if (session is null) return null;
                var (moment, (question, own)) = (MomentOf(tenant), KeysOf(tenant, session, metric));
                var facts = await LiveFacts.ReadAsync(session.Reader, DateOnly.FromDateTime(moment), tenant.UtcOffset, session.SeesDeal, session.IsAskedFor, cancellationToken);
                if (facts.First is not { } first) return null;
                var groups = session.Rows.Nodes.Append(RowTree.Total).Select(node => GroupOf(session, node)).ToList();
                // Also objects that no deal names yet: a scenario may begin their sales.
                var objects = facts.Facts.Objects.Concat(LeavesOf(session, RowTree.Total).Select(leaf => new ForecastObject(leaf))).DistinctBy(found => found.Id).ToList();
                var months = Months(first, DateOnly.FromDateTime(moment));
                var mode = months < 3 ? ForecastMode.Uncalibrated : months < 6 || facts.Won < 50 || facts.Lost < 150 ? ForecastMode.Preliminary : ForecastMode.Full;
                var (basis, received) = (new ForecastBasis(mode, months, facts.Won, facts.Lost, session.SeesAllDeals), await FactsAsync(session, metric, cancellationToken));
                return (Func<Outlook>)(() => new Outlook(question, own, new Forecaster(facts.Of(metric) with { Objects = objects }, MonthsAhead, groups: groups), moment, basis, facts.Sales, received, cancellationToken));
            }, cancellationToken);
            return make is null ? null : await Task.Run(make, cancellationToken);
        }, cancellationToken);

    /// <summary>What a forecast answers, and the state of the data that it is made from as well.</summary>
    private (string Question, string Key) KeysOf(Tenant tenant, ReportSession session, ForecastMetric metric) =>
        (session.ForecastQuestion(tenant.Id, MomentOf(tenant), metric), session.ForecastKey(tenant.Id, MomentOf(tenant), metric));

    /// <summary>The same numbers for an hour, so that a list fits the cell that it was opened from; after what has today's date.</summary>
    private DateTime MomentOf(Tenant tenant)
    {
        var now = _clock.GetUtcNow().ToOffset(tenant.UtcOffset).DateTime;
        return new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 1, DateTimeKind.Unspecified);
    }

    private static int Months(DateOnly from, DateOnly to) => (to.Year - from.Year) * 12 + to.Month - from.Month;

    /// <summary>A row as the forecast has it; the mark tells it from an object of the same key.</summary>
    private static ForecastGroup GroupOf(ReportSession session, RowNode node) => new($"={node.Key}", LeavesOf(session, node));

    /// <summary>The objects in a row: leaves of the tree, and what a complex has without a building.</summary>
    private static IReadOnlyList<string> LeavesOf(ReportSession session, RowNode node) => node switch
    {
        ObjectNode { Kind: ObjectNodeKind.Complex } complex =>
        [
            .. session.Rows.Nodes.Where(child => child.Parent == complex.Key).Select(child => child.Key)
                .Concat(((ObjectTree)session.Rows).IsWhole(complex) ? [$"{complex.Key}/none"] : []).Distinct().Order(StringComparer.Ordinal),
        ],
        ObjectNode => [node.Key],
        _ => [.. session.Rows.Nodes.Where(top => top.Parent is null).SelectMany(top => LeavesOf(session, top)).Distinct().Order(StringComparer.Ordinal)],
    };

    private static (ForecastRow Row, bool Shown) RowOf(
        ReportSession session, RowNode node, IReadOnlyDictionary<(string Row, YearMonth? Month), Cell> facts,
        IReadOnlyDictionary<(string Row, YearMonth? Month), Cell> plans, bool hasFacts, Outlook? outlook)
    {
        var group = GroupOf(session, node);
        var months = session.Scope.Columns.Select(YearMonth.Of).Select(month =>
        {
            var ahead = Ahead(session.Current, month);
            decimal? plan = plans.TryGetValue((node.Key, month), out var target) ? target.Value : null;
            decimal? fact = ahead > 1 || !hasFacts ? null : facts.GetValueOrDefault((node.Key, month)).Value;
            return new ForecastMonth(month, plan, fact, ahead >= 1 && outlook is not null ? ExpectedOf(outlook, group, ahead, facts.GetValueOrDefault((node.Key, session.Current)).Value) : null);
        }).ToList();
        var isNamed = node is not ObjectNode { Kind: ObjectNodeKind.NoBuilding or ObjectNodeKind.NoObject };
        return (new ForecastRow(node.Key, node.Parent, node.Level, node.Title, months, outlook?.OverruledIn(group)), isNamed || months.Any(month => month.Plan is not null || month.Fact is not (null or 0) || month.Expected is { Mean: not 0 }));
    }

    /// <param name="paid">In the current month so far.</param>
    private static ExpectedReceipts ExpectedOf(Outlook outlook, ForecastGroup group, int ahead, decimal paid)
    {
        var expected = outlook.Of(group, ahead);
        var already = ahead == 1 ? paid : 0;
        return new ExpectedReceipts(
            already + expected.Signed + expected.Open + expected.New, expected.Signed, expected.Open, expected.New, Range(expected.Band, already), Range(expected.SoFar, paid));

        ForecastRange? Range(Band band, decimal add) =>
            outlook.Basis.Mode == ForecastMode.Uncalibrated ? null : new(Units(band.P10) + add, Units(band.P50) + add, Units(band.P90) + add);
    }

    private static int Ahead(YearMonth current, YearMonth month) =>
        (month.FirstDay.Year - current.FirstDay.Year) * 12 + month.FirstDay.Month - current.FirstDay.Month + 1;

    private static decimal Units(double money) => decimal.Round((decimal)money, 2, MidpointRounding.AwayFromZero);

    /// <summary>An answer, or what has to be computed before there is one.</summary>
    private readonly record struct Asked<T>(T? Answer, Func<Task>? Missing)
    {
        public static implicit operator Asked<T>(T answer) => new(answer, null);
    }

    /// <summary>A computed forecast with the deals behind it.</summary>
    private sealed class Outlook
    {
        private readonly string _question;
        private readonly Forecaster _forecaster;
        private readonly Outlook? _method;
        private readonly DateTime _moment;
        private readonly Dictionary<(string Target, int Ahead), ForecastCell> _cells;

        public Outlook(
            string question, string key, Forecaster forecaster, DateTime moment, ForecastBasis basis, SalesPace sales,
            IReadOnlyDictionary<(string Row, YearMonth? Month), Cell> facts, CancellationToken cancellationToken)
        {
            (_question, Key, _forecaster, _moment, Basis, Sales, Facts) = (question, key, forecaster, moment, basis, sales, facts);
            forecaster.Prepare(moment, withBands: true, cancellationToken);
            _cells = ByTarget(forecaster.Forecast(moment, AllMonths));
        }

        private Outlook(Outlook @base, IEnumerable<ForecastCell> cells)
        {
            (_question, Key, _forecaster, _moment, Basis, Sales, Facts) = (@base._question, @base.Key, @base._forecaster, @base._moment, @base.Basis, @base.Sales, @base.Facts);
            _cells = ByTarget(cells);
        }

        /// <param name="method">Without anybody's word.</param>
        /// <param name="said">In the order in which it was said.</param>
        public Outlook(Outlook method, long version, IReadOnlyList<ForecastOverride> said, TimeSpan utcOffset)
            : this(method, [])
        {
            (Key, _method) = (method.KeyOf(version), method);
            // The forecast of an hour counts what was said in it.
            _forecaster = method._forecaster.Overruled([.. said.Select(each => new OverruledDeal(each.DealId, HourOf(each.At.ToOffset(utcOffset).DateTime), each.Mode, each.Month))]);
            _cells = ByTarget(_forecaster.Forecast(_moment, AllMonths));
            Said = said.GroupBy(each => each.DealId).ToDictionary(own => own.Key, own => own.Last());
            Standing = _forecaster.StandingAt(_moment).ToDictionary(each => each.Deal.DealId, each => each.ObjectId);
        }

        /// <summary>The latest word of each deal that anybody ever said something of.</summary>
        public Dictionary<string, ForecastOverride> Said { get; } = [];

        /// <summary>The deals of which such a word counts, with their objects.</summary>
        public Dictionary<string, string> Standing { get; } = [];

        /// <summary>What it depends on with the overrides up to this one.</summary>
        public string KeyOf(long version) => Key + string.Create(CultureInfo.InvariantCulture, $"overrides {version}");

        /// <summary>Null: of no deal of these objects anybody's word counts.</summary>
        public OverruledDeals? OverruledIn(ForecastGroup group)
        {
            var count = Standing.Values.Count(group.Objects.Contains);
            return count == 0 ? null : new OverruledDeals(count, AllMonths.Sum(ahead => MeanOf(this, ahead) - MeanOf(_method!, ahead)));

            decimal MeanOf(Outlook of, int ahead) => of.Of(group, ahead) is var (signed, open, @new, _, _, _) ? signed + open + @new : 0;
        }

        private static DateTime HourOf(DateTime at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, DateTimeKind.Unspecified);

        /// <summary>What it depends on.</summary>
        public string Key { get; }

        /// <summary>What came, as of the same moment of the projection.</summary>
        public IReadOnlyDictionary<(string Row, YearMonth? Month), Cell> Facts { get; }

        /// <summary>Whether it is of the same question, and knows all rows that are there by now.</summary>
        public bool Answers(string question, ReportSession session) =>
            _question == question && session.Rows.Nodes.All(node => _cells.ContainsKey((GroupOf(session, node).Id, 1)));

        private static Dictionary<(string Target, int Ahead), ForecastCell> ByTarget(IEnumerable<ForecastCell> cells) => cells.ToDictionary(cell => (cell.Target, cell.Horizon));

        private static IReadOnlyList<int> AllMonths => [.. Enumerable.Range(1, MonthsAhead)];

        public ForecastBasis Basis { get; }

        public SalesPace Sales { get; }

        /// <summary>Leaves are rounded, so that rows add up.</summary>
        public (decimal Signed, decimal Open, decimal New, Band Band, Band SoFar, int Leaves) Of(ForecastGroup group, int ahead)
        {
            var found = group.Objects.Select(leaf => _cells.GetValueOrDefault((leaf, ahead))).OfType<ForecastCell>().ToList();
            var whole = _cells[(group.Id, ahead)];
            return (found.Sum(cell => Units(cell.Signed)), found.Sum(cell => Units(cell.Open)), found.Sum(cell => Units(cell.New)), whole.Band, whole.SoFar, found.Count);
        }

        public DealReasons? WhyOf(ForecastGroup group, string dealId) => _forecaster.WhyOf(_moment, group.Id, dealId);

        public IReadOnlyList<DealForecast> DealsOf(ForecastGroup group, int ahead) => _forecaster.DealsOf(_moment, group.Id, ahead);

        public double RefundsOf(ForecastGroup group, int ahead) => _forecaster.RefundsOf(_moment, group.Id, ahead);

        /// <summary>With what each deal that it moves brings over all months.</summary>
        public UnderScenario Under(Scenario scenario, ForecastGroup all, CancellationToken cancellationToken)
        {
            var current = YearMonth.Of(DateOnly.FromDateTime(_moment));
            var (before, after) = (MoneyOf(Scenario.Neutral), MoneyOf(scenario));
            cancellationToken.ThrowIfCancellationRequested();
            return new UnderScenario(
                new Outlook(this, _forecaster.Forecast(_moment, AllMonths, scenario)),
                [
                    .. before.Keys.Union(after.Keys).Select(deal => new ForecastChange(ForecastReason.Chances, deal.Id, before.GetValueOrDefault(deal), after.GetValueOrDefault(deal)))
                        .OrderByDescending(change => Math.Abs(change.After - change.Before)).ThenBy(change => change.DealId, StringComparer.Ordinal).Take(MostMovers),
                ]);

            IReadOnlyDictionary<DealHistory, double> MoneyOf(Scenario of) => _forecaster.MoneyOf(_moment, all.Id, current, current.Plus(MonthsAhead - 1), of).ByDeal;
        }

        /// <summary>What the deals open on the first day of some months were expected to bring in them, as known then.</summary>
        public Dictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>> StartsOf(ForecastGroup group, IReadOnlyList<YearMonth> months, CancellationToken cancellationToken)
        {
            var starts = new Dictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>();
            foreach (var month in months)
            {
                var start = month.FirstDay.ToDateTime(TimeOnly.MinValue);
                _forecaster.Prepare(start, withBands: false, cancellationToken);
                starts[month] = [.. _forecaster.DealsOf(start, group.Id, 1).Where(deal => deal.Part == ForecastPart.Open).Select(deal => (deal.DealId, Units(deal.Money)))];
            }
            return starts;
        }

        /// <summary>The same draws without some deals.</summary>
        public Outlook Without(IReadOnlyList<string> deals) =>
            new(this, _forecaster.Forecast(_moment, AllMonths, new Scenario { Deals = deals.ToDictionary(deal => deal, _ => (int?)null) }));

        public IReadOnlyList<ForecastChange> ChangesSince(DateTime since, ForecastGroup group, YearMonth from, YearMonth to, CancellationToken cancellationToken)
        {
            _forecaster.Prepare(since, withBands: false, cancellationToken);
            return ForecastChanges.Between(_forecaster, since, _moment, group.Id, from, to);
        }
    }
}

/// <summary>What deals may bring in one month, with what one needs to plan them.</summary>
/// <param name="Ticket">Mean contract amount of the last year, in units of the tenant's currency; 0: nothing was won.</param>
/// <param name="Conversion">Deals won by deals begun in that year; 0: nothing was won.</param>
internal sealed record DealsOfMonth(YearMonth Current, IReadOnlyList<DealOfMonth> Deals, decimal Ticket, decimal Conversion);

/// <param name="SuccessorId">Who gets its money to come; null: nobody.</param>
/// <param name="Plan">As it stands in the host.</param>
internal sealed record DealOfMonth(DealForecast Deal, string? SuccessorId, PlanValues? Plan);
