using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>
/// The sales reports once more, from the facts alone: loops over deals, no SQL and nothing of ours but the funnel steps. What a cell must be is
/// what the deals of its lists come to.
/// </summary>
internal static class SalesRecount
{
    private static readonly FunnelStep[] Steps = [FunnelStep.Lead, FunnelStep.Meeting, FunnelStep.Reservation, FunnelStep.Contract, FunnelStep.Paid];

    /// <summary>The deals of one list, each with what it gives to it.</summary>
    internal sealed class Share : Dictionary<int, decimal>
    {
        public decimal Sum => Values.Sum();
    }

    /// <param name="Value">Null: undefined.</param>
    internal sealed record Expected(string Row, string Column, string Measure, decimal? Value, Share List, Share? Other = null);

    /// <param name="owners">Whose deals the viewer sees; null: all.</param>
    public static List<Expected> Funnel(string[]? owners, string from, string to)
    {
        bool Came(SaleFact sale) => Inside(Day(SalesWorld.At(sale.Created)), from, to);
        return Funnel(Seen(owners), string.Empty, (sale, step) => Came(sale) && Furthest(sale) >= step, Came, (sale, _) => Came(sale));
    }

    /// <summary>The same over what happened in the period, whenever the deals came.</summary>
    public static List<Expected> FunnelOfEvents(string[]? owners, string from, string to)
    {
        bool Happened(string? day) => day is not null && Inside(day, from, to);
        return Funnel(
            Seen(owners), "_moved", (sale, step) => Happened(ReachedOn(sale, step)), sale => Happened(ClosedOn(sale)), (sale, step) => Happened(LeftOn(sale, step)));
    }

    private static List<Expected> Funnel(
        IEnumerable<SaleFact> sales, string suffix, Func<SaleFact, FunnelStep, bool> reaches, Func<SaleFact, bool> isLostInTime, Func<SaleFact, FunnelStep, bool> leaves)
    {
        var found = new List<Expected>();
        Share? before = null;
        var first = Reached(FunnelStep.Lead);
        foreach (var step in Steps)
        {
            var row = $"step:{step.ToString().ToLowerInvariant()}";
            var reach = Reached(step);
            var value = Make(sales.Where(sale => reach.ContainsKey(sale.Id) && sale is { Amount: not null, Currency: "RUB" }), sale => sale.Amount!.Value);
            var lost = Make(sales.Where(sale => Fate(sale) == "lost" && LastBefore(sale) == step && isLostInTime(sale)), _ => 1);
            var days = Make(sales.Where(sale => Spent(sale, step) is not null && leaves(sale, step)), sale => Spent(sale, step)!.Value);
            found.Add(new(row, "total", "reach" + suffix, reach.Count, reach));
            found.Add(new(row, "total", "reach_val" + suffix, value.Sum, value));
            found.Add(new(row, "total", "lost_here" + suffix, lost.Count, lost));
            found.Add(new(row, "total", "step_days" + suffix, Median(days), days));
            found.Add(new(row, "total", "total_conv" + suffix, Percent(reach.Count, first.Count), reach, first));
            if (before is not null)
                found.Add(new(row, "total", "step_conv" + suffix, Percent(reach.Count, before.Count), reach, before));
            before = reach;
        }
        return found;

        Share Reached(FunnelStep step) => Make(sales.Where(sale => reaches(sale, step)), _ => 1);
    }

    /// <param name="previous">First and last day of the period before.</param>
    public static List<Expected> ByOwner(string[]? owners, string from, string to, (string From, string To) previous)
    {
        var found = new List<Expected>();
        var all = Row(_ => true, from, to);
        foreach (var row in Seen(owners).SelectMany(RowsOf).Append("total").Distinct())
        {
            var (won, lost, value) = Row(sale => row == "total" || RowsOf(sale).Contains(row), from, to);
            var past = Row(sale => row == "total" || RowsOf(sale).Contains(row), previous.From, previous.To).Value;
            var closed = Union(won, lost);
            found.Add(new(row, "total", "won_cnt", won.Count, won));
            found.Add(new(row, "total", "won_val", value.Sum, value));
            found.Add(new(row, "total", "lost_cnt", lost.Count, lost));
            found.Add(new(row, "total", "won_share", Percent(value.Sum, all.Value.Sum), value, all.Value));
            found.Add(new(row, "total", "avg_deal", value.Count == 0 ? null : Math.Round(value.Sum / value.Count, 6), value, Make(Seen(owners).Where(sale => value.ContainsKey(sale.Id)), _ => 1)));
            found.Add(new(row, "total", "win_rate", Percent(won.Count, closed.Count), won, closed));
            found.Add(new(row, "previous", "won_val", past.Sum, past));
            found.Add(new(row, "delta", "won_val", value.Sum - past.Sum, value, past));
            found.Add(new(row, "growth", "won_val", past.Sum == 0 ? null : Math.Round(100 * (value.Sum - past.Sum) / past.Sum, 6), value, past));
        }
        return found;

        (Share Won, Share Lost, Share Value) Row(Func<SaleFact, bool> belongs, string first, string last)
        {
            var closed = Seen(owners).Where(belongs).Where(sale => ClosedOn(sale) is { } day && Inside(day, first, last)).ToList();
            var won = closed.Where(sale => Fate(sale) is "won" or "ended").ToList();
            return (
                Make(won, _ => 1), Make(closed.Except(won), _ => 1),
                Make(won.Where(sale => sale is { Amount: not null, Currency: "RUB" }), sale => sale.Amount!.Value));
        }
    }

    /// <summary>Every cell that is expected is there with its value and its lists, and no others are.</summary>
    public static async Task AssertEqualsAsync(ReceiptsHouse house, string userId, string report, ReportRequest request, IReadOnlyList<Expected> expected)
    {
        var answer = await house.RunAsync(userId, request, report);
        string[] unlisted = ["won_rank"];
        var cells = answer.Rows.Append(answer.Totals).SelectMany(row => row.Cells.Where(cell => !unlisted.Contains(cell.Measure)).Select(cell => (row.Key, Cell: cell))).ToList();
        var rows = answer.Rows.Append(answer.Totals).Select(row => row.Key).ToHashSet();
        // A row of people into which nothing fell in either period is not shown.
        foreach (var hidden in expected.GroupBy(one => one.Row).Where(row => !rows.Contains(row.Key)))
            Assert.All(hidden, one => Assert.Equal(0, one.List.Count + (one.Measure is "won_share" ? 0 : one.Other?.Count ?? 0)));
        Assert.Equal(
            expected.Where(one => one.Value is not null && rows.Contains(one.Row)).Select(one => Name(one.Row, one.Column, one.Measure, one.Value!.Value)).Order(StringComparer.Ordinal),
            cells.Select(one => Name(one.Key, one.Cell.Column, one.Cell.Measure, one.Cell.Value)).Order(StringComparer.Ordinal));
        foreach (var one in expected.Where(one => one.Value is not null && rows.Contains(one.Row)))
        {
            await AssertListAsync(one, null, one.List, one.Other is null ? one.Value!.Value : null);
            if (one.Other is { } other)
                await AssertListAsync(one, one.Column == "total" ? DrillPart.Denominator : DrillPart.Previous, other, null);
        }

        async Task AssertListAsync(Expected one, DrillPart? part, Share list, decimal? value)
        {
            var drill = await house.DrillAsync(userId, new DrillRequest(one.Row, one.Column, one.Measure, request.From, request.To, null, part, request.Basis), report);
            var place = $"{userId} {one.Row} {one.Column} {one.Measure} {part}";
            Assert.Equal((place, list.Count), (place, drill.Count));
            Assert.Equal(list.Keys.Order(), drill.Rows.Select(row => int.Parse(row.HostId, CultureInfo.InvariantCulture)).Order());
            Assert.All(drill.Rows, row => Assert.Equal((place, list[int.Parse(row.HostId, CultureInfo.InvariantCulture)]), (place, row.Value)));
            Assert.Equal((place, value ?? list.Sum), (place, drill.Sum));
        }

        static string Name(string row, string column, string measure, decimal value) => FormattableString.Invariant($"{row} {column} {measure} {value:0.######}");
    }

    private static IEnumerable<SaleFact> Seen(string[]? owners) => SalesWorld.Deals.Where(sale => owners is null || owners.Contains(sale.Owner));

    private static IEnumerable<string> RowsOf(SaleFact sale) => (sale.Seller ?? sale.Owner) switch
    {
        null => ["none"],
        "14" => ["inactive", "manager:14"],
        "13" => ["team:6", "manager:13"],
        var manager => ["team:5", $"manager:{manager}"],
    };

    private static List<(FunnelStep Step, DateTimeOffset At)> History(SaleFact sale) =>
        SalesWorld.WithoutHistory.Contains(sale.Id) ? [] : [.. sale.Visits.Select(visit => (ReceiptsWorld.Steps[visit.Stage], visit.At))];

    private static FunnelStep Furthest(SaleFact sale) => sale.Visits.Select(visit => ReceiptsWorld.Steps[visit.Stage]).Where(step => step < FunnelStep.Lost).Max();

    private static FunnelStep LastBefore(SaleFact sale) => sale.Visits.Select(visit => ReceiptsWorld.Steps[visit.Stage]).Last(step => step < FunnelStep.Lost);

    private static string Fate(SaleFact sale)
    {
        var isWon = Furthest(sale) >= FunnelStep.Contract;
        return ReceiptsWorld.Steps[sale.Visits[^1].Stage] == FunnelStep.Lost ? isWon ? "ended" : "lost" : isWon ? "won" : "open";
    }

    private static string? ClosedOn(SaleFact sale) => Fate(sale) switch
    {
        "open" => null,
        "lost" => Day(sale.Visits.Last(visit => ReceiptsWorld.Steps[visit.Stage] == FunnelStep.Lost).At),
        _ => Day(sale.Visits.First(visit => ReceiptsWorld.Steps[visit.Stage] is >= FunnelStep.Contract and < FunnelStep.Lost).At),
    };

    private static string? ReachedOn(SaleFact sale, FunnelStep step)
    {
        if (step == FunnelStep.Lead || Furthest(sale) < step)
            return step == FunnelStep.Lead ? Day(SalesWorld.At(sale.Created)) : null;
        var entries = History(sale).Where(visit => visit.Step >= step && visit.Step < FunnelStep.Lost).ToList();
        return Day(entries.Count > 0 ? entries[0].At : sale.Visits[^1].At);
    }

    private static string? LeftOn(SaleFact sale, FunnelStep step)
    {
        var history = History(sale);
        var exits = history.Zip(history.Skip(1)).Where(pair => pair.First.Step == step).Select(pair => Day(pair.Second.At)).ToList();
        return exits.Count == 0 ? null : exits[^1];
    }

    /// <summary>Completed visits together, in days of which 1/10,000 is the smallest part; null without one.</summary>
    private static decimal? Spent(SaleFact sale, FunnelStep step)
    {
        var history = History(sale);
        var visits = history.Zip(history.Skip(1)).Where(pair => pair.First.Step == step).Select(pair => pair.Second.At - pair.First.At).ToList();
        return visits.Count == 0 ? null : Math.Floor((decimal)visits.Sum(length => length.TotalMilliseconds) / 8_640) / 10_000;
    }

    private static decimal? Median(Share share)
    {
        var sorted = share.Values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static decimal? Percent(decimal part, decimal whole) => whole == 0 ? null : Math.Round(100 * part / whole, 6);

    private static Share Make(IEnumerable<SaleFact> sales, Func<SaleFact, decimal> value)
    {
        var share = new Share();
        foreach (var sale in sales)
            share.Add(sale.Id, value(sale));
        return share;
    }

    private static Share Union(Share one, Share other)
    {
        var both = new Share();
        foreach (var (id, value) in one.Concat(other))
            both.Add(id, value);
        return both;
    }

    private static string Day(DateTimeOffset at) => at.AddHours(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool Inside(string day, string from, string to) => string.CompareOrdinal(day, from) >= 0 && string.CompareOrdinal(day, to) <= 0;
}
