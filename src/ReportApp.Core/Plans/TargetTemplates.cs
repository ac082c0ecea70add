using System.Globalization;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Plans;

/// <summary>The workbook that a person fills in and sends back: his people and objects, an empty column for each month of a year, and the year before beside it.</summary>
public sealed class TargetTemplates(TenantDirectory tenants, LandedRecords landed, ProjectionService projections, TargetSheets sheets)
{
    private const int Months = 12;
    private const int TextColumns = 3;

    /// <summary>Whether the viewer sets any targets.</summary>
    public async Task<bool> IsForAsync(Viewer viewer, CancellationToken cancellationToken) => (await Team.ReadAsync(landed, viewer.Tenant, cancellationToken)).Leads(viewer);

    /// <param name="facts">Of the year before, as far as they are known to this viewer.</param>
    /// <param name="words">In the viewer's language.</param>
    /// <returns>Null: the viewer sets no targets.</returns>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    public async Task<byte[]?> MakeAsync(
        Viewer viewer, string kind, string metric, int year, IReadOnlyDictionary<(PlanScope Scope, YearMonth Month), decimal> facts, TemplateWords words, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken) ?? throw new InvalidOperationException("A viewer's tenant is always stored.");
        var names = await ScopeReader.CreateAsync(landed, projections, tenant, cancellationToken);
        var first = new YearMonth(year, 1);
        var sheet = await sheets.ReadAsync(viewer, kind, metric, first, Months, cancellationToken);
        var titles = sheet.Rows.ToDictionary(row => row.Key, row => row.Title);
        var rows = sheet.Rows.Where(row => row is { MayEdit: true, Group: "people" or "objects" }).Select(row => (Row: row, Scope: PlanScope.TryParse(row.Scope!))).ToList();
        List<WrittenSheet> written =
        [
            Of(words.Objects, words.Object, rows.Where(row => row.Scope is { ComplexId: not null } or { BuildingId: not null })),
            Of(words.Managers, words.Manager, rows.Where(row => row.Scope is { ManagerId: not null })),
        ];
        written.RemoveAll(own => own.Rows.Count == 0);
        return written.Count == 0 ? null : WorkbookWriter.Write(written);

        WrittenSheet Of(string name, string whom, IEnumerable<(TargetSheetRow Row, PlanScope? Scope)> own) => new(
            name,
            [
                new(words.Kind, 16), new(words.Metric, 20), new(whom, 34),
                .. Enumerable.Range(0, Months).SelectMany(month => (WrittenTitle[])
                [
                    new(string.Create(words.Culture, $"{first.Plus(month).FirstDay:MMMM yyyy}"), 16),
                    new(string.Create(CultureInfo.InvariantCulture, $"{words.Fact} {first.Plus(month - Months).FirstDay:MM.yyyy} ({words.NotLoaded})"), 16, IsQuiet: true),
                ]),
            ],
            TextColumns,
            [
                .. own.Select(row => (IReadOnlyList<WrittenCell>)
                [
                    WrittenCell.Of(words.Kinds[kind]), WrittenCell.Of(words.Metrics[metric]), WrittenCell.Of(TitleOf(row.Row, row.Scope!)),
                    .. Enumerable.Range(0, Months).SelectMany(month => (WrittenCell[])
                        [default, WrittenCell.Of(facts.TryGetValue((row.Scope!, first.Plus(month - Months)), out var fact) ? fact : null)]),
                ]),
            ]);

        string TitleOf(TargetSheetRow row, PlanScope scope)
        {
            var parent = scope.BuildingId is not null && row.Parent is { } key ? titles.GetValueOrDefault(key) : null;
            return names.TitleOf(scope, parent is null ? row.Title! : $"{parent} / {row.Title}");
        }
    }
}

/// <summary>What a template says, in one language; the import understands both.</summary>
public sealed record TemplateWords(
    CultureInfo Culture, string Objects, string Managers, string Kind, string Metric, string Object, string Manager, string Fact, string NotLoaded,
    IReadOnlyDictionary<string, string> Kinds, IReadOnlyDictionary<string, string> Metrics)
{
    public static TemplateWords Russian { get; } = new(
        CultureInfo.GetCultureInfo("ru-RU"), "Объекты", "Менеджеры", "Вид плана", "Показатель", "Объект", "Менеджер", "Факт", "не загружается",
        new Dictionary<string, string> { ["sales"] = "План продаж", ["business"] = "Бизнес-план", ["bank"] = "План для банка" },
        new Dictionary<string, string> { ["receipts"] = "Поступления", ["value"] = "Сумма договоров", ["units"] = "Штуки", ["m2"] = "м²", ["received"] = "Обращения", ["meetings"] = "Первые встречи", ["reservations"] = "Брони" });

    public static TemplateWords English { get; } = new(
        CultureInfo.GetCultureInfo("en-US"), "Objects", "Managers", "Kind of plan", "Metric", "Object", "Manager", "Fact", "not loaded",
        new Dictionary<string, string> { ["sales"] = "Sales plan", ["business"] = "Business plan", ["bank"] = "Plan for the bank" },
        new Dictionary<string, string> { ["receipts"] = "Receipts", ["value"] = "Contract value", ["units"] = "Units", ["m2"] = "m²", ["received"] = "Inquiries", ["meetings"] = "First meetings", ["reservations"] = "Reservations" });
}
