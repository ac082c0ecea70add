using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>A column before it has numbers.</summary>
/// <param name="Month">Null: the whole period.</param>
internal sealed record Column(string Key, ColumnPart Part, YearMonth? Month = null)
{
    private static readonly Column WholePeriod = new("total", ColumnPart.Asked);

    private static readonly Column[] Compared =
        [new("previous", ColumnPart.Previous), new("delta", ColumnPart.Difference), new("growth", ColumnPart.Growth)];

    public static IReadOnlyList<Column> Of(ReportDefinition definition, ReportScope scope) =>
    [
        WholePeriod,
        .. scope.Months.Select(month => new Column(month.ToString(), ColumnPart.Asked, month)),
        .. definition.Compare.Count > 0 ? Compared : [],
    ];
}

internal enum ColumnPart
{
    Asked,
    Previous,

    /// <summary>Asked minus previous.</summary>
    Difference,

    /// <summary>The difference over previous (C18).</summary>
    Growth,
}
