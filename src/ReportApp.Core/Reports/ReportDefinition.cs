using System.Text.Json;
using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>A report as its file describes it; the file's name is its id.</summary>
/// <param name="Group">Group of the catalogue.</param>
/// <param name="Rows">The tree that stands down the side.</param>
/// <param name="Columns">What stands across.</param>
/// <param name="Measures">In the order of display.</param>
/// <param name="Compare">Measures that are shown beside those of the previous period (C18).</param>
/// <param name="Order">Siblings stand by it, the largest first; null: in the order of their tree.</param>
/// <param name="Filters">What it can be narrowed by.</param>
/// <param name="IsOfOnePipeline">Unless others are chosen it is of the first one: a step means different things in different pipelines.</param>
/// <param name="LeftOut">Measures whose records are in no cell; each is a notice when it has any, under its own name as code.</param>
/// <param name="ByEvents">Itself over what happened in the period, where it is of a cohort otherwise (C17); null: it has no such view.</param>
/// <param name="ByObjects">Itself with the tree of objects down the side; null: it has no such view.</param>
/// <param name="ByWeek">Itself with a column for each week; null: it has no such view.</param>
/// <param name="Chains">Roles whose facts come from the first of several sources; each is a notice when some are estimates.</param>
internal sealed record ReportDefinition(
    string Id, Caption Title, Caption Question, string Group, RowKind Rows, ColumnKind Columns, DefaultPeriod Period, IReadOnlyList<Measure> Measures,
    IReadOnlyList<BasicMeasure> Compare, BasicMeasure? Order, IReadOnlyList<FilterKind> Filters, bool IsOfOnePipeline, ReportChart? Chart, IReadOnlyList<BasicMeasure> LeftOut,
    IReadOnlyList<RoleChain> Chains, ReportDefinition? ByEvents, ReportDefinition? ByWeek, ReportDefinition? ByObjects)
{
    /// <summary>Everything that is read for it.</summary>
    public IReadOnlyList<BasicMeasure> Sources { get; } = [.. Measures.SelectMany(measure => measure.Sources).Distinct()];

    /// <summary>What notices list: no cell of the report is such a list.</summary>
    public IReadOnlyList<BasicMeasure> Noticed { get; } = [.. LeftOut, .. Chains.Select(chain => chain.Estimated)];

    /// <summary>Whose visibility in the host decides about its rows; it is as complete as the feeds of these.</summary>
    public IReadOnlyList<RecordKind> Rights { get; } = [.. Measures.SelectMany(measure => measure.Sources).Concat(LeftOut).SelectMany(measure => measure.Entity.Rights).Distinct()];

    /// <summary>What it is about.</summary>
    public RecordKind Kind => Sources[0].Entity.Kind;

    public BasicMeasure? Plan => Sources.FirstOrDefault(measure => measure.Entity.Access == AccessRule.Target);

    /// <exception cref="ReportRefusedException">It has no such view.</exception>
    public ReportDefinition As(ReportRequest request)
    {
        var asked = this;
        if (request.Basis == ReportBasis.Period)
            asked = asked.ByEvents ?? throw new ReportRefusedException("basis", "unknown");
        if (request.Rows == ReportRows.Objects)
            asked = asked.ByObjects ?? throw new ReportRefusedException("rows", "unknown");
        if (request.Step == ReportStep.Week)
            asked = asked.ByWeek ?? throw new ReportRefusedException("step", "unknown");
        return asked;
    }

    public Measure? FindMeasure(string name) => Measures.Concat(Noticed).FirstOrDefault(measure => measure.Name == name);
}

/// <param name="Source">Dimension that tells the source of a record's fact (<see cref="FactSource"/>).</param>
/// <param name="Of">The records whose facts these are.</param>
/// <param name="Estimated">Those of them whose fact is an estimate.</param>
internal sealed record RoleChain(string Source, BasicMeasure Of, BasicMeasure Estimated);

internal enum RowKind
{
    /// <summary>Complex → building.</summary>
    Objects,

    /// <summary>Department → manager.</summary>
    People,

    /// <summary>Steps of a sale that this tenant's stages have.</summary>
    Steps,

    /// <summary>Where leads come from.</summary>
    Sources,
}

internal enum ColumnKind
{
    /// <summary>The whole period and each of its months. The period is asked in months.</summary>
    Months,

    /// <summary>The whole period alone. The period is asked in days.</summary>
    Measures,

    /// <summary>The whole period and each week (ISO) that it touches. The period is asked in days.</summary>
    Weeks,
}

internal enum FilterKind { Object, Manager, Department, Source, Pipeline }

/// <summary>What is shown unless asked otherwise: a calendar period with today in it, or months around the current one.</summary>
internal sealed record DefaultPeriod(int MonthsBack = 0, int MonthsAhead = 0, CalendarPeriod Of = CalendarPeriod.Month)
{
    public DayRange Around(DateOnly today)
    {
        var current = YearMonth.Of(today);
        var length = Of switch { CalendarPeriod.Month => 1, CalendarPeriod.Quarter => 3, _ => 12 };
        var first = current.Plus(-((today.Month - 1) % length));
        return DayRange.Of(first.Plus(-MonthsBack), first.Plus(length - 1 + MonthsAhead));
    }
}

internal enum CalendarPeriod { Month, Quarter, Year }

/// <summary>All reports that ship. A definition with a fault stops the start; all faults are told at once.</summary>
public sealed class ReportCatalogue
{
    private const string Ending = ".report.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reports with a screen of their own in the place of a definition: the plan board and the forecast.</summary>
    private static readonly HashSet<string> OwnScreens = [PlanBoards.ReportId, DayPlans.ReportId, DayPlans.MonthReportId, "receipts-forecast"];

    private readonly Dictionary<string, ReportDefinition> _byId = [];

    private ReportCatalogue(SemanticModel model) => Model = model;

    internal SemanticModel Model { get; }

    /// <exception cref="InvalidOperationException">Lists every fault of every definition.</exception>
    public static ReportCatalogue Load()
    {
        var faults = new List<string>();
        var catalogue = new ReportCatalogue(SemanticModel.Load(ProjectionSchema.Columns, faults));
        foreach (var (file, text) in Definitions.Read(Ending))
        {
            if (Definitions.Parse<ReportFile>(file, text, Json, faults) is not { } definition)
                continue;
            var id = file[..^Ending.Length].Split('.')[^1];
            faults.AddRange(definition.Faults(catalogue.Model).Select(fault => $"{file}: {fault}"));
            if (faults.Count == 0)
                catalogue._byId.Add(id, definition.ToDefinition(id, catalogue.Model));
        }
        return faults.Count == 0
            ? catalogue
            : throw new InvalidOperationException($"Definitions with faults:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
    }

    public IReadOnlyList<ReportSummary> List() =>
        [.. _byId.Values.OrderBy(report => report.Id, StringComparer.Ordinal).Select(report => new ReportSummary(report.Id, report.Title, report.Question, report.Group))];

    /// <summary>There is such a report, defined or with a screen of its own.</summary>
    public bool Has(string id) => OwnScreens.Contains(id) || _byId.ContainsKey(id);

    /// <exception cref="ReportRefusedException">There is no such report.</exception>
    internal ReportDefinition Get(string id) => _byId.GetValueOrDefault(id) ?? throw new ReportRefusedException("report", "unknown");

    private sealed record ReportFile
    {
        public required Caption Title { get; init; }

        public required Caption Question { get; init; }

        public required string Group { get; init; }

        public required RowKind Rows { get; init; }

        public required ColumnKind Columns { get; init; }

        public required DefaultPeriod Period { get; init; }

        public required IReadOnlyList<string> Measures { get; init; }

        public IReadOnlyList<string> Compare { get; init; } = [];

        public string? Order { get; init; }

        public ReportChart? Chart { get; init; }

        public required IReadOnlyList<FilterKind> Filters { get; init; }

        public bool OnePipeline { get; init; }

        public required IReadOnlyList<string> LeftOut { get; init; }

        public IReadOnlyList<ChainFile> Chains { get; init; } = [];

        public ViewFile? ByEvents { get; init; }

        public ViewFile? ByWeek { get; init; }

        public ViewFile? ByObjects { get; init; }

        /// <summary>What is otherwise in another view of the same report.</summary>
        public sealed record ViewFile
        {
            public required IReadOnlyList<string> Measures { get; init; }

            public ReportChart? Chart { get; init; }

            public required IReadOnlyList<string> LeftOut { get; init; }
        }

        public sealed record ChainFile(string Source, string Of, string Estimated);

        public IEnumerable<string> Faults(SemanticModel model) =>
            new[] { this, Events, Weeks, OfObjects }.OfType<ReportFile>().SelectMany(view => view.OwnFaults(model)).Distinct();

        private ReportFile? Events => ByEvents is { } view ? As(view) : null;

        private ReportFile? Weeks => ByWeek is { } view ? As(view) with { Columns = ColumnKind.Weeks } : null;

        private ReportFile? OfObjects => ByObjects is { } view ? As(view) with { Rows = RowKind.Objects } : null;

        private ReportFile As(ViewFile view) => this with { Measures = view.Measures, Chart = view.Chart, LeftOut = view.LeftOut, ByEvents = null, ByWeek = null, ByObjects = null };

        private IEnumerable<string> OwnFaults(SemanticModel model)
        {
            string[] noticed = [.. LeftOut, .. Chains.Select(chain => chain.Estimated)];
            string[] shown = [.. Chart is null ? [] : Chart.Conversion is { } conversion ? [Chart.Measure, conversion] : (string[])[Chart.Measure], .. Compare, .. Order is null ? [] : (string[])[Order]];
            foreach (var name in Measures.Concat(noticed).Where(name => model.Find(name) is null))
                yield return $"there is no measure {name}";
            foreach (var name in shown.Where(name => !Measures.Contains(name)))
                yield return $"{name} is not among the measures";
            foreach (var name in noticed.Concat(Order is null ? [] : [Order]).Where(name => model.Find(name) is not (BasicMeasure or null)))
                yield return $"{name} has to be read from records";
            foreach (var name in Compare.Where(name => model.Find(name) is not BasicMeasure { IsAdditive: true, By: not null }))
                yield return $"{name} cannot be compared: it does not add up over a period";
            foreach (var chain in Chains.Where(chain => !Measures.Contains(chain.Of) || model.Find(chain.Of) is not BasicMeasure of || !of.Entity.Dimensions.ContainsKey(chain.Source)))
                yield return $"{chain.Of} is not among the measures or has no dimension {chain.Source}";
            if (OnePipeline && !Filters.Contains(FilterKind.Pipeline))
                yield return "it is of one pipeline and cannot be narrowed by others";
            if (Compare.Count > 0 && Columns != ColumnKind.Measures)
                yield return "only a report without months compares periods";
            string[] narrowedBy = [.. Filters.SelectMany(ReportScope.DimensionsOf)];
            foreach (var measure in Measures.Concat(noticed).Select(model.Find).OfType<Measure>().SelectMany(measure => measure.Sources).Distinct())
            {
                if (narrowedBy.FirstOrDefault(dimension => !measure.Entity.Dimensions.ContainsKey(dimension)) is { } missing)
                    yield return $"{measure.Name} cannot be narrowed by {missing}";
            }
            foreach (var measure in Measures.Select(model.Find).OfType<Measure>().SelectMany(measure => measure.Sources))
            {
                if (measure.Entity.Access == AccessRule.Target && (Rows, Columns) != (RowKind.Objects, ColumnKind.Months))
                    yield return $"{measure.Name} is a plan, which only objects by month have";
                else if (RowTrees.DimensionsOf(Rows).FirstOrDefault(dimension => !measure.Entity.Dimensions.ContainsKey(dimension)) is { } missing)
                    yield return $"{measure.Name} has no dimension {missing}";
            }
        }

        public ReportDefinition ToDefinition(string id, SemanticModel model)
        {
            return new ReportDefinition(
            id, Title, Question, Group, Rows, Columns, Period, [.. Measures.Select(name => model[name])], [.. Compare.Select(Basic)],
            Order is null ? null : Basic(Order), Filters, OnePipeline, Chart, [.. LeftOut.Select(Basic)],
            [.. Chains.Select(chain => new RoleChain(chain.Source, Basic(chain.Of), Basic(chain.Estimated)))],
            Events?.ToDefinition(id, model), Weeks?.ToDefinition(id, model), OfObjects?.ToDefinition(id, model));

            BasicMeasure Basic(string name) => (BasicMeasure)model[name];
        }
    }
}
