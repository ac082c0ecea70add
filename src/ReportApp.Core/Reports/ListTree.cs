namespace ReportApp.Core.Reports;

/// <summary>One row for each value of one dimension, in a given order: steps of a sale, sources of leads.</summary>
internal sealed class ListTree : RowTree
{
    private readonly string _dimension;

    private const string None = "none";

    private ListTree(string dimension, IReadOnlyList<RowNode> nodes, bool isWhole)
        : base(nodes) => (_dimension, HasTotal) = (dimension, isWhole);

    public override IReadOnlyList<string> Dimensions => [_dimension];

    public override bool HasTotal { get; }

    /// <param name="values">Title null: the client names it.</param>
    /// <param name="isWhole">
    /// The rows are parts of one whole: they have a total, what is not filled in stands last (C5), and empty ones are not shown. Else each stands
    /// for itself.
    /// </param>
    public static ListTree Build(string dimension, IEnumerable<(string Value, string? Title)> values, bool isWhole) => new(
        dimension,
        [
            .. values.Select(one => new RowNode(Key(dimension, one.Value), null, 0, one.Title, [Only(dimension, one.Value)], IsShownEmpty: !isWhole)),
            .. isWhole ? (RowNode[])[new RowNode(None, null, 0, null, [Only(dimension, null)], IsShownEmpty: false, RowPlace.Last)] : [],
        ],
        isWhole);

    protected override string KeyOfRow(IReadOnlyList<string?> values, int rolledUp) => values[0] is { } value ? Key(_dimension, value) : None;

    private static string Key(string dimension, string value) => $"{dimension}:{value}";
}
