namespace ReportApp.Core.Forecast;

/// <summary>Simple forecasts from past receipts alone: what the structural one is compared and blended with.</summary>
internal sealed class Experts
{
    private readonly History _history;
    private readonly double[,] _received;

    public Experts(History history)
    {
        _history = history;
        var payments = history.Deals.SelectMany(deal => deal.Payments.Select(payment => (deal.Object, payment.Month, payment.Amount))).ToList();
        var last = payments.Count == 0 ? history.FirstMonth : payments.Max(payment => payment.Month);
        _received = new double[history.Objects.Count, last - history.FirstMonth + 1];
        foreach (var (o, month, amount) in payments)
            if (month >= history.FirstMonth) _received[o, month - history.FirstMonth] += amount;
    }

    /// <summary>Received by an object in a month; 0 outside the facts.</summary>
    public double Received(int o, int month)
    {
        var t = month - _history.FirstMonth;
        return t >= 0 && t < _received.GetLength(1) ? _received[o, t] : 0;
    }

    public double MeanOf(int o, int asOf, int months)
    {
        var from = Math.Max(_history.FirstMonth, asOf - months);
        return asOf <= from ? 0 : Enumerable.Range(from, asOf - from).Average(month => Received(o, month));
    }

    public double Naive(int o, int asOf) => Received(o, asOf - 1);

    /// <summary>The same month a year before; where there was none, the last month.</summary>
    public double SeasonalNaive(int o, int asOf, int ahead) =>
        asOf + ahead - 13 >= _history.FirstMonth ? Received(o, asOf + ahead - 13) : Naive(o, asOf);

    /// <summary>Exponential smoothing of all receipts, split by the last half year's shares.</summary>
    public double[] Smoothed(int asOf, int ahead)
    {
        var objects = _history.Objects.Count;
        var total = Enumerable.Range(_history.FirstMonth, Math.Max(0, asOf - _history.FirstMonth))
            .Select(month => Enumerable.Range(0, objects).Sum(o => Received(o, month))).SkipWhile(value => value == 0).ToArray();
        var forecast = Math.Max(0, DampedTrend.Forecast(total, ahead));
        var trailing = Enumerable.Range(0, objects).Select(o => Math.Max(0, MeanOf(o, asOf, 6))).ToArray();
        var sum = trailing.Sum();
        return [.. trailing.Select(share => sum > 0 ? forecast * share / sum : 0)];
    }
}

/// <summary>Exponential smoothing with a damped additive trend (Gardner and McKenzie, 1985); parameters by least squared one-step error.</summary>
internal static class DampedTrend
{
    private static readonly double[] Levels = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
    private static readonly double[] Trends = [0.02, 0.05, 0.1, 0.2];
    private static readonly double[] Dampings = [0.8, 0.9, 0.98];

    public static double Forecast(ReadOnlySpan<double> series, int ahead)
    {
        if (series.Length < 3) return series.Length == 0 ? 0 : series[^1];
        var (best, answer) = (double.MaxValue, series[^1]);
        foreach (var alpha in Levels)
        {
            foreach (var beta in Trends)
            {
                foreach (var phi in Dampings)
                {
                    var (level, trend, error) = (series[0], 0.0, 0.0);
                    for (var t = 1; t < series.Length; t++)
                    {
                        var expected = level + phi * trend;
                        error += (series[t] - expected) * (series[t] - expected);
                        var next = expected + alpha * (series[t] - expected);
                        trend = beta * (next - level) + (1 - beta) * phi * trend;
                        level = next;
                    }
                    if (error >= best) continue;
                    best = error;
                    answer = level;
                    for (var (step, damping) = (1, phi); step <= ahead; step++, damping *= phi) answer += damping * trend;
                }
            }
        }
        return answer;
    }
}
