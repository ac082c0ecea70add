using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

public sealed class SeasonsTests
{
    [Fact]
    public void A_month_of_the_year_is_held_against_the_twelve_months_that_end_with_it()
    {
        // (11 × 10 + 22) / 12 = 11: the second December is twice the mean; with two average ones added it is (2 + 1 + 1) / 3.
        decimal[] facts = [.. Enumerable.Repeat(10m, 23), 22m];

        var seasons = Seasons.Of(facts, first: 1);

        Assert.Equal(4m / 3, seasons[11] / seasons[0], 12);
        Assert.All(seasons.Take(11), season => Assert.Equal(seasons[0], season));
        Assert.Equal(1, seasons.Average(), 12);
    }

    [Fact]
    public void Nothing_is_known_before_the_business_began_or_within_its_first_year()
    {
        Assert.All(Seasons.Of([0, 0, 0, .. Enumerable.Range(1, 11).Select(each => (decimal)each)], first: 4), season => Assert.Equal(1, season));
        Assert.All(Seasons.Of([], first: 1), season => Assert.Equal(1, season));
        // A year behind the first month, and no whole one after it.
        Assert.All(Seasons.Of([0, .. Enumerable.Repeat(5m, 21), 50], first: 3), season => Assert.Equal(1, season));
    }

    [Fact]
    public void A_month_in_which_more_was_given_back_weighs_as_one_without_anything()
    {
        var seasons = Seasons.Of([.. Enumerable.Repeat(10m, 23), -5m], first: 1);
        Assert.Equal(2m / 3, seasons[11] / seasons[0], 12);
    }

    [Fact]
    public void Growth_is_no_season()
    {
        var seasons = Seasons.Of([.. Enumerable.Range(0, 30).Select(month => (decimal)Math.Pow(1.05, month))], first: 1);
        Assert.All(seasons, season => Assert.Equal(1, season, 6));
    }
}
