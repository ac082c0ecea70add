using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

// Forecast and actual sales by month, manager and source (reports 45 and 46). Every number is a sum of deals, so that its list is what it is made of.
public sealed partial class ReceiptsForecasts
{
    private const int MonthsLookedBack = 3;
    private const string NobodysRow = "none";
    private const string SourcePrefix = "source:";

    private readonly RecentAnswers<IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>> _starts = new();

    /// <inheritdoc cref="RunAsync"/>
    public Task<SalesOutlook> SalesOutlookAsync(Viewer viewer, SalesOutlookRequest request, CancellationToken cancellationToken) =>
        LookAsync<SalesOutlook>(viewer, request.Filters, async (tenant, today, session, outlook, starts) =>
        {
            if (session is null)
                return new SalesOutlook(today, tenant.Currency, [], new SalesOutlookRow(RowTree.Total.Key, null, null, null, null, null, null, null, null), 0, false, await _runner.FreshnessAsync(tenant, null, [], cancellationToken));
            var sums = await SumsAsync(session, outlook, starts, request.Rows, cancellationToken);
            var plans = await session.PlansAsync((BasicMeasure)_catalogue.Model["plan_value"], session.Scope.Period, cancellationToken);
            var overdue = await session.CellsAsync((BasicMeasure)_catalogue.Model["pipeline_overdue"], isPrevious: false, cancellationToken);
            var rows = request.Rows == OutlookRows.Months
                ? LookedAt(session).Select(month => OfMonth(month.ToString(), month, [month], PlanOf(RowTree.Total, month))).ToList()
                : await OfGroupsAsync();
            return new SalesOutlook(
                today, tenant.Currency, rows,
                request.Rows == OutlookRows.Months
                    ? Of(RowTree.Total.Key, null, null, null, null, Sum(OutlookNumber.Before, null, Over(session)), Sum(OutlookNumber.Actual, null, Over(session)))
                    : OfMonth(RowTree.Total.Key, session.Current, Over(session), PlanOf(RowTree.Total, session.Current)),
                overdue.GetValueOrDefault((RowTree.Total.Key, null)).Value, outlook is not null,
                await _runner.FreshnessAsync(tenant, session.CompleteUpTo, session.Feeds, cancellationToken));

            async Task<List<SalesOutlookRow>> OfGroupsAsync()
            {
                var isByManager = request.Rows == OutlookRows.Managers;
                var names = isByManager ? await NamesAsync(session, cancellationToken) : (await session.SourcesAsync(cancellationToken)).ToDictionary(source => source.Id, source => source.Name);
                var planned = isByManager ? names.Keys.Where(id => PlanOf(ManagerRow(id), session.Current) is not null) : [];
                return
                [
                    .. sums.Select(each => each.Group).Concat(planned).Distinct()
                        .Select(group => Group(group, group is null ? null : names.GetValueOrDefault(group) ?? $"№ {group}", isByManager && group is not null ? PlanOf(ManagerRow(group), session.Current) : null))
                        .OrderBy(row => row.Key == NobodysRow).ThenByDescending(row => row.Outlook ?? row.Won).ThenBy(row => row.Key, StringComparer.Ordinal),
                ];
            }

            SalesOutlookRow Group(string? group, string? title, decimal? plan)
            {
                var (won, expected) = (Sum(OutlookNumber.Won, (true, group), [session.Current]), Sum(OutlookNumber.Expected, (true, group), [session.Current]));
                return Of(KeyOf(request.Rows, group), title, plan, won, expected, Sum(OutlookNumber.Before, (true, group), Over(session)), Sum(OutlookNumber.Actual, (true, group), Over(session)));
            }

            // Before and actual are those of the months given: of a month itself, of a group or the total those that are over.
            SalesOutlookRow OfMonth(string key, YearMonth month, IReadOnlyList<YearMonth> compared, decimal? plan)
            {
                var isNow = month == session.Current;
                return Of(
                    key, null, plan, Sum(OutlookNumber.Won, null, [month]), isNow ? Sum(OutlookNumber.Expected, null, [month]) : null,
                    Sum(OutlookNumber.Before, null, compared), compared.Contains(session.Current) ? null : Sum(OutlookNumber.Actual, null, compared));
            }

            SalesOutlookRow Of(string key, string? title, decimal? plan, decimal? won, decimal? expected, decimal? before, decimal? actual) => new(
                key, title, plan, won, outlook is null ? null : expected, outlook is null ? null : won + expected, outlook is null ? null : before, actual,
                outlook is null || before is null || actual is null or 0 ? null : decimal.Round((before.Value - actual.Value) / Math.Abs(actual.Value), 4));

            decimal Sum(OutlookNumber number, (bool, string? Value)? group, IReadOnlyList<YearMonth> months) =>
                sums.Where(each => each.Number == number && months.Contains(each.Month) && (group is null || each.Group == group.Value.Value)).Sum(each => each.Money);

            decimal? PlanOf(RowNode row, YearMonth month) => plans.In(session.Rows, row, month) is { Count: > 0 } targets ? targets.Sum(target => Money.FromStored(target.Amount)) : null;
        }, cancellationToken);

    /// <summary>The deals behind a number of <see cref="SalesOutlookAsync"/>.</summary>
    /// <exception cref="ReportRefusedException">There is no such row, or the number has no list there.</exception>
    /// <inheritdoc cref="RunAsync"/>
    public Task<OutlookDeals> OutlookDealsAsync(Viewer viewer, OutlookDealsRequest request, CancellationToken cancellationToken) =>
        LookAsync<OutlookDeals>(viewer, request.Filters, async (tenant, _, session, outlook, starts) =>
        {
            if (session is null) throw new ReportRefusedException("row", "undefined");
            var (months, group) = Behind(request, session);
            if (outlook is null && request.Number is not (OutlookNumber.Won or OutlookNumber.Actual)) throw new ReportRefusedException("number", "undefined");
            var found = new List<(string DealId, YearMonth Month, bool Won, decimal Money)>();
            foreach (var month in months)
            {
                if (request.Number is OutlookNumber.Won or OutlookNumber.Outlook or OutlookNumber.Actual)
                    found.AddRange((await SignedInAsync(session, month, request.Rows, group, cancellationToken)).Select(deal => (deal.Id, month, true, deal.Value)));
                if (request.Number is OutlookNumber.Expected or OutlookNumber.Outlook)
                    found.AddRange((await InGroupAsync(session, ExpectedNow(session, outlook!), request.Rows, group, cancellationToken)).Select(deal => (deal.DealId, month, false, deal.Money)));
                if (request.Number == OutlookNumber.Before)
                    found.AddRange((await InGroupAsync(session, starts![month], request.Rows, group, cancellationToken)).Select(deal => (deal.DealId, month, false, deal.Money)));
            }
            var shown = found.OrderByDescending(deal => Math.Abs(deal.Money)).ThenBy(deal => deal.DealId, StringComparer.Ordinal).Take(MostDeals).ToList();
            var cards = await session.DealsAsync(shown.Select(deal => deal.DealId).Distinct(), cancellationToken);
            var deals = shown.Where(deal => cards.ContainsKey(deal.DealId)).Select(deal => (Deal: deal, Card: cards[deal.DealId])).Select(each => new OutlookDeal(
                each.Card.Id, each.Card.Title, _addresses.To(tenant, RecordKind.Deal, each.Card.Id), each.Card.ManagerName, each.Card.Stage,
                ReportRunner.ObjectName(each.Card.Complex, each.Card.Building), each.Deal.Month, each.Deal.Won, each.Deal.Money)).ToList();
            var sum = found.Sum(deal => deal.Money);
            return new OutlookDeals(request.Row, request.Number, tenant.Currency, sum, found.Count, sum - deals.Sum(deal => deal.Money), deals);
        }, cancellationToken);

    /// <summary>With what was expected on the first day of each month looked at.</summary>
    private Task<T> LookAsync<T>(
        Viewer viewer, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters,
        Func<Tenant, DateOnly, ReportSession?, Outlook?, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>?, Task<T>> answer, CancellationToken cancellationToken)
    {
        var made = default((string Key, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string, decimal)>> Starts));
        return AskAsync<T>(viewer, filters, ForecastMetric.Sales, async (tenant, today, session, outlook) =>
        {
            if (session is null || outlook is null) return await answer(tenant, today, session, outlook, null);
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

    private static RowNode ManagerRow(string manager) => new(PeopleTree.KeyOf(manager), null, 0, null, [], IsShownEmpty: true);

    private static string KeyOf(OutlookRows rows, string? group) => group is null ? NobodysRow : rows == OutlookRows.Sources ? SourcePrefix + group : PeopleTree.KeyOf(group);

    /// <summary>Everything that the rows add up, by group: managers where months are asked for.</summary>
    private async Task<IReadOnlyList<(OutlookNumber Number, string? Group, YearMonth Month, decimal Money)>> SumsAsync(
        ReportSession session, Outlook? outlook, IReadOnlyDictionary<YearMonth, IReadOnlyList<(string DealId, decimal Money)>>? starts, OutlookRows rows, CancellationToken cancellationToken)
    {
        var sums = new List<(OutlookNumber, string?, YearMonth, decimal)>();
        foreach (var ((group, month), money) in await session.MonthsByAsync((BasicMeasure)_catalogue.Model["sales_val"], DimensionOf(rows), cancellationToken))
            sums.AddRange([(OutlookNumber.Won, group, month, money), (OutlookNumber.Actual, group, month, money)]);
        if (outlook is null) return sums;
        var expected = ExpectedNow(session, outlook);
        var groups = await GroupsAsync(session, expected.Concat(starts!.Values.SelectMany(deals => deals)).Select(deal => deal.DealId), rows, cancellationToken);
        sums.AddRange(expected.Select(deal => (OutlookNumber.Expected, groups.GetValueOrDefault(deal.DealId), session.Current, deal.Money)));
        sums.AddRange(starts.SelectMany(start => start.Value.Select(deal => (OutlookNumber.Before, groups.GetValueOrDefault(deal.DealId), start.Key, deal.Money))));
        return sums;
    }

    private static string DimensionOf(OutlookRows rows) => rows == OutlookRows.Sources ? "source" : "manager";

    /// <summary>What open deals have in the rest of the current month, as the forecast lists it.</summary>
    private static IReadOnlyList<(string DealId, decimal Money)> ExpectedNow(ReportSession session, Outlook outlook) =>
        [.. MoneyOf(outlook, GroupOf(session, RowTree.Total), 1).Where(each => each.Deal.Part == ForecastPart.Open).Select(each => (each.Deal.DealId, each.Money))];

    /// <summary>Which row each deal is in: of its source, or of who gets it.</summary>
    private static async Task<IReadOnlyDictionary<string, string?>> GroupsAsync(ReportSession session, IEnumerable<string> deals, OutlookRows rows, CancellationToken cancellationToken) =>
        (await session.Reader.QueryAsync(
            $"SELECT id, {(rows == OutlookRows.Sources ? "source_id" : "successor_id")} FROM {session.Reader.Catalog}.main.deal WHERE id IN (SELECT UNNEST($ids))",
            [("ids", deals.Distinct().ToList())], row => (Id: row.GetString(0), Group: row.Text(1)), cancellationToken)).ToDictionary(deal => deal.Id, deal => deal.Group);

    private static async Task<IEnumerable<(string DealId, decimal Money)>> InGroupAsync(
        ReportSession session, IReadOnlyList<(string DealId, decimal Money)> deals, OutlookRows rows, (bool Is, string? Value) group, CancellationToken cancellationToken)
    {
        if (!group.Is) return deals;
        var groups = await GroupsAsync(session, deals.Select(deal => deal.DealId), rows, cancellationToken);
        return deals.Where(deal => groups.GetValueOrDefault(deal.DealId) == group.Value);
    }

    private async Task<IReadOnlyList<Subject>> SignedInAsync(
        ReportSession session, YearMonth month, OutlookRows rows, (bool Is, string? Value) group, CancellationToken cancellationToken)
    {
        var row = RowTree.Total with { Filters = group.Is ? [new DimensionFilter([new DimensionChoice(DimensionOf(rows), group.Value is null ? null : [group.Value])])] : [] };
        var (subjects, all) = await session.SubjectsAsync(new CellSource((BasicMeasure)_catalogue.Model["sales_val"], row, month.FirstDay, IsPrevious: false), cancellationToken);
        return subjects.Count == all.Count ? subjects : throw new ReportRefusedException("row", "too_large");
    }

    private static (IReadOnlyList<YearMonth> Months, (bool Is, string? Value) Group) Behind(OutlookDealsRequest request, ReportSession session)
    {
        var isPast = request.Number is OutlookNumber.Before or OutlookNumber.Actual;
        IReadOnlyList<YearMonth> usual = isPast ? Over(session) : [session.Current];
        if (request.Row == RowTree.Total.Key)
            return request.Rows == OutlookRows.Months && !isPast ? throw new ReportRefusedException("number", "undefined") : (usual, default);
        if (request.Rows == OutlookRows.Months)
        {
            if (!YearMonth.TryParse(request.Row, out var month) || !LookedAt(session).Contains(month)) throw new ReportRefusedException("row", "unknown");
            var isKnown = request.Number is OutlookNumber.Won or OutlookNumber.Before || (month == session.Current ? request.Number != OutlookNumber.Actual : request.Number == OutlookNumber.Actual);
            return isKnown ? ([month], default) : throw new ReportRefusedException("number", "undefined");
        }
        if (request.Row == NobodysRow) return (usual, (true, null));
        var prefix = request.Rows == OutlookRows.Sources ? SourcePrefix : PeopleTree.ManagerPrefix;
        return request.Row.StartsWith(prefix, StringComparison.Ordinal) ? (usual, (true, request.Row[prefix.Length..])) : throw new ReportRefusedException("row", "unknown");
    }
}
