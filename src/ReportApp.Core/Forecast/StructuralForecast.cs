namespace ReportApp.Core.Forecast;

/// <summary>Where expected money comes from (forecast.md §2).</summary>
public enum ForecastPart
{
    /// <summary>Contracts.</summary>
    Signed,

    /// <summary>Deals in work.</summary>
    Open,

    /// <summary>Deals that nobody knows yet.</summary>
    New,
}

/// <summary>Money expected of one object: means of the three sources by month ahead (index 0 is the month of the cut-off), and the drawn totals.</summary>
internal sealed class ObjectOutlook(int months, int draws)
{
    public double[] Signed { get; } = new double[months];

    public double[] Open { get; } = new double[months];

    public double[] New { get; } = new double[months];

    /// <summary>By month ahead, then by draw: the same draw of all objects is one future.</summary>
    public double[][] Draws { get; } = [.. Enumerable.Range(0, months).Select(_ => new double[draws])];
}

/// <summary>Money that comes with one event, or never.</summary>
/// <param name="Chances">Of the event, by month ahead.</param>
/// <param name="Amount">Negative: is given back.</param>
/// <param name="Profile">Share of the amount received in each month from the event on; null: all at once.</param>
/// <param name="DueMonth">Before it the money may come, but nobody can be asked for it; null: there is no such month.</param>
internal readonly record struct Expectation(
    ForecastPart Part, ulong Stream, ulong Subject, double[] Chances, double Amount, double[]? Profile, int? DueMonth = null)
{
    /// <summary>The most that can be asked for in a month, were the event to come when it suits best.</summary>
    /// <param name="index">Of the month, 0 is that of the cut-off.</param>
    public double MostIn(int month, int index) =>
        Profile is not null ? Amount * Profile.Take(index + 1).DefaultIfEmpty(0).Max() : DueMonth > month ? 0 : Amount;

    public void AddMeans(double[] means)
    {
        for (var k = 0; k < Chances.Length; k++)
        {
            if (Profile is null) means[k] += Chances[k] * Amount;
            else for (var j = 0; k + j < means.Length; j++) means[k + j] += Chances[k] * Amount * Profile[j];
        }
    }

    /// <param name="shocks">By draw: makes the event likelier (above 1) or less likely; null: nothing does.</param>
    public void AddDraws(double[][] draws, double[]? shocks)
    {
        Span<double> until = stackalloc double[Chances.Length];
        var sum = 0.0;
        for (var k = 0; k < Chances.Length; k++) until[k] = sum += Chances[k];
        if (sum <= 0 || Amount == 0) return;
        var subject = new Dice(Stream, Subject);
        for (var draw = 0; draw < draws[0].Length; draw++)
        {
            var luck = subject.Of((ulong)draw).Uniform();
            if (shocks is not null) luck /= shocks[draw];
            if (luck >= sum) continue;
            var k = 0;
            while (luck >= until[k]) k++;
            if (Profile is null) draws[k][draw] += Amount;
            else for (var j = 0; k + j < draws.Length; j++) draws[k + j][draw] += Amount * Profile[j];
        }
    }
}

/// <summary>SIGNED + OPEN + NEW with their distribution (forecast.md §2–§6), as of a moment.</summary>
internal sealed class StructuralForecast
{
    private const double ObjectShock = 0.15;
    private const double OpenShock = 0.10;
    private const double OpenObjectShock = 0.08;

    private readonly History _history;
    private readonly CutOff _cutOff;
    private readonly int _months;
    private readonly WinModel _wins;
    private readonly MoneyModel _money;
    private readonly LineModel _lines;
    private readonly BalanceModel _balances;
    private readonly ArrivalModel _arrivals;
    private readonly RefundModel _refunds;
    private readonly Scenario _scenario;
    private readonly Stock[] _stocks;

    private enum Stream : ulong { Arrivals = 1, ArrivalsOfObject, Wins, WinsOfObject, Win, Line, Balance, New, Refund }

    /// <summary>What is left to be sold of an object.</summary>
    /// <param name="Open">The share of what open deals are expected to be won for which there are units.</param>
    /// <param name="New">Units left for deals that nobody knows yet.</param>
    private sealed record Stock(double Open, double New)
    {
        public static readonly Stock Unlimited = new(1, double.PositiveInfinity);
    }

    /// <summary>Learns from what was known before the cut-off.</summary>
    public StructuralForecast(Landmarks landmarks, CutOff cutOff, int months)
    {
        (_history, _cutOff, _months) = (landmarks.History, cutOff, months);
        _money = MoneyModel.Learn(landmarks, cutOff, months);
        _wins = WinModel.Learn(landmarks, cutOff.Month, months);
        _lines = LineModel.Learn(landmarks, cutOff.Month, months);
        _balances = BalanceModel.Learn(_history, _money, cutOff.Month, months);
        _arrivals = ArrivalModel.Learn(_history, cutOff.Month, months);
        _refunds = RefundModel.Learn(landmarks.Refunds, cutOff.Month);
        _scenario = Scenario.Neutral;
        _stocks = Stocks();
    }

    private StructuralForecast(StructuralForecast learnt, Scenario scenario)
    {
        (_history, _cutOff, _months) = (learnt._history, learnt._cutOff, learnt._months);
        (_wins, _money, _lines, _balances, _arrivals, _refunds) =
            (learnt._wins, learnt._money, learnt._lines, learnt._balances, learnt._arrivals, learnt._refunds);
        _scenario = scenario;
        _stocks = Stocks();
    }

    /// <summary>The same model and draws with changed inputs.</summary>
    public StructuralForecast Under(Scenario scenario) => scenario == _scenario ? this : new(this, scenario);

    /// <summary>Nothing of it is left for deals that nobody knows yet.</summary>
    public bool IsSoldOut(int o) => _stocks[o].New <= 0;

    public ObjectOutlook OutlookOf(int o, int draws)
    {
        var outlook = new ObjectOutlook(_months, draws);
        var shocks = Shocks(Stream.Wins, 0, OpenShock, draws).Zip(Shocks(Stream.WinsOfObject, (ulong)o, OpenObjectShock, draws), (all, own) => all * own).ToArray();
        foreach (var deal in KnownDeals(o))
        {
            foreach (var expectation in ExpectationsOf(deal))
            {
                expectation.AddMeans(expectation.Part == ForecastPart.Open ? outlook.Open : outlook.Signed);
                expectation.AddDraws(outlook.Draws, expectation.Profile is null ? null : shocks);
            }
        }
        AddNew(outlook, o, draws);
        return outlook;
    }

    /// <summary>Deals created before the cut-off, oldest first.</summary>
    public IEnumerable<DealHistory> KnownDeals(int o) => _history.ByObject[o].TakeWhile(deal => deal.Created < _cutOff.At);

    /// <summary>What a deal is expected to bring; nothing when it is lost, ended or has paid all and keeps it.</summary>
    public IEnumerable<Expectation> ExpectationsOf(DealHistory deal) => PaymentsOf(deal).Concat(RefundsOf(deal));

    /// <summary>Of it what comes in.</summary>
    public IEnumerable<Expectation> PaymentsOf(DealHistory deal) => IsDropped(deal) ? [] : deal.At(_cutOff.At) switch
    {
        DealStatus.Open => Delayed(OfOpen(deal)),
        DealStatus.Won => Delayed(OfWon(deal)),
        _ => [],
    };

    /// <summary>Of it what goes back: all that a contract has paid, with one event, or never.</summary>
    public IEnumerable<Expectation> RefundsOf(DealHistory deal)
    {
        var rate = _refunds.RateOf(deal);
        if (rate == 0 || IsDropped(deal) || deal.At(_cutOff.At) != DealStatus.Won) return [];
        var paid = deal.PaidBefore(_cutOff.At);
        if (paid <= 0) return [];
        var (chances, left) = (new double[_months], 1.0);
        for (var k = 0; k < _months; k++)
        {
            chances[k] = left * (k == 0 ? _cutOff.ShareOf(rate) : rate);
            left -= chances[k];
        }
        return Delayed([new(ForecastPart.Signed, (ulong)Stream.Refund, (ulong)deal.Index, chances, -paid, null)]);
    }

    private bool IsDropped(DealHistory deal) => _scenario.Deals.TryGetValue(deal.Id, out var wonIn) && wonIn is null;

    private IEnumerable<Expectation> Delayed(IEnumerable<Expectation> expected) =>
        _scenario.DelayMonths is 0 ? expected : expected.Select(each => each with { Chances = _scenario.Delayed(each.Chances) });

    /// <summary>The chance that an open deal is won within the months ahead; of a won one 1.</summary>
    public double ChanceOf(DealHistory deal) => Landmarks.Read(deal, _cutOff.At) is { } open ? ChancesOf(open).Sum() : 1;

    /// <summary>Of being won, by month ahead.</summary>
    private double[] ChancesOf(OpenDeal open)
    {
        var chances = new double[_months];
        if (!_scenario.Deals.TryGetValue(open.Deal.Id, out var wonIn)) Scale(chances, open, _stocks[open.Deal.Object].Open);
        else if (wonIn is { } month && month <= _months) chances[month - 1] = 1;
        return chances;
    }

    private void Scale(double[] chances, OpenDeal open, double by)
    {
        _wins.Fill(open, _cutOff, _scenario, chances);
        for (var k = 0; by < 1 && k < chances.Length; k++) chances[k] *= by;
    }

    /// <summary>Units go to contracts first, then to who is certain to get one, then to deals in work, the rest to new ones (forecast.md §5).</summary>
    private Stock[] Stocks()
    {
        var stocks = new Stock[_history.Objects.Count];
        var chances = new double[_months];
        for (var o = 0; o < stocks.Length; o++)
        {
            stocks[o] = Stock.Unlimited;
            if (_history.Objects[o].Units is not { } units) continue;
            var (left, expected) = ((double)units, 0.0);
            foreach (var deal in KnownDeals(o))
            {
                if (deal.At(_cutOff.At) == DealStatus.Won) left--;
                if (Landmarks.Read(deal, _cutOff.At) is not { } open) continue;
                if (_scenario.Deals.TryGetValue(deal.Id, out var wonIn))
                {
                    if (wonIn <= _months) left--;
                    continue;
                }
                _wins.Fill(open, _cutOff, _scenario, chances);
                expected += chances.Sum();
            }
            left = Math.Max(0, left);
            stocks[o] = new Stock(expected > left ? left / expected : 1, Math.Max(0, left - expected));
        }
        return stocks;
    }

    private IEnumerable<Expectation> OfOpen(DealHistory deal)
    {
        // A draft schedule says more than the profile.
        if (deal.Lines.Any(line => LineModel.IsDue(line, _cutOff.At))) return OfLines(deal, ForecastPart.Open, _stocks[deal.Object].Open);
        var open = Landmarks.Read(deal, _cutOff.At)!;
        return
        [
            new(ForecastPart.Open, (ulong)Stream.Win, (ulong)deal.Index, ChancesOf(open), _scenario.Price * _money.ExpectedAmount(open, _cutOff.At), _money.ProfileOf(deal)),
        ];
    }

    private IEnumerable<Expectation> OfWon(DealHistory deal)
    {
        if (_history.IsAtOnce) return [];
        if (BalanceModel.BalanceAt(deal, _money, _cutOff.At) is not { } balance) return OfLines(deal, ForecastPart.Signed);
        var shares = new double[_months];
        _balances.Fill(deal, _cutOff, shares);
        // A debt is paid in pieces of the usual size.
        var size = _arrivals.PaymentSize[deal.Object];
        var pieces = size > 0 ? (int)Math.Clamp(Math.Round(balance / size), 1, 12) : 1;
        return Enumerable.Range(0, pieces).Select(piece => new Expectation(
            ForecastPart.Signed, (ulong)Stream.Balance, (ulong)((deal.Index * 16L) + piece), shares, balance / pieces, null));
    }

    /// <param name="share">Of the chances, for which there are units.</param>
    private IEnumerable<Expectation> OfLines(DealHistory deal, ForecastPart part, double share = 1)
    {
        var price = part == ForecastPart.Open ? _scenario.Price : 1;
        // Won for certain its lines are those of a contract, and nothing is paid before.
        var wonIn = part == ForecastPart.Open && _scenario.Deals.TryGetValue(deal.Id, out var month) ? month : null;
        var condition = wonIn is null ? -1 : LineModel.InTime;
        foreach (var line in deal.Lines)
        {
            if (!LineModel.IsDue(line, _cutOff.At)) continue;
            if (condition < 0) condition = LineModel.ConditionOf(deal, _cutOff.At);
            var chances = new double[_months];
            _lines.Fill(line, condition, _cutOff, chances);
            for (var k = 0; wonIn is null && share < 1 && k < _months; k++) chances[k] *= share;
            for (var k = 1; k < wonIn && k < _months; k++) (chances[k], chances[k - 1]) = (chances[k] + chances[k - 1], 0);
            yield return new(part, (ulong)Stream.Line, ((ulong)deal.Index << 12) + (ulong)line.Number, chances, price * line.UnpaidAt(_cutOff.At), null, line.DueMonth);
        }
    }

    /// <summary>Money of new deals, as a multiple of what it is without the scenario.</summary>
    public double NewOf(int o) => ArrivalsOf(o) * _scenario.Price;

    private double ArrivalsOf(int o) => _scenario.Stopped.Contains(_history.Objects[o].Id) ? 0 : _scenario.Arrivals;

    /// <summary>By month ahead, from the first.</summary>
    private Arrivals[] ArrivalsByMonth(int o)
    {
        var (id, more) = (_history.Objects[o].Id, ArrivalsOf(o));
        var launch = _scenario.Launches.GetValueOrDefault(id);
        var like = launch is null ? -1 : _history.IndexOf(launch.Like);
        return
        [
            .. Enumerable.Range(1, _months).Select(a =>
            {
                var (of, lost) = (like >= 0 && a >= launch!.Ahead ? like : o, 1.0);
                foreach (var (other, its) in _scenario.Launches.OrderBy(each => each.Key, StringComparer.Ordinal))
                    if (other != id && a >= its.Ahead && its.Neighbours.Contains(id) && !_scenario.Stopped.Contains(other)) lost *= 1 - its.Share;
                return new Arrivals(lost * more * (a == 1 ? _cutOff.Rest : 1) * _arrivals.ArrivalsOf(of, _cutOff.Month + a - 1), of);
            }),
        ];
    }

    private void AddNew(ObjectOutlook outlook, int o, int draws)
    {
        if (NewOf(o) is 0) return;
        var arrivals = ArrivalsByMonth(o);
        _scenario.Delayed([.. Enumerable.Range(1, _months).Select(ahead => _scenario.Price * Math.Max(0, _arrivals.MoneyOf(arrivals, _cutOff, ahead, _stocks[o].New)))])
            .CopyTo(outlook.New, 0);
        var own = Shocks(Stream.ArrivalsOfObject, (ulong)o, ObjectShock, draws);
        var shape = 1 / (_arrivals.PaymentVariation * _arrivals.PaymentVariation);
        for (var h = 0; h < _months; h++)
        {
            var (mean, size) = (outlook.New[h], _scenario.Price * _arrivals.PaymentSize[arrivals[h].Like]);
            if (mean <= 0 || size <= 0) continue;
            var common = Shocks(Stream.Arrivals, 0, _arrivals.Spread * (0.6 + 0.1 * h), draws);
            var subject = new Dice((ulong)Stream.New, (ulong)((o * 64L) + h));
            for (var draw = 0; draw < draws; draw++)
            {
                var dice = subject.Of((ulong)draw);
                var payments = dice.Poisson(mean / size * common[draw] * own[draw]);
                outlook.Draws[h][draw] += dice.Gamma(payments * shape) / shape * size;
            }
        }
    }

    /// <summary>One lognormal factor of mean 1 by draw.</summary>
    private static double[] Shocks(Stream stream, ulong subject, double deviation, int draws)
    {
        var dice = new Dice((ulong)stream, subject);
        return [.. Enumerable.Range(0, draws).Select(draw => Math.Exp(deviation * dice.Of((ulong)draw).Normal() - deviation * deviation / 2))];
    }
}
