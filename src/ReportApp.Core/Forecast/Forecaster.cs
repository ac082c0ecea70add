using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>One number of a forecast with what it is made of. Money; the three parts add up to the mean.</summary>
/// <param name="Horizon">Months from the cut-off; 1 is the month that begins with it.</param>
public sealed record ForecastCell(
    string ObjectId, YearMonth Month, int Horizon, double Mean, double P10, double P50, double P90, double Signed, double Open, double New);

/// <summary>
/// Forecasts as of the first day of any month, from facts known before it. Live forecasts, replays of the past that calibrate them, and the
/// backtest are the same computation; what a forecast learns from its own past it takes from cut-offs whose outcome was known before it.
/// </summary>
public sealed class Forecaster
{
    private const int MostCutOffs = 12;
    private const int FewestScores = 20;
    private const double ScoreLimit = 2;
    private const int BlendCutOffs = 9;
    private const int BlendFrom = 3;
    private const double BlendStrictness = 14;
    private const int FewestMonths = 2;

    /// <summary>Structural, mean of three months, naive, smoothed.</summary>
    private static readonly double[] Priors = [0.70, 0.12, 0.06, 0.12];

    private readonly History _history;
    private readonly Landmarks _landmarks;
    private readonly Experts _experts;
    private readonly int _months;
    private readonly int _draws;
    private readonly Dictionary<int, Raw> _raws = [];
    private readonly Dictionary<(int AsOf, int Ahead), IReadOnlyList<Point>> _blends = [];

    /// <param name="facts">Also later ones than the cut-offs: they change nothing.</param>
    /// <param name="months">The farthest horizon.</param>
    public Forecaster(ForecastFacts facts, int months, int draws = 1_000)
    {
        (_history, _months, _draws) = (new History(facts), months, draws);
        (_landmarks, _experts) = (new Landmarks(_history), new Experts(_history));
    }

    private sealed record Raw(IReadOnlyList<ObjectOutlook> Outlooks, double[,][] Quantiles);

    /// <summary>A blended forecast before its interval is calibrated.</summary>
    private sealed record Point(double Mean, double P10, double P50, double P90, double Scale);

    /// <summary>All objects, by horizon within object.</summary>
    public IReadOnlyList<ForecastCell> Forecast(YearMonth asOf, IReadOnlyList<int> horizons) =>
    [
        .. from o in Enumerable.Range(0, _history.Objects.Count)
           from horizon in horizons
           select Cell(Months.Of(asOf), o, horizon),
    ];

    private ForecastCell Cell(int asOf, int o, int ahead)
    {
        var outlook = RawOf(asOf).Outlooks[o];
        var (point, (low, high)) = (BlendOf(asOf, ahead)[o], ShiftsOf(asOf, ahead));
        var p50 = Math.Max(0, point.P50);
        var p10 = Math.Clamp(point.P10 - low * point.Scale, 0, p50);
        var p90 = Math.Max(p50, point.P90 + high * point.Scale);
        var structural = outlook.MeanOf(ahead - 1);
        // Where the structural part expects nothing, what the simple experts add is of deals that nobody knows yet.
        var (signed, open, @new) = structural > 0
            ? (Share(outlook.Signed), Share(outlook.Open), Share(outlook.New))
            : (0, 0, point.Mean);
        return new ForecastCell(_history.Objects[o].Id, Months.ToMonth(asOf + ahead - 1), ahead, point.Mean, p10, p50, p90, signed, open, @new);

        double Share(double[] part) => part[ahead - 1] / structural * point.Mean;
    }

    private Raw RawOf(int asOf)
    {
        if (_raws.TryGetValue(asOf, out var known)) return known;
        var outlooks = StructuralForecast.Compute(_landmarks, asOf, _months, _draws);
        var quantiles = new double[outlooks.Count, _months][];
        Parallel.For(0, outlooks.Count, o =>
        {
            for (var h = 0; h < _months; h++)
            {
                var sorted = (double[])outlooks[o].Draws[h].Clone();
                Array.Sort(sorted);
                quantiles[o, h] = [QuantileOf(sorted, 0.1), QuantileOf(sorted, 0.5), QuantileOf(sorted, 0.9)];
            }
        });
        return _raws[asOf] = new Raw(outlooks, quantiles);
    }

    /// <summary>Of a sorted sample, linear between its members.</summary>
    internal static double QuantileOf(IReadOnlyList<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var below = (int)position;
        return below + 1 < sorted.Count ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }

    /// <summary>Cut-offs whose month ahead was over before this one, newest first.</summary>
    private IEnumerable<int> CompletedBefore(int asOf, int ahead, int most) =>
        Enumerable.Range(1, most).Select(back => asOf - ahead - back + 1).Where(past => past >= _history.FirstMonth + FewestMonths);

    private double[][] ExpertsOf(int asOf, int ahead)
    {
        var (raw, smoothed) = (RawOf(asOf), _experts.Smoothed(asOf, ahead));
        return
        [
            .. Enumerable.Range(0, _history.Objects.Count).Select(o => (double[])
            [
                raw.Quantiles[o, ahead - 1][1], _experts.MeanOf(o, asOf, 3), _experts.Naive(o, asOf), smoothed[o],
            ]),
        ];
    }

    private double[] WeightsOf(int asOf, int ahead)
    {
        var cutOffs = CompletedBefore(asOf, ahead, BlendCutOffs).ToList();
        var weights = (double[])Priors.Clone();
        if (cutOffs.Count >= BlendFrom)
        {
            var (errors, actual) = (new double[Priors.Length], 0.0);
            foreach (var past in cutOffs)
            {
                var experts = ExpertsOf(past, ahead);
                for (var o = 0; o < experts.Length; o++)
                {
                    var received = _experts.Received(o, past + ahead - 1);
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

    private IReadOnlyList<Point> BlendOf(int asOf, int ahead)
    {
        if (_blends.TryGetValue((asOf, ahead), out var known)) return known;
        var (raw, weights, experts) = (RawOf(asOf), WeightsOf(asOf, ahead), ExpertsOf(asOf, ahead));
        var trailing = Enumerable.Range(0, experts.Length).Select(o => _experts.MeanOf(o, asOf, 6)).ToArray();
        var average = trailing.DefaultIfEmpty(0).Average();
        return _blends[(asOf, ahead)] =
        [
            .. experts.Select((own, o) =>
            {
                var simple = Enumerable.Range(1, own.Length - 1).Sum(expert => weights[expert] * own[expert]);
                var q = raw.Quantiles[o, ahead - 1];
                var p50 = weights[0] * q[1] + simple;
                return new Point(
                    weights[0] * raw.Outlooks[o].MeanOf(ahead - 1) + simple, q[0] + p50 - q[1], p50, q[2] + p50 - q[1], Math.Max(trailing[o], 0.35 * average));
            }),
        ];
    }

    /// <summary>By how many scales the interval is to be widened at its lower and upper end (negative: narrowed), from completed cut-offs.</summary>
    private (double Low, double High) ShiftsOf(int asOf, int ahead)
    {
        var (low, high) = (new List<double>(), new List<double>());
        foreach (var past in CompletedBefore(asOf, ahead, MostCutOffs))
        {
            var points = BlendOf(past, ahead);
            for (var o = 0; o < points.Count; o++)
            {
                if (points[o].Scale <= 0) continue;
                var received = _experts.Received(o, past + ahead - 1);
                low.Add(Math.Clamp((Math.Max(0, points[o].P10) - received) / points[o].Scale, -ScoreLimit, ScoreLimit));
                high.Add(Math.Clamp((received - points[o].P90) / points[o].Scale, -ScoreLimit, ScoreLimit));
            }
        }
        if (low.Count < FewestScores) return (0, 0);
        low.Sort();
        high.Sort();
        return (QuantileOf(low, 0.9), QuantileOf(high, 0.9));
    }
}
