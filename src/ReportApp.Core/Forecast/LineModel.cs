namespace ReportApp.Core.Forecast;

/// <summary>
/// SIGNED: in which month an unpaid line of a schedule is paid (forecast.md §3), by the distance to its due month, by whether the deal is in
/// arrears, and by how far ahead one looks. Lines of a contract that ended stay at risk as "never".
/// </summary>
internal sealed class LineModel
{
    private const int MostLandmarks = 24;
    private const double HalfLife = 12;
    private const double Shrinkage = 30;
    private const int Earliest = -7;
    private const int Latest = 8;
    private const int Offsets = Latest - Earliest + 1;
    private const int ArrearsDays = 10;

    /// <summary>Won, and nothing overdue.</summary>
    public const int InTime = 0;

    private const int InArrears = 1;

    /// <summary>Not won yet: a draft schedule.</summary>
    private const int Draft = 2;

    private const int Conditions = 3;

    private readonly double[,,] _hazards;
    private readonly int _months;

    private LineModel(double[,,] hazards, int months) => (_hazards, _months) = (hazards, months);

    public static LineModel Learn(Landmarks landmarks, int asOf, int months)
    {
        var (events, atRisk) = (new double[Conditions, Offsets, months + 1], new double[Conditions, Offsets, months + 1]);
        foreach (var look in landmarks.History.LooksBefore(asOf, MostLandmarks, HalfLife, months)) landmarks.PaymentsOf(look.Month, months).AddTo(events, atRisk, look);
        return new LineModel(Shrink(events, atRisk, months), months);
    }

    /// <summary>By condition of the deal, then by offset from the due month.</summary>
    public static Tally Observe(History history, int month, int months)
    {
        var (tally, start) = (new Tally(Conditions, Offsets, months), Months.Start(month));
        foreach (var deal in history.Scheduled)
        {
            if (deal.Created >= start) break;
            if (deal.At(start) is not (DealStatus.Won or DealStatus.Open)) continue;
            var condition = -1;
            foreach (var line in deal.Lines)
            {
                if (!IsDue(line, start)) continue;
                if (condition < 0) condition = ConditionOf(deal, start);
                // A line that an addendum dropped is out of sight from then on.
                var seen = line.Cancelled is { } dropped ? Math.Min(months, Months.Of(dropped) - month) : months;
                var paid = line.PaidMonth - month + 1;
                for (var k = 1; k <= seen; k++)
                {
                    var offset = OffsetOf(month + k - 1 - line.DueMonth);
                    tally.AtRisk[condition, offset, k]++;
                    if (paid != k) continue;
                    tally.Events[condition, offset, k]++;
                    break;
                }
            }
        }
        return tally;
    }

    /// <summary>Known, neither dropped nor paid.</summary>
    public static bool IsDue(Line line, DateTime moment) => line.Known < moment && !(line.Cancelled < moment) && line.UnpaidAt(moment) > 0;

    public static int ConditionOf(DealHistory deal, DateTime moment) =>
        deal.At(moment) == DealStatus.Open ? Draft : IsInArrears(deal, moment) ? InArrears : InTime;

    private static bool IsInArrears(DealHistory deal, DateTime moment)
    {
        foreach (var line in deal.Lines)
        {
            if (line.Due.AddDays(ArrearsDays) >= moment) break; // in order of their due days
            if (IsDue(line, moment)) return true;
        }
        return false;
    }

    /// <summary>The chance of being paid in the k-th month from the cut-off, for k from 1.</summary>
    public void Fill(Line line, int condition, CutOff cutOff, Span<double> chances)
    {
        var left = 1.0;
        for (var k = 1; k <= _months; k++)
        {
            var hazard = _hazards[condition, OffsetOf(cutOff.Month + k - 1 - line.DueMonth), k];
            // What is due later in this month has not had its time yet.
            if (k == 1 && (line.DueMonth != cutOff.Month || line.Due < cutOff.At)) hazard = cutOff.ShareOf(hazard);
            chances[k - 1] = left * hazard;
            left -= chances[k - 1];
        }
    }

    private static int OffsetOf(int months) => Math.Clamp(months, Earliest, Latest) - Earliest;

    private static double[,,] Shrink(double[,,] events, double[,,] atRisk, int months)
    {
        var hazards = new double[Conditions, Offsets, months + 1];
        for (var offset = 0; offset < Offsets; offset++)
        {
            var (rowEvents, rowAtRisk) = (0.0, 0.0);
            for (var condition = 0; condition < 2; condition++) Add(condition, ref rowEvents, ref rowAtRisk);
            // Without behaviour of its own a line is paid when it is due, or soon after.
            var face = offset < -Earliest ? 0.02 : offset == -Earliest ? 0.7 : 0.3;
            var row = (rowEvents + face * 3) / (rowAtRisk + 3);
            for (var condition = 0; condition < Conditions; condition++)
            {
                var (ownEvents, ownAtRisk) = (0.0, 0.0);
                Add(condition, ref ownEvents, ref ownAtRisk);
                var own = (ownEvents + Shrinkage * row) / (ownAtRisk + Shrinkage);
                for (var k = 1; k <= months; k++)
                    hazards[condition, offset, k] = (events[condition, offset, k] + Shrinkage * own) / (atRisk[condition, offset, k] + Shrinkage);
            }

            void Add(int condition, ref double sumEvents, ref double sumAtRisk)
            {
                for (var k = 1; k <= months; k++) (sumEvents, sumAtRisk) = (sumEvents + events[condition, offset, k], sumAtRisk + atRisk[condition, offset, k]);
            }
        }
        return hazards;
    }
}
