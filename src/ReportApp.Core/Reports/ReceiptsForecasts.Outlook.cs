using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

// Forecast and actual sales by month, manager, source and territory (reports 45, 46 and 48). Every number is a sum of deals, so that its list is what it is made of.
public sealed partial class ReceiptsForecasts
{
    private const int MonthsLookedBack = 3;
    private const string NobodysRow = "none";
    private const string SourcePrefix = "source:";

    private readonly RecentAnswers<IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>> _starts = new();

    /// <inheritdoc cref="RunAsync"/>
    public Task<SalesOutlook> SalesOutlookAsync(Viewer viewer, SalesOutlookRequest request, CancellationToken cancellationToken) =>
        LookAsync<SalesOutlook>(viewer, request.Filters, request.Rows, async (tenant, today, session, outlook, starts) =>
        {
            if (session is null || !IsMapped(session, request.Rows))
            {
                return new SalesOutlook(
                    today, tenant.Currency, YearMonth.Of(today), YearMonth.Of(today), [], new SalesOutlookRow(RowTree.Total.Key, null, null, null, null, null, null, null, null), 0, false,
                    session is null, await _runner.FreshnessAsync(tenant, session?.CompleteUpTo, session?.Feeds ?? [], cancellationToken));
            }
            var present = Present(session, request.Rows);
            var counted = request.Rows == OutlookRows.Territories ? await CountedAsync(session, cancellationToken) : null;
            var sums = await SumsAsync(session, outlook, starts, request.Rows, cancellationToken);
            // A territory may be any text, so there may be thousands of rows.
            var (sumsOf, countedIn) = (sums.ToLookup(each => each.Group), counted?.ToLookup(each => each.Territory));
            var plans = await session.PlansAsync(Basic("plan_value"), session.Scope.Period, cancellationToken);
            var overdue = await session.CellsAsync(Basic("pipeline_overdue"), isPrevious: false, cancellationToken);
            var rows = request.Rows == OutlookRows.Months
                ? LookedAt(session).Select(month => OfMonth(month.ToString(), [month], [month], PlanOf(RowTree.Total, month))).ToList()
                : await OfGroupsAsync();
            return new SalesOutlook(
                today, tenant.Currency, present[0], present[^1], rows,
                request.Rows == OutlookRows.Months
                    ? Of(RowTree.Total.Key, null, null, null, null, Sum(OutlookNumber.Before, null, Over(session)), Sum(OutlookNumber.Actual, null, Over(session)))
                    : OfMonth(RowTree.Total.Key, present, Over(session), counted is null ? PlanOf(RowTree.Total, session.Current) : null) with { Counts = CountsOf(null) },
                overdue.GetValueOrDefault((RowTree.Total.Key, null)).Value, outlook is not null, true,
                await _runner.FreshnessAsync(tenant, session.CompleteUpTo, session.Feeds, cancellationToken));

            async Task<List<SalesOutlookRow>> OfGroupsAsync()
            {
                var isByManager = request.Rows == OutlookRows.Managers;
                var names = isByManager ? await NamesAsync(session, cancellationToken)
                    : request.Rows == OutlookRows.Territories ? await session.TerritoriesAsync(cancellationToken)
                    : (await session.SourcesAsync(cancellationToken)).ToDictionary(source => source.Id, source => source.Name);
                var planned = isByManager ? names.Keys.Where(id => PlanOf(ManagerRow(id), session.Current) is not null) : [];
                return
                [
                    .. sumsOf.Select(own => own.Key).Concat(planned).Concat(countedIn?.Select(own => own.Key) ?? []).Distinct()
                        .Select(group => Group(group, group is null ? null : names.GetValueOrDefault(group) ?? $"№ {group}", isByManager && group is not null ? PlanOf(ManagerRow(group), session.Current) : null))
                        .OrderBy(row => row.Key == NobodysRow).ThenByDescending(row => row.Outlook ?? row.Won).ThenBy(row => row.Key, StringComparer.Ordinal),
                ];
            }

            SalesOutlookRow Group(string? group, string? title, decimal? plan)
            {
                var (won, expected) = (Sum(OutlookNumber.Won, (true, group), present), Sum(OutlookNumber.Expected, (true, group), present));
                return Of(KeyOf(request.Rows, group), title, plan, won, expected, Sum(OutlookNumber.Before, (true, group), Over(session)), Sum(OutlookNumber.Actual, (true, group), Over(session)))
                    with { Counts = CountsOf((true, group)) };
            }

            // Before and actual are those of the months given: of a month itself, of a group or the total those that are over.
            SalesOutlookRow OfMonth(string key, IReadOnlyList<YearMonth> months, IReadOnlyList<YearMonth> compared, decimal? plan) => Of(
                key, null, plan, Sum(OutlookNumber.Won, null, months), months.Contains(session.Current) ? Sum(OutlookNumber.Expected, null, months) : null,
                Sum(OutlookNumber.Before, null, compared), compared.Contains(session.Current) ? null : Sum(OutlookNumber.Actual, null, compared));

            SalesOutlookRow Of(string key, string? title, decimal? plan, decimal? won, decimal? expected, decimal? before, decimal? actual) => new(
                key, title, plan, won, outlook is null ? null : expected, outlook is null ? null : won + expected, starts is null ? null : before, counted is null ? actual : null,
                starts is null || before is null || actual is null or 0 ? null : decimal.Round((before.Value - actual.Value) / Math.Abs(actual.Value), 4));

            TerritoryCounts? CountsOf((bool, string? Value)? group) =>
                counted is null ? null : Counted.Of(group is { } one ? countedIn![one.Value] : counted);

            decimal Sum(OutlookNumber number, (bool, string? Value)? group, IReadOnlyList<YearMonth> months) =>
                (group is { } one ? sumsOf[one.Value] : sums).Where(each => each.Number == number && months.Contains(each.Month)).Sum(each => each.Money);

            decimal? PlanOf(RowNode row, YearMonth month) => plans.In(session.Rows, row, month) is { Count: > 0 } targets ? targets.Sum(target => Money.FromStored(target.Amount)) : null;
        }, cancellationToken);

    /// <summary>The deals behind a number of <see cref="SalesOutlookAsync"/>.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, or the number has no list there.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<OutlookDeals> OutlookDealsAsync(Viewer viewer, OutlookDealsRequest request, CancellationToken cancellationToken) =>
        LookAsync<OutlookDeals>(viewer, request.Filters, request.Rows, async (tenant, _, session, outlook, starts) =>
        {
            if (session is null) throw new ReportRefusedException("row", "undefined");
            if (!IsMapped(session, request.Rows)) throw new ReportRefusedException("rows", "undefined");
            var (months, group) = Behind(request, session);
            if (outlook is null && request.Number is OutlookNumber.Expected or OutlookNumber.Outlook or OutlookNumber.Before) throw new ReportRefusedException("number", "undefined");
            var found = CountedBy.ContainsKey(request.Number) ? await CountedDealsAsync(session, request.Number, group, cancellationToken) : [];
            var unread = new Cell(0, 0);
            foreach (var month in months)
            {
                if (request.Number is OutlookNumber.Won or OutlookNumber.Outlook or OutlookNumber.Actual && month <= session.Current)
                {
                    var (signed, all) = await SignedInAsync(session, month, request.Rows, group, cancellationToken);
                    found.AddRange(signed.Select(deal => new Listed(deal.Id, month, StateOf(deal.Value), deal.Value)));
                    unread = new Cell(unread.Value + all.Value - signed.Sum(deal => deal.Value), unread.Count + all.Count - signed.Count);
                }
                if (request.Number is OutlookNumber.Expected or OutlookNumber.Outlook && month >= session.Current)
                    Expect(await InGroupAsync(session, ExpectedIn(session, outlook!, month), RowOf(request.Rows), group, cancellationToken));
                if (request.Number == OutlookNumber.Before)
                    Expect(await InGroupAsync(session, starts![month], FormerRowOf(request.Rows), group, cancellationToken));

                void Expect(IEnumerable<(string DealId, decimal Money)> deals) =>
                    found.AddRange(deals.Select(deal => new Listed(deal.DealId, month, OutlookDealState.Open, deal.Money)));
            }
            if (found.Count == 0 && group.Value is { } named && !await IsKnownAsync(session, request.Rows, named, cancellationToken)) throw new ReportRefusedException("row", "unknown");
            var shown = found.OrderByDescending(deal => Math.Abs(deal.Value)).ThenBy(deal => deal.DealId, StringComparer.Ordinal).Take(MostDeals).ToList();
            var cards = await session.DealsAsync(shown.Select(deal => deal.DealId).Distinct(), cancellationToken);
            var deals = shown.Where(deal => cards.ContainsKey(deal.DealId)).Select(deal => (Deal: deal, Card: cards[deal.DealId])).Select(each => new OutlookDeal(
                each.Card.Id, each.Card.Title, _addresses.To(tenant, RecordKind.Deal, each.Card.Id), each.Card.ManagerName, each.Card.Stage,
                ReportRunner.ObjectName(each.Card.Complex, each.Card.Building), each.Deal.Month, each.Deal.State, each.Deal.Value)).ToList();
            var sum = found.Sum(deal => deal.Value) + unread.Value;
            return new OutlookDeals(request.Row, request.Number, tenant.Currency, sum, found.Count + unread.Count, sum - deals.Sum(deal => deal.Value), deals);
        }, cancellationToken);

    /// <summary>With what was expected on the first day of each month looked at, where the rows tell of it.</summary>
    private Task<T> LookAsync<T>(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, OutlookRows rows,
        Func<Tenant, DateOnly, ReportSession?, Outlook?, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>?, Task<T>> answer, CancellationToken cancellationToken)
    {
        var made = default((string Key, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string, decimal)>> Starts));
        return AskAsync<T>(viewer, filters, ForecastMetric.Sales, async (tenant, today, session, outlook) =>
        {
            if (session is null || outlook is null || rows == OutlookRows.Territories) return await answer(tenant, today, session, outlook, null);
            var (total, months) = (GroupOf(session, RowTree.Total), LookedAt(session));
            if ((made.Key == outlook.Key ? made.Starts : _starts.Find(outlook.Key)) is { } starts) return await answer(tenant, today, session, outlook, starts);
            return new(default, async () => made = (outlook.Key, (await _starts.GetAsync(
                outlook.Key, viewer,
                async () => (IReadOnlyDictionary<YearMonth, IReadOnlyList<(string, decimal)>>?)await Task.Run(() => outlook.StartsOf(total, months, cancellationToken), cancellationToken),
                cancellationToken))!));
        }, cancellationToken);
    }

    private static IReadOnlyList<YearMonth> LookedAt(ReportSession session) => [.. Enumerable.Range(-MonthsLookedBack, MonthsLookedBack + 1).Select(session.Current.Plus)];

    private static IReadOnlyList<YearMonth> Over(ReportSession session) => [.. LookedAt(session).SkipLast(1)];

    /// <summary>The months of what came and comes in rows that are no months.</summary>
    private static IReadOnlyList<YearMonth> Present(ReportSession session, OutlookRows rows) =>
        rows == OutlookRows.Territories ? [.. Enumerable.Range(0, MonthsOfQuarter).Select(FirstOfQuarter(session.Current).Plus)] : [session.Current];

    private static bool IsMapped(ReportSession session, OutlookRows rows) => rows != OutlookRows.Territories || session.Mapping.TerritoryField is not null;

    private static OutlookDealState StateOf(decimal money) => money < 0 ? OutlookDealState.Ended : OutlookDealState.Signed;

    private static RowNode ManagerRow(string manager) => new(PeopleTree.KeyOf(manager), null, 0, null, [], IsShownEmpty: true);

    private static string KeyOf(OutlookRows rows, string? group) => group is null ? NobodysRow : PrefixOf(rows) + group;

    private static string PrefixOf(OutlookRows rows) => rows switch
    {
        OutlookRows.Sources => SourcePrefix,
        OutlookRows.Territories => TerritoryPrefix,
        _ => PeopleTree.ManagerPrefix,
    };

    /// <summary>Everything that the rows add up, by group: managers where months are asked for.</summary>
    private async Task<IReadOnlyList<(OutlookNumber Number, string? Group, YearMonth Month, decimal Money)>> SumsAsync(
        ReportSession session, Outlook? outlook, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>? starts, OutlookRows rows, CancellationToken cancellationToken)
    {
        var sums = new List<(OutlookNumber, string?, YearMonth, decimal)>();
        foreach (var ((group, month), money) in await session.MonthsByAsync(Basic("sales_val"), DimensionOf(rows), cancellationToken))
        {
            // What a contract says of a day to come is expected of it, and came of nothing.
            if (month <= session.Current) sums.AddRange([(OutlookNumber.Won, group, month, money), (OutlookNumber.Actual, group, month, money)]);
        }
        if (outlook is null) return sums;
        var expected = Present(session, rows).Where(month => month >= session.Current)
            .SelectMany(month => ExpectedIn(session, outlook, month).Select(deal => (Number: OutlookNumber.Expected, Month: month, deal.DealId, deal.Money)));
        var before = starts?.SelectMany(start => start.Value.Select(deal => (Number: OutlookNumber.Before, Month: start.Key, deal.DealId, deal.Money))) ?? [];
        await AddAsync([.. expected], RowOf(rows));
        await AddAsync([.. before], FormerRowOf(rows));
        return sums;

        async Task AddAsync(IReadOnlyList<(OutlookNumber Number, YearMonth Month, string DealId, decimal Money)> deals, string column)
        {
            var groups = await GroupsAsync(session, deals.Select(deal => deal.DealId), column, cancellationToken);
            sums.AddRange(deals.Select(deal => (deal.Number, groups.GetValueOrDefault(deal.DealId), deal.Month, deal.Money)));
        }
    }

    private static string DimensionOf(OutlookRows rows) => rows switch
    {
        OutlookRows.Sources => "source",
        OutlookRows.Territories => "territory",
        _ => "manager",
    };

    /// <summary>What open deals have in a month, of the current one in what is left of it, as the forecast lists it.</summary>
    private static IReadOnlyList<(string DealId, decimal Money)> ExpectedIn(ReportSession session, Outlook outlook, YearMonth month) =>
    [
        .. MoneyOf(outlook, GroupOf(session, RowTree.Total), Ahead(session.Current, month)).Where(each => each.Deal.Part == ForecastPart.Open)
            .Select(each => (each.Deal.DealId, each.Money)),
    ];

    /// <summary>What tells the row of a deal that is still to be signed: its source, its territory, or who gets it.</summary>
    private static string RowOf(OutlookRows rows) => rows switch
    {
        OutlookRows.Sources => "source_id",
        OutlookRows.Territories => "territory",
        _ => "successor_id",
    };

    /// <summary>The same of what was expected, which is compared with what came: that is the seller's, also of one who has left.</summary>
    private static string FormerRowOf(OutlookRows rows) => rows is OutlookRows.Sources or OutlookRows.Territories ? RowOf(rows) : "manager_id";

    private static async Task<IReadOnlyDictionary<string, string?>> GroupsAsync(ReportSession session, IEnumerable<string> deals, string column, CancellationToken cancellationToken) =>
        (await session.Reader.QueryAsync(
            $"SELECT id, {column} FROM {session.Reader.Catalog}.main.deal WHERE id IN (SELECT UNNEST($ids))",
            [("ids", deals.Distinct().ToList())], row => (Id: row.GetString(0), Group: row.Text(1)), cancellationToken)).ToDictionary(deal => deal.Id, deal => deal.Group);

    private static async Task<IEnumerable<(string DealId, decimal Money)>> InGroupAsync(
        ReportSession session, IReadOnlyList<(string DealId, decimal Money)> deals, string column, (bool Is, string? Value) group, CancellationToken cancellationToken)
    {
        if (!group.Is) return deals;
        var groups = await GroupsAsync(session, deals.Select(deal => deal.DealId), column, cancellationToken);
        return deals.Where(deal => groups.GetValueOrDefault(deal.DealId) == group.Value);
    }

    /// <summary>The largest, and all of them.</summary>
    private Task<(IReadOnlyList<Subject> Subjects, Cell All)> SignedInAsync(
        ReportSession session, YearMonth month, OutlookRows rows, (bool Is, string? Value) group, CancellationToken cancellationToken)
    {
        var row = RowTree.Total with { Filters = group.Is ? [new DimensionFilter([new DimensionChoice(DimensionOf(rows), group.Value is null ? null : [group.Value])])] : [] };
        return session.SubjectsAsync(new CellSource(Basic("sales_val"), row, month.FirstDay, IsPrevious: false), cancellationToken);
    }

    /// <summary>There is such a person, source or territory. One that has gone may still have deals.</summary>
    private static async Task<bool> IsKnownAsync(ReportSession session, OutlookRows rows, string group, CancellationToken cancellationToken) => rows switch
    {
        OutlookRows.Sources => (await session.SourcesAsync(cancellationToken)).Any(source => source.Id == group),
        OutlookRows.Territories => (await session.TerritoriesAsync(cancellationToken)).ContainsKey(group),
        _ => (await session.PeopleAsync(cancellationToken)).Any(person => person.Id == group),
    };

    private static (IReadOnlyList<YearMonth> Months, (bool Is, string? Value) Group) Behind(OutlookDealsRequest request, ReportSession session)
    {
        var isPast = request.Number is OutlookNumber.Before or OutlookNumber.Actual;
        if (request.Rows == OutlookRows.Territories ? isPast : CountedBy.ContainsKey(request.Number)) throw new ReportRefusedException("number", "undefined");
        var usual = isPast ? Over(session) : Present(session, request.Rows);
        if (request.Row == RowTree.Total.Key)
            return request.Rows == OutlookRows.Months && !isPast ? throw new ReportRefusedException("number", "undefined") : (usual, default);
        if (request.Rows == OutlookRows.Months)
        {
            if (!YearMonth.TryParse(request.Row, out var month) || !LookedAt(session).Contains(month)) throw new ReportRefusedException("row", "unknown");
            var isKnown = request.Number is OutlookNumber.Won or OutlookNumber.Before || (month == session.Current ? request.Number != OutlookNumber.Actual : request.Number == OutlookNumber.Actual);
            return isKnown ? ([month], default) : throw new ReportRefusedException("number", "undefined");
        }
        if (request.Row == NobodysRow) return (usual, (true, null));
        var prefix = PrefixOf(request.Rows);
        return request.Row.StartsWith(prefix, StringComparison.Ordinal) ? (usual, (true, request.Row[prefix.Length..])) : throw new ReportRefusedException("row", "unknown");
    }
}
