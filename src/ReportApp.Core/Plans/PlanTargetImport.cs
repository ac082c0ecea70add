using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

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

/// <param name="Line">Of the file, from 1.</param>
/// <param name="Field">Column, or <c>file</c>.</param>
/// <param name="Reason">Stable code: <c>bad_encoding</c>, <c>bad_header</c>, <c>bad_row</c>, <c>too_many_rows</c>, <c>empty</c>, <c>unknown_kind</c>, <c>bad_scope</c>,
/// <c>unknown_name</c>, <c>ambiguous_name</c>, <c>bad_month</c>, <c>unknown_metric</c>, <c>bad_number</c>, <c>too_precise</c>, <c>out_of_range</c>, <c>ambiguous</c>, <c>not_allowed</c>.</param>
public sealed record RejectedRow(int Line, string Field, string Reason);

/// <summary>Reads plan targets from CSV (docs/api.md): all rows or none, with every fault told at once.</summary>
public sealed class PlanTargetImport(
    TenantDirectory tenants, LandedRecords landed, PlanTargets targets, VisibilityService visibility, ProjectionService projections)
{
    private const int MaxRows = 100_000;
    /// <summary>Who reads a thousand complaints knows what is wrong with the file.</summary>
    private const int MaxRejected = 1_000;
    private const decimal MaxValue = 100_000_000_000_000m;

    private static readonly string[] Columns = ["kind", "scope", "period", "metric", "value"];
    private static readonly HashSet<string> Kinds = ["sales", "business", "bank"];

    /// <summary>Metric to the decimals it may have.</summary>
    private static readonly Dictionary<string, int> Metrics = new() { ["receipts"] = 2, ["value"] = 2, ["units"] = 0, ["m2"] = 2 };

    public async Task<PlanTargetImported> ImportAsync(Viewer viewer, Stream csv, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException("A viewer's tenant is always stored.");
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        if (!team.Leads(viewer)) return new PlanTargetImported.NotAllowed();

        var names = await ScopeReader.CreateAsync(landed, tenant, cancellationToken);
        var setsForAll = viewer.IsAdministrator || await SeesAllAsync(viewer, cancellationToken);
        var (rows, rejected) = await ReadAsync(
            csv, names, scope => scope is { ManagerId: null, DepartmentId: null } ? setsForAll : team.Covers(viewer, scope), cancellationToken);
        if (rejected.Count > 0) return new PlanTargetImported.Done(0, rejected);
        await targets.SetAsync(viewer, rows, tenant.Currency, cancellationToken);
        return new PlanTargetImported.Done(rows.Count, []);
    }

    /// <summary>Targets of objects and of the company are set by those who may also see them: from whom no sales deal is hidden.</summary>
    private async Task<bool> SeesAllAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var visible = await visibility.ForAsync(viewer, RecordKind.Deal, cancellationToken);
        using var reader = projections.Open(viewer.Tenant);
        return reader is not null && await reader.CoversAllDealsAsync(visible, cancellationToken);
    }

    private static async Task<(IReadOnlyList<PlannedTarget> Rows, IReadOnlyList<RejectedRow> Rejected)> ReadAsync(
        Stream csv, ScopeReader names, Func<PlanScope, bool> mayPlan, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            using var reader = new StreamReader(csv, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            text = (await reader.ReadToEndAsync(cancellationToken)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return ([], [new RejectedRow(1, "file", "bad_encoding")]);
        }

        var header = text.AsSpan()[..(text.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : text.Length)];
        var delimiter = header.Contains(';') ? ";" : ",";
        var badRow = false;
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter, TrimOptions = TrimOptions.Trim, BadDataFound = _ => badRow = true,
        });
        if (!await parser.ReadAsync() || badRow || !parser.Record!.Select(name => name.ToLowerInvariant()).Order().SequenceEqual(Columns.Order()))
            return ([], [new RejectedRow(1, "file", "bad_header")]);
        var order = parser.Record!.Select(name => name.ToLowerInvariant()).ToArray();

        var rejected = new List<RejectedRow>();
        var seen = new Dictionary<(string, PlanScope, YearMonth, string), decimal>();
        var rows = new List<PlannedTarget>();
        var read = 0;
        var line = parser.RawRow + 1;
        for (; await parser.ReadAsync(); line = parser.RawRow + 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++read > MaxRows) return ([], [new RejectedRow(line, "file", "too_many_rows")]);
            if (rejected.Count >= MaxRejected) break;
            if (badRow || parser.Record!.Length != Columns.Length)
            {
                rejected.Add(new RejectedRow(line, "file", "bad_row"));
                badRow = false;
                continue;
            }
            var cells = order.Zip(parser.Record!).ToDictionary(cell => cell.First, cell => cell.Second);
            var target = Read(line, cells, delimiter, names, mayPlan, rejected);
            if (target is null) continue;
            // The same target twice is harmless only when both lines say the same.
            var key = (target.Kind, target.Scope, target.Month, target.Metric);
            if (seen.TryAdd(key, target.Value)) rows.Add(target);
            else if (seen[key] != target.Value) rejected.Add(new RejectedRow(line, "value", "ambiguous"));
        }
        if (rows.Count == 0 && rejected.Count == 0) rejected.Add(new RejectedRow(line, "file", "empty"));
        return (rows, rejected);
    }

    private static PlannedTarget? Read(
        int line, Dictionary<string, string> cells, string delimiter, ScopeReader names, Func<PlanScope, bool> mayPlan, List<RejectedRow> rejected)
    {
        var before = rejected.Count;
        void Reject(string field, string reason) => rejected.Add(new RejectedRow(line, field, reason));

        var kind = cells["kind"].ToLowerInvariant();
        if (!Kinds.Contains(kind)) Reject("kind", "unknown_kind");
        var (scope, reason) = names.Read(cells["scope"]);
        if (scope is null) Reject("scope", reason!);
        else if (!mayPlan(scope)) Reject("scope", "not_allowed");
        if (!YearMonth.TryParse(cells["period"], out var month) || month.FirstDay.Year is < 2000 or > 2100) Reject("period", "bad_month");
        var metric = cells["metric"].ToLowerInvariant();
        if (!Metrics.TryGetValue(metric, out var decimals)) Reject("metric", "unknown_metric");
        if (Number(cells["value"], delimiter) is not { } value) Reject("value", "bad_number");
        else if (value is < 0 or > MaxValue) Reject("value", "out_of_range");
        else if (Metrics.ContainsKey(metric) && decimal.Round(value, decimals) != value) Reject("value", "too_precise");
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
