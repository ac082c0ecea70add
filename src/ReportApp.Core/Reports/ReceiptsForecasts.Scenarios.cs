using System.Text.Json;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

// "What if" and "what happened": the same forecast under changed inputs, and as it was.
public sealed partial class ReceiptsForecasts
{
    private const int MostMovers = 10;
    private const int MostMoved = 50;
    private const int MostCertain = 200;
    private const int MostLaunches = 20;
    private const int LongestId = 64;
    private const int LongestKey = 200;
    private const int LongestDelay = 180;
    private const int LongestLookBack = 180;
    private const double DaysOfMonth = 30;

    private readonly RecentAnswers<UnderScenario> _scenarios = new();
    private readonly RecentAnswers<IReadOnlyList<ForecastChange>> _movements = new();

    /// <summary>What a scenario makes of every row and month.</summary>
    /// <exception cref="ReportRefusedException">A lever is out of its range, or nothing can be expected.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ScenarioOutcome> UnderAsync(Viewer viewer, ScenarioRequest request, CancellationToken cancellationToken)
    {
        CheckLevers(request.Levers);
        var made = default((string Key, UnderScenario Under));
        return AskAsync<ScenarioOutcome>(viewer, request.Filters, request.Metric, async (tenant, _, session, outlook) =>
        {
            if (session is null || outlook is null) throw new ReportRefusedException("levers", "undefined");
            var (scenario, total, key) = (ScenarioOf(request.Levers, request.Metric, session), GroupOf(session, RowTree.Total), outlook.Key + JsonSerializer.Serialize(request.Levers));
            if ((made.Key == key ? made.Under : _scenarios.Find(key)) is not { } under)
            {
                return new(null, async () => made = (key, (await _scenarios.GetAsync(
                    key, viewer, async () => (UnderScenario?)await Task.Run(() => outlook.Under(scenario, total, cancellationToken), cancellationToken), cancellationToken))!));
            }
            return new ScenarioOutcome(
                UnitOf(tenant, request.Metric),
                [
                    .. session.Rows.Nodes.Append(RowTree.Total).Select(node => new ScenarioOutcomeRow(
                        node.Key,
                        [
                            .. Enumerable.Range(1, MonthsAhead).Select(ahead => new ScenarioOutcomeMonth(
                                session.Current.Plus(ahead - 1),
                                ExpectedOf(under.Outlook, GroupOf(session, node), ahead, outlook.Facts.GetValueOrDefault((node.Key, session.Current)).Value))),
                        ])),
                ],
                await MovedAsync(tenant, session, under.Movers.Where(deal => Units(deal.Before) != Units(deal.After)), cancellationToken));
        }, cancellationToken);
    }

    /// <summary>What moved some months of a row since a day.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, day or month, or nothing can be expected.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ForecastMovement> ChangesAsync(Viewer viewer, ForecastChangesRequest request, CancellationToken cancellationToken)
    {
        var made = default((string Key, IReadOnlyList<ForecastChange> Changes));
        return AskAsync<ForecastMovement>(viewer, request.Filters, request.Metric, async (tenant, today, session, outlook) =>
        {
            var node = session?.Rows.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
            if (request.Since >= today || request.Since < today.AddDays(-LongestLookBack)) throw new ReportRefusedException("since", "out_of_range");
            if (!YearMonth.TryParse(request.From, out var from)) throw new ReportRefusedException("from", "not_a_month");
            if (!YearMonth.TryParse(request.To, out var to)) throw new ReportRefusedException("to", "not_a_month");
            if (from < YearMonth.Of(request.Since)) throw new ReportRefusedException("from", "out_of_range");
            if (to < from || to > YearMonth.Of(request.Since).Plus(MonthsAhead - 1)) throw new ReportRefusedException("to", "out_of_range");
            if (outlook is null) throw new ReportRefusedException("row", "undefined");
            var (group, key) = (GroupOf(session, node), outlook.Key + JsonSerializer.Serialize(new { request.Since, node.Key, request.From, request.To }));
            if ((made.Key == key ? made.Changes : _movements.Find(key)) is not { } changes)
            {
                return new(null, async () => made = (key, (await _movements.GetAsync(
                    key, viewer,
                    async () => (IReadOnlyList<ForecastChange>?)await Task.Run(() => outlook.ChangesSince(request.Since.ToDateTime(TimeOnly.MinValue), group, from, to, cancellationToken), cancellationToken),
                    cancellationToken))!));
            }

            // As the screen has it: received from the first of these months on, and what is still expected.
            var after = outlook.Facts.Where(cell => cell.Key.Row == node.Key && cell.Key.Month >= from && cell.Key.Month <= to && cell.Key.Month <= session.Current).Sum(cell => cell.Value.Value)
                + Enumerable.Range(1, MonthsAhead).Where(ahead => session.Current.Plus(ahead - 1) >= from && session.Current.Plus(ahead - 1) <= to)
                    .Sum(ahead => outlook.Of(group, ahead) is var (signed, open, @new, _, _, _) ? signed + open + @new : 0);
            var moves = new List<ForecastMove>();
            foreach (var reason in changes.GroupBy(change => change.Reason).OrderBy(reason => reason.Key))
            {
                var deals = reason.Where(change => change.DealId is not null).OrderByDescending(change => Math.Abs(change.After - change.Before)).ToList();
                moves.Add(new ForecastMove(
                    reason.Key, reason.Sum(change => Units(change.After) - Units(change.Before)), deals.Count, await MovedAsync(tenant, session, deals.Take(MostMoved), cancellationToken)));
            }
            return new ForecastMovement(node.Key, UnitOf(tenant, request.Metric), after - moves.Sum(move => move.Amount), after, [.. moves.Where(move => move.Amount != 0 || move.Count > 0)]);
        }, cancellationToken);
    }

    /// <summary>What a viewer may know of the scenarios of others: no deal and no row that he does not see.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<IReadOnlyList<SavedScenario>> ToldAsync(Viewer viewer, IReadOnlyList<SavedScenario> scenarios, CancellationToken cancellationToken) =>
        WithAsync(viewer, null, async (_, _, session) =>
        {
            var named = scenarios.SelectMany(scenario => scenario.Levers.Deals ?? []).Select(deal => deal.DealId).Distinct().ToList();
            var seen = session is null || named.Count == 0 ? [] : (await session.Reader.QueryAsync(
                $"SELECT id, owner_id FROM {session.Reader.Catalog}.main.deal WHERE id IN (SELECT UNNEST($ids))", [("ids", named)],
                row => (Id: row.GetString(0), Owner: row.Text(1)), cancellationToken)).Where(deal => session.SeesDeal(deal.Id, deal.Owner)).Select(deal => deal.Id).ToHashSet();
            return (IReadOnlyList<SavedScenario>)
            [
                .. scenarios.Select(scenario => scenario with
                {
                    Levers = scenario.Levers with
                    {
                        Deals = scenario.Levers.Deals?.Where(deal => seen.Contains(deal.DealId)).ToList(),
                        Launches = scenario.Levers.Launches?.Where(launch => session?.Rows.Find(launch.Row) is not null && session.Rows.Find(launch.Like) is not null).ToList(),
                        Stopped = scenario.Levers.Stopped?.Where(key => session?.Rows.Find(key) is not null).ToList(),
                    },
                }),
            ];
        }, cancellationToken);

    private async Task<IReadOnlyList<MovedDeal>> MovedAsync(Tenant tenant, ReportSession session, IEnumerable<ForecastChange> changes, CancellationToken cancellationToken)
    {
        var moved = changes.ToList();
        var cards = await session.DealsAsync(moved.Select(change => change.DealId!), cancellationToken);
        return
        [
            .. moved.Where(change => cards.ContainsKey(change.DealId!)).Select(change => (Change: change, Card: cards[change.DealId!])).Select(found => new MovedDeal(
                found.Card.Id, found.Card.Title, _addresses.To(tenant, RecordKind.Deal, found.Card.Id), found.Card.ManagerName, found.Card.Stage,
                ReportRunner.ObjectName(found.Card.Complex, found.Card.Building), Units(found.Change.Before), Units(found.Change.After))),
        ];
    }

    /// <summary>Whether every lever is in its range.</summary>
    /// <exception cref="ReportRefusedException">One is not.</exception>
    public static void CheckLevers(ScenarioLevers levers)
    {
        Check("arrivals", levers.Arrivals is >= 0 and <= 5);
        Check("winOdds", levers.WinOdds is >= 0 and <= 10);
        Check("price", levers.Price is >= 0 and <= 5);
        Check("delayDays", levers.DelayDays is >= 0 and <= LongestDelay);
        // A list may hold nothing at some place, whatever its type says.
        Check("stopped", levers.Stopped is null or { Count: <= MostCertain } && levers.Stopped?.All(key => key is { Length: <= LongestKey }) != false);
        var deals = levers.Deals ?? [];
        Check("deals", deals.Count <= MostCertain && deals.All(deal => deal is { DealId: { Length: <= LongestId } }));
        if (deals.DistinctBy(deal => deal.DealId).Count() < deals.Count) throw new ReportRefusedException("levers.deals", "repeated");
        if (deals.Any(deal => deal.WonIn is not null && !YearMonth.TryParse(deal.WonIn, out _))) throw new ReportRefusedException("levers.deals", "not_a_month");

        var launches = levers.Launches ?? [];
        Check("launches", launches.Count <= MostLaunches && launches.All(launch => launch is { Row.Length: <= LongestKey, Like.Length: <= LongestKey, Share: >= 0 and <= 1 } && launch.Row != launch.Like));
        if (launches.DistinctBy(launch => launch.Row).Count() < launches.Count) throw new ReportRefusedException("levers.launches", "repeated");
        if (launches.Any(launch => !YearMonth.TryParse(launch.Month, out _))) throw new ReportRefusedException("levers.launches", "not_a_month");

        static void Check(string lever, bool isInRange)
        {
            if (!isInRange) throw new ReportRefusedException($"levers.{lever}", "out_of_range");
        }
    }

    private static Scenario ScenarioOf(ScenarioLevers levers, ForecastMetric metric, ReportSession session) => new()
    {
        Arrivals = (double)levers.Arrivals,
        WinOdds = (double)levers.WinOdds,
        // Another price is neither more contracts nor more metres.
        Price = metric is ForecastMetric.Units or ForecastMetric.Area ? 1 : (double)levers.Price,
        DelayMonths = levers.DelayDays / DaysOfMonth,
        Stopped = (levers.Stopped ?? []).Select(session.Rows.Find).OfType<RowNode>().SelectMany(node => LeavesOf(session, node)).ToHashSet(),
        Deals = (levers.Deals ?? []).ToDictionary(deal => deal.DealId, deal => deal.WonIn is null ? null : (int?)AheadOf("deals", deal.WonIn, session)),
        Launches = (levers.Launches ?? []).Select(launch => (Lever: launch, Of: LeafOf(session, launch.Row), Like: LeafOf(session, launch.Like)))
            .Where(launch => launch.Of is not null && launch.Like is not null && launch.Of.Value.Leaf != launch.Like.Value.Leaf).DistinctBy(launch => launch.Of!.Value.Leaf)
            .ToDictionary(launch => launch.Of!.Value.Leaf, launch => new Launch(
                launch.Like!.Value.Leaf, AheadOf("launches", launch.Lever.Month, session), (double)launch.Lever.Share, NeighboursOf(session, launch.Of!.Value))),
    };

    /// <summary>The one object in a row; null: there is no such row, or there are several in it.</summary>
    private static (string Leaf, RowNode Node)? LeafOf(ReportSession session, string row) =>
        session.Rows.Find(row) is { } node && LeavesOf(session, node) is [var leaf] ? (leaf, node) : null;

    /// <summary>What else is sold in its complex.</summary>
    private static HashSet<string> NeighboursOf(ReportSession session, (string Leaf, RowNode Node) of) =>
        of.Node.Parent is { } complex ? [.. LeavesOf(session, session.Rows.Find(complex)!).Where(leaf => leaf != of.Leaf)] : [];

    /// <summary>A scenario is kept longer than its months: what should have been is now.</summary>
    private static int AheadOf(string lever, string text, ReportSession session)
    {
        var ahead = YearMonth.TryParse(text, out var month) ? Ahead(session.Current, month) : 1;
        return ahead > MonthsAhead ? throw new ReportRefusedException($"levers.{lever}", "out_of_range") : Math.Max(1, ahead);
    }

    private sealed record UnderScenario(Outlook Outlook, IReadOnlyList<ForecastChange> Movers);
}
