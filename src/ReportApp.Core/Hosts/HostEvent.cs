using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>What somebody who speaks as the host says happened. A hint: nothing in it is believed, it only makes us look.</summary>
/// <param name="Tenant">Who it claims to come from.</param>
/// <param name="ApplicationToken">What real events of this tenant carry; compared in constant time before anything else.</param>
public abstract record HostEvent(HostTenantKey Tenant, string? ApplicationToken)
{
    /// <summary>The app was removed there.</summary>
    /// <param name="DeleteData">The person who removed it wants our data of this tenant deleted, too.</param>
    public sealed record Removed(HostTenantKey Tenant, string? ApplicationToken, bool DeleteData) : HostEvent(Tenant, ApplicationToken);

    /// <summary>Records or dictionaries changed: a pass would find something.</summary>
    public sealed record Changed(HostTenantKey Tenant, string? ApplicationToken) : HostEvent(Tenant, ApplicationToken);

    /// <summary>A record was deleted, which no walk over changes meets.</summary>
    public sealed record Deleted(HostTenantKey Tenant, string? ApplicationToken, RecordKind Kind, string Id) : HostEvent(Tenant, ApplicationToken);

    /// <summary>Nothing that concerns us.</summary>
    public sealed record Other(HostTenantKey Tenant, string? ApplicationToken) : HostEvent(Tenant, ApplicationToken);
}
