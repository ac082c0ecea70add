using System.Collections.Concurrent;
using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>In eight of ten futures the money lies between P10 and P90; in half of them it is above P50.</summary>
public readonly record struct Band(double P10, double P50, double P90);

/// <summary>One number of a forecast with what it is made of. Money; the three parts add up to the mean.</summary>
/// <param name="Target">An object, or a group of them.</param>
/// <param name="Horizon">Months from the cut-off; 1 is the month in which it lies, of which only the rest counts.</param>
/// <param name="SoFar">Of all months up to this one together.</param>
public sealed record ForecastCell(
    string Target, YearMonth Month, int Horizon, double Mean, Band Band, Band SoFar, double Signed, double Open, double New);

/// <summary>Objects that are forecast as one: quantiles of the sum, never sums of quantiles.</summary>
public sealed record ForecastGroup(string Id, IReadOnlyList<string> Objects);

/// <summary>What one deal has in a month of a target.</summary>
/// <param name="Chance">Of being won within the months ahead; 1: it is.</param>
/// <param name="Money">Its share of the mean. Those of all deals, <see cref="ForecastCell.New"/> and what may be taken back add up to the mean.</param>
/// <param name="Amount">The most that it may still bring within the months ahead.</param>
/// <param name="Most">The most of that which it can be asked for in this month.</param>
public sealed record DealForecast(string DealId, ForecastPart Part, double Chance, double Money, double Amount, double Most);

/// <summary>
/// Forecasts as of a moment, from facts known before it. Live forecasts, replays of the past that calibrate them, and the
/// backtest are the same computation; what a forecast learns from its own past it takes from cut-offs whose outcome was known before it.
/// Many may ask at once.
/// </summary>
public sealed partial class Forecaster
{
    private const int MostCutOffs = 12;
    private const double ShiftPrior = 0.1;
    private const double ShiftPriorScores = 12;
    private const double ShiftPriorCutOffs = 3;

    /// <summary>A business whose past is short may grow far beyond it, and shrink less: by how much the prior of each end is more then.</summary>
    private const double YoungLow = 1;
    private const double YoungHigh = 5;
    private const double YoungMonths = 12;

    private const double ScoreLimit = 2;
    private const int BlendCutOffs = 9;
    private const int BlendFrom = 3;
    private const double BlendStrictness = 14;
    private const int FewestMonths = 2;
    private const int DrawsOfReplay = 250;

    /// <summary>That are kept beside the first days of months.</summary>
    private const int MostMoments = 4;

    /// <summary>Structural, mean of three months, naive, smoothed.</summary>
    private static readonly double[] Priors = [0.70, 0.12, 0.06, 0.12];

    private readonly History _history;
    private readonly Landmarks _landmarks;
    private readonly Experts _experts;
    private readonly int _months;
    private readonly int _draws;
    private readonly string[] _targets;

    /// <summary>By target: the objects in it. An object is the target of its own number.</summary>
    private readonly int[][] _members;

    private readonly ConcurrentDictionary<CutOff, Raw> _raws = new();
    private readonly ConcurrentDictionary<(CutOff CutOff, int Ahead), Point[]> _blends = new();
    private readonly ConcurrentDictionary<(CutOff CutOff, int? Group, int Ahead), (double Low, double High)> _shifts = new();

    /// <summary>In the order in which they were asked for.</summary>
    private readonly List<CutOff> _moments = [];

    private readonly IReadOnlyDictionary<DealHistory, OverruledDeal[]> _overruled = new Dictionary<DealHistory, OverruledDeal[]>();

    /// <param name="facts">Also later ones than the cut-offs: they change nothing.</param>
    /// <param name="months">The farthest horizon.</param>
    /// <param name="groups">Also forecast, beside every object; names of unknown objects are passed over.</param>
    public Forecaster(ForecastFacts facts, int months, int draws = 1_000, IReadOnlyList<ForecastGroup>? groups = null)
    {
        (_history, _months, _draws) = (new History(facts), months, draws);
        (_landmarks, _experts) = (new Landmarks(_history), new Experts(_history));
        var objects = _history.Objects.Select((found, index) => (found.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
        _targets = [.. _history.Objects.Select(found => found.Id), .. (groups ?? []).Select(group => group.Id)];
        _members =
        [
            .. objects.Values.Order().Select(o => (int[])[o]),
            .. (groups ?? []).Select(group => group.Objects.Where(objects.ContainsKey).Select(id => objects[id]).Order().ToArray()),
        ];
    }

    private Forecaster(Forecaster learnt, IReadOnlyList<OverruledDeal> overruled)
    {
        (_history, _landmarks, _experts, _months, _draws) = (learnt._history, learnt._landmarks, learnt._experts, learnt._months, learnt._draws);
        (_targets, _members, _raws, _blends, _shifts, _moments) = (learnt._targets, learnt._members, learnt._raws, learnt._blends, learnt._shifts, learnt._moments);
        var said = overruled.ToLookup(each => each.DealId);
        _overruled = _history.Deals.Where(deal => said.Contains(deal.Id)).ToDictionary(deal => deal, deal => (OverruledDeal[])[.. said[deal.Id].OrderBy(each => each.At)]);
    }

    /// <summary>The same forecasts with what people say of some deals. What is learnt, how it is blended and how far it is off goes by the method alone.</summary>
    /// <param name="overruled">In the order in which it was said.</param>
    public Forecaster Overruled(IReadOnlyList<OverruledDeal> overruled) => new(this, overruled);

    /// <summary>What stands at a moment, with the object of each deal.</summary>
    public IReadOnlyList<(string ObjectId, OverruledDeal Deal)> StandingAt(DateTime moment) =>
    [
        .. from deal in _overruled.Keys
           orderby deal.Index
           let standing = StandingAt(deal, CutOff.Of(moment))
           where standing is not null
           select (_history.Objects[deal.Object].Id, standing),
    ];

    /// <summary>Nothing happened to an open deal but that somebody said otherwise of it.</summary>
    internal bool IsOverruledAnew(DealHistory deal, DateTime since, DateTime moment) =>
        _overruled.ContainsKey(deal) && deal.At(since) == DealStatus.Open && deal.At(moment) == DealStatus.Open
        && (StandingAt(deal, CutOff.Of(since)), StandingAt(deal, CutOff.Of(moment))) is var (was, now) && (was?.Mode, was?.Month) != (now?.Mode, now?.Month);

    private OverruledDeal? StandingAt(DealHistory deal, CutOff cutOff)
    {
        if (deal.At(cutOff.At) != DealStatus.Open) return null;
        var last = _overruled[deal].LastOrDefault(each => each.At < cutOff.At);
        return last is null or { Mode: OverrideMode.Model } || (last.Month is { } month && Months.Of(month) < cutOff.Month) ? null : last;
    }

    /// <summary>With what people say of deals: the same as a scenario that takes it for certain.</summary>
    private Scenario Standing(CutOff cutOff, Scenario scenario)
    {
        if (_overruled.Count == 0) return scenario;
        var deals = new Dictionary<string, int?>();
        foreach (var deal in _overruled.Keys)
            if (StandingAt(deal, cutOff) is { } standing) deals[deal.Id] = standing.Month is { } month ? Months.Of(month) - cutOff.Month + 1 : null;
        if (deals.Count == 0) return scenario;
        foreach (var (deal, wonIn) in scenario.Deals) deals[deal] = wonIn;
        return scenario with { Deals = deals };
    }

    /// <summary>By target.</summary>
    private sealed record Raw(StructuralForecast Model, IReadOnlyList<Outlook> Targets);

    /// <summary>Of one target by month ahead: means by part, quantiles of each month and of all months up to it.</summary>
    private sealed record Outlook(double[] Signed, double[] Open, double[] New, Band[] Bands, Band[] SoFar)
    {
        public double MeanOf(int month) => Signed[month] + Open[month] + New[month];
    }

    /// <summary>A blended forecast before its interval is calibrated.</summary>
    private sealed record Point(double Mean, Band Band, double Scale);

    /// <summary>All objects, then the groups; by horizon within them.</summary>
    public IReadOnlyList<ForecastCell> Forecast(YearMonth asOf, IReadOnlyList<int> horizons) => Forecast(CutOff.Of(Months.Of(asOf)), horizons);

    /// <inheritdoc cref="Forecast(YearMonth, IReadOnlyList{int})"/>
    /// <param name="moment">Of the month in which it lies only the rest is forecast.</param>
    public IReadOnlyList<ForecastCell> Forecast(DateTime moment, IReadOnlyList<int> horizons) => Forecast(CutOff.Of(moment), horizons);

    /// <inheritdoc cref="Forecast(DateTime, IReadOnlyList{int})"/>
    /// <param name="scenario">What it learnt, how it is blended and how far it is off stay as they are.</param>
    public IReadOnlyList<ForecastCell> Forecast(DateTime moment, IReadOnlyList<int> horizons, Scenario scenario) => Forecast(CutOff.Of(moment), horizons, scenario);

    /// <summary>Draws what the forecasts of a moment need, which is what takes long: who is asked to stop stops between two cut-offs. The rest is quick.</summary>
    /// <param name="withBands">False: means are enough.</param>
    public void Prepare(DateTime moment, bool withBands, CancellationToken cancellationToken) =>
        Prepare(CutOff.Of(moment), [.. Enumerable.Range(1, _months)], withBands, cancellationToken);

    private void Prepare(CutOff cutOff, IReadOnlyList<int> horizons, bool withBands, CancellationToken cancellationToken)
    {
        var needed = from ahead in horizons
                     from blended in withBands ? CompletedBefore(cutOff, ahead, MostCutOffs).Prepend(cutOff) : [cutOff]
                     from each in CompletedBefore(blended, ahead, BlendCutOffs).Prepend(blended)
                     where !_raws.ContainsKey(each)
                     select each;
        Parallel.ForEach(needed.Distinct().ToList(), new ParallelOptions { CancellationToken = cancellationToken }, each => RawOf(each, cancellationToken));
    }

    private IReadOnlyList<ForecastCell> Forecast(CutOff cutOff, IReadOnlyList<int> horizons, Scenario? scenario = null)
    {
        Prepare(cutOff, horizons, withBands: true, CancellationToken.None);
        var standing = Standing(cutOff, scenario ?? Scenario.Neutral);
        var raw = standing == Scenario.Neutral ? RawOf(cutOff) : Drawn(RawOf(cutOff).Model.Under(standing), cutOff);
        return [.. from target in Enumerable.Range(0, _targets.Length) from horizon in horizons select Cell(cutOff, raw, target, horizon)];
    }

    /// <summary>The model of one month's first day with its draws, neither blended nor calibrated: the part of the work that each cut-off costs.</summary>
    /// <returns>The mean of everything ahead.</returns>
    public double Draw(YearMonth asOf) => RawOf(CutOff.Of(Months.Of(asOf))).Targets.Take(_history.Objects.Count).Sum(target => Enumerable.Range(0, _months).Sum(target.MeanOf));

    /// <summary>The deals behind a cell, the largest share first; what contracts may take back is <see cref="RefundsOf"/>.</summary>
    public IReadOnlyList<DealForecast> DealsOf(DateTime moment, string target, int ahead) => DealsOf(moment, target, ahead, Scenario.Neutral);

    /// <inheritdoc cref="DealsOf(DateTime, string, int)"/>
    public IReadOnlyList<DealForecast> DealsOf(DateTime moment, string target, int ahead, Scenario scenario)
    {
        var cutOff = CutOff.Of(moment);
        var (members, model) = (MembersOf(target, ahead), RawOf(cutOff).Model.Under(Standing(cutOff, scenario)));
        return
        [
            .. from o in members
               let scale = ScaleOf(cutOff, o, ahead)
               from deal in model.KnownDeals(o)
               let expectations = model.PaymentsOf(deal).ToList()
               where expectations.Count > 0
               let money = scale * MoneyIn(expectations, ahead - 1)
               where money > 0
               orderby money descending, deal.Index
               select new DealForecast(deal.Id, expectations[0].Part, model.ChanceOf(deal), money, expectations.Sum(each => each.Amount),
                   Math.Max(money, expectations.Sum(each => each.MostIn(cutOff.Month + ahead - 1, ahead - 1)))),
        ];
    }

    /// <summary>What a cell loses by contracts that end; 0 or less.</summary>
    public double RefundsOf(DateTime moment, string target, int ahead)
    {
        var cutOff = CutOff.Of(moment);
        var model = RawOf(cutOff).Model.Under(Standing(cutOff, Scenario.Neutral));
        return MembersOf(target, ahead).Sum(o => ScaleOf(cutOff, o, ahead)
            * model.KnownDeals(o).Sum(deal => MoneyIn(model.RefundsOf(deal), ahead - 1)));
    }

    private int[] MembersOf(string target, int ahead)
    {
        var index = Array.IndexOf(_targets, target);
        return index >= 0 && ahead >= 1 && ahead <= _months ? _members[index] : throw new ArgumentException($"There is no forecast of {target} {ahead} months ahead.");
    }

    /// <summary>What some months bring as seen from a moment, with what had come before it; what is of new deals is that of the forecast itself.</summary>
    internal (IReadOnlyDictionary<DealHistory, double> ByDeal, double New) MoneyOf(DateTime moment, string target, YearMonth from, YearMonth to, Scenario scenario)
    {
        var cutOff = CutOff.Of(moment);
        var (index, model) = (Array.IndexOf(_targets, target), RawOf(cutOff).Model.Under(Standing(cutOff, scenario)));
        var (first, last) = (Math.Max(0, Months.Of(from) - cutOff.Month), Months.Of(to) - cutOff.Month);
        if (index < 0 || last >= _months) throw new ArgumentException($"There is no forecast of {target} in {to}.");
        var (money, means) = (new Dictionary<DealHistory, double>(), new double[_months]);
        foreach (var o in _members[index])
        {
            var scales = Enumerable.Range(1, _months).Select(ahead => ahead - 1 < first || ahead - 1 > last ? 0 : ScaleOf(cutOff, o, ahead)).ToArray();
            foreach (var deal in model.KnownDeals(o))
            {
                Array.Clear(means);
                foreach (var expectation in model.ExpectationsOf(deal)) expectation.AddMeans(means);
                var sum = deal.Payments.Where(payment => payment.At < moment && payment.Month >= Months.Of(from) && payment.Month <= Months.Of(to)).Sum(payment => payment.Amount);
                for (var month = 0; month < _months; month++) sum += scales[month] * means[month];
                if (sum != 0) money[deal] = sum;
            }
        }
        return (money, Enumerable.Range(first, Math.Max(0, last - first + 1)).Sum(month => PartsOf(cutOff, RawOf(cutOff), index, month + 1).New));
    }

    private double MoneyIn(IEnumerable<Expectation> expectations, int month)
    {
        double[]? means = null;
        foreach (var expectation in expectations) expectation.AddMeans(means ??= new double[_months]);
        return means?[month] ?? 0;
    }

    /// <param name="raw">What is drawn; the blend and the calibration are those of <see cref="RawOf"/> in any case.</param>
    private ForecastCell Cell(CutOff cutOff, Raw raw, int target, int ahead)
    {
        var parts = PartsOf(cutOff, raw, target, ahead);
        var (band, soFar) = (BandOf(cutOff, target, ahead), SoFar(cutOff, target, ahead));
        if (raw != RawOf(cutOff))
        {
            var (before, after) = (RawOf(cutOff).Targets[target], raw.Targets[target]);
            band = Moved(band, before.Bands[ahead - 1], after.Bands[ahead - 1], PartsOf(cutOff, RawOf(cutOff), target, ahead).Mean, parts.Mean);
            soFar = Moved(soFar, before.SoFar[ahead - 1], after.SoFar[ahead - 1], MeanSoFar(RawOf(cutOff)), MeanSoFar(raw));
        }
        return new ForecastCell(
            _targets[target], Months.ToMonth(cutOff.Month + ahead - 1), ahead, parts.Mean, band, soFar, parts.Signed, parts.Open, parts.New);

        double MeanSoFar(Raw of) => Enumerable.Range(1, ahead).Sum(month => PartsOf(cutOff, of, target, month).Mean);
    }

    private readonly record struct Parts(double Signed, double Open, double New)
    {
        public double Mean => Signed + Open + New;
    }

    /// <summary>Each object by itself, so that the parts of a group are the sums of those of its members, too.</summary>
    private Parts PartsOf(CutOff cutOff, Raw raw, int target, int ahead)
    {
        var (signed, open, @new) = (0.0, 0.0, 0.0);
        foreach (var o in _members[target])
        {
            var (before, after, scale) = (RawOf(cutOff).Targets[o], raw.Targets[o], ScaleOf(cutOff, o, ahead));
            var known = scale * (before.Signed[ahead - 1] + before.Open[ahead - 1]);
            (signed, open) = (signed + scale * after.Signed[ahead - 1], open + scale * after.Open[ahead - 1]);
            // What the blend adds is of new deals, and changes as they do.
            var (newBefore, newAfter) = (before.New[ahead - 1], after.New[ahead - 1]);
            var added = Math.Max(0, BlendOf(cutOff, ahead)[o].Mean - known);
            @new += newBefore > 0 ? added * (newAfter / newBefore) : added * raw.Model.NewOf(o) + newAfter;
        }
        return new Parts(signed, open, @new);
    }

    /// <summary>The middle moves with the mean, each side widens as the draws do.</summary>
    private static Band Moved(Band band, Band before, Band after, double mean, double newMean)
    {
        if (mean < 0 && newMean < 0) return new(band.P10 * (newMean / mean), band.P50 * (newMean / mean), band.P90 * (newMean / mean));
        // From nothing, or to less than nothing, there is no scale: what is drawn stands.
        if (mean <= 0 || newMean < 0) return newMean == mean ? band : after;
        // What is left may go back in whole: a sum below nothing is nobody's range.
        var by = Math.Max(0, newMean / mean);
        var p50 = band.P50 * by;
        return new(
            Math.Clamp(band.P10 * by + (band.P50 - band.P10) * (by - Ratio(before.P50 - before.P10, after.P50 - after.P10)), 0, p50), p50,
            Math.Max(p50, band.P90 * by + (band.P90 - band.P50) * (Ratio(before.P90 - before.P50, after.P90 - after.P50) - by)));

        double Ratio(double old, double now) => old > 0 ? now / old : by;
    }

    /// <summary>
    /// What the blend makes of the money of known deals. It may lower it; what it adds is of deals that nobody knows yet, because no deal brings
    /// more than it owes.
    /// </summary>
    private double ScaleOf(CutOff cutOff, int o, int ahead)
    {
        var structural = RawOf(cutOff).Targets[o].MeanOf(ahead - 1);
        return structural > 0 ? Math.Min(1, BlendOf(cutOff, ahead)[o].Mean / structural) : 1;
    }

    private Band BandOf(CutOff cutOff, int target, int ahead)
    {
        var (point, (low, high)) = (BlendOf(cutOff, ahead)[target], ShiftsOf(cutOff, target, ahead));
        var floor = FloorOf(point.Mean);
        var p50 = Math.Max(floor, point.Band.P50);
        return new(Math.Clamp(point.Band.P10 - low * point.Scale, floor, p50), p50, Math.Max(p50, point.Band.P90 + high * point.Scale));
    }

    /// <summary>Nothing comes to less than nothing, unless more goes back than comes.</summary>
    private static double FloorOf(double mean) => mean < 0 ? double.NegativeInfinity : 0;

    /// <summary>The drawn quantiles of the sum, moved and widened as those of its months were on the whole. One month alone is that month.</summary>
    private Band SoFar(CutOff cutOff, int target, int ahead)
    {
        if (ahead == 1) return BandOf(cutOff, target, ahead);
        var outlook = RawOf(cutOff).Targets[target];
        var drawn = outlook.SoFar[ahead - 1];
        var (mean, moved, below, above, rawBelow, rawAbove) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var h = 1; h <= ahead; h++)
        {
            var (raw, band) = (outlook.Bands[h - 1], BandOf(cutOff, target, h));
            mean += BlendOf(cutOff, h)[target].Mean;
            moved += BlendOf(cutOff, h)[target].Mean - outlook.MeanOf(h - 1);
            (below, above) = (below + band.P50 - band.P10, above + band.P90 - band.P50);
            (rawBelow, rawAbove) = (rawBelow + raw.P50 - raw.P10, rawAbove + raw.P90 - raw.P50);
        }
        var floor = FloorOf(mean);
        var p50 = Math.Max(floor, drawn.P50 + moved);
        return new(
            Math.Clamp(p50 - (rawBelow > 0 ? (drawn.P50 - drawn.P10) * below / rawBelow : below), floor, p50), p50,
            p50 + (rawAbove > 0 ? (drawn.P90 - drawn.P50) * above / rawAbove : above));
    }

    private Raw RawOf(CutOff cutOff, CancellationToken cancellationToken = default)
    {
        if (_raws.TryGetValue(cutOff, out var known)) return known;
        cancellationToken.ThrowIfCancellationRequested();
        var drawn = Drawn(new StructuralForecast(_landmarks, cutOff, _months), cutOff);
        Forget(cutOff);
        return _raws.GetOrAdd(cutOff, drawn);
    }

    /// <summary>How many are kept beside the first days of months.</summary>
    internal int KeptMoments => _raws.Keys.Count(cutOff => !cutOff.IsFirstDay);

    /// <summary>Makes room for a moment: the latest one and the first days of months, which calibrate all others, stay.</summary>
    private void Forget(CutOff next)
    {
        if (next.IsFirstDay) return;
        lock (_moments)
        {
            _moments.Add(next);
            if (_moments.Count <= MostMoments) return;
            var latest = _moments.MaxBy(moment => moment.At);
            var oldest = _moments.First(moment => moment != latest);
            _moments.RemoveAll(moment => moment == oldest);
            _raws.TryRemove(oldest, out _);
            foreach (var key in _blends.Keys.Where(key => key.CutOff == oldest)) _blends.TryRemove(key, out _);
            foreach (var key in _shifts.Keys.Where(key => key.CutOff == oldest)) _shifts.TryRemove(key, out _);
        }
    }

    private Raw Drawn(StructuralForecast model, CutOff cutOff)
    {
        var draws = cutOff.IsReplay ? Math.Min(_draws, DrawsOfReplay) : _draws;
        var objects = new ObjectOutlook[_history.Objects.Count];
        Parallel.For(0, objects.Length, o => objects[o] = model.OutlookOf(o, draws));
        var targets = new Outlook[_members.Length];
        Parallel.For(0, targets.Length, target =>
        {
            ObjectOutlook[] members = [.. _members[target].Select(o => objects[o])];
            var (bands, soFar, sums, sorted) = (new Band[_months], new Band[_months], new double[draws], new double[draws]);
            for (var h = 0; h < _months; h++)
            {
                Array.Clear(sorted);
                foreach (var member in members)
                    for (var draw = 0; draw < draws; draw++) sorted[draw] += member.Draws[h][draw];
                for (var draw = 0; draw < draws; draw++) sums[draw] += sorted[draw];
                bands[h] = BandOf(sorted);
                sums.CopyTo(sorted, 0);
                soFar[h] = BandOf(sorted);
            }
            targets[target] = new Outlook(Means(each => each.Signed), Means(each => each.Open), Means(each => each.New), bands, soFar);

            double[] Means(Func<ObjectOutlook, double[]> part) => [.. Enumerable.Range(0, _months).Select(h => members.Sum(member => part(member)[h]))];
        });
        return new Raw(model, targets);
    }

    private static Band BandOf(double[] draws)
    {
        Array.Sort(draws);
        return new(QuantileOf(draws, 0.1), QuantileOf(draws, 0.5), QuantileOf(draws, 0.9));
    }

    /// <summary>Of a sorted sample, linear between its members.</summary>
    internal static double QuantileOf(IReadOnlyList<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var below = (int)position;
        return below + 1 < sorted.Count ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }

    /// <summary>Cut-offs whose month ahead was over before this one, newest first.</summary>
    private IEnumerable<CutOff> CompletedBefore(CutOff cutOff, int ahead, int most) =>
        Enumerable.Range(1, most).Select(back => cutOff.Month - ahead - back + 1).Where(past => past >= _history.FirstMonth + FewestMonths)
            .Select(past => CutOff.Of(past) with { IsReplay = true });

    /// <summary>By object, then by expert.</summary>
    private double[][] ExpertsOf(CutOff cutOff, int ahead)
    {
        var (raw, smoothed) = (RawOf(cutOff), _experts.Smoothed(cutOff.Month, ahead));
        var rest = ahead == 1 ? cutOff.Rest : 1;
        return
        [
            .. Enumerable.Range(0, _history.Objects.Count).Select(o => (double[])
            [
                raw.Targets[o].Bands[ahead - 1].P50, rest * _experts.MeanOf(o, cutOff.Month, 3), rest * _experts.Naive(o, cutOff.Month), rest * smoothed[o],
            ]),
        ];
    }

    private double[] WeightsOf(CutOff cutOff, int ahead)
    {
        var cutOffs = CompletedBefore(cutOff, ahead, BlendCutOffs).ToList();
        var weights = (double[])Priors.Clone();
        if (cutOffs.Count >= BlendFrom)
        {
            var (errors, actual) = (new double[Priors.Length], 0.0);
            foreach (var past in cutOffs)
            {
                var experts = ExpertsOf(past, ahead);
                for (var o = 0; o < experts.Length; o++)
                {
                    var received = _experts.Received(o, past.Month + ahead - 1);
                    actual += Math.Abs(received);
                    for (var expert = 0; expert < errors.Length; expert++) errors[expert] += Math.Abs(received - experts[o][expert]);
                }
            }
            if (actual > 0)
            {
                var best = errors.Min();
                for (var expert = 0; expert < weights.Length; expert++)
                    weights[expert] *= Math.Exp(-BlendStrictness * cutOffs.Count / BlendCutOffs * (errors[expert] - best) / actual);
            }
        }
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private Point[] BlendOf(CutOff cutOff, int ahead)
    {
        if (_blends.TryGetValue((cutOff, ahead), out var known)) return known;
        var (raw, weights, experts) = (RawOf(cutOff), WeightsOf(cutOff, ahead), ExpertsOf(cutOff, ahead));
        // Simple ways know of no stock and of nothing that goes back.
        var simple = experts.Select((own, o) => raw.Model.IsSoldOut(o) || raw.Targets[o].MeanOf(ahead - 1) < 0
            ? (1 - weights[0]) * raw.Targets[o].MeanOf(ahead - 1)
            : Enumerable.Range(1, own.Length - 1).Sum(expert => weights[expert] * own[expert])).ToArray();
        var trailing = Enumerable.Range(0, experts.Length).Select(o => _experts.MeanOf(o, cutOff.Month, 6)).ToArray();
        // An object that nobody has asked for yet says nothing of the others.
        var average = trailing.Where((_, o) => _history.HasBegun(o, cutOff)).DefaultIfEmpty(0).Average();
        return _blends[(cutOff, ahead)] =
        [
            .. _members.Select((members, target) =>
            {
                var (outlook, drawn) = (raw.Targets[target], raw.Targets[target].Bands[ahead - 1]);
                var added = members.Sum(o => simple[o]);
                var p50 = weights[0] * drawn.P50 + added;
                // Below nothing only by what goes back.
                return new Point(
                    Math.Max(Math.Min(0, outlook.MeanOf(ahead - 1)), weights[0] * outlook.MeanOf(ahead - 1) + added), new(drawn.P10 + p50 - drawn.P50, p50, drawn.P90 + p50 - drawn.P50),
                    members.Length == 0 ? 0 : Math.Max(members.Sum(o => trailing[o]), 0.35 * average));
            }),
        ];
    }

    /// <summary>
    /// By how many scales the interval is to be widened at its lower and upper end (negative: narrowed), from completed cut-offs: those of all
    /// objects together, and those of a group by itself. With few of them the draws alone are trusted too much: an interval is a little wider then.
    /// </summary>
    private (double Low, double High) ShiftsOf(CutOff cutOff, int target, int ahead)
    {
        var objects = _history.Objects.Count;
        var key = (cutOff, target < objects ? (int?)null : target, ahead);
        if (_shifts.TryGetValue(key, out var known)) return known;
        var (from, to) = target < objects ? (0, objects) : (target, target + 1);
        var (low, high) = (new List<double>(), new List<double>());
        foreach (var past in CompletedBefore(cutOff, ahead, MostCutOffs))
        {
            var points = BlendOf(past, ahead);
            for (var each = from; each < to; each++)
            {
                var point = points[each];
                if (point.Scale <= 0 || !_members[each].Any(o => _history.HasBegun(o, past))) continue;
                var received = _members[each].Sum(o => _experts.Received(o, past.Month + ahead - 1));
                low.Add(Math.Clamp((Math.Max(0, point.Band.P10) - received) / point.Scale, -ScoreLimit, ScoreLimit));
                high.Add(Math.Clamp((received - point.Band.P90) / point.Scale, -ScoreLimit, ScoreLimit));
            }
        }
        var rest = ahead == 1 ? cutOff.Rest : 1;
        var young = 1 - Math.Clamp((cutOff.Month - _history.FirstMonth - ahead) / YoungMonths, 0, 1);
        // Objects of one cut-off miss together: what they say counts by cut-offs.
        var priorScores = Math.Max(ShiftPriorScores, ShiftPriorCutOffs * Enumerable.Range(from, to - from).Count(each => _members[each].Any(o => _history.HasBegun(o, cutOff))));
        return _shifts[key] = (rest * Shift(low, YoungLow), rest * Shift(high, YoungHigh));

        double Shift(List<double> scores, double more)
        {
            scores.Sort();
            var own = scores.Count > 0 ? QuantileOf(scores, 0.9) : 0;
            var prior = ShiftPrior * Math.Sqrt(ahead) * (1 + more * young);
            return (scores.Count * own + priorScores * prior) / (scores.Count + priorScores);
        }
    }
}
