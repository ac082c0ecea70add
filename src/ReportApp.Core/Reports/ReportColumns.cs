using System.Globalization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>A column before it has numbers.</summary>
/// <param name="From">First day of its month or week, which may stand before the period; null: the whole period.</param>
internal sealed record Column(string Key, ColumnPart Part, DateOnly? From = null)
{
    private static readonly Column WholePeriod = new("total", ColumnPart.Asked);

    private static readonly Column[] Compared =
        [new("previous", ColumnPart.Previous), new("delta", ColumnPart.Difference), new("growth", ColumnPart.Growth)];

    public static IReadOnlyList<Column> Of(ReportDefinition definition, ReportScope scope) =>
    [
        WholePeriod,
        .. scope.Columns.Select(from => new Column(
            scope.IsByMonth ? YearMonth.Of(from).ToString() : from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ColumnPart.Asked, from)),
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
