namespace ReportApp.Core.Reports;

/// <summary>One row for each value of one dimension, in a given order: steps of a sale, and later sources, stages, payment forms.</summary>
internal sealed class ListTree : RowTree
{
    private readonly string _dimension;

    private ListTree(string dimension, IReadOnlyList<RowNode> nodes, bool hasTotal)
        : base(nodes) => (_dimension, HasTotal) = (dimension, hasTotal);

    public override IReadOnlyList<string> Dimensions => [_dimension];

    public override bool HasTotal { get; }

    /// <param name="values">Title null: the client names it.</param>
    public static ListTree Build(string dimension, IEnumerable<(string Value, string? Title)> values, bool hasTotal) => new(
        dimension, [.. values.Select(one => new RowNode(Key(dimension, one.Value), null, 0, one.Title, [Only(dimension, one.Value)], IsShownEmpty: true))], hasTotal);

    protected override string KeyOfRow(IReadOnlyList<string?> values, int rolledUp) => values[0] is { } value ? Key(_dimension, value) : "none";

    private static string Key(string dimension, string value) => $"{dimension}:{value}";
}
