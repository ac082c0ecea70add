using ReportApp.Core.Model;
using ReportApp.Core.Tables;

namespace ReportApp.Tests.Tables;

public sealed class CellValuesTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Theory]
    [InlineData("12.11.2026")]
    [InlineData("12.11.26")]
    [InlineData("12/11/2026")]
    [InlineData("2026-11-12")]
    [InlineData("2026-11-12T00:00:00")]
    [InlineData("12.11.2026 0:00:00")]
    [InlineData("12 ноября 2026")]
    [InlineData("12 ноября 2026 г.")]
    [InlineData("12 Nov 2026")]
    [InlineData("46338")]
    public void One_day_has_many_spellings(string text) => Assert.Equal(new DateOnly(2026, 11, 12), CellValues.Day(text, Today).Day);

    [Theory]
    [InlineData("", "bad_date")]
    [InlineData("вчера", "bad_date")]
    [InlineData("31.02.2026", "bad_date")]
    [InlineData("11/13/2026", "bad_date")]
    [InlineData("12 брюмера 2026", "bad_date")]
    [InlineData("29.02.2027", "bad_date")]
    [InlineData("31.12.1999", "out_of_range")]
    [InlineData("25.11.2056", "out_of_range")]
    [InlineData("01.01.2101", "out_of_range")]
    public void What_is_no_day_says_why(string text, string reason) => Assert.Equal((null, reason), CellValues.Day(text, Today));

    [Theory]
    [InlineData("1234,56", 1234.56)]
    [InlineData("1234.56", 1234.56)]
    [InlineData("1 234 567,89", 1234567.89)]
    [InlineData("1\u00A0234,5", 1234.5)]
    [InlineData("1.234.567,89", 1234567.89)]
    [InlineData("1,234,567.89", 1234567.89)]
    [InlineData("1,234,567", 1234567)]
    [InlineData("8 500 000-00", 8500000)]
    [InlineData("8,5 млн", 8500000)]
    [InlineData("750 тыс. руб.", 750000)]
    [InlineData("8 500 000 ₽", 8500000)]
    [InlineData("-500", -500)]
    [InlineData("−500", -500)]
    [InlineData("(1 000,00)", -1000)]
    [InlineData("0", 0)]
    public void Money_has_many_spellings(string text, double amount) => Assert.Equal((decimal)amount, CellValues.Amount(text));

    [Theory]
    [InlineData("")]
    [InlineData("много")]
    [InlineData("12 штук")]
    [InlineData("1,2,3")]
    [InlineData("1.23,4.5")]
    [InlineData("1e6")]
    [InlineData("NaN")]
    [InlineData("12-345")]
    [InlineData("(5")]
    [InlineData("100 USD")]
    [InlineData("=1+1")]
    [InlineData("99999999999999999999999999999999")]
    public void Money_that_is_not_wholly_understood_is_not_understood(string text) => Assert.Null(CellValues.Amount(text));

    [Theory]
    [InlineData("СП-1/45")]
    [InlineData("сп 1/45")]
    [InlineData("№ СП—1/45")]
    [InlineData("CП-1/45")] // a Latin C
    [InlineData("«СП1/45»")]
    [InlineData("Договор № СП-1/45 от 01.09.2026")]
    [InlineData("Оплата по договору участия в долевом строительстве № СП-1/45, НДС не облагается")]
    [InlineData("по договору № СП-1/45.")]
    public void One_contract_has_many_spellings(string text) => Assert.Equal(ContractNumber.Normalise("СП-1/45"), ContractNumber.Normalise(text));

    /// <summary>A sentence names a contract, and its number goes on behind the blank: not «1».</summary>
    [Theory]
    [InlineData("ДКП 1 00314/26")]
    [InlineData("дкп-1-00314/26")]
    [InlineData("Оплата по договору ДКП 1 00314/26 от 09.08.2026")]
    public void A_number_in_groups_is_read_whole(string text) => Assert.Equal(ContractNumber.Normalise("ДКП-1-00314/26"), ContractNumber.Normalise(text));

    [Theory]
    [InlineData("СП-1/45", "СП-1/46")]
    [InlineData("1-23", "12-3")]
    [InlineData("1-23", "123")]
    [InlineData("СП-1/45", "СП-1/45К")]
    public void Two_contracts_stay_two(string one, string other) => Assert.NotEqual(ContractNumber.Normalise(one), ContractNumber.Normalise(other));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" № — ")]
    public void No_number_is_no_number(string? text) => Assert.Null(ContractNumber.Normalise(text));
}
