using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Plans;

/// <param name="Title">As the file calls whom the target is for.</param>
internal sealed record ReadTarget(PlannedTarget Target, string? Sheet, int Line, string Title, string? Column);

/// <summary>Rows of tables in, targets out. A row of a long table is taken whole or rejected with every fault it has; of a wide one each month is by itself.</summary>
internal sealed class TargetFileReader(ScopeReader names, Func<PlanScope, bool> maySet)
{
    /// <summary>Who reads a thousand complaints knows what is wrong with the file.</summary>
    private const int MaxRejected = 1_000;

    /// <summary>Every object of a large company in every month of ten years; more is another table than it seems, and would hold up all other writes.</summary>
    private const int MaxTargets = 20_000;

    private readonly List<string?> _sheets = [];
    private readonly List<TargetFileFault> _rejected = [];
    private readonly HashSet<(string?, int)> _rejectedRows = [];
    private readonly Dictionary<(string, PlanScope, YearMonth, string), ReadTarget> _targets = [];
    private readonly HashSet<(string, PlanScope, YearMonth, string)> _ambiguous = [];

    public IReadOnlyCollection<ReadTarget> Targets => _targets.Values;

    /// <summary>In the file's order, the first thousand.</summary>
    public IReadOnlyList<TargetFileFault> Rejected => [.. _rejected.OrderBy(fault => _sheets.IndexOf(fault.Sheet)).ThenBy(fault => fault.Line)];

    public int RejectedRows => _rejectedRows.Count;

    public int EmptyRows { get; private set; }

    /// <param name="columns">With nothing missing.</param>
    public void Read(string? sheet, TableFile table, TargetColumns columns, CancellationToken cancellationToken)
    {
        _sheets.Add(sheet);
        var months = columns.PlanColumns().ToList();
        int? Place(string role) => columns.Roles.ToList().IndexOf(role) is >= 0 and var index ? index : null;
        var (scopeAt, kindAt, metricAt, periodAt, valueAt) = (Place(TargetColumns.Scope), Place(TargetColumns.Kind), Place(TargetColumns.Metric), Place(TargetColumns.Period), Place(TargetColumns.Value));
        foreach (var row in table.Rows.SkipWhile(row => row.Line <= columns.HeaderLine))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Cells.All(string.IsNullOrWhiteSpace)) continue;
            string Text(int? index) => index is { } at && at < row.Cells.Count ? row.Cells[at].Trim() : string.Empty;
            var isWhole = true;
            void Reject(string field, int? index, string reason)
            {
                isWhole = false;
                Add(new TargetFileFault(sheet, row.Line, field, index is { } at ? columns.Headers[at] : null, reason));
            }

            if (row.Fault is not null || (table.Format == "csv" && row.Cells.Count != columns.Headers.Count))
            {
                Reject("file", null, row.Fault ?? "bad_row");
                continue;
            }
            var title = Text(scopeAt);
            if (columns.IsWide && months.All(month => Text(month.Index).Length == 0))
            {
                EmptyRows++;
                continue;
            }
            if (TargetWords.IsTotal(title))
            {
                Reject(TargetColumns.Scope, scopeAt, "is_total");
                continue;
            }
            var kind = kindAt is null ? columns.AllKind : TargetWords.KindOf(Text(kindAt));
            if (kind is null) Reject(TargetColumns.Kind, kindAt, "unknown_kind");
            var (scope, reason) = names.ReadTitle(title);
            if (scope is null) Reject(TargetColumns.Scope, scopeAt, reason!);
            else if (!maySet(scope)) Reject(TargetColumns.Scope, scopeAt, "not_allowed");
            (YearMonth? Month, string? Reason) period = columns.IsWide ? (null, null) : TargetWords.MonthOf(Text(periodAt), columns.Year);
            if (period.Reason is { } fault) Reject(TargetColumns.Period, periodAt, fault);
            var metric = metricAt is null ? columns.AllMetric : TargetWords.MetricOf(Text(metricAt));
            if (metric is null) Reject(TargetColumns.Metric, metricAt, "unknown_metric");

            if (!columns.IsWide) Take(valueAt!.Value, period.Month, null);
            else if (isWhole)
            {
                foreach (var (index, month, wrong) in months.Where(month => Text(month.Index).Length > 0))
                    Take(index, month, wrong);
            }

            void Take(int index, YearMonth? month, string? wrong)
            {
                if (wrong is not null) Reject(TargetColumns.Period, index, wrong);
                else if (TargetWords.IsUnclear(Text(index))) Reject(TargetColumns.Value, index, "unclear_number");
                else if (CellValues.Amount(Text(index)) is not { } value) Reject(TargetColumns.Value, index, "bad_number");
                else if (TargetRules.Refuse(metric ?? string.Empty, value) is { } unfit) Reject(TargetColumns.Value, index, unfit);
                else if (columns.IsWide || isWhole) Keep(new ReadTarget(new PlannedTarget(kind!, scope!, month!.Value, metric!, value), sheet, row.Line, title, columns.Headers[index]));
            }
        }
    }

    /// <summary>A target that the reader took and what stands in the store does not allow.</summary>
    public void Reject(ReadTarget target, string field, string reason) => Add(new TargetFileFault(target.Sheet, target.Line, field, target.Column, reason));

    private void Keep(ReadTarget read)
    {
        var key = (read.Target.Kind, read.Target.Scope, read.Target.Month, read.Target.Metric);
        if (_targets.Count == MaxTargets) throw new TableRefusedException(read.Line, "too_many_targets");
        if (_ambiguous.Contains(key)) Reject(read, TargetColumns.Value, "ambiguous");
        // The same target twice is harmless only when both say the same; of two stories neither is believed.
        else if (!_targets.TryAdd(key, read) && _targets[key].Target.Value != read.Target.Value)
        {
            Reject(_targets[key], TargetColumns.Value, "ambiguous");
            Reject(read, TargetColumns.Value, "ambiguous");
            _ambiguous.Add(key);
            _targets.Remove(key);
        }
    }

    private void Add(TargetFileFault fault)
    {
        _rejectedRows.Add((fault.Sheet, fault.Line));
        if (_rejected.Count < MaxRejected) _rejected.Add(fault);
    }
}
