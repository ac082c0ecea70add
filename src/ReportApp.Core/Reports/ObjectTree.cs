using ReportApp.Core.Semantics;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>A row of the tree of property objects.</summary>
/// <param name="Complex">Id; null: no complex.</param>
/// <param name="Building">Id; null: no building, or all of them.</param>
/// <param name="Kind">What the row gathers; what has no building or object shows only when something fell into it.</param>
internal sealed record ObjectNode(
    string Key, string? Parent, int Level, string? Title, IReadOnlyList<DimensionFilter> Filters, ObjectNodeKind Kind, string? Complex, string? Building)
    : RowNode(Key, Parent, Level, Title, Filters, Kind is ObjectNodeKind.Complex or ObjectNodeKind.Building);

internal enum ObjectNodeKind { Complex, Building, NoBuilding, NoObject }

/// <summary>
/// Complex → building, as far as chosen. A building without a complex stands at the top; under each complex with buildings
/// «building not chosen», and last of all «no object» (C5).
/// </summary>
internal sealed class ObjectTree : RowTree
{
    private readonly ObjectSelection? _selection;

    private ObjectTree(IReadOnlyList<ObjectNode> nodes, ObjectSelection? selection)
        : base(nodes) => _selection = selection;

    public override IReadOnlyList<string> Dimensions => ["complex", "building"];

    /// <summary>Objects were chosen; the rows are theirs alone.</summary>
    public bool IsNarrowed => _selection is not null;

    /// <param name="hasBuildings">Deals can name a building.</param>
    public static ObjectTree Build(
        IReadOnlyList<ComplexRow> complexes, IReadOnlyList<BuildingRow> buildings, bool hasBuildings, ObjectSelection? selection)
    {
        var nodes = new List<ObjectNode>();
        var known = complexes.Select(complex => complex.Id).ToHashSet();
        foreach (var complex in complexes)
        {
            var key = $"complex:{complex.Id}";
            var own = buildings.Where(building => building.ComplexId == complex.Id && Has(building)).ToList();
            var isWhole = selection is null || selection.Complexes.Contains(complex.Id);
            if (!isWhole && own.Count == 0)
                continue;
            nodes.Add(new ObjectNode(key, null, 0, complex.Name, [Only("complex", complex.Id)], ObjectNodeKind.Complex, complex.Id, null));
            nodes.AddRange(own.Select(building => Node(building, key)));
            if (hasBuildings && isWhole)
                nodes.Add(new ObjectNode($"{key}/none", key, 1, null, [Only("complex", complex.Id), Only("building", null)], ObjectNodeKind.NoBuilding, complex.Id, null));
        }
        nodes.AddRange(buildings.Where(building => (building.ComplexId is null || !known.Contains(building.ComplexId)) && Has(building))
            .Select(building => Node(building, null)));
        if (selection is null)
            nodes.Add(new ObjectNode("none", null, 0, null, [Only("complex", null), Only("building", null)], ObjectNodeKind.NoObject, null, null));
        return new ObjectTree(nodes, selection);

        bool Has(BuildingRow building) =>
            selection is null || selection.Buildings.Contains(building.Id) || (building.ComplexId is { } own && selection.Complexes.Contains(own));

        static ObjectNode Node(BuildingRow building, string? parent) => new(
            $"building:{building.Id}", parent, parent is null ? 0 : 1, building.Name, [Only("building", building.Id)],
            ObjectNodeKind.Building, building.ComplexId, building.Id);
    }

    /// <summary>The whole complex was chosen, not only some of its buildings.</summary>
    public bool IsWhole(ObjectNode complex) => _selection is null || _selection.Complexes.Contains(complex.Complex!);

    protected override string KeyOfRow(IReadOnlyList<string?> values, int rolledUp)
    {
        var (complex, building) = (values[0], values[1]);
        // Everything without a complex, «no object» and buildings without one together, is no row.
        return rolledUp == 1 ? complex is null ? string.Empty : $"complex:{complex}"
            : building is not null ? $"building:{building}" : complex is not null ? $"complex:{complex}/none" : "none";
    }
}

/// <summary>Objects a person chose; a complex means all its buildings.</summary>
internal sealed record ObjectSelection(IReadOnlySet<string> Complexes, IReadOnlySet<string> Buildings)
{
    public DimensionFilter ToFilter() => new([new DimensionChoice("complex", Complexes), new DimensionChoice("building", Buildings)]);
}
