namespace ReportApp.Core.Forecast;

/// <summary>
/// SIGNED without a schedule: which share of what a won deal still owes is received in each month ahead, by the months since it was won.
/// </summary>
internal sealed class BalanceModel
{
    private const int MostLandmarks = 24;
    private const double HalfLife = 12;
    private const double Shrinkage = 10;
    private const int Oldest = 24;

    private readonly double[,] _shares;
    private readonly int _months;

    private BalanceModel(double[,] shares, int months) => (_shares, _months) = (shares, months);

    public static BalanceModel Learn(History history, MoneyModel money, int asOf, int months)
    {
        var paid = new double[Oldest + 1, months];
        var owed = new double[Oldest + 1, months];
        var (sum, count) = (0.0, 0);
        foreach (var (landmark, start, weight, complete) in history.LooksBefore(asOf, MostLandmarks, HalfLife, months))
        {
            foreach (var deal in history.Won)
            {
                if (deal.Created >= start) break;
                if (BalanceAt(deal, money, start) is not { } balance) continue;
                var age = AgeOf(deal, landmark);
                (sum, count) = (sum + balance, count + 1);
                for (var k = 0; k < complete; k++) owed[age, k] += weight * balance;
                foreach (var payment in deal.Payments)
                    if (payment is { Amount: > 0 } && payment.Month - landmark is var k && k >= 0 && k < complete) paid[age, k] += weight * payment.Amount;
            }
        }
        var prior = count > 0 ? Shrinkage * sum / count : 1;
        var shares = new double[Oldest + 1, months];
        for (var k = 0; k < months; k++)
        {
            // The older a debt, the more its neighbours say of it; what none has said yet is as contracts are paid in general.
            var (known, younger) = (0.0, 0.0);
            for (var age = 1; age <= Oldest; age++)
            {
                var parent = (known * younger + prior * money.ShareOfRest(age, k)) / (known + prior);
                younger = shares[age, k] = Math.Clamp((paid[age, k] + prior * parent) / (owed[age, k] + prior), 0, 1);
                known += owed[age, k];
            }
        }
        return new BalanceModel(shares, months);
    }

    /// <summary>What a won deal without a schedule still owes; null: nothing.</summary>
    public static double? BalanceAt(DealHistory deal, MoneyModel money, DateTime moment)
    {
        if (deal.At(moment) != DealStatus.Won) return null;
        foreach (var line in deal.Lines)
            if (line.Known < moment) return null;
        var contract = money.ContractOf(deal, moment);
        var balance = contract - deal.PaidBefore(moment);
        return balance > contract * 0.01 ? balance : null;
    }

    public void Fill(DealHistory deal, CutOff cutOff, Span<double> shares)
    {
        var (age, left) = (AgeOf(deal, cutOff.Month), 1.0);
        for (var k = 0; k < _months; k++)
        {
            shares[k] = Math.Min(left, k == 0 ? cutOff.ShareOf(_shares[age, k]) : _shares[age, k]);
            left -= shares[k];
        }
    }

    private static int AgeOf(DealHistory deal, int month) => Math.Clamp(month - deal.WonMonth!.Value, 1, Oldest);
}
