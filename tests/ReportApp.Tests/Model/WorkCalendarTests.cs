using ReportApp.Core.Model;

namespace ReportApp.Tests.Model;

public sealed class WorkCalendarTests
{
    private static readonly WorkCalendar Office = new([1, 2, 3, 4, 5], [new YearDay(11, 4)], [new YearDay(11, 7)], new TimeOnly(9, 0), new TimeOnly(19, 0));

    [Theory]
    [InlineData("2026-11-02", true)]
    // A holiday, a Saturday and a Sunday, and a Saturday that is worked.
    [InlineData("2026-11-04", false)]
    [InlineData("2026-11-14", false)]
    [InlineData("2026-11-15", false)]
    [InlineData("2026-11-07", true)]
    public void The_company_works_on_the_days_of_its_week_and_not_on_holidays(string day, bool isWorked) => Assert.Equal(isWorked, Office.IsWorkday(Day(day), null));

    [Theory]
    // His Saturday and Sunday are worked, his Monday is not; holidays are his, the company's extra day is not.
    [InlineData("2026-11-14", true)]
    [InlineData("2026-11-15", true)]
    [InlineData("2026-11-16", false)]
    [InlineData("2026-11-04", false)]
    // His leave.
    [InlineData("2026-11-18", false)]
    public void A_person_has_a_week_and_absences_of_his_own(string day, bool isWorked) =>
        Assert.Equal(isWorked, Office.IsWorkday(Day(day), new PersonCalendar([2, 3, 4, 5, 6, 7], [new DateOnly(2026, 11, 18)])));

    [Fact]
    public void Leave_alone_leaves_the_week_as_it_is()
    {
        var own = new PersonCalendar(null, [new DateOnly(2026, 11, 2)]);

        Assert.Equal((false, true, false), (Office.IsWorkday(Day("2026-11-02"), own), Office.IsWorkday(Day("2026-11-03"), own), Office.IsWorkday(Day("2026-11-14"), own)));
    }

    [Theory]
    [InlineData("2026-11-24", "2026-11-24T08:00", "0")]
    [InlineData("2026-11-24", "2026-11-24T12:00", "0.3")]
    [InlineData("2026-11-24", "2026-11-24T23:00", "1")]
    [InlineData("2026-11-23", "2026-11-24T08:00", "1")]
    [InlineData("2026-11-25", "2026-11-24T23:00", "-")]
    public void A_shift_is_over_by_the_clock(string day, string now, string elapsed) => Assert.Equal(
        elapsed, Office.Elapsed(Day(day), DateTime.Parse(now, System.Globalization.CultureInfo.InvariantCulture)) is { } part ? FormattableString.Invariant($"{part:0.#}") : "-");

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
