namespace ReportApp.Core.Forecast;

/// <summary>
/// Random numbers that depend only on what they are drawn for, never on the order or the thread in which they are drawn (SplitMix64 over the
/// key). The same key gives the same numbers in every forecast, so that scenarios differ by their effect and not by luck.
/// </summary>
internal struct Dice
{
    private ulong _state;

    /// <summary>Of a subject; each of its draws has dice of its own.</summary>
    public Dice(ulong stream, ulong subject) => _state = Mix(Mix(stream) ^ subject);

    public readonly Dice Of(ulong draw) => new() { _state = Mix(_state ^ draw) };

    /// <summary>Between 0 and 1, both excluded.</summary>
    public double Uniform() => ((Mix(_state += 0x9E3779B97F4A7C15UL) >> 11) + 0.5) * (1.0 / (1UL << 53));

    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    public int Poisson(double mean)
    {
        if (mean > 50) return (int)Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Normal()));
        var (limit, product, count) = (Math.Exp(-mean), Uniform(), 0);
        while (product > limit)
        {
            product *= Uniform();
            count++;
        }
        return count;
    }

    /// <summary>Gamma distributed with mean <paramref name="shape"/> (Marsaglia and Tsang, 2000).</summary>
    public double Gamma(double shape)
    {
        if (shape <= 0) return 0;
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(Uniform(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
