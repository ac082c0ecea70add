using ReportApp.Core.Model;

namespace ReportApp.Tests.Model;

public sealed class MoneyTests
{
    [Fact]
    public void Two_currencies_are_never_added() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, "RUB") + new Money(1, "USD"));

    [Theory]
    [InlineData("")]
    [InlineData("rub")]
    [InlineData("RU")]
    [InlineData("RUBL")]
    public void A_currency_is_three_capital_letters(string code) => Assert.Throws<ArgumentException>(() => new Money(1, code));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.01", 100)]
    [InlineData("12345678.99", 123_456_789_900)]
    [InlineData("-3.5", -35_000)]
    public void Kopecks_survive_the_stored_form(string amount, long stored)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(stored, Money.ToStored(value));
        Assert.Equal(value, Money.FromStored(stored));
    }

    [Fact]
    public void What_the_stored_form_cannot_hold_is_refused_and_not_rounded() =>
        Assert.Throws<OverflowException>(() => Money.ToStored(0.00001m));
}
