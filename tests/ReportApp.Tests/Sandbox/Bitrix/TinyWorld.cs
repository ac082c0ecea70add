using Sandbox.World;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>A company small enough to count by hand: two sales offices, a deal or more for each seller.</summary>
internal static class TinyWorld
{
    public const int Administrator = 1;
    public const int HeadOfSales = 2;
    public const int HeadOfNorth = 3;
    public const int Anna = 4;
    public const int Boris = 5;
    public const int Left = 6;

    public const int Leads = 12;
    public const int Contacts = 9;

    public static readonly DateOnly Today = new(2026, 11, 24);

    public static Facts Generate(int seed, int deals, DateOnly today)
    {
        var zone = TimeSpan.FromHours(3);
        var day = new DateTimeOffset(today.AddDays(-40), new TimeOnly(10, 0), zone);
        Pipeline[] pipelines =
        [
            new(0, "Продажи", true,
            [
                new("NEW", "Новая", "P", "#39A8EF"), new("EXECUTING", "Договор", "P", "#FFA900"), new("WON", "Оплачено", "S", "#7BD500"),
                new("LOSE", "Отказ", "F", "#FF5752"), new("APOLOGY", "Отказ банка", "F", "#FF5752"),
            ]),
            new(9, "Аренда", false, [new("NEW", "Заявка", "P", "#39A8EF"), new("WON", "Заселён", "S", "#7BD500"), new("LOSE", "Отказ", "F", "#FF5752")]),
        ];
        return new Facts(
            seed, today, zone, "Малая компания",
            [new(1, "Компания", null, null), new(2, "Продажи", 1, HeadOfSales), new(3, "Север", 2, HeadOfNorth)],
            [
                Person(Administrator, "Ада", "Админ", 1, Role.Administrator), Person(HeadOfSales, "Игорь", "Главный", 2, Role.Head),
                Person(HeadOfNorth, "Нина", "Северова", 3, Role.Head), Person(Anna, "Анна", "Ли", 3, Role.Manager),
                Person(Boris, "Борис", "О'Нил", 2, Role.Manager), Person(Left, "Лев", "Ушёл", 3, Role.Manager) with { IsActive = false },
            ],
            [new(1, "Маяк", "Москва")],
            [new(1, 1, "Корпус 1", "selling", "СЗ «Маяк»", "Банк", today.AddYears(-1), today.AddYears(1), 2)],
            [new(1, 1, "кв. 1", "квартира", 1, 2, 40.5m, 8_100_000m), new(2, 1, "кв. 2", "квартира", 2, 3, 60m, 12_000_000m)],
            pipelines, [.. Enumerable.Range(1, deals).Select(number => Deal(number, day))],
            [new("sales", "building:Маяк / Корпус 1", new DateOnly(today.Year, today.Month, 1), "receipts", 5_000_000m)])
        {
            LeadStages =
            [
                new("NEW", "Новый", "P", "#39A8EF"), new("IN_PROCESS", "В работе", "P", "#2FC6F6"), new("CONVERTED", "В сделке", "S", "#7BD500"),
                new("JUNK", "Спам", "F", "#FF5752"),
            ],
            Leads = [.. Enumerable.Range(1, Leads).Select(number => Lead(number, day))],
            Firms =
            [
                new(1, "АН \"Ключ\"", "PARTNER", "OTHER", "+7 495 1", Anna, day, null), new(2, "Кофейня", "CUSTOMER", null, null, Boris, day, 2),
                new(3, "Банк", "OTHER", "FINANCE", null, Anna, day, null),
            ],
            Contacts = [.. Enumerable.Range(1, Contacts - 1).Select(number => Contact(number, day, [number])), Contact(Contacts, day, [1]) with { Firm = 1, Kind = "PARTNER" }],
            Products = [new(1, 1, "Маяк, Корпус 1, кв. 1", "квартира", 8_100_000m), new(2, 1, "Маяк, Корпус 1, кв. 2", "квартира", 12_000_000m), new(3, 1, "Машино-место", "машино-место", 500_000m)],
            Lines = [.. Lines().Where(line => line.Deal <= deals)],
            Activities = [.. Activities(day).Where(activity => activity.Deal is not { } deal || deal <= deals)],
        };
    }

    /// <summary>
    /// Owned as deals are. 1 became deal 1, a day before it; 2 is new, 3 in work and asks again with lead 1's number, written another way; the
    /// rest was spam, of which every fourth left nothing to reach it by. They came a day apart from the day before the first deal on.
    /// </summary>
    private static Lead Lead(int number, DateTimeOffset day)
    {
        var owner = OwnerOf(number);
        var created = day.AddDays(number - 2);
        Step[] history = number switch
        {
            1 => [new("NEW", created, owner), new("CONVERTED", day.AddMinutes(1), owner)],
            2 => [new("NEW", created, owner)],
            3 => [new("NEW", created, owner), new("IN_PROCESS", created.AddHours(1), owner)],
            _ => [new("NEW", created, owner), new("JUNK", created.AddHours(2), owner)],
        };
        var phone = number switch { 1 => "+7 (900) 111-22-33", 3 => "89001112233", _ when number % 4 == 0 => null, _ => $"+79000000{number:000}" };
        var client = new Client(number, "Имя", "Клиент " + number, phone, number == 1 ? "First@mail.example" : null);
        return new Lead(
            number, $"Заявка {number}", client, number == 4 ? null : "Сайт", number == 2 ? "search" : null, owner, number == 1 ? 8_000_000m : null, created, null,
            history, number == 1 ? 1 : null);
    }

    /// <summary>Owned as deals are, each on the card of the deal of its number; the last one is an agent who stands on deal 1's card, too.</summary>
    private static Contact Contact(int number, DateTimeOffset day, int[] deals) => new(
        number, new Client(number, "Имя", "Клиент " + number, number == 2 ? null : $"+79000000{number:000}", number == 1 ? "First@mail.example" : null), "CLIENT", null,
        null, "Сайт", OwnerOf(number), day, deals);

    /// <summary>
    /// Of deal 1: a call nobody answered, an answered one that was the lead's first, an e-mail, news from a bank; of deal 2 a meeting to come, of
    /// deal 3 a task done two days late, of deal 5 something to do whenever; of lead 2 a chat.
    /// </summary>
    private static IEnumerable<Activity> Activities(DateTimeOffset day)
    {
        var (second, third) = (day.AddDays(1), day.AddDays(2));
        yield return new(1, ActivityKind.Call, "Звонок", day, day, day, day, day, false, Anna, null, 1);
        yield return new(2, ActivityKind.Call, "Звонок", second, second, second.AddMinutes(5), second, second.AddMinutes(5), true, Anna, 1, 1);
        yield return new(3, ActivityKind.Email, "Письмо & планировки", second.AddHours(1), second.AddHours(1), second.AddHours(1), null, second.AddHours(1), false, Anna, null, 1);
        yield return new(4, ActivityKind.Meeting, "Показ", third, day.AddDays(50), day.AddDays(50).AddHours(1), day.AddDays(50), null, null, Boris, null, 2);
        yield return new(5, ActivityKind.Task, "Бронь", third, third, third.AddDays(1), third.AddDays(1), third.AddDays(3), null, HeadOfNorth, null, 3);
        yield return new(6, ActivityKind.ToDo, "Написать", third, third, third, null, null, null, Anna, null, 5);
        yield return new(7, ActivityKind.Chat, "Чат", third.AddHours(1), third.AddHours(1), third.AddHours(2), third.AddHours(2), third.AddHours(2), true, Boris, 2, null);
        yield return new(8, ActivityKind.BankNews, "Одобрено", third.AddHours(3), third.AddHours(3), third.AddHours(3), null, third.AddHours(3), null, Anna, null, 1);
    }

    /// <summary>Deal 1 sells a flat with ten percent off and a parking place, 8,000,000 in all; deal 2's row was typed by hand, for more than the deal.</summary>
    private static IEnumerable<DealLine> Lines() =>
    [
        new(1, 1, 1, "Маяк, Корпус 1, кв. 1", 7_500_000m, 8_333_333.33m, 10, 1), new(2, 1, 3, "Машино-место", 250_000m, 250_000m, 0, 2),
        new(3, 2, null, "кв. 2", 8_150_000m, 8_150_000m, 0, 1),
    ];

    private static int OwnerOf(int number) => (number % 4) switch { 1 => Anna, 2 => Boris, 3 => HeadOfNorth, _ => Left };

    /// <summary>Deals 1, 5, 9 … are Anna's, 2, 6 … Boris's, 3, 7 … of the head of the north, 4, 8 … of the one who left. Anna observes deal 2.</summary>
    private static Deal Deal(int number, DateTimeOffset day)
    {
        var owner = OwnerOf(number);
        var isSigned = number == 1;
        var created = day.AddMinutes(number);
        Step[] history = isSigned
            ? [new("NEW", created, owner), new("EXECUTING", created.AddDays(3), owner)]
            : [new("NEW", created, owner)];
        var today = DateOnly.FromDateTime(day.Date).AddDays(40);
        return new Deal(
            number, number == 1 ? "Квартира \"вид/двор\" 🏠 & сад" : $"Сделка {number}", 0, owner, isSigned ? Anna : null, number == 2 ? [Anna] : [], owner, created,
            history[^1].At, 1, 1, isSigned ? 1 : null, number == 3 ? 7_450_000.5m : 8_000_000m, "RUB", today.AddDays(number), number == 2 ? 50 : null, "Сайт", "Прямой",
            isSigned ? "Рассрочка" : "Ипотека", isSigned ? "Д-1" : null, isSigned ? today.AddDays(-30) : null, null, null, "Клиент " + number, history,
            isSigned ? [new(1, today.AddDays(-10), 3_000_000m, "own", today.AddDays(-30), null), new(2, today.AddDays(20), 5_000_000m, "final", today.AddDays(-30), null)] : [],
            isSigned ? [new(1, today.AddDays(-9), 2_500_000.5m, "deposit", "40702", 1, created.AddDays(20))] : [],
            isSigned ? [new(created.AddDays(1), owner, "Созвонились")] : []);
    }

    private static Person Person(int number, string first, string last, int department, Role role) =>
        new(number, first, last, "Сотрудник", department, role, true, false, new DateOnly(2020, 1, 1));
}
