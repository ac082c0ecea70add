using System.Text.Json;
using System.Text.Json.Serialization;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>A report as its file describes it; the file's name is its id.</summary>
/// <param name="Group">Group of the catalogue.</param>
/// <param name="Rows">The tree that stands down the side.</param>
/// <param name="Measures">In the order of display.</param>
/// <param name="Filters">What it can be narrowed by.</param>
/// <param name="LeftOut">Measures whose records are in no cell; each is a notice when it has any, under its own name as code.</param>
internal sealed record ReportDefinition(
    string Id, Caption Title, Caption Question, string Group, RowTree Rows, DefaultPeriod Period, IReadOnlyList<Measure> Measures,
    IReadOnlyList<FilterKind> Filters, IReadOnlyList<Measure> LeftOut)
{
    public Measure? FindMeasure(string name) => Measures.Concat(LeftOut).FirstOrDefault(measure => measure.Name == name);
}

internal enum RowTree
{
    /// <summary>Complex → building.</summary>
    Objects,
}

internal enum FilterKind { Object, Manager, Department }

/// <summary>Months around the current one that are shown unless asked otherwise.</summary>
internal sealed record DefaultPeriod(int MonthsBack, int MonthsAhead);

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
            foreach (var unknown in definition.Measures.Concat(definition.LeftOut).Where(name => !catalogue.Model.Has(name)))
                faults.Add($"{file}: there is no measure {unknown}");
            if (faults.Count == 0)
                catalogue._byId.Add(id, definition.ToDefinition(id, catalogue.Model));
        }
        return faults.Count == 0
            ? catalogue
            : throw new InvalidOperationException($"Definitions with faults:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
    }

    public IReadOnlyList<ReportSummary> List() =>
        [.. _byId.Values.OrderBy(report => report.Id, StringComparer.Ordinal).Select(report => new ReportSummary(report.Id, report.Title, report.Question, report.Group))];

    /// <exception cref="ReportRefusedException">There is no such report.</exception>
    internal ReportDefinition Get(string id) => _byId.GetValueOrDefault(id) ?? throw new ReportRefusedException("report", "unknown");

    private sealed record ReportFile
    {
        public required Caption Title { get; init; }

        public required Caption Question { get; init; }

        public required string Group { get; init; }

        public required RowTree Rows { get; init; }

        public required DefaultPeriod Period { get; init; }

        public required IReadOnlyList<string> Measures { get; init; }

        public required IReadOnlyList<FilterKind> Filters { get; init; }

        public required IReadOnlyList<string> LeftOut { get; init; }

        public ReportDefinition ToDefinition(string id, SemanticModel model) => new(
            id, Title, Question, Group, Rows, Period, [.. Measures.Select(name => model[name])], Filters, [.. LeftOut.Select(name => model[name])]);
    }
}
