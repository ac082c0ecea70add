using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// What a projection tells the forecast. A host keeps the history of stages, but neither that of amounts nor the day a schedule was agreed: the
/// amount of today stands for every former one, and a schedule counts as known since its contract or first payment, a draft since its deal was created.
/// </summary>
/// <param name="Won">Deals among these that were won.</param>
/// <param name="Lost">Deals that were lost, or whose contract ended.</param>
/// <param name="First">The day of the first deal; null: there is none.</param>
/// <param name="Sales">What the last year was like.</param>
internal sealed record LiveFacts(ForecastFacts Facts, int Won, int Lost, DateOnly? First, SalesPace Sales)
{
    /// <summary>
    /// Begins the object of a deal that a filter leaves out, as no key of a row does: such deals teach the forecast how deals go, and are objects
    /// of their own, so that nothing of them is in the numbers.
    /// </summary>
    private const string LeftOut = "~";

    /// <param name="sees">Whether the viewer sees a deal (id, owner); of one that he does not nothing is read.</param>
    /// <param name="counts">Whether a deal (who gets its money, his department) is asked for.</param>
    public static async Task<LiveFacts> ReadAsync(
        ProjectionReader reader, DateOnly today, TimeSpan utcOffset, Func<string, string?, bool> sees, Func<string?, string?, bool> counts, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var deals = (await reader.QueryAsync(
            $"""
            SELECT id, complex_id, building_id, created_on, CASE WHEN in_currency THEN amount END, outcome, closed_on,
                CASE WHEN contract_in_currency THEN contract_amount END, owner_id, successor_id, successor_department_id
            FROM {db}.deal WHERE created_on IS NOT NULL AND COALESCE(in_currency, TRUE) AND COALESCE(contract_in_currency, TRUE)
            """,
            [],
            row => !sees(row.GetString(0), row.Text(8)) ? null : new DealFact(
                row.GetString(0), (counts(row.Text(9), row.Text(10)) ? "" : LeftOut) + KeyOf(row.Text(1), row.Text(2)),
                row.GetFieldValue<DateOnly>(3), row.IsDBNull(4) ? null : Money.FromStored(row.GetInt64(4)), row.GetString(5), row.Day(6),
                row.IsDBNull(7) ? null : Money.FromStored(row.GetInt64(7))),
            cancellationToken)).OfType<DealFact>().ToList();
        var byId = deals.ToDictionary(deal => deal.Id);
        var visits = await reader.QueryAsync(
            $"""
            SELECT v.deal_id, v.stage_id, COALESCE(v.mapped_step, s.step, 0), v.entered_at
            FROM {db}.stage_visit v LEFT JOIN {db}.stage s ON s.id = v.stage_id ORDER BY v.deal_id, v.entered_at, v.id
            """,
            [], row => (Deal: row.GetString(0), Stage: row.GetString(1), Step: row.GetInt32(2), At: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
            cancellationToken);
        var stages = visits.Where(visit => byId.ContainsKey(visit.Deal)).GroupBy(visit => visit.Deal).SelectMany(own => StagesOf(
            byId[own.Key], [.. own.Select(visit => (visit.Stage, (FunnelStep)visit.Step, visit.At.ToOffset(utcOffset).DateTime))])).ToList();
        var told = stages.Select(change => change.DealId).ToHashSet();
        stages.AddRange(deals.Where(deal => !told.Contains(deal.Id)).SelectMany(deal => StagesOf(deal, [])));

        var schedule = await reader.QueryAsync(
            $"SELECT id, deal_id, due, amount FROM {db}.schedule_line WHERE counts AND in_currency AND NOT cancelled AND due IS NOT NULL AND amount > 0 AND deal_id IS NOT NULL",
            [], row => (Id: row.GetString(0), Deal: row.GetString(1), Due: row.GetFieldValue<DateOnly>(2), Amount: Money.FromStored(row.GetInt64(3))), cancellationToken);
        var receipts = await reader.QueryAsync(
            $"SELECT deal_id, line_id, paid_on, amount FROM {db}.payment WHERE counts AND is_receipt AND in_currency AND paid_on IS NOT NULL AND deal_id IS NOT NULL",
            [], row => new Receipt(row.GetString(0), row.Text(1), Moment(Seen(row.GetFieldValue<DateOnly>(2))), Money.FromStored(row.GetInt64(3))), cancellationToken);

        // What is booked for a later day of this month is a fact of the month already, so it is not expected again.
        DateOnly Seen(DateOnly paidOn) => paidOn > today && YearMonth.Of(paidOn) == YearMonth.Of(today) ? today : paidOn;

        // Money that came before the contract paid a line that was agreed by then.
        var firstPaid = receipts.GroupBy(receipt => receipt.DealId).ToDictionary(own => own.Key, own => own.Min(receipt => receipt.At));
        var facts = new ForecastFacts(
            [.. deals.Select(deal => deal.Object).Distinct().Order(StringComparer.Ordinal).Select(key => new ForecastObject(key))],
            [.. deals.Select(deal => new ForecastDeal(deal.Id, deal.Object, Moment(deal.CreatedOn)))],
            stages,
            [
                .. from line in schedule
                   where byId.ContainsKey(line.Deal)
                   let deal = byId[line.Deal]
                   let agreed = Moment(deal.WonOn ?? deal.CreatedOn)
                   select new ScheduleLine(
                       line.Id, line.Deal, line.Due, line.Amount, firstPaid.TryGetValue(line.Deal, out var paid) && paid < agreed ? paid : agreed, null),
            ],
            [.. receipts.Where(receipt => byId.ContainsKey(receipt.DealId))]);
        return new LiveFacts(
            facts, deals.Count(deal => deal.Outcome is "won" or "ended"), deals.Count(deal => deal.Outcome is "lost" or "ended"),
            deals.Count == 0 ? null : deals.Min(deal => deal.CreatedOn), PaceOf(deals, today.AddYears(-1)));
    }

    /// <summary>The leaf of the object tree that a deal stands in.</summary>
    public static string KeyOf(string? complex, string? building) =>
        building is not null ? $"building:{building}" : complex is not null ? $"complex:{complex}/none" : "none";

    private static IEnumerable<StageChange> StagesOf(DealFact deal, IReadOnlyList<(string Stage, FunnelStep Step, DateTime At)> visits)
    {
        var wonOn = deal.WonOn;
        if (visits.Count == 0 || visits[0].At > Moment(deal.CreatedOn).AddDays(1))
            yield return new StageChange(deal.Id, Moment(deal.CreatedOn), "created", deal.Amount);
        var isOver = false;
        foreach (var (stage, step, at) in visits)
        {
            // After the contract only its end is told, unless it was a mistake; before it each stage by its own name.
            var isWon = wonOn is { } day && at >= Moment(day);
            if (step == FunnelStep.Lost)
            {
                if (isWon && deal.Outcome != "ended") continue;
                isOver = true;
                yield return new StageChange(deal.Id, at, isWon ? ForecastStages.Cancelled : ForecastStages.Lost, deal.Amount);
            }
            else if (step < FunnelStep.Contract && !isWon)
            {
                yield return new StageChange(deal.Id, at, stage, deal.Amount);
            }
        }
        if (wonOn is { } won) yield return new StageChange(deal.Id, Moment(won), ForecastStages.Won, deal.ContractAmount ?? deal.Amount);
        if (deal.Outcome is "lost" or "ended" && !isOver && deal.ClosedOn is { } closed)
            yield return new StageChange(deal.Id, Moment(closed), deal.Outcome == "ended" ? ForecastStages.Cancelled : ForecastStages.Lost, deal.Amount);
    }

    private static SalesPace PaceOf(IReadOnlyList<DealFact> deals, DateOnly since)
    {
        var won = deals.Where(deal => deal.WonOn >= since).ToList();
        var (amounts, begun) = (won.Select(deal => deal.ContractAmount ?? deal.Amount).OfType<decimal>().ToList(), deals.Count(deal => deal.CreatedOn >= since));
        return new SalesPace(amounts.Count == 0 ? 0 : amounts.Average(), begun == 0 ? 0 : Math.Min(1, (decimal)won.Count / begun));
    }

    private static DateTime Moment(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private sealed record DealFact(
        string Id, string Object, DateOnly CreatedOn, decimal? Amount, string Outcome, DateOnly? ClosedOn, decimal? ContractAmount)
    {
        public DateOnly? WonOn => Outcome is "won" or "ended" ? ClosedOn : null;
    }
}

/// <param name="Ticket">Mean contract amount, in units of the tenant's currency; 0: nothing was won.</param>
/// <param name="Conversion">Deals won by deals begun; 0: nothing was won.</param>
internal sealed record SalesPace(decimal Ticket, decimal Conversion);
