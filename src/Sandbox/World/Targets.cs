namespace Sandbox.World;

/// <summary>The head of sales' own table: set from what was usual at the time, so some months are met and some are not.</summary>
internal static class Targets
{
    private const int MonthsBack = 12;
    private const int MonthsAhead = 14;

    // A developer's year: a slow January, a strong end of the year.
    private static readonly double[] Season = [0.78, 0.92, 1.04, 1.02, 0.9, 0.96, 0.94, 0.97, 1.05, 1.08, 1.1, 1.24];

    public static IReadOnlyList<Target> Generate(int seed, DateOnly today, Company company, IReadOnlyList<Person> people, Estate estate, IReadOnlyList<Deal> deals)
    {
        var chance = new Chance(seed, 4);
        var byBuilding = new Book();
        var bySeller = new Book();
        foreach (var deal in deals)
        {
            foreach (var payment in deal.Payments.Where(payment => payment.Kind is "deposit" or "direct" or "refund"))
            {
                byBuilding.Add(deal.Building, "receipts", payment.PaidOn, payment.Amount);
                bySeller.Add(deal.Seller ?? deal.Owner, "receipts", payment.PaidOn, payment.Amount);
            }
            if (deal is { SignedOn: { } signedOn, Amount: { } amount })
            {
                byBuilding.Add(deal.Building, "value", signedOn, amount);
                byBuilding.Add(deal.Building, "units", signedOn, 1);
                if (deal.Unit is { } unit) byBuilding.Add(deal.Building, "m2", signedOn, estate.UnitOf(unit).Area);
                bySeller.Add(deal.Seller ?? deal.Owner, "units", signedOn, 1);
                bySeller.Add(deal.Seller ?? deal.Owner, "value", signedOn, amount);
            }
        }

        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        var targets = new List<Target>();
        foreach (var building in estate.Buildings)
        {
            foreach (var month in MonthsOf(building))
            {
                foreach (var (metric, step) in ((string, decimal)[])[("receipts", 1_000_000), ("value", 1_000_000), ("units", 1)])
                {
                    var usual = byBuilding.Usual(building.Number, metric, month, thisMonth);
                    if (usual == 0)
                        usual = Beginning(building, metric);
                    var aim = usual * (decimal)(Season[month.Month - 1] * chance.Between(0.9, 1.15));
                    targets.Add(new Target("sales", ScopeOf(building), month, metric, Whole(aim, step)));
                    if (metric == "receipts")
                        targets.Add(new Target("business", ScopeOf(building), month, metric, Whole(usual * 1.1m, 5_000_000)));
                }
            }
        }
        AddOfSellers(("receipts", 500_000), ("units", 1));
        AddOfSellers(("value", 500_000));
        AddAreas(new Chance(seed, 23));
        return targets;

        void AddAreas(Chance aims)
        {
            foreach (var building in estate.Buildings)
            {
                foreach (var month in MonthsOf(building))
                {
                    var usual = byBuilding.Usual(building.Number, "m2", month, thisMonth);
                    var aim = (usual == 0 ? Beginning(building, "m2") : usual) * (decimal)(Season[month.Month - 1] * aims.Between(0.9, 1.15));
                    targets.Add(new Target("sales", ScopeOf(building), month, "m2", Whole(aim, 5)));
                }
            }
        }

        // From the month in which its sales begin.
        IEnumerable<DateOnly> MonthsOf(Building building) =>
            Enumerable.Range(-MonthsBack, MonthsBack + MonthsAhead + 1).Select(ahead => thisMonth.AddMonths(ahead)).Where(month => month.AddMonths(1) > building.SalesStart);

        string ScopeOf(Building building) => $"building:{estate.Complexes[building.Complex - 1].Name} / {building.Name}";

        void AddOfSellers(params (string Metric, decimal Step)[] metrics)
        {
            foreach (var seller in company.Sellers)
            {
                var person = people[seller.Person - 1];
                for (var ahead = -MonthsBack; ahead <= MonthsAhead; ahead++)
                {
                    var month = thisMonth.AddMonths(ahead);
                    if (!seller.WorksOn(month) || (!person.IsActive && ahead >= 0))
                        continue;
                    foreach (var (metric, step) in metrics)
                    {
                        var usual = bySeller.Usual(seller.Person, metric, month, thisMonth);
                        var aim = usual * (decimal)(Season[month.Month - 1] * chance.Between(0.9, 1.15));
                        targets.Add(new Target("sales", $"manager:{person.FirstName} {person.LastName}", month, metric, Whole(aim, step)));
                    }
                }
            }
        }
    }

    private static decimal Beginning(Building building, string metric) => metric switch
    {
        "units" => Math.Max(2, building.Units / 40),
        "value" => building.Units / 40 * 9_000_000m,
        "m2" => building.Units / 40 * 50m,
        _ => building.Units / 40 * 6_000_000m,
    };

    private static decimal Whole(decimal value, decimal step) => Math.Max(1, Math.Round(value / step)) * step;

    /// <summary>Monthly sums of what happened.</summary>
    private sealed class Book
    {
        private readonly Dictionary<(int Owner, string Metric, DateOnly Month), decimal> _sums = [];

        public void Add(int? owner, string metric, DateOnly day, decimal value)
        {
            if (owner is null)
                return;
            var key = (owner.Value, metric, new DateOnly(day.Year, day.Month, 1));
            _sums[key] = _sums.GetValueOrDefault(key) + value;
        }

        /// <summary>The mean of seven finished months around a past one, or before a future one.</summary>
        public decimal Usual(int owner, string metric, DateOnly month, DateOnly thisMonth)
        {
            var from = month.AddMonths(-3) < thisMonth.AddMonths(-7) ? month.AddMonths(-3) : thisMonth.AddMonths(-7);
            var sum = 0m;
            for (var i = 0; i < 7; i++)
                sum += Math.Max(0, _sums.GetValueOrDefault((owner, metric, from.AddMonths(i))));
            return sum / 7;
        }
    }
}
