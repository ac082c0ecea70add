using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

/// <summary>
/// Takes plan targets from the tables that people keep (docs/import-plans.md). A program sends a table that is understood by itself, and gets all of it or
/// nothing; a person says what the columns are, sees what would change, and agrees to it.
/// </summary>
public sealed class PlanTargetImport(
    TenantDirectory tenants, LandedRecords landed, PlanTargets targets, RememberedColumns remembered, VisibilityService visibility, ProjectionService projections)
{
    private const string Memory = "plan-targets";
    private const int ValuesShown = 3;
    private const int LongestValue = 60;
    private const int ChangesShown = 500;

    /// <summary>Titles stand in one of the first lines.</summary>
    public const int LastHeaderLine = TargetColumns.LastHeaderLine;

    /// <summary>What a column of a file may be.</summary>
    public static IReadOnlySet<string> Roles => TargetColumns.AllRoles;

    /// <summary>All rows or none, with every fault told at once.</summary>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    public async Task<PlanTargetImported> ImportAsync(Viewer viewer, Stream upload, CancellationToken cancellationToken)
    {
        if (await HouseAsync(viewer, cancellationToken) is not { } house) return new PlanTargetImported.NotAllowed();
        try
        {
            await using var file = await Upload.ReceiveAsync(upload, cancellationToken);
            var read = await ReadAsync(house, new TargetFileRequest(), file, isByPerson: false, cancellationToken);
            if (read.Columns.Missing.Count > 0) return Rejected(new RejectedRow(read.Columns.HeaderLine, "file", "bad_header"));
            if (read.Reader.RejectedRows > 0) return Rejected([.. read.Reader.Rejected.Select(fault => new RejectedRow(fault.Line, fault.Field, fault.Reason))]);
            if (read.Targets == 0) return Rejected(new RejectedRow(read.Columns.HeaderLine + 1, "file", "empty"));
            return await targets.SetAsync(viewer, [.. read.Changes.Select(change => change.Read.Target)], house.Tenant.Currency, "targets-imported", cancellationToken) switch
            {
                TargetsSet.Done => new PlanTargetImported.Done(read.Targets, []),
                // A month was locked while the file was read.
                TargetsSet.Locked locked => Rejected([
                    .. read.Changes.Where(change => locked.Targets.Contains(change.Read.Target)).Select(change => new RejectedRow(change.Read.Line, TargetColumns.Period, "month_locked")),
                ]),
                var other => throw new InvalidOperationException($"An import was {other}."),
            };
        }
        catch (TableRefusedException refused)
        {
            return Rejected(new RejectedRow(refused.Line, "file", refused.Reason));
        }

        static PlanTargetImported.Done Rejected(params IReadOnlyList<RejectedRow> rows) => new(0, rows);
    }

    /// <summary>Changes nothing.</summary>
    /// <inheritdoc cref="ImportAsync"/>
    public async Task<TargetFileRead> PreviewAsync(Viewer viewer, TargetFileRequest request, Stream upload, CancellationToken cancellationToken)
    {
        if (await HouseAsync(viewer, cancellationToken) is not { } house) return new TargetFileRead.NotAllowed();
        try
        {
            await using var file = await Upload.ReceiveAsync(upload, cancellationToken);
            var read = await ReadAsync(house, request, file, isByPerson: true, cancellationToken);
            var columns = read.Columns;
            var months = columns.PlanColumns().ToDictionary(column => column.Index, column => column.Month);
            return new TargetFileRead.Seen(new TargetFilePreview(
                read.Fingerprint, read.Sheets, read.ReadSheets, columns.HeaderLine,
                [.. columns.Headers.Select((title, index) => new TargetFileColumn(title, columns.Roles[index], read.ValuesOf(index), months.GetValueOrDefault(index)))],
                columns.AllKind, columns.AllMetric, columns.Year, columns.Missing, columns.IsRemembered, house.Tenant.Currency, read.Targets,
                read.Changes.Count(change => change.Was is null), read.Changes.Count(change => change.Was is not null), read.Targets - read.Changes.Count, read.Reader.EmptyRows,
                [.. read.Changes.OrderBy(change => change.Was is null).Take(ChangesShown).Select(ViewOf)], read.Reader.RejectedRows, read.Reader.Rejected));
        }
        catch (TableRefusedException refused)
        {
            return new TargetFileRead.Refused(FaultOf(refused));
        }

        TargetFileChange ViewOf(Change change) => new(
            change.Read.Sheet, change.Read.Line, change.Read.Title, change.Read.Target.Kind, change.Read.Target.Metric, change.Read.Target.Month, change.Was,
            change.WasCurrency == house.Tenant.Currency ? null : change.WasCurrency, change.Read.Target.Value!.Value);
    }

    /// <summary>Good rows are taken, all together; those that the preview showed as rejected stay out. What the person said of the columns is remembered.</summary>
    /// <param name="fingerprint">Of the preview that the person agreed to.</param>
    /// <inheritdoc cref="ImportAsync"/>
    public async Task<TargetFileTaken> TakeAsync(Viewer viewer, TargetFileRequest request, string fingerprint, Stream upload, CancellationToken cancellationToken)
    {
        if (await HouseAsync(viewer, cancellationToken) is not { } house) return new TargetFileTaken.NotAllowed();
        try
        {
            await using var file = await Upload.ReceiveAsync(upload, cancellationToken);
            var read = await ReadAsync(house, request, file, isByPerson: true, cancellationToken);
            if (read.Columns.Missing is [var missing, ..]) return new TargetFileTaken.Refused(new TargetFileFault(null, read.Columns.HeaderLine, missing, null, "required"));
            if (read.Fingerprint != fingerprint) return new TargetFileTaken.Outdated();
            if (await targets.SetAsync(
                viewer, [.. read.Changes.Select(change => change.Read.Target with { Base = change.Version })], house.Tenant.Currency, "targets-imported", cancellationToken)
                is not TargetsSet.Done done) return new TargetFileTaken.Outdated();
            if (request.Roles is not null || request.Kind is not null || request.Metric is not null)
            {
                foreach (var columns in read.AllColumns)
                    await remembered.RememberAsync(viewer.Tenant, Memory, TargetColumns.SignatureOf(columns.Headers), columns.ToRemember(), cancellationToken);
            }
            return new TargetFileTaken.Done(done.Changed, read.Reader.RejectedRows);
        }
        catch (TableRefusedException refused)
        {
            return new TargetFileTaken.Refused(FaultOf(refused));
        }
    }

    private static TargetFileFault FaultOf(TableRefusedException refused) => new(null, refused.Line, "file", null, refused.Reason);

    /// <returns>Null: the viewer sets no targets.</returns>
    private async Task<House?> HouseAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException("A viewer's tenant is always stored.");
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        if (!team.Leads(viewer)) return null;
        return new House(
            tenant, await ScopeReader.CreateAsync(landed, projections, tenant, cancellationToken),
            await TargetRights.OfAsync(viewer, team, visibility, projections, cancellationToken));
    }

    /// <param name="isByPerson">What people said of their files does not change how a program's are read: nobody looks at those.</param>
    private async Task<TargetFile> ReadAsync(House house, TargetFileRequest request, Upload file, bool isByPerson, CancellationToken cancellationToken)
    {
        var sheets = TableFile.SheetsOf(file.Content);
        if (request.Sheet is not null && !sheets.Contains(request.Sheet)) throw new TableRefusedException(1, "no_such_sheet");
        var known = isByPerson ? await remembered.ListAsync(house.Tenant.Id, Memory, cancellationToken) : new Dictionary<string, IReadOnlyDictionary<string, string>>();
        IEnumerable<string?> asked = request.Sheet is { } one ? [one] : request.Roles is null && request.Header is null ? sheets : sheets.Take(1);
        var found = new List<(string? Sheet, TargetColumns Columns, IReadOnlyList<TableRow> Head)>();
        TableRefusedException? refusal = null;
        foreach (var sheet in sheets.Count == 0 ? (string?[])[null] : asked)
        {
            try
            {
                var head = TableFile.Open(file.Content, request.FileName, sheet).Rows.Take(TargetColumns.LastHeaderLine + ValuesShown).ToList();
                found.Add((sheet, TargetColumns.Find([.. head.Take(TargetColumns.LastHeaderLine)], request, known), head));
            }
            // Workbooks often have sheets that are empty, or no tables at all, beside the one with the plans.
            catch (TableRefusedException refused) when (request.Sheet is null)
            {
                refusal ??= refused;
            }
        }
        if (found.Count == 0) throw refusal!;
        var understood = found.Where(sheet => sheet.Columns.Missing.Count == 0).ToList();
        if (understood.Count == 0) understood = found[..1];

        var reader = new TargetFileReader(house.Names, house.Rights.MaySet);
        var rows = understood[0].Head;
        if (understood[0].Columns.Missing.Count == 0)
        {
            foreach (var (sheet, own, _) in understood) reader.Read(sheet, TableFile.Open(file.Content, request.FileName, sheet), own, cancellationToken);
        }
        var changes = await ChangesAsync(house.Tenant, reader, cancellationToken);
        return new TargetFile(
            sheets, [.. understood.Select(sheet => sheet.Sheet).OfType<string>()], [.. understood.Select(sheet => sheet.Columns)], rows, reader, changes.Changes, changes.Changes.Count + changes.Repeated, file.Hash);
    }

    /// <summary>What the file says beside what stands; a locked month takes nothing.</summary>
    private async Task<(IReadOnlyList<Change> Changes, int Repeated)> ChangesAsync(Tenant tenant, TargetFileReader reader, CancellationToken cancellationToken)
    {
        var locked = (await targets.ListLockedAsync(tenant.Id, cancellationToken)).Select(month => month.Month).ToHashSet();
        var standing = new Dictionary<(string, string, PlanScope, YearMonth), TargetVersion>();
        foreach (var same in reader.Targets.GroupBy(read => (read.Target.Kind, read.Target.Metric)))
        {
            foreach (var target in await targets.ListLatestAsync(tenant.Id, same.Key.Kind, same.Key.Metric, [.. same.Select(read => read.Target.Month).Distinct()], cancellationToken))
                standing.Add((same.Key.Kind, same.Key.Metric, target.Scope, target.Month), target);
        }
        var (changes, repeated) = (new List<Change>(), 0);
        foreach (var read in reader.Targets)
        {
            var before = standing.GetValueOrDefault((read.Target.Kind, read.Target.Metric, read.Target.Scope, read.Target.Month));
            if (before?.Value == read.Target.Value && before?.Currency == tenant.Currency) repeated++;
            else if (locked.Contains(read.Target.Month)) reader.Reject(read, TargetColumns.Period, "month_locked");
            else changes.Add(new Change(read, before?.Value, before?.Value is null ? null : before.Currency, before?.Version ?? 0));
        }
        return (changes, repeated);
    }

    private sealed record House(Tenant Tenant, ScopeReader Names, TargetRights Rights);

    /// <param name="Version">0: there never was one.</param>
    private sealed record Change(ReadTarget Read, decimal? Was, string? WasCurrency, int Version);

    /// <param name="AllColumns">Of each sheet that is read.</param>
    /// <param name="Head">Of the first of these.</param>
    private sealed record TargetFile(
        IReadOnlyList<string> Sheets, IReadOnlyList<string> ReadSheets, IReadOnlyList<TargetColumns> AllColumns, IReadOnlyList<TableRow> Head, TargetFileReader Reader, IReadOnlyList<Change> Changes, int Targets,
        string Hash)
    {
        public TargetColumns Columns => AllColumns[0];

        public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Changes.Select(change => string.Create(
            CultureInfo.InvariantCulture, $"{change.Read.Target.Kind}|{change.Read.Target.Metric}|{change.Read.Target.Scope}|{change.Read.Target.Month}|{change.Version}|{change.Read.Target.Value}"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{Hash}|{Targets}|{Reader.RejectedRows}"))))));

        public IReadOnlyList<string> ValuesOf(int column) =>
        [
            .. (from row in Head
                where row.Line > Columns.HeaderLine && column < row.Cells.Count && row.Cells[column].Length > 0
                select row.Cells[column].Length > LongestValue ? row.Cells[column][..LongestValue] + "…" : row.Cells[column]).Take(ValuesShown),
        ];
    }
}
