using System.Text.Json;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Model;

public sealed class FieldValueTests
{
    [Fact]
    public void Every_kind_of_empty_is_equal()
    {
        Assert.Equal(FieldValue.Empty, FieldValue.Of(""));
        Assert.Equal(FieldValue.Empty, FieldValue.Of((string?)null));
        Assert.Equal(FieldValue.Empty, FieldValue.Of(["", ""]));
    }

    [Fact]
    public void Several_values_are_a_set() => Assert.Equal(FieldValue.Of(["41", "43"]), FieldValue.Of(["43", "41"]));

    [Theory]
    [InlineData("null")]
    [InlineData("\"1500000.5 RUB\"")]
    [InlineData("[\"41\",\"43\"]")]
    public void Json_keeps_it(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<FieldValue>(json)));

    [Fact]
    public void A_landed_record_comes_back_as_it_was()
    {
        HostRecord deal = new Deal
        {
            Id = "8061", Title = "Квартира 41 «Речной» 🏠", PipelineId = "0", StageId = "NEW", Amount = 7_450_000.50m, Currency = "RUB",
            ExpectedClose = new DateOnly(2028, 2, 29), CreatedAt = new DateTimeOffset(2026, 3, 2, 8, 20, 5, TimeSpan.Zero),
            Plan = new PlanValues("e1", new Money(1_500_000m, "RUB"), new YearMonth(2026, 12), "17", PlanMetric.Receipts, PlanEntryStatus.Committed),
            Fields = new Dictionary<string, FieldValue> { ["parentId1040"] = FieldValue.Of("item:1040/12") },
        };

        var json = JsonSerializer.Serialize(deal);
        var back = Assert.IsType<Deal>(JsonSerializer.Deserialize<HostRecord>(json));

        Assert.Equal(json, JsonSerializer.Serialize<HostRecord>(back));
        Assert.Equal(deal.ModifiedAt, back.ModifiedAt);
        Assert.Equal(((Deal)deal).Plan, back.Plan);
    }
}
