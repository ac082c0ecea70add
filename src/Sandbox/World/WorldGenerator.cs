namespace Sandbox.World;

/// <summary>Makes the demo world. The same seed, size and day give the same world.</summary>
internal static class WorldGenerator
{
    private const int Months = 30;
    private const int UsualDeals = 3_000;

    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

    /// <param name="deals">How many there are in all; buildings grow with them.</param>
    /// <param name="today">Everything in the world happened before this day; schedules and hopes reach beyond it.</param>
    public static Facts Generate(int seed, int deals, DateOnly today)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deals);
        var company = Company.Generate(seed, today);
        var estate = Estate.Generate(seed, (double)deals / UsualDeals, today);
        var sales = new Sales(seed, today, Moscow, company, estate);

        var arrivals = Arrivals(seed, deals, today);
        var luck = new Chance(seed, 5);
        var told = new List<Deal>(deals);
        foreach (var createdAt in arrivals)
        {
            var number = told.Count + 1;
            told.Add(luck.Of(0.015) ? sales.TellRent(number, createdAt) : sales.Tell(number, createdAt));
        }
        PriceOneInDollars(told);

        var demand = new Demand(seed, today, Moscow, company, told);
        var clientele = new Clientele(seed, company, estate.Buildings, told, demand);
        var goods = new Goods(seed, estate, told);
        return new Facts(
            seed, today, Moscow, "Причал", company.Departments, company.People, estate.Complexes, estate.Buildings, estate.Units, Pipelines.All,
            told, Targets.Generate(seed, today, company, company.People, estate, told))
        {
            LeadStages = LeadStages.All,
            Leads = demand.Leads(),
            Firms = clientele.Firms,
            Contacts = clientele.Contacts(),
            Activities = new Work(seed, today, Moscow, estate.Complexes, told, demand).Activities(),
            Products = goods.Products(),
            Lines = goods.Lines(),
        };
    }

    /// <summary>When people came: more each year, fewer in January and May, mostly by day, in the order of time.</summary>
    private static List<DateTimeOffset> Arrivals(int seed, int deals, DateOnly today)
    {
        var chance = new Chance(seed, 6);
        var start = today.AddMonths(-Months);
        var days = new List<(DateOnly, double)>();
        for (var day = start; day < today; day = day.AddDays(1))
        {
            var growth = 1 + (0.35 * (day.DayNumber - start.DayNumber) / (today.DayNumber - start.DayNumber));
            var season = day.Month switch { 1 => 0.7, 5 => 0.85, 7 => 0.92, 10 or 11 => 1.12, 12 => 1.15, _ => 1.0 };
            var week = day.DayOfWeek switch { DayOfWeek.Saturday => 1.15, DayOfWeek.Sunday => 0.8, _ => 1.0 };
            days.Add((day, growth * season * week));
        }

        // Whole days by their weight, the fractions carried over, so that the number of deals is exact.
        var total = days.Sum(day => day.Item2);
        var arrivals = new List<DateTimeOffset>(deals);
        var due = 0.0;
        foreach (var (day, weight) in days)
        {
            due += deals * weight / total;
            var spread = day.AddDays(1) == today ? 0 : chance.Between(-0.5, 0.5) * Math.Sqrt(deals * weight / total);
            while (arrivals.Count < Math.Min(deals, (int)Math.Round(due + spread)))
            {
                var minute = chance.Of(0.9) ? chance.Between(9 * 60, (21 * 60) - 1) : chance.Between(0, (24 * 60) - 1);
                arrivals.Add(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute).AddSeconds(chance.Between(0, 59)), Moscow));
            }
        }
        arrivals.Sort();
        return arrivals;
    }

    /// <summary>Somebody chose the wrong currency on one open deal.</summary>
    private static void PriceOneInDollars(List<Deal> deals)
    {
        var index = deals.FindLastIndex(deal => deal.Pipeline == Pipelines.Sales && deal.History[^1].Stage == Pipelines.Showing && deal.Amount is not null);
        if (index >= 0)
            deals[index] = deals[index] with { Amount = 118_500m, Currency = "USD" };
    }
}
