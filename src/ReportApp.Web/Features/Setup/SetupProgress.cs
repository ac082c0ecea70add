using System.Text.Json.Serialization;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;

namespace ReportApp.Web.Features.Setup;

/// <summary>How far an installation is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SetupState>))]
public enum SetupState
{
    /// <summary>An administrator has to accept a mapping.</summary>
    [JsonStringEnumMemberName("mapping")] Mapping,

    /// <summary>The first pass over the CRM, or the first projection of it, is under way.</summary>
    [JsonStringEnumMemberName("syncing")] Syncing,

    [JsonStringEnumMemberName("ready")] Ready,
}

internal sealed class SetupProgress(TenantDirectory tenants, SyncStatus sync, ProjectionService projections)
{
    public async Task<SetupState> ReadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await tenants.FindAsync(tenant, cancellationToken))?.Mapping is null ? SetupState.Mapping
        : (await sync.ReadAsync(tenant, cancellationToken)).AsOf is null || await projections.StateAsync(tenant, cancellationToken) is null ? SetupState.Syncing
        : SetupState.Ready;
}
