using System.Collections.Concurrent;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>Keeps the tenants' columnar projections up to date with the store. One refresh of a tenant at a time.</summary>
public sealed class ProjectionService
{
    private readonly ProjectionFiles _files;
    private readonly ProjectionBuilder _builder;
    private readonly TenantDirectory _tenants;
    private readonly LandedRecords _records;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<TenantId, SemaphoreSlim> _gates = new();

    internal ProjectionService(ProjectionFiles files, TenantDirectory tenants, LandedRecords records, TimeProvider clock)
    {
        (_files, _tenants, _records, _clock) = (files, tenants, records, clock);
        _builder = new ProjectionBuilder(files);
    }

    /// <summary>
    /// Merges what landed since the last time; builds anew, aside, when the format, mapping, currency or zone changed. Readers see the former
    /// state until the new one is complete. Does nothing for a tenant without an accepted mapping.
    /// </summary>
    public async Task RefreshAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(tenant, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await _tenants.FindAsync(tenant, cancellationToken) is not { IsActive: true, Mapping: { } mapping } found)
                return;
            var context = new ProjectionContext(mapping, found.Currency, found.UtcOffset);
            await _builder.RefreshAsync(
                tenant, ProjectionBuilder.Basis(found.MappingVersion, context), context, await _records.VersionAsync(tenant, cancellationToken),
                after => _records.ReadChangesAsync(tenant, after, cancellationToken), [], _clock.GetUtcNow(), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Null until the first build is complete.</summary>
    public Task<ProjectionState?> StateAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Task.Run(() => _builder.State(tenant), cancellationToken);

    /// <summary>A consistent look at the projection; null until the first build is complete.</summary>
    internal ProjectionReader? Open(TenantId tenant)
    {
        _files.AttachLeftOver(tenant);
        return _files.Lease(tenant) is { } file ? new ProjectionReader(_files, file) : null;
    }
}
