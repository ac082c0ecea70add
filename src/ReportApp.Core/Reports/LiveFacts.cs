using System.Data.Common;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>
/// What a projection tells the forecast. A host keeps the history of stages, but neither that of amounts nor that of schedules: we keep it since the
/// app is installed. Of the time before, the first amount that we saw stands for every former one, and a schedule that we met counts as known since
/// its contract or first payment, a draft since its deal was created.
/// </summary>
/// <param name="Sold">Each contract, and each that ended.</param>
/// <param name="Won">Deals among these that were won.</param>
/// <param name="Lost">Deals that were lost, or whose contract ended.</param>
/// <param name="First">The day of the first deal; null: there is none.</param>
/// <param name="Sales">What the last year was like.</param>
internal sealed record LiveFacts(ForecastFacts Facts, IReadOnlyList<Sold> Sold, int Won, int Lost, DateOnly? First, SalesPace Sales)
{
    /// <summary>
    /// Begins the object of a deal that a filter leaves out, as no key of a row does: such deals teach the forecast how deals go, and are objects
    /// of their own, so that nothing of them is in the numbers.
    /// </summary>
    private const string LeftOut = "~";

    /// <summary>Who trusts in expected closes is compared over a year from up to half a year ahead; before they reach that far back it would be unfair.</summary>
    private const int MonthsCompared = 18;

    /// <summary>The share of contracts that must name their unit.</summary>
    private const double NamesUnit = 0.9;

    /// <summary>The facts that a metric is forecast from.</summary>
    public ForecastFacts Of(ForecastMetric metric) => metric == ForecastMetric.Receipts ? Facts : SalesFacts.Of(Facts, metric, Sold);

    /// <param name="sees">Whether the viewer sees a deal (id, owner); of one that he does not nothing is read.</param>
    /// <param name="counts">Whether a deal (who gets its money, his department) is asked for.</param>
    public static async Task<LiveFacts> ReadAsync(
        ProjectionReader reader, DateOnly today, TimeSpan utcOffset, Func<string, string?, bool> sees, Func<string?, string?, bool> counts, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        DateTime? keptSince = reader.State.KeptSince is { } since ? At(since.ToUnixTimeMilliseconds()) : null;
        var formerDeals = (await reader.QueryAsync(
            $"""
            SELECT deal_id, until, CASE WHEN in_currency THEN amount END, CASE WHEN contract_value_in_currency THEN contract_value END, expected_close
            FROM {db}.former_deal ORDER BY deal_id, position
            """,
            [], row => (Deal: row.GetString(0), Until: At(row.GetInt64(1)), Worth: Worth.Of(Units(row, 2), Units(row, 3)), Close: row.Day(4)), cancellationToken))
            .ToLookup(former => former.Deal);
        var read = await reader.QueryAsync(
            $"""
            SELECT id, complex_id, building_id, created_on, CASE WHEN in_currency THEN amount END, outcome, closed_on,
                CASE WHEN contract_in_currency THEN contract_amount END, owner_id, successor_id, successor_department_id, expected_close,
                CASE outcome WHEN 'ended' THEN COALESCE(moved_on, closed_on) WHEN 'lost' THEN closed_on END
            FROM {db}.deal WHERE created_on IS NOT NULL AND COALESCE(in_currency, TRUE) AND COALESCE(contract_in_currency, TRUE)
            """,
            [],
            row => !sees(row.GetString(0), row.Text(8)) ? null : new DealFact(
                row.GetString(0), (counts(row.Text(9), row.Text(10)) ? "" : LeftOut) + KeyOf(row.Text(1), row.Text(2)),
                row.GetFieldValue<DateOnly>(3), row.GetString(5), row.Day(6), row.Day(12),
                Versions(formerDeals[row.GetString(0)].Select(former => (former.Until, former.Worth)), Worth.Of(Units(row, 4), Units(row, 7))),
                Versions(formerDeals[row.GetString(0)].Select(former => (former.Until, former.Close)), row.Day(11))),
            cancellationToken);
        var deals = read.OfType<DealFact>().ToList();
        var byId = deals.ToDictionary(deal => deal.Id);
        var visits = await reader.QueryAsync(
            $"""
            SELECT v.deal_id, v.stage_id, COALESCE(v.mapped_step, s.step, 0), v.entered_at
            FROM {db}.stage_visit v LEFT JOIN {db}.stage s ON s.id = v.stage_id ORDER BY v.deal_id, v.entered_at, v.id
            """,
            [], row => (Deal: row.GetString(0), Stage: row.GetString(1), Step: row.GetInt32(2), At: At(row.GetInt64(3))),
            cancellationToken);
        var stages = visits.Where(visit => byId.ContainsKey(visit.Deal)).GroupBy(visit => visit.Deal).SelectMany(own => StagesOf(
            byId[own.Key], [.. own.Select(visit => (visit.Stage, (FunnelStep)visit.Step, visit.At))])).ToList();
        var told = stages.Select(change => change.DealId).ToHashSet();
        stages.AddRange(deals.Where(deal => !told.Contains(deal.Id)).SelectMany(deal => StagesOf(deal, [])));

        const string isLine = "counts AND in_currency AND NOT cancelled AND due IS NOT NULL AND amount > 0 AND deal_id IS NOT NULL";
        var schedule = (await reader.QueryAsync(
            $"SELECT id, deal_id, due, amount FROM {db}.schedule_line WHERE {isLine}", [], row => (Id: row.GetString(0), Promise: Promised(row, 1)), cancellationToken))
            .ToDictionary(line => line.Id, line => line.Promise);
        var formerLines = (await reader.QueryAsync(
            $"SELECT line_id, until, CASE WHEN {isLine} THEN deal_id END, due, amount FROM {db}.former_line ORDER BY line_id, position",
            [], row => (Id: row.GetString(0), Until: At(row.GetInt64(1)), Promise: row.IsDBNull(2) ? null : Promised(row, 2)), cancellationToken))
            .ToLookup(former => former.Id);
        var receipts = await reader.QueryAsync(
            $"SELECT deal_id, line_id, paid_on, amount FROM {db}.payment WHERE counts AND is_receipt AND in_currency AND paid_on IS NOT NULL AND deal_id IS NOT NULL",
            [], row => new Receipt(row.GetString(0), row.Text(1), Moment(Seen(row.GetFieldValue<DateOnly>(2))), Money.FromStored(row.GetInt64(3))), cancellationToken);

        var sold = await reader.QueryAsync(
            $"SELECT deal_id, day, units, amount, area FROM {db}.sale", [],
            row => new Sold(row.GetString(0), Moment(Seen(row.GetFieldValue<DateOnly>(1))), Money.FromStored(row.GetInt64(2)), Units(row, 3), Units(row, 4)), cancellationToken);

        // What is booked for a later day of this month is a fact of the month already, so it is not expected again.
        DateOnly Seen(DateOnly paidOn) => paidOn > today && YearMonth.Of(paidOn) == YearMonth.Of(today) ? today : paidOn;

        // What is left belongs to all who sell; of a part of the deals nobody knows how much of it is theirs.
        var units = deals.Count == read.Count && !deals.Any(deal => deal.Object.StartsWith(LeftOut, StringComparison.Ordinal)) ? await UnitsAsync(reader, deals, cancellationToken) : new Dictionary<string, int>();

        // Money that came before the contract paid a line that was agreed by then.
        var firstPaid = receipts.GroupBy(receipt => receipt.DealId).ToDictionary(own => own.Key, own => own.Min(receipt => receipt.At));
        var facts = new ForecastFacts(
            [.. deals.Select(deal => deal.Object).Distinct().Order(StringComparer.Ordinal).Select(key => new ForecastObject(key, units.TryGetValue(key, out var count) ? count : null))],
            [.. deals.Select(deal => new ForecastDeal(deal.Id, deal.Object, Moment(deal.CreatedOn)))],
            stages,
            [
                .. schedule.Keys.Union(formerLines.Select(line => line.Key)).Order(StringComparer.Ordinal).SelectMany(id => LinesOf(
                    id, Versions(formerLines[id].Select(former => (former.Until, former.Promise)), schedule.GetValueOrDefault(id)))),
            ],
            [.. receipts.Where(receipt => byId.ContainsKey(receipt.DealId))])
        {
            AmountChanges = [.. deals.SelectMany(AmountsOf)],
            ExpectedCloses = keptSince < Moment(today.AddMonths(-MonthsCompared)) ? [.. deals.SelectMany(deal => ClosesOf(deal, keptSince.Value))] : [],
        };
        return new LiveFacts(
            facts, [.. sold.Where(contract => byId.ContainsKey(contract.DealId))], deals.Count(deal => deal.Outcome is "won" or "ended"), deals.Count(deal => deal.Outcome is "lost" or "ended"),
            deals.Count == 0 ? null : deals.Min(deal => deal.CreatedOn), PaceOf(deals, today.AddYears(-1)));

        DateTime At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(utcOffset).DateTime;

        IEnumerable<ScheduleLine> LinesOf(string id, IReadOnlyList<(DateTime From, Promise? Value)> versions)
        {
            for (var index = 0; index < versions.Count; index++)
            {
                if (versions[index] is not (var from, { } line) || !byId.TryGetValue(line.Deal, out var deal)) continue;
                DateTime? until = index + 1 < versions.Count ? versions[index + 1].From : null;
                var known = from == DateTime.MinValue ? AgreedOn(deal) : from;
                if (!(until <= known)) yield return new ScheduleLine(id, line.Deal, line.Due, line.Amount, known, until);
            }
        }

        // A line that we met before its contract was no secret until then: it was a draft, and has been one since the deal was created.
        DateTime AgreedOn(DealFact deal)
        {
            var agreed = deal.WonOn is { } won && !(Moment(won) > keptSince) ? Moment(won) : Moment(deal.CreatedOn);
            return firstPaid.TryGetValue(deal.Id, out var paid) && paid < agreed ? paid : agreed;
        }
    }

    /// <summary>
    /// How many units a building had and has to sell: those of its list, and one for each contract that names none of them. Only where the list of units is
    /// one of what there is to sell: nine of ten contracts name a unit of it, and it holds some that no deal has ever named. Contracts that ended are
    /// contracts here: what ends later changes nothing of what there was.
    /// </summary>
    private static async Task<IReadOnlyDictionary<string, int>> UnitsAsync(ProjectionReader reader, IReadOnlyList<DealFact> deals, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var lists = await reader.QueryAsync(
            $"""
            WITH named AS (SELECT unit_ref AS id, COUNT(*) FILTER (outcome IN ('won', 'ended')) AS contracts FROM {db}.deal WHERE unit_ref IS NOT NULL GROUP BY unit_ref)
            SELECT b.id, COUNT(*), COUNT(*) FILTER (n.id IS NULL), COALESCE(SUM(n.contracts), 0)::BIGINT
            FROM {db}.unit u JOIN {db}.building b ON b.id = u.building_ref LEFT JOIN named n ON n.id = u.id GROUP BY b.id
            """,
            [], row => (Key: KeyOf(null, row.GetString(0)), Listed: row.GetInt64(1), NeverNamed: row.GetInt64(2), Named: row.GetInt64(3)), cancellationToken);
        var contracts = deals.Where(deal => deal.WonOn is not null).CountBy(deal => deal.Object).ToDictionary();
        return lists.Select(list => (list.Key, list.Listed, list.NeverNamed, list.Named, Contracts: contracts.GetValueOrDefault(list.Key)))
            .Where(list => list.NeverNamed > 0 && list.Contracts > 0 && list.Named >= NamesUnit * list.Contracts)
            .ToDictionary(list => list.Key, list => checked((int)(list.Listed + Math.Max(0, list.Contracts - list.Named))));
    }

    /// <summary>What held of something, and since when; the first of it since ever. What lasted no time is none.</summary>
    /// <param name="former">In order.</param>
    /// <param name="now">What holds since.</param>
    internal static IReadOnlyList<(DateTime From, T Value)> Versions<T>(IEnumerable<(DateTime Until, T Value)> former, T now)
    {
        var (found, from) = (new List<(DateTime From, T Value)>(), DateTime.MinValue);
        foreach (var (until, value) in former)
        {
            Add(value);
            if (until > from) from = until;
        }
        Add(now);
        return found;

        void Add(T value)
        {
            if (found.Count > 0 && found[^1].From == from) found.RemoveAt(found.Count - 1);
            if (found.Count == 0 || !EqualityComparer<T>.Default.Equals(found[^1].Value, value)) found.Add((from, value));
        }
    }

    /// <summary>The leaf of the object tree that a deal stands in.</summary>
    public static string KeyOf(string? complex, string? building) =>
        building is not null ? $"building:{building}" : complex is not null ? $"complex:{complex}/none" : "none";

    private static IEnumerable<StageChange> StagesOf(DealFact deal, IReadOnlyList<(string Stage, FunnelStep Step, DateTime At)> visits)
    {
        var wonOn = deal.WonOn;
        if (visits.Count == 0 || visits[0].At > Moment(deal.CreatedOn).AddDays(1))
            yield return Entered(Moment(deal.CreatedOn), "created");
        var isOver = false;
        var ended = deal.Outcome == "ended" ? visits.LastOrDefault(visit => visit.Step == FunnelStep.Lost).At : DateTime.MaxValue;
        foreach (var (stage, step, at) in visits)
        {
            // After the contract only its end is told, for before it was a mistake; before the contract each stage by its own name.
            var isWon = wonOn is { } day && at >= Moment(day);
            if (step == FunnelStep.Lost)
            {
                if (isWon && at < ended) continue;
                isOver = true;
                yield return Entered(at, isWon ? ForecastStages.Cancelled : ForecastStages.Lost);
            }
            else if (step < FunnelStep.Contract && !isWon)
            {
                yield return Entered(at, stage);
            }
        }
        if (wonOn is { } won) yield return Entered(Moment(won), ForecastStages.Won);
        // The history of stages comes after the deal, or not at all.
        if (!isOver && deal.OverOn is { } over)
            yield return Entered(Moment(over), deal.Outcome == "ended" ? ForecastStages.Cancelled : ForecastStages.Lost);

        StageChange Entered(DateTime at, string stage) => new(deal.Id, at, stage, deal.AmountOf(deal.Worths.Last(worth => worth.From <= at).Value, at));
    }

    private static IEnumerable<AmountChange> AmountsOf(DealFact deal) =>
        from change in deal.Worths.Zip(deal.Worths.Skip(1))
        let at = change.Second.From
        let amount = deal.AmountOf(change.Second.Value, at)
        where amount != deal.AmountOf(change.First.Value, at)
        select new AmountChange(deal.Id, at, amount);

    /// <summary>Known since we keep them: before, nobody but the host knows what people expected.</summary>
    private static IEnumerable<ExpectedClose> ClosesOf(DealFact deal, DateTime keptSince) =>
        deal.Closes.Select(close => new ExpectedClose(
            deal.Id, close.From > DateTime.MinValue ? close.From : keptSince > Moment(deal.CreatedOn) ? keptSince : Moment(deal.CreatedOn), close.Value));

    private static SalesPace PaceOf(IReadOnlyList<DealFact> deals, DateOnly since)
    {
        var won = deals.Where(deal => deal.WonOn >= since).ToList();
        var (amounts, begun) = (won.Select(deal => deal.Worths[^1].Value.Contract).OfType<decimal>().ToList(), deals.Count(deal => deal.CreatedOn >= since));
        return new SalesPace(amounts.Count == 0 ? 0 : amounts.Average(), begun == 0 ? 0 : Math.Min(1, (decimal)won.Count / begun));
    }

    private static DateTime Moment(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private static decimal? Units(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : Money.FromStored(row.GetInt64(ordinal));

    private static Promise Promised(DbDataReader row, int ordinal) =>
        new(row.GetString(ordinal), row.GetFieldValue<DateOnly>(ordinal + 1), Money.FromStored(row.GetInt64(ordinal + 2)));

    /// <param name="OverOn">The day on which it was lost or its contract ended, by the deal itself.</param>
    /// <param name="Worths">Oldest first.</param>
    /// <param name="Closes">When it was expected to close, oldest first.</param>
    private sealed record DealFact(
        string Id, string Object, DateOnly CreatedOn, string Outcome, DateOnly? ClosedOn, DateOnly? OverOn, IReadOnlyList<(DateTime From, Worth Value)> Worths,
        IReadOnlyList<(DateTime From, DateOnly? Value)> Closes)
    {
        public DateOnly? WonOn => Outcome is "won" or "ended" ? ClosedOn : null;

        public decimal? AmountOf(Worth worth, DateTime at) => WonOn is { } won && Moment(won) <= at ? worth.Contract : worth.Amount;
    }

    /// <param name="Contract">That of the contract, if it is told by itself.</param>
    private readonly record struct Worth(decimal? Amount, decimal? Contract)
    {
        public static Worth Of(decimal? amount, decimal? contract) => new(amount, contract ?? amount);
    }

    /// <summary>A line of a schedule as it stood.</summary>
    private sealed record Promise(string Deal, DateOnly Due, decimal Amount);
}

/// <param name="Ticket">Mean contract amount, in units of the tenant's currency; 0: nothing was won.</param>
/// <param name="Conversion">Deals won by deals begun; 0: nothing was won.</param>
internal sealed record SalesPace(decimal Ticket, decimal Conversion);
