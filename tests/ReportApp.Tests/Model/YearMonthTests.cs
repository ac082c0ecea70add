using ReportApp.Core.Model;

namespace ReportApp.Tests.Model;

public sealed class YearMonthTests
{
    [Fact]
    public void A_month_is_half_open()
    {
        var february = new YearMonth(2028, 2);

        Assert.Equal(new DateOnly(2028, 2, 1), february.FirstDay);
        Assert.Equal(new DateOnly(2028, 3, 1), february.End);
        Assert.Equal(february, YearMonth.Of(new DateOnly(2028, 2, 29)));
    }

    [Fact]
    public void Counting_goes_over_the_year() => Assert.Equal(new YearMonth(2027, 1), new YearMonth(2026, 11).Plus(2));

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("2026-13", false)]
    [InlineData("9999-11", true)]
    [InlineData("9999-12", false)]
    [InlineData("2026-1", false)]
    [InlineData("26-11", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_year_and_month_are_read(string? text, bool isMonth)
    {
        Assert.Equal(isMonth, YearMonth.TryParse(text, out var month));
        if (isMonth) Assert.Equal(text, month.ToString());
    }
}
