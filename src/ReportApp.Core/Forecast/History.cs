using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>Where a deal stood at the start of a month.</summary>
internal enum DealStatus
{
    /// <summary>It did not exist.</summary>
    None,
    Open,
    Won,

    /// <summary>Lost, or ended after it was won.</summary>
    Ended,
}

/// <summary>
/// The facts by deal and in order of time. Nothing here depends on what comes later: deals are numbered in the order they were created, stages
/// in the order they were first entered.
/// </summary>
internal sealed class History
{
    private readonly Dictionary<string, int> _stages = [];
    private readonly HashSet<int> _final;

    public History(ForecastFacts facts)
    {
        IsAtOnce = facts.IsAtOnce;
        Objects = [.. facts.Objects.DistinctBy(found => found.Id)];
        var objects = Objects.Select((found, index) => (found.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
        var stages = facts.Stages.ToLookup(change => change.DealId);
        var schedule = facts.Schedule.ToLookup(line => line.DealId);
        var receipts = facts.Receipts.ToLookup(receipt => receipt.DealId);
        var expected = facts.ExpectedCloses.ToLookup(change => change.DealId);
        var amounts = facts.AmountChanges.ToLookup(change => change.DealId);
        // Stages are numbered by time, so that what is entered later changes no number.
        foreach (var first in facts.Stages.GroupBy(change => change.Stage).Select(stage => (Stage: stage.Key, At: stage.Min(change => change.At)))
            .OrderBy(first => first.At).ThenBy(first => first.Stage, StringComparer.Ordinal)) _stages[first.Stage] = _stages.Count;
        _final = [.. new[] { ForecastStages.Won, ForecastStages.Lost, ForecastStages.Cancelled }.Where(_stages.ContainsKey).Select(stage => _stages[stage])];
        ForecastDeal[] ordered =
        [
            .. facts.Deals.Where(deal => objects.ContainsKey(deal.ObjectId))
                .OrderBy(deal => deal.Created).ThenBy(deal => objects[deal.ObjectId]).ThenBy(deal => deal.Id, StringComparer.Ordinal),
        ];
        var deals = new DealHistory[ordered.Length];
        Parallel.For(0, deals.Length, index =>
        {
            var deal = ordered[index];
            deals[index] = new DealHistory(
                index, objects[deal.ObjectId], deal, stages[deal.Id], schedule[deal.Id], receipts[deal.Id], expected[deal.Id], amounts[deal.Id], stage => _stages[stage]);
        });
        Deals = deals;
        var begin = facts.Deals.Select(deal => deal.Created).Concat(facts.Receipts.Select(receipt => receipt.At)).DefaultIfEmpty(DateTime.UnixEpoch).Min();
        FirstMonth = Months.Of(begin);
        Won = [.. Deals.Where(deal => deal.WonMonth is not null)];
        Scheduled = [.. Deals.Where(deal => deal.Lines.Count > 0)];
        ByObject = [.. Objects.Select((_, index) => (IReadOnlyList<DealHistory>)[.. Deals.Where(deal => deal.Object == index)])];
    }

    /// <inheritdoc cref="ForecastFacts.IsAtOnce"/>
    public bool IsAtOnce { get; }

    public IReadOnlyList<ForecastObject> Objects { get; }

    public IReadOnlyList<DealHistory> Deals { get; }

    /// <summary>Those that were won, if only later.</summary>
    public IReadOnlyList<DealHistory> Won { get; }

    /// <summary>Those that have lines, if only later.</summary>
    public IReadOnlyList<DealHistory> Scheduled { get; }

    public IReadOnlyList<IReadOnlyList<DealHistory>> ByObject { get; }

    /// <summary>-1: there is no such object.</summary>
    public int IndexOf(string objectId)
    {
        for (var o = 0; o < Objects.Count; o++)
            if (Objects[o].Id == objectId) return o;
        return -1;
    }

    /// <summary>Whether any deal of the object was known by then.</summary>
    public bool HasBegun(int o, CutOff cutOff) => ByObject[o].Count > 0 && ByObject[o][0].Created < cutOff.At;

    /// <summary>The month of the first fact.</summary>
    public int FirstMonth { get; }

    public int StageCount => _stages.Count;

    /// <summary>Whether a stage is one that deals end in.</summary>
    public bool IsFinal(int stage) => _final.Contains(stage);

    /// <summary>Past month starts to learn from, oldest first.</summary>
    /// <param name="halfLife">Months after which one counts half.</param>
    /// <param name="months">How far ahead of it is asked.</param>
    public IEnumerable<Look> LooksBefore(int asOf, int most, double halfLife, int months) =>
        from month in Enumerable.Range(0, most).Select(back => asOf - most + back)
        where month > FirstMonth
        select new Look(month, Months.Start(month), Math.Pow(0.5, (asOf - month) / halfLife), Math.Min(months, asOf - month));
}

/// <summary>A past month start as seen from a cut-off.</summary>
/// <param name="Weight">The older, the less it counts.</param>
/// <param name="Complete">How many of the months ahead of it were over at the cut-off.</param>
internal readonly record struct Look(int Month, DateTime Start, double Weight, int Complete);

/// <summary>The moment of a forecast.</summary>
/// <param name="Month">The month it lies in: the first one that is forecast.</param>
/// <param name="Rest">The share of that month still to come; 1 on its first day.</param>
/// <param name="IsReplay">Repeated to learn how far such a forecast is off, which takes fewer draws.</param>
internal readonly record struct CutOff(int Month, DateTime At, double Rest, bool IsReplay = false)
{
    public static CutOff Of(int month) => new(month, Months.Start(month), 1);

    public static CutOff Of(DateTime moment)
    {
        var month = Months.Of(moment);
        var (start, end) = (Months.Start(month), Months.Start(month + 1));
        return new CutOff(month, moment, (end - moment) / (end - start));
    }

    /// <summary>All of the month is to come.</summary>
    public bool IsFirstDay => Rest == 1;

    /// <summary>The chance that is left of one for the whole month.</summary>
    public double ShareOf(double chance) => Rest == 1 ? chance : 1 - Math.Pow(1 - chance, Rest);
}

/// <summary>Months as consecutive numbers.</summary>
internal static class Months
{
    public static int Of(YearMonth month) => (month.FirstDay.Year * 12) + month.FirstDay.Month - 1;

    public static int Of(DateTime at) => (at.Year * 12) + at.Month - 1;

    public static int Of(DateOnly day) => (day.Year * 12) + day.Month - 1;

    public static YearMonth ToMonth(int month) => new(month / 12, (month % 12) + 1);

    public static DateTime Start(int month) => new(month / 12, (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
}

/// <summary>All facts of one deal.</summary>
internal sealed class DealHistory
{
    private readonly (DateTime At, int Stage)[] _stages;
    private readonly (DateTime At, double? Amount)[] _amounts;
    private readonly ExpectedClose[] _expected;
    private readonly DateTime? _wonAt;
    private readonly DateTime? _cancelledAt;
    private readonly (DateTime From, DateTime To)[] _lost;

    public DealHistory(
        int index, int objectIndex, ForecastDeal deal, IEnumerable<StageChange> stages, IEnumerable<ScheduleLine> schedule, IEnumerable<Receipt> receipts,
        IEnumerable<ExpectedClose> expected, IEnumerable<AmountChange> amounts, Func<string, int> stageOf)
    {
        (Id, Index, Object, Created, Form) = (deal.Id, index, objectIndex, deal.Created, deal.Form ?? string.Empty);
        var changes = stages.OrderBy(change => change.At).ToArray();
        // In one order whatever that of the facts: sums of them end in the same last digit.
        Payments = [.. receipts.OrderBy(receipt => receipt.At).ThenBy(receipt => receipt.Amount).ThenBy(receipt => receipt.LineId, StringComparer.Ordinal).Select(receipt => new Payment(receipt.At, Months.Of(receipt.At), (double)receipt.Amount, receipt.LineId))];
        // Who has paid has bought, whatever the stage says.
        _wonAt = changes.Where(change => change.Stage == ForecastStages.Won).Select(change => (DateTime?)change.At)
            .Concat(Payments.Where(payment => payment.Amount > 0).Select(payment => (DateTime?)payment.At)).Min();
        _cancelledAt = changes.FirstOrDefault(change => change.Stage == ForecastStages.Cancelled)?.At;
        _lost = [.. Lost(changes)];
        _stages = [.. changes.Select(change => (change.At, stageOf(change.Stage)))];
        // A stage that was entered without an amount says nothing of it; a change to none does.
        _amounts =
        [
            .. changes.Where(change => change.Amount is not null).Select(change => (change.At, (double?)change.Amount))
                .Concat(amounts.Select(change => (change.At, (double?)change.Amount))).OrderBy(change => change.At),
        ];
        _expected = [.. expected.OrderBy(change => change.Known)];
        Lines =
        [
            .. schedule.OrderBy(line => line.Known).ThenBy(line => line.Due).ThenBy(line => line.Id, StringComparer.Ordinal).Select((line, number) => new Line(line, number))
                .OrderBy(line => line.Due).ThenBy(line => line.Number),
        ];
        Match();
    }

    public string Id { get; }

    public int Index { get; }

    public int Object { get; }

    public DateTime Created { get; }

    public string Form { get; }

    public IReadOnlyList<Payment> Payments { get; }

    public IReadOnlyList<Line> Lines { get; }

    public int? WonMonth => _wonAt is { } at ? Months.Of(at) : null;

    /// <summary>The month in which its contract ended; null: it did not.</summary>
    public int? EndMonth => _cancelledAt is { } at ? Months.Of(at) : null;

    public DealStatus At(DateTime moment)
    {
        if (Created >= moment) return DealStatus.None;
        var isWon = _wonAt < moment;
        if (_cancelledAt < moment && (isWon || _wonAt is null || _cancelledAt < _wonAt)) return DealStatus.Ended;
        foreach (var (from, to) in _lost)
            if (from < moment && to >= moment) return DealStatus.Ended;
        return isWon ? DealStatus.Won : DealStatus.Open;
    }

    /// <summary>The stage it was in and since when; -1 before it entered any.</summary>
    public (int Stage, DateTime Since) StageAt(DateTime moment)
    {
        var (stage, since) = (-1, Created);
        foreach (var change in _stages)
        {
            if (change.At >= moment) break;
            if (change.Stage != stage) (stage, since) = (change.Stage, change.At);
        }
        return (stage, since);
    }

    /// <summary>The stages it was in before a moment, in the order of their first entry.</summary>
    public IEnumerable<int> PathBefore(DateTime moment) => _stages.TakeWhile(change => change.At < moment).Select(change => change.Stage).Distinct();

    /// <summary>The month in which its manager expected to close it; null: he named none.</summary>
    public int? ExpectedMonthAt(DateTime moment) =>
        _expected.TakeWhile(change => change.Known < moment).LastOrDefault()?.Day is { } day ? Months.Of(day) : null;

    /// <summary>Null: nothing was entered yet.</summary>
    public double? AmountAt(DateTime moment)
    {
        double? amount = null;
        foreach (var change in _amounts)
        {
            if (change.At >= moment) break;
            amount = change.Amount;
        }
        return amount;
    }

    public double PaidBefore(DateTime moment)
    {
        var paid = 0.0;
        foreach (var payment in Payments)
        {
            if (payment.At >= moment) break;
            paid += payment.Amount;
        }
        return paid;
    }

    private static IEnumerable<(DateTime From, DateTime To)> Lost(StageChange[] changes)
    {
        DateTime? since = null;
        foreach (var change in changes)
        {
            var isLost = change.Stage == ForecastStages.Lost;
            if (isLost) since ??= change.At;
            else if (since is { } from)
            {
                // Found again: what was lost counts as open from here on.
                yield return (from, change.At);
                since = null;
            }
        }
        if (since is { } last) yield return (last, DateTime.MaxValue);
    }

    /// <summary>
    /// A payment pays the line that it names, else the oldest one known that is unpaid, and what is over the next ones; last of all lines that
    /// were agreed only after it, so that money which came early is not expected again. What a line had when it was dropped goes to the one that
    /// took its place, and what that one does not need to the others.
    /// </summary>
    private void Match()
    {
        var byId = Lines.ToLookup(line => line.Id);
        var dropped = new Queue<Line>(Lines.Where(line => line.Cancelled is not null).OrderBy(line => line.Cancelled));
        foreach (var payment in Payments.Where(payment => payment.Amount > 0))
        {
            ReleaseUntil(payment.At);
            Spend(payment.At, payment.Amount, payment.LineId is { } id ? byId[id].Where(line => line.Known <= payment.At).MaxBy(line => line.Known) : null);
        }
        ReleaseUntil(DateTime.MaxValue);

        void ReleaseUntil(DateTime moment)
        {
            while (dropped.TryPeek(out var line) && line.Cancelled is { } at && at <= moment)
            {
                dropped.Dequeue();
                var heir = byId[line.Id].FirstOrDefault(next => next.Known == at && next != line);
                foreach (var (paidAt, amount) in line.Paid) Spend(at, amount - (heir?.Pay(paidAt, Math.Min(amount, heir.Rest)) ?? 0), null);
            }
        }

        void Spend(DateTime at, double left, Line? named)
        {
            // Of lines agreed later the first one known comes first, so that one that nobody knows yet takes nothing from it.
            foreach (var line in Lines.Where(line => !(line.Cancelled <= at)).OrderBy(line => line == named ? DateTime.MinValue : line.Known <= at ? at : line.Known))
            {
                if (left <= 0) break;
                left -= line.Pay(at, Math.Min(left, line.Rest));
            }
        }
    }
}

internal sealed record Payment(DateTime At, int Month, double Amount, string? LineId);

/// <summary>One line of a schedule and what was paid for it.</summary>
/// <param name="number">In the order in which lines of the deal became known, so that a later one changes no number.</param>
internal sealed class Line(ScheduleLine line, int number)
{
    /// <summary>This share of a line is as good as all of it.</summary>
    private const double Enough = 0.98;

    private readonly List<(DateTime At, double Amount)> _paid = [];

    public string Id { get; } = line.Id;

    public int Number { get; } = number;

    public int DueMonth { get; } = Months.Of(line.Due);

    public DateTime Due { get; } = line.Due.ToDateTime(TimeOnly.MinValue);

    public double Amount { get; } = (double)line.Amount;

    public DateTime Known { get; } = line.Known;

    public DateTime? Cancelled { get; } = line.Cancelled;

    public IReadOnlyList<(DateTime At, double Amount)> Paid => _paid;

    /// <summary>The month in which most of it was there; null: not yet.</summary>
    public int? PaidMonth { get; private set; }

    /// <summary>To the last kopeck, after the payments told so far.</summary>
    public double Rest => Math.Max(0, Amount - _paid.Sum(paid => paid.Amount));

    /// <returns>The amount.</returns>
    public double Pay(DateTime at, double amount)
    {
        if (amount <= 0) return 0;
        _paid.Add((at, amount));
        if (PaidMonth is null && _paid.Sum(paid => paid.Amount) >= Amount * Enough) PaidMonth = Months.Of(at);
        return amount;
    }

    public double UnpaidAt(DateTime moment)
    {
        var left = Amount;
        foreach (var (at, amount) in _paid)
            if (at < moment) left -= amount;
        return left > Amount * (1 - Enough) ? left : 0;
    }
}
