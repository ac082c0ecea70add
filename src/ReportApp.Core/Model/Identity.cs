namespace ReportApp.Core.Model;

/// <summary>One installation of the app in one host CRM. Ours; the host's own key is <see cref="HostTenantKey"/>.</summary>
public readonly record struct TenantId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What a host calls one customer: the connector's name and the host's stable id (Bitrix24: <c>member_id</c>). Never an address.</summary>
public sealed record HostTenantKey(string Host, string HostId);

/// <summary>The CRM user looking at us, proven by the host.</summary>
/// <param name="UserId">The user's id in the host, as text.</param>
/// <param name="IsAdministrator">May manage the installation in the host.</param>
public sealed record Viewer(TenantId Tenant, string UserId, bool IsAdministrator);
