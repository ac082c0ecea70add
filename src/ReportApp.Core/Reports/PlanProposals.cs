using ReportApp.Core.Assignment;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Reports;

/// <summary>
/// Turns the targets of a month into entries for deals (forecast.md §11): the board tells what came and what is planned, the forecast what each deal
/// may bring, <see cref="PlanProposal"/> shares out the rest. A proposal is only read; whoever agrees saves it as plan entries like any others.
/// </summary>
public sealed partial class PlanProposals
{
    private const int MostDeals = 200;
    private const decimal MostMoney = 1_000_000_000_000m;

    private const decimal MinorUnits = 100;
    private const int MonthsOfProductivity = 6;

    /// <summary>A deal that would bring less than this share of the target is not worth an entry.</summary>
    private const decimal LeastShare = 0.001m;

    /// <summary>Key of the line of everything that came without an entry.</summary>
    private const string NoEntry = "";

    private readonly PlanBoards _boards;
    private readonly ReceiptsForecasts _forecasts;
    private readonly PlanEntries _entries;

    internal PlanProposals(PlanBoards boards, ReceiptsForecasts forecasts, PlanEntries entries) => (_boards, _forecasts, _entries) = (boards, forecasts, entries);

    /// <exception cref="ReportRefusedException">There is no such row, the month is over or beyond the forecast, nothing can be expected, or no manager has a target.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="Store.Projection.ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<PlanProposalAnswer> ProposeAsync(Viewer viewer, PlanProposalRequest request, CancellationToken cancellationToken)
    {
        if (request.Target is < 0 or > MostMoney) throw new ReportRefusedException("target", "out_of_range");
        var outlook = await _forecasts.OfMonthAsync(viewer, request.Month, cancellationToken);
        var board = new BoardRequest(request.Month, request.Managers, request.Departments);
        return await _boards.WithAsync(viewer, board, async (tenant, month, _, session, _) =>
        {
            if (session?.Tree.Find(request.Row) is not { } node) throw new ReportRefusedException("row", "unknown");
            var lines = session.LinesOf(node);
            var planned = await PlannedAsync(tenant.Id, outlook, cancellationToken);
            var free = outlook.Deals.Where(deal => deal.SuccessorId is not null && !planned.Contains(deal.Deal.DealId)).ToLookup(deal => deal.SuccessorId!, deal => deal.Deal);
            var targets = request.Target is { } typed
                ? await ShareAsync(Minor(typed), session, node, free, cancellationToken)
                : session.PlansOf(node).ToDictionary(plan => plan.Key, plan => Minor(plan.Value));
            if (targets.Count == 0) throw new ReportRefusedException(request.Target is null ? "target" : "row", request.Target is null ? "required" : "undefined");

            var (sellers, deals) = (new List<ProposedSeller>(), new List<ProposedDeal>());
            foreach (var (manager, target) in targets.OrderByDescending(target => target.Value).ThenBy(target => target.Key, StringComparer.Ordinal))
            {
                var own = lines.Where(line => line.ManagerId == manager).ToList();
                var expected = free[manager].ToDictionary(deal => deal.DealId);
                var proposal = WorthEntries(target, [.. Planned(own)], expected.Values);
                var added = proposal.Lines.Where(line => line.ToCome > 0 && expected.ContainsKey(line.Key)).Select(line => (Deal: expected[line.Key], Amount: Units(line.ToCome))).ToList();
                // The board counts whatever a deal pays in the month as part of its entry, so an entry begins with that.
                deals.AddRange(added.Select(line => (line.Deal, line.Amount, Paid: Math.Max(0, session.Paid.GetValueOrDefault(line.Deal.DealId)))).Select(line => new ProposedDeal(
                    line.Deal.DealId, manager, line.Amount + line.Paid, line.Paid, Rounded(line.Deal.Money),
                    decimal.Round((decimal)line.Deal.Chance, 4), IsSigned(line.Deal) ? ProposedPart.Signed : ProposedPart.Open)));
                var needed = NewDealsNeeded.Of(proposal.Unallocated, outlook.Ticket * MinorUnits, outlook.Conversion);
                var proposed = added.Sum(deal => deal.Amount);
                sellers.Add(new ProposedSeller(
                    manager, session.NameOf(manager), Units(target), Units(own.Sum(line => Minor(line.Fact))), Units(proposal.Lines.Sum(line => line.ToCome)) - proposed, proposed,
                    Units(proposal.Deficit), new NeededDeals(Units(needed.Amount), Short(needed.Deals), Short(needed.Leads))));
            }
            return new PlanProposalAnswer(
                node.Key, month, tenant.Currency, sellers, deals.Count,
                [.. deals.OrderByDescending(deal => deal.Amount).ThenBy(deal => deal.DealId, StringComparer.Ordinal).Take(MostDeals)]);
        }, cancellationToken);
    }

    /// <summary>
    /// Of a little that is missing each of many deals would get a few roubles. The one with the least is left out, and what is missing shared among
    /// the others, until each is worth an entry. Where none is, it stays missing.
    /// </summary>
    private static PlanProposal WorthEntries(long target, IReadOnlyList<PlanLine> planned, IEnumerable<DealForecast> deals)
    {
        var least = LeastShare * target;
        var worth = deals.Where(deal => Rounded(deal.Money) * MinorUnits >= least).ToDictionary(deal => deal.DealId);
        while (true)
        {
            var proposal = PlanProposal.For(
                target, [.. planned, .. PlanLines.OfDeals(worth.Values.Where(IsSigned).Select(ToSigned), worth.Values.Where(deal => !IsSigned(deal)).Select(ToOpen))]);
            var little = proposal.Lines.Where(line => line.ToCome > 0 && line.ToCome < least && worth.ContainsKey(line.Key));
            if (little.OrderBy(line => line.ToCome).ThenBy(line => line.Key, StringComparer.Ordinal).FirstOrDefault() is not { } first) return proposal;
            worth.Remove(first.Key);
        }
    }

    /// <summary>A deal has one plan: what is planned of it, in any month to come and for whomever, is no other plan's.</summary>
    private async Task<IReadOnlySet<string>> PlannedAsync(TenantId tenant, DealsOfMonth outlook, CancellationToken cancellationToken) =>
        (await _entries.ListStandingAsync(tenant, cancellationToken)).Where(entry => Holds(entry.Values, outlook.Current)).Select(entry => entry.DealId)
        .Concat(outlook.Deals.Where(deal => Holds(deal.Plan, outlook.Current)).Select(deal => deal.Deal.DealId)).ToHashSet();

    private static decimal? Short(decimal? number) => number is { } found ? decimal.Round(found, 4) : null;

    private static bool Holds(PlanValues? plan, YearMonth current) => plan is { Metric: PlanMetric.Receipts, Status: not PlanEntryStatus.Cancelled } && plan.Month >= current;

    /// <summary>
    /// A target of many: by what their deals are expected to bring, and by what they brought in the last half year. What is signed or planned is the
    /// least of each, unless the target is less than all of that.
    /// </summary>
    private static async Task<Dictionary<string, long>> ShareAsync(
        long target, PlanBoardSession session, RowNode node, ILookup<string, DealForecast> free, CancellationToken cancellationToken)
    {
        var received = await session.ReceivedAsync(MonthsOfProductivity, cancellationToken);
        var sellers = session.SellersOf(node);
        var lines = session.LinesOf(node).ToLookup(line => line.ManagerId is { } manager && sellers.Contains(manager) ? manager : NoEntry);
        if (sellers.Count == 0) return [];
        var proposal = Share(withFloors: true);
        if (proposal.Deficit > 0) proposal = Share(withFloors: false);
        return proposal.Lines.Where(line => line.Key != NoEntry).ToDictionary(line => line.Key, line => line.WillBe);

        // The same days are left to all of them, so one is as good as any. What came to others counts for all.
        PlanProposal Share(bool withFloors) => PlanProposal.For(
            target,
            [
                .. PlanLines.OfSellers([.. sellers.Select(seller => new SellerOutlook(
                    seller, free[seller].Sum(deal => Rounded(deal.Money)), 1, Math.Max(0, received.GetValueOrDefault(seller)),
                    Signed: withFloors ? free[seller].Where(IsSigned).Sum(deal => Minor(Rounded(deal.Money))) + Planned(lines[seller]).Sum(line => line.Standing.ToCome) : 0,
                    Standing: new Standing(FactOf(seller))))]),
                new PlanLine(Party.Fixed(NoEntry, 0), new Standing(FactOf(NoEntry), State: LineState.Closed)),
            ]);

        long FactOf(string seller) => lines[seller].Sum(line => Minor(line.Fact));
    }

    /// <summary>What came, and what people have planned. Neither is planned anew, but for entries that are given a weight.</summary>
    private static IEnumerable<PlanLine> Planned(IEnumerable<BoardDeal> lines, Func<BoardDeal, Party?>? partyOf = null)
    {
        long withoutEntry = 0;
        foreach (var line in lines)
        {
            // What was given back belongs to nobody's plan: no entry stands below zero.
            var (fact, refund) = (Math.Max(0, Minor(line.Fact)), Math.Min(0, Minor(line.Fact)));
            withoutEntry += refund;
            if (line.Entry is { Fate: not PlanEntryFate.Failed } entry && !line.Risks.Contains("other_currency"))
            {
                var party = partyOf?.Invoke(line);
                yield return new PlanLine(party ?? Party.Fixed(line.DealId!, 0), new Standing(fact, fact + Minor(entry.Awaited), party is null ? LineState.Locked : LineState.Open));
            }
            else
            {
                withoutEntry += fact;
            }
        }
        yield return new PlanLine(Party.Fixed(NoEntry, 0), new Standing(withoutEntry, State: LineState.Closed));
    }

    private static bool IsSigned(DealForecast deal) => deal.Part == ForecastPart.Signed;

    private static SignedDealOutlook ToSigned(DealForecast deal) => new(deal.DealId, Minor(Rounded(deal.Money)));

    private static OpenDealOutlook ToOpen(DealForecast deal) => new(deal.DealId, Rounded(deal.Money), Minor(Rounded(deal.Most)));

    private static decimal Rounded(double money) => decimal.Round((decimal)Math.Max(0, money), 2, MidpointRounding.AwayFromZero);

    private static long Minor(decimal amount) => (long)decimal.Round(amount * MinorUnits, MidpointRounding.AwayFromZero);

    private static decimal Units(long minor) => minor / MinorUnits;
}
