using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Tests.Golden;

/// <summary>
/// Portals that keep their estate as a catalogue of goods: the sections of what a deal sells tell its object where its own fields do not.
/// <code>
/// 1 «Север»: 2 «Корпус 1» (flat 101, parking 102), 3 «Корпус 2» (flat 103): 6 «Этаж 5» (flat 104); in «Север» itself 100
/// 4 «Юг»: 5 «Корпус 1» (flat 105)      7 lies in a section that is gone (flat 107)      flat 108 lies nowhere
/// </code>
/// </summary>
public sealed class SectionChainTests
{
    private const string Catalogue = "23";
    private static readonly DrillRequest Everything = new("total", "total", "weighted_val", "2026-09", "2027-02");

    private static readonly TenantMapping Mapping = ReceiptsWorld.Mapping with
    {
        Objects = new ObjectMapping(null, null, null) { DealComplexFields = ["UF_COMPLEX_WORD"], DealBuildingFields = ["UF_BUILDING_WORD"], Catalogue = Catalogue },
    };

    private static readonly HostRecord[] Goods =
    [
        Section(1, "Север"), Section(2, "Корпус 1", 1), Section(3, "Корпус 2", 1), Section(4, "Юг"), Section(5, "Корпус 1", 4), Section(6, "Этаж 5", 3), Section(7, "Литер Б", 99),
        Product(100, 1), Product(101, 2), Product(102, 2), Product(103, 3), Product(104, 6), Product(105, 5), Product(107, 7), Product(108, null),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the deal's fields say, which products it sells, and what comes of it: object, source of the complex, source of the building.</summary>
    [Theory]
    [InlineData("a section alone", null, null, "101", "Север / Корпус 1 section section")]
    [InlineData("a flat and its parking place", null, null, "101 102", "Север / Корпус 1 section section")]
    [InlineData("a floor of the building", null, null, "104", "Север / Корпус 2 section section")]
    [InlineData("a complex alone", null, null, "100", "Север section none")]
    [InlineData("a complex and a building in it", null, null, "100 103", "Север / Корпус 2 section section")]
    [InlineData("two buildings of one complex", null, null, "101 103", "Север section several")]
    [InlineData("two complexes", null, null, "101 105", " several several")]
    [InlineData("a field that names both", "Восток", "Литер Б", "101", "Восток / Литер Б field:UF_COMPLEX_WORD field:UF_BUILDING_WORD")]
    [InlineData("a field that names the section's complex", " СЕВЕР ", null, "101", "Север / Корпус 1 field:UF_COMPLEX_WORD section")]
    [InlineData("a field that names another complex", "Юг", null, "101", "Юг field:UF_COMPLEX_WORD none")]
    [InlineData("a field that names a building of the section's complex", null, "корпус 2", "101", "Север / Корпус 2 section field:UF_BUILDING_WORD")]
    [InlineData("a field, and products of two complexes", "Юг", null, "101 105", "Юг field:UF_COMPLEX_WORD several")]
    [InlineData("a section whose parent is gone", null, null, "107", " none none")]
    [InlineData("a product without a section", null, null, "108", " none none")]
    [InlineData("a product that the catalogue has not", null, null, "999", " none none")]
    [InlineData("a row that somebody typed", null, null, "", " none none")]
    public async Task What_a_deal_sells_tells_its_object_where_its_fields_do_not(string situation, string? complex, string? building, string products, string told)
    {
        await using var house = await StartAsync(
            // Another deal of each complex, so that every section above is an object.
            Sale(1), Lines(1, "103"), Sale(2), Lines(2, "105"), Sale(3), Lines(3, "101"), Sale(9, complex, building), Lines(9, products));

        Assert.Equal((situation, told), (situation, (await ObjectsAsync(house))["9"]));
    }

    [Fact]
    public async Task Sections_are_rows_where_deals_lie_in_them_and_no_others()
    {
        await using var house = await StartAsync(Sale(1), Lines(1, "101"), Sale(2), Lines(2, "101 103"), Sale(3, "Юг"), Sale(4));

        var rows = (await house.RunAsync("1")).Rows.ToDictionary(row => row.Key, row => row.Cells.SingleOrDefault(cell => cell is { Column: "total", Measure: "weighted_val" })?.Count ?? 0);

        // «Юг» is a word here: nothing that is sold lies in its section.
        Assert.Equal((2, 1, 1, 1, 1), (rows["complex:section:1"], rows["building:section:2"], rows["complex:section:1/none"], rows["complex:юг"], rows["none"]));
        Assert.DoesNotContain(rows.Keys, key => key is "complex:section:4" or "building:section:3");
    }

    [Fact]
    public async Task A_section_that_is_called_something_else_keeps_its_deals_and_its_key()
    {
        await using var house = await StartAsync(Sale(1), Lines(1, "101"), Sale(2, "Север"));
        Assert.Equal(["Север / Корпус 1 section section", "Север field:UF_COMPLEX_WORD none"], (await ObjectsAsync(house)).Values);

        await LandAsync(house, Section(1, "Северная гавань"), Section(2, "Корпус 1А", 1));

        // The word is one of its own now.
        Assert.Equal(["Северная гавань / Корпус 1А section section", "Север field:UF_COMPLEX_WORD none"], (await ObjectsAsync(house)).Values);
        Assert.Equal(
            ["complex:section:1 Северная гавань", "building:section:2 Корпус 1А", "complex:север Север"],
            (await house.RunAsync("1")).Rows.Where(row => row.Title is not null).OrderByDescending(row => row.Title!.Length).Select(row => $"{row.Key} {row.Title}"));
    }

    /// <summary>«Север» is the complex of a word until the first flat of the section «Север» is sold, and again when that sale is taken back.</summary>
    [Fact]
    public async Task A_deal_that_names_a_complex_by_word_follows_when_its_section_becomes_the_complex()
    {
        await using var house = await StartAsync(Sale(1, "Север"), Sale(2));
        Assert.Equal(("complex:север", 1), await RowAsync());

        await LandAsync(house, Lines(2, "101"));
        Assert.Equal(("complex:section:1", 2), await RowAsync());

        await LandAsync(house, Lines(2, ""));
        Assert.Equal(("complex:север", 1), await RowAsync());

        async Task<(string, int)> RowAsync() => (await house.RunAsync("1")).Rows.Where(row => row.Title == "Север")
            .Select(row => (row.Key, row.Cells.Single(cell => cell is { Column: "total", Measure: "weighted_val" }).Count)).Single();
    }

    [Fact]
    public async Task What_moves_in_the_catalogue_and_what_goes_from_it_or_from_the_deal_takes_the_object_along()
    {
        await using var house = await StartAsync(Sale(1), Lines(1, "101"), Sale(2), Lines(2, "105"), Sale(3), Lines(3, "103"));

        await LandAsync(house, Product(101, 5));
        Assert.Equal(["Юг / Корпус 1 section section", "Юг / Корпус 1 section section", "Север / Корпус 2 section section"], (await ObjectsAsync(house)).Values);

        await LandAsync(house, Lines(2, "103"));
        Assert.Equal("Север / Корпус 2 section section", (await ObjectsAsync(house))["2"]);

        await house.BuryAsync(RecordKind.Product(Catalogue), "103");
        Assert.Equal(["Юг / Корпус 1 section section", " none none", " none none"], (await ObjectsAsync(house)).Values);

        await house.BuryAsync(RecordKind.Section(Catalogue), "5");
        Assert.Equal([" none none", " none none", " none none"], (await ObjectsAsync(house)).Values);
    }

    [Fact]
    public async Task In_whatever_order_and_in_whatever_parts_it_lands_it_is_the_same()
    {
        HostRecord[] sales = [.. Enumerable.Range(1, 8).SelectMany(id => (HostRecord[])[Sale(id), Lines(id, $"{100 + id}")])];
        await using var whole = await StartAsync(sales);
        var expected = await ObjectsAsync(whole);
        Assert.Equal(5, expected.Values.Count(told => told.EndsWith("section section", StringComparison.Ordinal)));

        await using var pieces = await StartAsync();
        HostRecord[] shuffled = [.. sales, .. Goods.Select(record => record is Section section ? section with { Name = section.Name + " (черновик)" } : record)];
        new Random(7).Shuffle(shuffled);
        foreach (var chunk in shuffled.Chunk(5)) await LandAsync(pieces, chunk);
        await LandAsync(pieces, Goods);
        Assert.Equal(expected, await ObjectsAsync(pieces));

        var tenant = (await whole.Store.Get<TenantDirectory>().FindAsync(whole.Tenant, Token))!;
        var context = new ProjectionContext(tenant.Mapping!, tenant.Currency, tenant.UtcOffset);
        var files = whole.Store.Get<ProjectionFiles>();
        var (file, _) = await new ProjectionBuilder(files, batch: 3).BuildBesideAsync(
            whole.Tenant, ProjectionBuilder.Basis(tenant.MappingVersion, context), context,
            await whole.Store.Get<ProjectionService>().SourceAsync(tenant, tenant.Mapping!, Token), whole.Store.Clock.GetUtcNow(), Token);
        files.Use(file);
        Assert.Equal(expected, await ObjectsAsync(whole));
    }

    [Fact]
    public async Task A_section_called_like_a_record_of_a_table_is_that_record()
    {
        var mapping = ReceiptsWorld.Mapping with { Objects = ReceiptsWorld.Mapping.Objects! with { Catalogue = Catalogue } };
        await using var house = await ReceiptsHouse.StartEmptyAsync(mapping);
        await house.LandAsync(mapping.NeededKinds(),
        [
            .. ReceiptsWorld.Records().Where(record => record is Pipeline or Stage or Department or User or Item { Table: ReceiptsWorld.ComplexTable or ReceiptsWorld.BuildingTable }),
            .. Goods, Section(8, "корпус  9", 1), Product(109, 8),
            Sale(1), Lines(1, "101"), Sale(2), Lines(2, "105"), Sale(3), Lines(3, "109"),
        ]);

        var rows = (await house.RunAsync("1")).Rows.ToDictionary(row => row.Key, row => row.Cells.SingleOrDefault(cell => cell is { Column: "total", Measure: "weighted_val" })?.Count ?? 0);

        // The tables know both complexes, and the buildings of «Север» alone: of two «Корпус 1» each stands under its own.
        Assert.Equal((2, 1, 1), (rows["complex:1"], rows["building:1"], rows["building:section:8"]));
        Assert.Equal((1, 1), (rows["complex:2"], rows["building:section:5"]));
        Assert.DoesNotContain(rows.Keys, key => key.StartsWith("complex:section", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_mapping_tells_the_object_of_what_is_already_there()
    {
        await using var house = await StartAsync(Sale(1), Lines(1, "101"));

        await house.AcceptAsync(Mapping with { Objects = Mapping.Objects! with { Catalogue = null } });
        await house.RefreshAsync();
        Assert.Equal(" none none", (await ObjectsAsync(house))["1"]);

        await house.AcceptAsync(Mapping);
        await house.RefreshAsync();
        Assert.Equal("Север / Корпус 1 section section", (await ObjectsAsync(house))["1"]);
    }

    /// <summary>Somebody calls his complex what the app calls a section.</summary>
    [Fact]
    public async Task A_word_that_is_the_key_of_a_section_is_no_object()
    {
        await using var house = await StartAsync(Sale(1), Lines(1, "101"), Sale(2, "section:1"));

        Assert.Equal(["Север / Корпус 1 section section", " none none"], (await ObjectsAsync(house)).Values);
    }

    private static async Task<ReceiptsHouse> StartAsync(params HostRecord[] records)
    {
        var house = await ReceiptsHouse.StartEmptyAsync(Mapping);
        await LandAsync(house, [.. ReceiptsWorld.Records().Where(record => record is Pipeline or Stage or Department or User), .. Goods, .. records]);
        return house;
    }

    private static Task LandAsync(ReceiptsHouse house, params HostRecord[] records) => house.LandAsync(Mapping.NeededKinds(), records);

    private static async Task<SortedDictionary<string, string>> ObjectsAsync(ReceiptsHouse house) => new(
        (await house.DrillAsync("1", Everything)).Rows.ToDictionary(row => row.HostId, row => $"{row.Object} {row.Sources!.Complex} {row.Sources.Building}"));

    private static Section Section(int id, string name, int? parent = null) => new() { Id = $"{id}", Catalogue = Catalogue, Name = name, ParentId = parent is null ? null : $"{parent}" };

    private static Product Product(int id, int? section) => new() { Id = $"{id}", Catalogue = Catalogue, Name = $"кв. {id}", SectionId = section is null ? null : $"{section}" };

    private static DealLines Lines(int deal, string products) => new()
    {
        Id = $"{deal}",
        Lines = products.Length == 0 ? [new DealLine(null, "кв. 1", 1, 1_000m, 0)] : [.. products.Split(' ').Select(product => new DealLine(product, $"кв. {product}", 1, 1_000m, 0))],
    };

    private static Deal Sale(int id, string? complex = null, string? building = null) =>
        ReceiptsWorld.ToRecord(new DealFact(id, "NEW", "11", 1_000m, Probability: 50, Close: "2026-12-20")) with
        {
            Fields = new Dictionary<string, FieldValue> { ["UF_COMPLEX_WORD"] = FieldValue.Of(complex), ["UF_BUILDING_WORD"] = FieldValue.Of(building) },
        };
}
