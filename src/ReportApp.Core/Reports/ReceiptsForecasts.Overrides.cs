using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

// What heads say of deals in place of the method: a part of the forecast, unlike a scenario.
public sealed partial class ReceiptsForecasts
{
    private const int LongestReason = 500;

    /// <summary>Says what counts of an open deal from now on.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<OverrideSaved> OverruleAsync(Viewer viewer, string dealId, OverrideCommand command, CancellationToken cancellationToken)
    {
        var reason = command.Reason.Trim();
        if (reason.Length is 0 or > LongestReason) return new OverrideSaved.Refused("reason", "out_of_range");
        YearMonth? month = null;
        if (command.Mode != OverrideMode.Include)
        {
            if (command.Month is not null) return new OverrideSaved.Refused("month", "not_expected");
        }
        else if (!YearMonth.TryParse(command.Month, out var named)) return new OverrideSaved.Refused("month", "not_a_month");
        else month = named;

        return await WithAsync<OverrideSaved>(viewer, null, async (_, _, session) =>
        {
            if (session is null || await FindAsync(session, dealId, cancellationToken) is not { } deal) return new OverrideSaved.NotFound();
            if (!await MayOverruleAsync(viewer, session, cancellationToken)) return new OverrideSaved.NotAllowed();
            if (deal.State is { } state) return new OverrideSaved.Refused("dealId", state);
            if (month is { } wonIn && Ahead(session.Current, wonIn) is < 1 or > MonthsAhead) return new OverrideSaved.Refused("month", "out_of_range");
            return await _overrides.AddAsync(viewer, dealId, command.Seen, command.Mode, month, reason, cancellationToken)
                ? new OverrideSaved.Saved(await HistoryAsync(viewer, session, dealId, deal.State, cancellationToken))
                : new OverrideSaved.Outdated();
        }, cancellationToken);
    }

    /// <summary>All that was ever said of a deal; null: there is no such deal, or the viewer does not see it.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<DealOverrides?> OverridesOfAsync(Viewer viewer, string dealId, CancellationToken cancellationToken) =>
        WithAsync(viewer, null, async (_, _, session) => session is not null && await FindAsync(session, dealId, cancellationToken) is { } deal
            ? await HistoryAsync(viewer, session, dealId, deal.State, cancellationToken)
            : null, cancellationToken);

    /// <summary>The forecast with what people say of its deals: learnt is nothing anew.</summary>
    private Task<Outlook?> OverruleAsync(Viewer viewer, Tenant tenant, Outlook method, long version, CancellationToken cancellationToken) =>
        _overruled.GetAsync(method.KeyOf(version), viewer, async () =>
        {
            var said = await _overrides.ListAsync(tenant.Id, version, cancellationToken);
            return await Task.Run(() => new Outlook(method, version, said, tenant.UtcOffset), cancellationToken);
        }, cancellationToken);

    /// <summary>Null: there is no such deal, or the viewer does not see it.</summary>
    private static async Task<OverrulableDeal?> FindAsync(ReportSession session, string dealId, CancellationToken cancellationToken)
    {
        var db = session.Reader.Catalog + ".main";
        // Who has paid has bought, whatever the stage says.
        var found = await session.Reader.QueryAsync(
            $"""
            SELECT owner_id, CASE
                WHEN outcome <> 'open' THEN 'deal_' || outcome
                WHEN id IN (SELECT deal_id FROM {db}.payment WHERE counts AND is_receipt AND amount > 0) THEN 'deal_won'
                WHEN created_on IS NULL OR NOT COALESCE(in_currency, TRUE) OR NOT COALESCE(contract_in_currency, TRUE) THEN 'not_forecast' END
            FROM {db}.deal WHERE id = $id
            """,
            [("id", dealId)], row => (Owner: row.Text(0), State: row.Text(1)), cancellationToken);
        return found.Count == 1 && session.SeesDeal(dealId, found[0].Owner) ? new OverrulableDeal(found[0].State) : null;
    }

    private static async Task<bool> MayOverruleAsync(Viewer viewer, ReportSession session, CancellationToken cancellationToken) =>
        viewer.IsAdministrator || (await session.DepartmentsAsync(cancellationToken)).Any(department => department.HeadId == viewer.UserId);

    private async Task<DealOverrides> HistoryAsync(Viewer viewer, ReportSession session, string dealId, string? state, CancellationToken cancellationToken)
    {
        var (names, said) = (await NamesAsync(session, cancellationToken), await _overrides.ListAsync(viewer.Tenant, dealId, cancellationToken));
        return new DealOverrides(dealId, await MayOverruleAsync(viewer, session, cancellationToken), [.. said.Reverse().Select(each => ToView(
            each, names, each.Mode != OverrideMode.Model && (state is not null || each.Month < session.Current)))]);
    }

    /// <summary>By deal, what was last said of it.</summary>
    private static async Task<IReadOnlyDictionary<string, OverrideView>> SaidAsync(
        ReportSession session, Outlook outlook, IEnumerable<string> deals, CancellationToken cancellationToken)
    {
        var said = deals.Select(outlook.Said.GetValueOrDefault).OfType<ForecastOverride>().Where(each => each.Mode != OverrideMode.Model).ToList();
        if (said.Count == 0) return new Dictionary<string, OverrideView>();
        var names = await NamesAsync(session, cancellationToken);
        return said.ToDictionary(each => each.DealId, each => ToView(each, names, !outlook.Standing.ContainsKey(each.DealId)));
    }

    /// <summary>The deals of a row that bring nothing because somebody says so.</summary>
    private async Task<IReadOnlyList<ForecastDealRow>> ExcludedAsync(
        Tenant tenant, ReportSession session, Outlook outlook, ForecastGroup group, CancellationToken cancellationToken)
    {
        var excluded = outlook.Standing.Where(each => group.Objects.Contains(each.Value) && outlook.Said[each.Key].Mode == OverrideMode.Exclude).Select(each => each.Key).Take(MostDeals).ToList();
        if (excluded.Count == 0) return [];
        var (said, cards) = (await SaidAsync(session, outlook, excluded, cancellationToken), await session.DealsAsync(excluded, cancellationToken));
        return
        [
            .. excluded.Where(cards.ContainsKey).Select(id => cards[id]).Select(card => new ForecastDealRow(
                card.Id, card.Title, _addresses.To(tenant, RecordKind.Deal, card.Id), card.ManagerName, card.Stage, ReportRunner.ObjectName(card.Complex, card.Building),
                "open", 0, 0, 0, card.Plan, said[card.Id])),
        ];
    }

    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(ReportSession session, CancellationToken cancellationToken) =>
        (await session.PeopleAsync(cancellationToken)).ToDictionary(person => person.Id, person => person.Name);

    private static OverrideView ToView(ForecastOverride said, IReadOnlyDictionary<string, string> names, bool isSpent) => new(
        said.Id, said.Mode, said.Month, said.Reason, names.GetValueOrDefault(said.AuthorId) ?? $"#{said.AuthorId}", said.At, isSpent);

    /// <param name="State">Why nothing can be said of it; null: it can.</param>
    private sealed record OverrulableDeal(string? State);
}
