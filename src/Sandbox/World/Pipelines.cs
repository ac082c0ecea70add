namespace Sandbox.World;

/// <summary>Stage codes as a portal that has grown for years has them: a few standard ones, the rest made by people.</summary>
internal static class Pipelines
{
    public const int Sales = 0;
    public const int Rent = 9;

    public const string New = "NEW";
    public const string Qualified = "PREPARATION";
    public const string Showing = "UC_7KX2QA";
    public const string Booking = "PREPAYMENT_INVOICE";
    public const string Mortgage = "UC_M4R8TD";
    public const string Signing = "EXECUTING";

    /// <summary>From here the deal is won, though the host calls it open.</summary>
    public const string Signed = "UC_9ZL3HB";
    public const string Registration = "FINAL_INVOICE";
    public const string Paying = "UC_P6Y3MT";
    public const string Paid = "WON";
    public const string NoAnswer = "LOSE";
    public const string BankRefused = "APOLOGY";
    public const string Elsewhere = "UC_C5W1NE";
    public const string TooDear = "UC_X8B0DR";
    public const string Ended = "UC_R2X6VK";

    public static readonly IReadOnlyList<Pipeline> All =
    [
        new(Sales, "Продажи", true,
        [
            new(New, "Новая заявка", "P", "#39A8EF"),
            new(Qualified, "Квалификация", "P", "#2FC6F6"),
            new(Showing, "Показ", "P", "#55D0E0"),
            new(Booking, "Бронь", "P", "#47E4C2"),
            new(Mortgage, "Ипотека", "P", "#A5DE00"),
            new(Signing, "Подписание", "P", "#FFA900"),
            new(Signed, "Договор подписан", "P", "#F7A700"),
            new(Registration, "Регистрация", "P", "#FF8A3C"),
            new(Paying, "Оплата по графику", "P", "#C9E265"),
            new(Paid, "Оплачено", "S", "#7BD500"),
            new(NoAnswer, "Не отвечает", "F", "#FF5752"),
            new(BankRefused, "Отказ банка", "F", "#FF5752"),
            new(Elsewhere, "Купил в другом месте", "F", "#FF5752"),
            new(TooDear, "Дорого, передумал", "F", "#FF5752"),
            new(Ended, "Расторжение", "F", "#A61C1C"),
        ]),
        new(Rent, "Аренда", false,
        [
            new(New, "Заявка", "P", "#39A8EF"),
            new(Qualified, "Просмотр", "P", "#2FC6F6"),
            new("UC_A1R3ND", "Договор аренды", "P", "#FFA900"),
            new(Paid, "Заселён", "S", "#7BD500"),
            new(NoAnswer, "Отказ", "F", "#FF5752"),
        ]),
    ];
}

/// <summary>The way of an inquiry; a failure is the reason it went nowhere.</summary>
internal static class LeadStages
{
    public const string New = "NEW";
    public const string InWork = "IN_PROCESS";
    public const string CallAgain = "UC_L3N8VQ";
    public const string Converted = "CONVERTED";
    public const string Junk = "JUNK";
    public const string NoAnswer = "UC_N5T1AW";
    public const string NoMoney = "UC_B7M4DY";
    public const string Elsewhere = "UC_E2K9SL";
    public const string Repeated = "UC_D6P0TR";
    public const string Other = "UC_Z1O3TH";

    public static readonly IReadOnlyList<PipelineStage> All =
    [
        new(New, "Не обработан", "P", "#39A8EF"),
        new(InWork, "В работе", "P", "#2FC6F6"),
        new(CallAgain, "Перезвонить", "P", "#FFA900"),
        new(Converted, "Качественный лид", "S", "#7BD500"),
        new(Junk, "Спам, ошибка номером", "F", "#FF5752"),
        new(NoAnswer, "Не дозвонились", "F", "#FF5752"),
        new(NoMoney, "Не подходит бюджет", "F", "#FF5752"),
        new(Elsewhere, "Ищет другой район", "F", "#FF5752"),
        new(Repeated, "Повторное обращение", "F", "#A61C1C"),
        new(Other, "Другое", "F", "#A61C1C"),
    ];
}
