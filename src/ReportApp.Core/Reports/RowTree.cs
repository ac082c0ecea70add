using ReportApp.Core.Semantics;

namespace ReportApp.Core.Reports;

/// <summary>A row before it has numbers.</summary>
/// <param name="Title">Null for rows that the client names itself.</param>
/// <param name="Filters">Which records fall into it.</param>
/// <param name="IsShownEmpty">It stands there even when nothing fell into it.</param>
internal record RowNode(
    string Key, string? Parent, int Level, string? Title, IReadOnlyList<DimensionFilter> Filters, bool IsShownEmpty, RowPlace Place = RowPlace.Ordered);

/// <summary>Where a row stands among its siblings when these are ordered by a measure.</summary>
internal enum RowPlace
{
    Ordered,

    /// <summary>Behind those, and in no ranking: people who have left (C9), what is not filled in (C5).</summary>
    Behind,
    Last,
}

/// <summary>What stands down the side of a report: rows, and which groups of a query make them.</summary>
internal abstract class RowTree
{
    public static readonly RowNode Total = new("total", null, 0, null, [], IsShownEmpty: true);

    private readonly Dictionary<string, RowNode> _byKey;

    /// <param name="nodes">In display order, parents before their children; without the total.</param>
    protected RowTree(IReadOnlyList<RowNode> nodes)
    {
        Nodes = nodes;
        _byKey = nodes.Append(Total).ToDictionary(node => node.Key);
    }

    public IReadOnlyList<RowNode> Nodes { get; }

    /// <summary>From the outermost inwards; a row of the first level is grouped by the first of them.</summary>
    public abstract IReadOnlyList<string> Dimensions { get; }

    /// <summary>The rows are parts of one whole. Steps are not: a deal stands in all it has reached.</summary>
    public virtual bool HasTotal => true;

    public RowNode? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Rows at the top, or under one.</summary>
    public IEnumerable<RowNode> Under(RowNode? parent) => Nodes.Where(node => node.Parent == parent?.Key);

    /// <summary>The row of a group of the query; a key of no row where there is none.</summary>
    /// <param name="values">Of the dimensions.</param>
    /// <param name="rolledUp">How many of them, from the innermost, are taken together.</param>
    public string KeyOf(IReadOnlyList<string?> values, int rolledUp) => rolledUp == Dimensions.Count ? Total.Key : KeyOfRow(values, rolledUp);

    protected abstract string KeyOfRow(IReadOnlyList<string?> values, int rolledUp);

    protected static DimensionFilter Only(string dimension, string? value) => new([new DimensionChoice(dimension, value is null ? null : [value])]);
}
