using System.Text.Json;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.World;

/// <summary>What deals of the demo world sell.</summary>
public sealed class GoodsTests
{
    private static readonly Facts World = WorldGenerator.Generate(7, 3_000, new DateOnly(2026, 11, 24));
    private static readonly List<DealLine> Lines = [.. World.Lines];
    private static readonly Dictionary<int, Product> Products = World.Products.ToDictionary(product => product.Number);

    [Fact]
    public void Every_walk_tells_the_same() => Assert.Equal(JsonSerializer.Serialize(Lines), JsonSerializer.Serialize(World.Lines));

    [Fact]
    public void A_row_is_of_the_deals_unit_or_goes_beside_it_and_tells_its_discount()
    {
        var deals = World.Deals.ToDictionary(deal => deal.Number);
        Assert.Equal(Enumerable.Range(1, Lines.Count), Lines.Select(line => line.Number));
        Assert.All(Lines, line =>
        {
            Assert.True(line.Product is not { } number || number == deals[line.Deal].Unit || number > World.Units.Count, line.ToString());
            Assert.True(line.Price > 0 && line.DiscountRate is >= 0 and <= 12, line.ToString());
            Assert.Equal((double)line.Price, (double)(line.ListPrice * (100 - line.DiscountRate) / 100), 0.01);
        });
        Assert.All(Lines.Where(line => line.Product is not null), line => Assert.Equal(Products[line.Product!.Value].Name, line.Name));
    }

    [Fact]
    public void Most_deals_with_a_unit_have_rows_that_add_up_and_some_do_not()
    {
        var sums = Lines.GroupBy(line => line.Deal).ToDictionary(rows => rows.Key, rows => rows.Sum(line => line.Price * line.Quantity));
        var sold = World.Deals.Where(deal => deal is { Unit: not null, Amount: not null }).ToList();
        Assert.True(sums.Keys.ToHashSet().IsSubsetOf(sold.Select(deal => deal.Number)));
        var without = sold.Count(deal => !sums.ContainsKey(deal.Number));
        var unlike = sold.Count(deal => sums.TryGetValue(deal.Number, out var sum) && sum != deal.Amount);
        Assert.InRange(without / (double)sold.Count, 0.01, 0.06);
        Assert.InRange(unlike / (double)sold.Count, 0.02, 0.07);
        Assert.InRange(Lines.Count(line => Products.GetValueOrDefault(line.Product ?? 0)?.Class == "машино-место" && line.Product > World.Units.Count) / (double)sold.Count, 0.08, 0.2);
        Assert.Contains(Lines, line => line.Product is null);
    }
}
