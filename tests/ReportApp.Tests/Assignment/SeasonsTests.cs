using ReportApp.Core.Assignment;

namespace ReportApp.Tests.Assignment;

public sealed class SeasonsTests
{
    [Fact]
    public void A_month_of_the_year_is_held_against_the_twelve_months_that_end_with_it()
    {
        // (11 × 10 + 22) / 12 = 11.
        decimal[] facts = [.. Enumerable.Repeat(10m, 23), 22m];

        var seasons = Seasons.Of(facts, first: 1);

        // The first December is average, the second twice the mean; two average ones are added: (1 + 2 + 2) / 4.
        Assert.Equal(1.25m, seasons[11]);
        Assert.All(seasons.Take(11), season => Assert.Equal(1, season));
    }

    [Fact]
    public void Nothing_is_known_before_the_business_began_or_within_its_first_year()
    {
        Assert.All(Seasons.Of([0, 0, 0, .. Enumerable.Range(1, 11).Select(each => (decimal)each)], first: 4), season => Assert.Equal(1, season));
        Assert.All(Seasons.Of([], first: 1), season => Assert.Equal(1, season));
        // April to March, and March is the first month with a year behind it.
        Assert.Equal(12, Seasons.Of([0, .. Enumerable.Repeat(5m, 12)], first: 3).Count(season => season == 1));
    }

    [Fact]
    public void A_month_in_which_more_was_given_back_weighs_as_one_without_anything() =>
        Assert.Equal(2m / 3, Seasons.Of([.. Enumerable.Repeat(10m, 11), -5m], first: 1)[11]);
}
