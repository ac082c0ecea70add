using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>How a method did over all cells (object × month) of one horizon.</summary>
/// <param name="Wape">Sum of absolute errors by the sum of what was received; null: nothing was.</param>
/// <param name="Bias">Sum of means by the sum received, less 1; null: nothing was.</param>
public sealed record Accuracy(string Method, int Horizon, int Cells, double? Wape, double? Bias);

/// <summary>A past month of all objects together, as it was forecast and as it came.</summary>
public sealed record PastMonth(YearMonth Month, int Horizon, double Mean, double Received);

/// <param name="Coverage">Share of cells that lay within P10 to P90; 0.8 is promised. A horizon without cells is not there.</param>
/// <param name="Pinball">Mean pinball loss of the three quantiles by the mean received, times two; null: nothing was received.</param>
/// <param name="Months">By horizon, in order.</param>
public sealed record BacktestResult(
    IReadOnlyList<Accuracy> Methods, IReadOnlyDictionary<int, double> Coverage, IReadOnlyDictionary<int, double?> Pinball, IReadOnlyList<PastMonth> Months);

/// <param name="Chance">Mean chance that the deals were given.</param>
/// <param name="Won">Share of them that were won.</param>
public sealed record CalibrationBin(int Deals, double Chance, double Won);

/// <summary>Whether deals are won as often as was said.</summary>
/// <param name="Error">Mean distance of chance and share over the bins, weighted by their deals (expected calibration error); null: no deals.</param>
public sealed record Calibration(IReadOnlyList<CalibrationBin> Bins, double? Error);

/// <summary>Repeats past cut-offs and compares with what came (forecast.md §9).</summary>
public static class Backtest
{
    /// <summary>With less of a past there is nothing to forecast from.</summary>
    private const int FewestMonths = 3;

    /// <param name="months">To be forecast, each from as far back as a horizon says; all must be over.</param>
    /// <param name="cancellationToken">Between two cut-offs.</param>
    public static BacktestResult Run(
        ForecastFacts facts, IReadOnlyList<YearMonth> months, IReadOnlyList<int> horizons, int draws = 1_000, CancellationToken cancellationToken = default)
    {
        var forecaster = new Forecaster(facts, horizons.Max(), draws);
        var history = new History(facts);
        var experts = new Experts(history);
        var percents = new StagePercents(history);
        var objects = history.Objects.Select((found, index) => (found.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);
        var methods = new List<Accuracy>();
        var past = new List<PastMonth>();
        var (coverage, pinball) = (new Dictionary<int, double>(), new Dictionary<int, double?>());
        foreach (var horizon in horizons)
        {
            var cutOffs = months.Select(month => month.Plus(1 - horizon)).Where(cutOff => Months.Of(cutOff) >= history.FirstMonth + FewestMonths).ToList();
            var cells = cutOffs.SelectMany(cutOff =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return forecaster.Forecast(cutOff, [horizon]).Select(cell =>
                {
                    var (o, asOf) = (objects[cell.Target], Months.Of(cutOff));
                    return (Cell: cell, Object: o, AsOf: asOf, Received: experts.Received(o, asOf + horizon - 1));
                });
            }).ToList();
            past.AddRange(cells.GroupBy(cell => cell.Cell.Month).OrderBy(month => month.Key).Select(month => new PastMonth(month.Key, horizon, month.Sum(cell => cell.Cell.Mean), month.Sum(cell => cell.Received))));
            var received = cells.Sum(cell => Math.Abs(cell.Received));
            Add("forecast", cell => cell.Cell.Band.P50, cell => cell.Cell.Mean);
            Simple("mean-3", cell => experts.MeanOf(cell.Object, cell.AsOf, 3));
            Simple("naive", cell => experts.Naive(cell.Object, cell.AsOf));
            Simple("seasonal-naive", cell => experts.SeasonalNaive(cell.Object, cell.AsOf, horizon));
            Simple("ets", cell => experts.Smoothed(cell.AsOf, horizon)[cell.Object]);
            if (facts.ExpectedCloses.Count > 0)
            {
                Simple("stage-percent", cell => percents.Of(cell.Object, cell.AsOf, horizon));
                Simple("stage-percent-less-20", cell => 0.8 * percents.Of(cell.Object, cell.AsOf, horizon));
            }
            if (cells.Count > 0) coverage[horizon] = cells.Average(cell => cell.Received >= cell.Cell.Band.P10 && cell.Received <= cell.Cell.Band.P90 ? 1.0 : 0);
            pinball[horizon] = received == 0 ? null : 2 * cells.Sum(cell =>
                (Loss(cell.Received, cell.Cell.Band.P10, 0.1) + Loss(cell.Received, cell.Cell.Band.P50, 0.5) + Loss(cell.Received, cell.Cell.Band.P90, 0.9)) / 3) / received;

            void Simple(string method, Func<(ForecastCell Cell, int Object, int AsOf, double Received), double> value) => Add(method, value, value);

            void Add(
                string method, Func<(ForecastCell Cell, int Object, int AsOf, double Received), double> middle,
                Func<(ForecastCell Cell, int Object, int AsOf, double Received), double> mean) => methods.Add(new Accuracy(
                    method, horizon, cells.Count, received == 0 ? null : cells.Sum(cell => Math.Abs(cell.Received - middle(cell))) / received,
                    received == 0 ? null : cells.Sum(mean) / cells.Sum(cell => cell.Received) - 1));
        }
        return new BacktestResult(methods, coverage, pinball, past);
    }

    /// <summary>Chances of being won within some months against what came, in ten bins of the chance.</summary>
    /// <param name="cutOffs">The months after each must be over.</param>
    public static Calibration Calibrate(ForecastFacts facts, IReadOnlyList<YearMonth> cutOffs, int months = 3)
    {
        const int bins = 10;
        var landmarks = new Landmarks(new History(facts));
        var cases = new List<(double Chance, bool IsWon)>();
        foreach (var month in cutOffs.Select(Months.Of))
        {
            var model = new StructuralForecast(landmarks, CutOff.Of(month), months);
            cases.AddRange(landmarks.OpenAt(month).Select(open => (model.ChanceOf(open.Deal), open.WonIn(month, months) is not null)));
        }
        CalibrationBin[] found =
        [
            .. from each in cases
               group each by Math.Min(bins - 1, (int)(each.Chance * bins)) into bin
               orderby bin.Key
               select new CalibrationBin(bin.Count(), bin.Average(each => each.Chance), bin.Average(each => each.IsWon ? 1.0 : 0)),
        ];
        return new Calibration(found, cases.Count == 0 ? null : found.Sum(bin => bin.Deals * Math.Abs(bin.Chance - bin.Won)) / cases.Count);
    }

    private static double Loss(double actual, double quantile, double share) =>
        actual >= quantile ? share * (actual - quantile) : (1 - share) * (quantile - actual);
}
