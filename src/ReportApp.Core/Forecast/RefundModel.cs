namespace ReportApp.Core.Forecast;

/// <summary>
/// SIGNED, its negative part: the share of the money that contracts have paid which is given back in a month, by payment form (forecast.md §3).
/// Nothing is expected back before enough contracts have ended.
/// </summary>
internal sealed class RefundModel
{
    private const int MostLandmarks = 24;
    private const double HalfLife = 12;
    private const int FewestRefunds = 10;

    /// <summary>How much of all money says of a form what the form itself does not.</summary>
    private const double Shrinkage = 0.1;

    private readonly Dictionary<string, double> _rates;

    private RefundModel(Dictionary<string, double> rates) => _rates = rates;

    public static RefundModel Learn(RefundHistory history, int asOf)
    {
        if (history.RefundedBefore(asOf) < FewestRefunds) return new RefundModel([]);
        var sums = history.Forms.ToDictionary(form => form, form =>
        {
            var (held, returned) = (0.0, 0.0);
            for (var month = asOf - MostLandmarks; month < asOf; month++)
            {
                var weight = Math.Pow(0.5, (asOf - month) / HalfLife);
                (held, returned) = (held + weight * history.HeldAt(form, month), returned + weight * history.ReturnedIn(form, month));
            }
            return (Held: held, Returned: returned);
        });
        var (all, back) = (sums.Values.Sum(sum => sum.Held), sums.Values.Sum(sum => sum.Returned));
        if (all <= 0) return new RefundModel([]);
        var prior = Shrinkage * all;
        return new RefundModel(sums.ToDictionary(
            pair => pair.Key, pair => Math.Clamp((pair.Value.Returned + prior * back / all) / (pair.Value.Held + prior), 0, 1)));
    }

    /// <summary>The share given back in a month of what a contract has paid.</summary>
    public double RateOf(DealHistory deal) => _rates.GetValueOrDefault(deal.Form);
}

/// <summary>By payment form: what contracts had paid at the start of each month, and what was given back in it.</summary>
internal sealed class RefundHistory
{
    private readonly int _first;
    private readonly int _length;
    private readonly int[] _refunds;
    private readonly Dictionary<string, (double[] Held, double[] Returned)> _forms = [];

    public RefundHistory(History history)
    {
        var last = history.Deals.SelectMany(deal => deal.Payments.Select(payment => payment.Month).Append(deal.EndMonth ?? history.FirstMonth))
            .DefaultIfEmpty(history.FirstMonth).Max();
        (_first, _length) = (history.FirstMonth, last - history.FirstMonth + 2);
        _refunds = new int[_length];
        foreach (var deal in history.Deals)
        {
            if (deal.Payments.Count == 0) continue;
            if (!_forms.TryGetValue(deal.Form, out var own)) _forms[deal.Form] = own = (new double[_length], new double[_length]);
            var end = deal.EndMonth ?? int.MaxValue;
            var (paid, isRefunded) = (0.0, false);
            foreach (var payment in deal.Payments)
            {
                var t = payment.Month - _first;
                if (t < 0) continue;
                if (payment.Amount < 0)
                {
                    own.Returned[t] -= payment.Amount;
                    if (!isRefunded) _refunds[t]++;
                    isRefunded = true;
                }
                // Held from the next month on, until the contract ends; each step is added up below.
                if (payment.Month >= end) continue;
                own.Held[t + 1] += payment.Amount;
                paid += payment.Amount;
            }
            if (end + 1 - _first is var over && over >= 0 && over < _length) own.Held[over] -= paid;
        }
        foreach (var (held, _) in _forms.Values)
            for (var t = 1; t < _length; t++) held[t] += held[t - 1];
    }

    public IReadOnlyCollection<string> Forms => _forms.Keys;

    /// <summary>Contracts that money was given back of.</summary>
    public int RefundedBefore(int month) => _refunds.Take(Math.Max(0, month - _first)).Sum();

    public double HeldAt(string form, int month) => In(_forms[form].Held, month);

    public double ReturnedIn(string form, int month) => In(_forms[form].Returned, month);

    private double In(double[] months, int month) => month < _first ? 0 : months[Math.Min(month - _first, _length - 1)];
}
