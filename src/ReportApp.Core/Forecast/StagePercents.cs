namespace ReportApp.Core.Forecast;

/// <summary>
/// What many CRMs call a forecast: unpaid lines at face value in their month (late ones at once), and of every open deal its amount by a fixed percent of its stage in
/// the month its manager expects. Only compared with. Stages have even percents in the order in which deals enter them.
/// </summary>
internal sealed class StagePercents(History history)
{
    private const int Farthest = 12;

    private readonly Dictionary<int, double[,]> _expected = [];

    /// <param name="ahead">Months from the cut-off, from 1.</param>
    public double Of(int o, int asOf, int ahead)
    {
        if (!_expected.TryGetValue(asOf, out var found)) _expected[asOf] = found = Expect(asOf);
        return ahead <= Farthest ? found[o, ahead - 1] : 0;
    }

    private double[,] Expect(int asOf)
    {
        var (start, expected) = (Months.Start(asOf), new double[history.Objects.Count, Farthest]);
        var percents = PercentsAt(start);
        foreach (var deal in history.Deals)
        {
            switch (deal.At(start))
            {
                case DealStatus.Won:
                    foreach (var line in deal.Lines)
                        if (LineModel.IsDue(line, start)) Add(Math.Max(asOf, line.DueMonth), line.UnpaidAt(start));
                    break;
                // A deal whose month has passed is in none, as in a CRM's own report.
                case DealStatus.Open when deal.ExpectedMonthAt(start) is { } month && month >= asOf && deal.AmountAt(start) is { } amount:
                    Add(month, amount * percents.GetValueOrDefault(deal.StageAt(start).Stage));
                    break;
            }

            void Add(int month, double money)
            {
                if (month - asOf < Farthest) expected[deal.Object, month - asOf] += money;
            }
        }
        return expected;
    }

    private Dictionary<int, double> PercentsAt(DateTime moment)
    {
        int[] stages =
        [
            .. from deal in history.Deals
               from step in deal.PathBefore(moment).Index()
               where !history.IsFinal(step.Item)
               group step.Index by step.Item into stage
               orderby stage.Average(), stage.Key
               select stage.Key,
        ];
        return stages.Index().ToDictionary(stage => stage.Item, stage => (stage.Index + 1.0) / (stages.Length + 1));
    }
}
