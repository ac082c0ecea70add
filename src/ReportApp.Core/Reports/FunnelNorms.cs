using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>What one sale takes of each step, by what people did in the last full months: his own history, else his department's, else the company's (as far as the viewer sees it), else what is usual.</summary>
internal sealed class FunnelNorms
{
    private const int MonthsOfHistory = 6;

    private readonly IReadOnlyDictionary<DayMetric, ILookup<string, (DateOnly? Day, decimal Value)>> _counts;
    private readonly Dictionary<string, string?> _departments;

    private FunnelNorms(DayRange period, IReadOnlyDictionary<DayMetric, ILookup<string, (DateOnly? Day, decimal Value)>> counts, IEnumerable<PersonRow> people)
    {
        (Period, _counts) = (period, counts);
        _departments = people.ToDictionary(person => PeopleTree.KeyOf(person.Id), person => person.DepartmentId);
    }

    /// <summary>The months that it goes by.</summary>
    public DayRange Period { get; }

    /// <param name="month">That is planned; of one to come the last full months are those before the current one.</param>
    /// <param name="metrics">Steps that are counted.</param>
    public static async Task<FunnelNorms> ReadAsync(
        PersonCells cells, YearMonth month, YearMonth current, IEnumerable<DayMetric> metrics, IEnumerable<PersonRow> people, CancellationToken cancellationToken)
    {
        var before = month < current ? month : current;
        var period = DayRange.Of(before.Plus(-MonthsOfHistory), before.Plus(-1));
        var counts = new Dictionary<DayMetric, ILookup<string, (DateOnly? Day, decimal Value)>>();
        foreach (var metric in metrics)
            counts[metric] = await cells.ReadAsync(DaySession.Facts[metric], period, TimeGrain.Whole, cancellationToken);
        return new FunnelNorms(period, counts, people);
    }

    /// <summary>Everybody who has sold in it.</summary>
    public IEnumerable<string> Sellers => _counts[DayMetric.Contracts].Select(cell => cell.Key);

    /// <param name="key">Of the person's row.</param>
    /// <returns>Null: nobody knows.</returns>
    public DayNorm? Of(DayMetric metric, decimal sales, string key) => DayPlan.Norm(
        metric, sales, [.. new[] { NormSource.History, NormSource.Department, NormSource.Company }.Select(source => Count(metric, source, key))]);

    /// <summary>Whose history a norm of such a source is; null: everybody's.</summary>
    public IReadOnlyList<string>? PeopleOf(NormSource source, string key) => source switch
    {
        NormSource.Company => null,
        NormSource.Department when _departments.GetValueOrDefault(key) is { } own => [.. _departments.Where(person => person.Value == own).Select(person => person.Key)],
        NormSource.Department => [],
        _ => [key],
    };

    private NormHistory Count(DayMetric metric, NormSource source, string key)
    {
        var people = PeopleOf(source, key)?.ToHashSet();
        return new NormHistory(source, Sum(metric), Sum(DayMetric.Contracts));

        decimal Sum(DayMetric of) => _counts[of].Where(cell => people?.Contains(cell.Key) != false).Sum(cell => cell.Sum(each => each.Value));
    }
}

/// <param name="Steps">How many of the step there were.</param>
/// <param name="Sold">How much was sold in the same time.</param>
internal sealed record NormHistory(NormSource Source, decimal Steps, decimal Sold);
