using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace Bench;

/// <summary>
/// The forecast of 100,000 deals in 40 objects, 12 months ahead, 1,000 draws: the model of one cut-off alone, with its calibration by replays, and
/// a backtest of 12 months. The deals are those of an example folder (docs/forecast.md), repeated under other names; memory is the
/// largest resident size of this process less its size with the facts read.
/// </summary>
internal static class ForecastBench
{
    private const int Objects = 40;
    private const int Months = 12;

    public static int Run(string folder, int deals)
    {
        var example = FactFiles.Read(folder);
        var facts = Repeat(example, deals);
        var last = YearMonth.Of(DateOnly.FromDateTime(example.Receipts.Max(receipt => receipt.At)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{facts.Deals.Count} deals, {facts.Objects.Count} objects, {facts.Stages.Count} stage changes, {facts.Schedule.Count} lines, {facts.Receipts.Count} payments"));
        var before = Resident();
        Forecaster? forecaster = null;
        Measure("history read", () => forecaster = new Forecaster(facts, Months));
        Measure("one cut-off, not calibrated", () => forecaster!.Draw(last));
        Measure("calibrated by replays", () => forecaster!.Forecast(last, [.. Enumerable.Range(1, Months)]));
        Measure("backtest of 12 months, horizons 1 2 3 6", () => Backtest.Run(facts, [.. Enumerable.Range(-11, 12).Select(last.Plus)], [1, 2, 3, 6]));
        return 0;

        void Measure(string name, Func<object> work)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-42} {Stopwatch.GetElapsedTime(started).TotalSeconds,7:0.0} s   peak {(process.PeakWorkingSet64 - before) >> 20,6} MB above the facts"));
        }
    }

    /// <summary>
    /// Calibration error of the chance to be won within two months, on the event log of loan applications (its README names the columns): it goes
    /// from October 2011 to the middle of March 2012, so these are the months whose outcome is known and that have something to learn from.
    /// </summary>
    public static int Calibrate(string file)
    {
        var facts = Loans(file);
        var result = Backtest.Calibrate(facts, [new(2012, 1)], months: 2);
        Console.WriteLine($"{"deals",7} {"chance",8} {"won",8}");
        foreach (var bin in result.Bins)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bin.Deals,7} {bin.Chance,8:P1} {bin.Won,8:P1}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"calibration error {result.Error:0.000}"));
        return 0;
    }

    private static long Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static ForecastFacts Repeat(ForecastFacts example, int deals)
    {
        var copies = (int)Math.Ceiling((double)deals / example.Deals.Count);
        var worlds = Math.Max(1, Objects / example.Objects.Count);
        string World(string id, int copy) => $"{id}-{copy % worlds}";
        string Name(string id, int copy) => $"{id}-{copy}";
        var all = Enumerable.Range(0, copies).ToArray();
        return new ForecastFacts(
            [.. all.Take(worlds).SelectMany(copy => example.Objects.Select(found => new ForecastObject(World(found.Id, copy))))],
            [.. all.SelectMany(copy => example.Deals.Select(deal => deal with { Id = Name(deal.Id, copy), ObjectId = World(deal.ObjectId, copy) })).Take(deals)],
            [.. all.SelectMany(copy => example.Stages.Select(change => change with { DealId = Name(change.DealId, copy) }))],
            [.. all.SelectMany(copy => example.Schedule.Select(line => line with { Id = Name(line.Id, copy), DealId = Name(line.DealId, copy) }))],
            [.. all.SelectMany(copy => example.Receipts.Select(receipt => receipt with { DealId = Name(receipt.DealId, copy), LineId = receipt.LineId is { } line ? Name(line, copy) : null }))]);
    }

    private static ForecastFacts Loans(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split(',');
        var (id, stage, at, amount) = (Array.IndexOf(columns, "case"), Array.IndexOf(columns, "stage"), Array.IndexOf(columns, "ts"), Array.IndexOf(columns, "amount_requested"));
        var changes = new List<StageChange>();
        while (reader.ReadLine()?.Split(',') is { } cells)
        {
            changes.Add(new StageChange(
                cells[id], DateTime.Parse(cells[at], CultureInfo.InvariantCulture),
                cells[stage] switch { "A_ACTIVATED" => "WON", "A_DECLINED" or "A_CANCELLED" => "LOST", var other => other },
                decimal.Parse(cells[amount], CultureInfo.InvariantCulture)));
        }
        return new ForecastFacts(
            [new ForecastObject("loans")], [.. changes.GroupBy(change => change.DealId).Select(own => new ForecastDeal(own.Key, "loans", own.Min(change => change.At)))],
            changes, [], []);
    }
}
