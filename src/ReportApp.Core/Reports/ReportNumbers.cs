using ReportApp.Core.Semantics;

namespace ReportApp.Core.Reports;

/// <param name="Value">In the measure's unit.</param>
/// <param name="Count">Subjects behind it.</param>
internal readonly record struct Cell(decimal Value, int Count);

/// <summary>The records behind a number, by name.</summary>
/// <param name="From">First day of the column's month or week; null: the whole period.</param>
internal sealed record CellSource(BasicMeasure Measure, RowNode Row, DateOnly? From, bool IsPrevious);

/// <summary>Which records make which number. Pure: cells and drill lists both come by this way, so they agree.</summary>
internal static class CellSources
{
    /// <summary>Null where there is nothing to divide by.</summary>
    /// <param name="part">Null: the first list of those that a number has.</param>
    public static CellSource? Of(Measure measure, RowTree rows, RowNode row, Column column, DrillPart? part)
    {
        var isPrevious = column.Part == ColumnPart.Previous || (column.Part != ColumnPart.Asked && part == DrillPart.Previous);
        return measure switch
        {
            RatioMeasure ratio when part == DrillPart.Denominator => Against(ratio, rows, row) is { } against
                ? new CellSource(ratio.Denominator, against, column.From, isPrevious) : null,
            RatioMeasure ratio => new CellSource(ratio.Numerator, row, column.From, isPrevious),
            RankMeasure rank => new CellSource(rank.Of, row, column.From, isPrevious),
            _ => new CellSource((BasicMeasure)measure, row, column.From, isPrevious),
        };
    }

    /// <summary>The lists a number has; empty: one.</summary>
    public static IReadOnlyList<DrillPart> PartsOf(Measure measure, Column column) =>
        measure is RatioMeasure ? [DrillPart.Numerator, DrillPart.Denominator]
        : column.Part is ColumnPart.Difference or ColumnPart.Growth ? [DrillPart.Current, DrillPart.Previous]
        : [];

    private static RowNode? Against(RatioMeasure ratio, RowTree rows, RowNode row) => ratio.Against switch
    {
        Semantics.Against.Row => row,
        Semantics.Against.Total => RowTree.Total,
        Semantics.Against.First => rows.Under(rows.Find(row.Parent ?? string.Empty)).First(),
        _ => rows.Under(rows.Find(row.Parent ?? string.Empty)).TakeWhile(other => other.Key != row.Key).LastOrDefault(),
    };
}

/// <summary>Turns what was read into the numbers of a report.</summary>
/// <param name="read">By measure, and whether of the previous period; what is not mapped is not in it.</param>
/// <param name="means">Whether a measure means something in a column, or in the whole period.</param>
internal sealed class ReportNumbers(
    RowTree rows, IReadOnlyDictionary<(BasicMeasure Measure, bool IsPrevious), IReadOnlyDictionary<(string Row, DateOnly? From), Cell>> read,
    Func<BasicMeasure, DateOnly?, bool> means)
{
    /// <summary>Fewer make a ratio or a median that proves little (C8).</summary>
    private const int SmallSample = 5;

    private const int PercentDigits = 6;

    public bool HasRecords(RowNode row) => read.Values.Any(found => found.TryGetValue((row.Key, null), out var cell) && cell.Count > 0);

    /// <summary>Rows that are shown, siblings by a measure where one is given, the largest first.</summary>
    /// <param name="isShown">Also these.</param>
    public IReadOnlyList<RowNode> Shown(BasicMeasure? order, Func<RowNode, bool> isShown)
    {
        var shown = rows.Nodes.Where(node => node.IsShownEmpty || HasRecords(node) || isShown(node)).ToList();
        return order is null ? shown : [.. Below(null)];

        IEnumerable<RowNode> Below(string? parent) => shown.Where(node => node.Parent == parent)
            .OrderBy(node => node.Parent is null ? node.Place : RowPlace.Ordered).ThenByDescending(node => Found(order, node)?.Value ?? 0)
            .SelectMany(node => Below(node.Key).Prepend(node));
    }

    /// <summary>Null: undefined.</summary>
    public ReportCell? Value(Measure measure, RowNode row, Column column)
    {
        switch (column.Part, measure)
        {
            case (ColumnPart.Difference or ColumnPart.Growth, _):
                if (Of(measure, row, column, DrillPart.Current) is not { } current || Of(measure, row, column, DrillPart.Previous) is not { } previous)
                    return null;
                var difference = current.Value - previous.Value;
                return column.Part == ColumnPart.Difference ? new ReportCell(column.Key, measure.Name, difference, current.Count)
                    : previous.Value == 0 ? null
                    : new ReportCell(column.Key, measure.Name, Math.Round(100 * difference / Math.Abs(previous.Value), PercentDigits), current.Count);

            case (_, RatioMeasure):
                if (Of(measure, row, column, DrillPart.Numerator) is not { } part || Of(measure, row, column, DrillPart.Denominator) is not { Value: not 0 } whole)
                    return null;
                var ratio = part.Value / whole.Value;
                return new ReportCell(
                    column.Key, measure.Name, Math.Round(measure.Unit == MeasureUnit.Percent ? 100 * ratio : ratio, PercentDigits), part.Count, whole.Count,
                    whole.Count < SmallSample);

            case (_, RankMeasure rank):
                if (row == RowTree.Total || row.Place != RowPlace.Ordered || Found(rank.Of, row) is not { Count: > 0 } own)
                    return null;
                var better = rows.Nodes.Count(other =>
                    other.Level == row.Level && other.Place == RowPlace.Ordered && Found(rank.Of, other) is { Count: > 0 } found && found.Value > own.Value);
                return new ReportCell(column.Key, measure.Name, better + 1, own.Count);

            default:
                if (Of(measure, row, column, null) is not { } cell)
                    return null;
                return measure is BasicMeasure { IsAdditive: false }
                    ? cell.Count == 0 ? null : new ReportCell(column.Key, measure.Name, cell.Value, cell.Count, cell.Count, cell.Count < SmallSample)
                    : new ReportCell(column.Key, measure.Name, cell.Value, cell.Count);
        }
    }

    private Cell? Of(Measure measure, RowNode row, Column column, DrillPart? part)
    {
        if (CellSources.Of(measure, rows, row, column, part) is not { } source || (source.Row == RowTree.Total && !rows.HasTotal))
            return null;
        if (!means(source.Measure, source.From) || !read.TryGetValue((source.Measure, source.IsPrevious), out var found))
            return null;
        if (found.TryGetValue((source.Row.Key, source.From), out var cell))
            return cell;
        // Nothing fell into it: zero for what we read in full, unknown for a plan that nobody set.
        return source.Measure.Entity.Access == AccessRule.Target ? null : new Cell(0, 0);
    }

    private Cell? Found(BasicMeasure measure, RowNode row) =>
        read.TryGetValue((measure, false), out var found) && found.TryGetValue((row.Key, null), out var cell) ? cell : null;
}
