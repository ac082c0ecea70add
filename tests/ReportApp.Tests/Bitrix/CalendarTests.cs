using ReportApp.Core.Model;

namespace ReportApp.Tests.Bitrix;

/// <summary>When the company works, as the portal's calendar tells it (bitrix24.md §5.11).</summary>
public sealed class CalendarTests
{
    public static TheoryData<string, string, string> Settings { get; } = new()
    {
        // situation, members of the settings, week / holidays / workdays / shift (empty: nobody knows)
        {
            "as most portals have it", """ "work_time_start":"9","work_time_end":"19","year_holidays":"1.01,23.02","year_workdays":"31.12","week_holidays":["SA","SU"] """,
            "1 2 3 4 5 / 1.1 2.23 / 12.31 / 09:00 19:00"
        },
        { "minutes in the hours", """ "work_time_start":"9.30","work_time_end":"18.15","week_holidays":["SA","SU"] """, "1 2 3 4 5 /  /  / 09:30 18:15" },
        { "one day off, and no list of it", """ "work_time_start":8,"work_time_end":17,"week_holidays":"SU" """, "1 2 3 4 5 6 /  /  / 08:00 17:00" },
        { "a week without a day off", """ "work_time_start":"0","work_time_end":"24","week_holidays":[] """, "1 2 3 4 5 6 7 /  /  / 00:00 23:59" },
        { "a day that is none", """ "work_time_start":"9","work_time_end":"19","year_holidays":"31.02, 8.3 ,x","week_holidays":["SA","SU"] """, "1 2 3 4 5 / 3.8 /  / 09:00 19:00" },
        { "a word for a day that nobody knows", """ "work_time_start":"9","work_time_end":"19","week_holidays":["SA","XX"] """, "" },
        { "no hours", """ "week_holidays":["SA","SU"] """, "" },
        { "a shift that ends before it begins", """ "work_time_start":"19","work_time_end":"9","week_holidays":["SA","SU"] """, "" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task The_portal_tells_when_the_company_works(string situation, string members, string expected)
    {
        await using var host = await HostAsync(Answer.Result($"{{{members}}}"));

        var settings = await host.Connector.ReadSettingsAsync(host.Connection, TestContext.Current.CancellationToken);

        Assert.True(expected == Print(settings.Calendar), $"{situation}: {Print(settings.Calendar)}");
        Assert.Equal("RUB", settings.BaseCurrency);
    }

    [Theory]
    [InlineData("insufficient_scope")]
    [InlineData("ERROR_METHOD_NOT_FOUND")]
    public async Task A_portal_that_does_not_grant_its_calendar_tells_all_else(string code)
    {
        await using var host = await HostAsync(Answer.Error(code, status: 403));

        var settings = await host.Connector.ReadSettingsAsync(host.Connection, TestContext.Current.CancellationToken);

        Assert.Equal((null, true), (settings.Calendar, settings.IsCalendarAnswered));
        Assert.Equal((TimeSpan.FromHours(3), "RUB"), (settings.UtcOffset, settings.BaseCurrency));
    }

    [Fact]
    public async Task A_calendar_that_did_not_come_is_not_taken_for_none()
    {
        await using var host = await HostAsync(Answer.Error("INTERNAL_SERVER_ERROR", status: 500));

        var settings = await host.Connector.ReadSettingsAsync(host.Connection, TestContext.Current.CancellationToken);

        Assert.Equal((null, false, "RUB"), (settings.Calendar, settings.IsCalendarAnswered, settings.BaseCurrency));
    }

    private static async Task<WireHost> HostAsync(Answer calendar)
    {
        var host = await WireHost.StartAsync();
        host.On("server.time", Answer.Result("\"2026-11-24T12:00:00+03:00\""));
        host.On("crm.currency.list", Answer.Result("""[{"CURRENCY":"RUB","BASE":"Y"}]"""));
        host.On("calendar.settings.get", calendar);
        return host;
    }

    private static string Print(WorkCalendar? calendar) => calendar is null ? "" : FormattableString.Invariant(
        $"{string.Join(' ', calendar.Week)} / {Days(calendar.Holidays)} / {Days(calendar.Workdays)} / {calendar.Start:HH\\:mm} {calendar.End:HH\\:mm}");

    private static string Days(IEnumerable<YearDay> days) => string.Join(' ', days.Select(day => FormattableString.Invariant($"{day.Month}.{day.Day}")));
}
