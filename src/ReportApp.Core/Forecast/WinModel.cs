namespace ReportApp.Core.Forecast;

/// <summary>
/// OPEN: when an open deal is won (forecast.md §4). Landmark survival with deals that never close staying at risk, so that the hazards sum to the
/// share of deals that close at all.
/// </summary>
internal sealed class WinModel
{
    public const int MostLandmarks = 36;
    private const double HalfLife = 9;
    private const double Shrinkage = 25;
    private const double FactorPrior = 8;
    private const double FactorPower = 0.7;
    private const int FactorLandmarks = 12;

    /// <summary>What a month without observations has of the hazard before it.</summary>
    private const double Beyond = 0.5;

    private readonly double[,,] _hazards;
    private readonly double[] _factors;
    private readonly int _months;

    private WinModel(double[,,] hazards, double[] factors, int months) => (_hazards, _factors, _months) = (hazards, factors, months);

    /// <param name="asOf">The month of the cut-off.</param>
    /// <param name="months">How many months ahead.</param>
    public static WinModel Learn(Landmarks landmarks, int asOf, int months)
    {
        var events = new double[landmarks.Stages, Landmarks.Buckets, months + 1];
        var atRisk = new double[landmarks.Stages, Landmarks.Buckets, months + 1];
        foreach (var look in landmarks.History.LooksBefore(asOf, MostLandmarks, HalfLife, months)) landmarks.WinsOf(look.Month, months).AddTo(events, atRisk, look);
        var model = new WinModel(Shrink(events, atRisk, months), [.. Enumerable.Repeat(1.0, landmarks.History.Objects.Count)], months);
        model.LearnFactors(landmarks, asOf);
        return model;
    }

    /// <summary>By stage, then by time in it.</summary>
    public static Tally Observe(Landmarks landmarks, int month, int months)
    {
        var tally = new Tally(landmarks.Stages, Landmarks.Buckets, months);
        foreach (var open in landmarks.OpenAt(month))
        {
            var won = open.WonIn(month, months);
            for (var k = 1; k <= (won ?? months); k++) tally.AtRisk[open.Stage, open.Bucket, k]++;
            if (won is { } wonIn) tally.Events[open.Stage, open.Bucket, wonIn]++;
        }
        return tally;
    }

    /// <summary>The chance of being won in the k-th month from the cut-off, for k from 1; the sum is at most 1.</summary>
    public void Fill(OpenDeal open, CutOff cutOff, Scenario scenario, Span<double> chances)
    {
        var (left, before) = (1.0, 0.0);
        for (var k = 1; k <= _months; k++)
        {
            var own = _hazards[open.Stage, open.Bucket, k];
            // In the middle of a month the months ahead lie between those that were learnt.
            var whole = scenario.Raised(Math.Min(0.98, (k == 1 ? own : cutOff.Rest * own + (1 - cutOff.Rest) * before) * _factors[open.Deal.Object]));
            var hazard = k == 1 ? cutOff.ShareOf(whole) : whole;
            before = own;
            chances[k - 1] = left * hazard;
            left -= chances[k - 1];
        }
    }

    private static double[,,] Shrink(double[,,] events, double[,,] atRisk, int months)
    {
        var stages = events.GetLength(0);
        var hazards = new double[stages, Landmarks.Buckets, months + 1];
        var before = 0.0;
        for (var k = 1; k <= months; k++)
        {
            var (allEvents, allAtRisk) = (0.0, 0.0);
            for (var stage = 0; stage < stages; stage++)
                for (var bucket = 0; bucket < Landmarks.Buckets; bucket++)
                    (allEvents, allAtRisk) = (allEvents + events[stage, bucket, k], allAtRisk + atRisk[stage, bucket, k]);
            if (allAtRisk == 0 && k > 1)
            {
                // So far ahead nobody has looked yet: each state fades from what it was.
                for (var stage = 0; stage < stages; stage++)
                    for (var bucket = 0; bucket < Landmarks.Buckets; bucket++) hazards[stage, bucket, k] = Beyond * hazards[stage, bucket, k - 1];
                before *= Beyond;
                continue;
            }
            var all = (allEvents + before * Beyond * Shrinkage) / (allAtRisk + Shrinkage);
            before = all;
            for (var stage = 0; stage < stages; stage++)
            {
                var (stageEvents, stageAtRisk) = (0.0, 0.0);
                for (var bucket = 0; bucket < Landmarks.Buckets; bucket++)
                    (stageEvents, stageAtRisk) = (stageEvents + events[stage, bucket, k], stageAtRisk + atRisk[stage, bucket, k]);
                var ofStage = (stageEvents + Shrinkage * all) / (stageAtRisk + Shrinkage);
                for (var bucket = 0; bucket < Landmarks.Buckets; bucket++)
                    hazards[stage, bucket, k] = (events[stage, bucket, k] + Shrinkage * ofStage) / (atRisk[stage, bucket, k] + Shrinkage);
            }
        }
        return hazards;
    }

    private void LearnFactors(Landmarks landmarks, int asOf)
    {
        var (observed, expected) = (new double[_factors.Length], new double[_factors.Length]);
        foreach (var look in landmarks.History.LooksBefore(asOf, FactorLandmarks, HalfLife, 1))
        {
            foreach (var open in landmarks.OpenAt(look.Month))
            {
                expected[open.Deal.Object] += _hazards[open.Stage, open.Bucket, 1];
                if (open.WonIn(look.Month, 1) is not null) observed[open.Deal.Object]++;
            }
        }
        for (var i = 0; i < _factors.Length; i++)
            _factors[i] = Math.Clamp(Math.Pow((observed[i] + FactorPrior) / (expected[i] + FactorPrior), FactorPower), 0.5, 2);
    }
}
