using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

/// <summary>Portals name the object of a deal in several places: the first that is filled wins, deal by deal.</summary>
public sealed class ObjectChainTests
{
    private const string UnitTable = "104";
    private static readonly DrillRequest Everything = new("total", "total", "weighted_val", "2026-09", "2027-02");

    private static readonly TenantMapping Mapping = ReceiptsWorld.Mapping with
    {
        Objects = ReceiptsWorld.Mapping.Objects! with
        {
            UnitTable = UnitTable, UnitBuildingField = "building", DealUnitField = "UF_UNIT",
            DealComplexFields = ["UF_COMPLEX", "UF_COMPLEX_WORD"], DealBuildingFields = ["UF_BUILDING", "UF_BUILDING_WORD"],
        },
    };

    private static readonly HostRecord[] Records =
    [
        .. ReceiptsWorld.Records().Where(record => record is not Deal and not StageVisit && !(record is Item { Table: ReceiptsWorld.ScheduleTable or ReceiptsWorld.PaymentTable })),
        Unit(7, "1"), Unit(8, null),
        // The unit says more than the deal's own link.
        Sale(1, ("UF_UNIT", $"item:{UnitTable}/7"), ("UF_BUILDING", $"item:{ReceiptsWorld.BuildingTable}/2")),
        // A unit that leads nowhere, and one that is gone.
        Sale(2, ("UF_UNIT", $"item:{UnitTable}/8"), ("UF_BUILDING", $"item:{ReceiptsWorld.BuildingTable}/2")),
        Sale(3, ("UF_UNIT", $"item:{UnitTable}/9"), ("UF_COMPLEX_WORD", " СЕВЕР "), ("UF_BUILDING_WORD", "корпус  2")),
        Sale(4, ("UF_COMPLEX", $"item:{ReceiptsWorld.ComplexTable}/2"), ("UF_COMPLEX_WORD", "Север")),
        // What no table knows.
        Sale(5, ("UF_COMPLEX_WORD", "Восток"), ("UF_BUILDING_WORD", "Литер Б")),
        Sale(6),
        // A link to another table is a fault, and the next source is asked.
        Sale(7, ("UF_COMPLEX", "item:555/1"), ("UF_COMPLEX_WORD", "Юг"), ("UF_BUILDING_WORD", "Корпус 1")),
        // A word that is also the id of a record.
        Sale(8, ("UF_COMPLEX_WORD", "2")),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deal_without_the_first_source_has_its_object_from_the_next()
    {
        await using var house = await StartAsync();

        Assert.Equal(
            [
                "1 Север / Корпус 1 field:UF_UNIT field:UF_UNIT",
                "2 Север / Корпус 2 field:UF_BUILDING field:UF_BUILDING",
                "3 Север / Корпус 2 field:UF_COMPLEX_WORD field:UF_BUILDING_WORD",
                "4 Юг field:UF_COMPLEX none",
                "5 Восток / Литер Б field:UF_COMPLEX_WORD field:UF_BUILDING_WORD",
                "6  none none",
                "7 Юг / Корпус 1 field:UF_COMPLEX_WORD field:UF_BUILDING_WORD",
                "8 2 field:UF_COMPLEX_WORD none",
            ],
            await ObjectsAsync(house));
    }

    [Fact]
    public async Task What_no_source_names_is_counted_apart()
    {
        await using var house = await StartAsync();

        var rows = (await house.RunAsync("1")).Rows.ToDictionary(row => row.Key, row => row.Cells.SingleOrDefault(cell => cell is { Column: "total", Measure: "weighted_val" })?.Count ?? 0);

        Assert.Equal((1, 3, 2, 1, 1), (rows["none"], rows["complex:1"], rows["complex:2"], rows["complex:word:восток"], rows["complex:word:2"]));
        Assert.Equal((1, 2), (rows["building:1"], rows["building:2"]));
    }

    [Fact]
    public async Task A_unit_that_gets_its_building_and_a_complex_that_gets_its_record_take_their_deals_along()
    {
        await using var house = await StartAsync();

        await LandAsync(house, Unit(8, "1"), ReceiptsWorld.Item(ReceiptsWorld.ComplexTable, 3, ("title", "Восток")));

        var objects = await ObjectsAsync(house);
        Assert.Contains("2 Север / Корпус 1 field:UF_UNIT field:UF_UNIT", objects);
        Assert.Contains("5 Восток / Литер Б field:UF_COMPLEX_WORD field:UF_BUILDING_WORD", objects);
        var rows = (await house.RunAsync("1")).Rows.Select(row => row.Key).ToList();
        Assert.Contains("complex:3", rows);
        Assert.DoesNotContain("complex:word:восток", rows);
    }

    [Fact]
    public async Task A_word_that_two_complexes_are_called_by_names_neither()
    {
        await using var house = await StartAsync();

        await LandAsync(house, ReceiptsWorld.Item(ReceiptsWorld.ComplexTable, 3, ("title", "север")));

        Assert.Contains("3 корпус 2 none field:UF_BUILDING_WORD", await ObjectsAsync(house));
    }

    private static async Task<ReceiptsHouse> StartAsync()
    {
        var house = await ReceiptsHouse.StartEmptyAsync(Mapping);
        await LandAsync(house, Records);
        return house;
    }

    private static Task LandAsync(ReceiptsHouse house, params HostRecord[] records) => house.LandAsync(Mapping.NeededKinds(), records);

    private static async Task<IReadOnlyList<string>> ObjectsAsync(ReceiptsHouse house) =>
    [
        .. (await house.DrillAsync("1", Everything)).Rows
            .Select(row => $"{row.HostId} {row.Object} {row.Sources!.Complex} {row.Sources.Building}").Order(StringComparer.Ordinal),
    ];

    private static Item Unit(int id, string? building) =>
        ReceiptsWorld.Item(UnitTable, id, ("building", building is null ? null : $"item:{ReceiptsWorld.BuildingTable}/{building}"));

    private static Deal Sale(int id, params (string Field, string Value)[] fields) =>
        ReceiptsWorld.ToRecord(new DealFact(id, "NEW", "11", 1_000m, Probability: 50, Close: "2026-12-20")) with
        {
            Fields = fields.ToDictionary(field => field.Field, field => FieldValue.Of(field.Value)),
        };
}
