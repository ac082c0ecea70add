using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Access;

/// <summary>Where a record's page is in the host.</summary>
public sealed class RecordAddresses(HostConnectors connectors)
{
    public Uri To(Tenant tenant, RecordKind kind, string id) => connectors.Of(tenant.Key).RecordAddress(tenant.BackgroundConnection, kind, id);
}
