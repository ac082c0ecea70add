using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Mapping;

/// <summary>Portals as people set them up.</summary>
internal static class Portals
{
    public static readonly TableMetadata Deals = new(RecordKind.Deal, "Сделки",
    [
        Field("title", FieldType.Text, "Название"),
        Field("assignedById", FieldType.User, "Ответственный"),
        Field("ufCrmSeller", FieldType.User, "Продавец"),
        Link("parentId1040", RecordKind.Item("1040"), "Жилой комплекс"),
        Link("parentId1042", RecordKind.Item("1042"), "Корпус"),
        Link("parentId1044", RecordKind.Item("1044"), "Помещение"),
    ]);

    public static readonly TableMetadata Lines = new(RecordKind.Item("1046"), "График платежей",
    [
        Field("opportunity", FieldType.Number, "Сумма"),
        Field("begindate", FieldType.Date, "Дата начала"),
        Field("closedate", FieldType.Date, "Дата завершения"),
        Link("parentId2", RecordKind.Deal, "Сделка"),
        Field("ufCrm4Kind", FieldType.Choice, "Вид платежа"),
        Field("ufCrm4CancelledOn", FieldType.Date, "Отменён"),
    ]);

    public static readonly TableMetadata Payments = new(RecordKind.Item("1048"), "Платежи",
    [
        Field("opportunity", FieldType.Number, "Сумма"),
        Link("parentId2", RecordKind.Deal, "Сделка"),
        Link("parentId1046", RecordKind.Item("1046"), "График платежей"),
        Field("ufCrm5PaidOn", FieldType.Date, "Дата оплаты"),
        new FieldMetadata("ufCrm5Kind", FieldType.Choice, "Вид операции", true, false, null,
        [
            new("51", "Зачисление на эскроу"), new("52", "Прямая оплата"), new("53", "Возврат"), new("54", "Раскрытие эскроу"),
            new("55", "Открытие аккредитива"), new("56", "Плата за бронь"),
        ]),
    ]);

    /// <summary>Objects, schedule and payments in tables of their own; rent beside sales.</summary>
    public static readonly HostMetadata Developer = new(
        TimeSpan.FromHours(3), "RUB",
        [new Pipeline { Id = "0", Name = "Продажи" }, new Pipeline { Id = "9", Name = "Аренда", Order = 1 }],
        [
            .. Stages("0", "Новая заявка", "Квалификация", "Показ", "Бронь", "Ипотека", "Подписание", "Договор подписан", "Регистрация", "Оплата по графику"),
            Stage("0", "Оплачено", 20, StageMeaning.Success), Stage("0", "Расторжение", 21, StageMeaning.Failure),
            .. Stages("9", "Заявка", "Договор подписан"),
        ],
        [
            Deals,
            new TableMetadata(RecordKind.Item("1040"), "Жилые комплексы", [Field("title", FieldType.Text, "Название")]),
            new TableMetadata(RecordKind.Item("1042"), "Корпуса", [Link("parentId1040", RecordKind.Item("1040"), "Родительский элемент")]),
            new TableMetadata(RecordKind.Item("1044"), "Помещения", [Link("parentId1042", RecordKind.Item("1042"), "Родительский элемент")]),
            Lines,
            Payments,
        ]);

    public static FieldMetadata Field(string name, FieldType type, string title) => new(name, type, title, true, false, null, []);

    public static FieldMetadata Link(string name, RecordKind to, string title) => new(name, FieldType.Link, title, false, false, to, []);

    public static Stage Stage(string pipeline, string name, int order, StageMeaning meaning = StageMeaning.InProgress) =>
        new() { Id = $"{pipeline}:{name}", PipelineId = pipeline, Name = name, Order = order, Meaning = meaning };

    private static IEnumerable<Stage> Stages(string pipeline, params string[] names) => names.Select((name, order) => Stage(pipeline, name, order));
}
