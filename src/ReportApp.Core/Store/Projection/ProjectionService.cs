using System.Collections.Concurrent;
using System.Globalization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>Keeps the tenants' columnar projections up to date with the store. One refresh of a tenant at a time.</summary>
public sealed class ProjectionService
{
    private readonly ProjectionFiles _files;
    private readonly ProjectionBuilder _builder;
    private readonly TenantDirectory _tenants;
    private readonly LandedRecords _records;
    private readonly PlanTargets _targets;
    private readonly ImportedFacts _imports;
    private readonly SyncState _sync;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<TenantId, SemaphoreSlim> _gates = new();
    private readonly ConcurrentDictionary<TenantId, bool> _failed = new();

    internal ProjectionService(
        ProjectionFiles files, TenantDirectory tenants, LandedRecords records, PlanTargets targets, ImportedFacts imports,
        SyncState sync, TimeProvider clock)
    {
        (_files, _tenants, _records, _targets, _imports, _sync, _clock) = (files, tenants, records, targets, imports, sync, clock);
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
            {
                _failed.TryRemove(tenant, out _);
                return;
            }
            var context = new ProjectionContext(mapping, found.Currency, found.UtcOffset);
            await _builder.RefreshAsync(
                tenant, ProjectionBuilder.Basis(found.MappingVersion, context), context, await SourceAsync(found, mapping, cancellationToken),
                _clock.GetUtcNow(), cancellationToken);
            _failed.TryRemove(tenant, out _);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _failed[tenant] = true;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>After something was stored, which stays stored whatever comes of this: the freshness tells it, and the next refresh makes it good.</summary>
    /// <returns>What failed; null: nothing.</returns>
    public async Task<Exception?> TryRefreshAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(tenant, cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return failure;
        }
    }

    /// <summary>The last refresh on this node failed: what readers see stands still until one succeeds.</summary>
    public bool HasFailed(TenantId tenant) => _failed.ContainsKey(tenant);

    /// <summary>
    /// What would be read under another mapping: projects everything that landed into a file of its own, which is gone afterwards. Takes as
    /// long as a whole projection; refreshes of the tenant wait for it.
    /// </summary>
    internal async Task<T> TryAsync<T>(Tenant tenant, TenantMapping mapping, Func<ProjectionReader, Task<T>> read, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(tenant.Id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var (file, _) = await _builder.BuildBesideAsync(
                tenant.Id, ProjectionBuilder.TrialBasis, new ProjectionContext(mapping, tenant.Currency, tenant.UtcOffset),
                await SourceAsync(tenant, mapping, cancellationToken), _clock.GetUtcNow(), cancellationToken);
            try
            {
                _files.Hold(file);
                using var reader = new ProjectionReader(_files, file);
                return await read(reader);
            }
            finally
            {
                _files.Discard(file);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Nothing stays of a tenant's projection; what is being read goes when its last reader has gone.</summary>
    public async Task RemoveAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(tenant, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            _files.Remove(tenant);
            _failed.TryRemove(tenant, out _);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What the store holds now, for a projection under this mapping.</summary>
    internal async Task<ProjectionSource> SourceAsync(Tenant tenant, TenantMapping mapping, CancellationToken cancellationToken) => new(
        await _records.VersionAsync(tenant.Id, cancellationToken), await _targets.VersionAsync(tenant.Id, cancellationToken),
        await _imports.VersionAsync(tenant.Id, cancellationToken), await _sync.ListCompleteAsync(tenant.Id, cancellationToken),
        await KeptSinceAsync(tenant.Id, mapping, cancellationToken),
        after => _records.ReadChangesAsync(tenant.Id, after, Projector.PassedBy(mapping), cancellationToken),
        (after, upTo) => _records.ReadFormerAsync(tenant.Id, after, upTo, cancellationToken), () => TargetsAsync(tenant, cancellationToken),
        () => ImportedAsync(tenant.Id, mapping, cancellationToken));

    /// <summary>The later of deals and of lines of the schedule: what one saw of a contract before it saw its lines says nothing of these.</summary>
    private async Task<DateTimeOffset?> KeptSinceAsync(TenantId tenant, TenantMapping mapping, CancellationToken cancellationToken)
    {
        var deals = await _sync.KeptSinceAsync(tenant, RecordKind.Deal, cancellationToken);
        if (mapping.Schedule is not { } schedule) return deals;
        var lines = await _sync.KeptSinceAsync(tenant, RecordKind.Item(schedule.Table), cancellationToken);
        return lines > deals ? lines : deals;
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

    private async Task<ImportedRows> ImportedAsync(TenantId tenant, TenantMapping mapping, CancellationToken cancellationToken) => new(
        [
            .. from fact in await _imports.ListAsync(tenant, ImportKind.Payments, null, cancellationToken)
               let id = $"file:{fact.Source}/{fact.Values.Key}"
               select new PaymentRow(
                   id, $"payment:{id}", DealId: null, LineId: null, fact.Values.Day, Money.ToStored(fact.Values.Amount), InCurrency: true, fact.Values.LineKind,
                   fact.Values.IsReceipt, fact.Source, fact.Source == mapping.PaymentFileOn(fact.Values.Day), ContractNumber.Normalise(fact.Values.Contract),
                   fact.Values.DealId ?? fact.Values.ConfirmedDeal),
        ],
        [
            .. from fact in await _imports.ListAsync(tenant, ImportKind.Schedule, null, cancellationToken)
               select new ScheduleLineRow(
                   $"file:{fact.Source}/{fact.Values.Key}", DealId: null, fact.Values.Day, Money.ToStored(fact.Values.Amount), InCurrency: true,
                   fact.Values.LineKind, Cancelled: false, fact.Source, fact.Source == mapping.ScheduleFile, ContractNumber.Normalise(fact.Values.Contract),
                   fact.Values.DealId),
        ],
        [
            .. from fact in await _imports.ListFormerAsync(tenant, ImportKind.Schedule, cancellationToken)
               let id = $"file:{fact.Source}/{fact.Key}"
               let until = fact.Until.ToUnixTimeMilliseconds()
               select new FormerLineRow(
                   string.Create(CultureInfo.InvariantCulture, $"{id}/{until}"), id, until, until, DealId: null, fact.Values?.Day,
                   fact.Values is { } was ? Money.ToStored(was.Amount) : null, InCurrency: true, Cancelled: false, fact.Source, fact.Source == mapping.ScheduleFile,
                   ContractNumber.Normalise(fact.Values?.Contract), fact.Values?.DealId),
        ]);

    /// <summary>Money that was promised in another currency than the tenant's stays out, as all other money does.</summary>
    private async Task<IReadOnlyList<PlanTargetRow>> TargetsAsync(Tenant tenant, CancellationToken cancellationToken) =>
    [
        .. from target in await _targets.ListAsync(tenant.Id, cancellationToken)
           where target.Currency == tenant.Currency
           select new PlanTargetRow(
               target.Id.ToString(CultureInfo.InvariantCulture), target.Kind, target.Metric, target.Month.FirstDay, Money.ToStored(target.Value),
               target.Scope.ComplexId, target.Scope.BuildingId, target.Scope.ManagerId, target.Scope.DepartmentId),
    ];
}
