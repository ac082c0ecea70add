using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;

namespace ReportApp.Core.Reports;

/// <summary>A checked request: which days, narrowed by what.</summary>
/// <param name="Grain">What is a column beside the whole period. By month the period is whole months.</param>
/// <param name="Objects">Null: all.</param>
/// <param name="Managers">Null: all.</param>
/// <param name="Departments">Chosen ones with all below them; null: all.</param>
/// <param name="Sources">Null: all.</param>
/// <param name="Pipelines">Null: all.</param>
/// <param name="Chosen">What it is narrowed by, under the names of the request: what was asked, and what stands unless something else is asked.</param>
internal sealed record ReportScope(
    DayRange Period, TimeGrain Grain, ObjectSelection? Objects, IReadOnlySet<string>? Managers, IReadOnlySet<string>? Departments,
    IReadOnlySet<string>? Sources, IReadOnlySet<string>? Pipelines, IReadOnlyDictionary<string, IReadOnlyList<string>> Chosen)
{
    private const int MostMonths = 120;
    private const int MostWeeks = 106;
    private const int MostValues = 500;

    public bool IsByMonth => Grain == TimeGrain.Month;

    /// <summary>First days of the months or weeks that the period touches.</summary>
    public IEnumerable<DateOnly> Columns
    {
        get
        {
            for (var from = FirstOf(Period.From); Grain != TimeGrain.Whole && from < Period.End; from = After(from))
                yield return from;
        }
    }

    /// <summary>The days of a column that are in the period.</summary>
    public DayRange DaysOf(DateOnly? column) => column is { } from
        ? new DayRange(from > Period.From ? from : Period.From, After(from) < Period.End ? After(from) : Period.End)
        : Period;

    private DateOnly FirstOf(DateOnly day) => Grain == TimeGrain.Week ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) : new DateOnly(day.Year, day.Month, 1);

    private DateOnly After(DateOnly from) => Grain == TimeGrain.Week ? from.AddDays(7) : from.AddMonths(1);

    public IReadOnlyList<DimensionFilter> Filters =>
    [
        .. Objects is null ? [] : (DimensionFilter[])[Objects.ToFilter()],
        .. Managers is null ? [] : (DimensionFilter[])[Only("manager", Managers)],
        .. Departments is null ? [] : (DimensionFilter[])[Only("department", Departments)],
        .. Sources is null ? [] : (DimensionFilter[])[Only("source", Sources)],
        .. Pipelines is null ? [] : (DimensionFilter[])[Only("pipeline", Pipelines)],
    ];

    /// <param name="units">Departments of the tenant, to know what is below a chosen one.</param>
    /// <param name="pipelines">Of sales, in the host's order.</param>
    /// <exception cref="ReportRefusedException">Tells the member and why.</exception>
    public static ReportScope Read(
        ReportDefinition definition, ReportRequest request, DateOnly today, IReadOnlyCollection<OrganisationUnit> units, IReadOnlyList<string> pipelines)
    {
        var usual = definition.Period.Around(today);
        var grain = definition.Columns switch { ColumnKind.Months => TimeGrain.Month, ColumnKind.Weeks => TimeGrain.Week, _ => TimeGrain.Whole };
        var isByMonth = grain == TimeGrain.Month;
        var period = new DayRange(Bound("from", request.From, isByMonth)?.From ?? usual.From, Bound("to", request.To, isByMonth)?.End ?? usual.End);
        if (period.IsEmpty)
            Refuse("to", "ends_before_it_begins");
        if (period.From.AddMonths(MostMonths) < period.End || (grain == TimeGrain.Week && period.From.AddDays(7 * MostWeeks) < period.End))
            Refuse("to", "too_long");

        ObjectSelection? objects = null;
        IReadOnlySet<string>? managers = null;
        IReadOnlySet<string>? departments = null;
        IReadOnlySet<string>? sources = null;
        IReadOnlySet<string>? chosenPipelines = null;
        var chosen = WithUsual(definition, request, pipelines);
        foreach (var (name, values) in chosen)
        {
            var field = $"filters.{name}";
            if (values.Count > MostValues)
                Refuse(field, "too_many");
            if (values.Any(string.IsNullOrEmpty))
                Refuse(field, "unknown");
            switch (definition.Filters.Where(kind => Name(kind) == name).Cast<FilterKind?>().SingleOrDefault())
            {
                case FilterKind.Object:
                    objects = new ObjectSelection(Prefixed(values, "complex:"), Prefixed(values, "building:"));
                    if (objects.Complexes.Count + objects.Buildings.Count != values.Distinct().Count())
                        Refuse(field, "unknown");
                    break;
                case FilterKind.Manager:
                    managers = values.ToHashSet();
                    break;
                case FilterKind.Department:
                    departments = Organisation.Below(units, values);
                    break;
                case FilterKind.Source:
                    sources = values.ToHashSet();
                    break;
                case FilterKind.Pipeline:
                    chosenPipelines = values.ToHashSet();
                    break;
                default:
                    Refuse(field, "unknown");
                    break;
            }
        }
        return new ReportScope(period, grain, objects, managers, departments, sources, chosenPipelines, chosen);
    }

    private static Dictionary<string, IReadOnlyList<string>> WithUsual(ReportDefinition definition, ReportRequest request, IReadOnlyList<string> pipelines)
    {
        var chosen = (request.Filters ?? new Dictionary<string, IReadOnlyList<string>>()).Where(filter => filter.Value is { Count: > 0 }).ToDictionary();
        if (definition.IsOfOnePipeline && pipelines.Count > 0)
            chosen.TryAdd(Name(FilterKind.Pipeline), [pipelines[0]]);
        return chosen;
    }

    /// <summary>A filter's name in requests.</summary>
    public static string Name(FilterKind kind) => kind switch
    {
        FilterKind.Object => "object",
        FilterKind.Manager => "manager",
        FilterKind.Source => "source",
        FilterKind.Pipeline => "pipeline",
        _ => "department",
    };

    /// <summary>Dimensions that every measure of a report with this filter must have.</summary>
    public static IReadOnlyList<string> DimensionsOf(FilterKind kind) => kind == FilterKind.Object ? ["complex", "building"] : [Name(kind)];

    /// <summary>A month, or a day where the report is not by month.</summary>
    private static DayRange? Bound(string field, string? text, bool isByMonth)
    {
        if (text is null)
            return null;
        DayRange? found = YearMonth.TryParse(text, out var month) ? DayRange.Of(month, month)
            : !isByMonth && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DayRange(day, day.AddDays(1))
            : null;
        if (found is null || found.Value.From.Year is < 1990 or > 2200)
            Refuse(field, isByMonth ? "not_a_month" : "not_a_day");
        return found;
    }

    private static HashSet<string> Prefixed(IEnumerable<string> values, string prefix) =>
        values.Where(value => value.Length > prefix.Length && value.StartsWith(prefix, StringComparison.Ordinal)).Select(value => value[prefix.Length..]).ToHashSet();

    private static DimensionFilter Only(string dimension, IReadOnlySet<string> values) => new([new DimensionChoice(dimension, values)]);

    [DoesNotReturn]
    private static void Refuse(string field, string reason) => throw new ReportRefusedException(field, reason);
}
