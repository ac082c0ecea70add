using ReportApp.Core.Messages;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Tests.Golden;

namespace ReportApp.Tests.Messages;

/// <summary>What the messages say of the day of <see cref="DayWorld"/>, whose numbers <see cref="DayPlanTests"/> adds up.</summary>
public sealed class DayMessageTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Six_lines_say_the_day_of_everybody_a_team_or_one_seller()
    {
        await using var house = await DayWorld.StartAsync();

        Assert.Equal(
            """
            Факт дня, вт 24.11 — все менеджеры
            Обращения: обработано 2 из 6, новых 2
            Первые встречи: 1, плана нет
            Брони: 1 из 7
            Договоры: 1 из 3
            Сумма договоров: 4 000 ₽ из 2 250 ₽
            Поступления: 1 055 ₽ из 1 050,10 ₽
            Данные на 12:00
            """,
            await SendAsync(house, "1", DayMessageKind.Fact, "ru"));
        Assert.Equal(
            """
            План дня, вт 24.11 — все менеджеры
            Обращения: обработать 6
            Первые встречи: плана нет
            Брони: 7
            Договоры: 3
            Сумма договоров: 2 250 ₽
            Поступления: 1 050,10 ₽
            Данные на 12:00
            """,
            await SendAsync(house, "1", DayMessageKind.Plan, "ru"));
        Assert.Equal(
            """
            Plan of the day, Tue 24 Nov
            Inquiries: 2 to process
            First meetings: no plan
            Reservations: 2
            Contracts: 1
            Value of contracts: ₽2,250
            Receipts: no plan
            Data as of 12:00
            """,
            await SendAsync(house, "12", DayMessageKind.Plan, "en"));
        // The contract of 11 belongs to the desk now, which the head does not see; inquiry 6 waits with 11, 4 and 5 with 12.
        Assert.StartsWith("Fact of the day, Tue 24 Nov — the team\nInquiries: 2 of 5 processed", await SendAsync(house, "10", DayMessageKind.Fact, "en"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "/day?date=2026-11-24", null, null)]
    [InlineData("10", "/day?date=2026-11-24&department=5", "5", null)]
    [InlineData("11", "/day?date=2026-11-24&manager=11", null, "11")]
    public async Task Its_numbers_are_those_of_the_screen_that_its_link_opens(string person, string view, string? department, string? manager)
    {
        await using var house = await DayWorld.StartAsync();
        var answer = await DayWorld.RunAsync(
            house, person, new DayRequest(DayWorld.Today, manager is null ? null : [manager], department is null ? null : [department]));

        var text = await SendAsync(house, person, DayMessageKind.Fact, "en");

        Assert.Equal(view, house.Host.Notices[^1].Notice.View);
        var lines = answer.Total.Lines.ToDictionary(line => line.Metric);
        Assert.Contains(FormattableString.Invariant($"Inquiries: {lines[DayMetric.Processed].Fact} of {lines[DayMetric.Processed].Plan} processed, {lines[DayMetric.Received].Fact} new\n"), text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"Reservations: {lines[DayMetric.Reservations].Fact} of {lines[DayMetric.Reservations].Plan}\n"), text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"Contracts: {lines[DayMetric.Contracts].Fact} of {lines[DayMetric.Contracts].Plan}\n"), text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"Receipts: ₽{lines[DayMetric.Receipts].Fact:#,0.##} of ₽{lines[DayMetric.Receipts].Plan:#,0.00}\n"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refund_stopped_updates_and_what_is_not_counted_are_said()
    {
        var day = new DateOnly(2026, 11, 24);
        var receipts = new DayLine(DayMetric.Receipts, null, null, null, -1_234.5m, null, 0, null, null, null, null, null);
        var answer = new DayAnswer(
            day, day, "RUB", true, [DayMetric.Received, DayMetric.Processed, DayMetric.Meetings], [], new DayRow("total", null, 0, null, false, null, null, null, [receipts]),
            new Freshness(FreshnessState.Stopped, new DateTimeOffset(2026, 11, 23, 19, 5, 0, TimeSpan.Zero), "consent_needed"));

        Assert.Equal(
            """
            Факт дня, вт 24.11
            Обращения: не считаем: данных нет
            Первые встречи: не считаем: данных нет
            Брони: 0, плана нет
            Договоры: 0, плана нет
            Сумма договоров: 0 ₽, плана нет
            Поступления: −1 234,50 ₽, плана нет
            Данные на 23.11 22:05, обновление остановлено
            """,
            DayMessageText.Write(answer, DayMessageKind.Fact, MessageCircle.Own, "ru", TimeSpan.FromHours(3)).Replace('\u00a0', ' '));
    }

    private static async Task<string> SendAsync(ReceiptsHouse house, string person, DayMessageKind kind, string language)
    {
        var sent = await house.Store.Get<DayMessages>().SendNowAsync(house.Viewer(person), new SendDayMessageCommand(kind, language), Token);
        Assert.Equal(DayMessageState.Sent, Assert.IsType<DayMessageSaved.Tried>(sent).Outcome.State);
        var (userId, notice) = house.Host.Notices[^1];
        Assert.Equal(person, userId);
        return notice.Text.Replace('\u00a0', ' ');
    }
}
