using System.Text.Json;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.World;

public class WorldGeneratorTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly Facts World = WorldGenerator.Generate(7, 3_000, Today);
    private static readonly string[] Receipts = ["deposit", "direct", "refund"];

    [Fact]
    public void The_same_seed_and_day_give_the_same_world()
    {
        var one = JsonSerializer.Serialize(WorldGenerator.Generate(3, 400, Today));
        Assert.Equal(one, JsonSerializer.Serialize(WorldGenerator.Generate(3, 400, Today)));
        Assert.NotEqual(one, JsonSerializer.Serialize(WorldGenerator.Generate(4, 400, Today)));
    }

    [Theory]
    [InlineData(1, "2026-01-01")]
    [InlineData(40, "2024-02-29")]
    [InlineData(3_000, "2026-10-01")]
    public void Any_size_and_day_work(int deals, string today)
    {
        var world = WorldGenerator.Generate(1, deals, DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(deals, world.Deals.Count);
    }

    [Fact]
    public void Buyers_come_from_a_few_towns_and_of_some_nobody_knows()
    {
        var towns = World.Deals.Where(deal => deal.Pipeline == Pipelines.Sales).Select(deal => Towns.Of(World.Seed, deal)).ToList();
        Assert.Equal(Towns.Names.Order(StringComparer.Ordinal), towns.OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(towns.Count(town => town is null), towns.Count / 20, towns.Count / 2);
        Assert.All(World.Deals.Where(deal => deal.Pipeline != Pipelines.Sales), deal => Assert.Null(Towns.Of(World.Seed, deal)));
    }

    [Fact]
    public void Nothing_happened_today_or_later()
    {
        var end = new DateTimeOffset(Today.ToDateTime(TimeOnly.MinValue), World.Zone);
        Assert.All(World.Deals, deal =>
        {
            Assert.True(deal.CreatedAt < end && deal.ModifiedAt < end && deal.ModifiedAt >= deal.CreatedAt);
            Assert.All(deal.History, step => Assert.True(step.At < end));
            Assert.All(deal.Payments, payment => Assert.True(payment.PaidOn < Today && payment.EnteredAt < end));
            Assert.All(deal.Schedule, line => Assert.True(line.KnownOn < Today && (line.CancelledOn is null || line.CancelledOn < Today)));
            Assert.All(deal.Comments, comment => Assert.True(comment.At < end));
        });
    }

    [Fact]
    public void Deals_are_numbered_as_they_came_and_walk_forward()
    {
        Assert.Equal(Enumerable.Range(1, 3_000), World.Deals.Select(deal => deal.Number));
        Assert.Equal(World.Deals.OrderBy(deal => deal.CreatedAt).Select(deal => deal.Number), World.Deals.Select(deal => deal.Number));
        Assert.All(World.Deals, deal => Assert.Equal(deal.History.Select(step => step.At).Order(), deal.History.Select(step => step.At)));
        var known = World.Pipelines.SelectMany(pipeline => pipeline.Stages.Select(stage => (pipeline.Number, stage.Code))).ToHashSet();
        Assert.All(World.Deals, deal => Assert.All(deal.History, step => Assert.Contains((deal.Pipeline, step.Stage), known)));
    }

    [Fact]
    public void A_live_contract_is_scheduled_to_the_kopeck()
    {
        var live = World.Deals.Where(deal => deal is { SignedOn: not null, EndedOn: null }).ToList();
        Assert.InRange(live.Count, 500, 1_200);
        Assert.All(live, deal => Assert.Equal(
            deal.Amount, deal.Schedule.Where(line => line.CancelledOn is null && line.Kind != "surcharge").Sum(line => line.Amount)));
        Assert.InRange(live.Average(deal => deal.Amount!.Value), 7_000_000, 14_000_000);
    }

    [Fact]
    public void Schedule_lines_and_payments_have_numbers_of_their_own_and_links_stay_in_the_deal()
    {
        Assert.Distinct(World.Deals.SelectMany(deal => deal.Schedule).Select(line => line.Number));
        Assert.Distinct(World.Deals.SelectMany(deal => deal.Payments).Select(payment => payment.Number));
        Assert.All(World.Deals, deal =>
        {
            var lines = deal.Schedule.Select(line => line.Number).ToHashSet();
            Assert.All(deal.Payments.Where(payment => payment.Line is not null), payment => Assert.Contains(payment.Line!.Value, lines));
        });
    }

    [Fact]
    public void Nobody_pays_a_line_after_it_was_cancelled()
    {
        foreach (var deal in World.Deals)
        {
            var cancelled = deal.Schedule.Where(line => line.CancelledOn is not null).ToDictionary(line => line.Number, line => line.CancelledOn!.Value);
            Assert.All(
                deal.Payments.Where(payment => payment.Line is { } line && cancelled.ContainsKey(line)),
                payment => Assert.True(payment.PaidOn < cancelled[payment.Line!.Value]));
        }
    }

    [Fact]
    public void An_ended_contract_gives_everything_back()
    {
        var settled = World.Deals.Where(deal => deal.EndedOn < Today.AddDays(-60)).ToList();
        Assert.True(settled.Count >= 10);
        Assert.All(settled, deal =>
        {
            Assert.Equal(0, deal.Payments.Where(payment => Receipts.Contains(payment.Kind)).Sum(payment => payment.Amount));
            Assert.Equal("F", World.Pipelines[0].Stages.Single(stage => stage.Code == deal.History[^1].Stage).Meaning);
        });
        Assert.Contains(settled, deal => deal.RegisteredOn is null);
        Assert.Contains(settled, deal => deal.Payments.Any(payment => payment.Kind == "refund"));
    }

    [Fact]
    public void A_unit_is_held_by_one_sold_deal_at_most()
    {
        var sold = World.Deals.Where(deal => deal is { SignedOn: not null, EndedOn: null, Unit: not null });
        Assert.Distinct(sold.Select(deal => deal.Unit));
    }

    [Fact]
    public void Everything_a_payment_report_must_meet_occurs()
    {
        var deals = World.Deals.Where(deal => deal.Pipeline == 0).ToList();
        var open = deals.Where(deal => deal.SignedOn is null && StageMeaning(deal) == "P").ToList();
        var lines = deals.SelectMany(deal => deal.Schedule).ToList();
        var payments = deals.SelectMany(deal => deal.Payments).ToList();

        var cases = new (string Situation, int Count, int AtLeast)[]
        {
            ("other pipeline", World.Deals.Count(deal => deal.Pipeline == 9), 24),
            ("open", open.Count, 80),
            ("expected in the coming months", open.Count(deal => deal.ExpectedClose >= Today), 40),
            ("overdue expected close", open.Count(deal => deal.ExpectedClose < Today), 15),
            ("no expected close", open.Count(deal => deal.ExpectedClose is null), 8),
            ("no amount", open.Count(deal => deal.Amount is null), 8),
            ("no probability", open.Count(deal => deal.Probability is null), 30),
            ("probability", open.Count(deal => deal.Probability is not null), 20),
            ("complex without building", open.Count(deal => deal is { Complex: not null, Building: null }), 20),
            ("no object", open.Count(deal => deal.Complex is null), 5),
            ("receipts without building", deals.Count(deal => deal.Building is null && deal.Payments.Count > 0), 2),
            ("dollars", deals.Count(deal => deal.Currency == "USD"), 1),
            ("handed over, seller watches", deals.Count(deal => deal.Seller is { } seller && deal.Owner != seller && deal.Observers.Contains(seller)), 200),
            ("handed over, seller is blind", deals.Count(deal => deal.Seller is { } seller && deal.Owner != seller && !deal.Observers.Contains(seller)), 10),
            ("dismissed seller", deals.Count(deal => deal.Seller is { } seller && !World.People[seller - 1].IsActive), 20),
            ("waits for the planned building", open.Count(deal => deal.Building == 7), 2),
            ("sold in the launched building", deals.Count(deal => deal.Building == 5 && deal.SignedOn is not null), 5),
            ("moved by addendum", lines.Count(line => line.CancelledOn is not null), 20),
            ("overdue lines", lines.Count(line => line.CancelledOn is null && line.Due < Today && payments.TrueForAll(payment => payment.Line != line.Number)), 10),
            ("due after a year", lines.Count(line => line.CancelledOn is null && line.Due > Today.AddMonths(12)), 20),
            ("paid in parts", payments.Where(payment => payment.Line is not null).GroupBy(payment => payment.Line).Count(group => group.Count() > 1), 20),
            ("payments without a line", payments.Count(payment => payment.Line is null && payment.Amount > 0), 40),
            ("with kopecks", payments.Count(payment => payment.Amount % 1 != 0), 300),
            ("comments", deals.Sum(deal => deal.Comments.Count), 500),
            ("emoji", deals.Count(deal => deal.Title.Contains("🏠", StringComparison.Ordinal)), 3),
            ("quotes", deals.Count(deal => deal.Title.Contains('"', StringComparison.Ordinal)), 3),
            ("markup", deals.Count(deal => deal.Title.Contains("<b>", StringComparison.Ordinal)), 2),
        };
        Assert.All(cases, situation => Assert.True(situation.Count >= situation.AtLeast, $"{situation.Situation}: {situation.Count}"));

        Assert.All(
            (string[])["own", "credit", "tranche", "instalment", "final", "maternity", "military", "tradein", "surcharge"],
            kind => Assert.True(lines.Count(line => line.Kind == kind) >= 5, kind));
        Assert.All(
            (string[])["deposit", "direct", "refund", "release", "letter", "reservation"],
            kind => Assert.True(payments.Count(payment => payment.Kind == kind) >= 5, kind));
    }

    [Fact]
    public void A_selling_building_earns_a_believable_sum_each_month()
    {
        foreach (var building in World.Buildings.Where(building => building.Phase == "selling"))
        {
            var year = World.Deals.Where(deal => deal.Building == building.Number).SelectMany(deal => deal.Payments)
                .Where(payment => Receipts.Contains(payment.Kind) && payment.PaidOn >= Today.AddMonths(-12)).Sum(payment => payment.Amount);
            Assert.InRange(year / 12, 30_000_000, 250_000_000);
        }
    }

    [Fact]
    public void Targets_reach_a_year_back_and_fourteen_months_ahead_and_some_are_missed()
    {
        var month = new DateOnly(Today.Year, Today.Month, 1);
        var targets = World.Targets.Where(target => target is { Kind: "sales", Metric: "receipts" }).ToList();
        Assert.Equal(month.AddMonths(-12), targets.Min(target => target.Month));
        Assert.Equal(month.AddMonths(14), targets.Max(target => target.Month));
        Assert.Distinct(World.Targets.Select(target => (target.Kind, target.Scope, target.Month, target.Metric)));
        Assert.Contains(World.Targets, target => target.Kind == "business");
        Assert.Contains(targets, target => target.Scope.StartsWith("manager:", StringComparison.Ordinal));

        var past = targets.Where(target => target.Month < month && target.Scope.StartsWith("building:", StringComparison.Ordinal)).ToList();
        var met = past.Count(target => Received(target) >= target.Value);
        Assert.InRange((double)met / past.Count, 0.25, 0.75);
    }

    [Fact]
    public void The_head_of_sales_leads_every_seller_and_desk_but_not_the_administrator()
    {
        var head = World.Departments.Single(department => department.Name == "Отдел продаж");
        Assert.Equal(Role.Head, World.People[head.Head!.Value - 1].Role);
        var under = World.Departments.Where(department => department.Number == head.Number || department.Parent == head.Number).Select(department => department.Number).ToHashSet();
        var sellers = World.Deals.Where(deal => deal.Pipeline == 0).SelectMany(deal => deal.Observers.Append(deal.Owner)).Distinct();
        Assert.All(sellers, seller => Assert.Contains(World.People[seller - 1].Department, under));
        Assert.DoesNotContain(World.People.Single(person => person.Role == Role.Administrator).Department, under);
        Assert.Equal(2, World.People.Count(person => !person.IsActive));
    }

    private static string StageMeaning(Deal deal) => World.Pipelines[0].Stages.Single(stage => stage.Code == deal.History[^1].Stage).Meaning;

    private static decimal Received(Target target)
    {
        var building = World.Buildings.Single(building => target.Scope.EndsWith($" / {building.Name}", StringComparison.Ordinal)).Number;
        return World.Deals.Where(deal => deal.Building == building).SelectMany(deal => deal.Payments)
            .Where(payment => Receipts.Contains(payment.Kind) && payment.PaidOn >= target.Month && payment.PaidOn < target.Month.AddMonths(1))
            .Sum(payment => payment.Amount);
    }
}
