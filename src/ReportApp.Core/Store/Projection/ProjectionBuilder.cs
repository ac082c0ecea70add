using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <param name="Version">Landed version up to which it goes.</param>
/// <param name="TargetsVersion">The same of plan targets.</param>
/// <param name="ImportsVersion">The same of imported files.</param>
/// <param name="Complete">Host time up to which each feed in it is complete; without one that was never read to its end.</param>
/// <param name="KeptSince">Since when it knows what deals and lines of schedules were before they changed; null: not yet.</param>
/// <param name="BuiltAt">When it was last brought up to date.</param>
public sealed record ProjectionState(
    long Version, long TargetsVersion, long ImportsVersion, IReadOnlyDictionary<RecordKind, DateTimeOffset> Complete, DateTimeOffset? KeptSince, DateTimeOffset BuiltAt)
{
    /// <summary>Up to when all of these feeds are complete; null while one never was.</summary>
    public DateTimeOffset? CompleteUpTo(IEnumerable<RecordKind> kinds) =>
        kinds.Select(kind => Complete.TryGetValue(kind, out var at) ? at : (DateTimeOffset?)null)
            .Aggregate((least, next) => least is null || next is null ? null : next < least ? next : least);
}

/// <summary>What the store holds now.</summary>
/// <param name="Version">Of landed records; a file that is ahead of it was made from another store.</param>
/// <param name="TargetsVersion">Of plan targets.</param>
/// <param name="ImportsVersion">Of imported files.</param>
/// <param name="Complete">Read before <paramref name="Changes"/>, so that it never promises too much.</param>
/// <param name="KeptSince">Since when former states are kept; null: not yet.</param>
/// <param name="Changes">Gives the landed records after a version.</param>
/// <param name="Former">Gives what they were, after a version and up to another.</param>
/// <param name="Targets">Gives all plan targets.</param>
/// <param name="Imported">Gives what imported files say now.</param>
internal sealed record ProjectionSource(
    long Version, long TargetsVersion, long ImportsVersion, IReadOnlyDictionary<RecordKind, DateTimeOffset> Complete, DateTimeOffset? KeptSince,
    Func<long, IAsyncEnumerable<LandedRecord>> Changes, Func<long, long, IAsyncEnumerable<FormerState>> Former,
    Func<Task<IReadOnlyList<PlanTargetRow>>> Targets, Func<Task<ImportedRows>> Imported);

/// <summary>Brings a tenant's file up to date: merges what landed since, or builds a new generation aside when what it is based on changed.</summary>
/// <param name="batch">Rows held in memory at once.</param>
internal sealed class ProjectionBuilder(ProjectionFiles files, int batch = ProjectionBuilder.DefaultBatch)
{
    /// <summary>Measured with the engine's memory of <see cref="ProjectionOptions.MemoryLimitMb"/>.</summary>
    internal const int DefaultBatch = 20_000;

    /// <summary>Of a file that is not finished, or was only tried out: it is never taken up again after a crash.</summary>
    public const string TrialBasis = "trial";

    /// <summary>What must be equal for an incremental merge to be right.</summary>
    public static string Basis(long mappingVersion, ProjectionContext context) => string.Create(
        CultureInfo.InvariantCulture, $"{ProjectionSchema.FormatPrefix}{mappingVersion}/{context.Currency}/{context.UtcOffset}");

    public async Task<ProjectionState> RefreshAsync(
        TenantId tenant, string basis, ProjectionContext context, ProjectionSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        files.AttachLeftOver(tenant);
        if (files.Lease(tenant) is { } current)
        {
            try
            {
                using var connection = files.Connect();
                var (currentBasis, state) = ReadState(connection, current.Catalog);
                if (currentBasis == basis && state.Version <= source.Version)
                {
                    connection.Execute("BEGIN TRANSACTION");
                    return await MergeAsync(connection, current.Catalog, context, state, source, now, endBatch: null, end: null, cancellationToken);
                }
            }
            finally
            {
                files.GiveBack(current);
            }
        }

        var (beside, built) = await BuildBesideAsync(tenant, basis, context, source, now, cancellationToken);
        files.Use(beside);
        return built;
    }

    /// <summary>A file of its own that nobody reads until somebody says what becomes of it: <see cref="ProjectionFiles.Use"/> or <see cref="ProjectionFiles.Discard"/>.</summary>
    public async Task<(ProjectionFile File, ProjectionState State)> BuildBesideAsync(
        TenantId tenant, string basis, ProjectionContext context, ProjectionSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var beside = files.CreateBeside(tenant);
        try
        {
            using var connection = files.Connect();
            connection.Execute("BEGIN TRANSACTION");
            foreach (var table in ProjectionSchema.All)
                connection.Execute(table.CreateIn(beside.Catalog));
            connection.Execute(ProjectionSchema.CreateStateIn(beside.Catalog));
            connection.Execute(
                $"INSERT INTO {beside.Catalog}.main.projection_state VALUES ($basis, 0, 0, 0, '{{}}', NULL, $now)",
                ("basis", TrialBasis), ("now", now.ToUnixTimeMilliseconds()));
            // Nobody looks at it yet: each batch goes to the disk by itself, so a large tenant needs no more memory than a small one.
            var state = await MergeAsync(
                connection, beside.Catalog, context, new ProjectionState(0, 0, 0, new Dictionary<RecordKind, DateTimeOffset>(), null, now), source, now,
                endBatch: () => connection.Execute("COMMIT; BEGIN TRANSACTION"),
                end: () => connection.Execute($"UPDATE {beside.Catalog}.main.projection_state SET basis = $basis", ("basis", basis)), cancellationToken);
            return (beside, state);
        }
        catch
        {
            files.Discard(beside);
            throw;
        }
    }

    public ProjectionState? State(TenantId tenant)
    {
        files.AttachLeftOver(tenant);
        if (files.Lease(tenant) is not { } file)
            return null;
        try
        {
            using var connection = files.Connect();
            return ReadState(connection, file.Catalog).State;
        }
        finally
        {
            files.GiveBack(file);
        }
    }

    /// <summary>Ends the transaction its caller began; a connection that is closed before takes back all of it.</summary>
    /// <param name="endBatch">After each batch of records but the last, and of deals; null: all of it is one transaction.</param>
    /// <param name="end">Before the end.</param>
    private async Task<ProjectionState> MergeAsync(
        DuckDBConnection connection, string catalog, ProjectionContext context, ProjectionState from, ProjectionSource source, DateTimeOffset now,
        Action? endBatch, Action? end, CancellationToken cancellationToken)
    {
        connection.Execute("CREATE TEMP TABLE touching (deal_id VARCHAR)");
        var rows = new ProjectedRows();
        // What is passed by has versions, too: the file is as new as the store was before it was read.
        var version = source.Version;
        var concernsAll = false;
        var hasChanges = false;
        var inBatch = 0;
        await foreach (var record in source.Changes(from.Version).WithCancellation(cancellationToken))
        {
            Projector.Project(record, context, rows);
            hasChanges = true;
            version = Math.Max(version, record.Version);
            Next();
        }
        await foreach (var state in source.Former(from.Version, version).WithCancellation(cancellationToken))
        {
            Projector.Project(state, context, rows);
            Next();
        }
        concernsAll |= Merge(connection, catalog, rows);
        if (from.TargetsVersion != source.TargetsVersion)
            ReplaceTargets(connection, catalog, await source.Targets());
        var hasOtherImports = from.ImportsVersion != source.ImportsVersion;
        if (hasOtherImports)
            ProjectionMatching.Replace(connection, catalog, await source.Imported());

        if (hasChanges || hasOtherImports)
        {
            ProjectionMatching.Run(connection, catalog, context.Mapping);
            var touched = concernsAll ? $"SELECT id AS deal_id FROM {catalog}.main.deal UNION FROM temp.main.touching" : "SELECT DISTINCT deal_id FROM temp.main.touching";
            connection.Execute($"CREATE TEMP TABLE touched AS SELECT deal_id, ROW_NUMBER() OVER () // {batch} AS part FROM ({touched}) WHERE deal_id IS NOT NULL");
            if (context.Mapping.Objects?.Catalogue is not null) SectionDerivation.Run(connection, catalog, endBatch);
            ObjectDerivation.Run(connection, catalog, context.Mapping.Objects);
            // The object of a word becomes that of a section when something in the section is sold, and the other way round: its deals follow.
            connection.Execute($"""
                INSERT INTO touched
                SELECT id, (SELECT COALESCE(MAX(part), -1) + 1 FROM touched) + ROW_NUMBER() OVER () // {batch}
                FROM {catalog}.main.deal
                WHERE id NOT IN (SELECT deal_id FROM touched)
                    AND (complex_id NOT IN (SELECT id FROM {catalog}.main.complex) OR building_id NOT IN (SELECT id FROM {catalog}.main.building))
                """);
            ProjectionDerivation.Run(connection, catalog, endBatch);
            LeadDerivation.Run(connection, catalog);
            MeetingDerivation.Run(connection, catalog);
        }
        connection.Execute(
            $"UPDATE {catalog}.main.projection_state SET version = $version, targets_version = $targets, imports_version = $imports, complete = $complete, kept_since = $kept, built_at = $now",
            ("version", version), ("targets", source.TargetsVersion), ("imports", source.ImportsVersion),
            ("complete", JsonSerializer.Serialize(source.Complete.ToDictionary(feed => feed.Key.Name, feed => feed.Value.ToUnixTimeMilliseconds()))),
            ("kept", (object?)source.KeptSince?.ToUnixTimeMilliseconds() ?? DBNull.Value), ("now", now.ToUnixTimeMilliseconds()));
        end?.Invoke();
        connection.Execute("COMMIT");
        return new ProjectionState(version, source.TargetsVersion, source.ImportsVersion, source.Complete, source.KeptSince, now);

        void Next()
        {
            if (++inBatch < batch)
                return;
            concernsAll |= Merge(connection, catalog, rows);
            endBatch?.Invoke();
            rows = new ProjectedRows();
            inBatch = 0;
        }
    }

    /// <returns>Whether any deal may be concerned.</returns>
    private static bool Merge(DuckDBConnection connection, string catalog, ProjectedRows rows)
    {
        ProjectionSchema.Deal.Merge(connection, catalog, rows.Deals);
        ProjectionSchema.Pipeline.Merge(connection, catalog, rows.Pipelines);
        ProjectionSchema.Stage.Merge(connection, catalog, rows.Stages);
        ProjectionSchema.StageVisit.Merge(connection, catalog, rows.StageVisits);
        ProjectionSchema.ScheduleLine.Merge(connection, catalog, rows.ScheduleLines);
        ProjectionSchema.FormerDeal.Merge(connection, catalog, rows.FormerDeals);
        ProjectionSchema.FormerLine.Merge(connection, catalog, rows.FormerLines);
        ProjectionSchema.Payment.Merge(connection, catalog, rows.Payments);
        ProjectionSchema.Meeting.Merge(connection, catalog, rows.Meetings);
        ProjectionSchema.Complex.Merge(connection, catalog, rows.Complexes);
        ProjectionSchema.Building.Merge(connection, catalog, rows.Buildings);
        ProjectionSchema.Unit.Merge(connection, catalog, rows.Units);
        if (rows.Units.Ids.Count > 0)
        {
            connection.Execute(
                $"INSERT INTO temp.main.touching SELECT id FROM {catalog}.main.deal WHERE unit_ref IN (SELECT UNNEST($units))", ("units", rows.Units.Ids.ToList()));
        }
        ProjectionSchema.Section.Merge(connection, catalog, rows.Sections);
        ProjectionSchema.Product.Merge(connection, catalog, rows.Products);
        ProjectionSchema.DealProducts.Merge(connection, catalog, rows.DealProducts);
        if (rows.Products.Ids.Count > 0)
        {
            connection.Execute(
                $"""
                INSERT INTO temp.main.touching
                SELECT id FROM (SELECT id, UNNEST(STRING_SPLIT(products, ' ')) AS product FROM {catalog}.main.deal_products)
                WHERE product IN (SELECT UNNEST($products))
                """,
                ("products", rows.Products.Ids.ToList()));
        }
        ProjectionSchema.Person.Merge(connection, catalog, rows.People);
        ProjectionSchema.Department.Merge(connection, catalog, rows.Departments);
        LeadSchema.Lead.Merge(connection, catalog, rows.Leads);
        LeadSchema.LeadStage.Merge(connection, catalog, rows.LeadStages);
        LeadSchema.LeadVisit.Merge(connection, catalog, rows.LeadVisits);
        LeadSchema.Source.Merge(connection, catalog, rows.Sources);
        ProjectionSchema.Fault.Merge(connection, catalog, rows.Faults);
        return rows.ConcernsAllDeals;
    }

    /// <summary>Targets are few: all of them when one changed.</summary>
    private static void ReplaceTargets(DuckDBConnection connection, string catalog, IReadOnlyList<PlanTargetRow> targets)
    {
        connection.Execute($"DELETE FROM {catalog}.main.plan_target");
        var change = new TableChange<PlanTargetRow>();
        foreach (var target in targets)
            change.Set(target.Id, target);
        ProjectionSchema.PlanTarget.Merge(connection, catalog, change);
    }

    internal static (string Basis, ProjectionState State) ReadState(DuckDBConnection connection, string catalog)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The catalog's name is made of two numbers.
        command.CommandText = $"SELECT basis, version, targets_version, imports_version, complete, kept_since, built_at FROM {catalog}.main.projection_state";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetString(0), new ProjectionState(
                reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3),
                JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(4))!
                    .ToDictionary(feed => RecordKind.Parse(feed.Key), feed => DateTimeOffset.FromUnixTimeMilliseconds(feed.Value)),
                reader.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6))))
            : throw new InvalidOperationException($"The projection {catalog} has no state.");
    }
}
