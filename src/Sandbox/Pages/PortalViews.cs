using System.Globalization;
using Sandbox.Bitrix;
using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Pages;

/// <summary>What a person may see of the portal, in his language, ready to draw. Used inside the portal's gate.</summary>
internal sealed class PortalViews(Portal portal, Person viewer, Language words)
{
    private const int PageSize = 50;

    /// <summary>Standard fields of the card's first group, in its order.</summary>
    private static readonly string[] MainFields =
    [
        "TITLE", "OPPORTUNITY", "STAGE_ID", "CLOSEDATE", "PROBABILITY", "CATEGORY_ID", "SOURCE_ID", "ASSIGNED_BY_ID", "OBSERVERS", "CREATED_BY",
        "CREATED_TIME", "UPDATED_TIME", "COMMENTS",
    ];

    /// <summary>Standard fields of a tied table, where it has them.</summary>
    private static readonly string[] TiedFields = ["ID", "TITLE", "OPPORTUNITY", "BEGINDATE", "CLOSEDATE"];

    private readonly Table _deals = portal.Deals;

    public IReadOnlyList<PersonLine> People => [.. portal.People.Select(Line)];

    public PersonLine Line(Person person) => new(
        person.Number.ToString(CultureInfo.InvariantCulture), Name(person), person.Position,
        portal.Departments.First(department => department.Number == person.Department).Name, Rights.IsAdministrator(person), person.IsActive);

    public static string Name(Person person) => $"{person.FirstName} {person.LastName}";

    public IReadOnlyList<NoticeLine> Notices =>
    [
        .. portal.Notices.Where(notice => notice.To == viewer.Number).Reverse().Select(notice => new NoticeLine(
            notice.From is { } from ? PersonName(from) : words["Система", "System"], notice.At.ToOffset(portal.Facts.Zone), notice.Message)),
    ];

    public DealListView Deals(DealSearch search, int page)
    {
        var visible = portal.Rights.Reader(viewer, _deals);
        var (title, category, stage, owner) = (_deals["TITLE"], _deals["CATEGORY_ID"], _deals["STAGE_ID"], _deals["ASSIGNED_BY_ID"]);
        var found = _deals.Rows.Where(row =>
            (search.Pipeline.Length == 0 || Text(row[category]) == search.Pipeline)
            && (search.Stage.Length == 0 || Text(row[stage]) == search.Stage)
            && (search.Owner.Length == 0 || Text(row[owner]) == search.Owner)
            && (search.Text.Length == 0 || Text(row.Id) == search.Text || Text(row[title]).Contains(search.Text, StringComparison.CurrentCultureIgnoreCase))
            && visible(row)).Reverse().ToList();

        page = Math.Clamp(page, 1, Math.Max(1, (found.Count + PageSize - 1) / PageSize));
        var pipelines = portal.Categories.Where(one => one.EntityTypeId == _deals.EntityTypeId).ToList();
        var stages = pipelines.Where(one => Text(one.Id) == search.Pipeline || (search.Pipeline.Length == 0 && one.IsDefault))
            .SelectMany(one => portal.StagesOf(_deals, one.Id)).Select(View);
        return new DealListView(
            [.. found.Skip((page - 1) * PageSize).Take(PageSize).Select(DealLine)], found.Count, page, PageSize, search,
            [.. pipelines.Select(one => new Choice(Text(one.Id), one.Name))], [.. stages],
            [.. portal.People.Where(person => person.IsActive).Select(person => new Choice(Text((long)person.Number), Name(person)))]);
    }

    /// <summary>Null when there is no such deal, or not for this person.</summary>
    public DealCardView? Deal(long id, IReadOnlyList<AppTab> appTabs)
    {
        if (_deals.Row(id) is not { } row || !portal.Rights.CanRead(viewer, _deals, row))
            return null;
        var category = (long)row[_deals["CATEGORY_ID"]]!;
        var main = MainFields.Select(name => _deals[name]).Select(field => Line(_deals, field, row)).ToList();
        var own = _deals.Fields.Where(field => field.ParentTypeId is not null || field.User is not null).OrderBy(field => field.User?.Sort ?? 0)
            .Select(field => Line(_deals, field, row)).ToList();
        var ties = portal.Tables.Where(table => table.Process is { } process && process.Parents.Contains(_deals.EntityTypeId));
        return new DealCardView(
            Text(id), Text(row[_deals["TITLE"]]), Stage(row), [.. portal.StagesOf(_deals, category).Select(View)],
            [new FieldGroup(words["О сделке", "About the deal"], main), new FieldGroup(words["Дополнительно", "More"], own)],
            Timeline(id, row), [.. ties.Select(table => Tied(table, id))], appTabs);
    }

    private DealLine DealLine(Row row) => new(
        Text(row.Id), Text(row[_deals["TITLE"]]), Stage(row), row[_deals["OPPORTUNITY"]] as decimal?, Text(row[_deals["CURRENCY_ID"]]),
        PersonName(row[_deals["ASSIGNED_BY_ID"]]), (DateTimeOffset)row[_deals["CREATED_TIME"]]!, row[_deals["CLOSEDATE"]] as DateOnly?);

    private StageView Stage(Row row) => View(portal.StageOf(_deals, Text(row[_deals["STAGE_ID"]]))!);

    private static StageView View(Status stage) => new(stage.StatusId, stage.Name, stage.Colour ?? "#ACE9FB", stage.Meaning);

    private List<TimelineLine> Timeline(long id, Row deal)
    {
        var comments = portal.Comments.Where(comment => comment.EntityType == "deal" && comment.EntityId == id)
            .Select(comment => new TimelineLine(comment.Created, PersonName(comment.AuthorId), "comment", comment.Text));
        var history = _deals.History!;
        var moves = history.RowsOf([id]).Select(row =>
        {
            var isFirst = Equals(row[history["TYPE_ID"]], 1L);
            var stage = portal.StageOf(_deals, Text(row[history["STAGE_ID"]]))?.Name ?? "";
            return new TimelineLine(
                (DateTimeOffset)row[history["CREATED_TIME"]]!, isFirst ? PersonName(deal[_deals["CREATED_BY"]]) : "", isFirst ? "created" : "stage", stage);
        });
        return [.. comments.Concat(moves).OrderByDescending(line => line.At)];
    }

    /// <summary>Rows of a smart process that name this deal as their parent.</summary>
    private CardTable Tied(Table table, long deal)
    {
        var parent = table.Find($"parentId{_deals.EntityTypeId}")!;
        var visible = portal.Rights.Reader(viewer, table);
        var tied = table.Rows.Where(row => Equals(row[parent], deal) && visible(row)).ToList();
        var columns = table.Fields.Where(field => (TiedFields.Contains(field.Name) || field.User is not null) && tied.Exists(row => row[field] is not null)).ToList();
        var rows = tied.Select(row => (IReadOnlyList<string>)[.. columns.Select(field => Show(table, field, row))]);
        return new CardTable($"t{table.EntityTypeId}", table.Title, [.. columns.Select(field => field.Title)], [.. rows]);
    }

    private FieldLine Line(Table table, Field field, Row row) => new(field.OldName ?? field.Name, field.Title, Show(table, field, row));

    private string Show(Table table, Field field, Row row) => row[field] switch
    {
        null => "",
        IReadOnlyList<object> many => string.Join(", ", many.Select(one => Show(table, field, row, one))),
        var value => Show(table, field, row, value),
    };

    private string Show(Table table, Field field, Row row, object value) => (field.Kind, value) switch
    {
        (FieldKind.User, _) => PersonName(value),
        (FieldKind.Status, _) => portal.StageOf(table, Text(value))?.Name
            ?? portal.Statuses.FirstOrDefault(status => status.EntityId == field.StatusType && status.StatusId == Text(value))?.Name ?? Text(value),
        (FieldKind.Category, long id) => portal.CategoryOf(id, table)?.Name ?? Text(id),
        (FieldKind.Link, long id) when field.ParentTypeId is { } type => TitleOf(type, id),
        (FieldKind.Money, string money) when money.Split('|') is [var amount, var currency]
            && decimal.TryParse(amount, CultureInfo.InvariantCulture, out var sum) => words.Money(sum, currency),
        (FieldKind.Choice, long id) => field.User?.Choices.FirstOrDefault(choice => choice.Id == id)?.Value ?? Text(id),
        (_, bool yes) => yes ? words["да", "yes"] : words["нет", "no"],
        (_, DateOnly day) => words.Date(day),
        (_, DateTimeOffset at) => words.Moment(at.ToOffset(portal.Facts.Zone)),
        (_, decimal sum) when field.Name == "OPPORTUNITY" => words.Money(sum, Text(row[table["CURRENCY_ID"]])),
        (_, decimal number) => words.Number(number),
        _ => Text(value),
    };

    private string TitleOf(int entityTypeId, long id) =>
        portal.TableOf(entityTypeId) is { } table && table.Row(id) is { } row ? Text(row[table["TITLE"]]) : $"#{id}";

    private string PersonName(object? id) => id is long number && portal.PersonOf(number) is { } person ? Name(person) : Text(id);

    private static string Text(object? value) => Values.Text(value);
}
