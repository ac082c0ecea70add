using ReportApp.Core.Assignment;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>The working days of one person in the month of a day.</summary>
/// <param name="Days">In order.</param>
internal sealed record WorkMonth(IReadOnlyList<DateOnly> Days)
{
    public static WorkMonth Of(YearMonth month, WorkCalendar calendar, PersonCalendar? own) =>
        new([.. month.Days.Where(day => calendar.IsWorkday(day, own))]);

    public int Before(DateOnly day) => Days.Count(each => each < day);

    public int From(DateOnly day) => Days.Count(each => each >= day);

    public bool Has(DateOnly day) => Days.Contains(day);
}

/// <summary>The asked day, seen from now.</summary>
/// <param name="Elapsed">Part of the shift that is over; null: the day has not come.</param>
internal sealed record DayMoment(DateOnly Date, DateOnly Today, decimal? Elapsed);

/// <summary>A line with what its sum needs beside it.</summary>
internal sealed record PersonLine(DayLine Line, bool IsWorkday, bool HasDaysAfter);

/// <summary>From needs, facts and working days to the lines of a day and their sums: functions of values.</summary>
internal static class DayPlan
{
    /// <summary>What one sale takes, where a seller's own history does not tell (reports.md §4, report 2). Nobody says how many meetings.</summary>
    private static readonly Dictionary<DayMetric, decimal> UsualPerSale = new() { [DayMetric.Received] = 5, [DayMetric.Reservations] = 3 };

    /// <summary>So many sales make a history.</summary>
    private const decimal FewestSales = 10;

    public static QuotaUnit UnitOf(DayMetric metric) => metric is DayMetric.Value or DayMetric.Receipts ? QuotaUnit.Money : QuotaUnit.Pieces;

    /// <param name="histories">His own, then of ever more people: the first that has sold enough tells.</param>
    /// <returns>Null: nobody knows.</returns>
    public static DayNorm? Norm(DayMetric metric, decimal sales, IReadOnlyList<NormHistory> histories) =>
        metric == DayMetric.Contracts ? new DayNorm(sales, 1, NormSource.Target)
        : histories.FirstOrDefault(history => history.Sold >= FewestSales && history.Steps > 0) is { } known
            ? new DayNorm(sales, decimal.Round(known.Steps / known.Sold, 2), known.Source)
        : UsualPerSale.TryGetValue(metric, out var usual) ? new DayNorm(sales, usual, NormSource.Default)
        : null;

    /// <summary>Of a step: the target that was set for it wins over what sales take.</summary>
    public static (decimal? Need, NeedSource? Source) Need(decimal? target, DayNorm? norm) =>
        target is not null ? (target, NeedSource.Target)
        : norm is null ? (null, null)
        : (DayQuota.Need(norm.Sales, norm.PerSale), norm.Source == NormSource.Target ? NeedSource.Target : NeedSource.Norm);

    /// <param name="source">Of the need.</param>
    /// <param name="facts">By day.</param>
    public static PersonLine Line(
        DayMetric metric, decimal? need, NeedSource? source, DayNorm? norm, IReadOnlyDictionary<DateOnly, decimal> facts, WorkMonth month, DayMoment moment)
    {
        var (date, unit) = (moment.Date, UnitOf(metric));
        var fact = facts.GetValueOrDefault(date);
        var before = facts.Where(day => day.Key < date).Sum(day => day.Value);
        var (isWorkday, hasDaysAfter) = (month.Has(date), month.From(date.AddDays(1)) > 0);
        if (need is not { } whole)
            return new PersonLine(new DayLine(metric, null, null, null, fact, null, before + fact, null, null, null, null, norm), isWorkday, hasDaysAfter);

        var leftBefore = Math.Max(0, whole - before);
        // A day to come gets its part as if every day until it kept its plan.
        var from = date > moment.Today ? moment.Today : date;
        var leftAtFrom = Math.Max(0, whole - facts.Where(day => day.Key < from).Sum(day => day.Value));
        var plan = isWorkday ? DayQuota.Base(leftAtFrom, month.From(from), month.Before(date) - month.Before(from), unit) : 0;
        var status = DayQuota.Status(whole, leftBefore, plan, fact, isWorkday, hasDaysAfter, moment.Elapsed);
        var line = new DayLine(
            metric, whole, isWorkday ? DayQuota.Base(whole, month.Days.Count, month.Before(date), unit) : 0, plan, fact,
            Math.Max(0, plan - fact), before + fact, leftBefore, Math.Max(0, whole - before - fact), status, source, norm);
        return new PersonLine(line, isWorkday, hasDaysAfter);
    }

    /// <summary>The line of inquiries to process: the plan is what waits.</summary>
    /// <param name="due">Waited when the day began, or came in it.</param>
    /// <param name="facts">Processed, by day.</param>
    public static PersonLine Processed(decimal due, IReadOnlyDictionary<DateOnly, decimal> facts, WorkMonth month, DayMoment moment)
    {
        var fact = facts.GetValueOrDefault(moment.Date);
        var isWorkday = month.Has(moment.Date);
        return new PersonLine(
            new DayLine(
                DayMetric.Processed, null, null, due, fact, isWorkday ? due - fact : 0, facts.Where(day => day.Key <= moment.Date).Sum(day => day.Value), due, due - fact,
                DayQuota.Status(due, due, due, fact, isWorkday, hasDaysAfter: true, moment.Elapsed), null, null),
            isWorkday, true);
    }

    /// <summary>The line of several people, or of the only one.</summary>
    public static DayLine Sum(IReadOnlyList<PersonLine> lines, DayMoment moment)
    {
        if (lines is [var only])
            return only.Line;
        var planned = lines.Where(line => line.Line.Plan is not null).ToList();
        var (metric, fact) = (lines[0].Line.Metric, lines.Sum(line => line.Line.Fact));
        var (isWorkday, hasDaysAfter) = (planned.Any(line => line.IsWorkday), planned.Any(line => line.HasDaysAfter));
        var (need, plan, leftBefore) = (Of(line => line.Need), Of(line => line.Plan), Of(line => line.LeftBefore));
        return new DayLine(
            metric, need, Of(line => line.Base), plan, fact, Of(line => line.Missing), lines.Sum(line => line.Line.ToDate), leftBefore, Of(line => line.Left),
            plan is { } known ? DayQuota.Status(need ?? known, leftBefore ?? 0, known, planned.Sum(line => line.Line.Fact), isWorkday, hasDaysAfter, moment.Elapsed) : null, NeedSource: null, Norm: null);

        decimal? Of(Func<DayLine, decimal?> number) => planned.Select(line => number(line.Line)).OfType<decimal>().ToList() is { Count: > 0 } known ? known.Sum() : null;
    }
}
