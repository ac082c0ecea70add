using ReportApp.Core.Assignment;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

public sealed partial class PlanProposals
{
    /// <inheritdoc cref="ProposeAsync"/>
    public async Task<PlanRebalanceAnswer> RebalanceAsync(Viewer viewer, PlanRebalanceRequest request, CancellationToken cancellationToken)
    {
        var outlook = await _forecasts.OfMonthAsync(viewer, request.Month, cancellationToken);
        var board = new BoardRequest(request.Month, request.Managers, request.Departments);
        return await _boards.WithAsync(viewer, board, async (tenant, month, _, session, _) =>
        {
            if (session?.Tree.Find(request.Row) is not { } node) throw new ReportRefusedException("row", "unknown");
            var targets = session.PlansOf(node);
            if (targets.Count == 0) throw new ReportRefusedException("target", "required");
            var planned = await PlannedAsync(tenant.Id, outlook, cancellationToken);
            var expected = outlook.Deals.ToDictionary(deal => deal.Deal.DealId, deal => deal.Deal);
            var free = outlook.Deals.Where(deal => deal.SuccessorId is not null && !planned.Contains(deal.Deal.DealId)).ToLookup(deal => deal.SuccessorId!, deal => deal.Deal);

            var (sellers, changes) = (new List<RebalancedSeller>(), new List<RebalancedDeal>());
            foreach (var (manager, units) in targets.OrderByDescending(target => target.Value).ThenBy(target => target.Key, StringComparer.Ordinal))
            {
                var own = session.LinesOf(node).Where(line => line.ManagerId == manager).ToList();
                var entries = own.Where(line => line.Entry is not null && line.DealId is not null).ToDictionary(line => line.DealId!, line => line.Entry!);
                var added = free[manager].Where(deal => Rounded(deal.Money) >= LeastShare * units).Select(deal => new PlanLine(PartyOf(deal.DealId, deal)));
                List<PlanLine> lines = [.. Planned(own, line => MayMove(line) ? PartyOf(line.DealId!, expected.GetValueOrDefault(line.DealId!)) : null), .. added];
                var proposal = PlanRebalance.For(Minor(units), lines);

                foreach (var (line, found) in lines.Zip(proposal.Lines).Where(pair => pair.First.Standing.State == LineState.Open && pair.Second.ToCome != pair.First.Standing.ToCome))
                {
                    var was = line.Standing.Was is null ? null : (decimal?)entries[found.Key].Amount;
                    var change = Units(found.ToCome - line.Standing.ToCome);
                    // As in a proposal, a new entry begins with what the deal has paid in the month.
                    var becomes = was + change ?? change + Math.Max(0, session.Paid.GetValueOrDefault(found.Key));
                    changes.Add(new RebalancedDeal(found.Key, manager, was, becomes, becomes - (was ?? 0), ReasonOf(found)));
                }
                var needed = NewDealsNeeded.Of(proposal.Unallocated, outlook.Ticket * MinorUnits, outlook.Conversion);
                sellers.Add(new RebalancedSeller(
                    manager, session.NameOf(manager), units, own.Sum(line => line.Fact), ToCome(LineState.Locked, line => line.Stands), ToCome(LineState.Open, line => line.Stands),
                    ToCome(LineState.Open, line => line.WillStand), Units(proposal.Deficit), new NeededDeals(Units(needed.Amount), Short(needed.Deals), Short(needed.Leads))));

                decimal ToCome(LineState state, Func<(long Stands, long WillStand), long> of) => Units(lines.Zip(proposal.Lines)
                    .Where(pair => pair.First.Standing.State == state).Sum(pair => of((pair.First.Standing.ToCome, pair.Second.ToCome))));
            }
            return new PlanRebalanceAnswer(
                node.Key, month, tenant.Currency, sellers, changes.Count,
                [.. changes.OrderByDescending(deal => Math.Abs(deal.Change)).ThenBy(deal => deal.DealId, StringComparer.Ordinal).Take(MostDeals)]);
        }, cancellationToken);
    }

    /// <summary>Agreed, in the CRM, undisputed, and not paid in full: only such an entry is shared out anew.</summary>
    private static bool MayMove(BoardDeal line) =>
        line is { Entry: { Status: PlanEntryStatus.Committed, Fate: PlanEntryFate.Open or PlanEntryFate.Partly, State: WriteState.Confirmed }, Stuck: null }
        && !line.Risks.Contains("crm_differs");

    /// <summary>A contract gives way only to what it is expected to bring; an open deal to nothing. Neither takes more than it can bring.</summary>
    /// <param name="deal">Null: nothing is expected of it.</param>
    private static Party PartyOf(string id, DealForecast? deal)
    {
        if (deal is null) return new Party(id, 0, Ceiling: 0);
        var money = Rounded(deal.Money);
        return IsSigned(deal) ? new Party(id, money, Minor(money), Minor(money)) : new Party(id, money, Ceiling: money > 0 ? Minor(Rounded(deal.Most)) : 0);
    }

    private static RebalanceReason ReasonOf(ProposedLine line) => line switch
    {
        { Was: null } => RebalanceReason.Added,
        { Why: ProposalReason.Floor } => RebalanceReason.Contract,
        { Why: ProposalReason.Ceiling, ToCome: > 0 } => RebalanceReason.Ceiling,
        { } when line.WillBe < line.Was => RebalanceReason.Ahead,
        _ => RebalanceReason.Behind,
    };
}
