namespace Sandbox.World;

/// <summary>Seeded luck. The same key gives the same luck on every machine, whatever was drawn elsewhere.</summary>
internal sealed class Chance
{
    private readonly Random _random;

    /// <param name="key">What the luck belongs to, such as seed, topic and number.</param>
    public Chance(params ReadOnlySpan<int> key)
    {
        var mixed = 0x9E3779B97F4A7C15UL;
        foreach (var part in key)
        {
            // Neighbouring numbers must not give neighbouring luck: the finaliser of splitmix64.
            mixed = unchecked((mixed ^ (uint)part) * 0xBF58476D1CE4E5B9UL);
            mixed ^= mixed >> 27;
            mixed = unchecked(mixed * 0x94D049BB133111EBUL);
            mixed ^= mixed >> 31;
        }
        _random = new Random((int)(mixed & int.MaxValue));
    }

    public bool Of(double probability) => _random.NextDouble() < probability;

    /// <summary>Both ends may come.</summary>
    public int Between(int from, int to) => _random.Next(from, to + 1);

    public double Between(double from, double to) => from + (_random.NextDouble() * (to - from));

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public T Weighted<T>(IReadOnlyList<(T Item, double Weight)> items)
    {
        var rest = _random.NextDouble() * items.Sum(item => item.Weight);
        foreach (var (item, weight) in items)
        {
            rest -= weight;
            if (rest < 0)
                return item;
        }
        return items[^1].Item;
    }

    /// <summary>A waiting time in days: half the waits are shorter than the median, a few are several times longer.</summary>
    public double Wait(double median)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return median * Math.Exp(Math.Clamp(0.7 * normal, -1.6, 1.6));
    }
}
