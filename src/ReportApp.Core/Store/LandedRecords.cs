using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>What the host's records were when last read. Written by sync alone, read by projections and plans.</summary>
public sealed class LandedRecords
{
    /// <summary>Russian stays readable and takes a third of the room that escapes would; the text never meets a browser.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>So many ids a database takes in one question.</summary>
    private const int AtOnce = 500;

    private readonly StoreFactory _factory;

    internal LandedRecords(StoreFactory factory) => _factory = factory;

    /// <summary>Everything that changed after a version, tombstones too, in order of version.</summary>
    /// <param name="without">Kinds that are left where they are, however many there may be.</param>
    public async IAsyncEnumerable<LandedRecord> ReadChangesAsync(
        TenantId tenant, long afterVersion, IReadOnlyCollection<RecordKind> without, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] left = [.. without.Select(kind => kind.Name)];
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = store.Landed.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Version > afterVersion && !left.Contains(row.Kind))
            .OrderBy(row => row.Version);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return Read(row);
    }

    /// <summary>What records were before the changes after a version and up to another, in order.</summary>
    internal async IAsyncEnumerable<FormerState> ReadFormerAsync(
        TenantId tenant, long afterVersion, long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = store.FormerStates.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Version > afterVersion && row.Version <= upTo)
            .OrderBy(row => row.Version);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return new FormerState(
                RecordKind.Parse(row.Kind), row.HostId, row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.Until), FormerValues.Parse(row.Values));
        }
    }

    /// <summary>The version of the latest change; 0 when nothing landed yet.</summary>
    public async Task<long> VersionAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Tenants.Where(row => row.Id == tenant.Value).Select(row => row.RecordVersion).SingleAsync(cancellationToken);
    }

    /// <summary>Null when it never landed; a tombstone comes as such.</summary>
    public async Task<LandedRecord?> FindAsync(TenantId tenant, RecordKind kind, string id, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var row = await store.Landed.AsNoTracking()
            .SingleOrDefaultAsync(found => found.TenantId == tenant.Value && found.Kind == kind.Name && found.HostId == id, cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <summary>All live records of a kind, by id. For dictionaries such as users; not for deals.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(TenantId tenant, RecordKind kind, CancellationToken cancellationToken)
        where T : HostRecord
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var bodies = await store.Landed.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted)
            .OrderBy(row => row.HostId).Select(row => row.Body).ToListAsync(cancellationToken);
        return [.. bodies.Select(body => (T)Parse(body))];
    }

    /// <summary>Those of these ids that are live, in no order.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(TenantId tenant, RecordKind kind, IEnumerable<string> ids, CancellationToken cancellationToken)
        where T : HostRecord
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var found = new List<T>();
        foreach (var some in ids.Distinct().Chunk(AtOnce))
        {
            var bodies = await store.Landed.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted && some.Contains(row.HostId))
                .Select(row => row.Body).ToListAsync(cancellationToken);
            found.AddRange(bodies.Select(body => (T)Parse(body)));
        }
        return found;
    }

    /// <summary>All live records of a kind that have not changed after a version, one after the other: for what may be many.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(TenantId tenant, RecordKind kind, long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : HostRecord
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var bodies = store.Landed.AsNoTracking().Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted && row.Version <= upTo)
            .Select(row => row.Body);
        await foreach (var body in bodies.AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return (T)Parse(body);
    }

    /// <summary>How many live records each owner has.</summary>
    public async Task<IReadOnlyList<OwnerCount>> CountByOwnerAsync(TenantId tenant, RecordKind kind, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Landed.Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted).GroupBy(row => row.OwnerId)
            .Select(group => new OwnerCount(group.Key, group.LongCount())).ToListAsync(cancellationToken);
    }

    /// <summary>Live records of a kind that landed after a version, with their owners.</summary>
    public async Task<IReadOnlyList<(string Id, string? OwnerId)>> ListLandedAsync(
        TenantId tenant, RecordKind kind, long afterVersion, int most, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return
        [
            .. (await store.Landed.Where(row => row.TenantId == tenant.Value && row.Version > afterVersion && row.Kind == kind.Name && !row.Deleted)
                .OrderBy(row => row.Version).Select(row => new { row.HostId, row.OwnerId }).Take(most).ToListAsync(cancellationToken)).Select(row => (row.HostId, row.OwnerId)),
        ];
    }

    /// <summary>Ids of live records outside what these owners and ids cover.</summary>
    public async Task<IReadOnlyList<string>> ListUncoveredAsync(TenantId tenant, RecordKind kind, VisibleRows rows, int most, CancellationToken cancellationToken)
    {
        string[] owners = [.. rows.Owners];
        string[] ids = [.. rows.ExtraIds];
        await using var store = await _factory.OpenAsync(cancellationToken);
        return await store.Landed
            .Where(row => row.TenantId == tenant.Value && row.Kind == kind.Name && !row.Deleted)
            .Where(row => (row.OwnerId == null || !owners.Contains(row.OwnerId)) && !ids.Contains(row.HostId))
            .OrderBy(row => row.HostId).Select(row => row.HostId).Take(most).ToListAsync(cancellationToken);
    }

    internal static HostRecord Parse(string body) => JsonSerializer.Deserialize<HostRecord>(body, Json)!;

    internal static string Format(HostRecord record) => JsonSerializer.Serialize(record, Json);

    private static LandedRecord Read(LandedRow row) => new(RecordKind.Parse(row.Kind), row.HostId, row.Version, row.Deleted, Parse(row.Body));
}
