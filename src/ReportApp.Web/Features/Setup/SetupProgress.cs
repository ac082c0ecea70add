using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;

namespace ReportApp.Web.Features.Setup;

/// <summary>How far an installation is.</summary>
[JsonConverter(typeof(NamedEnumConverter<SetupState>))]
public enum SetupState
{
    /// <summary>An administrator has to accept a mapping.</summary>
    [JsonStringEnumMemberName("mapping")] Mapping,

    /// <summary>
    /// The app was installed anew, updated or granted something else: an administrator's page has to make again what the host dropped, and to
    /// finish the installation there. Only administrators are told.
    /// </summary>
    [JsonStringEnumMemberName("finishing")] Finishing,

    /// <summary>What reports count from is read for the first time, or projected.</summary>
    [JsonStringEnumMemberName("syncing")] Syncing,

    [JsonStringEnumMemberName("ready")] Ready,
}

internal sealed class SetupProgress(TenantDirectory tenants, SyncStatus sync, ProjectionService projections)
{
    public async Task<SetupState> ReadAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var tenant = viewer.Tenant;
        if (await tenants.FindAsync(tenant, cancellationToken) is not { Mapping: { } mapping } found) return SetupState.Mapping;
        if (viewer.IsAdministrator && !found.IsPrepared) return SetupState.Finishing;
        var pass = await sync.ReadAsync(tenant, cancellationToken);
        var state = await projections.StateAsync(tenant, cancellationToken);
        // Where the host refuses something else, the reports of deals open all the same.
        var needed = pass.State == SyncPhase.Stopped ? mapping.FeedsOf(RecordKind.Deal) : mapping.ReportedKinds();
        return state?.CompleteUpTo(needed) is not null
            ? SetupState.Ready
            : SetupState.Syncing;
    }
}
