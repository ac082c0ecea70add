namespace ReportApp.Core.Forecast;

/// <summary>
/// What a win brings and when: the contract amount against the amount known before, and the share of it that is received in each month after the
/// win, by payment form.
/// </summary>
internal sealed class MoneyModel
{
    private const int WinsOf = 36;
    private const double HalfLife = 12;
    private const double FormWins = 10;
    private const double RatioPrior = 3;

    private readonly Dictionary<string, double[]> _profiles;
    private readonly double[] _profile;
    private readonly double[] _ratios;
    private readonly double[] _typical;

    private MoneyModel(Dictionary<string, double[]> profiles, double[] profile, double[] ratios, double[] typical) =>
        (_profiles, _profile, _ratios, _typical) = (profiles, profile, ratios, typical);

    public static MoneyModel Learn(Landmarks landmarks, CutOff cutOff, int months)
    {
        var history = landmarks.History;
        var (asOf, start) = (cutOff.Month, cutOff.At);
        var typical = TypicalAmounts(history, start);
        var ratios = Ratios(landmarks, asOf, start, typical);
        if (history.IsAtOnce) return new MoneyModel([], [1, .. new double[months - 1]], ratios, typical);
        var paid = new Dictionary<string, double[]>();
        var sold = new Dictionary<string, double[]>();
        var (allPaid, allSold) = (new double[months], new double[months]);
        var (allAmount, allWins) = (0.0, 0);
        foreach (var deal in history.Won)
        {
            if (deal.WonMonth is not { } won || won >= asOf || won < asOf - WinsOf) continue;
            var amount = ContractOf(deal, start, typical);
            if (amount <= 0) continue;
            var weight = Math.Pow(0.5, (asOf - won) / HalfLife);
            var (ownPaid, ownSold) = (Row(paid, deal.Form), Row(sold, deal.Form));
            (allAmount, allWins) = (allAmount + amount, allWins + 1);
            var complete = Math.Min(months, asOf - won);
            for (var j = 0; j < complete; j++)
            {
                ownSold[j] += weight * amount;
                allSold[j] += weight * amount;
            }
            foreach (var payment in deal.Payments)
            {
                var j = payment.Month - won;
                if (j < 0 || j >= complete) continue;
                ownPaid[j] += weight * payment.Amount;
                allPaid[j] += weight * payment.Amount;
            }
        }
        var profile = new double[months];
        for (var j = 0; j < months; j++) profile[j] = allSold[j] > 0 ? Math.Max(0, allPaid[j] / allSold[j]) : 0;
        var prior = allWins > 0 ? FormWins * allAmount / allWins : 1;
        var profiles = paid.ToDictionary(
            pair => pair.Key,
            pair => Enumerable.Range(0, months).Select(j => Math.Max(0, pair.Value[j] + prior * profile[j]) / (sold[pair.Key][j] + prior)).ToArray());
        return new MoneyModel(profiles, profile, ratios, typical);

        double[] Row(Dictionary<string, double[]> rows, string form)
        {
            if (!rows.TryGetValue(form, out var row)) rows[form] = row = new double[months];
            return row;
        }
    }

    /// <summary>Share of the contract amount received in the j-th month after the win, from 0.</summary>
    public double[] ProfileOf(DealHistory deal) => _profiles.GetValueOrDefault(deal.Form, _profile);

    /// <summary>Of what all contracts receive from a month after the win on, the share that comes so many months later.</summary>
    public double ShareOfRest(int from, int later)
    {
        var rest = 0.0;
        for (var j = from; j < _profile.Length; j++) rest += _profile[j];
        return rest > 0 && from + later < _profile.Length ? _profile[from + later] / rest : 0;
    }

    /// <summary>The contract amount expected of an open deal.</summary>
    public double ExpectedAmount(OpenDeal open, DateTime moment)
    {
        var known = open.Deal.AmountAt(moment) ?? 0;
        return known > 0 ? known * _ratios[open.Stage] : _typical[open.Deal.Object];
    }

    /// <summary>The contract amount of a won deal, as known at a moment.</summary>
    public double ContractOf(DealHistory deal, DateTime moment) => ContractOf(deal, moment, _typical);

    private static double ContractOf(DealHistory deal, DateTime moment, double[] typical)
    {
        var known = deal.AmountAt(moment) ?? 0;
        if (known > 0) return known;
        var scheduled = deal.Lines.Where(line => line.Known < moment && !(line.Cancelled < moment)).Sum(line => line.Amount);
        return scheduled > 0 ? scheduled : Math.Max(typical[deal.Object], deal.PaidBefore(moment));
    }

    /// <summary>The mean contract amount by object, drawn to the mean of all; where amounts are never entered, what a won deal paid.</summary>
    private static double[] TypicalAmounts(History history, DateTime moment)
    {
        var (sums, counts) = (new double[history.Objects.Count], new double[history.Objects.Count]);
        foreach (var deal in history.Won)
        {
            if (deal.At(moment) is not DealStatus.Won) continue;
            var amount = Math.Max(deal.AmountAt(moment) ?? 0, deal.PaidBefore(moment));
            if (amount <= 0) continue;
            sums[deal.Object] += amount;
            counts[deal.Object]++;
        }
        var all = counts.Sum() > 0 ? sums.Sum() / counts.Sum() : 0;
        return [.. sums.Select((sum, index) => (sum + RatioPrior * all) / (counts[index] + RatioPrior))];
    }

    private static double[] Ratios(Landmarks landmarks, int asOf, DateTime start, double[] typical)
    {
        var (sums, counts) = (new double[landmarks.Stages], new double[landmarks.Stages]);
        foreach (var look in landmarks.History.LooksBefore(asOf, WinsOf, HalfLife, WinsOf))
        {
            foreach (var open in landmarks.WonOf(look.Month))
            {
                if (open.WonIn(look.Month, look.Complete) is null || open.Deal.AmountAt(look.Start) is not { } then || then <= 0) continue;
                sums[open.Stage] += Math.Clamp(ContractOf(open.Deal, start, typical) / then, 0, 5);
                counts[open.Stage]++;
            }
        }
        return [.. sums.Select((sum, stage) => (sum + RatioPrior) / (counts[stage] + RatioPrior))];
    }
}
