namespace ReportApp.Core.Forecast;

/// <param name="Deals">Expected to be created in a month.</param>
/// <param name="Like">The object whose deals go as they will.</param>
internal readonly record struct Arrivals(double Deals, int Like);

/// <summary>
/// NEW: deals that will be created, by run rate and season, and the money that a created deal has brought in each month of its life, by a
/// cohort triangle (forecast.md §5).
/// </summary>
internal sealed class ArrivalModel
{
    private const int Cohorts = 18;
    private const double HalfLife = 9;
    private const double LevelDeals = 60;
    private const int SeasonFrom = 13;
    private const double SeasonPrior = 2;

    /// <summary>What a month of a deal's life without observations has of the one before it, and how many deals that is worth.</summary>
    private const double Beyond = 0.8;
    private const double BeyondDeals = 20;

    private readonly double[] _rates;
    private readonly double[] _season;
    private readonly double[,] _money;

    /// <summary>By object: how many of the deals created are won within the months ahead.</summary>
    private readonly double[] _won;

    private ArrivalModel(double[] rates, double[] season, double[,] money, double[] won) => (_rates, _season, _money, _won) = (rates, season, money, won);

    /// <summary>How far arrivals strayed from their trailing mean: the log-sd of the shock that all objects share.</summary>
    public double Spread { get; private init; }

    /// <summary>Mean size of one payment by object, and how unequal payments are (coefficient of variation).</summary>
    public required IReadOnlyList<double> PaymentSize { get; init; }

    public double PaymentVariation { get; private init; }

    public static ArrivalModel Learn(History history, int asOf, int months)
    {
        var objects = history.Objects.Count;
        var length = Math.Max(0, asOf - history.FirstMonth);
        var created = new double[objects, length];
        var (received, won) = (new double[objects, length, months], new double[objects, length, months]);
        var sizes = new (double Sum, double Squares, int Count)[objects];
        foreach (var deal in history.Deals)
        {
            var cohort = Months.Of(deal.Created) - history.FirstMonth;
            if (cohort >= length) break;
            if (cohort < 0) continue;
            created[deal.Object, cohort]++;
            if (deal.WonMonth is { } wonMonth && wonMonth < asOf && wonMonth - history.FirstMonth - cohort is var life && life >= 0 && life < months)
                won[deal.Object, cohort, life]++;
            foreach (var payment in deal.Payments)
            {
                if (payment.Month >= asOf) break;
                ref var size = ref sizes[deal.Object];
                size = (size.Sum + payment.Amount, size.Squares + payment.Amount * payment.Amount, size.Count + 1);
                var j = payment.Month - history.FirstMonth - cohort;
                if (j >= 0 && j < months) received[deal.Object, cohort, j] += payment.Amount;
            }
        }
        var totals = Enumerable.Range(0, length).Select(t => Enumerable.Range(0, objects).Sum(o => created[o, t])).ToArray();
        var season = Season(totals, history.FirstMonth);
        var rates = Enumerable.Range(0, objects).Select(o => Rate(o)).ToArray();
        var (sum, squares, count) = (sizes.Sum(s => s.Sum), sizes.Sum(s => s.Squares), sizes.Sum(s => s.Count));
        var mean = count > 0 ? sum / count : 0;
        var wins = PerDeal(created, won, length, months);
        return new ArrivalModel(
            rates, season, PerDeal(created, received, length, months), [.. Enumerable.Range(0, objects).Select(o => Enumerable.Range(0, months).Sum(j => wins[o, j]))])
        {
            Spread = SpreadOf(totals, season, history.FirstMonth),
            PaymentSize = [.. sizes.Select(size => (size.Sum + 5 * mean) / (size.Count + 5))],
            PaymentVariation = count > 1 && mean > 0 ? Math.Clamp(Math.Sqrt(Math.Max(0, squares / count - mean * mean)) / mean, 0.2, 3) : 1,
        };

        double Rate(int o)
        {
            double Mean(int over)
            {
                var from = Math.Max(0, length - over);
                return length == 0 ? 0 : Enumerable.Range(from, length - from).Sum(t => created[o, t] / season[(history.FirstMonth + t) % 12]) / (length - from);
            }
            return 0.75 * Mean(3) + 0.25 * Mean(9);
        }
    }

    /// <summary>Deals expected to be created in a month.</summary>
    public double ArrivalsOf(int o, int month) => _rates[o] * _season[month % 12];

    /// <summary>Money expected in the month <paramref name="ahead"/> (from 1) of deals that do not exist yet.</summary>
    /// <param name="arrivals">By month ahead, from the first.</param>
    /// <param name="stock">Units that are left for them; who comes when these are gone brings nothing.</param>
    public double MoneyOf(IReadOnlyList<Arrivals> arrivals, CutOff cutOff, int ahead, double stock)
    {
        var money = 0.0;
        for (var a = 1; a <= ahead && stock > 0; a++)
        {
            var (deals, like) = arrivals[a - 1];
            var units = deals * _won[like];
            money += deals * _money[like, ahead - a] * (units > stock ? stock / units : 1);
            stock -= units;
        }
        // Who comes in what is left of this month has less than a month to pay in it, too.
        return ahead == 1 ? money * cutOff.Rest : money;
    }

    private static double[] Season(double[] totals, int first)
    {
        var season = Enumerable.Repeat(1.0, 12).ToArray();
        // The last year alone would make every trend a season.
        if (totals.Length < SeasonFrom) return season;
        var (sums, counts) = (new double[12], new double[12]);
        for (var t = 0; t < totals.Length; t++)
        {
            var (from, to) = (Math.Max(0, t - 6), Math.Min(totals.Length - 1, t + 6));
            var level = totals[from..(to + 1)].Average();
            if (level <= 0) continue;
            sums[(first + t) % 12] += totals[t] / level;
            counts[(first + t) % 12]++;
        }
        for (var month = 0; month < 12; month++) season[month] = (sums[month] + SeasonPrior) / (counts[month] + SeasonPrior);
        var mean = season.Average();
        return [.. season.Select(value => value / mean)];
    }

    /// <summary>By object and month of life: what a created deal has brought, of anything.</summary>
    private static double[,] PerDeal(double[,] created, double[,,] received, int length, int months)
    {
        var objects = created.GetLength(0);
        var all = new double[months];
        for (var j = 0; j < months; j++)
        {
            var (money, deals) = Sum(Enumerable.Range(0, objects), j);
            // Where few cohorts have reached a month of life, or none, it fades from the one before it.
            var prior = j > 0 ? BeyondDeals : 0;
            all[j] = deals + prior > 0 ? (money + (j > 0 ? prior * Beyond * all[j - 1] : 0)) / (deals + prior) : 0;
        }
        var result = new double[objects, months];
        for (var o = 0; o < objects; o++)
        {
            var (actual, expected, deals) = (0.0, 0.0, 0.0);
            for (var j = 0; j < months; j++)
            {
                var (money, count) = Sum([o], j);
                (actual, expected, deals) = (actual + money, expected + count * all[j], Math.Max(deals, count));
            }
            var perDeal = deals > 0 ? expected / deals : all.Sum();
            var level = expected + LevelDeals * perDeal > 0 ? (actual + LevelDeals * perDeal) / (expected + LevelDeals * perDeal) : 1;
            for (var j = 0; j < months; j++)
            {
                var (money, count) = Sum([o], j);
                result[o, j] = (money + LevelDeals * all[j] * level) / (count + LevelDeals);
            }
        }
        return result;

        // The j-th month of a cohort's life is known when it is over.
        (double Money, double Deals) Sum(IEnumerable<int> of, int j)
        {
            var (money, deals) = (0.0, 0.0);
            foreach (var o in of)
            {
                for (var cohort = Math.Max(0, length - Cohorts - j); cohort + j < length; cohort++)
                {
                    var weight = Math.Pow(0.5, (length - cohort - j) / HalfLife);
                    (money, deals) = (money + weight * received[o, cohort, j], deals + weight * created[o, cohort]);
                }
            }
            return (money, deals);
        }
    }

    private static double SpreadOf(double[] totals, double[] season, int first)
    {
        var logs = new List<double>();
        for (var t = 3; t < totals.Length; t++)
        {
            var level = Enumerable.Range(t - 3, 3).Average(before => totals[before] / season[(first + before) % 12]);
            if (level > 0 && totals[t] > 0) logs.Add(Math.Log(totals[t] / season[(first + t) % 12] / level));
        }
        if (logs.Count < 3) return 0.3;
        var mean = logs.Average();
        return Math.Clamp(Math.Sqrt(logs.Average(log => (log - mean) * (log - mean))), 0.08, 0.6);
    }
}
