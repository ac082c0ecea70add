using ReportApp.Core.Semantics;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>A row of the tree of property objects, before it has numbers.</summary>
/// <param name="Complex">Id; null: no complex.</param>
/// <param name="Building">Id; null: no building, or all of them.</param>
/// <param name="Kind">What the row gathers.</param>
internal sealed record ObjectNode(string Key, string? Parent, int Level, string? Title, ObjectNodeKind Kind, string? Complex, string? Building)
{
    /// <summary>The bottom row that shows only when something fell into it.</summary>
    public bool IsRest => Kind is ObjectNodeKind.NoBuilding or ObjectNodeKind.NoObject;
}

internal enum ObjectNodeKind { Total, Complex, Building, NoBuilding, NoObject }

/// <summary>
/// Complex → building, as far as chosen. A building without a complex stands at the top; under each complex with buildings
/// «building not chosen», and last of all «no object» (C5).
/// </summary>
internal sealed class ObjectTree
{
    public static readonly ObjectNode Total = new("total", null, 0, null, ObjectNodeKind.Total, null, null);

    private readonly Dictionary<string, ObjectNode> _byKey;
    private readonly ObjectSelection? _selection;

    private ObjectTree(IReadOnlyList<ObjectNode> nodes, ObjectSelection? selection)
    {
        Nodes = nodes;
        _selection = selection;
        _byKey = nodes.Append(Total).ToDictionary(node => node.Key);
    }

    /// <summary>In display order, parents before their children; without the total.</summary>
    public IReadOnlyList<ObjectNode> Nodes { get; }

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
            nodes.Add(new ObjectNode(key, null, 0, complex.Name, ObjectNodeKind.Complex, complex.Id, null));
            nodes.AddRange(own.Select(building => Node(building, key)));
            if (hasBuildings && isWhole)
                nodes.Add(new ObjectNode($"{key}/none", key, 1, null, ObjectNodeKind.NoBuilding, complex.Id, null));
        }
        nodes.AddRange(buildings.Where(building => (building.ComplexId is null || !known.Contains(building.ComplexId)) && Has(building))
            .Select(building => Node(building, null)));
        if (selection is null)
            nodes.Add(new ObjectNode("none", null, 0, null, ObjectNodeKind.NoObject, null, null));
        return new ObjectTree(nodes, selection);

        bool Has(BuildingRow building) =>
            selection is null || selection.Buildings.Contains(building.Id) || (building.ComplexId is { } own && selection.Complexes.Contains(own));

        static ObjectNode Node(BuildingRow building, string? parent) => new(
            $"building:{building.Id}", parent, parent is null ? 0 : 1, building.Name, ObjectNodeKind.Building, building.ComplexId, building.Id);
    }

    public ObjectNode? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Rows at the top, or under one.</summary>
    public IEnumerable<ObjectNode> Under(ObjectNode? parent) => Nodes.Where(node => node.Parent == parent?.Key);

    /// <summary>The whole complex was chosen, not only some of its buildings.</summary>
    public bool IsWhole(ObjectNode complex) => _selection is null || _selection.Complexes.Contains(complex.Complex!);

    /// <summary>Which records fall into a row.</summary>
    public static IReadOnlyList<DimensionFilter> Filters(ObjectNode node) => node.Kind switch
    {
        ObjectNodeKind.Total => [],
        ObjectNodeKind.Complex => [Only("complex", node.Complex)],
        ObjectNodeKind.Building => [Only("building", node.Building)],
        ObjectNodeKind.NoBuilding => [Only("complex", node.Complex), Only("building", null)],
        _ => [Only("complex", null), Only("building", null)],
    };

    private static DimensionFilter Only(string dimension, string? value) => new([new DimensionChoice(dimension, value is null ? null : [value])]);
}

/// <summary>Objects a person chose; a complex means all its buildings.</summary>
internal sealed record ObjectSelection(IReadOnlySet<string> Complexes, IReadOnlySet<string> Buildings)
{
    public DimensionFilter ToFilter() => new([new DimensionChoice("complex", Complexes), new DimensionChoice("building", Buildings)]);
}
