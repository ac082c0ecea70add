using System.Globalization;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Plans;

/// <summary>What came of an import.</summary>
public abstract record PlanTargetImported
{
    private PlanTargetImported() { }

    /// <param name="Accepted">Rows of the file; 0 when one was rejected.</param>
    /// <param name="Rejected">The faults of the file, in its order; the first thousand.</param>
    public sealed record Done(int Accepted, IReadOnlyList<RejectedRow> Rejected) : PlanTargetImported;

    /// <summary>Only an administrator or the head of a department sets targets.</summary>
    public sealed record NotAllowed : PlanTargetImported;
}

/// <summary>Reads plan targets from a table (docs/api.md): all rows or none, with every fault told at once.</summary>
public sealed class PlanTargetImport(
    TenantDirectory tenants, LandedRecords landed, PlanTargets targets, VisibilityService visibility, ProjectionService projections)
{
    /// <summary>Who reads a thousand complaints knows what is wrong with the file.</summary>
    private const int MaxRejected = 1_000;
    private static readonly string[] Columns = ["kind", "scope", "period", "metric", "value"];

    public async Task<PlanTargetImported> ImportAsync(Viewer viewer, Stream upload, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException("A viewer's tenant is always stored.");
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        if (!team.Leads(viewer)) return new PlanTargetImported.NotAllowed();

        var names = await ScopeReader.CreateAsync(landed, projections, tenant, cancellationToken);
        var rights = await TargetRights.OfAsync(viewer, team, visibility, projections, cancellationToken);
        var (rows, rejected) = await ReadAsync(upload, names, rights.MaySet, cancellationToken);
        if (rejected.Count > 0) return new PlanTargetImported.Done(0, rejected);
        return await targets.SetAsync(viewer, [.. rows.Keys], tenant.Currency, "targets-imported", cancellationToken) switch
        {
            TargetsSet.Done => new PlanTargetImported.Done(rows.Count, []),
            TargetsSet.Locked locked => new PlanTargetImported.Done(0, [.. locked.Targets.Take(MaxRejected).Select(target => new RejectedRow(rows[target], "period", "month_locked"))]),
            var other => throw new InvalidOperationException($"An import was {other}."),
        };
    }

    /// <returns>Targets to their line.</returns>
    private static async Task<(IReadOnlyDictionary<PlannedTarget, int> Rows, IReadOnlyList<RejectedRow> Rejected)> ReadAsync(
        Stream upload, ScopeReader names, Func<PlanScope, bool> mayPlan, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await Upload.ReceiveAsync(upload, cancellationToken);
            var table = TableFile.Open(file.Content);
            if (table.Format == "csv" && table.Encoding != "utf-8") return (NoRows, [new RejectedRow(1, "file", "bad_encoding")]);
            return Read(table, names, mayPlan, cancellationToken);
        }
        catch (TableRefusedException refused)
        {
            return (NoRows, [new RejectedRow(refused.Line, "file", refused.Reason)]);
        }
    }

    private static readonly IReadOnlyDictionary<PlannedTarget, int> NoRows = new Dictionary<PlannedTarget, int>();

    private static (IReadOnlyDictionary<PlannedTarget, int> Rows, IReadOnlyList<RejectedRow> Rejected) Read(
        TableFile table, ScopeReader names, Func<PlanScope, bool> mayPlan, CancellationToken cancellationToken)
    {
        using var lines = table.Rows.GetEnumerator();
        string[]? order = lines.MoveNext() && lines.Current.Fault is null ? [.. lines.Current.Cells.Select(name => name.ToLowerInvariant())] : null;
        if (order is null || !order.Order().SequenceEqual(Columns.Order())) return (NoRows, [new RejectedRow(1, "file", "bad_header")]);

        var rejected = new List<RejectedRow>();
        var seen = new Dictionary<(string, PlanScope, YearMonth, string), decimal?>();
        var rows = new Dictionary<PlannedTarget, int>();
        var last = lines.Current.Line;
        while (rejected.Count < MaxRejected && lines.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = lines.Current;
            last = row.Line;
            if (row.Fault is not null || row.Cells.Count != Columns.Length)
            {
                rejected.Add(new RejectedRow(row.Line, "file", "bad_row"));
                continue;
            }
            var cells = order.Zip(row.Cells).ToDictionary(cell => cell.First, cell => cell.Second);
            var target = Read(row.Line, cells, table.Delimiter ?? ";", names, mayPlan, rejected);
            if (target is null) continue;
            // The same target twice is harmless only when both lines say the same.
            var key = (target.Kind, target.Scope, target.Month, target.Metric);
            if (seen.TryAdd(key, target.Value)) rows.Add(target, row.Line);
            else if (seen[key] != target.Value) rejected.Add(new RejectedRow(row.Line, "value", "ambiguous"));
        }
        if (rows.Count == 0 && rejected.Count == 0) rejected.Add(new RejectedRow(last + 1, "file", "empty"));
        return (rows, rejected);
    }

    private static PlannedTarget? Read(
        int line, Dictionary<string, string> cells, string delimiter, ScopeReader names, Func<PlanScope, bool> mayPlan, List<RejectedRow> rejected)
    {
        var before = rejected.Count;
        void Reject(string field, string reason) => rejected.Add(new RejectedRow(line, field, reason));

        var kind = cells["kind"].ToLowerInvariant();
        if (!TargetRules.Kinds.Contains(kind)) Reject("kind", "unknown_kind");
        var (scope, reason) = names.Read(cells["scope"]);
        if (scope is null) Reject("scope", reason!);
        else if (!mayPlan(scope)) Reject("scope", "not_allowed");
        if (!TargetRules.TryMonth(cells["period"], out var month)) Reject("period", "bad_month");
        var metric = cells["metric"].ToLowerInvariant();
        if (!TargetRules.Metrics.Contains(metric)) Reject("metric", "unknown_metric");
        if (Number(cells["value"], delimiter) is not { } value) Reject("value", "bad_number");
        else if (TargetRules.Refuse(metric, value) is { } fault) Reject("value", fault);
        else if (rejected.Count == before) return new PlannedTarget(kind, scope!, month, metric, value);
        return null;
    }

    /// <summary>Digits with a point, or with a comma where the comma does not separate columns; spaces between thousands do no harm.</summary>
    private static decimal? Number(string text, string delimiter)
    {
        var plain = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        if (delimiter == ";" && !plain.Contains('.', StringComparison.Ordinal)) plain = plain.Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
