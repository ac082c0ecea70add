namespace ReportApp.Core.Forecast;

/// <summary>Money expected of one object: means of the three sources by month ahead (index 0 is the month of the cut-off), and the drawn totals.</summary>
internal sealed class ObjectOutlook(int months, int draws)
{
    public double[] Signed { get; } = new double[months];

    public double[] Open { get; } = new double[months];

    public double[] New { get; } = new double[months];

    /// <summary>By month ahead, then by draw: the same draw of all objects is one future.</summary>
    public double[][] Draws { get; } = [.. Enumerable.Range(0, months).Select(_ => new double[draws])];

    public double MeanOf(int month) => Signed[month] + Open[month] + New[month];
}

/// <summary>SIGNED + OPEN + NEW with their distribution (forecast.md §2–§6), as of the first day of a month.</summary>
internal static class StructuralForecast
{
    private const double ObjectShock = 0.15;
    private const double OpenShock = 0.10;
    private const double OpenObjectShock = 0.08;

    private enum Stream : ulong { Arrivals = 1, ArrivalsOfObject, Wins, WinsOfObject, Win, Line, Balance, New }

    public static IReadOnlyList<ObjectOutlook> Compute(Landmarks landmarks, int asOf, int months, int draws)
    {
        var history = landmarks.History;
        var money = MoneyModel.Learn(landmarks, asOf, months);
        var models = new Models(
            WinModel.Learn(landmarks, asOf, months), money, LineModel.Learn(history, asOf, months),
            BalanceModel.Learn(history, money, asOf, months), ArrivalModel.Learn(history, asOf, months));
        var open = landmarks.OpenAt(asOf).ToLookup(deal => deal.Deal.Object);
        var outlooks = history.Objects.Select(_ => new ObjectOutlook(months, draws)).ToArray();
        Parallel.For(0, outlooks.Length, o =>
        {
            var outlook = outlooks[o];
            AddOpen(outlook, o, open[o], models, asOf, months, draws);
            AddSigned(outlook, history.ByObject[o], models, asOf, months, draws);
            AddNew(outlook, o, models, asOf, months, draws);
        });
        return outlooks;
    }

    private sealed record Models(WinModel Wins, MoneyModel Money, LineModel Lines, BalanceModel Balances, ArrivalModel Arrivals);

    private static void AddOpen(ObjectOutlook outlook, int o, IEnumerable<OpenDeal> deals, Models models, int asOf, int months, int draws)
    {
        var start = Months.Start(asOf);
        var shocks = Shocks(Stream.Wins, 0, OpenShock, draws).Zip(Shocks(Stream.WinsOfObject, (ulong)o, OpenObjectShock, draws), (all, own) => all * own).ToArray();
        var (chances, until) = (new double[months], new double[months]);
        foreach (var open in deals)
        {
            // A draft schedule says more than the profile.
            if (open.Deal.Lines.Any(line => LineModel.IsDue(line, start)))
            {
                AddLines(outlook, outlook.Open, open.Deal, models, asOf, months, draws);
                continue;
            }
            models.Wins.Fill(open, chances);
            var amount = models.Money.ExpectedAmount(open, start);
            var profile = models.Money.ProfileOf(open.Deal);
            var sum = 0.0;
            for (var k = 0; k < months; k++)
            {
                until[k] = sum += chances[k];
                for (var j = 0; k + j < months; j++) outlook.Open[k + j] += chances[k] * amount * profile[j];
            }
            for (var draw = 0; draw < draws; draw++)
            {
                var luck = new Dice((ulong)Stream.Win, (ulong)open.Deal.Index, (ulong)draw).Uniform() / shocks[draw];
                if (luck >= sum) continue;
                var k = 0;
                while (luck >= until[k]) k++;
                for (var j = 0; k + j < months; j++) outlook.Draws[k + j][draw] += amount * profile[j];
            }
        }
    }

    private static void AddSigned(ObjectOutlook outlook, IEnumerable<DealHistory> deals, Models models, int asOf, int months, int draws)
    {
        var start = Months.Start(asOf);
        var shares = new double[months];
        foreach (var deal in deals)
        {
            if (deal.Created >= start) break;
            if (deal.At(start) != DealStatus.Won) continue;
            AddLines(outlook, outlook.Signed, deal, models, asOf, months, draws);
            if (BalanceModel.BalanceAt(deal, models.Money, start) is not { } balance) continue;
            models.Balances.Fill(deal, asOf, shares);
            for (var k = 0; k < months; k++) outlook.Signed[k] += balance * shares[k];
            // A debt is paid in pieces of the usual size.
            var size = models.Arrivals.PaymentSize[deal.Object];
            var pieces = size > 0 ? (int)Math.Clamp(Math.Round(balance / size), 1, 12) : 1;
            for (var piece = 0; piece < pieces; piece++)
                Draw(outlook, shares, balance / pieces, Stream.Balance, (ulong)((deal.Index * 16L) + piece), draws);
        }
    }

    private static void AddLines(ObjectOutlook outlook, double[] means, DealHistory deal, Models models, int asOf, int months, int draws)
    {
        var start = Months.Start(asOf);
        var chances = new double[months];
        var condition = -1;
        for (var index = 0; index < deal.Lines.Count; index++)
        {
            var line = deal.Lines[index];
            if (!LineModel.IsDue(line, start)) continue;
            if (condition < 0) condition = LineModel.ConditionOf(deal, start);
            models.Lines.Fill(line, condition, asOf, chances);
            var unpaid = line.UnpaidAt(start);
            for (var k = 0; k < months; k++) means[k] += unpaid * chances[k];
            Draw(outlook, chances, unpaid, Stream.Line, ((ulong)deal.Index << 12) + (ulong)index, draws);
        }
    }

    /// <summary>Puts an amount into one month of each draw, or into none.</summary>
    private static void Draw(ObjectOutlook outlook, double[] chances, double amount, Stream stream, ulong subject, int draws)
    {
        for (var draw = 0; draw < draws; draw++)
        {
            var luck = new Dice((ulong)stream, subject, (ulong)draw).Uniform();
            for (var k = 0; k < chances.Length; k++)
            {
                luck -= chances[k];
                if (luck >= 0) continue;
                outlook.Draws[k][draw] += amount;
                break;
            }
        }
    }

    private static void AddNew(ObjectOutlook outlook, int o, Models models, int asOf, int months, int draws)
    {
        var arrivals = models.Arrivals;
        var size = arrivals.PaymentSize[o];
        var own = Shocks(Stream.ArrivalsOfObject, (ulong)o, ObjectShock, draws);
        var shape = 1 / (arrivals.PaymentVariation * arrivals.PaymentVariation);
        for (var h = 0; h < months; h++)
        {
            var mean = outlook.New[h] = Math.Max(0, arrivals.MoneyOf(o, asOf, h + 1));
            if (mean <= 0 || size <= 0) continue;
            var common = Shocks(Stream.Arrivals, 0, arrivals.Spread * (0.6 + 0.1 * h), draws);
            for (var draw = 0; draw < draws; draw++)
            {
                var dice = new Dice((ulong)Stream.New, (ulong)((o * 64L) + h), (ulong)draw);
                var payments = dice.Poisson(mean / size * common[draw] * own[draw]);
                outlook.Draws[h][draw] += dice.Gamma(payments * shape) / shape * size;
            }
        }
    }

    /// <summary>One lognormal factor of mean 1 by draw.</summary>
    private static double[] Shocks(Stream stream, ulong subject, double deviation, int draws) =>
        [.. Enumerable.Range(0, draws).Select(draw => Math.Exp(deviation * new Dice((ulong)stream, subject, (ulong)draw).Normal() - deviation * deviation / 2))];
}
