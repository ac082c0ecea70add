using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

/// <summary>The worked check of reports.md §5.2, and what must hold of every month.</summary>
public sealed class DayQuotaTests
{
    private const int Cases = 2_000;

    [Fact]
    public void Eight_sales_need_24_reservations_and_40_contacts()
    {
        Assert.Equal(24, DayQuota.Need(8, 3));
        Assert.Equal(40, DayQuota.Need(8, 5));
        Assert.Equal(7, DayQuota.Need(2, 3.2m));
    }

    [Theory]
    [InlineData(24, "2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData(40, "2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 1 1 1 1")]
    [InlineData(3, "1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0")]
    public void The_base_plan_of_22_days_is_what_a_person_writes_down(int need, string days) =>
        Assert.Equal(days, string.Join(' ', BaseOf(need, 22, QuotaUnit.Pieces)));

    [Theory]
    // 24 − 7 = 17 for 12 days.
    [InlineData(24, 7, "2 2 2 2 2 1 1 1 1 1 1 1")]
    // 40 − 12 = 28 for 12 days.
    [InlineData(40, 12, "3 3 3 3 2 2 2 2 2 2 2 2")]
    // More than the month needs.
    [InlineData(24, 30, "0 0 0 0 0 0 0 0 0 0 0 0")]
    public void After_ten_days_what_is_left_is_shared_out_anew(int need, int facts, string days) =>
        Assert.Equal(days, string.Join(' ', Met(need - facts, 12, QuotaUnit.Pieces)));

    [Fact]
    public void A_month_that_keeps_its_plan_comes_to_its_need()
    {
        ForAll((need, days, unit) =>
        {
            Assert.Equal(need, BaseOf(need, days, unit).Sum());
            Assert.Equal(BaseOf(need, days, unit), Met(need, days, unit));
        });
    }

    [Fact]
    public void Quotas_are_never_negative_and_no_finer_than_their_unit()
    {
        ForAll((need, days, unit) => Assert.All(BaseOf(need, days, unit), quota =>
        {
            Assert.True(quota >= 0);
            Assert.Equal(quota, decimal.Round(quota, unit == QuotaUnit.Pieces ? 0 : 2));
        }));
    }

    [Fact]
    public void Pieces_are_spread_as_evenly_as_can_be_and_the_earlier_days_get_more()
    {
        ForAll((need, days, unit) =>
        {
            if (unit == QuotaUnit.Money) return;
            var quotas = BaseOf(need, days, unit);
            Assert.Equal(quotas.OrderDescending(), quotas);
            Assert.True(quotas[0] - quotas[^1] <= 1);
        });
    }

    [Fact]
    public void Money_of_days_differs_by_kopecks_only() =>
        Assert.Equal([333_333.33m, 333_333.34m, 333_333.33m], BaseOf(1_000_000m, 3, QuotaUnit.Money));

    [Fact]
    public void What_was_not_done_comes_to_the_days_that_are_left()
    {
        ForAll((need, days, unit) =>
        {
            // Nothing is done until the last day: it gets all.
            Assert.Equal(need, DayQuota.Of(need, 1, unit));
            // A refund of 5 raises what is left.
            Assert.True(DayQuota.Of(need + 5, days, unit) >= DayQuota.Of(need, days, unit));
        });
        Assert.Equal(0, DayQuota.Of(10, 0, QuotaUnit.Pieces));
    }

    [Theory]
    //          need left plan fact workday after elapsed
    [InlineData("10 6 2 2 on more 0.5", DayStatus.Done)]
    [InlineData("10 6 2 1 on more 0.5", DayStatus.OnTheWay)]
    [InlineData("10 6 2 0 on more 0.5", DayStatus.Behind)]
    [InlineData("10 6 2 0 on more 0", DayStatus.OnTheWay)]
    [InlineData("10 0 0 0 on more 0.5", DayStatus.Ahead)]
    [InlineData("10 0 0 0 off more 1", DayStatus.Ahead)]
    [InlineData("10 6 0 0 off more 1", DayStatus.DayOff)]
    [InlineData("10 6 0 0 off none 1", DayStatus.Shortfall)]
    [InlineData("10 6 6 5 on none 1", DayStatus.Shortfall)]
    [InlineData("10 6 6 6 on none 1", DayStatus.Done)]
    [InlineData("10 6 6 5 on none 0.9", DayStatus.Behind)]
    [InlineData("10 6 2 0 on more -", DayStatus.Upcoming)]
    [InlineData("0 0 0 0 on more 0.5", DayStatus.Done)]
    public void A_day_says_in_a_word_how_it_stands(string day, DayStatus expected)
    {
        var parts = day.Split(' ');
        var numbers = parts.Select(part => decimal.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : (decimal?)null).ToList();

        Assert.Equal(expected, DayQuota.Status(
            numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value, parts[4] == "on", parts[5] == "more", numbers[6]));
    }

    private static List<decimal> BaseOf(decimal need, int days, QuotaUnit unit) =>
        [.. Enumerable.Range(0, days).Select(before => DayQuota.Base(need, days, before, unit))];

    /// <summary>The rebalanced plans of days on each of which just the plan is done.</summary>
    private static List<decimal> Met(decimal left, int days, QuotaUnit unit)
    {
        var quotas = new List<decimal>();
        for (var day = 0; day < days; day++)
        {
            quotas.Add(DayQuota.Of(left, days - day, unit));
            left -= quotas[^1];
        }
        return quotas;
    }

    private static void ForAll(Action<decimal, int, QuotaUnit> check)
    {
        var chance = new Random(20_261_118);
        for (var i = 0; i < Cases; i++)
        {
            var days = chance.Next(1, 32);
            check(chance.Next(0, 400), days, QuotaUnit.Pieces);
            check(chance.NextInt64(0, 50_000_000_000) / 100m, days, QuotaUnit.Money);
        }
    }
}
